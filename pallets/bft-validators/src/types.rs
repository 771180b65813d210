//! What this pallet stores, and an entry of its genesis.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_bft_primitives::{BlockNumber, Equivocation, Statement, VoteKind};
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::Public;
use scale_info::TypeInfo;

/// Who runs a validator key of the latest set.
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
pub struct Operator {
	/// The participant.
	pub participant: ParticipantId,
	/// The first block the key decides.
	pub from: BlockNumber,
	/// Whether the key took the place of another one of the participant; if so it may be rotated
	/// again only after a while.
	pub rotated: bool,
}

/// A key that is no longer of the latest set. It never comes back.
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
	/// The participant that ran it.
	pub participant: ParticipantId,
	/// The first block the key decided.
	pub from: BlockNumber,
	/// The last block the key decides; below `from` if it left in the block that entered it and
	/// never decided any.
	pub until: BlockNumber,
}

/// What a validator signs once a round.
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
pub enum OffenceKind {
	/// Two proposals.
	Proposal,
	/// Two prevotes.
	Prevote,
	/// Two precommits.
	Precommit,
}

/// One offence: however many contradicting statements there are, it is on chain once.
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
pub struct OffenceKey {
	/// Whose key signed twice, 33 bytes.
	pub offender: Public,
	/// The block's number.
	pub height: BlockNumber,
	/// The round.
	pub round: u32,
	/// What was signed twice.
	pub kind: OffenceKind,
}

impl OffenceKey {
	/// The offence the evidence speaks of, if its statements contradict each other. Signatures are
	/// not looked at.
	pub fn of(evidence: &Equivocation) -> Option<Self> {
		let kind = match &evidence.first {
			Statement::Proposal(_) => OffenceKind::Proposal,
			Statement::Vote(vote) => match vote.kind {
				VoteKind::Prevote => OffenceKind::Prevote,
				VoteKind::Precommit => OffenceKind::Precommit,
			},
		};
		evidence.first.contradicts(&evidence.second).then(|| Self {
			offender: evidence.offender,
			height: evidence.height(),
			round: evidence.round(),
			kind,
		})
	}
}

/// Evidence on chain.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Offence {
	/// The participant that ran the key.
	pub participant: ParticipantId,
	/// The block that took the report.
	pub reported: BlockNumber,
	/// Both statements with their signatures, for everybody to check.
	pub evidence: Equivocation,
}

/// A validator the chain starts with; it decides from block 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisValidator {
	/// The participant that runs it. Participants of the genesis are numbered from 1.
	pub participant: ParticipantId,
	/// Its compressed SM2 key, 33 bytes.
	pub public: Public,
	/// What its vote weighs, at least 1.
	pub weight: u32,
}
