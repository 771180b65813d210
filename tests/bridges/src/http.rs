//! JSON over HTTP, and other work that is not done at once, from a thread that waits for it.

use anyhow::{ensure, Context, Result};
use reqwest::{Client, RequestBuilder};
use serde::{de::DeserializeOwned, Serialize};
use std::{future::Future, sync::LazyLock, time::Duration};
use tokio::runtime::{Builder, Runtime};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(60);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
	Builder::new_multi_thread()
		.worker_threads(2)
		.enable_all()
		.build()
		.expect("two threads and a socket")
});

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
	Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client without certificates")
});

/// Waits for something. Any number of threads may, but none of an asynchronous runtime.
pub fn wait<F: Future>(future: F) -> F::Output {
	RUNTIME.block_on(future)
}

/// `GET`.
///
/// # Errors
/// Nobody answers, the status is not 2xx, or the answer is not an `A`.
pub fn get<A: DeserializeOwned>(url: &str, query: &[(&str, String)]) -> Result<A> {
	ask(CLIENT.get(url).query(query)).with_context(|| format!("GET {url}"))
}

/// `PUT`.
///
/// # Errors
/// As [`get`].
pub fn put<A: DeserializeOwned>(url: &str, body: &impl Serialize) -> Result<A> {
	ask(CLIENT.put(url).json(body)).with_context(|| format!("PUT {url}"))
}

/// `POST`.
///
/// # Errors
/// As [`get`].
pub fn post<A: DeserializeOwned>(url: &str, body: &impl Serialize) -> Result<A> {
	ask(CLIENT.post(url).json(body)).with_context(|| format!("POST {url}"))
}

fn ask<A: DeserializeOwned>(request: RequestBuilder) -> Result<A> {
	wait(async {
		let response = request.send().await?;
		let status = response.status();
		let text = response.text().await?;
		ensure!(status.is_success(), "{status}: {text}");
		serde_json::from_str(&text).with_context(|| format!("not as expected: {text}"))
	})
}
