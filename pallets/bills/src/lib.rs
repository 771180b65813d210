#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod adoption;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod changes;
mod correction;
mod events;
mod holder;
mod impls;
mod ledger;
mod numbers;
pub mod reads;
mod registration;
mod relations;
mod transition;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{Correction, CorrectionProposal, CorrectionRecord};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

#[import_section(events::events)]
#[frame_support::pallet]
// Red flushes carry whole entries, and are rare beside batches, which lie on the heap.
#[allow(clippy::large_enum_variant)]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use fiscal_primitives::{
		bill::{
			numbers::{Allocations, NumberRanges},
			Batch, BillUpdate, Circulation, GenesisRange, Refused, RelationsBatch, RelationsRecord,
			Use, MAX_BATCH, MAX_RELATIONS,
		},
		changes::BillAction,
		observation::OutsideState,
		participant::Role,
		policy::{Obligations, Policies},
		text::Reason,
		traits::{Gate, NodeRegistry, Outbox, ParticipantRegistry, SceneRegistry, TransitionRules},
		verification::SealedElements,
		AccountId, Actor, Bill, BillCode, BillEntry, BillKey, BillNumber, Digest, Fen, Moment,
		NodeId, Operation, ParticipantId, PayerRef, SceneId,
	};
	use fiscal_sm_crypto::Signature;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The in-code storage version.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The bills of the chain.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// Who is who.
		type Participants: ParticipantRegistry<Self::AccountId>;
		/// Access nodes and whom they serve.
		type Nodes: NodeRegistry;
		/// Scenes in force, and their field rules.
		type Scenes: SceneRegistry;
		/// Policies in force, which judge every registration.
		type Policies: Policies;
		/// Which state of a bill may become which, and by whom.
		type Rules: TransitionRules;
		/// The door of fiscal authorities, approvals and the council.
		type Gate: Gate<Self::RuntimeOrigin>;
		/// Where the system that bills come from is told what became of each.
		type Outbox: Outbox;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;
		/// Below how many percent of what was allocated the stock of numbers of an issuer is low.
		#[pallet::constant]
		type LowStockPercent: Get<u8>;
		/// What the calls cost.
		type WeightInfo: WeightInfo;
		/// What benchmarks need to find on the chain.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The record of each bill, one trie entry of at most 300 bytes a bill.
	#[pallet::storage]
	pub type Bills<T: Config> = StorageMap<_, Identity, BillKey, Bill>;

	/// Number of entries of [`Bills`].
	#[pallet::storage]
	pub type Registered<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Who co-signed the red flush of a reimbursed bill. Gone with the red
	/// flush, and with every settlement and reversal: it was given for the amounts it saw.
	#[pallet::storage]
	pub type RedFlushConsents<T: Config> = StorageMap<_, Identity, BillKey, Actor>;

	/// Corrections that wait for a second administrator, at most one a bill.
	#[pallet::storage]
	pub type Corrections<T: Config> = StorageMap<_, Identity, BillKey, CorrectionProposal>;

	/// The last correction of each bill that was corrected.
	#[pallet::storage]
	pub type LastCorrections<T: Config> = StorageMap<_, Identity, BillKey, CorrectionRecord>;

	/// The bills that were locked in the non-tax system when they were adopted, and may be still: their
	/// state is what it says, until it says that the lock has gone.
	#[pallet::storage]
	pub type OutsideLocks<T: Config> = StorageMap<_, Identity, BillKey, ()>;

	/// The ranges of numbers of each code and issuer, in order.
	#[pallet::storage]
	pub type Numbers<T: Config> = StorageDoubleMap<
		_,
		Identity,
		BillCode,
		Twox64Concat,
		ParticipantId,
		NumberRanges,
		ValueQuery,
	>;

	/// Every range of each code, in order: what an allocation is checked against.
	#[pallet::storage]
	pub type NumberIndex<T: Config> = StorageMap<_, Identity, BillCode, Allocations, ValueQuery>;

	/// What belongs to each bill outside of the chain.
	#[pallet::storage]
	pub type Relations<T: Config> = StorageMap<_, Identity, BillKey, RelationsRecord>;

	/// The ranges of numbers the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The ranges; no two of one code overlap.
		pub numbers: Vec<GenesisRange>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a range is empty or overlaps another, or there are too many.
		fn build(&self) {
			for range in &self.numbers {
				if let Err(fault) = Pallet::<T>::insert_genesis(range) {
					panic!("genesis of bills: {range:?} is refused: {fault:?}");
				}
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register 1 to 500 bills of one issuer 开票登记. Each is judged by itself: those refused are
		/// reported with the reason, the others register. R220, R221, R196.
		///
		/// Who: the operator of `node`, or the platform. The node is normal, serves the issuer and is
		/// admitted for the scene, the issuer is active, the scene in force. A bill registers if its
		/// number is allocated to the issuer, its fields keep the rules of the scene and no policy
		/// denies it.
		///
		/// Emits [`Event::BatchRegistered`], also when every entry was refused, and
		/// [`Event::StockLow`]. Errors: `EmptyBatch`, `NotAuthorized`, `NotActive`, `NotIssuer`,
		/// `NotServed`, `NotAdmitted`; those of the transition rules.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::batch_weight(entries))]
		pub fn register_batch(
			origin: OriginFor<T>,
			node: NodeId,
			issuer: ParticipantId,
			scene: SceneId,
			entries: Batch,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let declared = Self::batch_weight(&entries);
			let unused = Self::do_register_batch(&who, node, issuer, scene, entries)?;
			Ok(Some(declared.saturating_sub(unused)).into())
		}

		/// Change digests or the payer reference of a bill in force. R224, R225.
		///
		/// Who: the issuer, or the operator of its node. `version` is the one the caller saw.
		///
		/// The payer reference changes here only while the old one is bound to no holder; after that see
		/// [`Pallet::transfer_holder`].
		///
		/// Emits [`Event::BillUpdated`]. Errors: `NotFound`, `NotAuthorized`, `NotActive`, `Terminal`,
		/// `Locked`, `VersionConflict`, `NothingChanged`, `HolderBound`, `MaxVersionsExceeded`; those of
		/// the transition rules.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::update()))]
		pub fn update(
			origin: OriginFor<T>,
			key: BillKey,
			version: u32,
			update: BillUpdate,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update(&who, key, version, update, reason)
		}

		/// Cancel a bill by a red bill over its total 冲红, and register the bill over what remains
		/// where there is one 差额票据; all at once. R226.
		///
		/// Who: the issuer, or the operator of its node. The bill is in force, electronic, unlocked
		/// and not red. Once reimbursed, partly or wholly, it needs the consent of a fiscal authority,
		/// signed with another key. Both new bills bear numbers allocated to the issuer; where the payer
		/// reference of the bill is bound to a holder, they bear it too. What was reimbursed of the
		/// bill counts as reimbursed of the difference bill, so that no fen is reimbursed twice.
		///
		/// Emits [`Event::RedFlushed`] and [`Event::StockLow`]. Errors: `NotFound`, `NotAuthorized`,
		/// `NotActive`, `Terminal`, `Locked`, `RedBill`, `OnPaper`, `ConsentRequired`,
		/// `SameAdministrator`, `HolderBound`, `AmountMismatch`, `DateInFuture`, `AlreadyExists`,
		/// `NumberNotAllocated`, `MaxVersionsExceeded`; those of the transition rules.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::red_flush()))]
		pub fn red_flush(
			origin: OriginFor<T>,
			key: BillKey,
			negative: BillEntry,
			difference: Option<BillEntry>,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_red_flush(&who, key, negative, difference, reason)
		}

		/// Co-sign the red flush of a reimbursed bill as it stands in version `version`. R226.
		///
		/// Who: [`Config::Gate`] for [`Operation::ConsentRedFlush`], a fiscal authority. Emits
		/// [`Event::RedFlushConsented`]. Errors: those of the gate, `NotFound`, `Terminal`, `Locked`,
		/// `NotReimbursed`, `VersionConflict`, `AlreadyExists`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::consent_red_flush())]
		pub fn consent_red_flush(
			origin: OriginFor<T>,
			key: BillKey,
			version: u32,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ConsentRedFlush, Role::FiscalAuthority)?;
			Self::do_consent_red_flush(by, key, version)
		}

		/// Void a bill of which nothing is reimbursed 作废. R226.
		///
		/// Who: the issuer, or the operator of its node. Emits [`Event::Voided`]. Errors: `NotFound`,
		/// `NotAuthorized`, `NotActive`, `Terminal`, `Locked`, `RedBill`, `Reimbursed`,
		/// `MaxVersionsExceeded`.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::void_bill()))]
		pub fn void_bill(origin: OriginFor<T>, key: BillKey, reason: Reason) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_void(&who, key, reason)
		}

		/// Exchange an electronic bill for paper 换开纸质. `paper` is the SM3 digest of the serial
		/// number of the paper bill. R226.
		///
		/// Who: the issuer, or the operator of its node. Emits [`Event::ExchangedForPaper`]. Errors:
		/// `NotFound`, `NotAuthorized`, `NotActive`, `Terminal`, `Locked`, `OnPaper`,
		/// `MaxVersionsExceeded`.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::exchange_for_paper()))]
		pub fn exchange_for_paper(
			origin: OriginFor<T>,
			key: BillKey,
			paper: Digest,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_exchange_for_paper(&who, key, paper, reason)
		}

		/// Take the paper back and make the bill electronic again. R226.
		///
		/// Who: the issuer, or the operator of its node. Emits [`Event::RestoredElectronic`]. Errors:
		/// `NotFound`, `NotAuthorized`, `NotActive`, `Terminal`, `Locked`, `NotOnPaper`,
		/// `MaxVersionsExceeded`.
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::restore_electronic()))]
		pub fn restore_electronic(
			origin: OriginFor<T>,
			key: BillKey,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_restore_electronic(&who, key, reason)
		}

		/// Say whether a bill may circulate, for instance when arrears 欠费 are paid. R226.
		///
		/// Who: the issuer, or the operator of its node. Emits [`Event::CirculationChanged`]. Errors:
		/// `NotFound`, `NotAuthorized`, `NotActive`, `Terminal`, `Locked`, `RedBill`,
		/// `NothingChanged`, `MaxVersionsExceeded`.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::set_circulation()))]
		pub fn set_circulation(
			origin: OriginFor<T>,
			key: BillKey,
			circulation: Circulation,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_circulation(&who, key, circulation)
		}

		/// Propose a manual correction 人工修正; `elements` are the five elements of the bill, which
		/// all have to agree with the chain; of the check code its digest. R232.
		///
		/// Who: the fiscal authority. Emits [`Event::CorrectionProposed`]. Errors: `NotFound`,
		/// `NotAuthorized`, `NotActive`, `ElementMismatch`, `Terminal`, `Locked`, `RedBill`,
		/// `NothingChanged`, `AlreadyExists`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::propose_correction())]
		pub fn propose_correction(
			origin: OriginFor<T>,
			key: BillKey,
			elements: SealedElements,
			correction: Correction,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose_correction(&who, key, elements, correction, reason)
		}

		/// Confirm the correction another administrator proposed; it takes effect. R104, R232.
		///
		/// Who: [`Config::Gate`] for [`Operation::CorrectBill`], a fiscal authority, with another key
		/// than the proposer's. Emits [`Event::Corrected`]. Errors: those of the gate, `NotFound`,
		/// `SameAdministrator`, `CorrectionMismatch`, `Terminal`, `Locked`, `VersionConflict`,
		/// `MaxVersionsExceeded`; those of the transition rules.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::confirm_correction()))]
		pub fn confirm_correction(
			origin: OriginFor<T>,
			key: BillKey,
			correction: Correction,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::CorrectBill, Role::FiscalAuthority)?;
			Self::do_confirm_correction(by, key, correction)
		}

		/// Withdraw a proposed correction. R232.
		///
		/// Who: the fiscal authority. Emits [`Event::CorrectionWithdrawn`]. Errors: `NotFound`,
		/// `NotAuthorized`, `NotActive`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::withdraw_correction())]
		pub fn withdraw_correction(origin: OriginFor<T>, key: BillKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_correction(&who, key)
		}

		/// Allocate the numbers `first` to `last` of a code to an issuer 号段分配. R220.
		///
		/// Who: [`Config::Gate`] for [`Operation::AllocateNumbers`], a fiscal authority. The issuer is
		/// active. Emits [`Event::NumbersAllocated`]. Errors: those of the gate, `NotActive`,
		/// `NotIssuer`, `RangeEmpty`, `RangeOverlaps`, `MaxRangesExceeded`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::allocate_numbers())]
		pub fn allocate_numbers(
			origin: OriginFor<T>,
			issuer: ParticipantId,
			code: BillCode,
			first: BillNumber,
			last: BillNumber,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::AllocateNumbers, Role::FiscalAuthority)?;
			Self::do_allocate_numbers(by, issuer, code, first, last)
		}

		/// Take the numbers `first` to `last` of a code back from an issuer 号段退回: the end of one of
		/// its ranges, or all of it, above every number that is on a bill. R220.
		///
		/// Who: [`Config::Gate`] for [`Operation::AllocateNumbers`], a fiscal authority. Emits
		/// [`Event::NumbersReturned`] and [`Event::StockLow`]. Errors: those of the gate, `NotFound`,
		/// `RangeMismatch`, `NumbersUsed`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::return_numbers())]
		pub fn return_numbers(
			origin: OriginFor<T>,
			issuer: ParticipantId,
			code: BillCode,
			first: BillNumber,
			last: BillNumber,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::AllocateNumbers, Role::FiscalAuthority)?;
			Self::do_return_numbers(by, issuer, code, first, last)
		}

		/// Set what belongs to 1 to 100 bills outside of the chain: where their files are, encrypted,
		/// and under which key their complete data are found; all of them or none. R093, R094.
		///
		/// Who: the operator of each bill's node, or its issuer. The state of the bills does not matter
		/// and does not change. Each entry names the version of the relations the caller saw.
		///
		/// Emits [`Event::RelationsSet`] for each. Errors: `EmptyBatch`, `NotFound`, `NotAuthorized`,
		/// `NotActive`, `VersionConflict`, `NothingChanged`, `MaxVersionsExceeded`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::set_relations(
			u32::try_from(entries.len()).unwrap_or(MAX_RELATIONS)
		))]
		pub fn set_relations(origin: OriginFor<T>, entries: RelationsBatch) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_relations(&who, entries)
		}

		/// Pass version `version` of a bill to another holder 持有方变更, for instance to an heir. R070.
		///
		/// Who: the issuer or the operator of its node, with the `consent` of the holder bound to the
		/// payer reference: that holder's SM2 signature over
		/// [`fiscal_primitives::bill::holder_payload`]. Without a consent: [`Config::Gate`] for
		/// [`Operation::CorrectBill`], a fiscal authority under an approval or the council, never a
		/// signer alone. The bill is in force and not locked.
		///
		/// Emits [`Event::HolderChanged`]. Errors: `NotFound`, `NotAuthorized`, `NotServed`,
		/// `NotActive`, `ApprovalRequired`, `Terminal`, `Locked`, `HolderUnknown`, `BadSignature`, `VersionConflict`, `NothingChanged`,
		/// `MaxVersionsExceeded`; those of the gate and of the transition rules.
		#[pallet::call_index(14)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::transfer_holder()))]
		pub fn transfer_holder(
			origin: OriginFor<T>,
			key: BillKey,
			version: u32,
			to: PayerRef,
			consent: Option<Signature>,
			reason: Reason,
		) -> DispatchResult {
			Self::do_transfer_holder(origin, key, version, to, consent, reason)
		}

		/// Say what became of an adopted bill that is locked in the non-tax system, where that system
		/// does not say it any more: it stands as `state`, and is the chain's from then on. R091, R232.
		///
		/// Who: [`Config::Gate`] for [`Operation::CorrectBill`], a fiscal authority. Emits
		/// [`Event::OutsideFollowed`] and [`Event::OutsideLockEnded`]. Errors: those of the gate,
		/// `NotFound` where no lock stands outside, `Locked` where `state` is locked still,
		/// `StateImpossible`, `MaxVersionsExceeded`, `NotTold`.
		#[pallet::call_index(15)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::end_outside_lock()))]
		pub fn end_outside_lock(
			origin: OriginFor<T>,
			key: BillKey,
			state: OutsideState,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::CorrectBill, Role::FiscalAuthority)?;
			Self::do_end_outside_lock(by, key, state, reason)
		}
	}
}
