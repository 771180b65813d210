//! What passes between the chain and the systems outside.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A message to a system outside 发件箱: table `outbox`, newest first by number. The chain forgets a
/// message once it is delivered; the index does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutboxRow {
	/// Its number.
	pub id: u64,
	/// `nonTax`, `yangtzeDelta` or `evidence`.
	pub destination: String,
	/// What it says, such as `status` or `evidence`. None of a message that was delivered in the block
	/// in which it was written: its text never was in the state.
	pub kind: Option<String>,
	/// `waiting`, `delivered`, `dead` or `discarded`.
	pub state: String,
	/// Attempts that failed since it was written or taken up again.
	pub attempts: u32,
	/// Consensus time it was written, Unix ms.
	pub queued_at: u64,
	/// Consensus time after which it is not delivered any more, Unix ms.
	pub deadline: Option<u64>,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
	/// What the destination said, or why the last attempt failed.
	#[schema(value_type = Option<Object>)]
	pub outcome: Option<Value>,
	/// The message.
	#[schema(value_type = Option<Object>)]
	pub record: Option<Value>,
}

/// A request to observe something outside 外部观察: table `observations`, newest first by number. The
/// chain forgets some; the index does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObservationRow {
	/// Its number.
	pub id: u64,
	/// `historicBill`, `compare` or `evidence`.
	pub kind: String,
	/// Who asked; none for the chain itself.
	pub requester: Option<u32>,
	/// `open`, `applied`, `rejected` or `unanswered`.
	pub status: String,
	/// Consensus time of the request, Unix ms.
	pub at: u64,
	/// Consensus time it is given up, Unix ms.
	pub deadline: u64,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
	/// Digest of what enough validators said.
	pub agreed: Option<String>,
	/// The question.
	#[schema(value_type = Object)]
	pub question: Value,
	/// Which validator said what, in pairs of key and digest; empty where nobody spoke.
	#[schema(value_type = Object)]
	pub said: Value,
	/// What was agreed on.
	#[schema(value_type = Option<Object>)]
	pub observed: Option<Value>,
}

/// A province that takes part in cross-province reimbursement 省市授权: table `provinces`, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProvinceRow {
	/// Its number, two digits.
	pub region: u32,
	/// May its organisations use bills of here?
	pub inbound: bool,
	/// May organisations of here use its bills?
	pub outbound: bool,
	/// The key with which its messages are signed.
	pub key: String,
	/// Consensus time of its last change, Unix ms; 0 for the first block.
	pub changed_at: u64,
}
