#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// `construct_runtime` and `impl_runtime_apis` expand to items without docs.
#![allow(missing_docs)]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

// Before the others: what follows sees its macros.
#[cfg(any(feature = "runtime-benchmarks", test))]
#[cfg_attr(feature = "runtime-benchmarks", macro_use)]
mod benchmarks;

pub mod apis;
pub mod call_policy;
pub mod configs;
pub mod genesis_presets;
pub mod migrations;
mod validation;
pub mod weights;

use alloc::vec::Vec;
use fiscal_sm_crypto::{FiscalSignature, Sm3};
use sp_runtime::{generic, MultiAddress};
use sp_version::RuntimeVersion;

pub use apis::RuntimeApi;
pub use fiscal_primitives::{AccountId, BlockNumber};

/// Types for which the contents of extrinsics are opaque: what the node is built on, so that it
/// goes on across runtime upgrades.
pub mod opaque {
	use super::*;

	/// Block header.
	pub type Header = generic::Header<BlockNumber, Sm3>;
	/// Block with opaque extrinsics.
	pub type Block = generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
}

/// The version of the runtime. A change of behaviour raises `spec_version`; a change of the
/// encoding of calls or extensions raises `transaction_version` too.
#[cfg(not(feature = "next-version"))]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("fiscalchain"),
	impl_name: alloc::borrow::Cow::Borrowed("fiscalchain"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// The same runtime as the one that comes next, for tests of runtime upgrades. The attribute reads
/// literals alone, hence the repetition.
#[cfg(feature = "next-version")]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("fiscalchain"),
	impl_name: alloc::borrow::Cow::Borrowed("fiscalchain"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// How many signatures an account has given.
pub type Nonce = u32;
/// Hash of blocks, extrinsics and tries.
pub type Hash = sp_core::H256;
/// How accounts are written in extrinsics.
pub type Address = MultiAddress<AccountId, ()>;
/// Block header.
pub type Header = generic::Header<BlockNumber, Sm3>;
/// Block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// The checks every transaction passes, in this order.
pub type TxExtension = (
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	pallet_participants::CheckParticipant<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_quotas::ChargeQuota<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction signed with SM2.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, FiscalSignature, TxExtension>;

/// What of a transaction is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Runs blocks, and in the first one of a new version [`migrations::Migrations`], which it finds in the
/// configuration of `frame_system`.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;

	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;

	#[runtime::pallet_index(2)]
	pub type BftValidators = pallet_bft_validators;

	#[runtime::pallet_index(10)]
	pub type Council = pallet_collective<Instance1>;

	#[runtime::pallet_index(11)]
	pub type Consortium = pallet_consortium;

	#[runtime::pallet_index(12)]
	pub type Quotas = pallet_quotas;

	#[runtime::pallet_index(13)]
	pub type Approvals = pallet_approvals;

	#[runtime::pallet_index(20)]
	pub type Participants = pallet_participants;

	#[runtime::pallet_index(21)]
	pub type AccessNodes = pallet_access_nodes;

	#[runtime::pallet_index(22)]
	pub type Scenes = pallet_scenes;

	#[runtime::pallet_index(23)]
	pub type Policies = pallet_policies;

	#[runtime::pallet_index(30)]
	pub type Bills = pallet_bills;

	#[runtime::pallet_index(31)]
	pub type BillLocks = pallet_bill_locks;

	#[runtime::pallet_index(32)]
	pub type BillPermissions = pallet_bill_permissions;

	#[runtime::pallet_index(33)]
	pub type VcAuthorization = pallet_vc_authorization;

	#[runtime::pallet_index(40)]
	pub type Outbox = pallet_outbox;

	#[runtime::pallet_index(41)]
	pub type Observations = pallet_observations;

	#[runtime::pallet_index(42)]
	pub type CrossRegion = pallet_cross_region;
}
