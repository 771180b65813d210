//! Runs of one benchmark, and what they say.

use crate::{
	chain::{Chain, Purpose},
	plan,
	template::{Component, Line, Measured},
};
use anyhow::{ensure, Context, Result};
use frame_benchmarking::{
	Analysis, BenchmarkConfig, BenchmarkList, BenchmarkMetadata, BenchmarkResult, BenchmarkSelector,
};

/// Runs the benchmark once, with its own checks, at the highest values of its components.
///
/// # Errors
/// It failed.
pub fn check(chain: &Chain, list: &BenchmarkList, benchmark: &BenchmarkMetadata) -> Result<()> {
	let highest: Vec<u32> = benchmark.components.iter().map(|(_, _, high)| *high).collect();
	let run = BenchmarkConfig { verify: true, ..config(list, benchmark, &highest) };
	chain.run(Purpose::Time, &run).map(drop)
}

/// Measures the benchmark at `steps` values of each component, `repeat` times each.
///
/// # Errors
/// It failed, or what it took is no line.
pub fn measure(
	chain: &Chain,
	list: &BenchmarkList,
	benchmark: &BenchmarkMetadata,
	steps: u32,
	repeat: u32,
) -> Result<Measured> {
	let ranges: Vec<(u32, u32)> =
		benchmark.components.iter().map(|(_, low, high)| (*low, *high)).collect();
	let (mut times, mut accesses) = (Vec::new(), Vec::new());
	for point in plan::points(&ranges, steps) {
		let once = config(list, benchmark, &point);
		// The checks of a benchmark take time and read storage.
		chain.run(Purpose::Time, &BenchmarkConfig { verify: true, ..once.clone() })?;
		accesses.extend(chain.run(Purpose::Accesses, &once)?);
		times.extend(
			chain.run(Purpose::Time, &BenchmarkConfig { internal_repeats: repeat, ..once })?,
		);
	}
	analyse(benchmark, &times, &accesses)
}

fn config(list: &BenchmarkList, benchmark: &BenchmarkMetadata, point: &[u32]) -> BenchmarkConfig {
	let names = benchmark.components.iter().map(|(name, _, _)| *name);
	BenchmarkConfig {
		pallet: list.pallet.clone(),
		instance: list.instance.clone(),
		benchmark: benchmark.name.clone(),
		selected_components: names.zip(point.iter().copied()).collect(),
		verify: false,
		internal_repeats: 1,
	}
}

/// What the runs of a benchmark say: `times` those by the clock, `accesses` those that counted.
///
/// # Errors
/// There are no runs, or they are no line.
#[allow(clippy::ptr_arg, reason = "the SDK's analysis takes nothing else")]
pub fn analyse(
	benchmark: &BenchmarkMetadata,
	times: &Vec<BenchmarkResult>,
	accesses: &Vec<BenchmarkResult>,
) -> Result<Measured> {
	ensure!(!times.is_empty() && !accesses.is_empty(), "the benchmark skips itself");
	let time = Analysis::min_squares_iqr(times, BenchmarkSelector::ExtrinsicTime);
	let time = time.context("its time")?;
	let reads =
		Analysis::min_squares_iqr(accesses, BenchmarkSelector::Reads).context("its reads")?;
	let writes =
		Analysis::min_squares_iqr(accesses, BenchmarkSelector::Writes).context("its writes")?;
	let line = |analysis: &Analysis| Line { base: analysis.base, slopes: analysis.slopes.clone() };
	let components = benchmark.components.iter();
	Ok(Measured {
		name: String::from_utf8_lossy(&benchmark.name).into_owned(),
		components: components
			.map(|(name, low, high)| Component { name: name.to_string(), low: *low, high: *high })
			.collect(),
		time: line(&time),
		errors: time.errors.clone().unwrap_or_default(),
		reads: line(&reads),
		writes: line(&writes),
		shortest: time.minimum,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_benchmarking::BenchmarkParameter;

	fn metadata(components: Vec<(BenchmarkParameter, u32, u32)>) -> BenchmarkMetadata {
		BenchmarkMetadata { name: b"act".to_vec(), components, pov_modes: Vec::new() }
	}

	fn result(
		components: Vec<(BenchmarkParameter, u32)>,
		extrinsic_time: u128,
		reads: u32,
		writes: u32,
	) -> BenchmarkResult {
		BenchmarkResult { components, extrinsic_time, reads, writes, ..Default::default() }
	}

	#[test]
	fn lines_are_found_in_what_lies_on_lines() {
		use BenchmarkParameter::{c, n};
		let runs: Vec<BenchmarkResult> = plan::points(&[(1, 500), (1, 50)], 20)
			.into_iter()
			.map(|point| {
				let (at_n, at_c) = (point[0], point[1]);
				let time = 5_000 + 20 * u128::from(at_n) + 300 * u128::from(at_c);
				result(vec![(n, at_n), (c, at_c)], time, 4 + at_n + 2 * at_c, 1 + at_n)
			})
			.collect();
		let metadata = metadata(vec![(n, 1, 500), (c, 1, 50)]);
		let measured = analyse(&metadata, &runs, &runs).unwrap();
		let near = |found: u128, expected: u128| found.abs_diff(expected) <= expected / 1_000;
		assert!(near(measured.time.base, 5_000_000), "{measured:?}");
		assert!(near(measured.time.slopes[0], 20_000), "{measured:?}");
		assert!(near(measured.time.slopes[1], 300_000), "{measured:?}");
		assert_eq!(measured.reads, Line { base: 4, slopes: vec![1, 2] });
		assert_eq!(measured.writes, Line { base: 1, slopes: vec![1, 0] });
		assert_eq!(measured.components[1], Component { name: "c".into(), low: 1, high: 50 });
		assert_eq!(measured.errors.len(), 2);
		assert_eq!(measured.shortest, 5_000 + 20 * 500 + 300);
	}

	#[test]
	fn without_components_the_median_counts() {
		let times: Vec<BenchmarkResult> =
			[9_000, 1_000, 1_100].map(|time| result(Vec::new(), time, 0, 0)).into();
		let accesses = vec![result(Vec::new(), 0, 3, 2)];
		let measured = analyse(&metadata(Vec::new()), &times, &accesses).unwrap();
		assert_eq!(measured.time, Line { base: 1_100_000, slopes: Vec::new() });
		assert_eq!((measured.reads.base, measured.writes.base), (3, 2));
		assert_eq!(measured.shortest, 1_000);
	}

	#[test]
	fn a_benchmark_without_results_is_a_fault() {
		assert!(analyse(&metadata(Vec::new()), &Vec::new(), &Vec::new()).is_err());
	}
}
