use crate::{mock::*, Decisions, Error, Event, Participants as Store};
use fiscal_primitives::{
	participant::{Role, Status},
	Actor, Operation, ParticipantId,
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
				by: Actor::Council,
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
				by: alone(1),
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

#[test]
fn the_last_decision_is_kept_and_listeners_are_told() {
	chain().build_and_execute(|| {
		Now::set(2_000);
		assert_ok!(set(signed("finance"), HOSPITAL, Status::Frozen));
		let decision = Decisions::<Test>::get(HOSPITAL).unwrap();
		assert_eq!(decision.operation, Operation::ChangeParticipantStatus);
		assert_eq!((decision.by, decision.at), (alone(1), 2_000));
		assert_eq!(decision.reason, Some(reason()));
		assert_eq!(Told::get(), [Notice::Status(HOSPITAL, Status::Active, Status::Frozen)]);
	});
}

#[test]
fn an_operation_of_high_risk_needs_an_approval() {
	chain().build_and_execute(|| {
		HighRisk::set(vec![Operation::ChangeParticipantStatus]);
		let refused = DispatchError::Other("ApprovalRequired");
		assert_noop!(set(signed("finance"), HOSPITAL, Status::Frozen), refused);
		Approved::set(Some(FINANCE));
		assert_ok!(set(root(), HOSPITAL, Status::Frozen));
		let by = Decisions::<Test>::get(HOSPITAL).unwrap().by;
		assert_eq!(
			by,
			Actor::Participant { id: FINANCE, signer: FINANCE, approval: Some(APPROVAL) }
		);
		// Not even an approval lets somebody decide about itself or the council.
		for id in [FINANCE, MEMBER] {
			assert_noop!(set(root(), id, Status::Frozen), Error::<Test>::NotAuthorized);
		}
	});
}

#[test]
fn a_domain_ends_where_the_subtree_does() {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_organisation(1, "district", &[Role::FiscalAuthority])
		.with_account(2, "admin", &[Role::Administrator])
		.with_account(2, "operator", &[Role::FiscalAuthority])
		.with_participant("insurer", &[Role::BillUser])
		.with_account(5, "clerk", &[Role::BillUser])
		.with_account(1, "officer", &[Role::FiscalAuthority])
		.build_and_execute(|| {
			let id = ParticipantId;
			let freeze = |who: &str, n| set(signed(who), id(n), Status::Frozen);
			// Inside: a member its organisations, an organisation and its administrator accounts.
			assert_ok!(freeze("officer", 2));
			assert_ok!(set(signed("finance"), id(2), Status::Active));
			assert_ok!(freeze("admin", 4));
			assert_ok!(set(signed("district"), id(4), Status::Active));
			// Not oneself, not what stands above, not the neighbours: a fiscal authority of the
			// second tier decides inside of its own domain only.
			for (who, n) in [
				("admin", 3),
				("admin", 2),
				("admin", 1),
				("admin", 6),
				("operator", 5),
				("operator", 2),
				("district", 5),
				("district", 1),
				("officer", 1),
				("officer", 7),
				("insurer", 2),
				("clerk", 6),
			] {
				assert_noop!(freeze(who, n), Error::<Test>::NotAuthorized);
			}
			// A fiscal authority of the first tier decides about anybody.
			assert_ok!(freeze("officer", 6));
			assert_ok!(freeze("finance", 5));
		});
}
