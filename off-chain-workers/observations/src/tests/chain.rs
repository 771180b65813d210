//! The rules of observations in miniature.

use async_trait::async_trait;
use fiscal_bridge::{At, Chain, ChainFault};
use fiscal_primitives::{
	observation::{
		ObservationAnswer, ObservationId, ObservationStatus, Observed, Question, Request,
		Testimonies, Testimony,
	},
	outbox::{Destination, DestinationAnswer, DueMessage, MessageId, Reports},
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
	pub(super) open: BTreeMap<ObservationId, ObservationAnswer>,
	/// Whose deadline is over.
	pub(super) closed: BTreeMap<ObservationId, ObservationAnswer>,
	/// Who said something else than what was agreed on.
	pub(super) contradicted: Vec<(ObservationId, Public)>,
	/// How often each validator handed in something to each request, and what.
	pub(super) handed_in: BTreeMap<(ObservationId, Public), Vec<Digest>>,
	/// Testimonies that nobody should have given.
	pub(super) wrong: Vec<String>,
	/// While set, testimonies come to nothing.
	pub(super) deaf: bool,
	last: ObservationId,
	pool: Vec<(Testimonies, Signature)>,
}

impl Mock {
	pub(super) fn new(validators: usize) -> Arc<Self> {
		Arc::new(Self {
			state: Mutex::new(State { time: 1_000_000, ..State::default() }),
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

	/// Asks for an observation within `term` ms.
	pub(super) fn ask(&self, question: Question, term: u64) -> ObservationId {
		let mut state = self.state();
		state.last += 1;
		let (id, at) = (state.last, state.time);
		let request = Request {
			question,
			requester: None,
			at,
			deadline: at + term,
			status: ObservationStatus::Open,
			agreed: None,
		};
		let answer = ObservationAnswer { id, request, said: Vec::new(), observed: None };
		state.open.insert(id, answer);
		id
	}

	/// Makes a block 250 ms after the one before.
	pub(super) fn block(&self) {
		let mut state = self.state();
		state.number += 1;
		state.time += 250;
		let pool = std::mem::take(&mut state.pool);
		for (testimonies, signature) in pool {
			state.hear(&self.validators, testimonies, &signature);
		}
		let now = state.time;
		let over: Vec<_> = state
			.open
			.iter()
			.filter(|(_, answer)| answer.request.deadline <= now)
			.map(|(id, _)| *id)
			.collect();
		for id in over {
			if let Some(answer) = state.open.remove(&id) {
				state.closed.insert(id, answer);
			}
		}
		let number = state.number;
		drop(state);
		self.height.send_replace(number);
	}

	/// Makes blocks until the task is dropped.
	pub(super) fn produce(self: &Arc<Self>, every: Duration) -> JoinHandle<()> {
		let chain = self.clone();
		tokio::spawn(async move {
			loop {
				tokio::time::sleep(every).await;
				chain.block();
			}
		})
	}

	/// Did so many validators speak to every open request?
	pub(super) fn all_spoke(&self, validators: usize) -> bool {
		self.state().open.values().all(|answer| answer.said.len() == validators)
	}
}

impl State {
	fn hear(&mut self, validators: &[Public], testimonies: Testimonies, signature: &Signature) {
		let speaker = testimonies.validator;
		if !validators.contains(&speaker) {
			self.wrong.push("by no validator".into());
			return;
		}
		let ids: Vec<_> = testimonies.testimonies.iter().map(|testimony| testimony.id).collect();
		if ids.is_empty() || !ids.is_sorted_by(|one, next| one < next) {
			self.wrong.push(format!("not ascending: {ids:?}"));
		}
		if !verify(&speaker, &testimonies.payload(&GENESIS), signature) {
			self.wrong.push("not signed".into());
		}
		for testimony in testimonies.testimonies {
			if !self.deaf {
				self.hear_one(validators.len(), speaker, testimony);
			}
		}
	}

	fn hear_one(&mut self, validators: usize, speaker: Public, testimony: Testimony) {
		let Testimony { id, observed } = testimony;
		let Some(answer) = self.open.get_mut(&id) else { return };
		if !observed.answers(&answer.request.question) {
			self.wrong.push(format!("{id} is answered with something else"));
			return;
		}
		if answer.said.iter().any(|(spoke, _)| *spoke == speaker) {
			return;
		}
		let digest = observed.digest();
		answer.said.push((speaker, digest));
		let same = answer.said.iter().filter(|(_, said)| *said == digest).count();
		match answer.request.agreed {
			Some(agreed) if agreed != digest => self.contradicted.push((id, speaker)),
			Some(_) => {}
			None if same > (validators - 1) / 3 => {
				answer.request.agreed = Some(digest);
				answer.request.status = ObservationStatus::Applied;
				answer.observed = Some(observed);
				let others = answer.said.iter().filter(|(_, said)| *said != digest);
				self.contradicted.extend(others.map(|(spoke, _)| (id, *spoke)));
			}
			None => {}
		}
	}

	/// What was agreed on.
	pub(super) fn agreed(&self, id: ObservationId) -> Option<&Observed> {
		self.open.get(&id).or(self.closed.get(&id))?.observed.as_ref()
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
		_: Destination,
		_: MessageId,
		_: u32,
	) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault> {
		Ok((Vec::new(), None))
	}

	fn destination(&self, _: &At, _: Destination) -> Result<DestinationAnswer, ChainFault> {
		Err(ChainFault("there is none".into()))
	}

	fn open_observations(
		&self,
		_: &At,
		from: ObservationId,
		limit: u32,
	) -> Result<Vec<ObservationAnswer>, ChainFault> {
		assert!((1..=256).contains(&limit));
		let state = self.state();
		Ok(state
			.open
			.range(from..)
			.take(limit as usize)
			.map(|(_, answer)| answer.clone())
			.collect())
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

	async fn report(&self, _: Reports, _: Signature) -> Result<(), ChainFault> {
		Err(ChainFault("nothing is sent".into()))
	}

	async fn testify(
		&self,
		testimonies: Testimonies,
		signature: Signature,
	) -> Result<(), ChainFault> {
		let mut state = self.state();
		for testimony in &testimonies.testimonies {
			let key = (testimony.id, testimonies.validator);
			state.handed_in.entry(key).or_default().push(testimony.observed.digest());
		}
		state.pool.push((testimonies, signature));
		Ok(())
	}
}
