//! Types of the storage and of the genesis of this pallet.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	participant::{AccountLabel, Details, ParticipantKind, Roles},
	text::Name,
	Digest, Moment, ParticipantId,
};
use fiscal_sm_crypto::Public;
use scale_info::TypeInfo;

/// Whom an account stands for.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Binding {
	/// The participant whose key in use it belongs to.
	pub signer: ParticipantId,
	/// For whom it acts: the organisation of an account of the third tier, the signer otherwise.
	pub organisation: ParticipantId,
}

/// A key that is no longer in use.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PastKey {
	/// The key, 33 bytes; its account is `SM3(key)`.
	pub key: Public,
	/// Consensus time since when it was in use, Unix ms; 0 for genesis.
	pub from: Moment,
	/// Consensus time when another took its place, Unix ms.
	pub until: Moment,
}

/// What a participant was called and was for.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PastDetails {
	/// Name and label.
	pub details: Details,
	/// Consensus time when others took their place, Unix ms.
	pub until: Moment,
}

/// A participant the chain starts with. Active from the first block; nobody has to prove or endorse
/// anything, as the founders agree on the genesis as a whole.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisParticipant {
	/// Its public name, 1 to 128 bytes.
	pub name: Name,
	/// Organisation, person or account.
	pub kind: ParticipantKind,
	/// What it may do; one role at least.
	pub roles: Roles,
	/// Its compressed SM2 key, 33 bytes.
	pub key: Public,
	/// SM3-HMAC of its real-world identity, 32 bytes; no two participants share one.
	pub identity: Digest,
	/// Who stands above it, one that is named before; none in the first tier.
	#[serde(default)]
	pub parent: Option<ParticipantId>,
	/// What an account is for; demanded of accounts and refused of others.
	#[serde(default)]
	pub label: Option<AccountLabel>,
}
