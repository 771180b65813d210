//! What each of the two doors has for itself, so that whoever comes in by one takes nothing from the other:
//! a memory of nonces, places for requests, and room for the files in them. Organisations of here have a
//! share of their door each.

use fiscal_bridge::{config, envelope::Guard};
use fiscal_primitives::ParticipantId;
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most requests with a file in them that are worked on at the same time.
const LARGE: usize = 4;
/// How many requests with the largest file fit into the room for those that are still coming in.
const ARRIVING: usize = 8;
/// Bytes of one piece of that room.
const PIECE: usize = 1024;
/// The part of the nonces that one organisation may take.
const PART: usize = 4;

/// One door.
pub(super) struct Doorway {
	/// Nonces that were used.
	pub(super) guard: Guard,
	places: Arc<Semaphore>,
	large: Arc<Semaphore>,
	/// Room for requests with files, in pieces.
	room: Arc<Semaphore>,
	/// The most requests of one organisation at the same time.
	share: usize,
	counts: Arc<Mutex<HashMap<ParticipantId, usize>>>,
}

/// Places that are taken as long as this is kept.
pub(super) struct Places {
	_permits: Vec<OwnedSemaphorePermit>,
}

/// Room that is taken as long as this is kept.
#[derive(Default)]
pub(super) struct Room(Option<OwnedSemaphorePermit>);

impl Doorway {
	/// The door of the platform.
	pub(super) fn of_platform(config: &config::Gateway) -> Self {
		Self::new(config, Guard::new(config.nonces))
	}

	/// The door of organisations of here, none of which may take all of it.
	pub(super) fn of_organisations(config: &config::Gateway) -> Self {
		let part = config.nonces.div_ceil(PART);
		Self::new(config, Guard::shared(config.nonces, part))
	}

	fn new(config: &config::Gateway, guard: Guard) -> Self {
		let room = config.max_body.div_ceil(PIECE).saturating_mul(ARRIVING);
		Self {
			guard,
			places: Arc::new(Semaphore::new(config.concurrency)),
			large: Arc::new(Semaphore::new(LARGE.min(config.concurrency))),
			room: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
			share: config.share,
			counts: Arc::default(),
		}
	}

	/// A place for a request that has arrived; none while all are taken.
	pub(super) fn place(&self, large: bool) -> Option<Places> {
		let mut permits = vec![self.places.clone().try_acquire_owned().ok()?];
		if large {
			permits.push(self.large.clone().try_acquire_owned().ok()?);
		}
		Some(Places { _permits: permits })
	}

	/// Makes `taken` the room for the part of a request with a file that has arrived by now, in bytes: who
	/// sends slowly takes no more than was sent. False while there is none.
	pub(super) fn hold(&self, taken: &mut Room, size: usize) -> bool {
		let held = taken.0.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
		let more = size.div_ceil(PIECE).saturating_sub(held);
		let Ok(more) = u32::try_from(more) else { return false };
		if more == 0 {
			return true;
		}
		let Ok(permit) = self.room.clone().try_acquire_many_owned(more) else { return false };
		match &mut taken.0 {
			Some(before) => before.merge(permit),
			None => taken.0 = Some(permit),
		}
		true
	}

	/// A share for a request of the organisation, given back when it is dropped; none while the
	/// organisation has as many under way as it may.
	pub(super) fn share(&self, organisation: ParticipantId) -> Option<Share> {
		let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
		let count = counts.get(&organisation).copied().unwrap_or_default();
		if count >= self.share {
			return None;
		}
		counts.insert(organisation, count.saturating_add(1));
		Some(Share { organisation, counts: self.counts.clone() })
	}
}

/// A request of an organisation is under way.
pub(super) struct Share {
	organisation: ParticipantId,
	counts: Arc<Mutex<HashMap<ParticipantId, usize>>>,
}

impl Drop for Share {
	fn drop(&mut self) {
		let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(count) = counts.get_mut(&self.organisation) {
			*count = count.saturating_sub(1);
			if *count == 0 {
				counts.remove(&self.organisation);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;
	use std::time::Duration;

	fn doorway(concurrency: usize, share: usize, max_body: usize) -> Doorway {
		Doorway::of_organisations(&config::Gateway {
			listen: ([127, 0, 0, 1], 0).into(),
			signer: Arc::new(Pair::from_dev_name("Gateway")),
			peer_app: "platform".into(),
			peer_key: Pair::from_dev_name("Platform").public(),
			request: Duration::from_secs(1),
			concurrency,
			share,
			max_body,
			nonces: 100,
			agreements: Duration::from_secs(1),
			signings: Duration::from_secs(1),
		})
	}

	#[test]
	fn places_come_back() {
		let door = doorway(2, 2, PIECE);
		let (one, two) = (door.place(true), door.place(false));
		assert!(one.is_some() && two.is_some() && door.place(false).is_none());
		drop(two);
		assert!(door.place(false).is_some());
		// Of those with files there are four at most.
		let door = doorway(10, 10, PIECE);
		let large: Vec<_> = (0..LARGE).map(|_| door.place(true)).collect();
		assert!(large.iter().all(Option::is_some) && door.place(true).is_none());
		assert!(door.place(false).is_some());
	}

	#[test]
	fn no_organisation_takes_more_than_its_share() {
		let door = doorway(8, 2, PIECE);
		let (one, other) = (ParticipantId(1), ParticipantId(2));
		let shares = (door.share(one), door.share(one));
		assert!(shares.0.is_some() && shares.1.is_some() && door.share(one).is_none());
		assert!(door.share(other).is_some());
		drop(shares);
		assert!(door.share(one).is_some());
		assert!(door.counts.lock().unwrap().is_empty(), "nobody is remembered for nothing");
	}

	#[test]
	fn room_is_taken_by_what_arrived_alone() {
		let door = doorway(8, 8, 4 * PIECE);
		let whole = 4 * PIECE * ARRIVING;
		// Many that sent next to nothing leave room for one that sends.
		let mut slow: Vec<Room> = (0..4).map(|_| Room::default()).collect();
		assert!(slow.iter_mut().all(|slow| door.hold(slow, 1)));
		let mut quick = Room::default();
		for size in [1, PIECE, PIECE + 1, 4 * PIECE] {
			assert!(door.hold(&mut quick, size), "{size}");
		}
		let mut last = Room::default();
		assert!(door.hold(&mut last, whole - 8 * PIECE), "four pieces and four of the quick one");
		assert!(!door.hold(&mut last, whole - 7 * PIECE));
		drop(quick);
		assert!(door.hold(&mut last, whole - 4 * PIECE));
	}
}
