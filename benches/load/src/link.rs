//! WebSocket connections to a node, with limits that do not become the bottleneck.

use anyhow::{bail, Context, Result};
use jsonrpsee::{
	core::{
		client::{ClientT, Subscription, SubscriptionClientT},
		params::ArrayParams,
		ClientError,
	},
	ws_client::{WsClient, WsClientBuilder},
};
use nix::sys::resource::{getrlimit, setrlimit, Resource};
use serde::de::DeserializeOwned;
use std::{
	sync::{Arc, PoisonError, RwLock},
	time::Duration,
};
use tokio::sync::Mutex;

/// Largest answer that is read: a block of 5 MiB is more than 10 MB of hexadecimal digits.
const LARGEST_ANSWER: u32 = 64 * 1024 * 1024;
/// How long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// How long connecting may take: a node that is asked for 1,000 connections at once is slow.
const CONNECT_TIME: Duration = Duration::from_secs(30);
/// Files this process needs beside its connections.
const OTHER_FILES: u64 = 128;

/// Requests on their way over one connection that writes.
pub const WRITER_REQUESTS: usize = 4_096;
/// Requests on their way over one connection that reads.
pub const READER_REQUESTS: usize = 4;

/// Connects to the node at `url`.
///
/// # Errors
/// When nobody answers, or the node takes no more connections.
pub async fn connect(url: &str, requests: usize) -> Result<WsClient, ClientError> {
	WsClientBuilder::default()
		.max_concurrent_requests(requests)
		.max_buffer_capacity_per_subscription(WRITER_REQUESTS)
		.max_response_size(LARGEST_ANSWER)
		.request_timeout(ANSWER_TIME)
		.connection_timeout(CONNECT_TIME)
		.build(url)
		.await
}

/// Lets this process open `connections` sockets, as far as the system permits.
///
/// # Errors
/// When the hard limit is below that; the text says how to raise it.
pub fn raise_file_limit(connections: usize) -> Result<()> {
	let wanted = u64::try_from(connections)?.saturating_add(OTHER_FILES);
	let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).context("the limit of open files")?;
	if soft >= wanted {
		return Ok(());
	}
	if hard < wanted {
		bail!(
			"{connections} connections need {wanted} open files and the hard limit is {hard}: \
			 raise it (ulimit -Hn {wanted})"
		);
	}
	setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).context("the limit of open files")
}

/// A connection that can be made again.
pub struct Link {
	url: String,
	client: RwLock<Arc<WsClient>>,
	mending: Mutex<()>,
}

impl Link {
	/// Connects to the node at `url`.
	///
	/// # Errors
	/// When nobody answers.
	pub async fn open(url: &str) -> Result<Self> {
		let client = connect(url, WRITER_REQUESTS)
			.await
			.with_context(|| format!("no connection to {url}"))?;
		Ok(Self { url: url.into(), client: RwLock::new(Arc::new(client)), mending: Mutex::new(()) })
	}

	/// Where the node is.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Asks.
	///
	/// # Errors
	/// What the node says, or that the connection broke: then it is made again before the next
	/// question, if somebody answers by then.
	pub async fn ask<R: DeserializeOwned>(
		&self,
		method: &str,
		params: ArrayParams,
	) -> Result<R, ClientError> {
		let client = self.client();
		let answer = client.request(method, params).await;
		self.after(&client, answer).await
	}

	/// Subscribes.
	///
	/// # Errors
	/// As [`Link::ask`].
	pub async fn subscribe<N: DeserializeOwned>(
		&self,
		subscribe: &str,
		params: ArrayParams,
		unsubscribe: &str,
	) -> Result<Subscription<N>, ClientError> {
		let client = self.client();
		let answer = client.subscribe(subscribe, params, unsubscribe).await;
		self.after(&client, answer).await
	}

	fn client(&self) -> Arc<WsClient> {
		self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
	}

	/// Makes the connection again when it is broken.
	async fn after<T>(
		&self,
		used: &Arc<WsClient>,
		answer: Result<T, ClientError>,
	) -> Result<T, ClientError> {
		if answer.is_err() && !used.is_connected() {
			let _guard = self.mending.lock().await;
			if Arc::ptr_eq(used, &self.client()) {
				if let Ok(client) = connect(&self.url, WRITER_REQUESTS).await {
					*self.client.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(client);
				}
			}
		}
		answer
	}
}
