//! Virtual time, the network, and what goes wrong: runs one setup from beginning to end.

use crate::{
	byzantine,
	checker::{Checker, Violation},
	node::{Cx, Node, Shared},
	packet::{Local, Output, Packet},
	rng::Rng,
	setup::{Behaviour, Member, NodeId, Setup, Time, HEALED, SYNC_EVERY},
	stats::Stats,
	trace::{Digest, Lines, Trace},
};
use codec::Encode;
use fiscal_bft_primitives::{BlockHash, BlockNumber, Validator, ValidatorSet};
use fiscal_sm_crypto::{sm3_256, Pair, Public};
use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
	/// What did not hold, if anything.
	pub violation: Option<Violation>,
	/// Digest of the trace: the same for the same setup, always and everywhere.
	pub digest: u64,
	/// What happened how often.
	pub stats: Stats,
}

/// Something that happens at a time.
enum What {
	Arrive { from: NodeId, to: NodeId, packet: Packet },
	Local { node: NodeId, life: u64, local: Local },
	Down(usize),
	Up(usize),
	Heal,
	Review,
}

/// Ordered by time, then by the order in which it was planned.
struct Planned {
	at: Time,
	number: u64,
	what: What,
}

impl PartialEq for Planned {
	fn eq(&self, other: &Self) -> bool {
		self.cmp(other).is_eq()
	}
}

impl Eq for Planned {}

impl PartialOrd for Planned {
	fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
		Some(self.cmp(other))
	}
}

impl Ord for Planned {
	fn cmp(&self, other: &Self) -> std::cmp::Ordering {
		(self.at, self.number).cmp(&(other.at, other.number))
	}
}

struct World<'s> {
	setup: &'s Setup,
	shared: Shared,
	rng: Rng,
	now: Time,
	number: u64,
	queue: BinaryHeap<Reverse<Planned>>,
	nodes: Vec<Node>,
	checker: Checker,
	trace: Trace,
	stats: Stats,
	violation: Option<Violation>,
	/// After the network has healed: who has not got past the height of then.
	waiting: Vec<NodeId>,
	height_at_heal: BlockNumber,
}

/// Runs a setup. The trace goes line by line to `lines`, if given.
pub fn run(setup: &Setup, lines: Option<Lines>) -> Outcome {
	let mut world = World::new(setup, lines);
	world.begin();
	let done_by = setup.done_by();
	while world.violation.is_none() && !world.is_done() {
		match world.queue.pop() {
			Some(Reverse(next)) if next.at <= done_by => {
				world.now = next.at;
				world.step(next.what);
			}
			_ => world.fail_to_terminate(setup.target),
		}
	}
	if let Some(violation) = &world.violation {
		world.trace.add(world.now, format_args!("VIOLATION {violation}"));
	}
	world.stats.runs = 1;
	world.stats.set_changes = world.checker.changes().into();
	world.stats.longest_run = world.now;
	Outcome { violation: world.violation, digest: world.trace.digest(), stats: world.stats }
}

impl<'s> World<'s> {
	fn new(setup: &'s Setup, lines: Option<Lines>) -> Self {
		let genesis = BlockHash::from(sm3_256(b"fiscal-bft-sim"));
		let keys: Vec<Vec<Pair>> = setup
			.nodes
			.iter()
			.enumerate()
			.map(|(id, node)| {
				(0..node.keys).map(|key| Pair::from_dev_name(&format!("sim-{id}-{key}"))).collect()
			})
			.collect();
		let set = |members: &Vec<Member>| {
			let validator = |member: &Member| Validator {
				public: keys[member.node][member.key].public(),
				weight: member.weight,
			};
			ValidatorSet::new(members.iter().map(validator).collect())
				.expect("a setup names each key once and has no empty set")
		};
		let plan: Arc<[ValidatorSet]> = setup.plan.iter().map(set).collect();
		let owner_of = |(id, pairs): (NodeId, &Vec<Pair>)| -> Vec<(Public, NodeId)> {
			pairs.iter().map(|pair| (pair.public(), id)).collect()
		};
		let owners = keys.iter().enumerate().flat_map(owner_of).collect();
		let shared = Shared {
			genesis,
			plan: plan.clone(),
			owners,
			behaviours: setup.nodes.iter().map(|node| node.behaviour).collect(),
			target: setup.target,
		};
		let vouched = setup.nodes.iter().map(|node| node.vouched).collect();
		let checker = Checker::new(genesis, plan, shared.owners.clone(), vouched);
		let nodes = keys
			.into_iter()
			.enumerate()
			.map(|(id, keys)| {
				let node = &setup.nodes[id];
				Node::new(id, node.behaviour, keys, node.drift, &shared)
			})
			.collect();
		Self {
			setup,
			shared,
			// Another stream than that the setup was drawn from.
			rng: Rng::new(!setup.seed),
			now: 0,
			number: 0,
			queue: BinaryHeap::new(),
			nodes,
			checker,
			trace: Trace::new(lines),
			stats: Stats::default(),
			violation: None,
			waiting: Vec::new(),
			height_at_heal: 0,
		}
	}

