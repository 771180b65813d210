//! A simulated node: the real core, its log on a simulated disk, and around them what the node's
//! own loop does over real sockets: bodies, import, rest between heights, catching up.

use crate::{
	block::{hash_of, Block, Chain, Sealed},
	byzantine,
	disk::Disk,
	packet::{Ask, Local, Output, Packet},
	rng::Rng,
	setup::{Behaviour, NodeId, Time, ASK_AGAIN, PACE, SYNC_EVERY},
};
use codec::{DecodeAll, Encode};
use fiscal_bft_core::{
	message::{Message, MAX_MESSAGE},
	Action, Check, Core, Event, Halt, Timer,
};
use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CommitCertificate, Equivocation, ValidatorSet,
};
use fiscal_sm_crypto::{Pair, Public, Signer};
use std::{collections::BTreeMap, sync::Arc};

/// Blocks handed out at once.
const MOST_BLOCKS: usize = 8;

/// Proposals of one block that wait for its body.
const MOST_ASKS: usize = 32;

/// What every node of a run knows.
pub struct Shared {
	/// Binds signatures to the run.
	pub genesis: BlockHash,
	/// The first validator set, and the set after each change.
	pub plan: Arc<[ValidatorSet]>,
	/// Whose key a key is.
	pub owners: BTreeMap<Public, NodeId>,
	/// How each node behaves.
	pub behaviours: Vec<Behaviour>,
	/// How many blocks are to be decided.
	pub target: BlockNumber,
}

impl Shared {
	/// Every node but one.
	pub fn others(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
		(0..self.behaviours.len()).filter(move |other| *other != node)
	}
}

/// What a node may use while it acts.
pub struct Cx<'a> {
	/// Chance.
	pub rng: &'a mut Rng,
	/// What every node knows.
	pub shared: &'a Shared,
}

/// A process that runs, or what is left of it.
enum Life {
	Up(Box<Core<Disk>>),
	Down(Disk),
}

/// A node.
pub struct Node {
	/// Its number.
	pub id: NodeId,
	/// How it behaves.
	pub behaviour: Behaviour,
	/// Its keys, in the order it comes to use them.
	pub keys: Vec<Pair>,
	/// Counts its lives: what an earlier life planned does not happen.
	pub life_number: u64,
	/// Decided blocks, on disk.
	pub chain: Chain,
	/// Bodies of proposed blocks.
	pub bodies: BTreeMap<BlockHash, Vec<u8>>,
	/// Of a Byzantine node: what it proposes beside its proposal of a round.
	pub rivals: BTreeMap<(BlockNumber, u32), BlockHash>,
	/// Of a node that sends garbage: what it may send again.
	pub heard: Vec<Message>,
	/// What it wants of the world.
	pub outputs: Vec<Output>,
	life: Life,
	drift: u64,
	halted: bool,
	timers: BTreeMap<Timer, u64>,
	last_number: u64,
	wants: BTreeMap<BlockHash, Vec<Ask>>,
	importing: Option<Sealed>,
	rest: Option<BlockNumber>,
	/// The last block of each other node, as it says.
	best: Vec<BlockNumber>,
	seen_at_last_look: BlockNumber,
	asked_last: NodeId,
}

impl Node {
	/// A node that is not running yet. What it takes for 1,000 ms lasts `drift` ms.
	pub fn new(
		id: NodeId,
		behaviour: Behaviour,
		keys: Vec<Pair>,
		drift: u64,
		shared: &Shared,
	) -> Self {
		Self {
			id,
			behaviour,
			keys,
			life_number: 0,
			chain: Chain::new(shared.genesis, shared.plan.clone()),
			bodies: BTreeMap::new(),
			rivals: BTreeMap::new(),
			heard: Vec::new(),
			outputs: Vec::new(),
			life: Life::Down(Disk::default()),
			drift,
			halted: false,
			timers: BTreeMap::new(),
			last_number: 0,
			wants: BTreeMap::new(),
			importing: None,
			rest: None,
			best: vec![0; shared.behaviours.len()],
			seen_at_last_look: 0,
			asked_last: 0,
		}
	}

