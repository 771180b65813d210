//! A client made of tables, with a real trie and real certificates, and a real index.
#![allow(dead_code)]

use codec::Encode;
use fiscal_bft_primitives::{
	api::Schedule, BftApi, CommitCertificate, CommitSignature, ConsensusLog, Equivocation, Header,
	Pace, Validator, ValidatorSet, Vote, VoteKind, SET_CHANGE_DELAY,
};
use fiscal_index::{BlockRef, Index};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	changes::{BillAction, BillChange, BlockChanges, LockChange, LockEvent},
	node::{AccessNode, NodeStatus},
	participant::{ParticipantKind, Role, Roles, Status},
	rpc::Served,
	scene::{LockTerm, Scene, SceneKind, SceneStatus},
	verification::{BillState, DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements},
	AccountId, Bill, BillKey, BillNumber, CheckCode, Date, Did, Digest, Fen, Lock, NodeId,
	Participant, ParticipantId, PayerRef, Region, SceneId,
};
use fiscal_proof::{bill_key, lock_key, time_key};
use fiscal_rpc::{module, Deps, ProofSource};
use fiscal_runtime_api::{BillsApi, LocksApi, NodesApi, ParticipantsApi, ScenesApi};
use fiscal_sm_crypto::{Pair, Sm3};
use jsonrpsee::RpcModule;
use serde_json::{json, Value};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_core::{storage::StateVersion, H256};
use sp_runtime::{generic, traits::Header as _, OpaqueExtrinsic};
use sp_state_machine::{new_in_mem, prove_read, InMemoryBackend};
use std::sync::{Arc, LazyLock};

pub type Block = generic::Block<Header, OpaqueExtrinsic>;

pub const BEST: H256 = H256::repeat_byte(0xbe);
pub const GENESIS: H256 = H256::repeat_byte(7);
pub const CHECK: &str = "a1B2c3";

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn payer() -> PayerRef {
	PayerRef(Digest::repeat_byte(7))
}

pub fn tx() -> Digest {
	Digest::repeat_byte(0xaa)
}

