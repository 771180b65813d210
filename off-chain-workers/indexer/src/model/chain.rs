//! Blocks, transactions, events and alerts.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A finalized block 区块: table `blocks`, ordered by height.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockRow {
	/// Its height.
	pub height: u32,
	/// Its hash.
	pub hash: String,
	/// Hash of the block before it.
	pub parent_hash: String,
	/// Root of the state after it.
	pub state_root: String,
	/// Root over its transactions.
	pub extrinsics_root: String,
	/// Consensus time, Unix ms; 0 for the first block.
	pub time: u64,
	/// The participant whose validator built it; none for the first block, and for a key that nobody
	/// is known to run.
	pub proposer: Option<u32>,
	/// The round it was decided in; none for the first block.
	pub round: Option<u32>,
	/// Which set of validators decided it: 0 is the first one, and every change that took effect
	/// counts one.
	pub set_id: u32,
	/// Version of the runtime that executed it.
	pub spec_version: u32,
	/// How many transactions it has, those without a signer included.
	pub transactions: u32,
	/// How many events it has.
	pub events: u32,
	/// How many bills it registered.
	pub bills: u32,
	/// Size of its transactions, in bytes.
	pub bytes: u64,
}

/// A commit certificate 提交证书: column `certificate` of `blocks`, JSON of this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
	/// The round the block was decided in.
	pub round: u32,
	/// Which set of validators decided, see [`BlockRow::set_id`].
	pub set_id: u32,
	/// The whole set in the order of its keys, and who of it signed.
	pub signers: Vec<Signer>,
	/// The certificate in its SCALE encoding, `0x` and hexadecimal digits.
	pub raw: String,
}

/// A validator 验证节点 and whether it signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
	/// The participant that runs it, where that is known.
	pub participant: Option<u32>,
	/// The account of its key, SS58.
	pub account: String,
	/// Its key, `0x` and 66 hexadecimal digits.
	pub public_key: String,
	/// What its vote weighs.
	pub weight: u32,
	/// Is its precommit in the certificate?
	pub signed: bool,
}

/// A transaction 交易: table `transactions`, ordered by `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionRow {
	/// `height-index`, from the column `seq`.
	pub id: String,
	/// Its hash. Two transactions without a signer may have the same.
	pub hash: String,
	/// Height of its block, from `seq`.
	pub block: u32,
	/// Its number in the block, from `seq`.
	pub index: u32,
	/// Consensus time of its block, Unix ms.
	pub time: u64,
	/// The pallet it calls, as the metadata names it.
	pub pallet: String,
	/// The call, in snake case as the metadata names it.
	pub call: String,
	/// The participant whose key signed; none without a signer, and for an account of nobody.
	pub signer: Option<u32>,
	/// The account that signed, SS58; none without a signer.
	pub account: Option<String>,
	/// Did it succeed?
	pub success: bool,
	/// `Pallet.Error` or the name of another failure; none where it succeeded.
	pub error: Option<String>,
}

/// An event 事件: table `events`, ordered by `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventRow {
	/// `height-index`, from the column `seq`.
	pub id: String,
	/// Height of its block, from `seq`.
	pub block: u32,
	/// Its number in the block, from `seq`.
	pub index: u32,
	/// The transaction that emitted it, `height-index`; from the column `extrinsic`, the number of the
	/// transaction in the block.
	pub transaction: Option<String>,
	/// Consensus time of its block, Unix ms.
	pub time: u64,
	/// `initialization`, `transaction` or `finalization`.
	pub phase: String,
	/// The pallet that emitted it, as the metadata names it.
	pub pallet: String,
	/// Its name.
	pub name: String,
	/// Its fields, named as in JSON-RPC.
	#[schema(value_type = Object)]
	pub data: Value,
}

/// Something to be told to whoever watches 告警: table `alerts`, ordered by `seq`, which is that
/// of the event it is made of. R019.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertRow {
	/// `height-index`, the same as of the event.
	pub id: String,
	/// Consensus time, Unix ms.
	pub time: u64,
	/// `critical`, `warning` or `info`.
	pub severity: String,
	/// What it is: one of the words that `alerts::KINDS` lists.
	pub kind: String,
	/// Height of the block.
	pub block: u32,
	/// The event, `height-index`.
	pub event: String,
	/// What it is about: the fields of the event that name something.
	#[schema(value_type = Object)]
	pub subject: Value,
	/// The pallet that emitted the event.
	pub pallet: String,
	/// The name of the event.
	pub name: String,
}
