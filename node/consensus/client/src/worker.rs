//! The loop that drives the core: messages, waits, blocks built and judged, decisions, pace.

mod attempts;
mod budget;
mod tasks;
#[cfg(test)]
mod tests;
mod timers;

use crate::{
	block_import::Head,
	executed::ExecutedCache,
	importer::ImportDecided,
	metrics::Metrics,
	network::{BodySource, Incoming, Offence, Wire},
	proposer::{BuildBlock, Built},
	validator::JudgeBlock,
	Block, PeerId, LOG_TARGET,
};
use attempts::Attempts;
use codec::{Decode, Encode};
use fiscal_bft_core::{Action, Check, Core, Event, Halt, Journal, Message};
use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CommitCertificate, Equivocation, Header, Pace, ValidatorSet,
};
use futures::{future::BoxFuture, stream::FuturesUnordered, StreamExt};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tasks::{Done, Tasks};
use timers::Timers;
use tokio::{
	sync::watch,
	time::{sleep_until, Instant},
};

/// Peers remembered as having a proposed block.
const MOST_SOURCES: usize = 64;

/// Own messages of a round that are told again to a validator that has just connected.
const MOST_RECENT: usize = 16;

/// How often the pool is asked for work while the chain rests.
const WORK_POLL: Duration = Duration::from_millis(10);

/// How long a validator waits for blocks that others claim to have.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a validator with work waits for the proposer before it wakes it.
const NUDGE: Duration = Duration::from_millis(100);

/// What the worker needs to know of the chain.
pub trait ChainView: Send + Sync {
	/// The header of the last decided block.
	fn header(&self, block: BlockHash) -> Option<Header>;

	/// Who decides the block after the given one, and how fast; `None` if its state is not there.
	fn terms(&self, block: BlockHash) -> Option<(ValidatorSet, Pace)>;

	/// Whether transactions wait for a block.
	fn has_work(&self) -> bool;

	/// Whether the node is far behind and fetches blocks from others.
	fn is_catching_up(&self) -> bool;

	/// Brings evidence onto the chain.
	fn report(&self, at: BlockHash, evidence: Equivocation);
}

/// What the worker is made of.
pub struct Parts<J: Journal, W, S, B, V, I> {
	/// The state machine.
	pub core: Core<J>,
	/// Messages of other validators.
	pub wire: W,
	/// Bodies of proposed blocks.
	pub bodies: Arc<S>,
	/// Builds blocks.
	pub builder: B,
	/// Executes proposed blocks.
	pub judge: Arc<V>,
	/// Imports decided blocks.
	pub importer: I,
	/// The chain.
	pub chain: Arc<dyn ChainView>,
	/// Executed blocks that are not decided yet.
	pub executed: ExecutedCache,
	/// The last decided block, whoever brought it.
	pub heads: watch::Receiver<Head>,
	/// Counters.
	pub metrics: Metrics,
}

/// What stands between two heights.
struct Rest {
	height: BlockNumber,
	/// Not before, unless another validator has begun.
	earliest: Instant,
	/// At the latest, work or no work.
	latest: Instant,
	set: ValidatorSet,
	pace: Pace,
}

/// Runs consensus of one validator.
pub struct Worker<J: Journal, W, S, B, V, I> {
	core: Core<J>,
	wire: W,
	bodies: Arc<S>,
	importer: I,
	chain: Arc<dyn ChainView>,
	executed: ExecutedCache,
	heads: watch::Receiver<Head>,
	metrics: Metrics,
	tasks: Tasks<S, B, V>,
	running: FuturesUnordered<BoxFuture<'static, Done>>,
	timers: Timers,
	head: Head,
	rest: Option<Rest>,
	/// What became of proposed blocks, and so how long to fill the next.
	attempts: Attempts,
	/// When the current height began.
	began: Instant,
	/// When the last block came.
	adopted: Instant,
	/// When to wake the proposer, if it is not heard of.
	nudge: Option<Instant>,
	/// Who told of a proposed block.
	sources: HashMap<BlockHash, Vec<PeerId>>,
	peers: Vec<PeerId>,
	/// Own messages of the current round.
	recent: Vec<Message>,
}

/// How many others it takes, with oneself, to decide: without them there is nothing to begin.
fn peers_needed(set: &ValidatorSet) -> usize {
	let mut weights: Vec<u64> =
		set.validators().iter().map(|validator| validator.weight.into()).collect();
	weights.sort_unstable_by(|one, other| other.cmp(one));
	let mut sum = 0;
	let enough = weights.iter().position(|weight| {
		sum += weight;
		set.is_quorum(sum)
	});
	enough.unwrap_or_default()
}

