//! The loop: blocks in, deliveries out, reports back.

use crate::{
	line::{Line, Rules},
	metrics::Metrics,
};
use fiscal_bridge::{
	config::Outbox, worker::Delivered, At, BridgeFault, Chain, ChainFault, Deliver,
};
use fiscal_primitives::{
	outbox::{
		idempotency_key, DeliveryFault, DeliveryOutcome, Destination, DueMessage, MessageId,
		Report, Reports, MAX_REPORTS,
	},
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
pub(crate) const LOG: &str = "outbox";

/// The most messages of one answer of the chain.
const PAGE: u32 = 256;
/// The most answers of the chain that one look takes: pages may be empty.
const MAX_PAGES: usize = 2;
/// How long reports are collected before they are handed in together.
const COLLECT: Duration = Duration::from_millis(50);
/// How long handing in may take.
const HAND_IN: Duration = Duration::from_secs(10);

/// What became of an attempt.
type Ended = (DueMessage, Result<Delivered, BridgeFault>);

/// One validator's deliveries.
pub(crate) struct Worker {
	chain: Arc<dyn Chain>,
	signer: Arc<dyn Signer>,
	public: Public,
	genesis: Digest,
	options: Outbox,
	metrics: Metrics,
	lines: Vec<Line>,
	/// The latest block that was seen.
	at: Option<At>,
	deliveries: JoinSet<Ended>,
	/// Whose delivery a task is: of one that panics nothing else is known.
	tasks: HashMap<Id, (Destination, MessageId)>,
	fresh: BTreeMap<MessageId, Report>,
	again: BTreeMap<MessageId, Report>,
	/// When what was collected is handed in.
	hand_in: Option<Instant>,
}

impl Worker {
	pub(crate) fn new(
		chain: Arc<dyn Chain>,
		signer: Arc<dyn Signer>,
		bridges: Vec<Arc<dyn Deliver>>,
		options: Outbox,
		metrics: Metrics,
	) -> Self {
		let genesis = chain.genesis();
		let rules = Rules {
			concurrency: options.concurrency.max(1),
			repeat_blocks: options.repeat_blocks.max(1),
			breaker: options.breaker.max(1),
		};
		let lines = Destination::ALL
			.into_iter()
			.map(|destination| {
				let bridge =
					bridges.iter().rev().find(|bridge| bridge.destination() == destination);
				Line::new(destination, bridge.cloned(), genesis, rules)
			})
			.collect();
		Self {
			public: signer.public(),
			chain,
			signer,
			genesis,
			options,
			metrics,
			lines,
			at: None,
			deliveries: JoinSet::new(),
			tasks: HashMap::new(),
			fresh: BTreeMap::new(),
			again: BTreeMap::new(),
			hand_in: None,
		}
	}

	/// Runs until the node stops. Deliveries that are on their way then are given up: another validator
	/// repeats them under the same keys.
	pub(crate) async fn run(mut self) {
		match self.chain.latest() {
			Ok(at) => self.look(at),
			Err(fault) => log::warn!(target: LOG, "{fault}"),
		}
		loop {
			self.start();
			if self.is_full() || (self.deliveries.is_empty() && self.hand_in.is_some()) {
				self.hand_in().await;
			}
			let after = self.at.map_or(0, |at| at.number);
			let due = self.hand_in;
			let collected = async move {
				match due {
					Some(due) => sleep_until(due).await,
					None => pending().await,
				}
			};
			tokio::select! {
				next = self.chain.next(after) => match next {
					Some(at) => self.look(at),
					None => break,
				},
				Some(ended) = self.deliveries.join_next_with_id() => self.ended(ended),
				() = collected => self.hand_in().await,
			}
		}
	}

	/// Looks at a block.
	fn look(&mut self, at: At) {
		self.at = Some(at);
		self.metrics.block(at.number);
		if let Err(fault) = self.look_at(&at) {
			log::warn!(target: LOG, "block {} is not looked at: {fault}", at.number);
		}
	}

	fn look_at(&mut self, at: &At) -> Result<(), ChainFault> {
		let validators = self.chain.validators(at)?;
		let position = validators.iter().position(|key| *key == self.public);
		let Some(me) = position.and_then(|position| u16::try_from(position).ok()) else {
			self.lines.iter_mut().for_each(Line::rest);
			return Ok(());
		};
		for line in &mut self.lines {
			let destination = line.destination();
			// A destination that was never opened has neither settings nor messages.
			let Ok(standing) = self.chain.destination(at, destination) else {
				line.rest();
				continue;
			};
			self.metrics.waiting(destination, standing.waiting);
			line.set_receipts(standing.settings.receipts);
			if standing.waiting == 0 {
				self.metrics.lag(destination, 0);
				line.rest();
				continue;
			}
			let from = line.cursor();
			let (messages, next) = due(&*self.chain, at, destination, from, self.options.look)?;
			if from == 0 {
				let oldest = messages.first().map_or(at.time, |due| due.message.queued);
				self.metrics.lag(destination, at.time.saturating_sub(oldest));
			}
			let sayings = line.look(at, me, messages, next);
			for report in &sayings.fresh {
				if let DeliveryOutcome::Failed { fault, .. } = &report.outcome {
					self.metrics.failed(destination, *fault);
					log::debug!(target: LOG, "message {}: {fault:?}", report.id);
				}
			}
			self.fresh.extend(sayings.fresh.into_iter().map(|report| (report.id, report)));
			self.again.extend(sayings.again.into_iter().map(|report| (report.id, report)));
		}
		self.collect();
		Ok(())
	}

	/// Starts as many deliveries as may be on their way.
	fn start(&mut self) {
		for line in &mut self.lines {
			let destination = line.destination();
			while let Some((bridge, due)) = line.start() {
				let key = idempotency_key(&self.genesis, due.id);
				let (id, longest) = (due.id, self.options.longest);
				let task = self.deliveries.spawn(async move {
					let result = timeout(longest, bridge.deliver(&key, &due)).await;
					let result = result.unwrap_or_else(|_| {
						Err(BridgeFault {
							fault: DeliveryFault::Unreachable,
							words: format!("no end after {} s", longest.as_secs()),
						})
					});
					(due, result)
				});
				self.tasks.insert(task.id(), (destination, id));
			}
			self.metrics.standing(destination, line.in_flight(), line.is_broken());
		}
	}

	/// A delivery ended.
	fn ended(&mut self, ended: Result<(Id, Ended), JoinError>) {
		let task = match &ended {
			Ok((task, _)) => *task,
			Err(fault) => fault.id(),
		};
		let Some((destination, id)) = self.tasks.remove(&task) else { return };
		let block = self.at.map_or(0, |at| at.number);
		let Some(line) = self.lines.iter_mut().find(|line| line.destination() == destination)
		else {
			return;
		};
		let (due, result) = match ended {
			Ok((_, ended)) => ended,
			Err(fault) => {
				log::error!(target: LOG, "the delivery of message {id} broke off: {fault}");
				line.lose(id);
				return;
			}
		};
		let (report, fault) = line.finish(&due, result, block);
		match (&report.outcome, fault) {
			(DeliveryOutcome::Delivered { receipt, .. }, _) => {
				self.metrics.delivered(destination, receipt.accepted);
				if receipt.accepted {
					log::debug!(target: LOG, "message {id} arrived: {}", receipt.code);
				} else {
					log::warn!(
						target: LOG,
						"message {id} was refused for good by {destination:?}: {}",
						receipt.code
					);
				}
			}
			(DeliveryOutcome::Failed { .. }, Some(BridgeFault { fault, words })) => {
				self.metrics.failed(destination, fault);
				log::warn!(target: LOG, "message {id} did not arrive: {fault:?}: {words}");
			}
			(DeliveryOutcome::Failed { .. }, None) => {}
		}
		self.fresh.insert(report.id, report);
		self.collect();
	}

	/// Lets what was collected be handed in soon.
	fn collect(&mut self) {
		if !(self.fresh.is_empty() && self.again.is_empty()) {
			self.hand_in.get_or_insert_with(|| Instant::now() + COLLECT);
		}
	}

	fn is_full(&self) -> bool {
		self.fresh.len() >= MAX_REPORTS as usize
	}

	/// Hands in what was collected. What does not arrive is handed in again when later blocks still
	/// show its messages.
	async fn hand_in(&mut self) {
		self.hand_in = None;
		for mut reports in [std::mem::take(&mut self.fresh), std::mem::take(&mut self.again)] {
			while !reports.is_empty() {
				let mut batch = Vec::with_capacity(MAX_REPORTS as usize);
				while let Some((_, report)) =
					(batch.len() < MAX_REPORTS as usize).then(|| reports.pop_first()).flatten()
				{
					batch.push(report);
				}
				let count = batch.len();
				let handed_in = self.sign_and_report(batch).await;
				if let Err(fault) = &handed_in {
					log::warn!(target: LOG, "{count} reports are not handed in: {fault}");
				}
				self.metrics.reported(count, handed_in.is_ok());
			}
		}
	}

	async fn sign_and_report(&self, batch: Vec<Report>) -> Result<(), String> {
		let reports = batch.try_into().map_err(|_| "too many in one batch".to_owned())?;
		let reports = Reports { validator: self.public, reports };
		let signature =
			self.signer.sign(&reports.payload(&self.genesis)).map_err(|fault| fault.to_string())?;
		match timeout(HAND_IN, self.chain.report(reports, signature)).await {
			Ok(result) => result.map_err(|fault| fault.to_string()),
			Err(_) => Err(format!("no end after {} s", HAND_IN.as_secs())),
		}
	}
}

/// The messages from `from` on that may be delivered, at most `look`, and where the next look begins.
fn due(
	chain: &dyn Chain,
	at: &At,
	destination: Destination,
	from: MessageId,
	look: usize,
) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault> {
	let mut messages = Vec::new();
	let mut next = Some(from);
	for _ in 0..MAX_PAGES {
		let Some(from) = next else { break };
		let room = u32::try_from(look.saturating_sub(messages.len())).unwrap_or(PAGE).min(PAGE);
		if room == 0 {
			break;
		}
		let (page, after) = chain.due(at, destination, from, room)?;
		messages.extend(page);
		// A page that leads nowhere would be read for ever.
		next = after.filter(|after| *after > from);
	}
	Ok((messages, next))
}
