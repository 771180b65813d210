//! The one way in which a bill that is on the chain changes. R086, R105, R225, R226, R232.

use crate::{Bills, Config, Error, Event, Pallet};
use fiscal_primitives::{
	bill::{difference_root, VersionLink},
	changes::BillAction,
	outbox::{Body, Destination, StatusNotice},
	participant::Roles,
	traits::{Outbox, TransitionRules},
	Actor, Bill, BillKey,
};
use frame_support::{traits::Time, weights::Weight};
use sp_runtime::DispatchResult;

/// A lock stands on the chain itself and passes: taking and ending one makes no version.
pub(crate) const fn makes_version(action: BillAction) -> bool {
	!matches!(action, BillAction::Locked | BillAction::Unlocked)
}

impl<T: Config> Pallet<T> {
	/// `new` as the version after `old`, linked to it.
	pub(crate) fn next_version(old: &Bill, mut new: Bill) -> Result<Bill, Error<T>> {
		new.version = old.version.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		new.history = Some(VersionLink {
			previous: old.version_hash(),
			difference: difference_root(old, &new),
		});
		Ok(new)
	}

	/// May `by` do this to the bill as it stands?
	///
	/// What the chain does by itself, which is ending locks that have run out, no rule forbids: a bill
	/// would stay locked for ever.
	pub(crate) fn ensure_permitted(
		action: BillAction,
		bill: &Bill,
		by: &Actor,
		capacity: Roles,
	) -> DispatchResult {
		match (by, action) {
			(Actor::System, BillAction::Unlocked) => Ok(()),
			_ => T::Rules::ensure_as(action, bill, by, capacity),
		}
	}

	/// Has the system that the bill comes from room for one notice more? What the chain does by itself
	/// does not wait for that. Nor does taking and ending a lock: whoever asks for one asks for room
	/// (`ensure_lockable` of the ledger), and an end that had to wait would let the lock run out, and
	/// somebody else reimburse what is paid already. R086, R105.
	pub(crate) fn ensure_told(action: BillAction, by: &Actor) -> DispatchResult {
		match (action, by) {
			(BillAction::Locked | BillAction::Unlocked | BillAction::Settled, _)
			| (_, Actor::System) => Ok(()),
			(_, Actor::Council | Actor::Participant { .. }) => {
				T::Outbox::ensure_room(Destination::NonTax, 1)
			}
		}
	}

	/// What a call that changes one bill weighs, with the notice of it.
	pub(crate) fn with_notice(own: Weight) -> Weight {
		own.saturating_add(T::Outbox::send_weight())
	}

	/// [`Pallet::transition_as`] in whatever role `by` has.
	pub(crate) fn transition(
		key: &BillKey,
		action: BillAction,
		old: &Bill,
		new: Bill,
		by: &Actor,
		event: impl FnOnce(&Bill) -> Event<T>,
	) -> DispatchResult {
		Self::transition_as(Roles::all(), key, action, old, new, by, event)
	}

	/// Asks the transition rules, makes the version, stores `new` in the place of `old`, tells `event`
	/// and writes the notice to the non-tax system 状态回写. Nothing else changes a bill but what that
	/// system says of one whose lock stands there, of which it need not be told: [`Pallet::do_follow`].
	pub(crate) fn transition_as(
		capacity: Roles,
		key: &BillKey,
		action: BillAction,
		old: &Bill,
		new: Bill,
		by: &Actor,
		event: impl FnOnce(&Bill) -> Event<T>,
	) -> DispatchResult {
		Self::ensure_permitted(action, old, by, capacity)?;
		let new = if makes_version(action) { Self::next_version(old, new)? } else { new };
		Self::ensure_told(action, by)?;
		Bills::<T>::insert(key, &new);
		Self::deposit_event(event(&new));
		let notice = StatusNotice::of(*key, action, &new, T::Time::now());
		T::Outbox::send(Body::Status(notice));
		Ok(())
	}
}
