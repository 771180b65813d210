//! A bounded HTTP client of one system.

use crate::{
	config::{ConfigFault, Link},
	envelope::tidy,
	worker::BridgeFault,
};
use fiscal_primitives::outbox::DeliveryFault;
use reqwest::{redirect, tls, Certificate, Client, Identity, Response, StatusCode};
use serde::{de::DeserializeOwned, Serialize};
use std::{error::Error, fmt::Display, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};
use url::Url;

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(60);

/// A client of one system: TLS 1.2 at least, no redirects, no proxies of the environment; time,
/// size of answers and number of requests at the same time are bounded. Copies share connections.
#[derive(Clone, Debug)]
pub struct Http {
	name: &'static str,
	client: Client,
	url: Url,
	max_body: usize,
	wait: Duration,
	slots: Arc<Semaphore>,
}

impl Http {
	/// A client for the connection. Nothing is connected yet.
	///
	/// # Errors
	/// [`ConfigFault`] of the certificates.
	pub fn new(link: &Link) -> Result<Self, ConfigFault> {
		let fault = |field: &str, error: &reqwest::Error| {
			ConfigFault::new(format!("{}.{field}", link.name), chain(error))
		};
		let mut builder = Client::builder()
			.use_rustls_tls()
			.min_tls_version(tls::Version::TLS_1_2)
			.no_proxy()
			.redirect(redirect::Policy::none())
			.referer(false)
			.user_agent("fiscal-node")
			.connect_timeout(link.connect)
			.timeout(link.request)
			.pool_idle_timeout(IDLE)
			.pool_max_idle_per_host(link.pool);
		if let Some(pem) = &link.ca {
			let certificates =
				Certificate::from_pem_bundle(pem).map_err(|error| fault("ca_file", &error))?;
			if certificates.is_empty() {
				return Err(ConfigFault::new(
					format!("{}.ca_file", link.name),
					"holds no certificate in PEM",
				));
			}
			builder = builder.tls_built_in_root_certs(false);
			for certificate in certificates {
				builder = builder.add_root_certificate(certificate);
			}
		}
		if let Some(pem) = &link.identity {
			let identity = Identity::from_pem(pem.expose())
				.map_err(|error| fault("client_certificate_file", &error))?;
			builder = builder.identity(identity);
		}
		let field = if link.identity.is_some() {
			"client_certificate_file"
		} else if link.ca.is_some() {
			"ca_file"
		} else {
			"url"
		};
		Ok(Self {
			name: link.name,
			client: builder.build().map_err(|error| fault(field, &error))?,
			url: link.url.clone(),
			max_body: link.max_body,
			wait: link.request,
			slots: Arc::new(Semaphore::new(link.concurrency)),
		})
	}

	/// What logs and errors call the system.
	pub fn name(&self) -> &'static str {
		self.name
	}

	/// Sends JSON to `path` below the URL and reads the JSON that comes back, whatever the HTTP status:
	/// envelopes say themselves what went wrong.
	///
	/// # Errors
	/// [`BridgeFault`]: `Unreachable` without a connection or an answer in time; where the answer is no
	/// JSON of that form or too large, `Unauthorized` for the statuses 401, 403 and 407, `Unavailable`
	/// for 408, 429 and 5xx and while too many requests wait here, `BadAnswer` for all others.
	pub async fn post<Q, A>(&self, path: &str, request: &Q) -> Result<A, BridgeFault>
	where
		Q: Serialize + Sync + ?Sized,
		A: DeserializeOwned,
	{
		let slot = timeout(self.wait, self.slots.acquire()).await;
		let Ok(Ok(_slot)) = slot else {
			return Err(self.fault(
				DeliveryFault::Unavailable,
				"all requests that are allowed at the same time are still waiting",
			));
		};
		let response = self
			.client
			.post(self.at(path))
			.json(request)
			.send()
			.await
			.map_err(|error| self.failed(error))?;
		let status = response.status();
		let read = match self.read(response).await {
			Ok(bytes) => serde_json::from_slice(&bytes).map_err(|fault| {
				self.fault(
					DeliveryFault::BadAnswer,
					format!("the answer is not as expected: {fault}"),
				)
			}),
			Err(fault) => Err(fault),
		};
		read.map_err(|fault| match by_status(status) {
			Some(by_status) => {
				self.fault(by_status, format!("answered with HTTP status {}", status.as_u16()))
			}
			None => fault,
		})
	}

	/// A fault with the system's name before the words.
	pub fn fault(&self, fault: DeliveryFault, words: impl Display) -> BridgeFault {
		BridgeFault { fault, words: tidy(&format!("{}: {words}", self.name)) }
	}

	fn at(&self, path: &str) -> Url {
		let mut url = self.url.clone();
		if let Ok(mut segments) = url.path_segments_mut() {
			segments.pop_if_empty().extend(path.split('/'));
		}
		url
	}

	async fn read(&self, mut response: Response) -> Result<Vec<u8>, BridgeFault> {
		let too_large = || {
			self.fault(
				DeliveryFault::BadAnswer,
				format!("the answer is larger than {} bytes", self.max_body),
			)
		};
		if response.content_length().is_some_and(|length| length > self.max_body as u64) {
			return Err(too_large());
		}
		let mut bytes = Vec::new();
		while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(error))? {
			if bytes.len().saturating_add(chunk.len()) > self.max_body {
				return Err(too_large());
			}
			bytes.extend_from_slice(&chunk);
		}
		Ok(bytes)
	}

	fn failed(&self, error: reqwest::Error) -> BridgeFault {
		// A request that could not be built never left, nor will the next one.
		let fault = if error.is_builder() {
			DeliveryFault::NotConfigured
		} else {
			DeliveryFault::Unreachable
		};
		self.fault(fault, chain(&error.without_url()))
	}
}

/// What a status says that comes with an answer nobody can read.
fn by_status(status: StatusCode) -> Option<DeliveryFault> {
	match status.as_u16() {
		200..=299 => None,
		401 | 403 | 407 => Some(DeliveryFault::Unauthorized),
		408 | 429 | 500..=599 => Some(DeliveryFault::Unavailable),
		_ => Some(DeliveryFault::BadAnswer),
	}
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
	let mut words = error.to_string();
	let mut cause = error.source();
	while let Some(next) = cause {
		words.push_str(": ");
		words.push_str(&next.to_string());
		cause = next.source();
	}
	words
}

#[cfg(test)]
mod tests;
