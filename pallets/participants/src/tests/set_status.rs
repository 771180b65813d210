use crate::{mock::*, Error, Event, Participants as Store};
use fiscal_primitives::{
	participant::{Role, Status},
	ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const FINANCE: ParticipantId = ParticipantId(1);
const HOSPITAL: ParticipantId = ParticipantId(2);
const MEMBER: ParticipantId = ParticipantId(3);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_participant("hospital", &[Role::Issuer])
		.with_participant("member", &[Role::FiscalAuthority, Role::Council])
}

fn set(origin: RuntimeOrigin, id: ParticipantId, status: Status) -> sp_runtime::DispatchResult {
	Participants::set_status(origin, id, status, reason())
}

fn signed(who: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(who))
}

#[test]
fn the_council_freezes_and_thaws() {
	chain().build_and_execute(|| {
		Now::set(5_000);
		assert_ok!(set(RuntimeOrigin::root(), HOSPITAL, Status::Frozen));
		let stored = Store::<Test>::get(HOSPITAL).unwrap();
		assert_eq!(
			(stored.status, stored.changed_at, stored.admitted_at),
			(Status::Frozen, 5_000, 0)
		);
		System::assert_last_event(
			Event::StatusChanged {
				id: HOSPITAL,
				from: Status::Active,
				to: Status::Frozen,
				by: None,
				at: 5_000,
				reason: reason(),
			}
			.into(),
		);
		assert_ok!(set(RuntimeOrigin::root(), HOSPITAL, Status::Active));
		assert_eq!(Store::<Test>::get(HOSPITAL).unwrap().status, Status::Active);
	});
}

#[test]
fn a_fiscal_authority_freezes_and_is_named() {
	chain().build_and_execute(|| {
		assert_ok!(set(signed("finance"), HOSPITAL, Status::Frozen));
		System::assert_last_event(
			Event::StatusChanged {
				id: HOSPITAL,
				from: Status::Active,
				to: Status::Frozen,
				by: Some(FINANCE),
				at: 1_000,
				reason: reason(),
			}
			.into(),
		);
	});
}

#[test]
fn a_fiscal_authority_does_not_decide_about_itself_or_the_council() {
	chain().build_and_execute(|| {
		for id in [FINANCE, MEMBER] {
			assert_noop!(set(signed("finance"), id, Status::Frozen), Error::<Test>::NotAuthorized);
		}
		// The council itself does.
		assert_ok!(set(RuntimeOrigin::root(), FINANCE, Status::Frozen));
		assert_ok!(set(RuntimeOrigin::root(), MEMBER, Status::Frozen));
	});
}

#[test]
fn others_decide_about_nobody() {
	chain().build_and_execute(|| {
		assert_noop!(
			set(signed("hospital"), FINANCE, Status::Frozen),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(set(signed("stranger"), HOSPITAL, Status::Frozen), Error::<Test>::NotFound);
		assert_noop!(
			set(RuntimeOrigin::none(), HOSPITAL, Status::Frozen),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_frozen_fiscal_authority_decides_about_nobody() {
	chain().build_and_execute(|| {
		assert_ok!(set(RuntimeOrigin::root(), FINANCE, Status::Frozen));
		assert_noop!(set(signed("finance"), HOSPITAL, Status::Frozen), Error::<Test>::NotActive);
	});
}

#[test]
fn cancelled_is_for_ever_and_keeps_the_nonce() {
	chain().build_and_execute(|| {
		System::inc_account_nonce(account("hospital"));
		assert_ok!(set(RuntimeOrigin::root(), HOSPITAL, Status::Cancelled));
		for status in [Status::Active, Status::Frozen, Status::Cancelled] {
			assert_noop!(set(RuntimeOrigin::root(), HOSPITAL, status), Error::<Test>::Terminal);
			assert_noop!(set(signed("finance"), HOSPITAL, status), Error::<Test>::Terminal);
		}
		assert_eq!(System::account_nonce(account("hospital")), 1);
		assert_eq!(System::providers(&account("hospital")), 1);
	});
}

#[test]
fn a_change_to_the_same_state_is_refused() {
	chain().build_and_execute(|| {
		assert_noop!(
			set(RuntimeOrigin::root(), HOSPITAL, Status::Active),
			Error::<Test>::NothingChanged
		);
		assert_ok!(set(RuntimeOrigin::root(), HOSPITAL, Status::Frozen));
		assert_noop!(
			set(RuntimeOrigin::root(), HOSPITAL, Status::Frozen),
			Error::<Test>::NothingChanged
		);
	});
}

#[test]
fn an_unknown_participant_is_not_found() {
	chain().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), signed("finance")] {
			assert_noop!(set(origin, ParticipantId(9), Status::Frozen), Error::<Test>::NotFound);
		}
	});
}
