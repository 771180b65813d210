//! Blocks on their way from the proposer to the databases of proposer, validator and follower, with
//! the real runtime and a real database each.

use codec::Encode;
use fiscal_bft_client::{
	block_import::{BftBlockImport, Head},
	executed::{Executed, ExecutedCache},
	importer::{ImportDecided, Importer},
	proposer::{BuildBlock, PoolBuilder},
	validator::{Expected, JudgeBlock, Refusal, RuntimeJudge},
	verifier::{BftVerifier, RuntimeSets, SetAt},
	Block,
};
use fiscal_bft_primitives::{
	BlockHash, CommitCertificate, CommitSignature, Header, Pace, PreDigest, Vote, VoteKind,
	ENGINE_ID,
};
use fiscal_runtime::RuntimeApi;
use fiscal_sm_crypto::{Pair, Public};
use sc_basic_authorship::ProposerFactory;
use sc_client_api::BlockBackend;
use sc_client_db::{BlocksPruning, DatabaseSettings, DatabaseSource};
use sc_consensus::{BlockImport, BlockImportParams, ImportResult, Verifier};
use sc_executor::WasmExecutor;
use sc_service::{GenesisBlockBuilder, TFullBackend, TFullClient, TaskManager};
use sc_transaction_pool::TransactionPoolHandle;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, Environment, ProposeArgs, Proposer as _};
use sp_inherents::InherentData;
use sp_runtime::{traits::Header as _, Digest, Justifications, OpaqueExtrinsic};
use sp_timestamp::Timestamp;
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;

type HostFunctions = (sp_io::SubstrateHostFunctions, fiscal_sm_crypto::HostFunctions);
type Client = TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;
type Backend = TFullBackend<Block>;
type Import = BftBlockImport<Arc<Client>, Client>;

/// One node of the devnet, without a network.
struct Node {
	client: Arc<Client>,
	backend: Arc<Backend>,
	pool: Arc<TransactionPoolHandle<Block, Client>>,
	import: Import,
	tasks: TaskManager,
	_folder: TempDir,
}

impl Node {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let tasks = TaskManager::new(tokio::runtime::Handle::current(), None).unwrap();
		// Compiled once for all clients of all tests.
		let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/runtime-cache");
		let executor = WasmExecutor::<HostFunctions>::builder().with_cache_path(cache).build();
		let backend: Arc<Backend> = sc_service::new_db_backend(DatabaseSettings {
			trie_cache_maximum_size: Some(16 * 1024 * 1024),
			state_pruning: None,
			source: DatabaseSource::RocksDb { path: folder.path().join("db"), cache_size: 16 },
			blocks_pruning: BlocksPruning::KeepAll,
			pruning_filters: Vec::new(),
			metrics_registry: None,
		})
		.unwrap();
		let spec = fiscal_chain_spec::load("devnet").unwrap();
		let genesis =
			GenesisBlockBuilder::<Block, _, _>::new(&spec, true, backend.clone(), executor.clone())
				.unwrap();
		let client: Client = sc_service::client::new_with_backend(
			backend.clone(),
			executor,
			genesis,
			Box::new(tasks.spawn_handle()),
			None,
			None,
			Default::default(),
		)
		.unwrap();
		let client = Arc::new(client);
		let pool = Arc::new(
			sc_transaction_pool::Builder::new(
				tasks.spawn_essential_handle(),
				client.clone(),
				true.into(),
			)
			.build(),
		);
		let import = BftBlockImport::new(client.clone(), client.clone(), ExecutedCache::default());
		Self { client, backend, pool, import, tasks, _folder: folder }
	}

	fn head(&self) -> Header {
		let best = self.client.info().best_hash;
		self.client.header(best).unwrap().unwrap()
	}

	fn builder(&self, author: Public) -> PoolBuilder<Client, TransactionPoolHandle<Block, Client>> {
		let spawner = self.tasks.spawn_handle();
		PoolBuilder::new(spawner, self.client.clone(), self.pool.clone(), author, None)
	}

	fn judge(&self, block: Block, expected: Expected) -> Result<Executed, Refusal> {
		RuntimeJudge::new(self.client.clone(), self.backend.clone()).judge(block, expected)
	}

	/// A block of any time, as an honest builder would not build it.
	async fn block_at(&self, author: Public, time: u64) -> Block {
		let mut inherent_data = InherentData::new();
		inherent_data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &Timestamp::new(time)).unwrap();
		let spawner = self.tasks.spawn_handle();
		let mut factory =
			ProposerFactory::new(spawner, self.client.clone(), self.pool.clone(), None, None);
		let proposer = Environment::<Block>::init(&mut factory, &self.head()).await.unwrap();
		let args = ProposeArgs {
			inherent_data,
			inherent_digests: Digest { logs: vec![PreDigest { author }.to_item()] },
			max_duration: Duration::from_secs(1),
			..Default::default()
		};
		proposer.propose(args).await.unwrap().block
	}

	/// The certificate all validators together give a block on this node's last one.
	fn certificate(&self, header: &Header) -> CommitCertificate {
		let genesis = self.client.info().genesis_hash;
		let sets = RuntimeSets::new(self.client.clone());
		let set = sets.set_for_child_of(*header.parent_hash()).unwrap();
		let (height, block) = (*header.number(), header.hash());
		let vote = Vote { height, round: 0, kind: VoteKind::Precommit, block: Some(block) };
		let signatures: Vec<_> = set
			.validators()
			.iter()
			.enumerate()
			.map(|(index, validator)| CommitSignature {
				index: index as u16,
				signature: pair_of(&validator.public).sign(&vote.payload(&genesis)),
			})
			.collect();
		CommitCertificate { height, round: 0, block, signatures: signatures.try_into().unwrap() }
	}

	fn assert_final(&self, block: &Block, certificate: &CommitCertificate) {
		let head = Head { number: *block.header.number(), hash: block.header.hash() };
		let info = self.client.info();
		assert_eq!(Head { number: info.best_number, hash: info.best_hash }, head);
		assert_eq!(Head { number: info.finalized_number, hash: info.finalized_hash }, head);
		assert_eq!(*self.import.heads().borrow(), head);
		assert_eq!(self.client.block_body(head.hash).unwrap().as_ref(), Some(&block.extrinsics));
		let justifications = self.client.justifications(head.hash).unwrap().unwrap();
		assert_eq!(justifications.get(ENGINE_ID), Some(&certificate.encode()));
	}
}

