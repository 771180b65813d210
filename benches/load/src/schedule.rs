//! When what is due: the clock's part of an open loop.

use clap::ValueEnum;
use rand::{rngs::StdRng, Rng, SeedableRng};
use serde::Serialize;
use std::time::Duration;

/// How arrivals follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
	/// At equal distances
	Constant,
	/// Independently of each other: distances are exponentially distributed
	Poisson,
}

/// What a transaction carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Payload {
	/// One bill
	Single,
	/// 500 bills
	Batch500,
	/// One bill, and now and then 500
	Mix,
}

/// Bills in a large transaction.
pub const BATCH: u32 = fiscal_primitives::bill::MAX_BATCH;

/// What is to be offered to the chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
	/// Transactions a second, above 0.
	pub rate: f64,
	/// How they follow each other.
	pub pace: Pace,
	/// What they carry.
	pub payload: Payload,
	/// Of [`Payload::Mix`], how many in a hundred carry 500 bills.
	pub batches_percent: u32,
	/// This long the chain is loaded before anything counts.
	pub warmup: Duration,
	/// This long it counts.
	pub measured: Duration,
	/// How many accounts take turns.
	pub lanes: usize,
	/// Everything random follows from it.
	pub seed: u64,
}

/// A transaction that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
	/// When, from the start of the run.
	pub at: Duration,
	/// Which account's turn it is.
	pub lane: usize,
	/// Index of its first bill.
	pub first: u64,
	/// How many bills it carries.
	pub bills: u32,
	/// It counts: the warm-up is over.
	pub measured: bool,
}

impl Plan {
	/// Every arrival of the run in the order of time; bills are numbered from `first` on.
	///
	/// Times are computed from the start and not from the arrival before, so they never drift.
	pub fn arrivals(&self, first: u64) -> Vec<Arrival> {
		let end = self.warmup.saturating_add(self.measured);
		let mut chance = StdRng::seed_from_u64(self.seed);
		let mut arrivals = Vec::new();
		let mut bill = first;
		let mut sum = 0.0;
		for place in 0usize.. {
			let seconds = match self.pace {
				Pace::Constant => place as f64 / self.rate,
				Pace::Poisson => {
					let uniform: f64 = chance.gen();
					sum -= (1.0 - uniform).ln() / self.rate;
					sum
				}
			};
			let at = Duration::from_secs_f64(seconds);
			if at >= end {
				break;
			}
			let bills = match self.payload {
				Payload::Single => 1,
				Payload::Batch500 => BATCH,
				Payload::Mix if chance.gen_range(0..100) < self.batches_percent => BATCH,
				Payload::Mix => 1,
			};
			let lane = place % self.lanes.max(1);
			arrivals.push(Arrival { at, lane, first: bill, bills, measured: at >= self.warmup });
			bill = bill.saturating_add(bills.into());
		}
		arrivals
	}

	/// When the last arrival is due at the latest.
	pub fn end(&self) -> Duration {
		self.warmup.saturating_add(self.measured)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn plan() -> Plan {
		Plan {
			rate: 1_200.0,
			pace: Pace::Constant,
			payload: Payload::Single,
			batches_percent: 5,
			warmup: Duration::from_secs(5),
			measured: Duration::from_secs(60),
			lanes: 2,
			seed: 1,
		}
	}

	#[test]
	fn constant_arrivals_neither_drift_nor_go_missing() {
		let arrivals = plan().arrivals(10);
		assert_eq!(arrivals.len(), 1_200 * 65);
		assert_eq!(arrivals.iter().filter(|arrival| arrival.measured).count(), 1_200 * 60);
		for (place, arrival) in arrivals.iter().enumerate() {
			let due = place as f64 / 1_200.0;
			assert!((arrival.at.as_secs_f64() - due).abs() < 1e-6, "{place}: {arrival:?}");
			assert_eq!((arrival.lane, arrival.first), (place % 2, 10 + place as u64));
		}
		// The first that counts is due when the warm-up ends.
		assert_eq!(arrivals[6_000].at, Duration::from_secs(5));
		assert!(arrivals[6_000].measured && !arrivals[5_999].measured);
	}

	#[test]
	fn a_rate_below_one_a_second_is_kept() {
		let slow = Plan { rate: 0.1, warmup: Duration::ZERO, ..plan() };
		let due: Vec<u64> = slow.arrivals(0).iter().map(|arrival| arrival.at.as_secs()).collect();
		assert_eq!(due, [0, 10, 20, 30, 40, 50]);
	}

	#[test]
	fn poisson_arrivals_have_the_rate_and_the_spread_of_a_poisson_process() {
		let poisson = Plan { pace: Pace::Poisson, ..plan() };
		let arrivals = poisson.arrivals(0);
		let gaps: Vec<f64> =
			arrivals.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs_f64()).collect();
		let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
		let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
		assert!((mean * 1_200.0 - 1.0).abs() < 0.02, "mean {mean}");
		// Of an exponential distribution the standard deviation is the mean.
		assert!((variance.sqrt() / mean - 1.0).abs() < 0.03, "deviation {}", variance.sqrt());
		assert_eq!(arrivals, poisson.arrivals(0), "the seed decides");
		assert_ne!(arrivals, Plan { seed: 2, ..poisson }.arrivals(0));
	}

	#[test]
	fn bills_are_numbered_without_gap_or_overlap_whatever_carries_them() {
		let mix = Plan { payload: Payload::Mix, ..plan() };
		let arrivals = mix.arrivals(7);
		let mut next = 7;
		for arrival in &arrivals {
			assert_eq!(arrival.first, next);
			next += u64::from(arrival.bills);
		}
		let large = arrivals.iter().filter(|arrival| arrival.bills == BATCH).count();
		let share = large as f64 / arrivals.len() as f64;
		assert!((share - 0.05).abs() < 0.01, "{share}");
		assert!(arrivals.iter().all(|arrival| arrival.bills == 1 || arrival.bills == BATCH));
	}
}
