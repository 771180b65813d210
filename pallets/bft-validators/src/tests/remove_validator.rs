use crate::{mock::*, Error, Event, Operators, PastKey, PastKeys};
use fiscal_primitives::ParticipantId;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_removed_validator_decides_the_next_block_and_none_after_that() {
	ExtBuilder::four().with_validator(5, "v-5", 1).build_and_execute(|| {
		go_to(3);
		assert_ok!(remove("v-5"));
		assert_eq!(Operators::<Test>::get(key("v-5")), None);
		let past = PastKey { participant: ParticipantId(5), from: 1, until: 4 };
		assert_eq!(PastKeys::<Test>::get(key("v-5")), Some(past));
		System::assert_last_event(
			Event::ValidatorRemoved { participant: ParticipantId(5), public: key("v-5"), until: 4 }
				.into(),
		);
		let schedule = Validators::schedule().unwrap();
		assert!(schedule.next.position(&key("v-5")).is_some(), "it decides block 4");
		assert!(schedule.after_next.position(&key("v-5")).is_none());
		next_block();
		let schedule = Validators::schedule().unwrap();
		assert!(schedule.next.position(&key("v-5")).is_none(), "it does not decide block 5");
	});
}

#[test]
fn the_last_one_stays() {
	ExtBuilder::default()
		.with_validator(1, "v-1", 1)
		.with_validator(2, "v-2", 1)
		.build_and_execute(|| {
			assert_ok!(remove("v-1"));
			assert_noop!(remove("v-2"), Error::<Test>::LastValidator);
			next_block();
			assert_noop!(remove("v-2"), Error::<Test>::LastValidator);
		});
}

#[test]
fn those_who_stay_bear_one_fault() {
	ExtBuilder::default()
		.with_validator(1, "v-1", 2)
		.with_validator(2, "v-2", 2)
		.with_validator(3, "v-3", 2)
		.with_validator(4, "v-4", 1)
		.with_validator(5, "v-5", 1)
		.build_and_execute(|| {
			assert_ok!(remove("v-4"));
			// Three cannot bear a fault, whatever they weigh.
			assert_ok!(remove("v-5"));
		});
	ExtBuilder::default()
		.with_validator(1, "v-1", 3)
		.with_validator(2, "v-2", 3)
		.with_validator(3, "v-3", 2)
		.with_validator(4, "v-4", 1)
		.with_validator(5, "v-5", 1)
		.build_and_execute(|| {
			// 3 of 9 is a third.
			assert_noop!(remove("v-5"), Error::<Test>::WeightTooHigh);
		});
}

#[test]
fn a_stranger_is_not_found() {
	ExtBuilder::four().build_and_execute(|| {
		assert_noop!(remove("v-5"), Error::<Test>::NotFound);
		assert_ok!(remove("v-4"));
		assert_noop!(remove("v-4"), Error::<Test>::NotFound);
	});
}

#[test]
fn nobody_but_the_council_removes() {
	ExtBuilder::four().build_and_execute(|| {
		for origin in [signed(4), RuntimeOrigin::none()] {
			assert_noop!(
				Validators::remove_validator(origin, key("v-4")),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn one_that_was_added_in_the_same_block_never_decides() {
	ExtBuilder::four().build_and_execute(|| {
		let before = Validators::schedule().unwrap();
		assert_ok!(add(5, "v-5", 1));
		assert_ok!(remove("v-5"));
		let after = Validators::schedule().unwrap();
		assert_eq!(after, before);
		go_to(4);
		assert_eq!(Validators::schedule(), Some(before));
	});
}
