//! Four cores that hear each other at once, and single ones whose log breaks or is read again.

use crate::{
	message::{Message, SignedProposal, SignedVote},
	Action, Core, Event, FileJournal, Halt, Journal, MemoryJournal, Timer, TimerKind,
};
use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CommitCertificate, Equivocation, Pace, Proposal, Validator,
	ValidatorSet, Vote, VoteKind,
};
use fiscal_sm_crypto::{sm3_256, Pair};
use std::{collections::VecDeque, sync::Arc};

const GENESIS: BlockHash = BlockHash::repeat_byte(7);

fn pair(index: usize) -> Pair {
	Pair::from_dev_name(&format!("core-{index}"))
}

fn set(count: usize) -> ValidatorSet {
	let validators = (0..count).map(|index| Validator { public: pair(index).public(), weight: 1 });
	ValidatorSet::new(validators.collect()).unwrap()
}

fn block(height: BlockNumber, round: u32) -> BlockHash {
	BlockHash::from(sm3_256(format!("block {height} of round {round}").as_bytes()))
}

fn core<J: Journal>(index: usize, journal: J) -> Core<J> {
	Core::new(GENESIS, Some(Arc::new(pair(index))), journal)
}

fn start(height: BlockNumber) -> Event {
	Event::Start { height, set: set(4), pace: Pace::default() }
}

/// Who proposes: the index of its key.
fn proposer(height: BlockNumber, round: u32) -> usize {
	let public = set(4).proposer(height, round).unwrap().public;
	(0..4).find(|index| pair(*index).public() == public).unwrap()
}

/// Cores that hear each other at once and find every block valid.
struct Net {
	cores: Vec<Core<MemoryJournal>>,
	deaf: Vec<usize>,
	decided: Vec<Vec<(CommitCertificate, Vec<Equivocation>)>>,
	timers: Vec<Vec<Timer>>,
	queue: VecDeque<(usize, Event)>,
}

impl Net {
	fn new() -> Self {
		Self {
			cores: (0..4).map(|index| core(index, MemoryJournal::default())).collect(),
			deaf: Vec::new(),
			decided: vec![Vec::new(); 4],
			timers: vec![Vec::new(); 4],
			queue: VecDeque::new(),
		}
	}

	fn begin(&mut self, height: BlockNumber) {
		(0..4).for_each(|index| self.queue.push_back((index, start(height))));
		self.run();
	}

	fn run(&mut self) {
		while let Some((index, event)) = self.queue.pop_front() {
			if self.deaf.contains(&index) {
				continue;
			}
			for action in self.cores[index].handle(event).unwrap() {
				self.carry_out(index, action);
			}
		}
	}

	fn carry_out(&mut self, index: usize, action: Action) {
		match action {
			Action::Broadcast(message) => {
				let others = (0..4).filter(|other| *other != index);
				others.for_each(|other| {
					self.queue.push_back((other, Event::Message(message.clone())));
				});
			}
			Action::Build { height, round } => {
				let block = block(height, round);
				self.queue.push_back((index, Event::Built { height, round, block }));
			}
			Action::Fetch { height, round, block, proposer, .. } => {
				let judged = Event::Judged { height, round, block, proposer, valid: true };
				self.queue.push_back((index, judged));
			}
			Action::Schedule { timer, .. } => self.timers[index].push(timer),
			Action::Cancel(timer) => self.timers[index].retain(|running| *running != timer),
			Action::CancelAll => self.timers[index].clear(),
			Action::Round { .. } => (),
			Action::Decided { certificate, evidence } => {
				self.decided[index].push((certificate, evidence));
			}
		}
	}

	/// Ends the waits of a kind at every core that has one.
	fn elapse(&mut self, kind: TimerKind) {
		for index in 0..4 {
			let due: Vec<_> =
				self.timers[index].iter().filter(|timer| timer.kind == kind).copied().collect();
			self.timers[index].retain(|timer| timer.kind != kind);
			due.into_iter().for_each(|timer| self.queue.push_back((index, Event::Elapsed(timer))));
		}
		self.run();
	}
}

fn vote_of(action: &Action) -> Option<SignedVote> {
	match action {
		Action::Broadcast(Message::Vote(vote)) => Some(*vote),
		_ => None,
	}
}

fn proposal(height: BlockNumber, round: u32, block: BlockHash) -> Event {
	let pair = pair(proposer(height, round));
	let proposal = Proposal { height, round, block, valid_round: None };
	Event::Message(Message::Proposal(SignedProposal {
		proposal,
		proposer: pair.public(),
		signature: pair.sign(&proposal.payload(&GENESIS)),
	}))
}

fn vote(index: usize, vote: Vote) -> Event {
	let pair = pair(index);
	Event::Message(Message::Vote(SignedVote {
		vote,
		voter: pair.public(),
		signature: pair.sign(&vote.payload(&GENESIS)),
	}))
}

