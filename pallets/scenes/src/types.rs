//! Types of the genesis of this pallet.

use fiscal_primitives::{
	scene::{LockTerm, SceneKind},
	text::Name,
};

/// A scene the chain starts with. In force from the first block.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisScene {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// The field it belongs to.
	pub kind: SceneKind,
	/// Its weight in disputes of one block; the heaviest scene wins.
	pub weight: u32,
	/// How long its locks last, ms; 30 days when it is left out.
	#[serde(default)]
	pub lock_term: LockTerm,
}
