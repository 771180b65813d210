//! The loop: blocks in, observations out, testimonies back.

use crate::{
	book::{Book, Rules},
	metrics::Metrics,
};
use fiscal_bridge::{config::Observations, At, BridgeFault, Chain, ChainFault, Observe};
use fiscal_primitives::{
	observation::{
		ObservationAnswer, ObservationId, Observed, Testimonies, Testimony, MAX_ANSWERS,
	},
	outbox::DeliveryFault,
	Digest,
};
use fiscal_sm_crypto::{Public, Signer};
use std::{
	collections::{BTreeMap, HashMap},
	future::pending,
	sync::Arc,
	time::Duration,
};
use tokio::{
	task::{Id, JoinError, JoinSet},
	time::{sleep_until, timeout, Instant},
};

/// Under which name the worker logs.
pub(crate) const LOG: &str = "observations";

/// The most requests of one answer of the chain.
const PAGE: u32 = 256;
/// How long testimonies are collected before they are handed in together.
const COLLECT: Duration = Duration::from_millis(50);
/// How long handing in may take.
const HAND_IN: Duration = Duration::from_secs(10);

/// One validator's observations.
pub(crate) struct Worker {
	chain: Arc<dyn Chain>,
	signer: Arc<dyn Signer>,
	public: Public,
	genesis: Digest,
	observers: Vec<Arc<dyn Observe>>,
	options: Observations,
	metrics: Metrics,
	book: Book,
	/// The latest block that was seen.
	at: Option<At>,
	observations: JoinSet<Result<Observed, BridgeFault>>,
	/// Which request a task observes: of one that panics nothing else is known.
	tasks: HashMap<Id, ObservationId>,
	fresh: BTreeMap<ObservationId, Testimony>,
	again: BTreeMap<ObservationId, Testimony>,
	/// When what was collected is handed in.
	hand_in: Option<Instant>,
}

impl Worker {
	pub(crate) fn new(
		chain: Arc<dyn Chain>,
		signer: Arc<dyn Signer>,
		observers: Vec<Arc<dyn Observe>>,
		options: Observations,
		metrics: Metrics,
	) -> Self {
		let rules = Rules {
			concurrency: options.concurrency.max(1),
			repeat_blocks: options.repeat_blocks.max(1),
			backoff: options.backoff,
			max_backoff: options.max_backoff.max(options.backoff),
		};
		Self {
			public: signer.public(),
			genesis: chain.genesis(),
			chain,
			signer,
			observers,
			options,
			metrics,
			book: Book::new(rules),
			at: None,
			observations: JoinSet::new(),
			tasks: HashMap::new(),
			fresh: BTreeMap::new(),
			again: BTreeMap::new(),
			hand_in: None,
		}
	}

	/// Runs until the node stops.
	pub(crate) async fn run(mut self) {
		match self.chain.latest() {
			Ok(at) => self.look(at),
			Err(fault) => log::warn!(target: LOG, "{fault}"),
		}
		loop {
			self.start();
			let full = self.fresh.len() >= MAX_ANSWERS as usize;
			if full || (self.observations.is_empty() && self.hand_in.is_some()) {
				self.hand_in().await;
			}
			let after = self.at.map_or(0, |at| at.number);
			let (collected, retry) = (until(self.hand_in), until(self.book.wake()));
			tokio::select! {
				next = self.chain.next(after) => match next {
					Some(at) => self.look(at),
					None => break,
				},
				Some(ended) = self.observations.join_next_with_id() => self.ended(ended),
				() = collected => self.hand_in().await,
				// What waits is started at the head of the loop.
				() = retry => {}
			}
		}
	}

	/// Looks at a block.
	fn look(&mut self, at: At) {
		self.at = Some(at);
		if let Err(fault) = self.look_at(&at) {
			log::warn!(target: LOG, "block {} is not looked at: {fault}", at.number);
		}
	}

	fn look_at(&mut self, at: &At) -> Result<(), ChainFault> {
		let validators = self.chain.validators(at)?;
		if !validators.contains(&self.public) {
			self.book.rest();
			self.metrics.looked(at.number, 0);
			return Ok(());
		}
		let from = self.book.cursor();
		let (answers, next) = open(&*self.chain, at, from, self.options.look)?;
		let observers = &self.observers;
		let (again, unserved) =
			self.book.look(at, &self.public, answers, next, Instant::now(), |question| {
				observers.iter().any(|observer| observer.serves(question))
			});
		self.metrics.looked(at.number, unserved);
		self.again.extend(again.into_iter().map(|testimony| (testimony.id, testimony)));
		self.collect();
		Ok(())
	}

