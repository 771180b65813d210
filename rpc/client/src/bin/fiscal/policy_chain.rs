//! `fiscal policy`: policies on the chain. R044, R049, R051, R058–R065, R218.

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	policy_distribution::{self, DistributionCommand},
	policy_labels::{self, LabelCommand},
	policy_primitive::{self, PrimitiveCommand},
	values::{choice, read_at_most, read_json},
	vc_offline::moment,
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::policies as calls, time, Call, Client, Fault, Outcome};
use fiscal_policy::{
	chain::{
		Checked, Decided, Explanation, LabelKind, ListFilter, PolicyDetail, PolicyState,
		Simulation, StatsPage, Subject, TraceFilter, MAX_PAGE,
	},
	json::policy_from_json,
	Finding, Policy,
};
use fiscal_primitives::{policy::Facts, text::Reason, Actor, Moment, ParticipantId, PolicyId};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// The largest file of a policy, a primitive or cases, in bytes.
pub const MAX_FILE: u64 = fiscal_policy::limits::MAX_JSON as u64;
const STATES: &[&str] = &["draft", "effective", "repealed"];

/// What can be done with policies on the chain.
#[derive(Subcommand)]
pub enum ChainCommand {
	/// Draft a policy 起草; it has no effect until it is put into force
	#[command(visible_alias = "submit")]
	Draft {
		/// The policy in its JSON form
		file: PathBuf,
	},
	/// Draft a further version of a policy 修订
	Revise {
		/// Number of the policy
		id: PolicyId,
		/// The new version in its JSON form
		file: PathBuf,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Put a drafted version into force 生效
	Enact {
		/// Number of the policy
		id: PolicyId,
		/// The version
		version: u32,
		/// Although policies in force of equal priority and opposite effect overlap with it
		#[arg(long)]
		acknowledge_conflicts: bool,
		#[command(flatten)]
		decision: Decision,
	},
	/// Repeal a policy 废止, for ever
	Repeal {
		/// Number of the policy
		id: PolicyId,
		#[command(flatten)]
		decision: Decision,
	},
	/// Put an earlier version into force again 回滚
	Rollback {
		/// Number of the policy
		id: PolicyId,
		/// The version
		version: u32,
		#[command(flatten)]
		decision: Decision,
	},
	/// Show a policy
	Get {
		/// Its number
		id: PolicyId,
		/// Which version [default: the one in force, or the latest]
		#[arg(long)]
		version: Option<u32>,
	},
	/// List policies
	List {
		/// In this state
		#[arg(long, value_parser = choice::<PolicyState>(STATES))]
		state: Option<PolicyState>,
		/// With this text in the name
		#[arg(long)]
		keyword: Option<String>,
		/// With so many versions or more
		#[arg(long)]
		versions: Option<u32>,
		#[command(flatten)]
		page: Page,
	},
	/// Show who changed policies, when and why 变更追溯
	History {
		/// Number of the policy [default: all]
		id: Option<PolicyId>,
		/// Only by this participant
		#[arg(long, value_name = "ID")]
		by: Option<ParticipantId>,
		/// Only since then
		#[arg(long, value_name = "TIME", value_parser = moment)]
		from: Option<Moment>,
		/// Only before then
		#[arg(long, value_name = "TIME", value_parser = moment)]
		until: Option<Moment>,
		#[command(flatten)]
		page: Page,
	},
	/// Validate a policy with the primitives of the chain and compare it with those in force
	Check(SubjectArgs),
	/// Judge cases by one policy, with the primitives of the chain 仿真
	Try {
		#[command(flatten)]
		subject: SubjectArgs,
		/// File of facts: a list of at most 32
		#[arg(long, value_name = "FILE")]
		cases: PathBuf,
	},
	/// Show what the policies in force say of a case, and why
	Decide {
		/// File of the facts
		#[arg(long, value_name = "FILE")]
		facts: PathBuf,
	},
	/// Show how often policies have a say 策略命中报表
	Stats {
		/// Number of the policy [default: those in force]
		id: Option<PolicyId>,
	},
	/// Primitives 元语
	#[command(subcommand)]
	Primitive(PrimitiveCommand),
	/// Groups 分组 of participants and access nodes
	#[command(subcommand)]
	Group(LabelCommand),
	/// Tags 标签 of participants and access nodes
	#[command(subcommand)]
	Tag(LabelCommand),
	/// Distribution 下发 to access nodes
	#[command(flatten)]
	Distribution(DistributionCommand),
}

/// Why something is decided, and by whom.
#[derive(Args)]
pub struct Decision {
	/// Why, for the record
	#[arg(long)]
	pub reason: Reason,
	#[command(flatten)]
	pub via: ViaCouncil,
}

/// A page of a list.
#[derive(Args)]
pub struct Page {
	/// Go on from here: what the page before says
	#[arg(long)]
	pub cursor: Option<u32>,
	/// How many
	#[arg(long, default_value_t = MAX_PAGE, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PAGE)))]
	pub limit: u32,
}

/// A policy on the chain or in a file.
#[derive(Args)]
pub struct SubjectArgs {
	/// A policy in its JSON form
	#[arg(required_unless_present = "id")]
	file: Option<PathBuf>,
	/// A policy on the chain
	#[arg(long, conflicts_with = "file", requires = "version")]
	id: Option<PolicyId>,
	/// Its version
	#[arg(long, requires = "id")]
	version: Option<u32>,
}

impl SubjectArgs {
	fn read(self) -> Result<Subject, Fault> {
		match (self.file, self.id, self.version) {
			(Some(file), ..) => read_policy(&file).map(Subject::Policy),
			(None, Some(id), Some(version)) => Ok(Subject::Version { id, version }),
			_ => Err(Fault::Input("policy: neither a file nor --id and --version".into())),
		}
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: ChainCommand) -> Result<Report, Fault> {
	match command {
		ChainCommand::Draft { file } => {
			let call = calls::draft(&read_policy(&file)?);
			send(context, &call, "Drafted a policy.", drafted).await
		}
		ChainCommand::Revise { id, file, reason } => {
			let call = calls::revise(id, &read_policy(&file)?, &reason);
			send(context, &call, &format!("Drafted a version of policy {id}."), drafted).await
		}
		ChainCommand::Enact { id, version, acknowledge_conflicts, decision } => {
			let call = calls::enact(id, version, acknowledge_conflicts, &decision.reason);
			let what = format!("Version {version} of policy {id} is in force.");
			decide(context, &call, &decision, &what, id).await
		}
		ChainCommand::Repeal { id, decision } => {
			let call = calls::repeal(id, &decision.reason);
			decide(context, &call, &decision, &format!("Repealed policy {id}."), id).await
		}
		ChainCommand::Rollback { id, version, decision } => {
			let call = calls::roll_back(id, version, &decision.reason);
			let what = format!("Version {version} of policy {id} is in force again.");
			decide(context, &call, &decision, &what, id).await
		}
		ChainCommand::Get { id, version } => {
			let answer = context.client().await?.policy(id, version).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("policy {id}")))?;
			Ok(Report::new(to_json(&answer)?, describe(&answer)?))
		}
		ChainCommand::List { state, keyword, versions, page } => {
			let filter = ListFilter { state, keyword, version: versions };
			list(&context.client().await?, &filter, &page).await
		}
		ChainCommand::History { id, by, from, until, page } => {
			let filter = TraceFilter { policy: id, participant: by, from, until };
			history(&context.client().await?, &filter, &page).await
		}
		ChainCommand::Check(subject) => {
			let answer = context.client().await?.policy_check(&subject.read()?).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound("the version".into()))?;
			let report = Report::new(to_json(&answer)?, checked(&answer));
			Ok(match answer.accepted {
				true => report,
				false => report.ending_as(fiscal_client::faults::Kind::Input),
			})
		}
		ChainCommand::Try { subject, cases } => {
			let (subject, cases) = (subject.read()?, read_json::<Vec<Facts>>(&cases, MAX_FILE)?);
			let answer = context.client().await?.policy_simulation(&subject, &cases).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound("the version".into()))?;
			Ok(Report::new(to_json(&answer)?, simulated(&answer)))
		}
		ChainCommand::Decide { facts } => {
			let facts: Facts = read_json(&facts, MAX_FILE)?;
			let answer = context.client().await?.policy_decision(&facts).await?;
			Ok(Report::new(to_json(&answer)?, decided(&answer)))
		}
		ChainCommand::Stats { id } => {
			let answer = context.client().await?.policy_stats(id).await?;
			Ok(Report::new(to_json(&answer)?, stats(&answer)))
		}
		ChainCommand::Primitive(command) => policy_primitive::run(context, command).await,
		ChainCommand::Group(command) => {
			policy_labels::run(context, LabelKind::Group, command).await
		}
		ChainCommand::Tag(command) => policy_labels::run(context, LabelKind::Tag, command).await,
		ChainCommand::Distribution(command) => policy_distribution::run(context, command).await,
	}
}

