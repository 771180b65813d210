#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod changes;
mod correction;
mod difference;
mod impls;
mod ledger;
mod registration;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use difference::{difference_leaves, difference_root};
pub use pallet::*;
pub use types::{Correction, CorrectionProposal};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use fiscal_primitives::{
		bill::{Batch, BillUpdate, Circulation, Refused, Use, MAX_BATCH},
		changes::BillAction,
		text::Reason,
		traits::{NodeRegistry, ParticipantRegistry, RegistrationPolicy, SceneRegistry},
		verification::SealedElements,
		AccountId, Bill, BillEntry, BillKey, Digest, Fen, Moment, NodeId, ParticipantId, SceneId,
	};
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
		/// Scenes in force.
		type Scenes: SceneRegistry;
		/// Do the policies in force permit a registration?
		type Policy: RegistrationPolicy;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;
		/// What the calls cost.
		type WeightInfo: WeightInfo;
	}

	/// The record of each bill, one trie entry of at most 300 bytes a bill.
	#[pallet::storage]
	pub type Bills<T: Config> = StorageMap<_, Identity, BillKey, Bill>;

	/// Number of entries of [`Bills`].
	#[pallet::storage]
	pub type Registered<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The fiscal authority that co-signed the red flush of a reimbursed bill. Gone with the red
	/// flush, and with every settlement and reversal: it was given for the amounts it saw.
	#[pallet::storage]
	pub type RedFlushConsents<T: Config> = StorageMap<_, Identity, BillKey, ParticipantId>;

	/// Corrections that wait for a second administrator, at most one a bill.
	#[pallet::storage]
	pub type Corrections<T: Config> = StorageMap<_, Identity, BillKey, CorrectionProposal>;

	/// What happened to bills.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A batch was judged, bill by bill.
		BatchRegistered {
			/// The access node.
			node: NodeId,
			/// The issuer.
			issuer: ParticipantId,
			/// The scene.
			scene: SceneId,
			/// The bills that are on the chain now, in the order of the batch.
			registered: BoundedVec<BillKey, ConstU32<MAX_BATCH>>,
			/// The others, in the order of the batch.
			refused: BoundedVec<Refused, ConstU32<MAX_BATCH>>,
		},
		/// The issuer's side changed digests or the payer reference.
		BillUpdated {
			/// The bill.
			key: BillKey,
			/// Its new version.
			version: u32,
			/// Why.
			reason: Reason,
		},
		/// A bill was cancelled by a red bill 冲红.
		RedFlushed {
			/// The bill.
			key: BillKey,
			/// The red bill that cancels it.
			negative: BillKey,
			/// The bill over what remains, when there is one.
			difference: Option<BillKey>,
			/// Why.
			reason: Reason,
		},
		/// The fiscal authority co-signed the red flush of a reimbursed bill.
		RedFlushConsented {
			/// The bill.
			key: BillKey,
			/// Who co-signed.
			by: ParticipantId,
		},
		/// A bill was voided 作废.
		Voided {
			/// The bill.
			key: BillKey,
			/// Why.
			reason: Reason,
		},
		/// A bill was exchanged for paper 换开纸质.
		ExchangedForPaper {
			/// The bill.
			key: BillKey,
			/// SM3 of the serial number of the paper bill.
			paper: Digest,
			/// Why.
			reason: Reason,
		},
		/// A bill is electronic again.
		RestoredElectronic {
			/// The bill.
			key: BillKey,
			/// Why.
			reason: Reason,
		},
		/// A bill became circulable or not circulable.
		CirculationChanged {
			/// The bill.
			key: BillKey,
			/// What it is now.
			circulation: Circulation,
		},
		/// An administrator proposed a correction.
		CorrectionProposed {
			/// The bill.
			key: BillKey,
			/// Who proposed it.
			by: ParticipantId,
			/// What is to be set.
			correction: Correction,
		},
		/// A bill was corrected by two administrators.
		Corrected {
			/// The bill.
			key: BillKey,
			/// Who proposed and who confirmed, in this order.
			by: [ParticipantId; 2],
			/// What was set.
			correction: Correction,
			/// The new version of the bill.
			version: u32,
			/// Why.
			reason: Reason,
		},
		/// A proposed correction was withdrawn.
		CorrectionWithdrawn {
			/// The bill.
			key: BillKey,
			/// Who withdrew it.
			by: ParticipantId,
		},
		/// A lock was taken or ended, or a reimbursement was made or taken back.
		UsageChanged {
			/// The bill.
			key: BillKey,
			/// Locked, unlocked, settled or reversed.
			action: BillAction,
			/// The use of the bill now.
			usage: Use,
			/// Reimbursed so far, in fen.
			reimbursed: Fen,
		},
	}

	/// Why a call was refused. A refused call changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no bill of that key, or no such consent or proposal.
		NotFound,
		/// A bill of that key, a consent or a proposal exists already.
		AlreadyExists,
		/// The signer may not do this.
		NotAuthorized,
		/// The participant, the node or the scene is not in force.
		NotActive,
		/// The participant named as issuer does not have that role.
		NotIssuer,
		/// The node does not serve the issuer.
		NotServed,
		/// The bill is red-flushed or voided, for ever.
		Terminal,
		/// The bill is locked.
		Locked,
		/// The bill is not locked.
		NotLocked,
		/// The bill is exchanged for paper.
		OnPaper,
		/// The bill is not exchanged for paper.
		NotOnPaper,
		/// The bill is not circulable.
		NotCirculable,
		/// A red bill is never locked.
		NotLockable,
		/// A red bill is neither cancelled nor voided, and never circulates.
		RedBill,
		/// The batch has no entry.
		EmptyBatch,
		/// The bill has another version than the caller saw.
		VersionConflict,
		/// The bill is such already.
		NothingChanged,
		/// The bill has had 2^32 - 1 versions.
		MaxVersionsExceeded,
		/// The red bill is not over the total of the bill it cancels, or the difference bill is not
		/// over a part of it.
		AmountMismatch,
		/// The amount is zero.
		AmountZero,
		/// The day of issue is after today in China Standard Time.
		DateInFuture,
		/// More than remains of the total.
		ExceedsTotal,
		/// More than is reimbursed.
		ExceedsReimbursed,
		/// The bill is reimbursed, partly or wholly, and the fiscal authority has not co-signed.
		ConsentRequired,
		/// The bill is reimbursed.
		Reimbursed,
		/// Nothing of the bill is reimbursed.
		NotReimbursed,
		/// The five elements do not agree with the chain.
		ElementMismatch,
		/// The correction is not the proposed one.
		CorrectionMismatch,
		/// Two signatures are needed, and both come from one participant.
		SameAdministrator,
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
		/// Who: the operator of `node`, or the platform. The node is normal and serves the issuer,
		/// the issuer is active, the scene in force.
		///
		/// Emits [`Event::BatchRegistered`], also when every entry was refused. Errors: `EmptyBatch`,
		/// `NotAuthorized`, `NotActive`, `NotIssuer`, `NotServed`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_batch(
			u32::try_from(entries.len()).unwrap_or(MAX_BATCH)
		))]
		pub fn register_batch(
			origin: OriginFor<T>,
			node: NodeId,
			issuer: ParticipantId,
			scene: SceneId,
			entries: Batch,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_batch(&who, node, issuer, scene, entries)
		}

		/// Change digests or the payer reference of a bill in force. R224, R225.
		///
		/// Who: the issuer, or the operator of its node. `version` is the one the caller saw.
		///
		/// Emits [`Event::BillUpdated`]. Errors: `NotFound`, `NotAuthorized`, `NotActive`, `Terminal`,
		/// `Locked`, `VersionConflict`, `NothingChanged`, `MaxVersionsExceeded`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update())]
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
		/// and not red. Once reimbursed, partly or wholly, it needs the consent of a fiscal authority
		/// other than the signer. What was reimbursed of the bill counts as reimbursed of the
		/// difference bill, so that no fen is reimbursed twice.
		///
		/// Emits [`Event::RedFlushed`]. Errors: `NotFound`, `NotAuthorized`, `NotActive`, `Terminal`,
		/// `Locked`, `RedBill`, `OnPaper`, `ConsentRequired`, `SameAdministrator`, `AmountMismatch`,
		/// `DateInFuture`, `AlreadyExists`, `MaxVersionsExceeded`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::red_flush())]
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

		/// Co-sign the red flush of a reimbursed bill. R226.
		///
		/// Who: the fiscal authority. Emits [`Event::RedFlushConsented`]. Errors: `NotFound`,
		/// `NotAuthorized`, `NotActive`, `Terminal`, `Locked`, `NotReimbursed`, `AlreadyExists`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::consent_red_flush())]
		pub fn consent_red_flush(origin: OriginFor<T>, key: BillKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_consent_red_flush(&who, key)
		}

		/// Void a bill of which nothing is reimbursed 作废. R226.
		///
		/// Who: the issuer, or the operator of its node. Emits [`Event::Voided`]. Errors: `NotFound`,
		/// `NotAuthorized`, `NotActive`, `Terminal`, `Locked`, `RedBill`, `Reimbursed`,
		/// `MaxVersionsExceeded`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::void_bill())]
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
		#[pallet::weight(T::WeightInfo::exchange_for_paper())]
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
		#[pallet::weight(T::WeightInfo::restore_electronic())]
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
		#[pallet::weight(T::WeightInfo::set_circulation())]
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

		/// Confirm the correction another administrator proposed; it takes effect. R232.
		///
		/// Who: the fiscal authority, but not the proposer. Emits [`Event::Corrected`]. Errors:
		/// `NotFound`, `NotAuthorized`, `NotActive`, `SameAdministrator`, `CorrectionMismatch`,
		/// `Terminal`, `Locked`, `VersionConflict`, `MaxVersionsExceeded`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::confirm_correction())]
		pub fn confirm_correction(
			origin: OriginFor<T>,
			key: BillKey,
			correction: Correction,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_confirm_correction(&who, key, correction)
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
	}
}
