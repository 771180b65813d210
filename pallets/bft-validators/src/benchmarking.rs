//! What the calls and hooks cost at most: the set is as large as it may be, and a call that changes it
//! bears what the end of its block does about that.

use crate::{
	Call, ChainPace, Config, Current, KeyOffences, Operator, Operators, Pallet, PastKeys,
	Scheduled, SetChangeCount,
};
use alloc::boxed::Box;
use codec::{Decode, Encode};
use fiscal_bft_primitives::{
	BlockHash, Equivocation, Pace, Proposal, Statement, Validator, ValidatorSet, MAX_VALIDATORS,
};
use fiscal_primitives::{AccountId, ParticipantId};
use fiscal_sm_crypto::{sm3_256, Public, Signature};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::traits::Zero;

/// What benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// The account of participant 1, which is active.
	fn account() -> AccountId;
}

/// The hash of the genesis block under which the key of the benchmarks signed: a runtime verifies and
/// does not sign, so that key and signatures stand here. A test compares them.
const GENESIS: BlockHash = BlockHash::repeat_byte(0x67);
/// The development key `bench/validator`.
const KEY: [u8; 33] = [
	3, 7, 191, 238, 217, 27, 172, 143, 148, 55, 173, 120, 198, 34, 252, 130, 200, 243, 251, 84,
	234, 38, 251, 197, 67, 213, 232, 237, 240, 29, 122, 42, 140,
];
/// Its possession by participant 1.
const POSSESSION: [u8; 64] = [
	163, 162, 75, 89, 194, 123, 240, 153, 250, 186, 255, 152, 234, 173, 67, 133, 71, 9, 187, 221,
	74, 166, 167, 232, 22, 59, 46, 100, 59, 124, 134, 85, 184, 44, 121, 191, 206, 112, 209, 163,
	194, 103, 106, 108, 191, 242, 194, 120, 151, 52, 132, 205, 187, 16, 26, 149, 21, 53, 194, 72,
	147, 199, 140, 191,
];
/// Its signature of one proposal of a round.
const FIRST: [u8; 64] = [
	175, 117, 191, 170, 194, 165, 123, 190, 133, 113, 176, 166, 211, 148, 76, 171, 209, 115, 180,
	155, 0, 133, 55, 4, 170, 104, 39, 239, 207, 22, 116, 251, 164, 27, 93, 6, 60, 15, 86, 105, 166,
	76, 44, 224, 8, 166, 169, 170, 157, 22, 80, 244, 86, 240, 111, 72, 25, 39, 90, 168, 227, 243,
	188, 150,
];
/// Its signature of another one.
const SECOND: [u8; 64] = [
	148, 16, 174, 136, 128, 102, 114, 196, 167, 97, 21, 215, 54, 128, 40, 241, 229, 81, 61, 12,
	248, 124, 56, 191, 199, 88, 11, 161, 188, 189, 182, 195, 246, 198, 202, 93, 4, 228, 218, 214,
	148, 243, 170, 42, 175, 182, 203, 125, 188, 45, 1, 199, 22, 63, 229, 175, 74, 111, 81, 169,
	156, 103, 32, 101,
];

/// Who runs the keys of the benchmarks.
const OPERATOR: Operator = Operator { participant: ParticipantId(1), from: 1, rotated: false };

fn key() -> Public {
	Public::from_bytes(KEY).expect("the vector is a key")
}

/// The key of another validator. Nobody signs with it, and it is on no curve.
fn other(number: u32) -> Public {
	let bytes = (2u8, sm3_256(&number.to_le_bytes())).encode();
	Public::decode(&mut &bytes[..]).expect("33 bytes that begin as a key does")
}

/// So many validators, of which participant 1 runs the first; its account.
fn validators<T: Config>(count: u32) -> AccountId {
	frame_system::BlockHash::<T>::insert(BlockNumberFor::<T>::zero(), GENESIS);
	let all = (1..=count).map(|number| Validator { public: other(number), weight: 1 });
	let set = ValidatorSet::new(all.collect()).expect("each key once, and no more than may be");
	Current::<T>::put(set);
	Scheduled::<T>::kill();
	Operators::<T>::insert(other(1), OPERATOR);
	<T::BenchmarkHelper as BenchmarkHelper>::account()
}

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

fn proposal(block: u8) -> Statement {
	let block = BlockHash::repeat_byte(block);
	Statement::Proposal(Proposal { height: 1, round: 1, block, valid_round: Some(0) })
}

