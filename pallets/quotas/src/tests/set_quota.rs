use crate::{mock::*, Error, Event, Quota};
use fiscal_primitives::{Actor, Operation};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const OWN: Quota = Quota { burst: 10, per_second: 1 };

fn told(quota: Option<Quota>) -> RuntimeEvent {
	Event::<Test>::QuotaSet { participant: BOB, quota, by: Actor::Council, at: 1_000 }.into()
}

#[test]
fn a_participant_has_its_own_quota_until_it_has_the_default_of_its_tier_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Quotas::quota(BOB), DEFAULTS.organisation);
		assert_ok!(Quotas::set_quota(RuntimeOrigin::root(), BOB, Some(OWN)));
		System::assert_last_event(told(Some(OWN)));
		assert_eq!((Quotas::quota(BOB), Quotas::quota(ALICE)), (OWN, DEFAULT));
		assert_ok!(Quotas::set_quota(RuntimeOrigin::root(), BOB, None));
		System::assert_last_event(told(None));
		assert_eq!(Quotas::quota(BOB), DEFAULTS.organisation);
	});
}

#[test]
fn every_tier_may_have_a_quota_of_its_own() {
	for id in [ALICE, BOB, CLERK, CITIZEN] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(Quotas::set_quota(RuntimeOrigin::root(), id, Some(OWN)));
			assert_eq!(Quotas::quota(id), OWN);
		});
	}
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
fn nobody_sets_quotas_alone() {
	ExtBuilder::default().build_and_execute(|| {
		let set = |origin| Quotas::set_quota(origin, BOB, Some(OWN));
		assert_noop!(set(signed(ALICE)), Error::<Test>::ApprovalRequired);
		for id in [BOB, CITIZEN, NOBODY] {
			assert_noop!(set(signed(id)), NOT_AUTHORIZED);
		}
		assert_noop!(set(RuntimeOrigin::none()), DispatchError::BadOrigin);
		HighRisk::set(vec![Operation::ChangeQuota]);
		assert_noop!(set(signed(ALICE)), APPROVAL_REQUIRED);
	});
}

#[test]
fn an_approval_serves_where_the_operation_demands_one() {
	ExtBuilder::default().build_and_execute(|| {
		Approved::set(Some(ALICE));
		let set = || Quotas::set_quota(RuntimeOrigin::root(), BOB, Some(OWN));
		// Through a flow of her own choice, which is what she may do alone.
		assert_noop!(set(), Error::<Test>::ApprovalRequired);
		HighRisk::set(vec![Operation::ChangeQuota]);
		assert_ok!(set());
		let by = Actor::Participant { id: ALICE, signer: ALICE, approval: Some(APPROVAL) };
		let event = Event::<Test>::QuotaSet { participant: BOB, quota: Some(OWN), by, at: 1_000 };
		System::assert_last_event(event.into());
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
