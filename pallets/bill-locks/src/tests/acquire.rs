use crate::{
	mock::*, Answers, Call, Denial, Error, Event, LiveLocks, Outcome, Requests, WeightInfo,
};
use fiscal_primitives::{
	bill::{Circulation, Use},
	lock::{AcquireOutcome, LockOperation},
	policy::{Facts, Obligations, Policies, PolicyPoint},
	traits::RegionLocks,
	Lock, PolicyId, Region, SceneId,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::Hooks};
use pallet_bills::Error as BillError;
use sp_runtime::{traits::Dispatchable, DispatchError};

#[test]
fn a_lock_is_held_from_the_close_of_the_block() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let authorization = Some(digest("credential"));
		let ask = Ask {
			scene: HEAVY,
			region: Region::new(32).unwrap(),
			claimed: 4_000,
			authorization,
			..Ask::new(ALICE, 1, "F1")
		};
		assert_ok!(ask.dispatch());
		assert_eq!(lock_of(1), None);
		assert_eq!(bill(1).usage, Use::Free);
		assert_eq!(Requests::<Test>::get().len(), 1);
		assert_eq!(Permitted::get(), 1);
		let pending = Answers::<Test>::iter_values().next().unwrap();
		assert_eq!(pending.outcome, Outcome::Acquire(AcquireOutcome::Pending));
		assert_eq!(events(), []);

		close_block();
		let expected = Lock {
			holder: id(ALICE),
			scene: HEAVY,
			authorization: digest("credential"),
			flow: flow("F1"),
			region: Region::new(32).unwrap(),
			at: NOON,
			expires: NOON + 2 * TERM,
			weight: 20,
			claimed: fen(4_000),
		};
		assert_eq!(lock_of(1), Some(expected.clone()));
		assert_eq!(LocksPallet::live_lock(&key(1)), Some(expected));
		assert_eq!(LiveLocks::<Test>::get(), 1);
		assert_eq!(bill(1).usage, Use::Locked);
		assert!(!Requests::<Test>::exists());
		let won = Answers::<Test>::iter_values().next().unwrap();
		assert_eq!(won.outcome, Outcome::Acquire(AcquireOutcome::Won));
		assert_eq!(
			events(),
			[Event::Acquired {
				key: key(1),
				holder: id(ALICE),
				scene: HEAVY,
				region: Region::new(32).unwrap(),
				flow: flow("F1"),
				at: NOON,
				expires: NOON + 2 * TERM,
				claimed: fen(4_000),
				authorization: digest("credential"),
				obligations: Obligations::NOTIFY_HOLDER,
			}]
		);
	});
}

#[test]
fn the_platform_locks_for_other_regions() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let ask = Ask { region: Region::new(33).unwrap(), ..Ask::new(PLATFORM, 1, "F1") };
		assert_ok!(ask.dispatch());
		close_block();
		assert_eq!(lock_of(1).unwrap().holder, id(PLATFORM));
		assert_eq!(lock_of(1).unwrap().region.get(), 33);
	});
}

#[test]
fn nobody_else_locks() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for who in [ISSUER, OPERATOR, AUTHORITY, STRANGER] {
			assert_noop!(acquire(who, 1, "F1"), Error::<Test>::NotAuthorized);
		}
		Frozen::set(vec![ALICE.into()]);
		assert_noop!(acquire(ALICE, 1, "F1"), Error::<Test>::NotActive);
		RetiredScenes::set(vec![LIGHT.0]);
		assert_noop!(acquire(BOB, 1, "F1"), Error::<Test>::NotActive);
		let unknown = Ask { scene: SceneId(9), ..Ask::new(BOB, 1, "F1") };
		assert_noop!(unknown.dispatch(), Error::<Test>::NotActive);
		let ask = Ask { scene: HEAVY, authorization: Some(denied()), ..Ask::new(BOB, 1, "F1") };
		assert_noop!(ask.dispatch(), DispatchError::Other("denied"));
		let none = Ask { scene: HEAVY, authorization: None, ..Ask::new(BOB, 1, "F1") };
		assert_noop!(none.dispatch(), Error::<Test>::AuthorizationRequired);
		assert_eq!(Permitted::get(), 0);
	});
}

