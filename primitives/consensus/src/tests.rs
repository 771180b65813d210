//! Sets, certificates, evidence, digests and light verification through the public interface.

use crate::{
	light::{FinalHeader, LightChain, LightFault, SetTransition},
	*,
};
use codec::{Decode, Encode};
use fiscal_sm_crypto::{Pair, Signature};
use proptest::prelude::*;
use sp_runtime::{traits::Header as _, Digest};

const GENESIS: BlockHash = BlockHash::repeat_byte(7);

fn pairs(prefix: &str, count: usize) -> Vec<Pair> {
	(0..count).map(|index| Pair::from_dev_name(&format!("{prefix}-{index}"))).collect()
}

fn set(pairs: &[Pair]) -> ValidatorSet {
	ValidatorSet::new(
		pairs.iter().map(|pair| Validator { public: pair.public(), weight: 1 }).collect(),
	)
	.unwrap()
}

/// A certificate of `signers` for a block, in the order of `set`.
fn certificate(
	set: &ValidatorSet,
	signers: &[&Pair],
	height: BlockNumber,
	block: BlockHash,
) -> CommitCertificate {
	let vote = Vote { height, round: 1, kind: VoteKind::Precommit, block: Some(block) };
	let mut signatures: Vec<_> = signers
		.iter()
		.map(|pair| CommitSignature {
			index: set.position(&pair.public()).unwrap(),
			signature: pair.sign(&vote.payload(&GENESIS)),
		})
		.collect();
	signatures.sort_by_key(|entry| entry.index);
	CommitCertificate { height, round: 1, block, signatures: signatures.try_into().unwrap() }
}

fn header(number: BlockNumber, logs: Vec<sp_runtime::DigestItem>) -> Header {
	Header::new(
		number,
		BlockHash::repeat_byte(1),
		BlockHash::repeat_byte(2),
		BlockHash::repeat_byte(3),
		Digest { logs },
	)
}

fn last(set: &ValidatorSet, signers: &[&Pair], header: Header) -> FinalHeader {
	let certificate = certificate(set, signers, *header.number(), header.hash());
	FinalHeader { header, certificate }
}

fn transition(old: &[Pair], new: &[Pair], height: BlockNumber) -> SetTransition {
	let change =
		ConsensusLog::SetChange { hash: set(new).hash(), effective: height + SET_CHANGE_DELAY };
	let signers: Vec<_> = old.iter().take(3).collect();
	SetTransition {
		announced: last(&set(old), &signers, header(height, vec![change.to_item()])),
		set: set(new),
	}
}

#[test]
fn a_set_is_ordered_unique_and_weighs_something() {
	let four = pairs("a", 4);
	let validator = |pair: &Pair, weight| Validator { public: pair.public(), weight };
	assert_eq!(ValidatorSet::new(vec![]), Err(SetFault::Empty));
	assert_eq!(ValidatorSet::new(vec![validator(&four[0], 0)]), Err(SetFault::ZeroWeight));
	assert_eq!(
		ValidatorSet::new(vec![validator(&four[0], 1), validator(&four[0], 2)]),
		Err(SetFault::AlreadyExists)
	);
	let many = pairs("many", 101).iter().map(|pair| validator(pair, 1)).collect();
	assert_eq!(ValidatorSet::new(many), Err(SetFault::MaxValidatorsExceeded));
	let set = set(&four);
	assert!(set.validators().windows(2).all(|two| two[0].public < two[1].public));
	for (index, validator) in set.validators().iter().enumerate() {
		assert_eq!(set.position(&validator.public), Some(index as u16));
	}
}

#[test]
fn decoding_refuses_what_the_constructor_refuses() {
	let set = set(&pairs("a", 4));
	assert_eq!(ValidatorSet::decode(&mut set.encode().as_slice()), Ok(set.clone()));
	let reversed: Vec<_> = set.validators().iter().rev().copied().collect();
	assert!(ValidatorSet::decode(&mut reversed.encode().as_slice()).is_err());
	assert!(ValidatorSet::decode(&mut Vec::<Validator>::new().encode().as_slice()).is_err());
	let json = serde_json::to_string(&set).unwrap();
	assert_eq!(serde_json::from_str::<ValidatorSet>(&json).unwrap(), set);
	assert!(serde_json::from_str::<ValidatorSet>("[]").is_err());
}

#[test]
fn a_quorum_is_more_than_two_thirds() {
	let four = set(&pairs("a", 4));
	assert!(!four.is_quorum(2));
	assert!(four.is_quorum(3));
	assert!(four.bears_one_fault());
	let three = set(&pairs("a", 3));
	assert!(!three.is_quorum(2));
	assert!(!three.bears_one_fault());
}

#[test]
fn everyone_proposes_in_turn() {
	let set = set(&pairs("a", 4));
	for height in 0..8 {
		let turns: std::collections::BTreeSet<_> =
			(0..4).map(|round| set.proposer(height, round).unwrap().public).collect();
		assert_eq!(turns.len(), 4);
		assert_eq!(set.proposer(height, 1), set.proposer(height + 1, 0));
	}
	assert!(set.proposer(u32::MAX, u32::MAX).is_some());
}

