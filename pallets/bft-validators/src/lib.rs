#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod evidence;
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

pub use types::{GenesisValidator, Offence, OffenceKey, OffenceKind, Operator, PastKey};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{
		GenesisValidator, Offence, OffenceKey, OffenceKind, Operator, PastKey, WeightInfo,
	};
	use alloc::{boxed::Box, vec::Vec};
	use fiscal_bft_primitives::{
		BlockHash, BlockNumber, Equivocation, Pace, Validator, ValidatorSet,
	};
	use fiscal_primitives::{traits::ParticipantRegistry, AccountId, ParticipantId};
	use fiscal_sm_crypto::{Public, Signature};
	use frame_support::{pallet_prelude::*, traits::EnsureOrigin};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<
		AccountId = AccountId,
		Hash = BlockHash,
		RuntimeEvent: From<Event<Self>>,
	>
	{
		/// Who decides about validators and the pace: three quarters of the consortium council.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// How many blocks must pass before a key that came by rotation may be rotated again.
		#[pallet::constant]
		type RotationInterval: Get<BlockNumber>;

		/// How many blocks old evidence may be.
		#[pallet::constant]
		type EvidenceWindow: Get<BlockNumber>;

		/// How many offences are kept altogether. Beyond that no report is taken.
		#[pallet::constant]
		type MaxEquivocations: Get<u32>;

		/// How many offences of one key are kept: more of them prove nothing more, and no offender
		/// shall fill the room by itself.
		#[pallet::constant]
		type MaxEquivocationsPerKey: Get<u32>;

		/// Weights of the calls and hooks.
		type WeightInfo: WeightInfo;

		/// What benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The set that decides the next block: in the state after block *h* the one that decides
	/// *h* + 1. None on a chain that has no validators yet.
	#[pallet::storage]
	pub type Current<T: Config> = StorageValue<_, ValidatorSet, OptionQuery>;

	/// The set this block decided on, with the first block it will decide: *h* + 2 in the state
	/// after block *h*. None after a block that changed nothing.
	#[pallet::storage]
	pub type Scheduled<T: Config> = StorageValue<_, (BlockNumber, ValidatorSet), OptionQuery>;

	/// Who runs the keys of the latest set: the scheduled one, else the current one.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Twox64Concat, Public, Operator, OptionQuery>;

	/// Keys that left. They are kept for ever, so that none is used twice, and so that a key
	/// answers for what it signed.
	#[pallet::storage]
	pub type PastKeys<T: Config> = StorageMap<_, Twox64Concat, Public, PastKey, OptionQuery>;

	/// How fast the chain goes, from the next block on.
	#[pallet::storage]
	pub type ChainPace<T: Config> = StorageValue<_, Pace, ValueQuery>;

	/// The blocks that decided a change of the set, ascending, numbered from 0.
	#[pallet::storage]
	pub type SetChanges<T: Config> = StorageMap<_, Twox64Concat, u32, BlockNumber, OptionQuery>;

	/// How many blocks decided a change of the set.
	#[pallet::storage]
	pub type SetChangeCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The set each of those blocks decided on, by the number of the block. They are kept for ever, so
	/// that a client that trusts an early set can be led to the present one from any state.
	#[pallet::storage]
	pub type DecidedSets<T: Config> =
		StorageMap<_, Twox64Concat, BlockNumber, ValidatorSet, OptionQuery>;

	/// Evidence of double signing. Nothing is ever removed.
	#[pallet::storage]
	pub type Equivocations<T: Config> =
		StorageMap<_, Twox64Concat, OffenceKey, Offence, OptionQuery>;

	/// How many offences are on chain.
	#[pallet::storage]
	pub type EquivocationCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// How many offences of each key are on chain.
	#[pallet::storage]
	pub type KeyOffences<T: Config> = StorageMap<_, Twox64Concat, Public, u32, ValueQuery>;

	/// How many offences of the keys of each participant are on chain.
	#[pallet::storage]
	pub type ParticipantOffences<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, u32, ValueQuery>;

	/// Validators and pace the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The validators; none in a template that is still to be filled in.
		pub validators: Vec<GenesisValidator>,
		/// The pace.
		pub pace: Pace,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If the validators are no set, if one of four or more weighs a third of all or more, or if
		/// the pace is impossible: a chain must not start from such a genesis.
		fn build(&self) {
			if let Err(fault) = Pallet::<T>::insert_genesis(&self.validators, self.pace) {
				panic!("genesis of validators is refused: {fault:?}");
			}
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A validator was added.
		ValidatorAdded {
			/// The participant that runs it.
			participant: ParticipantId,
			/// Its key.
			public: Public,
			/// What its vote weighs.
			weight: u32,
			/// The first block it decides.
			from: BlockNumber,
		},
		/// A validator was removed.
		ValidatorRemoved {
			/// The participant that ran it.
			participant: ParticipantId,
			/// Its key.
			public: Public,
			/// The last block it decides.
			until: BlockNumber,
		},
		/// The weight of a validator changed.
		WeightChanged {
			/// Its key.
			public: Public,
			/// Its weight before.
			before: u32,
			/// Its weight now.
			after: u32,
		},
		/// A participant put another key in the place of one of its own.
		KeyRotated {
			/// The participant.
			participant: ParticipantId,
			/// The key that leaves.
			old: Public,
			/// The key that takes its place.
			new: Public,
			/// The first block the new key decides.
			from: BlockNumber,
		},
		/// The pace of the chain changed.
		PaceChanged {
			/// The pace from the next block on.
			pace: Pace,
		},
		/// This block decided a new set: what its header announces.
		SetScheduled {
			/// SM3 of the new set, 32 bytes.
			hash: BlockHash,
			/// The first block it decides.
			effective: BlockNumber,
		},
		/// A set that was scheduled decides from the next block on.
		SetApplied {
			/// SM3 of the set, 32 bytes.
			hash: BlockHash,
			/// The first block it decides.
			effective: BlockNumber,
		},
		/// It is proven that a validator signed two contradicting statements 双签.
		EquivocationReported {
			/// The participant that ran the key.
			participant: ParticipantId,
			/// The key.
			public: Public,
			/// The block the statements are about.
			height: BlockNumber,
			/// The round.
			round: u32,
			/// What was signed twice.
			kind: OffenceKind,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such validator, or it did not decide the block the evidence speaks of.
		NotFound,
		/// The key is or was a validator's already, or the offence is on chain already.
		AlreadyExists,
		/// The key was a validator's and is proven to have signed twice.
		Equivocated,
		/// The participant does not exist, is frozen or is cancelled.
		NotActive,
		/// The signer does not run this validator.
		NotAuthorized,
		/// The last validator stays.
		LastValidator,
		/// There would be more than 100 validators.
		MaxValidatorsExceeded,
		/// A weight must be at least 1.
		ZeroWeight,
		/// Of four or more validators one would weigh a third of all or more, and could stop the
		/// chain alone.
		WeightTooHigh,
		/// It is so already.
		NothingChanged,
		/// The proof is not a signature of the key over the participant and itself.
		InvalidProof,
		/// The key came by rotation, and too few blocks have passed since.
		TooSoon,
		/// No chain can go at this pace.
		InvalidPace,
		/// The statements do not contradict each other, or a signature is not the offender's.
		InvalidEvidence,
		/// The evidence is too old, or about a block nobody can vote on yet.
		OutsideWindow,
		/// As much evidence as is kept is on chain, of this key or altogether.
		MaxEquivocationsExceeded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Adds a validator 增加验证节点. It decides from the block after the next.
		///
		/// Who: [`Config::AdminOrigin`]. `participant` runs it and is active. `public`: its
		/// compressed SM2 key, 33 bytes, never used before. `weight`: what its vote weighs, at least
		/// 1. `proof`: signature by that key of `fiscal_bft_primitives::possession_payload`, 64
		/// bytes.
		///
		/// Emits [`Event::ValidatorAdded`], and [`Event::SetScheduled`] when the block closes.
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotActive`], [`Error::Equivocated`], [`Error::AlreadyExists`],
		/// [`Error::ZeroWeight`], [`Error::MaxValidatorsExceeded`], [`Error::WeightTooHigh`],
		/// [`Error::InvalidProof`].
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::add_validator(), DispatchClass::Operational))]
		pub fn add_validator(
			origin: OriginFor<T>,
			participant: ParticipantId,
			public: Public,
			weight: u32,
			proof: Signature,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(T::Participants::is_active(participant), Error::<T>::NotActive);
			Self::ensure_unused(&public)?;
			let mut validators = Self::latest();
			validators.push(Validator { public, weight });
			let set = Self::new_set(validators)?;
			Self::ensure_possession(participant, &public, &proof)?;

			let from = Self::schedule_set(set);
			Operators::<T>::insert(public, Operator { participant, from, rotated: false });
			Self::deposit_event(Event::ValidatorAdded { participant, public, weight, from });
			Ok(())
		}

		/// Removes a validator 移除验证节点. It decides the next block and none after that. Its key
		/// never comes back.
		///
		/// Who: [`Config::AdminOrigin`].
		///
		/// Emits [`Event::ValidatorRemoved`], and [`Event::SetScheduled`] when the block closes.
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotFound`], [`Error::LastValidator`], [`Error::WeightTooHigh`].
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::remove_validator(), DispatchClass::Operational))]
		pub fn remove_validator(origin: OriginFor<T>, public: Public) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			let operator = Operators::<T>::get(public).ok_or(Error::<T>::NotFound)?;
			let mut validators = Self::latest();
			validators.retain(|validator| validator.public != public);
			let set = Self::new_set(validators)?;

			let from = Self::schedule_set(set);
			let until = Self::retire(public, operator, from);
			let participant = operator.participant;
			Self::deposit_event(Event::ValidatorRemoved { participant, public, until });
			Ok(())
		}

		/// Changes what the vote of a validator weighs, from the block after the next.
		///
		/// Who: [`Config::AdminOrigin`]. `weight`: at least 1.
		///
		/// Emits [`Event::WeightChanged`], and [`Event::SetScheduled`] when the block closes.
		///
		/// # Errors
		/// `BadOrigin`, [`Error::NotFound`], [`Error::NothingChanged`], [`Error::ZeroWeight`],
		/// [`Error::WeightTooHigh`].
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::set_weight(), DispatchClass::Operational))]
		pub fn set_weight(origin: OriginFor<T>, public: Public, weight: u32) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			let mut validators = Self::latest();
			let slot = validators
				.iter_mut()
				.find(|validator| validator.public == public)
				.ok_or(Error::<T>::NotFound)?;
			let before = core::mem::replace(&mut slot.weight, weight);
			ensure!(before != weight, Error::<T>::NothingChanged);
			let set = Self::new_set(validators)?;

			Self::schedule_set(set);
			Self::deposit_event(Event::WeightChanged { public, before, after: weight });
			Ok(())
		}

		/// Puts another key in the place of one of the signer's own 轮换密钥, with the same weight,
		/// from the block after the next. The council is not needed: who decides blocks stays the
		/// same.
		///
		/// Who: the active participant that runs `old`. `new`: never used before. `proof`: signature
		/// by `new` of `fiscal_bft_primitives::possession_payload`, 64 bytes. A key that came by
		/// rotation stays for [`Config::RotationInterval`] blocks.
		///
		/// Emits [`Event::KeyRotated`], and [`Event::SetScheduled`] when the block closes.
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::NotActive`],
		/// [`Error::TooSoon`], [`Error::Equivocated`], [`Error::AlreadyExists`],
		/// [`Error::InvalidProof`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::rotate_key())]
		pub fn rotate_key(
			origin: OriginFor<T>,
			old: Public,
			new: Public,
			proof: Signature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let operator = Operators::<T>::get(old).ok_or(Error::<T>::NotFound)?;
			let participant = operator.participant;
			let runs = T::Participants::id_of(&who) == Some(participant);
			ensure!(runs, Error::<T>::NotAuthorized);
			ensure!(T::Participants::is_active(participant), Error::<T>::NotActive);
			Self::ensure_may_rotate(&operator)?;
			Self::ensure_unused(&new)?;
			let mut validators = Self::latest();
			let slot = validators
				.iter_mut()
				.find(|validator| validator.public == old)
				.ok_or(Error::<T>::NotFound)?;
			slot.public = new;
			let set = Self::new_set(validators)?;
			Self::ensure_possession(participant, &new, &proof)?;

			let from = Self::schedule_set(set);
			Self::retire(old, operator, from);
			Operators::<T>::insert(new, Operator { participant, from, rotated: true });
			Self::deposit_event(Event::KeyRotated { participant, old, new, from });
			Ok(())
		}

		/// Sets how fast the chain goes, from the next block on.
		///
		/// Who: [`Config::AdminOrigin`]. `pace`: all fields in ms, within the bounds of
		/// `Pace::check`.
		///
		/// Emits [`Event::PaceChanged`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::InvalidPace`], [`Error::NothingChanged`].
		#[pallet::call_index(4)]
		#[pallet::weight((T::WeightInfo::set_pace(), DispatchClass::Operational))]
		pub fn set_pace(origin: OriginFor<T>, pace: Pace) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(pace.check().is_ok(), Error::<T>::InvalidPace);
			ensure!(ChainPace::<T>::get() != pace, Error::<T>::NothingChanged);
			ChainPace::<T>::put(pace);
			Self::deposit_event(Event::PaceChanged { pace });
			Ok(())
		}

		/// Records that a validator signed two contradicting statements 双签举报.
		///
		/// Who: nobody; the transaction is unsigned, and anyone may send it, since the evidence
		/// speaks for itself. It is refused before it runs unless everything holds that the errors
		/// name.
		///
		/// Emits [`Event::EquivocationReported`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::InvalidEvidence`], [`Error::OutsideWindow`], [`Error::NotFound`],
		/// [`Error::AlreadyExists`], [`Error::MaxEquivocationsExceeded`].
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::report_equivocation(), DispatchClass::Operational))]
		pub fn report_equivocation(
			origin: OriginFor<T>,
			evidence: Box<Equivocation>,
		) -> DispatchResult {
			ensure_none(origin)?;
			let (key, participant) = Self::check_evidence(&evidence)?;
			Self::record_offence(key, participant, *evidence);
			let OffenceKey { offender: public, height, round, kind } = key;
			Self::deposit_event(Event::EquivocationReported {
				participant,
				public,
				height,
				round,
				kind,
			});
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Lets the set that is due take over.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::apply_due()
		}

		/// Writes into the header which set this block decided on, if it did.
		fn on_finalize(_: BlockNumberFor<T>) {
			Self::announce();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// Reports without a signer.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(_: TransactionSource, call: &Self::Call) -> TransactionValidity {
			match call {
				Call::report_equivocation { evidence } => Self::validate_report(evidence),
				_ => InvalidTransaction::Call.into(),
			}
		}

		fn pre_dispatch(call: &Self::Call) -> Result<(), TransactionValidityError> {
			Self::validate_unsigned(TransactionSource::InBlock, call).map(|_| ())
		}
	}
}
