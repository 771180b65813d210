//! How requests end.

use crate::{mock::*, Deadlines, Event, Live, Ordered, Requests, Results, Said};
use fiscal_primitives::observation::ObservationStatus;
use frame_support::assert_ok;

#[test]
fn who_keeps_silent_is_named_when_time_runs_out() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		assert_ok!(testify(2, id, evidence(1)));
		assert_ok!(testify(3, id, evidence(2)));
		events();
		next_block(TERM - 1);
		next_block(1);
		assert_eq!(events(), [], "its time is over at the deadline, and not before");
		next_block(0);
		assert_eq!(events(), [Event::Unanswered { id, silent: speakers(&[1, 4]) }]);
		let request = Requests::<Test>::get(Ordered::of(id)).unwrap();
		assert_eq!((request.status, request.agreed), (ObservationStatus::Unanswered, None));
		assert!(effects().is_empty());
	});
}

#[test]
fn who_keeps_silent_where_others_decided_is_named_too() {
	ExtBuilder::default().build_and_execute(|| {
		let (id, heard) = (ask(about_evidence()), ask(about_evidence()));
		for who in 1..=4 {
			assert_ok!(testify(who, heard, evidence(1)));
		}
		for who in [1, 2, 4] {
			assert_ok!(testify(who, id, evidence(1)));
		}
		events();
		next_block(TERM);
		next_block(0);
		assert_eq!(events(), [Event::Silent { id, silent: speakers(&[3]) }]);
		let request = Requests::<Test>::get(Ordered::of(id)).unwrap();
		assert_eq!(request.status, ObservationStatus::Applied);
	});
}

#[test]
fn those_are_expected_to_speak_who_decide_blocks_at_the_end() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		assert_ok!(testify(1, id, evidence(1)));
		set_validators(&[(3, 1), (5, 1)]);
		events();
		next_block(TERM);
		next_block(0);
		assert_eq!(events(), [Event::Unanswered { id, silent: speakers(&[3, 5]) }]);
	});
}

#[test]
fn a_chain_without_validators_names_nobody() {
	ExtBuilder::default().with_validators(&[]).build_and_execute(|| {
		let id = ask(about_evidence());
		events();
		next_block(TERM);
		next_block(0);
		assert_eq!(events(), [Event::Unanswered { id, silent: speakers(&[]) }]);
	});
}

#[test]
fn a_block_handles_so_many_deadlines_oldest_first() {
	ExtBuilder::default().build_and_execute(|| {
		let first: Vec<_> = (0..2).map(|_| ask(about_evidence())).collect();
		next_block(1);
		let second: Vec<_> = (0..3).map(|_| ask(about_evidence())).collect();
		events();
		next_block(TERM * 100);
		let mut closed = Vec::new();
		// Removals, due as long ago, come after the deadlines and take what is left of a block.
		for expected in [3, 2, 0] {
			next_block(0);
			let before = closed.len();
			closed.extend(events().iter().filter_map(|event| match event {
				Event::Unanswered { id, .. } => Some(*id),
				_ => None,
			}));
			assert_eq!(closed.len() - before, expected);
		}
		assert_eq!(closed, [first, second].concat());
		assert_eq!(Requests::<Test>::iter_keys().count(), 1);
	});
}

#[test]
fn a_request_is_forgotten_and_its_result_is_not() {
	ExtBuilder::default().build_and_execute(|| {
		let (decided, unanswered) = (ask(about_evidence()), ask(about_evidence()));
		for who in [1, 2] {
			assert_ok!(testify(who, decided, evidence(1)));
		}
		assert_ok!(testify(1, unanswered, evidence(1)));
		next_block(TERM);
		next_block(RETENTION - 1);
		next_block(0);
		for id in [decided, unanswered] {
			assert!(Requests::<Test>::contains_key(Ordered::of(id)));
			assert!(!Live::<Test>::contains_key(Ordered::of(id)));
		}
		next_block(1);
		next_block(0);
		assert_eq!(Requests::<Test>::iter_keys().count(), 0);
		assert_eq!(Said::<Test>::iter_keys().count(), 0);
		assert_eq!(Deadlines::<Test>::iter().count(), 0);
		let kept: Vec<_> = Results::<Test>::iter_keys().collect();
		assert_eq!(kept, [Ordered::of(decided)]);
	});
}
