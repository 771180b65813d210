//! Questions to the chain, one method each (R084, R103, R104, R216–R219, R226, R228, R229, R231, R232).
//!
//! Every question may fail with [`Fault::Connection`], with [`Fault::Rpc`] and, when the node is of
//! another version, with [`Fault::RuntimeMismatch`].

use crate::{client::Client, faults::Fault};
use fiscal_primitives::{
	bill::{BillNetwork, BillPending, IssuerNumbers, TrailItem},
	changes::BillAction,
	participant::{DetailsRecord, KeyRecord},
	rpc::{
		BillAnswer, BillPage, HistoryItem, LockItem, ParticipantAnswer, ResourceAnswer,
		ResourceTypeAnswer, RulesAnswer, SceneAnswer, SceneDetail, TransactionItem, TreePage,
	},
	transition::{RuleInForce, TransitionRecord},
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	AccountId, BillCode, BillKey, Did, Digest, Lock, ParticipantId, PayerRef, ResourceId,
	ResourceTypeId, SceneId,
};
use subxt_rpcs::rpc_params;

/// How a participant is named in a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParticipantName {
	/// By its number.
	Id(ParticipantId),
	/// By the account of its key.
	Account(AccountId),
	/// By its DID.
	Did(Did),
}

impl core::fmt::Display for ParticipantName {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Id(id) => write!(f, "{id}"),
			Self::Account(account) => write!(f, "{account}"),
			Self::Did(did) => write!(f, "{did}"),
		}
	}
}

impl core::str::FromStr for ParticipantName {
	type Err = Fault;

	fn from_str(text: &str) -> Result<Self, Fault> {
		if let Ok(id) = text.parse() {
			return Ok(Self::Id(id));
		}
		if let Ok(did) = text.parse() {
			return Ok(Self::Did(did));
		}
		text.parse().map(Self::Account).map_err(|_| {
			Fault::Input(format!(
				"participant: {text} is no number, no DID (did:cpl:…) and no account"
			))
		})
	}
}

impl Client {
	/// What the chain keeps of a bill.
	pub async fn bill(&self, key: BillKey) -> Result<Option<BillAnswer>, Fault> {
		self.request("bill_get", rpc_params![key.code, key.number]).await
	}

	/// Do the five elements 五要素 agree with the chain?
	pub async fn verify_elements(&self, elements: &FiveElements) -> Result<ElementsVerdict, Fault> {
		let FiveElements { key, check, issued_on, total } = elements;
		let params = rpc_params![key.code, key.number, check, issued_on, total];
		self.request("bill_verify", params).await
	}

	/// Is a file with this SM3 one of the bill's files?
	pub async fn verify_digest(
		&self,
		key: BillKey,
		digest: Digest,
	) -> Result<DigestVerdict, Fault> {
		self.request("bill_verifyDigest", rpc_params![key.code, key.number, digest]).await
	}

