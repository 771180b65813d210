//! The rules of the outbox in miniature.

use async_trait::async_trait;
use fiscal_bridge::{At, Chain, ChainFault};
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId, Testimonies},
	outbox::{
		idempotency_key, Body, DeathCause, DeliveryFault, DeliveryOutcome, Destination,
		DestinationAnswer, DueMessage, Message, MessageId, Report, Reports, Settings,
	},
	Bill, BillKey, Digest,
};
use fiscal_sm_crypto::{verify, Pair, Public, Signature};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};
use tokio::{sync::watch, task::JoinHandle};

pub(super) const GENESIS: Digest = Digest::repeat_byte(0xf1);

/// A chain whose blocks are made by hand or by a task.
pub(super) struct Mock {
	state: Mutex<State>,
	height: watch::Sender<u32>,
	validators: Vec<Public>,
}

#[derive(Default)]
pub(super) struct State {
	pub(super) number: u32,
	pub(super) time: u64,
	pub(super) messages: BTreeMap<MessageId, Message>,
	pub(super) dead: BTreeMap<MessageId, (Message, DeathCause)>,
	/// Who reported it, in the order of delivery.
	pub(super) delivered: Vec<(MessageId, Public)>,
	pub(super) failures: Vec<(MessageId, Public, DeliveryFault)>,
	/// How often each message was reported, whether it counted or not.
	pub(super) reported: BTreeMap<MessageId, u32>,
	/// Reports that nobody should have made.
	pub(super) wrong: Vec<String>,
	/// While set, reports are counted and come to nothing.
	pub(super) deaf: bool,
	settings: Option<Settings>,
	tails: BTreeMap<Digest, MessageId>,
	last: MessageId,
	pool: Vec<(Reports, Signature)>,
}

impl Mock {
	pub(super) fn new(validators: usize, settings: Settings) -> Arc<Self> {
		let state = State { time: 1_000_000, settings: Some(settings), ..State::default() };
		Arc::new(Self {
			state: Mutex::new(state),
			height: watch::Sender::new(0),
			validators: (0..validators).map(|number| Self::validator(number).public()).collect(),
		})
	}

	pub(super) fn validator(number: usize) -> Pair {
		Pair::from_dev_name(&format!("Validator-{}", number + 1))
	}

	pub(super) fn state(&self) -> MutexGuard<'_, State> {
		self.state.lock().unwrap()
	}

	pub(super) fn send(&self, body: Body) -> MessageId {
		self.state().send(body)
	}

	/// Makes a block `later` ms after the one before.
	pub(super) fn block(&self, later: u64) {
		let mut state = self.state();
		state.number += 1;
		state.time += later;
		let pool = std::mem::take(&mut state.pool);
		for (reports, signature) in pool {
			state.apply(&self.validators, &reports, &signature);
		}
		let number = state.number;
		drop(state);
		self.height.send_replace(number);
	}

	/// Makes blocks 250 ms apart until the task is dropped.
	pub(super) fn produce(self: &Arc<Self>, every: Duration) -> JoinHandle<()> {
		let chain = self.clone();
		tokio::spawn(async move {
			loop {
				tokio::time::sleep(every).await;
				chain.block(250);
			}
		})
	}
}

impl State {
	fn send(&mut self, body: Body) -> MessageId {
		self.last += 1;
		let id = self.last;
		let term = self.settings.map_or(0, |settings| settings.term);
		let message = Message {
			previous: body.lane().and_then(|lane| self.tails.insert(lane, id)),
			body,
			queued: self.time,
			deadline: self.time + term,
			attempt: 0,
			due: self.time,
			revived: 0,
		};
		self.messages.insert(id, message);
		id
	}

	fn is_held(&self, message: &Message) -> bool {
		message.previous.is_some_and(|previous| {
			self.messages.contains_key(&previous) || self.dead.contains_key(&previous)
		})
	}

	fn turn(&self, id: MessageId, message: &Message, back: u64, validators: usize) -> u64 {
		let settings = self.settings.unwrap();
		let passed = self.time.saturating_sub(message.due) / settings.takeover;
		(id + u64::from(message.attempt) + passed.saturating_sub(back)) % validators as u64
	}

	fn apply(&mut self, validators: &[Public], reports: &Reports, signature: &Signature) {
		let position = validators.iter().position(|key| *key == reports.validator);
		let Some(position) = position else {
			self.wrong.push("by no validator".into());
			return;
		};
		let ids: Vec<_> = reports.reports.iter().map(|report| report.id).collect();
		if ids.is_empty() || !ids.is_sorted_by(|one, next| one < next) {
			self.wrong.push(format!("not ascending: {ids:?}"));
		}
		if !verify(&reports.validator, &reports.payload(&GENESIS), signature) {
			self.wrong.push("not signed".into());
		}
		for report in &reports.reports {
			if !self.deaf {
				self.apply_one(validators.len(), position as u64, &reports.validator, report);
			}
		}
	}

