//! The command line of the node.

use crate::{
	bridges::{BridgesArgs, CheckBridgesCmd},
	devnet::DevnetCmd,
	pool::Size,
	validator_key::{ValidatorKeyArgs, ValidatorKeyCmd},
};
use clap::{Arg, Args, Command, Parser, Subcommand as ClapSubcommand, ValueEnum};
use sc_cli::TransactionPoolType;
use std::{path::PathBuf, time::Duration};

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

impl Cli {
	/// Refuses options of the SDK that belong to another consensus, rather than to pass over them.
	///
	/// # Errors
	/// What to give instead, in words.
	pub fn refuse_foreign_options(&self) -> Result<(), String> {
		if self.run.get_keyring().is_some() {
			return Err("--alice, --bob and the like name keys this chain does not know; on a \
				development chain give --validator --dev-validator N, with N from 1 to 4"
				.into());
		}
		if self.run.no_grandpa {
			return Err("--no-grandpa names a consensus this chain does not have; a node without \
				--validator never votes"
				.into());
		}
		if !matches!(self.run.pool_config.pool_type, TransactionPoolType::SingleState) {
			return Err(
				"--pool-type fork-aware keeps a state for each fork, and this chain has no \
				forks"
					.into(),
			);
		}
		Ok(())
	}

	/// How much the transaction pool holds.
	pub fn pool_size(&self) -> Size {
		let given = &self.run.pool_config;
		let dev = self.run.shared_params.is_dev();
		let ban = match given.tx_ban_seconds {
			Some(seconds) => Duration::from_secs(seconds),
			None if dev => Duration::ZERO,
			None => Size::default().ban,
		};
		Size { count: given.pool_limit, bytes: given.pool_kbytes.saturating_mul(1_024), ban }
	}
}

/// Adapts the SDK's command line: hides what has no meaning here, and says of the rest what it does
/// on this chain. Defaults that differ from the SDK's: unsafe RPC methods are closed even on the
/// loopback interface; the pool keeps one state, since final blocks do not compete, and has room for
/// a minute of full load (128 MiB), because what it drops leaves gaps in a sender's sequence; the trie
/// cache ends at 256 MiB rather than 1 GiB, which bounds a validator's memory: neither was measurably
/// faster where bills are written in the order of their numbers.
pub fn adapt(command: Command) -> Command {
	command
		.mut_arg("rpc_methods", |arg| arg.default_value("safe"))
		.mut_arg("pool_type", |arg| arg.default_value("single-state"))
		.mut_arg("pool_limit", |arg| arg.default_value("65536"))
		.mut_arg("pool_kbytes", |arg| arg.default_value("131072"))
		.mut_arg("trie_cache_size", |arg| arg.default_value("268435456"))
		.mut_arg("validator", |arg| {
			arg.help(VALIDATOR).long_help(format!("{VALIDATOR}.\n\n{VALIDATOR_MORE}"))
		})
		.mut_args(adapt_arg)
		.mut_subcommand("key", |key| {
			key.mut_subcommands(|command| {
				let foreign = FOREIGN_KEY_COMMANDS.contains(&command.get_name());
				command.hide(foreign)
			})
		})
		.mut_subcommands(|command| command.mut_args(adapt_arg))
}

/// Options that stand on the command line of the node and of its subcommands alike.
fn adapt_arg(arg: Arg) -> Arg {
	match arg.get_id().as_str() {
		"dev" => arg.help(DEV).long_help(format!("{DEV}.\n\n{DEV_MORE}")),
		"log" => arg.long_help(LOG),
		id if FOREIGN.contains(&id) => arg.hide(true),
		_ => arg,
	}
}

/// The SDK's options for keys and votes of another consensus.
const FOREIGN: [&str; 9] =
	["alice", "bob", "charlie", "dave", "eve", "ferdie", "no_grandpa", "one", "two"];
/// The SDK's commands for keys that are not SM2.
const FOREIGN_KEY_COMMANDS: [&str; 3] = ["generate", "insert", "inspect"];
const VALIDATOR: &str = "Be a validator: propose blocks and vote on them";
const VALIDATOR_MORE: &str =
	"Needs a key: --validator-key FILE, or --dev-validator N on a development chain.";
const DEV: &str = "Run the development chain";
const DEV_MORE: &str =
	"Sets --chain=dev, --validator, --dev-validator=1, --rpc-cors=all and --tmp, \
	unless they are given, and finds no peers by itself.";
const LOG: &str =
	"Log levels by target: TARGET=LEVEL, separated by commas; a level without target \
	is that of all others.\n\n\
	Levels are error, warn, info, debug and trace; without this option, info. Example: \
	--log warn,sync=debug";

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

	/// Keep the machine code of runtimes in this folder, so that the next start is faster
	///
	/// It is executed as it is found: nobody but the node's own user may write there. Nodes of one
	/// machine and one user can share it. Without it a node compiles its runtime at each start.
	#[arg(long, value_name = "DIR", env = "FISCAL_RUNTIME_CACHE")]
	pub runtime_cache: Option<PathBuf>,

	/// Which key the validator votes with.
	#[clap(flatten)]
	pub key: ValidatorKeyArgs,

	/// Which systems outside of the chain it is connected to.
	#[clap(flatten)]
	pub bridges: BridgesArgs,

	/// Stop when standard input ends: set by `devnet`, so that no validator outlives it.
	#[arg(long, hide = true)]
	pub stop_on_stdin_end: bool,
}

