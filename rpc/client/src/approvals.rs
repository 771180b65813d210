//! Approvals 审批: proposing any call, signing after checking what is signed, and checking records.

use crate::{
	call::Call,
	calls::approvals,
	client::{Client, Outcome},
	faults::{Failure, Fault},
	signer::Account,
};
use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage, FlowItem,
		HighRiskItem, RoleItem,
	},
	text::Reason,
	Digest, FlowId, ParticipantId,
};
use serde::Serialize;
use sp_runtime::DispatchError;
use subxt::Metadata;
use subxt_rpcs::rpc_params;

const PALLET: &str = "Approvals";

/// What a signature, or another attempt to execute, brought about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "result")]
pub enum Progress {
	/// The approval waits for more signatures.
	Waiting,
	/// The step has all its signatures; the next one waits.
	StepComplete,
	/// The call was executed.
	Executed,
	/// All signatures are there, but the call failed; the proposer may execute it again.
	Failed {
		/// Why, in words.
		reason: String,
	},
}

impl Client {
	/// An approval with its call and its whole record.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn approval(&self, id: ApprovalId) -> Result<Option<ApprovalAnswer>, Fault> {
		self.request("approval_get", rpc_params![id]).await
	}

	/// An approval that was checked: its call and its record are those its head commits to.
	///
	/// # Errors
	/// [`Fault::NotFound`] if there is none, [`Fault::Internal`] if the node's answer contradicts
	/// itself; otherwise as [`Client::request`].
	pub async fn checked_approval(&self, id: ApprovalId) -> Result<ApprovalAnswer, Fault> {
		let answer = self.approval(id).await?;
		let answer = answer.ok_or_else(|| Fault::NotFound(format!("approval {id}")))?;
		check(&answer, id)?;
		Ok(answer)
	}

	/// A page of at most `limit` (and at most 100) approvals, newest first; `before` is the `next` of
	/// the page before.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn approvals(
		&self,
		filter: &ApprovalFilter,
		before: Option<ApprovalId>,
		limit: u32,
	) -> Result<ApprovalPage, Fault> {
		self.request("approval_list", rpc_params![filter, before, limit]).await
	}

	/// The approvals of a call by its SM3, newest first.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn approvals_of(&self, subject: Digest) -> Result<Vec<ApprovalItem>, Fault> {
		self.request("approval_bySubject", rpc_params![subject]).await
	}

	/// The open approvals that wait for the participant's own signature.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn approvals_waiting_for(
		&self,
		signer: ParticipantId,
	) -> Result<Vec<ApprovalItem>, Fault> {
		self.request("approval_waitingFor", rpc_params![signer]).await
	}

	/// The approval flows.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn approval_flows(&self) -> Result<Vec<FlowItem>, Fault> {
		self.request("approval_flows", rpc_params![]).await
	}

	/// The roles of approval.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn approval_roles(&self) -> Result<Vec<RoleItem>, Fault> {
		self.request("approval_roles", rpc_params![]).await
	}

	/// The operations of high risk and the flow that each demands.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn high_risk(&self) -> Result<Vec<HighRiskItem>, Fault> {
		self.request("approval_highRisk", rpc_params![]).await
	}

	/// Proposes a call for approval; without a flow, through the one its operation demands. The
	/// number of the approval comes with the outcome.
	///
	/// # Errors
	/// As [`Client::submit`].
	pub async fn propose_for_approval(
		&self,
		call: &Call,
		flow: Option<FlowId>,
		reason: &Reason,
		account: &Account,
	) -> Result<(Outcome, ApprovalId), Fault> {
		let runtime = self.runtime(None).await?;
		let proposal = approvals::propose(call, flow, reason, runtime.metadata_ref())?;
		let outcome = self.submit(&proposal, account).await?;
		let id = proposed(&outcome)?;
		Ok((outcome, id))
	}

	/// As [`Client::propose_for_approval`], for a call whose bytes are given.
	///
	/// # Errors
	/// As [`Client::submit`].
	pub async fn propose_encoded_for_approval(
		&self,
		call: Vec<u8>,
		flow: Option<FlowId>,
		reason: &Reason,
		account: &Account,
	) -> Result<(Outcome, ApprovalId), Fault> {
		let proposal = approvals::propose_encoded(call, flow, reason);
		let outcome = self.submit(&proposal, account).await?;
		let id = proposed(&outcome)?;
		Ok((outcome, id))
	}

	/// Signs an approval after checking its call and its record. What is signed is the call that was
	/// checked, whatever the node makes of it later.
	///
	/// # Errors
	/// As [`Client::checked_approval`] and [`Client::submit`].
	pub async fn approve(
		&self,
		id: ApprovalId,
		comment: Option<&Reason>,
		account: &Account,
	) -> Result<(Outcome, Progress), Fault> {
		let subject = self.checked_approval(id).await?.case.terms.subject;
		self.advance(&approvals::approve(id, subject, comment), account).await
	}

	/// Executes an approval again whose call failed.
	///
	/// # Errors
	/// As [`Client::submit`].
	pub async fn execute_approval(
		&self,
		id: ApprovalId,
		account: &Account,
	) -> Result<(Outcome, Progress), Fault> {
		self.advance(&approvals::execute(id), account).await
	}

	/// Proposes the call of a rejected or expired approval once more; the number of the new approval
	/// comes with the outcome.
	///
	/// # Errors
	/// As [`Client::submit`].
	pub async fn resubmit_approval(
		&self,
		id: ApprovalId,
		reason: &Reason,
		account: &Account,
	) -> Result<(Outcome, ApprovalId), Fault> {
		let outcome = self.submit(&approvals::resubmit(id, reason), account).await?;
		let attempt = proposed(&outcome)?;
		Ok((outcome, attempt))
	}

	/// A call as text, by the runtime's metadata.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn describe_call(&self, call: &[u8]) -> Result<String, Fault> {
		Ok(crate::council::describe(call, &self.runtime(None).await?))
	}

	async fn advance(&self, call: &Call, account: &Account) -> Result<(Outcome, Progress), Fault> {
		let outcome = self.submit(call, account).await?;
		let runtime = self.runtime(None).await?;
		let progress = progress(&outcome, runtime.metadata_ref())?;
		Ok((outcome, progress))
	}
}

