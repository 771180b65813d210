use crate::{mock::*, Error};
use fiscal_primitives::{
	bill::{Medium, Use, Validity},
	changes::BillAction,
	participant::Role,
	traits::TransitionRules,
	transition::{default_rule, ACTIONS},
	Actor,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn without_a_word_of_anybody_the_defaults_are_in_force() {
	execute(|| {
		for known in Permissions::rules() {
			assert_eq!((known.version, known.default), (0, true));
			assert_eq!(known.rule, default_rule(known.action));
		}
		let user = actor(Role::BillUser, None);
		assert_ok!(Permissions::ensure(BillAction::Locked, &bill(Use::Free), &user));
		let locked = bill(Use::Locked);
		assert_ok!(Permissions::ensure(BillAction::Settled, &locked, &user));
		assert_ok!(Permissions::ensure(BillAction::Unlocked, &locked, &Actor::System));
		assert_ok!(Permissions::ensure_registrable(&actor(Role::NodeOperator, None)));
	});
}

#[test]
fn a_red_flushed_bill_never_changes() {
	execute(|| {
		for validity in [Validity::RedFlushed, Validity::Voided] {
			let mut bill = bill(Use::Locked);
			bill.validity = validity;
			for action in ACTIONS {
				for role in Role::ALL {
					let by = actor(role, Some(APPROVAL));
					let terminal = || Error::<Test>::Terminal;
					assert_noop!(Permissions::ensure(action, &bill, &by), terminal());
				}
				for by in [Actor::System, Actor::Council] {
					assert_noop!(Permissions::ensure(action, &bill, &by), Error::<Test>::Terminal);
				}
			}
		}
	});
}

#[test]
fn state_and_role_are_both_asked_for() {
	execute(|| {
		let user = actor(Role::BillUser, None);
		let forbidden = || Error::<Test>::TransitionForbidden;
		let mut paper = bill(Use::Free);
		paper.medium = Medium::Paper;
		assert_noop!(Permissions::ensure(BillAction::Locked, &paper, &user), forbidden());
		let locked = bill(Use::Locked);
		assert_noop!(Permissions::ensure(BillAction::Locked, &locked, &user), forbidden());
		let issuer = actor(Role::Issuer, None);
		assert_noop!(Permissions::ensure(BillAction::RedFlushed, &locked, &issuer), forbidden());
		let strange = || Error::<Test>::NotAuthorized;
		assert_noop!(Permissions::ensure(BillAction::Settled, &locked, &issuer), strange());
		assert_noop!(Permissions::ensure(BillAction::Settled, &locked, &Actor::Council), strange());
		assert_noop!(Permissions::ensure(BillAction::Settled, &locked, &Actor::System), strange());
		assert_noop!(Permissions::ensure_registrable(&user), strange());
		assert_noop!(Permissions::ensure_registrable(&actor(Role::Auditor, None)), strange());
	});
}
