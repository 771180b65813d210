#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::WeightInfo;
	use fiscal_primitives::AccountId;
	use frame_support::{pallet_prelude::*, traits::EnsureOrigin};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage: none so far, and whatever comes has something to be told from.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// Who authorizes upgrades: three quarters of the consortium council.
		type ApproveOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The council authorized the runtime of that hash; no other may be applied.
		UpgradeAuthorized {
			/// Hash of the runtime's code under the hashing of the chain (SM3), 32 bytes.
			code_hash: T::Hash,
		},
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Authorizes a runtime upgrade 运行时升级授权. It replaces an authorization that was not
		/// used yet. Nothing is upgraded before `System::apply_authorized_upgrade` brings the code
		/// of that hash, which must keep the name of the specification and raise its version.
		///
		/// Who: [`Config::ApproveOrigin`]. `code_hash`: hash of the code, 32 bytes.
		///
		/// Emits [`Event::UpgradeAuthorized`] (and `System::UpgradeAuthorized`).
		///
		/// # Errors
		/// `BadOrigin`.
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::authorize_upgrade(), DispatchClass::Operational))]
		pub fn authorize_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			frame_system::Pallet::<T>::do_authorize_upgrade(code_hash, true);
			Self::deposit_event(Event::UpgradeAuthorized { code_hash });
			Ok(())
		}
	}
}
