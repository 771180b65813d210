use crate::{mock::*, Accounts, Count, Dids, Error, Event, Identities, Participants as Store};
use fiscal_primitives::{
	participant::{ParticipantKind, Role, Roles, Status},
	Did, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const ISSUER: &[Role] = &[Role::Issuer];

fn admit(who: &str, key_of: &str, identity_of: &str, roles: &[Role]) -> sp_runtime::DispatchResult {
	Participants::admit(
		RuntimeOrigin::root(),
		name(who),
		ParticipantKind::Organisation,
		Roles::of(roles),
		key(key_of),
		identity(identity_of),
	)
}

#[test]
fn the_council_admits_an_active_participant() {
	ExtBuilder::default().build_and_execute(|| {
		Now::set(77);
		assert_ok!(admit("hospital", "hospital", "hospital", ISSUER));

		let id = ParticipantId(1);
		let stored = Store::<Test>::get(id).unwrap();
		assert_eq!(stored.name.as_str(), "hospital");
		assert_eq!(stored.status, Status::Active);
		assert_eq!(stored.roles, Roles::of(ISSUER));
		assert_eq!((stored.admitted_at, stored.changed_at), (77, 77));
		assert_eq!(stored.account, account("hospital"));
		assert_eq!(stored.did, Did::of(&key("hospital")));
		assert_eq!(Accounts::<Test>::get(account("hospital")), Some(id));
		assert_eq!(Dids::<Test>::get(stored.did), Some(id));
		assert_eq!(Identities::<Test>::get(identity("hospital")), Some(id));
		assert_eq!(Participants::resolve(&stored.did), Some((id, stored.clone())));
		System::assert_last_event(
			Event::Admitted { id, did: stored.did, account: account("hospital"), by: None }.into(),
		);
	});
}

#[test]
fn participants_are_numbered_in_order() {
	ExtBuilder::default().with_participant("first", ISSUER).build_and_execute(|| {
		assert_ok!(admit("second", "second", "second", ISSUER));
		assert_ok!(admit("third", "third", "third", ISSUER));
		assert_eq!(Accounts::<Test>::get(account("third")), Some(ParticipantId(3)));
	});
}

#[test]
fn the_account_gets_a_provider() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(System::providers(&account("hospital")), 0);
		assert_ok!(admit("hospital", "hospital", "hospital", ISSUER));
		assert_eq!(System::providers(&account("hospital")), 1);
	});
}

#[test]
fn nobody_but_the_council_admits() {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority, Role::Council])
		.build_and_execute(|| {
			for origin in [RuntimeOrigin::signed(account("finance")), RuntimeOrigin::none()] {
				assert_noop!(
					Participants::admit(
						origin,
						name("hospital"),
						ParticipantKind::Organisation,
						Roles::of(ISSUER),
						key("hospital"),
						identity("hospital"),
					),
					DispatchError::BadOrigin
				);
			}
		});
}

#[test]
fn a_participant_without_a_role_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(admit("hospital", "hospital", "hospital", &[]), Error::<Test>::NoRole);
	});
}

#[test]
fn a_key_and_an_identity_are_admitted_once() {
	ExtBuilder::default().with_participant("hospital", ISSUER).build_and_execute(|| {
		assert_noop!(admit("again", "hospital", "other", ISSUER), Error::<Test>::AlreadyExists);
		assert_noop!(admit("again", "other", "hospital", ISSUER), Error::<Test>::AlreadyExists);
		assert_ok!(admit("hospital", "other", "other", ISSUER));
	});
}

#[test]
fn the_numbers_do_not_wrap() {
	ExtBuilder::default().build().execute_with(|| {
		Count::<Test>::put(u32::MAX);
		assert_noop!(
			admit("hospital", "hospital", "hospital", ISSUER),
			Error::<Test>::MaxParticipantsExceeded
		);
	});
}
