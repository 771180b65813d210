//! Statements with their proofs, as nodes answer them and files keep them.

use crate::{bill_key, lock_key, time_key, ProofDocument, ProofFault, StateProof, TrustedSet};
use alloc::vec::Vec;
use codec::DecodeAll;
use fiscal_bft_primitives::{BlockHash, BlockNumber, ValidatorSet};
use fiscal_primitives::{Bill, BillKey, Lock, Moment};
use serde::{Deserialize, Serialize};

/// Something proven, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proven<T> {
	/// What the state held after the block.
	pub value: T,
	/// Number of the block.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: BlockHash,
	/// Its consensus time, Unix ms.
	pub at: Moment,
	/// The round it was decided in.
	pub round: u32,
	/// Where those who signed it stand in `set`, ascending.
	pub signers: Vec<u16>,
	/// The validators that decided it.
	pub set: ValidatorSet,
}

impl<T> Proven<T> {
	fn with<U>(self, value: U) -> Proven<U> {
		let Self { value: _, number, hash, at, round, signers, set } = self;
		Proven { value, number, hash, at, round, signers, set }
	}
}

fn decode<T: DecodeAll>(bytes: Option<&[u8]>, what: &'static str) -> Result<Option<T>, ProofFault> {
	bytes
		.map(|mut bytes| T::decode_all(&mut bytes))
		.transpose()
		.map_err(|_| ProofFault::UnknownForm(what))
}

/// The record of a bill, or that there is none, with its proof: the answer of `bill_getWithProof`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BillProof {
	/// The bill.
	pub key: BillKey,
	/// Its record, or none if it is not on the chain.
	pub bill: Option<Bill>,
	/// The proof.
	pub proof: ProofDocument,
}

impl BillProof {
	/// The keys whose nodes the proof of a bill must have.
	pub fn keys(key: &BillKey) -> [Vec<u8>; 2] {
		[bill_key(key), time_key()]
	}

	/// The statement that a proof on the chain of `genesis` makes about a bill.
	///
	/// # Errors
	/// As [`ProofDocument::new`], and [`ProofFault::UnknownForm`] for the bill.
	pub fn new(genesis: BlockHash, key: BillKey, proof: &StateProof) -> Result<Self, ProofFault> {
		let (proof, value) = ProofDocument::new(genesis, bill_key(&key), proof)?;
		Ok(Self { key, bill: decode(value.as_deref(), "bill")?, proof })
	}

	/// Proves the statement.
	///
	/// # Errors
	/// [`ProofFault`]; nothing is proven then.
	pub fn verify(&self, trusted: &TrustedSet) -> Result<Proven<Option<Bill>>, ProofFault> {
		let proven = self.proof.verify(trusted, &bill_key(&self.key))?;
		let bill = decode(proven.value.as_deref(), "bill")?;
		if bill != self.bill {
			return Err(ProofFault::Stated("bill"));
		}
		Ok(proven.with(bill))
	}
}

/// The live lock of a bill, or that there is none, with its proof: the answer of
/// `lock_getWithProof`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LockProof {
	/// The bill.
	pub key: BillKey,
	/// Its lock, or none if nobody holds it or the lock has run out.
	pub lock: Option<Lock>,
	/// The proof.
	pub proof: ProofDocument,
}

/// The lock the state holds, if it has not run out by consensus time.
fn live(bytes: Option<&[u8]>, at: Moment) -> Result<Option<Lock>, ProofFault> {
	let lock: Option<Lock> = decode(bytes, "lock")?;
	Ok(lock.filter(|lock| at < lock.expires))
}

impl LockProof {
	/// The keys whose nodes the proof of a lock must have.
	pub fn keys(key: &BillKey) -> [Vec<u8>; 2] {
		[lock_key(key), time_key()]
	}

	/// The statement that a proof on the chain of `genesis` makes about a bill's lock.
	///
	/// # Errors
	/// As [`ProofDocument::new`], and [`ProofFault::UnknownForm`] for the lock.
	pub fn new(genesis: BlockHash, key: BillKey, proof: &StateProof) -> Result<Self, ProofFault> {
		let (proof, value) = ProofDocument::new(genesis, lock_key(&key), proof)?;
		Ok(Self { key, lock: live(value.as_deref(), proof.at)?, proof })
	}

	/// Proves the statement.
	///
	/// # Errors
	/// [`ProofFault`]; nothing is proven then.
	pub fn verify(&self, trusted: &TrustedSet) -> Result<Proven<Option<Lock>>, ProofFault> {
		let proven = self.proof.verify(trusted, &lock_key(&self.key))?;
		let lock = live(proven.value.as_deref(), proven.at)?;
		if lock != self.lock {
			return Err(ProofFault::Stated("lock"));
		}
		Ok(proven.with(lock))
	}
}

/// A statement with its proof as a file keeps it: the answer of the node, and in `proves` the word
/// that tells of what, `bill` or `lock`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proves", rename_all = "camelCase")]
pub enum ProofFile {
	/// The record of a bill.
	Bill(BillProof),
	/// The live lock of a bill.
	Lock(LockProof),
}

/// Who decides the blocks after one: the answer of `consensus_validators`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorsAnswer {
	/// Hash of the chain's first block.
	pub genesis: BlockHash,
	/// Number of the block asked at.
	pub height: BlockNumber,
	/// Its hash.
	pub hash: BlockHash,
	/// Decides the block after it.
	pub next: ValidatorSet,
	/// Decides the block after the next.
	pub after_next: ValidatorSet,
}

impl ValidatorsAnswer {
	/// The set as one to begin with, if no change of it is about to take effect: such a change is
	/// announced before the first block the set decides, where nobody who begins with it can see it.
	pub fn settled(self) -> Option<TrustedSet> {
		let Self { genesis, height, hash: _, next, after_next } = self;
		(next == after_next).then_some(TrustedSet {
			genesis,
			from: height.saturating_add(1),
			validators: next,
		})
	}
}
