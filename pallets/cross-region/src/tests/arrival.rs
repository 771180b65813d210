//! Which messages are taken, and that pool and block agree.
#![allow(deprecated)]

use crate::{mock::*, refusal, Call, Error, Event, Seen, WeightInfo};
use codec::Encode;
use fiscal_primitives::{
	outbox::{Body, Code, Destination, EvidenceKind, EvidenceNotice},
	region::{Inbound, InboundBody, RegionOperation, RegionOutcome, ServiceChange, TakenMessage},
	traits::RegionLocks,
	Digest,
};
use fiscal_sm_crypto::Signature;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	pallet_prelude::ValidateUnsigned,
};
use sp_runtime::{
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	DispatchError,
};

fn signature(message: &Inbound) -> Signature {
	signature_by(&key_of(message.from.get()), message)
}

/// What the pool says, from wherever the message comes; a block says the same.
fn validate(message: &Inbound, signature: Signature) -> TransactionValidity {
	let call = Call::<Test>::receive { message: message.clone(), signature };
	let verdict = Regions::validate_unsigned(TransactionSource::External, &call);
	for source in [TransactionSource::Local, TransactionSource::InBlock] {
		assert_eq!(Regions::validate_unsigned(source, &call), verdict);
	}
	assert_eq!(Regions::pre_dispatch(&call), verdict.clone().map(|_| ()));
	verdict
}

fn refused(
	message: &Inbound,
	signature: Signature,
	error: Error<Test>,
	invalid: InvalidTransaction,
) {
	assert_eq!(validate(message, signature), Err(TransactionValidityError::Invalid(invalid)));
	assert_noop!(receive_signed(message.clone(), signature), error);
}

fn any() -> InboundBody {
	filing_of(ZHEJIANG, true)
}

#[test]
fn a_message_is_taken_once_and_leaves_evidence() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let message = message(ZHEJIANG, any());
		assert_ok!(validate(&message, signature(&message)));
		assert_ok!(receive(message.clone()));
		let (kind, digest, at) = (EvidenceKind::Filing, message.digest(), NOON);
		assert_eq!(written(), [Body::Evidence(EvidenceNotice { kind, digest, at })]);
		let (from, id) = (message.from, message.id.clone());
		let taken = TakenMessage { at, identity: message.identity() };
		assert_eq!(Regions::region_message(from, id.clone()), Some(taken));
		assert_eq!(events()[0], Event::MessageTaken { from, id });
		let again = signature(&message);
		refused(&message, again, Error::AlreadySeen, InvalidTransaction::Stale);
		// Dated and signed anew, as whoever got no answer does: it stays taken.
		Now::mutate(|now| *now += 5 * SKEW);
		let anew = Inbound { at: Now::get(), ..message };
		refused(&anew, signature(&anew), Error::AlreadySeen, InvalidTransaction::Stale);
	});
}

/// Whoever says something else under a used number must not take it for delivered.
#[test]
fn a_number_that_was_used_carries_no_other_message() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		let first = message(ZHEJIANG, any());
		assert_ok!(receive(first.clone()));
		Now::mutate(|now| *now += 5 * SKEW);
		let taken = InvalidTransaction::Custom(refusal::NUMBER_TAKEN);
		for body in [filing_of(ZHEJIANG, false), Start::new(ZHEJIANG, 1, "F1").body()] {
			let other = Inbound { body, at: Now::get(), ..first.clone() };
			refused(&other, signature(&other), Error::NumberTaken, taken);
			assert_ok!(hear(ZHEJIANG, other.body));
		}
	});
}

#[test]
fn each_province_numbers_its_own_messages() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let first = message(ZHEJIANG, any());
		let second = Inbound { from: region(ANHUI), body: filing_of(ANHUI, true), ..first.clone() };
		assert_ok!(receive(first));
		assert_ok!(receive(second));
	});
}

#[test]
fn nobody_forges_a_message() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let message = message(ZHEJIANG, any());
		let good = signature(&message);
		let altered = [
			Inbound { id: Code::new("other").unwrap(), ..message.clone() },
			Inbound { at: message.at + 1, ..message.clone() },
			Inbound { from: region(ANHUI), ..message.clone() },
			Inbound { body: filing_of(ZHEJIANG, false), ..message.clone() },
		];
		for forged in altered {
			refused(&forged, good, Error::BadSignature, InvalidTransaction::BadProof);
		}
		let others = signature_by(&key_of(ANHUI), &message);
		for bad in [others, Signature::from_bytes([0; 64]), Signature::from_bytes([1; 64])] {
			refused(&message, bad, Error::BadSignature, InvalidTransaction::BadProof);
		}
		assert_ok!(receive_signed(message, good));
	});
}

