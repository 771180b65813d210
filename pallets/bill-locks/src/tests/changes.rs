use crate::mock::*;
use fiscal_primitives::{changes::LockEvent, PolicyId};
use frame_support::assert_ok;

fn told() -> Vec<(u64, LockEvent)> {
	events()
		.iter()
		.filter_map(LocksPallet::changes_of)
		.map(|(key, event)| (key.number.value(), event))
		.collect()
}

#[test]
fn an_index_is_told_what_happened_to_locks() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		let (alice, bob) = (id(ALICE), id(BOB));
		let expires = NOON + 2 * TERM;
		assert_ok!(Ask { scene: HEAVY, ..Ask::new(ALICE, 1, "F1") }.dispatch());
		assert_ok!(acquire(BOB, 1, "F2"));
		assert_ok!(acquire(BOB, 2, "F3"));
		assert_ok!(red_flush(2, None));
		next_block(0);
		assert_eq!(
			told(),
			[
				(1, LockEvent::Acquired { holder: alice, flow: flow("F1"), expires }),
				(1, LockEvent::Lost { requester: bob, flow: flow("F2"), winner: Some(alice) }),
				(2, LockEvent::Lost { requester: bob, flow: flow("F3"), winner: None }),
			]
		);
		assert_ok!(acquire(BOB, 1, "F2"));
		assert_eq!(told(), []);
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		let (amount, holder) = (fen(4_000), alice);
		assert_eq!(told(), [(1, LockEvent::Settled { holder, flow: flow("S1"), amount })]);
		assert_ok!(request_reversal(ALICE, 1, "V1", 4_000));
		assert_ok!(withdraw_reversal(ALICE, 1));
		assert_ok!(request_reversal(ALICE, 1, "V2", 4_000));
		assert_eq!(told(), []);
		assert_ok!(confirm_reversal(AUTHORITY, 1, 4_000));
		assert_eq!(told(), [(1, LockEvent::Reversed { holder, amount })]);

		hold(ALICE, 1, "F4");
		told();
		assert_ok!(release(ALICE, 1, "R1"));
		assert_eq!(told(), [(1, LockEvent::Released { holder })]);
		hold(ALICE, 1, "F5");
		told();
		assert_ok!(force_release(RuntimeOrigin::root(), 1));
		assert_eq!(told(), [(1, LockEvent::ForceReleased { holder })]);
		hold(ALICE, 1, "F6");
		told();
		next_block(TERM - NOTICE);
		next_block(NOTICE);
		assert_eq!(told(), []);
		close_block();
		assert_eq!(told(), [(1, LockEvent::Expired { holder })]);
	});
}

#[test]
fn an_index_is_told_which_policy_denied() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Ceiling::set(0);
		assert_ok!(acquire(ALICE, 1, "F1"));
		let (policy, version) = (Some(PolicyId(1)), Some(CEILING_VERSION));
		let denied = LockEvent::Denied { requester: id(ALICE), flow: flow("F1"), policy, version };
		assert_eq!(told(), [(1, denied)]);
	});
}