	fn begin(&mut self) {
		for (index, outage) in self.setup.outages.iter().enumerate() {
			self.plan(outage.at, What::Down(index));
			self.plan(outage.until, What::Up(index));
		}
		self.plan(self.setup.heal, What::Heal);
		self.plan(self.setup.resume_by(), What::Review);
		for id in 0..self.nodes.len() {
			self.with(id, |node, cx| node.start(cx));
		}
	}

	fn plan(&mut self, at: Time, what: What) {
		self.number += 1;
		self.queue.push(Reverse(Planned { at, number: self.number, what }));
	}

	/// Who must have all blocks in the end.
	fn well(&self) -> impl Iterator<Item = &Node> + '_ {
		self.nodes.iter().filter(|node| node.behaviour.means_well())
	}

	fn is_done(&self) -> bool {
		self.well().all(|node| node.chain.height() >= self.setup.target)
	}

	fn fail(&mut self, violation: Violation) {
		if self.violation.is_none() {
			self.violation = Some(violation);
		}
	}

	fn fail_to_terminate(&mut self, wanted: BlockNumber) {
		let heights = self.nodes.iter().map(|node| node.chain.height()).collect();
		self.fail(Violation::Termination { now: self.now, heights, wanted });
	}

	fn check(&mut self, result: Result<(), Violation>) {
		if let Err(violation) = result {
			self.fail(violation);
		}
	}

	fn step(&mut self, what: What) {
		self.stats.events += 1;
		match what {
			What::Arrive { from, to, packet } => self.arrive(from, to, packet),
			What::Local { node, life, local } => {
				if self.nodes[node].life_number == life && self.nodes[node].is_up() {
					self.trace.add(self.now, format_args!("{node} {local}"));
					let looks = matches!(local, Local::Look);
					self.with(node, |node, cx| node.act(local, cx));
					if looks && self.nodes[node].behaviour == Behaviour::Garbage {
						self.say(node, byzantine::garbage);
					}
				}
			}
			What::Down(index) => self.down(index),
			What::Up(index) => self.up(index),
			What::Heal => {
				self.trace.add(self.now, format_args!("the network is whole"));
				self.height_at_heal = self.checker.height();
				self.waiting = self.well().map(|node| node.id).collect();
			}
			What::Review => {
				if !self.waiting.is_empty() {
					self.fail_to_terminate((self.height_at_heal + 1).min(self.setup.target));
				}
			}
		}
		if !self.waiting.is_empty() {
			let passed = (self.height_at_heal + 1).min(self.setup.target);
			let nodes = &self.nodes;
			self.waiting.retain(|id| nodes[*id].chain.height() < passed);
			if self.waiting.is_empty() {
				self.stats.longest_resumption = self.now - self.setup.heal;
			}
		}
	}

	fn arrive(&mut self, from: NodeId, to: NodeId, packet: Packet) {
		if !self.nodes[to].is_up() {
			return;
		}
		self.trace.add(self.now, format_args!("{to} <- {from} {packet}"));
		if self.nodes[to].behaviour.is_faulty() {
			self.say(to, |node, cx| byzantine::incoming(node, from, &packet, cx));
		}
		self.with(to, |node, cx| node.receive(from, packet, cx));
	}

	fn down(&mut self, index: usize) {
		let outage = self.setup.outages[index];
		let node = &mut self.nodes[outage.node];
		if !node.is_up() {
			return;
		}
		match outage.writes {
			Some(writes) => {
				node.doom(writes);
				self.trace
					.add(self.now, format_args!("{} can write {writes} more times", outage.node));
			}
			None => self.crash(index),
		}
	}

	fn crash(&mut self, index: usize) {
		let outage = self.setup.outages[index];
		self.stats.crashes += 1;
		self.trace.add(self.now, format_args!("{} stops", outage.node));
		self.nodes[outage.node].stop(outage.kept);
	}

	fn up(&mut self, index: usize) {
		let outage = self.setup.outages[index];
		if self.nodes[outage.node].is_up() {
			self.crash(index);
		}
		if self.nodes[outage.node].behaviour == Behaviour::Amnesia {
			self.nodes[outage.node].forget(outage.loses_chain, &self.shared);
		}
		self.trace.add(self.now, format_args!("{} starts", outage.node));
		self.with(outage.node, |node, cx| node.start(cx));
	}

	/// Lets a node act, and the world take up what it wants.
	fn with(&mut self, id: NodeId, act: impl FnOnce(&mut Node, &mut Cx<'_>)) {
		let mut cx = Cx { rng: &mut self.rng, shared: &self.shared };
		act(&mut self.nodes[id], &mut cx);
		for output in std::mem::take(&mut self.nodes[id].outputs) {
			self.take_up(id, output);
		}
	}

	/// Lets a Byzantine node send something of its own.
	fn say(&mut self, id: NodeId, what: impl FnOnce(&Node, &mut Cx<'_>) -> byzantine::Sends) {
		let mut cx = Cx { rng: &mut self.rng, shared: &self.shared };
		for (to, packet) in what(&self.nodes[id], &mut cx) {
			self.deliver(id, to, packet);
		}
	}

	fn take_up(&mut self, id: NodeId, output: Output) {
		match output {
			Output::Send(to, packet) => self.send(id, Some(to), packet),
			Output::SendAll(packet) => self.send(id, None, packet),
			Output::After(after, local) => {
				let life = self.nodes[id].life_number;
				self.plan(self.now + after, What::Local { node: id, life, local });
			}
			Output::Decided { sealed, evidence, synced } => {
				let certificate = &sealed.certificate;
				self.trace.add(
					self.now,
					format_args!(
						"{id} has decided {}/{} {:?}, of others: {synced}, evidence: {}",
						certificate.height,
						certificate.round,
						certificate.block,
						evidence.len()
					),
				);
				match synced {
					true => self.stats.synced += 1,
					false => self.stats.decided += 1,
				}
				self.stats.late_rounds += u64::from(certificate.round > 0);
				self.stats.highest_round = self.stats.highest_round.max(certificate.round);
				let checked = self.checker.decided(id, &sealed);
				self.check(checked);
				if self.setup.nodes[id].vouched {
					self.stats.evidence += evidence.len() as u64;
					for proof in &evidence {
						let checked = self.checker.accused(id, proof);
						self.check(checked);
					}
				}
			}
			Output::Bodyless(height) => self.fail(Violation::Bodyless { node: id, height }),
			Output::Rejected(height, refusal) => {
				self.fail(Violation::Validity { node: id, height, refusal });
			}
			Output::Recovered(height) => {
				self.stats.recoveries += 1;
				self.trace.add(self.now, format_args!("{id} takes up {height} from its log"));
			}
			Output::Round(height, round) => {
				self.trace.add(self.now, format_args!("{id} enters {height}/{round}"));
			}
			Output::Halted(why) => {
				self.trace.add(self.now, format_args!("{id} halts: {why}"));
				self.stats.halts += 1;
				let expected = self.nodes[id].is_doomed();
				if !expected && self.nodes[id].behaviour.means_well() {
					self.fail(Violation::Halted { node: id, why });
				}
			}
			Output::Revived => self.fail(Violation::Revived { node: id }),
		}
	}

	/// A node says something, or would if it were honest.
	fn send(&mut self, id: NodeId, to: Option<NodeId>, packet: Packet) {
		if let Packet::Consensus(message) = &packet {
			let mut digest = Digest::default();
			digest.add(&message.encode());
			self.trace.add(self.now, format_args!("{id} -> {packet} #{:016x}", digest.value()));
		}
		let mut cx = Cx { rng: &mut self.rng, shared: &self.shared };
		for (to, packet) in byzantine::outgoing(&self.nodes[id], to, packet, &mut cx) {
			self.deliver(id, to, packet);
		}
	}

	/// Something leaves a node: from here on it counts.
	fn deliver(&mut self, from: NodeId, to: NodeId, packet: Packet) {
		self.stats.packets += 1;
		if let Packet::Consensus(message) = &packet {
			let checked = self.checker.sent(from, message);
			self.check(checked);
		}
		let now = self.now;
		if self.setup.partitions.iter().any(|partition| partition.separates(now, from, to)) {
			self.stats.separated += 1;
			return;
		}
		let link = if now < self.setup.heal { &self.setup.link } else { &HEALED };
		if self.rng.permille(link.drop) {
			self.stats.dropped += 1;
			return;
		}
		let copies = if self.rng.permille(link.duplicate) { 2 } else { 1 };
		for _ in 0..copies {
			let way = if self.rng.permille(link.tail) {
				self.stats.delayed += 1;
				self.rng.between(link.most, link.tail_most)
			} else {
				self.rng.between(link.least, link.most)
			};
			let packet = packet.clone();
			self.plan(now + way, What::Arrive { from, to, packet });
		}
	}
}

/// Between two looks of a node an answer to the first arrives: [`Setup::catch_up_bound`] counts on it.
const _: () = assert!(SYNC_EVERY > 2 * HEALED.most);