fn judged(height: BlockNumber, round: u32, block: BlockHash) -> Event {
	let proposer = pair(proposer(height, round)).public();
	Event::Judged { height, round, block, proposer, valid: true }
}

#[test]
fn four_decide_the_same_blocks_with_certificates_that_hold() {
	let mut net = Net::new();
	for height in 1..=6 {
		net.begin(height);
		for decided in &net.decided {
			let (certificate, evidence) = &decided[height as usize - 1];
			assert_eq!((certificate.height, certificate.block), (height, block(height, 0)));
			assert_eq!(certificate.verify(&GENESIS, &set(4)), Ok(()));
			assert!(evidence.is_empty());
		}
	}
}

#[test]
fn a_silent_proposer_costs_a_round_and_no_more() {
	let mut net = Net::new();
	net.deaf.push(proposer(1, 0));
	net.begin(1);
	assert!(net.decided.iter().all(Vec::is_empty));
	net.elapse(TimerKind::Propose);
	net.elapse(TimerKind::Prevote);
	net.elapse(TimerKind::Precommit);
	for (index, decided) in net.decided.iter().enumerate() {
		if index != proposer(1, 0) {
			assert_eq!(decided[0].0.block, block(1, 1));
			assert_eq!(decided[0].0.round, 1);
		}
	}
}

#[test]
fn two_of_four_decide_nothing() {
	let mut net = Net::new();
	net.deaf = (0..4).filter(|index| *index != proposer(1, 0)).take(2).collect();
	net.begin(1);
	for _ in 0..5 {
		net.elapse(TimerKind::Propose);
		net.elapse(TimerKind::Prevote);
		net.elapse(TimerKind::Precommit);
	}
	assert!(net.decided.iter().all(Vec::is_empty));
}

#[test]
fn a_block_found_invalid_gets_a_vote_for_none() {
	let me = (0..4).find(|index| *index != proposer(1, 0)).unwrap();
	let mut core = core(me, MemoryJournal::default());
	core.handle(start(1)).unwrap();
	let wanted = core.handle(proposal(1, 0, block(1, 0))).unwrap();
	assert!(wanted.iter().any(
		|action| matches!(action, Action::Fetch { block: wanted, .. } if *wanted == block(1, 0))
	));
	let Event::Judged { height, round, block, proposer, .. } = judged(1, 0, block(1, 0)) else {
		unreachable!()
	};
	let actions =
		core.handle(Event::Judged { height, round, block, proposer, valid: false }).unwrap();
	assert_eq!(actions.iter().find_map(vote_of).unwrap().vote.block, None);
}

#[test]
fn who_signs_twice_is_proven_to_have() {
	let mut net = Net::new();
	let height = 1;
	let liar = (0..4).find(|index| *index != proposer(height, 0)).unwrap();
	net.deaf.push(liar);
	let kind = VoteKind::Prevote;
	let one = Vote { height, round: 0, kind, block: None };
	let two = Vote { block: Some(BlockHash::repeat_byte(1)), ..one };
	for index in (0..4).filter(|index| *index != liar) {
		net.queue.push_back((index, start(height)));
	}
	for index in (0..4).filter(|index| *index != liar) {
		net.queue.push_back((index, vote(liar, one)));
		net.queue.push_back((index, vote(liar, two)));
	}
	net.run();
	for index in (0..4).filter(|index| *index != liar) {
		let (_, evidence) = &net.decided[index][0];
		assert_eq!(evidence.len(), 1);
		assert_eq!(evidence[0].offender, pair(liar).public());
		assert_eq!(evidence[0].verify(&GENESIS), Ok(()));
	}
}

#[test]
fn after_a_start_the_same_vote_is_sent_and_no_other() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("log");
	let me = (0..4).find(|index| *index != proposer(1, 0)).unwrap();
	let first = {
		let mut core = core(me, FileJournal::open(&path).unwrap());
		core.recover(1, set(4), Pace::default()).unwrap();
		core.handle(proposal(1, 0, block(1, 0))).unwrap();
		core.keep_body(block(1, 0), b"the body").unwrap();
		let actions = core.handle(judged(1, 0, block(1, 0))).unwrap();
		actions.iter().find_map(vote_of).unwrap()
	};
	assert_eq!(first.vote.block, Some(block(1, 0)));

	let mut core = core(me, FileJournal::open(&path).unwrap());
	let (bodies, actions) = core.recover(1, set(4), Pace::default()).unwrap();
	assert_eq!(bodies, vec![(block(1, 0), b"the body".to_vec())]);
	let again: Vec<_> = actions.iter().filter_map(vote_of).collect();
	assert_eq!(again, vec![first], "the recorded vote with the recorded signature");

	// The proposer proposes something else now; this validator has voted.
	let other = BlockHash::repeat_byte(9);
	let mut later = core.handle(proposal(1, 0, other)).unwrap();
	later.extend(core.handle(judged(1, 0, other)).unwrap());
	assert!(later
		.iter()
		.filter_map(vote_of)
		.all(|vote| vote.vote.kind == VoteKind::Precommit || vote == first));
}

