//! `fiscal approval role|flow|high-risk` (R007, R008, R011).

use crate::{
	approval::signers,
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	values::{choice, lock_term},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::approvals, time, Call, Fault};
use fiscal_primitives::{
	approval::{FlowItem, Lifetime, RoleItem, Step, StepRole, Steps, Threshold},
	participant::Role,
	text::Name,
	ApprovalRoleId, FlowId, Operation, ParticipantId,
};
use serde_json::{json, Value};

/// The names JSON gives to the operations, in the order of [`Operation::ALL`].
pub const OPERATIONS: &[&str] = &[
	"admitParticipant",
	"changeParticipantStatus",
	"changeParticipantRoles",
	"replaceParticipantKey",
	"reviewNode",
	"changeNodeStatus",
	"changeNodeCredential",
	"issueActivationCodes",
	"voidActivationCodes",
	"reinstateActivationCode",
	"registerScene",
	"changeScene",
	"changeFieldRules",
	"changeResourceType",
	"enactPolicy",
	"repealPolicy",
	"rollBackPolicy",
	"distributePolicies",
	"allocateNumbers",
	"correctBill",
	"forceReleaseLock",
	"reverseSettlement",
	"consentRedFlush",
	"changeTransitionRules",
	"trustDelegate",
	"changeCredentialTemplates",
	"changeWhiteList",
	"changeQuota",
	"changeApprovalFlows",
	"updateParticipant",
	"handleDeadLetter",
	"changeDestination",
	"changeProvince",
	"reviewFiling",
];

