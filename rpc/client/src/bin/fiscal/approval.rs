//! `fiscal approval` (R007, R008, R011, R218, R219). Other commands propose what they are about with
//! `--via-approval`.

use crate::{
	approval_setup::{self, FlowCommand, HighRiskCommand, RoleCommand},
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, digest},
};
use clap::{Args, Subcommand};
use fiscal_client::{approvals::Progress, calls::approvals, faults::Kind, time, Fault};
use fiscal_primitives::{
	approval::{ApprovalAnswer, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalState, StepRole},
	text::Reason,
	Digest, FlowId, Moment, Operation, ParticipantId,
};
use serde_json::json;

const STATES: &[&str] = &["pending", "executed", "failed", "rejected", "withdrawn", "expired"];

/// What can be done with approvals.
#[derive(Subcommand)]
pub enum ApprovalCommand {
	/// Show an approval with its call and its record
	Get {
		/// Its number
		id: ApprovalId,
	},
	/// List approvals, newest first
	List(List),
	/// List the approvals that wait for a participant's signature
	Waiting {
		/// Number of the participant
		#[arg(long)]
		signer: ParticipantId,
	},
	/// Check the record of an approval against its head
	Verify {
		/// Its number
		id: ApprovalId,
		/// A head that a subject of the approval keeps: it must be one of the record's
		#[arg(long, value_name = "HEX", value_parser = digest)]
		head: Option<Digest>,
	},
	/// Propose a call
	Propose {
		/// The call, SCALE: 0x and hexadecimal digits
		#[arg(long, value_name = "HEX")]
		call: CallBytes,
		/// The flow [default: the one the operation demands]
		#[arg(long)]
		flow: Option<FlowId>,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Sign the step that waits, after checking call and record
	Approve {
		/// Its number
		id: ApprovalId,
		/// What to note beside
		#[arg(long, value_name = "TEXT")]
		comment: Option<Reason>,
	},
	/// Reject an approval at the step that waits
	Reject(End),
	/// Withdraw an approval of one's own, for ever
	Withdraw(End),
	/// Propose the call of a rejected or expired approval of one's own once more
	Resubmit(End),
	/// Execute an approval of one's own again whose call failed
	Execute {
		/// Its number
		id: ApprovalId,
	},
	/// Roles of approval 审批角色
	#[command(subcommand)]
	Role(RoleCommand),
	/// Approval flows 审批流程
	#[command(subcommand)]
	Flow(FlowCommand),
	/// Operations of high risk 高风险操作
	#[command(subcommand)]
	HighRisk(HighRiskCommand),
}

/// Which approvals are listed.
#[derive(Args)]
pub struct List {
	/// In this state
	#[arg(long, value_parser = choice::<ApprovalState>(STATES))]
	state: Option<ApprovalState>,
	/// Of this operation
	#[arg(long, value_parser = choice::<Operation>(approval_setup::OPERATIONS))]
	operation: Option<Operation>,
	/// Proposed or signed by this participant
	#[arg(long)]
	participant: Option<ParticipantId>,
	/// Proposed at this time or later, Unix ms
	#[arg(long, value_name = "MS")]
	since: Option<Moment>,
	/// Proposed before this time, Unix ms
	#[arg(long, value_name = "MS")]
	until: Option<Moment>,
	/// Of the call with this SM3
	#[arg(
		long,
		value_name = "HEX",
		value_parser = digest,
		conflicts_with_all = ["state", "operation", "participant", "since", "until", "before"]
	)]
	subject: Option<Digest>,
	/// Only those with smaller numbers
	#[arg(long, value_name = "ID")]
	before: Option<ApprovalId>,
	/// How many, at most
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
	limit: u32,
}

/// An approval and why it ends or begins again.
#[derive(Args)]
pub struct End {
	/// Its number
	id: ApprovalId,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
}

/// The bytes of a call.
#[derive(Clone, Debug)]
pub struct CallBytes(Vec<u8>);

