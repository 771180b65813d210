#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

mod admission;
mod authority;
#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod changes;
mod events;
pub mod extension;
mod keys;
pub mod reads;
pub mod refusal;
mod standing;
pub mod traits;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use extension::CheckParticipant;
pub use traits::CallPolicy;
pub use types::{Binding, GenesisParticipant, PastDetails, PastKey};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

#[import_section(events::events)]
#[frame_support::pallet]
// The macro makes functions of all arguments of a call.
#[allow(clippy::too_many_arguments)]
pub mod pallet {
	use crate::{
		admission::Newcomer, Binding, CallPolicy, GenesisParticipant, PastDetails, PastKey,
		WeightInfo,
	};
	use alloc::vec::Vec;
	use fiscal_primitives::{
		did::Services,
		participant::{
			AccountLabel, ChildKind, Decision, Details, EndorsementProof, Participant,
			ParticipantKind, Role, Roles, Status, Tier, MAX_PAYERS,
		},
		text::{Name, Reason},
		traits::{Gate, OnParticipantStatus, Outbox, ParticipantRegistry},
		AccountId, Actor, Did, Digest, Moment, Operation, ParticipantId, PayerRef,
	};
	use fiscal_sm_crypto::{Public, Signature};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// Layout of the storage: 1 is the tree with keys that rotate.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, Hash = Digest, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of administrative calls: council, approvals, and roles that act alone.
		type Gate: Gate<Self::RuntimeOrigin>;

		/// Which roles may send which call as a transaction.
		type CallPolicy: CallPolicy<Self::RuntimeCall>;

		/// Whoever has to know when states and keys change.
		type OnStatus: OnParticipantStatus;

		/// Where evidence of admissions goes 准入存证.
		type Outbox: Outbox;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls and of [`crate::CheckParticipant`].
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Every participant ever admitted; none is removed.
	#[pallet::storage]
	pub type Participants<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, Participant, OptionQuery>;

	/// Whose key in use an account belongs to, and for whom it acts. The key is a digest already.
	#[pallet::storage]
	pub type Accounts<T: Config> = StorageMap<_, Identity, AccountId, Binding, OptionQuery>;

	/// The participant of a DID. The key is a digest already.
	#[pallet::storage]
	pub type Dids<T: Config> = StorageMap<_, Identity, Did, ParticipantId, OptionQuery>;

	/// The participant of a real-world identity (SM3-HMAC, 32 bytes), so that one identity is
	/// admitted once. Citizens stand in [`Holders`] instead.
	#[pallet::storage]
	pub type Identities<T: Config> = StorageMap<_, Identity, Digest, ParticipantId, OptionQuery>;

	/// The citizen or organisation to whom a payer reference is bound, for ever. The key is a digest
	/// already.
	#[pallet::storage]
	pub type Holders<T: Config> = StorageMap<_, Identity, PayerRef, ParticipantId, OptionQuery>;

	/// The payer references of an organisation, and of a citizen after the first, which stands in the
	/// record itself.
	#[pallet::storage]
	pub type MorePayers<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ParticipantId,
		BoundedVec<PayerRef, ConstU32<{ MAX_PAYERS - 1 }>>,
		ValueQuery,
	>;

	/// How many participants were ever admitted; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The children of a participant in the order of admission, from 0; under participant 0, which
	/// does not exist, stand the members.
	#[pallet::storage]
	pub type Children<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ParticipantId,
		Twox64Concat,
		u32,
		ParticipantId,
		OptionQuery,
	>;

	/// How many children a participant has; under participant 0 the number of members.
	#[pallet::storage]
	pub type ChildCount<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, u32, ValueQuery>;

	/// Keys that are no longer in use, by participant and version.
	#[pallet::storage]
	pub type PastKeys<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ParticipantId, Twox64Concat, u32, PastKey, OptionQuery>;

	/// Whose account it was: accounts of past keys are never bound again.
	#[pallet::storage]
	pub type PastAccounts<T: Config> =
		StorageMap<_, Identity, AccountId, ParticipantId, OptionQuery>;

	/// Names and labels that no longer hold, by participant and version.
	#[pallet::storage]
	pub type PastDetailsOf<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ParticipantId,
		Twox64Concat,
		u32,
		PastDetails,
		OptionQuery,
	>;

	/// The last administrative decision about a participant.
	#[pallet::storage]
	pub type Decisions<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, Decision, OptionQuery>;