#[test]
fn policies_judge_a_request_by_its_facts() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Ceiling::set(4_000);
		let region = Region::new(33).unwrap();
		let ask = |claimed| Ask { claimed, region, ..Ask::new(ALICE, 1, "F1") };
		assert_ok!(ask(4_000).dispatch());
		let expected = Facts {
			point: PolicyPoint::Lock,
			at: NOON,
			actor: Some(id(ALICE)),
			issuer: Some(id(ISSUER)),
			scene: Some(LIGHT),
			region: Some(region),
			bill: Some(key(1)),
			kind: Some(bill(1).kind),
			total: Some(fen(TOTAL)),
			claimed: Some(fen(4_000)),
			issued_on: Some(bill(1).issued_on),
			..Facts::default()
		};
		assert_eq!(Judged::get(), [expected]);
	});
}

#[test]
fn a_denial_is_counted_and_is_the_answer_to_its_flow_number() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Ceiling::set(4_000);
		let ask = |flow| Ask { claimed: 4_001, ..Ask::new(ALICE, 1, flow) };
		assert_ok!(ask("F1").dispatch());
		assert_eq!(counted(), 1);
		let (policy, version) = (Some(PolicyId(1)), Some(CEILING_VERSION));
		let of = |text| (key(1), id(ALICE), flow(text));
		let (key, requester, flow) = of("F1");
		assert_eq!(events(), [Event::LockDenied { key, requester, flow, policy, version }]);
		assert!(!Requests::<Test>::exists());
		next_block(0);
		assert_eq!((lock_of(1), bill(1).usage, Won::get()), (None, Use::Free, vec![]));

		// The policy changes, the answer does not; nor is it judged again.
		Ceiling::set(u64::MAX);
		assert_ok!(ask("F1").dispatch());
		assert_eq!(counted(), 1);
		let (operation, outcome) =
			(LockOperation::Acquire, Outcome::Denied(Denial { policy, version }));
		let (key, requester, flow) = of("F1");
		assert_eq!(events(), [Event::AnsweredAgain { key, requester, flow, operation, outcome }]);
		assert_noop!(Ask { claimed: 4_000, ..ask("F1") }.dispatch(), Error::<Test>::FlowConflict);
		assert_ok!(ask("F2").dispatch());
		next_block(0);
		assert_eq!(lock_of(1).unwrap().holder, id(ALICE));
	});
}

#[test]
fn a_denied_request_leaves_the_dispute_to_the_others() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Ceiling::set(4_000);
		assert_ok!(Ask { scene: HEAVY, claimed: 4_001, ..Ask::new(ALICE, 1, "F1") }.dispatch());
		assert_ok!(Ask { claimed: 4_000, ..Ask::new(BOB, 1, "F1") }.dispatch());
		next_block(0);
		assert_eq!(lock_of(1).unwrap().holder, id(BOB));
		// A bill somebody holds is not judged.
		assert_noop!(
			Ask { claimed: 4_001, ..Ask::new(ALICE, 1, "F2") }.dispatch(),
			Error::<Test>::AlreadyLocked
		);
		assert_eq!(counted(), 2);
	});
}

#[test]
fn an_authorization_is_used_by_whoever_wins() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		assert_ok!(Ask { scene: HEAVY, ..Ask::new(ALICE_CLERK, 1, "F1") }.dispatch());
		assert_ok!(acquire(BOB, 1, "F2"));
		assert_ok!(acquire(BOB, 2, "F3"));
		assert_ok!(red_flush(2, None));
		assert_eq!(Won::get(), []);
		next_block(0);
		assert_eq!(Won::get(), [(id(ALICE), key(1), credential())]);
		// The clerk's organisation holds it, and settles with any of its keys.
		assert_ok!(settle(ALICE, 1, "S1", 1, false));
	});
}

#[test]
fn only_a_lockable_bill_is_asked_for() {
	ExtBuilder::default().with_bills(5).build_and_execute(|| {
		assert_noop!(acquire(ALICE, 9, "F1"), BillError::<Test>::NotFound);
		let claims = [(0, BillError::<Test>::AmountZero), (TOTAL + 1, BillError::ExceedsTotal)];
		for (claimed, error) in claims {
			let ask = Ask { claimed, ..Ask::new(ALICE, 1, "F1") };
			assert_noop!(ask.dispatch(), error);
		}
		assert_ok!(red_flush(1, None));
		assert_noop!(acquire(ALICE, 1, "F1"), BillError::<Test>::Terminal);
		assert_noop!(acquire(ALICE, 101, "F1"), BillError::<Test>::NotLockable);
		assert_ok!(BillsPallet::exchange_for_paper(
			signed(ISSUER),
			key(2),
			digest("serial"),
			reason()
		));
		assert_noop!(acquire(ALICE, 2, "F1"), BillError::<Test>::OnPaper);
		assert_ok!(BillsPallet::set_circulation(signed(ISSUER), key(3), Circulation::Blocked));
		assert_noop!(acquire(ALICE, 3, "F1"), BillError::<Test>::NotCirculable);
		hold(ALICE, 4, "F1");
		assert_ok!(settle(ALICE, 4, "S1", TOTAL, false));
		assert_noop!(acquire(ALICE, 4, "F2"), BillError::<Test>::Reimbursed);
	});
}