	/// Starts as many observations as may be under way.
	fn start(&mut self) {
		let Some(at) = self.at else { return };
		while let Some((id, question)) = self.book.start(Instant::now()) {
			let served = self.observers.iter().find(|observer| observer.serves(&question));
			let Some(observer) = served.cloned() else {
				self.book.lose(id, Instant::now());
				continue;
			};
			let (chain, longest) = (self.chain.clone(), self.options.longest);
			let task = self.observations.spawn(async move {
				let observed = observer.observe(&*chain, &at, &question);
				timeout(longest, observed).await.unwrap_or_else(|_| {
					Err(BridgeFault {
						fault: DeliveryFault::Unreachable,
						words: format!("no end after {} s", longest.as_secs()),
					})
				})
			});
			self.tasks.insert(task.id(), id);
		}
		self.metrics.standing(self.book.wanted(), self.book.in_flight());
	}

	/// An observation ended.
	fn ended(&mut self, ended: Result<(Id, Result<Observed, BridgeFault>), JoinError>) {
		let task = match &ended {
			Ok((task, _)) => *task,
			Err(fault) => fault.id(),
		};
		let Some(id) = self.tasks.remove(&task) else { return };
		let result = match ended {
			Ok((_, result)) => result,
			Err(fault) => {
				log::error!(target: LOG, "the observation for request {id} broke off: {fault}");
				self.book.lose(id, Instant::now());
				return;
			}
		};
		let block = self.at.map_or(0, |at| at.number);
		match self.book.finish(id, result, block, Instant::now()) {
			Some(Ok(testimony)) => {
				self.metrics.observed();
				log::debug!(target: LOG, "request {id} is observed");
				self.fresh.insert(id, testimony);
				self.collect();
			}
			Some(Err(BridgeFault { fault, words })) => {
				self.metrics.failed(fault);
				log::warn!(target: LOG, "request {id} is not observed: {fault:?}: {words}");
			}
			None => {}
		}
	}

	/// Lets what was collected be handed in soon.
	fn collect(&mut self) {
		if !(self.fresh.is_empty() && self.again.is_empty()) {
			self.hand_in.get_or_insert_with(|| Instant::now() + COLLECT);
		}
	}

	/// Hands in what was collected: what is said for the first time, and then, in transactions of its
	/// own, what the pool may have already. What does not arrive is handed in again when later blocks
	/// do not show it.
	async fn hand_in(&mut self) {
		self.hand_in = None;
		for mut testimonies in [std::mem::take(&mut self.fresh), std::mem::take(&mut self.again)] {
			while !testimonies.is_empty() {
				let mut batch = Vec::with_capacity(MAX_ANSWERS as usize);
				while let Some((_, testimony)) =
					(batch.len() < MAX_ANSWERS as usize).then(|| testimonies.pop_first()).flatten()
				{
					batch.push(testimony);
				}
				let count = batch.len();
				let handed_in = self.sign_and_testify(batch).await;
				if let Err(fault) = &handed_in {
					log::warn!(target: LOG, "{count} testimonies are not handed in: {fault}");
				}
				self.metrics.testified(count, handed_in.is_ok());
			}
		}
	}

	async fn sign_and_testify(&self, batch: Vec<Testimony>) -> Result<(), String> {
		let testimonies = batch.try_into().map_err(|_| "too many in one batch".to_owned())?;
		let testimonies = Testimonies { validator: self.public, testimonies };
		let signature = self
			.signer
			.sign(&testimonies.payload(&self.genesis))
			.map_err(|fault| fault.to_string())?;
		match timeout(HAND_IN, self.chain.testify(testimonies, signature)).await {
			Ok(result) => result.map_err(|fault| fault.to_string()),
			Err(_) => Err(format!("no end after {} s", HAND_IN.as_secs())),
		}
	}
}

/// Waits until then, or for ever.
async fn until(time: Option<Instant>) {
	match time {
		Some(time) => sleep_until(time).await,
		None => pending().await,
	}
}

/// The open requests from `from` on, at most `look`, and where the next look begins.
fn open(
	chain: &dyn Chain,
	at: &At,
	from: ObservationId,
	look: usize,
) -> Result<(Vec<ObservationAnswer>, Option<ObservationId>), ChainFault> {
	let mut answers: Vec<ObservationAnswer> = Vec::new();
	let mut next = from;
	while answers.len() < look {
		let room = u32::try_from(look - answers.len()).unwrap_or(PAGE).min(PAGE);
		let page = chain.open_observations(at, next, room)?;
		let Some(last) = page.last().map(|answer| answer.id).filter(|last| *last >= next) else {
			return Ok((answers, None));
		};
		let whole = page.len() < room as usize;
		answers.extend(page);
		next = match last.checked_add(1) {
			Some(next) if !whole => next,
			_ => return Ok((answers, None)),
		};
	}
	Ok((answers, Some(next)))
}
