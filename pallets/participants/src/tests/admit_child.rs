use crate::{mock::*, Decisions, Error, Event, Participants as Store};
use fiscal_primitives::{
	participant::{
		endorsement_payload, AccountLabel, ChildKind, EndorsementProof, ParticipantKind, Role,
		Roles, Status, Tier,
	},
	Actor, Did, Operation, ParticipantId, SceneId,
};
use fiscal_sm_crypto::{verify, Signature};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const FINANCE: ParticipantId = ParticipantId(1);
const HOSPITAL: ParticipantId = ParticipantId(2);
const ADMIN: ParticipantId = ParticipantId(3);
const NEXT: ParticipantId = ParticipantId(6);

/// Finance with the hospital below it, an administrator and an operator below the hospital, and an
/// insurer beside them.
fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_organisation(1, "hospital", &[Role::Issuer, Role::NodeOperator])
		.with_account(2, "admin", &[Role::Administrator])
		.with_account(2, "operator", &[Role::Issuer])
		.with_participant("insurer", &[Role::BillUser])
}

const ISSUER: &[Role] = &[Role::Issuer];

#[test]
fn a_fiscal_authority_admits_an_organisation_below_itself() {
	chain().build_and_execute(|| {
		Now::set(5_000);
		let roles = &[Role::Issuer, Role::Administrator];
		assert_ok!(admit_organisation(signed("finance"), (FINANCE, "finance"), "school", roles));
		let stored = Store::<Test>::get(NEXT).unwrap();
		assert_eq!((stored.tier, stored.parent), (Tier::Organisation, Some(FINANCE)));
		assert_eq!((stored.kind, stored.label), (ParticipantKind::Organisation, None));
		assert_eq!((stored.admitted_at, stored.key_since, stored.key_version), (5_000, 5_000, 1));
		System::assert_last_event(
			Event::Admitted {
				id: NEXT,
				did: Did::of(&key("school")),
				account: account("school"),
				tier: Tier::Organisation,
				parent: Some(FINANCE),
				by: alone(1),
				at: 5_000,
			}
			.into(),
		);
		let decision = Decisions::<Test>::get(NEXT).unwrap();
		assert_eq!((decision.operation, decision.by), (Operation::AdmitParticipant, alone(1)));
		// Anybody can check the endorsement later.
		let endorsement = stored.endorsement.unwrap();
		assert_eq!((endorsement.by, endorsement.key_version), (FINANCE, 1));
		let payload = endorsement_payload(
			&Participants::genesis_hash(),
			FINANCE,
			endorsement.kind,
			&stored.key,
			endorsement.roles,
			&endorsement.identity,
			endorsement.expires,
		);
		assert!(verify(&key("finance"), &payload, &endorsement.signature));
		assert_eq!(endorsement.kind, ChildKind::Organisation);
		assert_eq!((endorsement.roles, endorsement.identity), (stored.roles, stored.identity));
	});
}

#[test]
fn an_organisation_and_its_administrator_admit_accounts() {
	chain().build_and_execute(|| {
		assert_ok!(admit_account(signed("hospital"), (HOSPITAL, "hospital"), "clerk", ISSUER));
		// The administrator endorses with its own key, too.
		let by = Actor::Participant { id: HOSPITAL, signer: ADMIN, approval: None };
		let scene = ChildKind::Account(AccountLabel::Scene(SceneId(4)));
		assert_ok!(Participants::admit_child(
			signed("admin"),
			HOSPITAL,
			name("outpatient"),
			scene,
			Roles::of(ISSUER),
			key("outpatient"),
			identity("outpatient"),
			proof("outpatient", Some(HOSPITAL)),
			endorsed((ADMIN, "admin"), HOSPITAL, (scene, "outpatient"), ISSUER),
		));
		let stored = Store::<Test>::get(ParticipantId(7)).unwrap();
		assert_eq!(stored.label, Some(AccountLabel::Scene(SceneId(4))));
		assert_eq!(stored.endorsement.unwrap().by, ADMIN);
		assert_eq!(Decisions::<Test>::get(ParticipantId(7)).unwrap().by, by);
		// The council admits below a parent that endorses.
		assert_ok!(admit_account(root(), (HOSPITAL, "hospital"), "cashier", ISSUER));
		// And a member has accounts of its own.
		let parent = (ParticipantId(5), "insurer");
		assert_ok!(admit_account(signed("insurer"), parent, "agent", &[Role::BillUser]));
	});
}

