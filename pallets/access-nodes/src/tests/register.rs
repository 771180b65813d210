use crate::{mock::*, Count, Decisions, Error, Event, Nodes};
use fiscal_primitives::{
	authorization::Scope,
	node::{NodeRole, NodeStatus},
	traits::NodeRegistry,
	Actor, NodeId, Operation, ParticipantId, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn register(origin: RuntimeOrigin, operator: ParticipantId) -> DispatchResult {
	AccessNodes::register(origin, operator, request(&[NodeRole::Issuer]), terms(9_000))
}

#[test]
fn the_council_and_a_fiscal_authority_register() {
	ExtBuilder::default().build_and_execute(|| {
		for (number, (origin, actor)) in
			[(root(), Actor::Council), (signed(FINANCE), by(FINANCE))].into_iter().enumerate()
		{
			Now::set(42);
			let node = NodeId(u32::try_from(number).unwrap() + 1);
			assert_ok!(register(origin, OPERATOR));
			let stored = Nodes::<Test>::get(node).unwrap();
			assert_eq!((stored.name, stored.operator), (name(), OPERATOR));
			assert_eq!((stored.credential.digest, stored.credential.version), (credential(), 1));
			assert_eq!((stored.credential.valid_from, stored.credential.valid_until), (42, 9_000));
			assert_eq!((stored.status, stored.activated_at), (NodeStatus::Normal, None));
			assert_eq!((stored.registered_at, stored.changed_at), (42, 42));
			assert!(!AccessNodes::is_normal(node), "it has to be activated");
			assert_eq!(<AccessNodes as NodeRegistry>::operator(node), Some(OPERATOR));
			assert_eq!(Decisions::<Test>::get(node).unwrap().by, actor);
			assert_eq!(
				events(),
				[
					Event::Registered {
						node,
						operator: OPERATOR,
						credential: credential(),
						by: actor
					},
					Event::CredentialIssued {
						node,
						digest: credential(),
						version: 1,
						valid_until: 9_000,
						by: actor
					},
				]
			);
		}
		assert_eq!(Count::<Test>::get(), 2);
	});
}

#[test]
fn a_node_admits_what_it_was_registered_for() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert!(AccessNodes::admits(NODE, SceneId(1), Scope::List));
		assert!(!AccessNodes::admits(NODE, SceneId(1), Scope::Pdf));
		assert!(!AccessNodes::admits(NODE, SceneId(2), Scope::List));
		assert!(!AccessNodes::admits(NodeId(2), SceneId(1), Scope::List));
	});
}

#[test]
fn others_do_not_register() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(signed(OPERATOR), OPERATOR), NOT_AUTHORIZED);
		assert_noop!(register(RuntimeOrigin::none(), OPERATOR), DispatchError::BadOrigin);
		Participants::freeze(FINANCE);
		assert_noop!(register(signed(FINANCE), OPERATOR), NOT_AUTHORIZED);
	});
}

#[test]
fn an_operation_of_high_risk_needs_an_approval() {
	ExtBuilder::default().build_and_execute(|| {
		HighRisk::mutate(|all| all.insert(Operation::ReviewNode as u8));
		assert_noop!(register(signed(FINANCE), OPERATOR), APPROVAL_REQUIRED);
		assert_ok!(register(root(), OPERATOR));
	});
}

#[test]
fn nobody_registers_a_node_of_its_own_member() {
	ExtBuilder::default().build_and_execute(|| {
		for operator in [JUDGE, BRANCH] {
			let own = Error::<Test>::OwnApplication;
			assert_noop!(register(signed(JUDGE), operator), own);
			assert_ok!(register(signed(FINANCE), operator));
		}
		assert_ok!(register(signed(JUDGE), OPERATOR));
	});
}

#[test]
fn the_operator_is_an_active_node_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(root(), NOBODY), Error::<Test>::NotActive);
		assert_noop!(register(root(), ISSUER), Error::<Test>::NotAuthorized);
		Participants::freeze(OPERATOR);
		assert_noop!(register(root(), OPERATOR), Error::<Test>::NotActive);
	});
}

#[test]
fn scenes_are_active_and_the_credential_has_not_ended() {
	ExtBuilder::default().build_and_execute(|| {
		let mut wanted = request(&[NodeRole::Issuer]);
		wanted.scenes = scenes(&[1, 3]);
		assert_noop!(
			AccessNodes::register(root(), OPERATOR, wanted, terms(9_000)),
			Error::<Test>::SceneNotActive
		);
		assert_noop!(
			AccessNodes::register(root(), OPERATOR, request(&[NodeRole::User]), terms(1_000)),
			Error::<Test>::Expired
		);
	});
}

#[test]
fn the_numbers_do_not_wrap() {
	ExtBuilder::default().build_and_execute(|| {
		Count::<Test>::put(u32::MAX);
		assert_noop!(register(root(), OPERATOR), Error::<Test>::MaxNodesExceeded);
		Count::<Test>::kill();
	});
}
