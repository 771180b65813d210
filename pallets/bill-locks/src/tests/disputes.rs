//! Requests of the same block for the same bill.

use crate::{mock::*, Event};
use fiscal_primitives::{bill::Use, policy::Obligations, Region};
use fiscal_sm_crypto::sm3_256;
use frame_support::assert_ok;

/// Two transactions, the one with the smaller digest first.
fn ordered() -> [&'static [u8]; 2] {
	let mut transactions: [&[u8]; 2] = [b"one", b"two"];
	transactions.sort_by_key(|bytes| sm3_256(bytes));
	transactions
}

#[test]
fn the_heavier_scene_wins_whatever_the_digest() {
	let [small, large] = ordered();
	for (light, heavy) in [(small, large), (large, small)] {
		ExtBuilder::default().with_bills(1).build_and_execute(|| {
			in_transaction(light, || {
				assert_ok!(acquire(ALICE, 1, "F1"));
			});
			let ask = Ask { scene: HEAVY, ..Ask::new(BOB, 1, "F2") };
			in_transaction(heavy, || {
				assert_ok!(ask.dispatch());
			});
			close_block();
			assert_eq!(lock_of(1).unwrap().holder, id(BOB));
			assert_eq!(
				events(),
				[
					Event::Acquired {
						key: key(1),
						holder: id(BOB),
						scene: HEAVY,
						region: Region::SHANGHAI,
						flow: flow("F2"),
						at: NOON,
						expires: NOON + 2 * TERM,
						claimed: fen(TOTAL),
						authorization: credential(),
						obligations: Obligations::NOTIFY_HOLDER,
					},
					Event::LockLost {
						key: key(1),
						requester: id(ALICE),
						flow: flow("F1"),
						winner: id(BOB),
						expires: NOON + 2 * TERM,
					},
				]
			);
		});
	}
}

#[test]
fn the_smaller_digest_wins_at_equal_weight() {
	let [small, large] = ordered();
	for (alice, bob, winner) in [(small, large, ALICE), (large, small, BOB)] {
		ExtBuilder::default().with_bills(1).build_and_execute(|| {
			in_transaction(alice, || {
				assert_ok!(acquire(ALICE, 1, "F1"));
			});
			in_transaction(bob, || {
				assert_ok!(acquire(BOB, 1, "F2"));
			});
			close_block();
			assert_eq!(lock_of(1).unwrap().holder, id(winner));
		});
	}
}

#[test]
fn the_first_call_wins_in_one_transaction() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		in_transaction(b"one", || {
			assert_ok!(acquire(CAROL, 1, "F3"));
			assert_ok!(acquire(ALICE, 1, "F1"));
			assert_ok!(acquire(BOB, 1, "F2"));
		});
		close_block();
		assert_eq!(lock_of(1).unwrap().holder, id(CAROL));
	});
}

#[test]
fn the_order_of_arrival_between_blocks_beats_weight() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		let ask = Ask { scene: HEAVY, ..Ask::new(BOB, 1, "F2") };
		assert!(ask.dispatch().is_err());
		close_block();
		assert_eq!(lock_of(1).unwrap().holder, id(ALICE));
	});
}

#[test]
fn every_loser_is_told_the_winner_and_bills_do_not_mix() {
	ExtBuilder::default().with_bills(3).build_and_execute(|| {
		for (who, number, scene) in [
			(ALICE, 2, LIGHT),
			(BOB, 1, LIGHT),
			(CAROL, 2, HEAVY),
			(BOB, 2, LIGHT),
			(ALICE, 1, HEAVY),
			(CAROL, 3, SHORT),
		] {
			let text = format!("F{who}-{number}");
			let ask = Ask { scene, ..Ask::new(who, number, &text) };
			in_transaction(text.as_bytes(), || {
				assert_ok!(ask.dispatch());
			});
		}
		close_block();
		let holders = [1, 2, 3].map(|number| lock_of(number).unwrap().holder);
		assert_eq!(holders, [ALICE, CAROL, CAROL].map(id));
		let mut losers: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::LockLost { key, requester, winner, .. } => {
					Some((key.number.value(), requester, winner))
				}
				_ => None,
			})
			.collect();
		losers.sort();
		assert_eq!(
			losers,
			[(1, id(BOB), id(ALICE)), (2, id(ALICE), id(CAROL)), (2, id(BOB), id(CAROL)),]
		);
	});
}

#[test]
fn a_bill_cancelled_in_the_same_block_is_locked_by_nobody() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(acquire(ALICE, 1, "F1"));
		assert_ok!(acquire(BOB, 1, "F2"));
		assert_ok!(red_flush(1, None));
		close_block();
		assert_eq!(lock_of(1), None);
		assert_eq!(bill(1).usage, Use::Free);
		let refused = events();
		assert_eq!(refused.len(), 2);
		for (who, text) in [(ALICE, "F1"), (BOB, "F2")] {
			assert!(refused.contains(&Event::LockRefused {
				key: key(1),
				requester: id(who),
				flow: flow(text),
			}));
		}
	});
}

#[test]
fn an_authorization_for_one_use_wins_one_lock_of_a_block() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		let ask = |number, text| Ask {
			authorization: Some(single_use()),
			..Ask::new(ALICE, number, text)
		};
		assert_ok!(ask(2, "F2").dispatch());
		assert_ok!(ask(1, "F1").dispatch());
		assert_eq!(Permitted::get(), 2, "no use was counted when either was asked for");
		close_block();
		assert_eq!(lock_of(1).unwrap().authorization, single_use());
		assert_eq!(lock_of(2), None);
		assert_eq!(bill(2).usage, Use::Free);
		assert_eq!(Won::get(), [(id(ALICE), key(1), single_use())]);
		let refused = Event::LockRefused { key: key(2), requester: id(ALICE), flow: flow("F2") };
		let told = events();
		assert_eq!(told.len(), 2);
		assert!(matches!(&told[0], Event::Acquired { key: won, .. } if *won == key(1)));
		assert_eq!(told[1], refused);
		assert_eq!(ask(2, "F3").dispatch(), Err(USED_UP));
	});
}
