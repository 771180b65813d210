//! What one validator does about one destination: which messages it takes up, and what it says of
//! them. No clock, no socket.

use crate::breaker::Breaker;
use fiscal_bridge::{worker::Delivered, At, BridgeFault, Deliver};
use fiscal_primitives::{
	outbox::{
		idempotency_key, DeliveryFault, DeliveryOutcome, Destination, DueMessage, MessageId, Report,
	},
	Digest,
};
use fiscal_sm_crypto::{verify, Public};
use std::{
	collections::{BTreeMap, BTreeSet, VecDeque},
	sync::Arc,
};

/// How often a report is handed in again before the message is delivered anew.
const MAX_REPEATS: u8 = 5;

/// After how many times [`Rules::repeat_blocks`] a report is forgotten.
const MEMORY: u32 = 16;

/// What holds for every destination.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
	/// The most messages on the way at the same time.
	pub(crate) concurrency: usize,
	/// After how many blocks a report is handed in again whose message still waits as before.
	pub(crate) repeat_blocks: u32,
	/// After how many failures in a row a destination is tried with one message at a time.
	pub(crate) breaker: u32,
}

/// One destination.
pub(crate) struct Line {
	destination: Destination,
	bridge: Option<Arc<dyn Deliver>>,
	genesis: Digest,
	rules: Rules,
	/// The key with which the destination signs receipts, as the chain has it.
	receipts: Option<Public>,
	/// Messages of this validator's turn that were seen and not started.
	ready: VecDeque<DueMessage>,
	in_flight: BTreeSet<MessageId>,
	/// What was said of messages that may still be shown, since blocks take a while.
	said: BTreeMap<MessageId, Said>,
	breaker: Breaker,
	/// Where the next look begins.
	cursor: MessageId,
}

#[derive(Clone, Debug)]
struct Said {
	report: Report,
	/// The block at which it was said last.
	block: u32,
	repeats: u8,
}

/// What a look at messages has the worker say at once.
#[derive(Debug, Default)]
pub(crate) struct Sayings {
	/// Reports that are new.
	pub(crate) fresh: Vec<Report>,
	/// Reports that were handed in before. They stand in transactions of their own: the pool takes
	/// none that says something again which another one in it says.
	pub(crate) again: Vec<Report>,
}

impl Line {
	pub(crate) fn new(
		destination: Destination,
		bridge: Option<Arc<dyn Deliver>>,
		genesis: Digest,
		rules: Rules,
	) -> Self {
		Self {
			destination,
			bridge,
			genesis,
			rules,
			receipts: None,
			ready: VecDeque::new(),
			in_flight: BTreeSet::new(),
			said: BTreeMap::new(),
			breaker: Breaker::new(rules.breaker),
			cursor: 0,
		}
	}

	pub(crate) fn destination(&self) -> Destination {
		self.destination
	}

	pub(crate) fn cursor(&self) -> MessageId {
		self.cursor
	}

	pub(crate) fn in_flight(&self) -> usize {
		self.in_flight.len()
	}

	pub(crate) fn is_broken(&self) -> bool {
		self.breaker.is_open()
	}

	/// The key with which the destination signs receipts, as the chain has it.
	pub(crate) fn set_receipts(&mut self, receipts: Option<Public>) {
		self.receipts = receipts;
	}

	/// Forgets what was ready: it is not this validator's turn, or nothing waits.
	pub(crate) fn rest(&mut self) {
		self.ready.clear();
		self.cursor = 0;
	}

	/// Looks at messages that may be delivered at a block. `me` is this validator's position; the next
	/// look begins at `next`, or at the beginning.
	pub(crate) fn look(
		&mut self,
		at: &At,
		me: u16,
		messages: Vec<DueMessage>,
		next: Option<MessageId>,
	) -> Sayings {
		self.cursor = next.unwrap_or(0);
		self.ready.clear();
		let memory = self.rules.repeat_blocks.saturating_mul(MEMORY);
		self.said.retain(|_, said| at.number <= said.block.saturating_add(memory));
		let mut sayings = Sayings::default();
		for due in messages {
			if self.in_flight.contains(&due.id) {
				continue;
			}
			let mine = due.turn == me;
			if let Some(said) = self.said.get_mut(&due.id) {
				if said.still_holds(&due, mine) {
					if at.number >= said.block.saturating_add(self.rules.repeat_blocks) {
						said.block = at.number;
						said.repeats = said.repeats.saturating_add(1);
						sayings.again.push(said.report.clone());
					}
					continue;
				}
				self.said.remove(&due.id);
			}
			if !mine {
				continue;
			}
			let fault = if at.time > due.message.deadline {
				DeliveryFault::Overdue
			} else if self.bridge.is_none() {
				DeliveryFault::NotConfigured
			} else {
				self.ready.push_back(due);
				continue;
			};
			sayings.fresh.push(self.say(&due, failed(&due, fault), at.number));
		}
		sayings
	}

