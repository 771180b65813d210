//! Substrate's pool on a chain and a runtime that are played.

use super::{
	checker::{BatchRuntime, Checker},
	Size,
};
use fiscal_bft_primitives::Header;
use fiscal_runtime::opaque::Block;
use fiscal_runtime_api::MAX_VALIDATED;
use futures::{executor::block_on, future::join_all};
use parking_lot::Mutex;
use sc_transaction_pool::{BasicPool, ChainApi, RevalidationType, ValidateTransactionPriority};
use sc_transaction_pool_api::{
	error::Error, ChainEvent, MaintainedTransactionPool, TransactionPool, TransactionSource,
};
use sp_blockchain::{HashAndNumber, TreeRoute};
use sp_core::{testing::TaskExecutor, H256};
use sp_runtime::{
	generic::BlockId,
	transaction_validity::{
		InvalidTransaction, TransactionValidity, UnknownTransaction, ValidTransaction,
	},
	OpaqueExtrinsic,
};
use std::sync::{
	atomic::{AtomicU32, Ordering},
	Arc,
};

/// The first byte says what the runtime thinks of a transaction; others are valid.
const STALE: u8 = 0;
const MALFORMED: u8 = 1;
const UNKNOWN: u8 = 2;
/// Lives for so many blocks after the one it is validated at.
const SHORT_LIVED: u8 = 3;
const LIFETIME: u64 = 50;
/// What no call with others survives.
const POISON: u8 = 4;
/// Waits for what stands in block [`NEXT`].
const BEHIND: u8 = 5;
const NEXT: u32 = 2;
/// The first byte of those that are valid and nothing else.
const VALID: u8 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calls {
	/// The runtime validates batches.
	Batches,
	/// It does not yet.
	Single,
}

/// Which calls the runtime saw: the first bytes of the transactions of each.
type Seen = Arc<Mutex<Vec<Vec<u8>>>>;

struct PlayedChain(Seen);
/// The number is that of the last block.
struct PlayedRuntime(Seen, Calls, Arc<AtomicU32>);

fn hash_of_block(number: u32) -> H256 {
	H256::from_low_u64_be(number.into())
}

fn number_of(hash: H256) -> u32 {
	u32::try_from(hash.to_low_u64_be()).unwrap()
}

fn first(transaction: &OpaqueExtrinsic) -> u8 {
	transaction.inner()[0]
}

fn transaction(number: u8) -> OpaqueExtrinsic {
	OpaqueExtrinsic::from_blob(vec![number])
}

fn transactions(numbers: impl IntoIterator<Item = u8>) -> Vec<OpaqueExtrinsic> {
	numbers.into_iter().map(transaction).collect()
}

fn validity(transaction: &OpaqueExtrinsic, at: H256) -> Option<TransactionValidity> {
	let valid = ValidTransaction {
		provides: vec![transaction.inner().to_vec()],
		longevity: u64::MAX,
		..Default::default()
	};
	match first(transaction) {
		STALE => Some(Err(InvalidTransaction::Stale.into())),
		MALFORMED => None,
		UNKNOWN => Some(Err(UnknownTransaction::CannotLookup.into())),
		BEHIND if number_of(at) < NEXT => {
			Some(Ok(ValidTransaction { requires: vec![b"the one before".to_vec()], ..valid }))
		}
		SHORT_LIVED => Some(Ok(ValidTransaction { longevity: LIFETIME, ..valid })),
		_ => Some(Ok(valid)),
	}
}

#[async_trait::async_trait]
impl ChainApi for PlayedChain {
	type Block = Block;
	type Error = Error;

	async fn validate_transaction(
		&self,
		_: H256,
		_: TransactionSource,
		_: Arc<OpaqueExtrinsic>,
		_: ValidateTransactionPriority,
	) -> Result<TransactionValidity, Error> {
		unreachable!("validation takes place on the thread that asks")
	}

	fn validate_transaction_blocking(
		&self,
		at: H256,
		_: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
	) -> Result<TransactionValidity, Error> {
		self.0.lock().push(vec![first(&transaction)]);
		validity(&transaction, at).ok_or(Error::RejectedFutureTransaction)
	}

