//! Blocks with real certificates over a real trie, and the client that has them.

use super::{api::Api, bill, key, lock, Block, BEST, GENESIS};
use codec::Encode;
use fiscal_bft_primitives::{
	CommitCertificate, CommitSignature, ConsensusLog, Header, Validator, ValidatorSet, Vote,
	VoteKind, SET_CHANGE_DELAY,
};
use fiscal_proof::{bill_key, lock_key, time_key};
use fiscal_rpc::ProofSource;
use fiscal_sm_crypto::{Pair, Sm3};
use sp_api::{ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_core::{storage::StateVersion, H256};
use sp_runtime::traits::Header as _;
use sp_state_machine::{new_in_mem, prove_read, InMemoryBackend};
use std::sync::LazyLock;

/// A validator set by the name of its keys.
pub fn set(prefix: &str) -> ValidatorSet {
	let validator = |pair: &Pair| Validator { public: pair.public(), weight: 1 };
	ValidatorSet::new(validators(prefix).iter().map(validator).collect()).unwrap()
}

fn validators(prefix: &str) -> Vec<Pair> {
	(0..4).map(|index| Pair::from_dev_name(&format!("{prefix}-{index}"))).collect()
}

/// Who decides a block: block 10 changes the set, and so does block 15.
pub(super) fn decider(number: u32) -> &'static str {
	match number {
		..12 => "first",
		12..17 => "second",
		17.. => "third",
	}
}

/// The state after every block: bill 1 and its lock, and the time.
fn trie() -> InMemoryBackend<Sm3> {
	let mut entries = vec![
		(bill_key(&key(1)), Some(bill(1).encode())),
		(lock_key(&key(1)), Some(lock().encode())),
		(time_key(), Some(1u64.encode())),
	];
	entries.extend((0..50u8).map(|other| (vec![other; 32], Some(vec![other; 40]))));
	let mut state = new_in_mem::<Sm3>();
	state.insert(vec![(None, entries)], StateVersion::V1);
	state
}

/// The blocks 0 to 40.
static HEADERS: LazyLock<Vec<Header>> = LazyLock::new(|| {
	let root = *trie().root();
	let header = |number| {
		let mut header = Header::new(number, GENESIS, root, GENESIS, Default::default());
		if number == 10 || number == 15 {
			let effective = number + SET_CHANGE_DELAY;
			let hash = set(decider(effective)).hash();
			header.digest.push(ConsensusLog::SetChange { hash, effective }.to_item());
		}
		header
	};
	(0..=40).map(header).collect()
});

pub(super) fn number_of(hash: H256) -> Option<u32> {
	HEADERS.iter().find(|header| header.hash() == hash).map(|header| header.number)
}

fn certificate(number: u32) -> CommitCertificate {
	let (name, block) = (decider(number), HEADERS[number as usize].hash());
	let vote = Vote { height: number, round: 0, kind: VoteKind::Precommit, block: Some(block) };
	let sign = |pair: &Pair| CommitSignature {
		index: set(name).position(&pair.public()).unwrap(),
		signature: pair.sign(&vote.payload(&GENESIS)),
	};
	let mut signatures: Vec<_> = validators(name)[..3].iter().map(sign).collect();
	signatures.sort_by_key(|entry| entry.index);
	CommitCertificate {
		height: number,
		round: 0,
		block,
		signatures: signatures.try_into().unwrap(),
	}
}

/// A client made of tables. The first block has no certificate.
#[derive(Clone)]
pub struct Client {
	/// The last final block, at most 40.
	pub finalized: u32,
	/// The runtime answers.
	pub answers: bool,
	/// The blocks that changed the validator set.
	pub changes: Vec<u32>,
	/// Validator sets are known of the states from this block on.
	pub states_from: u32,
}

impl Client {
	pub fn at(finalized: u32) -> Self {
		Self { finalized, answers: true, changes: vec![10, 15], states_from: 0 }
	}

	/// Hash of the last final block.
	pub fn hash_of_last(&self) -> H256 {
		HEADERS[self.finalized as usize].hash()
	}
}

impl ProvideRuntimeApi<Block> for Client {
	type Api = Api;
	fn runtime_api(&self) -> ApiRef<'_, Self::Api> {
		Api(self.clone()).into()
	}
}

impl ProofSource<Block> for Client {
	fn certificate(&self, block: H256) -> sp_blockchain::Result<Option<Vec<u8>>> {
		let number = number_of(block).filter(|number| *number > 0);
		Ok(number.map(|number| certificate(number).encode()))
	}

	fn nodes(&self, block: H256, keys: &[Vec<u8>]) -> sp_blockchain::Result<Vec<Vec<u8>>> {
		assert_eq!(block, self.hash_of_last());
		Ok(prove_read::<_, Sm3, _>(trie(), keys).unwrap().into_iter_nodes().collect())
	}
}

impl HeaderBackend<Block> for Client {
	fn header(&self, hash: H256) -> sp_blockchain::Result<Option<Header>> {
		Ok(HEADERS.iter().find(|header| header.hash() == hash).cloned())
	}
	fn info(&self) -> Info<Block> {
		Info {
			best_hash: BEST,
			best_number: self.finalized + 1,
			genesis_hash: GENESIS,
			finalized_hash: self.hash_of_last(),
			finalized_number: self.finalized,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}
	fn status(&self, _: H256) -> sp_blockchain::Result<BlockStatus> {
		Ok(BlockStatus::InChain)
	}
	fn number(&self, _: H256) -> sp_blockchain::Result<Option<u32>> {
		Ok(None)
	}
	fn hash(&self, number: u32) -> sp_blockchain::Result<Option<H256>> {
		Ok(HEADERS.get(number as usize).map(|header| header.hash()))
	}
}
