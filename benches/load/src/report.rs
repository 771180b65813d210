//! What a run showed, for people and for programs.

use crate::{
	book::Tally,
	follow::SeenBlock,
	meter::{Reading, Usage},
	read::ReadReport,
	samples::{Samples, Summary},
	schedule::{Pace, Payload},
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt, ops::RangeInclusive, time::Duration};

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
	/// Transactions a second.
	pub rate: f64,
	/// How they followed each other.
	pub pace: Pace,
	/// What they carried.
	pub payload: Payload,
	/// Seconds before anything counted.
	pub warmup: f64,
	/// Seconds that counted.
	pub seconds: f64,
	/// Connections that sent.
	pub connections: usize,
	/// Accounts that signed.
	pub senders: usize,
	/// Signed before the run.
	pub presigned: bool,
	/// A subscription a transaction.
	pub watched: bool,
	/// Everything random followed from it.
	pub seed: u64,
}

/// What became of the transactions that were due after the warm-up.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
	/// Due.
	pub offered: u64,
	/// Their bills.
	pub offered_bills: u64,
	/// Final.
	pub finalized: u64,
	/// Their bills.
	pub finalized_bills: u64,
	/// Refused by a pool, once at least.
	pub refused: u64,
	/// Refused for good.
	pub given_up: u64,
	/// Sent, not refused for good, and not final.
	pub lost: u64,
	/// Never sent: they waited behind a full pipe until the end.
	pub not_sent: u64,
	/// Refusals by code and text, of the whole run.
	pub refusals: BTreeMap<String, u64>,
	/// Transactions sent again, of the whole run.
	pub resent: u64,
	/// Submissions whose connection broke, of the whole run.
	pub broken: u64,
	/// How often the subscription to finalized heads broke.
	pub interruptions: u64,
}

/// How fast.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rates {
	/// Transactions that became final in a second of the measured time, whenever they were due.
	pub transactions: f64,
	/// Their bills.
	pub bills: f64,
	/// Seconds from the begin of the measured time until its last transaction was final.
	pub until_last: Option<f64>,
}

/// How long, in milliseconds from when a transaction was due.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
	/// Until this client held the finalized block.
	pub finality: Option<Summary>,
	/// Until a pool said that it took it.
	pub acceptance: Option<Summary>,
	/// Until it left.
	pub lag: Option<Summary>,
}

/// The blocks between the begin of the measured time and its last final transaction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Blocks {
	/// How many.
	pub count: usize,
	/// From one to the next by consensus time, in milliseconds.
	pub apart: Option<Summary>,
	/// From one to the next as they reached this client, in milliseconds.
	pub apart_here: Option<Summary>,
	/// Most transactions of the run in a block.
	pub most_transactions: u32,
	/// Most bytes of extrinsics in a block.
	pub most_bytes: u64,
}

/// What the chain itself says of the bills, warm-up included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bills {
	/// Bills of final transactions.
	pub finalized: u64,
	/// What the chain's counter of bills grew by.
	pub registered: u64,
	/// Bills of final transactions that were asked for one by one.
	pub sampled: u64,
	/// Of them, how many the chain does not have.
	pub missing: u64,
}

/// What a transaction cost, over all that became final since the measured time began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
	/// Milliseconds of CPU a validator and transaction, on average over the validators.
	pub cpu_ms: Option<f64>,
	/// The same of this generator.
	pub generator_cpu_ms: Option<f64>,
	/// Bytes of disk a validator and transaction, on average over the validators.
	pub disk: Option<f64>,
}

/// A run that wrote.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteReport {
	/// What was asked for.
	pub setting: Setting,
	/// What became of it.
	pub counts: Counts,
	/// How fast.
	pub rates: Rates,
	/// How long.
	pub latency: Latency,
	/// The blocks.
	pub blocks: Blocks,
	/// What the chain says.
	pub bills: Bills,
	/// What a transaction cost.
	pub cost: Cost,
	/// What each validator used.
	pub validators: Vec<Usage>,
	/// What those saw who asked meanwhile.
	pub readers: Option<ReadReport>,
}

