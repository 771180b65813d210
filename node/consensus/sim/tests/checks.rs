//! The checks see what they are there to see.

use codec::Encode;
use fiscal_bft_core::message::{Message, SignedVote};
use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CertificateFault, CommitCertificate, CommitSignature, Equivocation,
	EquivocationFault, Statement, Validator, ValidatorSet, Vote, VoteKind,
};
use fiscal_bft_sim::{
	hash_of, run, Behaviour, Block, Checker, Member, NodeSetup, Outage, Partition, Refusal,
	Scenario, Sealed, Setup, Violation, HEALED,
};
use fiscal_sm_crypto::Pair;
use std::{collections::BTreeMap, sync::Arc};

const GENESIS: BlockHash = BlockHash::repeat_byte(7);

/// Four honest validators and nothing that goes wrong.
fn four(seed: u64) -> Setup {
	let node = NodeSetup { behaviour: Behaviour::Honest, vouched: true, keys: 1, drift: 1_000 };
	Setup {
		seed,
		scenario: Scenario::Calm,
		target: 5,
		nodes: vec![node; 4],
		plan: vec![(0..4).map(|node| Member { node, key: 0, weight: 1 }).collect()],
		link: HEALED,
		partitions: Vec::new(),
		outages: Vec::new(),
		heal: 0,
	}
}

#[test]
fn four_honest_validators_break_nothing() {
	let outcome = run(&four(1), None);
	assert_eq!(outcome.violation, None);
	assert!(outcome.stats.decided >= 5, "{:?}", outcome.stats);
	assert_eq!((outcome.stats.evidence, outcome.stats.halts), (0, 0));
}

#[test]
fn a_validator_that_signs_twice_is_seen() {
	let mut setup = four(2);
	setup.nodes[1].behaviour = Behaviour::Equivocate;
	let violation = run(&setup, None).violation;
	assert!(matches!(violation, Some(Violation::DoubleSign { node: 1, .. })), "{violation:?}");
}

#[test]
fn evidence_against_one_taken_for_honest_is_seen() {
	let pairs = pairs();
	let checker = checker(&pairs);
	let evidence = evidence(&pairs[1]);
	let slander = Violation::Slander { node: 0, offender: Some(1) };
	assert_eq!(checker.accused(0, &evidence), Err(slander));
	let unknown = Violation::Slander { node: 0, offender: None };
	let stranger = Pair::from_dev_name("checks-stranger");
	assert_eq!(checker.accused(0, &self::evidence(&stranger)), Err(unknown));
	assert_eq!(checker.accused(0, &self::evidence(&pairs[3])), Ok(()), "which is Byzantine");

	let mut forged = self::evidence(&pairs[3]);
	forged.second_signature = forged.first_signature;
	let fault = EquivocationFault::Signature;
	assert_eq!(checker.accused(0, &forged), Err(Violation::FalseEvidence { node: 0, fault }));
}

/// Two of four are more than a third: the promise of agreement does not hold, and it shows.
#[test]
fn two_of_four_can_split_the_chain() {
	let mut setup = four(3);
	for node in [2, 3] {
		setup.nodes[node].behaviour = Behaviour::TwoFaced;
		setup.nodes[node].vouched = false;
	}
	setup.heal = 60_000;
	setup.partitions = vec![Partition { from: 0, until: setup.heal, sides: vec![1, 2, 0, 0] }];
	assert!(!setup.is_bearable());
	let violation = run(&setup, None).violation;
	assert!(matches!(violation, Some(Violation::Agreement { .. })), "{violation:?}");
}

#[test]
fn two_of_four_can_stop_the_chain() {
	let mut setup = four(4);
	for node in [0, 3] {
		setup.nodes[node].behaviour = Behaviour::Silent;
		setup.nodes[node].vouched = false;
	}
	let violation = run(&setup, None).violation;
	assert!(matches!(violation, Some(Violation::Termination { wanted: 1, .. })), "{violation:?}");
}

#[test]
fn one_of_four_cannot_stop_the_chain() {
	let mut setup = four(5);
	setup.nodes[2].behaviour = Behaviour::Silent;
	setup.nodes[2].vouched = false;
	assert_eq!(run(&setup, None).violation, None);
}

#[test]
fn a_validator_whose_disk_fails_stops_and_comes_back() {
	let mut setup = four(6);
	// So many blocks that the others are not done before it is back.
	setup.target = 12;
	let (at, until) = (100, 700);
	let outage = Outage { node: 1, at, until, writes: Some(3), kept: 1, loses_chain: false };
	setup.outages = vec![outage];
	setup.heal = until;
	let outcome = run(&setup, None);
	assert_eq!(outcome.violation, None);
	assert_eq!((outcome.stats.halts, outcome.stats.crashes), (1, 1));
}

#[test]
fn all_validators_stop_at_once_and_go_on() {
	let mut setup = four(7);
	setup.heal = 600;
	let outage =
		|node| Outage { node, at: 200, until: 600, writes: None, kept: 0, loses_chain: false };
	setup.outages = (0..4).map(outage).collect();
	let outcome = run(&setup, None);
	assert_eq!(outcome.violation, None);
	assert_eq!(outcome.stats.crashes, 4);
}

fn pairs() -> Vec<Pair> {
	(0..4).map(|index| Pair::from_dev_name(&format!("checks-{index}"))).collect()
}

fn set(pairs: &[Pair]) -> ValidatorSet {
	let validators = pairs.iter().map(|pair| Validator { public: pair.public(), weight: 1 });
	ValidatorSet::new(validators.collect()).unwrap()
}

