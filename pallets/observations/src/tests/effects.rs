//! What follows from what was agreed on.

use crate::{mock::*, Effects, Error, Event, Ordered, Results, WeightInfo};
use fiscal_primitives::{
	bill::{Circulation, Use, Validity},
	changes::BillAction,
	observation::{
		Difference, HistoricBill, ObservationId, Observed, OutsideState, MAX_DIFFERENCES,
	},
	outbox::{Body, StatusNotice},
	traits::{BillLedger, Observations, OnObserved, Outbox},
	Bill, CheckDigest, Date, Digest, NodeId, PayerRef,
};
use frame_support::{assert_noop, assert_ok};

fn historic(state: OutsideState) -> Observed {
	let bill = HistoricBill {
		total: fen(10_000),
		issued_on: Date::new(20_230_102).unwrap(),
		xml: Digest::repeat_byte(5),
		pdf: None,
		summary: Digest::repeat_byte(6),
		state,
	};
	Observed::HistoricBill { bill: Some(bill) }
}

fn used(usage: Use, reimbursed: u64) -> OutsideState {
	OutsideState { usage, reimbursed: fen(reimbursed), ..FREE }
}

fn differences(all: &[(u64, Option<OutsideState>)]) -> Observed {
	let all = all
		.iter()
		.map(|(number, outside)| Difference { key: bill_key(*number), outside: *outside })
		.collect::<Vec<_>>();
	Observed::Compare { differences: all.try_into().unwrap() }
}

/// Two of four validators say this; gives what was told from then on.
fn agree(id: ObservationId, observed: &Observed) -> Vec<Event<Test>> {
	assert_ok!(testify(1, id, observed.clone()));
	events();
	assert_ok!(testify(2, id, observed.clone()));
	events()
}

fn applied(id: ObservationId, observed: &Observed) -> Event<Test> {
	Event::Applied { id, digest: observed.digest() }
}

/// A comparison of both sides finds these.
fn compare(all: &[(u64, Option<OutsideState>)]) -> Vec<Event<Test>> {
	let observed = differences(all);
	let id = ask(about_range(1, 99));
	let mut told = agree(id, &observed);
	assert_eq!(told.pop(), Some(applied(id, &observed)));
	let found: Vec<_> = told
		.iter()
		.map(|event| match event {
			Event::DifferenceFound { id: of, key, outside, .. } if *of == id => (*key, *outside),
			other => panic!("{other:?}"),
		})
		.collect();
	let expected: Vec<_> = all.iter().map(|(number, said)| (bill_key(*number), *said)).collect();
	assert_eq!(found, expected);
	told
}

fn status_of(number: u64) -> Body {
	let bill = Ledger::bill(&bill_key(number)).unwrap();
	Body::Status(StatusNotice::of(bill_key(number), BillAction::Corrected, &bill, NOON))
}

#[test]
fn a_historic_bill_is_adopted_in_the_name_of_the_platform_that_asks() {
	ExtBuilder::default().build_and_execute(|| {
		Configured::set(Some(id(AUDITOR)));
		assert_ok!(request(PLATFORM, about_bill(1)));
		let observed = historic(used(Use::PartlyReimbursed, 1_000));
		assert_eq!(agree(1, &observed), [applied(1, &observed)]);
		let expected = Bill {
			check: CheckDigest([3; 16]),
			issued_on: Date::new(20_230_102).unwrap(),
			issuer: id(PLATFORM),
			node: NodeId::NONE,
			payer: PayerRef(Digest::repeat_byte(4)),
			xml: Digest::repeat_byte(5),
			pdf: None,
			summary: Digest::repeat_byte(6),
			..bill_in(used(Use::PartlyReimbursed, 1_000))
		};
		assert_eq!(Ledger::bill(&bill_key(1)), Some(expected));
	});
}

