#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod asking;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod closing;
mod effects;
mod hearing;
mod reads;
pub mod refusal;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use effects::Effects;
pub use pallet::*;
pub use types::{Finding, Ordered, Speaker, Speakers, Step};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use fiscal_bft_primitives::{ValidatorSet, MAX_VALIDATORS};
	use fiscal_primitives::{
		observation::{ObservationId, OutsideState, Question, Request, Testimonies, MAX_ANSWERS},
		traits::{OnObserved, ParticipantRegistry},
		AccountId, BillKey, Digest, Moment, ParticipantId,
	};
	use fiscal_sm_crypto::{Public, Signature};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::MaybeConvert;

	/// The in-code storage version.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What validators observe outside of the chain.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, Hash = Digest, RuntimeEvent: From<Event<Self>>>
	{
		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;
		/// The validators that decide the next block; none on a chain that has none yet, where nothing
		/// is ever agreed on.
		type Validators: Get<Option<ValidatorSet>>;
		/// Who runs a validator key, of the present set or of the past.
		type Operators: MaybeConvert<Public, ParticipantId>;
		/// What follows from what was agreed on.
		type OnObserved: OnObserved;

		/// The most requests that may be open at a time.
		#[pallet::constant]
		type MaxOpen: Get<u32>;
		/// The most requests of one participant that may be open at a time, so that no one takes all
		/// the room.
		#[pallet::constant]
		type MaxOpenPerParticipant: Get<u32>;
		/// How long validators have to answer, ms.
		#[pallet::constant]
		type Term: Get<u64>;
		/// How long a request with what was said to it is kept after its deadline, ms. What was agreed on
		/// is kept for good.
		#[pallet::constant]
		type Retention: Get<u64>;
		/// The most deadlines and removals one block handles; the next blocks handle the others.
		#[pallet::constant]
		type MaxDuePerBlock: Get<u32>;
		/// What the calls and hooks cost.
		type WeightInfo: WeightInfo;
		/// What benchmarks need to find on the chain.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The number of the last request.
	#[pallet::storage]
	pub type LastId<T: Config> = StorageValue<_, ObservationId, ValueQuery>;

	/// The requests, until they are removed some time after their deadline.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Identity, Ordered, Request>;

	/// Which validator said what to a request, in the order in which they spoke.
	#[pallet::storage]
	pub type Said<T: Config> = StorageMap<
		_,
		Identity,
		Ordered,
		BoundedVec<(Public, Digest), ConstU32<MAX_VALIDATORS>>,
		ValueQuery,
	>;

	/// The requests whose deadline has not been handled: those that take testimonies, decided or not.
	#[pallet::storage]
	pub type Live<T: Config> = StorageMap<_, Identity, Ordered, ()>;

	/// What was agreed on, with the request it answers. Nothing is ever removed.
	#[pallet::storage]
	pub type Results<T: Config> = StorageMap<_, Identity, Ordered, Finding>;

	/// How many requests are open: neither decided nor given up.
	#[pallet::storage]
	pub type OpenCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// How many of them are whose.
	#[pallet::storage]
	pub type OpenOf<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, u32, ValueQuery>;

	/// What is due when and for which request, in the order of time.
	#[pallet::storage]
	pub type Deadlines<T: Config> = StorageDoubleMap<_, Identity, Ordered, Identity, Ordered, Step>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Validators are asked to observe something.
		Requested {
			/// The request.
			id: ObservationId,
			/// Who asks; none for the chain itself.
			requester: Option<ParticipantId>,
			/// What is asked.
			question: Question,
			/// Consensus time it is given up, Unix ms.
			deadline: Moment,
		},
		/// Enough validators said the same, and it took effect.
		Applied {
			/// The request.
			id: ObservationId,
			/// SM3 of what they said.
			digest: Digest,
		},
		/// Enough validators said the same, and it could not take effect.
		Rejected {
			/// The request.
			id: ObservationId,
			/// SM3 of what they said.
			digest: Digest,
			/// Why not.
			error: DispatchError,
		},
		/// A validator said something else than what was agreed on.
		Contradicted {
			/// The request.
			id: ObservationId,
			/// Who said it.
			speaker: Speaker,
			/// SM3 of what it said.
			said: Digest,
			/// SM3 of what was agreed on.
			agreed: Digest,
		},
		/// The time of a request ran out before enough validators said the same.
		Unanswered {
			/// The request.
			id: ObservationId,
			/// Who said nothing. Where everybody spoke, they did not agree.
			silent: Speakers,
		},
		/// The time of a request ran out that was decided; some validators never said anything to it.
		Silent {
			/// The request.
			id: ObservationId,
			/// Who said nothing.
			silent: Speakers,
		},
		/// The non-tax system has another bill under the key than the chain, or has it in another state,
		/// or one of them does not know it 一致性差异.
		DifferenceFound {
			/// The comparison.
			id: ObservationId,
			/// The bill.
			key: BillKey,
			/// How the chain has it. Where it is the same as outside, total or XML file are not.
			chain: Option<OutsideState>,
			/// How the non-tax system has it.
			outside: Option<OutsideState>,
		},
	}

	/// Why a call was refused. A refused call changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// As many requests as may be are open, of the participant or altogether.
		Full,
		/// The signer may not ask this.
		NotAuthorized,
		/// The participant or one above it is not active.
		NotActive,
		/// The range ends before it begins, or its ends have different codes.
		RangeEmpty,
		/// The chain has a bill of that key.
		AlreadyExists,
		/// No participant acts as the platform in whose name historic bills are registered.
		NoPlatform,
		/// The key is of no validator that decides the next block.
		NotValidator,
		/// There is no testimony, or they do not ascend.
		Malformed,
		/// Each request is unknown, over, of another kind, or has this validator's testimony.
		NothingNew,
		/// The signature is not the validator's over these testimonies.
		BadSignature,
		/// The range has more than 1,000,000 numbers: no node compares as many.
		RangeTooWide,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Ask validators to observe something 外部观察请求. R076, R089, R091, R110, R173, R180.
		///
		/// Who: for a historic bill a platform, since whoever asks names the payer; for a comparison a fiscal
		/// authority, a platform or an auditor; for evidence any organisation. The chain has no bill of that key yet;
		/// the ends of a range are of one code and ascend, and it has at most 1,000,000 numbers.
		///
		/// Emits [`Event::Requested`]. Errors: `NotAuthorized`, `NotActive`, `RangeEmpty`, `RangeTooWide`,
		/// `AlreadyExists`, `Full`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::request())]
		pub fn request(origin: OriginFor<T>, question: Question) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let requester = Self::ensure_may_ask(&who, &question)?;
			Self::do_ask(question, Some(requester))?;
			Ok(())
		}

		/// Say what was observed 外部观察应答: what a validator answers to 1 to [`MAX_ANSWERS`] requests,
		/// ascending, with the signature of its key over [`Testimonies::payload`]. What more than a third
		/// of all weight says takes effect. Testimonies to requests that are unknown, over, of another
		/// kind or have one of this validator are skipped: what comes late does no harm.
		///
		/// Who: nobody; the transaction is unsigned. It is refused before it runs unless the key is a
		/// validator's that decides the next block, one testimony at least is news, and the signature
		/// holds.
		///
		/// Emits [`Event::Applied`], [`Event::Rejected`], [`Event::Contradicted`], and what follows from
		/// what was agreed on. Errors: `BadOrigin`, `Malformed`, `NotValidator`, `NothingNew`,
		/// `BadSignature`.
		#[pallet::call_index(1)]
		#[pallet::weight((Pallet::<T>::testify_weight(testimonies), DispatchClass::Operational))]
		pub fn testify(
			origin: OriginFor<T>,
			testimonies: Testimonies,
			signature: Signature,
		) -> DispatchResultWithPostInfo {
			ensure_none(origin)?;
			let declared = Self::testify_weight(&testimonies);
			let (set, _) = Self::check_testimonies(&testimonies, &signature)?;
			let count = u32::try_from(testimonies.testimonies.len()).unwrap_or(MAX_ANSWERS);
			let decided = Self::hear(&set, testimonies);
			let idle = T::OnObserved::observed_weight()
				.saturating_mul(u64::from(count.saturating_sub(decided)));
			Ok(Some(declared.saturating_sub(idle)).into())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Reserves what the close of the block may cost. The time of the block is not known yet.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::sweep(T::MaxDuePerBlock::get())
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			Self::sweep(T::Time::now());
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::MaxOpen::get() > 0, "nothing could ever be asked");
			assert!(T::MaxOpenPerParticipant::get() > 0, "nobody could ever ask");
			assert!(T::MaxDuePerBlock::get() > 0, "no request would ever end");
			assert!(T::Term::get() > 0, "nobody could ever answer");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// Testimonies come without a signer.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(_: TransactionSource, call: &Self::Call) -> TransactionValidity {
			match call {
				Call::testify { testimonies, signature } => {
					Self::validate_testimonies(testimonies, signature)
				}
				_ => InvalidTransaction::Call.into(),
			}
		}

		fn pre_dispatch(call: &Self::Call) -> Result<(), TransactionValidityError> {
			Self::validate_unsigned(TransactionSource::InBlock, call).map(|_| ())
		}
	}
}