#[test]
fn a_certificate_needs_a_quorum_of_true_signatures() {
	let four = pairs("a", 4);
	let set = set(&four);
	let block = BlockHash::repeat_byte(9);
	let good = certificate(&set, &[&four[0], &four[1], &four[2]], 5, block);
	assert_eq!(good.verify(&GENESIS, &set), Ok(()));
	assert_eq!(
		good.verify(&BlockHash::repeat_byte(8), &set),
		Err(CertificateFault::Signature),
		"of another chain"
	);
	let few = certificate(&set, &[&four[0], &four[1]], 5, block);
	assert_eq!(few.verify(&GENESIS, &set), Err(CertificateFault::NoQuorum));

	let mut twice = good.clone();
	let first = twice.signatures[0];
	twice.signatures[1] = first;
	assert_eq!(twice.verify(&GENESIS, &set), Err(CertificateFault::Order));

	let mut stranger = good.clone();
	stranger.signatures[2].index = 4;
	assert_eq!(stranger.verify(&GENESIS, &set), Err(CertificateFault::UnknownValidator));

	let mut forged = good.clone();
	forged.signatures[2].signature = Signature::from_bytes([1; 64]);
	assert_eq!(forged.verify(&GENESIS, &set), Err(CertificateFault::Signature));

	for altered in [
		CommitCertificate { height: 6, ..good.clone() },
		CommitCertificate { round: 2, ..good.clone() },
		CommitCertificate { block: BlockHash::zero(), ..good.clone() },
	] {
		assert_eq!(altered.verify(&GENESIS, &set), Err(CertificateFault::Signature));
	}
}

#[test]
fn weight_counts_not_heads() {
	let four = pairs("a", 4);
	let mut validators: Vec<_> =
		four.iter().map(|pair| Validator { public: pair.public(), weight: 1 }).collect();
	validators[0].weight = 7;
	let set = ValidatorSet::new(validators).unwrap();
	assert!(!set.bears_one_fault());
	let light = certificate(&set, &[&four[1], &four[2], &four[3]], 1, GENESIS);
	assert_eq!(light.verify(&GENESIS, &set), Err(CertificateFault::NoQuorum));
	assert_eq!(certificate(&set, &[&four[0]], 1, GENESIS).verify(&GENESIS, &set), Ok(()));
}

#[test]
fn evidence_is_two_contradicting_statements() {
	let pair = Pair::from_dev_name("a-0");
	let vote = |block| Vote { height: 3, round: 1, kind: VoteKind::Prevote, block };
	let evidence = |first: Vote, second: Vote| Equivocation {
		offender: pair.public(),
		first: Statement::Vote(first),
		first_signature: pair.sign(&first.payload(&GENESIS)),
		second: Statement::Vote(second),
		second_signature: pair.sign(&second.payload(&GENESIS)),
	};
	let (one, two) = (vote(Some(BlockHash::repeat_byte(1))), vote(None));
	assert_eq!(evidence(one, two).verify(&GENESIS), Ok(()));
	assert_eq!(evidence(one, one).verify(&GENESIS), Err(EquivocationFault::NoContradiction));
	let later = Vote { round: 2, ..two };
	assert_eq!(evidence(one, later).verify(&GENESIS), Err(EquivocationFault::NoContradiction));
	let precommit = Vote { kind: VoteKind::Precommit, ..two };
	assert_eq!(evidence(one, precommit).verify(&GENESIS), Err(EquivocationFault::NoContradiction));
	let mut slander = evidence(one, two);
	slander.offender = Pair::from_dev_name("a-1").public();
	assert_eq!(slander.verify(&GENESIS), Err(EquivocationFault::Signature));
	let proposal = Proposal { height: 3, round: 1, block: GENESIS, valid_round: None };
	assert!(!Statement::Vote(one).contradicts(&Statement::Proposal(proposal)));
	let again = Proposal { valid_round: Some(0), ..proposal };
	assert!(Statement::Proposal(proposal).contradicts(&Statement::Proposal(again)));
}

#[test]
fn a_proposal_is_never_a_vote() {
	let pair = Pair::from_dev_name("a-0");
	let proposal = Proposal { height: 1, round: 0, block: GENESIS, valid_round: None };
	let vote = Vote { height: 1, round: 0, kind: VoteKind::Prevote, block: Some(GENESIS) };
	let signature = pair.sign(&proposal.payload(&GENESIS));
	assert!(proposal.is_signed_by(&GENESIS, &pair.public(), &signature));
	assert!(!vote.is_signed_by(&GENESIS, &pair.public(), &signature));
}