	/// A page of at most `limit` bills of a payer; `cursor` is the `next` of the page before.
	pub async fn bills_of_payer(
		&self,
		payer: PayerRef,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<BillPage, Fault> {
		self.request("bill_listByPayer", rpc_params![payer, cursor, limit]).await
	}

	/// What a transaction changed of bills.
	pub async fn bills_of_transaction(
		&self,
		transaction: Digest,
	) -> Result<Vec<TransactionItem>, Fault> {
		self.request("bill_byTransaction", rpc_params![transaction]).await
	}

	/// The life of a bill.
	pub async fn bill_history(&self, key: BillKey) -> Result<Vec<HistoryItem>, Fault> {
		self.request("bill_history", rpc_params![key.code, key.number]).await
	}

	/// Who held a bill.
	pub async fn bill_trail(&self, key: BillKey) -> Result<Vec<TrailItem>, Fault> {
		self.request("bill_trail", rpc_params![key.code, key.number]).await
	}

	/// What belongs to a bill, in four layers.
	pub async fn bill_relations(&self, key: BillKey) -> Result<Option<BillNetwork>, Fault> {
		self.request("bill_relations", rpc_params![key.code, key.number]).await
	}

	/// What waits for a second signature on a bill, and what was decided.
	pub async fn bill_pending(&self, key: BillKey) -> Result<Option<BillPending>, Fault> {
		self.request("bill_pending", rpc_params![key.code, key.number]).await
	}

	/// The ranges of numbers of a code, of an issuer or of all.
	pub async fn number_ranges(
		&self,
		code: BillCode,
		issuer: Option<ParticipantId>,
	) -> Result<Vec<IssuerNumbers>, Fault> {
		self.request("bill_ranges", rpc_params![code, issuer]).await
	}

	/// The live lock of a bill.
	pub async fn lock(&self, key: BillKey) -> Result<Option<Lock>, Fault> {
		self.request("lock_get", rpc_params![key.code, key.number]).await
	}

	/// The life of a bill's locks.
	pub async fn lock_history(&self, key: BillKey) -> Result<Vec<LockItem>, Fault> {
		self.request("lock_listByBill", rpc_params![key.code, key.number]).await
	}

	/// A participant by number, account or DID.
	pub async fn participant(
		&self,
		name: &ParticipantName,
	) -> Result<Option<ParticipantAnswer>, Fault> {
		self.request("participant_get", rpc_params![name.to_string()]).await
	}

	/// A participant by the keyed digest of its real-world identity, or a citizen by a payer
	/// reference.
	pub async fn participant_by_identity(
		&self,
		identity: Digest,
	) -> Result<Option<ParticipantAnswer>, Fault> {
		self.request("participant_byIdentity", rpc_params![identity]).await
	}

	/// A page of at most `limit` children of a participant, or of the members; `from` is the `next`
	/// of the page before.
	pub async fn participant_tree(
		&self,
		parent: Option<&ParticipantName>,
		from: u32,
		limit: u32,
	) -> Result<TreePage, Fault> {
		let parent = parent.map(ToString::to_string);
		self.request("participant_tree", rpc_params![parent, from, limit]).await
	}

	/// Every key of a participant, oldest first.
	pub async fn participant_keys(&self, name: &ParticipantName) -> Result<Vec<KeyRecord>, Fault> {
		self.request("participant_keys", rpc_params![name.to_string()]).await
	}

	/// Every name of a participant with what an account was for under it, oldest first.
	pub async fn participant_details(
		&self,
		name: &ParticipantName,
	) -> Result<Vec<DetailsRecord>, Fault> {
		self.request("participant_details", rpc_params![name.to_string()]).await
	}

	/// The resolution of a DID as W3C DID Core 1.0 says, in its JSON form.
	pub async fn resolve_did(&self, did: &str) -> Result<serde_json::Value, Fault> {
		self.request("did_resolve", rpc_params![did]).await
	}

	/// A scene, with the changes of it that wait for their review.
	pub async fn scene(&self, id: SceneId) -> Result<Option<SceneDetail>, Fault> {
		self.request("scene_get", rpc_params![id]).await
	}

	/// Scenes numbered above `after`, at most `limit` of them (1 to 500).
	pub async fn scenes(&self, after: SceneId, limit: u32) -> Result<Vec<SceneAnswer>, Fault> {
		self.request("scene_list", rpc_params![after, limit]).await
	}

	/// The field rules in force of a scene.
	pub async fn scene_rules(&self, id: SceneId) -> Result<Option<RulesAnswer>, Fault> {
		self.request("scene_rules", rpc_params![id]).await
	}

	/// Types of resources numbered above `after`, at most `limit` of them (1 to 500).
	pub async fn resource_types(
		&self,
		after: ResourceTypeId,
		limit: u32,
	) -> Result<Vec<ResourceTypeAnswer>, Fault> {
		self.request("scene_resourceTypes", rpc_params![after, limit]).await
	}

	/// A resource that an issuer registered, and its certificate.
	pub async fn resource(&self, id: ResourceId) -> Result<Option<ResourceAnswer>, Fault> {
		self.request("scene_resource", rpc_params![id]).await
	}

	/// Who may do what to which bills, action by action.
	pub async fn permission_rules(&self) -> Result<Vec<RuleInForce>, Fault> {
		self.request("permission_rules", rpc_params![]).await
	}

	/// A version, from 1, of the rule of an action.
	pub async fn permission_record(
		&self,
		action: BillAction,
		version: u32,
	) -> Result<Option<TransitionRecord>, Fault> {
		self.request("permission_record", rpc_params![action, version]).await
	}

	/// The participant of an account.
	///
	/// # Errors
	/// [`Fault::NotFound`] if the account belongs to nobody.
	pub async fn participant_of(&self, account: &AccountId) -> Result<ParticipantAnswer, Fault> {
		self.participant(&ParticipantName::Account(account.clone()))
			.await?
			.ok_or_else(|| Fault::NotFound(format!("a participant with the account {account}")))
	}

	/// `name (#id)` of a participant, or `participant #id` if the chain does not tell.
	pub async fn participant_title(&self, id: ParticipantId) -> String {
		match self.participant(&ParticipantName::Id(id)).await {
			Ok(Some(answer)) => format!("{} (#{id})", answer.participant.name),
			_ => format!("participant #{id}"),
		}
	}
}
