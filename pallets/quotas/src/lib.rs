#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub use pallet::*;

pub mod extension;
mod impls;
pub mod refusal;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use extension::ChargeQuota;
pub use types::{Bucket, Quota};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{Bucket, Quota, WeightInfo};
	use fiscal_primitives::{traits::ParticipantRegistry, AccountId, Moment, ParticipantId};
	use frame_support::{
		pallet_prelude::*,
		traits::{Contains, EnsureOrigin, Time},
	};
	use frame_system::pallet_prelude::*;

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// Who sets quotas: the consortium council.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// The quota of every participant until the council sets another default.
		type DefaultQuota: Get<Quota>;

		/// Price of one byte of a transaction, in units.
		#[pallet::constant]
		type BytePrice: Get<u64>;

		/// What every transaction costs besides its weight and its bytes (verification of the
		/// signature, checks), in units.
		#[pallet::constant]
		type BaseCost: Get<u64>;

		/// Calls that cost nothing, so that an exhausted quota locks nobody out of governance.
		type Exempt: Contains<Self::RuntimeCall>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls and of [`crate::ChargeQuota`].
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Quotas of participants that differ from the default.
	#[pallet::storage]
	pub type Quotas<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, Quota, OptionQuery>;

	/// The quota of everybody else.
	#[pallet::storage]
	pub type DefaultQuota<T: Config> =
		StorageValue<_, Quota, ValueQuery, <T as Config>::DefaultQuota>;

	/// How full each participant's bucket was when it was last touched.
	#[pallet::storage]
	pub type Buckets<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, Bucket, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The quota of a participant changed.
		QuotaSet {
			/// The participant.
			participant: ParticipantId,
			/// Its quota now; none for the default.
			quota: Option<Quota>,
		},
		/// The default changed.
		DefaultQuotaSet {
			/// The default now.
			quota: Quota,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such participant.
		NotFound,
		/// It is so already.
		NothingChanged,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Gives a participant a quota of its own, or with `None` the default again. What it spent
		/// so far leaks at the old rate up to now and at the new one from now on.
		///
		/// Who: [`Config::AdminOrigin`]. A quota of zero units shuts the participant out of
		/// everything that is not exempt.
		///
		/// Emits [`Event::QuotaSet`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotFound`], [`Error::NothingChanged`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_quota())]
		pub fn set_quota(
			origin: OriginFor<T>,
			participant: ParticipantId,
			quota: Option<Quota>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(Self::exists(participant), Error::<T>::NotFound);
			ensure!(Quotas::<T>::get(participant) != quota, Error::<T>::NothingChanged);
			Self::settle(participant);
			Quotas::<T>::set(participant, quota);
			Self::deposit_event(Event::QuotaSet { participant, quota });
			Ok(())
		}

		/// Sets the quota of every participant without one of its own. What such a participant
		/// spent leaks at the new rate from its last transaction on.
		///
		/// Who: [`Config::AdminOrigin`].
		///
		/// Emits [`Event::DefaultQuotaSet`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_default_quota())]
		pub fn set_default_quota(origin: OriginFor<T>, quota: Quota) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(DefaultQuota::<T>::get() != quota, Error::<T>::NothingChanged);
			DefaultQuota::<T>::put(quota);
			Self::deposit_event(Event::DefaultQuotaSet { quota });
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
