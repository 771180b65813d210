//! `fiscal policy distribute` and what follows it. R053–R060.

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	policy_chain::{send, who, Decision, MAX_FILE},
	values::{digest, digest_of, read_json},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::policies as calls, time, Fault};
use fiscal_policy::chain::{
	DistributionDetail, DistributionId, DistributionMode, HitReport, Stages, Target, MAX_PAGE,
	MAX_REPORTS,
};
use fiscal_primitives::{policy::Label, Digest, NodeId};
use serde_json::json;
use std::path::PathBuf;

/// What can be done to bring policies to access nodes.
#[derive(Subcommand)]
pub enum DistributionCommand {
	/// Distribute the policies in force to access nodes 下发
	Distribute(Box<Distribute>),
	/// Open the next stage of a distribution, or close it
	Advance {
		/// Its number
		distribution: DistributionId,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a distribution up; its nodes go back to what they had
	Abort {
		/// Its number
		distribution: DistributionId,
		#[command(flatten)]
		decision: Decision,
	},
	/// Acknowledge 生效确认, for an access node, what a distribution brought it
	Ack(Acknowledge),
	/// Report the digest of what an access node holds 一致性校验
	Digest {
		/// The access node
		node: NodeId,
		/// Digest of the policies it holds
		#[arg(value_parser = digest)]
		digest: Digest,
	},
	/// Report how often policies had a say on an access node 策略命中日志
	Report {
		/// The access node
		node: NodeId,
		/// File of reports: a list of at most 32
		file: PathBuf,
	},
	/// Show a distribution and its nodes
	Distribution {
		/// Its number [default: the last]
		id: Option<DistributionId>,
	},
	/// Show the policies in force and their digest
	Set {
		/// What changed since this revision
		#[arg(long, value_name = "REVISION")]
		since: Option<u32>,
	},
}

/// To whom, what and how fast.
#[derive(Args)]
pub struct Distribute {
	/// The access nodes, in the order in which the stages reach them
	#[arg(long = "node", required = true, value_name = "ID")]
	nodes: Vec<NodeId>,
	/// The group or tag they all have
	#[arg(long)]
	label: Option<Label>,
	/// Only what changed since this revision [default: everything]
	#[arg(long, value_name = "REVISION")]
	since: Option<u32>,
	/// Percentages of the nodes, rising to 100
	#[arg(long = "stage", value_name = "PERCENT")]
	stages: Vec<u8>,
	/// Share of failed nodes, in percent, above which it is rolled back
	#[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u8).range(0..=100))]
	threshold: u8,
	#[command(flatten)]
	via: ViaCouncil,
}

/// What an access node says.
#[derive(Args)]
pub struct Acknowledge {
	/// Number of the distribution
	distribution: DistributionId,
	/// The access node
	node: NodeId,
	/// Digest of the policies it holds
	#[arg(long, value_name = "HEX", value_parser = digest)]
	digest: Digest,
	/// It failed to apply them
	#[arg(long)]
	failed: bool,
	/// File of its log; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE", requires = "failed")]
	log: Option<PathBuf>,
}

/// Runs a command.
pub async fn run(context: &Context, command: DistributionCommand) -> Result<Report, Fault> {
	match command {
		DistributionCommand::Distribute(given) => distribute(context, *given).await,
		DistributionCommand::Advance { distribution, via } => {
			let call = calls::advance(distribution);
			let what = format!("Advanced distribution {distribution}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "distribution": distribution }))).await
		}
		DistributionCommand::Abort { distribution, decision } => {
			let call = calls::abort_distribution(distribution, &decision.reason);
			let what = format!("Gave distribution {distribution} up.");
			let more = json!({ "distribution": distribution });
			context.make(&call, &decision.via, &what, |_| Ok(more)).await
		}
		DistributionCommand::Ack(given) => acknowledge(context, given).await,
		DistributionCommand::Digest { node, digest } => {
			let call = calls::report_digest(node, digest);
			let what = format!("Reported what access node {node} holds.");
			send(context, &call, &what, |outcome| {
				let differs =
					|event: &fiscal_client::events::Event| event.is("Policies", "DigestMismatch");
				Ok(json!({ "node": node, "matches": !outcome.events.iter().any(differs) }))
			})
			.await
		}
		DistributionCommand::Report { node, file } => {
			let reports: Vec<HitReport> = read_json(&file, MAX_FILE)?;
			if u32::try_from(reports.len()).is_ok_and(|count| count > MAX_REPORTS) {
				return Err(Fault::file(&file, "more than 32 reports"));
			}
			let call = calls::report_hits(node, &reports);
			let what = format!("Reported the hits of access node {node}.");
			send(context, &call, &what, |_| Ok(json!({ "node": node }))).await
		}
		DistributionCommand::Distribution { id } => {
			let answer = context.client().await?.policy_distribution(id).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound("the distribution".into()))?;
			Ok(Report::new(to_json(&answer)?, describe(&answer)))
		}
		DistributionCommand::Set { since: Some(since) } => {
			let changes = context.client().await?.policy_set_changes(since, MAX_PAGE).await?;
			let text: String = changes
				.iter()
				.map(|(revision, change)| {
					let what = match change.version {
						Some(version) => format!("version {version}"),
						None => "repealed".to_owned(),
					};
					let digest = change.digest;
					format!("{revision}  policy {}: {what}  {digest:?}\n", change.policy)
				})
				.collect();
			Ok(Report::new(to_json(&changes)?, text))
		}
		DistributionCommand::Set { since: None } => {
			let set = context.client().await?.policy_set().await?;
			let mut text = format!("revision {}\ndigest {:?}\n", set.revision, set.digest);
			for member in &set.members {
				text.push_str(&format!("policy {} version {}\n", member.policy, member.version));
			}
			Ok(Report::new(to_json(&set)?, text))
		}
	}
}

async fn distribute(context: &Context, given: Distribute) -> Result<Report, Fault> {
	let Distribute { nodes, label, since, stages, threshold, via } = given;
	let stages = if stages.is_empty() { Stages::at_once() } else { Stages::new(stages)? };
	let mode = match since {
		Some(since) => DistributionMode::Incremental { since },
		None => DistributionMode::Full,
	};
	let target = label.map_or(Target::Nodes, Target::Label);
	let digest = context.client().await?.policy_set().await?.digest;
	let call = calls::distribute(&target, &nodes, mode, digest, &stages, threshold);
	let what = format!("Distributes policies to {} access nodes.", nodes.len());
	context
		.make(&call, &via, &what, |outcome| {
			let begun =
				|event: &&fiscal_client::events::Event| event.is("Policies", "DistributionStarted");
			let event = outcome.events.iter().find(begun);
			let id =
				event.map(|event| event.field::<DistributionId>("distribution")).transpose()?;
			Ok(json!({ "distribution": id, "digest": digest }))
		})
		.await
}

async fn acknowledge(context: &Context, given: Acknowledge) -> Result<Report, Fault> {
	let Acknowledge { distribution, node, digest, failed, log } = given;
	let failure = log.map(|path| digest_of(&path)).transpose()?;
	let call = calls::acknowledge(distribution, node, digest, !failed, failure);
	let what = format!("Access node {node} answered distribution {distribution}.");
	send(context, &call, &what, |outcome| {
		let done = outcome.events.iter().any(|event| event.is("Policies", "Acknowledged"));
		Ok(json!({ "distribution": distribution, "node": node, "acknowledged": done }))
	})
	.await
}

fn describe(answer: &DistributionDetail) -> String {
	let sent = &answer.distribution;
	let ended = sent.ended_at.map(time::display).unwrap_or_default();
	let mut text = table(&[
		("distribution", answer.id.to_string()),
		("state", word(&sent.state)),
		("digest", format!("{:?}", sent.digest)),
		("stage", format!("{} of {}", sent.open, sent.stages.count())),
		("nodes", format!("{} of {} reached", sent.reached(), sent.nodes.len())),
		("acknowledged", sent.acknowledged.to_string()),
		("failed", sent.failed.to_string()),
		("begun", format!("{} by {}", time::display(sent.started_at), who(&sent.by))),
		("ended", ended),
	]);
	for target in &answer.targets {
		let said = match (&target.acknowledgement, target.reached) {
			(Some(answer), _) if answer.ok => "acknowledged",
			(Some(_), _) => "failed",
			(None, true) => "silent",
			(None, false) => "not reached",
		};
		let holds = target
			.report
			.map_or_else(String::new, |report| format!(", holds: {}", word(&report.consistency)));
		text.push_str(&format!("node {}: {said}{holds}\n", target.node));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_policy::chain::{Acknowledgement, Distribution, DistributionState, TargetState};
	use fiscal_primitives::Actor;

	#[test]
	fn a_distribution_says_who_is_silent() {
		let distribution = Distribution {
			target: Target::Nodes,
			nodes: vec![NodeId(1), NodeId(2), NodeId(3)].try_into().unwrap(),
			mode: DistributionMode::Full,
			revision: 1,
			digest: Digest::repeat_byte(1),
			previous: None,
			stages: Stages::new(vec![50, 100]).unwrap(),
			open: 1,
			threshold: 20,
			acknowledged: 1,
			failed: 0,
			state: DistributionState::Running,
			by: Actor::Council,
			started_at: 0,
			ended_at: None,
		};
		let ok = Acknowledgement { ok: true, digest: Digest::zero(), failure: None, at: 0 };
		let target = |node, reached, acknowledgement| TargetState {
			node: NodeId(node),
			reached,
			acknowledgement,
			report: None,
		};
		let targets =
			vec![target(1, true, Some(ok)), target(2, true, None), target(3, false, None)];
		let text = describe(&DistributionDetail { id: 7, distribution, targets });
		assert!(text.contains("2 of 3 reached"), "{text}");
		let said: Vec<&str> = text.lines().filter(|line| line.starts_with("node ")).collect();
		assert_eq!(said, ["node 1: acknowledged", "node 2: silent", "node 3: not reached"]);
	}
}