	/// Whether it runs.
	pub fn is_up(&self) -> bool {
		matches!(self.life, Life::Up(_))
	}

	/// The key it signs with at a height: the one in the set, or the first.
	pub fn key_at(&self, height: BlockNumber) -> Option<&Pair> {
		let set = self.chain.set_of(height);
		let member = |pair: &&Pair| set.is_some_and(|set| set.position(&pair.public()).is_some());
		self.keys.iter().find(member).or_else(|| self.keys.first())
	}

	/// Starts the process.
	pub fn start(&mut self, cx: &mut Cx<'_>) {
		if self.is_up() {
			return;
		}
		let height = self.chain.next();
		let life = std::mem::replace(&mut self.life, Life::Down(Disk::default()));
		self.life = match life {
			Life::Down(disk) => Life::Up(Box::new(self.core(height, disk, cx))),
			up @ Life::Up(_) => up,
		};
		self.later(cx.rng.below(SYNC_EVERY), Local::Look);
		if height > cx.shared.target {
			return;
		}
		let has_log = matches!(&self.life, Life::Up(core) if core.holds_log_of(height));
		match has_log {
			true => self.recover(height, cx),
			false => self.rest(true),
		}
	}

	/// Ends the process. Of what the log holds in memory the first `kept` entries survive.
	pub fn stop(&mut self, kept: usize) {
		let life = std::mem::replace(&mut self.life, Life::Down(Disk::default()));
		let mut disk = match life {
			Life::Up(core) => core.into_journal(),
			Life::Down(disk) => disk,
		};
		disk.lose_power(kept);
		self.life = Life::Down(disk);
		self.life_number += 1;
		self.halted = false;
		self.bodies.clear();
		self.rivals.clear();
		self.timers.clear();
		self.wants.clear();
		self.importing = None;
		self.rest = None;
		self.best.fill(0);
		self.seen_at_last_look = 0;
	}

	/// Loses the log, and the chain if so wanted, while it is down.
	pub fn forget(&mut self, chain_too: bool, shared: &Shared) {
		if self.is_up() {
			return;
		}
		self.life = Life::Down(Disk::default());
		if chain_too {
			self.chain = Chain::new(shared.genesis, shared.plan.clone());
		}
	}

	/// Lets the disk fail after so many more writes.
	pub fn doom(&mut self, writes: u32) {
		if let Life::Up(core) = &mut self.life {
			core.journal_mut().fail_after(writes);
		}
	}

	/// Whether its disk fails or is going to.
	pub fn is_doomed(&mut self) -> bool {
		match &mut self.life {
			Life::Up(core) => core.journal_mut().is_doomed(),
			Life::Down(disk) => disk.is_doomed(),
		}
	}

	/// Does what it planned.
	pub fn act(&mut self, local: Local, cx: &mut Cx<'_>) {
		match local {
			Local::Elapsed(timer, number) => {
				if self.timers.get(&timer) == Some(&number) {
					self.timers.remove(&timer);
					if self.importing.is_none() {
						self.feed(Event::Elapsed(timer), cx);
					}
				}
			}
			Local::Build { height, round } => self.build(height, round, cx),
			Local::Judge(ask) => self.judge(ask, cx),
			Local::AskAgain(block) => self.ask_again(block, cx),
			Local::Imported(height) => self.imported(height, cx.shared.target),
			Local::Begin(height) => self.begin(height, cx),
			Local::Look => self.look(),
		}
	}

