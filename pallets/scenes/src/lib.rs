#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod impls;
mod reads;
mod resources;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use types::GenesisScene;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{GenesisScene, WeightInfo};
	use alloc::{boxed::Box, vec::Vec};
	use fiscal_primitives::{
		authorization::Scope,
		participant::Role,
		scene::{
			Change, LockTerm, Proposal, Resource, ResourceDetails, ResourceFields, ResourceType,
			RuleSet, RulesRecord, Scene, SceneKind, SceneStatus, Subject, Verdict,
		},
		text::{Name, Reason},
		traits::{Gate, ParticipantRegistry},
		AccountId, Actor, BillKey, Did, Digest, Moment, Operation, ParticipantId, ResourceId,
		ResourceTypeId, SceneId,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of administrators: fiscal authorities, approvals and the council.
		type Gate: Gate<Self::RuntimeOrigin>;

		/// Who is who: issuers register resources.
		type Participants: ParticipantRegistry<AccountId>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Every scene ever registered; none is removed.
	#[pallet::storage]
	pub type Scenes<T: Config> = StorageMap<_, Twox64Concat, SceneId, Scene, OptionQuery>;

	/// How many scenes were ever registered; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The field rules in force, where a scene has any.
	#[pallet::storage]
	pub type Rules<T: Config> = StorageMap<_, Twox64Concat, SceneId, RuleSet, OptionQuery>;

	/// Digest, time and decision of every version of the field rules of a scene, from version 1.
	#[pallet::storage]
	pub type RulesHistory<T: Config> =
		StorageDoubleMap<_, Twox64Concat, SceneId, Twox64Concat, u32, RulesRecord, OptionQuery>;

	/// Changes that wait for a second administrator, at most one a scene and subject.
	#[pallet::storage]
	pub type Proposals<T: Config> =
		StorageDoubleMap<_, Twox64Concat, SceneId, Twox64Concat, Subject, Proposal, OptionQuery>;

	/// Every type of resources ever registered; none is removed.
	#[pallet::storage]
	pub type ResourceTypes<T: Config> =
		StorageMap<_, Twox64Concat, ResourceTypeId, ResourceType, OptionQuery>;

	/// How many types of resources were ever registered; they are numbered from 1 to this.
	#[pallet::storage]
	pub type ResourceTypeCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Resources that issuers registered; none is removed.
	#[pallet::storage]
	pub type Resources<T: Config> = StorageMap<_, Twox64Concat, ResourceId, Resource, OptionQuery>;

	/// How many resources were ever registered; they are numbered from 1 to this.
	#[pallet::storage]
	pub type ResourceCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Scenes the chain starts with, numbered from 1 in the order given. The standard types of
	/// resources ([`ResourceType::standard`]) are there in any case, numbered from 1.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The scenes.
		pub scenes: Vec<GenesisScene>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If there are more than 2^32 - 1 scenes.
		fn build(&self) {
			for entry in &self.scenes {
				if let Err(fault) = Pallet::<T>::insert_genesis(entry.clone()) {
					panic!("genesis of scenes: {:?} is refused: {fault:?}", entry.name);
				}
			}
			for standard in ResourceType::standard() {
				if let Err(fault) = Pallet::<T>::insert_type(standard) {
					panic!("genesis of scenes: a standard type of resources is refused: {fault:?}");
				}
			}
		}
	}

	/// What happened. `by` is who decided.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A scene was registered: in force, or a draft that a second administrator has to confirm.
		Registered {
			/// Its number.
			scene: SceneId,
			/// The field it belongs to.
			kind: SceneKind,
			/// Its weight in disputes.
			weight: u32,
			/// How long its locks last, ms.
			lock_term: LockTerm,
			/// Draft or active.
			status: SceneStatus,
			/// Who registered it.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A change waits for the review of a second administrator.
		Proposed {
			/// The scene.
			scene: SceneId,
			/// What the change is about.
			subject: Subject,
			/// SM3 over the SCALE encoding of the change; the reviewer names it.
			digest: Digest,
			/// Who proposed it.
			by: Actor,
			/// The DID 提案者分布式身份标识 of whoever signed.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// The review of a change ended.
		Reviewed {
			/// The scene.
			scene: SceneId,
			/// What the change is about.
			subject: Subject,
			/// SM3 over the SCALE encoding of the change.
			digest: Digest,
			/// How it ended.
			verdict: Verdict,
			/// Who proposed the change.
			proposed_by: Actor,
			/// The DID 提案者分布式身份标识 of whoever signed the proposal.
			proposer_did: Option<Did>,
			/// Who ended the review.
			by: Actor,
			/// The DID 审批方分布式身份标识 of whoever signed.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why, where it was rejected or withdrawn.
			reason: Option<Reason>,
		},
		/// The terms of a scene changed, for locks taken from now on.
		Updated {
			/// The scene.
			scene: SceneId,
			/// Its weight in disputes now.
			weight: u32,
			/// How long its locks last now, ms.
			lock_term: LockTerm,
			/// SM3 of its form now.
			form: Option<Digest>,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// The state of a scene changed.
		StatusChanged {
			/// The scene.
			scene: SceneId,
			/// Its state before.
			from: SceneStatus,
			/// Its state now.
			to: SceneStatus,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why; none where a review made a draft active.
			reason: Option<Reason>,
		},
		/// The field rules of a scene were replaced, for bills registered from now on.
		RulesChanged {
			/// The scene.
			scene: SceneId,
			/// The version now, from 1.
			version: u32,
			/// SM3 over the SCALE encoding of the rules.
			digest: Digest,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A type of resources was registered.
		ResourceTypeRegistered {
			/// Its number.
			id: ResourceTypeId,
			/// SM3 over the SCALE encoding of its fields.
			digest: Digest,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A type of resources changed.
		ResourceTypeChanged {
			/// Its number.
			id: ResourceTypeId,
			/// Its version now.
			version: u32,
			/// Whether new resources of the type are accepted.
			active: bool,
			/// SM3 over the SCALE encoding of its fields.
			digest: Digest,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// An issuer registered a resource, or changed what is kept of one.
		ResourceRecorded {
			/// Its number.
			id: ResourceId,
			/// The issuer whose it is.
			owner: ParticipantId,
			/// Its version now, from 1.
			version: u32,
			/// Whether it is offered.
			active: bool,
			/// Its certificate 登记凭证: SM3 over the SCALE encoding of the record.
			certificate: Digest,
			/// Consensus time, Unix ms.
			at: Moment,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such scene, proposal, type of resources or resource.
		NotFound,
		/// A change of this subject waits for its review already.
		AlreadyExists,
		/// The scene is retired, for ever.
		Terminal,
		/// It is so already.
		NothingChanged,
		/// The scene is a draft until a second administrator confirms it.
		Unconfirmed,
		/// Who proposed a change does not confirm it, nor does anybody of the same member of the first
		/// tier.
		SameAdministrator,
		/// What waits for its review is not the change whose digest was named.
		DigestMismatch,
		/// 2^32 - 1 scenes were registered.
		MaxScenesExceeded,
		/// The scene, the type of resources or who proposed the change is not active.
		NotActive,
		/// The resource is another issuer's.
		NotAuthorized,
		/// 2^32 - 1 resources were registered.
		MaxResourcesExceeded,
		/// Field rules, a type of resources or a resource were changed 2^32 - 1 times.
		MaxVersionsExceeded,
		/// 2^32 - 1 types of resources were registered.
		MaxResourceTypesExceeded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a scene 场景登记: in force at once by the council or under an approval whose flow
		/// the operation demands, else as a draft that a second administrator has to
		/// [`Pallet::confirm`].
		///
		/// Who: [`Config::Gate`] for [`Operation::RegisterScene`], a fiscal authority. `name`: 1 to
		/// 128 bytes. `weight`: in disputes of one block the request of the heaviest scene wins.
		/// `lock_term`: one minute to 366 days, in ms. `form`: SM3 of the form that access nodes fill
		/// in to be admitted for the scene.
		///
		/// Emits [`Event::Registered`], and [`Event::Proposed`] for a draft.
		///
		/// # Errors
		/// Those of the gate, [`Error::MaxScenesExceeded`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			name: Name,
			kind: SceneKind,
			weight: u32,
			lock_term: LockTerm,
			form: Option<Digest>,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::RegisterScene, Role::FiscalAuthority)?;
			Self::do_register(name, kind, weight, lock_term, form, by)
		}

		/// Changes weight, lock term or form of a scene that is active or suspended; what is `None`
		/// stays. Locks that were taken keep their weight and their end. Takes effect at once by the
		/// council or under an approval whose flow is demanded, else when a second administrator
		/// confirms it.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeScene`], a fiscal authority.
		///
		/// Emits [`Event::Updated`] (and [`Event::Reviewed`] for a proposal that is overtaken), or
		/// [`Event::Proposed`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::Unconfirmed`],
		/// [`Error::NothingChanged`], [`Error::AlreadyExists`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update())]
		pub fn update(
			origin: OriginFor<T>,
			scene: SceneId,
			weight: Option<u32>,
			lock_term: Option<LockTerm>,
			form: Option<Digest>,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeScene, Role::FiscalAuthority)?;
			Self::propose_or_apply(scene, Change::Terms { weight, lock_term, form }, by)
		}

		/// Suspends 暂停, resumes 恢复 or retires 废止 a scene. Suspending and resuming takes effect at
		/// once, since suspending must not wait. Retired is for ever and ends every review: at once by
		/// the council, under an approval whose flow is demanded, or of a draft; else when a second
		/// administrator confirms it. To make a draft active, confirm its registration.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeScene`], a fiscal authority.
		///
		/// Emits [`Event::StatusChanged`], and [`Event::Reviewed`] for each proposal that ends; or
		/// [`Event::Proposed`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::NothingChanged`],
		/// [`Error::Unconfirmed`] from or to a draft, [`Error::AlreadyExists`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			scene: SceneId,
			status: SceneStatus,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeScene, Role::FiscalAuthority)?;
			Self::do_set_status(scene, status, reason, by)
		}

		/// Replaces the field rules of a scene that is active or suspended, for bills registered
		/// from then on. Takes effect at once by the council or under an approval whose flow is
		/// demanded, else when a second administrator confirms it.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeFieldRules`], a fiscal authority. `rules`: at
		/// most 24, free of contradictions ([`RuleSet::new`]); others do not decode.
		///
		/// Emits [`Event::RulesChanged`] (and [`Event::Reviewed`] for a proposal that is overtaken),
		/// or [`Event::Proposed`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::Unconfirmed`],
		/// [`Error::NothingChanged`], [`Error::AlreadyExists`], [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_rules())]
		pub fn set_rules(
			origin: OriginFor<T>,
			scene: SceneId,
			rules: Box<RuleSet>,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeFieldRules, Role::FiscalAuthority)?;
			Self::propose_or_apply(scene, Change::FieldRules { rules: *rules }, by)
		}

		/// Confirms 复核通过 a change that another administrator proposed; it takes effect. `digest`:
		/// that of the change, so that nobody confirms what was not read.
		///
		/// Who: [`Config::Gate`] for the operation that was proposed; of another member of the first
		/// tier than who proposed it, who has to be active still. Of the council, and of an approval
		/// whose flow is demanded, neither is asked.
		///
		/// Emits [`Event::Reviewed`] and the event of the change: [`Event::StatusChanged`],
		/// [`Event::Updated`] or [`Event::RulesChanged`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::DigestMismatch`],
		/// [`Error::SameAdministrator`], [`Error::NotActive`], [`Error::NothingChanged`],
		/// [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::confirm())]
		pub fn confirm(
			origin: OriginFor<T>,
			scene: SceneId,
			subject: Subject,
			digest: Digest,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Self::operation(subject), Role::FiscalAuthority)?;
			Self::do_confirm(scene, subject, digest, by)
		}

		/// Takes a proposal back 撤回, or as another administrator rejects it 驳回. A draft whose
		/// registration ends so is retired.
		///
		/// Who: [`Config::Gate`] for the operation that was proposed.
		///
		/// Emits [`Event::Reviewed`], and [`Event::StatusChanged`] for a draft.
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			scene: SceneId,
			subject: Subject,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Self::operation(subject), Role::FiscalAuthority)?;
			Self::do_withdraw(scene, subject, reason, by)
		}

		/// Registers a type of resources 票据资源类型 with its fields.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeResourceType`], a fiscal authority. `name`: 1
		/// to 128 bytes; `description`: 1 to 256 bytes; `scope`: the part of a bill it shows, none
		/// for what stands beside it; `fields`: 1 to 32 of different names.
		///
		/// Emits [`Event::ResourceTypeRegistered`].
		///
		/// # Errors
		/// Those of the gate, [`Error::MaxResourceTypesExceeded`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::register_resource_type())]
		pub fn register_resource_type(
			origin: OriginFor<T>,
			name: Name,
			description: Option<Reason>,
			scope: Option<Scope>,
			fields: ResourceFields,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeResourceType, Role::FiscalAuthority)?;
			let at = T::Time::now();
			let resource = ResourceType {
				name,
				description,
				scope,
				fields,
				version: 1,
				active: true,
				changed_at: at,
				by: Some(by),
			};
			let digest = resource.structure_digest();
			let id = Self::insert_type(resource)?;
			Self::deposit_event(Event::ResourceTypeRegistered { id, digest, by, at });
			Ok(())
		}

		/// Changes the description, the fields or the state of a type of resources; what is `None`
		/// stays. Its name and the part of a bill it shows are for ever.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeResourceType`], a fiscal authority.
		///
		/// Emits [`Event::ResourceTypeChanged`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::NothingChanged`],
		/// [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::change_resource_type())]
		pub fn change_resource_type(
			origin: OriginFor<T>,
			id: ResourceTypeId,
			description: Option<Reason>,
			fields: Option<ResourceFields>,
			active: Option<bool>,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeResourceType, Role::FiscalAuthority)?;
			Self::do_change_resource_type(id, description, fields, active, by)
		}

		/// Registers a resource 票据资源登记 of an active type for an active scene: what it is, where it
		/// is kept, what an authorization has to cover for it, and its certificate. `bill`: the bill
		/// it belongs to, if to one; whether that bill exists is not asked.
		///
		/// Who: an active issuer, who owns it. Emits [`Event::ResourceRecorded`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotActive`],
		/// [`Error::MaxResourcesExceeded`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::register_resource())]
		pub fn register_resource(
			origin: OriginFor<T>,
			resource_type: ResourceTypeId,
			scene: SceneId,
			bill: Option<BillKey>,
			details: ResourceDetails,
		) -> DispatchResult {
			let owner = T::Participants::ensure(&ensure_signed(origin)?, Role::Issuer)?;
			Self::do_register_resource(resource_type, scene, bill, details, owner)
		}

		/// Changes what is kept of a resource, or whether it is offered; what is `None` stays.
		///
		/// Who: the issuer whose it is. Emits [`Event::ResourceRecorded`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`],
		/// [`Error::NothingChanged`], [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::change_resource())]
		pub fn change_resource(
			origin: OriginFor<T>,
			id: ResourceId,
			details: Option<ResourceDetails>,
			active: Option<bool>,
		) -> DispatchResult {
			let owner = T::Participants::ensure(&ensure_signed(origin)?, Role::Issuer)?;
			Self::do_change_resource(id, details, active, owner)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
