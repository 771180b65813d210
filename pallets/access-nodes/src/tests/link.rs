use crate::{mock::*, Error, Event, NodesOf, RelationCount};
use fiscal_primitives::{
	node::{NodeRole, NodeRoles, NodeStatus},
	rpc::Served,
	traits::NodeRegistry,
	NodeId, Operation, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn link(participant: ParticipantId, role: NodeRole) -> sp_runtime::DispatchResult {
	AccessNodes::link(root(), NODE, participant, role)
}

#[test]
fn a_node_serves_whom_it_is_linked_to_in_that_capacity_alone() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(AccessNodes::link(signed(FINANCE), NODE, BOTH, NodeRole::Issuer));
		assert!(AccessNodes::serves(NODE, BOTH, NodeRole::Issuer));
		assert!(!AccessNodes::serves(NODE, BOTH, NodeRole::User));
		assert!(!AccessNodes::serves(NODE, ISSUER, NodeRole::Issuer));
		System::assert_last_event(
			Event::Linked {
				node: NODE,
				participant: BOTH,
				role: NodeRole::Issuer,
				by: by(FINANCE),
			}
			.into(),
		);
		assert_ok!(link(BOTH, NodeRole::User));
		assert!(AccessNodes::serves(NODE, BOTH, NodeRole::User));
		assert_eq!(RelationCount::<Test>::get(NODE), 1);
	});
}

#[test]
fn the_relation_is_many_to_many() {
	ExtBuilder::default().with_node().with_node().build_and_execute(|| {
		let second = NodeId(2);
		assert_ok!(link(ISSUER, NodeRole::Issuer));
		assert_ok!(link(USER, NodeRole::User));
		assert_ok!(AccessNodes::link(root(), second, ISSUER, NodeRole::Issuer));
		let answer = AccessNodes::node_answer(NODE).unwrap();
		assert_eq!((answer.node.operator, answer.normal), (OPERATOR, true));
		assert_eq!(
			answer.serves,
			[
				Served { participant: ISSUER, issuer: true, user: false },
				Served { participant: USER, issuer: false, user: true },
			]
		);
		assert_eq!(AccessNodes::node_answer(NodeId(3)), None);
		let mut nodes = AccessNodes::nodes_of(ISSUER);
		nodes.sort();
		assert_eq!(nodes, [NODE, second]);
		assert!(NodesOf::<Test>::contains_key(USER, NODE));
		assert!(!NodesOf::<Test>::contains_key(USER, second));
	});
}

#[test]
fn a_participant_has_the_role_that_fits() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_noop!(link(ISSUER, NodeRole::User), Error::<Test>::NotAuthorized);
		assert_noop!(link(USER, NodeRole::Issuer), Error::<Test>::NotAuthorized);
		assert_noop!(link(NOBODY, NodeRole::Issuer), Error::<Test>::NotActive);
		Participants::freeze(ISSUER);
		assert_noop!(link(ISSUER, NodeRole::Issuer), Error::<Test>::NotActive);
	});
}

#[test]
fn nobody_links_what_is_of_its_own_member() {
	let builder = ExtBuilder::default().with(genesis_node(BRANCH)).with_node();
	builder.build_and_execute(|| {
		let link = |who, node, participant| {
			AccessNodes::link(signed(who), NodeId(node), participant, NodeRole::Issuer)
		};
		let own = || Error::<Test>::OwnApplication;
		assert_noop!(link(JUDGE, 1, ISSUER), own());
		for participant in [JUDGE, BRANCH] {
			assert_noop!(link(JUDGE, 2, participant), own());
			assert_ok!(link(FINANCE, 2, participant));
		}
		assert_ok!(link(JUDGE, 2, ISSUER));
	});
}

#[test]
fn a_capacity_is_given_once() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(link(ISSUER, NodeRole::Issuer));
		assert_noop!(link(ISSUER, NodeRole::Issuer), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn a_node_serves_no_more_than_the_bound() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(link(ISSUER, NodeRole::Issuer));
		assert_ok!(link(USER, NodeRole::User));
		assert_ok!(link(BOTH, NodeRole::Issuer));
		assert_noop!(link(OTHER, NodeRole::Issuer), Error::<Test>::MaxRelationsExceeded);
		// Another capacity of one it serves is not one more.
		assert_ok!(link(BOTH, NodeRole::User));
		assert_ok!(AccessNodes::unlink(root(), NODE, USER, NodeRole::User));
		assert_ok!(link(OTHER, NodeRole::Issuer));
	});
}

#[test]
fn a_suspended_node_is_linked_and_a_disabled_one_is_not() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		let set = |status| {
			assert_ok!(AccessNodes::set_status(root(), NODE, status, reason()));
		};
		set(NodeStatus::Suspended);
		assert_ok!(link(ISSUER, NodeRole::Issuer));
		set(NodeStatus::Disabled);
		assert_noop!(link(USER, NodeRole::User), Error::<Test>::Terminal);
	});
}

#[test]
fn strangers_and_unknown_nodes_are_refused() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		let by = |origin, node| AccessNodes::link(origin, node, ISSUER, NodeRole::Issuer);
		assert_noop!(by(root(), NodeId(9)), Error::<Test>::NotFound);
		assert_noop!(by(signed(OPERATOR), NODE), NOT_AUTHORIZED);
		assert_noop!(by(RuntimeOrigin::none(), NODE), DispatchError::BadOrigin);
	});
}

#[test]
fn a_node_serves_in_the_capacities_it_was_admitted_for() {
	let mut entry = genesis_node(OPERATOR);
	entry.capacities = NodeRoles::of(&[NodeRole::User]);
	ExtBuilder::default().with(entry).build_and_execute(|| {
		assert_noop!(link(ISSUER, NodeRole::Issuer), Error::<Test>::NotAuthorized);
		assert_ok!(link(USER, NodeRole::User));
	});
}

#[test]
fn linking_is_an_operation_that_may_demand_an_approval() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		HighRisk::mutate(|all| all.insert(Operation::ReviewNode as u8));
		let by = |origin| AccessNodes::link(origin, NODE, ISSUER, NodeRole::Issuer);
		assert_noop!(by(signed(FINANCE)), APPROVAL_REQUIRED);
		assert_ok!(by(root()));
	});
}
