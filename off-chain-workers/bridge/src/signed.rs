//! A client of a system that speaks [`SignedRequest`] and [`SignedAnswer`].

use crate::{
	clock::now,
	config::{ConfigFault, Signed},
	envelope::{signed, Refusal},
	ledger::{Direction, Entry, Ledger},
	protocol::{SignedAnswer, SignedRequest},
	worker::BridgeFault,
	Http,
};
use fiscal_sm_crypto::{sm3_256, Public, Signer};
use serde::{de::DeserializeOwned, Serialize};
use std::{fmt, sync::Arc};

/// The service with which every system says that it is there; its body and its answer are any JSON.
pub const PING: &str = "ping";

/// The outcome in the record of a call that whoever began it did not wait for: it may have taken effect
/// there.
pub const CUT_OFF: &str = "cutOff";

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallFault {
	/// The system answered, and the answer is no.
	#[error(transparent)]
	Refused(Refusal),
	/// It did not answer, or not in a way that counts.
	#[error(transparent)]
	Bridge(BridgeFault),
}

impl CallFault {
	/// What is reported of it, for the system called `name`.
	pub fn into_fault(self, name: &str) -> BridgeFault {
		match self {
			Self::Refused(refusal) => refusal.fault(name),
			Self::Bridge(fault) => fault,
		}
	}
}

impl From<BridgeFault> for CallFault {
	fn from(fault: BridgeFault) -> Self {
		Self::Bridge(fault)
	}
}

/// Calls services of one system. Copies share connections.
#[derive(Clone)]
pub struct SignedClient {
	http: Http,
	prefix: &'static str,
	app: String,
	signer: Arc<dyn Signer>,
	peer: Public,
	ledger: Option<Arc<Ledger>>,
}

impl fmt::Debug for SignedClient {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("SignedClient")
			.field("http", &self.http)
			.field("prefix", &self.prefix)
			.field("app", &self.app)
			.field("key", &self.signer.public())
			.field("peer", &self.peer)
			.finish_non_exhaustive()
	}
}

impl SignedClient {
	/// A client whose requests go to `<url>/<prefix>/<service>`; `prefix` is such as `api/v2`.
	///
	/// # Errors
	/// [`ConfigFault`] of the certificates.
	pub fn new(config: &Signed, prefix: &'static str) -> Result<Self, ConfigFault> {
		Ok(Self {
			http: Http::new(&config.link)?,
			prefix,
			app: config.app.clone(),
			signer: config.signer.clone(),
			peer: config.peer_key,
			ledger: None,
		})
	}

	/// Every call is recorded there 过程存证, R175, also one that nobody waits for any more
	/// ([`CUT_OFF`]). A record that cannot be written is logged; the call
	/// counts nevertheless.
	pub fn with_ledger(mut self, ledger: Arc<Ledger>) -> Self {
		self.ledger = Some(ledger);
		self
	}

	/// What logs and errors call the system.
	pub fn name(&self) -> &'static str {
		self.http.name()
	}

	/// The client without signatures below it.
	pub fn http(&self) -> &Http {
		&self.http
	}

	/// The key with which the system signs.
	pub fn peer_key(&self) -> &Public {
		&self.peer
	}

	/// The key with which this side signs.
	pub fn signer(&self) -> &Arc<dyn Signer> {
		&self.signer
	}

	/// Calls a service. `id` is the number of the request, 1 to 64 visible ASCII characters, the same
	/// for every attempt.
	///
	/// # Errors
	/// [`CallFault`].
	pub async fn call<Q, A>(&self, service: &str, id: &str, body: &Q) -> Result<A, CallFault>
	where
		Q: Serialize + Sync + ?Sized,
		A: DeserializeOwned,
	{
		let request = signed::seal_request(&*self.signer, &self.app, id, service, body, now())
			.map_err(|fault| fault.fault(self.name()))?;
		let path = format!("{}/{service}", self.prefix);
		let mut on_the_way = OnTheWay { client: self, request: &request, ended: false };
		let answered: Result<SignedAnswer, BridgeFault> = self.http.post(&path, &request).await;
		on_the_way.ended = true;
		let (answer, outcome) = match answered {
			Ok(answer) => {
				let outcome = signed::open_answer(&answer, &request, &self.peer, now())
					.map_err(|fault| CallFault::Bridge(fault.fault(self.name())))
					.and_then(|outcome| outcome.map_err(CallFault::Refused));
				(Some(answer), outcome)
			}
			Err(fault) => (None, Err(CallFault::Bridge(fault))),
		};
		let word: String = match &outcome {
			Ok(_) => crate::protocol::SUCCESS.into(),
			Err(CallFault::Refused(refusal)) => refusal.code.clone(),
			Err(CallFault::Bridge(fault)) => format!("{:?}", fault.fault),
		};
		self.record(&request, answer.as_ref(), word);
		outcome
	}

	/// Asks whether the system is there and takes this side for whom it is: what it answers.
	///
	/// # Errors
	/// [`BridgeFault`].
	pub async fn ping(&self) -> Result<String, BridgeFault> {
		let id = uuid::Uuid::new_v4().to_string();
		let answer: Result<serde_json::Value, _> =
			self.call(PING, &id, &serde_json::json!({})).await;
		answer.map(|answer| answer.to_string()).map_err(|fault| fault.into_fault(self.name()))
	}

	fn record(&self, request: &SignedRequest, answer: Option<&SignedAnswer>, outcome: String) {
		let Some(ledger) = &self.ledger else { return };
		let entry = Entry {
			at: request.at,
			system: self.name().into(),
			direction: Direction::Out,
			service: request.service.clone(),
			id: request.id.clone(),
			request: sm3_256(request.body.as_bytes()).into(),
			answer: answer.map(|answer| sm3_256(answer.body.as_bytes()).into()),
			outcome,
			reference: None,
		};
		if let Err(fault) = ledger.note(&entry) {
			log::error!(target: "bridge", "{}: the call is not recorded: {fault}", self.name());
		}
	}
}

/// A call that was sent, and leaves its record even if it is dropped before it ends.
struct OnTheWay<'a> {
	client: &'a SignedClient,
	request: &'a SignedRequest,
	ended: bool,
}

impl Drop for OnTheWay<'_> {
	fn drop(&mut self) {
		if !self.ended {
			self.client.record(self.request, None, CUT_OFF.into());
		}
	}
}

#[cfg(test)]
mod tests;
