//! Chains of the genesis presets, as far as the runtime goes.

use fiscal_runtime::{genesis_presets::get_preset, RuntimeGenesisConfig};
use frame_support::genesis_builder_helper::build_state;
use serde_json::Value;

/// What a chain specification does with a preset: its fields replace those of the default.
fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (name, value) in patch {
				merge(base.entry(name).or_insert(Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

/// The state of a chain that starts from the preset.
pub fn chain(preset: &str) -> sp_io::TestExternalities {
	let mut genesis = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	let patch = get_preset(&preset.into()).expect("the preset exists");
	merge(&mut genesis, serde_json::from_slice(&patch).unwrap());
	let mut chain = sp_io::TestExternalities::new(Default::default());
	chain.execute_with(|| {
		build_state::<RuntimeGenesisConfig>(serde_json::to_vec(&genesis).unwrap()).unwrap();
	});
	chain
}
