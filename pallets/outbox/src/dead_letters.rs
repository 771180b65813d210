//! How messages become dead letters, and what people do about them.

use crate::{
	Config, DeadLetters, Destinations, Error, Event, MessageKey, Messages, Pallet, Tallies,
};
use fiscal_primitives::{
	outbox::{DeathCause, Message, MessageId, Receipt},
	text::Reason,
	traits::OnDelivery,
	Actor,
};
use frame_support::traits::Time;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// A message that waited is not tried any more. It keeps its place in its lane, and
	/// what stands behind it takes no room any more. `refusal` is told before, where the destination
	/// refused it.
	pub(crate) fn bury(
		id: MessageId,
		message: Message,
		cause: DeathCause,
		refusal: Option<&Receipt>,
	) {
		let key = MessageKey::of(id);
		let destination = message.body.destination();
		Messages::<T>::remove(key);
		DeadLetters::<T>::insert(key, (&message, cause));
		let held = Self::mark_lane(&message.body, true);
		Tallies::<T>::mutate(destination, |tally| tally.bury(held));
		Self::deposit_event(Event::DeadLettered { id, destination, cause });
		if let Some(receipt) = refusal {
			T::OnDelivery::delivered(id, &message.body, receipt);
		}
		T::OnDelivery::dead(id, &message.body, &cause);
	}

	pub(crate) fn do_revive(id: MessageId, by: Actor) -> DispatchResult {
		let key = MessageKey::of(id);
		let (message, _) = DeadLetters::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		let destination = message.body.destination();
		let settings = Destinations::<T>::get(destination).ok_or(Error::<T>::NotFound)?;
		// At the end of its numbers old reports would count once more.
		let revived = message.revived.checked_add(1).ok_or(Error::<T>::MaxRevivalsExceeded)?;
		let now = T::Time::now();
		let deadline = now.saturating_add(settings.term);
		let message = Message { attempt: 0, due: now, deadline, revived, ..message };
		DeadLetters::<T>::remove(key);
		let held = Self::mark_lane(&message.body, false);
		Tallies::<T>::mutate(destination, |tally| tally.revive(held));
		Messages::<T>::insert(key, message);
		Self::deposit_event(Event::Revived { id, destination, deadline, by });
		Ok(())
	}

	pub(crate) fn do_discard(id: MessageId, by: Actor, reason: Reason) -> DispatchResult {
		let dead = DeadLetters::<T>::take(MessageKey::of(id));
		let (message, _) = dead.ok_or(Error::<T>::NotFound)?;
		let destination = message.body.destination();
		let behind = Self::leave_lane(&message.body);
		Tallies::<T>::mutate(destination, |tally| tally.leave(true, behind));
		let body = message.body.digest();
		Self::deposit_event(Event::Discarded { id, destination, body, by, reason });
		Ok(())
	}
}
