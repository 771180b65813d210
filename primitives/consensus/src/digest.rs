//! What consensus writes into headers.

use crate::{BlockHash, Header, ENGINE_ID};
use codec::{Decode, Encode};
use fiscal_primitives::BlockNumber;
use fiscal_sm_crypto::Public;
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::Header as _,
};

/// Written by the validator that built the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PreDigest {
	/// Its key, 33 bytes.
	pub author: Public,
}

impl PreDigest {
	/// As a digest item.
	pub fn to_item(&self) -> DigestItem {
		DigestItem::PreRuntime(ENGINE_ID, self.encode())
	}

	/// The item of a digest, if there is exactly one and it can be read.
	pub fn find(digest: &Digest) -> Option<Self> {
		let mut items = digest.logs().iter().filter_map(|item| match item {
			DigestItem::PreRuntime(ENGINE_ID, bytes) => Some(bytes),
			_ => None,
		});
		let bytes = items.next()?;
		items.next().is_none().then_some(())?;
		Self::decode(&mut bytes.as_slice()).ok()
	}
}

/// Written by the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ConsensusLog {
	/// This block decided a new validator set.
	SetChange {
		/// [`crate::ValidatorSet::hash`] of the new set.
		hash: BlockHash,
		/// The first block the new set decides.
		effective: BlockNumber,
	},
}

impl ConsensusLog {
	/// As a digest item.
	pub fn to_item(&self) -> DigestItem {
		DigestItem::Consensus(ENGINE_ID, self.encode())
	}

	/// The last set change a header announces: of several in one block the last one holds.
	pub fn set_change(header: &Header) -> Option<(BlockHash, BlockNumber)> {
		header.digest().logs().iter().rev().find_map(|item| match item {
			DigestItem::Consensus(ENGINE_ID, bytes) => {
				match Self::decode(&mut bytes.as_slice()).ok()? {
					Self::SetChange { hash, effective } => Some((hash, effective)),
				}
			}
			_ => None,
		})
	}
}
