//! Dead letters: they hold their lane until somebody revives or discards them.

use crate::{mock::*, DeadLetters, Error, Event, Lane, LaneTail, MessageKey, Tallies, Tally};
use fiscal_primitives::{
	outbox::{DeathCause, Destination, Message, Report},
	traits::Outbox as _,
	Actor, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn a_dead_letter_holds_its_lane_and_no_other() {
	ExtBuilder::default().build_and_execute(|| {
		for (bill, version) in [(1, 1), (1, 2), (2, 1)] {
			send(status(bill, version));
		}
		kill(1);
		pass(SETTINGS.takeover);
		assert_eq!(due_ids(), vec![3]);
		send(status(1, 3));
		assert_eq!(due_ids(), vec![3]);
	});
}

#[test]
fn what_stands_behind_a_dead_letter_counts_with_it() {
	ExtBuilder::default().build_and_execute(|| {
		let stands = || {
			let tally = Tallies::<Test>::get(Destination::NonTax);
			let lanes: Vec<_> = LaneTail::<Test>::iter_values().collect();
			(tally.waiting, tally.dead, lanes)
		};
		let lane = |tail, count, dead| vec![Lane { tail, count, dead }];
		(1..=3).for_each(|version| assert_eq!(send(status(1, version)), u64::from(version)));
		assert_eq!(stands(), (3, 0, lane(3, 3, false)));
		kill(1);
		assert_eq!(stands(), (0, 3, lane(3, 3, true)));
		send(status(1, 4));
		assert_eq!(stands(), (0, 4, lane(4, 4, true)));
		assert_ok!(Outbox::revive(signed(FINANCE), 1));
		assert_eq!(stands(), (4, 0, lane(4, 4, false)));
		// Each way in which the first leaves lets the others wait.
		assert_ok!(report(said(0, vec![answered(1, true)])));
		assert_eq!(stands(), (3, 0, lane(4, 3, false)));
		kill(2);
		assert_eq!(stands(), (0, 3, lane(4, 3, true)));
		assert_ok!(report(said(0, vec![answered(2, true)])));
		assert_eq!(stands(), (2, 0, lane(4, 2, false)));
		kill(3);
		assert_ok!(Outbox::discard(signed(FINANCE), 3, reason()));
		assert_eq!(stands(), (1, 0, lane(4, 1, false)));
		kill(4);
		assert_eq!(stands(), (0, 1, lane(4, 1, true)));
		assert_ok!(Outbox::discard(signed(FINANCE), 4, reason()));
		assert_eq!(stands(), (0, 0, vec![]));
	});
}

#[test]
fn revived_it_is_due_at_once_with_all_its_attempts() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		send(status(1, 2));
		let queued = message(id).queued;
		kill(id);
		pass(SETTINGS.term);
		events();
		assert_ok!(Outbox::revive(signed(FINANCE), id));
		let now = Now::get();
		let expected = Message {
			body: status(1, 1),
			previous: None,
			queued,
			deadline: now + SETTINGS.term,
			attempt: 0,
			due: now,
			revived: 1,
		};
		assert_eq!(message(id), expected);
		let (destination, deadline, by) = (Destination::NonTax, now + SETTINGS.term, actor());
		assert_eq!(events(), vec![Event::Revived { id, destination, deadline, by }]);
		let tally = Tally { waiting: 2, dead: 0, delivered: 0 };
		assert_eq!(Tallies::<Test>::get(destination), tally);
		// It keeps its place before the second message, and may die again.
		assert_eq!(due_ids(), vec![id]);
		fail(id);
		assert!(!is_dead(id));
		kill(id);
		assert_ok!(Outbox::revive(signed(FINANCE), id));
		assert_eq!(message(id).revived, 2);
		assert_ok!(report(said(0, vec![answered(id, true)])));
		assert_eq!(due_ids(), vec![2]);
	});
}

#[test]
fn discarded_it_lets_its_lane_go_on() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let next = send(status(1, 2));
		kill(id);
		events();
		assert_ok!(Outbox::discard(signed(FINANCE), id, reason()));
		assert_eq!(Outbox::message(id), None);
		let destination = Destination::NonTax;
		let (body, by, reason) = (status(1, 1).digest(), actor(), reason());
		assert_eq!(events(), vec![Event::Discarded { id, destination, body, by, reason }]);
		let tally = Tally { waiting: 1, dead: 0, delivered: 0 };
		assert_eq!(Tallies::<Test>::get(destination), tally);
		pass(SETTINGS.takeover);
		assert_eq!(due_ids(), vec![next]);
	});
}

#[test]
fn discarded_as_the_last_of_its_lane_it_leaves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		kill(id);
		assert_eq!(LaneTail::<Test>::iter().count(), 1);
		assert_ok!(Outbox::discard(signed(FINANCE), id, reason()));
		assert_eq!(LaneTail::<Test>::iter().count(), 0);
		let next = send(status(1, 2));
		assert_eq!(message(next).previous, None);
		assert_eq!(due_ids(), vec![next]);
	});
}

