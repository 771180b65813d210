//! What the calls and hooks cost at most: the set is as large as it may be, and a testimony decides its
//! request against two thirds who said something else.

use crate::{
	Call, Config, Deadlines, Live, OpenCount, OpenOf, Ordered, Pallet, Requests, Results, Said,
	Step,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use fiscal_bft_primitives::{Validator, ValidatorSet, MAX_VALIDATORS};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	observation::{
		Difference, EvidenceRecord, HistoricBill, ObservationId, ObservationStatus, Observed,
		OutsideState, Question, Request, Testimonies, Testimony, MAX_ANSWERS, MAX_DIFFERENCES,
	},
	outbox::Code,
	traits::{OnObserved, ParticipantRegistry},
	AccountId, BillKey, BillNumber, CheckDigest, Date, Digest, Fen, Moment, ParticipantId,
	PayerRef, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Public, Signature};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{ConstU32, Get, Time},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::traits::Zero;

/// Who and what the benchmarks need to find on the chain.
pub trait BenchmarkHelper {
	/// Makes these the validators that decide the next block, each run by a participant.
	fn validators(set: ValidatorSet);
	/// Account of an active platform that signs for itself.
	fn platform() -> AccountId;
	/// A scene in force.
	fn scene() -> SceneId;
	/// Registers bill number `at` over 100 yuan, free and circulable.
	fn bill(at: u64) -> BillKey;
}

/// The hash of the genesis block under which the key of the benchmarks signed: a runtime verifies and
/// does not sign, so that key and signature stand here. A test compares them.
const GENESIS: Digest = Digest::repeat_byte(0x67);
/// The development key `bench/validator`.
const KEY: [u8; 33] = [
	3, 7, 191, 238, 217, 27, 172, 143, 148, 55, 173, 120, 198, 34, 252, 130, 200, 243, 251, 84,
	234, 38, 251, 197, 67, 213, 232, 237, 240, 29, 122, 42, 140,
];
/// Its signature over the testimonies of [`testimonies`].
const SIGNATURE: [u8; 64] = [
	87, 5, 188, 126, 159, 196, 118, 81, 200, 123, 138, 90, 48, 200, 36, 87, 231, 212, 237, 214, 99,
	93, 218, 170, 130, 12, 213, 41, 86, 237, 4, 86, 195, 85, 177, 67, 205, 246, 71, 14, 70, 91,
	208, 58, 235, 201, 105, 1, 95, 98, 251, 170, 253, 247, 102, 16, 185, 55, 64, 205, 212, 52, 10,
	123,
];
/// How many others say the same: one more decides.
const AGREED: u32 = (MAX_VALIDATORS - 1) / 3;

fn key() -> Public {
	Public::from_bytes(KEY).expect("the vector is a key")
}

/// The key of another validator. Nobody signs with it, and it is on no curve.
fn other(number: u32) -> Public {
	let bytes = (2u8, sm3_256(&number.to_le_bytes())).encode();
	Public::decode(&mut &bytes[..]).expect("33 bytes that begin as a key does")
}

/// The largest set, with the key.
fn validators<T: Config>() -> ValidatorSet {
	frame_system::BlockHash::<T>::insert(BlockNumberFor::<T>::zero(), GENESIS);
	let publics = (1..MAX_VALIDATORS).map(other).chain([key()]);
	let all = publics.map(|public| Validator { public, weight: 1 });
	let set = ValidatorSet::new(all.collect()).expect("each key once, and as many as may be");
	T::BenchmarkHelper::validators(set.clone());
	set
}

fn observed() -> Observed {
	let reference = Code::new(&"r".repeat(32)).expect("32 characters");
	Observed::Evidence { record: Some(EvidenceRecord { reference, at: 1 }) }
}

/// As many testimonies as one signature may cover.
fn testimonies() -> Testimonies {
	let all = (1..=u64::from(MAX_ANSWERS)).map(|id| Testimony { id, observed: observed() });
	Testimonies { validator: key(), testimonies: BoundedVec::truncate_from(all.collect()) }
}

/// An open request of a participant of its own, to which these said something.
fn waiting<T: Config>(id: ObservationId, deadline: Moment, voices: Vec<(Public, Digest)>) {
	let asks = ParticipantId(u32::try_from(id).expect("a small number"));
	let (at, key) = (T::Time::now(), Ordered::of(id));
	let request = Request {
		question: Question::Evidence { digest: Digest::repeat_byte(1) },
		requester: Some(asks),
		at,
		deadline,
		status: ObservationStatus::Open,
		agreed: None,
	};
	Requests::<T>::insert(key, request);
	Live::<T>::insert(key, ());
	Deadlines::<T>::insert(Ordered::of(deadline), key, Step::Close);
	let voices: BoundedVec<_, ConstU32<MAX_VALIDATORS>> = BoundedVec::truncate_from(voices);
	Said::<T>::insert(key, voices);
	OpenOf::<T>::insert(asks, 1);
	OpenCount::<T>::mutate(|count| *count = count.saturating_add(1));
}

