use crate::{mock::*, Error, Event, Quota};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const OWN: Quota = Quota { burst: 10, per_second: 1 };

#[test]
fn a_participant_has_its_own_quota_until_it_has_the_default_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Quotas::quota(ALICE), DEFAULT);
		assert_ok!(Quotas::set_quota(RuntimeOrigin::root(), ALICE, Some(OWN)));
		System::assert_last_event(Event::QuotaSet { participant: ALICE, quota: Some(OWN) }.into());
		assert_eq!((Quotas::quota(ALICE), Quotas::quota(BOB)), (OWN, DEFAULT));
		assert_ok!(Quotas::set_quota(RuntimeOrigin::root(), ALICE, None));
		System::assert_last_event(Event::QuotaSet { participant: ALICE, quota: None }.into());
		assert_eq!(Quotas::quota(ALICE), DEFAULT);
	});
}

#[test]
fn what_was_spent_leaks_at_the_rate_that_was_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		Quotas::charge(ALICE, 1_000).unwrap();
		Now::set(4_000);
		// Three seconds at 100 units; then two at 1 unit.
		assert_ok!(Quotas::set_quota(
			RuntimeOrigin::root(),
			ALICE,
			Some(Quota { burst: 800, per_second: 1 })
		));
		assert_eq!(Quotas::remaining(ALICE).0, 700);
		Now::set(6_000);
		assert_eq!(Quotas::remaining(ALICE).0, 698);
	});
}

#[test]
fn a_smaller_quota_admits_nothing_until_enough_has_leaked() {
	ExtBuilder::default().build_and_execute(|| {
		Quotas::charge(ALICE, 1_000).unwrap();
		let quota = Quota { burst: 500, per_second: 100 };
		assert_ok!(Quotas::set_quota(RuntimeOrigin::root(), ALICE, Some(quota)));
		assert!(Quotas::charge(ALICE, 1).is_err());
		Now::set(1_000 + 5_009);
		assert!(Quotas::charge(ALICE, 1).is_err());
		Now::set(1_000 + 5_010);
		assert!(Quotas::charge(ALICE, 1).is_ok());
	});
}

#[test]
fn nobody_but_the_council_sets_quotas() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(Quotas::set_quota(origin, ALICE, Some(OWN)), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let set = |id, quota| Quotas::set_quota(RuntimeOrigin::root(), id, quota);
		assert_noop!(set(NOBODY, Some(OWN)), Error::<Test>::NotFound);
		assert_noop!(set(ALICE, None), Error::<Test>::NothingChanged);
		assert_ok!(set(ALICE, Some(OWN)));
		assert_noop!(set(ALICE, Some(OWN)), Error::<Test>::NothingChanged);
	});
}