impl core::str::FromStr for CallBytes {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let digits = text.strip_prefix("0x").unwrap_or(text);
		let bytes = hex::decode(digits).map_err(|_| "not hexadecimal".to_string())?;
		match bytes.len() {
			2..=32_768 => Ok(Self(bytes)),
			_ => Err("not between 2 bytes and 32 KiB".into()),
		}
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: ApprovalCommand) -> Result<Report, Fault> {
	match command {
		ApprovalCommand::Get { id } => get(context, id).await,
		ApprovalCommand::List(command) => list(context, command).await,
		ApprovalCommand::Waiting { signer } => {
			let items = context.client().await?.approvals_waiting_for(signer).await?;
			Ok(Report::new(json!({ "items": to_json(&items)? }), lines(&items)))
		}
		ApprovalCommand::Verify { id, head } => verify(context, id, head).await,
		ApprovalCommand::Propose { call, flow, reason } => {
			let account = context.account()?;
			let client = context.client().await?;
			let (outcome, id) =
				client.propose_encoded_for_approval(call.0, flow, &reason, &account).await?;
			let what = format!("Proposed as approval {id}.");
			Ok(Report::of_transaction(&outcome, &what, json!({ "id": id })))
		}
		ApprovalCommand::Approve { id, comment } => {
			let account = context.account()?;
			let client = context.client().await?;
			let (outcome, progress) = client.approve(id, comment.as_ref(), &account).await?;
			advanced(id, &outcome, &progress)
		}
		ApprovalCommand::Execute { id } => {
			let account = context.account()?;
			let client = context.client().await?;
			let (outcome, progress) = client.execute_approval(id, &account).await?;
			advanced(id, &outcome, &progress)
		}
		ApprovalCommand::Reject(End { id, reason }) => {
			end(context, id, approvals::reject(id, &reason), "Rejected").await
		}
		ApprovalCommand::Withdraw(End { id, reason }) => {
			end(context, id, approvals::withdraw(id, &reason), "Withdrew").await
		}
		ApprovalCommand::Resubmit(End { id, reason }) => {
			let account = context.account()?;
			let client = context.client().await?;
			let (outcome, attempt) = client.resubmit_approval(id, &reason, &account).await?;
			let what = format!("Proposed approval {id} once more as approval {attempt}.");
			let more = json!({ "id": attempt, "previous": id });
			Ok(Report::of_transaction(&outcome, &what, more))
		}
		ApprovalCommand::Role(command) => approval_setup::role(context, command).await,
		ApprovalCommand::Flow(command) => approval_setup::flow(context, command).await,
		ApprovalCommand::HighRisk(command) => approval_setup::high_risk(context, command).await,
	}
}

async fn end(
	context: &Context,
	id: ApprovalId,
	call: fiscal_client::Call,
	done: &str,
) -> Result<Report, Fault> {
	let account = context.account()?;
	let outcome = context.client().await?.submit(&call, &account).await?;
	let what = format!("{done} approval {id}.");
	Ok(Report::of_transaction(&outcome, &what, json!({ "id": id })))
}

fn advanced(
	id: ApprovalId,
	outcome: &fiscal_client::Outcome,
	progress: &Progress,
) -> Result<Report, Fault> {
	let what = match progress {
		Progress::Waiting => format!("Signed approval {id}; its step waits for more signatures."),
		Progress::StepComplete => format!("Signed approval {id}; the next step waits."),
		Progress::Executed => format!("Approval {id} is complete and its call is executed."),
		Progress::Failed { reason } => format!(
			"Approval {id} is complete, but its call failed: {reason}\n\
			 Its proposer executes it again with: fiscal approval execute {id}"
		),
	};
	let more = json!({ "id": id, "approval": to_json(progress)? });
	let report = Report::of_transaction(outcome, &what, more);
	Ok(match progress {
		Progress::Failed { .. } => report.ending_as(Kind::Refused),
		_ => report,
	})
}

async fn get(context: &Context, id: ApprovalId) -> Result<Report, Fault> {
	let client = context.client().await?;
	let answer = client.checked_approval(id).await?;
	let call = match answer.call.is_empty() {
		true => "not kept, since it was withdrawn".into(),
		false => client.describe_call(&answer.call).await?,
	};
	let text = describe(&answer, &call);
	Ok(Report::new(to_json(&answer)?, text))
}

