use crate::{impls::Full, mock::*, Bucket, Buckets};
use frame_support::weights::Weight;
use proptest::prelude::*;

#[test]
fn a_cost_is_of_weight_and_bytes_and_the_transaction_itself() {
	assert_eq!(Quotas::cost(Weight::zero(), 0), 50);
	assert_eq!(Quotas::cost(Weight::from_parts(3_000_000, 9), 10), 3 + 20 + 50);
	assert_eq!(Quotas::cost(Weight::from_parts(3_000_001, 0), 0), 4 + 50);
	assert_eq!(Quotas::cost(Weight::MAX, usize::MAX), u64::MAX);
}

#[test]
fn it_fills_and_leaks() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Quotas::remaining(ALICE), (0, DEFAULT));
		assert_eq!(Quotas::charge(ALICE, 1_000), Ok(()));
		assert_eq!(Quotas::remaining(ALICE).0, 1_000);
		assert_eq!(Quotas::charge(ALICE, 1), Err(Full::Exhausted));
		// Another participant has its own.
		assert_eq!(Quotas::charge(CAROL, 1_000), Ok(()));

		Now::set(1_009);
		assert_eq!(Quotas::charge(ALICE, 1), Err(Full::Exhausted));
		Now::set(1_010);
		assert_eq!(Quotas::charge(ALICE, 1), Ok(()));
		Now::set(1_000_000);
		assert_eq!(Quotas::remaining(ALICE).0, 0);
		assert_eq!(Quotas::charge(ALICE, 1_000), Ok(()));
	});
}

#[test]
fn what_it_never_holds_is_told_from_what_it_does_not_hold_now() {
	ExtBuilder::default().with_quota(BOB, u64::MAX, u64::MAX).build_and_execute(|| {
		assert_eq!(Quotas::charge(ALICE, 1_001), Err(Full::ExceedsBurst));
		assert_eq!(Quotas::charge(BOB, u64::MAX), Err(Full::ExceedsBurst));
		let most = u64::MAX / Bucket::PER_UNIT;
		assert_eq!(Quotas::charge(BOB, most), Ok(()));
		assert_eq!(Quotas::charge(BOB, most), Err(Full::Exhausted));
		Now::set(1_001);
		assert_eq!(Quotas::charge(BOB, most), Ok(()));
	});
}

#[test]
fn a_quota_of_nothing_admits_nothing() {
	ExtBuilder::default().with_quota(ALICE, 0, 0).build_and_execute(|| {
		assert_eq!(Quotas::charge(ALICE, 1), Err(Full::ExceedsBurst));
	});
}

#[test]
fn nothing_is_lost_to_short_blocks() {
	ExtBuilder::default().with_quota(ALICE, 10, 1).build_and_execute(|| {
		Quotas::charge(ALICE, 10).unwrap();
		for _ in 0..100 {
			Now::mutate(|now| *now += 10);
			// Written anew each time, as a charge that is refunded does.
			Quotas::settle(ALICE);
		}
		assert_eq!(Quotas::remaining(ALICE).0, 9);
	});
}

#[test]
fn time_that_runs_backwards_leaks_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		Quotas::charge(ALICE, 600).unwrap();
		Now::set(500);
		assert_eq!(Quotas::remaining(ALICE).0, 600);
		Now::set(1_000);
	});
}

#[derive(Clone, Debug)]
struct Step {
	wait: u64,
	units: u64,
	unused: u64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let step = (0u64..2_000, 0u64..120, 0u64..100).prop_map(|(wait, units, share)| Step {
		wait,
		units,
		unused: units * share / 100,
	});
	proptest::collection::vec(step, 1..80)
}

proptest! {
	#[test]
	fn no_window_spends_more_than_burst_and_rate(
		burst in 0u64..200,
		per_second in 0u64..100,
		steps in steps(),
	) {
		ExtBuilder::default().with_quota(ALICE, burst, per_second).build_and_execute(|| {
			let mut spent: Vec<(u64, u64)> = Vec::new();
			for step in steps {
				Now::mutate(|now| *now += step.wait);
				let before = Quotas::remaining(ALICE).0;
				match Quotas::charge(ALICE, step.units) {
					Ok(()) => {
						Quotas::refund(ALICE, step.unused);
						spent.push((Now::get(), step.units - step.unused));
					},
					// Refused only for want of room.
					Err(Full::ExceedsBurst) => assert!(step.units > burst),
					Err(Full::Exhausted) => assert!(before + step.units > burst),
				}
				assert!(Quotas::remaining(ALICE).0 <= burst);
			}
			for (first, (from, _)) in spent.iter().enumerate() {
				let mut total = 0;
				for (until, units) in &spent[first..] {
					total += units;
					assert!(total * 1_000 <= burst * 1_000 + per_second * (until - from));
				}
			}
		});
	}

	#[test]
	fn a_refund_takes_back_what_was_charged_and_no_more(
		already in 0u64..500,
		units in 0u64..500,
		refund in any::<u64>(),
	) {
		ExtBuilder::default().build_and_execute(|| {
			Quotas::charge(ALICE, already).unwrap();
			Quotas::charge(ALICE, units).unwrap();
			Quotas::refund(ALICE, refund);
			let expected = (already + units).saturating_sub(refund);
			assert_eq!(Quotas::remaining(ALICE).0, expected);
			assert_eq!(Buckets::<Test>::get(ALICE).unwrap().at, 1_000);
		});
	}
}
