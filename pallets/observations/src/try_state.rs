//! What holds between any two blocks.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{
	Config, Deadlines, LastId, Live, OpenCount, OpenOf, Ordered, Pallet, Requests, Results, Said,
	Step,
};
use alloc::collections::{BTreeMap, BTreeSet};
use fiscal_primitives::{observation::ObservationStatus, ParticipantId};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every request, what was said to it and what is due for it.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_requests()?;
		Self::check_deadlines()?;
		Self::check_results()?;
		for (key, voices) in Said::<T>::iter() {
			ensure!(Requests::<T>::contains_key(key), "testimonies: to no request");
			let spoke: BTreeSet<_> = voices.iter().map(|(validator, _)| validator).collect();
			ensure!(spoke.len() == voices.len(), "testimonies: a validator spoke twice");
		}
		Ok(())
	}

	fn check_requests() -> Result<(), TryRuntimeError> {
		let last = LastId::<T>::get();
		let (mut open, mut open_of) = (0u32, BTreeMap::<ParticipantId, u32>::new());
		for (key, request) in Requests::<T>::iter() {
			let known = (1..=last).contains(&key.number());
			ensure!(known, "request: numbered beyond the last");
			ensure!(request.at <= request.deadline, "request: ends before it begins");
			let decided =
				matches!(request.status, ObservationStatus::Applied | ObservationStatus::Rejected);
			ensure!(decided == request.agreed.is_some(), "request: decided on nothing");
			ensure!(decided == Results::<T>::contains_key(key), "request: decided, no result");
			let live = Live::<T>::contains_key(key);
			ensure!(live || request.status != ObservationStatus::Open, "request: open, and over");
			ensure!(
				!live || request.status != ObservationStatus::Unanswered,
				"request: given up before its time"
			);
			if request.status == ObservationStatus::Open {
				open = open.saturating_add(1);
				if let Some(asked) = request.requester {
					let own = open_of.entry(asked).or_default();
					*own = own.saturating_add(1);
				}
			}
		}
		ensure!(open == OpenCount::<T>::get(), "open requests: not as many as counted");
		ensure!(open <= T::MaxOpen::get(), "open requests: more than may be");
		let counted: BTreeMap<_, _> = OpenOf::<T>::iter().collect();
		ensure!(open_of == counted, "open requests of a participant: not as many as counted");
		let most = open_of.values().max().copied().unwrap_or_default();
		ensure!(
			most <= T::MaxOpenPerParticipant::get(),
			"open requests of a participant: too many"
		);
		Ok(())
	}

	/// Each request has one deadline, its own.
	fn check_deadlines() -> Result<(), TryRuntimeError> {
		let mut due_for = BTreeSet::new();
		for (due, key, step) in Deadlines::<T>::iter() {
			let request = Requests::<T>::get(key).ok_or("deadline: of no request")?;
			let (expected, live) = match step {
				Step::Close => (request.deadline, true),
				Step::Forget => (request.deadline.saturating_add(T::Retention::get()), false),
			};
			ensure!(due == Ordered::of(expected), "deadline: not of its request");
			ensure!(Live::<T>::contains_key(key) == live, "deadline: of the wrong step");
			ensure!(due_for.insert(key), "deadline: the second of a request");
		}
		let requests: BTreeSet<_> = Requests::<T>::iter_keys().collect();
		ensure!(due_for == requests, "request: without end");
		let live = Live::<T>::iter_keys().all(|key| requests.contains(&key));
		ensure!(live, "live request: there is none");
		Ok(())
	}

	fn check_results() -> Result<(), TryRuntimeError> {
		for (key, finding) in Results::<T>::iter() {
			let digest = finding.observed.digest();
			ensure!(finding.request.agreed == Some(digest), "result: not what was agreed on");
			ensure!(finding.observed.answers(&finding.request.question), "result: no answer");
			ensure!(finding.at < finding.request.deadline, "result: after the deadline");
			let request = Requests::<T>::get(key);
			ensure!(
				request.is_none_or(|request| request == finding.request),
				"result: of another request"
			);
		}
		Ok(())
	}
}
