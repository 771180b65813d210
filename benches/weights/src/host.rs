//! What the runtime imports while it is measured: the node's host functions, those of benchmarks,
//! and a check of signatures that remembers nothing.
//!
//! The node remembers valid signatures, and tables of keys that sign often. A benchmark shows it the
//! same signature in every run and would measure that memory. The weight of a call has to hold for a
//! signature, and a key, that nobody has seen.

use fiscal_sm_crypto::KnownKeys;
use sp_runtime_interface::{
	pass_by::{PassFatPointerAndRead, PassPointerAndRead},
	runtime_interface,
	sp_wasm_interface::ExtendedHostFunctions,
};
use std::sync::LazyLock;

/// What a runtime imports beside the SDK's own functions.
pub type ExtraHostFunctions = (
	frame_benchmarking::benchmarking::HostFunctions,
	ExtendedHostFunctions<fiscal_sm_crypto::HostFunctions, sm::HostFunctions>,
);

/// All that a runtime imports.
pub type HostFunctions = (sp_io::SubstrateHostFunctions, ExtraHostFunctions);

static NO_KEYS: LazyLock<KnownKeys> = LazyLock::new(|| KnownKeys::new(0, 0));

/// The function of `fiscal_sm_crypto::host` whose result the node remembers, under the same name.
#[runtime_interface]
pub trait Sm {
	/// Whether `signature` (r‖s, 64 bytes) of `message` was made by the holder of `public` (33 bytes,
	/// compressed); computed in full each time.
	#[version(1)]
	fn sm2_verify(
		signature: PassPointerAndRead<&[u8; 64], 64>,
		message: PassFatPointerAndRead<&[u8]>,
		public: PassPointerAndRead<&[u8; 33], 33>,
	) -> bool {
		NO_KEYS.verify(public, message, signature)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;
	use sp_runtime_interface::sp_wasm_interface::HostFunctions as _;

	#[test]
	fn the_runtime_finds_each_function_once() {
		let names =
			|functions: Vec<&'static dyn sp_runtime_interface::sp_wasm_interface::Function>| {
				let mut names: Vec<String> =
					functions.iter().map(|function| function.name().into()).collect();
				names.sort();
				names
			};
		let own = names(sm::HostFunctions::host_functions());
		assert_eq!(own, ["ext_sm_sm2_verify_version_1"]);
		let node = names(fiscal_sm_crypto::HostFunctions::host_functions());
		let both = ExtendedHostFunctions::<fiscal_sm_crypto::HostFunctions, sm::HostFunctions>::host_functions();
		assert_eq!(names(both), node);
	}

	#[test]
	fn no_key_is_remembered() {
		let pair = Pair::from_dev_name("Finance");
		let (signature, public) = (pair.sign(b"again"), pair.public());
		for _ in 0..10 {
			assert!(NO_KEYS.verify(public.as_bytes(), b"again", signature.as_bytes()));
		}
		let stats = NO_KEYS.stats();
		assert_eq!((stats.keys, stats.tables), (0, 0));
	}
}
