#![allow(deprecated)]

use crate::{
	mock::*, refusal, Call, Equivocations, Error, Event, KeyOffences, OffenceKey, OffenceKind,
	ParticipantOffences, WeightInfo,
};
use codec::Encode;
use fiscal_bft_primitives::{Equivocation, Statement, VoteKind};
use fiscal_primitives::ParticipantId;
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

fn call(evidence: &Equivocation) -> Call<Test> {
	Call::report_equivocation { evidence: Box::new(evidence.clone()) }
}

/// What the pool says, from wherever the report comes; a block says the same.
fn validate(evidence: &Equivocation) -> TransactionValidity {
	let call = call(evidence);
	let verdict = Validators::validate_unsigned(TransactionSource::External, &call);
	for source in [TransactionSource::Local, TransactionSource::InBlock] {
		assert_eq!(Validators::validate_unsigned(source, &call), verdict);
	}
	let in_block = Validators::pre_dispatch(&call);
	assert_eq!(in_block, verdict.clone().map(|_| ()));
	verdict
}

fn refused(evidence: &Equivocation, error: Error<Test>, invalid: InvalidTransaction) {
	assert_eq!(validate(evidence), Err(TransactionValidityError::Invalid(invalid)));
	assert_noop!(report(evidence.clone()), error);
	assert!(!Validators::is_news(evidence) || invalid == InvalidTransaction::BadProof);
}

fn stale(evidence: &Equivocation, error: Error<Test>) {
	refused(evidence, error, InvalidTransaction::Stale);
}

fn unknown(evidence: &Equivocation) {
	let invalid = InvalidTransaction::Custom(refusal::UNKNOWN_VALIDATOR);
	refused(evidence, Error::NotFound, invalid);
}

fn accepted(evidence: &Equivocation) {
	assert!(Validators::is_news(evidence));
	assert_ok!(validate(evidence));
	assert_ok!(report(evidence.clone()));
}

#[test]
fn evidence_is_recorded_and_names_the_participant() {
	ExtBuilder::four().build_and_execute(|| {
		go_to(5);
		for (evidence, kind) in [
			(double_vote("v-2", VoteKind::Prevote, 4, 1), OffenceKind::Prevote),
			(double_vote("v-2", VoteKind::Precommit, 4, 1), OffenceKind::Precommit),
			(double_proposal("v-2", 4, 1), OffenceKind::Proposal),
		] {
			accepted(&evidence);
			let participant = ParticipantId(2);
			let key = OffenceKey { offender: key("v-2"), height: 4, round: 1, kind };
			System::assert_last_event(
				Event::EquivocationReported {
					participant,
					public: key.offender,
					height: 4,
					round: 1,
					kind,
				}
				.into(),
			);
			let offence = Equivocations::<Test>::get(key).unwrap();
			assert_eq!((offence.participant, offence.reported), (participant, 5));
			assert_eq!(offence.evidence, evidence);
		}
		assert_eq!(KeyOffences::<Test>::get(key("v-2")), 3);
		assert_eq!(ParticipantOffences::<Test>::get(ParticipantId(2)), 3);
	});
}

#[test]
fn a_report_goes_first_and_one_offence_is_one_transaction() {
	ExtBuilder::four().build_and_execute(|| {
		let evidence = double_vote("v-1", VoteKind::Prevote, 1, 0);
		let mut mirrored = evidence.clone();
		core::mem::swap(&mut mirrored.first, &mut mirrored.second);
		core::mem::swap(&mut mirrored.first_signature, &mut mirrored.second_signature);
		let valid = validate(&evidence).unwrap();
		assert_eq!(valid.priority, u64::MAX);
		assert!(valid.propagate);
		assert!(valid.requires.is_empty());
		assert_eq!(valid.longevity, u64::from(WINDOW));
		let key = OffenceKey::of(&evidence).unwrap();
		assert_eq!(valid.provides, vec![("BftEquivocation", key).encode()]);
		assert_eq!(validate(&mirrored).unwrap().provides, valid.provides);
		let other = double_vote("v-1", VoteKind::Prevote, 1, 1);
		assert_ne!(validate(&other).unwrap().provides, valid.provides);
	});
}

#[test]
fn one_offence_is_recorded_once() {
	ExtBuilder::four().build_and_execute(|| {
		let evidence = double_vote("v-1", VoteKind::Prevote, 1, 0);
		accepted(&evidence);
		stale(&evidence, Error::AlreadyExists);
		let mut mirrored = evidence.clone();
		core::mem::swap(&mut mirrored.first, &mut mirrored.second);
		core::mem::swap(&mut mirrored.first_signature, &mut mirrored.second_signature);
		stale(&mirrored, Error::AlreadyExists);
		accepted(&double_vote("v-1", VoteKind::Prevote, 1, 1));
		accepted(&double_vote("v-2", VoteKind::Prevote, 1, 0));
	});
}

#[test]
fn what_proves_nothing_is_refused() {
	ExtBuilder::four().build_and_execute(|| {
		let good = double_vote("v-1", VoteKind::Prevote, 1, 0);
		let other = double_vote("v-1", VoteKind::Prevote, 1, 1);
		let foreign = double_vote("v-2", VoteKind::Prevote, 1, 0);
		let forged = Signature::from_bytes([1; 64]);
		let bad: [Equivocation; 5] = [
			Equivocation { second: good.first, ..good.clone() },
			Equivocation {
				second: other.second,
				second_signature: other.second_signature,
				..good.clone()
			},
			Equivocation { first_signature: forged, ..good.clone() },
			Equivocation { second_signature: foreign.second_signature, ..good.clone() },
			Equivocation { offender: foreign.offender, ..good.clone() },
		];
		for evidence in &bad {
			refused(evidence, Error::InvalidEvidence, InvalidTransaction::BadProof);
		}
		accepted(&good);
	});
}

