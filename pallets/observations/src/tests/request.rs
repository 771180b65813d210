//! Who asks what, and how much.

use crate::{mock::*, Error, Event, OpenCount, OpenOf, Requests};
use fiscal_primitives::{
	observation::{ObservationStatus, Question, Request, MAX_COMPARED},
	traits::Observations as _,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_request_is_written_and_told() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(request(PLATFORM, about_bill(1)));
		let deadline = NOON + TERM;
		let (id, requester, question) = (1, Some(id(PLATFORM)), about_bill(1));
		assert_eq!(
			events(),
			[Event::Requested { id, requester, question: question.clone(), deadline }]
		);
		let stored = Request {
			question,
			requester,
			at: NOON,
			deadline,
			status: ObservationStatus::Open,
			agreed: None,
		};
		assert_eq!(Requests::<Test>::get(crate::Ordered::of(1)), Some(stored));
		assert_ok!(request(PLATFORM, about_bill(2)));
		assert!(Requests::<Test>::contains_key(crate::Ordered::of(2)));
	});
}

#[test]
fn each_question_is_for_some() {
	let everybody = [PLATFORM, USER, AUTHORITY, AUDITOR, ISSUER, HOLDER, CLERK, STRANGER];
	let cases: [(Question, &[u8]); 3] = [
		(about_bill(1), &[PLATFORM]),
		(about_range(1, 2), &[AUTHORITY, PLATFORM, AUDITOR]),
		(about_evidence(), &[PLATFORM, USER, AUTHORITY, AUDITOR, ISSUER, CLERK]),
	];
	for (question, may) in cases {
		for who in everybody {
			ExtBuilder::default().build_and_execute(|| {
				if may.contains(&who) {
					assert_ok!(request(who, question.clone()));
				} else {
					assert_noop!(request(who, question.clone()), Error::<Test>::NotAuthorized);
				}
			});
		}
	}
}

#[test]
fn it_needs_a_signer_who_is_active() {
	ExtBuilder::default().build_and_execute(|| {
		Frozen::set(vec![USER.into()]);
		assert_noop!(request(USER, about_evidence()), Error::<Test>::NotActive);
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let call = crate::Call::request { question: about_evidence() };
			assert_noop!(dispatch(origin, call), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn a_range_ascends_within_one_code() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(request(AUTHORITY, about_range(2, 1)), Error::<Test>::RangeEmpty);
		let mut to = bill_key(2);
		to.code = "32060123".parse().unwrap();
		let across = Question::Compare { from: bill_key(1), to };
		assert_noop!(request(AUTHORITY, across), Error::<Test>::RangeEmpty);
		assert_ok!(request(AUTHORITY, about_range(1, 1)));
	});
}

#[test]
fn a_range_is_as_wide_as_a_node_compares() {
	ExtBuilder::default().build_and_execute(|| {
		for (first, last) in [(1, MAX_COMPARED + 1), (0, 9_999_999_999)] {
			let too_wide = about_range(first, last);
			assert_noop!(request(AUTHORITY, too_wide.clone()), Error::<Test>::RangeTooWide);
			assert_noop!(ObservationsPallet::ask(too_wide, None), Error::<Test>::RangeTooWide);
		}
		assert_ok!(request(AUTHORITY, about_range(1, MAX_COMPARED)));
	});
}

#[test]
fn nobody_asks_for_a_bill_that_is_on_the_chain() {
	ExtBuilder::default().build_and_execute(|| {
		Ledger::put(bill_key(1), bill_in(FREE));
		assert_noop!(request(PLATFORM, about_bill(1)), Error::<Test>::AlreadyExists);
		assert_ok!(request(PLATFORM, about_bill(2)));
	});
}

#[test]
fn nobody_takes_all_the_room() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..MAX_OWN {
			assert_ok!(request(USER, about_evidence()));
		}
		assert_noop!(request(USER, about_evidence()), Error::<Test>::Full);
		// The clerk asks for the same organisation.
		assert_noop!(request(CLERK, about_evidence()), Error::<Test>::Full);
		assert_eq!(OpenOf::<Test>::get(id(USER)), MAX_OWN);
		assert_ok!(request(PLATFORM, about_evidence()));
	});
}

#[test]
fn the_room_is_bounded_for_the_chain_too() {
	use fiscal_primitives::traits::Observations;
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..MAX_OPEN {
			ask(about_evidence());
		}
		assert_noop!(ObservationsPallet::ask(about_evidence(), None), Error::<Test>::Full);
		assert_noop!(request(USER, about_evidence()), Error::<Test>::Full);
	});
}

#[test]
fn what_is_decided_or_given_up_makes_room() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..MAX_OWN {
			assert_ok!(request(USER, about_evidence()));
		}
		for who in [1, 2] {
			assert_ok!(testify(who, 1, evidence(1)));
		}
		assert_eq!((OpenCount::<Test>::get(), OpenOf::<Test>::get(id(USER))), (3, 3));
		assert_ok!(request(USER, about_evidence()));
		// A block handles three deadlines.
		next_block(TERM);
		next_block(0);
		next_block(0);
		assert_eq!(OpenCount::<Test>::get(), 0);
		assert!(!OpenOf::<Test>::contains_key(id(USER)));
	});
}
