//! Approvals. R007, R008, R011, R218, R219.

use alloc::vec::Vec;
use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage, ApprovalRole, Flow,
	},
	ApprovalRoleId, Digest, FlowId, Operation, ParticipantId,
};

sp_api::decl_runtime_apis! {
	/// Approvals 审批.
	#[api_version(1)]
	pub trait ApprovalsApi {
		/// An approval with its call and its whole record.
		fn approval(id: ApprovalId) -> Option<ApprovalAnswer>;
		/// Approvals numbered below `before`, newest first: at most `limit` and at most 100, among the
		/// next 1,000.
		fn approvals(
			filter: ApprovalFilter,
			before: Option<ApprovalId>,
			limit: u32,
		) -> ApprovalPage;
		/// The approvals of a call by its SM3, newest first, at most 100.
		fn approvals_of(subject: Digest) -> Vec<ApprovalItem>;
		/// The open approvals that wait for the participant's own signature, by deadline.
		fn approvals_waiting_for(signer: ParticipantId) -> Vec<ApprovalItem>;
		/// The flows.
		fn approval_flows() -> Vec<(FlowId, Flow)>;
		/// The roles of approval.
		fn approval_roles() -> Vec<(ApprovalRoleId, ApprovalRole)>;
		/// The operations of high risk and the flow that each demands.
		fn high_risk() -> Vec<(Operation, FlowId)>;
	}
}
