//! Runs what the command line asks for.

use crate::{
	cli::{self, Cli, Subcommand},
	pool::Size,
	service, shutdown, Deviations,
};
use fiscal_runtime::opaque::Block;
use sc_cli::{KeySubcommand, SubstrateCli};
use sc_network::config::NetworkBackendType;
use sc_service::PartialComponents;

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"FiscalChain node 财票链节点".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn executable_name() -> String {
		"fiscal-node".into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		"FiscalChain".into()
	}

	fn support_url() -> String {
		concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		fiscal_chain_spec::load(id).map(|spec| Box::new(spec) as Box<_>)
	}

	fn setup_command(command: clap::Command) -> clap::Command {
		cli::adapt(command)
	}
}

/// What would be said many times a second at the usual level. `--log` overrides it.
const QUIET: [&str; 2] = ["arc_malachitebft_core_consensus=warn", "sc_basic_authorship=warn"];

/// Parses the command line and runs it.
pub fn run(deviations: Deviations) -> sc_cli::Result<()> {
	let mut cli = Cli::from_args();
	cli.run.shared_params.log.splice(0..0, QUIET.map(String::from));

	match &cli.subcommand {
		Some(Subcommand::Devnet(cmd)) => {
			cmd.run().map_err(|e| sc_cli::Error::Input(format!("{e:#}")))
		}
		Some(Subcommand::CheckBridges(cmd)) => cmd.run().map_err(sc_cli::Error::Input),
		Some(Subcommand::Key(cmd)) => match cmd {
			KeySubcommand::GenerateNodeKey(_) | KeySubcommand::InspectNodeKey(_) => cmd.run(&cli),
			KeySubcommand::Generate(_) | KeySubcommand::Insert(_) | KeySubcommand::Inspect(_) => {
				Err(sc_cli::Error::Input(
					"keys of this chain are SM2 keys in files: see fiscal-node validator-key for \
					 those of validators, fiscal key for those of participants"
						.into(),
				))
			}
		},
		Some(Subcommand::ValidatorKey(cmd)) => {
			cmd.run().map_err(|fault| sc_cli::Error::Input(fault.to_string()))
		}
		Some(Subcommand::BuildSpec(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
		}
		Some(Subcommand::CheckBlock(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config, Size::default(), None)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::ExportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, .. } =
					service::new_partial(&config, Size::default(), None)?;
				Ok((cmd.run(client, config.database), task_manager))
			})
		}
		Some(Subcommand::ExportState(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, .. } =
					service::new_partial(&config, Size::default(), None)?;
				Ok((cmd.run(client, config.chain_spec), task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config, Size::default(), None)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::PurgeChain(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.database))
		}
		Some(Subcommand::Revert(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, backend, .. } =
					service::new_partial(&config, Size::default(), None)?;
				Ok((cmd.run(client, backend, None), task_manager))
			})
		}
		Some(Subcommand::ChainInfo(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run::<Block>(&config))
		}
		None => {
			cli.refuse_foreign_options().map_err(sc_cli::Error::Input)?;
			let runner = cli.create_runner(&cli.run)?;
			shutdown::let_late_tasks_end();
			let mut options = cli.fiscal.clone();
			let size = cli.pool_size();
			if cli.run.shared_params.is_dev() {
				options.key.imply_dev();
			}
			runner.run_node_until_exit(|mut config| async move {
				// What the SDK makes of `--dev`: session keys, which this chain has none of.
				config.dev_key_seed = None;
				match config.network.network_backend {
					NetworkBackendType::Libp2p => service::new_full::<
						sc_network::NetworkWorker<_, _>,
					>(config, options, size, deviations),
					NetworkBackendType::Litep2p => service::new_full::<
						sc_network::Litep2pNetworkBackend,
					>(config, options, size, deviations),
				}
				.map_err(sc_cli::Error::Service)
			})
		}
	}
}
