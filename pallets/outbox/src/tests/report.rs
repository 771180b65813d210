//! What validators report: who may, what counts, and deliveries.

use crate::{mock::*, Call, Error, Event, Tallies, Tally, WeightInfo};
use codec::Encode;
use fiscal_bft_primitives::{Validator, ValidatorSet};
use fiscal_primitives::{
	outbox::{
		DeathCause, DeliveryFault, DeliveryOutcome, Destination, Report, Reports, MAX_REPORTS,
	},
	traits::OnDelivery,
	Digest,
};
use fiscal_sm_crypto::Signature;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::ConstU32,
	BoundedVec,
};
use sp_runtime::{
	traits::BadOrigin,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
};

/// Pool and block refuse it, and a call that got through all the same changes nothing.
fn refused(said: (Reports, Signature), error: Error<Test>, invalid: InvalidTransaction) {
	assert_eq!(validate(&said), Err(TransactionValidityError::Invalid(invalid)));
	assert_noop!(report(said), error);
}

fn stale(said: (Reports, Signature)) {
	assert!(!Outbox::is_news(&said.0));
	refused(said, Error::NothingChanged, InvalidTransaction::Stale);
}

fn accepted(said: (Reports, Signature)) {
	assert!(Outbox::is_news(&said.0));
	assert_ok!(validate(&said));
	assert_ok!(report(said));
}

fn delivered(destination: Destination) -> u64 {
	Tallies::<Test>::get(destination).delivered
}

#[test]
fn a_delivery_counts_from_any_validator_and_removes_the_message() {
	ExtBuilder::default().build_and_execute(|| {
		for position in 0..4 {
			let id = send(status(1, 1));
			events();
			accepted(said(position, vec![answered(id, true)]));
			assert_eq!(Outbox::message(id), None);
			let destination = Destination::NonTax;
			let (validator, receipt) = (key(position), receipt(true));
			let event = Event::Delivered { id, destination, validator, receipt };
			assert_eq!(events(), vec![event]);
		}
		let tally = Tally { waiting: 0, dead: 0, delivered: 4 };
		assert_eq!(Tallies::<Test>::get(Destination::NonTax), tally);
		let told: Vec<_> = (1..=4).map(|id| Told::Delivered(id, receipt(true))).collect();
		assert_eq!(Heard::get(), told);
	});
}

#[test]
fn a_second_report_of_the_same_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let first = said(0, vec![answered(id, true)]);
		accepted(first.clone());
		stale(first);
		stale(said(1, vec![answered(id, true)]));
		stale(said(1, vec![answered(id, false)]));
		stale(said(1, vec![failed(id, 0)]));
		assert_eq!(Heard::get().len(), 1);
	});
}

#[test]
fn reports_about_messages_that_are_gone_are_skipped() {
	ExtBuilder::default().build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		accepted(said(0, vec![answered(one, true)]));
		accepted(said(1, vec![answered(one, true), answered(two, true), answered(99, true)]));
		assert_eq!(delivered(Destination::NonTax), 2);
		stale(said(1, vec![answered(99, true)]));
	});
}

#[test]
fn a_message_that_has_to_wait_is_not_delivered_yet() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (send(status(1, 1)), send(status(1, 2)));
		stale(said(0, vec![answered(second, true)]));
		stale(said(0, vec![answered(second, false)]));
		// Not even together with the first: nobody can know that it went after it.
		accepted(said(0, vec![answered(first, true), answered(second, true)]));
		assert_eq!(delivered(Destination::NonTax), 1);
		accepted(said(0, vec![answered(second, true)]));
	});
}

