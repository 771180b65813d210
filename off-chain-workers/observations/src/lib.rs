#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod book;
mod metrics;
mod worker;

#[cfg(test)]
mod tests;

use fiscal_bridge::{config::Observations, Chain, Observe};
use fiscal_sm_crypto::Signer;
use metrics::Metrics;
use std::{future::Future, sync::Arc};
use substrate_prometheus_endpoint::Registry;
use worker::Worker;

/// Answers open requests until the node stops, under the validator's key.
///
/// `signer` has the key with which the validator votes: while that is of no validator, nothing is
/// observed. The first of `observers` that serves a question is asked; a question that none serves is
/// left to other validators. With `options.enabled` false nothing is done at all.
///
/// Nothing is kept over a restart: what this validator said stands on the chain.
pub fn run(
	chain: Arc<dyn Chain>,
	signer: Arc<dyn Signer>,
	observers: Vec<Arc<dyn Observe>>,
	options: Observations,
	registry: Option<&Registry>,
) -> impl Future<Output = ()> + Send + 'static {
	let metrics = Metrics::register(registry);
	async move {
		if options.enabled {
			Worker::new(chain, signer, observers, options, metrics).run().await;
		} else {
			log::info!(target: worker::LOG, "this node observes nothing: observations.enabled is false");
		}
	}
}
