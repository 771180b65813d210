//! What the calls cost at most.

use crate::{
	Call, Config, Deadlines, Due, LiveLocks, Locks, Pallet, Requests, Reversals, Settlements,
};
use fiscal_primitives::{
	text::Reason,
	traits::{BillLedger, Gate, ParticipantRegistry},
	AccountId, Actor, BillKey, Digest, Fen, FlowNumber, Lock, Moment, Region, SceneId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{Get, Time};
use frame_system::RawOrigin;

/// Who and what the benchmarks need to find on the chain.
pub struct World {
	/// Account of a user of bills that signs for itself.
	pub user: AccountId,
	/// A scene in force.
	pub scene: SceneId,
	/// An authorization by which the user may lock every bill of [`BenchmarkHelper::bill`].
	pub authorization: Digest,
}

/// Prepares the world.
pub trait BenchmarkHelper {
	/// Brings it about.
	fn world() -> World;
	/// Registers bill number `at` over 100 yuan, free and circulable.
	fn bill(at: u64) -> BillKey;
}

fn fen(amount: u64) -> Fen {
	Fen::new(amount).expect("a small amount")
}

fn flow(at: u64) -> FlowNumber {
	FlowNumber::new(&alloc::format!("{at:064}")).expect("64 digits")
}

fn reason() -> Reason {
	Reason::new(&"r".repeat(256)).expect("256 bytes")
}

fn ask<T: Config>(world: &World, key: BillKey, at: u64) {
	Pallet::<T>::do_acquire(
		&world.user,
		key,
		world.scene,
		Region::SHANGHAI,
		flow(at),
		fen(10_000),
		Some(world.authorization),
	)
	.expect("the world is in order");
}

/// The user's lock of bill number `number`, from `at` to `expires`.
fn locked<T: Config>(world: &World, number: u64, at: Moment, expires: Moment) -> (BillKey, Lock) {
	let key = T::BenchmarkHelper::bill(number);
	let holder = T::Participants::id_of(&world.user).expect("the user is somebody");
	let by = Actor::Participant { id: holder, signer: holder, approval: None };
	T::Bills::lock(&key, fen(10_000), &by).expect("the bill is free");
	let lock = Lock {
		holder,
		scene: world.scene,
		authorization: world.authorization,
		flow: flow(u64::MAX),
		region: Region::SHANGHAI,
		at,
		expires,
		weight: 1,
		claimed: fen(10_000),
	};
	Pallet::<T>::store(&key, &lock);
	(key, lock)
}

fn hold<T: Config>(world: &World, at: u64) -> BillKey {
	let key = T::BenchmarkHelper::bill(at);
	ask::<T>(world, key, at);
	Pallet::<T>::decide(T::Time::now());
	key
}

fn settled<T: Config>(world: &World) -> BillKey {
	let key = hold::<T>(world, 0);
	let settle =
		Pallet::<T>::do_settle(&world.user, key, Region::SHANGHAI, flow(1), fen(5_000), false);
	settle.expect("held");
	key
}

fn requested<T: Config>(world: &World) -> BillKey {
	let key = settled::<T>(world);
	let (flow, amount) = (flow(2), fen(5_000));
	Pallet::<T>::do_request_reversal(&world.user, key, Region::SHANGHAI, flow, amount, reason())
		.expect("settled");
	key
}

#[benchmarks]
mod benches {
	use super::*;

	/// With its share of the close of the block, in which it wins. A lock that has run out and was
	/// not swept yet ends on the spot.
	#[benchmark]
	fn acquire() {
		let world = T::BenchmarkHelper::world();
		let (key, before) = locked::<T>(&world, 0, 0, T::Time::now());
		#[block]
		{
			ask::<T>(&world, key, 0);
			Pallet::<T>::decide(T::Time::now());
		}
		assert!(Locks::<T>::get(key).is_some_and(|lock| lock.flow != before.flow));
	}

	#[benchmark]
	fn settle() {
		let world = T::BenchmarkHelper::world();
		let key = hold::<T>(&world, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), key, Region::SHANGHAI, flow(1), fen(5_000), false);
		assert!(!Locks::<T>::contains_key(key));
	}

	#[benchmark]
	fn release() {
		let world = T::BenchmarkHelper::world();
		let key = hold::<T>(&world, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), key, Region::SHANGHAI, flow(1), reason());
		assert!(!Locks::<T>::contains_key(key));
	}

	#[benchmark]
	fn force_release() {
		let world = T::BenchmarkHelper::world();
		let key = hold::<T>(&world, 0);
		let holder = T::Participants::id_of(&world.user).expect("the user is somebody");
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key, holder, flow(0), reason());
		assert!(!Locks::<T>::contains_key(key));
	}

	#[benchmark]
	fn request_reversal() {
		let world = T::BenchmarkHelper::world();
		let key = settled::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), key, Region::SHANGHAI, flow(2), fen(5_000), reason());
		assert!(Reversals::<T>::contains_key(key));
	}

	#[benchmark]
	fn confirm_reversal() {
		let world = T::BenchmarkHelper::world();
		let key = requested::<T>(&world);
		let holder = T::Participants::id_of(&world.user).expect("the user is somebody");
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key, holder, flow(2), fen(5_000));
		assert_eq!(Settlements::<T>::iter_prefix(key).count(), 0);
	}

	#[benchmark]
	fn withdraw_reversal() {
		let world = T::BenchmarkHelper::world();
		let key = requested::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.user), key);
		assert!(!Reversals::<T>::contains_key(key));
	}

	/// The close of a block without requests. Every deadline is the end of a lock.
	#[benchmark]
	fn sweep(n: Linear<0, { T::MaxExpiriesPerBlock::get() }>) {
		let world = T::BenchmarkHelper::world();
		let now = T::Time::now();
		let expires = now.saturating_add(T::NoticeBefore::get()).saturating_add(2);
		for number in 0..u64::from(n) {
			let (key, lock) = locked::<T>(&world, number, now, expires);
			// Notices were given before: ends cost more.
			if let Some(notice) = Pallet::<T>::notice_of(&lock) {
				Deadlines::<T>::remove(Due::at(notice), key);
			}
		}
		#[block]
		{
			Pallet::<T>::sweep(expires);
			Pallet::<T>::decide(expires);
		}
		assert_eq!(LiveLocks::<T>::get(), 0);
		assert!(!Requests::<T>::exists());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
