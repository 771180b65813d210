//! What executes the runtime.

use crate::service::HostFunctions;
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::config::ExecutorConfiguration;
use std::path::{self, Path};

/// The executor that the SDK's options ask for, as `sc_service::new_wasm_executor` makes it, which
/// cannot be given a folder. With `cache`, machine code that a runtime was compiled to is kept in
/// that folder and taken from there at the next start.
pub fn new(config: &ExecutorConfiguration, cache: Option<&Path>) -> WasmExecutor<HostFunctions> {
	let heap = config.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: pages as _ }
	});
	let builder = WasmExecutor::<HostFunctions>::builder()
		.with_execution_method(config.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(config.max_runtime_instances)
		.with_runtime_cache_size(config.runtime_cache_size);
	match cache {
		// The cache takes no relative path.
		Some(folder) => {
			builder.with_cache_path(path::absolute(folder).unwrap_or_else(|_| folder.into()))
		}
		None => builder,
	}
	.build()
}
