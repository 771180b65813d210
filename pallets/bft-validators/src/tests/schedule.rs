//! When a change takes effect, what headers say of it, and that a light client can follow.

use crate::{mock::*, Event, SetChangeCount, SetChanges};
use fiscal_bft_primitives::{
	light::{FinalHeader, LightChain, LightFault, SetTransition},
	CommitCertificate, CommitSignature, ConsensusLog, Header, ValidatorSet, Vote, VoteKind,
};
use frame_support::{assert_ok, traits::Hooks};
use sp_runtime::{traits::Header as _, BoundedVec};

fn next() -> ValidatorSet {
	Validators::schedule().unwrap().next
}

fn after_next() -> ValidatorSet {
	Validators::schedule().unwrap().after_next
}

#[test]
fn a_change_of_block_h_takes_effect_at_h_plus_two() {
	ExtBuilder::four().build_and_execute(|| {
		go_to(10);
		let old = next();
		assert_ok!(add(5, "v-5", 1));
		let new = after_next();
		assert_eq!(next(), old, "block 11 is decided by the old set");
		assert_ne!(new, old);
		let hash = new.hash();
		let header = next_block();
		assert_eq!(ConsensusLog::set_change(&header), Some((hash, 12)));
		assert_eq!(next(), new, "block 12 is decided by the new set");
		assert_eq!(after_next(), new);
		assert_eq!(events(), vec![Event::SetApplied { hash, effective: 12 }]);
		assert!(next_block().digest.logs.is_empty());
		assert_eq!(next(), new);
	});
}

#[test]
fn changes_of_consecutive_blocks_follow_each_other() {
	ExtBuilder::four().build_and_execute(|| {
		let mut sets = vec![next()];
		for (number, name) in [(1, "v-5"), (2, "v-6"), (3, "v-7")] {
			assert_eq!(System::block_number(), number);
			assert_ok!(add(5, name, 1));
			sets.push(after_next());
			assert_eq!(next(), sets[sets.len() - 2]);
			let header = next_block();
			let announced = ConsensusLog::set_change(&header).unwrap();
			assert_eq!(announced, (sets.last().unwrap().hash(), number + 2));
		}
		assert_eq!(next().validators().len(), 7);
	});
}

#[test]
fn a_block_announces_once_whatever_it_changed() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(add(5, "v-5", 1));
		assert_ok!(add(6, "v-6", 1));
		assert_ok!(remove("v-1"));
		assert_ok!(rotate(2, "v-2", "v-8"));
		let set = after_next();
		let header = next_block();
		assert_eq!(header.digest.logs.len(), 1);
		assert_eq!(ConsensusLog::set_change(&header), Some((set.hash(), 3)));
		assert_eq!(Validators::set_changes(0), vec![1]);
	});
}

#[test]
fn the_announcement_is_an_event_of_its_block() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(add(5, "v-5", 1));
		let hash = after_next().hash();
		Validators::on_finalize(1);
		System::assert_last_event(Event::SetScheduled { hash, effective: 3 }.into());
	});
}

#[test]
fn blocks_that_changed_the_set_are_listed_in_pages() {
	ExtBuilder::four().build_and_execute(|| {
		let blocks: Vec<u32> = (0..600).map(|index| 3 * index + 2).collect();
		for (index, block) in (0u32..).zip(&blocks) {
			SetChanges::<Test>::insert(index, *block);
		}
		SetChangeCount::<Test>::put(600);
		assert_eq!(Validators::set_changes(0), blocks[..256]);
		for from in [0, 1, 2, 3, 4, 5, 767, 768, 769, 1_798, 1_799, 1_800, u32::MAX] {
			let expected: Vec<u32> =
				blocks.iter().copied().filter(|block| *block > from).take(256).collect();
			assert_eq!(Validators::set_changes(from), expected, "after {from}");
		}
		let (mut from, mut read) = (0, Vec::new());
		loop {
			let page = Validators::set_changes(from);
			let Some(last) = page.last() else { break };
			from = *last;
			read.extend(page);
		}
		assert_eq!(read, blocks);
		let _ = SetChanges::<Test>::clear(u32::MAX, None);
		SetChangeCount::<Test>::kill();
	});
}

/// The header with a certificate of all but one of the set.
fn last(set: &ValidatorSet, names: &[&str], header: Header) -> FinalHeader {
	let (height, block) = (*header.number(), header.hash());
	let vote = Vote { height, round: 0, kind: VoteKind::Precommit, block: Some(block) };
	let mut signatures: Vec<_> = names
		.iter()
		.filter_map(|name| {
			let index = set.position(&key(name))?;
			Some(CommitSignature { index, signature: pair(name).sign(&vote.payload(&GENESIS)) })
		})
		.skip(1)
		.collect();
	signatures.sort_by_key(|entry| entry.index);
	let signatures = BoundedVec::try_from(signatures).unwrap();
	FinalHeader { header, certificate: CommitCertificate { height, round: 0, block, signatures } }
}

#[test]
fn a_light_client_follows_the_headers() {
	const NAMES: [&str; 6] = ["v-1", "v-2", "v-3", "v-4", "v-5", "v-9"];
	ExtBuilder::four().build_and_execute(|| {
		let mut light = LightChain::new(GENESIS, 1, next());
		for number in 1..12 {
			assert_eq!(System::block_number(), number);
			assert_ok!(match number {
				3 => add(5, "v-5", 1),
				4 => rotate(1, "v-1", "v-9"),
				8 => remove("v-2"),
				_ => Ok(()),
			});
			let (decides_next, decides_after) = (next(), after_next());
			let set = light.set_at(number).unwrap().clone();
			let block = last(&set, &NAMES, next_block());
			assert_eq!(light.verify(&block), Ok(()));
			match ConsensusLog::set_change(&block.header) {
				Some(_) => {
					let wrong =
						SetTransition { announced: block.clone(), set: decides_next.clone() };
					assert_eq!(light.advance(&wrong), Err(LightFault::OtherSet));
					let right = SetTransition { announced: block, set: decides_after.clone() };
					assert_eq!(light.advance(&right), Ok(()));
				}
				None => assert_eq!(decides_next, decides_after),
			}
			assert_eq!(light.set_at(number + 1), Some(&decides_next));
			assert_eq!(light.set_at(number + 2), Some(&decides_after));
		}
		assert_eq!(Validators::set_changes(0), vec![3, 4, 8]);
	});
}