/// What the binary does beside running a node.
#[derive(Debug, ClapSubcommand)]
pub enum Subcommand {
	/// Starts several validators of one chain on this machine
	Devnet(DevnetCmd),

	/// Tries the connections to systems outside of the chain, and says in words what is wrong
	CheckBridges(CheckBridgesCmd),

	/// Makes and shows keys that identify nodes to their peers
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Makes and shows SM2 keys that validators vote with
	#[command(subcommand)]
	ValidatorKey(ValidatorKeyCmd),

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
	use clap::{error::ErrorKind, CommandFactory, FromArgMatches};
	use sc_cli::{CliConfiguration, SubstrateCli};

	fn command() -> Command {
		<Cli as SubstrateCli>::setup_command(Cli::command())
	}

	fn parse(arguments: &[&str]) -> Result<Cli, clap::Error> {
		let arguments = std::iter::once("fiscal-node").chain(arguments.iter().copied());
		command()
			.try_get_matches_from(arguments)
			.and_then(|matches| Cli::from_arg_matches(&matches))
	}

	#[test]
	fn the_command_line_is_consistent() {
		command().debug_assert();
	}

	#[test]
	fn unsafe_methods_are_closed_and_the_pool_is_single_state_by_default() {
		let cli = parse(&[]).unwrap();
		assert!(matches!(cli.run.rpc_methods().unwrap(), sc_service::RpcMethods::Safe));
		assert_eq!(cli.refuse_foreign_options(), Ok(()));
		let (size, default) = (cli.pool_size(), Size::default());
		assert_eq!((size.count, size.bytes, size.ban), (default.count, default.bytes, default.ban));
		assert_eq!(cli.run.import_params.trie_cache_size, 256 << 20);
		let forks = parse(&["--pool-type", "fork-aware"]).unwrap();
		assert!(forks.refuse_foreign_options().unwrap_err().contains("--pool-type"));
	}

	#[test]
	fn the_key_is_a_file_or_one_of_four_development_keys() {
		let key = |arguments: &[&str]| parse(arguments).map(|cli| cli.fiscal.key);
		let named = key(&["--validator-key", "k.pem", "--validator-key-password-file", "p"]);
		assert_eq!(named.unwrap().validator_key, Some("k.pem".into()));
		assert_eq!(key(&["--dev-validator", "4"]).unwrap().dev_validator, Some(4));
		let refused = |arguments: &[&str]| key(arguments).map(|_| ()).unwrap_err().kind();
		assert_eq!(refused(&["--dev-validator", "0"]), ErrorKind::ValueValidation);
		assert_eq!(refused(&["--dev-validator", "5"]), ErrorKind::ValueValidation);
		let both = ["--validator-key", "k.pem", "--dev-validator", "1"];
		assert_eq!(refused(&both), ErrorKind::ArgumentConflict);
		let alone = ["--validator-key-password-file", "p"];
		assert_eq!(refused(&alone), ErrorKind::MissingRequiredArgument);
	}

	#[test]
	fn connections_are_named_by_a_file_and_tried_by_a_command() {
		let cli = parse(&["--bridges", "bridges.toml"]).unwrap();
		assert_eq!(cli.fiscal.bridges.bridges, Some("bridges.toml".into()));
		let cli = parse(&["check-bridges", "--bridges", "b.toml", "--chain", "dev"]).unwrap();
		assert!(matches!(cli.subcommand, Some(Subcommand::CheckBridges(_))));
		let never = parse(&["check-bridges", "--timeout", "0"]).map(|_| ()).unwrap_err();
		assert_eq!(never.kind(), ErrorKind::ValueValidation);
	}

	#[test]
	fn options_of_another_consensus_are_refused_with_what_to_give_instead() {
		for option in ["--alice", "--bob", "--dave", "--two"] {
			let fault = parse(&[option]).unwrap().refuse_foreign_options().unwrap_err();
			assert!(fault.contains("--dev-validator"), "{option}: {fault}");
		}
		assert!(parse(&["--no-grandpa"]).unwrap().refuse_foreign_options().is_err());
		let ordinary = ["--validator", "--dev-validator", "1"];
		assert_eq!(parse(&ordinary).unwrap().refuse_foreign_options(), Ok(()));
	}

	#[test]
	fn the_help_names_no_other_consensus() {
		let mut command = command();
		command.build();
		let mut texts = vec![command.render_long_help().to_string()];
		for sub in command.get_subcommands_mut() {
			texts.push(sub.render_long_help().to_string());
		}
		for text in texts {
			for word in ["aura", "grandpa", "session key", "--alice"] {
				assert!(!text.to_lowercase().contains(word), "{word} in\n{text}");
			}
		}
	}
}
