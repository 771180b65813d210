//! A destination that keeps idempotency keys, and fails as it is told.

use super::chain::GENESIS;
use async_trait::async_trait;
use fiscal_bridge::{receipt, worker::Delivered, BridgeFault, Deliver};
use fiscal_primitives::{
	outbox::{idempotency_key, Code, DeliveryFault, Destination, DueMessage, MessageId, Receipt},
	Digest,
};
use fiscal_sm_crypto::Pair;
use rand::{rngs::StdRng, Rng, SeedableRng};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
	/// Nothing.
	Good,
	/// Three of ten calls, before or after the message was taken, or in the receipt.
	Bad,
	/// Nobody is there.
	Away,
	/// Every message is refused for good.
	Refusing,
	/// Receipts are signed with another key.
	Forged,
	/// It never answers.
	Silent,
}

pub(super) struct System {
	destination: Destination,
	delay: Duration,
	inside: Mutex<Inside>,
}

pub(super) struct Inside {
	pub(super) mood: Mood,
	/// Messages in the order in which they were taken, each once.
	pub(super) taken: Vec<MessageId>,
	keys: BTreeMap<Digest, MessageId>,
	/// How often each message came.
	pub(super) calls: BTreeMap<MessageId, u32>,
	/// Calls at the same time, now and at most.
	pub(super) now: usize,
	pub(super) most: usize,
	random: StdRng,
}

impl System {
	pub(super) fn new(destination: Destination, mood: Mood, delay: Duration) -> Arc<Self> {
		let inside = Inside {
			mood,
			taken: Vec::new(),
			keys: BTreeMap::new(),
			calls: BTreeMap::new(),
			now: 0,
			most: 0,
			random: StdRng::seed_from_u64(5),
		};
		Arc::new(Self { destination, delay, inside: Mutex::new(inside) })
	}

	/// The key with which it signs receipts.
	pub(super) fn key() -> Pair {
		Pair::from_dev_name("NonTax")
	}

	pub(super) fn inside(&self) -> MutexGuard<'_, Inside> {
		self.inside.lock().unwrap()
	}

	fn fault(fault: DeliveryFault) -> BridgeFault {
		BridgeFault { fault, words: "as it was told".into() }
	}
}

impl Inside {
	/// Takes a message, if it did not come before.
	fn take(&mut self, key: &Digest, id: MessageId) {
		if self.keys.insert(*key, id).is_none() {
			self.taken.push(id);
		}
	}

	fn answer(&mut self, key: &Digest, due: &DueMessage) -> Result<Delivered, BridgeFault> {
		assert_eq!(*key, idempotency_key(&GENESIS, due.id));
		let luck = if self.mood == Mood::Bad { self.random.gen_range(0..20) } else { 20 };
		match (self.mood, luck) {
			(Mood::Away, _) | (_, 0 | 1) => return Err(System::fault(DeliveryFault::Unreachable)),
			(_, 2) => return Err(System::fault(DeliveryFault::Unavailable)),
			_ => {}
		}
		let accepted = self.mood != Mood::Refusing;
		if accepted {
			self.take(key, due.id);
		}
		if matches!(luck, 3 | 4) {
			return Err(System::fault(DeliveryFault::Unreachable));
		}
		let forged = self.mood == Mood::Forged || luck == 5;
		let signer = if forged { Pair::from_dev_name("Forger") } else { System::key() };
		let code = Code::new(if accepted { "S0000" } else { "E0422" }).unwrap();
		let said = Receipt { accepted, code, reference: None };
		let digest = due.message.body.digest();
		let body = receipt::sign(Some(&signer), &said, key, &digest).unwrap();
		receipt::read(&body, None, key, &digest)
	}
}

#[async_trait]
impl Deliver for System {
	fn destination(&self) -> Destination {
		self.destination
	}

	async fn deliver(&self, key: &Digest, due: &DueMessage) -> Result<Delivered, BridgeFault> {
		let silent = {
			let mut inside = self.inside();
			*inside.calls.entry(due.id).or_default() += 1;
			inside.now += 1;
			inside.most = inside.most.max(inside.now);
			inside.mood == Mood::Silent
		};
		let delay = if silent { Duration::from_secs(3_600) } else { self.delay };
		// Counted down also when the caller gives up.
		let _leave = Leave(self);
		tokio::time::sleep(delay).await;
		// Let go of before `_leave`, which takes it too.
		let mut inside = self.inside();
		inside.answer(key, due)
	}
}

struct Leave<'a>(&'a System);

impl Drop for Leave<'_> {
	fn drop(&mut self) {
		self.0.inside().now -= 1;
	}
}
