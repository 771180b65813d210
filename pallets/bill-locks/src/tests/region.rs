//! Locks that the platform takes for other provinces, and who is told of them.

use crate::{mock::*, Error, Event, Settlements};
use fiscal_primitives::{
	bill::Use,
	lock::{AcquireOutcome, LockRefusal},
	traits::RegionLocks,
	Digest, Region,
};
use frame_support::{assert_noop, assert_ok, assert_storage_noop};

fn zhejiang() -> Region {
	Region::new(33).unwrap()
}

/// A request over the whole of the bill.
fn start(who: u8, number: u64, text: &str) -> Result<AcquireOutcome, LockRefusal> {
	start_on(who, number, text, TOTAL, credential())
}

fn start_on(
	who: u8,
	number: u64,
	text: &str,
	claimed: u64,
	credential: Digest,
) -> Result<AcquireOutcome, LockRefusal> {
	let (key, flow, claimed) = (key(number), flow(text), fen(claimed));
	LocksPallet::start(id(who), key, LIGHT, zhejiang(), flow, claimed, credential)
}

fn settle_for(number: u64, text: &str, amount: u64) -> Result<(), LockRefusal> {
	let (key, flow) = (key(number), flow(text));
	<LocksPallet as RegionLocks>::settle(id(PLATFORM), key, zhejiang(), flow, fen(amount), false)
}

fn release_for(number: u64, text: &str) -> Result<(), LockRefusal> {
	let (key, flow) = (key(number), flow(text));
	<LocksPallet as RegionLocks>::release(id(PLATFORM), key, zhejiang(), flow)
}

fn hold_for(number: u64, text: &str) {
	assert_eq!(start(PLATFORM, number, text), Ok(AcquireOutcome::Pending));
	next_block(0);
	assert_eq!(lock_of(number).unwrap().holder, id(PLATFORM));
}

fn refused(ask: impl Fn() -> Result<AcquireOutcome, LockRefusal>, why: LockRefusal) {
	assert_storage_noop!(assert_eq!(ask(), Err(why)));
}

fn decided(number: u64, text: &str, outcome: AcquireOutcome, expires: Option<u64>) -> Told {
	Told::Decided(key(number), id(PLATFORM), flow(text), outcome, expires)
}

fn ended(number: u64, text: &str) -> Told {
	Told::Ended(key(number), id(PLATFORM), flow(text))
}

#[test]
fn a_request_for_another_province_is_decided_and_settled_like_any() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_eq!(start(PLATFORM, 1, "REGION-1"), Ok(AcquireOutcome::Pending));
		assert_eq!((told(), lock_of(1)), (vec![], None));
		next_block(0);
		let lock = lock_of(1).unwrap();
		assert_eq!((lock.holder, lock.region), (id(PLATFORM), zhejiang()));
		assert_eq!((lock.flow, lock.claimed), (flow("REGION-1"), fen(TOTAL)));
		let won = decided(1, "REGION-1", AcquireOutcome::Won, Some(NOON + TERM));
		assert_eq!(told(), [won]);
		assert_eq!(Won::get(), [(id(PLATFORM), key(1), credential())]);
		assert_eq!(settle_for(1, "REGION-1", 4_000), Ok(()));
		assert_eq!((bill(1).usage, bill(1).reimbursed), (Use::PartlyReimbursed, fen(4_000)));
		assert_eq!(Settlements::<Test>::get(key(1), id(PLATFORM)), fen(4_000));
		assert_eq!(told(), [], "who ends a lock itself is not told");
	});
}

#[test]
fn a_lock_for_another_province_is_released() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold_for(1, "REGION-1");
		told();
		events();
		assert_eq!(release_for(1, "REGION-1"), Ok(()));
		assert_eq!((lock_of(1), bill(1).usage), (None, Use::Free));
		assert!(
			matches!(&events()[..], [Event::Released { holder, .. }] if *holder == id(PLATFORM))
		);
		assert_eq!(told(), []);
	});
}

