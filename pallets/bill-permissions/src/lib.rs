#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use types::StoredRule;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{StoredRule, WeightInfo};
	use fiscal_primitives::{
		changes::BillAction,
		participant::Role,
		traits::{Gate, ParticipantRegistry},
		transition::{TransitionRecord, TransitionRule},
		AccountId, Actor, Moment, Operation,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of administrators: fiscal authorities, approvals and the council.
		type Gate: Gate<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The rules that were set; an action that is not here has its default. One read judges a
	/// transition.
	#[pallet::storage]
	pub type Rules<T: Config> = StorageMap<_, Identity, BillAction, StoredRule, OptionQuery>;

	/// Every version of every rule that was set, from version 1: what, who, under which approval.
	#[pallet::storage]
	pub type History<T: Config> =
		StorageDoubleMap<_, Identity, BillAction, Twox64Concat, u32, TransitionRecord, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The rule of an action changed, from the next transition on.
		RuleChanged {
			/// The action.
			action: BillAction,
			/// The version of its rule, from 1.
			version: u32,
			/// The rule; none where the default was restored.
			rule: Option<TransitionRule>,
			/// Who decided, and under which approval.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
	}

	/// Why a call or a transition was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// The bill is red-flushed or voided, for ever.
		Terminal,
		/// The action is switched off, or not for bills in this state.
		TransitionForbidden,
		/// The action is for others.
		NotAuthorized,
		/// Nobody does this without an approval or a motion of the council.
		ApprovalRequired,
		/// The rule would permit what no rule may permit.
		FloorViolated,
		/// It is so already.
		NothingChanged,
		/// The rule of the action was changed 2^32 - 1 times.
		MaxVersionsExceeded,
		/// The rule is switched on, and no call could meet it: it names nobody, or no bill, or an
		/// approval for somebody who has no call that runs under one.
		Unsatisfiable,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets the rule of an action 状态权限触发规则, or restores its default with `None`.
		///
		/// Who: [`Config::Gate`] for [`Operation::ChangeTransitionRules`]: a fiscal authority under an
		/// approval, or the council; never a signer alone, whatever the register of high-risk
		/// operations says.
		///
		/// Emits [`Event::RuleChanged`].
		///
		/// # Errors
		/// Those of the gate, [`Error::ApprovalRequired`], [`Error::FloorViolated`],
		/// [`Error::Unsatisfiable`], [`Error::NothingChanged`], [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_rule())]
		pub fn set_rule(
			origin: OriginFor<T>,
			action: BillAction,
			rule: Option<TransitionRule>,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::ChangeTransitionRules, Role::FiscalAuthority)?;
			Self::do_set_rule(action, rule, by)
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
