use crate::{mock::*, GenesisNode, Nodes, RelationCount};
use fiscal_primitives::{node::NodeRole, traits::NodeRegistry, NodeId, ParticipantId};

fn node(operator: ParticipantId, serves: &[(ParticipantId, NodeRole)]) -> GenesisNode {
	GenesisNode { name: name(), operator, credential: credential(), serves: serves.to_vec() }
}

#[test]
fn nodes_of_the_genesis_serve_their_participants() {
	ExtBuilder::default()
		.with(node(OPERATOR, &[]))
		.with(node(
			OPERATOR,
			&[(BOTH, NodeRole::Issuer), (BOTH, NodeRole::User), (USER, NodeRole::User)],
		))
		.build_and_execute(|| {
			let second = NodeId(2);
			assert!(AccessNodes::is_normal(NODE) && AccessNodes::is_normal(second));
			assert!(AccessNodes::serves(second, BOTH, NodeRole::Issuer));
			assert!(AccessNodes::serves(second, BOTH, NodeRole::User));
			assert!(!AccessNodes::serves(NODE, BOTH, NodeRole::User));
			assert_eq!(RelationCount::<Test>::get(second), 2);
			let stored = Nodes::<Test>::get(second).unwrap();
			assert_eq!((stored.registered_at, stored.changed_at), (0, 0));
		});
}

#[test]
#[should_panic(expected = "genesis of access nodes: \"接入节点\" is refused: NotAuthorized")]
fn an_operator_that_does_not_fit_stops_the_genesis() {
	ExtBuilder::default().with(node(ISSUER, &[])).build_and_execute(|| ());
}

#[test]
#[should_panic(expected = "genesis of access nodes: \"接入节点\" is refused: AlreadyExists")]
fn a_relation_that_stands_twice_stops_the_genesis() {
	ExtBuilder::default()
		.with(node(OPERATOR, &[(USER, NodeRole::User), (USER, NodeRole::User)]))
		.build_and_execute(|| ());
}
