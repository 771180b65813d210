//! The command `fiscal`: everything a member of the consortium does with FiscalChain 财票链 from a
//! terminal or a script. The README lists the commands, the JSON output and the exit codes.
#![forbid(unsafe_code)]

mod approval;
mod approval_setup;
mod bill;
mod bill_change;
mod bill_difference;
mod bill_files;
mod bill_holder;
mod bill_numbers;
mod bill_pending;
mod bill_register;
mod bill_relations;
mod bill_verify;
mod chain;
mod cli;
mod context;
mod council;
mod did;
mod key;
mod lock;
mod node;
mod observe;
mod outbox;
mod output;
mod participant;
mod permission;
mod policy;
mod policy_chain;
mod policy_distribution;
mod policy_labels;
mod policy_offline;
mod policy_primitive;
mod proof;
mod quota;
mod region;
mod region_flow;
mod scene;
mod scene_data;
mod scene_resource;
mod scene_rules;
mod upgrade;
mod validators;
mod values;
mod vc;
mod vc_admin;
mod vc_history;
mod vc_offline;

use clap::Parser;
use cli::{Cli, Command};
use context::Context;
use fiscal_client::Fault;
use output::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
	let cli = Cli::parse();
	let output = cli.global.output;
	let answer = tokio::runtime::Builder::new_multi_thread()
		.enable_all()
		.build()
		.map_err(|fault| Fault::Internal(fault.to_string()))
		.and_then(|runtime| runtime.block_on(run(cli)));
	output.finish(answer)
}

async fn run(cli: Cli) -> Result<Report, Fault> {
	let context = Context::new(cli.global);
	match cli.command {
		Command::Bill(command) => bill::run(&context, command).await,
		Command::Lock(command) => lock::run(&context, command).await,
		Command::Participant(command) => participant::run(&context, command).await,
		Command::Did(command) => did::run(&context, command).await,
		Command::Node(command) => node::run(&context, command).await,
		Command::Scene(command) => scene::run(&context, command).await,
		Command::Permission(command) => permission::run(&context, command).await,
		Command::Policy(command) => policy::run(&context, command).await,
		Command::Vc(command) => vc::run(&context, command).await,
		Command::Quota(command) => quota::run(&context, command).await,
		Command::Outbox(command) => outbox::run(&context, command).await,
		Command::Observe(command) => observe::run(&context, command).await,
		Command::Region(command) => region::run(&context, command).await,
		Command::Approval(command) => approval::run(&context, command).await,
		Command::Council(command) => council::run(&context, command).await,
		Command::Upgrade(command) => upgrade::run(&context, command).await,
		Command::Key(command) => key::run(&context, command),
		Command::Chain(command) => chain::run(&context, command).await,
		Command::Validators(command) => validators::run(&context, command).await,
		Command::Proof(command) => proof::run(command),
		Command::Completions { shell } => Ok(cli::completions(shell)),
	}
}
