//! Several want the same bill; locks end by themselves.

use crate::{mock::*, types::start_of, Event};
use fiscal_primitives::{
	lock::AcquireOutcome,
	region::{Ending, RegionOperation, RegionOutcome},
	traits::OnLockDecided,
};
use frame_support::assert_ok;
use pallet_bill_locks::Call as LockCall;
use proptest::prelude::*;
use RegionOutcome::{Locked, NotUsable, Released, Taken};

#[test]
fn two_provinces_want_one_bill_and_one_gets_it() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		assert_ok!(ask(ZHEJIANG, 1, "F1"));
		assert_ok!(ask(ANHUI, 1, "F1"));
		assert_eq!(answers(), []);
		next_block(0);
		let mut told = answers();
		told.sort_by_key(|(.., outcome)| *outcome != Locked);
		let winner = told[0].0;
		let loser = if winner == ZHEJIANG { ANHUI } else { ZHEJIANG };
		assert_eq!(told, [to_start(winner, "F1", Locked), to_start(loser, "F1", Taken)]);
		assert_eq!(lock_of(1).unwrap().region, region(winner));
		assert_eq!(outcome(loser, "F1"), Some(Taken));
	});
}

#[test]
fn an_insurer_of_here_with_the_heavier_scene_wins() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		assert_ok!(ask(ZHEJIANG, 1, "F1"));
		assert_ok!(acquire(ALICE, 1, "A1", HEAVY, TOTAL));
		next_block(0);
		assert_eq!(answers(), [to_start(ZHEJIANG, "F1", Taken)]);
		assert_eq!(lock_of(1).unwrap().holder, id(ALICE));
	});
}

#[test]
fn a_bill_that_was_voided_in_the_same_block_is_not_usable() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		assert_ok!(ask(ZHEJIANG, 1, "F1"));
		assert_ok!(BillsPallet::void_bill(signed(ISSUER), key(1), reason()));
		next_block(0);
		assert_eq!(answers(), [to_start(ZHEJIANG, "F1", NotUsable)]);
	});
}

#[test]
fn the_province_is_told_that_its_lock_ended() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		lock_for(ANHUI, 2, "F2");
		answers();
		// By an administrator.
		let force = LockCall::force_release {
			key: key(1),
			holder: id(PLATFORM),
			flow: lock_of(1).unwrap().flow,
			reason: reason(),
		};
		assert_ok!(dispatch(signed(AUTHORITY), force));
		assert_eq!(answers(), [to_start(ZHEJIANG, "F1", Released)]);
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(Released));
		// By time.
		next_block(TERM);
		events();
		close_block();
		assert_eq!(answers(), [to_start(ANHUI, "F2", Released)]);
		let (flow, bill) = (there(ANHUI, "F2"), key(2));
		assert_eq!(events(), [Event::LockEnded { flow, bill }]);
	});
}

#[test]
fn a_lock_that_ran_out_gives_way_to_the_next_province() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		answers();
		next_block(TERM);
		assert_ok!(ask(ANHUI, 1, "F2"));
		assert_eq!(answers(), [to_start(ZHEJIANG, "F1", Released)]);
		next_block(0);
		assert_eq!(answers(), [to_start(ANHUI, "F2", Locked)]);
		// The first one's result ends nothing of the second one's.
		assert_ok!(end(ZHEJIANG, 1, "F1", settled(1)));
		assert_eq!(lock_of(1).unwrap().region, region(ANHUI));
		assert_ok!(end(ANHUI, 1, "F2", settled(2)));
		assert_eq!(bill(1).reimbursed, fen(2));
	});
}

#[test]
fn locks_keep_their_holder_when_another_platform_takes_over() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		assert_ok!(set_platform(RuntimeOrigin::root(), SUCCESSOR, SCENE));
		lock_for(ZHEJIANG, 2, "F2");
		assert_eq!(lock_of(1).unwrap().holder, id(PLATFORM));
		assert_eq!(lock_of(2).unwrap().holder, id(SUCCESSOR));
		for (number, flow) in [(1, "F1"), (2, "F2")] {
			assert_ok!(end(ZHEJIANG, number, flow, settled(1)));
			assert_eq!(outcome(ZHEJIANG, flow), Some(RegionOutcome::Settled));
		}
	});
}

/// Insurers of here settle with their own locks; nothing of that is a province's concern.
#[test]
fn what_is_nobodys_request_is_told_to_nobody() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		answers();
		let taken = lock_of(1).unwrap().flow;
		let nobody = number(&"0".repeat(64));
		let (won, expires) = (AcquireOutcome::Won, Some(NOON + 1));
		// Another bill, another holder, a second time, or a number of nobody.
		for (bill, holder, flow) in [
			(2, PLATFORM, &taken),
			(1, ALICE, &taken),
			(1, PLATFORM, &taken),
			(1, PLATFORM, &nobody),
		] {
			Regions::decided(&key(bill), id(holder), flow, won, expires);
		}
		for (bill, holder, flow) in
			[(2, PLATFORM, &taken), (1, ALICE, &taken), (1, PLATFORM, &nobody)]
		{
			Regions::ended(&key(bill), id(holder), flow);
		}
		assert_eq!((answers(), outcome(ZHEJIANG, "F1")), (vec![], Some(Locked)));
		assert_ok!(end(ZHEJIANG, 1, "F1", Ending::Released));
		Regions::ended(&key(1), id(PLATFORM), &taken);
		let released = to_result(ZHEJIANG, "F1", Released);
		assert_eq!(answers(), [released], "who released is not told that it ended");
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

	/// The number of a lock and the key of its start name each other, and nothing else does.
	#[test]
	fn the_number_of_a_lock_names_its_start(flow in "[!-~]{1,64}", other in "[!-~]{1,64}") {
		let start = there(ZHEJIANG, &flow).key(RegionOperation::Start);
		let text = hex::encode(start.as_bytes());
		prop_assert_eq!(start_of(&number(&text)), Some(start));
		prop_assert!(Regions::watches(&number(&text)));
		let capital = text.to_uppercase();
		prop_assert_eq!(Regions::watches(&number(&capital)), capital == text);
		let hexadecimal = other.len() == 64
			&& other.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
		prop_assert_eq!(Regions::watches(&number(&other)), hexadecimal);
	}
}
