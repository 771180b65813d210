//! Which values the components of a benchmark take.

/// The points to measure: each component in turn takes `steps` values (two at least) from the lowest
/// to the highest, ends included, while the others stay at their highest. `ranges` are the ends, both
/// inclusive; every point has a value for each of them, in their order. Where a range holds fewer
/// numbers than there are steps, each is taken once. Without components there is one point, without
/// values.
pub fn points(ranges: &[(u32, u32)], steps: u32) -> Vec<Vec<u32>> {
	if ranges.is_empty() {
		return vec![Vec::new()];
	}
	let highest: Vec<u32> = ranges.iter().map(|(_, high)| *high).collect();
	let mut points = Vec::new();
	for (place, (low, high)) in ranges.iter().enumerate() {
		for value in values(*low, *high, steps) {
			let mut point = highest.clone();
			point[place] = value;
			points.push(point);
		}
	}
	points
}

/// `steps` numbers from `low` to `high` at equal distances, rounded down.
fn values(low: u32, high: u32, steps: u32) -> Vec<u32> {
	let last = u64::from(steps.max(2) - 1);
	let width = u64::from(high.saturating_sub(low));
	let mut values: Vec<u32> = (0..=last)
		.map(|step| low + u32::try_from(width * step / last).expect("no more than the width"))
		.collect();
	values.dedup();
	values
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_benchmark_without_components_has_one_point() {
		assert_eq!(points(&[], 20), [Vec::<u32>::new()]);
	}

	#[test]
	fn one_component_moves_while_the_others_are_at_their_highest() {
		let expected = [[1, 50], [250, 50], [500, 50], [500, 0], [500, 25], [500, 50]];
		assert_eq!(points(&[(1, 500), (0, 50)], 3), expected);
	}

	#[test]
	fn both_ends_are_measured() {
		for steps in 2..60 {
			let points = points(&[(3, 1_024)], steps);
			assert_eq!(points.len(), steps as usize);
			assert_eq!(points.first().map(Vec::as_slice), Some(&[3][..]));
			assert_eq!(points.last().map(Vec::as_slice), Some(&[1_024][..]));
		}
		assert_eq!(points(&[(0, u32::MAX)], 2), [[0], [u32::MAX]]);
	}

	#[test]
	fn a_short_range_is_measured_number_by_number() {
		assert_eq!(points(&[(0, 2)], 20), [[0], [1], [2]]);
		assert_eq!(points(&[(4, 4)], 20), [[4]]);
	}
}
