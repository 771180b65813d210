//! What the calls cost at most.

use crate::{
	Bills, Call, Config, Correction, Corrections, NumberIndex, Numbers, OutsideLocks, Pallet,
	Relations,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	bill::{
		holder_payload, numbers::Allocations, Allocation, Batch, BillUpdate, Circulation,
		FileLocation, Medium, Relations as Related, RelationsBatch, RelationsEntry, SealedPath,
		StorageMedium, Use,
	},
	field::Fields,
	observation::OutsideState,
	text::Reason,
	traits::{BillLedger, Gate},
	verification::SealedElements,
	AccountId, Actor, Bill, BillCode, BillEntry, BillKey, BillNumber, CheckDigest, Date, Digest,
	Fen, NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::Signature;
use frame_benchmarking::v2::*;
use frame_support::traits::Time;
use frame_system::RawOrigin;

/// Who and what the benchmarks need to find on the chain.
pub struct World {
	/// An active issuer that has no numbers yet.
	pub issuer: ParticipantId,
	/// Account of the operator of `node`.
	pub operator: AccountId,
	/// A fiscal authority.
	pub authority: AccountId,
	/// A node in service that serves the issuer and is admitted for the scene.
	pub node: NodeId,
	/// A scene in force, with as many field rules as a scene may have, which admit bills without
	/// further fields.
	pub scene: SceneId,
	/// A payer reference bound to a holder.
	pub payer: PayerRef,
}

/// Prepares the world.
pub trait BenchmarkHelper {
	/// Brings it about.
	fn world() -> World;
	/// The signature of the holder of [`World::payer`].
	fn sign(payload: &[u8]) -> Signature;
	/// Lets notices to the non-tax system be written; they are, unless a runtime says otherwise.
	fn open_outbox() {}
}

const AREA: u32 = 31_060_000;

fn code(at: u32) -> BillCode {
	let digits = alloc::format!("{:08}", AREA.saturating_add(at));
	digits.parse().expect("8 digits")
}

fn key(code_at: u32, number: u64) -> BillKey {
	BillKey::new(code(code_at), self::number(number))
}

fn fen(amount: u64) -> Fen {
	Fen::new(amount).expect("a small amount")
}

fn reason() -> Reason {
	Reason::new(&"r".repeat(256)).expect("256 bytes")
}

fn entry<T: Config>(key: BillKey, payer: PayerRef) -> BillEntry {
	BillEntry {
		key,
		check: CheckDigest::default(),
		total: fen(10_000),
		issued_on: Date::at(T::Time::now()),
		payer,
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(2)),
		summary: Digest::repeat_byte(3),
		circulation: Circulation::Circulable,
		fields: Fields::default(),
	}
}

fn number(value: u64) -> BillNumber {
	BillNumber::from_value(value).expect("10 digits")
}

/// 63 ranges for the issuer of the code, of one number each.
fn allocate_short<T: Config>(world: &World, code: BillCode) {
	for at in 0..63u64 {
		let first = number(at.saturating_mul(10));
		Pallet::<T>::do_allocate_numbers(Actor::Council, world.issuer, code, first, first)
			.expect("nobody has these");
	}
}

/// 64 ranges for the issuer of the code, the last one with the numbers from 1,000,000 on.
fn allocate<T: Config>(world: &World, code: BillCode) {
	allocate_short::<T>(world, code);
	let (first, last) = (number(1_000_000), number(9_000_000));
	Pallet::<T>::do_allocate_numbers(Actor::Council, world.issuer, code, first, last)
		.expect("nobody has these");
}

/// Ranges of others, behind the short ones of the issuer, until the code has `count` of them.
fn crowd<T: Config>(code: BillCode, count: usize) {
	let mut all = NumberIndex::<T>::get(code).into_inner();
	let missing = count.saturating_sub(all.len());
	all.extend(
		(63u64..).map(|at| number(at.saturating_mul(10))).take(missing).map(|first| Allocation {
			first,
			last: first,
			issuer: ParticipantId(u32::MAX),
		}),
	);
	all.sort_by_key(|one| one.first);
	NumberIndex::<T>::insert(code, Allocations::try_from(all).expect("at most 4,096"));
}

