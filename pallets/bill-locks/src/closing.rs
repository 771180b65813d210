//! How locks begin and end, and what happens when a block closes.

use crate::{
	AcquireRequest, Answers, Config, Deadline, Deadlines, Due, Event, LiveLocks, Locks, Outcome,
	Pallet, Requests,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	lock::AcquireOutcome,
	traits::{BillLedger, LockPermission},
	Actor, BillKey, Lock, Moment, ParticipantId,
};
use frame_support::{defensive, traits::Get};

impl<T: Config> Pallet<T> {
	/// When the holder is given notice, unless the lock is too short for one.
	pub(crate) fn notice_of(lock: &Lock) -> Option<Moment> {
		lock.expires
			.checked_sub(T::NoticeBefore::get())
			.filter(|notice| lock.at < *notice && *notice < lock.expires)
	}

	/// Stores the lock of a bill that the ledger has locked.
	pub(crate) fn store(key: &BillKey, lock: &Lock) {
		Locks::<T>::insert(key, lock);
		LiveLocks::<T>::mutate(|count| *count = count.saturating_add(1));
		Deadlines::<T>::insert(Due::at(lock.expires), key, Deadline::Expiry);
		if let Some(notice) = Self::notice_of(lock) {
			Deadlines::<T>::insert(Due::at(notice), key, Deadline::Notice);
		}
	}

	/// Removes a lock with its deadlines.
	pub(crate) fn remove(key: &BillKey, lock: &Lock) {
		Locks::<T>::remove(key);
		LiveLocks::<T>::mutate(|count| *count = count.saturating_sub(1));
		Deadlines::<T>::remove(Due::at(lock.expires), key);
		if let Some(notice) = Self::notice_of(lock) {
			Deadlines::<T>::remove(Due::at(notice), key);
		}
	}

	/// Ends a lock that has run out.
	pub(crate) fn expire(key: &BillKey, lock: &Lock) {
		Self::remove(key, lock);
		if T::Bills::unlock(key, &Actor::System).is_err() {
			defensive!("a bill with a lock was not locked");
		}
		Self::tell_end(key, lock);
		Self::deposit_event(Event::Expired { key: *key, holder: lock.holder });
	}

	/// Handles what is due, oldest first and at most [`Config::MaxExpiriesPerBlock`] of it. Reads
	/// one deadline more than it handles, never a scan: the keys are in the order of time.
	pub(crate) fn sweep(now: Moment) {
		let most = usize::try_from(T::MaxExpiriesPerBlock::get()).unwrap_or(usize::MAX);
		let due: Vec<_> = Deadlines::<T>::iter()
			.take(most)
			.take_while(|(due, _, _)| due.moment() <= now)
			.collect();
		for (due, key, deadline) in due {
			Deadlines::<T>::remove(due, key);
			let Some(lock) = Locks::<T>::get(key) else { continue };
			match deadline {
				// After a long halt the notice may come up when the lock has run out: no use any more.
				Deadline::Notice if now < lock.expires => {
					let (holder, expires) = (lock.holder, lock.expires);
					Self::deposit_event(Event::LockExpiring { key, holder, expires });
				}
				Deadline::Notice => {}
				Deadline::Expiry => Self::expire(&key, &lock),
			}
		}
	}

	/// Decides the requests of the block.
	pub(crate) fn decide(now: Moment) {
		let mut requests = Requests::<T>::take().into_inner();
		// A stable sort: what came first stays first where weight and transaction are the same.
		requests
			.sort_by(|a, b| a.key.cmp(&b.key).then(b.weight.cmp(&a.weight)).then(a.tx.cmp(&b.tx)));
		let mut winner = None;
		for request in requests {
			let answer = request.answer;
			let outcome = Self::decide_one(now, &mut winner, request);
			Answers::<T>::mutate(answer, |slot| {
				if let Some(first) = slot {
					first.outcome = Outcome::Acquire(outcome);
				}
			});
		}
	}

	fn decide_one(
		now: Moment,
		winner: &mut Option<(BillKey, ParticipantId, Moment)>,
		request: AcquireRequest,
	) -> AcquireOutcome {
		let AcquireRequest { key, requester, signer, scene, region, flow, claimed, .. } = request;
		if let Some((_, holder, expires)) = winner.filter(|(locked, ..)| *locked == key) {
			Self::tell(&key, requester, &flow, AcquireOutcome::Lost, None);
			Self::deposit_event(Event::LockLost { key, requester, flow, winner: holder, expires });
			return AcquireOutcome::Lost;
		}
		let by = Actor::Participant { id: requester, signer, approval: None };
		// Requests of one block may name one authorization that has a single use left.
		let permitted = T::Bills::bill(&key).is_some_and(|bill| {
			let authorization = Some(request.authorization);
			T::Permission::ensure_may_lock(requester, &key, &bill, scene, authorization).is_ok()
		});
		if !permitted || T::Bills::lock(&key, claimed, &by).is_err() {
			Self::tell(&key, requester, &flow, AcquireOutcome::Refused, None);
			Self::deposit_event(Event::LockRefused { key, requester, flow });
			return AcquireOutcome::Refused;
		}
		let lock = Lock {
			holder: requester,
			scene,
			authorization: request.authorization,
			flow,
			region,
			at: now,
			expires: now.saturating_add(request.term),
			weight: request.weight,
			claimed,
		};
		Self::store(&key, &lock);
		T::Permission::used(requester, &key, scene, lock.authorization);
		*winner = Some((key, requester, lock.expires));
		Self::tell(&key, requester, &lock.flow, AcquireOutcome::Won, Some(lock.expires));
		Self::deposit_event(Event::Acquired {
			key,
			holder: requester,
			scene,
			region,
			flow: lock.flow,
			at: lock.at,
			expires: lock.expires,
			claimed,
			authorization: lock.authorization,
			obligations: request.obligations,
		});
		AcquireOutcome::Won
	}
}
