//! Which testimonies enter pool and block.

#![allow(deprecated)]

use crate::{mock::*, refusal, Call, Error, Said, WeightInfo};
use codec::Encode;
use fiscal_primitives::{
	observation::{Observed, Testimonies},
	traits::OnObserved,
	Digest,
};
use fiscal_sm_crypto::Signature;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
	pallet_prelude::ValidateUnsigned,
};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	DispatchError,
};

fn refused(
	(said, signature): (Testimonies, Signature),
	error: Error<Test>,
	why: InvalidTransaction,
) {
	let verdict = validate(&said, &signature);
	assert_eq!(verdict, Err(TransactionValidityError::Invalid(why)));
	assert_noop!(hand_in(said, signature), error);
}

fn stale(said: (Testimonies, Signature)) {
	refused(said, Error::NothingNew, InvalidTransaction::Stale);
}

fn voices(id: u64) -> usize {
	Said::<Test>::get(crate::Ordered::of(id)).len()
}

#[test]
fn only_validators_of_the_set_are_heard() {
	let foreign = InvalidTransaction::Custom(refusal::TESTIMONY_OF_NO_VALIDATOR);
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		refused(testimonies(5, &[(id, evidence(1))]), Error::NotValidator, foreign);
		set_validators(&[(2, 1), (3, 1), (4, 1), (5, 1)]);
		refused(testimonies(1, &[(id, evidence(1))]), Error::NotValidator, foreign);
		assert_ok!(testify(5, id, evidence(1)));
		set_validators(&[]);
		refused(testimonies(5, &[(id, evidence(1))]), Error::NotValidator, foreign);
	});
}

#[test]
fn they_ascend_and_there_is_one() {
	let malformed = InvalidTransaction::Custom(refusal::MALFORMED_TESTIMONIES);
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (ask(about_evidence()), ask(about_evidence()));
		let (one, two) = ((first, evidence(1)), (second, evidence(1)));
		let repeated = (first, evidence(2));
		for said in [vec![], vec![two.clone(), one.clone()], vec![one.clone(), repeated]] {
			refused(testimonies(1, &said), Error::Malformed, malformed);
		}
		let (said, signature) = testimonies(1, &[one, two]);
		assert_ok!(hand_in(said, signature));
		assert_eq!((voices(first), voices(second)), (1, 1));
	});
}

#[test]
fn what_says_nothing_new_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		stale(testimonies(1, &[(id + 1, evidence(1))]));
		stale(testimonies(1, &[(0, evidence(1))]));
		let other = Observed::HistoricBill { bill: None };
		stale(testimonies(1, &[(id, other)]));
		assert_ok!(testify(1, id, evidence(1)));
		stale(testimonies(1, &[(id, evidence(1))]));
		// Nobody changes what it said.
		stale(testimonies(1, &[(id, evidence(2))]));
		assert_eq!(voices(id), 1);
	});
}

#[test]
fn what_comes_after_the_deadline_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		Now::set(NOON + TERM - 1);
		assert_ok!(testify(1, id, evidence(1)));
		// Before the close of the block handles the deadline, and after.
		Now::set(NOON + TERM);
		stale(testimonies(2, &[(id, evidence(1))]));
		next_block(0);
		stale(testimonies(2, &[(id, evidence(1))]));
		next_block(RETENTION);
		next_block(0);
		stale(testimonies(2, &[(id, evidence(1))]));
	});
}

#[test]
fn the_signature_is_the_validators_over_all_of_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		let (said, signature) = testimonies(1, &[(id, evidence(1))]);
		let (altered, foreign) = testimonies(1, &[(id, evidence(2))]);
		let elsewhere = sign("v-1", said.payload(&Digest::repeat_byte(70)));
		let another = Testimonies { validator: key("v-2"), ..said.clone() };
		for forged in [
			(said.clone(), foreign),
			(altered, signature),
			(another, signature),
			(said.clone(), elsewhere),
			(said.clone(), Signature::from_bytes([1; 64])),
		] {
			refused(forged, Error::BadSignature, InvalidTransaction::BadProof);
		}
		assert_ok!(hand_in(said, signature));
	});
}