#[test]
fn what_the_destination_refuses_is_a_dead_letter() {
	ExtBuilder::default().signing(Destination::NonTax).build_and_execute(|| {
		let id = send(status(1, 1));
		send(status(1, 2));
		events();
		accepted(said(2, vec![proven_by("sim", id, &status(1, 1), false)]));
		let (destination, validator) = (Destination::NonTax, key(2));
		let (receipt, cause) = (receipt(false), DeathCause::Refused);
		assert_eq!(
			events(),
			vec![
				Event::Refused { id, destination, validator, receipt: receipt.clone() },
				Event::DeadLettered { id, destination, cause },
			]
		);
		assert_eq!(Heard::get(), vec![Told::Delivered(id, receipt), Told::Dead(id, cause)]);
		assert_eq!(Outbox::message(id).unwrap().dead, Some(cause));
		assert!(due_ids().is_empty(), "its lane waits for a decision");
		let tally = Tally { waiting: 0, dead: 2, delivered: 0 };
		assert_eq!(Tallies::<Test>::get(destination), tally);
	});
}

#[test]
fn a_refusal_counts_from_any_validator_with_a_signed_receipt_alone() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		for position in 0..4 {
			stale(said(position, vec![answered(id, false)]));
			stale(said(position, vec![proven_by("sim", id, &status(1, 1), false)]));
		}
		// In its turn a validator says that the attempt failed.
		let refused = |id, attempt| {
			let outcome = DeliveryOutcome::Failed { attempt, fault: DeliveryFault::Refused };
			vec![Report { id, revived: 0, outcome }]
		};
		let first = turn(id);
		for other in (0..4).filter(|position| *position != first) {
			stale(said(other, refused(id, 0)));
		}
		accepted(said(first, refused(id, 0)));
		pass(message(id).due - START);
		accepted(said(turn(id), refused(id, 1)));
		let cause = DeathCause::Attempts(DeliveryFault::Refused);
		assert_eq!(Outbox::message(id).unwrap().dead, Some(cause));
		assert_eq!(Heard::get(), vec![Told::Dead(id, cause)]);
	});
}

#[test]
fn only_validators_of_the_moment_report() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let bad = |said| refused(said, Error::NotAuthorized, InvalidTransaction::BadSigner);
		bad(said_by("v-5", vec![answered(id, true)]));
		let weight = 1;
		let only = Validator { public: pair("v-5").public(), weight };
		CurrentSet::set(Some(ValidatorSet::new(vec![only]).unwrap()));
		bad(said(0, vec![answered(id, true)]));
		CurrentSet::set(None);
		bad(said_by("v-5", vec![answered(id, true)]));
		CurrentSet::set(Some(ValidatorSet::new(vec![only]).unwrap()));
		accepted(said_by("v-5", vec![answered(id, true)]));
	});
}

#[test]
fn the_validator_signs_all_it_says_and_for_this_chain() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let good = said(0, vec![answered(id, true)]);
		let bad = |said| refused(said, Error::InvalidProof, InvalidTransaction::BadProof);
		bad((good.0.clone(), Signature::from_bytes([1; 64])));
		bad((said(0, vec![answered(id, true), answered(99, true)]).0, good.1));
		bad((Reports { validator: key(1), ..good.0.clone() }, good.1));
		let elsewhere = good.0.payload(&Digest::repeat_byte(70));
		bad((good.0.clone(), pair(&names()[0]).sign(&elsewhere)));
		accepted(good);
	});
}

#[test]
fn reports_ascend_by_message_and_there_is_one() {
	ExtBuilder::default().build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		let bad = |all: Vec<Report>| {
			refused(said(0, all), Error::InvalidReports, InvalidTransaction::Call);
		};
		bad(vec![]);
		bad(vec![answered(two, true), answered(one, true)]);
		bad(vec![answered(one, true), answered(one, true)]);
		accepted(said(0, vec![answered(one, true), answered(two, true)]));
	});
}

#[test]
fn a_destination_with_a_key_signs_what_it_receives() {
	ExtBuilder::default().signing(Destination::NonTax).build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		let bad = |report| {
			let said = said(0, vec![report]);
			refused(said, Error::InvalidReceipt, InvalidTransaction::BadProof);
		};
		// No validator can say that a message arrived, or was refused, which did not.
		bad(answered(one, true));
		bad(answered(one, false));
		bad(signed_by(&names()[0], one, &status(1, 1)));
		bad(signed_by("sim", one, &status(2, 1)));
		let other = signed_by("sim", two, &status(2, 1));
		bad(Report { id: one, ..other.clone() });
		// A receipt that does not hold does not spoil the others.
		accepted(said(0, vec![answered(one, true), other]));
		assert!(Outbox::message(one).is_some() && Outbox::message(two).is_none());
		accepted(said(3, vec![signed_by("sim", one, &status(1, 1))]));
		// A failure needs no signature of the destination.
		let three = send(status(3, 1));
		accepted(said(turn(three), vec![failed(three, 0)]));
	});
}