/// Of four validators the last is known to be Byzantine.
fn checker(pairs: &[Pair]) -> Checker {
	let plan: Arc<[ValidatorSet]> = Arc::from(vec![set(pairs)]);
	let owners: BTreeMap<_, _> =
		pairs.iter().enumerate().map(|(node, pair)| (pair.public(), node)).collect();
	Checker::new(GENESIS, plan, owners, vec![true, true, true, false])
}

fn block(pairs: &[Pair], height: BlockNumber, parent: BlockHash, nonce: u64) -> Block {
	Block { height, parent, proposer: pairs[0].public(), nonce, change: None, sound: true }
}

/// A block with the precommits of the first `signers`.
fn sealed(pairs: &[Pair], block: &Block, signers: usize) -> Sealed {
	let body = block.encode();
	let (height, round, hash) = (block.height, 0, hash_of(&body));
	let vote = Vote { height, round, kind: VoteKind::Precommit, block: Some(hash) };
	let mut signatures: Vec<_> = pairs
		.iter()
		.take(signers)
		.map(|pair| CommitSignature {
			index: set(pairs).position(&pair.public()).unwrap(),
			signature: pair.sign(&vote.payload(&GENESIS)),
		})
		.collect();
	signatures.sort_by_key(|entry| entry.index);
	let signatures = signatures.try_into().unwrap();
	Sealed { body, certificate: CommitCertificate { height, round, block: hash, signatures } }
}

fn prevote(block: Option<BlockHash>) -> Vote {
	Vote { height: 1, round: 0, kind: VoteKind::Prevote, block }
}

fn evidence(pair: &Pair) -> Equivocation {
	let (first, second) = (prevote(None), prevote(Some(BlockHash::repeat_byte(1))));
	Equivocation {
		offender: pair.public(),
		first: Statement::Vote(first),
		first_signature: pair.sign(&first.payload(&GENESIS)),
		second: Statement::Vote(second),
		second_signature: pair.sign(&second.payload(&GENESIS)),
	}
}

#[test]
fn two_blocks_at_one_height_are_seen() {
	let pairs = pairs();
	let mut checker = checker(&pairs);
	let one = sealed(&pairs, &block(&pairs, 1, GENESIS, 1), 3);
	let other = sealed(&pairs, &block(&pairs, 1, GENESIS, 2), 3);
	assert_eq!(checker.decided(0, &one), Ok(()));
	assert_eq!(checker.decided(1, &one), Ok(()));
	let (first, second) = (one.certificate.block, other.certificate.block);
	let split = Violation::Agreement { node: 2, height: 1, block: second, other: first };
	assert_eq!(checker.decided(2, &other), Err(split));
}

#[test]
fn a_block_without_a_quorum_is_seen() {
	let pairs = pairs();
	let few = sealed(&pairs, &block(&pairs, 1, GENESIS, 1), 2);
	let fault = CertificateFault::NoQuorum;
	let violation = Violation::Certificate { node: 0, height: 1, fault };
	assert_eq!(checker(&pairs).decided(0, &few), Err(violation));
}

#[test]
fn a_block_that_may_not_come_next_is_seen() {
	let pairs = pairs();
	let good = block(&pairs, 1, GENESIS, 1);
	let wrong = |block: &Block| checker(&pairs).decided(0, &sealed(&pairs, block, 3)).unwrap_err();
	let validity = |refusal| Violation::Validity { node: 0, height: 1, refusal };
	assert_eq!(wrong(&Block { sound: false, ..good.clone() }), validity(Refusal::Unsound));
	let parent = BlockHash::repeat_byte(9);
	assert_eq!(wrong(&Block { parent, ..good.clone() }), validity(Refusal::Parent));
	assert_eq!(wrong(&Block { change: Some(0), ..good.clone() }), validity(Refusal::Change));
	let linkage = Violation::Linkage { node: 0, height: 2 };
	assert_eq!(wrong(&Block { height: 2, ..good.clone() }), linkage);

	let mut swapped = sealed(&pairs, &good, 3);
	swapped.body = block(&pairs, 1, GENESIS, 2).encode();
	let other_block = Violation::OtherBlock { node: 0, height: 1 };
	assert_eq!(checker(&pairs).decided(0, &swapped), Err(other_block));
}

#[test]
fn saying_the_same_again_is_no_double_sign() {
	let pairs = pairs();
	let mut checker = checker(&pairs);
	let say = |pair: &Pair, vote: Vote| {
		let signature = pair.sign(&vote.payload(&GENESIS));
		Message::Vote(SignedVote { vote, voter: pair.public(), signature })
	};
	let (nil, some) = (prevote(None), prevote(Some(BlockHash::repeat_byte(1))));
	assert_eq!(checker.sent(0, &say(&pairs[0], nil)), Ok(()));
	assert_eq!(checker.sent(0, &say(&pairs[0], nil)), Ok(()));
	assert_eq!(checker.sent(0, &say(&pairs[0], Vote { round: 1, ..some })), Ok(()));
	assert_eq!(checker.sent(3, &say(&pairs[3], nil)), Ok(()));
	assert_eq!(checker.sent(3, &say(&pairs[3], some)), Ok(()), "which is Byzantine");
	assert_eq!(checker.sent(1, &say(&pairs[0], some)), Ok(()), "not said by its owner");
	let doubled = checker.sent(0, &say(&pairs[0], some));
	assert!(matches!(doubled, Err(Violation::DoubleSign { node: 0, .. })));
}
