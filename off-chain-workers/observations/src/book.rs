//! What one validator still has to observe, and what it said. No clock, no socket.

use fiscal_bridge::{At, BridgeFault};
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId, Observed, Question, Testimony},
	outbox::DeliveryFault,
	Moment,
};
use fiscal_sm_crypto::Public;
use std::{
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};
use tokio::time::Instant;

/// How a validator goes about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
	/// The most observations at the same time.
	pub(crate) concurrency: usize,
	/// After how many blocks a testimony is handed in again that the chain does not show.
	pub(crate) repeat_blocks: u32,
	/// Time after the first failure before the next attempt; it doubles with every failure.
	pub(crate) backoff: Duration,
	/// The longest time between two attempts.
	pub(crate) max_backoff: Duration,
}

/// Requests, in flight and said.
#[derive(Debug)]
pub(crate) struct Book {
	rules: Rules,
	wanted: BTreeMap<ObservationId, Wanted>,
	in_flight: BTreeSet<ObservationId>,
	said: BTreeMap<ObservationId, Said>,
	/// Where the next look begins.
	cursor: ObservationId,
}

/// A request that this validator has not answered.
#[derive(Debug)]
struct Wanted {
	question: Question,
	/// Consensus time, Unix ms.
	deadline: Moment,
	failures: u32,
	/// Not to be tried before.
	after: Instant,
}

/// A testimony that the chain may not show yet, since blocks take a while.
#[derive(Debug)]
struct Said {
	testimony: Testimony,
	deadline: Moment,
	/// The block at which it was handed in last.
	block: u32,
}

impl Book {
	pub(crate) fn new(rules: Rules) -> Self {
		Self {
			rules,
			wanted: BTreeMap::new(),
			in_flight: BTreeSet::new(),
			said: BTreeMap::new(),
			cursor: 0,
		}
	}

	pub(crate) fn cursor(&self) -> ObservationId {
		self.cursor
	}

	pub(crate) fn in_flight(&self) -> usize {
		self.in_flight.len()
	}

	pub(crate) fn wanted(&self) -> usize {
		self.wanted.len()
	}

	/// Forgets what is wanted: this validator is none.
	pub(crate) fn rest(&mut self) {
		self.wanted.clear();
		self.cursor = 0;
	}

	/// Looks at the open requests from [`Book::cursor`] on; the next look begins at `next`, or at the
	/// beginning. Gives testimonies that were handed in before and do not show, and how many requests
	/// nobody here serves.
	pub(crate) fn look(
		&mut self,
		at: &At,
		me: &Public,
		answers: Vec<ObservationAnswer>,
		next: Option<ObservationId>,
		now: Instant,
		serves: impl Fn(&Question) -> bool,
	) -> (Vec<Testimony>, usize) {
		let from = self.cursor;
		let is_seen = |id: ObservationId| id >= from && next.is_none_or(|next| id < next);
		self.cursor = next.unwrap_or(0);
		self.said.retain(|_, said| at.time < said.deadline);
		let (mut again, mut unserved) = (Vec::new(), 0usize);
		let mut listed = BTreeSet::new();
		for ObservationAnswer { id, request, said, .. } in answers {
			if at.time >= request.deadline || said.iter().any(|(spoke, _)| spoke == me) {
				self.said.remove(&id);
				continue;
			}
			listed.insert(id);
			if let Some(said) = self.said.get_mut(&id) {
				if at.number >= said.block.saturating_add(self.rules.repeat_blocks) {
					said.block = at.number;
					again.push(said.testimony.clone());
				}
			} else if serves(&request.question) {
				self.wanted.entry(id).or_insert_with(|| Wanted {
					question: request.question,
					deadline: request.deadline,
					failures: 0,
					after: now,
				});
			} else {
				unserved = unserved.saturating_add(1);
			}
		}
		self.wanted.retain(|id, _| !is_seen(*id) || listed.contains(id));
		(again, unserved)
	}

	/// The next request to observe, if another one may be under way.
	pub(crate) fn start(&mut self, now: Instant) -> Option<(ObservationId, Question)> {
		if self.in_flight.len() >= self.rules.concurrency {
			return None;
		}
		// Whoever waits longest goes first, so that those which fail again and again hold up nobody.
		let ready = self
			.wanted
			.iter()
			.filter(|(id, wanted)| wanted.after <= now && !self.in_flight.contains(id));
		let (id, wanted) = ready.min_by_key(|(id, wanted)| (wanted.after, **id))?;
		let id = *id;
		self.in_flight.insert(id);
		Some((id, wanted.question.clone()))
	}

	/// When the next request may be tried again, if another one may be under way then.
	pub(crate) fn wake(&self) -> Option<Instant> {
		if self.in_flight.len() >= self.rules.concurrency {
			return None;
		}
		self.wanted
			.iter()
			.filter(|(id, _)| !self.in_flight.contains(id))
			.map(|(_, wanted)| wanted.after)
			.min()
	}

	/// An observation ended; `block` is the latest. What is to be said, or what went wrong; nothing of a
	/// request that is no longer open.
	pub(crate) fn finish(
		&mut self,
		id: ObservationId,
		result: Result<Observed, BridgeFault>,
		block: u32,
		now: Instant,
	) -> Option<Result<Testimony, BridgeFault>> {
		self.in_flight.remove(&id);
		let wanted = self.wanted.get_mut(&id)?;
		let result = result.and_then(|observed| {
			if observed.answers(&wanted.question) {
				return Ok(observed);
			}
			Err(BridgeFault {
				fault: DeliveryFault::BadAnswer,
				words: "what was observed does not answer what was asked".into(),
			})
		});
		match result {
			Ok(observed) => {
				let deadline = wanted.deadline;
				self.wanted.remove(&id);
				let testimony = Testimony { id, observed };
				self.said.insert(id, Said { testimony: testimony.clone(), deadline, block });
				Some(Ok(testimony))
			}
			Err(fault) => {
				let factor = 1u32.checked_shl(wanted.failures).unwrap_or(u32::MAX);
				let pause = self.rules.backoff.saturating_mul(factor).min(self.rules.max_backoff);
				wanted.failures = wanted.failures.saturating_add(1);
				wanted.after = now + pause;
				Some(Err(fault))
			}
		}
	}

	/// An observation ended without a word: it counts as failed.
	pub(crate) fn lose(&mut self, id: ObservationId, now: Instant) {
		self.in_flight.remove(&id);
		if let Some(wanted) = self.wanted.get_mut(&id) {
			wanted.after = now + self.rules.max_backoff;
		}
	}
}
