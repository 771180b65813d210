//! What the calls cost at most, and what it costs to tell the pallet something.
//!
//! What comes on top is not measured here but where it is spent: messages, and the locks. A start is
//! measured up to the refusal by the locks, whose weight `receive` declares beside.

use crate::{
	types::{digest, lock_number, Asked},
	Call, Config, Filings, ForeignFilings, ForeignServices, InboundEntry, InboundFlows, LiveFlows,
	OutboundFlows, Pallet, Platform, Provinces, Resolution, Services, StoredAnswers,
};
use fiscal_primitives::{
	lock::AcquireOutcome,
	outbox::{Body, Code, Receipt},
	participant::Role,
	region::{
		elements_digest, Ending, Filing, FilingNotice, FilingStatus, ForeignFiling, Inbound,
		InboundBody, InboundFlow, OrgCode, OrgName, OutboundFlow, OutboundStatus, Province,
		RegionFlow, RegionOperation, RegionOutcome, RegionPlatform, Service, ServiceChange,
		ServiceStatus,
	},
	text::Reason,
	traits::{BillLedger, Gate, OnDelivery, OnLockDecided, ParticipantRegistry},
	AccountId, BillKey, Digest, Fen, FlowNumber, Moment, ParticipantId, Region, SceneId,
};
use fiscal_sm_crypto::{Public, Signature};
use frame_benchmarking::v2::*;
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::traits::Zero;

/// Who and what the benchmarks need to find on the chain.
pub struct World {
	/// Account of a user of bills that signs for itself.
	pub user: AccountId,
	/// A participant with the role of platform.
	pub platform: ParticipantId,
	/// A scene in force.
	pub scene: SceneId,
	/// A bill that is free.
	pub bill: BillKey,
}

/// Prepares the world.
pub trait BenchmarkHelper {
	/// Brings it about, at the consensus time `at`. Messages to the platform and to the evidence chain
	/// are written.
	fn world(at: Moment) -> World;
}

/// When the message of the benchmarks was sent.
const AT: Moment = 1_795_147_200_000;
/// The development key `bench/province`.
const KEY: [u8; 33] = [
	2, 52, 105, 113, 66, 180, 161, 100, 191, 159, 151, 238, 7, 238, 243, 46, 71, 85, 185, 249, 96,
	103, 255, 210, 150, 225, 235, 229, 63, 202, 50, 234, 118,
];
/// The hash of the genesis block under which it signed.
const GENESIS: Digest = Digest::repeat_byte(0x67);
/// Its signature of [`message`]: a runtime verifies and does not sign, so that it stands here. A test
/// compares it.
const SIGNATURE: [u8; 64] = [
	191, 39, 245, 184, 141, 19, 98, 119, 28, 111, 65, 77, 49, 69, 224, 239, 42, 104, 131, 146, 20,
	85, 129, 5, 120, 6, 55, 63, 69, 43, 158, 27, 216, 89, 139, 13, 124, 81, 245, 93, 209, 124, 48,
	22, 211, 34, 71, 145, 155, 66, 53, 2, 161, 78, 213, 114, 148, 193, 231, 135, 236, 158, 49, 231,
];

fn region() -> Region {
	Region::new(33).expect("a province")
}

fn org() -> OrgCode {
	OrgCode::new("91330100MA27XXXX0A").expect("18 digits and letters")
}

fn name() -> OrgName {
	OrgName::new(&"n".repeat(128)).expect("128 bytes")
}

fn reason() -> Reason {
	Reason::new(&"r".repeat(256)).expect("256 bytes")
}

fn fen(amount: u64) -> Fen {
	Fen::new(amount).expect("a small amount")
}

fn flow_number() -> FlowNumber {
	FlowNumber::new(&"f".repeat(64)).expect("64 characters")
}

/// A flow of the region: of here for what runs here.
fn flow(region: Region) -> RegionFlow {
	RegionFlow { region, org: org(), flow: flow_number() }
}

fn province() -> Province {
	let key = Public::from_bytes(KEY).expect("the vector is a key");
	Province { key, inbound: true, outbound: true }
}

fn message() -> Inbound {
	let body = InboundBody::Filing { org: org(), name: name(), active: true };
	let id = Code::new(&"m".repeat(32)).expect("32 characters");
	Inbound { id, from: region(), at: AT, body }
}

fn receipt(accepted: bool) -> Receipt {
	let code = Code::new("S0000").expect("5 characters");
	Receipt { accepted, reference: Some(code.clone()), code }
}

/// The participant of the user, whose registration is in that state.
fn filed<T: Config>(world: &World, status: FilingStatus) -> ParticipantId {
	let who = &world.user;
	let participant = T::Participants::ensure(who, Role::BillUser).expect("a user of bills");
	Pallet::<T>::do_apply_filing(who, org(), name(), reason()).expect("it never applied");
	Filings::<T>::mutate(participant, |slot| {
		if let Some(filing) = slot {
			filing.status = status;
		}
	});
	participant
}

