//! R011: an operation of high risk runs under an approval or a motion, and not else.

use crate::{
	mock::{target::Done, *},
	Cases, Error,
};
use fiscal_primitives::{
	approval::ApprovalState,
	operation::{Actor, Approval, Operation},
	traits::Gate,
	FlowId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const SCENE: Operation = Operation::RegisterScene;

fn approve_by_pair(proposer: fiscal_primitives::ParticipantId, call: &RuntimeCall) {
	assert_ok!(Approvals::propose(signed(proposer), Box::new(call.clone()), Some(PAIR), reason()));
	let id = crate::Count::<Test>::get();
	assert_ok!(Approvals::approve(signed(SECOND), id, subject(call), None));
	assert_ok!(Approvals::approve(signed(THIRD), id, subject(call), None));
}

fn failure(id: u32) -> Option<DispatchError> {
	Cases::<Test>::get(id).unwrap().failure
}

#[test]
fn the_council_and_whoever_has_the_role_pass() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Target::act(RuntimeOrigin::root(), 1));
		assert_eq!(Done::<Test>::get(), Some((1, Actor::Council)));
		assert_ok!(Target::act(signed(CLERK), 2));
		let clerk = Actor::Participant { id: AUTHORITY, signer: CLERK, approval: None };
		assert_eq!(Done::<Test>::get(), Some((2, clerk)));
		assert_noop!(Target::act(signed(AUDITOR), 3), NOT_AUTHORIZED);
		assert_noop!(Target::act(RuntimeOrigin::none(), 3), DispatchError::BadOrigin);
	});
}

#[test]
fn an_operation_of_high_risk_needs_an_approval() {
	ExtBuilder::default().with_high_risk(SCENE, PAIR).build_and_execute(|| {
		assert_noop!(Target::act(signed(AUTHORITY), 1), Error::<Test>::ApprovalRequired);
		assert_noop!(Target::act(signed(AUDITOR), 1), NOT_AUTHORIZED);
		assert_ok!(Target::act(RuntimeOrigin::root(), 1));

		// Anybody may propose: the flow decides.
		let call = act(5);
		assert_ok!(Approvals::propose(signed(INSURER), Box::new(call.clone()), None, reason()));
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&call), None));
		assert_eq!(Done::<Test>::get().unwrap().0, 1, "not before the last signature");
		assert_ok!(Approvals::approve(signed(THIRD), 1, subject(&call), None));
		let (value, by) = Done::<Test>::get().unwrap();
		// The head is that of the record with both signatures, before the execution is noted.
		let heads = Approvals::approval(1).unwrap().heads();
		assert_eq!(heads.len(), 4);
		let approval = Some(Approval { id: 1, head: heads[2], mandated: true });
		assert_eq!(value, 5);
		assert_eq!(by, Actor::Participant { id: INSURER, signer: INSURER, approval });
	});
}

#[test]
fn an_approval_serves_its_own_operation_alone() {
	ExtBuilder::default().with_high_risk(SCENE, PAIR).build_and_execute(|| {
		let call: RuntimeCall = target::Call::<Test>::mislabelled {}.into();
		approve_by_pair(INSURER, &call);
		assert_eq!(failure(1), Some(Error::<Test>::OperationMismatch.into()));
	});
}

#[test]
fn where_no_flow_is_demanded_the_proposer_needs_the_role_and_counts_alone() {
	ExtBuilder::default().build_and_execute(|| {
		let propose =
			|| Approvals::propose(signed(INSURER), Box::new(act(1)), Some(PAIR), reason());
		assert_noop!(propose(), Error::<Test>::NotAuthorized);
		approve_by_pair(CLERK, &act(2));
		let (value, by) = Done::<Test>::get().unwrap();
		assert_eq!((value, by.participant()), (2, Some(AUTHORITY)));
		assert!(!by.decided_together(), "its own choice of a flow is no decision of others");
		assert_eq!(by.approval().map(|approval| approval.mandated), Some(false));
	});
}

