#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod cases;
mod events;
mod execution;
mod flows;
mod gate;
mod reads;
mod roles;
pub mod traits;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::OperationOf;
pub use types::{Due, GenesisFlow, GenesisHighRisk, GenesisRole};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use fiscal_primitives::{
		approval::{
			ApprovalCase, ApprovalId, ApprovalRole, Flow, Lifetime, RecordedEntry, Steps, MAX_CALL,
		},
		operation::{Actor, Operation},
		text::{Name, Reason},
		traits::ParticipantRegistry,
		AccountId, ApprovalRoleId, Did, Digest, FlowId, Moment, ParticipantId,
	};
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{IsSubType, Time},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::Dispatchable;

	/// The in-code storage version.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The approvals of the chain.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// With what the call of an approval is dispatched.
	#[pallet::origin]
	pub type Origin = crate::types::Origin;

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The runtime's origin.
		type RuntimeOrigin: From<Origin>
			+ Into<Result<Origin, <Self as Config>::RuntimeOrigin>>
			+ IsType<<Self as frame_system::Config>::RuntimeOrigin>;
		/// The runtime's calls.
		type RuntimeCall: Parameter
			+ Dispatchable<
				RuntimeOrigin = <Self as Config>::RuntimeOrigin,
				PostInfo = PostDispatchInfo,
			> + GetDispatchInfo
			+ From<Call<Self>>
			+ IsSubType<Call<Self>>
			+ IsType<<Self as frame_system::Config>::RuntimeCall>;
		/// The council: what it decides by a motion needs no approval.
		type CouncilOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;
		/// Which operation a call performs.
		type Operations: OperationOf<<Self as Config>::RuntimeCall>;
		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// The most a proposed call may weigh. Every `approve` and `execute` reserves it.
		#[pallet::constant]
		type MaxCallWeight: Get<Weight>;
		/// The most approvals that may be open at once.
		#[pallet::constant]
		type MaxOpen: Get<u32>;
		/// The most of them that one organisation may have proposed, whoever signed for it.
		#[pallet::constant]
		type MaxOpenPerProposer: Get<u32>;
		/// The most roles of approval there may be at once.
		#[pallet::constant]
		type MaxRoles: Get<u32>;
		/// The most flows there may be at once.
		#[pallet::constant]
		type MaxFlows: Get<u32>;
		/// The most approvals one block expires; the next blocks expire the others.
		#[pallet::constant]
		type MaxExpiriesPerBlock: Get<u32>;
		/// What the calls cost.
		type WeightInfo: WeightInfo;
		/// Makes participants for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<AccountId>;
	}

	/// The roles of approval 审批角色.
	#[pallet::storage]
	pub type Roles<T: Config> = StorageMap<_, Twox64Concat, ApprovalRoleId, ApprovalRole>;

	/// How many roles were ever created; they are numbered from 1 to this.
	#[pallet::storage]
	pub type RoleCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Number of entries of [`Roles`].
	#[pallet::storage]
	pub type LiveRoles<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The flows 审批流程 that approvals may take.
	#[pallet::storage]
	pub type Flows<T: Config> = StorageMap<_, Twox64Concat, FlowId, Flow>;

	/// How many flows were ever created; they are numbered from 1 to this.
	#[pallet::storage]
	pub type FlowCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Number of entries of [`Flows`].
	#[pallet::storage]
	pub type LiveFlows<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Operations of high risk 高风险操作 and the flow that each demands: at most one entry an
	/// operation.
	#[pallet::storage]
	pub type HighRisk<T: Config> = StorageMap<_, Twox64Concat, Operation, FlowId>;

	/// Every approval 审批单 ever proposed; none is removed.
	#[pallet::storage]
	pub type Cases<T: Config> = StorageMap<_, Twox64Concat, ApprovalId, ApprovalCase>;

	/// How many approvals were ever proposed; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The calls that were proposed, SCALE, by their SM3, but for those all of whose approvals were
	/// withdrawn.
	#[pallet::storage]
	pub type Calls<T: Config> = StorageMap<_, Identity, Digest, BoundedVec<u8, ConstU32<MAX_CALL>>>;

	/// The last approval of each call that is kept.
	#[pallet::storage]
	pub type LatestOf<T: Config> = StorageMap<_, Identity, Digest, ApprovalId>;

	/// The record of each approval, entry by entry, numbered from 0. R218, R219.
	#[pallet::storage]
	pub type Record<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ApprovalId, Identity, u32, RecordedEntry>;

	/// The open approvals, in the order of their deadlines.
	#[pallet::storage]
	pub type Deadlines<T: Config> = StorageDoubleMap<_, Identity, Due, Identity, ApprovalId, ()>;

	/// Number of entries of [`Deadlines`].
	#[pallet::storage]
	pub type OpenCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// How many open approvals were proposed for each organisation, where there are any.
	#[pallet::storage]
	pub type OpenBy<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, u32, ValueQuery>;

	/// Roles, flows and operations of high risk the chain starts with; roles and flows are numbered
	/// from 1 in the order given.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The roles of approval.
		pub roles: Vec<GenesisRole>,
		/// The flows.
		pub flows: Vec<GenesisFlow>,
		/// The operations of high risk.
		pub high_risk: Vec<GenesisHighRisk>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a flow names a role, or an operation a flow, that is not there, an operation is named
		/// twice, or there are more than the runtime admits.
		fn build(&self) {
			if let Err(fault) = Pallet::<T>::build_genesis(self) {
				panic!("genesis of approvals is refused: {fault:?}");
			}
		}
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such approval, role, flow, member or participant.
		NotFound,
		/// It is there already: the member, or another attempt at the approval.
		AlreadyExists,
		/// The signer may not do this: it does not hold the role of the step or of what it proposes,
		/// or did not propose.
		NotAuthorized,
		/// The participant is not active.
		NotActive,
		/// The approval was executed or withdrawn, for ever.
		Terminal,
		/// The state of the approval does not admit this.
		WrongState,
		/// The time of the approval has run out.
		Expired,
		/// It is so already.
		NothingChanged,
		/// The operation is of high risk: only a motion of the council serves, or an approval through
		/// the flow that it demands now.
		ApprovalRequired,
		/// The approval is for another operation.
		OperationMismatch,
		/// The approval is for another call.
		SubjectMismatch,
		/// No operation covers the call; it cannot be proposed.
		NotProposable,
		/// The operation is not of high risk: the proposer has to name a flow.
		FlowRequired,
		/// The operation demands another flow.
		FlowMismatch,
		/// The proposer cannot approve or reject.
		SameSigner,
		/// The participant has signed this approval.
		AlreadySigned,
		/// The participant stands outside of the scope of the role.
		OutOfScope,
		/// The role has members or stands in a flow, or an operation demands the flow.
		InUse,
		/// The encoding of calls changed since the call was proposed; propose it anew.
		RuntimeChanged,
		/// The call is longer than 32 KiB.
		MaxCallLengthExceeded,
		/// The call weighs more than an approval may carry.
		MaxCallWeightExceeded,
		/// As many approvals are open as there may be.
		MaxOpenExceeded,
		/// As many approvals of this organisation are open as there may be.
		MaxOpenPerProposerExceeded,
		/// 2^32 - 1 approvals were proposed.
		MaxApprovalsExceeded,
		/// There are as many roles as there may be.
		MaxRolesExceeded,
		/// The role has 64 members.
		MaxMembersExceeded,
		/// There are as many flows as there may be.
		MaxFlowsExceeded,
		/// The record of the approval is full.
		MaxRecordExceeded,
		/// The proposer, or somebody who signed the step, is of the same member of the first tier; a
		/// step for a role of the chain takes signatures of different members.
		SameMember,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Expires what ran out by the time of the block before, oldest first.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::sweep(Self::sweep(T::Time::now()))
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::MaxOpen::get() > 0, "nothing could ever be proposed");
			assert!(T::MaxOpenPerProposer::get() > 0, "nobody could ever propose");
			assert!(T::MaxExpiriesPerBlock::get() > 0, "nothing would ever be swept");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Creates a role of approval 审批角色, without members. R008.
		///
		/// Who: whoever [`Operation::ChangeApprovalFlows`] is open to (council, approval, fiscal
		/// authority), as for all calls up to `set_high_risk`; their errors are those of the gate.
		/// `name`: 1 to 128 bytes. `scope`: only signers at or below it may use the role.
		///
		/// Emits [`Event::RoleCreated`]. Errors: `NotFound` (scope), `MaxRolesExceeded`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create_role())]
		pub fn create_role(
			origin: OriginFor<T>,
			name: Name,
			scope: Option<ParticipantId>,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_create_role(name, scope, by)
		}

		/// Gives a role another name. R008.
		///
		/// Emits [`Event::RoleRenamed`]. Errors: `NotFound`, `NothingChanged`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::rename_role())]
		pub fn rename_role(
			origin: OriginFor<T>,
			role: ApprovalRoleId,
			name: Name,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_rename_role(role, name, by)
		}

		/// Gives a role another scope 管理范围; members outside of it stay, but sign no more. R008.
		///
		/// Emits [`Event::RoleScopeChanged`]. Errors: `NotFound` (role, scope), `NothingChanged`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_role_scope())]
		pub fn set_role_scope(
			origin: OriginFor<T>,
			role: ApprovalRoleId,
			scope: Option<ParticipantId>,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_set_role_scope(role, scope, by)
		}

		/// Gives a participant the role; its own key will sign, not those of accounts below it. R008.
		///
		/// Emits [`Event::MemberAdded`]. Errors: `NotFound`, `NotActive`, `OutOfScope`,
		/// `AlreadyExists`, `MaxMembersExceeded`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::add_member())]
		pub fn add_member(
			origin: OriginFor<T>,
			role: ApprovalRoleId,
			member: ParticipantId,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_add_member(role, member, by)
		}

		/// Takes the role from a participant. Its signatures stay. R008.
		///
		/// Emits [`Event::MemberRemoved`]. Errors: `NotFound`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::remove_member())]
		pub fn remove_member(
			origin: OriginFor<T>,
			role: ApprovalRoleId,
			member: ParticipantId,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_remove_member(role, member, by)
		}

		/// Deletes a role without members that stands in no flow. R008.
		///
		/// Emits [`Event::RoleDeleted`]. Errors: `NotFound`, `InUse`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::delete_role())]
		pub fn delete_role(origin: OriginFor<T>, role: ApprovalRoleId) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_delete_role(role, by)
		}

		/// Creates a flow 审批流程. R007, R052.
		///
		/// `steps`: 1 to 5, each with 1 to 16 signatures. `lifetime`: one minute to 366 days, in ms.
		///
		/// Emits [`Event::FlowCreated`]. Errors: `NotFound` (a role of a step), `MaxFlowsExceeded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::create_flow())]
		pub fn create_flow(
			origin: OriginFor<T>,
			name: Name,
			steps: Steps,
			lifetime: Lifetime,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_create_flow(name, steps, lifetime, by)
		}

		/// Retires a flow that no operation demands. Approvals keep the steps they began with. R007.
		///
		/// Emits [`Event::FlowRetired`]. Errors: `NotFound`, `InUse`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::retire_flow())]
		pub fn retire_flow(origin: OriginFor<T>, flow: FlowId) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_retire_flow(flow, by)
		}

		/// Makes an operation one of high risk 高风险操作 that demands the flow; none opens it again to
		/// whoever has its role. R011.
		///
		/// Emits [`Event::HighRiskChanged`]. Errors: `NotFound`, `NothingChanged`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_high_risk())]
		pub fn set_high_risk(
			origin: OriginFor<T>,
			operation: Operation,
			flow: Option<FlowId>,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::do_set_high_risk(operation, flow, by)
		}

		/// Proposes a call 提交审批. R007, R011, R218, R219.
		///
		/// Who: any active participant. The flow is the one the operation demands; where it demands
		/// none, the proposer names one and has to hold a role that may send the call; the role of the
		/// operation itself is asked once more when the call runs, as the signatures of such a flow
		/// are advice. `call`: at most 32 KiB and [`Config::MaxCallWeight`].
		///
		/// Emits [`Event::Proposed`]. Errors: `NotAuthorized` (no participant, no role), `NotActive`,
		/// `NotProposable`, `MaxCallLengthExceeded`, `MaxCallWeightExceeded`, `FlowRequired`,
		/// `FlowMismatch`, `NotFound` (flow), `MaxOpenExceeded`, `MaxOpenPerProposerExceeded`,
		/// `MaxApprovalsExceeded`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::propose())]
		pub fn propose(
			origin: OriginFor<T>,
			call: Box<<T as Config>::RuntimeCall>,
			flow: Option<FlowId>,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose(&who, &call, flow, reason)
		}

		/// Signs the step that waits 通过. With the last signature of the last step the call is
		/// dispatched at once; if it fails, the signature stands. R007, R052, R218, R219.
		///
		/// Who: an active participant with the role of the step that did not propose and has not
		/// signed; where that is a role of the chain, of another member of the first tier than the
		/// proposer and whoever signed the step. `subject`: SM3 of the call, so that nobody signs
		/// another than the one they read.
		///
		/// Emits [`Event::Approved`], and [`Event::Executed`] after the last. Errors: `NotFound`,
		/// `Terminal`, `WrongState`, `Expired`, `SubjectMismatch`, `RuntimeChanged`, `SameSigner`,
		/// `AlreadySigned`, `SameMember`, `NotActive`, `NotAuthorized`.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::closing(Pallet::<T>::chain_step(T::WeightInfo::approve())).saturating_add(T::MaxCallWeight::get()))]
		pub fn approve(
			origin: OriginFor<T>,
			id: ApprovalId,
			subject: Digest,
			comment: Option<Reason>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_approve(&who, id, subject, comment)
		}

		/// Rejects an approval at the step that waits 驳回. R007, R219.
		///
		/// Who: whoever might sign the step. Emits [`Event::Rejected`]. Errors: as `approve`, without
		/// `SubjectMismatch` and `RuntimeChanged`.
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::chain_step(T::WeightInfo::reject()))]
		pub fn reject(origin: OriginFor<T>, id: ApprovalId, reason: Reason) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject(&who, id, reason)
		}

		/// Withdraws an open approval 撤回, for ever. Its call is not kept, unless another approval is
		/// of the same; its record is. R007.
		///
		/// Who: the signer that proposed, while active. Emits [`Event::Withdrawn`]. Errors:
		/// `NotFound`, `Terminal`, `WrongState`, `Expired`, `NotActive`, `NotAuthorized`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, id: ApprovalId, reason: Reason) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, id, reason)
		}

		/// Proposes the call of a rejected or expired approval once more 重新提交, through the flow
		/// that the operation demands now, or else the same, as `propose` does. The new approval links
		/// to the old. R007.
		///
		/// Who: the signer that proposed, while active. Emits [`Event::Resubmitted`] and
		/// [`Event::Proposed`], before them [`Event::Expired`] if that was not noted yet. Errors:
		/// `NotFound`, `Terminal`, `WrongState`, `AlreadyExists`, `RuntimeChanged`, `NotActive`,
		/// `NotAuthorized`, those of `propose` about numbers and flows.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::resubmit())]
		pub fn resubmit(origin: OriginFor<T>, id: ApprovalId, reason: Reason) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resubmit(&who, id, reason)
		}

		/// Dispatches the call of an approval again whose execution failed. R007.
		///
		/// Who: the signer that proposed, while active. Emits [`Event::Executed`]. Errors: `NotFound`,
		/// `Terminal`, `WrongState`, `Expired`, `RuntimeChanged`, `MaxRecordExceeded`, `NotActive`,
		/// `NotAuthorized`.
		#[pallet::call_index(14)]
		#[pallet::weight(Pallet::<T>::closing(T::WeightInfo::execute()).saturating_add(T::MaxCallWeight::get()))]
		pub fn execute(origin: OriginFor<T>, id: ApprovalId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_execute(&who, id)
		}
	}
}
