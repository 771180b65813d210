//! Applications: `fiscal node apply|amend|withdraw|resubmit|review|application|applications` (R027).

use super::{
	make, named, show,
	terms::{MaybeCredentialArgs, RequestArgs},
};
use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::choice,
};
use clap::{Args, Subcommand, ValueEnum};
use fiscal_client::{calls::access_nodes, client::Outcome, time, Fault};
use fiscal_primitives::{
	node::{AdmissionAnswer, AdmissionId, AdmissionStatus, Decision},
	text::Reason,
	NodeId, ParticipantId,
};
use serde_json::json;

const STATES: &[&str] = &["submitted", "inReview", "approved", "rejected", "withdrawn"];

/// What can be done with applications for admission.
#[derive(Subcommand)]
pub enum AdmissionCommand {
	/// Apply for the admission 准入 of a new access node, or for a change of one
	Apply {
		/// The access node to change; left out for a new one
		#[arg(long, value_name = "ID")]
		node: Option<NodeId>,
		#[command(flatten)]
		request: RequestArgs,
	},
	/// Replace what an application asks for, before it is reviewed
	Amend {
		/// Number of the application
		id: AdmissionId,
		#[command(flatten)]
		request: RequestArgs,
	},
	/// Take an application back
	Withdraw {
		/// Number of the application
		id: AdmissionId,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Submit a rejected or withdrawn application again
	Resubmit {
		/// Number of the application
		id: AdmissionId,
		#[command(flatten)]
		request: RequestArgs,
	},
	/// Review an application
	Review(ReviewArgs),
	/// Show an application
	Application {
		/// Its number
		id: AdmissionId,
	},
	/// List applications
	Applications {
		/// Begin behind this number
		#[arg(long, default_value = "0", value_name = "ID")]
		after: AdmissionId,
		/// At most so many
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
		limit: u32,
		/// Of this organisation alone
		#[arg(long, value_name = "ID")]
		applicant: Option<ParticipantId>,
		/// In this state alone
		#[arg(long, value_parser = choice::<AdmissionStatus>(STATES))]
		status: Option<AdmissionStatus>,
	},
}

/// A review.
#[derive(Args)]
pub struct ReviewArgs {
	/// Number of the application
	id: AdmissionId,
	/// What is decided
	#[arg(value_enum)]
	decision: Verdict,
	/// What the applicant is told
	#[arg(long)]
	reason: Reason,
	/// The revision that was reviewed [default: the one on the chain now]
	#[arg(long)]
	revision: Option<u32>,
	#[command(flatten)]
	credential: MaybeCredentialArgs,
	#[command(flatten)]
	via: ViaCouncil,
}

/// What a reviewer decides.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Verdict {
	/// The review begins
	Begin,
	/// The application is approved; a new node comes with a credential
	Approve,
	/// The application is rejected
	Reject,
}

/// Runs a command.
pub async fn run(context: &Context, command: AdmissionCommand) -> Result<Report, Fault> {
	match command {
		AdmissionCommand::Apply { node, request } => {
			let request = request.read()?;
			let call = access_nodes::request_admission(node, &request);
			let what = format!("Applied for the admission of {}.", request.name);
			let more = |outcome: &Outcome| {
				named::<AdmissionId>(outcome, "AdmissionSubmitted", "admission")
			};
			context.make(&call, &ViaCouncil::default(), &what, more).await
		}
		AdmissionCommand::Amend { id, request } => {
			let call = access_nodes::amend(id, &request.read()?);
			let what = format!("Amended application {id}.");
			make(context, &call, &ViaCouncil::default(), &what, json!({ "id": id })).await
		}
		AdmissionCommand::Withdraw { id, reason } => {
			let call = access_nodes::withdraw(id, &reason);
			let what = format!("Withdrew application {id}.");
			make(context, &call, &ViaCouncil::default(), &what, json!({ "id": id })).await
		}
		AdmissionCommand::Resubmit { id, request } => {
			let call = access_nodes::resubmit(id, &request.read()?);
			let what = format!("Submitted application {id} again.");
			make(context, &call, &ViaCouncil::default(), &what, json!({ "id": id })).await
		}
		AdmissionCommand::Review(arguments) => review(context, arguments).await,
		AdmissionCommand::Application { id } => get(context, id).await,
		AdmissionCommand::Applications { after, limit, applicant, status } => {
			let client = context.client().await?;
			let page = client.admissions(after, limit, applicant, status).await?;
			let mut text: String = page.items.iter().map(line).collect();
			if let Some(next) = page.next {
				text.push_str(&format!("more with --after {next}\n"));
			}
			Ok(Report::new(to_json(&page)?, text))
		}
	}
}

async fn review(context: &Context, arguments: ReviewArgs) -> Result<Report, Fault> {
	let ReviewArgs { id, decision, reason, revision, credential, via } = arguments;
	let credential = credential.read()?;
	let decision = match (decision, credential) {
		(Verdict::Approve, credential) => Decision::Approve { credential },
		(_, Some(_)) => {
			return Err(Fault::Input("credential: only an approval comes with one".into()))
		}
		(Verdict::Begin, None) => Decision::Begin,
		(Verdict::Reject, None) => Decision::Reject,
	};
	let revision = match revision {
		Some(revision) => revision,
		None => found(context, id).await?.admission.revision,
	};
	let call = access_nodes::review(id, revision, &decision, &reason);
	let what = match decision {
		Decision::Begin => format!("Began the review of application {id}."),
		Decision::Approve { .. } => format!("Approved application {id}."),
		Decision::Reject => format!("Rejected application {id}."),
	};
	let more = |outcome: &Outcome| {
		let reviewed =
			outcome.events.iter().find(|event| event.is("AccessNodes", "AdmissionReviewed"));
		let node = reviewed.map(|event| event.field::<Option<NodeId>>("node")).transpose()?;
		Ok(json!({ "id": id, "node": node.flatten() }))
	};
	context.make(&call, &via, &what, more).await
}

async fn found(context: &Context, id: AdmissionId) -> Result<AdmissionAnswer, Fault> {
	let answer = context.client().await?.admission(id).await?;
	answer.ok_or_else(|| Fault::NotFound(format!("application {id}")))
}

async fn get(context: &Context, id: AdmissionId) -> Result<Report, Fault> {
	let answer = found(context, id).await?;
	let admission = &answer.admission;
	let applicant = context.client().await?.participant_title(admission.applicant).await;
	let request = &admission.request;
	let node = match (admission.node, admission.change) {
		(Some(node), true) => format!("change of {node}"),
		(Some(node), false) => node.to_string(),
		(None, _) => "new".into(),
	};
	let text = table(&[
		("application", id.to_string()),
		("applicant", applicant),
		("access node", node),
		("name", request.name.to_string()),
		("capacities", show::words(request.capacities.iter())),
		("scenes", show::words(request.scenes.iter())),
		("resources", show::words(request.resources.iter())),
		("form", format!("{:?}", request.form)),
		("status", word(&admission.status)),
		("reason", admission.reason.as_ref().map(ToString::to_string).unwrap_or_default()),
		("revision", admission.revision.to_string()),
		("submitted", time::display(admission.submitted_at)),
		("changed", time::display(admission.changed_at)),
	]);
	Ok(Report::new(to_json(&answer)?, text))
}

fn line(answer: &AdmissionAnswer) -> String {
	let AdmissionAnswer { id, admission } = answer;
	format!(
		"{id:>6}  {}  {}, participant {}, revision {}\n",
		admission.request.name,
		word(&admission.status),
		admission.applicant,
		admission.revision
	)
}