/// What can be done with roles of approval.
#[derive(Subcommand)]
pub enum RoleCommand {
	/// List the roles
	List,
	/// Create a role, without members
	Create {
		/// Its name, 1 to 128 bytes
		#[arg(long)]
		name: Name,
		/// Only signers at or below this participant may use it [default: everybody]
		#[arg(long, value_name = "PARTICIPANT")]
		scope: Option<ParticipantId>,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a role another name
	Rename {
		/// Its number
		id: ApprovalRoleId,
		/// Its new name
		#[arg(long)]
		name: Name,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a role another scope
	Scope {
		/// Its number
		id: ApprovalRoleId,
		/// Only signers at or below this participant may use it [default: everybody]
		#[arg(long, value_name = "PARTICIPANT")]
		scope: Option<ParticipantId>,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a participant the role
	Add(Member),
	/// Take the role from a participant
	Remove(Member),
	/// Delete a role without members that stands in no flow
	Delete {
		/// Its number
		id: ApprovalRoleId,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// A role and a participant.
#[derive(Args)]
pub struct Member {
	/// Number of the role
	id: ApprovalRoleId,
	/// Number of the participant
	member: ParticipantId,
	#[command(flatten)]
	via: ViaCouncil,
}

/// What can be done with flows.
#[derive(Subcommand)]
pub enum FlowCommand {
	/// List the flows
	List,
	/// Create a flow
	Create {
		/// Its name, 1 to 128 bytes
		#[arg(long)]
		name: Name,
		/// A step, in the order of signing: WHO:SIGNATURES, where WHO is the number of a role of
		/// approval or a role of the chain, such as 3:2 or fiscalAuthority:1; up to five
		#[arg(long = "step", required = true, value_name = "WHO:SIGNATURES", value_parser = step)]
		steps: Vec<Step>,
		/// How long an approval may take: 1m to 366d
		#[arg(long, default_value = "7d", value_name = "TIME", value_parser = lifetime)]
		lifetime: Lifetime,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Retire a flow that no operation demands
	Retire {
		/// Its number
		id: FlowId,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// What can be done with operations of high risk.
#[derive(Subcommand)]
pub enum HighRiskCommand {
	/// List the operations that demand approval
	List,
	/// Make an operation demand a flow
	Set {
		/// The operation
		#[arg(value_parser = choice::<Operation>(OPERATIONS))]
		operation: Operation,
		/// Number of the flow
		#[arg(long)]
		flow: FlowId,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Let whoever has the role perform an operation again
	Clear {
		/// The operation
		#[arg(value_parser = choice::<Operation>(OPERATIONS))]
		operation: Operation,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// `3:2` or `fiscalAuthority:1`.
fn step(text: &str) -> Result<Step, String> {
	let fault = || "not WHO:SIGNATURES, such as 3:2 or fiscalAuthority:1".to_string();
	let (who, count) = text.split_once(':').ok_or_else(fault)?;
	let who = match who.parse() {
		Ok(role) => StepRole::Approval(role),
		Err(_) => serde_json::from_value::<Role>(Value::String(who.into()))
			.map(StepRole::Chain)
			.map_err(|_| fault())?,
	};
	let threshold =
		Threshold::new(count.parse().map_err(|_| fault())?).map_err(|fault| fault.to_string())?;
	Ok(Step { who, threshold })
}

fn lifetime(text: &str) -> Result<Lifetime, String> {
	let term = lock_term(text)?;
	Lifetime::new(term.get()).map_err(|fault| fault.to_string())
}

/// Makes or proposes a call, and finds the number of what it created.
async fn make(
	context: &Context,
	call: Call,
	via: &ViaCouncil,
	what: &str,
	created: Option<(&str, &str)>,
	known: Value,
) -> Result<Report, Fault> {
	context
		.make(&call, via, what, |outcome| {
			let Some((event, field)) = created else { return Ok(known) };
			let event = outcome.events.iter().find(|found| found.is("Approvals", event));
			let id = event.map(|event| event.field::<u32>(field)).transpose()?;
			Ok(json!({ "id": id }))
		})
		.await
}

/// Runs a command about roles.
pub async fn role(context: &Context, command: RoleCommand) -> Result<Report, Fault> {
	let (call, via, what, created, known) = match command {
		RoleCommand::List => {
			let roles = context.client().await?.approval_roles().await?;
			return Ok(Report::new(json!({ "roles": to_json(&roles)? }), role_lines(&roles)));
		}
		RoleCommand::Create { name, scope, via } => (
			approvals::create_role(&name, scope),
			via,
			format!("Created role {name}."),
			Some(("RoleCreated", "role")),
			Value::Null,
		),
		RoleCommand::Rename { id, name, via } => (
			approvals::rename_role(id, &name),
			via,
			format!("Role {id} is called {name}."),
			None,
			json!({ "id": id }),
		),
		RoleCommand::Scope { id, scope, via } => (
			approvals::set_role_scope(id, scope),
			via,
			format!("Set the scope of role {id}."),
			None,
			json!({ "id": id, "scope": scope }),
		),
		RoleCommand::Add(Member { id, member, via }) => (
			approvals::add_member(id, member),
			via,
			format!("Participant {member} has role {id}."),
			None,
			json!({ "id": id, "member": member }),
		),
		RoleCommand::Remove(Member { id, member, via }) => (
			approvals::remove_member(id, member),
			via,
			format!("Participant {member} has role {id} no more."),
			None,
			json!({ "id": id, "member": member }),
		),
		RoleCommand::Delete { id, via } => (
			approvals::delete_role(id),
			via,
			format!("Deleted role {id}."),
			None,
			json!({ "id": id }),
		),
	};
	make(context, call, &via, &what, created, known).await
}

/// Runs a command about flows.
pub async fn flow(context: &Context, command: FlowCommand) -> Result<Report, Fault> {
	match command {
		FlowCommand::List => {
			let flows = context.client().await?.approval_flows().await?;
			Ok(Report::new(json!({ "flows": to_json(&flows)? }), flow_lines(&flows)))
		}
		FlowCommand::Create { name, steps, lifetime, via } => {
			let call = approvals::create_flow(&name, &Steps::new(steps)?, lifetime);
			let what = format!("Created flow {name}.");
			let created = Some(("FlowCreated", "flow"));
			make(context, call, &via, &what, created, Value::Null).await
		}
		FlowCommand::Retire { id, via } => {
			let what = format!("Retired flow {id}.");
			let known = json!({ "id": id });
			make(context, approvals::retire_flow(id), &via, &what, None, known).await
		}
	}
}

/// Runs a command about operations of high risk.
pub async fn high_risk(context: &Context, command: HighRiskCommand) -> Result<Report, Fault> {
	match command {
		HighRiskCommand::List => {
			let demanded = context.client().await?.high_risk().await?;
			let line = |item: &fiscal_primitives::approval::HighRiskItem| {
				format!("{}  flow {}\n", word(&item.operation), item.flow)
			};
			let text = match demanded.is_empty() {
				true => "no operation demands approval\n".into(),
				false => demanded.iter().map(line).collect::<String>(),
			};
			Ok(Report::new(json!({ "operations": to_json(&demanded)? }), text))
		}
		HighRiskCommand::Set { operation, flow, via } => {
			let what = format!("{} demands flow {flow}.", word(&operation));
			let known = json!({ "operation": operation, "flow": flow });
			let call = approvals::set_high_risk(operation, Some(flow));
			make(context, call, &via, &what, None, known).await
		}
		HighRiskCommand::Clear { operation, via } => {
			let what = format!("{} demands no approval.", word(&operation));
			let known = json!({ "operation": operation, "flow": null });
			let call = approvals::set_high_risk(operation, None);
			make(context, call, &via, &what, None, known).await
		}
	}
}

fn role_lines(roles: &[RoleItem]) -> String {
	if roles.is_empty() {
		return "no roles\n".into();
	}
	let line = |item: &RoleItem| {
		let members: Vec<String> = item.role.members.iter().map(ToString::to_string).collect();
		let scope = match item.role.scope {
			Some(scope) => format!("below {scope}"),
			None => "everywhere".into(),
		};
		format!("{:4}  {}  {scope}, members {}\n", item.id.0, item.role.name, members.join(", "))
	};
	roles.iter().map(line).collect()
}

fn flow_lines(flows: &[FlowItem]) -> String {
	if flows.is_empty() {
		return "no flows\n".into();
	}
	let line = |item: &FlowItem| {
		let steps = item.flow.steps.as_slice().iter();
		let steps: Vec<String> = steps
			.map(|step| format!("{} of {}", step.threshold.get(), signers(&step.who)))
			.collect();
		let length = time::length(item.flow.lifetime.get());
		format!("{:4}  {}  {}; {length}\n", item.id.0, item.flow.name, steps.join(", then "))
	};
	flows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_command_line_knows_every_operation() {
		assert_eq!(Operation::ALL.map(|operation| word(&operation)).as_slice(), OPERATIONS);
	}

	#[test]
	fn a_step_is_a_role_and_a_number() {
		let read = step("3:2").unwrap();
		assert_eq!((read.who, read.threshold.get()), (StepRole::Approval(ApprovalRoleId(3)), 2));
		assert_eq!(step("council:1").unwrap().who, StepRole::Chain(Role::Council));
		for text in ["3", "3:", "3:0", "3:17", "king:1", ":1", "3:1:1"] {
			assert!(step(text).is_err(), "{text}");
		}
	}

	#[test]
	fn roles_and_flows_are_listed_in_lines() {
		let steps = vec![step("3:2").unwrap(), step("fiscalAuthority:1").unwrap()];
		let flow = fiscal_primitives::approval::Flow {
			name: "两级".parse().unwrap(),
			steps: Steps::new(steps).unwrap(),
			lifetime: Lifetime::DEFAULT,
		};
		let text = flow_lines(&[FlowItem { id: FlowId(1), flow }]);
		assert!(text.contains("2 of role 3, then 1 of fiscalAuthority; 7d"), "{text}");
		assert_eq!(role_lines(&[]), "no roles\n");
	}
}
