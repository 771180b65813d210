use crate::{mock::*, Decisions, Error, Event, Participants as Store};
use fiscal_primitives::{
	participant::{Role, Roles, Status},
	Actor, Operation, ParticipantId,
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
				by: Actor::Council,
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
fn no_member_changes_the_roles_of_a_member_alone() {
	chain().with_participant("member", &[Role::Council]).build_and_execute(|| {
		let to = Roles::of(&[Role::BillUser]);
		for who in [FINANCE, "member", "hospital"] {
			assert_noop!(
				Participants::set_roles(signed(who), HOSPITAL, to, reason()),
				Error::<Test>::NotAuthorized
			);
		}
		assert_noop!(
			Participants::set_roles(RuntimeOrigin::none(), HOSPITAL, to, reason()),
			DispatchError::BadOrigin
		);
		Approved::set(Some(ParticipantId(3)));
		assert_ok!(Participants::set_roles(root(), HOSPITAL, to, reason()));
		let decision = Decisions::<Test>::get(HOSPITAL).unwrap();
		assert_eq!(decision.operation, Operation::ChangeParticipantRoles);
		assert_eq!((decision.by.approval(), decision.reason), (Some(APPROVAL), Some(reason())));
	});
}

#[test]
fn an_administrator_changes_roles_inside_of_its_domain_and_not_its_own() {
	chain()
		.with_account(2, "admin", &[Role::Administrator])
		.with_account(2, "operator", &[Role::Issuer])
		.with_participant("school", &[Role::Issuer])
		.with_account(5, "teacher", &[Role::Issuer])
		.build_and_execute(|| {
			let (admin, operator, teacher) = (ParticipantId(3), ParticipantId(4), ParticipantId(6));
			let both = Roles::of(&[Role::Issuer, Role::Administrator]);
			let set =
				|who: &str, id, roles| Participants::set_roles(signed(who), id, roles, reason());
			assert_ok!(set("admin", operator, both));
			assert_ok!(set("hospital", operator, Roles::of(&[Role::Issuer])));
			for (who, id) in
				[("admin", admin), ("admin", HOSPITAL), ("admin", teacher), ("operator", admin)]
			{
				assert_noop!(set(who, id, both), Error::<Test>::NotAuthorized);
			}
			assert_noop!(
				set("admin", operator, Roles::of(&[Role::BillUser])),
				Error::<Test>::RoleNotHandedDown
			);
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
