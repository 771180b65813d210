//! Types of the genesis of this pallet.

use fiscal_primitives::{
	scene::{LockTerm, RuleSet, SceneKind},
	text::Name,
	Digest,
};

/// A scene the chain starts with. In force from the first block. The templates of
/// [`fiscal_primitives::scene::templates`] have this form.
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
	/// SM3 of its form 申请表单; none when it is left out.
	#[serde(default)]
	pub form: Option<Digest>,
	/// Its field rules; when they are left out, every bill is admitted.
	#[serde(default)]
	pub rules: Option<RuleSet>,
}

impl GenesisScene {
	/// A scene whose locks last 30 days, without form and field rules.
	pub fn new(name: Name, kind: SceneKind, weight: u32) -> Self {
		Self { name, kind, weight, lock_term: LockTerm::DEFAULT, form: None, rules: None }
	}
}
