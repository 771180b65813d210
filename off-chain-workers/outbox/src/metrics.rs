//! What Prometheus sees of deliveries.

use fiscal_primitives::outbox::{DeliveryFault, Destination};
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, GaugeVec, Opts, PrometheusError, Registry, U64,
};

/// The metrics `fiscal_outbox_*`; without a registry they count nothing.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Option<Registered>);

#[derive(Clone)]
struct Registered {
	delivered: CounterVec<U64>,
	failed: CounterVec<U64>,
	in_flight: GaugeVec<U64>,
	waiting: GaugeVec<U64>,
	lag: GaugeVec<U64>,
	broken: GaugeVec<U64>,
	reported: Counter<U64>,
	unreported: Counter<U64>,
	block: Gauge<U64>,
}

impl Metrics {
	/// Registers the metrics. A registry that refuses them costs the metrics, not the deliveries.
	pub(crate) fn register(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| {
			Registered::new(registry)
				.map_err(|fault| {
					log::warn!(target: crate::worker::LOG, "no metrics of deliveries: {fault}");
				})
				.ok()
		}))
	}

	/// The destination answered; it took the message or refused it for good.
	pub(crate) fn delivered(&self, destination: Destination, accepted: bool) {
		if let Some(metrics) = &self.0 {
			let verdict = if accepted { "accepted" } else { "refused" };
			metrics.delivered.with_label_values(&[name(destination), verdict]).inc();
		}
	}

	/// An attempt failed, or was not made.
	pub(crate) fn failed(&self, destination: Destination, fault: DeliveryFault) {
		if let Some(metrics) = &self.0 {
			metrics.failed.with_label_values(&[name(destination), reason(fault)]).inc();
		}
	}

	/// How a destination stands: messages on their way, and whether it is tried with one at a time.
	pub(crate) fn standing(&self, destination: Destination, in_flight: usize, broken: bool) {
		if let Some(metrics) = &self.0 {
			let labels = [name(destination)];
			metrics.in_flight.with_label_values(&labels).set(number(in_flight));
			metrics.broken.with_label_values(&labels).set(u64::from(broken));
		}
	}

	/// How many messages wait for a destination.
	pub(crate) fn waiting(&self, destination: Destination, count: u32) {
		if let Some(metrics) = &self.0 {
			metrics.waiting.with_label_values(&[name(destination)]).set(count.into());
		}
	}

	/// How long the oldest message that may be delivered has waited, ms.
	pub(crate) fn lag(&self, destination: Destination, lag: u64) {
		if let Some(metrics) = &self.0 {
			metrics.lag.with_label_values(&[name(destination)]).set(lag);
		}
	}

	/// So many reports were handed in, or could not be.
	pub(crate) fn reported(&self, count: usize, handed_in: bool) {
		if let Some(metrics) = &self.0 {
			let counter = if handed_in { &metrics.reported } else { &metrics.unreported };
			counter.inc_by(number(count));
		}
	}

	/// The block that was looked at last.
	pub(crate) fn block(&self, height: u32) {
		if let Some(metrics) = &self.0 {
			metrics.block.set(height.into());
		}
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let counters = |name: &str, help: &str, labels: &[&str]| {
			register(CounterVec::<U64>::new(Opts::new(name, help), labels)?, registry)
		};
		let gauges = |name: &str, help: &str| {
			register(GaugeVec::<U64>::new(Opts::new(name, help), &["destination"])?, registry)
		};
		let counter = |name: &str, help: &str| register(Counter::<U64>::new(name, help)?, registry);
		Ok(Self {
			delivered: counters(
				"fiscal_outbox_delivered_total",
				"Messages that this node brought to their destination",
				&["destination", "verdict"],
			)?,
			failed: counters(
				"fiscal_outbox_failed_total",
				"Attempts of this node that failed",
				&["destination", "fault"],
			)?,
			in_flight: gauges("fiscal_outbox_in_flight", "Messages on their way from this node")?,
			waiting: gauges("fiscal_outbox_waiting", "Messages that wait on the chain")?,
			lag: gauges(
				"fiscal_outbox_lag_ms",
				"How long the oldest message that may be delivered has waited",
			)?,
			broken: gauges(
				"fiscal_outbox_breaker_open",
				"1 while a destination is tried with one message at a time",
			)?,
			reported: counter("fiscal_outbox_reports_total", "Reports that this node handed in")?,
			unreported: counter(
				"fiscal_outbox_reports_refused_total",
				"Reports that this node could not sign or hand in",
			)?,
			block: register(
				Gauge::<U64>::new("fiscal_outbox_block", "The last block that was looked at")?,
				registry,
			)?,
		})
	}
}

const fn name(destination: Destination) -> &'static str {
	match destination {
		Destination::NonTax => "nontax",
		Destination::YangtzeDelta => "yangtze-delta",
		Destination::Evidence => "evidence",
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
