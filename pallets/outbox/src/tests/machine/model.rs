//! What has to be, kept without the pallet.

use super::Step;
use crate::{mock::*, DeadLetters, Error, LaneTail, Messages, Tallies};
use fiscal_primitives::{
	outbox::{DeathCause, DeliveryFault, DeliveryOutcome, Destination, MessageId, Report, Reports},
	Moment,
};
use fiscal_sm_crypto::Signature;
use frame_support::{assert_noop, assert_ok};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	Waiting,
	Dead,
	Delivered,
	Discarded,
}

#[derive(Clone, Debug)]
struct Entry {
	lane: u64,
	state: State,
	attempt: u8,
	revived: u8,
	due: Moment,
	deadline: Moment,
	/// Does it name one before it?
	behind: bool,
}

impl Entry {
	fn is_there(&self) -> bool {
		matches!(self.state, State::Waiting | State::Dead)
	}
}

#[derive(Default)]
pub struct Model {
	entries: BTreeMap<MessageId, Entry>,
	/// Everything that was said, whether it counted or not.
	said: Vec<(usize, (Reports, Signature))>,
	/// What anybody was told.
	heard: Vec<Told>,
}

const VALIDATORS: u64 = 4;

impl Model {
	/// One of the messages that are there, or of all there ever were.
	fn pick(&self, nth: usize, any: bool) -> Option<MessageId> {
		let ids: Vec<_> = self
			.entries
			.iter()
			.filter(|(_, entry)| any || entry.is_there())
			.map(|(id, _)| *id)
			.collect();
		nth.checked_rem(ids.len()).map(|nth| ids[nth])
	}

	/// Is an earlier message of its lane there still?
	fn is_held(&self, id: MessageId) -> bool {
		let lane = self.entries[&id].lane;
		lane != 0
			&& self.entries.range(..id).any(|(_, other)| other.lane == lane && other.is_there())
	}

	/// Whose turn it is, so many takeovers ago.
	fn turn(&self, id: MessageId, ago: u64) -> Option<usize> {
		let entry = &self.entries[&id];
		let passed = Now::get().saturating_sub(entry.due) / SETTINGS.takeover;
		let turn = (id + u64::from(entry.attempt) + passed.checked_sub(ago)?) % VALIDATORS;
		Some(usize::try_from(turn).unwrap())
	}

	fn counts(&self, position: usize, report: &Report) -> bool {
		let Some(entry) = self.entries.get(&report.id) else { return false };
		if !entry.is_there() || self.is_held(report.id) {
			return false;
		}
		let of_now = entry.state == State::Waiting && entry.revived == report.revived;
		match &report.outcome {
			// A destination that signs nothing refuses nothing.
			DeliveryOutcome::Delivered { receipt, .. } => {
				receipt.accepted || (of_now && entry.lane == 0)
			}
			DeliveryOutcome::Failed { attempt, .. } => {
				let turns = [self.turn(report.id, 0), self.turn(report.id, 1)];
				of_now
					&& *attempt == entry.attempt
					&& entry.due <= Now::get()
					&& turns.contains(&Some(position))
			}
		}
	}

	/// What a report that counts does.
	fn apply(&mut self, report: &Report) {
		let id = report.id;
		let entry = self.entries.get_mut(&id).unwrap();
		let attempt = match &report.outcome {
			DeliveryOutcome::Delivered { receipt, .. } => {
				self.heard.push(Told::Delivered(id, receipt.clone()));
				entry.state = State::Delivered;
				if !receipt.accepted {
					entry.state = State::Dead;
					self.heard.push(Told::Dead(id, DeathCause::Refused));
				}
				return;
			}
			DeliveryOutcome::Failed { attempt, .. } => *attempt,
		};
		let cause = if Now::get() > entry.deadline {
			if entry.attempt == 0 && entry.behind {
				entry.behind = false;
				entry.due = Now::get();
				entry.deadline = Now::get() + SETTINGS.term;
				entry.revived += 1;
				return;
			}
			DeathCause::Overdue
		} else {
			entry.attempt = attempt + 1;
			if entry.attempt < SETTINGS.attempts {
				entry.due = message(id).due;
				let least = (SETTINGS.backoff << attempt).min(SETTINGS.max_backoff);
				let delay = entry.due - Now::get();
				assert!((least..=least + least / 4).contains(&delay), "{delay} after {least}");
				return;
			}
			DeathCause::Attempts(DeliveryFault::Unreachable)
		};
		entry.state = State::Dead;
		self.heard.push(Told::Dead(id, cause));
	}

