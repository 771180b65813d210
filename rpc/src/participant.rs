//! Participants 参与方: `participant_*`. R216.

use crate::{
	error,
	parse::{self, ParticipantName},
	source::State,
};
use fiscal_primitives::rpc::ParticipantAnswer;
use fiscal_runtime_api::ParticipantsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of one participant, from the state.
#[rpc(server)]
pub trait Participant {
	/// A participant by number (`"12"`), DID (`did:cpl:…`) or the account of its key in use (SS58, or
	/// `0x` and 64 hexadecimal digits). Null when there is none.
	#[method(name = "participant_get", blocking)]
	fn get(&self, id: String) -> RpcResult<Option<ParticipantAnswer>>;
}

impl<C, Block> ParticipantServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ParticipantsApi<Block>,
{
	fn get(&self, id: String) -> RpcResult<Option<ParticipantAnswer>> {
		let name = parse::participant("id", &id)?;
		let api = self.client.runtime_api();
		let best = self.best();
		let found = match name {
			ParticipantName::Id(id) => {
				api.participant(best, id).map(|found| found.map(|participant| (id, participant)))
			}
			ParticipantName::Did(did) => api.participant_by_did(best, did),
			ParticipantName::Account(account) => api.participant_by_account(best, account),
		};
		Ok(found
			.map_err(error::runtime)?
			.map(|(id, participant)| ParticipantAnswer { id, participant }))
	}
}