#[test]
fn what_was_signed_for_another_chain_is_nothing_here() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let message = message(ZHEJIANG, any());
		let here = Regions::genesis_hash();
		for chain in [Digest::zero(), Digest::repeat_byte(!here.as_bytes()[0])] {
			let elsewhere = sign(&key_of(ZHEJIANG), message.payload(&chain));
			refused(&message, elsewhere, Error::BadSignature, InvalidTransaction::BadProof);
		}
		assert_ok!(receive_signed(message.clone(), signature(&message)));
	});
}

#[test]
fn a_province_that_takes_no_part_is_not_heard() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let message = message(HUBEI, filing_of(HUBEI, true));
		let custom = InvalidTransaction::Custom(refusal::UNKNOWN_PROVINCE);
		refused(&message, signature(&message), Error::UnknownProvince, custom);
	});
}

/// A province whose key was replaced is heard under the new one alone.
#[test]
fn a_replaced_key_signs_nothing_any_more() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let message = message(ZHEJIANG, any());
		let old = signature(&message);
		assert_ok!(set_province(RuntimeOrigin::root(), ZHEJIANG, province(ANHUI)));
		refused(&message, old, Error::BadSignature, InvalidTransaction::BadProof);
		assert_ok!(receive_signed(message.clone(), signature_by(&key_of(ANHUI), &message)));
	});
}

#[test]
fn the_clock_of_a_province_is_off_by_so_much() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let at = |at| Inbound { at, ..message(ZHEJIANG, any()) };
		for taken in [NOON - SKEW, NOON + SKEW] {
			assert_ok!(receive(at(taken)));
		}
		let old = at(NOON - SKEW - 1);
		refused(&old, signature(&old), Error::TooOld, InvalidTransaction::Stale);
		let early = at(NOON + SKEW + 1);
		refused(&early, signature(&early), Error::TooEarly, InvalidTransaction::Future);
		let never = at(u64::MAX);
		refused(&never, signature(&never), Error::TooEarly, InvalidTransaction::Future);
	});
}

#[test]
fn a_message_goes_first_and_one_number_is_one_transaction() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let first = message(ZHEJIANG, any());
		let valid = validate(&first, signature(&first)).unwrap();
		assert_eq!(valid.priority, u64::MAX / 2);
		assert!(valid.propagate && valid.requires.is_empty());
		assert_eq!(valid.provides, vec![("CrossRegion", (first.from, &first.id)).encode()]);
		let same = Inbound { body: filing_of(ZHEJIANG, false), ..first };
		assert_eq!(validate(&same, signature(&same)).unwrap().provides, valid.provides);
	});
}

#[test]
fn what_there_is_no_room_for_waits() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		let wait = InvalidTransaction::ExhaustsResources;
		let told = message(ZHEJIANG, any());
		let asked = message(ZHEJIANG, Start::new(ZHEJIANG, 1, "F1").body());
		FullAt::set(vec![Destination::Evidence]);
		refused(&told, signature(&told), Error::Busy, wait);
		for full in [Destination::Evidence, Destination::YangtzeDelta, Destination::NonTax] {
			FullAt::set(vec![full]);
			refused(&asked, signature(&asked), Error::Busy, wait);
		}
		// What only tells needs no answer.
		FullAt::set(vec![Destination::YangtzeDelta, Destination::NonTax]);
		assert_ok!(receive(told));
		FullAt::set(Vec::new());
		assert_ok!(receive(asked));
	});
}

/// A lock of which its province could not be told would serve nobody.
#[test]
fn a_start_that_could_not_be_answered_is_not_taken() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 2, "F2");
		let asked = message(ZHEJIANG, Start::new(ZHEJIANG, 1, "F1").body());
		Closed::set(vec![Destination::YangtzeDelta]);
		let closed = InvalidTransaction::Custom(refusal::PLATFORM_CLOSED);
		refused(&asked, signature(&asked), Error::DestinationClosed, closed);
		assert_eq!(outcome(ZHEJIANG, "F1"), None);
		// What only tells, and what ends a reimbursement, needs no answer to do its work.
		assert_ok!(hear(ZHEJIANG, any()));
		assert_ok!(end(ZHEJIANG, 2, "F2", settled(1)));
		assert_eq!(outcome(ZHEJIANG, "F2"), Some(RegionOutcome::Settled));
		// Without evidence or the non-tax system the province is answered all the same.
		Closed::set(vec![Destination::Evidence, Destination::NonTax]);
		assert_ok!(validate(&asked, signature(&asked)));
		assert_ok!(receive(asked));
		next_block(0);
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(RegionOutcome::Locked));
		Closed::set(Vec::new());
	});
}