#[test]
fn statements_of_another_chain_prove_nothing() {
	ExtBuilder::four().build_and_execute(|| {
		let other_chain = fiscal_bft_primitives::BlockHash::repeat_byte(70);
		let mut evidence = double_vote("v-1", VoteKind::Prevote, 1, 0);
		let (Statement::Vote(first), Statement::Vote(second)) = (evidence.first, evidence.second)
		else {
			panic!("two votes")
		};
		evidence.first_signature = pair("v-1").sign(&first.payload(&other_chain));
		evidence.second_signature = pair("v-1").sign(&second.payload(&other_chain));
		refused(&evidence, Error::InvalidEvidence, InvalidTransaction::BadProof);
	});
}

#[test]
fn only_who_decided_the_block_answers_for_it() {
	let vote = |name, height| double_vote(name, VoteKind::Precommit, height, 0);
	ExtBuilder::four().build_and_execute(|| {
		unknown(&vote("v-5", 1));
		unknown(&vote("v-1", 0));
		go_to(3);
		assert_ok!(add(5, "v-5", 1));
		assert_ok!(remove("v-1"));
		// v-5 decides from block 5 on, v-1 until block 4.
		unknown(&vote("v-5", 4));
		accepted(&vote("v-1", 4));
		go_to(8);
		unknown(&vote("v-5", 4));
		accepted(&vote("v-5", 5));
		accepted(&vote("v-1", 3));
		unknown(&vote("v-1", 5));
	});
}

#[test]
fn a_rotated_key_still_answers_for_what_it_signed() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(rotate(1, "v-1", "v-9"));
		go_to(10);
		accepted(&double_vote("v-1", VoteKind::Prevote, 2, 0));
		accepted(&double_vote("v-9", VoteKind::Prevote, 3, 0));
		unknown(&double_vote("v-1", VoteKind::Prevote, 3, 0));
		unknown(&double_vote("v-9", VoteKind::Prevote, 2, 0));
		assert_eq!(ParticipantOffences::<Test>::get(ParticipantId(1)), 2);
	});
}

#[test]
fn evidence_is_neither_too_old_nor_of_the_future() {
	let vote = |height| double_vote("v-1", VoteKind::Prevote, height, 0);
	ExtBuilder::four().build_and_execute(|| {
		go_to(30);
		stale(&vote(30 - WINDOW - 1), Error::OutsideWindow);
		stale(&vote(32), Error::OutsideWindow);
		let oldest = vote(30 - WINDOW);
		assert_eq!(validate(&oldest).unwrap().longevity, 1);
		accepted(&oldest);
		accepted(&vote(31));
	});
}

#[test]
fn no_offender_fills_the_room_and_the_room_is_bounded() {
	let full = InvalidTransaction::Custom(refusal::MAX_EQUIVOCATIONS_EXCEEDED);
	let vote = |name, round| double_vote(name, VoteKind::Prevote, 1, round);
	ExtBuilder::four().build_and_execute(|| {
		for name in ["v-1", "v-2"] {
			for round in 0..MAX_OFFENCES_OF_KEY {
				accepted(&vote(name, round));
			}
		}
		assert_eq!(MAX_OFFENCES, 2 * MAX_OFFENCES_OF_KEY);
		refused(&vote("v-1", 9), Error::MaxEquivocationsExceeded, full);
		refused(&vote("v-3", 0), Error::MaxEquivocationsExceeded, full);
	});
	ExtBuilder::four().build_and_execute(|| {
		for round in 0..MAX_OFFENCES_OF_KEY {
			accepted(&vote("v-1", round));
		}
		refused(&vote("v-1", 9), Error::MaxEquivocationsExceeded, full);
		accepted(&vote("v-3", 0));
	});
}

#[test]
fn a_report_has_no_signer() {
	ExtBuilder::four().build_and_execute(|| {
		let evidence = double_vote("v-1", VoteKind::Prevote, 1, 0);
		for origin in [signed(2), RuntimeOrigin::root()] {
			assert_noop!(
				Validators::report_equivocation(origin, Box::new(evidence.clone())),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn no_other_call_goes_without_a_signer() {
	ExtBuilder::four().build_and_execute(|| {
		let invalid = TransactionValidityError::Invalid(InvalidTransaction::Call);
		let call = Call::<Test>::remove_validator { public: key("v-1") };
		let verdict = Validators::validate_unsigned(TransactionSource::Local, &call);
		assert_eq!(verdict, Err(invalid));
		assert_eq!(Validators::pre_dispatch(&call), Err(invalid));
	});
}

#[test]
fn it_finds_room_in_a_full_block_and_declares_its_weight() {
	let info = call(&double_vote("v-1", VoteKind::Prevote, 1, 0)).get_dispatch_info();
	assert_eq!(info.class, DispatchClass::Operational);
	assert_eq!(info.call_weight, <() as WeightInfo>::report_equivocation());
}
