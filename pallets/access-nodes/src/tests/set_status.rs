use crate::{mock::*, Deadlines, Decisions, Error, Event, Nodes};
use fiscal_primitives::{node::NodeStatus, traits::NodeRegistry, Actor, NodeId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn set(origin: RuntimeOrigin, node: NodeId, status: NodeStatus) -> sp_runtime::DispatchResult {
	AccessNodes::set_status(origin, node, status, reason())
}

#[test]
fn a_suspended_node_resumes() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		Now::set(6_000);
		assert_ok!(set(signed(FINANCE), NODE, NodeStatus::Suspended));
		assert!(!AccessNodes::is_normal(NODE));
		assert_eq!(Nodes::<Test>::get(NODE).unwrap().changed_at, 6_000);
		System::assert_last_event(
			Event::StatusChanged {
				node: NODE,
				from: NodeStatus::Normal,
				to: NodeStatus::Suspended,
				by: by(FINANCE),
				at: 6_000,
				reason: reason(),
			}
			.into(),
		);
		assert_ok!(set(root(), NODE, NodeStatus::Normal));
		assert!(AccessNodes::is_normal(NODE));
		let decision = Decisions::<Test>::get(NODE).unwrap();
		assert_eq!((decision.by, decision.at), (Actor::Council, 6_000));
		assert_eq!(decision.reason, Some(reason()));
	});
}

#[test]
fn disabled_is_for_ever() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(set(root(), NODE, NodeStatus::Disabled));
		assert!(!AccessNodes::is_normal(NODE));
		for status in [NodeStatus::Normal, NodeStatus::Suspended, NodeStatus::Disabled] {
			assert_noop!(set(root(), NODE, status), Error::<Test>::Terminal);
		}
		assert_eq!(Deadlines::<Test>::iter().count(), 0, "nothing is due for it any more");
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_noop!(set(root(), NODE, NodeStatus::Normal), Error::<Test>::NothingChanged);
		assert_noop!(set(root(), NodeId(2), NodeStatus::Suspended), Error::<Test>::NotFound);
		assert_noop!(set(signed(OPERATOR), NODE, NodeStatus::Suspended), NOT_AUTHORIZED);
		assert_noop!(
			set(RuntimeOrigin::none(), NODE, NodeStatus::Suspended),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_node_whose_operator_is_not_active_is_not_in_service() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		Participants::freeze(OPERATOR);
		assert!(!AccessNodes::is_normal(NODE));
		Participants::set_active(OPERATOR, true);
		assert!(AccessNodes::is_normal(NODE));
	});
}
