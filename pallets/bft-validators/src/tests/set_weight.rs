use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn set(name: &str, weight: u32) -> DispatchResult {
	Validators::set_weight(RuntimeOrigin::root(), key(name), weight)
}

fn weights() -> (u64, u64) {
	let schedule = Validators::schedule().unwrap();
	(schedule.next.total_weight(), schedule.after_next.total_weight())
}

#[test]
fn a_weight_counts_from_the_block_after_the_next() {
	ExtBuilder::four().with_validator(5, "v-5", 1).with_validator(6, "v-6", 1).build_and_execute(
		|| {
			assert_ok!(set("v-1", 2));
			System::assert_last_event(
				Event::WeightChanged { public: key("v-1"), before: 1, after: 2 }.into(),
			);
			assert_eq!(weights(), (6, 7));
			next_block();
			assert_eq!(weights(), (7, 7));
		},
	);
}

#[test]
fn changes_of_one_block_build_on_each_other() {
	ExtBuilder::four().build_and_execute(|| {
		for (name, weight) in [("v-5", 1), ("v-6", 1), ("v-7", 1)] {
			assert_ok!(add(5, name, weight));
		}
		assert_ok!(set("v-5", 2));
		assert_ok!(set("v-6", 2));
		assert_eq!(weights(), (4, 9));
	});
}

#[test]
fn no_validator_of_four_gets_a_third() {
	ExtBuilder::four().build_and_execute(|| {
		assert_noop!(set("v-1", 2), Error::<Test>::WeightTooHigh);
		assert_noop!(set("v-1", u32::MAX), Error::<Test>::WeightTooHigh);
		assert_noop!(set("v-1", 0), Error::<Test>::ZeroWeight);
		assert_noop!(set("v-1", 1), Error::<Test>::NothingChanged);
		assert_noop!(set("v-5", 1), Error::<Test>::NotFound);
	});
}

#[test]
fn one_that_leaves_has_no_weight_to_change() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(remove("v-4"));
		assert_noop!(set("v-4", 2), Error::<Test>::NotFound);
		assert_ok!(set("v-1", 5));
	});
}

#[test]
fn nobody_but_the_council_weighs() {
	ExtBuilder::four().build_and_execute(|| {
		for origin in [signed(1), RuntimeOrigin::none()] {
			assert_noop!(Validators::set_weight(origin, key("v-1"), 2), DispatchError::BadOrigin);
		}
	});
}
