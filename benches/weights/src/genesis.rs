//! The genesis of a preset, as the runtime builds it.

use crate::host::HostFunctions;
use anyhow::{anyhow, Context, Result};
use codec::{Decode, Encode};
use sc_executor::WasmExecutor;
use serde_json::Value;
use sp_core::{
	storage::Storage,
	traits::{CallContext, CodeExecutor, RuntimeCode},
};
use sp_state_machine::BasicExternalities;

/// The state of a chain that starts from the preset, without the code itself.
///
/// # Errors
/// The runtime has no such preset, or refuses it.
pub fn of_preset(
	executor: &WasmExecutor<HostFunctions>,
	code: &RuntimeCode<'_>,
	preset: &str,
) -> Result<Storage> {
	let mut config = named(executor, code, None).context("the configuration without a preset")?;
	merge(&mut config, named(executor, code, Some(preset))?);
	let config = serde_json::to_vec(&config)?.encode();
	let mut state = BasicExternalities::new_empty();
	let answer = call(executor, code, &mut state, "GenesisBuilder_build_state", &config)?;
	<Result<(), String>>::decode(&mut answer.as_slice())?.map_err(anyhow::Error::msg)?;
	Ok(state.into_storages())
}

/// The preset of that name; without a name, the whole configuration with its defaults.
fn named(
	executor: &WasmExecutor<HostFunctions>,
	code: &RuntimeCode<'_>,
	name: Option<&str>,
) -> Result<Value> {
	let mut state = BasicExternalities::new_empty();
	let argument = name.map(String::from).encode();
	let answer = call(executor, code, &mut state, "GenesisBuilder_get_preset", &argument)?;
	let json = <Option<Vec<u8>>>::decode(&mut answer.as_slice())?;
	Ok(serde_json::from_slice(&json.context("the runtime has none of that name")?)?)
}

fn call(
	executor: &WasmExecutor<HostFunctions>,
	code: &RuntimeCode<'_>,
	state: &mut BasicExternalities,
	function: &str,
	argument: &[u8],
) -> Result<Vec<u8>> {
	let (answer, _) = executor.call(state, code, function, argument, CallContext::Offchain);
	answer.map_err(|fault| anyhow!("{function}: {fault}"))
}

/// Lays the patch over the configuration; what it does not name stays.
fn merge(config: &mut Value, patch: Value) {
	match (config, patch) {
		(Value::Object(fields), Value::Object(patches)) => {
			for (name, patch) in patches {
				merge(fields.entry(name).or_insert(Value::Null), patch);
			}
		}
		(value, patch) => *value = patch,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_patch_changes_what_it_names() {
		let mut config = json!({ "a": { "x": 1, "y": [1, 2] }, "b": null, "c": 3 });
		merge(&mut config, json!({ "a": { "y": [3], "z": {} }, "b": { "d": 4 }, "c": null }));
		let expected = json!({ "a": { "x": 1, "y": [3], "z": {} }, "b": { "d": 4 }, "c": null });
		assert_eq!(config, expected);
	}
}
