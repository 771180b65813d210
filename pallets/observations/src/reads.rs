//! What the runtime API answers. Serves callers outside of consensus. R076, R110, R180.

use crate::{Config, Live, Ordered, Pallet, Requests, Results, Said};
use alloc::vec::Vec;
use fiscal_primitives::observation::{ObservationAnswer, ObservationId};

/// The most requests of one answer.
pub const MAX_PAGE: u32 = 256;

fn page(limit: u32) -> usize {
	usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX)
}

impl<T: Config> Pallet<T> {
	/// Requests that take testimonies, from number `from` on, ascending, at most `limit` and
	/// [`MAX_PAGE`]. Those decided already are among them until their deadline: a validator that says
	/// nothing to them either is named as silent.
	pub fn open_observations(from: ObservationId, limit: u32) -> Vec<ObservationAnswer> {
		let keys = match from.checked_sub(1) {
			Some(before) => Live::<T>::iter_keys_from_key(Ordered::of(before)),
			None => Live::<T>::iter_keys(),
		};
		keys.take(page(limit)).filter_map(|key| Self::observation(key.number())).collect()
	}

	/// A request. Some time after its deadline what was said is forgotten, and of one that came to
	/// nothing everything.
	pub fn observation(id: ObservationId) -> Option<ObservationAnswer> {
		let key = Ordered::of(id);
		let finding = Results::<T>::get(key);
		let observed = finding.as_ref().map(|finding| finding.observed.clone());
		let request = Requests::<T>::get(key).or(finding.map(|finding| finding.request))?;
		let said = Said::<T>::get(key).into_inner();
		Some(ObservationAnswer { id, request, said, observed })
	}

	/// Requests that were decided, from number `from` on, ascending, at most `limit` and [`MAX_PAGE`].
	pub fn observation_results(from: ObservationId, limit: u32) -> Vec<ObservationAnswer> {
		let keys = match from.checked_sub(1) {
			Some(before) => Results::<T>::iter_keys_from_key(Ordered::of(before)),
			None => Results::<T>::iter_keys(),
		};
		keys.take(page(limit)).filter_map(|key| Self::observation(key.number())).collect()
	}
}
