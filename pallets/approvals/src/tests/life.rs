//! Rejection, withdrawal, resubmission and execution once more. R007.

use crate::{
	mock::{
		target::{Broken, Done},
		*,
	},
	Calls, Cases, Error, Event, LatestOf, OpenCount,
};
use fiscal_primitives::{
	approval::{ApprovalState, MAX_RECORD},
	operation::{Approval, Operation, RecordAction},
	ParticipantId,
};
use frame_support::{assert_noop, assert_ok};

const SCENE: Operation = Operation::RegisterScene;

fn propose() {
	assert_ok!(Approvals::propose(signed(FOURTH), Box::new(act(7)), Some(PAIR), reason()));
}

fn approve(signer: ParticipantId, id: u32) {
	assert_ok!(Approvals::approve(signed(signer), id, subject(&act(7)), None));
}

fn state(id: u32) -> ApprovalState {
	Cases::<Test>::get(id).unwrap().state
}

fn actions(id: u32) -> Vec<(RecordAction, Option<ParticipantId>)> {
	let record = Approvals::approval(id).unwrap().record;
	record.iter().map(|line| (line.recorded.entry.action, line.recorded.entry.signer)).collect()
}

#[test]
fn whoever_might_sign_may_reject() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		let reject = |signer| Approvals::reject(signed(signer), 1, reason());
		assert_noop!(reject(AUDITOR), Error::<Test>::NotAuthorized);
		assert_noop!(reject(FOURTH), Error::<Test>::SameSigner);
		approve(SECOND, 1);
		assert_ok!(reject(THIRD));
		let case = Cases::<Test>::get(1).unwrap();
		assert_eq!((case.state, OpenCount::<Test>::get()), (ApprovalState::Rejected, 0));
		System::assert_last_event(
			Event::Rejected {
				id: 1,
				step: 0,
				signer: THIRD,
				did: Some(did(THIRD)),
				at: 1_000,
				reason: reason(),
				head: case.head,
			}
			.into(),
		);
		assert_noop!(reject(AUTHORITY), Error::<Test>::WrongState);
		assert_noop!(Approvals::withdraw(signed(FOURTH), 1, reason()), Error::<Test>::WrongState);
		assert_eq!(Done::<Test>::get(), None);
	});
}

#[test]
fn the_proposer_withdraws_for_ever() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		assert_noop!(
			Approvals::withdraw(signed(SECOND), 1, reason()),
			Error::<Test>::NotAuthorized
		);
		Frozen::set(vec![FOURTH]);
		assert_noop!(Approvals::withdraw(signed(FOURTH), 1, reason()), Error::<Test>::NotActive);
		Frozen::set(vec![]);
		assert_ok!(Approvals::withdraw(signed(FOURTH), 1, reason()));
		let head = Cases::<Test>::get(1).unwrap().head;
		let (signer, did, at) = (FOURTH, Some(did(FOURTH)), 1_000);
		System::assert_last_event(
			Event::Withdrawn { id: 1, signer, did, at, reason: reason(), head }.into(),
		);
		assert_noop!(Approvals::withdraw(signed(FOURTH), 1, reason()), Error::<Test>::Terminal);
		assert_noop!(Approvals::resubmit(signed(FOURTH), 1, reason()), Error::<Test>::Terminal);
		assert_noop!(Approvals::execute(signed(FOURTH), 1), Error::<Test>::Terminal);
	});
}

#[test]
fn the_call_of_what_was_withdrawn_is_dropped_unless_another_approval_is_of_it() {
	ExtBuilder::default().build_and_execute(|| {
		let kept = || Calls::<Test>::contains_key(subject(&act(7)));
		let withdraw = |id| Approvals::withdraw(signed(FOURTH), id, reason());
		propose();
		propose();
		assert_ok!(withdraw(2));
		assert!(kept(), "the first one still waits");
		assert_ok!(withdraw(1));
		assert!(kept(), "two are of it");
		let other = || Calls::<Test>::contains_key(subject(&act(8)));
		let again = Approvals::propose(signed(FOURTH), Box::new(act(8)), Some(PAIR), reason());
		assert_ok!(again);
		assert!(other());
		assert_ok!(withdraw(3));
		assert!(!other() && !LatestOf::<Test>::contains_key(subject(&act(8))));
		// Its record stays, and is checked without the call.
		let answer = Approvals::approval(3).unwrap();
		assert!(answer.call.is_empty());
		assert_eq!((answer.verify(), answer.record.len()), (Ok(()), 2));
		assert_ok!(Approvals::propose(signed(FOURTH), Box::new(act(8)), Some(PAIR), reason()));
		assert!(other());
	});
}

