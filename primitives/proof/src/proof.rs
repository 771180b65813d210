//! The proof itself, in its portable form.

use crate::ProofFault;
use alloc::vec::Vec;
use codec::{Decode, DecodeAll, Encode};
use fiscal_bft_primitives::{
	light::{FinalHeader, LightChain, SetTransition},
	BlockHash, BlockNumber, ValidatorSet,
};
use fiscal_sm_crypto::Sm3;
use serde::{Deserialize, Serialize};
use sp_runtime::traits::Header as _;
use sp_trie::{
	accessed_nodes_tracker::AccessedNodesTracker, read_trie_value, LayoutV1, MemoryDB, StorageProof,
};

/// Most nodes a proof may have. The two keys of 41 and 32 bytes that are proven lead through 150
/// nodes at the very most.
pub const MAX_NODES: usize = 256;
/// Most bytes all nodes together may have.
pub const MAX_NODE_BYTES: usize = 256 * 1024;
/// Most changes of the validator set a proof may have.
pub const MAX_TRANSITIONS: usize = 256;
/// Most bytes a header may have.
pub const MAX_HEADER_BYTES: usize = 16 * 1024;
/// Most bytes the SCALE form may have.
pub const MAX_PROOF_BYTES: usize = 4 * 1024 * 1024;

/// Where trust begins: a chain, and the validators that decide its blocks from a number on. Serde
/// writes `{"genesis", "from", "validators": [{"public", "weight"}]}` and refuses anything else.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrustedSet {
	/// Hash of the chain's first block.
	pub genesis: BlockHash,
	/// The first block the validators decide.
	pub from: BlockNumber,
	/// The validators. No change of them may be announced before `from` and begin later.
	pub validators: ValidatorSet,
}

impl TrustedSet {
	/// The chain as it is known from here, before any change of the set.
	pub fn chain(&self) -> LightChain {
		LightChain::new(self.genesis, self.from, self.validators.clone())
	}
}

/// A proof of what the state after a final block holds under some keys.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct StateProof {
	/// The block, with the certificate that makes it final.
	pub block: FinalHeader,
	/// The changes of the validator set that lead to the block, ascending.
	pub transitions: Vec<SetTransition>,
	/// The encoded nodes of the block's state trie from its root to the keys, in any order.
	pub nodes: Vec<Vec<u8>>,
}

impl StateProof {
	/// Reads the SCALE form, of which nothing may be left over.
	///
	/// # Errors
	/// [`ProofFault::MaxBytesExceeded`] above [`MAX_PROOF_BYTES`], [`ProofFault::Malformed`].
	pub fn from_bytes(mut bytes: &[u8]) -> Result<Self, ProofFault> {
		if bytes.len() > MAX_PROOF_BYTES {
			return Err(ProofFault::MaxBytesExceeded("proof"));
		}
		Self::decode_all(&mut bytes).map_err(|_| ProofFault::Malformed("proof"))
	}

	fn check_bounds(&self) -> Result<(), ProofFault> {
		if self.nodes.len() > MAX_NODES {
			return Err(ProofFault::MaxNodesExceeded);
		}
		let bytes = self.nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.len()));
		if bytes > MAX_NODE_BYTES {
			return Err(ProofFault::MaxBytesExceeded("nodes"));
		}
		if self.transitions.len() > MAX_TRANSITIONS {
			return Err(ProofFault::MaxTransitionsExceeded);
		}
		let announced = self.transitions.iter().map(|transition| &transition.announced);
		let mut headers = announced.chain(core::iter::once(&self.block));
		if headers.any(|block| block.header.encoded_size() > MAX_HEADER_BYTES) {
			return Err(ProofFault::MaxBytesExceeded("header"));
		}
		Ok(())
	}

	/// Checks that the block is final, and gives the chain with every change of the set that leads
	/// to it. Changes announced before the trusted set's first block are left out of account.
	///
	/// # Errors
	/// [`ProofFault::Block`], and those of the bounds.
	pub fn follow(&self, trusted: &TrustedSet) -> Result<LightChain, ProofFault> {
		self.check_bounds()?;
		let mut chain = trusted.chain();
		for transition in &self.transitions {
			if *transition.announced.header.number() >= trusted.from {
				chain.advance(transition)?;
			}
		}
		chain.verify(&self.block)?;
		Ok(chain)
	}

	/// What the nodes say under the keys, going by the header's state root: a value, or that there
	/// is none. This asks nobody whether the header is final: [`StateProof::verify`] does.
	///
	/// # Errors
	/// [`ProofFault::Nodes`] if a node is missing or altered, [`ProofFault::SurplusNodes`] if one
	/// leads to none of the keys or stands twice, and those of the bounds.
	pub fn read<const N: usize>(
		&self,
		keys: [&[u8]; N],
	) -> Result<[Option<Vec<u8>>; N], ProofFault> {
		self.check_bounds()?;
		let mut accessed = AccessedNodesTracker::<BlockHash>::new(self.nodes.len());
		let proof = StorageProof::new_with_duplicate_nodes_check(self.nodes.iter().cloned())
			.map_err(|_| ProofFault::SurplusNodes)?;
		let nodes: MemoryDB<Sm3> = proof.into_memory_db();
		let root = self.block.header.state_root();
		let mut values: [Option<Vec<u8>>; N] = core::array::from_fn(|_| None);
		for (value, key) in values.iter_mut().zip(keys) {
			*value =
				read_trie_value::<LayoutV1<Sm3>, _>(&nodes, root, key, Some(&mut accessed), None)
					.map_err(|_| ProofFault::Nodes)?;
		}
		accessed.ensure_no_unused_nodes().map_err(|_| ProofFault::SurplusNodes)?;
		Ok(values)
	}

	/// Proves what the state after the block holds under the keys: a value, or that there is none.
	///
	/// # Errors
	/// [`ProofFault`]; nothing is proven then.
	pub fn verify<const N: usize>(
		&self,
		trusted: &TrustedSet,
		keys: [&[u8]; N],
	) -> Result<[Option<Vec<u8>>; N], ProofFault> {
		self.follow(trusted)?;
		self.read(keys)
	}
}
