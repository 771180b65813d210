//! The runtime APIs: what the node and its RPC may ask of the runtime. One macro writes them all, so
//! that what takes more than a call stands in the modules below.

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod bridges;
mod changes;
mod types;

use crate::{
	validation, AccessNodes, AccountId, Approvals, BftValidators, BillLocks, BillPermissions,
	Bills, Block, BlockNumber, CrossRegion, Executive, InherentDataExt, Nonce, Observations,
	Outbox, Participants, Policies, Runtime, RuntimeGenesisConfig, Scenes, System, Timestamp,
	UncheckedExtrinsic, VcAuthorization, VERSION,
};
use alloc::vec::Vec;
use frame_support::{genesis_builder_helper as genesis, traits::Get};
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::traits::Block as BlockT;
use types::*;

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

	impl fiscal_runtime_api::ValidateBatchApi<Block> for Runtime {
		fn validate_transactions(
			source: TransactionSource,
			transactions: Vec<OpaqueExtrinsic>,
			block_hash: <Block as BlockT>::Hash,
		) -> Vec<Option<TransactionValidity>> {
			validation::validate_transactions(source, transactions, block_hash)
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
			bridges::equivocation(evidence)
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
			changes::of_block()
		}

		fn number_ranges(
			code: BillCode,
			issuer: Option<ParticipantId>,
		) -> Vec<(ParticipantId, NumberRanges)> {
			Bills::number_ranges(code, issuer)
		}

		fn relations(key: BillKey) -> Option<(Bill, Option<RelationsRecord>)> {
			Bills::relations(&key)
		}

		fn pending(key: BillKey) -> Option<BillPending> {
			changes::pending(key)
		}
	}

	impl fiscal_runtime_api::LocksApi<Block> for Runtime {
		fn lock(key: BillKey) -> Option<Lock> {
			BillLocks::live_lock(&key)
		}
	}

	impl fiscal_runtime_api::PermissionsApi<Block> for Runtime {
		fn transition_rules() -> Vec<RuleInForce> {
			BillPermissions::rules()
		}

		fn transition_record(action: BillAction, version: u32) -> Option<TransitionRecord> {
			BillPermissions::record(action, version)
		}
	}

	impl fiscal_runtime_api::ParticipantsApi<Block> for Runtime {
		fn participant(id: ParticipantId) -> Option<Participant> {
			Participants::participant(id)
		}

		fn participant_by_account(account: AccountId) -> Option<(ParticipantId, Participant)> {
			Participants::by_account(&account)
		}

		fn participant_by_did(did: Did) -> Option<(ParticipantId, Participant)> {
			Participants::resolve(&did)
		}

		fn participant_by_identity(identity: Digest) -> Option<(ParticipantId, Participant)> {
			Participants::by_identity(identity)
		}

		fn standing(id: ParticipantId) -> Option<Standing> {
			Participants::standing(id)
		}

		fn decision(id: ParticipantId) -> Option<Decision> {
			Participants::decision(id)
		}

		fn participant_keys(id: ParticipantId) -> Vec<KeyRecord> {
			Participants::keys(id)
		}

		fn participant_details(id: ParticipantId) -> Vec<DetailsRecord> {
			Participants::details(id)
		}

		fn children(parent: Option<ParticipantId>, from: u32, limit: u32) -> Vec<TreeNode> {
			Participants::children(parent, from, limit)
		}

		fn payers(id: ParticipantId) -> Vec<PayerRef> {
			Participants::payers(id)
		}
	}

	impl fiscal_runtime_api::DidsApi<Block> for Runtime {
		fn did_record(did: Did) -> Option<DidRecord> {
			Participants::did_record(&did)
		}
	}

	impl fiscal_runtime_api::NodesApi<Block> for Runtime {
		fn node(id: NodeId) -> Option<NodeAnswer> {
			AccessNodes::node_answer(id)
		}

		fn nodes(after: NodeId, limit: u32) -> NodeSummaryPage {
			AccessNodes::node_list(after, limit)
		}

		fn nodes_of(participant: ParticipantId) -> Vec<NodeId> {
			AccessNodes::nodes_of(participant)
		}

		fn node_routes(after: NodeId, limit: u32) -> RoutesPage {
			AccessNodes::routes(after, limit)
		}

		fn node_admission(id: AdmissionId) -> Option<AdmissionAnswer> {
			AccessNodes::admission(id)
		}

		fn node_admissions(
			after: AdmissionId,
			limit: u32,
			applicant: Option<ParticipantId>,
			status: Option<AdmissionStatus>,
		) -> AdmissionPage {
			AccessNodes::admissions(after, limit, applicant, status)
		}

		fn node_code(node: NodeId, digest: Digest) -> Option<CodeAnswer> {
			AccessNodes::code(node, digest)
		}

		fn node_codes(node: NodeId, after: Option<Digest>, limit: u32) -> CodePage {
			AccessNodes::codes(node, after, limit)
		}

		fn node_devices(node: NodeId) -> Vec<DeviceAnswer> {
			AccessNodes::devices(node)
		}
	}

	impl fiscal_runtime_api::ScenesApi<Block> for Runtime {
		fn scene(id: SceneId) -> Option<SceneDetail> {
			Scenes::scene(id)
		}

		fn scenes(after: SceneId, limit: u32) -> Vec<SceneAnswer> {
			Scenes::scenes(after, limit)
		}

		fn scene_rules(id: SceneId) -> Option<RulesAnswer> {
			Scenes::scene_rules(id)
		}

		fn scene_rules_record(id: SceneId, version: u32) -> Option<RulesRecord> {
			Scenes::scene_rules_record(id, version)
		}

		fn resource_types(after: ResourceTypeId, limit: u32) -> Vec<ResourceTypeAnswer> {
			Scenes::resource_types(after, limit)
		}

		fn resource(id: ResourceId) -> Option<ResourceAnswer> {
			Scenes::resource(id)
		}
	}

	impl fiscal_runtime_api::ApprovalsApi<Block> for Runtime {
		fn approval(id: ApprovalId) -> Option<ApprovalAnswer> {
			Approvals::approval(id)
		}

		fn approvals(
			filter: ApprovalFilter,
			before: Option<ApprovalId>,
			limit: u32,
		) -> ApprovalPage {
			Approvals::approvals(filter, before, limit)
		}

		fn approvals_of(subject: Digest) -> Vec<ApprovalItem> {
			Approvals::approvals_of(subject)
		}

		fn approvals_waiting_for(signer: ParticipantId) -> Vec<ApprovalItem> {
			Approvals::approvals_waiting_for(signer)
		}

		fn approval_flows() -> Vec<(FlowId, Flow)> {
			Approvals::flows()
		}

		fn approval_roles() -> Vec<(ApprovalRoleId, ApprovalRole)> {
			Approvals::roles()
		}

		fn high_risk() -> Vec<(Operation, FlowId)> {
			Approvals::high_risk()
		}
	}

	impl fiscal_runtime_api::AuthorizationsApi<Block> for Runtime {
		fn authorization(digest: Digest) -> Option<AuthorizationAnswer> {
			VcAuthorization::authorization(digest)
		}

		fn authorization_check(
			digest: Option<Digest>,
			user: ParticipantId,
			bill: BillKey,
			scope: Scope,
			scene: SceneId,
			at: Option<Moment>,
		) -> CheckAnswer {
			VcAuthorization::check(digest, user, bill, scope, scene, at)
		}

		fn authorizations_by_holder(
			holder: ParticipantId,
			all: bool,
			after: Option<Digest>,
			limit: u32,
		) -> AuthorizationPage {
			VcAuthorization::by_holder(holder, all, after, limit)
		}

		fn authorizations_by_grantee(
			grantee: ParticipantId,
			all: bool,
			after: Option<Digest>,
			limit: u32,
		) -> AuthorizationPage {
			VcAuthorization::by_grantee(grantee, all, after, limit)
		}

		fn authorization_log(
			basis: Basis,
			participant: ParticipantId,
			scene: SceneId,
		) -> Option<LogHead> {
			VcAuthorization::log(basis, participant, scene)
		}

		fn credential_template(number: u32, version: Option<u32>) -> Option<TemplateAnswer> {
			VcAuthorization::template(number, version)
		}

		fn credential_delegate(id: ParticipantId) -> Option<Delegate> {
			VcAuthorization::delegate(id)
		}

		fn white_list_entry(participant: ParticipantId, scene: SceneId) -> Option<WhiteListEntry> {
			VcAuthorization::white_list_entry(participant, scene)
		}
	}

	impl fiscal_runtime_api::PoliciesApi<Block> for Runtime {
		fn policy(id: PolicyId, version: Option<u32>) -> Option<PolicyDetail> {
			Policies::policy(id, version)
		}

		fn policies(filter: ListFilter, cursor: u32, limit: u32) -> PolicyPage {
			Policies::policies(filter, cursor, limit)
		}

		fn policy_history(filter: TraceFilter, cursor: u32, limit: u32) -> ChangePage {
			Policies::history(filter, cursor, limit)
		}

		fn check_policy(subject: Subject) -> Option<Checked> {
			Policies::check(subject)
		}

		fn simulate_policy(subject: Subject, cases: Vec<Facts>) -> Option<Simulation> {
			Policies::simulate(subject, cases)
		}

		fn decide_policies(facts: Facts) -> Decided {
			Policies::decide(facts)
		}

		fn policy_stats(policy: Option<PolicyId>) -> StatsPage {
			Policies::stats(policy)
		}

		fn policy_set() -> PolicySet {
			Policies::set()
		}

		fn policy_set_changes(since: u32, limit: u32) -> Vec<(u32, SetChange)> {
			Policies::set_changes(since, limit)
		}

		fn policy_distribution(id: Option<DistributionId>) -> Option<DistributionDetail> {
			Policies::distribution(id)
		}

		fn policy_primitives(cursor: u32, limit: u32) -> PrimitivePage {
			Policies::primitives(cursor, limit)
		}

		fn policy_primitive(id: PrimitiveId, version: Option<u32>) -> Option<PrimitiveDetail> {
			Policies::primitive(id, version)
		}

		fn policy_labels(after: Option<Label>, limit: u32) -> Vec<(Label, LabelRecord)> {
			Policies::labels(after, limit)
		}

		fn policy_members(label: Label) -> Option<Members> {
			Policies::members(label)
		}

		fn policy_labels_of(member: Member) -> Vec<Label> {
			Policies::labels_of(member)
		}
	}

	impl fiscal_runtime_api::OutboxApi<Block> for Runtime {
		fn due(destination: Destination, from: MessageId, limit: u32) -> Paged<DueMessage> {
			Outbox::due(destination, from, limit)
		}

		fn message(id: MessageId) -> Option<MessageAnswer> {
			Outbox::message(id)
		}

		fn dead_letters(
			destination: Option<Destination>,
			from: MessageId,
			limit: u32,
		) -> Paged<MessageAnswer> {
			Outbox::dead_letters(destination, from, limit)
		}

		fn lanes_waiting(destination: Destination, lanes: Vec<Digest>) -> Vec<bool> {
			Outbox::lanes_waiting(destination, &lanes)
		}

		fn destination(destination: Destination) -> DestinationAnswer {
			Outbox::destination(destination)
		}

		fn destinations() -> Vec<DestinationAnswer> {
			Outbox::destinations()
		}
	}

	impl fiscal_runtime_api::ObservationsApi<Block> for Runtime {
		fn open_observations(from: ObservationId, limit: u32) -> Vec<ObservationAnswer> {
			Observations::open_observations(from, limit)
		}

		fn observation(id: ObservationId) -> Option<ObservationAnswer> {
			Observations::observation(id)
		}

		fn observation_results(from: ObservationId, limit: u32) -> Vec<ObservationAnswer> {
			Observations::observation_results(from, limit)
		}
	}

	impl fiscal_runtime_api::CrossRegionApi<Block> for Runtime {
		fn provinces() -> Vec<ProvinceAnswer> {
			CrossRegion::provinces()
		}

		fn region_platform() -> Option<RegionPlatform> {
			CrossRegion::region_platform()
		}

		fn filing(participant: ParticipantId) -> Option<FilingAnswer> {
			CrossRegion::filing(participant)
		}

		fn filing_of(org: OrgCode) -> Option<FilingAnswer> {
			CrossRegion::filing_of(org)
		}

		fn filings(after: u32, limit: u32) -> FilingPage {
			CrossRegion::filings(after, limit)
		}

		fn service(org: OrgCode) -> Option<Service> {
			CrossRegion::service(org)
		}

		fn foreign_org(region: Region, org: OrgCode) -> Option<ForeignOrgAnswer> {
			CrossRegion::foreign_org(region, org)
		}

		fn region_message(from: Region, id: MessageCode) -> Option<TakenMessage> {
			CrossRegion::region_message(from, id)
		}

		fn inbound_flow(flow: RegionFlow, operation: RegionOperation) -> Option<InboundFlow> {
			CrossRegion::inbound_flow(flow, operation)
		}

		fn outbound_flow(flow: RegionFlow) -> Option<OutboundAnswer> {
			CrossRegion::outbound_flow(flow)
		}

		fn outbound_flows(participant: ParticipantId, after: u32, limit: u32) -> OutboundPage {
			CrossRegion::outbound_flows(participant, after, limit)
		}
	}

	impl fiscal_runtime_api::BridgesApi<Block> for Runtime {
		fn reports_transaction(reports: Reports, signature: Signature) -> UncheckedExtrinsic {
			bridges::reports(reports, signature)
		}

		fn testimonies_transaction(testimonies: Testimonies, signature: Signature) -> UncheckedExtrinsic {
			bridges::testimonies(testimonies, signature)
		}

		fn inbound_transaction(message: Inbound, signature: Signature) -> UncheckedExtrinsic {
			bridges::inbound(message, signature)
		}

		fn bills_between(from: BillKey, to: BillKey, limit: u32) -> Vec<(BillKey, Bill)> {
			bridges::bills_between(from, to, limit)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			genesis::build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			genesis::get_preset::<RuntimeGenesisConfig>(id, crate::genesis_presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			crate::genesis_presets::preset_names()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(extra: bool) -> benchmarks::Listed {
			benchmarks::list(extra)
		}

		fn dispatch_benchmark(config: benchmarks::Wanted) -> benchmarks::Measured {
			benchmarks::dispatch(config)
		}
	}
}
