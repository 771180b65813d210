//! Bridges to systems outside of the chain 外部系统对接: what of them runs on this node.
//!
//! | task | where |
//! | --- | --- |
//! | delivery of messages, observation | on every validator, under its own key |
//! | gateway 融合接口 for the platform and for organisations of here | where `[gateway]` is configured |
//! | periodic comparison with the non-tax system | where `[compare]` names ranges |
//!
//! Endpoints, certificates, credentials and time-outs stand in the file `--bridges FILE`, with overrides
//! from the environment: the README of `fiscal-bridge` lists the fields. Nothing of it is on the chain.
//! A validator without it takes part nevertheless: it says that it has no connection when it is its
//! turn, so that the next validator delivers.

mod chain;
mod check;
mod region;
mod systems;
mod tasks;

pub use check::CheckBridgesCmd;
pub use tasks::{start, Surroundings};

use crate::validator_key::is_for_development;
use clap::Args;
use fiscal_bridge::{Config, ConfigFault};
use sc_service::ChainType;
use std::path::PathBuf;

/// Under which name this module logs.
const LOG_TARGET: &str = "bridges";

/// Options that say which systems outside of the chain the node is connected to.
#[derive(Clone, Debug, Default, Args)]
pub struct BridgesArgs {
	/// Connections to systems outside of the chain: a TOML file
	///
	/// FISCAL_BRIDGE__SECTION__FIELD in the environment overrides a field. `fiscal-node check-bridges`
	/// tries each connection.
	#[arg(long, value_name = "FILE")]
	pub bridges: Option<PathBuf>,
}

impl BridgesArgs {
	/// The configuration. Keys that everybody knows, and connections without TLS, are for chains of type
	/// Development or Local.
	///
	/// # Errors
	/// [`ConfigFault`] that names the field.
	pub fn load(&self, chain_type: &ChainType) -> Result<Config, ConfigFault> {
		Config::load(self.bridges.as_deref(), is_for_development(chain_type))
	}
}
