//! What a run consists of: nodes, network, faults. All of it is drawn from the seed before the run
//! begins (`draw`), and may be altered by tests.

use fiscal_bft_primitives::{BlockNumber, Pace};
use std::{fmt, str::FromStr};

/// Virtual time in ms since the run began.
pub type Time = u64;

/// A node's number, from 0.
pub type NodeId = usize;

/// Time between two looks of a node at whether it is behind, in ms of its own clock.
pub const SYNC_EVERY: Time = 400;

/// Time after which a node asks again for a body, in ms of its own clock.
pub const ASK_AGAIN: Time = 150;

/// How much a clock may be wrong, in thousandths.
pub const MOST_DRIFT: u64 = 100;

/// The pace of every run: that of the product divided by ten or so, so that a run is short.
pub const PACE: Pace = Pace {
	min_block: 50,
	empty_block: 50,
	build: 50,
	propose: 300,
	propose_step: 50,
	prevote: 100,
	prevote_step: 30,
	precommit: 100,
	precommit_step: 30,
	rebroadcast: 200,
	max_timeout: 1_000,
};

/// The network once it has healed: nothing is lost, and everything arrives within 60 ms.
pub const HEALED: Link = Link { least: 5, most: 60, drop: 0, duplicate: 20, tail: 0, tail_most: 0 };

/// A kind of trouble. A seed in a scenario is a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scenario {
	/// Nothing is lost and nobody fails.
	Calm,
	/// Much is lost, doubled and out of order.
	Lossy,
	/// Some messages take seconds.
	Slow,
	/// The network falls apart, again and again.
	Partition,
	/// Validators stop and start.
	Crash,
	/// All validators stop at once.
	Blackout,
	/// Disks fail in the middle of a write.
	Disk,
	/// Byzantine validators vote and propose differently to different peers.
	Equivocate,
	/// Byzantine validators tell everyone what it wants to hear.
	TwoFaced,
	/// Byzantine validators say nothing.
	Silent,
	/// Byzantine validators propose invalid blocks, serve false bodies and false certificates.
	Lie,
	/// Byzantine validators propose blocks and do not hand them out.
	Withhold,
	/// Byzantine validators send what is no message, or none of theirs, or of no height.
	Garbage,
	/// Validators lose their log and some their chain, and vote again: Byzantine without wanting it.
	Amnesia,
	/// The validator set changes: joined, left, weighed anew, keys rotated.
	Sets,
	/// All of it.
	Chaos,
}

impl Scenario {
	/// Every scenario.
	pub const ALL: [Self; 16] = [
		Self::Calm,
		Self::Lossy,
		Self::Slow,
		Self::Partition,
		Self::Crash,
		Self::Blackout,
		Self::Disk,
		Self::Equivocate,
		Self::TwoFaced,
		Self::Silent,
		Self::Lie,
		Self::Withhold,
		Self::Garbage,
		Self::Amnesia,
		Self::Sets,
		Self::Chaos,
	];

	/// The scenario a seed plays when all are played in turn.
	pub fn of_seed(seed: u64) -> Self {
		let turn = seed % Self::ALL.len() as u64;
		Self::ALL[turn as usize]
	}

	/// Its name on the command line.
	pub fn name(self) -> &'static str {
		match self {
			Self::Calm => "calm",
			Self::Lossy => "lossy",
			Self::Slow => "slow",
			Self::Partition => "partition",
			Self::Crash => "crash",
			Self::Blackout => "blackout",
			Self::Disk => "disk",
			Self::Equivocate => "equivocate",
			Self::TwoFaced => "two-faced",
			Self::Silent => "silent",
			Self::Lie => "lie",
			Self::Withhold => "withhold",
			Self::Garbage => "garbage",
			Self::Amnesia => "amnesia",
			Self::Sets => "sets",
			Self::Chaos => "chaos",
		}
	}
}

impl fmt::Display for Scenario {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.pad(self.name())
	}
}

impl FromStr for Scenario {
	type Err = String;

	fn from_str(name: &str) -> Result<Self, String> {
		let found = Self::ALL.into_iter().find(|scenario| scenario.name() == name);
		found.ok_or_else(|| {
			let names: Vec<_> = Self::ALL.iter().map(|scenario| scenario.name()).collect();
			format!("no such scenario; there are {}", names.join(", "))
		})
	}
}

/// How a node behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
	/// As it should.
	Honest,
	/// Signs two votes and two proposals, for different peers or for all.
	Equivocate,
	/// Signs for each peer what that peer signed, and proposes something else to each half.
	TwoFaced,
	/// Says nothing at all.
	Silent,
	/// Proposes invalid blocks, serves false bodies and false certificates.
	Lie,
	/// Proposes and does not hand out the block.
	Withhold,
	/// Sends garbage beside what it should send.
	Garbage,
	/// As it should, but forgets everything when it stops.
	Amnesia,
}

impl Behaviour {
	/// Whether the chain has to bear it as a Byzantine fault.
	pub fn is_faulty(self) -> bool {
		self != Self::Honest
	}

	/// Whether the node means well: it must arrive where the others do.
	pub fn means_well(self) -> bool {
		matches!(self, Self::Honest | Self::Amnesia)
	}
}

