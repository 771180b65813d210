use crate::{mock::*, Error, Event, NodesOf, RelationCount, Relations};
use fiscal_primitives::{
	node::{NodeRole, NodeStatus},
	traits::NodeRegistry,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn linked(test: impl FnOnce()) {
	ExtBuilder::default().with_node().build_and_execute(|| {
		for role in [NodeRole::Issuer, NodeRole::User] {
			assert_ok!(AccessNodes::link(root(), NODE, BOTH, role));
		}
		test();
	});
}

#[test]
fn each_capacity_ends_by_itself_and_the_last_one_leaves_nothing() {
	linked(|| {
		assert_ok!(AccessNodes::unlink(signed(FINANCE), NODE, BOTH, NodeRole::Issuer));
		System::assert_last_event(
			Event::Unlinked {
				node: NODE,
				participant: BOTH,
				role: NodeRole::Issuer,
				by: by(FINANCE),
			}
			.into(),
		);
		assert!(!AccessNodes::serves(NODE, BOTH, NodeRole::Issuer));
		assert!(AccessNodes::serves(NODE, BOTH, NodeRole::User));
		assert_eq!(RelationCount::<Test>::get(NODE), 1);

		assert_ok!(AccessNodes::unlink(root(), NODE, BOTH, NodeRole::User));
		assert!(!Relations::<Test>::contains_key(NODE, BOTH));
		assert!(!NodesOf::<Test>::contains_key(BOTH, NODE));
		assert_eq!(RelationCount::<Test>::get(NODE), 0);
	});
}

#[test]
fn it_works_whatever_the_state() {
	linked(|| {
		Participants::freeze(BOTH);
		assert_ok!(AccessNodes::set_status(root(), NODE, NodeStatus::Disabled, reason()));
		assert_ok!(AccessNodes::unlink(root(), NODE, BOTH, NodeRole::Issuer));
	});
}

#[test]
fn what_is_not_linked_is_not_found() {
	linked(|| {
		let unlink =
			|origin, participant, role| AccessNodes::unlink(origin, NODE, participant, role);
		assert_noop!(unlink(root(), ISSUER, NodeRole::Issuer), Error::<Test>::NotFound);
		assert_ok!(unlink(root(), BOTH, NodeRole::User));
		assert_noop!(unlink(root(), BOTH, NodeRole::User), Error::<Test>::NotFound);
		assert_noop!(unlink(signed(OPERATOR), BOTH, NodeRole::Issuer), NOT_AUTHORIZED);
		assert_noop!(
			unlink(RuntimeOrigin::none(), BOTH, NodeRole::Issuer),
			DispatchError::BadOrigin
		);
	});
}