#[test]
fn the_platform_ends_no_lock_of_a_province_by_its_own_signature() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		hold_for(1, "REGION-1");
		told();
		for flow in ["REGION-1", "F1"] {
			assert_noop!(settle(PLATFORM, 1, flow, 4_000, false), Error::<Test>::NotHolder);
			assert_noop!(release(PLATFORM, 1, flow), Error::<Test>::NotHolder);
		}
		assert_eq!(lock_of(1).unwrap().holder, id(PLATFORM));
		assert_eq!(told(), []);
		assert_eq!(settle_for(1, "REGION-1", 4_000), Ok(()));

		hold(PLATFORM, 2, "F2");
		assert_ok!(release(PLATFORM, 2, "F3"));
	});
}

#[test]
fn nobody_takes_locks_for_others_but_a_platform_in_force() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for who in [ALICE, AUTHORITY, ISSUER, STRANGER] {
			assert_storage_noop!(assert_eq!(
				start(who, 1, "REGION-1"),
				Err(LockRefusal::NotInForce)
			));
		}
		hold_for(1, "REGION-1");
		Frozen::set(vec![PLATFORM.into()]);
		assert_storage_noop!({
			assert_eq!(start(PLATFORM, 1, "REGION-2"), Err(LockRefusal::NotInForce));
			assert_eq!(settle_for(1, "REGION-1", 1), Err(LockRefusal::NotInForce));
			assert_eq!(release_for(1, "REGION-1"), Err(LockRefusal::NotInForce));
		});
	});
}

#[test]
fn the_province_learns_why_and_nothing_changes() {
	ExtBuilder::default().with_bills(9).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		refused(|| start(PLATFORM, 1, "REGION-1"), LockRefusal::Held);
		assert_ok!(red_flush(2, None));
		refused(|| start(PLATFORM, 2, "REGION-2"), LockRefusal::NotUsable);
		refused(
			|| start_on(PLATFORM, 3, "REGION-3", TOTAL + 1, credential()),
			LockRefusal::NotUsable,
		);
		refused(|| start_on(PLATFORM, 3, "REGION-3", TOTAL, denied()), LockRefusal::NotPermitted);
		RetiredScenes::set(vec![LIGHT.0]);
		refused(|| start(PLATFORM, 3, "REGION-3"), LockRefusal::NotInForce);
		RetiredScenes::set(Vec::new());
		assert_eq!(start(PLATFORM, 3, "REGION-3"), Ok(AcquireOutcome::Pending));
		refused(|| start(PLATFORM, 4, "REGION-3"), LockRefusal::Conflict);
		for number in 1..=7u64 {
			// What is held or void is not collected; the block admits eight.
			let _ = acquire(BOB, number + 2, &format!("F{number}"));
		}
		refused(|| start(PLATFORM, 4, "REGION-4"), LockRefusal::Busy);
		assert!(!LocksPallet::has_room());
		assert_eq!(told(), []);
	});
}

#[test]
fn a_block_has_room_until_it_has_as_many_requests_as_it_admits() {
	ExtBuilder::default().with_bills(9).build_and_execute(|| {
		for number in 1..=8u64 {
			assert!(LocksPallet::has_room(), "{number}");
			assert_ok!(acquire(BOB, number, &format!("F{number}")));
		}
		assert!(!LocksPallet::has_room());
		refused(|| start(PLATFORM, 9, "REGION-9"), LockRefusal::Busy);
		next_block(0);
		assert!(LocksPallet::has_room());
		assert_eq!(start(PLATFORM, 9, "REGION-9"), Ok(AcquireOutcome::Pending));
	});
}

/// A lock that has run out goes on the spot, but not for a request that is refused.
#[test]
fn a_refused_request_takes_nothing_away() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		next_block(TERM);
		let claimed = TOTAL + 1;
		assert_storage_noop!(assert_eq!(
			start_on(PLATFORM, 1, "REGION-1", claimed, credential()),
			Err(LockRefusal::NotUsable)
		));
		assert!(lock_of(1).is_some());
		assert_eq!(start(PLATFORM, 1, "REGION-1"), Ok(AcquireOutcome::Pending));
	});
}