	/// Where a participant can be reached; part of its DID document.
	#[pallet::storage]
	pub type ServicesOf<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, Services, ValueQuery>;

	/// Participants the chain starts with, numbered from 1 in the order given.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The participants.
		pub participants: Vec<GenesisParticipant>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a participant has no role or one its parent may not hand down, if its parent does not
		/// stand before it, or if an account, DID or identity stands twice: a chain must not start
		/// from such a genesis.
		fn build(&self) {
			for entry in &self.participants {
				if let Err(fault) = Pallet::<T>::insert_genesis(entry.clone()) {
					panic!("genesis of participants: {:?} is refused: {fault:?}", entry.name);
				}
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Admits a member 准入 in the first tier: registers its DID `SM3(key)[..22]` and its
		/// account `SM3(key)`.
		///
		/// Who: the council, or a member of it under an approval ([`Operation::AdmitParticipant`]).
		/// `name`: 1 to 128 bytes. `kind`: organisation or person. `roles`: one at least. `key`: its
		/// compressed SM2 key, 33 bytes. `identity`: SM3-HMAC of its real-world identity, 32 bytes.
		/// `proof`: signature by `key` over [`fiscal_primitives::participant::admission_payload`]
		/// without a parent.
		///
		/// Emits [`Event::Admitted`], and leaves evidence of the admission.
		///
		/// # Errors
		/// Those of [`Gate::ensure`], [`Error::NotAuthorized`], [`Error::WrongKind`],
		/// [`Error::NoRole`], [`Error::AlreadyExists`], [`Error::InvalidProof`],
		/// [`Error::MaxParticipantsExceeded`]; those of [`Outbox::ensure_room`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::admit().saturating_add(T::Outbox::send_weight()))]
		pub fn admit(
			origin: OriginFor<T>,
			name: Name,
			kind: ParticipantKind,
			roles: Roles,
			key: Public,
			identity: Digest,
			proof: Signature,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::AdmitParticipant, Role::Council)?;
			Self::ensure_decided_together(&by)?;
			ensure!(kind != ParticipantKind::Account, Error::<T>::WrongKind);
			let newcomer = Newcomer::member(name, kind, roles, key, identity);
			Self::ensure_new(&newcomer)?;
			Self::ensure_possession(None, &key, &proof)?;
			Self::admit_newcomer(newcomer, by)
		}

		/// Freezes 冻结, thaws 解冻 or cancels 注销 a participant, and with it everything below.
		/// Cancelled is for ever.
		///
		/// Who ([`Operation::ChangeParticipantStatus`]): the council; an administrator of a domain
		/// inside of it; a fiscal authority of the first tier about anybody; whoever has an
		/// approval. But nobody about itself or its own organisation, and nobody but the council
		/// about a member of the council. A cancelled participant keeps its account, DID and
		/// identity, and its account keeps its nonce.
		///
		/// Emits [`Event::StatusChanged`].
		///
		/// # Errors
		/// [`Error::NotFound`] for an unknown participant or signer, [`Error::NotActive`] for a
		/// signer who is not active, [`Error::NotAuthorized`], [`Error::Terminal`],
		/// [`Error::NothingChanged`]; those of [`Gate::ensure`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_status().saturating_add(T::OnStatus::status_weight()))]
		pub fn set_status(
			origin: OriginFor<T>,
			id: ParticipantId,
			status: Status,
			reason: Reason,
		) -> DispatchResult {
			Self::change_status(origin, id, status, reason)
		}

		/// Replaces the roles of a participant that is not cancelled.
		///
		/// Who ([`Operation::ChangeParticipantRoles`]): the council; an administrator of a domain
		/// inside of it, but not about itself. Roles of the first tier are changed by the council
		/// or under an approval alone, and those of citizens not at all. `roles`: one at least;
		/// below a parent none that it may not hand down.
		///
		/// Emits [`Event::RolesChanged`].
		///
		/// # Errors
		/// Those of [`Gate::ensure`], [`Error::NoRole`], [`Error::NotFound`],
		/// [`Error::NotAuthorized`], [`Error::WrongTier`], [`Error::RoleNotHandedDown`],
		/// [`Error::Terminal`], [`Error::NothingChanged`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_roles())]
		pub fn set_roles(
			origin: OriginFor<T>,
			id: ParticipantId,
			roles: Roles,
			reason: Reason,
		) -> DispatchResult {
			Self::change_roles(origin, id, roles, reason)
		}

		/// Admits an organisation below a member, or an account 操作员账户、场景账户 below a member
		/// or an organisation.
		///
		/// Who ([`Operation::AdmitParticipant`]): the council; a fiscal authority for organisations
		/// below itself; an organisation or an administrator of its domain for accounts inside of
		/// it; whoever has an approval, inside of its own domain. `roles`: one at least, none that
		/// the parent may not hand down. `proof`: signature by `key` over
		/// [`fiscal_primitives::participant::admission_payload`] with the parent. `endorsement`: by
		/// the parent's key, or for an account by that of an administrator below the parent, over
		/// [`fiscal_primitives::participant::endorsement_payload`].
		///
		/// Emits [`Event::Admitted`], and leaves evidence of the admission of an organisation.
		///
		/// # Errors
		/// Those of [`Gate::ensure`], [`Error::NotFound`], [`Error::NotActive`],
		/// [`Error::NotAuthorized`], [`Error::WrongTier`], [`Error::NoRole`],
		/// [`Error::RoleNotHandedDown`], [`Error::AlreadyExists`], [`Error::Expired`],
		/// [`Error::InvalidEndorsement`], [`Error::InvalidProof`],
		/// [`Error::MaxParticipantsExceeded`]; for an organisation those of
		/// [`Outbox::ensure_room`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::admit_child().saturating_add(T::Outbox::send_weight()))]
		#[allow(clippy::too_many_arguments)]
		pub fn admit_child(
			origin: OriginFor<T>,
			parent: ParticipantId,
			name: Name,
			kind: ChildKind,
			roles: Roles,
			key: Public,
			identity: Digest,
			proof: Signature,
			endorsement: EndorsementProof,
		) -> DispatchResult {
			let by = Self::ensure_may_admit(origin, parent, kind)?;
			let above = Self::ensure_parent(parent, kind)?;
			let newcomer = Newcomer::child(parent, name, kind, roles, key, identity);
			ensure!(!roles.is_empty(), Error::<T>::NoRole);
			let may = roles.is_subset(above.roles.handed_down());
			ensure!(may, Error::<T>::RoleNotHandedDown);
			Self::ensure_new(&newcomer)?;
			let endorsement = Self::ensure_endorsed(&newcomer, parent, kind, endorsement)?;
			Self::ensure_possession(Some(parent), &key, &proof)?;
			Self::admit_newcomer(newcomer.endorsed(endorsement), by)
		}

		/// Registers a citizen 持票人 by its own SM2 key and binds a payer reference to it.
		///
		/// Who: a platform. `proof`: signature by `key` over
		/// [`fiscal_primitives::participant::payer_payload`] with the platform that signs.
		///
		/// Emits [`Event::HolderRegistered`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotFound`], [`Error::NotActive`] and [`Error::NotAuthorized`] for
		/// the signer, [`Error::AlreadyExists`] for the key and the payer reference,
		/// [`Error::InvalidProof`], [`Error::MaxParticipantsExceeded`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::register_holder())]
		pub fn register_holder(
			origin: OriginFor<T>,
			key: Public,
			payer: PayerRef,
			proof: Signature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let platform = Self::ensure(&who, Role::Platform)?;
			let newcomer = Newcomer::holder(key, payer)?;
			Self::ensure_new(&newcomer)?;
			Self::ensure_payer_proof(&newcomer.did(), &key, &payer, platform, &proof)?;
			let at = T::Time::now();
			let (id, did, account) = Self::insert_new(newcomer, at)?;
			Self::deposit_event(Event::HolderRegistered { id, did, account, payer, platform, at });
			Ok(())
		}

		/// Binds another payer reference to a citizen, up to eight, or to a member or an organisation
		/// the reference under which it pays, up to seven; once bound it stays.
		///
		/// Who: a platform. `proof`: signature by the key in use of whom it is bound to, over
		/// [`fiscal_primitives::participant::payer_payload`] with the platform that signs.
		///
		/// Emits [`Event::PayerBound`].
		///
		/// # Errors
		/// `BadOrigin`; [`Error::NotFound`] and [`Error::NotActive`] for the signer and for whom it
		/// is bound to, [`Error::NotAuthorized`], [`Error::WrongTier`] for an account,
		/// [`Error::AlreadyExists`] if the payer reference is bound, [`Error::InvalidProof`],
		/// [`Error::MaxPayersExceeded`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::bind_payer())]
		pub fn bind_payer(
			origin: OriginFor<T>,
			id: ParticipantId,
			payer: PayerRef,
			proof: Signature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let platform = Self::ensure(&who, Role::Platform)?;
			Self::bind(id, payer, platform, &proof)?;
			let at = T::Time::now();
			Self::deposit_event(Event::PayerBound { id, payer, platform, at });
			Ok(())
		}

		/// Replaces the signer's own key 密钥轮换. Its DID stays; the account of the key before is
		/// bound no more and never again. What is kept by account goes with the key, as a runtime's
		/// listeners say: a member of the council keeps its seat, but its votes on open motions are
		/// lost, and it votes again.
		///
		/// Who: any active participant. `proof`: signature by `key` over
		/// [`fiscal_primitives::participant::rotation_payload`] with the version that follows.
		/// Emits [`Event::KeyRotated`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotFound`], [`Error::NotActive`], [`Error::AlreadyExists`] if the
		/// key is or was somebody's, [`Error::InvalidProof`], [`Error::MaxKeysExceeded`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::rotate_key().saturating_add(T::OnStatus::key_weight()))]
		pub fn rotate_key(origin: OriginFor<T>, key: Public, proof: Signature) -> DispatchResult {
			Self::rotate(ensure_signed(origin)?, key, proof)
		}

		/// Replaces the key of a participant that lost its own 密钥找回.
		///
		/// Who ([`Operation::ReplaceParticipantKey`]): the council; an administrator of a domain
		/// inside of it; whoever has an approval whose flow the operation demands. Keys of the first
		/// tier and of citizens are replaced by the council or under such an approval alone: nobody,
		/// no platform either, becomes a citizen by its own signature. `proof`: as for
		/// [`Pallet::rotate_key`].
		///
		/// Emits [`Event::KeyReplaced`].
		///
		/// # Errors
		/// Those of [`Gate::ensure`], [`Error::NotFound`], [`Error::NotAuthorized`],
		/// [`Error::Terminal`], [`Error::AlreadyExists`], [`Error::InvalidProof`],
		/// [`Error::MaxKeysExceeded`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::replace_key().saturating_add(T::OnStatus::key_weight()))]
		pub fn replace_key(
			origin: OriginFor<T>,
			id: ParticipantId,
			key: Public,
			proof: Signature,
			reason: Reason,
		) -> DispatchResult {
			Self::replace_lost(origin, id, key, proof, reason)
		}

		/// Says where a participant can be reached: the services of its DID document.
		///
		/// Who: the participant itself, or an administrator of its domain for its organisation.
		/// `services`: at most eight, no two of one name; none removes them.
		///
		/// Emits [`Event::ServicesChanged`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotFound`], [`Error::NotActive`], [`Error::NotAuthorized`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_services())]
		pub fn set_services(
			origin: OriginFor<T>,
			id: ParticipantId,
			services: Services,
		) -> DispatchResult {
			Self::change_services(ensure_signed(origin)?, id, services)
		}

		/// Corrects or changes the name of a participant 名称变更, or what an account is for.
		///
		/// Who ([`Operation::UpdateParticipant`]): the participant itself about its name, an
		/// administrator of a domain inside of it, the council, whoever has an approval that the
		/// operation demands. The name of a member, which others know it by, is changed by the
		/// council or under such an approval alone, that of a member of the council by itself or the
		/// council; what an account is for not by the account itself. What is left out stays.
		/// `label`: for accounts alone. The endorsement of the admission keeps what it was signed
		/// for. Citizens have no name of their own.
		///
		/// Emits [`Event::DetailsChanged`].
		///
		/// # Errors
		/// Those of [`Gate::ensure`], [`Error::NotFound`], [`Error::NotAuthorized`],
		/// [`Error::WrongTier`], [`Error::Terminal`], [`Error::NothingChanged`],
		/// [`Error::MaxDetailsExceeded`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::update())]
		pub fn update(
			origin: OriginFor<T>,
			id: ParticipantId,
			name: Option<Name>,
			label: Option<AccountLabel>,
			reason: Reason,
		) -> DispatchResult {
			Self::change_details(origin, id, name, label, reason)
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
