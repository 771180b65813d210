//! Approvals, scenes and policies.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// An approval 审批: table `approvals`, newest first by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalRow {
	/// Its number.
	pub id: u32,
	/// The operation, such as `enactPolicy`.
	pub operation: String,
	/// SM3 of the call.
	pub subject: String,
	/// The participant it counts for.
	pub proposer: u32,
	/// The participant whose key proposed.
	pub signer: u32,
	/// The flow it takes.
	pub flow: u32,
	/// `pending`, `executed`, `failed`, `rejected`, `withdrawn` or `expired`. One whose time is over and
	/// of which the chain has not said so yet is answered as `expired`.
	pub state: String,
	/// The step that waits, from 0.
	pub step: u32,
	/// How many steps there are.
	pub steps: u32,
	/// Signatures of that step.
	pub signed: u32,
	/// Signatures that step demands.
	pub demanded: u32,
	/// Consensus time it was proposed, Unix ms.
	pub proposed_at: u64,
	/// Consensus time from which on it has expired, Unix ms.
	pub deadline: u64,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
	/// Head of the hash chain over its record.
	pub head: String,
}

/// An entry of the record of an approval: table `approval_entries`, by `approval` and `entry`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalEntry {
	/// Its number in the record, from 0.
	pub entry: u32,
	/// `proposed`, `approved`, `rejected` …
	pub action: String,
	/// The participant whose key signed; none where time ran out.
	pub signer: Option<u32>,
	/// Consensus time, Unix ms.
	pub time: u64,
	/// The reason that was given.
	pub reason: Option<String>,
	/// Height of the block.
	pub block: u32,
}

/// A scene 场景: table `scenes`, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneRow {
	/// Its number.
	pub id: u32,
	/// Its name.
	pub name: String,
	/// `medical`, `education`, `charity`, `penalty` or `other`.
	pub kind: String,
	/// Weight in disputes.
	pub weight: u32,
	/// How long its locks last, ms.
	pub lock_term: u64,
	/// `draft`, `active`, `suspended` or `retired`.
	pub status: String,
	/// Version of its field rules, 0 while there are none.
	pub rules_version: u32,
	/// Consensus time it was registered, Unix ms; 0 for the first block.
	pub registered_at: u64,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	pub record: Value,
}

/// A policy 策略: table `policies`, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRow {
	/// Its number.
	pub id: u32,
	/// The name of the version in force, or of the latest one.
	pub name: String,
	/// `draft`, `effective` or `repealed`.
	pub state: String,
	/// Its latest version.
	pub latest: u32,
	/// The version in force.
	pub effective: Option<u32>,
	/// `permit` or `deny`, of the version named.
	pub effect: String,
	/// Its rank, of the version named.
	pub priority: u32,
	/// Where it is asked: of `register`, `lock`, `read`.
	pub points: Vec<String>,
	/// Consensus time it was drafted first, Unix ms.
	pub drafted_at: u64,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: u64,
}

/// A version of a policy: table `policy_versions`, by `policy` and `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyVersionRow {
	/// The policy.
	pub policy: u32,
	/// Its number, from 1.
	pub version: u32,
	/// Its name.
	pub name: String,
	/// `draft`, `effective` or `repealed`.
	pub state: String,
	/// SM3 over its content.
	pub digest: String,
	/// Consensus time it was drafted, Unix ms.
	pub drafted_at: u64,
	/// Who drafted it.
	pub drafted_by: Option<u32>,
	/// Consensus time it was put into force last, Unix ms.
	pub enacted_at: Option<u64>,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	pub record: Value,
}
