//! Deadlines, and types of the genesis.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	authorization::Scopes,
	node::{Credential, NodeRole, NodeRoles, NodeScenes},
	text::Name,
	Digest, Moment, NodeId, ParticipantId,
};
use scale_info::TypeInfo;

/// A moment as a storage key: eight bytes, most significant first, so that the order of the keys in
/// the trie is the order of time and the first key is what is due next.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Due([u8; 8]);

impl Due {
	/// The key of the moment `at`, Unix ms.
	pub const fn at(at: Moment) -> Self {
		Self(at.to_be_bytes())
	}

	/// The moment, Unix ms.
	pub const fn moment(self) -> Moment {
		Moment::from_be_bytes(self.0)
	}
}

/// What is due at a moment.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Task {
	/// The operator of the node is to be told that its credential will end 续期提醒.
	CredentialReminder(NodeId),
	/// The credential of the node ends.
	CredentialExpiry(NodeId),
	/// An activation code runs out unused.
	CodeExpiry(NodeId, Digest),
	/// An activation code leaves the state 归档; the index and old blocks keep its life.
	CodeArchive(NodeId, Digest),
}

/// A node the chain starts with. In service and activated from the first block.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisNode {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// The participant that runs it, a node operator.
	pub operator: ParticipantId,
	/// SM3 of its credential, 32 bytes.
	pub credential: Digest,
	/// The first moment at which its credential is not valid any more, Unix ms; the end of the year
	/// 9999 when it is left out.
	#[serde(default = "no_end")]
	pub credential_until: Moment,
	/// In what capacities it may serve; those of `serves` when it is left out.
	#[serde(default)]
	pub capacities: NodeRoles,
	/// The scenes it is admitted for; none when it is left out. They are not looked up.
	#[serde(default)]
	pub scenes: NodeScenes,
	/// The kinds of resources it is admitted for; none when it is left out.
	#[serde(default)]
	pub resources: Scopes,
	/// Whom it serves, and in what capacity; each pair once. In JSON `[[6, "issuer"]]`.
	pub serves: Vec<(ParticipantId, NodeRole)>,
}

fn no_end() -> Moment {
	Credential::NO_END
}
