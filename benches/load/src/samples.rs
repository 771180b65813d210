//! Durations and their quantiles. Every sample is kept, so the quantiles are exact: a run has at most
//! some millions of them.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Durations in the order they came, to the microsecond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples {
	micros: Vec<u64>,
}

/// What is said of many durations, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
	/// How many.
	pub count: usize,
	/// The arithmetic mean.
	pub mean: f64,
	/// The shortest.
	pub min: f64,
	/// Half of them were no longer.
	pub p50: f64,
	/// 95 of 100 were no longer.
	pub p95: f64,
	/// 99 of 100 were no longer.
	pub p99: f64,
	/// The longest.
	pub max: f64,
}

impl Samples {
	/// Adds a duration.
	pub fn record(&mut self, sample: Duration) {
		self.micros.push(u64::try_from(sample.as_micros()).unwrap_or(u64::MAX));
	}

	/// Adds all of another's.
	pub fn absorb(&mut self, other: Self) {
		self.micros.extend(other.micros);
	}

	/// How many there are.
	pub fn len(&self) -> usize {
		self.micros.len()
	}

	/// True without any.
	pub fn is_empty(&self) -> bool {
		self.micros.is_empty()
	}

	/// The summary; none without samples.
	///
	/// Quantiles are by nearest rank: the smallest sample that is not below the wanted share of all
	/// of them, never a value between two samples.
	pub fn summary(&self) -> Option<Summary> {
		let mut sorted = self.micros.clone();
		sorted.sort_unstable();
		let (first, last) = (*sorted.first()?, *sorted.last()?);
		let sum: u128 = sorted.iter().map(|sample| u128::from(*sample)).sum();
		let quantile = |percent: usize| {
			let rank = sorted.len().saturating_mul(percent).div_ceil(100).max(1);
			millis(sorted.get(rank - 1).copied().unwrap_or(last))
		};
		Some(Summary {
			count: sorted.len(),
			mean: sum as f64 / sorted.len() as f64 / 1_000.0,
			min: millis(first),
			p50: quantile(50),
			p95: quantile(95),
			p99: quantile(99),
			max: millis(last),
		})
	}
}

impl FromIterator<Duration> for Samples {
	fn from_iter<I: IntoIterator<Item = Duration>>(durations: I) -> Self {
		let mut samples = Self::default();
		durations.into_iter().for_each(|duration| samples.record(duration));
		samples
	}
}

fn millis(micros: u64) -> f64 {
	micros as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
	use super::*;

	fn of(millis: impl IntoIterator<Item = u64>) -> Summary {
		millis.into_iter().map(Duration::from_millis).collect::<Samples>().summary().unwrap()
	}

	#[test]
	fn quantiles_are_samples_by_nearest_rank() {
		let hundred = of((1..=100).rev());
		assert_eq!((hundred.min, hundred.p50, hundred.p95), (1.0, 50.0, 95.0));
		assert_eq!((hundred.p99, hundred.max, hundred.mean), (99.0, 100.0, 50.5));
		// Of four, the third and fourth quarter begin behind the second sample.
		let four = of([10, 20, 30, 40]);
		assert_eq!((four.p50, four.p95, four.p99), (20.0, 40.0, 40.0));
	}

	#[test]
	fn one_sample_is_every_quantile() {
		let one = of([7]);
		assert_eq!((one.count, one.min, one.p50, one.p99, one.max), (1, 7.0, 7.0, 7.0, 7.0));
		assert_eq!(Samples::default().summary(), None);
	}

	#[test]
	fn one_slow_answer_of_a_thousand_is_not_in_the_99th_percentile() {
		let mut samples: Samples = (0..999).map(|_| Duration::from_millis(5)).collect();
		samples.absorb([Duration::from_secs(9)].into_iter().collect());
		let summary = samples.summary().unwrap();
		assert_eq!((samples.len(), summary.p99, summary.max), (1_000, 5.0, 9_000.0));
	}
}