fn open(until: Moment) -> Service {
	Service { status: ServiceStatus::Open, until, at: AT }
}

/// A registered organisation with an open service, and a province whose bills it may use.
fn ready<T: Config>(world: &World) -> ParticipantId {
	let participant = filed::<T>(world, FilingStatus::Registered);
	Services::<T>::insert(org(), open(Moment::MAX));
	Provinces::<T>::insert(region(), province());
	participant
}

/// A reimbursement of here that was started.
fn started<T: Config>(world: &World) -> Digest {
	ready::<T>(world);
	let (digest, number) = (Digest::repeat_byte(1), flow_number());
	let (issuer, bill) = (region(), world.bill);
	Pallet::<T>::do_start(&world.user, issuer, bill, digest, fen(100), number, digest)
		.expect("the world is in order");
	flow(Region::SHANGHAI).key(RegionOperation::Start)
}

fn with_status<T: Config>(id: &Digest, status: OutboundStatus, ending: Option<Ending>) {
	OutboundFlows::<T>::mutate(id, |slot| {
		if let Some(stored) = slot {
			*stored = OutboundFlow { status, ending, ..stored.clone() };
		}
	});
}

/// A reimbursement elsewhere of the bill, as it stands.
fn inbound<T: Config>(world: &World, outcome: RegionOutcome) -> Digest {
	let flow = flow(region());
	let id = flow.key(RegionOperation::Start);
	let expires = (outcome == RegionOutcome::Locked).then_some(Moment::MAX);
	let state = InboundFlow { bill: world.bill, content: Digest::zero(), outcome, expires };
	InboundFlows::<T>::insert(id, InboundEntry { flow, platform: Some(world.platform), state });
	id
}

