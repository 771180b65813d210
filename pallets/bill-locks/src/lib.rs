#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod changes;
mod closing;
mod impls;
mod reads;
mod refusal;
mod region;
mod reversal;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{AcquireRequest, Answer, Deadline, Denial, Due, Outcome, Reversal};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use fiscal_primitives::{
		lock::LockOperation,
		participant::Role,
		policy::{Obligations, Policies},
		text::Reason,
		traits::{
			BillLedger, Gate, LockPermission, OnLockDecided, ParticipantRegistry, SceneRegistry,
		},
		AccountId, Actor, BillKey, Digest, Fen, FlowNumber, Lock, Moment, Operation, ParticipantId,
		PolicyId, Region, SceneId,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The in-code storage version.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The locks of the chain.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The bills, and the only door to them.
		type Bills: BillLedger;
		/// Who is who.
		type Participants: ParticipantRegistry<Self::AccountId>;
		/// Scenes in force.
		type Scenes: SceneRegistry;
		/// May a participant lock a bill?
		type Permission: LockPermission;
		/// Policies in force, which judge every request for a lock.
		type Policies: Policies;
		/// Who has to know what became of requests, because it made some of them for others.
		type OnLockDecided: OnLockDecided;
		/// The door of fiscal authorities, approvals and the council.
		type Gate: Gate<Self::RuntimeOrigin>;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// How long before its end the holder of a lock is given notice, ms. Locks that last no longer
		/// than this end without notice. A runtime that changes it has to move the notices of the
		/// live locks.
		#[pallet::constant]
		type NoticeBefore: Get<u64>;
		/// The most requests for locks one block collects.
		#[pallet::constant]
		type MaxRequestsPerBlock: Get<u32>;
		/// The most notices and expiries one block handles; the next blocks handle the others.
		#[pallet::constant]
		type MaxExpiriesPerBlock: Get<u32>;
		/// What the calls cost.
		type WeightInfo: WeightInfo;
		/// What benchmarks need to find on the chain.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The lock of each locked bill. One that has run out stays until it is swept or the bill is asked
	/// for again, but counts as gone: see [`Pallet::live_lock`].
	#[pallet::storage]
	pub type Locks<T: Config> = StorageMap<_, Identity, BillKey, Lock>;

	/// Number of entries of [`Locks`].
	#[pallet::storage]
	pub type LiveLocks<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The requests of the block under construction, in the order of its transactions. Empty between
	/// blocks.
	#[pallet::storage]
	pub type Requests<T: Config> =
		StorageValue<_, BoundedVec<AcquireRequest, T::MaxRequestsPerBlock>, ValueQuery>;

	/// First answers, by SM3 over the SCALE encoding of (region, organisation, flow number,
	/// operation).
	#[pallet::storage]
	pub type Answers<T: Config> = StorageMap<_, Identity, Digest, Answer>;

	/// What is due when and for which bill, in the order of time.
	#[pallet::storage]
	pub type Deadlines<T: Config> = StorageDoubleMap<_, Identity, Due, Identity, BillKey, Deadline>;

	/// What each participant reimbursed of a bill and did not take back, in fen.
	#[pallet::storage]
	pub type Settlements<T: Config> =
		StorageDoubleMap<_, Identity, BillKey, Twox64Concat, ParticipantId, Fen, ValueQuery>;

	/// Reversals that wait for the fiscal authority, at most one a bill.
	#[pallet::storage]
	pub type Reversals<T: Config> = StorageMap<_, Identity, BillKey, Reversal>;

