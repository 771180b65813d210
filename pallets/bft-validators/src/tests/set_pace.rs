use crate::{mock::*, Error, Event};
use fiscal_bft_primitives::Pace;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn slower() -> Pace {
	Pace { min_block: 500, ..Pace::default() }
}

#[test]
fn the_council_sets_the_pace() {
	ExtBuilder::four().build_and_execute(|| {
		assert_eq!(Validators::pace(), Pace::default());
		assert_ok!(Validators::set_pace(RuntimeOrigin::root(), slower()));
		assert_eq!(Validators::pace(), slower());
		System::assert_last_event(Event::PaceChanged { pace: slower() }.into());
		assert_noop!(
			Validators::set_pace(RuntimeOrigin::root(), slower()),
			Error::<Test>::NothingChanged
		);
	});
}

#[test]
fn an_impossible_pace_is_refused() {
	ExtBuilder::four().build_and_execute(|| {
		let impossible = Pace { propose: 0, ..Pace::default() };
		assert_noop!(
			Validators::set_pace(RuntimeOrigin::root(), impossible),
			Error::<Test>::InvalidPace
		);
	});
}

#[test]
fn nobody_but_the_council_sets_the_pace() {
	ExtBuilder::four().build_and_execute(|| {
		for origin in [signed(1), RuntimeOrigin::none()] {
			assert_noop!(Validators::set_pace(origin, slower()), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn a_pace_is_no_change_of_the_set() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(Validators::set_pace(RuntimeOrigin::root(), slower()));
		let header = next_block();
		assert!(header.digest.logs.is_empty());
		assert!(Validators::set_changes(0).is_empty());
	});
}
