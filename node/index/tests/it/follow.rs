//! The task that follows the chain, against a client made of tables.

use crate::support::*;
use codec::Encode;
use fiscal_index::{follow, BlockRef, Index};
use fiscal_primitives::{
	bill::{numbers::NumberRanges, RelationsRecord},
	changes::BlockChanges,
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	Bill, BillCode, BillKey, Digest, ParticipantId,
};
use fiscal_runtime_api::BillsApi;
use futures::executor::block_on;
use parking_lot::Mutex;
use sc_client_api::{
	BlockBackend, BlockchainEvents, FinalityNotification, FinalityNotifications, FinalizeSummary,
	ImportNotifications, StorageEventStream,
};
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedSender};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_core::{storage::StorageKey, H256};
use sp_runtime::{
	generic::{self, SignedBlock},
	traits::{BlakeTwo256, Block as BlockT, Hash, HashingFor, Header as HeaderT},
	Justifications, OpaqueExtrinsic,
};
use std::{collections::HashMap, sync::Arc};
use substrate_prometheus_endpoint::Registry;

type Block = generic::Block<generic::Header<u32, BlakeTwo256>, OpaqueExtrinsic>;
type Notifier = TracingUnboundedSender<FinalityNotification<Block>>;

#[derive(Default)]
struct State {
	/// Headers from block 0 on.
	headers: Vec<<Block as BlockT>::Header>,
	changes: HashMap<H256, BlockChanges>,
	bodies: HashMap<H256, Vec<OpaqueExtrinsic>>,
	finalized: u32,
	/// Calls of the runtime that fail before one succeeds.
	failures: u32,
	/// Blocks announced by the next notifications, by height.
	announced: Vec<u32>,
	/// Blocks still to come: one each time somebody asks how far the chain is.
	coming: u32,
}

/// A client over tables; its notifications end when all announced blocks are delivered.
#[derive(Clone, Default)]
struct Chain(Arc<Mutex<State>>);

struct Api(Chain);

sp_api::mock_impl_runtime_apis! {
	impl BillsApi<Block> for Api {
		fn bill(_: BillKey) -> Option<Bill> {
			None
		}
		fn verify_elements(_: FiveElements) -> ElementsVerdict {
			ElementsVerdict::NotFound
		}
		fn verify_digest(_: BillKey, _: Digest) -> DigestVerdict {
			DigestVerdict::NotFound
		}
		fn number_ranges(
			_: BillCode,
			_: Option<ParticipantId>,
		) -> Vec<(ParticipantId, NumberRanges)> {
			Vec::new()
		}
		fn relations(_: BillKey) -> Option<(Bill, Option<RelationsRecord>)> {
			None
		}
		#[advanced]
		fn block_changes(&self, at: H256) -> Result<BlockChanges, ApiError> {
			let mut state = self.0.0.lock();
			if state.failures > 0 {
				state.failures -= 1;
				return Err(ApiError::StateBackendIsNotTrie);
			}
			let discarded = || ApiError::UnknownBlock(format!("State already discarded for {at}"));
			state.changes.get(&at).cloned().ok_or_else(discarded)
		}
	}
}

impl Chain {
	/// A finalized chain; block `n` registers bill `n` in its extrinsic 1.
	fn of(blocks: u32) -> Self {
		let chain = Self::default();
		(0..blocks).for_each(|_| chain.grow());
		chain
	}

	fn grow(&self) {
		let mut state = self.0.lock();
		let number = state.headers.len() as u32;
		let parent = state.headers.last().map(HeaderT::hash).unwrap_or_default();
		let header = HeaderT::new(number, H256::zero(), H256::zero(), parent, Default::default());
		let hash = HeaderT::hash(&header);
		let body = (0..2).map(|index| extrinsic(number, index)).collect();
		let mut changes = BlockChanges::default();
		if number > 0 {
			changes.bills.push(registered(u64::from(number), payer(1)));
		}
		state.headers.push(header);
		state.changes.insert(hash, changes);
		state.bodies.insert(hash, body);
		state.finalized = number;
	}

	fn hash_at(&self, number: u32) -> H256 {
		HeaderT::hash(&self.0.lock().headers[number as usize])
	}

