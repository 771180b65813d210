#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod dead_letters;
mod impls;
mod reads;
mod reports;
mod schedule;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use reads::{MAX_LOOKED_AT, MAX_PAGE};
pub use types::{GenesisDestination, Lane, MessageKey, Tally};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{GenesisDestination, Lane, MessageKey, Tally, WeightInfo};
	use alloc::vec::Vec;
	use fiscal_bft_primitives::ValidatorSet;
	use fiscal_primitives::{
		outbox::{
			DeathCause, DeliveryFault, Destination, Message, MessageId, Receipt, Reports, Settings,
		},
		participant::Role,
		text::Reason,
		traits::{Gate, OnDelivery},
		Actor, Digest, Moment, Operation,
	};
	use fiscal_sm_crypto::{Public, Signature};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = Digest, RuntimeEvent: From<Event<Self>>> {
		/// The validators that decide the next block: they deliver messages and report.
		type Validators: Get<Option<ValidatorSet>>;

		/// The door of whoever decides about destinations and dead letters.
		type Gate: Gate<Self::RuntimeOrigin>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Whoever has to know what became of a message.
		type OnDelivery: OnDelivery;

		/// Weights of the calls, and of writing a message.
		type WeightInfo: WeightInfo;

		/// What benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// How messages to a destination are delivered. Absent: it never was opened.
	#[pallet::storage]
	pub type Destinations<T: Config> = StorageMap<_, Identity, Destination, Settings, OptionQuery>;

	/// How many messages to a destination there are.
	#[pallet::storage]
	pub type Tallies<T: Config> = StorageMap<_, Identity, Destination, Tally, ValueQuery>;

	/// Number of the message that was written last.
	#[pallet::storage]
	pub type LastMessage<T: Config> = StorageValue<_, MessageId, ValueQuery>;

	/// Messages that wait, in their order.
	#[pallet::storage]
	pub type Messages<T: Config> = StorageMap<_, Identity, MessageKey, Message, OptionQuery>;

	/// Messages that are not tried any more until somebody decides about them, in their order.
	#[pallet::storage]
	pub type DeadLetters<T: Config> =
		StorageMap<_, Identity, MessageKey, (Message, DeathCause), OptionQuery>;

	/// Each lane of which a message waits or is a dead letter: its last message, and how many there
	/// are. It goes with that message, so that there are never more of them than messages.
	#[pallet::storage]
	pub type LaneTail<T: Config> =
		StorageDoubleMap<_, Identity, Destination, Identity, Digest, Lane, OptionQuery>;

	/// Destinations the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The destinations; each at most once.
		pub destinations: Vec<GenesisDestination>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a destination stands twice or nothing can be delivered as it says: a chain must not
		/// start from such a genesis.
		fn build(&self) {
			if let Err(fault) = Pallet::<T>::insert_genesis(&self.destinations) {
				panic!("genesis of the outbox is refused: {fault:?}");
			}
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// How messages to a destination are delivered was set.
		DestinationSet {
			/// The destination.
			destination: Destination,
			/// How, from now on.
			settings: Settings,
			/// Who decided, and under which approval.
			by: Actor,
		},
		/// A message was written.
		Queued {
			/// Its number.
			id: MessageId,
			/// Where it goes.
			destination: Destination,
		},
		/// A message arrived, and is not kept any more.
		Delivered {
			/// Its number.
			id: MessageId,
			/// Where it went.
			destination: Destination,
			/// The key of the validator that says so.
			validator: Public,
			/// What the destination said.
			receipt: Receipt,
		},
		/// The destination refused a message for good.
		Refused {
			/// Its number.
			id: MessageId,
			/// Who refused it.
			destination: Destination,
			/// The key of the validator that says so.
			validator: Public,
			/// What the destination said.
			receipt: Receipt,
		},
		/// An attempt to deliver a message failed; or there was none, since the message was held beyond
		/// its term, and it has its term from now on.
		AttemptFailed {
			/// Its number.
			id: MessageId,
			/// Where it goes.
			destination: Destination,
			/// The key of the validator that tried.
			validator: Public,
			/// How many attempts failed by now.
			attempt: u8,
			/// Why.
			fault: DeliveryFault,
			/// Consensus time of the next attempt, Unix ms; none when there is none.
			due: Option<Moment>,
		},
		/// A message is a dead letter 死信: it waits for somebody's decision, and its lane with it.
		DeadLettered {
			/// Its number.
			id: MessageId,
			/// Where it goes.
			destination: Destination,
			/// Why.
			cause: DeathCause,
		},
		/// A dead letter was taken up again.
		Revived {
			/// Its number.
			id: MessageId,
			/// Where it goes.
			destination: Destination,
			/// Consensus time until which it is tried now, Unix ms.
			deadline: Moment,
			/// Who decided, and under which approval.
			by: Actor,
		},
		/// A dead letter was given up, and its lane goes on without it.
		Discarded {
			/// Its number.
			id: MessageId,
			/// Where it should have gone.
			destination: Destination,
			/// SM3 of what it said.
			body: Digest,
			/// Who decided, and under which approval.
			by: Actor,
			/// Why.
			reason: Reason,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such dead letter.
		NotFound,
		/// It is so already, or no report changes anything any more.
		NothingChanged,
		/// Nothing can be delivered with these settings: no attempt, a time of zero or of more than a
		/// day, a longest time between attempts below the least one, or the platform of other
		/// provinces without the key of its receipts.
		InvalidSettings,
		/// The destination stands twice.
		AlreadyExists,
		/// As many messages wait for the destination as may.
		Full,
		/// Whoever reports is no validator.
		NotAuthorized,
		/// There is no report, or the reports do not ascend by message.
		InvalidReports,
		/// The reports are not signed by the validator.
		InvalidProof,
		/// The receipts are not signed by the destination.
		InvalidReceipt,
		/// The dead letter was taken up again as often as one may be.
		MaxRevivalsExceeded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens or closes a destination, and sets how messages to it are delivered. Times of messages
		/// that wait stay as they are; everything else applies to them at once. What waits for a
		/// destination that is closed is delivered still.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeDestination`], a fiscal authority.
		/// `settings`: times in ms, within the bounds of [`Settings::check_for`].
		///
		/// Emits [`Event::DestinationSet`].
		///
		/// # Errors
		/// Those of the gate, [`Error::InvalidSettings`], [`Error::NothingChanged`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_destination())]
		pub fn set_destination(
			origin: OriginFor<T>,
			destination: Destination,
			settings: Settings,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeDestination, Role::FiscalAuthority)?;
			ensure!(settings.check_for(destination).is_ok(), Error::<T>::InvalidSettings);
			ensure!(
				Destinations::<T>::get(destination) != Some(settings),
				Error::<T>::NothingChanged
			);
			Destinations::<T>::insert(destination, settings);
			Self::deposit_event(Event::DestinationSet { destination, settings, by });
			Ok(())
		}

		/// Records what came of attempts to deliver 回执上链. Reports about messages that are not
		/// there any more, or that come too late to change anything, are skipped.
		///
		/// Who: nobody; the transaction is unsigned and carries the signature of a validator of the
		/// current set over [`Reports::payload`]. It is refused before it runs unless at least one of
		/// its reports changes something: what counts stands in the documentation of the pallet.
		///
		/// Emits, for each report that counts, [`Event::Delivered`], [`Event::Refused`] or
		/// [`Event::AttemptFailed`], and [`Event::DeadLettered`] where the message is not tried again.
		///
		/// # Errors
		/// `BadOrigin`, [`Error::InvalidReports`], [`Error::NotAuthorized`],
		/// [`Error::NothingChanged`], [`Error::InvalidProof`], [`Error::InvalidReceipt`].
		#[pallet::call_index(1)]
		#[pallet::weight((Pallet::<T>::report_weight(reports), DispatchClass::Operational))]
		pub fn report(
			origin: OriginFor<T>,
			reports: Reports,
			signature: Signature,
		) -> DispatchResultWithPostInfo {
			ensure_none(origin)?;
			let told = Self::do_report(&reports, &signature)?;
			Ok(Some(Self::weight_telling(&reports, told)).into())
		}

		/// Takes a dead letter up again 重发: it is due at once, with all its attempts and its whole term.
		///
		/// Who: [`Config::Gate`] for [`Operation::HandleDeadLetter`], a fiscal authority.
		///
		/// Emits [`Event::Revived`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::MaxRevivalsExceeded`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::revive())]
		pub fn revive(origin: OriginFor<T>, id: MessageId) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::HandleDeadLetter, Role::FiscalAuthority)?;
			Self::do_revive(id, by)
		}

		/// Gives a dead letter up 作废: its lane goes on without it. What it would have told is in the
		/// event that wrote it and in the state of its time; the comparison of both sides finds what
		/// the destination does not know, R091.
		///
		/// Who: [`Config::Gate`] for [`Operation::HandleDeadLetter`], a fiscal authority.
		///
		/// Emits [`Event::Discarded`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::discard())]
		pub fn discard(origin: OriginFor<T>, id: MessageId, reason: Reason) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::HandleDeadLetter, Role::FiscalAuthority)?;
			Self::do_discard(id, by, reason)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
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
				Call::report { reports, signature } => Self::validate_reports(reports, signature),
				_ => InvalidTransaction::Call.into(),
			}
		}

		fn pre_dispatch(call: &Self::Call) -> Result<(), TransactionValidityError> {
			Self::validate_unsigned(TransactionSource::InBlock, call).map(|_| ())
		}
	}
}
