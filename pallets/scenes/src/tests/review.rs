use crate::{mock::*, Error, Event, Proposals, Scenes as Store};
use fiscal_primitives::{
	scene::{Subject, Verdict},
	Actor, Approval, Digest, Operation,
};
use frame_support::{assert_noop, assert_ok};

fn propose() -> Digest {
	assert_ok!(Scenes::update(signed(FINANCE), SCENE, Some(5), None, None));
	waiting(SCENE, Subject::Terms)
}

fn weight() -> u32 {
	Store::<Test>::get(SCENE).unwrap().weight
}

fn verdict() -> Verdict {
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Scenes(Event::Reviewed { verdict, .. }) => Some(verdict),
			_ => None,
		})
		.expect("a review ended")
}

#[test]
fn one_change_of_a_subject_waits_at_a_time() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		propose();
		for signer in [FINANCE, TREASURY] {
			assert_noop!(
				Scenes::update(signed(signer), SCENE, Some(6), None, None),
				Error::<Test>::AlreadyExists
			);
		}
		assert_ok!(Scenes::set_rules(signed(TREASURY), SCENE, Box::new(rules("a"))));
		assert_eq!(Scenes::scene(SCENE).unwrap().pending.len(), 2);
	});
}

#[test]
fn who_confirms_names_what_was_read() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let digest = propose();
		let other = Digest::repeat_byte(1);
		let confirm = |by, subject, digest| Scenes::confirm(signed(by), SCENE, subject, digest);
		assert_noop!(confirm(TREASURY, Subject::Terms, other), Error::<Test>::DigestMismatch);
		assert_noop!(confirm(TREASURY, Subject::FieldRules, digest), Error::<Test>::NotFound);
		assert_noop!(confirm(FINANCE, Subject::Terms, digest), Error::<Test>::SameAdministrator);
		assert_noop!(confirm(STRANGER, Subject::Terms, digest), NOT_AUTHORIZED);
		HighRisk::set(vec![Operation::ChangeScene]);
		assert_noop!(confirm(TREASURY, Subject::Terms, digest), APPROVAL_REQUIRED);
		assert_ok!(Scenes::confirm(RuntimeOrigin::root(), SCENE, Subject::Terms, digest));
		assert_eq!(weight(), 5);
		assert_noop!(confirm(TREASURY, Subject::Terms, digest), APPROVAL_REQUIRED);
		HighRisk::set(vec![]);
		assert_noop!(confirm(TREASURY, Subject::Terms, digest), Error::<Test>::NotFound);
	});
}

#[test]
fn an_organisation_does_not_review_itself_through_accounts_it_admits() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		for (proposer, colleague) in [(FINANCE, CLERK), (CLERK, FINANCE)] {
			assert_ok!(Scenes::update(signed(proposer), SCENE, Some(5), None, None));
			let digest = waiting(SCENE, Subject::Terms);
			let confirm = |by| Scenes::confirm(signed(by), SCENE, Subject::Terms, digest);
			assert_noop!(confirm(colleague), Error::<Test>::SameAdministrator);
			// What others decided with it is another matter.
			let approval = Approval { id: 1, head: Digest::zero(), mandated: false };
			Approved::set(Some(approval));
			assert_noop!(confirm(colleague), Error::<Test>::SameAdministrator);
			Approved::set(Some(Approval { mandated: true, ..approval }));
			assert_ok!(confirm(colleague));
			Approved::set(None);
			assert_ok!(Scenes::update(RuntimeOrigin::root(), SCENE, Some(1), None, None));
		}
	});
}

#[test]
fn a_flow_of_the_proposers_choice_takes_no_second_administrators_place() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		Approved::set(Some(Approval { id: 1, head: Digest::zero(), mandated: false }));
		assert_ok!(Scenes::update(signed(FINANCE), SCENE, Some(5), None, None));
		assert_eq!(weight(), 1);
		let digest = waiting(SCENE, Subject::Terms);
		Approved::set(None);
		assert_ok!(Scenes::confirm(signed(TREASURY), SCENE, Subject::Terms, digest));
		assert_eq!(weight(), 5);
	});
}

#[test]
fn what_somebody_proposed_who_is_not_active_any_more_is_not_confirmed() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(Scenes::update(signed(CLERK), SCENE, Some(5), None, None));
		let digest = waiting(SCENE, Subject::Terms);
		let confirm = || Scenes::confirm(signed(TREASURY), SCENE, Subject::Terms, digest);
		for frozen in [CLERK, FINANCE] {
			Frozen::set(vec![frozen]);
			assert_noop!(confirm(), Error::<Test>::NotActive);
		}
		Frozen::set(vec![]);
		assert_ok!(confirm());
	});
}

#[test]
fn a_proposal_is_withdrawn_by_its_proposer_and_rejected_by_others() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		for (by, expected) in [
			(signed(FINANCE), Verdict::Withdrawn),
			(signed(TREASURY), Verdict::Rejected),
			(RuntimeOrigin::root(), Verdict::Rejected),
		] {
			propose();
			assert_ok!(Scenes::withdraw(by, SCENE, Subject::Terms, reason()));
			assert_eq!((verdict(), weight()), (expected, 1));
			assert_eq!(Proposals::<Test>::iter().count(), 0);
		}
		assert_noop!(
			Scenes::withdraw(signed(FINANCE), SCENE, Subject::Terms, reason()),
			Error::<Test>::NotFound
		);
		propose();
		assert_noop!(
			Scenes::withdraw(signed(STRANGER), SCENE, Subject::Terms, reason()),
			NOT_AUTHORIZED
		);
	});
}

#[test]
fn an_approved_change_overtakes_what_waits() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let digest = propose();
		let approval = Approval { id: 1, head: Digest::repeat_byte(2), mandated: true };
		Approved::set(Some(approval));
		assert_ok!(Scenes::update(signed(TREASURY), SCENE, Some(8), None, None));
		assert_eq!((verdict(), weight()), (Verdict::Superseded, 8));
		Approved::set(None);
		assert_noop!(
			Scenes::confirm(signed(TREASURY), SCENE, Subject::Terms, digest),
			Error::<Test>::NotFound
		);
		let decided = Store::<Test>::get(SCENE).unwrap().decided.unwrap();
		assert_eq!(decided.approval(), Some(approval));
	});
}

#[test]
fn a_change_that_the_council_made_meanwhile_is_nothing_new() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(Scenes::set_rules(signed(FINANCE), SCENE, Box::new(rules("a"))));
		let digest = waiting(SCENE, Subject::FieldRules);
		propose();
		// Each subject waits by itself.
		assert_ok!(Scenes::update(RuntimeOrigin::root(), SCENE, Some(5), None, None));
		assert_eq!(waiting(SCENE, Subject::FieldRules), digest);
		assert_ok!(Scenes::confirm(signed(TREASURY), SCENE, Subject::FieldRules, digest));
		let decided = Store::<Test>::get(SCENE).unwrap().decided.unwrap();
		assert_eq!(decided.confirmed_by, Some(actor(TREASURY)));
		assert_ne!(decided.proposed_by, Actor::Council);
	});
}
