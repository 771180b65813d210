#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
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

pub use extension::{Charge, ChargeQuota};
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::TierOf;
pub use types::{Bucket, Quota, TierQuotas};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{Bucket, Quota, TierOf, TierQuotas, WeightInfo};
	use fiscal_primitives::{
		participant::Tier,
		traits::{Gate, ParticipantRegistry},
		AccountId, Actor, Moment, ParticipantId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Contains, Time},
	};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage: 1 is a default for each tier.
	#[cfg(not(feature = "next-version"))]
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The layout of the storage in tests of runtime upgrades, which migrate to it.
	#[cfg(feature = "next-version")]
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of whoever sets quotas: the consortium council and approvals.
		type Gate: Gate<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// Who stands in which tier.
		type Tiers: TierOf;

		/// The default of each tier, for a genesis that names none.
		type DefaultQuotas: Get<TierQuotas>;

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

		/// Makes participants for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper<AccountId>;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Quotas of participants that differ from the default of their tier.
	#[pallet::storage]
	pub type Quotas<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, Quota, OptionQuery>;

	/// The quotas of everybody else, by tier.
	#[pallet::storage]
	pub type DefaultQuotas<T: Config> =
		StorageValue<_, TierQuotas, ValueQuery, <T as Config>::DefaultQuotas>;

	/// How full each participant's bucket was when it was last touched.
	#[pallet::storage]
	pub type Buckets<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, Bucket, OptionQuery>;

	/// The quotas the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The default of each tier; none for [`Config::DefaultQuotas`].
		pub defaults: Option<TierQuotas>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Written in any case, so that whoever reads the state finds the defaults there.
			DefaultQuotas::<T>::put(self.defaults.unwrap_or_else(T::DefaultQuotas::get));
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The quota of a participant changed.
		QuotaSet {
			/// The participant.
			participant: ParticipantId,
			/// Its quota now; none for the default of its tier.
			quota: Option<Quota>,
			/// Who decided, and under which approval.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// The default of a tier changed.
		DefaultQuotaSet {
			/// The tier.
			tier: Tier,
			/// Its default now.
			quota: Quota,
			/// Who decided, and under which approval.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such participant.
		NotFound,
		/// It is so already.
		NothingChanged,
		/// Nobody sets a quota alone: that takes a motion of the council or an approval.
		ApprovalRequired,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Gives a participant a quota of its own, or with `None` the default of its tier again. What
		/// it spent so far leaks at the old rate up to now and at the new one from now on.
		///
		/// Who: [`Config::Gate`] for [`fiscal_primitives::Operation::ChangeQuota`]: the council, or
		/// whoever has an approval through the flow that the operation demands as one of high risk
		/// 高风险操作; never a signer alone. A quota of zero units shuts the participant out of
		/// everything that is not exempt.
		///
		/// Emits [`Event::QuotaSet`].
		///
		/// # Errors
		/// Those of the gate, [`Error::ApprovalRequired`], [`Error::NotFound`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_quota())]
		pub fn set_quota(
			origin: OriginFor<T>,
			participant: ParticipantId,
			quota: Option<Quota>,
		) -> DispatchResult {
			let by = Self::ensure_decided_together(origin)?;
			ensure!(T::Tiers::tier_of(participant).is_some(), Error::<T>::NotFound);
			ensure!(Quotas::<T>::get(participant) != quota, Error::<T>::NothingChanged);
			Self::settle(participant);
			Quotas::<T>::set(participant, quota);
			let at = T::Time::now();
			Self::deposit_event(Event::QuotaSet { participant, quota, by, at });
			Ok(())
		}

		/// Sets the quota of every participant of a tier 层级 without one of its own. What such a
		/// participant spent leaks at the new rate from its last transaction on.
		///
		/// Who: as for [`Pallet::set_quota`].
		///
		/// Emits [`Event::DefaultQuotaSet`].
		///
		/// # Errors
		/// Those of the gate, [`Error::ApprovalRequired`], [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_default_quota())]
		pub fn set_default_quota(origin: OriginFor<T>, tier: Tier, quota: Quota) -> DispatchResult {
			let by = Self::ensure_decided_together(origin)?;
			let mut defaults = DefaultQuotas::<T>::get();
			let before = core::mem::replace(defaults.of_mut(tier), quota);
			ensure!(before != quota, Error::<T>::NothingChanged);
			DefaultQuotas::<T>::put(defaults);
			let at = T::Time::now();
			Self::deposit_event(Event::DefaultQuotaSet { tier, quota, by, at });
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