/// Bill 1 is on the chain, and locked.
pub fn bill(number: u64) -> Bill {
	Bill {
		check: CHECK.parse::<CheckCode>().unwrap().digest(&key(number)),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(2),
		scene: SceneId(3),
		payer: payer(),
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(4)),
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 1, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

pub fn state() -> BillState {
	BillState {
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
	}
}

pub fn lock() -> Lock {
	Lock {
		holder: ParticipantId(5),
		scene: SceneId(3),
		authorization: None,
		flow: "F-1".parse().unwrap(),
		region: Region::SHANGHAI,
		at: 1,
		expires: 2,
		weight: 3,
		claimed: Fen::new(100).unwrap(),
	}
}

pub fn pair() -> Pair {
	Pair::from_dev_name("hospital")
}

pub fn participant() -> Participant {
	let key = pair().public();
	Participant {
		did: Did::of(&key),
		name: "Hospital".parse().unwrap(),
		kind: ParticipantKind::Organisation,
		roles: Roles::of(&[Role::Issuer]),
		status: Status::Active,
		identity: Digest::repeat_byte(3),
		account: key.account_id(),
		key,
		admitted_at: 0,
		changed_at: 0,
	}
}

/// A validator set by the name of its keys.
pub fn set(prefix: &str) -> ValidatorSet {
	let validator = |pair: &Pair| Validator { public: pair.public(), weight: 1 };
	ValidatorSet::new(validators(prefix).iter().map(validator).collect()).unwrap()
}

fn validators(prefix: &str) -> Vec<Pair> {
	(0..4).map(|index| Pair::from_dev_name(&format!("{prefix}-{index}"))).collect()
}

/// Who decides a block: block 10 changes the set, and so does block 15.
fn decider(number: u32) -> &'static str {
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

fn number_of(hash: H256) -> Option<u32> {
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

pub struct Api(Client);

impl Api {
	fn answer<T>(&self, at: H256, value: T) -> Result<T, ApiError> {
		self.answer_at(at, BEST, value)
	}

	fn answer_at<T>(&self, at: H256, expected: H256, value: T) -> Result<T, ApiError> {
		match self.0.answers && at == expected {
			true => Ok(value),
			false => Err(ApiError::UnknownBlock(format!("{at}"))),
		}
	}
}

sp_api::mock_impl_runtime_apis! {
	impl BillsApi<Block> for Api {
		#[advanced]
		fn bill(&self, at: H256, asked: BillKey) -> Result<Option<Bill>, ApiError> {
			self.answer(at, (asked == key(1)).then(|| bill(1)))
		}
		#[advanced]
		fn verify_elements(&self, at: H256, asked: FiveElements) -> Result<ElementsVerdict, ApiError> {
			let genuine = FiveElements {
				key: key(1),
				check: CHECK.parse().unwrap(),
				issued_on: Date::new(20_261_120).unwrap(),
				total: Fen::new(12_345).unwrap(),
			};
			self.answer(at, if asked == genuine {
				ElementsVerdict::Genuine { state: state() }
			} else if asked.key == key(1) {
				ElementsVerdict::Mismatch { elements: vec![Element::CheckCode, Element::Amount] }
			} else {
				ElementsVerdict::NotFound
			})
		}
		#[advanced]
		fn verify_digest(&self, at: H256, asked: BillKey, digest: Digest) -> Result<DigestVerdict, ApiError> {
			self.answer(at, if asked != key(1) {
				DigestVerdict::NotFound
			} else if digest == bill(1).xml {
				DigestVerdict::Genuine { file: FileKind::Xml, state: state() }
			} else {
				DigestVerdict::Mismatch
			})
		}
		fn block_changes() -> BlockChanges {
			BlockChanges::default()
		}
	}

	impl LocksApi<Block> for Api {
		#[advanced]
		fn lock(&self, at: H256, asked: BillKey) -> Result<Option<Lock>, ApiError> {
			self.answer(at, (asked == key(1)).then(lock))
		}
	}

	impl ParticipantsApi<Block> for Api {
		#[advanced]
		fn participant(&self, at: H256, id: ParticipantId) -> Result<Option<Participant>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(participant))
		}
		#[advanced]
		fn participant_by_account(&self, at: H256, account: AccountId) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (account == found.account).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn participant_by_did(&self, at: H256, did: Did) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (did == found.did).then_some((ParticipantId(5), found)))
		}
	}

	impl NodesApi<Block> for Api {
		#[advanced]
		fn node(&self, at: H256, id: NodeId) -> Result<Option<(AccessNode, Vec<Served>)>, ApiError> {
			let node = AccessNode {
				name: "Node".parse().unwrap(),
				operator: ParticipantId(6),
				credential: Digest::repeat_byte(8),
				status: NodeStatus::Normal,
				registered_at: 0,
				changed_at: 0,
			};
			let serves = vec![Served { participant: ParticipantId(5), issuer: true, user: false }];
			self.answer(at, (id == NodeId(2)).then_some((node, serves)))
		}
	}

	impl BftApi<Block> for Api {
		#[advanced]
		fn schedule(&self, at: H256) -> Result<Option<Schedule>, ApiError> {
			match number_of(at).filter(|number| self.0.answers && *number >= self.0.states_from) {
				Some(number) => Ok(Some(Schedule {
					next: set(decider(number + 1)),
					after_next: set(decider(number + 2)),
				})),
				None => Err(ApiError::UnknownBlock(format!("{at}"))),
			}
		}
		#[advanced]
		fn pace(&self, at: H256) -> Result<Pace, ApiError> {
			self.answer_at(at, self.0.hash_of_last(), Pace::default())
		}
		fn earliest_time() -> u64 {
			0
		}
		#[advanced]
		fn set_changes(&self, at: H256, from: u32) -> Result<Vec<u32>, ApiError> {
			let changes = self.0.changes.iter().copied().filter(|change| *change > from);
			self.answer_at(at, self.0.hash_of_last(), changes.take(256).collect())
		}
		#[advanced]
		fn set_decided(&self, at: H256, change: u32) -> Result<Option<ValidatorSet>, ApiError> {
			let decided = self.0.changes.contains(&change).then(|| set(decider(change + 2)));
			self.answer_at(at, self.0.hash_of_last(), decided)
		}
		fn equivocation_report(_evidence: Equivocation) -> Option<OpaqueExtrinsic> {
			None
		}
	}

	impl ScenesApi<Block> for Api {
		#[advanced]
		fn scene(&self, at: H256, id: SceneId) -> Result<Option<Scene>, ApiError> {
			self.answer(at, (id == SceneId(3)).then(|| Scene {
				name: "Outpatient".parse().unwrap(),
				kind: SceneKind::Medical,
				weight: 10,
				lock_term: LockTerm::DEFAULT,
				status: SceneStatus::Active,
				registered_at: 0,
				changed_at: 0,
			}))
		}
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

/// Block 0 registers bills 1 to 120 and takes a lock.
pub fn index() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	let registered = |number| BillChange {
		key: key(number),
		action: BillAction::Registered,
		extrinsic: Some(1),
		bill: bill(number),
	};
	let acquired =
		LockEvent::Acquired { holder: ParticipantId(5), flow: "F-1".parse().unwrap(), expires: 2 };
	let changes = BlockChanges {
		at: 1_000,
		bills: (1..=120).map(registered).collect(),
		locks: vec![LockChange { key: key(1), extrinsic: Some(2), event: acquired }],
	};
	let block = BlockRef { number: 0, hash: H256::zero() };
	index.apply(block, &changes, |_| Some(tx())).unwrap();
	(dir, index)
}

pub fn with(client: Client, index: Option<Arc<Index>>) -> RpcModule<()> {
	module::<Client, Block>(Deps { client: Arc::new(client), index }).unwrap()
}

pub fn full() -> (tempfile::TempDir, RpcModule<()>) {
	let (dir, index) = index();
	(dir, with(Client::at(20), Some(index)))
}

/// The result, or the error's code and message.
pub async fn ask(
	module: &RpcModule<()>,
	method: &str,
	params: Value,
) -> Result<Value, (i64, String)> {
	let request = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params });
	let (response, _) = module.raw_json_request(&request.to_string(), 1).await.unwrap();
	let response: Value = serde_json::from_str(&response).unwrap();
	match response.get("error") {
		Some(error) => {
			let message = error["message"].as_str().unwrap().to_owned();
			Err((error["code"].as_i64().unwrap(), message))
		}
		None => Ok(response["result"].clone()),
	}
}
