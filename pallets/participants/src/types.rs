//! Types of the genesis of this pallet.

use fiscal_primitives::{
	participant::{ParticipantKind, Roles},
	text::Name,
	Digest,
};
use fiscal_sm_crypto::Public;

/// A participant the chain starts with. Active from the first block.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisParticipant {
	/// Its public name, 1 to 128 bytes.
	pub name: Name,
	/// Organisation or person.
	pub kind: ParticipantKind,
	/// What it may do; one role at least.
	pub roles: Roles,
	/// Its compressed SM2 key, 33 bytes.
	pub key: Public,
	/// SM3-HMAC of its real-world identity, 32 bytes; no two participants share one.
	pub identity: Digest,
}
