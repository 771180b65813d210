use crate::{mock::*, Error};
use fiscal_primitives::{
	participant::{Role, Roles, Status},
	traits::ParticipantRegistry,
	Did, ParticipantId,
};
use frame_support::assert_ok;

const HOSPITAL: ParticipantId = ParticipantId(1);
const NOBODY: ParticipantId = ParticipantId(2);

fn freeze() {
	assert_ok!(Participants::set_status(RuntimeOrigin::root(), HOSPITAL, Status::Frozen, reason()));
}

#[test]
fn it_answers_for_active_and_for_frozen_participants() {
	ExtBuilder::default().with_participant("hospital", &[Role::Issuer]).build_and_execute(|| {
		let who = account("hospital");
		assert_eq!(Participants::id_of(&who), Some(HOSPITAL));
		assert!(Participants::is_active(HOSPITAL));
		assert!(Participants::has_role(HOSPITAL, Role::Issuer));
		assert!(!Participants::has_role(HOSPITAL, Role::BillUser));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Ok(HOSPITAL));
		assert_eq!(
			Participants::ensure(&who, Role::BillUser),
			Err(Error::<Test>::NotAuthorized.into())
		);

		freeze();
		assert_eq!(Participants::id_of(&who), Some(HOSPITAL));
		assert!(!Participants::is_active(HOSPITAL));
		assert!(Participants::has_role(HOSPITAL, Role::Issuer));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Err(Error::<Test>::NotActive.into()));
	});
}

#[test]
fn it_knows_nothing_of_others() {
	ExtBuilder::default().with_participant("hospital", &[Role::Issuer]).build_and_execute(|| {
		let who = account("stranger");
		assert_eq!(Participants::id_of(&who), None);
		assert!(!Participants::is_active(NOBODY));
		assert!(!Participants::has_role(NOBODY, Role::Issuer));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Err(Error::<Test>::NotFound.into()));
	});
}

/// Finance, the hospital below it, and an operator below the hospital.
fn tree() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority, Role::Council])
		.with_organisation(1, "hospital", &[Role::Issuer, Role::NodeOperator])
		.with_account(2, "operator", &[Role::Issuer])
		.with_participant("insurer", &[Role::BillUser])
}

const ORGANISATION: ParticipantId = ParticipantId(2);
const OPERATOR: ParticipantId = ParticipantId(3);

#[test]
fn an_account_acts_for_its_organisation_and_with_its_own_roles() {
	tree().build_and_execute(|| {
		let who = account("operator");
		assert_eq!(Participants::id_of(&who), Some(ORGANISATION));
		assert_eq!(Participants::signer_of(&who), Some(OPERATOR));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Ok(ORGANISATION));
		// What the organisation may do its account may not, unless it was given the role.
		let refused = Err(Error::<Test>::NotAuthorized.into());
		assert_eq!(Participants::ensure(&who, Role::NodeOperator), refused);
		assert_eq!(Participants::ensure(&who, Role::Administrator), refused);
		assert_eq!(
			Participants::ensure(&account("hospital"), Role::Administrator),
			Ok(ORGANISATION)
		);
	});
}

#[test]
fn states_and_roles_above_prevail_below() {
	tree().build_and_execute(|| {
		let frozen = |id: u32, status| {
			assert_ok!(Participants::set_status(root(), ParticipantId(id), status, reason()));
		};
		for above in [1, 2] {
			frozen(above, Status::Frozen);
			assert!(!Participants::is_active(OPERATOR));
			assert!(Participants::is_active(ParticipantId(4)));
			frozen(above, Status::Active);
			assert!(Participants::is_active(OPERATOR));
		}
		// Finance may hand down what it supervises; as an auditor it no longer may.
		assert!(Participants::has_role(OPERATOR, Role::Issuer));
		let roles = Roles::of(&[Role::Auditor]);
		assert_ok!(Participants::set_roles(root(), ParticipantId(1), roles, reason()));
		assert!(Participants::roles_of(ORGANISATION).is_empty());
		assert!(Participants::roles_of(OPERATOR).is_empty());
		let refused = Err(Error::<Test>::NotAuthorized.into());
		assert_eq!(Participants::ensure(&account("operator"), Role::Issuer), refused);
	});
}

#[test]
fn whoever_is_asked_for_by_role_is_whoever_may_act_in_it() {
	tree().with_account(2, "admin", &[Role::Administrator]).build_and_execute(|| {
		let signers = ["finance", "hospital", "operator", "insurer", "admin"];
		for (who, id) in signers.into_iter().zip((1..).map(ParticipantId)) {
			for role in Role::ALL {
				let acts = Participants::ensure(&account(who), role).is_ok();
				assert_eq!(Participants::has_role(id, role), acts, "{who} as {role:?}");
			}
		}
		assert!(Participants::has_role(ORGANISATION, Role::Administrator));
		assert!(!Participants::has_role(OPERATOR, Role::Administrator));
	});
}

#[test]
fn at_the_top_of_the_tree_stands_a_member() {
	tree().build_and_execute(|| {
		let member = |id| Participants::member_of(ParticipantId(id)).map(|member| member.0);
		assert_eq!([1, 2, 3, 4].map(member), [Some(1), Some(1), Some(1), Some(4)]);
		assert_eq!(member(9), None);
		let apart = |one, other| Participants::are_apart(ParticipantId(one), ParticipantId(other));
		assert!(apart(3, 4) && apart(4, 1));
		assert!(!apart(3, 2) && !apart(2, 1) && !apart(4, 4));
		assert!(!apart(9, 1), "who does not exist is apart from nobody");
	});
}

#[test]
fn the_tree_is_walked_upwards() {
	tree().build_and_execute(|| {
		for (id, ancestor, within) in [
			(3, 3, true),
			(3, 2, true),
			(3, 1, true),
			(2, 1, true),
			(1, 2, false),
			(3, 4, false),
			(9, 9, false),
			(9, 1, false),
			(3, 0, false),
		] {
			let is = Participants::is_within(ParticipantId(id), ParticipantId(ancestor));
			assert_eq!(is, within, "{id} within {ancestor}");
		}
	});
}

#[test]
fn keys_and_dids_are_told() {
	tree().build_and_execute(|| {
		let did = Did::of(&key("operator"));
		assert_eq!(Participants::by_did(&did), Some(OPERATOR));
		assert_eq!(Participants::did_of(OPERATOR), Some(did));
		assert_eq!(Participants::key_of(OPERATOR), Some((key("operator"), 1)));
		assert_eq!(Participants::did_of(ParticipantId(9)), None);
		assert_eq!(Participants::key_of(ParticipantId(9)), None);
		assert_eq!(Participants::holder_of(&payer("anybody")), None);
	});
}
