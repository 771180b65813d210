//! What the runtime API answers. It looks through messages, and is for nobody inside of a block.

use crate::{
	schedule::{takeovers, turn},
	Config, DeadLetters, Destinations, LaneTail, MessageKey, Messages, Pallet, Tallies, Tally,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	outbox::{Destination, DestinationAnswer, DueMessage, MessageAnswer, MessageId, Settings},
	Digest,
};
use frame_support::traits::{Get, Time};

/// The most items of one answer.
pub const MAX_PAGE: u32 = 256;

/// The most messages looked at for one answer.
pub const MAX_LOOKED_AT: usize = 4_096;

/// The entry before that of `from`: iterators begin behind a key.
fn before(from: MessageId) -> MessageKey {
	MessageKey::of(from.saturating_sub(1))
}

/// What `answer` makes of the entries, and from which number on the next page goes; none at the end.
fn page<V, A>(
	entries: impl Iterator<Item = (MessageKey, V)>,
	limit: u32,
	answer: impl Fn(MessageId, V) -> Option<A>,
) -> (Vec<A>, Option<MessageId>) {
	let limit = usize::try_from(limit.min(MAX_PAGE)).unwrap_or_default();
	let mut answers = Vec::new();
	for (looked_at, (key, entry)) in entries.enumerate() {
		if looked_at >= MAX_LOOKED_AT || answers.len() >= limit {
			return (answers, Some(key.id()));
		}
		answers.extend(answer(key.id(), entry));
	}
	(answers, None)
}

impl<T: Config> Pallet<T> {
	/// Messages to a destination that may be delivered now, numbered from `from` on, in order: at most
	/// `limit` and [`MAX_PAGE`], among the next [`MAX_LOOKED_AT`] that wait for anything. The second
	/// value is where the next look goes on, none at the end. Messages whose time is over are among
	/// them until a validator says so. R086, R089.
	pub fn due(
		destination: Destination,
		from: MessageId,
		limit: u32,
	) -> (Vec<DueMessage>, Option<MessageId>) {
		let (Some(settings), Some(set)) =
			(Destinations::<T>::get(destination), T::Validators::get())
		else {
			return Default::default();
		};
		let validators = u64::try_from(set.validators().len()).unwrap_or(u64::MAX);
		let now = T::Time::now();
		page(Messages::<T>::iter_from_key(before(from)), limit, |id, message| {
			if message.body.destination() != destination
				|| message.due > now
				|| Self::is_held(&message)
			{
				return None;
			}
			let passed = takeovers(message.due, settings.takeover, now);
			let turn = turn(id, message.attempt, passed, validators)?;
			Some(DueMessage { id, message, turn: u16::try_from(turn).ok()? })
		})
	}

	/// A message that waits, or a dead letter. Those that were delivered or given up are not kept.
	pub fn message(id: MessageId) -> Option<MessageAnswer> {
		let key = MessageKey::of(id);
		if let Some(message) = Messages::<T>::get(key) {
			return Some(MessageAnswer { id, message, dead: None });
		}
		let (message, cause) = DeadLetters::<T>::get(key)?;
		Some(MessageAnswer { id, message, dead: Some(cause) })
	}

	/// Dead letters to a destination, or all of them, numbered from `from` on, in order: at most
	/// `limit` and [`MAX_PAGE`], among the next [`MAX_LOOKED_AT`]. The second value is where the next
	/// page begins, none at the end.
	pub fn dead_letters(
		destination: Option<Destination>,
		from: MessageId,
		limit: u32,
	) -> (Vec<MessageAnswer>, Option<MessageId>) {
		page(DeadLetters::<T>::iter_from_key(before(from)), limit, |id, (message, cause)| {
			destination
				.is_none_or(|destination| message.body.destination() == destination)
				.then_some(MessageAnswer { id, message, dead: Some(cause) })
		})
	}

	/// Of which of these lanes a message is on its way, in their order; of the first [`MAX_PAGE`] of
	/// them. Nothing is on its way in a lane that a dead letter holds: somebody has to decide first.
	/// R091, R110.
	pub fn lanes_waiting(destination: Destination, lanes: &[Digest]) -> Vec<bool> {
		let most = usize::try_from(MAX_PAGE).unwrap_or_default();
		let tail = |lane: &Digest| LaneTail::<T>::get(destination, lane);
		lanes.iter().take(most).map(|lane| tail(lane).is_some_and(|lane| !lane.dead)).collect()
	}

	/// How a destination stands; one that never was opened with [`Settings::CLOSED`].
	pub fn destination(destination: Destination) -> DestinationAnswer {
		let settings = Destinations::<T>::get(destination).unwrap_or(Settings::CLOSED);
		let Tally { waiting, dead, delivered } = Tallies::<T>::get(destination);
		DestinationAnswer { destination, settings, waiting, dead, delivered }
	}

	/// The destinations that ever were opened, and how they stand.
	pub fn destinations() -> Vec<DestinationAnswer> {
		Destination::ALL
			.into_iter()
			.filter(|destination| Destinations::<T>::contains_key(destination))
			.map(Self::destination)
			.collect()
	}
}
