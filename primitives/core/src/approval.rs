//! Approvals 审批: flows, roles of approval, and what the chain keeps of each approval. R007, R008,
//! R011, R052, R218, R219.
//!
//! * [`flow`]: roles of approval and the steps of a flow
//! * [`case`]: one approval, its record, and how anybody checks it
//! * [`answer`]: what the runtime and the JSON-RPC methods answer

pub mod answer;
pub mod case;
pub mod flow;

pub use answer::{
	AnswerFault, ApprovalAnswer, ApprovalFilter, ApprovalItem, ApprovalPage, FlowItem,
	HighRiskItem, RecordLine, RoleItem,
};
pub use case::{
	ApprovalCase, ApprovalState, RecordFault, RecordedEntry, Signature, Terms, MAX_CALL,
	MAX_RECORD, MAX_SIGNATURES,
};
pub use flow::{
	ApprovalRole, Flow, Lifetime, Members, Step, StepRole, Steps, Threshold, MAX_MEMBERS,
	MAX_STEPS, MAX_THRESHOLD,
};

/// The number of an approval, from 1 in the order of proposal.
pub type ApprovalId = u32;
