use super::*;

const OWN: BlockHash = BlockHash::repeat_byte(1);
const OTHER: BlockHash = BlockHash::repeat_byte(2);

const fn ms(ms: u64) -> Duration {
	Duration::from_millis(ms)
}

/// At a height that begins at the instant given back.
fn attempts() -> (Attempts, Instant) {
	let now = Instant::now();
	let mut attempts = Attempts::new(now);
	begin(&mut attempts, now);
	(attempts, now)
}

fn begin(attempts: &mut Attempts, now: Instant) {
	attempts.height(Pace::default());
	attempts.round(0, now);
}

/// Proposes a block in `round` that is filled as long as it may be.
fn propose(attempts: &mut Attempts, round: u32, now: Instant) -> Duration {
	let granted = ms(attempts.build(round, now).build.into());
	attempts.built(round, OWN, granted);
	granted
}

/// So many heights with an own block each, decided within a moment.
fn lift(attempts: &mut Attempts, heights: usize) {
	let now = Instant::now();
	for _ in 0..heights {
		begin(attempts, now);
		let granted = propose(attempts, 0, now);
		attempts.decided(0, OWN, now + granted);
	}
}

#[test]
fn quick_own_blocks_make_longer_ones_up_to_the_pace() {
	let (mut attempts, _) = attempts();
	let first = attempts.budget();
	lift(&mut attempts, 1);
	assert!(attempts.budget() > first);
	lift(&mut attempts, 40);
	assert_eq!(attempts.budget(), ms(Pace::default().build.into()));
}

#[test]
fn slow_own_blocks_make_shorter_ones() {
	let (mut attempts, now) = attempts();
	lift(&mut attempts, 40);
	let before = attempts.budget();
	begin(&mut attempts, now);
	propose(&mut attempts, 0, now);
	attempts.decided(0, OWN, now + ms(2_400));
	assert_eq!(attempts.budget(), before / 2);
}

#[test]
fn an_own_block_that_needs_another_round_halves_the_budget_once() {
	let (mut attempts, now) = attempts();
	let before = attempts.budget();
	propose(&mut attempts, 0, now);
	attempts.round(1, now + ms(3_000));
	assert_eq!(attempts.budget(), before / 2);
	// Even if it is decided after all.
	attempts.decided(0, OWN, now + ms(3_100));
	attempts.adopted(OWN);
	assert_eq!(attempts.budget(), before / 2);

	// A decision of a later round may come before that round begins here.
	begin(&mut attempts, now);
	propose(&mut attempts, 0, now);
	attempts.decided(2, OTHER, now + ms(100));
	assert_eq!(attempts.budget(), before / 4);
}

#[test]
fn an_own_block_in_whose_place_others_bring_another_halves_the_budget() {
	let (mut attempts, now) = attempts();
	let before = attempts.budget();
	propose(&mut attempts, 0, now);
	attempts.adopted(OWN);
	assert_eq!(attempts.budget(), before, "nobody knows how long it took");
	begin(&mut attempts, now);
	propose(&mut attempts, 0, now);
	attempts.adopted(OTHER);
	assert_eq!(attempts.budget(), before / 2);
}

#[test]
fn a_block_that_is_still_being_built_when_its_round_ends_halves_the_budget() {
	let (mut attempts, now) = attempts();
	let before = attempts.budget();
	attempts.build(0, now);
	attempts.round(1, now + ms(3_000));
	attempts.built(0, OWN, ms(3_100));
	assert_eq!(attempts.budget(), before / 2);
}

#[test]
fn a_block_that_cannot_be_built_teaches_nothing() {
	let (mut attempts, now) = attempts();
	let before = attempts.budget();
	attempts.build(0, now);
	attempts.not_built(0);
	attempts.round(1, now + ms(3_000));
	assert_eq!(attempts.budget(), before);
}

#[test]
fn further_rounds_get_shorter_blocks() {
	let (mut attempts, now) = attempts();
	lift(&mut attempts, 40);
	let whole = attempts.build(0, now).build;
	begin(&mut attempts, now);
	attempts.round(2, now);
	assert_eq!(attempts.build(2, now).build, whole / 4);
	assert_eq!(attempts.build(u32::MAX, now).build, 50);
	assert_eq!(attempts.build(2, now).propose, Pace::default().propose);
}

#[test]
fn silent_proposers_teach_nothing() {
	let (mut attempts, now) = attempts();
	lift(&mut attempts, 40);
	let before = attempts.budget();
	for _ in 0..20 {
		begin(&mut attempts, now);
		attempts.round(1, now + ms(3_000));
		attempts.good(1);
		attempts.decided(1, OTHER, now + ms(3_500));
		attempts.adopted(OTHER);
	}
	assert_eq!(attempts.budget(), before);
}

#[test]
fn slow_blocks_of_others_lead_back_to_the_beginning_and_no_further() {
	let first = attempts().0.budget();
	let slow: [fn(&mut Attempts, Instant); 3] = [
		|attempts, now| {
			attempts.good(0);
			attempts.decided(0, OTHER, now + ms(2_500));
		},
		// Good in time here, and not for the others.
		|attempts, now| {
			attempts.good(0);
			attempts.round(1, now + ms(3_000));
			attempts.decided(1, OTHER, now + ms(3_200));
		},
		// Found good when its round was over.
		|attempts, now| {
			attempts.round(1, now + ms(3_000));
			attempts.good(0);
			attempts.decided(1, OTHER, now + ms(3_200));
		},
	];
	for slow in slow {
		let (mut attempts, now) = attempts();
		lift(&mut attempts, 40);
		assert!(attempts.budget() > first);
		for _ in 0..20 {
			begin(&mut attempts, now);
			slow(&mut attempts, now);
			assert_eq!(attempts.budget(), first);
		}
	}
}

#[test]
fn quick_blocks_of_others_change_nothing() {
	let (mut attempts, now) = attempts();
	lift(&mut attempts, 3);
	let before = attempts.budget();
	for _ in 0..20 {
		begin(&mut attempts, now);
		attempts.good(0);
		attempts.decided(0, OTHER, now + ms(300));
		attempts.adopted(OTHER);
	}
	assert_eq!(attempts.budget(), before);
}
