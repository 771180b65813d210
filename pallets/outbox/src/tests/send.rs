//! Writing messages, room for them, and their lanes.

use crate::{
	mock::*, Error, Event, LaneTail, LastMessage, MessageKey, Messages, Tallies, Tally, WeightInfo,
};
use fiscal_primitives::{
	outbox::{Destination, Message, Settings},
	traits::Outbox as _,
};
use frame_support::{assert_noop, assert_ok, assert_storage_noop};

fn waiting(destination: Destination) -> u32 {
	Tallies::<Test>::get(destination).waiting
}

fn tails() -> usize {
	LaneTail::<Test>::iter().count()
}

/// Writes a message about each of so many bills.
fn fill(bills: u64) {
	for bill in 1..=bills {
		send(status(bill, 1));
	}
}

fn deliver(id: u64) {
	assert_ok!(report(said(0, vec![answered(id, true)])));
}

#[test]
fn a_message_is_written_and_due_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		pass(5);
		let now = START + 5;
		assert_eq!(Outbox::send(status(1, 1)), Some(1));
		let expected = Message {
			body: status(1, 1),
			previous: None,
			queued: now,
			deadline: now + SETTINGS.term,
			attempt: 0,
			due: now,
			revived: 0,
		};
		assert_eq!(Messages::<Test>::get(MessageKey::of(1)), Some(expected));
		assert_eq!(events(), vec![Event::Queued { id: 1, destination: Destination::NonTax }]);
		assert_eq!(
			Tallies::<Test>::get(Destination::NonTax),
			Tally { waiting: 1, dead: 0, delivered: 0 }
		);
		assert_eq!(due_ids(), vec![1]);
	});
}

#[test]
fn messages_to_all_destinations_are_numbered_together() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(send(status(1, 1)), 1);
		assert_eq!(send(evidence(1)), 2);
		assert_eq!(send(status(2, 1)), 3);
		assert_eq!(LastMessage::<Test>::get(), 3);
		assert_eq!((waiting(Destination::NonTax), waiting(Destination::Evidence)), (2, 1));
	});
}

#[test]
fn nothing_is_written_to_a_destination_that_is_closed_or_never_was_opened() {
	let closed = Settings { open: false, ..SETTINGS };
	let chain = ExtBuilder::default().with_destination(Destination::Evidence, closed);
	chain.build_and_execute(|| {
		assert_storage_noop!(assert_eq!(Outbox::send(evidence(1)), None));
		assert_ok!(Outbox::ensure_room(Destination::Evidence, u32::MAX));
		assert_ok!(Outbox::ensure_room(Destination::YangtzeDelta, u32::MAX));
		let open = Destination::ALL.into_iter().filter(|way| Outbox::is_open(*way));
		assert_eq!(open.collect::<Vec<_>>(), [Destination::NonTax]);
		assert_eq!(send(status(1, 1)), 1);
	});
}

#[test]
fn room_is_what_the_destination_has_and_what_waits_does_not_take() {
	ExtBuilder::default().build_and_execute(|| {
		let room = |count| Outbox::ensure_room(Destination::NonTax, count);
		assert_eq!(SETTINGS.capacity, 8);
		assert_ok!(room(8));
		assert_noop!(room(9), Error::<Test>::Full);
		assert_noop!(room(u32::MAX), Error::<Test>::Full);
		fill(7);
		assert_ok!(room(1));
		assert_noop!(room(2), Error::<Test>::Full);
		send(status(8, 1));
		assert_ok!(room(0));
		assert_noop!(room(1), Error::<Test>::Full);
		assert_ok!(Outbox::ensure_room(Destination::Evidence, 8));
		// What the chain does by itself cannot wait for room.
		assert_eq!(Outbox::send(status(9, 1)), Some(9));
		assert_eq!(waiting(Destination::NonTax), 9);
		deliver(1);
		assert_noop!(room(1), Error::<Test>::Full);
		deliver(2);
		assert_ok!(room(1));
	});
}