#[test]
fn for_the_chain_itself_the_configured_platform_adopts() {
	ExtBuilder::default().build_and_execute(|| {
		for (number, configured) in [(1, None), (2, Some(id(PLATFORM)))] {
			Configured::set(configured);
			assert_ok!(ObservationsPallet::ask(about_bill(number), None));
			let observed = historic(FREE);
			let told = agree(number, &observed);
			let issuer = Ledger::bill(&bill_key(number)).map(|bill| bill.issuer);
			assert_eq!(issuer, configured);
			let (id, digest) = (number, observed.digest());
			let error = Error::<Test>::NoPlatform.into();
			let expected = match configured {
				Some(_) => applied(id, &observed),
				None => Event::Rejected { id, digest, error },
			};
			assert_eq!(told, [expected]);
		}
	});
}

#[test]
fn a_bill_that_is_known_nowhere_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(request(PLATFORM, about_bill(1)));
		let unknown = Observed::HistoricBill { bill: None };
		assert_eq!(agree(1, &unknown), [applied(1, &unknown)]);
		assert_eq!(Ledger::bill(&bill_key(1)), None);
		assert_eq!(Results::<Test>::get(Ordered::of(1)).unwrap().observed, unknown);
	});
}

#[test]
fn what_the_ledger_refuses_is_rejected() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(request(PLATFORM, about_bill(1)));
		assert_ok!(request(PLATFORM, about_bill(1)));
		agree(1, &historic(FREE));
		// The second request was overtaken by the first.
		let closed = historic(used(Use::Reimbursed, 10_000));
		let (id, digest) = (2, closed.digest());
		assert_eq!(agree(2, &closed), [Event::Rejected { id, digest, error: EXISTS }]);
		assert_eq!(Ledger::bill(&bill_key(1)).unwrap().usage, Use::Free);

		let mut elsewhere = about_bill(2);
		if let fiscal_primitives::observation::Question::HistoricBill { scene, .. } = &mut elsewhere
		{
			scene.0 += 1;
		}
		assert_ok!(request(PLATFORM, elsewhere));
		let (id, digest) = (3, historic(FREE).digest());
		let told = agree(3, &historic(FREE));
		assert_eq!(told, [Event::Rejected { id, digest, error: SCENE_RETIRED }]);
	});
}

#[test]
fn the_chain_tells_its_state_where_the_other_side_has_another() {
	ExtBuilder::default().build_and_execute(|| {
		Ledger::put(bill_key(1), bill_in(used(Use::Reimbursed, 10_000)));
		Ledger::put(bill_key(2), bill_in(FREE));
		let told = compare(&[(1, Some(FREE)), (2, None), (3, Some(FREE))]);
		let chain: Vec<_> = told
			.iter()
			.map(|event| match event {
				Event::DifferenceFound { chain, .. } => *chain,
				other => panic!("{other:?}"),
			})
			.collect();
		assert_eq!(chain, [Some(used(Use::Reimbursed, 10_000)), Some(FREE), None]);
		// Of the third bill the chain knows nothing: it is for a person.
		assert_eq!(Sent::get(), [status_of(1), status_of(2)]);
		let bill = Ledger::bill(&bill_key(1)).unwrap();
		assert_eq!(OutsideState::of(&bill), used(Use::Reimbursed, 10_000), "the chain decides");
	});
}

#[test]
fn what_is_on_its_way_is_not_sent_twice() {
	ExtBuilder::default().build_and_execute(|| {
		for number in [1, 2] {
			Ledger::put(bill_key(number), bill_in(used(Use::Reimbursed, 10_000)));
		}
		WaitingLanes::set(vec![status_of(1).lane().unwrap()]);
		compare(&[(1, Some(FREE)), (2, Some(FREE))]);
		assert_eq!(Sent::get(), [status_of(2)]);
	});
}

#[test]
fn a_message_mends_no_other_total_or_file() {
	ExtBuilder::default().build_and_execute(|| {
		Ledger::put(bill_key(1), bill_in(FREE));
		compare(&[(1, Some(FREE))]);
		assert_eq!(Sent::get(), []);
	});
}