#[test]
fn as_many_reports_as_one_signature_covers_are_taken_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		let ids: Vec<_> = (1..=u64::from(MAX_REPORTS)).map(|bill| send(status(bill, 1))).collect();
		let all: Vec<_> = ids.iter().map(|id| answered(*id, true)).collect();
		accepted(said(0, all.clone()));
		assert_eq!(delivered(Destination::NonTax), u64::from(MAX_REPORTS));
		let beyond = [all, vec![answered(u64::MAX, true)]].concat();
		assert!(BoundedVec::<_, ConstU32<MAX_REPORTS>>::try_from(beyond).is_err());
	});
}

#[test]
fn the_pool_holds_one_report_of_each_kind_a_validator_and_message() {
	ExtBuilder::default().signing(Destination::NonTax).build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		let arrived = |id| signed_by("sim", id, &message(id).body);
		let tags = |said: &(Reports, Signature)| validate(said).unwrap().provides;
		let both = tags(&said(0, vec![arrived(one), arrived(two)]));
		let first = tags(&said(0, vec![arrived(one)]));
		let second = tags(&said(0, vec![arrived(two)]));
		assert_eq!(both, [first.clone(), second].concat());
		// Other words about the same are the same; another validator, or a failure, is not.
		let refused = proven_by("sim", one, &status(1, 1), false);
		assert_eq!(tags(&said(0, vec![refused])), first);
		assert_ne!(tags(&said(1, vec![arrived(one)])), first);
		let turn = turn(one);
		let failure = tags(&said(turn, vec![failed(one, 0)]));
		assert_ne!(failure, tags(&said(turn, vec![arrived(one)])));
		// What does not count has no tag.
		assert_eq!(tags(&said(0, vec![arrived(one), answered(99, true)])), first);
		assert!(validate(&said(0, vec![arrived(one)])).unwrap().propagate);
	});
}

#[test]
fn a_report_has_no_signer_and_no_other_call_goes_without_one() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let (reports, signature) = said(0, vec![answered(id, true)]);
		for origin in [signed(FINANCE), RuntimeOrigin::root()] {
			assert_noop!(Outbox::report(origin, reports.clone(), signature), BadOrigin);
		}
		let verdict = validate_call(&Call::<Test>::revive { id });
		assert_eq!(verdict, Err(TransactionValidityError::Invalid(InvalidTransaction::Call)));
	});
}

#[test]
fn its_weight_counts_reports_receipts_and_whoever_is_told() {
	ExtBuilder::default().build_and_execute(|| {
		let (one, two) = (send(status(1, 1)), send(status(2, 1)));
		let all = vec![answered(one, true), signed_by("sim", two, &status(2, 1)), failed(99, 0)];
		let (reports, signature) = said(0, all);
		let call = Call::<Test>::report { reports: reports.clone(), signature };
		let info = call.get_dispatch_info();
		assert_eq!(info.class, DispatchClass::Operational);
		let told = <Listener as OnDelivery>::delivery_weight();
		let work = <() as WeightInfo>::report(3).saturating_add(<() as WeightInfo>::receipt());
		assert_eq!(info.call_weight, work.saturating_add(told.saturating_mul(6)));
		// Two messages arrived, and one is told once of each.
		let post = report((reports, signature)).unwrap();
		assert_eq!(post.actual_weight, Some(work.saturating_add(told.saturating_mul(2))));
	});
}

#[test]
fn a_signature_of_reports_covers_their_encoding() {
	let (reports, _) = said(0, vec![answered(1, true)]);
	let expected = (*b"fiscal/reports/1", GENESIS, &reports).encode();
	assert_eq!(reports.payload(&GENESIS), expected);
}
