//! What the runtime API answers.

use crate::mock::*;
use fiscal_primitives::observation::{ObservationAnswer, ObservationId, ObservationStatus};
use frame_support::assert_ok;

fn ids(answers: Vec<ObservationAnswer>) -> Vec<ObservationId> {
	answers.into_iter().map(|answer| answer.id).collect()
}

#[test]
fn what_takes_testimonies_is_listed_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..5 {
			ask(about_evidence());
		}
		let open = |from, limit| ids(ObservationsPallet::open_observations(from, limit));
		assert_eq!(open(0, 10), [1, 2, 3, 4, 5]);
		assert_eq!(open(1, 10), [1, 2, 3, 4, 5]);
		assert_eq!(open(3, 2), [3, 4]);
		assert_eq!((open(6, 10), open(0, 0), open(u64::MAX, 1)), (vec![], vec![], vec![]));
		// What is decided takes testimonies still: who kept silent until then is not late.
		for who in [1, 2] {
			assert_ok!(testify(who, 3, evidence(1)));
		}
		assert_eq!(open(2, 3), [2, 3, 4]);
		let decided = &ObservationsPallet::open_observations(3, 1)[0];
		assert_eq!(decided.request.status, ObservationStatus::Applied);
		next_block(TERM);
		next_block(0);
		assert_eq!(open(0, 10), [4, 5]);
	});
}

#[test]
fn numbers_beyond_a_byte_keep_their_order() {
	ExtBuilder::default().build_and_execute(|| {
		crate::LastId::<Test>::put(254);
		for _ in 0..4 {
			ask(about_evidence());
		}
		let open = |from| ids(ObservationsPallet::open_observations(from, 10));
		assert_eq!(open(0), [255, 256, 257, 258]);
		assert_eq!(open(256), [256, 257, 258]);
	});
}

#[test]
fn a_request_tells_who_said_what() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(ObservationsPallet::observation(1), None);
		let id = ask(about_evidence());
		let said = |who: u8, number| (key(&name_of(who)), evidence(number).digest());
		for (who, number) in [(4, 9), (1, 1)] {
			assert_ok!(testify(who, id, evidence(number)));
		}
		let answer = ObservationsPallet::observation(id).unwrap();
		assert_eq!((answer.id, answer.observed), (id, None));
		assert_eq!(answer.said, [said(4, 9), said(1, 1)]);
		assert_eq!(answer.request.question, about_evidence());
		assert_ok!(testify(2, id, evidence(1)));
		let answer = ObservationsPallet::observation(id).unwrap();
		assert_eq!(answer.observed, Some(evidence(1)));
		assert_eq!(answer.request.agreed, Some(evidence(1).digest()));
		assert_eq!(answer.said, [said(4, 9), said(1, 1), said(2, 1)]);
	});
}

#[test]
fn results_stay_when_requests_are_forgotten() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			ask(about_evidence());
		}
		for who in [1, 2] {
			assert_ok!(testify(who, 1, evidence(1)));
			assert_ok!(testify(who, 3, poison()));
		}
		let results = |from, limit| ids(ObservationsPallet::observation_results(from, limit));
		assert_eq!((results(0, 10), results(2, 10), results(0, 1)), (vec![1, 3], vec![3], vec![1]));
		let before = ObservationsPallet::observation(3).unwrap();
		next_block(TERM);
		next_block(RETENTION);
		next_block(0);
		let after = ObservationsPallet::observation(3).unwrap();
		assert_eq!((after.request.clone(), after.said.len()), (before.request, 0));
		assert_eq!(after.request.status, ObservationStatus::Rejected);
		assert_eq!(after.observed, Some(poison()));
		assert_eq!(ObservationsPallet::observation(2), None);
		assert_eq!(results(0, 10), [1, 3]);
	});
}
