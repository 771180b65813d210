//! A chain of which two blocks are known: number 10, by which the old validators hand over to the
//! new ones, and number 20, whose state has bills and locks.

use codec::Encode;
use fiscal_bft_primitives::{
	light::{FinalHeader, SetTransition},
	BlockHash, BlockNumber, CommitCertificate, CommitSignature, ConsensusLog, Header, Validator,
	ValidatorSet, Vote, VoteKind, SET_CHANGE_DELAY,
};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	Bill, BillKey, BillNumber, CheckDigest, Date, Digest, Fen, Lock, NodeId, ParticipantId,
	PayerRef, Region, SceneId,
};
use fiscal_proof::{bill_key, lock_key, time_key, BillProof, LockProof, StateProof, TrustedSet};
use fiscal_sm_crypto::{Pair, Sm3};
use sp_core::storage::StateVersion;
use sp_runtime::{traits::Header as _, DigestItem};
use sp_state_machine::{new_in_mem, prove_read, InMemoryBackend};

pub const GENESIS: BlockHash = BlockHash::repeat_byte(7);
/// Consensus time of block 20.
pub const AT: u64 = 1_795_190_400_000;
/// How many bills there are, numbered from 1. The first is locked; the lock of the second has run
/// out.
pub const BILLS: u64 = 40;

pub fn pairs(prefix: &str) -> Vec<Pair> {
	(0..4).map(|index| Pair::from_dev_name(&format!("{prefix}-{index}"))).collect()
}

pub fn set(prefix: &str) -> ValidatorSet {
	let validator = |pair: &Pair| Validator { public: pair.public(), weight: 1 };
	ValidatorSet::new(pairs(prefix).iter().map(validator).collect()).unwrap()
}

/// The old validators, from the first block on.
pub fn trusted() -> TrustedSet {
	TrustedSet { genesis: GENESIS, from: 0, validators: set("old") }
}

/// A header with the certificate of three of the four validators.
pub fn finalized(header: Header, prefix: &str) -> FinalHeader {
	let set = set(prefix);
	let vote = Vote {
		height: *header.number(),
		round: 1,
		kind: VoteKind::Precommit,
		block: Some(header.hash()),
	};
	let mut signatures: Vec<CommitSignature> = pairs(prefix)[..3]
		.iter()
		.map(|pair| CommitSignature {
			index: set.position(&pair.public()).unwrap(),
			signature: pair.sign(&vote.payload(&GENESIS)),
		})
		.collect();
	signatures.sort_by_key(|entry| entry.index);
	let certificate = CommitCertificate {
		height: vote.height,
		round: vote.round,
		block: header.hash(),
		signatures: signatures.try_into().unwrap(),
	};
	FinalHeader { header, certificate }
}

pub fn header(number: BlockNumber, state_root: BlockHash, logs: Vec<DigestItem>) -> Header {
	let mut header =
		Header::new(number, BlockHash::repeat_byte(1), state_root, GENESIS, Default::default());
	header.digest.logs = logs;
	header
}

/// Block 10: the old validators hand over to the new ones.
pub fn transition() -> SetTransition {
	let set = set("new");
	let change = ConsensusLog::SetChange { hash: set.hash(), effective: 10 + SET_CHANGE_DELAY };
	let header = header(10, BlockHash::repeat_byte(2), vec![change.to_item()]);
	SetTransition { announced: finalized(header, "old"), set }
}

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn bill(number: u64) -> Bill {
	Bill {
		check: CheckDigest([3; 16]),
		total: Fen::new(10_000 + number).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer: PayerRef(Digest::repeat_byte(9)),
		xml: Digest::from_low_u64_be(number),
		pdf: None,
		summary: Digest::repeat_byte(5),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 3, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

pub fn lock(expires: u64) -> Lock {
	Lock {
		holder: ParticipantId(5),
		scene: SceneId(1),
		authorization: Digest::repeat_byte(8),
		flow: "F-1".parse().unwrap(),
		region: Region::SHANGHAI,
		at: AT - 1_000,
		expires,
		weight: 3,
		claimed: Fen::new(100).unwrap(),
	}
}

fn entries() -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
	let mut entries: Vec<_> =
		(1..=BILLS).map(|number| (bill_key(&key(number)), Some(bill(number).encode()))).collect();
	entries.push((lock_key(&key(1)), Some(lock(AT + 1).encode())));
	entries.push((lock_key(&key(2)), Some(lock(AT).encode())));
	entries.push((time_key(), Some(AT.encode())));
	entries.extend((0..60u8).map(|other| (vec![other; 32], Some(vec![other; 40]))));
	entries
}

fn state() -> InMemoryBackend<Sm3> {
	let mut state = new_in_mem::<Sm3>();
	state.insert(vec![(None, entries())], StateVersion::V1);
	state
}

/// Block 20, signed by the new validators, with the proof of some keys of its state.
pub fn proof(keys: &[Vec<u8>]) -> StateProof {
	let state = state();
	let header = header(20, *state.root(), Vec::new());
	let nodes = prove_read::<_, Sm3, _>(state, keys).unwrap();
	StateProof {
		block: finalized(header, "new"),
		transitions: vec![transition()],
		nodes: nodes.into_iter_nodes().collect(),
	}
}

pub fn bill_proof(number: u64) -> BillProof {
	let key = key(number);
	BillProof::new(GENESIS, key, &proof(&BillProof::keys(&key))).unwrap()
}

pub fn lock_proof(number: u64) -> LockProof {
	let key = key(number);
	LockProof::new(GENESIS, key, &proof(&LockProof::keys(&key))).unwrap()
}