/// Who may sign a step: `role 3`, or a role of the chain.
pub fn signers(who: &StepRole) -> String {
	match who {
		StepRole::Approval(role) => format!("role {role}"),
		StepRole::Chain(role) => word(role),
	}
}

fn describe(answer: &ApprovalAnswer, call: &str) -> String {
	let case = &answer.case;
	let terms = &case.terms;
	let optional = |value: Option<ApprovalId>| value.map(|id| id.to_string()).unwrap_or_default();
	let mut text = table(&[
		("approval", terms.id.to_string()),
		("state", word(&answer.state_now)),
		("operation", word(&terms.operation)),
		("call", call.to_string()),
		("subject", format!("{:?}", terms.subject)),
		("proposer", format!("{} (signed by {})", terms.proposer, terms.signer)),
		("flow", terms.flow.to_string()),
		("proposed", time::display(terms.proposed_at)),
		("deadline", time::display(terms.deadline)),
		("previous", optional(terms.previous.map(|approval| approval.id))),
		("resubmitted", optional(case.resubmitted)),
		("head", format!("{:?}", case.head)),
	]);
	for (step, number) in terms.steps.as_slice().iter().zip(0u8..) {
		let here =
			if number == case.step && case.state == ApprovalState::Pending { "*" } else { " " };
		text.push_str(&format!(
			"{here} step {}  {}: {} of {} signatures\n",
			u16::from(number) + 1,
			signers(&step.who),
			case.signed(number),
			step.threshold.get()
		));
	}
	for line in &answer.record {
		let entry = &line.recorded.entry;
		let by = match (entry.signer, &line.did) {
			(Some(signer), Some(did)) => format!("{signer} {did}"),
			(Some(signer), None) => signer.to_string(),
			(None, _) => String::new(),
		};
		let reason = line.recorded.reason.as_ref().map(Reason::as_str).unwrap_or_default();
		let written = format!(
			"{:3}  {}  {}  {by}  {reason}",
			entry.seq,
			time::display(entry.at),
			word(&entry.action)
		);
		text.push_str(written.trim_end());
		text.push('\n');
	}
	text
}

async fn list(context: &Context, command: List) -> Result<Report, Fault> {
	let client = context.client().await?;
	if let Some(subject) = command.subject {
		let items = client.approvals_of(subject).await?;
		return Ok(Report::new(json!({ "items": to_json(&items)?, "next": null }), lines(&items)));
	}
	let List { state, operation, participant, since, until, before, limit, .. } = command;
	let filter = ApprovalFilter { state, operation, participant, since, until };
	let page = client.approvals(&filter, before, limit).await?;
	let mut text = lines(&page.items);
	if let Some(next) = page.next {
		text.push_str(&format!("more with --before {next}\n"));
	}
	Ok(Report::new(to_json(&page)?, text))
}

fn lines(items: &[ApprovalItem]) -> String {
	if items.is_empty() {
		return "no approvals\n".into();
	}
	let line = |item: &ApprovalItem| {
		format!(
			"{:5}  {:9}  {}  by {}, step {} with {} of {} signatures, until {}\n",
			item.id,
			word(&item.state),
			word(&item.operation),
			item.signer,
			u16::from(item.step) + 1,
			item.signed,
			item.demanded,
			time::display(item.deadline)
		)
	};
	items.iter().map(line).collect()
}

async fn verify(context: &Context, id: ApprovalId, head: Option<Digest>) -> Result<Report, Fault> {
	let answer = context.client().await?.approval(id).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("approval {id}")))?;
	Ok(verdict(&answer, id, head))
}

