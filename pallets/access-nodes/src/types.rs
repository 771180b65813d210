//! Capacities of a relation, and types of the genesis.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_primitives::{node::NodeRole, text::Name, Digest, Invalid, ParticipantId};
use scale_info::TypeInfo;

/// The capacities in which a node serves one participant: a set of [`NodeRole`] in one byte, never
/// empty in storage.
#[derive(Clone, Copy, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct NodeRoles(u8);

impl NodeRoles {
	const ALL: [NodeRole; 2] = [NodeRole::Issuer, NodeRole::User];
	const KNOWN: u8 = 0b11;

	const fn bit(role: NodeRole) -> u8 {
		match role {
			NodeRole::Issuer => 1,
			NodeRole::User => 1 << 1,
		}
	}

	/// Is the capacity in the set?
	pub const fn contains(self, role: NodeRole) -> bool {
		self.0 & Self::bit(role) != 0
	}

	/// True when there is none in it.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The set and this capacity.
	pub const fn with(self, role: NodeRole) -> Self {
		Self(self.0 | Self::bit(role))
	}

	/// The set without this capacity.
	pub const fn without(self, role: NodeRole) -> Self {
		Self(self.0 & !Self::bit(role))
	}

	/// The capacities in it.
	pub fn iter(self) -> impl Iterator<Item = NodeRole> {
		Self::ALL.into_iter().filter(move |role| self.contains(*role))
	}
}

impl Decode for NodeRoles {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bits = u8::decode(input)?;
		if bits & !Self::KNOWN != 0 {
			return Err(Invalid("node roles: unknown role").into());
		}
		Ok(Self(bits))
	}
}
impl DecodeWithMemTracking for NodeRoles {}

impl core::fmt::Debug for NodeRoles {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_set().entries(self.iter()).finish()
	}
}

/// A list of capacities, such as `["issuer","user"]`.
impl serde::Serialize for NodeRoles {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}
impl<'de> serde::Deserialize<'de> for NodeRoles {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let roles = <Vec<NodeRole> as serde::Deserialize>::deserialize(deserializer)?;
		Ok(roles.into_iter().fold(Self::default(), Self::with))
	}
}

/// A node the chain starts with. In service from the first block.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisNode {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// The participant that runs it, a node operator.
	pub operator: ParticipantId,
	/// SM3 of its credential, 32 bytes.
	pub credential: Digest,
	/// Whom it serves, and in what capacity; each pair once. In JSON `[[6, "issuer"]]`.
	pub serves: Vec<(ParticipantId, NodeRole)>,
}
