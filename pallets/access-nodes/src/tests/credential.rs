use crate::{mock::*, Error, Event, Nodes};
use fiscal_primitives::{
	node::{CredentialStatus, CredentialTerms, NodeStatus},
	traits::NodeRegistry,
	Digest, NodeId, Operation,
};
use frame_support::{assert_noop, assert_ok};

/// A node of the genesis whose credential ends at 2,000.
fn ending(test: impl FnOnce()) {
	let mut entry = genesis_node(OPERATOR);
	entry.credential_until = 2_000;
	ExtBuilder::default().with(entry).build_and_execute(test);
}

fn status() -> CredentialStatus {
	AccessNodes::node_answer(NODE).unwrap().credential_status
}

#[test]
fn a_reminder_and_an_end_are_told_once_each_and_in_time() {
	ending(|| {
		pass_to(1_899);
		assert_eq!((status(), events()), (CredentialStatus::Valid, vec![]));
		pass_to(1_900);
		assert_eq!(status(), CredentialStatus::Expiring);
		assert_eq!(
			events(),
			[Event::CredentialExpiring { node: NODE, operator: OPERATOR, valid_until: 2_000 }]
		);
		assert!(AccessNodes::is_normal(NODE));
		let version = AccessNodes::routes(NodeId(0), 10).version;
		pass_to(2_000);
		assert_eq!(status(), CredentialStatus::Expired);
		assert_eq!(events(), [Event::CredentialExpired { node: NODE, operator: OPERATOR }]);
		assert!(!AccessNodes::is_normal(NODE));
		assert!(AccessNodes::routes(NodeId(0), 10).version > version);
		pass_to(3_000);
		assert_eq!(events(), []);
	});
}

#[test]
fn after_a_long_halt_the_end_alone_is_told() {
	ending(|| {
		pass_to(5_000);
		assert_eq!(events(), [Event::CredentialExpired { node: NODE, operator: OPERATOR }]);
	});
}

#[test]
fn a_renewal_moves_the_end_and_raises_the_version() {
	ending(|| {
		Now::set(1_950);
		assert_ok!(AccessNodes::renew_credential(signed(FINANCE), NODE, terms(4_000)));
		assert_eq!(
			events(),
			[Event::CredentialIssued {
				node: NODE,
				digest: credential(),
				version: 2,
				valid_until: 4_000,
				by: by(FINANCE)
			}]
		);
		assert_noop!(
			AccessNodes::renew_credential(root(), NODE, terms(4_000)),
			Error::<Test>::NothingChanged
		);
		assert_noop!(
			AccessNodes::renew_credential(root(), NODE, terms(1_950)),
			Error::<Test>::Expired
		);
		pass_to(2_500);
		assert_eq!(events(), []);
		assert!(AccessNodes::is_normal(NODE));
		pass_to(4_000);
		assert!(!AccessNodes::is_normal(NODE));
		// An expired credential is renewed as well.
		assert_ok!(AccessNodes::renew_credential(root(), NODE, terms(6_000)));
		assert!(AccessNodes::is_normal(NODE));
	});
}

#[test]
fn a_revoked_credential_takes_its_node_out_of_service_until_another_is_issued() {
	ending(|| {
		assert_ok!(AccessNodes::revoke_credential(signed(FINANCE), NODE, reason()));
		assert_eq!((status(), AccessNodes::is_normal(NODE)), (CredentialStatus::Revoked, false));
		assert_noop!(
			AccessNodes::revoke_credential(root(), NODE, reason()),
			Error::<Test>::NothingChanged
		);
		pass_to(9_000);
		assert!(!events().iter().any(|event| matches!(event, Event::CredentialExpired { .. })));
		let terms = CredentialTerms { digest: Digest::repeat_byte(8), valid_until: 10_000 };
		assert_ok!(AccessNodes::renew_credential(root(), NODE, terms));
		assert!(AccessNodes::is_normal(NODE));
		assert_eq!(Nodes::<Test>::get(NODE).unwrap().credential.digest, Digest::repeat_byte(8));
	});
}

#[test]
fn credentials_are_the_authority_s_alone_and_not_of_disabled_nodes() {
	ending(|| {
		assert_noop!(
			AccessNodes::renew_credential(signed(OPERATOR), NODE, terms(4_000)),
			NOT_AUTHORIZED
		);
		assert_noop!(
			AccessNodes::revoke_credential(signed(OPERATOR), NODE, reason()),
			NOT_AUTHORIZED
		);
		HighRisk::mutate(|all| all.insert(Operation::ChangeNodeCredential as u8));
		assert_noop!(
			AccessNodes::revoke_credential(signed(FINANCE), NODE, reason()),
			APPROVAL_REQUIRED
		);
		assert_noop!(
			AccessNodes::revoke_credential(root(), NodeId(2), reason()),
			Error::<Test>::NotFound
		);
		assert_ok!(AccessNodes::set_status(root(), NODE, NodeStatus::Disabled, reason()));
		assert_noop!(
			AccessNodes::renew_credential(root(), NODE, terms(4_000)),
			Error::<Test>::Terminal
		);
		assert_noop!(
			AccessNodes::revoke_credential(root(), NODE, reason()),
			Error::<Test>::Terminal
		);
	});
}

#[test]
fn a_block_handles_no_more_than_its_share() {
	use frame_support::traits::Hooks;
	let mut builder = ExtBuilder::default();
	for _ in 0..5 {
		let mut entry = genesis_node(OPERATOR);
		entry.credential_until = 2_000;
		builder = builder.with(entry);
	}
	builder.build_and_execute(|| {
		Now::set(1_950);
		for expected in [3, 2, 0] {
			AccessNodes::on_initialize(1);
			assert_eq!(events().len(), expected);
		}
	});
}