#[test]
fn an_approval_does_not_outlive_the_demand_it_met() {
	ExtBuilder::default().with_high_risk(SCENE, PAIR).build_and_execute(|| {
		let call = act(1);
		assert_ok!(Approvals::propose(signed(FOURTH), Box::new(call.clone()), None, reason()));
		assert_ok!(Approvals::set_high_risk(RuntimeOrigin::root(), SCENE, Some(CHAIN)));
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&call), None));
		assert_ok!(Approvals::approve(signed(THIRD), 1, subject(&call), None));
		assert_eq!(failure(1), Some(Error::<Test>::ApprovalRequired.into()));
		assert_eq!(Done::<Test>::get(), None);
		// It serves again once its own flow is the one demanded.
		assert_ok!(Approvals::set_high_risk(RuntimeOrigin::root(), SCENE, Some(PAIR)));
		assert_ok!(Approvals::execute(signed(FOURTH), 1));
		assert!(Done::<Test>::get().unwrap().1.decided_together());
	});
}

#[test]
fn where_the_demand_was_lifted_the_proposer_needs_the_role() {
	ExtBuilder::default().with_high_risk(SCENE, PAIR).build_and_execute(|| {
		let propose = |proposer, value| {
			assert_ok!(Approvals::propose(signed(proposer), Box::new(act(value)), None, reason()));
		};
		propose(INSURER, 1);
		propose(FOURTH, 2);
		assert_ok!(Approvals::set_high_risk(RuntimeOrigin::root(), SCENE, None));
		for (id, signer) in [(1, SECOND), (1, THIRD), (2, SECOND), (2, THIRD)] {
			assert_ok!(Approvals::approve(signed(signer), id, subject(&act(id)), None));
		}
		assert_eq!(failure(1), Some(Error::<Test>::NotAuthorized.into()));
		let (value, by) = Done::<Test>::get().unwrap();
		assert_eq!((value, by.decided_together()), (2, false));
	});
}

#[test]
fn the_gate_says_who_proposed_and_nobody_for_other_origins() {
	ExtBuilder::default().build_and_execute(|| {
		let approved = crate::Origin::Approved {
			id: 1,
			operation: SCENE,
			proposer: AUTHORITY,
			signer: CLERK,
			head: Default::default(),
			flow: PAIR,
			mandated: true,
		};
		let proposer =
			|origin: RuntimeOrigin| <Approvals as Gate<RuntimeOrigin>>::proposer(&origin);
		assert_eq!(proposer(approved.into()), Some(CLERK));
		assert_eq!(proposer(signed(CLERK)), None);
		assert_eq!(proposer(RuntimeOrigin::root()), None);
	});
}

#[test]
fn a_flow_of_the_proposers_choice_is_no_way_around_one_demanded_later() {
	ExtBuilder::default().build_and_execute(|| {
		let call = act(1);
		let boxed = Box::new(call.clone());
		assert_ok!(Approvals::propose(signed(FOURTH), boxed, Some(PAIR), reason()));
		assert_ok!(Approvals::set_high_risk(RuntimeOrigin::root(), SCENE, Some(CHAIN)));
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&call), None));
		assert_ok!(Approvals::approve(signed(THIRD), 1, subject(&call), None));
		assert_eq!(failure(1), Some(Error::<Test>::ApprovalRequired.into()));
		assert_eq!(Done::<Test>::get(), None);
	});
}

#[test]
fn what_a_frozen_participant_proposed_is_not_done() {
	for frozen in [AUTHORITY, CLERK] {
		ExtBuilder::default().with_high_risk(SCENE, PAIR).build_and_execute(|| {
			let call = act(1);
			assert_ok!(Approvals::propose(signed(CLERK), Box::new(call.clone()), None, reason()));
			assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&call), None));
			Frozen::set(vec![frozen]);
			assert_ok!(Approvals::approve(signed(THIRD), 1, subject(&call), None));
			assert_eq!(failure(1), Some(Error::<Test>::NotActive.into()));
			assert_eq!(Cases::<Test>::get(1).unwrap().state, ApprovalState::Failed);
		});
	}
}

#[test]
fn the_demanded_flow_is_taken() {
	ExtBuilder::default().with_high_risk(SCENE, CHAIN).build_and_execute(|| {
		let propose = |flow: Option<FlowId>| {
			Approvals::propose(signed(FOURTH), Box::new(act(1)), flow, reason())
		};
		assert_noop!(propose(Some(PAIR)), Error::<Test>::FlowMismatch);
		assert_ok!(propose(None));
		assert_ok!(propose(Some(CHAIN)));
		assert!(Cases::<Test>::get(1).unwrap().terms.mandated);
	});
}