#[test]
fn another_attempt_needs_the_role_again_where_no_flow_is_demanded() {
	ExtBuilder::default().with_high_risk(SCENE, PAIR).build_and_execute(|| {
		assert_ok!(Approvals::propose(signed(INSURER), Box::new(act(7)), None, reason()));
		assert_ok!(Approvals::reject(signed(SECOND), 1, reason()));
		assert_ok!(Approvals::set_high_risk(RuntimeOrigin::root(), SCENE, None));
		let resubmit = || Approvals::resubmit(signed(INSURER), 1, reason());
		assert_noop!(resubmit(), Error::<Test>::NotAuthorized);
		assert_ok!(Approvals::set_high_risk(RuntimeOrigin::root(), SCENE, Some(PAIR)));
		assert_ok!(resubmit());
	});
}

#[test]
fn another_attempt_links_to_the_rejected_one() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		assert_noop!(Approvals::resubmit(signed(FOURTH), 1, reason()), Error::<Test>::WrongState);
		approve(SECOND, 1);
		assert_ok!(Approvals::reject(signed(THIRD), 1, reason()));
		assert_noop!(
			Approvals::resubmit(signed(SECOND), 1, reason()),
			Error::<Test>::NotAuthorized
		);
		Now::set(5_000);
		assert_ok!(Approvals::resubmit(signed(FOURTH), 1, reason()));
		let old = Cases::<Test>::get(1).unwrap();
		let new = Cases::<Test>::get(2).unwrap();
		assert_eq!((old.state, old.resubmitted), (ApprovalState::Rejected, Some(2)));
		let previous = Approval { id: 1, head: old.head, mandated: false };
		assert_eq!(new.terms.previous, Some(previous));
		assert_eq!((new.earlier, new.terms.deadline), (Some(1), 65_000));
		assert!(new.signatures.is_empty(), "signatures do not move to another attempt");
		assert_eq!(actions(1).last(), Some(&(RecordAction::Resubmitted, Some(FOURTH))));
		assert_noop!(
			Approvals::resubmit(signed(FOURTH), 1, reason()),
			Error::<Test>::AlreadyExists
		);
		approve(SECOND, 2);
		approve(THIRD, 2);
		assert_eq!(state(2), ApprovalState::Executed);
	});
}

#[test]
fn another_attempt_takes_the_flow_demanded_by_then() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		assert_ok!(Approvals::reject(signed(THIRD), 1, reason()));
		let root = RuntimeOrigin::root;
		assert_ok!(Approvals::set_high_risk(root(), Operation::RegisterScene, Some(CHAIN)));
		assert_ok!(Approvals::resubmit(signed(FOURTH), 1, reason()));
		let terms = Cases::<Test>::get(2).unwrap().terms;
		assert_eq!((terms.flow, terms.mandated), (CHAIN, true));
	});
}

#[test]
fn a_call_that_failed_changed_nothing_and_may_be_executed_again() {
	ExtBuilder::default().build_and_execute(|| {
		Broken::<Test>::put(true);
		propose();
		assert_noop!(Approvals::execute(signed(FOURTH), 1), Error::<Test>::WrongState);
		approve(SECOND, 1);
		approve(THIRD, 1);
		assert_eq!((state(1), Done::<Test>::get()), (ApprovalState::Failed, None));
		let failure = Cases::<Test>::get(1).unwrap().failure;
		assert_eq!(failure, Some(target::Error::<Test>::OutOfOrder.into()));
		assert_eq!(OpenCount::<Test>::get(), 1);
		assert_noop!(
			Approvals::approve(signed(AUTHORITY), 1, subject(&act(7)), None),
			Error::<Test>::WrongState
		);

		assert_noop!(Approvals::execute(signed(SECOND), 1), Error::<Test>::NotAuthorized);
		assert_ok!(Approvals::execute(signed(FOURTH), 1));
		assert_eq!(state(1), ApprovalState::Failed);
		Broken::<Test>::put(false);
		assert_ok!(Approvals::execute(signed(FOURTH), 1));
		assert_eq!((state(1), Done::<Test>::get().unwrap().0), (ApprovalState::Executed, 7));
		let done: Vec<_> = actions(1).into_iter().map(|(action, _)| action).collect();
		use RecordAction::*;
		assert_eq!(
			done,
			[Proposed, Approved, Approved, ExecutionFailed, ExecutionFailed, Executed]
		);
		assert_noop!(Approvals::execute(signed(FOURTH), 1), Error::<Test>::Terminal);
	});
}

#[test]
fn the_record_has_room_for_the_end() {
	ExtBuilder::default().build_and_execute(|| {
		Broken::<Test>::put(true);
		propose();
		approve(SECOND, 1);
		approve(THIRD, 1);
		while Approvals::execute(signed(FOURTH), 1).is_ok() {}
		assert_noop!(Approvals::execute(signed(FOURTH), 1), Error::<Test>::MaxRecordExceeded);
		Now::set(61_000);
		assert_ok!(Approvals::resubmit(signed(FOURTH), 1, reason()));
		assert_eq!(Cases::<Test>::get(1).unwrap().entries, MAX_RECORD);
	});
}
