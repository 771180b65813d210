use crate::{mock::*, Accounts, Binding, ChildCount, Participants as Store};
use fiscal_primitives::{participant::Role, ParticipantId};
use sp_runtime::BuildStorage;

fn own(id: u32) -> Binding {
	Binding { signer: ParticipantId(id), organisation: ParticipantId(id) }
}

#[test]
fn participants_of_the_genesis_are_numbered_and_active() {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_participant("hospital", &[Role::Issuer])
		.build_and_execute(|| {
			assert_eq!(Accounts::<Test>::get(account("hospital")), Some(own(2)));
			let stored = Store::<Test>::get(ParticipantId(2)).unwrap();
			assert_eq!((stored.admitted_at, stored.changed_at), (0, 0));
			assert_eq!(System::providers(&account("hospital")), 1);
		});
}

fn build(participants: Vec<crate::GenesisParticipant>) {
	let genesis = crate::GenesisConfig::<Test> { participants, ..Default::default() };
	genesis.build_storage().unwrap();
}

#[test]
#[should_panic(expected = "genesis of participants: \"hospital\" is refused: AlreadyExists")]
fn a_genesis_with_a_key_twice_is_not_built() {
	let mut again = entry("hospital", &[Role::Issuer]);
	again.identity = identity("other");
	build(vec![entry("hospital", &[Role::Issuer]), again]);
}

#[test]
#[should_panic(expected = "genesis of participants: \"hospital\" is refused: NoRole")]
fn a_genesis_with_a_participant_without_a_role_is_not_built() {
	build(vec![entry("hospital", &[])]);
}

#[test]
fn a_genesis_may_hold_a_whole_tree() {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_organisation(1, "hospital", &[Role::Issuer])
		.with_account(2, "operator", &[Role::Issuer])
		.build_and_execute(|| {
			let operator = ParticipantId(3);
			let organisation = ParticipantId(2);
			assert_eq!(
				Accounts::<Test>::get(account("operator")),
				Some(Binding { signer: operator, organisation })
			);
			assert_eq!(ChildCount::<Test>::get(ParticipantId(1)), 1);
			assert_eq!(Store::<Test>::get(operator).unwrap().endorsement, None);
		});
}

#[test]
#[should_panic(expected = "\"hospital\" is refused: NotFound")]
fn a_genesis_with_a_child_before_its_parent_is_not_built() {
	let mut child = entry("hospital", &[Role::Issuer]);
	child.parent = Some(ParticipantId(2));
	build(vec![child, entry("finance", &[Role::FiscalAuthority])]);
}

#[test]
#[should_panic(expected = "\"hospital\" is refused: RoleNotHandedDown")]
fn a_genesis_with_a_role_nobody_handed_down_is_not_built() {
	let mut child = entry("hospital", &[Role::Council]);
	child.parent = Some(ParticipantId(1));
	build(vec![entry("finance", &[Role::FiscalAuthority, Role::Council]), child]);
}
