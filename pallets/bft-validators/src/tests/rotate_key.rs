use crate::{mock::*, Error, Event, Operator, Operators, PastKey, PastKeys};
use fiscal_bft_primitives::VoteKind;
use fiscal_primitives::ParticipantId;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_participant_replaces_its_key_without_the_council() {
	let six = ExtBuilder::four().with_validator(5, "v-5", 1).with_validator(6, "v-6", 1);
	six.build_and_execute(|| {
		assert_ok!(Validators::set_weight(RuntimeOrigin::root(), key("v-1"), 2));
		go_to(3);
		assert_ok!(rotate(1, "v-1", "v-9"));
		let participant = ParticipantId(1);
		System::assert_last_event(
			Event::KeyRotated { participant, old: key("v-1"), new: key("v-9"), from: 5 }.into(),
		);
		assert_eq!(
			Operators::<Test>::get(key("v-9")),
			Some(Operator { participant, from: 5, rotated: true })
		);
		assert_eq!(
			PastKeys::<Test>::get(key("v-1")),
			Some(PastKey { participant, from: 1, until: 4 })
		);
		let schedule = Validators::schedule().unwrap();
		assert!(schedule.next.position(&key("v-1")).is_some());
		assert!(schedule.after_next.position(&key("v-1")).is_none());
		let index = schedule.after_next.position(&key("v-9")).unwrap();
		assert_eq!(schedule.after_next.get(index).unwrap().weight, 2, "the weight stays");
		assert_eq!(schedule.next.total_weight(), schedule.after_next.total_weight());
	});
}

#[test]
fn only_the_participant_that_runs_it_rotates_a_key() {
	ExtBuilder::four().build_and_execute(|| {
		assert_noop!(rotate(2, "v-1", "v-9"), Error::<Test>::NotAuthorized);
		assert_noop!(rotate(9, "v-1", "v-9"), Error::<Test>::NotAuthorized);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Validators::rotate_key(origin, key("v-1"), key("v-9"), proof(1, "v-9")),
				DispatchError::BadOrigin
			);
		}
		Frozen::set(vec![ParticipantId(1)]);
		assert_noop!(rotate(1, "v-1", "v-9"), Error::<Test>::NotActive);
	});
}

#[test]
fn the_new_key_is_new_and_held() {
	ExtBuilder::four().build_and_execute(|| {
		assert_noop!(rotate(1, "v-1", "v-1"), Error::<Test>::AlreadyExists);
		assert_noop!(rotate(1, "v-1", "v-2"), Error::<Test>::AlreadyExists);
		assert_noop!(rotate(1, "v-8", "v-9"), Error::<Test>::NotFound);
		let foreign = proof(2, "v-9");
		assert_noop!(
			Validators::rotate_key(signed(1), key("v-1"), key("v-9"), foreign),
			Error::<Test>::InvalidProof
		);
		assert_ok!(rotate(1, "v-1", "v-9"));
		assert_noop!(rotate(2, "v-2", "v-1"), Error::<Test>::AlreadyExists);
		assert_noop!(rotate(1, "v-1", "v-8"), Error::<Test>::NotFound);
	});
}

#[test]
fn a_rotated_key_stays_for_a_while() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(rotate(1, "v-1", "v-9"));
		// It decides from block 3 on and stays for five blocks.
		for number in 1..8 {
			go_to(number);
			assert_noop!(rotate(1, "v-9", "v-10"), Error::<Test>::TooSoon);
		}
		go_to(8);
		assert_ok!(rotate(1, "v-9", "v-10"));
		assert_ok!(rotate(2, "v-2", "v-11"));
	});
}

#[test]
fn an_offender_may_rotate_but_its_key_does_not_come_back() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(report(double_vote("v-1", VoteKind::Precommit, 1, 3)));
		assert_ok!(rotate(1, "v-1", "v-9"));
		assert_noop!(rotate(2, "v-2", "v-1"), Error::<Test>::Equivocated);
	});
}