const SETTLED: Ending = Ending::Settled { amount: Fen::ZERO, close: true };

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn set_province() {
		T::BenchmarkHelper::world(AT);
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, region(), province());
		assert!(Provinces::<T>::contains_key(region()));
	}

	#[benchmark]
	fn set_platform() {
		let World { platform, scene, .. } = T::BenchmarkHelper::world(AT);
		Platform::<T>::kill();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, platform, scene);
		assert!(Platform::<T>::exists());
	}

	#[benchmark]
	fn apply_filing() {
		let world = T::BenchmarkHelper::world(AT);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), org(), name(), reason());
		assert!(crate::FilingsByOrg::<T>::contains_key(org()));
	}

	/// With the service that goes too.
	#[benchmark]
	fn withdraw_filing() {
		let world = T::BenchmarkHelper::world(AT);
		ready::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user));
		assert!(!Services::<T>::contains_key(org()));
	}

	#[benchmark]
	fn review_filing() {
		let world = T::BenchmarkHelper::world(AT);
		let participant = filed::<T>(&world, FilingStatus::Applied);
		let seen = Filings::<T>::get(participant).map(|filing| digest(&filing));
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, participant, seen.expect("it applied"), true, reason());
		let status = Filings::<T>::get(participant).map(|filing| filing.status);
		assert_eq!(status, Some(FilingStatus::Approved));
	}

	#[benchmark]
	fn change_service() {
		let world = T::BenchmarkHelper::world(AT);
		filed::<T>(&world, FilingStatus::Registered);
		Services::<T>::insert(org(), open(AT.saturating_add(1)));
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), ServiceChange::Renew, Some(Moment::MAX));
		assert_eq!(Services::<T>::get(org()).map(|service| service.until), Some(Moment::MAX));
	}

	#[benchmark]
	fn start() {
		let world = T::BenchmarkHelper::world(AT);
		ready::<T>(&world);
		let (digest, number) = (Digest::repeat_byte(1), flow_number());
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), region(), world.bill, digest, fen(100), number, digest);
		assert!(LiveFlows::<T>::contains_key(region(), world.bill));
	}

	#[benchmark]
	fn finish() {
		let world = T::BenchmarkHelper::world(AT);
		let id = started::<T>(&world);
		with_status::<T>(&id, OutboundStatus::Locked, None);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), flow_number(), SETTLED);
		assert!(OutboundFlows::<T>::get(id).is_some_and(|flow| flow.ending.is_some()));
	}

	#[benchmark]
	fn push_authorization() {
		let world = T::BenchmarkHelper::world(AT);
		let id = started::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), flow_number(), Digest::repeat_byte(2));
		assert!(OutboundFlows::<T>::get(id).is_some_and(|flow| flow.agreement.is_some()));
	}

	#[benchmark]
	fn resolve_dispute() {
		let world = T::BenchmarkHelper::world(AT);
		let id = started::<T>(&world);
		with_status::<T>(&id, OutboundStatus::Disputed, None);
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, flow(Region::SHANGHAI), Resolution::Refused, reason());
		assert!(!LiveFlows::<T>::contains_key(region(), world.bill));
	}

	/// With its validation before it enters the block.
	#[benchmark]
	fn receive() {
		T::BenchmarkHelper::world(AT);
		frame_system::BlockHash::<T>::insert(BlockNumberFor::<T>::zero(), GENESIS);
		Provinces::<T>::insert(region(), province());
		let (valid, message, signature) = (message(), message(), Signature::from_bytes(SIGNATURE));
		#[block]
		{
			Pallet::<T>::validate_message(&valid, &signature).expect("the province signed it");
			Pallet::<T>::receive(RawOrigin::None.into(), message, signature)
				.expect("the province signed it");
		}
		assert!(ForeignFilings::<T>::contains_key(region(), org()));
	}

	/// Up to the refusal: the authorization is nobody's.
	#[benchmark]
	fn hear_start() {
		let world = T::BenchmarkHelper::world(AT);
		let (platform, province) = (world.platform, province());
		Platform::<T>::put(RegionPlatform { participant: platform, scene: world.scene });
		let filing = ForeignFiling { name: name(), active: true, at: AT };
		ForeignFilings::<T>::insert(region(), org(), filing);
		ForeignServices::<T>::insert(region(), org(), open(Moment::MAX));
		let bill = T::Bills::bill(&world.bill).expect("the world has the bill");
		let elements = elements_digest(&world.bill, &bill.check, &bill.issued_on, bill.total);
		let authorization = Digest::repeat_byte(0xfe);
		let asked = Asked { bill: world.bill, elements, claimed: fen(1), authorization };
		let flow = flow(region());
		let id = flow.key(RegionOperation::Start);
		#[block]
		{
			Pallet::<T>::hear_start(&province, flow, asked).expect("the block has room");
		}
		assert!(InboundFlows::<T>::get(id).is_some_and(|entry| entry.platform.is_some()));
	}

	/// Up to the refusal: the lock has gone.
	#[benchmark]
	fn hear_result() {
		let world = T::BenchmarkHelper::world(AT);
		inbound::<T>(&world, RegionOutcome::Locked);
		let flow = flow(region());
		let key = flow.key(RegionOperation::Result);
		#[block]
		{
			Pallet::<T>::hear_result(&flow, world.bill, SETTLED);
		}
		let stored = StoredAnswers::<T>::get(key).map(|answer| answer.outcome);
		assert_eq!(stored, Some(RegionOutcome::Late));
	}

	#[benchmark]
	fn hear_answer() {
		let world = T::BenchmarkHelper::world(AT);
		let id = started::<T>(&world);
		with_status::<T>(&id, OutboundStatus::Ending, Some(SETTLED));
		let (operation, outcome) = (RegionOperation::Result, RegionOutcome::Settled);
		#[block]
		{
			Pallet::<T>::hear_answer(region(), org(), flow_number(), operation, outcome, None);
		}
		assert!(!LiveFlows::<T>::contains_key(region(), world.bill));
	}

	#[benchmark]
	fn decided() {
		let world = T::BenchmarkHelper::world(AT);
		let id = inbound::<T>(&world, RegionOutcome::Pending);
		let number = lock_number(&id).expect("64 digits");
		let (won, end) = (AcquireOutcome::Won, Some(Moment::MAX));
		#[block]
		{
			<Pallet<T> as OnLockDecided>::decided(&world.bill, world.platform, &number, won, end);
		}
		let outcome = InboundFlows::<T>::get(id).map(|entry| entry.state.outcome);
		assert_eq!(outcome, Some(RegionOutcome::Locked));
	}

	/// A refusal ends the registration.
	#[benchmark]
	fn delivered() {
		let world = T::BenchmarkHelper::world(AT);
		let participant = filed::<T>(&world, FilingStatus::Approved);
		let Filing { org, name, at, .. } = Filings::<T>::get(participant).expect("it applied");
		let body = Body::Filing(FilingNotice { org, name, active: true, at });
		let receipt = receipt(false);
		#[block]
		{
			<Pallet<T> as OnDelivery>::delivered(1, &body, &receipt);
		}
		let status = Filings::<T>::get(participant).map(|filing| filing.status);
		assert_eq!(status, Some(FilingStatus::Refused));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::{verify, Pair};

	#[test]
	fn the_signature_is_that_of_the_key() {
		let public = Pair::from_dev_name("bench/province").public();
		assert_eq!(public, province().key);
		let signature = Signature::from_bytes(SIGNATURE);
		assert!(verify(&public, &message().payload(&GENESIS), &signature));
	}
}
