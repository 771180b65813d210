//! Prometheus metrics of the index.

use substrate_prometheus_endpoint::{register, Gauge, PrometheusError, Registry, U64};

/// The metrics; none when the node has no registry.
pub(crate) struct Metrics(Option<Gauges>);

struct Gauges {
	height: Gauge<U64>,
	lag: Gauge<U64>,
	bills: Gauge<U64>,
}

impl Metrics {
	/// Registers the metrics. A registry that refuses them costs the metrics, not the index.
	pub(crate) fn register(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| {
			Gauges::register(registry)
				.map_err(|fault| log::warn!(target: "index", "no metrics of the index: {fault}"))
				.ok()
		}))
	}

	/// The index stands at `height`, the chain's last finalized block is `finalized`.
	pub(crate) fn report(&self, height: u32, finalized: u32, bills: u64) {
		if let Some(gauges) = &self.0 {
			gauges.height.set(u64::from(height));
			gauges.lag.set(u64::from(finalized.saturating_sub(height)));
			gauges.bills.set(bills);
		}
	}
}

impl Gauges {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name, help| register(Gauge::<U64>::new(name, help)?, registry);
		Ok(Self {
			height: gauge("fiscal_index_height", "Height of the last indexed block")?,
			lag: gauge("fiscal_index_lag_blocks", "Finalized blocks that are not indexed yet")?,
			bills: gauge("fiscal_index_bills_total", "Bills in the index")?,
		})
	}
}
