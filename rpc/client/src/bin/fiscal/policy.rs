//! `fiscal policy`: policies 策略. R041–R051, R063, R065, R218.

use crate::{
	context::Context,
	output::Report,
	policy_chain::{self, ChainCommand},
	policy_offline,
	policy_offline::OfflineCommand,
};
use clap::Subcommand;
use fiscal_client::Fault;

/// What can be done with policies.
#[derive(Subcommand)]
pub enum PolicyCommand {
	/// What needs no node
	#[command(flatten)]
	Offline(OfflineCommand),
	/// What is done on the chain
	#[command(flatten)]
	Chain(ChainCommand),
}

/// Runs a command.
pub async fn run(context: &Context, command: PolicyCommand) -> Result<Report, Fault> {
	match command {
		PolicyCommand::Offline(command) => policy_offline::run(command),
		PolicyCommand::Chain(command) => policy_chain::run(context, command).await,
	}
}
