//! JSON-RPC, asked from a thread that waits for the answer.

use anyhow::Result;
use jsonrpsee::{
	core::{client::ClientT, params::ArrayParams},
	http_client::HttpClientBuilder,
};
use serde_json::Value;
use std::{sync::LazyLock, time::Duration};
use tokio::runtime::{Builder, Runtime};

/// How long one question may take: a frozen validator accepts connections and never answers.
const PATIENCE: Duration = Duration::from_secs(5);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
	Builder::new_multi_thread()
		.worker_threads(1)
		.enable_all()
		.build()
		.expect("a thread and a socket")
});

/// Asks the node at `url` (`ws://…` or `http://…`) once, on a connection of its own.
///
/// # Errors
/// The node cannot be reached, does not answer within five seconds, or answers with an error.
pub fn request(url: &str, method: &str, params: &[Value]) -> Result<Value> {
	let url = url.replacen("ws://", "http://", 1);
	let mut list = ArrayParams::new();
	for param in params {
		list.insert(param)?;
	}
	RUNTIME.block_on(async {
		let client = HttpClientBuilder::default().request_timeout(PATIENCE).build(&url)?;
		Ok::<Value, anyhow::Error>(client.request(method, list).await?)
	})
}
