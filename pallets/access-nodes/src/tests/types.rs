use crate::NodeRoles;
use codec::{Decode, Encode};
use fiscal_primitives::node::NodeRole;
use proptest::prelude::*;

fn set(roles: &[NodeRole]) -> NodeRoles {
	roles.iter().fold(NodeRoles::default(), |set, role| set.with(*role))
}

#[test]
fn a_set_holds_what_was_put_in() {
	let both = set(&[NodeRole::Issuer, NodeRole::User]);
	assert_eq!(both.iter().collect::<Vec<_>>(), [NodeRole::Issuer, NodeRole::User]);
	let user = both.without(NodeRole::Issuer);
	assert_eq!(user, set(&[NodeRole::User]));
	assert!(user.contains(NodeRole::User) && !user.contains(NodeRole::Issuer));
	assert!(user.without(NodeRole::User).is_empty());
	assert_eq!(NodeRoles::decode(&mut &both.encode()[..]), Ok(both));
}

proptest! {
	#[test]
	fn unknown_capacities_do_not_decode(bits in any::<u8>()) {
		prop_assert_eq!(NodeRoles::decode(&mut &[bits][..]).is_ok(), bits <= 3);
	}
}