#[test]
fn digests_are_found_and_ambiguous_ones_are_not() {
	let author = PreDigest { author: Pair::from_dev_name("a-0").public() };
	let one = Digest { logs: vec![author.to_item()] };
	assert_eq!(PreDigest::find(&one), Some(author));
	let two = Digest { logs: vec![author.to_item(), author.to_item()] };
	assert_eq!(PreDigest::find(&two), None);
	let change =
		|byte| ConsensusLog::SetChange { hash: BlockHash::repeat_byte(byte), effective: 9 };
	let header = header(7, vec![change(1).to_item(), change(2).to_item()]);
	assert_eq!(ConsensusLog::set_change(&header), Some((BlockHash::repeat_byte(2), 9)));
}

#[test]
fn the_default_pace_is_possible_and_each_bound_holds() {
	let pace = Pace::default();
	assert_eq!(pace.check(), Ok(()));
	for wrong in [
		Pace { min_block: 49, ..pace },
		Pace { empty_block: 249, ..pace },
		Pace { build: 2_001, ..pace },
		Pace { propose: pace.build, ..pace },
		Pace { propose: pace.max_timeout + 1, ..pace },
		Pace { prevote: 0, ..pace },
		Pace { precommit: pace.max_timeout + 1, ..pace },
		Pace { rebroadcast: 99, ..pace },
		Pace { precommit_step: 10_001, ..pace },
		Pace { max_timeout: 10_001, ..pace },
	] {
		assert!(wrong.check().is_err(), "{wrong:?}");
	}
}

#[test]
fn a_light_chain_follows_changes_of_the_set() {
	let (old, new) = (pairs("old", 4), pairs("new", 4));
	let mut chain = LightChain::new(GENESIS, 0, set(&old));
	let by_new = last(&set(&new), &[&new[0], &new[1], &new[2]], header(12, vec![]));
	assert!(matches!(chain.verify(&by_new), Err(LightFault::Certificate(_))));
	chain.advance(&transition(&old, &new, 10)).unwrap();
	assert_eq!(chain.verify(&by_new), Ok(()));
	let between = last(&set(&old), &[&old[0], &old[1], &old[3]], header(11, vec![]));
	assert_eq!(chain.verify(&between), Ok(()), "the change takes effect two blocks later");
	let stale = last(&set(&old), &[&old[0], &old[1], &old[3]], header(12, vec![]));
	assert!(chain.verify(&stale).is_err(), "the old set decides no more");
	assert_eq!(chain.advance(&transition(&old, &new, 10)), Err(LightFault::Order));
}

#[test]
fn a_light_chain_refuses_false_changes() {
	let (old, new) = (pairs("old", 4), pairs("new", 4));
	let chain = LightChain::new(GENESIS, 5, set(&old));
	let refused = |transition: &SetTransition| chain.clone().advance(transition).unwrap_err();

	let mut other_set = transition(&old, &new, 10);
	other_set.set = set(&pairs("other", 4));
	assert_eq!(refused(&other_set), LightFault::OtherSet);

	let signers: Vec<_> = old.iter().take(3).collect();
	let silent =
		SetTransition { announced: last(&set(&old), &signers, header(10, vec![])), set: set(&new) };
	assert_eq!(refused(&silent), LightFault::NoChange);

	let mut too_soon = transition(&old, &new, 10);
	let log = ConsensusLog::SetChange { hash: set(&new).hash(), effective: 11 };
	too_soon.announced = last(&set(&old), &signers, header(10, vec![log.to_item()]));
	assert_eq!(refused(&too_soon), LightFault::OtherSet);

	assert_eq!(refused(&transition(&old, &new, 4)), LightFault::TooOld);
	assert!(matches!(refused(&transition(&new, &new, 10)), LightFault::Certificate(_)));

	let mut other_block = transition(&old, &new, 10);
	other_block.announced.header.state_root = GENESIS;
	assert_eq!(refused(&other_block), LightFault::OtherBlock);
}

proptest! {
	#[test]
	fn set_hash_depends_on_every_field(weights in prop::collection::vec(1u32..50, 1..8), at in 0usize..8) {
		let mut validators: Vec<_> = weights
			.iter()
			.enumerate()
			.map(|(index, weight)| Validator {
				public: Pair::from_dev_name(&format!("p-{index}")).public(),
				weight: *weight,
			})
			.collect();
		let before = ValidatorSet::new(validators.clone()).unwrap();
		validators.reverse();
		prop_assert_eq!(ValidatorSet::new(validators.clone()).unwrap().hash(), before.hash());
		let at = at % validators.len();
		validators[at].weight += 1;
		prop_assert_ne!(ValidatorSet::new(validators).unwrap().hash(), before.hash());
	}

	#[test]
	fn arbitrary_bytes_decode_to_what_encodes_back(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
		if let Ok(certificate) = CommitCertificate::decode(&mut bytes.as_slice()) {
			let again = certificate.encode();
			prop_assert_eq!(&bytes[..again.len()], again.as_slice());
		}
		if let Ok(set) = ValidatorSet::decode(&mut bytes.as_slice()) {
			prop_assert!(!set.validators().is_empty());
		}
	}
}
