//! R007, R011, R052.

use crate::{mock::*, Cases, Error, Event, Flows as Store, HighRisk, Roles};
use fiscal_primitives::{
	approval::{ApprovalState, Lifetime, StepRole, Steps},
	operation::{Actor, Operation},
	ApprovalRoleId, FlowId,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn a_flow_is_created_and_retired() {
	ExtBuilder::default().build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_ok!(Approvals::create_flow(root(), name("三级"), chain(), Lifetime::DEFAULT));
		let (flow, by) = (FlowId(3), Actor::Council);
		System::assert_last_event(
			Event::FlowCreated {
				flow,
				name: name("三级"),
				steps: chain(),
				lifetime: Lifetime::DEFAULT,
				by,
			}
			.into(),
		);
		assert_eq!(Roles::<Test>::get(REVIEWERS).unwrap().flows, 2);
		assert_ok!(Approvals::retire_flow(root(), flow));
		System::assert_last_event(Event::FlowRetired { flow, by }.into());
		assert!(!Store::<Test>::contains_key(flow));
		assert_noop!(Approvals::retire_flow(root(), flow), Error::<Test>::NotFound);
	});
}

#[test]
fn a_flow_names_roles_that_are_there() {
	ExtBuilder::default().build_and_execute(|| {
		let steps = Steps::new(vec![
			step(StepRole::Approval(REVIEWERS), 1),
			step(StepRole::Approval(ApprovalRoleId(9)), 1),
		]);
		let call =
			|steps| Approvals::create_flow(RuntimeOrigin::root(), name("空"), steps, Lifetime::MIN);
		assert_noop!(call(steps.unwrap()), Error::<Test>::NotFound);
		assert_ok!(call(pair()));
		assert_ok!(call(pair()));
		assert_noop!(call(pair()), Error::<Test>::MaxFlowsExceeded);
	});
}

#[test]
fn approvals_keep_the_steps_they_began_with() {
	ExtBuilder::default().build_and_execute(|| {
		let call = act(1);
		assert_ok!(Approvals::propose(
			signed(FOURTH),
			Box::new(call.clone()),
			Some(PAIR),
			reason()
		));
		assert_ok!(Approvals::retire_flow(RuntimeOrigin::root(), PAIR));
		assert_noop!(
			Approvals::propose(signed(FOURTH), Box::new(act(2)), Some(PAIR), reason()),
			Error::<Test>::NotFound
		);
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&call), None));
		assert_ok!(Approvals::approve(signed(THIRD), 1, subject(&call), None));
		assert_eq!(Cases::<Test>::get(1).unwrap().state, ApprovalState::Executed);
	});
}

#[test]
fn an_operation_of_high_risk_demands_a_flow_that_is_there() {
	ExtBuilder::default().build_and_execute(|| {
		let root = RuntimeOrigin::root;
		let operation = Operation::RegisterScene;
		let set = |flow| Approvals::set_high_risk(root(), operation, flow);
		assert_noop!(set(Some(FlowId(9))), Error::<Test>::NotFound);
		assert_noop!(set(None), Error::<Test>::NothingChanged);
		assert_ok!(set(Some(PAIR)));
		System::assert_last_event(
			Event::HighRiskChanged { operation, flow: Some(PAIR), by: Actor::Council }.into(),
		);
		assert_noop!(set(Some(PAIR)), Error::<Test>::NothingChanged);
		assert_noop!(Approvals::retire_flow(root(), PAIR), Error::<Test>::InUse);
		assert_ok!(set(Some(CHAIN)));
		assert_ok!(Approvals::retire_flow(root(), PAIR));
		assert_ok!(set(None));
		assert!(!HighRisk::<Test>::contains_key(operation));
	});
}

#[test]
fn whoever_may_not_change_flows_alone_proposes_the_change() {
	let operation = Operation::ChangeApprovalFlows;
	ExtBuilder::default().with_high_risk(operation, PAIR).build_and_execute(|| {
		assert_noop!(
			Approvals::retire_flow(signed(SECOND), CHAIN),
			Error::<Test>::ApprovalRequired
		);
		let call: RuntimeCall = crate::Call::<Test>::retire_flow { flow: CHAIN }.into();
		assert_ok!(Approvals::propose(signed(SECOND), Box::new(call.clone()), None, reason()));
		assert_ok!(Approvals::approve(signed(THIRD), 1, subject(&call), None));
		assert_ok!(Approvals::approve(signed(FOURTH), 1, subject(&call), None));
		assert!(!Store::<Test>::contains_key(CHAIN));
	});
}
