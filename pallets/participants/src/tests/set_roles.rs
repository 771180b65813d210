use crate::{mock::*, Error, Event, Participants as Store};
use fiscal_primitives::{
	participant::{Role, Roles, Status},
	ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const FINANCE: &str = "finance";
const HOSPITAL: ParticipantId = ParticipantId(2);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant(FINANCE, &[Role::FiscalAuthority])
		.with_participant("hospital", &[Role::Issuer])
}

fn set(id: ParticipantId, roles: &[Role]) -> sp_runtime::DispatchResult {
	Participants::set_roles(RuntimeOrigin::root(), id, Roles::of(roles), reason())
}

#[test]
fn the_council_replaces_roles() {
	chain().build_and_execute(|| {
		Now::set(9_000);
		let roles = [Role::Issuer, Role::NodeOperator];
		assert_ok!(set(HOSPITAL, &roles));
		let stored = Store::<Test>::get(HOSPITAL).unwrap();
		assert_eq!((stored.roles, stored.changed_at), (Roles::of(&roles), 9_000));
		System::assert_last_event(
			Event::RolesChanged {
				id: HOSPITAL,
				from: Roles::of(&[Role::Issuer]),
				to: Roles::of(&roles),
				by: None,
				at: 9_000,
				reason: reason(),
			}
			.into(),
		);
	});
}

#[test]
fn a_frozen_participant_may_get_other_roles() {
	chain().build_and_execute(|| {
		assert_ok!(Participants::set_status(
			RuntimeOrigin::root(),
			HOSPITAL,
			Status::Frozen,
			reason()
		));
		assert_ok!(set(HOSPITAL, &[Role::BillUser]));
		assert_eq!(Store::<Test>::get(HOSPITAL).unwrap().status, Status::Frozen);
	});
}

#[test]
fn nobody_but_the_council_changes_roles() {
	chain().build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(account(FINANCE)), RuntimeOrigin::none()] {
			assert_noop!(
				Participants::set_roles(origin, HOSPITAL, Roles::of(&[Role::Council]), reason()),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn what_cannot_be_is_refused() {
	chain().build_and_execute(|| {
		assert_noop!(set(HOSPITAL, &[]), Error::<Test>::NoRole);
		assert_noop!(set(HOSPITAL, &[Role::Issuer]), Error::<Test>::NothingChanged);
		assert_noop!(set(ParticipantId(9), &[Role::Issuer]), Error::<Test>::NotFound);
		assert_ok!(Participants::set_status(
			RuntimeOrigin::root(),
			HOSPITAL,
			Status::Cancelled,
			reason()
		));
		assert_noop!(set(HOSPITAL, &[Role::BillUser]), Error::<Test>::Terminal);
	});
}
