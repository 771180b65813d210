//! Calls of the pallet `Scenes` (R026, R066–R069, R219, R223).

use crate::call::Call;
use fiscal_primitives::{
	authorization::Scope,
	scene::{LockTerm, ResourceDetails, ResourceFields, RuleSet, SceneKind, SceneStatus, Subject},
	text::{Name, Reason},
	BillKey, Digest, ResourceId, ResourceTypeId, SceneId,
};

const PALLET: &str = "Scenes";

/// Registers a scene; locks under it last `lock_term` and win disputes by `weight`. `form` is the SM3
/// of its form.
pub fn register(
	name: &Name,
	kind: SceneKind,
	weight: u32,
	lock_term: LockTerm,
	form: Option<Digest>,
) -> Call {
	Call::new(
		PALLET,
		"register",
		&["name", "kind", "weight", "lock_term", "form"],
		&(name, kind, weight, lock_term, form),
	)
}

/// Changes weight, lock term or form; `None` stays as it is.
pub fn update(
	scene: SceneId,
	weight: Option<u32>,
	lock_term: Option<LockTerm>,
	form: Option<Digest>,
) -> Call {
	Call::new(
		PALLET,
		"update",
		&["scene", "weight", "lock_term", "form"],
		&(scene, weight, lock_term, form),
	)
}

/// Suspends, activates or retires a scene.
pub fn set_status(scene: SceneId, status: SceneStatus, reason: &Reason) -> Call {
	Call::new(PALLET, "set_status", &["scene", "status", "reason"], &(scene, status, reason))
}

/// Replaces the field rules of a scene.
pub fn set_rules(scene: SceneId, rules: &RuleSet) -> Call {
	Call::new(PALLET, "set_rules", &["scene", "rules"], &(scene, rules))
}

/// Confirms the change of the subject whose digest this is.
pub fn confirm(scene: SceneId, subject: Subject, digest: Digest) -> Call {
	Call::new(PALLET, "confirm", &["scene", "subject", "digest"], &(scene, subject, digest))
}

/// Takes a change back, or rejects that of somebody else.
pub fn withdraw(scene: SceneId, subject: Subject, reason: &Reason) -> Call {
	Call::new(PALLET, "withdraw", &["scene", "subject", "reason"], &(scene, subject, reason))
}

/// Registers a type of resources.
pub fn register_resource_type(
	name: &Name,
	description: Option<&Reason>,
	scope: Option<Scope>,
	fields: &ResourceFields,
) -> Call {
	Call::new(
		PALLET,
		"register_resource_type",
		&["name", "description", "scope", "fields"],
		&(name, description, scope, fields),
	)
}

/// Changes a type of resources; `None` stays as it is.
pub fn change_resource_type(
	id: ResourceTypeId,
	description: Option<&Reason>,
	fields: Option<&ResourceFields>,
	active: Option<bool>,
) -> Call {
	Call::new(
		PALLET,
		"change_resource_type",
		&["id", "description", "fields", "active"],
		&(id, description, fields, active),
	)
}

/// Registers a resource of an issuer (R068).
pub fn register_resource(
	resource_type: ResourceTypeId,
	scene: SceneId,
	bill: Option<BillKey>,
	details: &ResourceDetails,
) -> Call {
	Call::new(
		PALLET,
		"register_resource",
		&["resource_type", "scene", "bill", "details"],
		&(resource_type, scene, bill, details),
	)
}

/// Changes a resource; `None` stays as it is.
pub fn change_resource(
	id: ResourceId,
	details: Option<&ResourceDetails>,
	active: Option<bool>,
) -> Call {
	Call::new(PALLET, "change_resource", &["id", "details", "active"], &(id, details, active))
}