#[test]
fn the_losers_of_a_dispute_are_told() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		in_transaction(b"one", || {
			assert_ok!(Ask { scene: HEAVY, ..Ask::new(ALICE, 1, "F1") }.dispatch());
			assert_eq!(start(PLATFORM, 1, "REGION-1"), Ok(AcquireOutcome::Pending));
			assert_eq!(start(PLATFORM, 2, "REGION-2"), Ok(AcquireOutcome::Pending));
		});
		assert_ok!(red_flush(2, None));
		next_block(0);
		assert_eq!(
			told(),
			[
				decided(1, "REGION-1", AcquireOutcome::Lost, None),
				decided(2, "REGION-2", AcquireOutcome::Refused, None),
			]
		);
		// Their answers stand.
		assert_eq!(start(PLATFORM, 1, "REGION-1"), Ok(AcquireOutcome::Lost));
		assert_eq!(start(PLATFORM, 2, "REGION-2"), Ok(AcquireOutcome::Refused));
		assert_eq!(told(), []);
	});
}

#[test]
fn a_denial_is_counted_and_told_as_a_refusal() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Ceiling::set(4_000);
		assert_eq!(start(PLATFORM, 1, "REGION-1"), Ok(AcquireOutcome::Refused));
		assert_eq!(counted(), 1);
		assert_eq!(told(), [decided(1, "REGION-1", AcquireOutcome::Refused, None)]);
		Ceiling::set(u64::MAX);
		assert_eq!(start(PLATFORM, 1, "REGION-1"), Ok(AcquireOutcome::Refused));
		next_block(0);
		assert_eq!((told(), lock_of(1)), (vec![], None));
	});
}

#[test]
fn whoever_made_the_request_is_told_that_its_lock_ended() {
	ExtBuilder::default().with_bills(3).build_and_execute(|| {
		for number in 1..=3 {
			hold_for(number, &format!("REGION-{number}"));
		}
		told();
		assert_ok!(force_release(RuntimeOrigin::root(), 1));
		assert_eq!(told(), [ended(1, "REGION-1")]);
		next_block(TERM);
		// On the spot, and by the sweep.
		assert_ok!(acquire(ALICE, 2, "F2"));
		assert_eq!(told(), [ended(2, "REGION-2")]);
		close_block();
		assert_eq!(told(), [ended(3, "REGION-3")]);
		assert_eq!(settle_for(3, "REGION-3", 1), Err(LockRefusal::Gone));
		assert_eq!(release_for(3, "REGION-3"), Err(LockRefusal::Gone));
	});
}

#[test]
fn a_lock_that_ran_out_is_gone_before_it_is_swept() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold_for(1, "REGION-1");
		next_block(TERM);
		assert_eq!(settle_for(1, "REGION-1", 1), Err(LockRefusal::Gone));
		assert_eq!(release_for(1, "REGION-1"), Err(LockRefusal::Gone));
	});
}

/// The platform holds the locks of all provinces: each ends by its own flow number alone.
#[test]
fn the_lock_of_one_request_is_not_ended_by_another() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		hold_for(1, "REGION-1");
		assert_eq!(settle_for(1, "REGION-2", 1), Err(LockRefusal::Gone));
		assert_eq!(release_for(1, "REGION-2"), Err(LockRefusal::Gone));
		let other = Region::new(34).unwrap();
		let (platform, flow) = (id(PLATFORM), flow("REGION-1"));
		let elsewhere = <LocksPallet as RegionLocks>::release(platform, key(1), other, flow);
		assert_eq!(elsewhere, Err(LockRefusal::Gone));
		assert_eq!(settle_for(1, "REGION-1", TOTAL + 1), Err(LockRefusal::NotUsable));
		assert_eq!(settle_for(1, "REGION-1", 0), Err(LockRefusal::NotUsable));
		assert_eq!(settle_for(1, "REGION-1", 1), Ok(()));
		// Again: the first answer, and nothing more; other content is a conflict.
		assert_eq!(settle_for(1, "REGION-1", 1), Ok(()));
		assert_eq!(settle_for(1, "REGION-1", 2), Err(LockRefusal::Conflict));
		assert_eq!(bill(1).reimbursed, fen(1));
	});
}

#[test]
fn nobody_is_told_of_requests_that_nobody_watches() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		hold(PLATFORM, 2, "F2");
		assert_ok!(force_release(RuntimeOrigin::root(), 1));
		next_block(TERM);
		close_block();
		assert_eq!(told(), []);
		assert_noop!(settle(PLATFORM, 2, "S1", 1, false), Error::<Test>::NotFound);
	});
}