#[test]
fn what_is_late_is_skipped_and_the_rest_is_heard() {
	ExtBuilder::default().build_and_execute(|| {
		let early = ask(about_evidence());
		next_block(TERM / 2);
		let late = ask(about_evidence());
		next_block(TERM / 2);
		next_block(0);
		let unknown = late + 1;
		let all = [early, late, unknown].map(|id| (id, evidence(1)));
		let (said, signature) = testimonies(1, &all);
		let valid = validate(&said, &signature).unwrap();
		assert_eq!(valid.provides, [("Observation", (key("v-1"), late)).encode()]);
		assert_ok!(hand_in(said, signature));
		assert_eq!((voices(early), voices(late)), (0, 1));
	});
}

#[test]
fn a_validator_has_one_transaction_a_request_in_the_pool() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (ask(about_evidence()), ask(about_evidence()));
		let provides = |who, said: &[(u64, Observed)]| {
			let (said, signature) = testimonies(who, said);
			let valid = validate(&said, &signature).unwrap();
			assert!(valid.propagate && valid.requires.is_empty());
			assert_eq!((valid.priority, valid.longevity), (u64::MAX / 2, 64));
			valid.provides
		};
		let both = provides(1, &[(first, evidence(1)), (second, evidence(1))]);
		assert_eq!(both.len(), 2);
		// Whatever else it says of one of them takes the same place.
		assert_eq!(provides(1, &[(second, evidence(9))]), both[1..]);
		assert!(!both.contains(&provides(2, &[(first, evidence(1))])[0]));
	});
}

#[test]
fn testimonies_have_no_signer() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		let (said, signature) = testimonies(1, &[(id, evidence(1))]);
		for origin in [signed(PLATFORM), RuntimeOrigin::root()] {
			let call = Call::testify { testimonies: said.clone(), signature };
			assert_noop!(dispatch(origin, call), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn no_other_call_goes_without_a_signer() {
	ExtBuilder::default().build_and_execute(|| {
		let invalid = TransactionValidityError::Invalid(InvalidTransaction::Call);
		let call = Call::<Test>::request { question: about_evidence() };
		let verdict = ObservationsPallet::validate_unsigned(TransactionSource::Local, &call);
		assert_eq!(verdict, Err(invalid));
		assert_eq!(ObservationsPallet::pre_dispatch(&call), Err(invalid));
	});
}

#[test]
fn it_pays_for_what_it_decides() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (ask(about_evidence()), ask(about_evidence()));
		assert_ok!(testify(1, first, evidence(1)));
		let (said, signature) = testimonies(2, &[(first, evidence(1)), (second, evidence(1))]);
		let call = Call::<Test>::testify { testimonies: said.clone(), signature };
		let info = call.get_dispatch_info();
		let each = Sink::observed_weight();
		let heard = <() as WeightInfo>::testify(2);
		assert_eq!((info.class, info.pays_fee), (DispatchClass::Operational, Pays::Yes));
		assert_eq!(info.call_weight, heard.saturating_add(each.saturating_mul(2)));
		let post = ObservationsPallet::testify(RuntimeOrigin::none(), said, signature).unwrap();
		assert_eq!(post.actual_weight, Some(heard.saturating_add(each)));
	});
}

#[test]
fn those_who_left_make_room_for_those_who_came() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		assert_ok!(testify(1, id, evidence(1)));
		let slot = crate::Ordered::of(id);
		// As many as there is room for, all but one of them gone.
		Said::<Test>::mutate(slot, |voices| {
			for byte in 0..99u8 {
				let bytes = [&[2][..], &[byte; 32][..]].concat();
				let departed = codec::Decode::decode(&mut &bytes[..]).unwrap();
				voices.try_push((departed, evidence(1).digest())).unwrap();
			}
			assert!(voices.is_full());
		});
		assert_ok!(testify(2, id, evidence(2)));
		assert_eq!(voices(id), 2);
		stale(testimonies(1, &[(id, evidence(1))]));
	});
}
