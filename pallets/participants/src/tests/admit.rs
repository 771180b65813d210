use crate::{
	mock::*, Accounts, Binding, Count, Decisions, Dids, Error, Event, Identities,
	Participants as Store,
};
use fiscal_primitives::{
	outbox::{EvidenceKind, EvidenceNotice},
	participant::{ParticipantKind, Role, Roles, Status, Tier},
	Actor, Did, Digest, Operation, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const ISSUER: &[Role] = &[Role::Issuer];

/// The binding of whoever acts for itself.
fn own(id: ParticipantId) -> Binding {
	Binding { signer: id, organisation: id }
}

fn admit(who: &str, key_of: &str, identity_of: &str, roles: &[Role]) -> sp_runtime::DispatchResult {
	Participants::admit(
		RuntimeOrigin::root(),
		name(who),
		ParticipantKind::Organisation,
		Roles::of(roles),
		key(key_of),
		identity(identity_of),
		proof(key_of, None),
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
		assert_eq!(Accounts::<Test>::get(account("hospital")), Some(own(id)));
		assert_eq!(Dids::<Test>::get(stored.did), Some(id));
		assert_eq!(Identities::<Test>::get(identity("hospital")), Some(id));
		assert_eq!(Participants::resolve(&stored.did), Some((id, stored.clone())));
		System::assert_last_event(
			Event::Admitted {
				id,
				did: stored.did,
				account: account("hospital"),
				tier: Tier::Member,
				parent: None,
				by: Actor::Council,
				at: 77,
			}
			.into(),
		);
	});
}

#[test]
fn participants_are_numbered_in_order() {
	ExtBuilder::default().with_participant("first", ISSUER).build_and_execute(|| {
		assert_ok!(admit("second", "second", "second", ISSUER));
		assert_ok!(admit("third", "third", "third", ISSUER));
		assert_eq!(Accounts::<Test>::get(account("third")), Some(own(ParticipantId(3))));
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

fn try_as(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	Participants::admit(
		origin,
		name("hospital"),
		ParticipantKind::Organisation,
		Roles::of(ISSUER),
		key("hospital"),
		identity("hospital"),
		proof("hospital", None),
	)
}

#[test]
fn no_member_admits_a_member_alone() {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority, Role::Council])
		.with_participant("treasury", &[Role::FiscalAuthority])
		.build_and_execute(|| {
			let refused = Error::<Test>::NotAuthorized;
			assert_noop!(try_as(signed("finance")), refused);
			assert_noop!(try_as(signed("treasury")), Error::<Test>::NotAuthorized);
			assert_noop!(try_as(RuntimeOrigin::none()), DispatchError::BadOrigin);
			HighRisk::set(vec![Operation::AdmitParticipant]);
			assert_noop!(try_as(signed("finance")), DispatchError::Other("ApprovalRequired"));
			// Under an approval it does, and the approval is kept with the subject.
			Approved::set(Some(ParticipantId(1)));
			assert_ok!(try_as(root()));
			let decision = Decisions::<Test>::get(ParticipantId(3)).unwrap();
			assert_eq!(decision.operation, Operation::AdmitParticipant);
			assert_eq!(decision.by.approval(), Some(APPROVAL));
		});
}

#[test]
fn whoever_does_not_hold_the_key_is_refused() {
	ExtBuilder::default().with_participant("finance", ISSUER).build_and_execute(|| {
		let with = |proof| {
			Participants::admit(
				root(),
				name("hospital"),
				ParticipantKind::Organisation,
				Roles::of(ISSUER),
				key("hospital"),
				identity("hospital"),
				proof,
			)
		};
		let foreign = pair("other").sign(&fiscal_primitives::participant::admission_payload(
			&Participants::genesis_hash(),
			None,
			&key("hospital"),
		));
		let elsewhere = pair("hospital").sign(&fiscal_primitives::participant::admission_payload(
			&Digest::repeat_byte(1),
			None,
			&key("hospital"),
		));
		// By another key, for another key, for another place in the tree, on another chain.
		let below = proof("hospital", Some(ParticipantId(1)));
		for bad in [foreign, proof("other", None), below, elsewhere] {
			assert_noop!(with(bad), Error::<Test>::InvalidProof);
		}
		assert_ok!(with(proof("hospital", None)));
	});
}

#[test]
fn an_account_is_not_admitted_as_a_member() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Participants::admit(
				root(),
				name("operator"),
				ParticipantKind::Account,
				Roles::of(ISSUER),
				key("operator"),
				identity("operator"),
				proof("operator", None),
			),
			Error::<Test>::WrongKind
		);
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

#[test]
fn the_admission_of_an_organisation_leaves_evidence_of_its_record() {
	ExtBuilder::default().with_participant("finance", ISSUER).build_and_execute(|| {
		assert_eq!(evidence(), [], "who was there from the beginning stands in the genesis");
		Now::set(77);
		assert_ok!(admit("hospital", "hospital", "hospital", ISSUER));
		let (id, by) = (ParticipantId(2), Actor::Council);
		let record = (id, Store::<Test>::get(id).unwrap(), by);
		let notice = EvidenceNotice::of_admission(&record, 77);
		assert_eq!(notice.kind, EvidenceKind::Admission);
		assert_eq!(evidence(), [notice]);
		// Another record has another digest.
		assert_ok!(admit("clinic", "clinic", "clinic", ISSUER));
		assert_ne!(evidence()[0].digest, notice.digest);
		// Nothing is told of who is refused, and accounts act for an organisation.
		assert_noop!(admit("clinic", "clinic", "clinic", ISSUER), Error::<Test>::AlreadyExists);
		let account = admit_account(root(), (id, "hospital"), "operator", ISSUER);
		assert_ok!(account);
		assert_eq!(evidence(), []);
	});
}

#[test]
fn nobody_is_admitted_whose_evidence_has_no_room() {
	ExtBuilder::default().with_participant("finance", ISSUER).build_and_execute(|| {
		OutboxFull::set(true);
		assert_noop!(admit("hospital", "hospital", "hospital", ISSUER), FULL);
		assert_ok!(admit_account(root(), (ParticipantId(1), "finance"), "operator", ISSUER));
		OutboxFull::set(false);
		assert_ok!(admit("hospital", "hospital", "hospital", ISSUER));
	});
}
