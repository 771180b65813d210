//! The services of the non-tax system, in both profiles of its envelope.

use crate::{Ranges, Span};
use async_trait::async_trait;
use fiscal_bridge::{
	config::{ConfigFault, NonTax},
	envelope::{
		code,
		nontax::{Credentials, Profile},
		Refusal,
	},
	ledger::{Direction, Entry, Ledger},
	now,
	protocol::{
		nontax::{
			AnswerEnvelope, BillInfo, BillState, ByCodes, FileAnswer, FileRequest, RangeBills,
			RangeDigests, StatusUpdate, Verification, VerificationKept, BY_CODES, FILE,
			PUSH_VERIFICATION, RANGE_BILLS, RANGE_DIGEST, STATES, UPDATE_STATUS,
		},
		ReceiptBody, SUCCESS,
	},
	worker::BridgeFault,
	Http,
};
use fiscal_primitives::{outbox::DeliveryFault, Digest};
use fiscal_sm_crypto::{sm3_256, Public};
use serde::{de::DeserializeOwned, Serialize};
use std::{fmt::Display, sync::Arc};

/// A client of the non-tax system. Every call is recorded in the ledger, if there is one.
///
/// Errors of every service: [`BridgeFault`] that names the system, the service and what is wrong.
#[derive(Clone)]
pub struct Client {
	http: Http,
	credentials: Credentials,
	peer_key: Option<Public>,
	ledger: Option<Arc<Ledger>>,
}

impl Client {
	/// A client of the system of the configuration.
	///
	/// Errors: those of [`Http::new`].
	pub fn new(config: &NonTax) -> Result<Self, ConfigFault> {
		Ok(Self {
			http: Http::new(&config.link)?,
			credentials: config.credentials.clone(),
			peer_key: config.peer_key,
			ledger: None,
		})
	}

	/// Records every call.
	pub fn with_ledger(self, ledger: Arc<Ledger>) -> Self {
		Self { ledger: Some(ledger), ..self }
	}

	/// The key with which the system signs receipts, if it has one.
	pub const fn peer_key(&self) -> Option<&Public> {
		self.peer_key.as_ref()
	}

	/// How envelopes are signed.
	pub const fn profile(&self) -> Profile {
		self.credentials.profile
	}

	/// A bill by its codes 以票查票, or nothing where the system knows none.
	pub async fn by_codes(&self, codes: &ByCodes) -> Result<Option<BillInfo>, BridgeFault> {
		self.find(BY_CODES, codes).await
	}

	/// The state of a bill, or nothing where the system knows none.
	pub async fn states(&self, codes: &ByCodes) -> Result<Option<BillState>, BridgeFault> {
		self.find(STATES, codes).await
	}

	/// A file of a bill 文件下载, or nothing where the system has none. Its digest is the caller's to
	/// check.
	pub async fn file(&self, request: &FileRequest) -> Result<Option<FileAnswer>, BridgeFault> {
		self.find(FILE, request).await
	}

	/// Tells what a bill became 状态回写.
	pub async fn update_status(&self, update: &StatusUpdate) -> Result<ReceiptBody, BridgeFault> {
		self.ask(UPDATE_STATUS, update).await
	}

	/// Tells a verdict about an XML file, whatever the system keeps then.
	pub(crate) async fn keep_verification(
		&self,
		verification: &Verification,
	) -> Result<VerificationKept, BridgeFault> {
		self.ask(PUSH_VERIFICATION, verification).await
	}

	/// A fault of this system.
	pub(crate) fn fault(&self, fault: DeliveryFault, words: impl Display) -> BridgeFault {
		self.http.fault(fault, words)
	}

	/// An answer that cannot be used.
	pub(crate) fn bad(&self, words: impl Display) -> BridgeFault {
		self.fault(DeliveryFault::BadAnswer, words)
	}

	pub(crate) const fn ledger(&self) -> Option<&Arc<Ledger>> {
		self.ledger.as_ref()
	}

	/// An answer that has to be there.
	async fn ask<Q, A>(&self, service: &'static str, request: &Q) -> Result<A, BridgeFault>
	where
		Q: Serialize + Sync,
		A: DeserializeOwned + Send,
	{
		self.call(service, request).await?.map_err(|refusal| self.refused(service, &refusal))
	}

	/// An answer that may be missing.
	async fn find<Q, A>(&self, service: &'static str, request: &Q) -> Result<Option<A>, BridgeFault>
	where
		Q: Serialize + Sync,
		A: DeserializeOwned + Send,
	{
		match self.call(service, request).await? {
			Ok(answer) => Ok(Some(answer)),
			Err(refusal) if refusal.code == code::NOT_FOUND => Ok(None),
			Err(refusal) => Err(self.refused(service, &refusal)),
		}
	}

	fn refused(&self, service: &str, refusal: &Refusal) -> BridgeFault {
		let fault = refusal.fault(self.http.name());
		BridgeFault { words: format!("{} to {service}", fault.words), ..fault }
	}

	async fn call<Q, A>(
		&self,
		service: &'static str,
		request: &Q,
	) -> Result<Result<A, Refusal>, BridgeFault>
	where
		Q: Serialize + Sync,
		A: DeserializeOwned + Send,
	{
		let name = self.http.name();
		let sent = self.credentials.seal(request).map_err(|fault| fault.fault(name))?;
		let path = format!("api/medical/{service}");
		let answer: Result<AnswerEnvelope, BridgeFault> = self.http.post(&path, &sent).await;
		let received = answer.as_ref().ok().map(|answer| digest(&answer.data));
		let outcome = answer.and_then(|answer| {
			self.credentials.read(&sent, &answer).map_err(|fault| fault.fault(name))
		});
		let code = match &outcome {
			Ok(Ok(_)) => SUCCESS.to_string(),
			Ok(Err(refusal)) => refusal.code.clone(),
			Err(fault) => format!("{:?}", fault.fault),
		};
		self.record(Entry {
			at: now(),
			system: name.into(),
			direction: Direction::Out,
			service: service.into(),
			id: sent.noise,
			request: digest(&sent.data),
			answer: received,
			outcome: code,
			reference: None,
		});
		outcome
	}

	/// Adds to the ledger. One that cannot be written does not stop the work, and shows in the log.
	pub(crate) fn record(&self, entry: Entry) {
		if let Some(fault) = self.ledger().and_then(|ledger| ledger.note(&entry).err()) {
			log::error!(target: "bridge", "The call {} of {} is not recorded: {fault}", entry.id, entry.system);
		}
	}
}

#[async_trait]
impl Ranges for Client {
	async fn digests(&self, span: &Span) -> Result<RangeDigests, BridgeFault> {
		self.ask(RANGE_DIGEST, &span.wire()).await
	}

	async fn bills(&self, span: &Span) -> Result<RangeBills, BridgeFault> {
		self.ask(RANGE_BILLS, &span.wire()).await
	}
}

/// What the ledger keeps of the content of an envelope.
fn digest(data: &str) -> Digest {
	sm3_256(data.as_bytes()).into()
}