	/// What happened to locks.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A lock was taken.
		Acquired {
			/// The bill.
			key: BillKey,
			/// Who holds it.
			holder: ParticipantId,
			/// The scene it was taken under.
			scene: SceneId,
			/// Where the reimbursement takes place.
			region: Region,
			/// Flow number of the request.
			flow: FlowNumber,
			/// Consensus time it was taken, Unix ms.
			at: Moment,
			/// Consensus time it ends by itself, Unix ms.
			expires: Moment,
			/// What the holder intends to reimburse, in fen.
			claimed: Fen,
			/// Digest of the authorization it rests on.
			authorization: Digest,
			/// What policies oblige to beside.
			obligations: Obligations,
		},
		/// Another request of the same block holds the lock.
		LockLost {
			/// The bill.
			key: BillKey,
			/// Who asked in vain.
			requester: ParticipantId,
			/// Flow number of the request.
			flow: FlowNumber,
			/// Who holds the lock.
			winner: ParticipantId,
			/// Consensus time the winner's lock ends by itself, Unix ms.
			expires: Moment,
		},
		/// The bill could no longer be locked when the block closed.
		LockRefused {
			/// The bill.
			key: BillKey,
			/// Who asked in vain.
			requester: ParticipantId,
			/// Flow number of the request.
			flow: FlowNumber,
		},
		/// An operation was repeated with the same content; nothing happened but the first time.
		AnsweredAgain {
			/// The bill.
			key: BillKey,
			/// Who asked.
			requester: ParticipantId,
			/// Flow number of the request.
			flow: FlowNumber,
			/// What was asked.
			operation: LockOperation,
			/// What came of it the first time.
			outcome: Outcome,
		},
		/// The holder reimbursed, and the lock ended.
		Settled {
			/// The bill.
			key: BillKey,
			/// Who held it.
			holder: ParticipantId,
			/// Flow number of the settlement.
			flow: FlowNumber,
			/// Reimbursed, in fen.
			amount: Fen,
			/// Did it close the reimbursement of the bill?
			close: bool,
			/// What remains of the total, in fen.
			remaining: Fen,
		},
		/// The holder gave the lock up.
		Released {
			/// The bill.
			key: BillKey,
			/// Who held it.
			holder: ParticipantId,
			/// Flow number of the release.
			flow: FlowNumber,
			/// Why.
			reason: Reason,
		},
		/// An administrator ended the lock.
		ForceReleased {
			/// The bill.
			key: BillKey,
			/// Who held it.
			holder: ParticipantId,
			/// Who ended it.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A lock will end by itself.
		LockExpiring {
			/// The bill.
			key: BillKey,
			/// Who holds it.
			holder: ParticipantId,
			/// When it ends, Unix ms.
			expires: Moment,
		},
		/// A lock ended by time.
		Expired {
			/// The bill.
			key: BillKey,
			/// Who held it.
			holder: ParticipantId,
		},
		/// A participant asks to take its reimbursement back.
		ReversalRequested {
			/// The bill.
			key: BillKey,
			/// Who had reimbursed.
			holder: ParticipantId,
			/// Flow number of the request.
			flow: FlowNumber,
			/// How much is to be taken back, in fen.
			amount: Fen,
			/// Why.
			reason: Reason,
		},
		/// A reimbursement was taken back.
		Reversed {
			/// The bill.
			key: BillKey,
			/// Who had reimbursed.
			holder: ParticipantId,
			/// Taken back, in fen.
			amount: Fen,
			/// Who confirmed.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A request for a reversal was withdrawn.
		ReversalWithdrawn {
			/// The bill.
			key: BillKey,
			/// Who withdrew it.
			by: Actor,
		},
		/// A policy in force denied a request for a lock.
		LockDenied {
			/// The bill.
			key: BillKey,
			/// Who asked in vain.
			requester: ParticipantId,
			/// Flow number of the request.
			flow: FlowNumber,
			/// The policy that decided.
			policy: Option<PolicyId>,
			/// The version of it that was in force.
			version: Option<u32>,
		},
	}

	/// Why a call was refused. A refused call changes nothing. Calls also pass on the errors of the
	/// ledger of bills and of the permission check.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no lock, or no reversal that waits, or not the one that is named.
		NotFound,
		/// A reversal of this bill waits already.
		AlreadyExists,
		/// The signer may not do this.
		NotAuthorized,
		/// The participant or the scene is not in force.
		NotActive,
		/// The bill is red-flushed or voided, for ever.
		Terminal,
		/// The bill is locked.
		AlreadyLocked,
		/// The same region, organisation, flow number and operation came before with other content.
		FlowConflict,
		/// This block has collected all the requests it may.
		MaxRequestsExceeded,
		/// Somebody else holds the lock.
		NotHolder,
		/// The lock has run out.
		Expired,
		/// More than the lock was taken for.
		ExceedsClaim,
		/// More than the participant reimbursed of this bill.
		ExceedsSettled,
		/// The amount is zero.
		AmountZero,
		/// The amount is not the one asked for.
		AmountMismatch,
		/// Two signatures are needed, and both come from one signer.
		SameSigner,
		/// A lock rests on an authorization of the holder of the bill, and none is named.
		AuthorizationRequired,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Reserves what the close of the block may cost. The time of the block is not known yet.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::sweep_weight()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			let now = T::Time::now();
			Self::sweep(now);
			Self::decide(now);
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::MaxRequestsPerBlock::get() > 0, "no lock could ever be asked for");
			assert!(T::MaxExpiriesPerBlock::get() > 0, "no lock would ever be swept");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Ask for the lock of a bill 锁定, to reimburse `claimed` fen of it. Requests are collected
		/// and decided when the block closes: the larger weight of the scene wins, then the smaller
		/// digest of the transaction. R223, R232.
		///
		/// Who: a user of bills, or the platform for another region. The scene is in force, the
		/// authorization permits it, nobody holds the bill, and the bill can be locked. Winning counts
		/// one use of the authorization. A request that a policy denies is answered at once and counts
		/// as judged; the call succeeds, R058, R061.
		///
		/// Emits [`Event::LockDenied`], or, when the block closes, [`Event::Acquired`],
		/// [`Event::LockLost`] or [`Event::LockRefused`]; when repeated, [`Event::AnsweredAgain`].
		/// Errors: `NotAuthorized`, `NotActive`, `AuthorizationRequired`, `FlowConflict`,
		/// `AlreadyLocked`, `MaxRequestsExceeded`; those of the ledger (`NotFound`, `Terminal`, `NotLockable`, `OnPaper`, `NotCirculable`, `Reimbursed`,
		/// `AmountZero`, `ExceedsTotal`) and of the permission check.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::acquire_weight(flow))]
		#[allow(clippy::too_many_arguments)]
		pub fn acquire(
			origin: OriginFor<T>,
			key: BillKey,
			scene: SceneId,
			region: Region,
			flow: FlowNumber,
			claimed: Fen,
			authorization: Option<Digest>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let declared = Self::acquire_weight(&flow);
			let unused = Self::do_acquire(&who, key, scene, region, flow, claimed, authorization)?;
			Ok(Some(declared.saturating_sub(unused)).into())
		}

