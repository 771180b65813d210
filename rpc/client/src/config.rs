//! What subxt has to know about this chain: SM3 hashing, SM2 accounts, no currency.

use fiscal_sm_crypto::{sm3_256, FiscalSignature};
use sp_core::H256;
use std::sync::Arc;
use subxt::{
	config::{
		substrate::SubstrateHeader,
		transaction_extensions::{
			CheckGenesis, CheckMortality, CheckMortalityParams, CheckNonce, CheckNonceParams,
			CheckSpecVersion, CheckTxVersion,
		},
		Config, HashFor, Hasher,
	},
	utils::{AccountId32, MultiAddress, Static},
	ArcMetadata, Metadata, OfflineClient,
};

use crate::faults::Fault;

/// The chain's configuration for subxt.
///
/// A default one knows no runtime and suits an online client; [`FiscalConfig::of`] is bound to one
/// runtime of one chain and suits an offline client.
#[derive(Clone, Default)]
pub struct FiscalConfig {
	genesis: Option<H256>,
	runtime: Option<Arc<Runtime>>,
}

/// One version of the chain's runtime.
pub struct Runtime {
	/// Version of its logic.
	pub spec_version: u32,
	/// Version of its transaction format.
	pub transaction_version: u32,
	/// What it says about itself.
	pub metadata: ArcMetadata,
}

/// The extensions that put bytes into a transaction or into what is signed. The chain's other
/// extensions (`CheckNonZeroSender`, `CheckWeight`, `CheckParticipant`, `ChargeQuota`,
/// `WeightReclaim`) are empty in both places, and a runtime with a further one that is not is
/// refused when a transaction is made.
pub type Extensions = (
	CheckSpecVersion,
	CheckTxVersion,
	CheckGenesis<FiscalConfig>,
	CheckMortality<FiscalConfig>,
	CheckNonce,
);

/// What a transaction's maker chooses of its extensions.
pub type ExtensionParams = ((), (), (), CheckMortalityParams<FiscalConfig>, CheckNonceParams);

/// A runtime of the chain, at which calls are encoded and events decoded.
pub type RuntimeClient = subxt::OfflineClientAtBlock<FiscalConfig>;

impl FiscalConfig {
	/// The configuration for one runtime of the chain that began with `genesis`.
	pub fn of(genesis: H256, runtime: Arc<Runtime>) -> Self {
		Self { genesis: Some(genesis), runtime: Some(runtime) }
	}

	/// A client that encodes and decodes for the runtime this configuration is bound to.
	///
	/// # Errors
	/// [`Fault::Internal`] for a configuration that knows no runtime.
	pub fn runtime_client(&self, block: u32) -> Result<RuntimeClient, Fault> {
		OfflineClient::new_with_config(self.clone())
			.at_block(block)
			.map_err(|fault| Fault::Internal(fault.to_string()))
	}
}

impl core::fmt::Debug for FiscalConfig {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("FiscalConfig")
			.field("genesis", &self.genesis)
			.field("spec_version", &self.runtime.as_ref().map(|runtime| runtime.spec_version))
			.finish()
	}
}

impl Config for FiscalConfig {
	type AccountId = AccountId32;
	type Address = MultiAddress<AccountId32, ()>;
	type Signature = Static<FiscalSignature>;
	type Header = SubstrateHeader<H256>;
	type TransactionExtensions = Extensions;
	type AssetId = u32;
	type Hasher = Sm3Hasher;

	fn genesis_hash(&self) -> Option<HashFor<Self>> {
		self.genesis
	}

	fn spec_and_transaction_version_for_block_number(&self, _: u64) -> Option<(u32, u32)> {
		self.runtime.as_ref().map(|runtime| (runtime.spec_version, runtime.transaction_version))
	}

	fn metadata_for_spec_version(&self, spec_version: u32) -> Option<ArcMetadata> {
		self.runtime
			.as_ref()
			.filter(|runtime| runtime.spec_version == spec_version)
			.map(|runtime| runtime.metadata.clone())
	}
}

/// SM3, as the chain hashes headers and transactions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sm3Hasher;

impl Hasher for Sm3Hasher {
	type Hash = H256;

	fn new(_: &Metadata) -> Self {
		Self
	}

	fn hash(&self, bytes: &[u8]) -> H256 {
		sm3_256(bytes).into()
	}
}
