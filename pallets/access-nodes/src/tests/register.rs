use crate::{mock::*, Count, Error, Event, Nodes};
use fiscal_primitives::{node::NodeStatus, traits::NodeRegistry, NodeId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn the_council_and_a_fiscal_authority_register() {
	ExtBuilder::default().build_and_execute(|| {
		for (number, (origin, by)) in
			[(RuntimeOrigin::root(), None), (signed(FINANCE), Some(FINANCE))]
				.into_iter()
				.enumerate()
		{
			Now::set(42);
			let node = NodeId(u32::try_from(number).unwrap() + 1);
			assert_ok!(AccessNodes::register(origin, name(), OPERATOR, credential()));
			let stored = Nodes::<Test>::get(node).unwrap();
			assert_eq!((stored.name, stored.operator), (name(), OPERATOR));
			assert_eq!((stored.credential, stored.status), (credential(), NodeStatus::Normal));
			assert_eq!((stored.registered_at, stored.changed_at), (42, 42));
			assert!(AccessNodes::is_normal(node));
			assert_eq!(<AccessNodes as NodeRegistry>::operator(node), Some(OPERATOR));
			System::assert_last_event(
				Event::Registered { node, operator: OPERATOR, credential: credential(), by }.into(),
			);
		}
		assert_eq!(Count::<Test>::get(), 2);
	});
}

#[test]
fn others_do_not_register() {
	ExtBuilder::default().build_and_execute(|| {
		let register = |origin| AccessNodes::register(origin, name(), OPERATOR, credential());
		assert_noop!(register(signed(OPERATOR)), NOT_AUTHORIZED);
		assert_noop!(register(RuntimeOrigin::none()), DispatchError::BadOrigin);
		Participants::freeze(FINANCE);
		assert_noop!(register(signed(FINANCE)), NOT_AUTHORIZED);
	});
}

#[test]
fn the_operator_is_an_active_node_operator() {
	ExtBuilder::default().build_and_execute(|| {
		let register =
			|operator| AccessNodes::register(RuntimeOrigin::root(), name(), operator, credential());
		assert_noop!(register(NOBODY), Error::<Test>::NotActive);
		assert_noop!(register(ISSUER), Error::<Test>::NotAuthorized);
		Participants::freeze(OPERATOR);
		assert_noop!(register(OPERATOR), Error::<Test>::NotActive);
	});
}

#[test]
fn the_numbers_do_not_wrap() {
	ExtBuilder::default().build_and_execute(|| {
		Count::<Test>::put(u32::MAX);
		assert_noop!(
			AccessNodes::register(RuntimeOrigin::root(), name(), OPERATOR, credential()),
			Error::<Test>::MaxNodesExceeded
		);
		Count::<Test>::kill();
	});
}
