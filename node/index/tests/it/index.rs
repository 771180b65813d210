//! The index through its public interface.

use crate::support::*;
use fiscal_index::{BlockRef, Index, IndexFault, MAX_LIMIT};
use fiscal_primitives::{
	changes::{BillAction, BlockChanges, LockEvent},
	BillKey, Digest, ParticipantId, PayerRef,
};
use proptest::prelude::*;
use std::sync::Arc;

fn open() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	(dir, index)
}

fn apply(index: &Index, number: u32, changes: &BlockChanges) {
	index.apply(block(number), changes, |extrinsic| Some(tx(number, extrinsic))).unwrap();
}

fn listed(index: &Index, payer: PayerRef) -> Vec<BillKey> {
	index.by_payer(&payer, None, MAX_LIMIT).unwrap().items
}

#[test]
fn what_was_written_is_there_after_reopening() {
	let (dir, index) = open();
	assert_eq!(index.cursor(), None);
	apply(&index, 0, &BlockChanges::default());
	apply(&index, 1, &bills(vec![registered(1, payer(1)), registered(2, payer(2))]));
	drop(index);

	let index = Index::open(dir.path()).unwrap();
	assert_eq!(index.cursor(), Some(block(1)));
	assert_eq!(index.bills(), 2);
	assert_eq!(listed(&index, payer(1)), [key(1)]);
	assert_eq!(listed(&index, payer(2)), [key(2)]);
	assert_eq!(listed(&index, payer(3)), []);
	assert_eq!(index.history(&key(1), 10).unwrap().len(), 1);
	apply(&index, 2, &bills(vec![registered(3, payer(1))]));
	assert_eq!(listed(&index, payer(1)), [key(1), key(3)]);
}

#[test]
fn blocks_come_one_after_the_other_and_a_refused_one_leaves_nothing() {
	let (_dir, index) = open();
	let changes = bills(vec![registered(1, payer(1))]);
	let refused = index.apply(block(1), &changes, |_| None);
	assert_eq!(refused, Err(IndexFault::NotNext { expected: 0, found: 1 }));
	assert_eq!(index.cursor(), None);

	apply(&index, 0, &BlockChanges::default());
	for number in [2, 9] {
		let refused = index.apply(block(number), &changes, |_| None);
		assert_eq!(refused, Err(IndexFault::NotNext { expected: 1, found: number }));
	}
	assert_eq!(index.cursor(), Some(block(0)));
	assert_eq!(index.bills(), 0);
	assert_eq!(listed(&index, payer(1)), []);
	assert_eq!(index.history(&key(1), 10).unwrap(), []);
}

#[test]
fn the_same_block_again_changes_nothing_and_another_at_its_height_is_refused() {
	let (_dir, index) = open();
	apply(&index, 0, &BlockChanges::default());
	let changes = bills(vec![registered(1, payer(1))]);
	apply(&index, 1, &changes);
	apply(&index, 1, &changes);
	assert_eq!(index.bills(), 1);
	assert_eq!(listed(&index, payer(1)), [key(1)]);
	assert_eq!(index.history(&key(1), 10).unwrap().len(), 1);

	let other = BlockRef { number: 1, hash: Digest::repeat_byte(9) };
	let refused = index.apply(other, &bills(vec![registered(2, payer(1))]), |_| None);
	assert_eq!(refused, Err(IndexFault::Diverged { number: 1 }));
	assert_eq!(listed(&index, payer(1)), [key(1)]);
}

#[test]
fn a_bill_moves_to_its_new_payer_and_keeps_its_place() {
	let (_dir, index) = open();
	apply(&index, 0, &bills(vec![registered(5, payer(1)), registered(6, payer(1))]));
	apply(&index, 1, &bills(vec![registered(3, payer(2))]));
	apply(&index, 2, &bills(vec![change(5, BillAction::Updated, payer(2), 2)]));
	assert_eq!(listed(&index, payer(1)), [key(6)]);
	assert_eq!(listed(&index, payer(2)), [key(5), key(3)]);

	apply(&index, 3, &bills(vec![change(5, BillAction::Corrected, payer(3), 3)]));
	assert_eq!(listed(&index, payer(2)), [key(3)]);
	assert_eq!(listed(&index, payer(3)), [key(5)]);

	// Changes that leave the payer alone list nothing twice.
	apply(&index, 4, &bills(vec![change(5, BillAction::Locked, payer(3), 3)]));
	assert_eq!(listed(&index, payer(3)), [key(5)]);
	assert_eq!(index.bills(), 3);
}

#[test]
fn the_trail_tells_who_held_a_bill() {
	let (_dir, index) = open();
	apply(&index, 0, &bills(vec![registered(5, payer(1)), registered(6, payer(9))]));
	apply(&index, 1, &bills(vec![change(5, BillAction::Locked, payer(1), 1)]));
	apply(&index, 2, &bills(vec![change(5, BillAction::HolderChanged, payer(2), 2)]));
	apply(&index, 3, &bills(vec![change(5, BillAction::Updated, payer(2), 3)]));
	apply(&index, 4, &bills(vec![change(5, BillAction::HolderChanged, payer(1), 4)]));
	let steps: Vec<_> = index
		.trail(&key(5), 10)
		.unwrap()
		.into_iter()
		.map(|step| (step.from, step.to, step.action, step.version, step.block))
		.collect();
	assert_eq!(
		steps,
		[
			(None, payer(1), BillAction::Registered, 1, 0),
			(Some(payer(1)), payer(2), BillAction::HolderChanged, 2, 2),
			(Some(payer(2)), payer(1), BillAction::HolderChanged, 4, 4),
		]
	);
	assert_eq!(index.trail(&key(7), 10).unwrap(), []);
}

