//! What the chain keeps of a bill 票据, and how bills are registered.
//!
//! The state of a bill has four independent axes (DA/T 95-2022 keeps them apart too): [`Validity`],
//! [`Medium`], [`Use`] and [`Circulation`]. R220–R227, R232.

use crate::{
	field::{FieldName, Fields},
	BillKey, BlockNumber, CheckDigest, Date, Digest, Fen, NodeId, ParticipantId, PayerRef,
	PolicyId, SceneId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most bills one batch may hold (R196).
pub const MAX_BATCH: u32 = 500;

macro_rules! axis {
	($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
		$(#[$doc])*
		#[derive(
			Clone, Copy, Debug, Default, PartialEq, Eq, Hash, codec::Encode, codec::Decode,
			codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
		)]
		#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
		pub enum $name { $($(#[$vdoc])* $variant),+ }
	};
}
pub(crate) use axis;

mod difference;
mod holder;
pub mod numbers;
mod pending;
mod relations;

pub use difference::{
	difference_leaves, difference_proofs, difference_root, verify_difference, DifferenceProof,
	FieldChange,
};
pub use holder::{holder_payload, TrailItem};
pub use numbers::{Allocation, GenesisRange, IssuerNumbers, NumberRange, Stock};
pub use pending::{
	BillPending, Correction, CorrectionMade, PendingCorrection, PendingReversal, SettledAmount,
	MAX_SETTLED,
};
pub use relations::{
	BillNetwork, DigestLayer, FileLayer, FileLocation, IndexLayer, Relations, RelationsBatch,
	RelationsEntry, RelationsRecord, SealedPath, StorageMedium, SubjectLayer, MAX_RELATIONS,
};

axis!(
	/// Is the bill in force? Red-flushed and voided are terminal.
	Validity {
		/// In force 正常.
		#[default]
		Normal,
		/// Cancelled by a red bill 冲红.
		RedFlushed,
		/// Voided 作废.
		Voided,
	}
);

axis!(
	/// What carries the bill?
	Medium {
		/// The electronic original 电子.
		#[default]
		Electronic,
		/// Exchanged for paper 换开纸质; not usable electronically meanwhile.
		Paper,
	}
);

axis!(
	/// How far is it reimbursed?
	Use {
		/// Nobody holds it and nothing is reimbursed 未使用.
		#[default]
		Free,
		/// Somebody holds its lock 锁定.
		Locked,
		/// Unlocked, and a part of its total is reimbursed 部分报销.
		PartlyReimbursed,
		/// Reimbursement is closed 已报销.
		Reimbursed,
	}
);

axis!(
	/// May it be used at all?
	Circulation {
		/// Circulable 可流通.
		#[default]
		Circulable,
		/// Not circulable 不可流通, for instance while the payer is in arrears 欠费.
		Blocked,
	}
);

axis!(
	/// What kind of document is it?
	BillKind {
		/// An ordinary (blue) bill 蓝票.
		#[default]
		Ordinary,
		/// A red bill 红票: it cancels its related bill, by the positive amount it carries. It is never
		/// locked or reimbursed.
		Red,
		/// The bill over what remains after a partial refund 差额票据.
		Difference,
	}
);

/// Where a transaction stands: block height and index of the extrinsic in the block.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct TxPosition {
	/// Height of the block.
	pub block: BlockNumber,
	/// Index of the extrinsic in the block.
	pub index: u32,
}

/// The link of a version to the one before it (R225).
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
	serde::Serialize,
	serde::Deserialize,
)]
pub struct VersionLink {
	/// SM3 over the SCALE encoding of the record before the change.
	pub previous: Digest,
	/// Merkle root over the changed fields: [`difference_root`].
	pub difference: Digest,
}