fn register<T: Config>(world: &World, count: u64) {
	allocate::<T>(world, code(0));
	let entries: Vec<BillEntry> =
		(0..count).map(|at| entry::<T>(key(0, 1_000_000 + at), world.payer)).collect();
	let entries = Batch::try_from(entries).expect("at most 500");
	Pallet::<T>::do_register_batch(&world.operator, world.node, world.issuer, world.scene, entries)
		.expect("the world is in order");
}

fn first() -> BillKey {
	key(0, 1_000_000)
}

fn reimburse<T: Config>() {
	let bill = Bills::<T>::get(first()).expect("registered");
	let usage = Use::PartlyReimbursed;
	Bills::<T>::insert(first(), Bill { usage, reimbursed: fen(1), ..bill });
}

fn elements<T: Config>() -> SealedElements {
	let bill = Bills::<T>::get(first()).expect("registered");
	let (check, issued_on, total) = (bill.check, bill.issued_on, bill.total);
	SealedElements { key: first(), check, issued_on, total }
}

fn digests() -> Correction {
	let digest = Digest::repeat_byte(9);
	Correction::SetDigests { xml: digest, pdf: Some(digest), summary: digest }
}

fn related(byte: u8) -> Related {
	let location = FileLocation {
		medium: StorageMedium::ObjectStore,
		path: SealedPath::new(&[byte | 0x80; 128]).expect("8 blocks"),
		path_digest: Digest::repeat_byte(byte),
		size: 1,
	};
	Related {
		xml: Some(location.clone()),
		pdf: Some(location.clone()),
		json: Some(location),
		index: Digest::repeat_byte(byte),
		metadata: Some("m".repeat(64).parse().expect("64 bytes")),
	}
}

#[benchmarks]
mod benches {
	use super::*;