	/// Pool, block and model agree on what was said.
	fn say(&mut self, position: usize, said: (Reports, Signature)) {
		self.said.push((position, said.clone()));
		// Each report is looked at before any of them changes something.
		let all = said.0.reports.clone().into_inner();
		let counting: Vec<_> =
			all.into_iter().filter(|report| self.counts(position, report)).collect();
		assert_eq!(validate(&said).is_ok(), !counting.is_empty(), "{said:?}");
		if counting.is_empty() {
			assert_noop!(report(said), Error::<Test>::NothingChanged);
			return;
		}
		assert_ok!(report(said));
		counting.iter().for_each(|report| self.apply(report));
	}

	/// A report of the message as it was taken up `earlier` times less than by now.
	fn report(&self, id: MessageId, earlier: u8, report: Report) -> Report {
		Report { revived: self.entries[&id].revived.saturating_sub(earlier), ..report }
	}

	/// It was taken or refused, signed where the destination signs.
	fn answer(&self, id: MessageId, accepted: bool) -> Report {
		match self.entries[&id].lane {
			0 => proven_by("sim", id, &evidence(0), accepted),
			_ => answered(id, accepted),
		}
	}

	pub fn perform(&mut self, step: &Step) {
		match *step {
			Step::Send { lane } => {
				let version = u32::try_from(self.entries.len()).unwrap();
				let id = send(if lane == 0 { evidence(0) } else { status(lane, version) });
				let now = Now::get();
				let before = |entry: &Entry| entry.lane == lane && entry.is_there();
				let entry = Entry {
					lane,
					state: State::Waiting,
					attempt: 0,
					revived: 0,
					due: now,
					deadline: now + SETTINGS.term,
					behind: lane != 0 && self.entries.values().any(before),
				};
				assert!(self.entries.insert(id, entry).is_none(), "a number was given twice");
			}
			Step::Answer { nth, any, by, accepted, earlier } => {
				let Some(id) = self.pick(nth, any) else { return };
				let report = self.report(id, earlier, self.answer(id, accepted));
				self.say(by, said(by, vec![report]));
			}
			Step::AnswerTwo { nth, other, by } => {
				let (Some(one), Some(two)) = (self.pick(nth, false), self.pick(other, false))
				else {
					return;
				};
				let ids: BTreeSet<_> = [one, two].into();
				let all = ids.into_iter().map(|id| self.answer(id, true)).collect();
				self.say(by, said(by, all));
			}
			Step::Fail { nth, any, off, earlier } => {
				let Some(id) = self.pick(nth, any) else { return };
				let turn = self.turn(id, 0).unwrap();
				let by = (turn + off) % usize::try_from(VALIDATORS).unwrap();
				let attempt = self.entries[&id].attempt;
				let report = self.report(id, earlier, failed(id, attempt));
				self.say(by, said(by, vec![report]));
			}
			Step::Repeat { nth } => {
				let Some(nth) = nth.checked_rem(self.said.len()) else { return };
				let (position, said) = self.said[nth].clone();
				self.say(position, said);
			}
			Step::Pass { ms } => pass(ms),
			Step::Revive { nth, any } => {
				let Some(id) = self.pick_dead(nth, any) else { return };
				self.revive(id);
			}
			Step::Discard { nth, any } => {
				let Some(id) = self.pick_dead(nth, any) else { return };
				let entry = self.entries.get_mut(&id).unwrap();
				if entry.state == State::Dead {
					entry.state = State::Discarded;
					assert_ok!(Outbox::discard(signed(FINANCE), id, reason()));
				} else {
					assert_noop!(
						Outbox::discard(signed(FINANCE), id, reason()),
						Error::<Test>::NotFound
					);
				}
			}
		}
	}

	/// One of the dead letters, or of all messages there ever were.
	fn pick_dead(&self, nth: usize, any: bool) -> Option<MessageId> {
		let dead: Vec<_> = self
			.entries
			.iter()
			.filter(|(_, entry)| any || entry.state == State::Dead)
			.map(|(id, _)| *id)
			.collect();
		nth.checked_rem(dead.len()).map(|nth| dead[nth])
	}

	fn revive(&mut self, id: MessageId) {
		let entry = self.entries.get_mut(&id).unwrap();
		if entry.state != State::Dead {
			assert_noop!(Outbox::revive(signed(FINANCE), id), Error::<Test>::NotFound);
			return;
		}
		assert_ok!(Outbox::revive(signed(FINANCE), id));
		let now = Now::get();
		entry.state = State::Waiting;
		entry.attempt = 0;
		entry.revived += 1;
		entry.due = now;
		entry.deadline = now + SETTINGS.term;
	}

