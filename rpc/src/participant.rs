//! Participants 参与方: `participant_*`. R001, R002, R025, R123, R216.

use crate::{
	error,
	parse::{self, ParticipantName},
	source::State,
};
use fiscal_primitives::{
	participant::{DetailsRecord, KeyRecord},
	rpc::{ParticipantAnswer, TreePage},
	Participant as Record, ParticipantId,
};
use fiscal_runtime_api::ParticipantsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

type Found = Option<(ParticipantId, Record)>;

/// Reads of participants, from the state.
#[rpc(server)]
pub trait Participant {
	/// A participant by number (`"12"`), DID (`did:cpl:…`) or the account of its key in use or of a
	/// past one (SS58, or `0x` and 64 hexadecimal digits). Null when there is none.
	#[method(name = "participant_get", blocking)]
	fn get(&self, id: String) -> RpcResult<Option<ParticipantAnswer>>;

	/// A participant by the keyed digest of its real-world identity, or a citizen by a payer
	/// reference. Null when there is none.
	#[method(name = "participant_byIdentity", blocking)]
	fn by_identity(&self, identity: String) -> RpcResult<Option<ParticipantAnswer>>;

	/// The children of a participant, or the members when none is given, in the order of admission;
	/// `from` is the `next` of the page before.
	#[method(name = "participant_tree", blocking)]
	fn tree(
		&self,
		parent: Option<String>,
		from: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<TreePage>;

	/// Every key of a participant, oldest first; the last one is in use. Empty when there is none.
	#[method(name = "participant_keys", blocking)]
	fn keys(&self, id: String) -> RpcResult<Vec<KeyRecord>>;

	/// Every name of a participant with what an account was for under it, oldest first; the last
	/// one holds. Empty when there is none.
	#[method(name = "participant_details", blocking)]
	fn details(&self, id: String) -> RpcResult<Vec<DetailsRecord>>;
}

impl<C, Block> State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ParticipantsApi<Block>,
{
	fn find(&self, at: Block::Hash, name: ParticipantName) -> Result<Found, ErrorObjectOwned> {
		let api = self.client.runtime_api();
		match name {
			ParticipantName::Id(id) => {
				api.participant(at, id).map(|found| found.map(|participant| (id, participant)))
			}
			ParticipantName::Did(did) => api.participant_by_did(at, did),
			ParticipantName::Account(account) => api.participant_by_account(at, account),
		}
		.map_err(error::runtime)
	}

	/// The answer about who was found, with what stands above it taken into account.
	fn answer_about(
		&self,
		at: Block::Hash,
		found: Found,
	) -> Result<Option<ParticipantAnswer>, ErrorObjectOwned> {
		let Some((id, participant)) = found else { return Ok(None) };
		let api = self.client.runtime_api();
		let standing = api.standing(at, id).map_err(error::runtime)?;
		let decision = api.decision(at, id).map_err(error::runtime)?;
		Ok(standing.map(|standing| ParticipantAnswer {
			id,
			participant,
			organisation: standing.organisation,
			effective_status: standing.status,
			effective_roles: standing.roles,
			decision,
		}))
	}

	/// The number of whoever is named; none if there is nobody of that name.
	pub(crate) fn number(
		&self,
		at: Block::Hash,
		name: ParticipantName,
	) -> Result<Option<ParticipantId>, ErrorObjectOwned> {
		match name {
			ParticipantName::Id(id) => Ok(Some(id)),
			name => Ok(self.find(at, name)?.map(|(id, _)| id)),
		}
	}
}

impl<C, Block> ParticipantServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ParticipantsApi<Block>,
{
	fn get(&self, id: String) -> RpcResult<Option<ParticipantAnswer>> {
		let name = parse::participant("id", &id)?;
		let best = self.best();
		let found = self.find(best, name)?;
		self.answer_about(best, found)
	}

	fn by_identity(&self, identity: String) -> RpcResult<Option<ParticipantAnswer>> {
		let identity = parse::digest("identity", &identity)?;
		let best = self.best();
		let found = self.client.runtime_api().participant_by_identity(best, identity);
		self.answer_about(best, found.map_err(error::runtime)?)
	}

	fn tree(
		&self,
		parent: Option<String>,
		from: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<TreePage> {
		let name = parent.map(|parent| parse::participant("parent", &parent)).transpose()?;
		let (from, limit) = (from.unwrap_or_default(), parse::limit(limit)?);
		let best = self.best();
		let parent = match name {
			None => None,
			Some(name) => match self.number(best, name)? {
				None => return Ok(TreePage::default()),
				known => known,
			},
		};
		let api = self.client.runtime_api();
		let ask = |from, limit| api.children(best, parent, from, limit).map_err(error::runtime);
		let items = ask(from, limit)?;
		let after = from.saturating_add(limit);
		let full = u32::try_from(items.len()) == Ok(limit);
		let more = full && !ask(after, 1)?.is_empty();
		Ok(TreePage { items, next: more.then_some(after) })
	}

	fn keys(&self, id: String) -> RpcResult<Vec<KeyRecord>> {
		let name = parse::participant("id", &id)?;
		let best = self.best();
		let Some(id) = self.number(best, name)? else { return Ok(Vec::new()) };
		let keys = self.client.runtime_api().participant_keys(best, id);
		keys.map_err(error::runtime)
	}

	fn details(&self, id: String) -> RpcResult<Vec<DetailsRecord>> {
		let name = parse::participant("id", &id)?;
		let best = self.best();
		let Some(id) = self.number(best, name)? else { return Ok(Vec::new()) };
		let details = self.client.runtime_api().participant_details(best, id);
		details.map_err(error::runtime)
	}
}