/// A run that only read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadOnlyReport {
	/// What was seen.
	pub readers: ReadReport,
	/// What each validator used.
	pub validators: Vec<Usage>,
}

impl Counts {
	/// The counts of a tally.
	pub fn of(tally: &Tally, interruptions: u64) -> Self {
		Self {
			offered: tally.offered,
			offered_bills: tally.offered_bills,
			finalized: tally.finalized,
			finalized_bills: tally.finalized_bills,
			refused: tally.refused,
			given_up: tally.given_up,
			lost: tally.lost,
			not_sent: tally.offered.saturating_sub(tally.sent),
			refusals: tally.refusals.clone(),
			resent: tally.resent,
			broken: tally.broken,
			interruptions,
		}
	}
}

impl Rates {
	/// The rates of a tally whose measured time began at `from` and lasted `measured`.
	pub fn of(tally: &Tally, from: Duration, measured: Duration) -> Self {
		let seconds = measured.as_secs_f64().max(f64::MIN_POSITIVE);
		Self {
			transactions: tally.in_window as f64 / seconds,
			bills: tally.bills_in_window as f64 / seconds,
			until_last: tally.last_finalized.map(|at| at.saturating_sub(from).as_secs_f64()),
		}
	}
}

impl Blocks {
	/// The blocks that reached this client within `time`.
	pub fn of(blocks: &[SeenBlock], time: &RangeInclusive<Duration>) -> Self {
		let blocks: Vec<&SeenBlock> =
			blocks.iter().filter(|block| time.contains(&block.at)).collect();
		let pairs = || blocks.iter().zip(blocks.iter().skip(1));
		let apart: Samples = pairs()
			.filter(|(one, next)| one.time > 0 && next.time > 0)
			.map(|(one, next)| Duration::from_millis(next.time.saturating_sub(one.time)))
			.collect();
		let apart_here: Samples =
			pairs().map(|(one, next)| next.at.saturating_sub(one.at)).collect();
		Self {
			count: blocks.len(),
			apart: apart.summary(),
			apart_here: apart_here.summary(),
			most_transactions: blocks.iter().map(|block| block.transactions).max().unwrap_or(0),
			most_bytes: blocks.iter().map(|block| block.bytes).max().unwrap_or(0),
		}
	}
}

impl Cost {
	/// What each of `transactions` cost.
	pub fn of(reading: &Reading, transactions: u64) -> Self {
		let each = |sum: f64| (transactions > 0).then(|| sum / transactions as f64);
		let cpu: Vec<f64> = reading.validators.iter().filter_map(|one| one.cpu_ms).collect();
		let disk: Vec<f64> =
			reading.validators.iter().filter_map(|one| one.disk).map(|disk| disk as f64).collect();
		Self {
			cpu_ms: mean(&cpu).and_then(each),
			generator_cpu_ms: reading.generator.and_then(|cpu| each(cpu.as_secs_f64() * 1_000.0)),
			disk: mean(&disk).and_then(each),
		}
	}
}

