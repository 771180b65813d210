#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

pub mod extension;
mod impls;
pub mod refusal;
pub mod traits;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use extension::CheckParticipant;
pub use traits::CallPolicy;
pub use types::GenesisParticipant;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{CallPolicy, GenesisParticipant, WeightInfo};
	use alloc::vec::Vec;
	use fiscal_primitives::{
		participant::{Participant, ParticipantKind, Role, Roles, Status},
		text::{Name, Reason},
		AccountId, Did, Digest, Moment, ParticipantId,
	};
	use fiscal_sm_crypto::Public;
	use frame_support::{
		pallet_prelude::*,
		traits::{EnsureOrigin, Time},
	};
	use frame_system::pallet_prelude::*;

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// Who admits participants and changes their roles: the consortium council.
		type AdmitOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who changes the state of any participant: the consortium council. A fiscal authority may
		/// do so too, within the limits of [`Pallet::set_status`].
		type StatusOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Which roles may send which call as a transaction.
		type CallPolicy: CallPolicy<Self::RuntimeCall>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls and of [`crate::CheckParticipant`].
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Every participant ever admitted; none is removed.
	#[pallet::storage]
	pub type Participants<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, Participant, OptionQuery>;

	/// The participant of an account. The key is a digest already.
	#[pallet::storage]
	pub type Accounts<T: Config> = StorageMap<_, Identity, AccountId, ParticipantId, OptionQuery>;

	/// The participant of a DID. The key is a digest already.
	#[pallet::storage]
	pub type Dids<T: Config> = StorageMap<_, Identity, Did, ParticipantId, OptionQuery>;

	/// The participant of a real-world identity (SM3-HMAC, 32 bytes), so that one identity is
	/// admitted once.
	#[pallet::storage]
	pub type Identities<T: Config> = StorageMap<_, Identity, Digest, ParticipantId, OptionQuery>;

	/// How many participants were ever admitted; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

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
		/// If a participant has no role, or if an account, DID or identity stands twice: a chain
		/// must not start from such a genesis.
		fn build(&self) {
			for entry in &self.participants {
				let GenesisParticipant { name, kind, roles, key, identity } = entry.clone();
				if let Err(fault) = Pallet::<T>::insert_new(name, kind, roles, key, identity, 0) {
					panic!("genesis of participants: {:?} is refused: {fault:?}", entry.name);
				}
			}
		}
	}

	/// What happened. `by` is the participant who decided; none stands for the council.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A participant was admitted.
		Admitted {
			/// Its number.
			id: ParticipantId,
			/// Its DID.
			did: Did,
			/// The account of its key.
			account: AccountId,
			/// Who decided.
			by: Option<ParticipantId>,
		},
		/// The state of a participant changed.
		StatusChanged {
			/// The participant.
			id: ParticipantId,
			/// Its state before.
			from: Status,
			/// Its state now.
			to: Status,
			/// Who decided.
			by: Option<ParticipantId>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// The roles of a participant changed.
		RolesChanged {
			/// The participant.
			id: ParticipantId,
			/// Its roles before.
			from: Roles,
			/// Its roles now.
			to: Roles,
			/// Who decided.
			by: Option<ParticipantId>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such participant.
		NotFound,
		/// The account, the DID or the real-world identity belongs to a participant already.
		AlreadyExists,
		/// The participant is frozen or cancelled.
		NotActive,
		/// The participant lacks the role, or may not decide about this participant.
		NotAuthorized,
		/// The participant is cancelled, for ever.
		Terminal,
		/// The set of roles is empty.
		NoRole,
		/// It is so already.
		NothingChanged,
		/// 2^32 - 1 participants were admitted.
		MaxParticipantsExceeded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Admits a participant 准入: registers its DID `SM3(key)[..22]` and its account `SM3(key)`.
		///
		/// Who: [`Config::AdmitOrigin`]. `name`: 1 to 128 bytes. `roles`: one at least. `key`: its
		/// compressed SM2 key, 33 bytes. `identity`: SM3-HMAC of its real-world identity, 32 bytes.
		///
		/// Emits [`Event::Admitted`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NoRole`], [`Error::AlreadyExists`],
		/// [`Error::MaxParticipantsExceeded`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::admit())]
		pub fn admit(
			origin: OriginFor<T>,
			name: Name,
			kind: ParticipantKind,
			roles: Roles,
			key: Public,
			identity: Digest,
		) -> DispatchResult {
			T::AdmitOrigin::ensure_origin(origin)?;
			let (id, did, account) =
				Self::insert_new(name, kind, roles, key, identity, T::Time::now())?;
			Self::deposit_event(Event::Admitted { id, did, account, by: None });
			Ok(())
		}

		/// Freezes 冻结, thaws 解冻 or cancels 注销 a participant. Cancelled is for ever.
		///
		/// Who: [`Config::StatusOrigin`]; or an active fiscal authority, but not about itself and
		/// not about a member of the council. A cancelled participant keeps its account, DID and
		/// identity, and its account keeps its nonce.
		///
		/// Emits [`Event::StatusChanged`].
		///
		/// # Errors
		/// [`Error::NotFound`] for an unknown participant or signer, [`Error::NotActive`] for a
		/// signer who is not active, [`Error::NotAuthorized`], [`Error::Terminal`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			id: ParticipantId,
			status: Status,
			reason: Reason,
		) -> DispatchResult {
			let by = Self::ensure_status_origin(origin)?;
			let at = T::Time::now();
			let from = Participants::<T>::try_mutate(id, |slot| {
				let participant = slot.as_mut().ok_or(Error::<T>::NotFound)?;
				if let Some(by) = by {
					let within = by != id && !participant.roles.contains(Role::Council);
					ensure!(within, Error::<T>::NotAuthorized);
				}
				ensure!(participant.status != Status::Cancelled, Error::<T>::Terminal);
				ensure!(participant.status != status, Error::<T>::NothingChanged);
				let from = core::mem::replace(&mut participant.status, status);
				participant.changed_at = at;
				Ok::<_, DispatchError>(from)
			})?;
			Self::deposit_event(Event::StatusChanged { id, from, to: status, by, at, reason });
			Ok(())
		}

		/// Replaces the roles of a participant that is not cancelled.
		///
		/// Who: [`Config::AdmitOrigin`]. `roles`: one at least.
		///
		/// Emits [`Event::RolesChanged`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NoRole`], [`Error::NotFound`], [`Error::Terminal`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_roles())]
		pub fn set_roles(
			origin: OriginFor<T>,
			id: ParticipantId,
			roles: Roles,
			reason: Reason,
		) -> DispatchResult {
			T::AdmitOrigin::ensure_origin(origin)?;
			ensure!(!roles.is_empty(), Error::<T>::NoRole);
			let at = T::Time::now();
			let from = Participants::<T>::try_mutate(id, |slot| {
				let participant = slot.as_mut().ok_or(Error::<T>::NotFound)?;
				ensure!(participant.status != Status::Cancelled, Error::<T>::Terminal);
				ensure!(participant.roles != roles, Error::<T>::NothingChanged);
				let from = core::mem::replace(&mut participant.roles, roles);
				participant.changed_at = at;
				Ok::<_, DispatchError>(from)
			})?;
			Self::deposit_event(Event::RolesChanged { id, from, to: roles, by: None, at, reason });
			Ok(())
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
