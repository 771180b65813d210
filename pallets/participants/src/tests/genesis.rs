use crate::{mock::*, Accounts, Participants as Store};
use fiscal_primitives::{participant::Role, ParticipantId};
use sp_runtime::BuildStorage;

#[test]
fn participants_of_the_genesis_are_numbered_and_active() {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_participant("hospital", &[Role::Issuer])
		.build_and_execute(|| {
			assert_eq!(Accounts::<Test>::get(account("hospital")), Some(ParticipantId(2)));
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
