#![doc = include_str!("../README.md")]

use fiscal_runtime::genesis_presets::{CONSORTIUM, DEVELOPMENT, DEVNET};
use sc_chain_spec::{ChainType, GenericChainSpec, NoExtension, Properties};
use std::path::PathBuf;

/// A chain specification of FiscalChain. Its genesis is built by the runtime, which calls SM3.
pub type ChainSpec = GenericChainSpec<NoExtension, fiscal_sm_crypto::HostFunctions>;

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("hasher".into(), "sm3".into());
	properties.insert("signature".into(), "sm2".into());
	properties.insert("amountUnit".into(), "fen".into());
	properties
}

fn preset(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = fiscal_runtime::WASM_BINARY
		.ok_or("this binary was built without the WASM runtime (SKIP_WASM_BUILD)")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_protocol_id("fiscalchain")
		.with_chain_type(chain_type)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// The spec of a name (`dev`, `devnet`, `consortium`) or of a JSON file. Nothing else hands out specs
/// that contain development keys.
///
/// Errors: a file that cannot be read or is no chain spec, in words.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" => preset("FiscalChain development", "dev", ChainType::Development, DEVELOPMENT),
		"" | "devnet" => preset("FiscalChain devnet", "devnet", ChainType::Local, DEVNET),
		"consortium" => preset("FiscalChain", "consortium", ChainType::Live, CONSORTIUM),
		path => ChainSpec::from_json_file(PathBuf::from(path)),
	}
}
