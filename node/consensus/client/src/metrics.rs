//! What Prometheus sees of consensus.

use fiscal_bft_primitives::BlockNumber;
use std::time::Duration;
use substrate_prometheus_endpoint::{
	exponential_buckets, register, Counter, Gauge, Histogram, HistogramOpts, PrometheusError,
	Registry, F64, U64,
};

#[derive(Clone)]
struct Registered {
	height: Gauge<U64>,
	round: Gauge<U64>,
	failed_rounds: Counter<U64>,
	refused_blocks: Counter<U64>,
	halted: Gauge<U64>,
	build_budget: Gauge<F64>,
	decision_seconds: Histogram,
	interval_seconds: Histogram,
}

/// Counters of the consensus worker; without a registry they count nothing.
#[derive(Clone, Default)]
pub struct Metrics(Option<Registered>);

impl Metrics {
	/// Registers the counters `fiscal_bft_*`.
	///
	/// # Errors
	/// A name that is taken.
	pub fn register(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		let Some(registry) = registry else { return Ok(Self(None)) };
		let gauge = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		let counter = |name: &str, help: &str| register(Counter::<U64>::new(name, help)?, registry);
		let seconds = |name: &str, help: &str| {
			let options =
				HistogramOpts::new(name, help).buckets(exponential_buckets(0.01, 2.0, 12)?);
			register(Histogram::with_opts(options)?, registry)
		};
		Ok(Self(Some(Registered {
			height: gauge("fiscal_bft_height", "Number of the last decided block")?,
			round: gauge("fiscal_bft_round", "Round of the block being decided")?,
			failed_rounds: counter(
				"fiscal_bft_failed_rounds_total",
				"Rounds that ended without a decision",
			)?,
			refused_blocks: counter(
				"fiscal_bft_refused_blocks_total",
				"Proposed blocks this node refused",
			)?,
			halted: gauge("fiscal_bft_halted", "1 if consensus is stopped on this node")?,
			build_budget: register(
				Gauge::<F64>::new(
					"fiscal_bft_build_budget_seconds",
					"How long this node fills a block of round 0",
				)?,
				registry,
			)?,
			decision_seconds: seconds(
				"fiscal_bft_decision_seconds",
				"From the beginning of a height to its import",
			)?,
			interval_seconds: seconds(
				"fiscal_bft_interval_seconds",
				"From the beginning of a height to that of the next",
			)?,
		})))
	}

	/// A block is the last one now.
	pub fn height(&self, height: BlockNumber) {
		if let Some(metrics) = &self.0 {
			metrics.height.set(height.into());
		}
	}

	/// A round begins.
	pub fn round(&self, round: u32) {
		if let Some(metrics) = &self.0 {
			metrics.round.set(round.into());
			if round > 0 {
				metrics.failed_rounds.inc();
			}
		}
	}

	/// A proposed block was refused.
	pub fn refused(&self) {
		if let Some(metrics) = &self.0 {
			metrics.refused_blocks.inc();
		}
	}

	/// A block was decided here, `after` the beginning of its height.
	pub fn decided(&self, after: Duration) {
		if let Some(metrics) = &self.0 {
			metrics.decision_seconds.observe(after.as_secs_f64());
		}
	}

	/// A height begins, `after` the one before.
	pub fn block_interval(&self, after: Duration) {
		if let Some(metrics) = &self.0 {
			metrics.interval_seconds.observe(after.as_secs_f64());
		}
	}

	/// How long this node fills its next block, if that is of round 0.
	pub fn build_budget(&self, budget: Duration) {
		if let Some(metrics) = &self.0 {
			metrics.build_budget.set(budget.as_secs_f64());
		}
	}

	/// Consensus is stopped on this node.
	pub fn halted(&self) {
		if let Some(metrics) = &self.0 {
			metrics.halted.set(1);
		}
	}
}
