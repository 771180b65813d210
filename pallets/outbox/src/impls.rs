//! Writing messages, and the lanes in which they stand.

use crate::{
	Config, DeadLetters, Destinations, Error, Event, GenesisDestination, LaneTail, LastMessage,
	MessageKey, Messages, Pallet, Tallies, WeightInfo,
};
use fiscal_primitives::{
	outbox::{Body, Destination, Message, MessageId, Settings},
	traits::Outbox,
	Digest,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Outbox for Pallet<T> {
	fn ensure_room(destination: Destination, count: u32) -> DispatchResult {
		if let Some(settings) = Self::open(destination) {
			let waiting = Tallies::<T>::get(destination).waiting;
			ensure!(waiting.saturating_add(count) <= settings.capacity, Error::<T>::Full);
		}
		Ok(())
	}

	fn send(body: Body) -> Option<MessageId> {
		let destination = body.destination();
		let settings = Self::open(destination)?;
		let id = LastMessage::<T>::get().saturating_add(1);
		LastMessage::<T>::put(id);
		let previous = body
			.lane()
			.and_then(|lane| LaneTail::<T>::mutate(destination, lane, |tail| tail.replace(id)));
		let now = T::Time::now();
		let message = Message {
			body,
			previous,
			queued: now,
			deadline: now.saturating_add(settings.term),
			attempt: 0,
			due: now,
			revived: 0,
		};
		Messages::<T>::insert(MessageKey::of(id), message);
		Tallies::<T>::mutate(destination, |tally| tally.waiting = tally.waiting.saturating_add(1));
		Self::deposit_event(Event::Queued { id, destination });
		Some(id)
	}

	fn waits(destination: Destination, lane: &Digest) -> bool {
		LaneTail::<T>::contains_key(destination, lane)
	}

	fn send_weight() -> Weight {
		T::WeightInfo::send()
	}
}

impl<T: Config> Pallet<T> {
	/// The settings of a destination to which messages are written.
	fn open(destination: Destination) -> Option<Settings> {
		Destinations::<T>::get(destination).filter(|settings| settings.open)
	}

	/// Does the message of its lane before it wait still, or is it a dead letter? One that is neither
	/// was delivered or given up, and does not come back.
	pub(crate) fn is_held(message: &Message) -> bool {
		message.previous.map(MessageKey::of).is_some_and(|previous| {
			Messages::<T>::contains_key(previous) || DeadLetters::<T>::contains_key(previous)
		})
	}

	/// A message of the lane of `body` is gone. Only the first of a lane goes, so that the lane is
	/// empty when the one that goes is the last too: then whatever is written next has nothing before
	/// it, and the lane need not be remembered.
	pub(crate) fn leave_lane(id: MessageId, body: &Body) {
		let destination = body.destination();
		if let Some(lane) = body.lane() {
			if LaneTail::<T>::get(destination, lane) == Some(id) {
				LaneTail::<T>::remove(destination, lane);
			}
		}
	}

	/// The hash of block 0, to which every signature is bound. It is known from block 1 on.
	pub(crate) fn genesis_hash() -> Digest {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// Enters what the chain starts with.
	pub(crate) fn insert_genesis(destinations: &[GenesisDestination]) -> Result<(), Error<T>> {
		for GenesisDestination { destination, settings } in destinations {
			ensure!(settings.check().is_ok(), Error::<T>::InvalidSettings);
			ensure!(!Destinations::<T>::contains_key(destination), Error::<T>::AlreadyExists);
			Destinations::<T>::insert(destination, settings);
		}
		Ok(())
	}
}
