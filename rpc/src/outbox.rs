//! Messages to systems outside of the chain 发件箱: `outbox_*`. R086, R089, R105.

use crate::{error, parse, source::State};
use fiscal_primitives::{
	outbox::{Destination, DestinationAnswer, MessageAnswer, MessageId},
	rpc::MessagePage,
};
use fiscal_runtime_api::OutboxApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// The most dead letters of one page.
pub(crate) const MAX_LIMIT: u32 = 256;

/// Reads of the outbox, from the state.
#[rpc(server)]
pub trait Outbox {
	/// A message that waits, or a dead letter. Null when there is none: what was delivered or given up
	/// is not kept.
	#[method(name = "outbox_message", blocking)]
	fn message(&self, id: MessageId) -> RpcResult<Option<MessageAnswer>>;

	/// The destinations that ever were opened, with how many messages wait, are dead letters or were
	/// delivered.
	#[method(name = "outbox_destinations", blocking)]
	fn destinations(&self) -> RpcResult<Vec<DestinationAnswer>>;

	/// Dead letters to a destination, or to all of them, numbered from `from` on (0 when left out), in
	/// order; `limit` of them (1 to 256, 50 when left out). A page may be short before the last.
	#[method(name = "outbox_deadLetters", blocking)]
	fn dead_letters(
		&self,
		destination: Option<Destination>,
		from: Option<MessageId>,
		limit: Option<u32>,
	) -> RpcResult<MessagePage>;
}

impl<C, Block> OutboxServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: OutboxApi<Block>,
{
	fn message(&self, id: MessageId) -> RpcResult<Option<MessageAnswer>> {
		self.client.runtime_api().message(self.best(), id).map_err(error::runtime)
	}

	fn destinations(&self) -> RpcResult<Vec<DestinationAnswer>> {
		self.client.runtime_api().destinations(self.best()).map_err(error::runtime)
	}

	fn dead_letters(
		&self,
		destination: Option<Destination>,
		from: Option<MessageId>,
		limit: Option<u32>,
	) -> RpcResult<MessagePage> {
		let (from, limit) = (from.unwrap_or_default(), parse::limit_to(limit, MAX_LIMIT)?);
		let api = self.client.runtime_api();
		let (items, next) =
			api.dead_letters(self.best(), destination, from, limit).map_err(error::runtime)?;
		Ok(MessagePage { items, next })
	}
}
