//! The runtime APIs: what the node and its RPC may ask of the runtime.

use crate::{
	AccessNodes, AccountId, BftValidators, BillLocks, Bills, Block, BlockNumber, Executive,
	InherentDataExt, Nonce, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, System,
	Timestamp, UncheckedExtrinsic, VERSION,
};
use alloc::{boxed::Box, vec::Vec};
use fiscal_bft_primitives::{api::Schedule, Equivocation, Pace, ValidatorSet};
use fiscal_primitives::{
	changes::{BillChange, BlockChanges, LockChange},
	node::AccessNode,
	rpc::Served,
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	Bill, BillKey, Did, Digest, Lock, NodeId, Participant, ParticipantId, Scene, SceneId,
};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	traits::Get,
};
use frame_system::Phase;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::Block as BlockT,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult,
};
use sp_version::RuntimeVersion;

/// What the current block changed, read from its events.
fn block_changes() -> BlockChanges {
	let mut changes = BlockChanges { at: Timestamp::get(), ..Default::default() };
	for record in System::read_events_no_consensus() {
		let extrinsic = match record.phase {
			Phase::ApplyExtrinsic(index) => Some(index),
			Phase::Finalization | Phase::Initialization => None,
		};
		match &record.event {
			RuntimeEvent::Bills(event) => {
				for (key, action) in Bills::changes_of(event) {
					if let Some(bill) = pallet_bills::Bills::<Runtime>::get(key) {
						changes.bills.push(BillChange { key, action, extrinsic, bill });
					}
				}
			}
			RuntimeEvent::BillLocks(event) => {
				if let Some((key, event)) = BillLocks::changes_of(event) {
					changes.locks.push(LockChange { key, extrinsic, event });
				}
			}
			_ => (),
		}
	}
	changes
}

sp_api::impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(
			header: &<Block as BlockT>::Header,
		) -> sp_runtime::ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(
			data: sp_inherents::InherentData,
		) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl fiscal_bft_primitives::api::BftApi<Block> for Runtime {
		fn schedule() -> Option<Schedule> {
			BftValidators::schedule()
		}

		fn pace() -> Pace {
			BftValidators::pace()
		}

		fn earliest_time() -> u64 {
			let step: u64 = <Runtime as pallet_timestamp::Config>::MinimumPeriod::get();
			Timestamp::get().saturating_add(step)
		}

		fn set_changes(from: BlockNumber) -> Vec<BlockNumber> {
			BftValidators::set_changes(from)
		}

		fn set_decided(at: BlockNumber) -> Option<ValidatorSet> {
			BftValidators::set_decided(at)
		}

		fn equivocation_report(evidence: Equivocation) -> Option<<Block as BlockT>::Extrinsic> {
			BftValidators::is_news(&evidence).then(|| {
				let evidence = Box::new(evidence);
				UncheckedExtrinsic::new_bare(RuntimeCall::BftValidators(
					pallet_bft_validators::Call::report_equivocation { evidence },
				))
			})
		}
	}

	// The node's RPC server demands this API. Validators' keys are not in its keystore: there are
	// no session keys to make or to read.
	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			_owner: Vec<u8>,
			_seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			Default::default()
		}

		fn decode_session_keys(_encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			None
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl fiscal_runtime_api::BillsApi<Block> for Runtime {
		fn bill(key: BillKey) -> Option<Bill> {
			pallet_bills::Bills::<Runtime>::get(key)
		}

		fn verify_elements(elements: FiveElements) -> ElementsVerdict {
			Bills::verify_elements(&elements)
		}

		fn verify_digest(key: BillKey, digest: Digest) -> DigestVerdict {
			Bills::verify_digest(&key, &digest)
		}

		fn block_changes() -> BlockChanges {
			block_changes()
		}
	}

	impl fiscal_runtime_api::LocksApi<Block> for Runtime {
		fn lock(key: BillKey) -> Option<Lock> {
			BillLocks::live_lock(&key)
		}
	}

	impl fiscal_runtime_api::ParticipantsApi<Block> for Runtime {
		fn participant(id: ParticipantId) -> Option<Participant> {
			pallet_participants::Participants::<Runtime>::get(id)
		}

		fn participant_by_account(account: AccountId) -> Option<(ParticipantId, Participant)> {
			let id = pallet_participants::Accounts::<Runtime>::get(account)?;
			pallet_participants::Participants::<Runtime>::get(id).map(|participant| (id, participant))
		}

		fn participant_by_did(did: Did) -> Option<(ParticipantId, Participant)> {
			let id = pallet_participants::Dids::<Runtime>::get(did)?;
			pallet_participants::Participants::<Runtime>::get(id).map(|participant| (id, participant))
		}
	}

	impl fiscal_runtime_api::NodesApi<Block> for Runtime {
		fn node(id: NodeId) -> Option<(AccessNode, Vec<Served>)> {
			AccessNodes::node_with_relations(id)
		}
	}

	impl fiscal_runtime_api::ScenesApi<Block> for Runtime {
		fn scene(id: SceneId) -> Option<Scene> {
			pallet_scenes::Scenes::<Runtime>::get(id)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, crate::genesis_presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			crate::genesis_presets::preset_names()
		}
	}
}