	fn there(&self, state: State) -> usize {
		self.entries.values().filter(|entry| entry.state == state).count()
	}

	/// The pallet says the same.
	pub fn compare(&self) {
		for (id, entry) in &self.entries {
			let answer = Outbox::message(*id);
			assert_eq!(answer.is_some(), entry.is_there(), "message {id} is {entry:?}");
			let Some(answer) = answer else { continue };
			assert_eq!(answer.dead.is_some(), entry.state == State::Dead);
			let message = answer.message;
			let stored = (message.attempt, message.revived, message.due, message.deadline);
			assert_eq!(stored, (entry.attempt, entry.revived, entry.due, entry.deadline));
		}
		// Nothing is kept beside what is there: not for ever either.
		assert_eq!(Messages::<Test>::iter_keys().count(), self.there(State::Waiting));
		assert_eq!(DeadLetters::<Test>::iter_keys().count(), self.there(State::Dead));
		let lanes: BTreeSet<_> = self
			.entries
			.values()
			.filter(|entry| entry.lane != 0 && entry.is_there())
			.map(|entry| entry.lane)
			.collect();
		assert_eq!(LaneTail::<Test>::iter().count(), lanes.len());
		self.compare_room();
		self.compare_due();
		self.compare_heard();
		Outbox::do_try_state().expect("the storage holds together");
	}

	/// Neither dead letters nor what stands behind them wait.
	fn compare_room(&self) {
		let dead: BTreeSet<_> = self
			.entries
			.values()
			.filter(|entry| entry.lane != 0 && entry.state == State::Dead)
			.map(|entry| entry.lane)
			.collect();
		for destination in [Destination::NonTax, Destination::Evidence] {
			let (held, waiting): (Vec<_>, Vec<_>) = self
				.entries
				.values()
				.filter(|entry| (entry.lane == 0) == (destination == Destination::Evidence))
				.filter(|entry| entry.is_there())
				.partition(|entry| entry.state == State::Dead || dead.contains(&entry.lane));
			let tally = Tallies::<Test>::get(destination);
			let stored = [tally.waiting, tally.dead].map(|count| usize::try_from(count).unwrap());
			assert_eq!(stored, [waiting.len(), held.len()]);
		}
	}

	fn compare_due(&self) {
		let now = Now::get();
		let expected: Vec<_> = self
			.entries
			.iter()
			.filter(|(id, entry)| {
				entry.state == State::Waiting && entry.due <= now && !self.is_held(**id)
			})
			.map(|(id, _)| (*id, self.turn(*id, 0).unwrap()))
			.collect();
		let mut found: Vec<_> = [Destination::NonTax, Destination::Evidence]
			.into_iter()
			.flat_map(due)
			.map(|due| (due.id, usize::from(due.turn)))
			.collect();
		found.sort_unstable();
		assert_eq!(found, expected);
	}

	/// Whoever is told is told the same; of each message once that it arrived, and of the messages of a
	/// lane in their order.
	fn compare_heard(&self) {
		assert_eq!(Heard::get(), self.heard);
		let mut last = BTreeMap::<u64, MessageId>::new();
		let mut arrived = BTreeSet::new();
		for told in Heard::get() {
			let Told::Delivered(id, receipt) = told else { continue };
			if !receipt.accepted {
				continue;
			}
			assert!(arrived.insert(id), "message {id} was applied twice");
			let lane = self.entries[&id].lane;
			if lane != 0 {
				let before = last.insert(lane, id);
				assert!(before.is_none_or(|before| before < id), "lane {lane} is out of order");
			}
		}
		assert_eq!(arrived.len(), self.there(State::Delivered));
	}

	/// Once destinations answer and dead letters are taken up again, everything arrives that nobody gave
	/// up.
	pub fn drain(&mut self) {
		while let Some(id) = self.pick(0, false) {
			// The first message that is there is held by nothing.
			if self.entries[&id].state == State::Dead {
				self.revive(id);
			}
			Now::set(Now::get().max(self.entries[&id].due));
			let by = turn(id);
			self.say(by, said(by, vec![self.answer(id, true)]));
			assert_eq!(self.entries[&id].state, State::Delivered);
		}
		self.compare();
		let given_up = self.there(State::Discarded);
		assert_eq!(self.there(State::Delivered) + given_up, self.entries.len());
		assert_eq!(LaneTail::<Test>::iter().count(), 0);
	}
}
