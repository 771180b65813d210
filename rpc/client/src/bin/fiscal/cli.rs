//! The command line: what stands before and behind every command.

use crate::output::Report;
use crate::{
	approval::ApprovalCommand, bill::BillCommand, chain::ChainCommand, council::CouncilCommand,
	did::DidCommand, key::KeyCommand, lock::LockCommand, node::NodeCommand,
	observe::ObserveCommand, outbox::OutboxCommand, output::Output,
	participant::ParticipantCommand, permission::PermissionCommand, policy::PolicyCommand,
	proof::ProofCommand, quota::QuotaCommand, region::RegionCommand, scene::SceneCommand,
	upgrade::UpgradeCommand, validators::ValidatorsCommand, vc::VcCommand,
};
use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use fiscal_primitives::{text::Reason, FlowId};
use std::path::PathBuf;

/// FiscalChain 财票链 from the command line.
#[derive(Parser)]
#[command(name = "fiscal", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
	#[command(flatten)]
	pub global: Global,
	#[command(subcommand)]
	pub command: Command,
}

/// What every command understands.
#[derive(Args)]
pub struct Global {
	/// WebSocket address of the node
	#[arg(
		long,
		global = true,
		env = "FISCAL_URL",
		default_value = "ws://127.0.0.1:9944",
		help_heading = "Global options"
	)]
	pub url: String,
	/// Key file that signs; its password comes from FISCAL_KEY_PASSWORD or is asked for
	#[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
	pub key: Option<PathBuf>,
	/// Development key that signs: public knowledge, for development chains alone
	#[arg(
		long,
		global = true,
		value_name = "NAME",
		conflicts_with = "key",
		help_heading = "Global options"
	)]
	pub dev: Option<String>,
	/// Form of the answer
	#[arg(
		long,
		global = true,
		value_enum,
		default_value = "text",
		help_heading = "Global options"
	)]
	pub output: Output,
	/// How long to wait for a transaction to be final, in seconds
	#[arg(
		long,
		global = true,
		default_value_t = 60,
		value_parser = clap::value_parser!(u64).range(1..=86_400),
		help_heading = "Global options"
	)]
	pub timeout: u64,
}

/// The groups of commands.
#[derive(Subcommand)]
pub enum Command {
	/// Bills 票据: make, read, register, verify, change
	#[command(subcommand)]
	Bill(BillCommand),
	/// Locks 锁定: take, settle, release, take back
	#[command(subcommand)]
	Lock(LockCommand),
	/// Participants 参与方
	#[command(subcommand)]
	Participant(ParticipantCommand),
	/// Distributed identifiers 分布式标识
	#[command(subcommand)]
	Did(DidCommand),
	/// Access nodes 业务接入节点
	#[command(subcommand)]
	Node(NodeCommand),
	/// Scenes 场景
	#[command(subcommand)]
	Scene(SceneCommand),
	/// Transition rules 状态权限触发规则: who may do what to which bills
	#[command(subcommand)]
	Permission(PermissionCommand),
	/// Policies 策略
	#[command(subcommand)]
	Policy(PolicyCommand),
	/// Authorizations 授权 of holders: credentials, uses, dynamic codes, white list
	#[command(subcommand)]
	Vc(VcCommand),
	/// Quotas 配额 of participants
	#[command(subcommand)]
	Quota(QuotaCommand),
	/// Messages to systems outside of the chain 发件箱: destinations, dead letters
	#[command(subcommand)]
	Outbox(OutboxCommand),
	/// What validators observe outside of the chain 外部观察: bills from before it, comparison, evidence
	#[command(subcommand)]
	Observe(ObserveCommand),
	/// Reimbursement across provinces 跨省报销
	#[command(subcommand)]
	Region(RegionCommand),
	/// Approvals 审批: propose, sign, flows, roles, operations of high risk
	#[command(subcommand)]
	Approval(ApprovalCommand),
	/// The consortium council 联盟理事会
	#[command(subcommand)]
	Council(CouncilCommand),
	/// Upgrades of the chain's runtime
	#[command(subcommand)]
	Upgrade(UpgradeCommand),
	/// Key files
	#[command(subcommand)]
	Key(KeyCommand),
	/// The chain itself
	#[command(subcommand)]
	Chain(ChainCommand),
	/// Validators 验证节点: who decides the blocks
	#[command(subcommand)]
	Validators(ValidatorsCommand),
	/// Proofs 证明 of bills and locks, checked without a connection
	#[command(subcommand)]
	Proof(ProofCommand),
	/// Print the completions for a shell
	Completions {
		/// The shell
		shell: Shell,
	},
}

