//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A role of approval was created.
		RoleCreated {
			/// The role.
			role: ApprovalRoleId,
			/// Its name.
			name: Name,
			/// Its scope; none means everywhere.
			scope: Option<ParticipantId>,
			/// Who decided.
			by: Actor,
		},
		/// A role of approval has another name.
		RoleRenamed {
			/// The role.
			role: ApprovalRoleId,
			/// Its name.
			name: Name,
			/// Who decided.
			by: Actor,
		},
		/// A role of approval has another scope; members outside of it sign no more.
		RoleScopeChanged {
			/// The role.
			role: ApprovalRoleId,
			/// Its scope; none means everywhere.
			scope: Option<ParticipantId>,
			/// Who decided.
			by: Actor,
		},
		/// A participant has a role of approval from now on.
		MemberAdded {
			/// The role.
			role: ApprovalRoleId,
			/// The participant.
			member: ParticipantId,
			/// Who decided.
			by: Actor,
		},
		/// A participant has a role of approval no more.
		MemberRemoved {
			/// The role.
			role: ApprovalRoleId,
			/// The participant.
			member: ParticipantId,
			/// Who decided.
			by: Actor,
		},
		/// A role of approval is gone.
		RoleDeleted {
			/// The role.
			role: ApprovalRoleId,
			/// Who decided.
			by: Actor,
		},
		/// A flow was created.
		FlowCreated {
			/// The flow.
			flow: FlowId,
			/// Its name.
			name: Name,
			/// Its steps.
			steps: Steps,
			/// How long an approval may take, ms.
			lifetime: Lifetime,
			/// Who decided.
			by: Actor,
		},
		/// A flow is gone; approvals that began with it go on.
		FlowRetired {
			/// The flow.
			flow: FlowId,
			/// Who decided.
			by: Actor,
		},
		/// An operation is of high risk from now on and demands the flow, or, without one, is so no
		/// more.
		HighRiskChanged {
			/// The operation.
			operation: Operation,
			/// The flow it demands.
			flow: Option<FlowId>,
			/// Who decided.
			by: Actor,
		},
		/// A call was proposed.
		Proposed {
			/// The approval.
			id: ApprovalId,
			/// The operation.
			operation: Operation,
			/// SM3 of the call.
			subject: Digest,
			/// The flow.
			flow: FlowId,
			/// The participant it counts for.
			proposer: ParticipantId,
			/// The participant whose key signed.
			signer: ParticipantId,
			/// The signer's DID.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Consensus time from which on it has expired, Unix ms.
			deadline: Moment,
			/// Why.
			reason: Reason,
			/// Head of its record after this.
			head: Digest,
		},
		/// A step was signed; `complete` tells whether it has all its signatures with this one.
		Approved {
			/// The approval.
			id: ApprovalId,
			/// The step, from 0.
			step: u8,
			/// The participant whose key signed.
			signer: ParticipantId,
			/// The signer's DID.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Has the step all its signatures with this one?
			complete: bool,
			/// Head of its record after this.
			head: Digest,
		},
		/// An approval was rejected.
		Rejected {
			/// The approval.
			id: ApprovalId,
			/// The step, from 0.
			step: u8,
			/// The participant whose key signed.
			signer: ParticipantId,
			/// The signer's DID.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
			/// Head of its record after this.
			head: Digest,
		},
		/// The proposer withdrew an approval.
		Withdrawn {
			/// The approval.
			id: ApprovalId,
			/// The participant whose key signed.
			signer: ParticipantId,
			/// The signer's DID.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
			/// Head of its record after this.
			head: Digest,
		},
		/// The proposer tried again after a rejection or an expiry; the new approval is `attempt`.
		Resubmitted {
			/// The approval.
			id: ApprovalId,
			/// The new approval.
			attempt: ApprovalId,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Head of its record after this.
			head: Digest,
		},
		/// The time of an approval ran out.
		Expired {
			/// The approval.
			id: ApprovalId,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Head of its record after this.
			head: Digest,
		},
		/// The call of an approval was dispatched. If `result` is an error, the call changed nothing,
		/// and the proposer may try again until the time runs out.
		Executed {
			/// The approval.
			id: ApprovalId,
			/// The operation.
			operation: Operation,
			/// SM3 of the call.
			subject: Digest,
			/// Whether the call succeeded.
			result: DispatchResult,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Head of its record after this.
			head: Digest,
		},
	}
}