/// One node.
#[derive(Clone, Debug)]
pub struct NodeSetup {
	/// How it behaves.
	pub behaviour: Behaviour,
	/// Whether the checks take it for honest. Tests of the checks lie here.
	pub vouched: bool,
	/// How many keys it comes to use, one after the other; without one it only follows.
	pub keys: usize,
	/// What it takes for 1,000 ms, in ms.
	pub drift: u64,
}

/// A validator of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
	/// The node.
	pub node: NodeId,
	/// Which of its keys, from 0.
	pub key: usize,
	/// What its vote weighs.
	pub weight: u32,
}

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
	/// Shortest way, in ms.
	pub least: Time,
	/// Longest ordinary way, in ms. Messages overtake each other in between.
	pub most: Time,
	/// Messages lost, in thousandths.
	pub drop: u64,
	/// Messages that arrive twice, in thousandths.
	pub duplicate: u64,
	/// Messages that take extraordinarily long, in thousandths.
	pub tail: u64,
	/// Longest extraordinary way, in ms.
	pub tail_most: Time,
}

/// A time in which the network is apart.
#[derive(Clone, Debug)]
pub struct Partition {
	/// When it begins.
	pub from: Time,
	/// When it ends.
	pub until: Time,
	/// On which side each node is. Side 0 hears all sides and is heard by all.
	pub sides: Vec<u8>,
}

impl Partition {
	/// Whether nothing sent now gets from one node to the other.
	pub fn separates(&self, now: Time, one: NodeId, other: NodeId) -> bool {
		let side = |node: NodeId| self.sides.get(node).copied().unwrap_or(0);
		let (one, other) = (side(one), side(other));
		(self.from..self.until).contains(&now) && one != 0 && other != 0 && one != other
	}
}

/// A time in which a node is down.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
	/// Which node.
	pub node: NodeId,
	/// When it stops, or its disk begins to fail.
	pub at: Time,
	/// When it starts again.
	pub until: Time,
	/// If set, it does not stop at once: its disk fails after so many more writes.
	pub writes: Option<u32>,
	/// Unflushed entries that reach the disk in spite of all.
	pub kept: usize,
	/// Whether a node that forgets loses its chain as well.
	pub loses_chain: bool,
}

/// A run.
#[derive(Clone, Debug)]
pub struct Setup {
	/// What everything is drawn from.
	pub seed: u64,
	/// The scenario.
	pub scenario: Scenario,
	/// How many blocks are to be decided.
	pub target: BlockNumber,
	/// The nodes.
	pub nodes: Vec<NodeSetup>,
	/// The first validator set, and the set after each change that blocks may decide.
	pub plan: Vec<Vec<Member>>,
	/// The network until it heals.
	pub link: Link,
	/// When the network is apart.
	pub partitions: Vec<Partition>,
	/// When nodes are down.
	pub outages: Vec<Outage>,
	/// From when on the network is [`HEALED`]. No partition and no outage lasts longer.
	pub heal: Time,
}

impl Setup {
	/// Whether some node is Byzantine.
	pub fn has_faulty(&self) -> bool {
		self.nodes.iter().any(|node| node.behaviour.is_faulty())
	}

	/// Longest time a height may take once the network has healed, in ms.
	///
	/// A round is at most three waits, each at most `max_timeout` on a clock that is slow by
	/// [`MOST_DRIFT`]; what was lost before is sent again after a wait of the same bound, and
	/// travels twice the longest way (a round's messages, and the certificate that brings others
	/// into the round).
	///
	/// Without Byzantine nodes a height needs at most as many rounds as there are proposers: then
	/// the one has proposed that knows the block somebody may be locked on, and everyone has caught
	/// up; two more for the round in which the network heals and the one that is skipped. A
	/// Byzantine validator can hide a lock until round 10, when the library begins to make locks
	/// known, and take its turn once in as many rounds as there are validators.
	pub fn height_bound(&self) -> Time {
		let wait = Time::from(PACE.max_timeout) * (1_000 + MOST_DRIFT) / 1_000;
		let round = 3 * (2 * wait + 2 * HEALED.most);
		let nodes = self.nodes.len() as Time;
		let rounds = match self.has_faulty() {
			false => nodes + 2,
			true => 10 + 2 * nodes + 2,
		};
		rounds * round
	}

	/// Longest time until a node has the blocks others have, once the network has healed, in ms:
	/// for each eight blocks two looks, and one more for each peer that may answer falsely.
	pub fn catch_up_bound(&self) -> Time {
		let looks = (Time::from(self.target) / 8 + 1) * (2 + 4 * self.nodes.len() as Time);
		looks * (SYNC_EVERY * (1_000 + MOST_DRIFT) / 1_000 + 2 * HEALED.most)
	}

	/// When every node that means well must have got past the height at which the network healed.
	pub fn resume_by(&self) -> Time {
		self.heal + self.link.tail_most + self.catch_up_bound() + self.height_bound()
	}

	/// When every node that means well must have all blocks.
	pub fn done_by(&self) -> Time {
		self.resume_by() + Time::from(self.target) * self.height_bound()
	}
}