fn verdict(answer: &ApprovalAnswer, id: ApprovalId, head: Option<Digest>) -> Report {
	let refused = |reason: String| {
		let json = json!({ "id": id, "verdict": "refused", "reason": reason });
		Report::new(json, format!("The record of approval {id} does not hold: {reason}\n"))
			.ending_as(Kind::NotFound)
	};
	if answer.case.terms.id != id {
		return refused(format!("the node spoke of approval {}", answer.case.terms.id));
	}
	if let Err(fault) = answer.verify() {
		return refused(fault.to_string());
	}
	let heads = answer.heads();
	let Some(place) = head
		.map_or(heads.len().checked_sub(1), |head| heads.iter().position(|known| *known == head))
	else {
		return refused("the head is none of its record".into());
	};
	let entries = heads.len();
	let last = answer.case.head;
	let json = json!({
		"id": id, "verdict": "proven", "entries": entries, "head": last, "entry": place,
	});
	let text = format!(
		"The record of approval {id} holds: {entries} entries lead to {last:?}.\n{}",
		match head {
			Some(head) => format!("{head:?} is its head after entry {place}.\n"),
			None => String::new(),
		}
	);
	Report::new(json, text)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		approval::{ApprovalCase, RecordLine, RecordedEntry, Step, Steps, Terms, Threshold},
		operation::{chain_head, reason_digest, RecordAction, RecordEntry},
		participant::Role,
	};
	use fiscal_sm_crypto::sm3_256;

	fn answer() -> ApprovalAnswer {
		let call = vec![1, 2, 3];
		let who = StepRole::Chain(Role::FiscalAuthority);
		let terms = Terms {
			id: 4,
			operation: Operation::RegisterScene,
			subject: sm3_256(&call).into(),
			proposer: ParticipantId(5),
			signer: ParticipantId(6),
			flow: FlowId(1),
			steps: Steps::new(vec![Step { who, threshold: Threshold::ONE }]).unwrap(),
			mandated: true,
			proposed_at: 7,
			deadline: 60_007,
			encoding: 1,
			previous: None,
		};
		let mut case = ApprovalCase::new(terms, None);
		let reason: Reason = "开学".parse().unwrap();
		let mut record = Vec::new();
		for seq in 0..2 {
			let signer = Some(ParticipantId(6));
			let digest = Some(reason_digest(&reason));
			let action = RecordAction::Proposed;
			let entry = RecordEntry { seq, action, signer, at: 7, reason: digest };
			case.head = chain_head(&case.head, &entry);
			case.entries = seq + 1;
			let recorded = RecordedEntry { entry, reason: Some(reason.clone()) };
			record.push(RecordLine { recorded, did: None });
		}
		ApprovalAnswer { state_now: case.state, case, proposer_did: None, call, record }
	}

	#[test]
	fn an_approval_is_shown_with_steps_and_record() {
		let text = describe(&answer(), "Scenes(register{})");
		for part in [
			"operation    registerScene",
			"call         Scenes(register{})",
			"proposer     5 (signed by 6)",
			"* step 1  fiscalAuthority: 0 of 1 signatures",
			"  0  1970-01-01 08:00:00 CST (1970-01-01T00:00:00Z)  proposed  6  开学",
		] {
			assert!(text.contains(part), "{part:?} in {text}");
		}
	}

	#[test]
	fn a_record_is_proven_or_refused() {
		let good = answer();
		let proven = verdict(&good, 4, None);
		assert_eq!((proven.code(), &proven.json()["verdict"]), (0, &json!("proven")));
		let first = verdict(&good, 4, Some(good.heads()[0]));
		assert_eq!((first.code(), &first.json()["entry"]), (0, &json!(0)));
		let mut forged = good.clone();
		forged.record[1].recorded.entry.at = 8;
		for refused in [
			verdict(&good, 5, None),
			verdict(&good, 4, Some(Digest::zero())),
			verdict(&forged, 4, None),
		] {
			assert_eq!(refused.code(), Kind::NotFound.exit_code());
			assert_eq!(refused.json()["verdict"], "refused");
		}
	}

	#[test]
	fn the_bytes_of_a_call_are_bounded() {
		assert!("0x0102".parse::<CallBytes>().is_ok());
		assert!("zz".parse::<CallBytes>().is_err());
		assert!("0x01".parse::<CallBytes>().is_err());
		assert!("00".repeat(32_769).parse::<CallBytes>().is_err());
	}

	#[test]
	fn the_command_line_knows_every_state() {
		use ApprovalState::*;
		let states = [Pending, Executed, Failed, Rejected, Withdrawn, Expired];
		assert_eq!(states.map(|state| word(&state)).as_slice(), STATES);
	}
}
