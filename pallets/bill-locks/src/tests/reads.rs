use crate::{mock::*, Settlements};
use fiscal_primitives::{
	bill::{PendingReversal, SettledAmount, MAX_SETTLED},
	ParticipantId,
};
use frame_support::assert_ok;

#[test]
fn a_reversal_is_told_until_it_is_decided() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_eq!(LocksPallet::pending_reversal(&key(1)), None);
		assert_eq!(LocksPallet::settled(&key(1)), (Vec::new(), false));
		hold(ALICE, 1, "F1");
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		let settled = SettledAmount { participant: id(ALICE), amount: fen(4_000) };
		assert_eq!(LocksPallet::settled(&key(1)), (vec![settled], false));
		assert_eq!(LocksPallet::settled(&key(2)), (Vec::new(), false));
		assert_ok!(request_reversal(ALICE, 1, "V1", 4_000));
		let waiting = PendingReversal {
			holder: id(ALICE),
			signer: id(ALICE),
			flow: flow("V1"),
			amount: fen(4_000),
			reason: reason(),
		};
		assert_eq!(LocksPallet::pending_reversal(&key(1)), Some(waiting));
		assert_ok!(confirm_reversal(AUTHORITY, 1, 4_000));
		assert_eq!(LocksPallet::pending_reversal(&key(1)), None);
		assert_eq!(LocksPallet::settled(&key(1)), (Vec::new(), false));
	});
}

#[test]
fn an_answer_names_no_more_participants_than_it_may() {
	new_test_ext().execute_with(|| {
		for participant in 1..=MAX_SETTLED {
			Settlements::<Test>::insert(key(1), ParticipantId(participant), fen(1));
		}
		let (settled, more) = LocksPallet::settled(&key(1));
		assert_eq!((settled.len(), more), (100, false));
		Settlements::<Test>::insert(key(1), ParticipantId(0), fen(1));
		let (settled, more) = LocksPallet::settled(&key(1));
		assert_eq!((settled.len(), more), (100, true));
	});
}