fn mean(values: &[f64]) -> Option<f64> {
	(!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Lines of a label and a text, the texts below each other.
#[derive(Debug, Default)]
pub struct Table {
	lines: Vec<(String, String)>,
}

impl Table {
	/// Adds a line.
	pub fn line(&mut self, label: impl Into<String>, text: impl Into<String>) {
		self.lines.push((label.into(), text.into()));
	}
}

impl fmt::Display for Table {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let width = self.lines.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
		self.lines.iter().try_for_each(|(label, text)| {
			let gap = width.saturating_sub(label.chars().count());
			writeln!(f, "  {label}{}  {text}", " ".repeat(gap))
		})
	}
}

/// Digits in groups of three: `72,000`.
pub fn grouped(number: u64) -> String {
	let digits = number.to_string();
	let mut text = String::with_capacity(digits.len().saturating_mul(2));
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

/// `p50 310 ms, p95 480 ms, p99 520 ms, longest 700 ms`.
pub fn quantiles(summary: Option<&Summary>) -> String {
	match summary {
		None => "none".into(),
		Some(Summary { p50, p95, p99, max, .. }) => {
			let [p50, p95, p99, max] = [p50, p95, p99, max].map(|value| millis(*value));
			format!("p50 {p50}, p95 {p95}, p99 {p99}, longest {max}")
		}
	}
}

/// `0.42 ms` below ten, `310 ms` above.
pub fn millis(value: f64) -> String {
	if value < 10.0 {
		format!("{value:.2} ms")
	} else {
		format!("{value:.0} ms")
	}
}

fn megabytes(bytes: Option<u64>) -> String {
	bytes.map_or("?".into(), |bytes| format!("{:.0}", bytes as f64 / 1_048_576.0))
}

fn usage(table: &mut Table, validators: &[Usage]) {
	for Usage { name, cpu_ms, memory_start, memory_most, disk } in validators {
		let cpu = cpu_ms.map_or("?".into(), |cpu| format!("{:.1}", cpu / 1_000.0));
		let disk = disk.map_or("?".into(), |disk| format!("{:+.1}", disk as f64 / 1_048_576.0));
		table.line(
			name.clone(),
			format!(
				"CPU {cpu} s, memory {} MiB to begin with and {} at most, disk {disk} MiB",
				megabytes(*memory_start),
				megabytes(*memory_most)
			),
		);
	}
}

fn readers(table: &mut Table, report: &ReadReport) {
	let ReadReport { connections, answers, per_second, wrong, faults, answer, by_method, .. } =
		report;
	table.line(
		"readers",
		format!(
			"{connections} connections, {} answers, {per_second:.1} a second; {wrong} wrong, {} \
			 faults",
			grouped(u64::try_from(*answers).unwrap_or(u64::MAX)),
			faults.values().sum::<u64>()
		),
	);
	let mean = answer.map_or("none".into(), |answer| millis(answer.mean));
	table.line("answer", format!("mean {mean}, {}", quantiles(answer.as_ref())));
	for (method, summary) in by_method {
		table.line(*method, format!("mean {}, {}", millis(summary.mean), quantiles(Some(summary))));
	}
	for (fault, count) in faults {
		table.line("fault", format!("{count} × {fault}"));
	}
}

impl fmt::Display for WriteReport {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { setting, counts, rates, latency, blocks, bills, cost, .. } = self;
		let mut table = Table::default();
		table.line(
			"offered",
			format!(
				"{} transactions with {} bills: {:?}, {:?} at {}/s for {} s, {} connections, {}",
				grouped(counts.offered),
				grouped(counts.offered_bills),
				setting.payload,
				setting.pace,
				setting.rate,
				setting.seconds,
				setting.connections,
				if setting.presigned { "signed before" } else { "signed live" }
			)
			.to_lowercase(),
		);
		table.line(
			"final",
			format!(
				"{} transactions with {} bills; {:.1} transactions/s and {:.1} bills/s in the measured \
				 time; the last after {:.1} s",
				grouped(counts.finalized),
				grouped(counts.finalized_bills),
				rates.transactions,
				rates.bills,
				rates.until_last.unwrap_or(f64::NAN)
			),
		);
		table.line(
			"not final",
			format!(
				"{} lost, {} refused for good, {} not sent; {} refused and sent again, {} broken \
				 connections",
				counts.lost,
				counts.given_up,
				counts.not_sent,
				counts.refused.saturating_sub(counts.given_up),
				counts.broken
			),
		);
		for (refusal, count) in &counts.refusals {
			table.line("refusal", format!("{count} × {refusal}"));
		}
		table.line("due to final", quantiles(latency.finality.as_ref()));
		table.line("due to pool", quantiles(latency.acceptance.as_ref()));
		table.line("due to sent", quantiles(latency.lag.as_ref()));
		table.line(
			"blocks",
			format!(
				"{}, apart {}; at most {} transactions and {} bytes",
				blocks.count,
				quantiles(blocks.apart.as_ref()),
				grouped(blocks.most_transactions.into()),
				grouped(blocks.most_bytes)
			),
		);
		table.line("blocks here", format!("apart {}", quantiles(blocks.apart_here.as_ref())));
		table.line(
			"bills",
			format!(
				"{} in final transactions, the chain counts {} more; {} of {} samples missing",
				grouped(bills.finalized),
				grouped(bills.registered),
				bills.missing,
				bills.sampled
			),
		);
		let decimals = |value: Option<f64>, digits: usize| {
			value.map_or("?".into(), |value| format!("{value:.digits$}"))
		};
		table.line(
			"cost",
			format!(
				"{} ms CPU and {} bytes of disk a transaction and validator; generator {} ms",
				decimals(cost.cpu_ms, 3),
				decimals(cost.disk, 0),
				decimals(cost.generator_cpu_ms, 3)
			),
		);
		usage(&mut table, &self.validators);
		if let Some(report) = &self.readers {
			readers(&mut table, report);
		}
		table.fmt(f)
	}
}

impl fmt::Display for ReadOnlyReport {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut table = Table::default();
		readers(&mut table, &self.readers);
		usage(&mut table, &self.validators);
		table.fmt(f)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn block(number: u32, at: u64, time: u64, transactions: u32) -> SeenBlock {
		SeenBlock {
			number,
			at: Duration::from_millis(at),
			time,
			transactions,
			extrinsics: 1,
			bytes: u64::from(transactions) * 100,
		}
	}

	#[test]
	fn blocks_before_and_behind_the_measured_time_do_not_count() {
		let blocks = [
			block(1, 900, 10_000, 900),
			block(2, 1_000, 10_250, 5),
			block(3, 1_260, 10_500, 7),
			block(4, 1_760, 11_000, 6),
			// An idle chain makes its next block 10 s later.
			block(5, 11_760, 21_000, 0),
		];
		let time = Duration::from_millis(1_000)..=Duration::from_millis(1_760);
		let summary = Blocks::of(&blocks, &time);
		assert_eq!((summary.count, summary.most_transactions, summary.most_bytes), (3, 7, 700));
		let apart = summary.apart.unwrap();
		assert_eq!((apart.count, apart.min, apart.max), (2, 250.0, 500.0));
		assert_eq!(summary.apart_here.unwrap().max, 500.0);
	}

	#[test]
	fn cost_is_the_mean_of_the_validators_that_could_be_measured() {
		let validator = |cpu_ms, disk| Usage {
			name: "alice".into(),
			cpu_ms,
			memory_start: None,
			memory_most: None,
			disk,
		};
		let reading = Reading {
			validators: vec![
				validator(Some(300.0), Some(1_000_000)),
				validator(Some(500.0), Some(3_000_000)),
				validator(None, None),
			],
			generator: Some(Duration::from_millis(50)),
		};
		let cost = Cost::of(&reading, 1_000);
		assert_eq!((cost.cpu_ms, cost.disk), (Some(0.4), Some(2_000.0)));
		assert_eq!(cost.generator_cpu_ms, Some(0.05));
		assert_eq!(Cost::of(&reading, 0).cpu_ms, None);
	}

	#[test]
	fn the_rate_counts_the_measured_time_alone() {
		let tally = Tally {
			in_window: 72_000,
			bills_in_window: 144_000,
			last_finalized: Some(Duration::from_millis(65_400)),
			..Tally::default()
		};
		let rates = Rates::of(&tally, Duration::from_secs(5), Duration::from_secs(60));
		assert_eq!((rates.transactions, rates.bills), (1_200.0, 2_400.0));
		assert!((rates.until_last.unwrap() - 60.4).abs() < 1e-9);
	}

	#[test]
	fn numbers_are_written_for_people() {
		let texts = [0, 999, 1_000, 72_000, 1_234_567].map(grouped);
		assert_eq!(texts, ["0", "999", "1,000", "72,000", "1,234,567"]);
		let mut table = Table::default();
		table.line("a", "one");
		table.line("label", "two");
		assert_eq!(table.to_string(), "  a      one\n  label  two\n");
	}
}
