//! Counters of the gossip of transactions.

use substrate_prometheus_endpoint::{register, Counter, PrometheusError, Registry, U64};

/// The counters; without a registry they count nothing.
#[derive(Clone, Default)]
pub struct Metrics(Option<Counters>);

#[derive(Clone)]
struct Counters {
	sent: Counter<U64>,
	messages: Counter<U64>,
	received: Counter<U64>,
	useless: Counter<U64>,
	dropped: Counter<U64>,
}

impl Metrics {
	/// Registers the counters.
	///
	/// # Errors
	/// If a counter of the name is registered already.
	pub fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| {
			register(Counter::new(format!("fiscal_transactions_{name}"), help)?, registry)
		};
		Ok(Self(Some(Counters {
			sent: counter("sent", "Transactions sent to a peer, each peer counted")?,
			messages: counter("messages", "Messages in which they were sent")?,
			received: counter("received", "Transactions received of peers")?,
			useless: counter("received_known", "Those of them that were known")?,
			dropped: counter("dropped", "Those of them for which there was no room")?,
		})))
	}

	pub(super) fn sent(&self, transactions: usize) {
		if let Some(counters) = &self.0 {
			counters.sent.inc_by(transactions as u64);
			counters.messages.inc();
		}
	}

	pub(super) fn received(&self, all: usize, known: usize, dropped: usize) {
		if let Some(counters) = &self.0 {
			counters.received.inc_by(all as u64);
			counters.useless.inc_by(known as u64);
			counters.dropped.inc_by(dropped as u64);
		}
	}
}
