//! Two builds of the node under the same load, one after the other on the same machine.

use crate::{
	devnet::{Devnet, Launch, Target},
	prepare::prepare,
	report::{millis, WriteReport},
	samples::Summary,
	write::{run, WriteOptions},
};
use anyhow::{Context, Result};
use serde::Serialize;
use std::{fmt, path::Path};

/// One rate offered to both builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Round {
	/// Transactions a second that were offered.
	pub offered: f64,
	/// The build that is judged.
	pub candidate: WriteReport,
	/// The build it is compared with.
	pub baseline: WriteReport,
}

/// What the comparison showed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
	/// In the order the rates were offered.
	pub rounds: Vec<Round>,
	/// Of each round.
	pub ratios: Vec<Ratios>,
}

/// How many times better the candidate is: above 1 it is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ratios {
	/// Final transactions a second.
	pub rate: Option<f64>,
	/// Median time to finality.
	pub finality_p50: Option<f64>,
	/// The time to finality that 95 of 100 keep.
	pub finality_p95: Option<f64>,
	/// CPU a transaction and validator.
	pub cpu: Option<f64>,
}

impl Ratios {
	/// The ratios of a round.
	pub fn of(round: &Round) -> Self {
		let Round { candidate, baseline, .. } = round;
		let finality = |quantile: fn(&Summary) -> f64| {
			let of = |report: &WriteReport| report.latency.finality.as_ref().map(quantile);
			ratio(of(baseline), of(candidate))
		};
		Self {
			rate: ratio(Some(candidate.rates.transactions), Some(baseline.rates.transactions)),
			finality_p50: finality(|summary| summary.p50),
			finality_p95: finality(|summary| summary.p95),
			cpu: ratio(baseline.cost.cpu_ms, candidate.cost.cpu_ms),
		}
	}
}

fn ratio(above: Option<f64>, below: Option<f64>) -> Option<f64> {
	let (above, below) = above.zip(below)?;
	(below > 0.0).then(|| above / below)
}

/// The load of each round, lightest first: a chain that was overloaded is not at rest.
#[derive(Clone, Debug)]
pub struct CompareOptions {
	/// The build that is judged.
	pub candidate: Launch,
	/// The build it is compared with.
	pub baseline: Launch,
	/// What is offered, in this order.
	pub rounds: Vec<WriteOptions>,
}

/// Starts a devnet of each build in turn below `folder`, and offers each the same load.
///
/// # Errors
/// When a devnet does not start, and as [`run`].
pub async fn compare(options: &CompareOptions, folder: &Path) -> Result<Comparison> {
	let candidate = build(&options.candidate, &folder.join("candidate"), &options.rounds).await?;
	let baseline = build(&options.baseline, &folder.join("baseline"), &options.rounds).await?;
	let rounds: Vec<Round> = options
		.rounds
		.iter()
		.zip(candidate.into_iter().zip(baseline))
		.map(|(offered, (candidate, baseline))| Round {
			offered: offered.plan.rate,
			candidate,
			baseline,
		})
		.collect();
	let ratios = rounds.iter().map(Ratios::of).collect();
	Ok(Comparison { rounds, ratios })
}

async fn build(
	launch: &Launch,
	folder: &Path,
	rounds: &[WriteOptions],
) -> Result<Vec<WriteReport>> {
	eprintln!("starting {}", launch.binary.display());
	let devnet = Devnet::start(launch, folder).await?;
	let target = Target::from(devnet.description.clone());
	prepare(target.first()?).await.context("lifting the quota")?;
	let mut reports = Vec::with_capacity(rounds.len());
	for round in rounds {
		let report = run(&target, round, None).await?;
		eprint!("{report}");
		reports.push(report);
	}
	devnet.stop().await?;
	Ok(reports)
}

