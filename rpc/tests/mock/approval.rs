//! What the mock knows of approvals: approval 1 waits for its signature.

use super::participant;
use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalCase, RecordLine, RecordedEntry, Step, StepRole, Steps, Terms,
		Threshold,
	},
	operation::{chain_head, reason_digest, RecordAction, RecordEntry},
	participant::Role,
	FlowId, Operation, ParticipantId,
};
use fiscal_sm_crypto::sm3_256;

pub fn steps() -> Steps {
	let who = StepRole::Chain(Role::FiscalAuthority);
	Steps::new(vec![Step { who, threshold: Threshold::ONE }]).unwrap()
}

/// An approval that waits for its signature.
pub fn approval() -> ApprovalAnswer {
	let call = vec![1, 2, 3];
	let terms = Terms {
		id: 1,
		operation: Operation::RegisterScene,
		subject: sm3_256(&call).into(),
		proposer: ParticipantId(5),
		signer: ParticipantId(5),
		flow: FlowId(1),
		steps: steps(),
		mandated: true,
		proposed_at: 7,
		deadline: 60_007,
		encoding: 1,
		previous: None,
	};
	let mut case = ApprovalCase::new(terms, None);
	let reason = "new".parse().unwrap();
	let entry = RecordEntry {
		seq: 0,
		action: RecordAction::Proposed,
		signer: Some(ParticipantId(5)),
		at: 7,
		reason: Some(reason_digest(&reason)),
	};
	case.head = chain_head(&case.head, &entry);
	case.entries = 1;
	let recorded = RecordedEntry { entry, reason: Some(reason) };
	let did = Some(participant().did);
	let record = vec![RecordLine { recorded, did }];
	ApprovalAnswer { state_now: case.state, case, proposer_did: did, call, record }
}
