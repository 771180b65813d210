#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod breaker;
mod line;
mod metrics;
mod worker;

#[cfg(test)]
mod tests;

use fiscal_bridge::{config::Outbox, Chain, Deliver};
use fiscal_sm_crypto::Signer;
use metrics::Metrics;
use std::{future::Future, sync::Arc};
use substrate_prometheus_endpoint::Registry;
use worker::Worker;

/// Delivers messages until the node stops, and reports what came of them under the validator's key.
///
/// `signer` has the key with which the validator votes: while that is of no validator, nothing is
/// delivered. Of two bridges to one destination the last counts; a destination without one is reported
/// as `NotConfigured` when it is this validator's turn. With `options.enabled` false nothing is done at
/// all, and the turns of this validator are taken over by others.
///
/// Nothing is kept over a restart: what is to be done stands on the chain, and what was done before is
/// made harmless by the idempotency keys.
pub fn run(
	chain: Arc<dyn Chain>,
	signer: Arc<dyn Signer>,
	bridges: Vec<Arc<dyn Deliver>>,
	options: Outbox,
	registry: Option<&Registry>,
) -> impl Future<Output = ()> + Send + 'static {
	let metrics = Metrics::register(registry);
	async move {
		if options.enabled {
			Worker::new(chain, signer, bridges, options, metrics).run().await;
		} else {
			log::info!(target: worker::LOG, "this node delivers no messages: outbox.enabled is false");
		}
	}
}
