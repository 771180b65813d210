//! Consensus 共识: `consensus_*`. Who decides the blocks, and how fast they come.

use crate::{error, source::State};
use fiscal_bft_primitives::{api::Schedule, BftApi, BlockHash, BlockNumber, Header, Pace};
use fiscal_proof::ValidatorsAnswer;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads about consensus, from the state after final blocks.
#[rpc(server)]
pub trait Consensus {
	/// The validators that decide the two blocks after block `height`, the last final one when left
	/// out. Null when the block is not known or the chain has no validators.
	#[method(name = "consensus_validators", blocking)]
	fn validators(&self, height: Option<BlockNumber>) -> RpcResult<Option<ValidatorsAnswer>>;

	/// The pace of the chain: intervals of blocks and waits of rounds, in ms.
	#[method(name = "consensus_pace", blocking)]
	fn pace(&self) -> RpcResult<Pace>;
}

impl<C, Block> ConsensusServer for State<C, Block>
where
	Block: BlockT<Header = Header, Hash = BlockHash>,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: BftApi<Block>,
{
	fn validators(&self, height: Option<BlockNumber>) -> RpcResult<Option<ValidatorsAnswer>> {
		let info = self.client.info();
		let height = height.unwrap_or(info.finalized_number);
		let hash = match height.cmp(&info.finalized_number) {
			core::cmp::Ordering::Equal => Some(info.finalized_hash),
			core::cmp::Ordering::Less => self.client.hash(height).map_err(error::chain)?,
			core::cmp::Ordering::Greater => {
				return Err(error::invalid("height", format!("block {height} is not final yet")))
			}
		};
		let Some(hash) = hash else { return Ok(None) };
		let schedule = self.client.runtime_api().schedule(hash).map_err(error::runtime)?;
		Ok(schedule.map(|Schedule { next, after_next }| ValidatorsAnswer {
			genesis: info.genesis_hash,
			height,
			hash,
			next,
			after_next,
		}))
	}

	fn pace(&self) -> RpcResult<Pace> {
		let hash = self.client.info().finalized_hash;
		self.client.runtime_api().pace(hash).map_err(error::runtime)
	}
}