/// Only the close of the block tells whether there is a lock that the result could end.
#[test]
fn a_result_waits_for_its_start_to_be_decided() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		assert_ok!(ask(ZHEJIANG, 1, "F1"));
		let (org, flow) = (org_of(ZHEJIANG), number("F1"));
		let body = InboundBody::Result { org, flow, bill: key(1), ending: settled(1) };
		let result = message(ZHEJIANG, body);
		let wait = InvalidTransaction::ExhaustsResources;
		refused(&result, signature(&result), Error::Undecided, wait);
		next_block(0);
		assert_ok!(validate(&result, signature(&result)));
		assert_ok!(receive(result));
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(RegionOutcome::Settled));
	});
}

#[test]
fn a_message_has_no_signer() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let message = message(ZHEJIANG, any());
		let signature = signature(&message);
		for origin in [signed(ALICE), RuntimeOrigin::root()] {
			let call = Call::receive { message: message.clone(), signature };
			assert_noop!(dispatch(origin, call), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn no_other_call_goes_without_a_signer() {
	ExtBuilder::default().build_and_execute(|| {
		let invalid = TransactionValidityError::Invalid(InvalidTransaction::Call);
		let call = Call::<Test>::withdraw_filing {};
		let verdict = Regions::validate_unsigned(TransactionSource::Local, &call);
		assert_eq!(verdict, Err(invalid));
		assert_eq!(Regions::pre_dispatch(&call), Err(invalid));
	});
}

#[test]
fn a_call_pays_for_what_it_leads_to() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let message = |body| Inbound { body, ..message(ZHEJIANG, any()) };
		let of = |body| {
			let signature = Signature::from_bytes([0; 64]);
			let call = Call::<Test>::receive { message: message(body), signature };
			let info = call.get_dispatch_info();
			assert_eq!(info.class, DispatchClass::Normal);
			info.call_weight
		};
		let locks = <LocksPallet as RegionLocks>::region_weight();
		let told = <() as WeightInfo>::receive() + SEND_WEIGHT;
		assert_eq!(of(any()), told);
		assert_eq!(of(service_of(ZHEJIANG, ServiceChange::Open, NOON)), told);
		let asked = told + SEND_WEIGHT * 2u64 + <() as WeightInfo>::hear_start() + locks;
		assert_eq!(of(Start::new(ZHEJIANG, 1, "F1").body()), asked);
		let (org, flow, bill) = (org_of(ZHEJIANG), number("F1"), key(1));
		let ended = told + SEND_WEIGHT * 2u64 + <() as WeightInfo>::hear_result() + locks;
		let result = InboundBody::Result { org, flow: flow.clone(), bill, ending: settled(1) };
		assert_eq!(of(result), ended);
		let (operation, outcome) = (RegionOperation::Start, RegionOutcome::Locked);
		let answer = InboundBody::Answer { org, flow, operation, outcome, expires: None };
		assert_eq!(of(answer), told + <() as WeightInfo>::hear_answer());
	});
}

#[test]
fn what_is_not_taken_is_not_remembered() {
	ExtBuilder::default().with_bills(9).with_provinces().build_and_execute(|| {
		let seen = Seen::<Test>::iter().count();
		for number in 1..=8 {
			assert_ok!(acquire(ALICE, number, &format!("F{number}"), SCENE, TOTAL));
		}
		written();
		let asked = message(ZHEJIANG, Start::new(ZHEJIANG, 9, "F9").body());
		// Before it runs, so that neither is it in a block in vain nor does the pool shun it.
		let wait = InvalidTransaction::ExhaustsResources;
		refused(&asked, signature(&asked), Error::Busy, wait);
		assert_eq!((Seen::<Test>::iter().count(), written()), (seen, vec![]));
		// What needs no lock goes on.
		assert_ok!(hear(ZHEJIANG, any()));
		next_block(0);
		assert_ok!(validate(&asked, signature(&asked)));
		assert_ok!(receive(asked));
	});
}