/// Checks an answer about the approval `id`.
fn check(answer: &ApprovalAnswer, id: ApprovalId) -> Result<(), Fault> {
	let found = answer.case.terms.id;
	if found != id {
		return Err(Fault::Internal(format!(
			"asked for approval {id}, the node spoke of approval {found}"
		)));
	}
	answer
		.verify()
		.map_err(|fault| Fault::Internal(format!("approval {id} does not hold together: {fault}")))
}

fn silent() -> Fault {
	Fault::RuntimeMismatch {
		subject: PALLET.into(),
		reason: "the transaction tells nothing of the approval".into(),
	}
}

fn proposed(outcome: &Outcome) -> Result<ApprovalId, Fault> {
	let event = outcome.events.iter().find(|event| event.is(PALLET, "Proposed"));
	event.ok_or_else(silent)?.field("id")
}

fn progress(outcome: &Outcome, metadata: &Metadata) -> Result<Progress, Fault> {
	if let Some(event) = outcome.events.iter().find(|event| event.is(PALLET, "Executed")) {
		let result: Result<(), DispatchError> = event.field("result")?;
		return Ok(match result {
			Ok(()) => Progress::Executed,
			Err(error) => Progress::Failed { reason: Failure::of(error, metadata).to_string() },
		});
	}
	let event = outcome.events.iter().find(|event| event.is(PALLET, "Approved"));
	let complete: bool = event.ok_or_else(silent)?.field("complete")?;
	Ok(if complete { Progress::StepComplete } else { Progress::Waiting })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		events::{event, Event},
		fixture::metadata,
		submission::Position,
	};
	use codec::Encode;
	use fiscal_primitives::{
		approval::{
			ApprovalCase, RecordLine, RecordedEntry, Step, StepRole, Steps, Terms, Threshold,
		},
		operation::{chain_head, Operation, RecordAction, RecordEntry},
		participant::Role,
	};
	use fiscal_sm_crypto::sm3_256;

	fn outcome(events: Vec<Event>) -> Outcome {
		let transaction = Digest::repeat_byte(1);
		let position = Position { transaction, block: 7, block_hash: transaction, index: 3 };
		Outcome { transaction, position, at: 0, events, closing: Vec::new() }
	}

	#[test]
	fn a_signature_tells_how_far_the_approval_is() {
		let approved =
			|complete: bool| event(PALLET, "Approved", Some(3), &[("complete", complete.encode())]);
		let executed = |result: Result<(), DispatchError>| {
			event(PALLET, "Executed", Some(3), &[("result", result.encode())])
		};
		let read = |events| progress(&outcome(events), &metadata()).unwrap();
		assert_eq!(read(vec![approved(false)]), Progress::Waiting);
		assert_eq!(read(vec![approved(true)]), Progress::StepComplete);
		assert_eq!(read(vec![approved(true), executed(Ok(()))]), Progress::Executed);
		let failed = read(vec![approved(true), executed(Err(DispatchError::BadOrigin))]);
		assert!(matches!(failed, Progress::Failed { reason } if reason.starts_with("BadOrigin")));
		assert!(matches!(
			progress(&outcome(Vec::new()), &metadata()),
			Err(Fault::RuntimeMismatch { .. })
		));
	}

	#[test]
	fn a_proposal_tells_its_number() {
		let event = event(PALLET, "Proposed", Some(3), &[("id", 5u32.encode())]);
		assert_eq!(proposed(&outcome(vec![event])).unwrap(), 5);
		assert!(proposed(&outcome(Vec::new())).is_err());
	}

	#[test]
	fn nothing_is_signed_that_a_node_made_up() {
		let call = vec![1, 2, 3];
		let who = StepRole::Chain(Role::FiscalAuthority);
		let terms = Terms {
			id: 1,
			operation: Operation::RegisterScene,
			subject: sm3_256(&call).into(),
			proposer: ParticipantId(5),
			signer: ParticipantId(5),
			flow: FlowId(1),
			steps: Steps::new(vec![Step { who, threshold: Threshold::ONE }]).unwrap(),
			mandated: true,
			proposed_at: 7,
			deadline: 60_007,
			encoding: 1,
			previous: None,
		};
		let mut case = ApprovalCase::new(terms, None);
		let signer = Some(ParticipantId(5));
		let entry =
			RecordEntry { seq: 0, action: RecordAction::Proposed, signer, at: 7, reason: None };
		case.head = chain_head(&case.head, &entry);
		case.entries = 1;
		let record =
			vec![RecordLine { recorded: RecordedEntry { entry, reason: None }, did: None }];
		let state_now = case.state;
		let answer = ApprovalAnswer { case, state_now, proposer_did: None, call, record };
		assert!(check(&answer, 1).is_ok());
		assert!(check(&answer, 2).is_err(), "another approval");
		let mut forged = answer.clone();
		forged.call = vec![9];
		assert!(check(&forged, 1).is_err(), "another call");
		let mut forged = answer;
		forged.record[0].recorded.entry.at = 8;
		assert!(check(&forged, 1).is_err(), "another record");
	}
}