/// Why a worker's run ends.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
	/// Consensus may not go on.
	#[error(transparent)]
	Halt(#[from] Halt),
	/// A decided block could not be stored.
	#[error("decided block #{0} could not be imported: {1}")]
	Import(BlockNumber, String),
	/// The import of blocks has ended: the node shuts down.
	#[error("the node is shutting down")]
	Closed,
}

impl<J, W, S, B, V, I> Worker<J, W, S, B, V, I>
where
	J: Journal,
	W: Wire,
	S: BodySource + 'static,
	B: BuildBlock + 'static,
	V: JudgeBlock + 'static,
	I: ImportDecided,
{
	/// A worker that has not begun.
	pub fn new(parts: Parts<J, W, S, B, V, I>) -> Self {
		let head = *parts.heads.borrow();
		let now = Instant::now();
		Self {
			core: parts.core,
			wire: parts.wire,
			tasks: Tasks::new(parts.builder, parts.judge, parts.bodies.clone()),
			bodies: parts.bodies,
			importer: parts.importer,
			chain: parts.chain,
			executed: parts.executed,
			heads: parts.heads,
			metrics: parts.metrics,
			running: FuturesUnordered::new(),
			timers: Timers::default(),
			head,
			rest: None,
			attempts: Attempts::new(now),
			began: now,
			adopted: now,
			nudge: None,
			sources: HashMap::new(),
			peers: Vec::new(),
			recent: Vec::new(),
		}
	}

	/// Runs until consensus may not go on or the node shuts down. After a halt the node goes on
	/// serving and following; this function keeps saying why it does not vote, and never returns.
	pub async fn run(mut self) {
		match self.drive().await {
			Stop::Closed => log::debug!(target: LOG_TARGET, "{}", Stop::Closed),
			stop => {
				self.metrics.halted();
				loop {
					log::error!(
						target: LOG_TARGET,
						"Consensus is stopped on this node: {stop}. Mend the cause and start the node again."
					);
					tokio::time::sleep(Duration::from_secs(60)).await;
				}
			}
		}
	}

	/// As [`Worker::run`], for tests: returns why it stopped.
	pub async fn drive(&mut self) -> Stop {
		match self.go().await {
			Ok(never) => match never {},
			Err(stop) => stop,
		}
	}

	async fn go(&mut self) -> Result<std::convert::Infallible, Stop> {
		self.recover().await?;
		loop {
			let due = self.timers.next_due();
			let (wake, nudge) = (self.next_look(), self.nudge);
			tokio::select! {
				incoming = self.wire.next() => self.on_incoming(incoming).await?,
				Some(done) = self.running.next(), if !self.running.is_empty() => {
					self.on_done(done).await?;
				}
				changed = self.heads.changed() => {
					changed.map_err(|_| Stop::Closed)?;
					self.follow_head();
				}
				() = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
					if let Some(timer) = self.timers.pop_due(Instant::now()) {
						self.feed(Event::Elapsed(timer)).await?;
					}
				}
				() = sleep_until(nudge.unwrap_or_else(Instant::now)), if nudge.is_some() => {
					self.wake_proposer()?;
				}
				() = sleep_until(wake.unwrap_or_else(Instant::now)), if wake.is_some() => {
					self.begin_if_due().await?;
				}
			}
		}
	}

	/// When to look again whether a height is to begin.
	fn next_look(&self) -> Option<Instant> {
		let rest = self.rest.as_ref()?;
		let now = Instant::now();
		Some(if now < rest.earliest { rest.earliest } else { rest.latest.min(now + WORK_POLL) })
	}

	/// Takes up the height that was being decided when the process stopped.
	async fn recover(&mut self) -> Result<(), Stop> {
		let height = self.head.number.saturating_add(1);
		let Some((set, pace)) = self.chain.terms(self.head.hash) else {
			return Err(Stop::Import(self.head.number, "its state is missing".into()));
		};
		if !self.core.holds_log_of(height) {
			self.rest_before(height, set, pace, true);
			return Ok(());
		}
		self.attempts.height(pace);
		let (bodies, actions) = self.core.recover(height, set, pace)?;
		for (block, body) in bodies {
			self.bodies.insert(height, block, body);
		}
		self.began = Instant::now();
		self.carry_out(actions).await
	}

	/// Sets the conditions under which the next height begins.
	fn rest_before(&mut self, height: BlockNumber, set: ValidatorSet, pace: Pace, first: bool) {
		let ms = |ms: u32| Duration::from_millis(ms.into());
		let (earliest, latest) = match first {
			true => (Instant::now(), Instant::now() + ms(pace.min_block)),
			false => (self.began + ms(pace.min_block), self.began + ms(pace.empty_block)),
		};
		self.timers.clear();
		self.recent.clear();
		self.metrics.build_budget(self.attempts.budget());
		self.rest = Some(Rest { height, earliest, latest, set, pace });
	}

	async fn begin_if_due(&mut self) -> Result<(), Stop> {
		let now = Instant::now();
		let due = self.rest.as_ref().is_some_and(|rest| {
			now >= rest.earliest
				&& (now >= rest.latest || self.chain.has_work())
				&& self.peers.len() >= peers_needed(&rest.set)
		});
		if due && self.may_speak() {
			self.begin().await?;
			self.nudge = Some(now + NUDGE);
		}
		Ok(())
	}

	/// The proposer may know of no work, and rest.
	fn wake_proposer(&mut self) -> Result<(), Stop> {
		self.nudge = None;
		if self.rest.is_none() {
			if let Some(message) = self.core.wake()? {
				self.wire.broadcast(&message);
			}
		}
		Ok(())
	}

	/// A validator that is behind keeps silent: should its log be lost, it may have voted at those
	/// heights before. What others claim to have is unproven, so silence ends when nothing comes.
	fn may_speak(&self) -> bool {
		!self.chain.is_catching_up() || self.adopted.elapsed() > PATIENCE
	}

	async fn begin(&mut self) -> Result<(), Stop> {
		let Some(Rest { height, set, pace, .. }) = self.rest.take() else { return Ok(()) };
		self.metrics.block_interval(self.began.elapsed());
		self.began = Instant::now();
		self.attempts.height(pace);
		self.feed(Event::Start { height, set, pace }).await
	}

	/// Another import, that of synchronisation, may have brought the block being decided.
	fn follow_head(&mut self) {
		let head = *self.heads.borrow_and_update();
		if head.number <= self.head.number {
			return;
		}
		self.adopt(head, true);
	}

	/// A new last block: whatever was going on about its height is over.
	fn adopt(&mut self, head: Head, from_others: bool) {
		self.head = head;
		self.adopted = Instant::now();
		self.executed.retain_children_of(head.hash);
		self.bodies.prune_below(head.number.saturating_sub(1));
		self.sources.clear();
		self.metrics.height(head.number);
		self.attempts.adopted(head.hash);
		match self.chain.terms(head.hash) {
			Some((set, pace)) => {
				self.rest_before(head.number.saturating_add(1), set, pace, from_others);
			}
			// A later head will come with its state.
			None => self.rest = None,
		}
	}

	async fn on_incoming(&mut self, incoming: Incoming) -> Result<(), Stop> {
		match incoming {
			Incoming::Connected(peer) => {
				if !self.peers.contains(&peer) {
					self.peers.push(peer);
				}
				for message in &self.recent {
					self.wire.broadcast(message);
				}
				Ok(())
			}
			Incoming::Disconnected(peer) => {
				self.peers.retain(|known| *known != peer);
				Ok(())
			}
			Incoming::Message { from, message } => self.on_message(from, message).await,
		}
	}

	async fn on_message(&mut self, from: PeerId, message: Message) -> Result<(), Stop> {
		if message.height() <= self.head.number {
			return Ok(());
		}
		match self.core.check(&message) {
			Check::True => (),
			Check::Useless => return Ok(()),
			Check::False => {
				self.wire.refuse(from, Offence::FalseSignature);
				return Ok(());
			}
		}
		self.wire.forward(&message, from);
		if let Message::Proposal(signed) = &message {
			let block = signed.proposal.block;
			if self.sources.len() < MOST_SOURCES || self.sources.contains_key(&block) {
				let known = self.sources.entry(block).or_default();
				if known.len() < MOST_SOURCES && !known.contains(&from) {
					known.push(from);
				}
			}
		}
		// Another validator has begun: waiting on would only make it wait.
		let begun = self.rest.as_ref().is_some_and(|rest| rest.height == message.height());
		if begun && self.may_speak() {
			self.begin().await?;
		}
		self.feed(Event::Message(message)).await
	}

	async fn on_done(&mut self, done: Done) -> Result<(), Stop> {
		if done.height() != self.core.height() || self.rest.is_some() {
			return Ok(());
		}
		match done {
			Done::Built { height, round, result: Ok(Built { executed, filling }) } => {
				let block = executed.block.header.hash();
				let body = executed.block.encode();
				self.attempts.built(round, block, filling);
				self.core.keep_body(block, &body)?;
				self.bodies.insert(height, block, body);
				self.executed.insert(executed);
				self.feed(Event::Built { height, round, block }).await
			}
			Done::Built { height, round, result: Err(fault) } => {
				log::warn!(target: LOG_TARGET, "Block #{height} of round {round} could not be built: {fault}");
				self.attempts.not_built(round);
				Ok(())
			}
			Done::Judged { height, round, block, proposer, result } => {
				let valid = match result {
					Ok((executed, body)) => {
						self.core.keep_body(block, &body)?;
						self.bodies.insert(height, block, body);
						self.executed.insert(executed);
						self.attempts.good(round);
						true
					}
					Err(refusal) => {
						log::warn!(
							target: LOG_TARGET,
							"Proposed block #{height} {block:?} is refused: {refusal}"
						);
						self.metrics.refused();
						false
					}
				};
				self.feed(Event::Judged { height, round, block, proposer, valid }).await
			}
			Done::Missing { wanted } => {
				let peers = self.peers_for(&wanted.block);
				self.running.push(self.tasks.fetch_later(wanted, peers));
				Ok(())
			}
		}
	}

	/// Who may have a block: first those who told of it.
	fn peers_for(&self, block: &BlockHash) -> Vec<PeerId> {
		let mut peers = self.sources.get(block).cloned().unwrap_or_default();
		let others: Vec<_> = self.peers.iter().filter(|peer| !peers.contains(peer)).collect();
		peers.extend(others);
		peers
	}

	async fn feed(&mut self, event: Event) -> Result<(), Stop> {
		let actions = self.core.handle(event)?;
		self.carry_out(actions).await
	}

	async fn carry_out(&mut self, actions: Vec<Action>) -> Result<(), Stop> {
		for action in actions {
			match action {
				Action::Broadcast(message) => {
					self.wire.broadcast(&message);
					if self.recent.len() == MOST_RECENT {
						self.recent.remove(0);
					}
					if !self.recent.contains(&message) {
						self.recent.push(message);
					}
				}
				Action::Build { height, round } => self.build(height, round),
				Action::Fetch { height, round, block, proposer, valid_round } => {
					let wanted = tasks::Wanted {
						height,
						round,
						block,
						proposer,
						fresh: valid_round.is_none(),
						parent: self.head.hash,
					};
					let peers = self.peers_for(&block);
					self.running.push(self.tasks.fetch(wanted, peers));
				}
				Action::Schedule { timer, after } => {
					self.timers.schedule(timer, Instant::now() + after);
				}
				Action::Cancel(timer) => self.timers.cancel(timer),
				Action::CancelAll => self.timers.clear(),
				Action::Round { height, round, .. } => {
					if round > 0 {
						log::info!(target: LOG_TARGET, "Block #{height} goes into round {round}");
					}
					self.recent.clear();
					self.attempts.round(round, Instant::now());
					self.metrics.round(round);
				}
				Action::Decided { certificate, evidence } => {
					self.on_decided(certificate, evidence).await?;
				}
			}
		}
		Ok(())
	}

	async fn body_of(&mut self, height: BlockNumber, block: BlockHash) -> Option<Block> {
		let body = match self.bodies.get(&block) {
			Some(body) => body,
			None => {
				self.bodies.obtain(self.peers_for(&block), height, block).await.map(Arc::new)?
			}
		};
		Block::decode(&mut &body[..]).ok()
	}

	fn build(&mut self, height: BlockNumber, round: u32) {
		let Some(parent) = self.chain.header(self.head.hash) else {
			log::warn!(target: LOG_TARGET, "Block #{height} cannot be built: its parent is missing");
			return;
		};
		let pace = self.attempts.build(round, Instant::now());
		self.running.push(self.tasks.build(height, round, parent, pace));
	}

	async fn on_decided(
		&mut self,
		certificate: CommitCertificate,
		evidence: Vec<Equivocation>,
	) -> Result<(), Stop> {
		let CommitCertificate { height, round, block: hash, .. } = certificate;
		for evidence in evidence {
			log::warn!(
				target: LOG_TARGET,
				"Validator {:?} signed twice at #{height}: {:?} and {:?}",
				evidence.offender, evidence.first, evidence.second
			);
			self.chain.report(self.head.hash, evidence);
		}
		// Synchronisation may have been faster.
		if self.heads.borrow().number >= height {
			self.attempts.decided(round, hash, Instant::now());
			self.follow_head();
			return Ok(());
		}
		let Some(block) = self.body_of(height, hash).await else {
			// After very many rounds at one height even a judged body may have made room for others.
			// Synchronisation brings the block.
			log::warn!(target: LOG_TARGET, "Block #{height} is decided, and its body is gone");
			return Ok(());
		};
		let transactions = block.extrinsics.len();
		let changes = self.executed.take(&hash).map(|executed| executed.changes);
		self.importer
			.import(block, changes, certificate)
			.await
			.map_err(|fault| Stop::Import(height, fault.to_string()))?;
		self.metrics.decided(self.began.elapsed());
		self.attempts.decided(round, hash, Instant::now());
		log::info!(
			target: LOG_TARGET,
			"Block #{height} {hash:?} is final: {transactions} extrinsics, round {round}"
		);
		// Synchronisation may have gone further in the meantime.
		let last = *self.heads.borrow_and_update();
		match last.number > height {
			true => self.adopt(last, true),
			false => self.adopt(Head { number: height, hash }, false),
		}
		Ok(())
	}
}