#[test]
fn dead_letters_take_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		fill(8);
		assert_noop!(Outbox::ensure_room(Destination::NonTax, 1), Error::<Test>::Full);
		kill(1);
		assert_ok!(Outbox::ensure_room(Destination::NonTax, 1));
	});
}

#[test]
fn what_a_dead_letter_holds_takes_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		let room = |count| Outbox::ensure_room(Destination::NonTax, count);
		(1..=8).for_each(|version| assert_eq!(send(status(1, version)), u64::from(version)));
		assert_noop!(room(1), Error::<Test>::Full);
		kill(1);
		assert_ok!(room(8));
		// However long the lane grows, other bills go on.
		(9..=20).for_each(|version| assert_eq!(send(status(1, version)), u64::from(version)));
		assert_ok!(room(8));
		send(status(2, 1));
		assert_noop!(room(8), Error::<Test>::Full);
		assert_eq!(waiting(Destination::NonTax), 1);
	});
}

#[test]
fn messages_about_one_bill_go_one_after_the_other() {
	ExtBuilder::default().build_and_execute(|| {
		for (bill, version) in [(1, 1), (2, 1), (1, 2), (1, 3)] {
			send(status(bill, version));
		}
		let previous: Vec<_> = (1..=4).map(|id| message(id).previous).collect();
		assert_eq!(previous, vec![None, None, Some(1), Some(3)]);
		assert_eq!(due_ids(), vec![1, 2]);
		deliver(1);
		assert_eq!(due_ids(), vec![2, 3]);
		deliver(3);
		deliver(2);
		assert_eq!(due_ids(), vec![4]);
	});
}

#[test]
fn what_has_no_lane_does_not_wait_for_anything() {
	ExtBuilder::default().build_and_execute(|| {
		send(evidence(1));
		send(evidence(1));
		assert_eq!(message(2).previous, None);
		assert_eq!(due(Destination::Evidence).len(), 2);
		assert_eq!(tails(), 0);
	});
}

#[test]
fn a_lane_is_forgotten_with_its_last_message() {
	ExtBuilder::default().build_and_execute(|| {
		send(status(1, 1));
		send(status(1, 2));
		send(status(2, 1));
		assert_eq!(tails(), 2);
		deliver(1);
		assert_eq!(tails(), 2, "the second message of the bill waits");
		deliver(2);
		assert_eq!(tails(), 1);
		// Whatever comes next has nothing to wait for.
		let id = send(status(1, 3));
		assert_eq!(message(id).previous, None);
		assert_eq!(due_ids(), vec![3, 4]);
		deliver(3);
		deliver(4);
		assert_eq!(tails(), 0);
	});
}

#[test]
fn a_message_behind_one_that_is_gone_is_not_held() {
	ExtBuilder::default().build_and_execute(|| {
		send(status(1, 1));
		send(status(1, 2));
		deliver(1);
		// It names the first one, which is gone for good.
		assert_eq!(message(2).previous, Some(1));
		assert_eq!(due_ids(), vec![2]);
		// The third names the second, which waits.
		send(status(1, 3));
		assert_eq!(message(3).previous, Some(2));
		assert_eq!(due_ids(), vec![2]);
	});
}

#[test]
fn whoever_hears_of_a_delivery_may_write_a_message_of_the_same_lane() {
	ExtBuilder::default().build_and_execute(|| {
		send(status(1, 1));
		send(status(2, 1));
		Answer::set(Some(status(2, 2)));
		assert_ok!(report(said(0, vec![answered(1, true), answered(2, true)])));
		// The first answer stood behind the second message, the second one behind the first answer.
		assert_eq!(message(3).previous, Some(2));
		assert_eq!(message(4).previous, Some(3));
		assert_eq!(due_ids(), vec![3]);
	});
}

#[test]
fn the_weight_of_a_message_is_told_to_whoever_writes_it() {
	assert_eq!(Outbox::send_weight(), <() as WeightInfo>::send());
}
