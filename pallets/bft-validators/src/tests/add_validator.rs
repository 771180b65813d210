use crate::{mock::*, Error, Event, Operator, Operators, WeightInfo};
use fiscal_bft_primitives::{possession_payload, BlockHash, VoteKind};
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::Signature;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
};
use sp_runtime::DispatchError;

#[test]
fn the_council_adds_a_validator_that_decides_the_block_after_the_next() {
	ExtBuilder::four().build_and_execute(|| {
		assert_ok!(add(5, "v-5", 1));
		let operator = Operator { participant: ParticipantId(5), from: 3, rotated: false };
		assert_eq!(Operators::<Test>::get(key("v-5")), Some(operator));
		System::assert_last_event(
			Event::ValidatorAdded {
				participant: ParticipantId(5),
				public: key("v-5"),
				weight: 1,
				from: 3,
			}
			.into(),
		);
		let schedule = Validators::schedule().unwrap();
		assert_eq!(schedule.next.position(&key("v-5")), None);
		let index = schedule.after_next.position(&key("v-5")).unwrap();
		assert_eq!(schedule.after_next.get(index).unwrap().weight, 1);
		assert_eq!(schedule.after_next.validators().len(), 5);
	});
}

#[test]
fn a_chain_without_validators_gets_its_first() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Validators::schedule(), None);
		assert_ok!(add(1, "v-1", 1));
		next_block();
		let schedule = Validators::schedule().unwrap();
		assert_eq!(schedule.next.validators().len(), 1);
		assert_eq!(schedule.next, schedule.after_next);
	});
}

#[test]
fn nobody_else_adds() {
	ExtBuilder::four().build_and_execute(|| {
		for origin in [signed(1), RuntimeOrigin::none()] {
			assert_noop!(
				Validators::add_validator(origin, ParticipantId(5), key("v-5"), 1, proof(5, "v-5")),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn the_participant_is_active() {
	ExtBuilder::four().build_and_execute(|| {
		assert_noop!(add(9, "v-5", 1), Error::<Test>::NotActive);
		Frozen::set(vec![ParticipantId(5)]);
		assert_noop!(add(5, "v-5", 1), Error::<Test>::NotActive);
	});
}

#[test]
fn the_proof_binds_key_participant_and_chain() {
	ExtBuilder::four().build_and_execute(|| {
		let with = |proof| {
			let participant = ParticipantId(5);
			Validators::add_validator(RuntimeOrigin::root(), participant, key("v-5"), 1, proof)
		};
		let payload =
			|genesis: &BlockHash| possession_payload(genesis, ParticipantId(5), &key("v-5"));
		for wrong in [
			proof(6, "v-5"),
			proof(5, "v-6"),
			Signature::from_bytes([1; 64]),
			pair("v-6").sign(&payload(&GENESIS)),
			pair("v-5").sign(&payload(&BlockHash::zero())),
		] {
			assert_noop!(with(wrong), Error::<Test>::InvalidProof);
		}
		assert_ok!(with(pair("v-5").sign(&payload(&GENESIS))));
	});
}

#[test]
fn the_proof_is_bound_to_the_hash_of_block_zero_in_later_blocks_too() {
	ExtBuilder::four().build_and_execute(|| {
		go_to(30);
		assert_ok!(add(5, "v-5", 1));
	});
}

#[test]
fn a_key_is_used_once() {
	ExtBuilder::four().build_and_execute(|| {
		assert_noop!(add(1, "v-1", 1), Error::<Test>::AlreadyExists);
		assert_ok!(add(5, "v-5", 1));
		assert_noop!(add(5, "v-5", 1), Error::<Test>::AlreadyExists);
		assert_ok!(remove("v-5"));
		assert_noop!(add(5, "v-5", 1), Error::<Test>::AlreadyExists);
		next_block();
		assert_noop!(add(6, "v-5", 1), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn the_key_of_an_offender_does_not_come_back() {
	ExtBuilder::four().build_and_execute(|| {
		let evidence = double_vote("v-4", VoteKind::Prevote, 1, 0);
		assert_ok!(report(evidence));
		assert_noop!(add(4, "v-4", 1), Error::<Test>::AlreadyExists);
		assert_ok!(remove("v-4"));
		go_to(4);
		assert_noop!(add(4, "v-4", 1), Error::<Test>::Equivocated);
		assert_ok!(add(4, "v-5", 1));
	});
}

#[test]
fn no_validator_of_four_or_more_can_stop_the_chain() {
	ExtBuilder::four().build_and_execute(|| {
		// 2 of 6 is a third.
		assert_noop!(add(5, "v-5", 2), Error::<Test>::WeightTooHigh);
		assert_noop!(add(5, "v-5", 0), Error::<Test>::ZeroWeight);
		assert_ok!(add(5, "v-5", 1));
		assert_ok!(add(6, "v-6", 2));
	});
	ExtBuilder::default().with_validator(1, "v-1", 1).build_and_execute(|| {
		assert_ok!(add(2, "v-2", 9));
		assert_ok!(add(3, "v-3", 1));
		assert_noop!(add(4, "v-4", 1), Error::<Test>::WeightTooHigh);
	});
}

#[test]
fn there_are_at_most_a_hundred() {
	let full = (1..=100).fold(ExtBuilder::default(), |builder, number| {
		builder.with_validator(1, &format!("many-{number}"), 1)
	});
	full.build_and_execute(|| {
		assert_noop!(add(1, "v-1", 1), Error::<Test>::MaxValidatorsExceeded);
		assert_ok!(remove("many-1"));
		assert_ok!(add(1, "v-1", 1));
	});
}

#[test]
fn it_is_operational_and_declares_its_weight() {
	let call = crate::Call::<Test>::add_validator {
		participant: ParticipantId(5),
		public: key("v-5"),
		weight: 1,
		proof: proof(5, "v-5"),
	};
	let info = call.get_dispatch_info();
	assert_eq!(info.class, DispatchClass::Operational);
	assert_eq!(info.call_weight, <() as WeightInfo>::add_validator());
}