	/// Entry after entry names another one of the codes. More codes cost as much each.
	#[benchmark]
	fn register_batch(n: Linear<1, 500>, c: Linear<1, 50>) {
		let world = T::BenchmarkHelper::world();
		for at in 0..c {
			allocate::<T>(&world, code(at));
		}
		let entries: Vec<BillEntry> = (0..n)
			.map(|at| entry::<T>(key(at % c, 1_000_000 + u64::from(at)), world.payer))
			.collect();
		let entries = Batch::try_from(entries).expect("at most 500");
		let (node, issuer, scene) = (world.node, world.issuer, world.scene);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), node, issuer, scene, entries);
		assert_eq!(crate::Registered::<T>::get(), u64::from(n));
	}

	/// The payer reference, bound to nobody, changes too.
	#[benchmark]
	fn update() {
		let payer = PayerRef(Digest::repeat_byte(5));
		let world = World { payer, ..T::BenchmarkHelper::world() };
		register::<T>(&world, 1);
		let (digest, payer) =
			(Some(Digest::repeat_byte(7)), Some(PayerRef(Digest::repeat_byte(6))));
		let change = BillUpdate { xml: digest, pdf: digest, summary: digest, payer };
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), 1, change, reason());
		assert_eq!(Bills::<T>::get(first()).map(|bill| bill.version), Some(2));
	}

	/// The payer reference, bound to nobody, is another one on the new bills.
	#[benchmark]
	fn red_flush() {
		let payer = PayerRef(Digest::repeat_byte(5));
		let world = World { payer, ..T::BenchmarkHelper::world() };
		register::<T>(&world, 1);
		allocate::<T>(&world, code(1));
		reimburse::<T>();
		Pallet::<T>::do_consent_red_flush(Actor::Council, first(), 1).expect("reimbursed");
		let payer = PayerRef(Digest::repeat_byte(6));
		let negative = entry::<T>(key(0, 1_000_001), payer);
		let rest = entry::<T>(key(1, 1_000_000), payer);
		let difference = Some(BillEntry { total: fen(5_000), ..rest });
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), negative, difference, reason());
		assert!(Bills::<T>::contains_key(key(1, 1_000_000)));
	}

	#[benchmark]
	fn consent_red_flush() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		reimburse::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, first(), 1);
		assert!(crate::RedFlushConsents::<T>::contains_key(first()));
	}

	#[benchmark]
	fn void_bill() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), reason());
		assert_eq!(Bills::<T>::get(first()).map(|bill| bill.version), Some(2));
	}

	#[benchmark]
	fn exchange_for_paper() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), Digest::repeat_byte(1), reason());
		assert_eq!(Bills::<T>::get(first()).map(|bill| bill.medium), Some(Medium::Paper));
	}

	#[benchmark]
	fn restore_electronic() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		let paper = Digest::repeat_byte(1);
		Pallet::<T>::do_exchange_for_paper(&world.operator, first(), paper, reason())
			.expect("electronic");
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), reason());
		assert_eq!(Bills::<T>::get(first()).map(|bill| bill.medium), Some(Medium::Electronic));
	}

	#[benchmark]
	fn set_circulation() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), Circulation::Blocked);
		assert_eq!(Bills::<T>::get(first()).map(|bill| bill.version), Some(2));
	}

	#[benchmark]
	fn propose_correction() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		let elements = elements::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(world.authority), first(), elements, digests(), reason());
		assert!(Corrections::<T>::contains_key(first()));
	}

	#[benchmark]
	fn confirm_correction() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		let elements = elements::<T>();
		Pallet::<T>::do_propose_correction(
			&world.authority,
			first(),
			elements,
			digests(),
			reason(),
		)
		.expect("the elements agree");
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, first(), digests());
		assert!(!Corrections::<T>::contains_key(first()));
	}

	#[benchmark]
	fn withdraw_correction() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		let elements = elements::<T>();
		let authority = world.authority;
		Pallet::<T>::do_propose_correction(&authority, first(), elements, digests(), reason())
			.expect("the elements agree");
		#[extrinsic_call]
		_(RawOrigin::Signed(authority), first());
		assert!(!Corrections::<T>::contains_key(first()));
	}

	/// The code has all but one of its ranges, and the issuer too.
	#[benchmark]
	fn allocate_numbers() {
		let world = T::BenchmarkHelper::world();
		allocate_short::<T>(&world, code(0));
		crowd::<T>(code(0), 4_095);
		let (first, last) = (number(1_000_000), number(2_000_000));
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, world.issuer, code(0), first, last);
		assert_eq!(NumberIndex::<T>::get(code(0)).len(), 4_096);
	}

	/// The code has all of its ranges, and the issuer too.
	#[benchmark]
	fn return_numbers() {
		let world = T::BenchmarkHelper::world();
		allocate::<T>(&world, code(0));
		crowd::<T>(code(0), 4_096);
		let (first, last) = (number(1_000_000), number(9_000_000));
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, world.issuer, code(0), first, last);
		assert_eq!(Numbers::<T>::get(code(0), world.issuer).len(), 63);
	}

	#[benchmark]
	fn set_relations(n: Linear<1, 100>) {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, u64::from(n));
		let batch = |version: u32, byte: u8| {
			let items = (0..n).map(|at| RelationsEntry {
				key: key(0, 1_000_000 + u64::from(at)),
				version,
				relations: related(byte),
			});
			RelationsBatch::try_from(items.collect::<Vec<_>>()).expect("at most 100")
		};
		Pallet::<T>::do_set_relations(&world.operator, batch(0, 1)).expect("the first ones");
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), batch(1, 2));
		assert_eq!(Relations::<T>::get(first()).map(|record| record.version), Some(2));
	}

	#[benchmark]
	fn transfer_holder() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		let to = PayerRef(Digest::repeat_byte(8));
		let genesis = Pallet::<T>::genesis();
		let payload = holder_payload(&genesis, &first(), 1, &world.payer, &to);
		let consent = Some(T::BenchmarkHelper::sign(&payload));
		#[extrinsic_call]
		_(RawOrigin::Signed(world.operator), first(), 1, to, consent, reason());
		assert_eq!(Pallet::<T>::bill(&first()).map(|bill| bill.payer), Some(to));
	}

	/// With a settlement outside, which makes a version.
	#[benchmark]
	fn end_outside_lock() {
		let world = T::BenchmarkHelper::world();
		register::<T>(&world, 1);
		let bill = Bills::<T>::get(first()).expect("registered");
		let (usage, reimbursed) = (Use::PartlyReimbursed, fen(1));
		let state = OutsideState { usage, reimbursed, ..OutsideState::of(&bill) };
		Bills::<T>::insert(first(), Bill { usage: Use::Locked, ..bill });
		OutsideLocks::<T>::insert(first(), ());
		T::BenchmarkHelper::open_outbox();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, first(), state, reason());
		assert!(!OutsideLocks::<T>::contains_key(first()));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
