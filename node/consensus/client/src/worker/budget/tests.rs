//! Against an imagined machine that takes `idle` ms for a block of nothing and `tenths` tenths of a
//! ms for each ms a block was filled.

use super::*;

/// No block may take this long, in ms.
const LIMIT: u64 = 3_000;

#[derive(Clone, Copy, Debug)]
struct Machine {
	idle: u64,
	tenths: u64,
}

impl Machine {
	fn takes(&self, build: u64) -> u64 {
		self.idle + build * self.tenths / 10
	}

	/// The longest filling that is decided in time.
	fn best(&self) -> u64 {
		let pace = Pace::default();
		within((AIM - self.idle) * 10 / self.tenths, &pace)
	}

	/// Machines whose others are 1.1 times as slow as their proposer, up to 20 times.
	fn all() -> impl Iterator<Item = Self> {
		let slowness = [11, 15, 20, 25, 30, 40, 60, 80, 100, 150, 200];
		[0, 60, 200, 400]
			.into_iter()
			.flat_map(move |idle| slowness.into_iter().map(move |tenths| Self { idle, tenths }))
	}
}

fn build(budget: &Budget) -> u64 {
	budget.apply(0, Pace::default()).build.into()
}

fn lesson(granted: u64, filling: u64, whole: u64) -> Lesson {
	Lesson {
		granted: granted.try_into().unwrap(),
		filling: Duration::from_millis(filling),
		whole: Duration::from_millis(whole),
	}
}

/// An own block as long as it may be.
fn full(budget: &mut Budget, whole: u64) {
	let granted = build(budget);
	budget.learn(lesson(granted, granted, whole), &Pace::default());
}

/// So many of them.
fn run(budget: &mut Budget, machine: Machine, blocks: usize) {
	for _ in 0..blocks {
		let whole = machine.takes(build(budget));
		full(budget, whole);
	}
}

/// Numbers without order, the same every time.
struct Dice(u64);

impl Dice {
	fn below(&mut self, bound: u64) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut mixed = self.0;
		mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(mixed ^ (mixed >> 31)) % bound
	}
}

#[test]
fn it_settles_at_what_the_slowest_can_judge_wherever_it_starts() {
	for machine in Machine::all() {
		for start in [LEAST, 100, FIRST, 500, 800] {
			let mut budget = Budget(start);
			run(&mut budget, machine, 40);
			let (settled, best) = (build(&budget), machine.best());
			assert!(settled <= best + 1, "{machine:?} from {start}: {settled} > {best}");
			assert!(settled * 10 >= best * 9, "{machine:?} from {start}: {settled} < {best}");
			run(&mut budget, machine, 1);
			assert!(build(&budget).abs_diff(settled) <= settled / 20, "{machine:?} swings");
		}
	}
}

#[test]
fn from_the_beginning_no_block_is_too_long() {
	for machine in Machine::all().filter(|machine| machine.tenths <= 100) {
		let mut budget = Budget::default();
		for _ in 0..40 {
			let whole = machine.takes(build(&budget));
			assert!(whole < LIMIT, "{machine:?}: {whole}");
			full(&mut budget, whole);
		}
	}
}

#[test]
fn one_slow_block_is_enough_to_know() {
	for before in Machine::all() {
		for after in Machine::all().filter(|after| after.tenths > before.tenths) {
			let mut budget = Budget::default();
			run(&mut budget, before, 40);
			// What may be slow is the first block alone, and a second one after eight times as slow.
			let blocks = if after.tenths <= 8 * before.tenths { 1 } else { 2 };
			run(&mut budget, after, blocks);
			let whole = after.takes(build(&budget));
			assert!(whole < LIMIT, "{before:?}, then {after:?}: {whole}");
		}
	}
}

#[test]
fn it_recovers_within_20_own_blocks() {
	let quick = Machine { idle: 60, tenths: 15 };
	for slow in Machine::all() {
		let mut budget = Budget::default();
		run(&mut budget, slow, 40);
		budget.fail(&Pace::default());
		run(&mut budget, quick, 20);
		assert!(build(&budget) * 10 >= quick.best() * 9, "after {slow:?}: {}", build(&budget));
	}
}

