//! What the calls cost at most.

use crate::{Answers, Call, Config, Deadlines, Locks, Pallet, Reversals, Settlements};
use fiscal_primitives::{
	text::Reason, traits::Gate, AccountId, BillKey, Digest, Fen, FlowNumber, Region, SceneId,
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

	/// With its share of the close of the block, in which it wins.
	#[benchmark]
	fn acquire() {
		let world = T::BenchmarkHelper::world();
		let key = T::BenchmarkHelper::bill(0);
		#[block]
		{
			ask::<T>(&world, key, 0);
			Pallet::<T>::decide(T::Time::now());
		}
		assert!(Locks::<T>::contains_key(key));
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
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key, reason());
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
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key, fen(5_000));
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

	/// Every deadline is the end of a lock.
	#[benchmark]
	fn sweep(n: Linear<0, 1_024>) {
		let world = T::BenchmarkHelper::world();
		let n = n.min(T::MaxExpiriesPerBlock::get());
		for at in 0..u64::from(n) {
			hold::<T>(&world, at);
		}
		// Notices out of the way: ends cost more.
		for (due, key, deadline) in Deadlines::<T>::iter().collect::<alloc::vec::Vec<_>>() {
			if deadline == crate::Deadline::Notice {
				Deadlines::<T>::remove(due, key);
			}
		}
		#[block]
		{
			Pallet::<T>::sweep(u64::MAX);
		}
		assert_eq!(Locks::<T>::iter().count(), 0);
		assert_eq!(Answers::<T>::iter().count(), usize::try_from(n).unwrap_or(usize::MAX));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