#[test]
fn nobody_admits_outside_of_its_domain_or_without_the_role() {
	chain().build_and_execute(|| {
		let hospital = (HOSPITAL, "hospital");
		for who in ["operator", "insurer"] {
			assert_noop!(
				admit_account(signed(who), hospital, "clerk", ISSUER),
				Error::<Test>::NotAuthorized
			);
		}
		let insurer = (ParticipantId(5), "insurer");
		for who in ["hospital", "admin", "finance"] {
			assert_noop!(
				admit_account(signed(who), insurer, "agent", &[Role::BillUser]),
				Error::<Test>::NotAuthorized
			);
		}
		// A member that is no fiscal authority admits no organisations.
		for (who, parent) in [("insurer", insurer), ("hospital", hospital)] {
			assert_noop!(
				admit_organisation(signed(who), parent, "branch", &[Role::BillUser]),
				Error::<Test>::NotAuthorized
			);
		}
		assert_noop!(
			admit_account(signed("stranger"), hospital, "clerk", ISSUER),
			Error::<Test>::NotFound
		);
		HighRisk::set(vec![Operation::AdmitParticipant]);
		assert_noop!(
			admit_account(signed("hospital"), hospital, "clerk", ISSUER),
			DispatchError::Other("ApprovalRequired")
		);
		// An approval serves the proposer's domain and no other.
		Approved::set(Some(ParticipantId(5)));
		let refused = Error::<Test>::NotAuthorized;
		assert_noop!(admit_account(root(), hospital, "clerk", ISSUER), refused);
		Approved::set(Some(HOSPITAL));
		assert_ok!(admit_account(root(), hospital, "clerk", ISSUER));
	});
}

#[test]
fn a_child_gets_no_role_that_its_parent_may_not_hand_down() {
	chain().build_and_execute(|| {
		for role in [Role::BillUser, Role::FiscalAuthority, Role::Platform, Role::Council] {
			assert_noop!(
				admit_account(signed("hospital"), (HOSPITAL, "hospital"), "clerk", &[role]),
				Error::<Test>::RoleNotHandedDown
			);
		}
		for role in [Role::Platform, Role::Council, Role::Holder] {
			assert_noop!(
				admit_organisation(signed("finance"), (FINANCE, "finance"), "school", &[role]),
				Error::<Test>::RoleNotHandedDown
			);
		}
		assert_noop!(
			admit_account(signed("hospital"), (HOSPITAL, "hospital"), "clerk", &[]),
			Error::<Test>::NoRole
		);
	});
}

