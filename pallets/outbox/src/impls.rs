//! Writing messages, and the lanes in which they stand.

use crate::{
	Config, DeadLetters, Destinations, Error, Event, GenesisDestination, Lane, LaneTail,
	LastMessage, MessageKey, Messages, Pallet, Tallies, WeightInfo,
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

	fn is_open(destination: Destination) -> bool {
		Self::open(destination).is_some()
	}

	fn send(body: Body) -> Option<MessageId> {
		let destination = body.destination();
		let settings = Self::open(destination)?;
		let id = LastMessage::<T>::get().saturating_add(1);
		LastMessage::<T>::put(id);
		let (previous, dead) = Self::enter_lane(id, &body);
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
		Tallies::<T>::mutate(destination, |tally| tally.enter(dead));
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

	/// A message is the last of its lane now: the one before it, and whether a dead letter holds it.
	fn enter_lane(id: MessageId, body: &Body) -> (Option<MessageId>, bool) {
		let Some(lane) = body.lane() else { return (None, false) };
		LaneTail::<T>::mutate(body.destination(), lane, |lane| {
			let before = *lane;
			let count = before.map_or(0, |before| before.count).saturating_add(1);
			let dead = before.is_some_and(|before| before.dead);
			*lane = Some(Lane { tail: id, count, dead });
			(before.map(|before| before.tail), dead)
		})
	}

	/// The first message of the lane of `body` dies or is taken up again: how many messages that
	/// concerns, with itself.
	pub(crate) fn mark_lane(body: &Body, dead: bool) -> u32 {
		let Some(lane) = body.lane() else { return 1 };
		LaneTail::<T>::mutate(body.destination(), lane, |lane| match lane {
			Some(lane) => {
				lane.dead = dead;
				lane.count
			}
			None => 1,
		})
	}

	/// A message of the lane of `body` is gone: how many there are behind it. Only the first of a lane
	/// goes, so that nothing is behind the last one: then whatever is written next has nothing before
	/// it, and the lane need not be remembered.
	pub(crate) fn leave_lane(body: &Body) -> u32 {
		let Some(lane) = body.lane() else { return 0 };
		LaneTail::<T>::mutate(body.destination(), lane, |lane| {
			let behind = lane.map_or(0, |lane| lane.count.saturating_sub(1));
			*lane =
				lane.filter(|_| behind > 0).map(|lane| Lane { count: behind, dead: false, ..lane });
			behind
		})
	}

	/// The hash of block 0, to which every signature is bound. It is known from block 1 on.
	pub(crate) fn genesis_hash() -> Digest {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// Enters what the chain starts with.
	pub(crate) fn insert_genesis(destinations: &[GenesisDestination]) -> Result<(), Error<T>> {
		for GenesisDestination { destination, settings } in destinations {
			ensure!(settings.check_for(*destination).is_ok(), Error::<T>::InvalidSettings);
			ensure!(!Destinations::<T>::contains_key(destination), Error::<T>::AlreadyExists);
			Destinations::<T>::insert(destination, settings);
		}
		Ok(())
	}
}
