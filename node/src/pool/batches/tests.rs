//! Who leads, who goes with whom, and what becomes of those whose leader is gone.

use super::{Batches, Wanted, MOST_BYTES};
use fiscal_runtime_api::MAX_VALIDATED;
use futures::{
	executor::block_on,
	future::{join_all, BoxFuture},
	task::noop_waker_ref,
	FutureExt,
};
use parking_lot::Mutex;
use sc_transaction_pool_api::TransactionSource;
use sp_core::H256;
use sp_runtime::OpaqueExtrinsic;
use std::{
	future::Future,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::Arc,
	task::Context,
};

/// A verdict: the transaction, and how many were validated together.
type Verdict = (Vec<u8>, usize);
type Asked = BoxFuture<'static, Option<Verdict>>;

fn wanted_at(at: u8, bytes: Vec<u8>) -> Wanted {
	Wanted {
		at: H256::repeat_byte(at),
		source: TransactionSource::External,
		transaction: Arc::new(OpaqueExtrinsic::from_blob(bytes)),
	}
}

fn judge(transactions: Vec<Arc<OpaqueExtrinsic>>) -> Vec<Verdict> {
	let count = transactions.len();
	transactions.iter().map(|one| (one.inner().to_vec(), count)).collect()
}

fn ask_of(batches: &Arc<Batches<Verdict>>, wanted: Wanted) -> Asked {
	let batches = batches.clone();
	async move { batches.verdict(wanted, |_, _, transactions| judge(transactions)).await }.boxed()
}

fn ask(batches: &Arc<Batches<Verdict>>, number: u8) -> Asked {
	ask_of(batches, wanted_at(0, vec![number]))
}

/// How many went together with each of them, who ask at the same time.
fn together(wanted: Vec<Wanted>) -> Vec<usize> {
	let batches = Arc::default();
	let expected: Vec<_> = wanted.iter().map(|one| one.transaction.inner().to_vec()).collect();
	let asked: Vec<_> = wanted.into_iter().map(|one| ask_of(&batches, one)).collect();
	let verdicts: Vec<_> = block_on(join_all(asked)).into_iter().map(Option::unwrap).collect();
	let (found, counts): (Vec<_>, Vec<_>) = verdicts.into_iter().unzip();
	assert_eq!(found, expected, "everybody has the verdict on its own");
	counts
}

fn is_pending(asked: &mut (impl Future<Output = Option<Verdict>> + Unpin)) -> bool {
	asked.poll_unpin(&mut Context::from_waker(noop_waker_ref())).is_pending()
}

#[test]
fn who_ask_at_the_same_time_go_together_up_to_the_bounds() {
	assert_eq!(together(vec![wanted_at(0, vec![1])]), [1]);
	let small = |count: usize| (0..count).map(|_| wanted_at(0, vec![1])).collect();
	assert_eq!(together(small(5)), [5; 5]);
	let counts = together(small(2 * MAX_VALIDATED + 3));
	assert!(counts[..2 * MAX_VALIDATED].iter().all(|count| *count == MAX_VALIDATED));
	assert_eq!(counts[2 * MAX_VALIDATED..], [3; 3]);
	let sized = |bytes: usize| wanted_at(0, vec![1; bytes]);
	let half = MOST_BYTES / 2;
	assert_eq!(together(vec![sized(half - 8), sized(half - 8)]), [2; 2]);
	assert_eq!(together(vec![sized(half), sized(half), sized(1)]), [1, 2, 2]);
	assert_eq!(together(vec![sized(2 * MOST_BYTES), sized(1)]), [1; 2]);
}

#[test]
fn blocks_and_sources_do_not_mix() {
	let of = |at, source| Wanted { source, ..wanted_at(at, vec![1]) };
	let (here, there) = (TransactionSource::Local, TransactionSource::External);
	let wanted = vec![of(0, there), of(1, there), of(1, there), of(1, here), of(1, here)];
	assert_eq!(together(wanted), [1, 2, 2, 2, 2]);
}

#[test]
fn while_some_are_validated_the_next_collect() {
	let batches = Arc::<Batches<Verdict>>::default();
	let late: Mutex<Vec<Asked>> = Mutex::default();
	let validate = |_, _, transactions| {
		let mut asked: Vec<_> = (2..5).map(|number| ask(&batches, number)).collect();
		assert!(asked.iter_mut().all(is_pending));
		*late.lock() = asked;
		judge(transactions)
	};
	let first = block_on(batches.verdict(wanted_at(0, vec![1]), validate));
	assert_eq!(first, Some((vec![1], 1)), "who was alone did not wait for them");
	let late = late.into_inner();
	let verdicts = block_on(join_all(late));
	assert_eq!(verdicts, [2, 3, 4].map(|number| Some((vec![number], 3))));
}

#[test]
fn the_lead_passes_on_from_who_is_dropped() {
	let batches = Arc::default();
	let mut leader = ask(&batches, 1);
	let mut dropped = ask(&batches, 2);
	let mut next = ask(&batches, 3);
	assert!([&mut leader, &mut dropped, &mut next].into_iter().all(is_pending));
	drop(dropped);
	drop(leader);
	assert_eq!(block_on(next), Some((vec![3], 1)));
	assert_eq!(block_on(ask(&batches, 4)), Some((vec![4], 1)));
}

#[test]
fn the_lead_passes_on_from_who_was_told_to_lead_and_is_dropped() {
	let batches = Arc::default();
	let mut leader = ask(&batches, 1);
	let mut told = ask_of(&batches, wanted_at(1, vec![2]));
	let mut next = ask_of(&batches, wanted_at(1, vec![3]));
	assert!([&mut leader, &mut told, &mut next].into_iter().all(is_pending));
	assert_eq!(block_on(leader), Some((vec![1], 1)));
	drop(told);
	assert_eq!(block_on(next), Some((vec![3], 1)));
}

#[test]
fn who_followed_a_leader_that_failed_has_no_verdict_and_the_next_lead() {
	let batches = Arc::default();
	let asked: &Arc<Batches<Verdict>> = &batches;
	let mut leader = asked
		.verdict(wanted_at(0, vec![1]), |_, _, _| panic!("the validation fails"))
		.boxed_local();
	assert!(is_pending(&mut leader));
	let mut follower = ask(&batches, 2);
	assert!(is_pending(&mut follower));
	assert!(catch_unwind(AssertUnwindSafe(|| block_on(leader))).is_err());
	assert_eq!(block_on(follower), None);
	assert_eq!(block_on(ask(&batches, 3)), Some((vec![3], 1)));
}
