//! Questions to the chain, one method each (R084, R103, R216–R219, R228, R229, R231).
//!
//! Every question may fail with [`Fault::Connection`], with [`Fault::Rpc`] and, when the node is of
//! another version, with [`Fault::RuntimeMismatch`].

use crate::{client::Client, faults::Fault};
use fiscal_primitives::{
	rpc::{
		BillAnswer, BillPage, HistoryItem, LockItem, NodeAnswer, ParticipantAnswer, SceneAnswer,
		TransactionItem,
	},
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	AccountId, BillKey, Did, Digest, Lock, NodeId, ParticipantId, PayerRef, SceneId,
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

	/// An access node.
	pub async fn access_node(&self, id: NodeId) -> Result<Option<NodeAnswer>, Fault> {
		self.request("node_get", rpc_params![id]).await
	}

	/// A scene.
	pub async fn scene(&self, id: SceneId) -> Result<Option<SceneAnswer>, Fault> {
		self.request("scene_get", rpc_params![id]).await
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
