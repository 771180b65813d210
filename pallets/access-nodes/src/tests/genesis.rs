use crate::{mock::*, types::GenesisNode, Nodes, RelationCount};
use fiscal_primitives::{
	node::{Credential, NodeRole, NodeRoles},
	traits::NodeRegistry,
	NodeId, ParticipantId,
};

fn node(operator: ParticipantId, serves: &[(ParticipantId, NodeRole)]) -> GenesisNode {
	GenesisNode { serves: serves.to_vec(), ..genesis_node(operator) }
}

#[test]
fn what_is_left_out_admits_nothing() {
	let json = r#"{"name":"A","operator":2,"serves":[[3,"issuer"]],"credential":
		"0x0707070707070707070707070707070707070707070707070707070707070707"}"#;
	let entry: GenesisNode = serde_json::from_str(json).unwrap();
	assert_eq!(entry.credential_until, Credential::NO_END);
	ExtBuilder::default().with(entry).build_and_execute(|| {
		let stored = Nodes::<Test>::get(NODE).unwrap();
		assert!(stored.scenes.is_empty() && stored.resources.is_empty());
		assert_eq!(stored.capacities, NodeRoles::of(&[NodeRole::Issuer]));
		assert!(AccessNodes::is_normal(NODE));
	});
	let typo = json.replace("name", "names");
	assert!(serde_json::from_str::<GenesisNode>(&typo).is_err());
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
