//! What the calls cost at most: as many validators as there may be, and messages in the middle of a
//! lane whose tail they are.
//!
//! A runtime verifies and does not sign. Where a signature is checked, the benchmarks check one that is
//! wrong: that takes the same computation, and no cache answers it.

use crate::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use fiscal_bft_primitives::{Validator, ValidatorSet, MAX_VALIDATORS};
use fiscal_primitives::{
	outbox::{
		Body, Code, DeathCause, DeliveryFault, DeliveryOutcome, Destination, Message, MessageId,
		Receipt, Report, Reports, Settings, MAX_REPORTS,
	},
	region::{OrgCode, RegionFlow, StartNotice},
	text::Reason,
	traits::{Gate, Outbox},
	BillKey, Digest, Fen, FlowNumber, Region,
};
use fiscal_sm_crypto::{sm3_256, Public, Signature};
use frame_benchmarking::v2::*;
use frame_support::{traits::Time, BoundedVec};

/// What benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// Makes these the validators of [`Config::Validators`].
	fn set_validators(set: ValidatorSet);
}

/// The development key `bench/validator`; a test compares them.
const KEY: [u8; 33] = [
	3, 7, 191, 238, 217, 27, 172, 143, 148, 55, 173, 120, 198, 34, 252, 130, 200, 243, 251, 84,
	234, 38, 251, 197, 67, 213, 232, 237, 240, 29, 122, 42, 140,
];

/// A signature by nobody: r and s are numbers that a signature may have.
const WRONG: Signature = Signature::from_bytes([1; 64]);

const SETTINGS: Settings = Settings {
	open: true,
	capacity: u32::MAX,
	attempts: 1,
	takeover: 60_000,
	backoff: 1_000,
	max_backoff: 60_000,
	term: 86_400_000,
	receipts: None,
};

fn key() -> Public {
	Public::from_bytes(KEY).expect("the vector is a key")
}

/// The key of another validator. Nobody signs with it, and it is on no curve.
fn other(number: u32) -> Public {
	let bytes = (2u8, sm3_256(&number.to_le_bytes())).encode();
	Public::decode(&mut &bytes[..]).expect("33 bytes that begin as a key does")
}

/// As many validators as there may be, among them the key.
fn validators<T: Config>() {
	let weight = 1;
	let mut all: Vec<_> =
		(1..MAX_VALIDATORS).map(|number| Validator { public: other(number), weight }).collect();
	all.push(Validator { public: key(), weight });
	let set = ValidatorSet::new(all).expect("each key once, and no more than may be");
	T::BenchmarkHelper::set_validators(set);
}

fn text<V: core::str::FromStr>(text: &str) -> V {
	text.parse().unwrap_or_else(|_| panic!("{text} is of its form"))
}

/// The longest message, of a lane of its own.
fn body(number: MessageId) -> Body {
	let key: BillKey = text(&alloc::format!("31060126-{number:010}"));
	let flow = FlowNumber::new(&alloc::format!("{number:064}")).expect("64 digits");
	let org = OrgCode::new("91330100MA27XXXX0A").expect("a code");
	Body::Start(StartNotice {
		issuer: Region::SHANGHAI,
		flow: RegionFlow { region: Region::SHANGHAI, org, flow },
		bill: key,
		elements: Digest::repeat_byte(1),
		claimed: Fen::ZERO,
		authorization: Digest::repeat_byte(2),
		at: 0,
	})
}

/// Writes a message to an open destination, behind one that was delivered.
fn queued<T: Config>(number: MessageId) -> MessageId {
	let body = body(number);
	let destination = body.destination();
	Destinations::<T>::insert(destination, SETTINGS);
	let before = Lane { tail: 0, count: 0, dead: false };
	LaneTail::<T>::insert(destination, body.lane().expect("it has one"), before);
	<Pallet<T> as Outbox>::send(body).expect("the destination is open")
}

