//! Transition rules 票据状态权限触发规则: `permission_*`. R232.

use crate::{error, source::State};
use fiscal_primitives::{
	changes::BillAction,
	transition::{RuleInForce, TransitionRecord},
};
use fiscal_runtime_api::PermissionsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of transition rules, from the state.
#[rpc(server)]
pub trait Permission {
	/// Who may do what to which bills: the rules of all actions as they are in force.
	#[method(name = "permission_rules", blocking)]
	fn rules(&self) -> RpcResult<Vec<RuleInForce>>;

	/// A version, from 1, of the rule of an action that was set: what, by whom, when. Null when there
	/// is none.
	#[method(name = "permission_record", blocking)]
	fn record(&self, action: BillAction, version: u32) -> RpcResult<Option<TransitionRecord>>;
}

impl<C, Block> PermissionServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: PermissionsApi<Block>,
{
	fn rules(&self) -> RpcResult<Vec<RuleInForce>> {
		let api = self.client.runtime_api();
		api.transition_rules(self.best()).map_err(error::runtime)
	}

	fn record(&self, action: BillAction, version: u32) -> RpcResult<Option<TransitionRecord>> {
		let api = self.client.runtime_api();
		api.transition_record(self.best(), action, version).map_err(error::runtime)
	}
}