#[test]
fn blocks_that_take_up_to_twice_as_long_by_chance_stay_short_enough() {
	let mut dice = Dice(1);
	for machine in Machine::all().filter(|machine| machine.idle <= 200) {
		let mut budget = Budget::default();
		run(&mut budget, machine, 40);
		let least = ((AIM / 2 - machine.idle) * 10 / machine.tenths).max(LEAST);
		for _ in 0..200 {
			let whole = machine.takes(build(&budget)) * (100 + dice.below(101)) / 100;
			assert!(whole < LIMIT, "{machine:?}: {whole}");
			full(&mut budget, whole);
			let now = build(&budget);
			assert!(now + 5 >= least.min(machine.best()), "{machine:?} starves: {now} < {least}");
		}
	}
}

#[test]
fn whatever_happens_it_stays_within_its_bounds_and_recovers() {
	let quick = Machine { idle: 60, tenths: 15 };
	let mut dice = Dice(2);
	for _ in 0..200 {
		let mut budget = Budget::default();
		for _ in 0..200 {
			let pace = Pace {
				build: 50 + dice.below(1_951) as u32,
				propose: 60 + dice.below(9_941) as u32,
				..Pace::default()
			};
			match dice.below(4) {
				0 => budget.fail(&pace),
				1 => budget.warn(None, &pace),
				_ => {
					let (granted, filling) = (dice.below(2_000), dice.below(2_000));
					budget.learn(lesson(granted, filling, dice.below(20_000)), &pace);
				}
			}
			let round = dice.below(40) as u32;
			let granted = budget.apply(round, pace).build;
			assert!((50..=pace.build).contains(&granted));
		}
		let endless = Lesson { granted: u32::MAX, filling: Duration::MAX, whole: Duration::MAX };
		budget.learn(endless, &Pace::default());
		run(&mut budget, quick, 20);
		assert!(build(&budget) * 10 >= quick.best() * 9);
	}
}

#[test]
fn others_cannot_press_it_below_where_it_started() {
	let pace = Pace::default();
	for machine in Machine::all() {
		let mut budget = Budget::default();
		run(&mut budget, machine, 40);
		for _ in 0..40 {
			for _ in 0..3 {
				budget.warn(Some(Duration::from_secs(60)), &pace);
				budget.warn(None, &pace);
			}
			let floor = machine.best().min(FIRST);
			assert!(build(&budget) * 10 >= floor * 9, "{machine:?}: {}", build(&budget));
			run(&mut budget, machine, 1);
		}
	}
}

#[test]
fn blocks_with_room_left_never_make_longer_ones() {
	let pace = Pace::default();
	let mut budget = Budget::default();
	for _ in 0..100 {
		budget.learn(lesson(FIRST, 20, 100), &pace);
		assert_eq!(build(&budget), FIRST);
	}
	let mut budget = Budget(800);
	for _ in 0..200 {
		let before = build(&budget);
		budget.learn(lesson(before, before / 3, 400), &pace);
		assert!((FIRST..=before).contains(&build(&budget)));
	}
	assert!(build(&budget) < FIRST + 16, "what was learned long ago is forgotten");
}

#[test]
fn what_is_slow_without_work_makes_no_shorter_blocks() {
	let mut budget = Budget::default();
	for _ in 0..100 {
		budget.learn(lesson(FIRST, 20, 10_000), &Pace::default());
	}
	assert_eq!(build(&budget), FIRST);
}

#[test]
fn slow_blocks_with_room_left_make_shorter_ones() {
	let mut budget = Budget(800);
	budget.learn(lesson(800, 300, 2_400), &Pace::default());
	// The 150 ms that would have been in time, but at most to a quarter at once.
	assert_eq!(build(&budget), 200);
	budget.learn(lesson(200, 100, 2_400), &Pace::default());
	assert_eq!(build(&budget), 50);
}

#[test]
fn a_pace_with_little_patience_makes_short_blocks() {
	let pace = Pace { build: 400, propose: 500, ..Pace::default() };
	let mut budget = Budget::default();
	for _ in 0..40 {
		let granted: u64 = budget.apply(0, pace).build.into();
		budget.learn(lesson(granted, granted, granted * 2), &pace);
	}
	let granted = budget.apply(0, pace).build;
	assert!((90..=100).contains(&granted), "{granted}");
}

#[test]
fn each_further_round_halves_the_block() {
	let budget = Budget(800);
	assert_eq!(budget.apply(1, Pace::default()).build, 400);
	assert_eq!(budget.apply(2, Pace::default()).build, 200);
	assert_eq!(budget.apply(u32::MAX, Pace::default()).build, 50);
	assert_eq!(budget.apply(2, Pace::default()).propose, Pace::default().propose);
}