impl fmt::Display for Comparison {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(f, "  {:<34} {:>14} {:>14} {:>12}", "", "candidate", "baseline", "times better")?;
		for (round, ratios) in self.rounds.iter().zip(&self.ratios) {
			let Round { offered, candidate, baseline } = round;
			writeln!(f, "  {offered} transactions/s offered")?;
			let mut line =
				|label: &str, of: &dyn Fn(&WriteReport) -> String, ratio: Option<f64>| {
					let ratio = ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
					let (candidate, baseline) = (of(candidate), of(baseline));
					writeln!(f, "    {label:<32} {candidate:>14} {baseline:>14} {ratio:>12}")
				};
			let finality = |report: &WriteReport, quantile: fn(&Summary) -> f64| {
				let summary = report.latency.finality.as_ref();
				summary.map_or("?".into(), |summary| millis(quantile(summary)))
			};
			line(
				"final transactions/s",
				&|one| format!("{:.1}", one.rates.transactions),
				ratios.rate,
			)?;
			line("final bills/s", &|one| format!("{:.1}", one.rates.bills), None)?;
			line("time to finality, p50", &|one| finality(one, |s| s.p50), ratios.finality_p50)?;
			line("time to finality, p95", &|one| finality(one, |s| s.p95), ratios.finality_p95)?;
			line("time to finality, p99", &|one| finality(one, |s| s.p99), None)?;
			line(
				"CPU ms a transaction and validator",
				&|one| one.cost.cpu_ms.map_or("?".into(), |cpu| format!("{cpu:.3}")),
				ratios.cpu,
			)?;
			line("lost", &|one| one.counts.lost.to_string(), None)?;
			line("refused for good", &|one| one.counts.given_up.to_string(), None)?;
			line("not sent", &|one| one.counts.not_sent.to_string(), None)?;
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		book::Tally,
		meter::Reading,
		report::{Bills, Blocks, Cost, Counts, Latency, Rates, Setting},
		samples::Samples,
		schedule::{Pace, Payload},
	};
	use std::time::Duration;

	fn report(finality: u64, in_window: u64, cpu_ms: Option<f64>) -> WriteReport {
		let tally = Tally { in_window, ..Tally::default() };
		let samples: Samples = [Duration::from_millis(finality)].into_iter().collect();
		let reading = Reading { validators: Vec::new(), generator: None };
		let zero = Duration::ZERO;
		WriteReport {
			setting: Setting {
				rate: 50.0,
				pace: Pace::Constant,
				payload: Payload::Single,
				warmup: 0.0,
				seconds: 10.0,
				connections: 2,
				senders: 2,
				presigned: true,
				watched: false,
				seed: 1,
			},
			counts: Counts::of(&tally, 0),
			rates: Rates::of(&tally, zero, Duration::from_secs(10)),
			latency: Latency { finality: samples.summary(), acceptance: None, lag: None },
			blocks: Blocks::of(&[], &(zero..=zero)),
			bills: Bills { finalized: 0, registered: 0, sampled: 0, missing: 0 },
			cost: Cost { cpu_ms, ..Cost::of(&reading, 0) },
			validators: Vec::new(),
			readers: None,
		}
	}

	#[test]
	fn above_one_the_candidate_is_better() {
		let round = Round {
			offered: 50.0,
			candidate: report(400, 12_000, Some(0.4)),
			baseline: report(4_000, 4_000, Some(0.8)),
		};
		let ratios = Ratios::of(&round);
		assert_eq!((ratios.rate, ratios.finality_p50), (Some(3.0), Some(10.0)));
		assert_eq!((ratios.finality_p95, ratios.cpu), (Some(10.0), Some(2.0)));
		let text = Comparison { rounds: vec![round], ratios: vec![ratios] }.to_string();
		assert!(
			text.contains("1200.0") && text.contains("400.0") && text.contains("3.00"),
			"{text}"
		);
	}

	#[test]
	fn what_was_not_measured_has_no_ratio() {
		let round = Round {
			offered: 50.0,
			candidate: report(400, 10, None),
			baseline: report(4_000, 0, Some(0.8)),
		};
		let ratios = Ratios::of(&round);
		assert_eq!((ratios.rate, ratios.cpu), (None, None));
	}
}