/// What the chain keeps of a bill, in one trie entry of at most 300 bytes.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Bill {
	/// Digest of the check code 校验码.
	pub check: CheckDigest,
	/// Total in fen.
	pub total: Fen,
	/// Day of issue 开票日期.
	pub issued_on: Date,
	/// Issuer 开票方.
	pub issuer: ParticipantId,
	/// The access node that registered it; [`NodeId::NONE`] of a bill that was adopted.
	pub node: NodeId,
	/// The scene it was registered under.
	pub scene: SceneId,
	/// Reference to the payer.
	pub payer: PayerRef,
	/// SM3 of the XML file as delivered.
	pub xml: Digest,
	/// SM3 of the PDF or OFD file as delivered, when there is one.
	pub pdf: Option<Digest>,
	/// SM3 of the summary 摘要 that users of bills are shown.
	pub summary: Digest,
	/// Version, from 1.
	pub version: u32,
	/// Link to the version before; none in version 1.
	pub history: Option<VersionLink>,
	/// The bill this one cancels, replaces or is cancelled by.
	pub related: Option<BillKey>,
	/// The transaction that registered it.
	pub registered: TxPosition,
	/// Kind of document.
	pub kind: BillKind,
	/// In force or not.
	pub validity: Validity,
	/// Electronic or paper.
	pub medium: Medium,
	/// Free, locked or reimbursed.
	pub usage: Use,
	/// Circulable or not.
	pub circulation: Circulation,
	/// Reimbursed so far, in fen; never more than the total.
	pub reimbursed: Fen,
}

impl Bill {
	/// What may still be reimbursed, in fen.
	pub fn remaining(&self) -> Fen {
		self.total.checked_sub(self.reimbursed).unwrap_or(Fen::ZERO)
	}

	/// Was it issued before the chain existed, and adopted from the non-tax system 历史存量票据? It came
	/// through no access node. R086.
	pub fn is_adopted(&self) -> bool {
		self.node == NodeId::NONE && self.kind == BillKind::Ordinary
	}

	/// SM3 over the SCALE encoding: what the next version links back to.
	pub fn version_hash(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}
}

/// A bill as its access node hands it in.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct BillEntry {
	/// Code and number.
	pub key: BillKey,
	/// Digest of the check code.
	pub check: CheckDigest,
	/// Total in fen, more than zero.
	pub total: Fen,
	/// Day of issue, not after the day of registration in China Standard Time.
	pub issued_on: Date,
	/// Reference to the payer.
	pub payer: PayerRef,
	/// SM3 of the XML file.
	pub xml: Digest,
	/// SM3 of the PDF or OFD file, when there is one.
	pub pdf: Option<Digest>,
	/// SM3 of the summary.
	pub summary: Digest,
	/// Circulable or in arrears.
	pub circulation: Circulation,
	/// Further fields, as the rules of the scene demand them; judged and not stored.
	#[serde(default)]
	pub fields: Fields,
}

/// A batch of 1 to [`MAX_BATCH`] bills.
pub type Batch = BoundedVec<BillEntry, ConstU32<MAX_BATCH>>;

axis!(
	/// Why one bill of a batch was refused; the others register.
	Refusal {
		/// A bill of that code and number is registered, with other content.
		#[default]
		AlreadyExists,
		/// The very same bill is registered already: the first registration stands (safe to ignore
		/// after a time-out).
		AlreadyRegistered,
		/// The same code and number stands earlier in this batch.
		DuplicateInBatch,
		/// The total is zero.
		AmountZero,
		/// The day of issue is after today in China Standard Time.
		DateInFuture,
		/// A policy in force refuses it.
		PolicyDenied,
		/// A field does not keep the rules of the scene; it is named beside.
		FieldRefused,
		/// The number is in no range that is allocated to the issuer.
		NumberNotAllocated,
	}
);

/// One refused bill of a batch.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Refused {
	/// Position in the batch, from 0.
	pub index: u32,
	/// Why.
	pub reason: Refusal,
	/// The field that is to blame, for [`Refusal::FieldRefused`].
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub field: Option<FieldName>,
	/// The policy that decided, for [`Refusal::PolicyDenied`].
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub policy: Option<PolicyId>,
}

impl Refused {
	/// A refusal that names nothing beside its reason.
	pub const fn new(index: u32, reason: Refusal) -> Self {
		Self { index, reason, field: None, policy: None }
	}
}

/// What an issuer may change of a bill in force (R224): a field that is `None` stays as it is.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct BillUpdate {
	/// New SM3 of the XML file.
	pub xml: Option<Digest>,
	/// New SM3 of the PDF or OFD file.
	pub pdf: Option<Digest>,
	/// New SM3 of the summary.
	pub summary: Option<Digest>,
	/// New payer reference, while none is bound to the holder of the old one: after that the holder
	/// has to agree.
	pub payer: Option<PayerRef>,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_bill_fits_its_trie_entry() {
		assert!(Bill::max_encoded_len() <= 300, "{}", Bill::max_encoded_len());
	}
}