		/// Reimburse `amount` fen of a bill and end the lock 报销. `close` ends the reimbursement of
		/// the bill even when a part of its total remains; then `amount` may be zero. R223, R232.
		///
		/// Who: the holder, before the lock runs out; of a lock for another province that province alone,
		/// by its messages. Emits [`Event::Settled`]; when repeated,
		/// [`Event::AnsweredAgain`]. Errors: `NotAuthorized`, `NotActive`, `FlowConflict`, `NotFound`,
		/// `NotHolder`, `Expired`, `ExceedsClaim`; of the ledger `AmountZero`, `ExceedsTotal`.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::settle()))]
		pub fn settle(
			origin: OriginFor<T>,
			key: BillKey,
			region: Region,
			flow: FlowNumber,
			amount: Fen,
			close: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_settle(&who, key, region, flow, amount, close)
		}

		/// Give a lock up without reimbursing 释放. R223, R232.
		///
		/// Who: the holder, before the lock runs out; of a lock for another province that province alone,
		/// by its messages. Emits [`Event::Released`]; when repeated,
		/// [`Event::AnsweredAgain`]. Errors: `NotAuthorized`, `NotActive`, `FlowConflict`, `NotFound`,
		/// `NotHolder`, `Expired`.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::release()))]
		pub fn release(
			origin: OriginFor<T>,
			key: BillKey,
			region: Region,
			flow: FlowNumber,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_release(&who, key, region, flow, reason)
		}

		/// End the lock which `holder` took under flow number `flow` 人工解锁, and no other: an approval
		/// takes time, in which the bill may have gone to somebody else. R223, R232.
		///
		/// Who: [`Config::Gate`] for [`Operation::ForceReleaseLock`], a fiscal authority; the transition
		/// rules ask it for an approval besides. Emits [`Event::ForceReleased`]. Errors: those of the gate, `NotFound`; of the ledger those of the
		/// transition rules.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::force_release_weight())]
		pub fn force_release(
			origin: OriginFor<T>,
			key: BillKey,
			holder: ParticipantId,
			flow: FlowNumber,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ForceReleaseLock, Role::FiscalAuthority)?;
			Self::do_force_release(by, key, holder, &flow, reason)
		}

		/// Ask to take back `amount` fen of what the signer reimbursed of a bill 撤销报销. R232.
		///
		/// Who: a participant that reimbursed at least as much of this bill. Emits
		/// [`Event::ReversalRequested`]; when repeated, [`Event::AnsweredAgain`]. Errors:
		/// `NotAuthorized`, `NotActive`, `FlowConflict`, `AmountZero`, `ExceedsSettled`, `Terminal`,
		/// `AlreadyExists`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::request_reversal())]
		pub fn request_reversal(
			origin: OriginFor<T>,
			key: BillKey,
			region: Region,
			flow: FlowNumber,
			amount: Fen,
			reason: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_reversal(&who, key, region, flow, amount, reason)
		}

		/// Confirm the reversal over `amount` fen which `holder` asked for under flow number `flow`, and
		/// no other; it takes effect. R232.
		///
		/// Who: [`Config::Gate`] for [`Operation::ReverseSettlement`], a fiscal authority, with another
		/// key than the one that asked. Emits [`Event::Reversed`]. Errors: those of the gate, `NotFound`,
		/// `SameSigner`, `AmountMismatch`, `ExceedsSettled`; of the ledger `Terminal`, `Locked`,
		/// `NotReimbursed` and those of the transition rules.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::with_notice(T::WeightInfo::confirm_reversal()))]
		pub fn confirm_reversal(
			origin: OriginFor<T>,
			key: BillKey,
			holder: ParticipantId,
			flow: FlowNumber,
			amount: Fen,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ReverseSettlement, Role::FiscalAuthority)?;
			Self::do_confirm_reversal(by, key, holder, &flow, amount)
		}

		/// Withdraw a reversal that waits. R232.
		///
		/// Who: the participant that asked, or the fiscal authority. Emits
		/// [`Event::ReversalWithdrawn`]. Errors: `NotAuthorized`, `NotActive`, `NotFound`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw_reversal())]
		pub fn withdraw_reversal(origin: OriginFor<T>, key: BillKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_reversal(&who, key)
		}
	}
}