#[test]
fn what_was_taken_from_an_adopted_bill_outside_is_told_and_never_wiped_out() {
	let voided = OutsideState { validity: Validity::Voided, ..FREE };
	let all = [
		(1, Some(used(Use::PartlyReimbursed, 1))),
		(2, Some(used(Use::Reimbursed, 10_000))),
		(3, Some(used(Use::Reimbursed, 0))),
		(4, Some(voided)),
	];
	let adopted = |state| Bill { node: NodeId::NONE, ..bill_in(state) };
	ExtBuilder::default().build_and_execute(|| {
		for (number, _) in all {
			Ledger::put(bill_key(number), adopted(FREE));
		}
		compare(&all);
		assert_eq!(Sent::get(), []);
		// What was reimbursed here is told there, of such a bill too.
		Ledger::put(bill_key(5), adopted(used(Use::PartlyReimbursed, 4_000)));
		compare(&[(5, Some(FREE))]);
		assert_eq!(Sent::get(), [status_of(5)]);
	});
}

#[test]
fn nobody_asks_for_a_bill_that_an_issuer_here_has_to_register() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(request(PLATFORM, about_bill(ALLOCATED)), NUMBER_ALLOCATED);
	});
}

#[test]
fn a_bill_whose_lock_stands_outside_follows_and_is_not_mended() {
	let locked = used(Use::Locked, 0);
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(request(PLATFORM, about_bill(1)));
		agree(1, &historic(locked));
		assert_eq!(Ledger::locked_outside(), [bill_key(1)]);
		compare(&[(1, None)]);
		assert_eq!(OutsideState::of(&Ledger::bill(&bill_key(1)).unwrap()), locked);
		let settled = used(Use::PartlyReimbursed, 4_000);
		compare(&[(1, Some(settled))]);
		assert_eq!(OutsideState::of(&Ledger::bill(&bill_key(1)).unwrap()), settled);
		assert_eq!(Sent::get(), []);
	});
}

#[test]
fn one_bill_that_cannot_follow_keeps_no_other_from_being_mended() {
	let impossible = OutsideState { validity: Validity::Voided, ..used(Use::Reimbursed, 1) };
	ExtBuilder::default().build_and_execute(|| {
		Ledger::put(bill_key(1), bill_in(used(Use::Locked, 0)));
		lock_outside(bill_key(1));
		Ledger::put(bill_key(2), bill_in(FREE));
		assert_noop!(Ledger::follow(&bill_key(1), Some(&impossible)), IMPOSSIBLE);
		let blocked = OutsideState { circulation: Circulation::Blocked, ..FREE };
		compare(&[(1, Some(impossible)), (2, Some(blocked))]);
		assert_eq!(Ledger::bill(&bill_key(1)).unwrap().usage, Use::Locked);
		assert_eq!(Sent::get(), [status_of(2)]);
	});
}

#[test]
fn evidence_is_kept_and_nothing_else() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(request(ISSUER, about_evidence()));
		assert_eq!(agree(1, &evidence(1)), [applied(1, &evidence(1))]);
		let finding = Results::<Test>::get(Ordered::of(1)).unwrap();
		assert_eq!((finding.request.requester, finding.observed), (Some(id(ISSUER)), evidence(1)));
		assert_eq!(Sent::get(), []);
	});
}

#[test]
fn it_declares_the_dearest_of_them() {
	let compared = <() as WeightInfo>::compare(MAX_DIFFERENCES)
		.saturating_add(Tray::send_weight().saturating_mul(MAX_DIFFERENCES.into()));
	let declared = Effects::<Test, Ledger, Tray, Configured>::observed_weight();
	let adopted = <() as WeightInfo>::adopt().saturating_add(Tray::send_weight());
	assert!(compared.all_lte(declared) && adopted.all_lte(declared));
}