	/// Takes in what another node sent.
	pub fn receive(&mut self, from: NodeId, packet: Packet, cx: &mut Cx<'_>) {
		match packet {
			Packet::Consensus(message) => self.receive_message(message, cx),
			Packet::Junk(bytes) => {
				if bytes.len() <= MAX_MESSAGE {
					if let Ok(message) = Message::decode_all(&mut bytes.as_slice()) {
						self.receive_message(message, cx);
					}
				}
			}
			Packet::BodyRequest(block) => {
				if let Some(body) = self.bodies.get(&block) {
					self.outputs.push(Output::Send(from, Packet::Body(body.clone())));
				}
			}
			Packet::Body(body) => {
				let block = hash_of(&body);
				if let Some(asks) = self.wants.remove(&block) {
					self.bodies.insert(block, body);
					for ask in asks {
						self.judge_later(ask, cx);
					}
				}
			}
			Packet::Status(height) => self.best[from] = self.best[from].max(height),
			Packet::BlocksRequest(first) => {
				let blocks = self.chain.blocks_from(first, MOST_BLOCKS);
				if !blocks.is_empty() {
					self.outputs.push(Output::Send(from, Packet::Blocks(blocks)));
				}
			}
			Packet::Blocks(blocks) => {
				let before = self.chain.height();
				let taken = blocks
					.into_iter()
					.take(MOST_BLOCKS)
					.all(|sealed| self.take_over(sealed, cx.shared));
				if !taken {
					self.best[from] = self.best[from].min(self.chain.height());
				}
				if self.chain.height() > before {
					self.adopt(true, cx.shared.target);
				}
			}
		}
	}

	fn later(&mut self, after: Time, local: Local) {
		self.outputs.push(Output::After(after, local));
	}

	/// So many ms by its own clock.
	fn drifted(&self, ms: Time) -> Time {
		ms * self.drift / 1_000
	}

	fn core(&self, height: BlockNumber, disk: Disk, cx: &Cx<'_>) -> Core<Disk> {
		let signer = self.key_at(height).map(|pair| Arc::new(pair.clone()) as Arc<dyn Signer>);
		Core::new(cx.shared.genesis, signer, disk)
	}

	/// A rotated key is taken up by starting anew with it, at the first height it decides.
	fn take_up_key(&mut self, height: BlockNumber, cx: &Cx<'_>) {
		if self.halted {
			return;
		}
		let wanted = self.key_at(height).map(Pair::public);
		let life = std::mem::replace(&mut self.life, Life::Down(Disk::default()));
		self.life = match life {
			Life::Up(core) if core.public() != wanted => {
				Life::Up(Box::new(self.core(height, core.into_journal(), cx)))
			}
			other => other,
		};
	}

	fn recover(&mut self, height: BlockNumber, cx: &mut Cx<'_>) {
		let Some(set) = self.chain.set_of(height).cloned() else { return };
		let Life::Up(core) = &mut self.life else { return };
		match core.recover(height, set, PACE) {
			Ok((bodies, actions)) => {
				self.bodies.extend(bodies);
				self.outputs.push(Output::Recovered(height));
				self.carry_out(actions, cx);
			}
			Err(halt) => self.halt(&halt),
		}
	}

	fn feed(&mut self, event: Event, cx: &mut Cx<'_>) {
		let Life::Up(core) = &mut self.life else { return };
		match core.handle(event) {
			Ok(actions) => {
				if self.halted {
					self.outputs.push(Output::Revived);
				}
				self.carry_out(actions, cx);
			}
			Err(halt) => self.halt(&halt),
		}
	}

	fn halt(&mut self, halt: &Halt) {
		if !self.halted {
			self.halted = true;
			self.outputs.push(Output::Halted(halt.to_string()));
		}
	}

	fn carry_out(&mut self, actions: Vec<Action>, cx: &mut Cx<'_>) {
		for action in actions {
			match action {
				Action::Broadcast(message) => {
					self.outputs.push(Output::SendAll(Packet::Consensus(message)));
				}
				Action::Build { height, round } => {
					self.later(cx.rng.between(1, 30), Local::Build { height, round });
				}
				Action::Fetch { height, round, block, proposer, .. } => {
					self.fetch(Ask { height, round, block, proposer }, cx);
				}
				Action::Schedule { timer, after } => {
					self.last_number += 1;
					self.timers.insert(timer, self.last_number);
					let after = self.drifted(after.as_millis() as Time);
					self.later(after, Local::Elapsed(timer, self.last_number));
				}
				Action::Cancel(timer) => {
					self.timers.remove(&timer);
				}
				Action::CancelAll => self.timers.clear(),
				Action::Round { height, round, .. } => {
					self.outputs.push(Output::Round(height, round));
				}
				Action::Decided { certificate, evidence } => {
					self.decided(certificate, evidence, cx);
				}
			}
		}
	}

