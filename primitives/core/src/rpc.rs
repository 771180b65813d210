//! Answers of the JSON-RPC methods, as server and clients share them.

use crate::{
	authorization::{Basis, LogItem},
	changes::{BillAction, LockEvent},
	node::{AccessNode, ActivationState, CredentialStatus, NodeDecision},
	Bill, BillKey, BlockNumber, Digest, Moment, Participant,
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

pub use crate::scene::answer::{
	ResourceAnswer, ResourceTypeAnswer, RulesAnswer, SceneAnswer, SceneDetail,
};

/// A bill with its key: the answer of `bill_get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BillAnswer {
	/// Code and number.
	pub key: BillKey,
	/// What the chain keeps of it.
	pub bill: Bill,
}

/// One page of bill keys: the answer of `bill_listByPayer`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BillPage {
	/// The bills, in the order they were registered.
	pub items: Vec<BillKey>,
	/// Hand this in as `cursor` for the next page; none at the end.
	pub next: Option<String>,
}

/// A change of a bill that a transaction made: an item of the answer of `bill_byTransaction`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionItem {
	/// The bill.
	pub key: BillKey,
	/// What happened to it.
	pub action: BillAction,
	/// Height of the block.
	pub block: BlockNumber,
	/// Index of the extrinsic in the block.
	pub extrinsic: u32,
}

/// A step in the life of a bill: an item of the answer of `bill_history`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryItem {
	/// What happened.
	pub action: BillAction,
	/// Height of the block.
	pub block: BlockNumber,
	/// Consensus time of the block, Unix ms.
	pub at: Moment,
	/// Index of the extrinsic; none for what happened as the block closed.
	pub extrinsic: Option<u32>,
	/// Hash of the transaction; none as above.
	pub transaction: Option<Digest>,
	/// The record at the end of the block.
	pub bill: Bill,
}

/// An event in the life of a bill's locks: an item of the answer of `lock_listByBill`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LockItem {
	/// Height of the block.
	pub block: BlockNumber,
	/// Consensus time of the block, Unix ms.
	pub at: Moment,
	/// Index of the extrinsic; none for what happened as the block closed.
	pub extrinsic: Option<u32>,
	/// Hash of the transaction; none as above.
	pub transaction: Option<Digest>,
	/// What happened.
	#[serde(flatten)]
	pub event: LockEvent,
}

/// A step in the life of an authorization, or a read on the white list: an item of the answers of
/// `vc_history` and `vc_byBill`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationItem {
	/// The authorization, or the white list.
	pub basis: Basis,
	/// Height of the block.
	pub block: BlockNumber,
	/// Index of the extrinsic; none for what happened as the block closed.
	pub extrinsic: Option<u32>,
	/// Hash of the transaction; none as above.
	pub transaction: Option<Digest>,
	/// Head of the log with it; none where there is no log.
	pub head: Option<Digest>,
	/// What happened.
	#[serde(flatten)]
	pub item: LogItem,
}

/// One page of such steps: the answer of `vc_history` and `vc_byBill`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationHistory {
	/// The steps, oldest first.
	pub items: Vec<AuthorizationItem>,
	/// Hand this in as `cursor` for the next page; none at the end.
	pub next: Option<String>,
}

/// The answer of `participant_get` and `participant_byIdentity`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantAnswer {
	/// Its number.
	pub id: crate::ParticipantId,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub participant: Participant,
	/// For whom it acts: the organisation of an account, itself otherwise.
	pub organisation: crate::ParticipantId,
	/// The severest state of itself and of what stands above it.
	pub effective_status: crate::participant::Status,
	/// Its roles, cut to what is handed down to it.
	pub effective_roles: crate::participant::Roles,
	/// The last administrative decision about it.
	pub decision: Option<crate::participant::Decision>,
}

/// One page of the tree: the answer of `participant_tree`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreePage {
	/// The children, in the order they were admitted.
	pub items: Vec<crate::participant::TreeNode>,
	/// Hand this in as `from` for the next page; none at the end.
	pub next: Option<u32>,
}

/// One page of dead letters 死信: the answer of `outbox_deadLetters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagePage {
	/// The dead letters, in the order in which they were written.
	pub items: Vec<crate::outbox::MessageAnswer>,
	/// Hand this in as `from` for the next page; none at the end.
	pub next: Option<crate::outbox::MessageId>,
}

/// A participant that a node serves.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Serialize,
	Deserialize,
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	scale_info::TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Served {
	/// The participant.
	pub participant: crate::ParticipantId,
	/// It issues bills through the node.
	pub issuer: bool,
	/// It uses bills through the node.
	pub user: bool,
}

/// The answer of `node_get`.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Serialize,
	Deserialize,
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	scale_info::TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct NodeAnswer {
	/// Its number.
	pub id: crate::NodeId,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub node: AccessNode,
	/// It is in service: normal, activated, with a valid credential and an active operator.
	pub normal: bool,
	/// What its credential is worth now.
	pub credential_status: CredentialStatus,
	/// The last decision about its state.
	pub decision: Option<NodeDecision>,
	/// How activation stands.
	pub activation: ActivationState,
	/// Whom it serves, at most 100.
	pub serves: Vec<Served>,
}

/// Stable codes of errors. Of each, the first paragraph says what it means and the second what to do:
/// `docs/errors.md` is made of them.
pub mod codes {
	/// A parameter does not have the form its field demands. The message begins with the name of the
	/// field: `number: bill number: not 10 ASCII digits`.
	///
	/// Correct the field.
	pub const INVALID_PARAMETER: i32 = 20_001;
	/// The runtime could not answer.
	///
	/// Ask again; look into the node's log when it stays.
	pub const RUNTIME_UNAVAILABLE: i32 = 20_002;
	/// The index has stopped, could not be read, or is more than 32 finalized blocks behind the chain.
	/// The message says which.
	///
	/// Behind: ask again later. Stopped: the message and the node's log say what the operator must do.
	pub const INDEX_UNAVAILABLE: i32 = 20_003;
	/// The method needs the index, which is switched off. Set aside for programs that stand between a
	/// node and its callers: a node whose index is off does not offer these methods and answers
	/// `-32601`.
	///
	/// Ask a node that keeps the index (`--bill-index on --index-methods on`).
	pub const INDEX_OFF: i32 = 20_004;
	/// More items were asked for than one answer may hold (at most 500), or the validator set changed
	/// more often after block `since` than one proof may show (256).
	///
	/// Ask for fewer, and go on with the cursor; begin the proof with a set the consortium published
	/// later.
	pub const LIMIT_EXCEEDED: i32 = 20_005;
	/// The node lacks something the proof is made of: a certificate (nothing is final yet) or the last
	/// state. The message says which.
	///
	/// Wait for the first final block, or ask another node.
	pub const PROOF_UNAVAILABLE: i32 = 20_006;
}
