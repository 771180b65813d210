//! What Prometheus sees of the gateway.

use super::State;
use crate::trail::stopped;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::{
	register, CounterVec, Gauge, HistogramOpts, HistogramVec, Opts, PrometheusError, Registry, U64,
};
use tokio::{sync::watch, time::sleep};

/// How often what waits is counted.
const LOOK: Duration = Duration::from_secs(5);

/// The metrics `fiscal_gateway_*`; without a registry they count nothing.
#[derive(Clone, Default)]
pub(super) struct Metrics(Option<Registered>);

#[derive(Clone)]
struct Registered {
	answers: CounterVec<U64>,
	times: HistogramVec,
	waiting: Gauge<U64>,
	postponed: Gauge<U64>,
	files: Gauge<U64>,
}

impl Metrics {
	/// Registers the metrics. A registry that refuses them costs the metrics, not the answers.
	pub(super) fn register(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| {
			Registered::new(registry)
				.map_err(|fault| log::warn!(target: "gateway", "no metrics: {fault}"))
				.ok()
		}))
	}

	/// A request of that door was answered with that HTTP status after so long.
	pub(super) fn answered(&self, door: &'static str, status: u16, took: Duration) {
		if let Some(metrics) = &self.0 {
			metrics.answers.with_label_values(&[door, &status.to_string()]).inc();
			metrics.times.with_label_values(&[door]).observe(took.as_secs_f64());
		}
	}

	/// So many pieces of evidence wait for the evidence chain, of which it did not take so many yet.
	pub(super) fn evidence(&self, waiting: usize, postponed: usize) {
		if let Some(metrics) = &self.0 {
			metrics.waiting.set(number(waiting));
			metrics.postponed.set(number(postponed));
		}
	}

	/// The file store has so many bytes.
	pub(super) fn files(&self, bytes: u64) {
		if let Some(metrics) = &self.0 {
			metrics.files.set(bytes);
		}
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		Ok(Self {
			answers: register(
				CounterVec::new(
					Opts::new(
						"fiscal_gateway_answers_total",
						"Answers to the platform and to organisations of here, by HTTP status",
					),
					&["door", "status"],
				)?,
				registry,
			)?,
			times: register(
				HistogramVec::new(
					HistogramOpts::new(
						"fiscal_gateway_answer_seconds",
						"How long requests took, from their first byte",
					)
					.buckets(vec![0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]),
					&["door"],
				)?,
				registry,
			)?,
			waiting: gauge(
				"fiscal_gateway_evidence_waiting",
				"Pieces of evidence that wait for the evidence chain",
			)?,
			postponed: gauge(
				"fiscal_gateway_evidence_postponed",
				"Pieces of evidence that the evidence chain did not take yet",
			)?,
			files: gauge("fiscal_gateway_files_bytes", "What the file store takes, in bytes")?,
		})
	}
}

impl State {
	/// Shows how much evidence waits and files take, whether or not anybody asks meanwhile.
	pub(super) async fn count(self: Arc<Self>, mut stop: watch::Receiver<()>) {
		loop {
			self.metrics.evidence(self.trail.waiting(), self.trail.postponed());
			self.metrics.files(self.files.used());
			tokio::select! {
				() = sleep(LOOK) => {}
				() = stopped(&mut stop) => return,
			}
		}
	}
}

fn number(count: usize) -> u64 {
	u64::try_from(count).unwrap_or(u64::MAX)
}