fn pair_of(public: &Public) -> Pair {
	(1..=4)
		.map(|number| Pair::from_dev_name(&format!("Validator-{number}")))
		.find(|pair| pair.public() == *public)
		.unwrap()
}

fn expected(parent: &Header, author: Public) -> Expected {
	Expected { parent: parent.hash(), height: parent.number() + 1, author: Some(author) }
}

/// As synchronisation hands a block over.
fn fetched(block: &Block, certificate: &CommitCertificate) -> BlockImportParams<Block> {
	let mut params = BlockImportParams::new(BlockOrigin::NetworkInitialSync, block.header.clone());
	params.body = Some(block.extrinsics.clone());
	params.justifications = Some(Justifications::from((ENGINE_ID, certificate.encode())));
	params.post_hash = Some(block.header.hash());
	params
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_becomes_final_everywhere_whoever_executed_it() {
	let (proposer, validator, follower) = (Node::new(), Node::new(), Node::new());
	let genesis: BlockHash = proposer.client.info().genesis_hash;
	let author = Pair::from_dev_name("Validator-1").public();
	let mut builder = proposer.builder(author);
	for _ in 0..3 {
		let parent = proposer.head();
		let built = builder.build(&parent, &Pace::default()).await.unwrap().executed;
		let block = built.block.clone();
		let judged = validator.judge(block.clone(), expected(&parent, author)).unwrap();
		assert_eq!(judged.changes.transaction_storage_root, *block.header.state_root());
		assert_eq!(validator.head(), parent, "a proposed block leaves no trace");

		let certificate = proposer.certificate(&block.header);
		for (node, executed) in [(&proposer, built), (&validator, judged)] {
			let mut importer = Importer::new(node.import.clone());
			let Executed { block, changes } = executed;
			importer.import(block, Some(changes), certificate.clone()).await.unwrap();
		}
		let verifier = BftVerifier::new(genesis, RuntimeSets::new(follower.client.clone()));
		let verified = verifier.verify(fetched(&block, &certificate)).await.unwrap();
		let result = follower.import.import_block(verified).await.unwrap();
		assert!(matches!(result, ImportResult::Imported(_)));
		for node in [&proposer, &validator, &follower] {
			node.assert_final(&block, &certificate);
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decided_block_whose_changes_are_gone_is_executed() {
	let (proposer, validator) = (Node::new(), Node::new());
	let author = Pair::from_dev_name("Validator-2").public();
	let parent = proposer.head();
	let built = proposer.builder(author).build(&parent, &Pace::default()).await.unwrap().executed;
	let certificate = proposer.certificate(&built.block.header);
	let mut importer = Importer::new(validator.import.clone());
	importer.import(built.block.clone(), None, certificate.clone()).await.unwrap();
	validator.assert_final(&built.block, &certificate);
	importer.import(built.block, None, certificate).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_blocks_are_refused_and_leave_no_trace() {
	let (proposer, validator) = (Node::new(), Node::new());
	let author = Pair::from_dev_name("Validator-1").public();
	let parent = proposer.head();
	let good =
		proposer.builder(author).build(&parent, &Pace::default()).await.unwrap().executed.block;

	let mut other_state = good.clone();
	other_state.header.state_root = BlockHash::repeat_byte(1);
	let mut other_root = good.clone();
	other_root.header.extrinsics_root = BlockHash::repeat_byte(1);
	let mut garbled = good.clone();
	garbled.extrinsics.push(OpaqueExtrinsic::from_blob(vec![0xff; 64]));
	let mut timeless = good.clone();
	timeless.extrinsics.clear();
	for bad in [other_state, other_root, timeless] {
		let refusal = validator.judge(bad, expected(&parent, author)).err().unwrap();
		assert!(matches!(refusal, Refusal::Execution(_)), "{refusal}");
	}
	assert!(validator.judge(garbled, expected(&parent, author)).is_err());

	let now = Timestamp::current().as_millis();
	let ahead = proposer.block_at(author, now + 120_000).await;
	let refusal = validator.judge(ahead, expected(&parent, author)).err().unwrap();
	assert!(matches!(refusal, Refusal::Inherents(_)), "{refusal}");
	let near = proposer.block_at(author, now + 2_000).await;
	assert!(validator.judge(near, expected(&parent, author)).is_ok());

	assert!(validator.judge(good, expected(&parent, author)).is_ok());
	assert_eq!(validator.head(), parent);
}
