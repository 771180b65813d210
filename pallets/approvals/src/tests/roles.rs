//! R008.

use crate::{mock::*, Error, Event, Roles as Store};
use fiscal_primitives::{operation::Actor, ApprovalRoleId, ParticipantId};
use frame_support::{assert_noop, assert_ok};

const NEW: ApprovalRoleId = ApprovalRoleId(2);

fn create() {
	assert_ok!(Approvals::create_role(RuntimeOrigin::root(), name("终审"), None));
}

#[test]
fn a_role_lives_from_creation_to_deletion() {
	ExtBuilder::default().build_and_execute(|| {
		let by = Actor::Participant { id: AUTHORITY, signer: CLERK, approval: None };
		assert_ok!(Approvals::create_role(signed(CLERK), name("终审"), Some(AUTHORITY)));
		let role = NEW;
		System::assert_last_event(
			Event::RoleCreated { role, name: name("终审"), scope: Some(AUTHORITY), by }.into(),
		);
		assert_ok!(Approvals::rename_role(signed(CLERK), role, name("末审")));
		assert_ok!(Approvals::add_member(signed(CLERK), role, CLERK));
		assert_ok!(Approvals::set_role_scope(signed(CLERK), role, None));
		assert_ok!(Approvals::add_member(signed(CLERK), role, SECOND));
		let stored = Store::<Test>::get(role).unwrap();
		assert_eq!((stored.name, stored.scope), (name("末审"), None));
		assert_eq!(stored.members.iter().copied().collect::<Vec<_>>(), [SECOND, CLERK]);

		assert_noop!(Approvals::delete_role(signed(CLERK), role), Error::<Test>::InUse);
		assert_ok!(Approvals::remove_member(signed(CLERK), role, CLERK));
		assert_ok!(Approvals::remove_member(signed(CLERK), role, SECOND));
		assert_ok!(Approvals::delete_role(signed(CLERK), role));
		System::assert_last_event(Event::RoleDeleted { role, by }.into());
		assert_noop!(Approvals::delete_role(signed(CLERK), role), Error::<Test>::NotFound);
		// Numbers are not given out twice.
		create();
		assert!(Store::<Test>::contains_key(ApprovalRoleId(3)));
	});
}

#[test]
fn a_role_that_a_flow_names_is_not_deleted() {
	ExtBuilder::default().build_and_execute(|| {
		for member in [SECOND, THIRD, CLERK] {
			assert_ok!(Approvals::remove_member(RuntimeOrigin::root(), REVIEWERS, member));
		}
		let root = RuntimeOrigin::root;
		assert_noop!(Approvals::delete_role(root(), REVIEWERS), Error::<Test>::InUse);
		assert_ok!(Approvals::retire_flow(root(), CHAIN));
		assert_ok!(Approvals::delete_role(root(), REVIEWERS));
	});
}

#[test]
fn only_active_participants_within_the_scope_become_members() {
	ExtBuilder::default().build_and_execute(|| {
		let root = RuntimeOrigin::root;
		create();
		assert_ok!(Approvals::set_role_scope(root(), NEW, Some(AUTHORITY)));
		assert_noop!(Approvals::add_member(root(), NEW, SECOND), Error::<Test>::OutOfScope);
		assert_ok!(Approvals::add_member(root(), NEW, CLERK));
		assert_noop!(Approvals::add_member(root(), NEW, CLERK), Error::<Test>::AlreadyExists);
		let nobody = ParticipantId(20);
		assert_noop!(Approvals::add_member(root(), NEW, nobody), Error::<Test>::NotFound);
		Frozen::set(vec![ParticipantId(12)]);
		assert_noop!(
			Approvals::add_member(root(), NEW, ParticipantId(12)),
			Error::<Test>::NotActive
		);
		let missing = ApprovalRoleId(9);
		assert_noop!(Approvals::add_member(root(), missing, CLERK), Error::<Test>::NotFound);
		assert_noop!(Approvals::remove_member(root(), NEW, SECOND), Error::<Test>::NotFound);
	});
}

#[test]
fn what_changes_nothing_and_what_is_too_much_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(
			Approvals::rename_role(root(), REVIEWERS, name("复核")),
			Error::<Test>::NothingChanged
		);
		assert_noop!(
			Approvals::set_role_scope(root(), REVIEWERS, None),
			Error::<Test>::NothingChanged
		);
		let nobody = Some(ParticipantId(20));
		assert_noop!(Approvals::set_role_scope(root(), REVIEWERS, nobody), Error::<Test>::NotFound);
		for _ in 0..3 {
			create();
		}
		assert_noop!(
			Approvals::create_role(root(), name("多"), None),
			Error::<Test>::MaxRolesExceeded
		);
	});
}

#[test]
fn a_role_has_at_most_64_members() {
	ExtBuilder::default().build_and_execute(|| {
		Store::<Test>::mutate(REVIEWERS, |role| {
			let members = &mut role.as_mut().unwrap().members;
			(1_000..).map(ParticipantId).take_while(|id| members.try_insert(*id).is_ok()).count();
			assert_eq!(members.len(), 64);
		});
		assert_noop!(
			Approvals::add_member(RuntimeOrigin::root(), REVIEWERS, FOURTH),
			Error::<Test>::MaxMembersExceeded
		);
	});
}

#[test]
fn strangers_change_no_roles() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [signed(INSURER), signed(AUDITOR), signed(ParticipantId(20))] {
			assert_noop!(Approvals::create_role(origin, name("我"), None), NOT_AUTHORIZED);
		}
	});
}
