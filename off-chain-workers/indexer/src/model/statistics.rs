//! What is counted as blocks are written.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bills of a period: from the table `bill_statistics`. Every figure is of the bills of that period as
/// they are now: a bill that is voided later moves the figures of the period it belongs to. R202.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillStatisticsRow {
	/// `2026-11-21T09` for an hour, `2026-11-21`, `2026-11`, `2026-Q4` or `2026`, in China Standard
	/// Time.
	pub period: String,
	/// The area, kind, issuer or scene, where the rows are grouped by one.
	pub group: Option<String>,
	/// Ordinary and difference bills.
	pub count: u64,
	/// Their totals, in fen.
	pub total_fen: u64,
	/// Red bills 红票.
	pub red_count: u64,
	/// Their totals, in fen, as positive amounts.
	pub red_fen: u64,
	/// Bills among `count` that were voided.
	pub voided_count: u64,
	/// Reimbursed so far of the bills of the period, in fen.
	pub reimbursed_fen: u64,
}

/// What the chain did in a period: from the table `activity`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRow {
	/// `2026-11-21T09:30`, `2026-11-21T09` or `2026-11-21`, in China Standard Time.
	pub period: String,
	/// Blocks.
	pub blocks: u64,
	/// Transactions.
	pub transactions: u64,
	/// Transactions that failed.
	pub failed: u64,
	/// Bills registered.
	pub bills: u64,
	/// Locks taken.
	pub locks: u64,
	/// Reimbursed in the period, in fen. What is taken back is not subtracted.
	pub reimbursed_fen: u64,
}

/// The chain at a glance 大屏: from the table `counters` and the tables themselves. R215.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
	/// Ordinary and difference bills.
	pub bills: u64,
	/// Their totals, in fen.
	pub total_fen: u64,
	/// Average total, in fen, rounded; none without a bill.
	pub average_fen: Option<u64>,
	/// The largest total of any document, in fen.
	pub max_fen: Option<u64>,
	/// The smallest total of any document, in fen.
	pub min_fen: Option<u64>,
	/// Reimbursed so far, in fen.
	pub reimbursed_fen: u64,
	/// Red bills.
	pub red_count: u64,
	/// Their totals, in fen.
	pub red_fen: u64,
	/// Bills that were voided.
	pub voided_count: u64,
	/// Locks that somebody holds.
	pub locks_active: u64,
	/// Locks that were ever taken.
	pub locks_total: u64,
	/// Authorizations that were ever registered.
	pub authorizations: u64,
	/// Participants, citizens included.
	pub participants: u64,
	/// Access nodes.
	pub nodes: u64,
	/// Approvals that wait.
	pub approvals_open: u64,
	/// Transactions.
	pub transactions: u64,
	/// Events.
	pub events: u64,
}
