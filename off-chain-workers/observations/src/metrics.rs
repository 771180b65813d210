//! What Prometheus sees of observations.

use fiscal_primitives::outbox::DeliveryFault;
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Opts, PrometheusError, Registry, U64,
};

/// The metrics `fiscal_observations_*`; without a registry they count nothing.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Option<Registered>);

#[derive(Clone)]
struct Registered {
	observed: Counter<U64>,
	failed: CounterVec<U64>,
	wanted: Gauge<U64>,
	in_flight: Gauge<U64>,
	unserved: Gauge<U64>,
	testified: Counter<U64>,
	untestified: Counter<U64>,
	block: Gauge<U64>,
}

impl Metrics {
	/// Registers the metrics. A registry that refuses them costs the metrics, not the observations.
	pub(crate) fn register(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| {
			Registered::new(registry)
				.map_err(|fault| {
					log::warn!(target: crate::worker::LOG, "no metrics of observations: {fault}");
				})
				.ok()
		}))
	}

	/// Something was observed.
	pub(crate) fn observed(&self) {
		if let Some(metrics) = &self.0 {
			metrics.observed.inc();
		}
	}

	/// An attempt failed.
	pub(crate) fn failed(&self, fault: DeliveryFault) {
		if let Some(metrics) = &self.0 {
			metrics.failed.with_label_values(&[reason(fault)]).inc();
		}
	}

	/// How many requests wait for this validator, and how many of them are under way.
	pub(crate) fn standing(&self, wanted: usize, in_flight: usize) {
		if let Some(metrics) = &self.0 {
			metrics.wanted.set(number(wanted));
			metrics.in_flight.set(number(in_flight));
		}
	}

	/// A block was looked at, with so many requests that nobody here serves.
	pub(crate) fn looked(&self, height: u32, unserved: usize) {
		if let Some(metrics) = &self.0 {
			metrics.block.set(height.into());
			metrics.unserved.set(number(unserved));
		}
	}

	/// So many testimonies were handed in, or could not be.
	pub(crate) fn testified(&self, count: usize, handed_in: bool) {
		if let Some(metrics) = &self.0 {
			let counter = if handed_in { &metrics.testified } else { &metrics.untestified };
			counter.inc_by(number(count));
		}
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| register(Counter::<U64>::new(name, help)?, registry);
		let gauge = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		let failed =
			Opts::new("fiscal_observations_failed_total", "Attempts to observe that failed");
		Ok(Self {
			observed: counter(
				"fiscal_observations_observed_total",
				"Requests that this node observed",
			)?,
			failed: register(CounterVec::<U64>::new(failed, &["fault"])?, registry)?,
			wanted: gauge("fiscal_observations_wanted", "Open requests that wait for this node")?,
			in_flight: gauge("fiscal_observations_in_flight", "Observations under way")?,
			unserved: gauge(
				"fiscal_observations_unserved",
				"Open requests for which this node has no connection",
			)?,
			testified: counter(
				"fiscal_observations_testimonies_total",
				"Testimonies that this node handed in",
			)?,
			untestified: counter(
				"fiscal_observations_testimonies_refused_total",
				"Testimonies that this node could not sign or hand in",
			)?,
			block: gauge("fiscal_observations_block", "The last block that was looked at")?,
		})
	}
}

const fn reason(fault: DeliveryFault) -> &'static str {
	match fault {
		DeliveryFault::Unreachable => "unreachable",
		DeliveryFault::Unavailable => "unavailable",
		DeliveryFault::Unauthorized => "unauthorized",
		DeliveryFault::BadAnswer => "bad-answer",
		DeliveryFault::Overdue => "overdue",
		DeliveryFault::NotConfigured => "not-configured",
		DeliveryFault::Refused => "refused",
	}
}

fn number(count: usize) -> u64 {
	u64::try_from(count).unwrap_or(u64::MAX)
}