	/// The next message to be delivered, if another one may be on its way.
	pub(crate) fn start(&mut self) -> Option<(Arc<dyn Deliver>, DueMessage)> {
		let allowed = if self.breaker.is_open() { 1 } else { self.rules.concurrency };
		if self.in_flight.len() >= allowed {
			return None;
		}
		let bridge = self.bridge.clone()?;
		let due = self.ready.pop_front()?;
		self.in_flight.insert(due.id);
		Some((bridge, due))
	}

	/// An attempt ended; `block` is the latest. What is to be reported, and the fault if it failed.
	pub(crate) fn finish(
		&mut self,
		due: &DueMessage,
		result: Result<Delivered, BridgeFault>,
		block: u32,
	) -> (Report, Option<BridgeFault>) {
		self.in_flight.remove(&due.id);
		let result = result.and_then(|delivered| self.checked(due, delivered));
		let reached = !matches!(&result, Err(BridgeFault { fault, .. }) if is_down(*fault));
		if self.breaker.record(reached) {
			let words = if reached { "answers again" } else { "cannot be reached" };
			log::warn!(target: crate::worker::LOG, "{:?} {words}", self.destination);
		}
		let (outcome, fault) = match result {
			Ok(Delivered { receipt, signature }) => {
				(DeliveryOutcome::Delivered { receipt, signature }, None)
			}
			Err(fault) => (failed(due, fault.fault), Some(fault)),
		};
		(self.say(due, outcome, block), fault)
	}

	/// An attempt ended without a word: somebody may start it again.
	pub(crate) fn lose(&mut self, id: MessageId) {
		self.in_flight.remove(&id);
	}

	/// Receipts that the chain would not take are no receipts: one that is not signed as it should be,
	/// and a refusal by a destination that signs none.
	fn checked(&self, due: &DueMessage, delivered: Delivered) -> Result<Delivered, BridgeFault> {
		let Some(key) = &self.receipts else {
			return match delivered.receipt.accepted {
				true => Ok(delivered),
				false => Err(BridgeFault {
					fault: DeliveryFault::Refused,
					words: format!("refused with {}", delivered.receipt.code),
				}),
			};
		};
		let idempotency = idempotency_key(&self.genesis, due.id);
		let payload = delivered.receipt.payload(&idempotency, &due.message.body.digest());
		match &delivered.signature {
			Some(signature) if verify(key, &payload, signature) => Ok(delivered),
			_ => Err(BridgeFault {
				fault: DeliveryFault::BadAnswer,
				words: "the receipt is not signed with the key that the chain has for it".into(),
			}),
		}
	}

	fn say(&mut self, due: &DueMessage, outcome: DeliveryOutcome, block: u32) -> Report {
		let report = Report { id: due.id, revived: due.message.revived, outcome };
		self.said.insert(due.id, Said { report: report.clone(), block, repeats: 0 });
		report
	}
}

impl Said {
	/// Would the report still count for the message as it stands, and is it worth waiting for?
	fn still_holds(&self, due: &DueMessage, mine: bool) -> bool {
		if self.repeats >= MAX_REPEATS {
			return false;
		}
		let revived = self.report.revived == due.message.revived;
		match &self.report.outcome {
			DeliveryOutcome::Delivered { receipt, .. } => receipt.accepted || revived,
			DeliveryOutcome::Failed { attempt, .. } => {
				mine && revived && *attempt == due.message.attempt
			}
		}
	}
}

fn failed(due: &DueMessage, fault: DeliveryFault) -> DeliveryOutcome {
	DeliveryOutcome::Failed { attempt: due.message.attempt, fault }
}

/// Does the fault say that the system as a whole takes nothing just now? While it does, one message at
/// a time finds out when that ends, and the others keep their attempts.
const fn is_down(fault: DeliveryFault) -> bool {
	matches!(
		fault,
		DeliveryFault::Unreachable | DeliveryFault::Unavailable | DeliveryFault::Unauthorized
	)
}
