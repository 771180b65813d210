//! The command line of the node.

use crate::devnet::DevnetCmd;
use clap::{Args, Parser, Subcommand as ClapSubcommand, ValueEnum};

/// `fiscal-node`: a validator or full node of FiscalChain.
#[derive(Debug, Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// Options of every Substrate node.
	#[clap(flatten)]
	pub run: sc_cli::RunCmd,

	/// Options of this node.
	#[clap(flatten)]
	pub fiscal: FiscalArgs,
}

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
	/// On.
	On,
	/// Off.
	Off,
}

impl Switch {
	/// Is it on?
	pub fn is_on(self) -> bool {
		self == Switch::On
	}
}

/// Options of this node beside Substrate's.
#[derive(Clone, Debug, Args)]
pub struct FiscalArgs {
	/// Keep the index of bills by payer, transaction and history beside the chain.
	#[arg(long, value_enum, default_value_t = Switch::On, value_name = "on|off")]
	pub bill_index: Switch,

	/// Offer the RPC methods that read the index.
	#[arg(long, value_enum, default_value_t = Switch::On, value_name = "on|off")]
	pub index_methods: Switch,

	/// Stop when standard input ends: set by `devnet`, so that no validator outlives it.
	#[arg(long, hide = true)]
	pub stop_on_stdin_end: bool,
}

/// What the binary does beside running a node.
#[derive(Debug, ClapSubcommand)]
pub enum Subcommand {
	/// Starts several validators of one chain on this machine
	Devnet(DevnetCmd),

	/// Key management utilities
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Builds a chain specification
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Validates blocks
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Exports blocks
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Exports the state of a block into a chain specification
	ExportState(sc_cli::ExportStateCmd),

	/// Imports blocks
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Removes the whole chain
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Reverts the chain to an earlier state
	Revert(sc_cli::RevertCmd),

	/// Prints meta information on the database
	ChainInfo(sc_cli::ChainInfoCmd),
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::{CommandFactory, FromArgMatches};
	use sc_cli::{CliConfiguration, SubstrateCli};

	#[test]
	fn the_command_line_is_consistent() {
		<Cli as SubstrateCli>::setup_command(Cli::command()).debug_assert();
	}

	#[test]
	fn unsafe_methods_are_closed_and_the_pool_is_single_state_by_default() {
		let command = <Cli as SubstrateCli>::setup_command(Cli::command());
		let cli = Cli::from_arg_matches(&command.get_matches_from(["fiscal-node"])).unwrap();
		assert!(matches!(cli.run.rpc_methods().unwrap(), sc_service::RpcMethods::Safe));
		assert!(matches!(cli.run.pool_config.pool_type, sc_cli::TransactionPoolType::SingleState));
	}
}
