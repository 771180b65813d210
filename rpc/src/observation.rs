//! What validators observed outside of the chain 外部观察: `observation_*`. R076, R086, R091, R110,
//! R180.

use crate::{error, parse, source::State};
use fiscal_primitives::observation::{ObservationAnswer, ObservationId};
use fiscal_runtime_api::ObservationsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// The most requests of one answer.
pub(crate) const MAX_LIMIT: u32 = 256;

/// Reads of observations, from the state. Lists hold requests numbered from `from` on (0 when left
/// out), ascending; `limit` of them (1 to 256, 50 when left out).
#[rpc(server)]
pub trait Observation {
	/// A request, with who said what to it, and what was agreed on. Null when there is none. Some time
	/// after its deadline what was said is forgotten, and of one that came to nothing everything.
	#[method(name = "observation_get", blocking)]
	fn get(&self, id: ObservationId) -> RpcResult<Option<ObservationAnswer>>;

	/// Requests that take testimonies still, decided or not.
	#[method(name = "observation_open", blocking)]
	fn open(
		&self,
		from: Option<ObservationId>,
		limit: Option<u32>,
	) -> RpcResult<Vec<ObservationAnswer>>;

	/// Requests that were decided.
	#[method(name = "observation_results", blocking)]
	fn results(
		&self,
		from: Option<ObservationId>,
		limit: Option<u32>,
	) -> RpcResult<Vec<ObservationAnswer>>;
}

impl<C, Block> ObservationServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ObservationsApi<Block>,
{
	fn get(&self, id: ObservationId) -> RpcResult<Option<ObservationAnswer>> {
		self.client.runtime_api().observation(self.best(), id).map_err(error::runtime)
	}

	fn open(
		&self,
		from: Option<ObservationId>,
		limit: Option<u32>,
	) -> RpcResult<Vec<ObservationAnswer>> {
		let (from, limit) = (from.unwrap_or_default(), parse::limit_to(limit, MAX_LIMIT)?);
		let api = self.client.runtime_api();
		api.open_observations(self.best(), from, limit).map_err(error::runtime)
	}

	fn results(
		&self,
		from: Option<ObservationId>,
		limit: Option<u32>,
	) -> RpcResult<Vec<ObservationAnswer>> {
		let (from, limit) = (from.unwrap_or_default(), parse::limit_to(limit, MAX_LIMIT)?);
		let api = self.client.runtime_api();
		api.observation_results(self.best(), from, limit).map_err(error::runtime)
	}
}