#[test]
fn a_bill_registered_and_changed_in_one_block_is_listed_once() {
	let (_dir, index) = open();
	// Every change of a block carries the record at the end of the block.
	let changes = bills(vec![registered(1, payer(2)), change(1, BillAction::Updated, payer(2), 2)]);
	apply(&index, 0, &changes);
	assert_eq!(listed(&index, payer(2)), [key(1)]);
	assert_eq!(index.bills(), 1);
	assert_eq!(index.history(&key(1), 10).unwrap().len(), 2);
}

#[test]
fn a_transaction_lists_what_it_did_in_order() {
	let (_dir, index) = open();
	let mut closing = change(9, BillAction::Locked, payer(1), 1);
	closing.extrinsic = None;
	let mut other = registered(8, payer(1));
	other.extrinsic = Some(2);
	apply(
		&index,
		0,
		&bills(vec![registered(9, payer(1)), other, registered(7, payer(2)), closing]),
	);

	let items = index.by_transaction(&tx(0, 1), 10).unwrap();
	let seen: Vec<_> = items.iter().map(|item| (item.key, item.block, item.extrinsic)).collect();
	assert_eq!(seen, [(key(9), 0, 1), (key(7), 0, 1)]);
	assert_eq!(index.by_transaction(&tx(0, 2), 10).unwrap().len(), 1);
	assert_eq!(index.by_transaction(&tx(0, 3), 10).unwrap(), []);
	assert_eq!(index.by_transaction(&tx(0, 1), 1).unwrap().len(), 1);
}

#[test]
fn histories_run_from_old_to_new_and_a_limit_keeps_the_newest() {
	let (_dir, index) = open();
	apply(&index, 0, &bills(vec![registered(1, payer(1)), registered(2, payer(1))]));
	for number in 1..300u32 {
		let mut changes = bills(vec![change(1, BillAction::Updated, payer(1), number + 1)]);
		changes.locks = vec![released(1, number), released(2, 1_000)];
		apply(&index, number, &changes);
	}
	let history = index.history(&key(1), 500).unwrap();
	let versions: Vec<_> = history.iter().map(|item| (item.block, item.bill.version)).collect();
	assert_eq!(versions, (0..300).map(|block| (block, block + 1)).collect::<Vec<_>>());
	assert_eq!(history[0].action, BillAction::Registered);
	assert_eq!(history[7].transaction, Some(tx(7, 1)));
	assert_eq!(index.history(&key(1), 2).unwrap(), history[298..]);
	assert_eq!(index.history(&key(2), 500).unwrap().len(), 1);

	let locks = index.locks(&key(1), 3).unwrap();
	let seen: Vec<_> = locks.iter().map(|item| (item.block, item.event.clone())).collect();
	let released = |holder| LockEvent::Released { holder: ParticipantId(holder) };
	assert_eq!(seen, [(297, released(297)), (298, released(298)), (299, released(299))]);
	assert_eq!(locks[0].extrinsic, None);
	assert_eq!(locks[0].transaction, None);
	assert_eq!(locks[0].at, 1_795_190_400_000);
}

#[test]
fn other_text_than_a_cursor_is_refused() {
	let (_dir, index) = open();
	for cursor in ["", "x", "0x0000000000000000", "00000000000000000000"] {
		let answer = index.by_payer(&payer(1), Some(cursor), 10);
		assert_eq!(answer, Err(IndexFault::BadCursor), "{cursor:?}");
	}
}

#[test]
fn a_directory_that_is_open_elsewhere_is_refused() {
	let (dir, _index) = open();
	assert!(matches!(Index::open(dir.path()), Err(IndexFault::Storage(_))));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	/// Whatever the blocks and the sizes of the pages: the pages of a payer put together are the
	/// bills whose last payer it is, in the order of registration, each once.
	#[test]
	fn pages_to_exhaustion_are_everything(
		blocks in prop::collection::vec(prop::collection::vec((0u64..40, 0u8..3), 0..12), 1..12),
		sizes in prop::collection::vec(1u32..7, 1..6),
	) {
		let (_dir, index) = open();
		let mut order = Vec::<BillKey>::new();
		let mut owner = std::collections::HashMap::<BillKey, PayerRef>::new();
		for (number, changed) in (0u32..).zip(&blocks) {
			let last = |bill: u64| {
				changed.iter().rev().find(|(other, _)| *other == bill).map_or(0, |(_, payer)| *payer)
			};
			let changes = changed.iter().map(|(bill, _)| {
				let to = payer(last(*bill));
				if owner.insert(key(*bill), to).is_none() {
					order.push(key(*bill));
					registered(*bill, to)
				} else {
					change(*bill, BillAction::Updated, to, number)
				}
			});
			let changes = bills(changes.collect());
			apply(&index, number, &changes);
		}
		prop_assert_eq!(index.bills(), order.len() as u64);
		for byte in 0..3 {
			let mut read = Vec::new();
			let mut cursor = None::<String>;
			let mut sizes = sizes.iter().cycle();
			loop {
				let size = *sizes.next().unwrap();
				let page = index.by_payer(&payer(byte), cursor.as_deref(), size).unwrap();
				prop_assert!(page.items.len() <= size as usize);
				prop_assert!(page.next.is_none() || page.items.len() == size as usize);
				read.extend(page.items);
				cursor = page.next;
				if cursor.is_none() {
					break;
				}
			}
			let expected: Vec<_> =
				order.iter().filter(|bill| owner[bill] == payer(byte)).copied().collect();
			prop_assert_eq!(read, expected);
		}
	}
}