	fn block_id_to_number(&self, at: &BlockId<Block>) -> Result<Option<u32>, Error> {
		Ok(Some(match at {
			BlockId::Hash(hash) => number_of(*hash),
			BlockId::Number(number) => *number,
		}))
	}

	fn block_id_to_hash(&self, at: &BlockId<Block>) -> Result<Option<H256>, Error> {
		self.block_id_to_number(at).map(|number| number.map(hash_of_block))
	}

	fn hash_and_length(&self, transaction: &OpaqueExtrinsic) -> (H256, usize) {
		let bytes = transaction.inner();
		let mut hash = [0; 32];
		hash[..bytes.len()].copy_from_slice(bytes);
		(hash.into(), bytes.len())
	}

	async fn block_body(&self, _: H256) -> Result<Option<Vec<OpaqueExtrinsic>>, Error> {
		Ok(Some(Vec::new()))
	}

	fn block_header(&self, _: H256) -> Result<Option<Header>, Error> {
		Ok(None)
	}

	fn tree_route(&self, from: H256, to: H256) -> Result<TreeRoute<Block>, Error> {
		let numbers = number_of(from)..=number_of(to);
		let route =
			numbers.map(|number| HashAndNumber { number, hash: hash_of_block(number) }).collect();
		TreeRoute::new(route, 0).map_err(Error::InvalidBlockId)
	}
}

impl BatchRuntime for PlayedRuntime {
	fn best(&self) -> H256 {
		hash_of_block(self.2.load(Ordering::Relaxed))
	}

	fn validate_batch(
		&self,
		at: H256,
		_: TransactionSource,
		transactions: Vec<OpaqueExtrinsic>,
	) -> Option<Vec<Option<TransactionValidity>>> {
		if self.1 == Calls::Single {
			return None;
		}
		self.0.lock().push(transactions.iter().map(first).collect());
		if transactions.iter().any(|one| first(one) == POISON) {
			return None;
		}
		Some(transactions.iter().map(|one| validity(one, at)).collect())
	}
}

struct Played {
	pool: BasicPool<Checker<PlayedChain, PlayedRuntime>, Block>,
	seen: Seen,
	best: Arc<AtomicU32>,
}

impl Played {
	/// At block 1.
	fn start(calls: Calls) -> Self {
		let seen = Seen::default();
		let best = Arc::new(AtomicU32::new(1));
		let runtime = Arc::new(PlayedRuntime(seen.clone(), calls, best.clone()));
		let checker = Arc::new(Checker::new(PlayedChain(seen.clone()), runtime));
		let pool = BasicPool::with_revalidation_type(
			Size::default().options(),
			true.into(),
			checker.clone(),
			None,
			RevalidationType::Light,
			TaskExecutor::new(),
			1,
			hash_of_block(1),
			hash_of_block(1),
		);
		checker.serve(pool.pool());
		Self { pool, seen, best }
	}

	/// Submitted together; what becomes of each, in words.
	fn submit(&self, transactions: Vec<OpaqueExtrinsic>) -> Vec<String> {
		let source = TransactionSource::External;
		let submitted = block_on(self.pool.submit_at(hash_of_block(1), source, transactions));
		submitted.unwrap().iter().map(|one| format!("{one:?}")).collect()
	}

	/// Follows the chain over these blocks.
	fn follow(&self, blocks: impl IntoIterator<Item = u32>) {
		for number in blocks {
			let event = ChainEvent::NewBestBlock { hash: hash_of_block(number), tree_route: None };
			block_on(self.pool.maintain(event));
		}
	}

	fn seen(&self) -> Vec<Vec<u8>> {
		std::mem::take(&mut *self.seen.lock())
	}

	fn waiting(&self) -> usize {
		self.pool.status().ready
	}
}

#[test]
fn what_a_peer_gives_is_validated_in_one_call() {
	let played = Played::start(Calls::Batches);
	played.submit(transactions([VALID, VALID + 1, VALID + 2]));
	assert_eq!(played.seen(), [vec![VALID, VALID + 1, VALID + 2]]);
	assert_eq!(played.waiting(), 3);
	played.submit(transactions([VALID + 2, VALID + 3]));
	assert_eq!(played.seen(), [vec![VALID + 3]], "what waits is not validated again");
}