	fn at(&self, number: u32) -> BlockRef {
		BlockRef { number, hash: self.hash_at(number) }
	}

	fn follow(&self, index: &Arc<Index>, registry: Option<&Registry>) {
		block_on(follow::<Block, _>(index.clone(), Arc::new(self.clone()), registry));
	}
}

fn extrinsic(number: u32, index: u32) -> OpaqueExtrinsic {
	OpaqueExtrinsic::try_from_encoded_extrinsic(&vec![number as u8, index as u8].encode()).unwrap()
}

impl ProvideRuntimeApi<Block> for Chain {
	type Api = Api;
	fn runtime_api(&self) -> ApiRef<'_, Self::Api> {
		Api(self.clone()).into()
	}
}

impl HeaderBackend<Block> for Chain {
	fn header(&self, hash: H256) -> sp_blockchain::Result<Option<<Block as BlockT>::Header>> {
		Ok(self.0.lock().headers.iter().find(|header| HeaderT::hash(*header) == hash).cloned())
	}
	fn info(&self) -> Info<Block> {
		let grows = {
			let mut state = self.0.lock();
			let coming = state.coming;
			state.coming = coming.saturating_sub(1);
			coming > 0
		};
		if grows {
			self.grow();
		}
		let state = self.0.lock();
		let hash = state.headers.get(state.finalized as usize).map(HeaderT::hash);
		Info {
			best_hash: hash.unwrap_or_default(),
			best_number: state.finalized,
			genesis_hash: H256::zero(),
			finalized_hash: hash.unwrap_or_default(),
			finalized_number: state.finalized,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}
	fn status(&self, _: H256) -> sp_blockchain::Result<BlockStatus> {
		Ok(BlockStatus::InChain)
	}
	fn number(&self, hash: H256) -> sp_blockchain::Result<Option<u32>> {
		Ok(self.header(hash)?.map(|header| *HeaderT::number(&header)))
	}
	fn hash(&self, number: u32) -> sp_blockchain::Result<Option<H256>> {
		Ok(self.0.lock().headers.get(number as usize).map(HeaderT::hash))
	}
}

impl BlockBackend<Block> for Chain {
	fn block_body(&self, hash: H256) -> sp_blockchain::Result<Option<Vec<OpaqueExtrinsic>>> {
		Ok(self.0.lock().bodies.get(&hash).cloned())
	}
	fn block_indexed_body(&self, _: H256) -> sp_blockchain::Result<Option<Vec<Vec<u8>>>> {
		Ok(None)
	}
	fn block_indexed_hashes(&self, _: H256) -> sp_blockchain::Result<Option<Vec<H256>>> {
		Ok(None)
	}
	fn block(&self, _: H256) -> sp_blockchain::Result<Option<SignedBlock<Block>>> {
		Ok(None)
	}
	fn block_status(&self, _: H256) -> sp_blockchain::Result<sp_consensus::BlockStatus> {
		Ok(sp_consensus::BlockStatus::InChainWithState)
	}
	fn justifications(&self, _: H256) -> sp_blockchain::Result<Option<Justifications>> {
		Ok(None)
	}
	fn block_hash(&self, number: u32) -> sp_blockchain::Result<Option<H256>> {
		self.hash(number)
	}
	fn indexed_transaction(&self, _: H256) -> sp_blockchain::Result<Option<Vec<u8>>> {
		Ok(None)
	}
	fn requires_full_sync(&self) -> bool {
		true
	}
}

impl BlockchainEvents<Block> for Chain {
	fn import_notification_stream(&self) -> ImportNotifications<Block> {
		tracing_unbounded("import", 100).1
	}
	fn every_import_notification_stream(&self) -> ImportNotifications<Block> {
		tracing_unbounded("import", 100).1
	}
	fn finality_notification_stream(&self) -> FinalityNotifications<Block> {
		let (notify, stream): (Notifier, _) = tracing_unbounded("finality", 100);
		let announced = std::mem::take(&mut self.0.lock().announced);
		for number in announced {
			let header = self.0.lock().headers[number as usize].clone();
			let finalized = vec![HeaderT::hash(&header)];
			let summary = FinalizeSummary { header, finalized, stale_blocks: Vec::new() };
			let (unpin, _) = tracing_unbounded("unpin", 100);
			notify.unbounded_send(FinalityNotification::from_summary(summary, unpin)).unwrap();
		}
		stream
	}
	fn storage_changes_notification_stream(
		&self,
		_: Option<&[StorageKey]>,
		_: Option<&[(StorageKey, Option<Vec<StorageKey>>)]>,
	) -> sp_blockchain::Result<StorageEventStream<H256>> {
		Err(sp_blockchain::Error::Backend("not kept".into()))
	}
}

fn open() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	(dir, index)
}