/// Makes a call that the signer makes alone.
pub async fn send(
	context: &Context,
	call: &Call,
	what: &str,
	more: impl FnOnce(&Outcome) -> Result<Value, Fault>,
) -> Result<Report, Fault> {
	let account = context.account()?;
	let outcome = context.client().await?.submit(call, &account).await?;
	let more = more(&outcome)?;
	Ok(Report::of_transaction(&outcome, what, more))
}

async fn decide(
	context: &Context,
	call: &Call,
	decision: &Decision,
	what: &str,
	id: PolicyId,
) -> Result<Report, Fault> {
	context.make(call, &decision.via, what, |_| Ok(json!({ "id": id }))).await
}

fn drafted(outcome: &Outcome) -> Result<Value, Fault> {
	let event = outcome.events.iter().find(|event| event.is("Policies", "Drafted"));
	let id = event.map(|event| event.field::<PolicyId>("policy")).transpose()?;
	let version = event.map(|event| event.field::<u32>("version")).transpose()?;
	Ok(json!({ "id": id, "version": version }))
}

fn read_policy(path: &Path) -> Result<Policy, Fault> {
	let text = text_of(path)?;
	policy_from_json(&text).map_err(|findings| Fault::file(path, sentences(&findings)))
}

/// The text of a file of at most [`MAX_FILE`] bytes.
pub fn text_of(path: &Path) -> Result<String, Fault> {
	String::from_utf8(read_at_most(path, MAX_FILE)?).map_err(|fault| Fault::file(path, fault))
}

