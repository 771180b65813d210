//! What only this pallet stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	lock::AcquireOutcome, policy::Obligations, text::Reason, Actor, BillKey, Digest, Fen,
	FlowNumber, Moment, ParticipantId, PolicyId, Region, SceneId,
};
use scale_info::TypeInfo;

/// A request to take a lock, between its transaction and the close of the block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct AcquireRequest {
	/// The bill.
	pub key: BillKey,
	/// Who asks.
	pub requester: ParticipantId,
	/// The participant whose key signed.
	pub signer: ParticipantId,
	/// The scene it is asked under.
	pub scene: SceneId,
	/// Weight of the scene; the larger wins.
	pub weight: u32,
	/// How long the lock would last, ms.
	pub term: u64,
	/// Where the reimbursement takes place.
	pub region: Region,
	/// Flow number of the request.
	pub flow: FlowNumber,
	/// What the requester intends to reimburse, in fen.
	pub claimed: Fen,
	/// Digest of the authorization it rests on.
	pub authorization: Digest,
	/// What policies oblige to beside.
	pub obligations: Obligations,
	/// Digest of the transaction; the smaller wins between equal weights.
	pub tx: Digest,
	/// Key of its entry in `Answers`.
	pub answer: Digest,
}

/// In whose name a request for a lock was denied 策略拒绝.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Denial {
	/// The policy that decided.
	pub policy: Option<PolicyId>,
	/// The version of it that was in force.
	pub version: Option<u32>,
}

/// What came of an operation.
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
pub enum Outcome {
	/// A request to take a lock.
	Acquire(AcquireOutcome),
	/// A settlement, a release or a request for a reversal that took effect.
	Done,
	/// A request to take a lock, which a policy in force denied.
	Denied(Denial),
}

impl Outcome {
	/// As the outcome of a request to take a lock. A denial is a refusal; nothing else but such a
	/// request is answered under its key.
	pub(crate) const fn acquired(self) -> AcquireOutcome {
		match self {
			Self::Acquire(outcome) => outcome,
			Self::Done | Self::Denied(_) => AcquireOutcome::Refused,
		}
	}
}

/// The first answer to an operation, kept under its idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Answer {
	/// SM3 over the SCALE encoding of what was asked.
	pub content: Digest,
	/// The bill.
	pub key: BillKey,
	/// What came of it.
	pub outcome: Outcome,
}

/// What is due for a lock at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Deadline {
	/// Its holder is to be told that it will end.
	Notice,
	/// It ends.
	Expiry,
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

/// Who signed a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signer {
	/// The participant it counts for.
	pub id: ParticipantId,
	/// The participant whose key signed.
	pub signer: ParticipantId,
}

impl Signer {
	/// As the ledger of bills knows it.
	pub(crate) const fn actor(&self) -> Actor {
		Actor::Participant { id: self.id, signer: self.signer, approval: None }
	}
}

/// A request to take a reimbursement back, until the fiscal authority confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reversal {
	/// Who had reimbursed and asks.
	pub holder: ParticipantId,
	/// The participant whose key signed; another one has to confirm.
	pub signer: ParticipantId,
	/// Flow number of the request.
	pub flow: FlowNumber,
	/// How much is to be taken back, in fen.
	pub amount: Fen,
	/// Why.
	pub reason: Reason,
}