fn evidence() -> Equivocation {
	Equivocation {
		offender: key(),
		first: proposal(1),
		first_signature: Signature::from_bytes(FIRST),
		second: proposal(2),
		second_signature: Signature::from_bytes(SECOND),
	}
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn add_validator() -> Result<(), BenchmarkError> {
		validators::<T>(MAX_VALIDATORS - 1);
		let (origin, runs) = (admin::<T>()?, ParticipantId(1));
		let (public, proof) = (key(), Signature::from_bytes(POSSESSION));
		#[block]
		{
			Pallet::<T>::add_validator(origin, runs, public, 1, proof).expect("the key is new");
			Pallet::<T>::announce();
		}
		assert!(Operators::<T>::contains_key(public));
		Ok(())
	}

	#[benchmark]
	fn remove_validator() -> Result<(), BenchmarkError> {
		validators::<T>(MAX_VALIDATORS);
		let origin = admin::<T>()?;
		#[block]
		{
			Pallet::<T>::remove_validator(origin, other(1)).expect("it is a validator");
			Pallet::<T>::announce();
		}
		assert!(PastKeys::<T>::contains_key(other(1)));
		Ok(())
	}

	#[benchmark]
	fn set_weight() -> Result<(), BenchmarkError> {
		validators::<T>(MAX_VALIDATORS);
		let origin = admin::<T>()?;
		let before = SetChangeCount::<T>::get();
		#[block]
		{
			Pallet::<T>::set_weight(origin, other(1), 2).expect("it is a validator");
			Pallet::<T>::announce();
		}
		assert_eq!(SetChangeCount::<T>::get(), before + 1);
		Ok(())
	}

	#[benchmark]
	fn rotate_key() {
		let account = validators::<T>(MAX_VALIDATORS);
		let (public, proof) = (key(), Signature::from_bytes(POSSESSION));
		#[block]
		{
			let origin = RawOrigin::Signed(account).into();
			Pallet::<T>::rotate_key(origin, other(1), public, proof).expect("the key is new");
			Pallet::<T>::announce();
		}
		assert!(PastKeys::<T>::contains_key(other(1)));
	}

	#[benchmark]
	fn set_pace() -> Result<(), BenchmarkError> {
		let before = Pace::default();
		ChainPace::<T>::put(before);
		let pace = Pace { rebroadcast: before.rebroadcast - 1, ..before };
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, pace);
		assert_eq!(ChainPace::<T>::get(), pace);
		Ok(())
	}

	/// With its validation before it enters the block.
	#[benchmark]
	fn report_equivocation() {
		validators::<T>(MAX_VALIDATORS);
		Operators::<T>::insert(key(), OPERATOR);
		let (valid, evidence) = (evidence(), Box::new(evidence()));
		#[block]
		{
			Pallet::<T>::validate_report(&valid).expect("it is news");
			Pallet::<T>::report_equivocation(RawOrigin::None.into(), evidence).expect("it is news");
		}
		assert_eq!(KeyOffences::<T>::get(key()), 1);
	}

	/// Begin and end of a block without a change of the set.
	#[benchmark]
	fn on_initialize() {
		validators::<T>(MAX_VALIDATORS);
		#[block]
		{
			Pallet::<T>::apply_due();
			Pallet::<T>::announce();
		}
		assert!(!Scheduled::<T>::exists());
	}

	/// Begin and end of a block at which a set takes over.
	#[benchmark]
	fn on_initialize_with_set() {
		validators::<T>(MAX_VALIDATORS);
		let set = Current::<T>::take().expect("there are validators");
		Scheduled::<T>::put((1, set));
		#[block]
		{
			Pallet::<T>::apply_due();
			Pallet::<T>::announce();
		}
		assert!(Current::<T>::exists() && !Scheduled::<T>::exists());
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_bft_primitives::possession_payload;
	use fiscal_sm_crypto::{verify, Pair};

	#[test]
	fn the_signatures_are_those_of_the_key() {
		let public = Pair::from_dev_name("bench/validator").public();
		assert_eq!(public, key());
		let payload = possession_payload(&GENESIS, ParticipantId(1), &public);
		assert!(verify(&public, &payload, &Signature::from_bytes(POSSESSION)));
		assert_eq!(evidence().verify(&GENESIS), Ok(()));
	}
}