/// For commands that may need the consent of the council or an approval.
#[derive(Args, Default)]
pub struct ViaCouncil {
	/// Propose it to the consortium council instead of doing it
	#[arg(long)]
	pub via_council: bool,
	/// How many members must approve [default: as many as the runtime asks for]
	#[arg(long, value_name = "MEMBERS", requires = "via_council")]
	pub threshold: Option<u32>,
	/// Propose it for approval 审批 instead of doing it
	#[arg(long, conflicts_with = "via_council", requires = "approval_reason")]
	pub via_approval: bool,
	/// Number of the flow [default: the one the operation demands]
	#[arg(long, value_name = "FLOW", requires = "via_approval")]
	pub approval_flow: Option<FlowId>,
	/// Why it is proposed, for the record of the approval
	#[arg(long, value_name = "REASON", requires = "via_approval")]
	pub approval_reason: Option<Reason>,
}

/// The completions for a shell.
pub fn completions(shell: Shell) -> Report {
	let mut script = Vec::new();
	clap_complete::generate(shell, &mut Cli::command(), "fiscal", &mut script);
	Report::verbatim(String::from_utf8_lossy(&script).into_owned())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(line: &str) -> Result<Cli, clap::Error> {
		Cli::try_parse_from(line.split_whitespace())
	}

	fn refused(line: &str) -> clap::error::ErrorKind {
		match parse(line) {
			Err(error) => error.kind(),
			Ok(_) => panic!("accepted: {line}"),
		}
	}

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn every_documented_command_is_understood() {
		const DOCUMENT: &str = include_str!("../../../README.md");
		let commands: Vec<&str> =
			DOCUMENT.lines().filter_map(|line| line.strip_prefix("fiscal ")).collect();
		assert!(commands.len() > 40, "{}", commands.len());
		for command in commands {
			if let Err(error) = parse(&format!("fiscal {command}")) {
				panic!("fiscal {command}\n{error}");
			}
		}
	}

	#[test]
	fn every_command_is_documented() {
		const DOCUMENT: &str = include_str!("../../../README.md");
		fn walk(command: &clap::Command, path: &str, leaves: &mut Vec<String>) {
			let path = format!("{path}{} ", command.get_name());
			let mut children = command.get_subcommands().peekable();
			if children.peek().is_none() {
				leaves.push(path.clone());
			}
			children.for_each(|child| walk(child, &path, leaves));
		}
		let mut leaves = Vec::new();
		walk(&Cli::command(), "", &mut leaves);
		for leaf in leaves {
			let documented = DOCUMENT.lines().any(|line| format!("{line} ").starts_with(&leaf));
			assert!(documented, "{leaf}");
		}
	}

	#[test]
	fn global_options_stand_before_and_behind_a_command() {
		let before = parse("fiscal --dev Hospital --output json chain status").unwrap();
		let behind = parse("fiscal chain status --dev Hospital --output json").unwrap();
		for cli in [before, behind] {
			assert_eq!(cli.global.dev.as_deref(), Some("Hospital"));
			assert!(matches!(cli.global.output, Output::Json));
		}
	}

	#[test]
	fn a_signer_is_named_once() {
		use clap::error::ErrorKind;
		let kind = refused("fiscal chain status --dev Hospital --key hospital.pem");
		assert_eq!(kind, ErrorKind::ArgumentConflict);
	}

	#[test]
	fn values_out_of_their_bounds_are_refused() {
		use clap::error::ErrorKind;
		for line in [
			"fiscal bill get 3106012-0000000001",
			"fiscal bill register x.xml --scene 1 --node 1 --batch 501 --index-key 00",
			"fiscal bill register x.xml --scene 1 --node 1 --batch 0 --index-key 00",
			"fiscal bill verify 31060125 0000000001 abc 2025-01-02 1.00",
			"fiscal bill verify 31060125 0000000001 abcdef 2025-02-30 1.00",
			"fiscal bill verify 31060125 0000000001 abcdef 2025-01-02 1.001",
			"fiscal lock acquire 31060125-0000000001 --scene 1 --claim 1 --flow F --region 99",
			"fiscal scene register --name A --kind medical --weight 1 --lock-term 59s",
			"fiscal chain status --timeout 0",
			"fiscal bill get 31060125-0000000001 --proof out.json --since 4294967296",
		] {
			assert_eq!(refused(line), ErrorKind::ValueValidation, "{line}");
		}
		let kind = refused("fiscal bill get 31060125-0000000001 --since 5");
		assert_eq!(kind, ErrorKind::MissingRequiredArgument, "--since without --proof");
		let kind = refused("fiscal scene register --name A --kind fishing --weight 1");
		assert_eq!(kind, ErrorKind::InvalidValue);
	}
}
