use crate::{mock::*, Error, Event, Nodes};
use fiscal_primitives::{node::NodeStatus, traits::NodeRegistry, NodeId};
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
				by: Some(FINANCE),
				at: 6_000,
				reason: reason(),
			}
			.into(),
		);
		assert_ok!(set(RuntimeOrigin::root(), NODE, NodeStatus::Normal));
		assert!(AccessNodes::is_normal(NODE));
	});
}

#[test]
fn disabled_is_for_ever() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(set(RuntimeOrigin::root(), NODE, NodeStatus::Disabled));
		assert!(!AccessNodes::is_normal(NODE));
		for status in [NodeStatus::Normal, NodeStatus::Suspended, NodeStatus::Disabled] {
			assert_noop!(set(RuntimeOrigin::root(), NODE, status), Error::<Test>::Terminal);
		}
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_noop!(
			set(RuntimeOrigin::root(), NODE, NodeStatus::Normal),
			Error::<Test>::NothingChanged
		);
		assert_noop!(
			set(RuntimeOrigin::root(), NodeId(2), NodeStatus::Suspended),
			Error::<Test>::NotFound
		);
		assert_noop!(set(signed(OPERATOR), NODE, NodeStatus::Suspended), NOT_AUTHORIZED);
		assert_noop!(
			set(RuntimeOrigin::none(), NODE, NodeStatus::Suspended),
			DispatchError::BadOrigin
		);
	});
}