	fn apply_one(&mut self, validators: usize, position: u64, validator: &Public, report: &Report) {
		let id = report.id;
		let Some(message) = self.messages.get(&id).cloned() else { return };
		if self.is_held(&message) {
			self.wrong.push(format!("{id} is not its lane's turn"));
			return;
		}
		let settings = self.settings.unwrap();
		match &report.outcome {
			DeliveryOutcome::Delivered { receipt, signature } => {
				let payload =
					receipt.payload(&idempotency_key(&GENESIS, id), &message.body.digest());
				let signed = |key: Public| {
					signature.is_some_and(|signature| verify(&key, &payload, &signature))
				};
				if settings.receipts.is_some_and(|key| !signed(key)) {
					self.wrong.push(format!("{id} has no receipt"));
					return;
				}
				if !receipt.accepted && settings.receipts.is_none() {
					self.wrong.push(format!("{id} is refused, and nothing proves it"));
					return;
				}
				if receipt.accepted {
					self.messages.remove(&id);
					self.delivered.push((id, *validator));
				} else if report.revived == message.revived {
					self.bury(id, DeathCause::Refused);
				}
			}
			DeliveryOutcome::Failed { attempt, fault } => {
				if *attempt != message.attempt || report.revived != message.revived {
					return;
				}
				let had = |back| self.turn(id, &message, back, validators) == position;
				if !(had(0) || had(1)) {
					// A worker may be late, but not early.
					if !(2..=validators as u64).any(had) {
						self.wrong.push(format!("{id} failed out of turn"));
					}
					return;
				}
				self.failures.push((id, *validator, *fault));
				if self.time > message.deadline {
					if message.attempt == 0 && message.previous.is_some() {
						self.begin(id);
					} else {
						self.bury(id, DeathCause::Overdue);
					}
				} else if message.attempt + 1 >= settings.attempts {
					self.bury(id, DeathCause::Attempts(*fault));
				} else if let Some(waiting) = self.messages.get_mut(&id) {
					let delay = settings.backoff << u32::from(message.attempt).min(10);
					waiting.attempt += 1;
					waiting.due = self.time + delay.min(settings.max_backoff);
				}
			}
		}
	}

	/// A message that was held beyond its term has its term now.
	fn begin(&mut self, id: MessageId) {
		let (now, term) = (self.time, self.settings.unwrap().term);
		if let Some(message) = self.messages.get_mut(&id) {
			message.previous = None;
			message.due = now;
			message.deadline = now + term;
			message.revived += 1;
		}
	}

	fn bury(&mut self, id: MessageId, cause: DeathCause) {
		if let Some(message) = self.messages.remove(&id) {
			self.dead.insert(id, (message, cause));
		}
	}

	/// Takes a dead letter up again.
	pub(super) fn revive(&mut self, id: MessageId) {
		let (message, _) = self.dead.remove(&id).unwrap();
		let term = self.settings.unwrap().term;
		let message = Message {
			attempt: 0,
			due: self.time,
			deadline: self.time + term,
			revived: message.revived + 1,
			..message
		};
		self.messages.insert(id, message);
	}

	pub(super) fn set_term(&mut self, term: u64) {
		self.settings.as_mut().unwrap().term = term;
	}
}

#[async_trait]
impl Chain for Mock {
	fn genesis(&self) -> Digest {
		GENESIS
	}

	fn latest(&self) -> Result<At, ChainFault> {
		let state = self.state();
		let hash = Digest::from_low_u64_be(state.number.into());
		Ok(At { hash, number: state.number, time: state.time })
	}

	async fn next(&self, after: u32) -> Option<At> {
		let mut height = self.height.subscribe();
		height.wait_for(|number| *number > after).await.ok()?;
		self.latest().ok()
	}

	fn validators(&self, _: &At) -> Result<Vec<Public>, ChainFault> {
		Ok(self.validators.clone())
	}

	fn due(
		&self,
		_: &At,
		destination: Destination,
		from: MessageId,
		limit: u32,
	) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault> {
		assert!((1..=256).contains(&limit));
		let state = self.state();
		let mut found = Vec::new();
		for (looked_at, (id, message)) in state.messages.range(from..).enumerate() {
			if looked_at >= 512 || found.len() >= limit as usize {
				return Ok((found, Some(*id)));
			}
			let other = message.body.destination() != destination;
			if other || message.due > state.time || state.is_held(message) {
				continue;
			}
			let turn = state.turn(*id, message, 0, self.validators.len()) as u16;
			found.push(DueMessage { id: *id, message: message.clone(), turn });
		}
		Ok((found, None))
	}

	fn destination(
		&self,
		_: &At,
		destination: Destination,
	) -> Result<DestinationAnswer, ChainFault> {
		let state = self.state();
		let waiting = state
			.messages
			.values()
			.filter(|message| message.body.destination() == destination)
			.count() as u32;
		Ok(DestinationAnswer {
			destination,
			settings: state.settings.ok_or_else(|| ChainFault("closed".into()))?,
			waiting,
			dead: state.dead.len() as u32,
			delivered: state.delivered.len() as u64,
		})
	}

	fn open_observations(
		&self,
		_: &At,
		_: ObservationId,
		_: u32,
	) -> Result<Vec<ObservationAnswer>, ChainFault> {
		Ok(Vec::new())
	}

	fn bill(&self, _: &At, _: &BillKey) -> Result<Option<Bill>, ChainFault> {
		Ok(None)
	}

	fn bills(
		&self,
		_: &At,
		_: &BillKey,
		_: &BillKey,
		_: u32,
	) -> Result<Vec<(BillKey, Bill)>, ChainFault> {
		Ok(Vec::new())
	}

	async fn report(&self, reports: Reports, signature: Signature) -> Result<(), ChainFault> {
		let mut state = self.state();
		for report in &reports.reports {
			*state.reported.entry(report.id).or_default() += 1;
		}
		state.pool.push((reports, signature));
		Ok(())
	}

	async fn testify(&self, _: Testimonies, _: Signature) -> Result<(), ChainFault> {
		Err(ChainFault("nobody asks".into()))
	}
}
