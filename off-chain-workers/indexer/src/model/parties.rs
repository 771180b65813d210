//! Participants and access nodes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A participant 参与方: table `participants`, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantRow {
	/// Its number.
	pub id: u32,
	/// Its DID.
	pub did: String,
	/// Its public name.
	pub name: String,
	/// `organisation`, `individual` or `account`.
	pub kind: String,
	/// `member`, `organisation`, `account` or `holder`.
	pub tier: String,
	/// What an account is for: `"operator"` or `{"scene": 1}`.
	#[schema(value_type = Option<Object>)]
	pub label: Option<Value>,
	/// Who stands above it.
	pub parent: Option<u32>,
	/// What it was given to do. The column has them between commas: `,issuer,billUser,`.
	pub roles: Vec<String>,
	/// Its own state: `active`, `frozen` or `cancelled`.
	pub status: String,
	/// The severest state of itself and of what stands above it, worked out as the answer is given.
	pub effective_status: String,
	/// The account of its key in use, SS58.
	pub account: String,
	/// Version of that key, from 1.
	pub key_version: u32,
	/// How many stand directly below it.
	pub children: u32,
	/// Consensus time it was admitted, Unix ms; 0 for the first block.
	pub admitted_at: u64,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
}

/// An access node 业务接入节点: table `nodes`, by number. R017, R035.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeRow {
	/// Its number.
	pub id: u32,
	/// Its name.
	pub name: String,
	/// Who runs it.
	pub operator: u32,
	/// In what capacities it serves: of `issuer` 开票 and `user` 用票, what the filter `kind` takes. The
	/// column has them between commas.
	pub kinds: Vec<String>,
	/// The scenes it is admitted for.
	pub scenes: Vec<u32>,
	/// The kinds of resources it is admitted for.
	pub resources: Vec<String>,
	/// `normal`, `suspended` or `disabled`.
	pub status: String,
	/// Was it ever activated?
	pub activated: bool,
	/// `valid`, `expiring`, `expired` or `revoked`, worked out at the time of the indexed height.
	pub credential_status: String,
	/// The first moment at which its credential is not valid, Unix ms.
	pub credential_until: u64,
	/// In service at the time of the indexed height: normal, activated, with a valid credential and an
	/// active operator. What is said of nodes as `online` is this; the chain knows of no connections.
	pub online: bool,
	/// Its devices.
	pub devices: u32,
	/// How many participants it serves.
	pub participants: u32,
	/// Consensus time it was activated first, Unix ms.
	pub activated_at: Option<u64>,
	/// Consensus time it was registered, Unix ms.
	pub registered_at: u64,
	/// Consensus time of its last change of state, Unix ms.
	pub changed_at: u64,
}

/// A participant that a node serves: table `node_links`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeLink {
	/// The node.
	pub node: u32,
	/// The participant.
	pub participant: u32,
	/// It issues bills through the node.
	pub issuer: bool,
	/// It uses bills through the node; the column is `app_user`.
	pub user: bool,
}

/// What a node was like from some moment on: table `node_history`, ordered by `seq`, one row for each
/// block that changed the node. The series of health are made of it. R017.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeHistoryRow {
	/// The node.
	pub node: u32,
	/// Consensus time from which on it was so, Unix ms.
	pub time: u64,
	/// Height of the block, from `seq`.
	pub block: u32,
	/// `normal`, `suspended` or `disabled`.
	pub status: String,
	/// Was it activated by then?
	pub activated: bool,
	/// Is its credential revoked?
	pub revoked: bool,
	/// From when its credential is valid, Unix ms.
	pub credential_from: u64,
	/// The first moment at which its credential is not valid, Unix ms.
	pub credential_until: u64,
	/// In what capacities it serves.
	pub kinds: Vec<String>,
}