/// A dead letter of a lane whose tail it is.
fn dead<T: Config>(number: MessageId) -> MessageId {
	let id = queued::<T>(number);
	let message = Messages::<T>::get(MessageKey::of(id)).expect("it was written");
	let cause = DeathCause::Attempts(DeliveryFault::Unreachable);
	Pallet::<T>::bury(id, message, cause, None);
	id
}

fn delivered(id: MessageId, signature: Option<Signature>) -> Report {
	let code = || Code::new(&"c".repeat(32)).expect("32 characters");
	let receipt = Receipt { accepted: true, code: code(), reference: Some(code()) };
	Report { id, revived: 0, outcome: DeliveryOutcome::Delivered { receipt, signature } }
}

fn reports(all: Vec<Report>) -> Reports {
	let reports = BoundedVec::try_from(all).expect("no more than one signature may cover");
	Reports { validator: key(), reports }
}

fn reason() -> Reason {
	Reason::new(&"r".repeat(256)).expect("256 bytes")
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn set_destination() {
		let destination = Destination::Evidence;
		Destinations::<T>::insert(destination, SETTINGS);
		let settings = Settings { open: false, ..SETTINGS };
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, destination, settings);
		assert_eq!(Destinations::<T>::get(destination), Some(settings));
	}

	/// With its validation before it enters the block. Receipts for dead letters change most.
	#[benchmark]
	fn report(n: Linear<1, { MAX_REPORTS }>) {
		validators::<T>();
		let ids: Vec<_> = (1..=n).map(|number| dead::<T>(number.into())).collect();
		let reports = reports(ids.iter().map(|id| delivered(*id, None)).collect());
		#[block]
		{
			for _ in 0..2 {
				let payload = reports.payload(&Digest::zero());
				assert!(!fiscal_sm_crypto::verify(&reports.validator, &payload, &WRONG));
			}
			assert!(Pallet::<T>::is_news(&reports), "validated");
			let (reporter, cases) = Pallet::<T>::standing(&reports, |_| true).expect("validated");
			Pallet::<T>::apply(&reporter, reports.validator, cases);
		}
		assert!(ids.iter().all(|id| Pallet::<T>::message(*id).is_none()));
	}

	/// Verified before the block and in it.
	#[benchmark]
	fn receipt() {
		validators::<T>();
		let id = queued::<T>(1);
		let signing = Settings { receipts: Some(key()), ..SETTINGS };
		Destinations::<T>::insert(Destination::YangtzeDelta, signing);
		let reports = reports(alloc::vec![delivered(id, Some(WRONG))]);
		let (reporter, cases) = Pallet::<T>::standing(&reports, |_| true).expect("it waits");
		let mut proven = 0u32;
		#[block]
		{
			for (said, case) in cases.iter().chain(cases.iter()) {
				if reporter.is_proven(said, case) {
					proven += 1;
				}
			}
		}
		assert_eq!(proven, 0);
	}

	#[benchmark]
	fn revive() {
		let id = dead::<T>(1);
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);
		let message: Message = Messages::<T>::get(MessageKey::of(id)).expect("it waits again");
		assert_eq!((message.revived, message.due), (1, T::Time::now()));
	}

	#[benchmark]
	fn discard() {
		let id = dead::<T>(1);
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, reason());
		assert_eq!(Pallet::<T>::message(id), None);
	}

	/// Into a lane that has a message.
	#[benchmark]
	fn send() {
		queued::<T>(1);
		let body = body(1);
		let id;
		#[block]
		{
			<Pallet<T> as Outbox>::ensure_room(body.destination(), 1).expect("there is room");
			id = <Pallet<T> as Outbox>::send(body);
		}
		assert_eq!(id, Some(LastMessage::<T>::get()));
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test,
	);
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;

	#[test]
	fn the_key_is_on_the_curve() {
		assert_eq!(Pair::from_dev_name("bench/validator").public(), key());
	}
}
