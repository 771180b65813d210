//! Locks 锁定: `lock_*`. R223, R227, R229.

use crate::{
	error, parse,
	source::{Lists, State},
};
use fiscal_index::MAX_LIMIT;
use fiscal_primitives::{rpc::LockItem, Lock as LiveLock};
use fiscal_runtime_api::LocksApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of one lock, from the state.
#[rpc(server)]
pub trait Lock {
	/// The live lock of a bill: 8-digit code, 10-digit number. Null when nobody holds it.
	#[method(name = "lock_get", blocking)]
	fn get(&self, code: String, number: String) -> RpcResult<Option<LiveLock>>;
}

/// Lists of lock events, from the index.
#[rpc(server)]
pub trait LockLists {
	/// The life of a bill's locks, oldest event first; the newest 500 events.
	#[method(name = "lock_listByBill", blocking)]
	fn list_by_bill(&self, code: String, number: String) -> RpcResult<Vec<LockItem>>;
}

impl<C, Block> LockServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: LocksApi<Block>,
{
	fn get(&self, code: String, number: String) -> RpcResult<Option<LiveLock>> {
		let key = parse::bill_key(&code, &number)?;
		self.client.runtime_api().lock(self.best(), key).map_err(error::runtime)
	}
}

impl<C, Block> LockListsServer for Lists<C, Block>
where
	Block: BlockT,
	C: HeaderBackend<Block> + 'static,
{
	fn list_by_bill(&self, code: String, number: String) -> RpcResult<Vec<LockItem>> {
		let key = parse::bill_key(&code, &number)?;
		self.ready()?.locks(&key, MAX_LIMIT).map_err(error::index)
	}
}
