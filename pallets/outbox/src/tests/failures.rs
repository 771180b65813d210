//! Attempts that fail: whose turn it is, when the next one is, and when there is none.

use crate::{mock::*, Error, Event, Tallies, Tally};
use fiscal_bft_primitives::{Validator, ValidatorSet};
use fiscal_primitives::outbox::{
	DeathCause, DeliveryFault, DeliveryOutcome, Destination, Message, MessageId, Report, Settings,
};
use frame_support::{assert_noop, assert_ok};

/// Does the failure of that message, said by the validator at that position, count?
fn counts(position: usize, id: MessageId, attempt: u8) -> bool {
	let said = said(position, vec![failed(id, attempt)]);
	let news = Outbox::is_news(&said.0);
	assert_eq!(validate(&said).is_ok(), news);
	news
}

fn skipped(position: usize, id: MessageId, attempt: u8) {
	assert!(!counts(position, id, attempt));
	let said = said(position, vec![failed(id, attempt)]);
	assert_noop!(report(said), Error::<Test>::NothingChanged);
}

fn who_counts(id: MessageId) -> Vec<usize> {
	(0..4).filter(|position| counts(*position, id, message(id).attempt)).collect()
}

#[test]
fn the_turn_passes_from_validator_to_validator_while_nothing_happens() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let first = turn(id);
		assert_eq!(first, 1, "message 1 begins with the validator at position 1 of 0 to 3");
		let mut turns = Vec::new();
		for _ in 0..8 {
			turns.push(turn(id));
			pass(SETTINGS.takeover - 1);
			assert_eq!(turns.last(), Some(&turn(id)), "its time is not over");
			pass(1);
		}
		assert_eq!(turns, vec![1, 2, 3, 0, 1, 2, 3, 0]);
	});
}

#[test]
fn another_message_and_another_attempt_begin_with_another_validator() {
	ExtBuilder::default().build_and_execute(|| {
		let ids: Vec<_> = (1..=4).map(|bill| send(status(bill, 1))).collect();
		let turns: Vec<_> = ids.iter().map(|id| turn(*id)).collect();
		assert_eq!(turns, vec![1, 2, 3, 0]);
		fail(1);
		pass(message(1).due - START);
		assert_eq!(turn(1), 2);
	});
}

#[test]
fn a_failure_counts_from_whose_turn_it_is_or_was_just_before() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		assert_eq!(who_counts(id), vec![1]);
		pass(SETTINGS.takeover);
		assert_eq!(who_counts(id), vec![1, 2]);
		pass(SETTINGS.takeover);
		assert_eq!(who_counts(id), vec![2, 3]);
		pass(2 * SETTINGS.takeover);
		assert_eq!(who_counts(id), vec![0, 1]);
		skipped(2, id, 0);
		assert_ok!(report(said(0, vec![failed(id, 0)])));
	});
}

#[test]
fn alone_a_validator_has_every_turn() {
	ExtBuilder::default().build_and_execute(|| {
		let only = Validator { public: key(3), weight: 1 };
		CurrentSet::set(Some(ValidatorSet::new(vec![only]).unwrap()));
		let id = send(status(1, 1));
		for _ in 0..3 {
			assert_eq!(turn(id), 0);
			assert!(counts(3, id, 0));
			pass(SETTINGS.takeover);
		}
	});
}

#[test]
fn a_failure_counts_once_and_puts_the_next_attempt_off() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		pass(3);
		events();
		let said_first = said(1, vec![failed(id, 0)]);
		assert_ok!(report(said_first.clone()));
		let after = message(id);
		let now = START + 3;
		let earliest = now + SETTINGS.backoff;
		assert!((earliest..=earliest + SETTINGS.backoff / 4).contains(&after.due));
		assert_eq!((after.attempt, after.revived), (1, 0));
		assert_eq!(
			events(),
			vec![Event::AttemptFailed {
				id,
				destination: Destination::NonTax,
				validator: key(1),
				attempt: 1,
				fault: DeliveryFault::Unreachable,
				due: Some(after.due),
			}]
		);
		assert!(Heard::get().is_empty(), "nobody is told of an attempt");
		// Neither the same again, nor an attempt before it is due.
		assert_noop!(report(said_first), Error::<Test>::NothingChanged);
		(0..4).for_each(|position| skipped(position, id, 1));
		assert!(due_ids().is_empty());
		Now::set(after.due - 1);
		assert!(due_ids().is_empty());
		Now::set(after.due);
		assert_eq!(due_ids(), vec![id]);
		(0..4).for_each(|position| skipped(position, id, 0));
		assert_eq!(who_counts(id), vec![2]);
	});
}

#[test]
fn attempts_are_further_and_further_apart_up_to_a_limit() {
	let settings = Settings { attempts: 10, max_backoff: 8_000, term: u64::MAX, ..SETTINGS };
	let chain = ExtBuilder::default().with_destination(Destination::NonTax, settings);
	chain.build_and_execute(|| {
		let id = send(status(1, 1));
		for least in [1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000] {
			fail(id);
			let delay = message(id).due - Now::get();
			assert!((least..=least + least / 4).contains(&delay), "{delay} after {least}");
		}
		fail(id);
		assert!(is_dead(id));
		assert_eq!(message(id).attempt, 10);
	});
}

