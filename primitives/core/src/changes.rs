//! What a block changed, for indexes outside of consensus. R139, R221, R222, R227, R229.

use crate::{
	authorization::{Basis, LogItem},
	bill::axis,
	lock::FlowNumber,
	Bill, BillKey, Digest, Fen, Moment, ParticipantId, PolicyId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

axis!(
	/// What happened to a bill.
	BillAction {
		/// Registered.
		#[default]
		Registered,
		/// A digest or the payer reference changed.
		Updated,
		/// Cancelled by a red bill.
		RedFlushed,
		/// Voided.
		Voided,
		/// Exchanged for paper.
		ExchangedForPaper,
		/// Back from paper to electronic.
		RestoredElectronic,
		/// Circulable or not circulable.
		CirculationChanged,
		/// Corrected by two administrators.
		Corrected,
		/// A lock was taken.
		Locked,
		/// A lock ended without reimbursement.
		Unlocked,
		/// Reimbursed, partly or wholly.
		Settled,
		/// A reimbursement was taken back.
		Reversed,
		/// The bill passed to another holder 持有方变更.
		HolderChanged,
	}
);

/// One change of one bill in a block.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct BillChange {
	/// The bill.
	pub key: BillKey,
	/// What happened.
	pub action: BillAction,
	/// Index of the extrinsic in the block; none for what happened as the block closed.
	pub extrinsic: Option<u32>,
	/// The record at the end of the block, with the version and the payer reference it had right after
	/// this change. A payer reference that an update or a correction replaced later in the block is
	/// not known any more, and shows as the one that came after it.
	pub bill: Bill,
}

/// What happened to a lock.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "event")]
pub enum LockEvent {
	/// Taken by its holder until `expires` (Unix ms).
	Acquired {
		/// Who holds it.
		holder: ParticipantId,
		/// The flow number of the request.
		flow: FlowNumber,
		/// When it ends by itself, Unix ms.
		expires: Moment,
	},
	/// A request of the same block lost to `winner`.
	Lost {
		/// Who asked.
		requester: ParticipantId,
		/// The flow number of the request.
		flow: FlowNumber,
		/// Who holds the lock, when somebody does.
		winner: Option<ParticipantId>,
	},
	/// Settled by its holder.
	Settled {
		/// Who held it.
		holder: ParticipantId,
		/// The flow number of the settlement.
		flow: FlowNumber,
		/// Reimbursed by this settlement, in fen.
		amount: Fen,
	},
	/// Given up by its holder.
	Released {
		/// Who held it.
		holder: ParticipantId,
	},
	/// Ended by an administrator.
	ForceReleased {
		/// Who held it.
		holder: ParticipantId,
	},
	/// Ended by time.
	Expired {
		/// Who held it.
		holder: ParticipantId,
	},
	/// A reimbursement was taken back by the one who made it, with the fiscal authority.
	Reversed {
		/// Who had reimbursed.
		holder: ParticipantId,
		/// Taken back, in fen.
		amount: Fen,
	},
	/// A policy in force denied a request.
	Denied {
		/// Who asked.
		requester: ParticipantId,
		/// The flow number of the request.
		flow: FlowNumber,
		/// The policy that decided.
		policy: Option<PolicyId>,
		/// The version of it that was in force.
		version: Option<u32>,
	},
}

/// One event of a lock in a block.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct LockChange {
	/// The bill.
	pub key: BillKey,
	/// Index of the extrinsic in the block; none for what happened as the block closed.
	pub extrinsic: Option<u32>,
	/// What happened.
	#[serde(flatten)]
	pub event: LockEvent,
}

/// One step in the life of an authorization, or one read on the white list, in a block.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationChange {
	/// The authorization, or the white list.
	pub basis: Basis,
	/// Index of the extrinsic in the block; none for what happened as the block closed.
	pub extrinsic: Option<u32>,
	/// What happened.
	pub item: LogItem,
	/// Head of the log with it; none where there is no log: a check of what does not exist.
	pub head: Option<Digest>,
}

/// Everything a block changed of bills, locks and authorizations, each in the order it happened.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct BlockChanges {
	/// Consensus time of the block, Unix ms.
	pub at: Moment,
	/// Changes of bills.
	pub bills: Vec<BillChange>,
	/// Events of locks.
	pub locks: Vec<LockChange>,
	/// Steps of authorizations.
	pub authorizations: Vec<AuthorizationChange>,
}