#[test]
fn what_clients_hand_in_at_the_same_time_is_validated_in_one_call() {
	let played = Played::start(Calls::Batches);
	let submit = |number| {
		let (at, source) = (hash_of_block(1), TransactionSource::External);
		played.pool.submit_one(at, source, transaction(number))
	};
	block_on(submit(VALID)).unwrap();
	assert_eq!(played.seen(), [vec![VALID]]);
	let submitted = block_on(join_all((1..6).map(|number| submit(VALID + number))));
	assert!(submitted.iter().all(Result::is_ok));
	assert_eq!(played.seen(), [Vec::from_iter(VALID + 1..VALID + 6)]);
	assert_eq!(played.waiting(), 6);
}

#[test]
fn a_call_has_a_bound() {
	let played = Played::start(Calls::Batches);
	played.submit(transactions(VALID..VALID + 150));
	let sizes: Vec<_> = played.seen().iter().map(Vec::len).collect();
	assert_eq!(sizes, [MAX_VALIDATED, MAX_VALIDATED, 150 - 2 * MAX_VALIDATED]);
	assert_eq!(played.waiting(), 150);
}

#[test]
fn answers_are_those_of_single_calls() {
	let numbers = [VALID, STALE, MALFORMED, VALID + 1, UNKNOWN, SHORT_LIVED];
	let (batches, single) = (Played::start(Calls::Batches), Played::start(Calls::Single));
	let answers = batches.submit(transactions(numbers));
	assert_eq!(answers, single.submit(transactions(numbers)));
	assert_eq!(answers.iter().filter(|answer| answer.starts_with("Ok")).count(), 3);
	assert_eq!(batches.seen(), [numbers.to_vec(), vec![MALFORMED]]);
	assert_eq!(single.seen(), numbers.map(|number| vec![number]));
	assert_eq!((batches.waiting(), single.waiting()), (3, 3));
}

#[test]
fn a_call_that_fails_costs_only_whom_it_is_about() {
	let played = Played::start(Calls::Batches);
	let answers = played.submit(transactions([VALID, POISON, VALID + 1]));
	assert!(answers.iter().all(|answer| answer.starts_with("Ok")));
	let all = vec![VALID, POISON, VALID + 1];
	assert_eq!(played.seen(), [all, vec![VALID], vec![POISON], vec![VALID + 1]]);
}

#[test]
fn what_waits_is_looked_at_from_memory_and_only_now_and_then_by_the_runtime() {
	let played = Played::start(Calls::Batches);
	played.submit(transactions([VALID, VALID + 1]));
	played.seen();
	played.follow(2..=128);
	assert_eq!(played.seen(), Vec::<Vec<u8>>::new());
	played.follow(129..=170);
	let seen = played.seen();
	assert_eq!(seen.len(), 1, "in one call");
	assert_eq!(seen.concat().len(), 2);
	assert_eq!(played.waiting(), 2);
}

#[test]
fn memory_does_not_prolong_a_life() {
	let played = Played::start(Calls::Batches);
	played.submit(transactions([SHORT_LIVED, VALID]));
	played.follow(2..=45);
	assert_eq!(played.seen().len(), 1);
	let valid_till = |number| {
		let (hash, _) = played.pool.api().hash_and_length(&transaction(number));
		played.pool.ready_transaction(&hash).unwrap().valid_till
	};
	assert_eq!(valid_till(SHORT_LIVED), 1 + LIFETIME);
	assert_eq!(valid_till(VALID), u64::MAX);
}

#[test]
fn what_waits_for_a_transaction_that_a_block_took_meanwhile_is_ready() {
	let played = Played::start(Calls::Batches);
	played.submit(transactions([BEHIND]));
	assert_eq!(played.pool.status().future, 1, "no block came");

	let played = Played::start(Calls::Batches);
	// A block comes between the question and the verdict.
	played.best.store(NEXT, Ordering::Relaxed);
	played.submit(transactions([BEHIND]));
	assert_eq!((played.waiting(), played.pool.status().future), (1, 0));
	assert_eq!(played.seen(), [vec![BEHIND], vec![BEHIND]]);
}