#[test]
fn only_dead_letters_are_decided_about() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		for id in [id, 99] {
			let authority = || signed(FINANCE);
			assert_noop!(Outbox::revive(authority(), id), Error::<Test>::NotFound);
			assert_noop!(Outbox::discard(authority(), id, reason()), Error::<Test>::NotFound);
		}
		kill(id);
		assert_ok!(Outbox::discard(signed(FINANCE), id, reason()));
		assert_noop!(Outbox::revive(signed(FINANCE), id), Error::<Test>::NotFound);
	});
}

#[test]
fn the_council_decides_and_others_do_not() {
	ExtBuilder::default().build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		kill(one);
		kill(two);
		let stranger = || signed(ParticipantId(9));
		assert_noop!(Outbox::revive(stranger(), one), NOT_AUTHORIZED);
		assert_noop!(Outbox::discard(stranger(), one, reason()), NOT_AUTHORIZED);
		assert_noop!(Outbox::revive(RuntimeOrigin::none(), one), BadOrigin);
		events();
		assert_ok!(Outbox::revive(RuntimeOrigin::root(), one));
		assert_ok!(Outbox::discard(RuntimeOrigin::root(), two, reason()));
		let by_council = |event: &Event<Test>| {
			matches!(
				event,
				Event::Revived { by: Actor::Council, .. }
					| Event::Discarded { by: Actor::Council, .. }
			)
		};
		let events = events();
		assert!(events.len() == 2 && events.iter().all(by_council));
	});
}

#[test]
fn a_dead_letter_that_arrived_after_all_is_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let next = send(status(1, 2));
		kill(id);
		// A refusal is no news, and neither is a failure.
		let late = |outcome: Report| report(said(0, vec![outcome]));
		assert_noop!(late(answered(id, false)), Error::<Test>::NothingChanged);
		assert_noop!(late(failed(id, 1)), Error::<Test>::NothingChanged);
		assert_noop!(late(failed(id, 2)), Error::<Test>::NothingChanged);
		assert_ok!(late(answered(id, true)));
		assert_eq!(Heard::get().last(), Some(&Told::Delivered(id, receipt(true))));
		let tally = Tally { waiting: 1, dead: 0, delivered: 1 };
		assert_eq!(Tallies::<Test>::get(Destination::NonTax), tally);
		pass(SETTINGS.takeover);
		assert_eq!(due_ids(), vec![next]);
		assert_noop!(Outbox::revive(signed(FINANCE), id), Error::<Test>::NotFound);
	});
}

#[test]
fn a_refusal_does_not_outweigh_an_arrival() {
	ExtBuilder::default().signing(Destination::NonTax).build_and_execute(|| {
		let body = status(1, 1);
		let id = send(body.clone());
		assert_ok!(report(said(0, vec![proven_by("sim", id, &body, false)])));
		assert!(is_dead(id));
		assert_ok!(report(said(1, vec![signed_by("sim", id, &body)])));
		assert_eq!(Outbox::message(id), None);
		let cause = DeathCause::Refused;
		let refused = Told::Delivered(id, receipt(false));
		let told = vec![refused, Told::Dead(id, cause), Told::Delivered(id, receipt(true))];
		assert_eq!(Heard::get(), told);
	});
}

#[test]
fn old_reports_do_not_count_once_more_for_what_was_revived() {
	ExtBuilder::default().signing(Destination::NonTax).build_and_execute(|| {
		let body = status(1, 1);
		let id = send(body.clone());
		let position = turn(id);
		let first_failure = said(position, vec![failed(id, 0)]);
		assert_ok!(report(first_failure.clone()));
		kill(id);
		assert_ok!(Outbox::revive(signed(FINANCE), id));
		// The same validator has the turn of the same attempt again; what it said it said before.
		assert_eq!(turn(id), position);
		assert_noop!(report(first_failure), Error::<Test>::NothingChanged);
		let again = Report { revived: 1, ..failed(id, 0) };
		assert_ok!(report(said(position, vec![again])));

		let refused = proven_by("sim", id, &body, false);
		let refusal = said(0, vec![Report { revived: 1, ..refused }]);
		assert_ok!(report(refusal.clone()));
		assert_ok!(Outbox::revive(signed(FINANCE), id));
		assert_noop!(report(refusal), Error::<Test>::NothingChanged);
		// What arrived before it was revived has arrived.
		assert_ok!(report(said(3, vec![signed_by("sim", id, &body)])));
		assert_eq!(Outbox::message(id), None);
	});
}

#[test]
fn there_is_an_end_to_reviving() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		kill(id);
		DeadLetters::<Test>::mutate(MessageKey::of(id), |dead| {
			if let Some((message, _)) = dead {
				message.revived = u8::MAX;
			}
		});
		assert_noop!(Outbox::revive(signed(FINANCE), id), Error::<Test>::MaxRevivalsExceeded);
		assert_ok!(Outbox::discard(signed(FINANCE), id, reason()));
	});
}

#[test]
fn reviving_asks_for_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		kill(id);
		for bill in 2..=9 {
			send(status(bill, 1));
		}
		assert_noop!(Outbox::ensure_room(Destination::NonTax, 1), Error::<Test>::Full);
		assert_ok!(Outbox::revive(signed(FINANCE), id));
		assert_eq!(Tallies::<Test>::get(Destination::NonTax).waiting, 9);
	});
}
