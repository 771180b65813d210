//! Approvals 审批: `approval_*`. R007, R008, R011, R218, R219.

use crate::{error, parse, source::State};
use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage, FlowItem,
		HighRiskItem, RoleItem,
	},
	ParticipantId,
};
use fiscal_runtime_api::ApprovalsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of approvals, from the state.
#[rpc(server)]
pub trait Approval {
	/// An approval by number, with its call and its whole record. Null when there is none.
	#[method(name = "approval_get", blocking)]
	fn get(&self, id: ApprovalId) -> RpcResult<Option<ApprovalAnswer>>;

	/// Approvals numbered below `before`, newest first, at most 100. `filter`: state, operation,
	/// participant (who proposed or signed), since and until (proposed at, Unix ms).
	#[method(name = "approval_list", blocking)]
	fn list(
		&self,
		filter: Option<ApprovalFilter>,
		before: Option<ApprovalId>,
		limit: Option<u32>,
	) -> RpcResult<ApprovalPage>;

	/// The approvals of a call by its SM3, newest first, at most 100.
	#[method(name = "approval_bySubject", blocking)]
	fn by_subject(&self, subject: String) -> RpcResult<Vec<ApprovalItem>>;

	/// The open approvals that wait for the participant's own signature, by deadline.
	#[method(name = "approval_waitingFor", blocking)]
	fn waiting_for(&self, signer: u32) -> RpcResult<Vec<ApprovalItem>>;

	/// The flows.
	#[method(name = "approval_flows", blocking)]
	fn flows(&self) -> RpcResult<Vec<FlowItem>>;

	/// The roles of approval.
	#[method(name = "approval_roles", blocking)]
	fn roles(&self) -> RpcResult<Vec<RoleItem>>;

	/// The operations of high risk and the flow that each demands.
	#[method(name = "approval_highRisk", blocking)]
	fn high_risk(&self) -> RpcResult<Vec<HighRiskItem>>;
}

impl<C, Block> ApprovalServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ApprovalsApi<Block>,
{
	fn get(&self, id: ApprovalId) -> RpcResult<Option<ApprovalAnswer>> {
		self.client.runtime_api().approval(self.best(), id).map_err(error::runtime)
	}

	fn list(
		&self,
		filter: Option<ApprovalFilter>,
		before: Option<ApprovalId>,
		limit: Option<u32>,
	) -> RpcResult<ApprovalPage> {
		let limit = parse::limit(limit)?;
		let filter = filter.unwrap_or_default();
		let api = self.client.runtime_api();
		api.approvals(self.best(), filter, before, limit).map_err(error::runtime)
	}

	fn by_subject(&self, subject: String) -> RpcResult<Vec<ApprovalItem>> {
		let subject = parse::digest("subject", &subject)?;
		let api = self.client.runtime_api();
		api.approvals_of(self.best(), subject).map_err(error::runtime)
	}

	fn waiting_for(&self, signer: u32) -> RpcResult<Vec<ApprovalItem>> {
		let api = self.client.runtime_api();
		let waiting = api.approvals_waiting_for(self.best(), ParticipantId(signer));
		waiting.map_err(error::runtime)
	}

	fn flows(&self) -> RpcResult<Vec<FlowItem>> {
		let found = self.client.runtime_api().approval_flows(self.best());
		let found = found.map_err(error::runtime)?;
		Ok(found.into_iter().map(|(id, flow)| FlowItem { id, flow }).collect())
	}

	fn roles(&self) -> RpcResult<Vec<RoleItem>> {
		let found = self.client.runtime_api().approval_roles(self.best());
		let found = found.map_err(error::runtime)?;
		Ok(found.into_iter().map(|(id, role)| RoleItem { id, role }).collect())
	}

	fn high_risk(&self) -> RpcResult<Vec<HighRiskItem>> {
		let found = self.client.runtime_api().high_risk(self.best());
		let found = found.map_err(error::runtime)?;
		Ok(found.into_iter().map(|(operation, flow)| HighRiskItem { operation, flow }).collect())
	}
}