#[test]
fn a_proposer_that_proposed_does_not_propose_again_after_a_start() {
	let me = proposer(1, 0);
	let mut journal = MemoryJournal::default();
	let mut before = core(me, journal.clone());
	let actions = before.handle(start(1)).unwrap();
	assert!(actions.iter().any(|action| matches!(action, Action::Build { round: 0, .. })));
	before.handle(Event::Built { height: 1, round: 0, block: block(1, 0) }).unwrap();
	journal = before.into_journal();
	journal.crash();

	let mut after = core(me, journal);
	let (_, actions) = after.recover(1, set(4), Pace::default()).unwrap();
	assert!(!actions.iter().any(|action| matches!(action, Action::Build { .. })));
	assert!(actions.iter().any(|action| matches!(
		action,
		Action::Broadcast(Message::Proposal(signed)) if signed.proposal.block == block(1, 0)
	)));
}

#[test]
fn a_log_of_another_height_is_dropped() {
	let mut before = core(0, MemoryJournal::default());
	before.handle(start(1)).unwrap();
	before.keep_body(block(1, 0), b"body").unwrap();
	let mut after = core(0, before.into_journal());
	let (bodies, _) = after.recover(2, set(4), Pace::default()).unwrap();
	assert!(bodies.is_empty());
	assert_eq!(after.height(), 2);
}

#[test]
fn when_the_log_cannot_be_written_nothing_leaves() {
	let me = (0..4).find(|index| *index != proposer(1, 0)).unwrap();
	let mut core = core(me, MemoryJournal::default());
	core.handle(start(1)).unwrap();
	core.handle(proposal(1, 0, block(1, 0))).unwrap();
	core.journal_mut().fail_appends(true);
	assert!(matches!(core.handle(judged(1, 0, block(1, 0))), Err(Halt::Journal(..))));
	core.journal_mut().fail_appends(false);
	for event in [judged(1, 0, block(1, 0)), start(2)] {
		assert!(matches!(core.handle(event), Err(Halt::Contradiction(_))), "stopped for good");
	}
}

#[test]
fn a_corrupted_log_stops_the_node() {
	let mut journal = MemoryJournal::default();
	journal.restart(1).unwrap();
	journal.append(b"\xff no record").unwrap();
	journal.flush().unwrap();
	let halted = core(0, journal).recover(1, set(4), Pace::default());
	assert!(matches!(halted, Err(Halt::Corrupted(_))));
}

#[test]
fn strangers_and_forgers_are_not_heard() {
	let mut net = Net::new();
	net.deaf = vec![0, 1, 2, 3];
	let me = (0..4).find(|index| *index != proposer(1, 0)).unwrap();
	let mut core = core(me, MemoryJournal::default());
	core.handle(start(1)).unwrap();
	let Event::Message(Message::Proposal(mut forged)) = proposal(1, 0, block(1, 0)) else {
		unreachable!()
	};
	forged.proposal.block = BlockHash::repeat_byte(5);
	assert!(core.handle(Event::Message(Message::Proposal(forged))).unwrap().is_empty());
	let nil = Vote { height: 1, round: 0, kind: VoteKind::Prevote, block: None };
	for stranger in 10..20 {
		assert!(core.handle(vote(stranger, nil)).unwrap().is_empty());
	}
}

#[test]
fn messages_that_come_early_are_kept_for_their_height() {
	let me = (0..4).find(|index| *index != proposer(2, 0)).unwrap();
	let mut core = core(me, MemoryJournal::default());
	core.handle(start(1)).unwrap();
	assert!(core.handle(proposal(2, 0, block(2, 0))).unwrap().is_empty());
	let actions = core.handle(start(2)).unwrap();
	assert!(actions.iter().any(|action| matches!(action, Action::Fetch { height: 2, .. })));
}

#[test]
fn an_entry_cut_off_by_a_crash_is_dropped() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("log");
	{
		let mut journal = FileJournal::open(&path).unwrap();
		journal.restart(5).unwrap();
		journal.append(b"whole").unwrap();
		journal.append(b"cut off").unwrap();
		journal.flush().unwrap();
	}
	let length = std::fs::metadata(&path).unwrap().len();
	std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length - 3).unwrap();
	let mut journal = FileJournal::open(&path).unwrap();
	assert_eq!(journal.height(), 5);
	assert_eq!(journal.entries().unwrap(), vec![b"whole".to_vec()]);
}

#[test]
fn one_log_serves_one_process() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("log");
	let _held = FileJournal::open(&path).unwrap();
	assert!(FileJournal::open(&path).is_err());
}
