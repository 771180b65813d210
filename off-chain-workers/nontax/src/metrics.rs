//! Prometheus metrics of the comparison.

use fiscal_primitives::Moment;
use substrate_prometheus_endpoint::{register, Counter, Gauge, PrometheusError, Registry, U64};

/// The metrics; none when the node has no registry.
pub(crate) struct Metrics(Option<Gauges>);

struct Gauges {
	compared: Counter<U64>,
	failed: Counter<U64>,
	differences: Counter<U64>,
	latest: Gauge<U64>,
}

impl Metrics {
	/// Registers the metrics. A registry that refuses them costs the metrics, not the comparison.
	pub(crate) fn register(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| {
			Gauges::register(registry)
				.map_err(
					|fault| log::warn!(target: "bridge", "no metrics of the comparison: {fault}"),
				)
				.ok()
		}))
	}

	/// A comparison of the state at `at` (consensus time, Unix ms) found so many differences, or failed.
	pub(crate) fn compared(&self, differences: Option<usize>, at: Moment) {
		let Some(gauges) = &self.0 else { return };
		match differences.and_then(|count| u64::try_from(count).ok()) {
			Some(count) => {
				gauges.compared.inc();
				gauges.differences.inc_by(count);
				gauges.latest.set(at.div_euclid(1_000));
			}
			None => gauges.failed.inc(),
		}
	}
}

impl Gauges {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name, help| register(Counter::<U64>::new(name, help)?, registry);
		Ok(Self {
			compared: counter(
				"fiscal_nontax_comparisons_total",
				"Ranges that were compared with the non-tax system",
			)?,
			failed: counter(
				"fiscal_nontax_comparisons_failed_total",
				"Ranges that could not be compared with the non-tax system",
			)?,
			differences: counter(
				"fiscal_nontax_differences_total",
				"Bills in which the non-tax system was found to differ",
			)?,
			latest: register(
				Gauge::<U64>::new(
					"fiscal_nontax_compared_seconds",
					"Consensus time of the last comparison, Unix seconds",
				)?,
				registry,
			)?,
		})
	}
}
