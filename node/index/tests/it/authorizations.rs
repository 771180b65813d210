//! The lives of authorizations and the uses of bills.

use crate::support::*;
use fiscal_index::{Index, IndexFault};
use fiscal_primitives::{
	authorization::{AuthorizationState, Basis, CheckFault, LogEntry, LogHead, LogItem, Scope},
	changes::{AuthorizationChange, BlockChanges},
	rpc::AuthorizationHistory,
	Digest, ParticipantId, SceneId,
};
use std::sync::Arc;

const ONE: Digest = Digest::repeat_byte(1);
const OTHER: Digest = Digest::repeat_byte(2);

fn open() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	(dir, index)
}

fn registered(digest: Digest) -> LogItem {
	LogItem::Registered {
		at: 1,
		digest,
		holder: ParticipantId(5),
		grantee: ParticipantId(6),
		scene: SceneId(1),
		delegate: None,
		by: ParticipantId(5),
	}
}

fn frozen() -> LogItem {
	LogItem::StatusChanged {
		at: 2,
		from: AuthorizationState::Active,
		to: AuthorizationState::Frozen,
		by: ParticipantId(5),
		reason: "asked".parse().unwrap(),
	}
}

fn checked(number: u64, fault: Option<CheckFault>) -> LogItem {
	LogItem::Checked(LogEntry {
		at: 3,
		user: ParticipantId(6),
		scene: SceneId(1),
		bill: key(number),
		scope: Scope::Use,
		purpose: Digest::zero(),
		fault,
	})
}

/// A block of steps, made by its second transaction.
fn steps(items: &[(Basis, LogItem)]) -> BlockChanges {
	let authorizations = items
		.iter()
		.map(|(basis, item)| {
			let mut log = LogHead::default();
			log.append(item);
			let (basis, item, head) = (*basis, item.clone(), Some(log.head));
			AuthorizationChange { basis, extrinsic: Some(1), item, head }
		})
		.collect();
	BlockChanges { at: 1_000, authorizations, ..Default::default() }
}

fn apply(index: &Index, number: u32, changes: &BlockChanges) {
	index.apply(block(number), changes, |extrinsic| Some(tx(number, extrinsic))).unwrap();
}

fn items(page: AuthorizationHistory) -> Vec<LogItem> {
	page.items.into_iter().map(|item| item.item).collect()
}

#[test]
fn an_authorization_tells_its_life_and_a_bill_who_used_it() {
	let (_dir, index) = open();
	let (one, other) = (Basis::Authorization(ONE), Basis::Authorization(OTHER));
	let failed = checked(7, Some(CheckFault::Frozen));
	apply(&index, 0, &steps(&[(one, registered(ONE)), (other, registered(OTHER))]));
	apply(&index, 1, &steps(&[(one, checked(7, None)), (other, checked(8, None))]));
	apply(&index, 2, &steps(&[(Basis::WhiteList, checked(7, None))]));
	apply(&index, 3, &steps(&[(one, frozen()), (one, failed.clone())]));

	let life = index.authorization_history(&ONE, None, 10).unwrap();
	assert_eq!(life.next, None);
	let places: Vec<_> = life.items.iter().map(|item| (item.block, item.transaction)).collect();
	let place = |block| (block, Some(tx(block, 1)));
	assert_eq!(places, [place(0), place(1), place(3), place(3)]);
	assert!(life.items.iter().all(|item| item.basis == one && item.head.is_some()));
	assert_eq!(items(life), [registered(ONE), checked(7, None), frozen(), failed.clone()]);

	let uses = index.uses(&key(7), None, 10).unwrap();
	let bases: Vec<_> = uses.items.iter().map(|item| item.basis).collect();
	assert_eq!(bases, [one, Basis::WhiteList, one]);
	assert_eq!(items(uses), [checked(7, None), checked(7, None), failed]);
	assert_eq!(items(index.uses(&key(8), None, 10).unwrap()), [checked(8, None)]);
	assert_eq!(items(index.uses(&key(9), None, 10).unwrap()), []);
	let unknown = index.authorization_history(&Digest::zero(), None, 10).unwrap();
	assert_eq!(unknown, AuthorizationHistory::default());
}

#[test]
fn pages_put_together_are_the_whole_life() {
	let (_dir, index) = open();
	let basis = Basis::Authorization(ONE);
	let all: Vec<LogItem> = std::iter::once(registered(ONE))
		.chain((0..22).map(|number| checked(number % 2, None)))
		.collect();
	for (number, pair) in (0u32..).zip(all.chunks(2)) {
		let pair: Vec<_> = pair.iter().map(|item| (basis, item.clone())).collect();
		apply(&index, number, &steps(&pair));
	}
	let mut read = Vec::new();
	let mut cursor = None::<String>;
	loop {
		let page = index.authorization_history(&ONE, cursor.as_deref(), 5).unwrap();
		assert!(page.items.len() <= 5);
		cursor = page.next.clone();
		read.extend(items(page));
		if cursor.is_none() {
			break;
		}
	}
	assert_eq!(read, all);
	let page = index.uses(&key(1), None, 10).unwrap();
	let rest = index.uses(&key(1), page.next.as_deref(), 10).unwrap();
	assert_eq!((page.items.len(), rest.items.len(), rest.next), (10, 1, None));
	let wrong = index.authorization_history(&ONE, Some("x"), 5);
	assert_eq!(wrong, Err(IndexFault::BadCursor));
}
