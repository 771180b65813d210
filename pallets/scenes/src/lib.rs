#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

mod impls;
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
	use alloc::vec::Vec;
	use fiscal_primitives::{
		scene::{LockTerm, Scene, SceneKind, SceneStatus},
		text::{Name, Reason},
		traits::ParticipantRegistry,
		AccountId, Moment, ParticipantId, SceneId,
	};
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
		/// Who administers scenes besides active fiscal authorities: the consortium council.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Every scene ever registered; none is removed.
	#[pallet::storage]
	pub type Scenes<T: Config> = StorageMap<_, Twox64Concat, SceneId, Scene, OptionQuery>;

	/// How many scenes were ever registered; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Scenes the chain starts with, numbered from 1 in the order given.
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
				let GenesisScene { name, kind, weight, lock_term } = entry.clone();
				if let Err(fault) = Pallet::<T>::insert_new(name, kind, weight, lock_term, 0) {
					panic!("genesis of scenes: {:?} is refused: {fault:?}", entry.name);
				}
			}
		}
	}

	/// What happened. `by` is the fiscal authority who decided; none stands for the council.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A scene was registered, in force.
		Registered {
			/// Its number.
			scene: SceneId,
			/// The field it belongs to.
			kind: SceneKind,
			/// Its weight in disputes.
			weight: u32,
			/// How long its locks last, ms.
			lock_term: LockTerm,
			/// Who decided.
			by: Option<ParticipantId>,
		},
		/// The terms of a scene changed, for locks taken from now on.
		Updated {
			/// The scene.
			scene: SceneId,
			/// Its weight in disputes now.
			weight: u32,
			/// How long its locks last now, ms.
			lock_term: LockTerm,
			/// Who decided.
			by: Option<ParticipantId>,
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
		/// There is no such scene.
		NotFound,
		/// The scene is retired, for ever.
		Terminal,
		/// It is so already.
		NothingChanged,
		/// 2^32 - 1 scenes were registered.
		MaxScenesExceeded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a scene 场景登记, in force.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority. `name`: 1 to 128 bytes.
		/// `weight`: in disputes of one block the request of the heaviest scene wins. `lock_term`:
		/// one minute to 366 days, in ms.
		///
		/// Emits [`Event::Registered`].
		///
		/// # Errors
		/// Those of the signer (`NotFound`, `NotActive`, `NotAuthorized` of the participants),
		/// [`Error::MaxScenesExceeded`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			name: Name,
			kind: SceneKind,
			weight: u32,
			lock_term: LockTerm,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			let scene = Self::insert_new(name, kind, weight, lock_term, T::Time::now())?;
			Self::deposit_event(Event::Registered { scene, kind, weight, lock_term, by });
			Ok(())
		}

		/// Changes the weight or the lock term of a scene that is not retired; what is `None` stays.
		/// Locks that were taken keep their weight and their end.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority.
		///
		/// Emits [`Event::Updated`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::Terminal`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update())]
		pub fn update(
			origin: OriginFor<T>,
			scene: SceneId,
			weight: Option<u32>,
			lock_term: Option<LockTerm>,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			let at = T::Time::now();
			let (weight, lock_term) = Scenes::<T>::try_mutate(scene, |slot| {
				let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
				ensure!(stored.status != SceneStatus::Retired, Error::<T>::Terminal);
				let before = (stored.weight, stored.lock_term);
				let after = (weight.unwrap_or(before.0), lock_term.unwrap_or(before.1));
				ensure!(after != before, Error::<T>::NothingChanged);
				(stored.weight, stored.lock_term) = after;
				stored.changed_at = at;
				Ok::<_, Error<T>>(after)
			})?;
			Self::deposit_event(Event::Updated { scene, weight, lock_term, by, at });
			Ok(())
		}

		/// Suspends 暂停, resumes 恢复 or retires 废止 a scene. Retired is for ever.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority.
		///
		/// Emits [`Event::StatusChanged`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::Terminal`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			scene: SceneId,
			status: SceneStatus,
			reason: Reason,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			let at = T::Time::now();
			let from = Scenes::<T>::try_mutate(scene, |slot| {
				let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
				ensure!(stored.status != SceneStatus::Retired, Error::<T>::Terminal);
				ensure!(stored.status != status, Error::<T>::NothingChanged);
				stored.changed_at = at;
				Ok::<_, Error<T>>(core::mem::replace(&mut stored.status, status))
			})?;
			Self::deposit_event(Event::StatusChanged { scene, from, to: status, by, at, reason });
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
