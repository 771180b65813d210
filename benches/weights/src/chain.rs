//! The chain that is measured: the runtime in WASM over the genesis of a preset.

use crate::{genesis, host::HostFunctions};
use anyhow::{anyhow, Context, Result};
use codec::{Decode, Encode};
use fiscal_runtime::genesis_presets::DEVELOPMENT;
use fiscal_sm_crypto::{sm3_256, Sm3};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkResult};
use sc_client_db::BenchmarkingState;
use sc_executor::WasmExecutor;
use sp_core::{
	offchain::{
		testing::{TestOffchainExt, TestTransactionPoolExt},
		OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
	},
	storage::well_known_keys::CODE,
	traits::{CallContext, ReadRuntimeVersionExt, RuntimeCode, WrappedRuntimeCode},
};
use sp_externalities::Extensions;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_state_machine::{OverlayedChanges, StateMachine};

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
	/// How long it takes.
	Time,
	/// Which keys it reads and writes, which takes longer.
	Accesses,
}

/// The runtime and its state.
pub struct Chain {
	code: WrappedRuntimeCode<'static>,
	code_hash: Vec<u8>,
	executor: WasmExecutor<HostFunctions>,
	timed: BenchmarkingState<Sm3>,
	tracked: BenchmarkingState<Sm3>,
}

impl Chain {
	/// The runtime this tool was built with, over the genesis of the preset `development`.
	///
	/// # Errors
	/// The runtime was built without WASM, or builds no genesis.
	pub fn new() -> Result<Self> {
		let code = fiscal_runtime::WASM_BINARY.context("the runtime was built without WASM")?;
		let (fetcher, code_hash) = (WrappedRuntimeCode(code.into()), sm3_256(code).to_vec());
		let executor = WasmExecutor::builder().build();
		let mut genesis = {
			let hash = code_hash.clone();
			let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash };
			genesis::of_preset(&executor, &code, DEVELOPMENT)
				.with_context(|| format!("genesis of the preset {DEVELOPMENT}"))?
		};
		genesis.top.insert(CODE.to_vec(), code.to_vec());
		let state = |genesis, track| -> Result<BenchmarkingState<Sm3>> {
			// No proof is recorded: none is ever made of this chain's blocks.
			BenchmarkingState::new(genesis, None, false, track).map_err(anyhow::Error::msg)
		};
		Ok(Self {
			code: fetcher,
			code_hash,
			executor,
			timed: state(genesis.clone(), false)?,
			tracked: state(genesis, true)?,
		})
	}

	/// The benchmarks of the runtime, one list a pallet, without those that are marked `extra`.
	///
	/// # Errors
	/// The runtime was built without its benchmarks.
	pub fn benchmarks(&self) -> Result<Vec<BenchmarkList>> {
		let extra = false;
		let answer = self.call(&self.timed, "Benchmark_benchmark_metadata", &extra.encode())?;
		// The storage of the pallets follows, which nothing here asks for.
		Vec::<BenchmarkList>::decode(&mut answer.as_slice()).context("the list of benchmarks")
	}

	/// Runs a benchmark, each time from genesis on.
	///
	/// # Errors
	/// What the benchmark answers, or that the runtime panicked.
	pub fn run(&self, purpose: Purpose, run: &BenchmarkConfig) -> Result<Vec<BenchmarkResult>> {
		let state = match purpose {
			Purpose::Time => &self.timed,
			Purpose::Accesses => &self.tracked,
		};
		let answer = self.call(state, "Benchmark_dispatch_benchmark", &run.encode())?;
		let batches = <Result<Vec<BenchmarkBatch>, String>>::decode(&mut answer.as_slice())
			.context("the results of a benchmark")?
			.map_err(anyhow::Error::msg)?;
		Ok(batches.into_iter().flat_map(|batch| batch.results).collect())
	}

	fn call(
		&self,
		state: &BenchmarkingState<Sm3>,
		function: &str,
		arguments: &[u8],
	) -> Result<Vec<u8>> {
		let code = RuntimeCode {
			code_fetcher: &self.code,
			heap_pages: None,
			hash: self.code_hash.clone(),
		};
		let mut overlay = OverlayedChanges::<Sm3>::default();
		let mut extensions = self.extensions();
		let answer = StateMachine::new(
			state,
			&mut overlay,
			&self.executor,
			function,
			arguments,
			&mut extensions,
			&code,
			CallContext::Offchain,
		)
		.execute();
		answer.map_err(|fault| anyhow!("{function}: {fault}"))
	}

	/// What the host has for a runtime beside its functions, in memory.
	fn extensions(&self) -> Extensions {
		let (offchain, _) = TestOffchainExt::new();
		let (pool, _) = TestTransactionPoolExt::new();
		let mut extensions = Extensions::default();
		extensions.register(KeystoreExt::new(MemoryKeystore::new()));
		extensions.register(OffchainWorkerExt::new(offchain.clone()));
		extensions.register(OffchainDbExt::new(offchain));
		extensions.register(TransactionPoolExt::new(pool));
		extensions.register(ReadRuntimeVersionExt::new(self.executor.clone()));
		extensions
	}
}