#[test]
fn the_tree_has_three_tiers() {
	chain().build_and_execute(|| {
		assert_noop!(
			admit_organisation(root(), (HOSPITAL, "hospital"), "branch", ISSUER),
			Error::<Test>::WrongTier
		);
		assert_noop!(
			admit_account(root(), (ADMIN, "admin"), "clerk", &[Role::Administrator]),
			Error::<Test>::WrongTier
		);
		assert_noop!(
			admit_account(root(), (ParticipantId(99), "hospital"), "clerk", ISSUER),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn nothing_is_admitted_below_what_is_not_active() {
	chain().build_and_execute(|| {
		assert_ok!(Participants::set_status(root(), FINANCE, Status::Frozen, reason()));
		assert_noop!(
			admit_account(root(), (HOSPITAL, "hospital"), "clerk", ISSUER),
			Error::<Test>::NotActive
		);
		assert_noop!(
			admit_account(signed("hospital"), (HOSPITAL, "hospital"), "clerk", ISSUER),
			Error::<Test>::NotActive
		);
	});
}

#[test]
fn a_child_proves_its_key_and_is_endorsed() {
	chain().build_and_execute(|| {
		let try_with = |proof, endorsement| {
			Participants::admit_child(
				signed("hospital"),
				HOSPITAL,
				name("clerk"),
				ChildKind::Account(AccountLabel::Operator),
				Roles::of(ISSUER),
				key("clerk"),
				identity("clerk"),
				proof,
				endorsement,
			)
		};
		let good = proof("clerk", Some(HOSPITAL));
		let scene = ChildKind::Account(AccountLabel::Scene(SceneId(4)));
		let clerk = (OPERATOR_ACCOUNT, "clerk");
		let by_hospital = endorsed((HOSPITAL, "hospital"), HOSPITAL, clerk, ISSUER);
		for bad in [proof("clerk", None), proof("clerk", Some(FINANCE)), Signature([7; 64])] {
			assert_noop!(try_with(bad, by_hospital), Error::<Test>::InvalidProof);
		}
		for bad in [
			// For other roles, for another child, for another parent.
			endorsed((HOSPITAL, "hospital"), HOSPITAL, clerk, &[Role::NodeOperator]),
			endorsed((HOSPITAL, "hospital"), HOSPITAL, (OPERATOR_ACCOUNT, "other"), ISSUER),
			endorsed((HOSPITAL, "hospital"), FINANCE, clerk, ISSUER),
			// For another kind, another label, another identity.
			endorsed((HOSPITAL, "hospital"), HOSPITAL, (ChildKind::Organisation, "clerk"), ISSUER),
			endorsed((HOSPITAL, "hospital"), HOSPITAL, (scene, "clerk"), ISSUER),
			endorsed_as(
				(HOSPITAL, "hospital"),
				HOSPITAL,
				(OPERATOR_ACCOUNT, "clerk", identity("other")),
				ISSUER,
			),
			// By another key than that of whom it names.
			endorsed((HOSPITAL, "admin"), HOSPITAL, clerk, ISSUER),
			// By whoever may not: an operator, what stands above, a stranger.
			endorsed((ParticipantId(4), "operator"), HOSPITAL, clerk, ISSUER),
			endorsed((FINANCE, "finance"), HOSPITAL, clerk, ISSUER),
			endorsed((ParticipantId(99), "other"), HOSPITAL, clerk, ISSUER),
			// For a longer time than was signed for.
			EndorsementProof { expires: by_hospital.expires + 1, ..by_hospital },
		] {
			assert_noop!(try_with(good, bad), Error::<Test>::InvalidEndorsement);
		}
		Now::set(by_hospital.expires + 1);
		assert_noop!(try_with(good, by_hospital), Error::<Test>::Expired);
		Now::set(by_hospital.expires);
		assert_ok!(try_with(good, by_hospital));
		assert_noop!(try_with(good, by_hospital), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn the_endorsement_of_an_account_admits_no_organisation() {
	chain().build_and_execute(|| {
		let admit = |kind, who| {
			Participants::admit_child(
				signed("finance"),
				FINANCE,
				name("school"),
				kind,
				Roles::of(ISSUER),
				key("school"),
				identity(who),
				proof("school", Some(FINANCE)),
				endorsed((FINANCE, "finance"), FINANCE, (OPERATOR_ACCOUNT, "school"), ISSUER),
			)
		};
		let refused = Error::<Test>::InvalidEndorsement;
		assert_noop!(admit(ChildKind::Organisation, "another school"), refused);
		assert_noop!(admit(ChildKind::Organisation, "school"), Error::<Test>::InvalidEndorsement);
		assert_noop!(admit(OPERATOR_ACCOUNT, "another school"), Error::<Test>::InvalidEndorsement);
		assert_ok!(admit(OPERATOR_ACCOUNT, "school"));
	});
}

#[test]
fn an_administrator_that_is_not_active_endorses_nobody() {
	chain().build_and_execute(|| {
		assert_ok!(Participants::set_status(signed("hospital"), ADMIN, Status::Frozen, reason()));
		assert_noop!(
			Participants::admit_child(
				signed("hospital"),
				HOSPITAL,
				name("clerk"),
				ChildKind::Account(AccountLabel::Operator),
				Roles::of(ISSUER),
				key("clerk"),
				identity("clerk"),
				proof("clerk", Some(HOSPITAL)),
				endorsed((ADMIN, "admin"), HOSPITAL, (OPERATOR_ACCOUNT, "clerk"), ISSUER),
			),
			Error::<Test>::InvalidEndorsement
		);
	});
}
