//! Bills and their timeline, locks, authorizations.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The four axes of the state of a bill: columns `validity`, `medium`, `usage`, `circulation`. No word
/// stands on two axes, so that the filter `status` takes any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillStatus {
	/// `normal`, `redFlushed` or `voided`.
	pub validity: String,
	/// `electronic` or `paper`.
	pub medium: String,
	/// `free`, `locked`, `partlyReimbursed` or `reimbursed`.
	pub usage: String,
	/// `circulable` or `blocked`.
	pub circulation: String,
}

/// A bill 票据 as it is now: table `bills`, newest first by `seq`. R071, R201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillRow {
	/// Bill code 票据代码, 8 digits.
	pub code: String,
	/// Bill number 票据号码, 10 digits. The primary key of the table is `key`: `code-number`.
	pub number: String,
	/// Issuer 开票方.
	pub issuer: u32,
	/// Scene.
	pub scene: u32,
	/// The access node that registered it; 0 for a bill that was adopted from the non-tax system.
	pub node: u32,
	/// Kind of bill 票种: digits 3 to 6 of the code, class and kind.
	pub kind: String,
	/// Supervising area 地区: the first two digits of the code.
	pub area: String,
	/// Kind of document: `ordinary`, `red` (红票) or `difference`.
	pub document: String,
	/// Its state.
	pub status: BillStatus,
	/// Total in fen.
	pub amount_fen: u64,
	/// Reimbursed so far, in fen.
	pub reimbursed_fen: u64,
	/// Day of issue, `yyyy-mm-dd`; the column has the number yyyymmdd.
	pub issued_on: String,
	/// Consensus time of its registration 上链时间, Unix ms.
	pub registered_at: u64,
	/// Height of the block that registered it, from `seq`.
	pub registered_block: u32,
	/// The transaction that registered it, `height-index`; from `registered_index`, none for what a
	/// block registered as it closed.
	pub transaction: Option<String>,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
	/// Version of the record, from 1.
	pub version: u32,
	/// Does somebody hold its lock?
	pub locked: bool,
	/// Who does.
	pub lock_holder: Option<u32>,
	/// Reference to the payer, `0x` and 64 hexadecimal digits.
	pub payer: String,
	/// The holder 持票人 that the payer reference is bound to, from the table `payers`.
	pub holder: Option<u32>,
	/// The bill it cancels, replaces or is cancelled by, `code-number`.
	pub related: Option<String>,
}

/// A step in the life of a bill: table `timeline`, ordered by `seq` within a bill. R070, R102.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineItem {
	/// Consensus time, Unix ms.
	pub time: u64,
	/// Height of the block, from `seq`.
	pub block: u32,
	/// The transaction, `height-index`; none for what happened as the block closed.
	pub transaction: Option<String>,
	/// `bill`, `lock` or `authorization`.
	pub kind: String,
	/// What happened, such as `registered`, `acquired`, `checked`.
	pub action: String,
	/// Who did it, or whose lock it is, where the chain says so.
	pub participant: Option<u32>,
	/// The record of the bill after the step, for steps of the kind `bill`.
	#[schema(value_type = Option<Object>)]
	#[serde(skip_serializing_if = "Option::is_none")]
	pub record: Option<Value>,
	/// What else the chain says of the step.
	#[schema(value_type = Object)]
	pub data: Value,
}

/// A lock 锁定 that somebody took: table `locks`, newest first by `seq`. R102.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LockRow {
	/// `height-index` of the event that took it, from `seq`.
	pub id: String,
	/// Code of the bill.
	pub code: String,
	/// Number of the bill.
	pub number: String,
	/// Who holds or held it.
	pub holder: u32,
	/// The scene it was taken under.
	pub scene: u32,
	/// Where the reimbursement takes place, a two-digit area.
	pub region: u32,
	/// Business flow number 业务流水号.
	pub flow: String,
	/// Digest of the authorization it rests on.
	pub authorization: String,
	/// Consensus time it was taken, Unix ms.
	pub at: u64,
	/// Consensus time it ends by itself, Unix ms.
	pub expires: u64,
	/// What the holder intended to reimburse, in fen.
	pub claimed_fen: u64,
	/// `active`, `settled`, `released`, `forceReleased`, `expired` or `reversed`: wholly taken back
	/// after it was settled.
	pub state: String,
	/// Consensus time it ended, Unix ms.
	pub ended_at: Option<u64>,
	/// Reimbursed with it, in fen; what was taken back is subtracted.
	pub amount_fen: u64,
	/// Height of the block in which it was taken, from `seq`.
	pub block: u32,
	/// The transaction that asked for it, `height-index`, where the chain says so: locks are given as
	/// their block closes.
	pub transaction: Option<String>,
}

/// An authorization 授权: table `authorizations`, newest first by `seq`. R102, R139.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationRow {
	/// SM3 of its credential.
	pub digest: String,
	/// `person`, `company` or `confirmation`.
	pub kind: String,
	/// Who grants 持票人.
	pub holder: u32,
	/// To whom 被授权方.
	pub grantee: u32,
	/// The delegate that signed for the holder.
	pub delegate: Option<u32>,
	/// The scene it is for.
	pub scene: u32,
	/// How far it reaches: of `list`, `summary`, `structured`, `pdf`, `use`.
	pub scopes: Vec<String>,
	/// `bills`, `allInScene` or `confirmed`.
	pub coverage: String,
	/// How many bills it names; they stand in the table `authorization_bills`.
	pub bills: u32,
	/// What was decided about it: `active`, `frozen` or `revoked`.
	pub state: String,
	/// What it is worth at the indexed height: `active`, `notYetValid`, `frozen`, `revoked`, `expired`
	/// or `usedUp`. It is worked out of `state`, validity and uses as the answer is given.
	pub status: String,
	/// Valid from, Unix ms, inclusive.
	pub valid_from: u64,
	/// Valid until, Unix ms, exclusive.
	pub valid_until: u64,
	/// How often it may be used.
	pub uses_max: u32,
	/// How often it was used.
	pub used: u32,
	/// Failed checks.
	pub failures: u32,
	/// Consensus time it was registered, Unix ms.
	pub registered_at: u64,
	/// Consensus time its state last changed, Unix ms.
	pub changed_at: u64,
	/// Height of the block that registered it, from `seq`.
	pub block: u32,
	/// The transaction that registered it, `height-index`.
	pub transaction: Option<String>,
}

/// A step in the life of an authorization, or a read on the white list: table `authorization_log`,
/// ordered by `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationLogItem {
	/// Consensus time, Unix ms.
	pub time: u64,
	/// Height of the block, from `seq`.
	pub block: u32,
	/// The transaction, `height-index`.
	pub transaction: Option<String>,
	/// SM3 of the credential; none for the white list.
	pub digest: Option<String>,
	/// `registered`, `statusChanged` or `checked`.
	pub action: String,
	/// Who did it or asked.
	pub participant: Option<u32>,
	/// The bill it was used for, `code-number`.
	pub bill: Option<String>,
	/// Why a check was refused; none for a use.
	pub fault: Option<String>,
	/// Head of the log with it.
	pub head: Option<String>,
	/// The whole step.
	#[schema(value_type = Object)]
	pub data: Value,
}