#[test]
fn when_the_last_attempt_fails_the_message_is_a_dead_letter() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		fail(id);
		Now::set(message(id).due);
		events();
		let outcome = DeliveryOutcome::Failed { attempt: 1, fault: DeliveryFault::Unavailable };
		let last = Report { id, revived: 0, outcome };
		assert_ok!(report(said(turn(id), vec![last])));
		let cause = DeathCause::Attempts(DeliveryFault::Unavailable);
		let destination = Destination::NonTax;
		assert_eq!(
			events(),
			vec![
				Event::AttemptFailed {
					id,
					destination,
					validator: key(2),
					attempt: 2,
					fault: DeliveryFault::Unavailable,
					due: None,
				},
				Event::DeadLettered { id, destination, cause },
			]
		);
		let answer = Outbox::message(id).unwrap();
		assert_eq!((answer.dead, answer.message.attempt), (Some(cause), 2));
		let tally = Tally { waiting: 0, dead: 1, delivered: 0 };
		assert_eq!(Tallies::<Test>::get(destination), tally);
		assert_eq!(Heard::get(), vec![Told::Dead(id, cause)]);
		assert!(due_ids().is_empty());
	});
}

#[test]
fn past_its_deadline_a_message_is_a_dead_letter_when_a_validator_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		pass(SETTINGS.term);
		let overdue = |id| {
			let outcome = DeliveryOutcome::Failed { attempt: 0, fault: DeliveryFault::Overdue };
			said(turn(id), vec![Report { id, revived: 0, outcome }])
		};
		// It is worth delivering until the very end of its term: an attempt failed, and no more.
		assert_ok!(report(overdue(one)));
		assert!(!is_dead(one));
		pass(1);
		assert_eq!(due_ids(), vec![two], "it is looked at still, though not delivered");
		events();
		assert_ok!(report(overdue(two)));
		let (id, destination) = (two, Destination::NonTax);
		let cause = DeathCause::Overdue;
		assert_eq!(events(), vec![Event::DeadLettered { id, destination, cause }]);
		assert_eq!(message(two).attempt, 0, "nobody tried");
		assert_eq!(Heard::get(), vec![Told::Dead(two, cause)]);
	});
}

#[test]
fn what_was_held_beyond_its_term_begins_when_it_comes_first() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (send(status(1, 1)), send(status(1, 2)));
		kill(first);
		pass(SETTINGS.term + 1);
		assert_ok!(Outbox::discard(signed(FINANCE), first, reason()));
		let overdue = |revived| {
			let outcome = DeliveryOutcome::Failed { attempt: 0, fault: DeliveryFault::Overdue };
			said(turn(second), vec![Report { id: second, revived, outcome }])
		};
		let before = overdue(0);
		let validator = before.0.validator;
		events();
		assert_ok!(report(before.clone()));
		let now = Now::get();
		let expected = Message {
			body: status(1, 2),
			previous: None,
			queued: START,
			deadline: now + SETTINGS.term,
			attempt: 0,
			due: now,
			revived: 1,
		};
		assert_eq!(message(second), expected);
		let event = Event::AttemptFailed {
			id: second,
			destination: Destination::NonTax,
			validator,
			attempt: 0,
			fault: DeliveryFault::Overdue,
			due: Some(now),
		};
		assert_eq!(events(), vec![event]);
		// What was said before does not count once more, whoever has the turn.
		for _ in 0..4 {
			assert_noop!(report(before.clone()), Error::<Test>::NothingChanged);
			pass(SETTINGS.takeover);
		}
		// It begins once: after another term without an attempt it dies.
		pass(SETTINGS.term);
		assert_ok!(report(overdue(1)));
		assert_eq!(Outbox::message(second).unwrap().dead, Some(DeathCause::Overdue));
	});
}

#[test]
fn what_arrived_late_has_arrived() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		pass(2 * SETTINGS.term);
		assert_ok!(report(said(0, vec![answered(id, true)])));
		assert_eq!(Heard::get(), vec![Told::Delivered(id, receipt(true))]);
	});
}

#[test]
fn a_message_that_has_to_wait_does_not_fail() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (send(status(1, 1)), send(status(1, 2)));
		(0..4).for_each(|position| skipped(position, second, 0));
		pass(2 * SETTINGS.term);
		(0..4).for_each(|position| skipped(position, second, 0));
		kill(first);
		(0..4).for_each(|position| skipped(position, second, 0));
	});
}

#[test]
fn between_attempts_a_delivery_counts() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		fail(id);
		// The first attempt arrived, and its answer was late.
		assert_ok!(report(said(1, vec![answered(id, true)])));
		assert_eq!(Outbox::message(id), None);
	});
}
