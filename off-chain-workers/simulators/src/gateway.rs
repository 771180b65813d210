//! The way from the platform to Shanghai: the gateway beside a node there.

use crate::options::GatewayOptions;
use fiscal_bridge::{
	config::Link,
	envelope::{
		code,
		signed::{body, open_answer, seal_request},
		Refusal,
	},
	now,
	protocol::{SignedAnswer, SignedRequest},
	Http,
};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::{Public, Signer};
use serde::Serialize;
use serde_json::Value;
use std::sync::{PoisonError, RwLock};
use tokio::sync::Notify;

/// Where services are below the gateway's address.
const PREFIX: &str = "api/v2";

/// Where Shanghai is, and how it is asked.
pub struct Gateway {
	app: String,
	key: Option<Public>,
	target: RwLock<Option<(String, Http)>>,
	genesis: RwLock<Option<Digest>>,
	/// Wakes whoever sends what waits.
	pub wake: Notify,
}

impl Gateway {
	/// # Errors
	/// In words, for an address that is none.
	pub fn new(options: GatewayOptions) -> Result<Self, String> {
		let gateway = Self {
			app: options.app,
			key: options.key,
			target: RwLock::new(None),
			genesis: RwLock::new(None),
			wake: Notify::new(),
		};
		gateway.set(options.url.as_deref(), options.genesis)?;
		Ok(gateway)
	}

	/// Sets the address and the chain behind it, or takes them away.
	///
	/// # Errors
	/// In words, for an address that is none.
	pub fn set(&self, url: Option<&str>, genesis: Option<Digest>) -> Result<(), String> {
		let target = url
			.map(|url| {
				let link = Link::to("gateway", url).map_err(|fault| fault.to_string())?;
				Http::new(&link)
					.map(|http| (url.to_owned(), http))
					.map_err(|fault| fault.to_string())
			})
			.transpose()?;
		*self.target.write().unwrap_or_else(PoisonError::into_inner) = target;
		*self.genesis.write().unwrap_or_else(PoisonError::into_inner) = genesis;
		self.wake.notify_one();
		Ok(())
	}

	/// The address.
	pub fn url(&self) -> Option<String> {
		self.target().map(|(url, _)| url)
	}

	/// The hash of the first block of the chain there.
	pub fn genesis(&self) -> Option<Digest> {
		*self.genesis.read().unwrap_or_else(PoisonError::into_inner)
	}

	fn target(&self) -> Option<(String, Http)> {
		self.target.read().unwrap_or_else(PoisonError::into_inner).clone()
	}

	/// Asks for a service under a request number: the answer's body, or what the gateway says is
	/// wrong.
	///
	/// # Errors
	/// In words, without an answer that counts.
	pub async fn call<Q: Serialize + Sync>(
		&self,
		signer: &dyn Signer,
		service: &str,
		id: &str,
		request: &Q,
	) -> Result<Result<Value, Refusal>, String> {
		let (_, http) = self.target().ok_or("no gateway is known")?;
		let sent: SignedRequest = seal_request(signer, &self.app, id, service, request, now())
			.map_err(|fault| fault.to_string())?;
		let answer: SignedAnswer =
			http.post(&format!("{PREFIX}/{service}"), &sent).await.map_err(|fault| fault.words)?;
		if let Some(key) = &self.key {
			return open_answer(&answer, &sent, key, now()).map_err(|fault| fault.to_string());
		}
		if answer.code == code::SUCCESS {
			body(&answer.body).map(Ok).map_err(|fault| fault.to_string())
		} else {
			Ok(Err(Refusal::new(answer.code, answer.message)))
		}
	}
}
