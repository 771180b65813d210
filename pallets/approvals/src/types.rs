//! What only this pallet stores, its origin, and its genesis.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	approval::{ApprovalId, Lifetime, Steps},
	text::Name,
	Digest, FlowId, Moment, Operation, ParticipantId,
};
use scale_info::TypeInfo;

/// With what the call of an approval is dispatched.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Origin {
	/// An approval after all its steps.
	Approved {
		/// Its number.
		id: ApprovalId,
		/// The operation its call performs.
		operation: Operation,
		/// The participant it counts for.
		proposer: ParticipantId,
		/// The participant whose key proposed.
		signer: ParticipantId,
		/// Head of its record after the last signature.
		head: Digest,
		/// The flow it took.
		flow: FlowId,
		/// Was that the one the operation demanded when it was proposed?
		mandated: bool,
	},
}

/// A moment as a storage key: eight bytes, most significant first, so that the order of the keys in
/// the trie is the order of time and the first key is what is due next.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo,
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

/// A role of approval the chain starts with.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisRole {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// Only signers at or below this participant may use it; none means everywhere.
	#[serde(default)]
	pub scope: Option<ParticipantId>,
	/// Its members, at most 64.
	pub members: Vec<ParticipantId>,
}

/// A flow the chain starts with.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisFlow {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// Its steps, 1 to 5.
	pub steps: Steps,
	/// How long an approval may take, ms; seven days when it is left out.
	#[serde(default)]
	pub lifetime: Lifetime,
}

/// An operation that demands approval from the start.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisHighRisk {
	/// The operation.
	pub operation: Operation,
	/// The flow it demands.
	pub flow: FlowId,
}