	fn receive_message(&mut self, message: Message, cx: &mut Cx<'_>) {
		if self.behaviour == Behaviour::Garbage {
			self.heard.push(message.clone());
			if self.heard.len() > 16 {
				self.heard.remove(0);
			}
		}
		let imported = self.importing.as_ref().map(|sealed| sealed.certificate.height);
		if message.height() <= imported.unwrap_or(0).max(self.chain.height()) {
			return;
		}
		// Another validator has begun: waiting on would only make it wait. The core must bear false
		// messages, so that this check decides nothing else.
		if self.rest == Some(message.height()) {
			let Life::Up(core) = &self.life else { return };
			if core.check(&message) == Check::True {
				self.begin(message.height(), cx);
			}
		}
		self.feed(Event::Message(message), cx);
	}

	fn fetch(&mut self, ask: Ask, cx: &mut Cx<'_>) {
		if self.bodies.contains_key(&ask.block) {
			self.judge_later(ask, cx);
			return;
		}
		let asks = self.wants.entry(ask.block).or_default();
		let is_first = asks.is_empty();
		if asks.len() < MOST_ASKS && !asks.contains(&ask) {
			asks.push(ask);
		}
		if is_first {
			if let Some(owner) = cx.shared.owners.get(&ask.proposer) {
				if *owner != self.id {
					let request = Packet::BodyRequest(ask.block);
					self.outputs.push(Output::Send(*owner, request));
				}
			}
			self.later(self.drifted(ASK_AGAIN), Local::AskAgain(ask.block));
		}
	}

	fn ask_again(&mut self, block: BlockHash, cx: &mut Cx<'_>) {
		if !self.wants.contains_key(&block) {
			return;
		}
		let others: Vec<NodeId> = cx.shared.others(self.id).collect();
		if let Some(other) = cx.rng.pick(&others) {
			self.outputs.push(Output::Send(other, Packet::BodyRequest(block)));
		}
		self.later(self.drifted(ASK_AGAIN), Local::AskAgain(block));
	}

	fn judge_later(&mut self, ask: Ask, cx: &mut Cx<'_>) {
		self.later(cx.rng.between(1, 25), Local::Judge(ask));
	}

	fn judge(&mut self, ask: Ask, cx: &mut Cx<'_>) {
		if ask.height != self.chain.next() || self.importing.is_some() {
			return;
		}
		let Some(body) = self.bodies.get(&ask.block) else { return };
		let valid = self.chain.judge(body).is_ok();
		if valid && !self.keep_body(ask.block) {
			return;
		}
		let Ask { height, round, block, proposer } = ask;
		self.feed(Event::Judged { height, round, block, proposer, valid }, cx);
	}

	/// Puts a body into the log. False if it cannot be.
	fn keep_body(&mut self, block: BlockHash) -> bool {
		let (Life::Up(core), Some(body)) = (&mut self.life, self.bodies.get(&block)) else {
			return false;
		};
		match core.keep_body(block, body) {
			Ok(()) => true,
			Err(halt) => {
				self.halt(&halt);
				false
			}
		}
	}

	fn build(&mut self, height: BlockNumber, round: u32, cx: &mut Cx<'_>) {
		let Some(proposer) = self.key_at(height).map(Pair::public) else { return };
		if height != self.chain.next() || self.importing.is_some() {
			return;
		}
		let change = self.chain.due_change().filter(|_| cx.rng.permille(600));
		let parent = self.chain.tip();
		let nonce = cx.rng.bits();
		let good = Block { height, parent, proposer, nonce, change, sound: true };
		let body = match self.behaviour {
			Behaviour::Lie => byzantine::spoil(good, cx.rng),
			Behaviour::Equivocate | Behaviour::TwoFaced => {
				let rival = Block { nonce: cx.rng.bits(), ..good.clone() }.encode();
				let hash = hash_of(&rival);
				self.bodies.insert(hash, rival);
				self.rivals.insert((height, round), hash);
				good.encode()
			}
			_ => good.encode(),
		};
		let block = hash_of(&body);
		self.bodies.insert(block, body);
		if self.keep_body(block) {
			self.feed(Event::Built { height, round, block }, cx);
		}
	}

