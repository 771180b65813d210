//! What the runtime API answers.

use crate::{mock::*, MAX_LOOKED_AT, MAX_PAGE};
use fiscal_primitives::outbox::{
	DeathCause, DeliveryFault, Destination, DestinationAnswer, DueMessage, MessageId, Settings,
};
use frame_support::assert_ok;

/// The numbers of a page of what is due, and where the next begins.
fn page(
	destination: Destination,
	from: MessageId,
	limit: u32,
) -> (Vec<MessageId>, Option<MessageId>) {
	let (due, next) = Outbox::due(destination, from, limit);
	(due.into_iter().map(|due| due.id).collect(), next)
}

#[test]
fn due_messages_come_in_order_and_in_pages() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 1..=6 {
			send(status(number, 1));
			send(evidence(number));
		}
		let (to, all) = (Destination::NonTax, vec![1, 3, 5, 7, 9, 11]);
		assert_eq!(page(to, 0, 100), (all.clone(), None));
		assert_eq!(page(to, 1, 100), (all, None));
		assert_eq!(page(to, 2, 100), (vec![3, 5, 7, 9, 11], None));
		assert_eq!(page(to, 0, 2), (vec![1, 3], Some(4)));
		assert_eq!(page(to, 4, 2), (vec![5, 7], Some(8)));
		assert_eq!(page(to, 8, 2), (vec![9, 11], Some(12)));
		assert_eq!(page(to, 12, 2), (vec![], None));
		assert_eq!(page(to, MessageId::MAX, 2), (vec![], None));
		assert_eq!(page(to, 0, 0), (vec![], Some(1)));
		let evidence = (vec![2, 4, 6, 8, 10, 12], None);
		assert_eq!(page(Destination::Evidence, 0, 100), evidence);
	});
}

#[test]
fn a_lane_waits_until_its_messages_have_gone_or_a_dead_letter_holds_it() {
	ExtBuilder::default().build_and_execute(|| {
		let lanes: Vec<_> = (1..=3).map(|bill| status(bill, 1).lane().unwrap()).collect();
		let waiting = |destination| Outbox::lanes_waiting(destination, &lanes);
		let to = Destination::NonTax;
		assert_eq!(waiting(to), [false, false, false]);
		let first = send(status(1, 1));
		send(status(3, 1));
		assert_eq!(waiting(to), [true, false, true]);
		assert_eq!(waiting(Destination::YangtzeDelta), [false, false, false]);
		kill(first);
		send(status(1, 2));
		assert_eq!(waiting(to), [false, false, true]);
		assert_ok!(Outbox::revive(signed(FINANCE), first));
		assert_eq!(waiting(to), [true, false, true]);
		assert_ok!(report(said(0, vec![answered(2, true)])));
		assert_eq!(waiting(to), [true, false, false]);
		let most = usize::try_from(MAX_PAGE).unwrap();
		let many = vec![lanes[0]; most + 1];
		assert_eq!(Outbox::lanes_waiting(to, &many), vec![true; most]);
	});
}

#[test]
fn a_due_message_names_whose_turn_it_is() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let expected = DueMessage { id, message: message(id), turn: 1 };
		assert_eq!(due(Destination::NonTax), vec![expected]);
		pass(SETTINGS.takeover);
		let expected = DueMessage { id, message: message(id), turn: 2 };
		assert_eq!(due(Destination::NonTax), vec![expected]);
	});
}

#[test]
fn nothing_is_due_where_nobody_delivers() {
	ExtBuilder::default().build_and_execute(|| {
		send(status(1, 1));
		assert_eq!(page(Destination::YangtzeDelta, 0, 9), (vec![], None));
		CurrentSet::set(None);
		assert_eq!(page(Destination::NonTax, 0, 9), (vec![], None));
	});
}

#[test]
fn an_answer_has_a_most_it_holds_and_a_most_it_looks_at() {
	ExtBuilder::default().build_and_execute(|| {
		let most = u64::from(MAX_PAGE);
		for bill in 1..=most + 1 {
			send(status(bill, 1));
		}
		let (due, next) = page(Destination::NonTax, 0, u32::MAX);
		assert_eq!((due.len(), next), (256, Some(257)));
		assert_eq!(page(Destination::NonTax, 257, u32::MAX), (vec![257], None));
		// Messages to others are looked at too: the page ends, though nothing was found.
		let looked_at = u64::try_from(MAX_LOOKED_AT).unwrap();
		for number in 1..=looked_at {
			send(evidence(number));
		}
		let last = send(status(9_999, 1));
		assert_eq!(page(Destination::NonTax, 258, 10), (vec![], Some(258 + looked_at)));
		assert_eq!(page(Destination::NonTax, 258 + looked_at, 10), (vec![last], None));
	});
}

#[test]
fn a_message_is_found_while_it_waits_and_while_it_is_dead() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let answer = Outbox::message(id).unwrap();
		assert_eq!((answer.id, answer.message.body, answer.dead), (id, status(1, 1), None));
		kill(id);
		let cause = DeathCause::Attempts(DeliveryFault::Unreachable);
		assert_eq!(Outbox::message(id).unwrap().dead, Some(cause));
		assert_ok!(Outbox::discard(signed(FINANCE), id, reason()));
		assert_eq!(Outbox::message(id), None);
		assert_eq!(Outbox::message(0), None);
	});
}

#[test]
fn dead_letters_come_in_order_of_one_destination_or_of_all() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 1..=3 {
			send(status(number, 1));
			send(evidence(number));
		}
		(1..=5).for_each(kill);
		let dead = |destination, from, limit| {
			let (dead, next) = Outbox::dead_letters(destination, from, limit);
			assert!(dead.iter().all(|answer| answer.dead.is_some()));
			(dead.into_iter().map(|answer| answer.id).collect::<Vec<_>>(), next)
		};
		assert_eq!(dead(None, 0, 100), (vec![1, 2, 3, 4, 5], None));
		assert_eq!(dead(None, 2, 2), (vec![2, 3], Some(4)));
		assert_eq!(dead(Some(Destination::NonTax), 0, 100), (vec![1, 3, 5], None));
		assert_eq!(dead(Some(Destination::Evidence), 3, 1), (vec![4], Some(5)));
		assert_eq!(dead(Some(Destination::Evidence), 5, 1), (vec![], None));
		assert_eq!(dead(Some(Destination::YangtzeDelta), 0, 9), (vec![], None));
	});
}

#[test]
fn destinations_tell_how_they_stand() {
	let closed = Settings { open: false, ..SETTINGS };
	let chain = ExtBuilder::default().with_destination(Destination::Evidence, closed);
	chain.build_and_execute(|| {
		for bill in 1..=3 {
			send(status(bill, 1));
		}
		kill(1);
		assert_ok!(report(said(0, vec![answered(2, true)])));
		let expected = vec![
			DestinationAnswer {
				destination: Destination::NonTax,
				settings: SETTINGS,
				waiting: 1,
				dead: 1,
				delivered: 1,
			},
			DestinationAnswer {
				destination: Destination::Evidence,
				settings: closed,
				waiting: 0,
				dead: 0,
				delivered: 0,
			},
		];
		assert_eq!(Outbox::destinations(), expected);
		for answer in expected {
			assert_eq!(Outbox::destination(answer.destination), answer);
		}
		// One that never was opened is closed.
		let never = Outbox::destination(Destination::YangtzeDelta);
		assert_eq!((never.settings, never.waiting), (Settings::CLOSED, 0));
		assert!(!Settings::CLOSED.open && Settings::CLOSED.check().is_ok());
	});
}
