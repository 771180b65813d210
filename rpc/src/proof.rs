//! Answers with their proofs 证明: `bill_getWithProof`, `lock_getWithProof`. R084, R103, R231.
//!
//! They speak of the last final block: its certificate is the justification consensus stored with
//! it, its nodes come from its state.

use crate::{
	error, parse,
	source::{ProofSource, State},
};
use codec::DecodeAll;
use fiscal_bft_primitives::{
	light::{FinalHeader, SetTransition},
	BftApi, BlockHash, BlockNumber, CommitCertificate, Header, ValidatorSet,
};
use fiscal_proof::{BillProof, LockProof, StateProof, MAX_TRANSITIONS};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sp_api::ProvideRuntimeApi;
use sp_runtime::traits::Block as BlockT;

/// Reads that prove themselves, from the state after the last final block.
#[rpc(server)]
pub trait Proofs {
	/// The record of a bill, or null, with the proof of either. The proof shows the changes of the
	/// validator set after block `since` (0 when left out): hand in the number before the first block
	/// that the set you trust decides.
	#[method(name = "bill_getWithProof", blocking)]
	fn bill(
		&self,
		code: String,
		number: String,
		since: Option<BlockNumber>,
	) -> RpcResult<BillProof>;

	/// The live lock of a bill, or null, with the proof of either; `since` as above.
	#[method(name = "lock_getWithProof", blocking)]
	fn lock(
		&self,
		code: String,
		number: String,
		since: Option<BlockNumber>,
	) -> RpcResult<LockProof>;
}

impl<C, Block> ProofsServer for State<C, Block>
where
	Block: BlockT<Header = Header, Hash = BlockHash>,
	C: ProvideRuntimeApi<Block> + ProofSource<Block> + 'static,
	C::Api: BftApi<Block>,
{
	fn bill(
		&self,
		code: String,
		number: String,
		since: Option<BlockNumber>,
	) -> RpcResult<BillProof> {
		let key = parse::bill_key(&code, &number)?;
		let (genesis, proof) = self.prove(&BillProof::keys(&key), since)?;
		BillProof::new(genesis, key, &proof).map_err(error::proof_unavailable)
	}

	fn lock(
		&self,
		code: String,
		number: String,
		since: Option<BlockNumber>,
	) -> RpcResult<LockProof> {
		let key = parse::bill_key(&code, &number)?;
		let (genesis, proof) = self.prove(&LockProof::keys(&key), since)?;
		LockProof::new(genesis, key, &proof).map_err(error::proof_unavailable)
	}
}

impl<C, Block> State<C, Block>
where
	Block: BlockT<Header = Header, Hash = BlockHash>,
	C: ProvideRuntimeApi<Block> + ProofSource<Block>,
	C::Api: BftApi<Block>,
{
	/// The genesis hash, and the proof of `keys` after the last final block.
	fn prove(
		&self,
		keys: &[Vec<u8>],
		since: Option<BlockNumber>,
	) -> Result<(BlockHash, StateProof), ErrorObjectOwned> {
		let info = self.client.info();
		let (hash, height) = (info.finalized_hash, info.finalized_number);
		let since = since.unwrap_or_default();
		if since > height {
			return Err(error::invalid("since", format!("block {since} is not final yet")));
		}
		let proof = StateProof {
			block: self.final_header(hash)?,
			transitions: self.transitions(hash, since)?,
			nodes: self.client.nodes(hash, keys).map_err(error::proof_unavailable)?,
		};
		Ok((info.genesis_hash, proof))
	}

	/// A block's header with its certificate.
	fn final_header(&self, hash: BlockHash) -> Result<FinalHeader, ErrorObjectOwned> {
		let header = self.client.header(hash).map_err(error::proof_unavailable)?;
		let header =
			header.ok_or_else(|| error::proof_unavailable(format!("no block {hash:?}")))?;
		let number = header.number;
		let bytes = self.client.certificate(hash).map_err(error::proof_unavailable)?;
		let bytes = bytes.ok_or_else(|| {
			error::proof_unavailable(format!("block {number} has no commit certificate"))
		})?;
		let certificate =
			CommitCertificate::decode_all(&mut bytes.as_slice()).map_err(|fault| {
				error::proof_unavailable(format!("certificate of block {number}: {fault}"))
			})?;
		Ok(FinalHeader { header, certificate })
	}

	/// The changes of the validator set after block `since` up to the block `until`.
	fn transitions(
		&self,
		until: BlockHash,
		since: BlockNumber,
	) -> Result<Vec<SetTransition>, ErrorObjectOwned> {
		let changes_after =
			|block| self.client.runtime_api().set_changes(until, block).map_err(error::runtime);
		let changes = changes_after(since)?;
		if let Some(last) = changes.last().filter(|_| changes.len() >= MAX_TRANSITIONS) {
			if changes.len() > MAX_TRANSITIONS || !changes_after(*last)?.is_empty() {
				return Err(error::too_many_changes(since, MAX_TRANSITIONS));
			}
		}
		changes
			.iter()
			.map(|change| {
				Ok(SetTransition {
					announced: self.final_header(self.hash_of(*change)?)?,
					set: self.set_decided(until, *change)?,
				})
			})
			.collect()
	}

	/// The set that block `change` decided on, from the state after block `until`.
	fn set_decided(
		&self,
		until: BlockHash,
		change: BlockNumber,
	) -> Result<ValidatorSet, ErrorObjectOwned> {
		let set = self.client.runtime_api().set_decided(until, change).map_err(error::runtime)?;
		set.ok_or_else(|| {
			error::proof_unavailable(format!("the chain keeps no validator set of block {change}"))
		})
	}

	fn hash_of(&self, number: BlockNumber) -> Result<BlockHash, ErrorObjectOwned> {
		self.client
			.hash(number)
			.map_err(error::proof_unavailable)?
			.ok_or_else(|| error::proof_unavailable(format!("no block {number}")))
	}
}
