//! The connection to a node, made again when it breaks.

use crate::faults::Fault;
use serde::de::DeserializeOwned;
use std::{
	sync::{PoisonError, RwLock},
	time::Duration,
};
use subxt_rpcs::{client::RpcParams, RpcClient};
use tokio::{sync::Mutex, time::timeout};

/// How long connecting may take.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long an answer may take.
pub(crate) const ANSWER_TIME: Duration = Duration::from_secs(30);

/// A WebSocket connection to one node.
pub(crate) struct Connection {
	url: String,
	link: RwLock<Link>,
	connecting: Mutex<()>,
}

/// One life of the connection.
#[derive(Clone)]
pub(crate) struct Link {
	pub(crate) rpc: RpcClient,
	generation: u64,
}

impl Connection {
	/// Connects to the node at `url`, `ws://…` or `wss://…`.
	pub(crate) async fn open(url: &str) -> Result<Self, Fault> {
		if !url.starts_with("ws://") && !url.starts_with("wss://") {
			return Err(Fault::Input(format!("url: {url} does not begin with ws:// or wss://")));
		}
		let link = Link { rpc: connect(url).await?, generation: 0 };
		Ok(Self { url: url.into(), link: RwLock::new(link), connecting: Mutex::new(()) })
	}

	/// Where the node is.
	pub(crate) fn url(&self) -> &str {
		&self.url
	}

	/// The present link.
	pub(crate) fn link(&self) -> Link {
		self.link.read().unwrap_or_else(PoisonError::into_inner).clone()
	}

	/// Asks on the present link, and if that is broken on a new one. Only for questions: what is
	/// asked may be asked twice.
	pub(crate) async fn ask<R: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<R, Fault> {
		let link = self.link();
		match self.ask_on(&link, method, params.clone()).await {
			Err(Fault::Connection { .. }) => {
				let link = self.renew(&link).await?;
				self.ask_on(&link, method, params).await
			}
			answer => answer,
		}
	}

	/// Asks on one link.
	pub(crate) async fn ask_on<R: DeserializeOwned>(
		&self,
		link: &Link,
		method: &str,
		params: RpcParams,
	) -> Result<R, Fault> {
		match timeout(ANSWER_TIME, link.rpc.request(method, params)).await {
			Ok(Ok(answer)) => Ok(answer),
			Ok(Err(error)) => Err(self.fault(method, error)),
			Err(_) => Err(self.lost(format!("no answer to {method} in {ANSWER_TIME:?}"))),
		}
	}

	/// A new link in the place of `broken`, unless somebody else made one meanwhile.
	async fn renew(&self, broken: &Link) -> Result<Link, Fault> {
		let _guard = self.connecting.lock().await;
		let present = self.link();
		if present.generation != broken.generation {
			return Ok(present);
		}
		let rpc = connect(&self.url).await?;
		let link = Link { rpc, generation: broken.generation.wrapping_add(1) };
		*self.link.write().unwrap_or_else(PoisonError::into_inner) = link.clone();
		Ok(link)
	}

	/// The fault of a lost connection.
	pub(crate) fn lost(&self, reason: impl Into<String>) -> Fault {
		Fault::Connection { url: self.url.clone(), reason: reason.into() }
	}

	/// The fault behind an error of the RPC client.
	pub(crate) fn fault(&self, method: &str, error: subxt_rpcs::Error) -> Fault {
		match error {
			subxt_rpcs::Error::User(error) => Fault::Rpc {
				method: method.into(),
				code: error.code,
				message: match error.data.as_ref().map(|data| data.get()) {
					Some(data) => format!("{}: {}", error.message, data.trim_matches('"')),
					None => error.message,
				},
			},
			subxt_rpcs::Error::Deserialization(_)
			| subxt_rpcs::Error::Decode(_)
			| subxt_rpcs::Error::Serialization(_) => {
				Fault::RuntimeMismatch { subject: method.into(), reason: error.to_string() }
			}
			other => self.lost(other.to_string()),
		}
	}
}

async fn connect(url: &str) -> Result<RpcClient, Fault> {
	let fault = |reason: String| Fault::Connection { url: url.into(), reason };
	match timeout(CONNECT_TIME, RpcClient::from_insecure_url(url)).await {
		Ok(Ok(rpc)) => Ok(rpc),
		Ok(Err(error)) => Err(fault(error.to_string())),
		Err(_) => Err(fault(format!("no connection in {CONNECT_TIME:?}"))),
	}
}