#[test]
fn it_catches_up_and_goes_on_from_its_cursor() {
	let (_dir, index) = open();
	let chain = Chain::of(100);
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(99)));
	assert_eq!(index.bills(), 99);

	// Notifications skip heights; the index does not.
	(0..30).for_each(|_| chain.grow());
	chain.0.lock().announced = vec![110, 129];
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(129)));
	assert_eq!(index.bills(), 129);
	assert_eq!(index.fault(), None);

	let hash = HashingFor::<Block>::hash(&extrinsic(120, 1).encode());
	let items = index.by_transaction(&hash, 10).unwrap();
	assert_eq!(items.len(), 1);
	assert_eq!((items[0].key, items[0].block, items[0].extrinsic), (key(120), 120, 1));
}

#[test]
fn notifications_bring_it_the_blocks_that_come_meanwhile() {
	let (_dir, index) = open();
	let chain = Chain::of(5);
	{
		let mut state = chain.0.lock();
		// The first block comes while the task starts, the others with the notifications.
		state.announced = vec![2, 3, 4];
		state.coming = 4;
	}
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(8)));
}

#[test]
fn passing_faults_are_retried() {
	let (_dir, index) = open();
	let chain = Chain::of(3);
	chain.0.lock().failures = 2;
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(2)));
	assert_eq!(index.fault(), None);
}

#[test]
fn a_state_that_is_gone_stops_the_index_and_says_what_to_do() {
	let (_dir, index) = open();
	let chain = Chain::of(10);
	let gone = chain.hash_at(4);
	chain.0.lock().changes.remove(&gone);
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(3)));
	let fault = index.fault().unwrap();
	assert!(fault.contains("state of block 4"), "{fault}");
	assert!(fault.contains("--state-pruning archive"), "{fault}");
}

#[test]
fn a_body_that_is_gone_stops_the_index() {
	let (_dir, index) = open();
	let chain = Chain::of(10);
	let gone = chain.hash_at(7);
	chain.0.lock().bodies.remove(&gone);
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(6)));
	assert!(index.fault().unwrap().contains("body of block 7"));
}

#[test]
fn an_index_of_another_chain_is_refused() {
	let (_dir, index) = open();
	let foreign = BlockRef { number: 0, hash: H256::repeat_byte(7) };
	index.apply(foreign, &BlockChanges::default(), |_| None).unwrap();
	let chain = Chain::of(5);
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(foreign));
	assert!(index.fault().unwrap().contains("another block 0"));
}

#[test]
fn an_index_ahead_of_the_chain_waits_for_it() {
	let (_dir, index) = open();
	let chain = Chain::of(10);
	chain.follow(&index, None);
	chain.0.lock().finalized = 5;
	chain.follow(&index, None);
	assert_eq!(index.cursor(), Some(chain.at(9)));
	assert_eq!(index.fault(), None);
}

#[test]
fn the_metrics_tell_height_lag_and_bills() {
	let (_dir, index) = open();
	let registry = Registry::new();
	Chain::of(8).follow(&index, Some(&registry));
	let value = |name: &str| {
		let families = registry.gather();
		let family = families.iter().find(|family| family.get_name() == name).unwrap();
		family.get_metric()[0].get_gauge().get_value()
	};
	assert_eq!(value("fiscal_index_height"), 7.0);
	assert_eq!(value("fiscal_index_lag_blocks"), 0.0);
	assert_eq!(value("fiscal_index_bills_total"), 7.0);
}
