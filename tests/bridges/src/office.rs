//! The system of an organisation of here 业务接入端, which asks a gateway.

use crate::{http, GATEWAY};
use anyhow::{bail, Context, Result};
use fiscal_bridge::{
	config::{Link, Signed},
	CallFault, SignedClient,
};
use fiscal_primitives::Did;
use fiscal_sm_crypto::Pair;
use serde_json::Value;
use std::sync::{
	atomic::{AtomicU64, Ordering},
	Arc,
};

/// An organisation that asks a gateway.
pub struct Office {
	client: SignedClient,
	asked: AtomicU64,
}

impl Office {
	/// The organisation of a development key, and the gateway at `url`.
	///
	/// # Errors
	/// It is no address.
	pub fn new(dev: &str, url: &str) -> Result<Self> {
		let pair = Pair::from_dev_name(dev);
		let config = Signed {
			link: Link::to("gateway", url)?,
			app: Did::of(&pair.public()).to_string(),
			signer: Arc::new(pair),
			peer_key: Pair::from_dev_name(GATEWAY).public(),
		};
		Ok(Self { client: SignedClient::new(&config, "local/v1")?, asked: AtomicU64::new(0) })
	}

	/// Asks for a service: the answer.
	///
	/// # Errors
	/// The gateway refuses it, or does not answer in a way that counts.
	pub fn ask(&self, service: &str, body: &Value) -> Result<Value> {
		self.call(service, body)
			.map_err(anyhow::Error::from)
			.with_context(|| format!("{service} {body}"))
	}

	/// Asks for a service that the gateway refuses: the code and the words with which it does.
	///
	/// # Errors
	/// It answers, or not in a way that counts.
	pub fn refusal(&self, service: &str, body: &Value) -> Result<(String, String)> {
		match self.call(service, body) {
			Err(CallFault::Refused(refusal)) => Ok((refusal.code, refusal.words)),
			answer => bail!("{service} {body} is not refused: {answer:?}"),
		}
	}

	fn call(&self, service: &str, body: &Value) -> Result<Value, CallFault> {
		let id = format!("office-{}", self.asked.fetch_add(1, Ordering::Relaxed));
		http::wait(self.client.call(service, &id, body))
	}
}