/// Findings, one after the other.
pub fn sentences(findings: &[Finding]) -> String {
	let sentences: Vec<String> = findings.iter().map(ToString::to_string).collect();
	sentences.join("; ")
}

/// Who acted, in a few words.
pub fn who(by: &Actor) -> String {
	match by {
		Actor::System => "the chain".into(),
		Actor::Council => "the council".into(),
		Actor::Participant { id, approval: None, .. } => format!("participant {id}"),
		Actor::Participant { id, approval: Some(approval), .. } => {
			format!("participant {id} under approval {}", approval.id)
		}
	}
}

/// The line that tells how to go on.
pub fn next_page(next: Option<u32>) -> String {
	next.map_or_else(String::new, |next| format!("more: --cursor {next}\n"))
}

fn describe(answer: &PolicyDetail) -> Result<String, Fault> {
	let (head, record) = (&answer.head, &answer.record);
	let versions: Vec<String> = answer
		.versions
		.iter()
		.map(|version| format!("{} ({})", version.version, word(&version.state)))
		.collect();
	let enacted = record
		.enacted
		.map_or_else(String::new, |at| format!("{} by {}", time::display(at.at), who(&at.by)));
	let drafted = time::display(record.drafted_at);
	let text = table(&[
		("policy", answer.id.to_string()),
		("name", record.policy.name.to_string()),
		("state", word(&head.state)),
		("version", format!("{} ({})", answer.version, word(&record.state))),
		("versions", versions.join(", ")),
		("digest", format!("{:?}", record.digest)),
		("cost", record.cost.to_string()),
		("drafted", format!("{drafted} by {}", who(&record.drafted_by))),
		("in force since", enacted),
	]);
	let content = serde_json::to_string_pretty(&record.policy)
		.map_err(|fault| Fault::Internal(fault.to_string()))?;
	Ok(format!("{text}{content}\n"))
}

async fn list(client: &Client, filter: &ListFilter, page: &Page) -> Result<Report, Fault> {
	let answer = client.policies(filter, page.cursor, page.limit).await?;
	let mut text: String = answer
		.items
		.iter()
		.map(|item| {
			let in_force = item
				.head
				.effective
				.map_or_else(String::new, |version| format!(", version {version} in force"));
			let (state, effect) = (word(&item.head.state), word(&item.effect));
			let (id, name, priority) = (item.id, &item.name, item.priority);
			format!("{id}  {state}  {effect} {priority}  {name}{in_force}\n")
		})
		.collect();
	text.push_str(&next_page(answer.next));
	Ok(Report::new(to_json(&answer)?, text))
}

async fn history(client: &Client, filter: &TraceFilter, page: &Page) -> Result<Report, Fault> {
	let answer = client.policy_history(filter, page.cursor, page.limit).await?;
	let mut text: String = answer
		.items
		.iter()
		.map(|(_, change)| {
			let reason =
				change.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
			let (at, action) = (time::display(change.at), word(&change.action));
			let (policy, version, by) = (change.policy, change.version, who(&change.by));
			format!("{at}  policy {policy} version {version} {action} by {by}{reason}\n")
		})
		.collect();
	text.push_str(&next_page(answer.next));
	Ok(Report::new(to_json(&answer)?, text))
}

fn checked(answer: &Checked) -> String {
	let mut text = match answer.accepted {
		true => format!("accepted, costs at most {}\n", answer.cost),
		false => "refused\n".to_owned(),
	};
	answer.findings.iter().for_each(|finding| text.push_str(&format!("{finding}\n")));
	for opposition in &answer.oppositions {
		let overlap = word(&opposition.overlap);
		text.push_str(&format!("policy {} in force: {overlap}\n", opposition.policy));
	}
	text
}

