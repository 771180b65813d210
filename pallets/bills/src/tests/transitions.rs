//! Every transition from every state a bill can be in.

use crate::{mock::*, Correction, Error};
use fiscal_primitives::{
	bill::{BillUpdate, Circulation},
	traits::BillLedger,
	PayerRef,
};
use frame_support::{assert_noop, assert_ok, assert_storage_noop};
use sp_runtime::{DispatchError, DispatchResult};
use Error::{
	ConsentRequired, Locked, NotCirculable, NotLockable, NotLocked, NotOnPaper, NotReimbursed,
	NothingChanged, OnPaper, RedBill, Reimbursed, Terminal,
};

/// Why it is refused, or nothing when it is not.
type Outcome = Option<DispatchError>;

/// Bill 1 in a state, or the red bill 101 that cancels it.
const STATES: [(&str, u64, fn()); 9] = [
	("free", 1, || {}),
	("locked", 1, || lock(1)),
	("partly reimbursed", 1, || reimburse(1, 4_000)),
	("reimbursed", 1, || reimburse(1, TOTAL)),
	("red-flushed", 1, || flush(1)),
	("voided", 1, || {
		assert_ok!(BillsPallet::void_bill(signed(ISSUER), key(1), reason()));
	}),
	("on paper", 1, || {
		assert_ok!(BillsPallet::exchange_for_paper(
			signed(ISSUER),
			key(1),
			digest("serial"),
			reason()
		));
	}),
	("blocked", 1, || {
		assert_ok!(BillsPallet::set_circulation(signed(ISSUER), key(1), Circulation::Blocked));
	}),
	("red", 101, || flush(1)),
];

type Transition = (&'static str, fn(u64) -> DispatchResult, [Outcome; 9]);

fn refused(error: Error<Test>) -> Outcome {
	Some(error.into())
}

fn transitions() -> Vec<Transition> {
	let mut always = [const { None }; 9];
	always[1] = refused(Locked);
	always[4] = refused(Terminal);
	always[5] = refused(Terminal);
	let with = |changes: &[(usize, Outcome)]| {
		let mut outcomes = always;
		for (state, outcome) in changes {
			outcomes[*state] = *outcome;
		}
		outcomes
	};
	vec![
		("update", update, always),
		(
			"red flush",
			|n| BillsPallet::red_flush(signed(ISSUER), key(n), entry(500), None, reason()),
			with(&[
				(2, refused(ConsentRequired)),
				(3, refused(ConsentRequired)),
				(6, refused(OnPaper)),
				(8, refused(RedBill)),
			]),
		),
		(
			"consent",
			|n| consent_red_flush(AUTHORITY, n),
			with(&[0, 6, 7, 8].map(|state| (state, refused(NotReimbursed)))),
		),
		(
			"void",
			|n| BillsPallet::void_bill(signed(ISSUER), key(n), reason()),
			with(&[(2, refused(Reimbursed)), (3, refused(Reimbursed)), (8, refused(RedBill))]),
		),
		(
			"to paper",
			|n| BillsPallet::exchange_for_paper(signed(ISSUER), key(n), digest("serial"), reason()),
			with(&[(6, refused(OnPaper))]),
		),
		(
			"from paper",
			|n| BillsPallet::restore_electronic(signed(ISSUER), key(n), reason()),
			with(&[0, 2, 3, 7, 8].map(|state| (state, refused(NotOnPaper)))),
		),
		(
			"block",
			|n| BillsPallet::set_circulation(signed(ISSUER), key(n), Circulation::Blocked),
			with(&[(7, refused(NothingChanged)), (8, refused(RedBill))]),
		),
		(
			"correct",
			|n| {
				let correction = Correction::SetPayer(PayerRef(digest("corrected")));
				BillsPallet::propose_correction(
					signed(AUTHORITY),
					key(n),
					elements(n).sealed(),
					correction,
					reason(),
				)?;
				BillsPallet::confirm_correction(signed(DEPUTY), key(n), correction)
			},
			always,
		),
		(
			"lock",
			|n| BillsPallet::lock(&key(n), fen(1), &actor(USER)),
			with(&[
				(3, refused(Reimbursed)),
				(6, refused(OnPaper)),
				(7, refused(NotCirculable)),
				(8, refused(NotLockable)),
			]),
		),
		(
			"unlock",
			|n| BillsPallet::unlock(&key(n), &actor(USER)),
			std::array::from_fn(|state| if state == 1 { None } else { refused(NotLocked) }),
		),
		(
			"settle",
			|n| BillsPallet::settle(&key(n), fen(1), false, &actor(USER)),
			std::array::from_fn(|state| if state == 1 { None } else { refused(NotLocked) }),
		),
		(
			"reverse",
			|n| BillsPallet::reverse(&key(n), fen(1), &actor(AUTHORITY)),
			with(&[0, 6, 7, 8].map(|state| (state, refused(NotReimbursed)))),
		),
	]
}

fn update(number: u64) -> DispatchResult {
	let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
	let version = bill(number).version;
	BillsPallet::update(signed(ISSUER), key(number), version, update, reason())
}

#[test]
fn every_transition_obeys_its_guards_in_every_state() {
	for (transition, attempt, outcomes) in transitions() {
		for ((state, number, prepare), expected) in STATES.iter().zip(outcomes) {
			ExtBuilder::default().with_bills(1).build_and_execute(|| {
				prepare();
				let before = bill(*number);
				println!("{transition} of a bill that is {state}");
				match expected {
					None => {
						assert_ok!(attempt(*number));
						assert_ne!(
							(bill(*number), System::event_count()),
							(before, 0),
							"nothing happened"
						);
					}
					Some(error) => {
						assert_noop!(attempt(*number), error);
						assert_eq!(bill(*number), before);
					}
				}
			});
		}
	}
}

#[test]
fn reads_change_nothing() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_storage_noop!({
			BillsPallet::bill(&key(1));
			assert_ok!(BillsPallet::ensure_lockable(&key(1), fen(1), &actor(USER)));
			BillsPallet::verify_elements(&elements(1));
			BillsPallet::verify_digest(&key(1), &digest("xml 1"));
		});
	});
}
