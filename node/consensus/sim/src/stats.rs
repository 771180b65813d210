//! What happened how often, so that one can see that faults were not only planned.

use crate::setup::Time;

/// Counters of one run or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
	/// Runs.
	pub runs: u64,
	/// Events of virtual time.
	pub events: u64,
	/// Packets that left a node.
	pub packets: u64,
	/// Of these: lost.
	pub dropped: u64,
	/// Of these: sent across a partition, and so lost.
	pub separated: u64,
	/// Copies that took extraordinarily long.
	pub delayed: u64,
	/// Blocks decided, each node's.
	pub decided: u64,
	/// Blocks taken over from others, each node's.
	pub synced: u64,
	/// Blocks of either kind that were decided after the first round.
	pub late_rounds: u64,
	/// The highest round in which a block was decided.
	pub highest_round: u32,
	/// Nodes stopped.
	pub crashes: u64,
	/// Heights taken up from the log after a start.
	pub recoveries: u64,
	/// Consensus stopped because the log could not be written.
	pub halts: u64,
	/// Evidence of double signing shown by honest nodes.
	pub evidence: u64,
	/// Changes of the validator set decided.
	pub set_changes: u64,
	/// Longest run, in ms of virtual time.
	pub longest_run: Time,
	/// Longest time from the network's healing until every node that means well had got past the
	/// height of then, in ms of virtual time.
	pub longest_resumption: Time,
}

impl Stats {
	/// Takes in the counters of other runs.
	pub fn add(&mut self, other: &Self) {
		self.runs += other.runs;
		self.events += other.events;
		self.packets += other.packets;
		self.dropped += other.dropped;
		self.separated += other.separated;
		self.delayed += other.delayed;
		self.decided += other.decided;
		self.synced += other.synced;
		self.late_rounds += other.late_rounds;
		self.highest_round = self.highest_round.max(other.highest_round);
		self.crashes += other.crashes;
		self.recoveries += other.recoveries;
		self.halts += other.halts;
		self.evidence += other.evidence;
		self.set_changes += other.set_changes;
		self.longest_run = self.longest_run.max(other.longest_run);
		self.longest_resumption = self.longest_resumption.max(other.longest_resumption);
	}
}