fn explained(explanation: &Explanation, text: &mut String) {
	for step in &explanation.steps {
		let actual =
			step.actual.as_ref().map_or_else(String::new, |actual| format!(" (is {actual})"));
		text.push_str(&format!("  {}  {}{actual}: {}\n", step.path, step.asked, word(&step.truth)));
	}
}

fn simulated(answer: &Simulation) -> String {
	let mut text = String::new();
	for (at, case) in answer.cases.iter().enumerate() {
		let holds = match (case.applies, case.holds) {
			(false, _) => "does not apply",
			(true, true) => "holds",
			(true, false) => "does not hold",
		};
		text.push_str(&format!("case {at}: {holds}\n"));
		explained(case, &mut text);
	}
	text
}

fn decided(answer: &Decided) -> String {
	let by = match answer.verdict.policy {
		Some(policy) => format!("by policy {policy}"),
		None => "no policy has a say".to_owned(),
	};
	let permitted = if answer.verdict.permitted { "permitted" } else { "refused" };
	let mut text = format!("{permitted}, {by}\n");
	for duty in answer.verdict.obligations.words() {
		text.push_str(&format!("obligation: {duty}\n"));
	}
	for (policy, explanation) in &answer.policies {
		text.push_str(&format!("policy {policy}\n"));
		explained(explanation, &mut text);
	}
	text
}

fn stats(answer: &StatsPage) -> String {
	answer
		.items
		.iter()
		.map(|item| {
			let (chain, nodes) = (&item.chain, &item.nodes);
			let mut marks = String::new();
			for (set, mark) in [(item.hot, "  hot"), (item.slow, "  slow")] {
				if set {
					marks.push_str(mark);
				}
			}
			format!(
				"{}  chain: asked {}, held {}, permitted {}, denied {}; nodes: permitted {}, denied {}, failed {}, \
				 mean {} µs, longest {} ms{marks}\n",
				item.id,
				chain.asked,
				chain.held,
				chain.permitted,
				chain.denied,
				nodes.permitted,
				nodes.denied,
				nodes.failed,
				nodes.mean_us(),
				nodes.max_ms,
			)
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_policy::{check, evaluate, explain};

	const POLICY: &str = r#"{"name":"No large claims","points":["lock"],"scenes":[1],"actors":"all","priority":5,"effect":"deny","condition":{"claimed":{"gt":"100.00"}}}"#;

	#[test]
	fn a_policy_is_read_and_its_faults_are_named() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("policy.json");
		std::fs::write(&path, POLICY).unwrap();
		assert_eq!(read_policy(&path).unwrap().priority, 5);
		std::fs::write(&path, POLICY.replace("claimed", "colour")).unwrap();
		let fault = read_policy(&path).unwrap_err().to_string();
		assert!(fault.contains("/condition") && fault.contains("colour"), "{fault}");
	}

	#[test]
	fn a_simulation_shows_every_step() {
		let policy = policy_from_json(POLICY).unwrap();
		let facts = Facts {
			point: fiscal_primitives::policy::PolicyPoint::Lock,
			scene: Some(fiscal_primitives::SceneId(1)),
			claimed: fiscal_primitives::Fen::new(10_001).ok(),
			..Default::default()
		};
		let outcome = evaluate(&policy, &facts, &());
		let case = Explanation {
			applies: outcome.applies,
			holds: outcome.holds,
			truth: outcome.truth,
			cost: outcome.cost,
			steps: explain(&policy, &facts, &()),
		};
		let text = simulated(&Simulation { digest: policy.digest(), cases: vec![case] });
		assert!(text.starts_with("case 0: holds\n"), "{text}");
		assert!(text.contains("/condition") && text.contains("(is 100.01): true"), "{text}");
	}

	#[test]
	fn a_refusal_lists_what_is_wrong() {
		let wrong = r#"{"name":"P","points":["lock"],"scenes":"all","actors":"all","priority":5,"effect":"permit"}"#;
		let findings = check(&policy_from_json(wrong).unwrap(), &()).unwrap_err();
		let count = findings.len();
		let answer = Checked { accepted: false, cost: 0, findings, oppositions: Vec::new() };
		let text = checked(&answer);
		assert!(text.starts_with("refused\n") && text.lines().count() == count + 1, "{text}");
	}

	#[test]
	fn who_acted_is_said_with_the_approval() {
		assert_eq!(who(&Actor::Council), "the council");
		let (id, signer) = (ParticipantId(3), ParticipantId(4));
		let approval =
			fiscal_primitives::Approval { id: 9, head: Default::default(), mandated: true };
		let by = Actor::Participant { id, signer, approval: Some(approval) };
		assert_eq!(who(&by), "participant 3 under approval 9");
	}
}
