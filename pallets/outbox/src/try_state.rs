//! What must always hold of the storage.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{
	Config, DeadLetters, Destinations, Lane, LaneTail, LastMessage, MessageKey, Messages, Pallet,
	Tallies,
};
use alloc::{collections::BTreeMap, vec::Vec};
use fiscal_primitives::{
	outbox::{Destination, Message, MessageId},
	Digest,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::TryRuntimeError;

/// What the lanes hold: number, message before it, and whether it is a dead letter; ascending.
type Lanes = BTreeMap<(Destination, Digest), Vec<(MessageId, Option<MessageId>, bool)>>;

/// How many messages wait, and how many are dead letters or behind one.
type Counts = BTreeMap<Destination, (u32, u32)>;

/// So many messages more.
fn count(counts: &mut Counts, destination: Destination, dead: bool, more: u32) {
	let (waiting, buried) = counts.entry(destination).or_default();
	let slot = if dead { buried } else { waiting };
	*slot = slot.saturating_add(more);
}

impl<T: Config> Pallet<T> {
	/// * Messages are numbered up to the last one, each waits or is a dead letter and not both, and
	///   its destination was opened with settings that are possible.
	/// * As many wait, and are dead letters or behind one, as counted.
	/// * A lane is a chain: each message names the one before it, the first one none that is there,
	///   the last one is the tail; only the first may be a dead letter. Each lane is remembered with
	///   how many messages it has and whether it is held, and no other is.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (_, settings) in Destinations::<T>::iter() {
			ensure!(settings.check().is_ok(), "destination: nothing can be delivered so");
		}
		let mut lanes = Lanes::new();
		let mut counts = Counts::new();
		for (key, message) in Messages::<T>::iter() {
			ensure!(!DeadLetters::<T>::contains_key(key), "message: it waits and is dead");
			Self::check_message(key, &message, false, &mut lanes, &mut counts)?;
		}
		for (key, (message, _)) in DeadLetters::<T>::iter() {
			Self::check_message(key, &message, true, &mut lanes, &mut counts)?;
		}
		Self::check_lanes(lanes, &mut counts)?;
		for destination in Destination::ALL {
			let tally = Tallies::<T>::get(destination);
			let counted = counts.get(&destination).copied().unwrap_or_default();
			ensure!((tally.waiting, tally.dead) == counted, "messages: not as many as counted");
		}
		Ok(())
	}

	fn check_message(
		key: MessageKey,
		message: &Message,
		dead: bool,
		lanes: &mut Lanes,
		counts: &mut Counts,
	) -> Result<(), TryRuntimeError> {
		let (id, destination) = (key.id(), message.body.destination());
		ensure!((1..=LastMessage::<T>::get()).contains(&id), "message: a number never given");
		ensure!(Destinations::<T>::contains_key(destination), "message: to nowhere");
		ensure!(message.queued <= T::Time::now(), "message: written in the future");
		ensure!(message.queued <= message.deadline, "message: its time was over from the start");
		ensure!(message.previous.is_none_or(|previous| previous < id), "message: before itself");
		match message.body.lane() {
			Some(lane) => {
				let lane = lanes.entry((destination, lane)).or_default();
				lane.push((id, message.previous, dead));
			}
			None => {
				ensure!(message.previous.is_none(), "message: in order, and of no lane");
				count(counts, destination, dead, 1);
			}
		}
		Ok(())
	}

	fn check_lanes(lanes: Lanes, counts: &mut Counts) -> Result<(), TryRuntimeError> {
		ensure!(LaneTail::<T>::iter().count() == lanes.len(), "tails: not one a lane");
		for ((destination, lane), mut messages) in lanes {
			messages.sort();
			let number = u32::try_from(messages.len()).unwrap_or(u32::MAX);
			let held = messages.first().is_some_and(|(.., dead)| *dead);
			let lane_is =
				messages.last().map(|(tail, ..)| Lane { tail: *tail, count: number, dead: held });
			ensure!(LaneTail::<T>::get(destination, lane) == lane_is, "lane: it is another");
			count(counts, destination, held, number);
			let mut before: Option<MessageId> = None;
			for (id, previous, dead) in messages {
				match before {
					Some(_) => {
						ensure!(previous == before, "lane: out of order");
						ensure!(!dead, "lane: a dead letter that was not the first");
					}
					None => {
						let gone = previous.map(MessageKey::of).is_none_or(|previous| {
							!Messages::<T>::contains_key(previous)
								&& !DeadLetters::<T>::contains_key(previous)
						});
						ensure!(gone, "lane: it begins behind a message that is there");
					}
				}
				before = Some(id);
			}
		}
		Ok(())
	}
}