/// A bill that is not on the chain.
fn old_bill() -> BillKey {
	let number = BillNumber::from_value(9_999_999_999).expect("10 digits");
	BillKey::new("31060199".parse().expect("8 digits"), number)
}

fn question(scene: SceneId) -> Question {
	let (check, payer) = (CheckDigest::default(), PayerRef::default());
	Question::HistoricBill { key: old_bill(), check, scene, payer }
}

/// The bill as the other side has it: locked there, which makes one entry more here.
fn historic() -> Observed {
	let state = OutsideState {
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	};
	let bill = HistoricBill {
		total: Fen::new(10_000).expect("a small amount"),
		// The time of a chain that benchmarks make may be the very first.
		issued_on: Date::new(19_700_101).expect("a day"),
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(2)),
		summary: Digest::repeat_byte(3),
		state,
	};
	Observed::HistoricBill { bill: Some(bill) }
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn request() {
		let who = T::BenchmarkHelper::platform();
		let question = question(T::BenchmarkHelper::scene());
		let before = OpenCount::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), question);
		assert_eq!(OpenCount::<T>::get(), before + 1);
	}

	/// With its validation before it enters the block, of as many testimonies as there may be.
	#[benchmark]
	fn testify(n: Linear<1, { MAX_ANSWERS }>) {
		let set = validators::<T>();
		let (same, another) = (observed().digest(), Digest::repeat_byte(2));
		let deadline = T::Time::now() + T::Term::get();
		for id in 1..=u64::from(MAX_ANSWERS) {
			let voices = (1..MAX_VALIDATORS)
				.map(|number| (other(number), if number <= AGREED { same } else { another }));
			waiting::<T>(id, deadline, voices.collect());
		}
		let (all, signature) = (testimonies(), Signature::from_bytes(SIGNATURE));
		let mut said = testimonies();
		said.testimonies.truncate(usize::try_from(n).expect("a small number"));
		#[block]
		{
			Pallet::<T>::validate_testimonies(&all, &signature).expect("they are news");
			Pallet::<T>::check_testimonies(&all, &signature).expect("they are news");
			Pallet::<T>::hear(&set, said);
		}
		assert_eq!(Results::<T>::iter_keys().count(), usize::try_from(n).expect("a small number"));
	}

	#[benchmark]
	fn adopt() {
		let platform = T::Participants::id_of(&T::BenchmarkHelper::platform());
		let (question, observed) = (question(T::BenchmarkHelper::scene()), historic());
		#[block]
		{
			T::OnObserved::observed(1, platform, &question, &observed).expect("it is adopted");
		}
	}

	/// Of bills that the other side does not know.
	#[benchmark]
	fn compare(n: Linear<0, { MAX_DIFFERENCES }>) {
		let keys: Vec<BillKey> = (1..=u64::from(n)).map(T::BenchmarkHelper::bill).collect();
		let question = Question::Compare { from: old_bill(), to: old_bill() };
		let all = keys.into_iter().map(|key| Difference { key, outside: None });
		let observed = Observed::Compare { differences: BoundedVec::truncate_from(all.collect()) };
		#[block]
		{
			T::OnObserved::observed(1, None, &question, &observed).expect("it never refuses");
		}
	}

	/// The close of a block with deadlines, at which half of the validators are named as silent.
	#[benchmark]
	fn sweep(n: Linear<0, { T::MaxDuePerBlock::get() }>) {
		validators::<T>();
		let deadline = T::Time::now() + T::Term::get();
		for id in 1..=u64::from(n) {
			let half = 1..=MAX_VALIDATORS / 2;
			let voices = half.map(|number| (other(number), Digest::repeat_byte(2)));
			waiting::<T>(id, deadline, voices.collect());
		}
		#[block]
		{
			Pallet::<T>::sweep(deadline);
		}
		assert_eq!(Live::<T>::iter_keys().count(), 0);
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
	use fiscal_sm_crypto::{verify, Pair};

	#[test]
	fn the_signature_is_that_of_the_key() {
		assert_eq!(Pair::from_dev_name("bench/validator").public(), key());
		let payload = testimonies().payload(&GENESIS);
		assert!(verify(&key(), &payload, &Signature::from_bytes(SIGNATURE)));
	}
}