	fn decided(
		&mut self,
		certificate: CommitCertificate,
		evidence: Vec<Equivocation>,
		cx: &mut Cx<'_>,
	) {
		let height = certificate.height;
		let Some(body) = self.bodies.get(&certificate.block) else {
			self.outputs.push(Output::Bodyless(height));
			return;
		};
		let sealed = Sealed { body: body.clone(), certificate };
		self.importing = Some(sealed.clone());
		self.outputs.push(Output::Decided { sealed, evidence, synced: false });
		self.later(cx.rng.below(20), Local::Imported(height));
	}

	fn imported(&mut self, height: BlockNumber, target: BlockNumber) {
		let due = |sealed: &Sealed| sealed.certificate.height == height;
		if !self.importing.as_ref().is_some_and(due) {
			return;
		}
		let Some(sealed) = self.importing.take() else { return };
		match self.chain.accept(sealed) {
			Ok(()) => self.adopt(false, target),
			Err(refusal) => self.outputs.push(Output::Rejected(height, refusal)),
		}
	}

	/// Takes over a decided block of another node. False if it is not what it should be.
	fn take_over(&mut self, sealed: Sealed, shared: &Shared) -> bool {
		let certificate = &sealed.certificate;
		if certificate.height <= self.chain.height() {
			return true;
		}
		let Some(set) = self.chain.set_of(self.chain.next()) else { return false };
		let holds = certificate.height == self.chain.next()
			&& certificate.block == hash_of(&sealed.body)
			&& certificate.verify(&shared.genesis, set).is_ok();
		if !holds {
			return false;
		}
		let height = certificate.height;
		match self.chain.accept(sealed.clone()) {
			Ok(()) => {
				self.outputs.push(Output::Decided { sealed, evidence: Vec::new(), synced: true });
				true
			}
			Err(refusal) => {
				self.outputs.push(Output::Rejected(height, refusal));
				false
			}
		}
	}

	/// A new last block: whatever was going on about its height is over.
	fn adopt(&mut self, from_others: bool, target: BlockNumber) {
		let height = self.chain.height();
		if self.importing.as_ref().is_some_and(|sealed| sealed.certificate.height <= height) {
			self.importing = None;
		}
		self.timers.clear();
		self.wants.clear();
		self.rest = None;
		self.outputs.push(Output::SendAll(Packet::Status(height)));
		if height < target {
			self.rest(from_others);
		}
	}

	/// Waits before the next height, unless others have gone through it already.
	fn rest(&mut self, is_behind: bool) {
		let height = self.chain.next();
		self.rest = Some(height);
		let after = if is_behind { 1 } else { self.drifted(PACE.min_block.into()) };
		self.later(after, Local::Begin(height));
	}

	fn begin(&mut self, height: BlockNumber, cx: &mut Cx<'_>) {
		if self.rest != Some(height) {
			return;
		}
		self.rest = None;
		self.take_up_key(height, cx);
		let Some(set) = self.chain.set_of(height).cloned() else { return };
		self.feed(Event::Start { height, set, pace: PACE }, cx);
	}

	/// Tells others of the last block, and asks one of them for more if the node has stood still
	/// since the last look although others are ahead.
	fn look(&mut self) {
		let height = self.chain.height();
		self.outputs.push(Output::SendAll(Packet::Status(height)));
		if height == self.seen_at_last_look {
			let count = self.best.len();
			let mut turns = (1..=count).map(|step| (self.asked_last + step) % count);
			let ahead = turns.find(|other| *other != self.id && self.best[*other] > height);
			if let Some(other) = ahead {
				self.asked_last = other;
				let request = Packet::BlocksRequest(self.chain.next());
				self.outputs.push(Output::Send(other, request));
			}
		}
		self.seen_at_last_look = height;
		self.later(self.drifted(SYNC_EVERY), Local::Look);
	}
}