#[test]
fn a_held_bill_is_not_asked_for() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		assert_noop!(acquire(BOB, 1, "F2"), Error::<Test>::AlreadyLocked);
		assert_noop!(acquire(ALICE, 1, "F2"), Error::<Test>::AlreadyLocked);
		assert_ok!(release(ALICE, 1, "R1"));
		assert_ok!(acquire(BOB, 1, "F2"));
		close_block();
		assert_eq!(lock_of(1).unwrap().holder, id(BOB));
	});
}

#[test]
fn what_is_left_of_a_bill_can_be_locked_again() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		assert_noop!(acquire(BOB, 1, "F2"), BillError::<Test>::ExceedsTotal);
		let ask = Ask { claimed: 6_000, ..Ask::new(BOB, 1, "F2") };
		assert_ok!(ask.dispatch());
		close_block();
		assert_eq!(lock_of(1).unwrap().holder, id(BOB));
	});
}

#[test]
fn a_block_collects_so_many_requests_and_no_more() {
	ExtBuilder::default().with_bills(9).build_and_execute(|| {
		for number in 1..=8 {
			assert_ok!(acquire(ALICE, number, &format!("F{number}")));
		}
		assert_noop!(acquire(ALICE, 9, "F9"), Error::<Test>::MaxRequestsExceeded);
		next_block(0);
		assert_ok!(acquire(ALICE, 9, "F9"));
		close_block();
		assert_eq!(LiveLocks::<Test>::get(), 9);
	});
}

#[test]
fn a_request_pays_for_the_policies_it_asks_and_for_whoever_is_told() {
	let call = |text| Call::<Test>::acquire {
		key: key(1),
		scene: LIGHT,
		region: Region::SHANGHAI,
		flow: flow(text),
		claimed: fen(TOTAL),
		authorization: Some(credential()),
	};
	let asked = Registry::session_weight() + Registry::judge_weight();
	// The lock itself, and one in the way that ran out.
	let told = NOTICE_WEIGHT + NOTICE_WEIGHT + TOLD_WEIGHT;
	let declared = <() as WeightInfo>::acquire() + asked + told;
	let watched = declared + TOLD_WEIGHT;
	assert_eq!(call("F1").get_dispatch_info().call_weight, declared);
	assert_eq!(call("REGION-1").get_dispatch_info().call_weight, watched);
	assert_eq!(<LocksPallet as RegionLocks>::region_weight(), watched);
	let left = Registry::unused(&Vec::new(), 1);
	let in_the_way = NOTICE_WEIGHT + TOLD_WEIGHT;
	let spent = |text, who| {
		RuntimeCall::from(call(text)).dispatch(signed(who)).unwrap().actual_weight.unwrap()
	};
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_eq!(spent("F1", ALICE), declared - left - in_the_way);
		next_block(TERM);
		assert_eq!(spent("REGION-1", BOB), watched - left);
	});
}

#[test]
fn the_others_pay_for_whoever_is_told() {
	let of = |call: Call<Test>| call.get_dispatch_info().call_weight;
	let (key, region, text) = (key(1), Region::SHANGHAI, flow("F1"));
	let (amount, holder, why) = (fen(1), id(ALICE), reason());
	let settle = Call::settle { key, region, flow: text.clone(), amount, close: false };
	assert_eq!(of(settle), <() as WeightInfo>::settle() + NOTICE_WEIGHT);
	let release = Call::release { key, region, flow: text.clone(), reason: why.clone() };
	assert_eq!(of(release), <() as WeightInfo>::release() + NOTICE_WEIGHT);
	let confirm = Call::confirm_reversal { key, holder, flow: text.clone(), amount };
	assert_eq!(of(confirm), <() as WeightInfo>::confirm_reversal() + NOTICE_WEIGHT);
	let force = Call::force_release { key, holder, flow: text, reason: why };
	let told = NOTICE_WEIGHT + TOLD_WEIGHT;
	assert_eq!(of(force), <() as WeightInfo>::force_release() + told);
	let swept = MaxExpiries::get();
	assert_eq!(
		LocksPallet::on_initialize(1),
		<() as WeightInfo>::sweep(swept) + told * u64::from(swept)
	);
}
