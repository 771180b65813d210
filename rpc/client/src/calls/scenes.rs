//! Calls of the pallet `Scenes` (R219, R223).

use crate::call::Call;
use fiscal_primitives::{
	scene::{LockTerm, SceneKind, SceneStatus},
	text::{Name, Reason},
	SceneId,
};

const PALLET: &str = "Scenes";

/// Registers a scene; locks under it last `lock_term` and win disputes by `weight`.
pub fn register(name: &Name, kind: SceneKind, weight: u32, lock_term: LockTerm) -> Call {
	Call::new(
		PALLET,
		"register",
		&["name", "kind", "weight", "lock_term"],
		&(name, kind, weight, lock_term),
	)
}

/// Changes the weight or the lock term; `None` stays as it is.
pub fn update(scene: SceneId, weight: Option<u32>, lock_term: Option<LockTerm>) -> Call {
	Call::new(PALLET, "update", &["scene", "weight", "lock_term"], &(scene, weight, lock_term))
}

/// Suspends, activates or retires a scene.
pub fn set_status(scene: SceneId, status: SceneStatus, reason: &Reason) -> Call {
	Call::new(PALLET, "set_status", &["scene", "status", "reason"], &(scene, status, reason))
}
