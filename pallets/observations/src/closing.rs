//! How requests end: at the deadline, and when they are removed.

use crate::{
	Config, Deadlines, Event, Live, Ordered, Pallet, Requests, Said, Speaker, Speakers, Step,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	observation::{ObservationId, ObservationStatus},
	Moment,
};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// Handles what is due, oldest first and at most [`Config::MaxDuePerBlock`] of it. Reads one
	/// deadline more than it handles, never a scan: the keys are in the order of time.
	pub(crate) fn sweep(now: Moment) {
		let most = usize::try_from(T::MaxDuePerBlock::get()).unwrap_or(usize::MAX);
		let due: Vec<_> = Deadlines::<T>::iter()
			.take(most)
			.take_while(|(due, _, _)| due.number() <= now)
			.collect();
		if due.is_empty() {
			return;
		}
		// Who runs which key is read once, however many requests end.
		let expected: Vec<Speaker> = T::Validators::get()
			.map(|set| set.validators().iter().map(|one| Self::speaker(one.public)).collect())
			.unwrap_or_default();
		for (due, key, step) in due {
			Deadlines::<T>::remove(due, key);
			match step {
				Step::Close => Self::close(key, &expected),
				Step::Forget => {
					Requests::<T>::remove(key);
					Said::<T>::remove(key);
				}
			}
		}
	}

	/// The time of the request is over.
	fn close(key: Ordered, expected: &[Speaker]) {
		Live::<T>::remove(key);
		let Some(mut request) = Requests::<T>::get(key) else { return };
		let forgotten = request.deadline.saturating_add(T::Retention::get());
		Deadlines::<T>::insert(Ordered::of(forgotten), key, Step::Forget);

		let voices = Said::<T>::get(key);
		let silent = expected
			.iter()
			.filter(|one| voices.iter().all(|(spoke, _)| *spoke != one.validator))
			.copied();
		// No more than the set, whose bound is the same.
		let silent = Speakers::truncate_from(silent.collect());
		let id: ObservationId = key.number();
		if request.status == ObservationStatus::Open {
			request.status = ObservationStatus::Unanswered;
			Self::make_room(&request);
			Requests::<T>::insert(key, request);
			Self::deposit_event(Event::Unanswered { id, silent });
		} else if !silent.is_empty() {
			Self::deposit_event(Event::Silent { id, silent });
		}
	}
}
