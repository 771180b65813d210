use crate::{mock::*, Error, Event, Holders, Identities, Participants as Store};
use fiscal_primitives::{
	participant::{ParticipantKind, Role, Roles, Status, Tier, HOLDER_NAME, MAX_PAYERS},
	traits::ParticipantRegistry,
	Actor, Did, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

const PLATFORM: ParticipantId = ParticipantId(1);
const CITIZEN: ParticipantId = ParticipantId(4);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("platform", &[Role::Platform])
		.with_account(1, "window", &[Role::Platform])
		.with_participant("finance", &[Role::FiscalAuthority])
}

fn register(who: &str, citizen: &str, payer_of: &str) -> DispatchResult {
	let payer = payer(payer_of);
	let proof = consent(citizen, citizen, payer, PLATFORM);
	Participants::register_holder(signed(who), key(citizen), payer, proof)
}

fn bind(who: &str, payer_of: &str) -> DispatchResult {
	let payer = payer(payer_of);
	let proof = consent("citizen", "citizen", payer, PLATFORM);
	Participants::bind_payer(signed(who), CITIZEN, payer, proof)
}

#[test]
fn a_platform_registers_a_citizen_by_its_own_key() {
	chain().build_and_execute(|| {
		Now::set(7_000);
		assert_ok!(register("window", "citizen", "citizen"));
		let stored = Store::<Test>::get(CITIZEN).unwrap();
		assert_eq!((stored.tier, stored.kind), (Tier::Holder, ParticipantKind::Individual));
		assert_eq!(stored.roles, Roles::of(&[Role::Holder]));
		assert_eq!((stored.parent, stored.name.as_str()), (None, HOLDER_NAME));
		assert_eq!(Participants::holder_of(&payer("citizen")), Some(CITIZEN));
		assert_eq!(Participants::payers(CITIZEN), [payer("citizen")]);
		assert_eq!(Participants::id_of(&account("citizen")), Some(CITIZEN));
		assert_eq!(Participants::by_identity(payer("citizen").0).unwrap().0, CITIZEN);
		// It stands in no index of organisations, and in no place of the tree.
		assert!(!Identities::<Test>::contains_key(payer("citizen").0));
		assert!(Participants::children(Some(PLATFORM), 0, 10).iter().all(|one| one.id != CITIZEN));
		System::assert_last_event(
			Event::HolderRegistered {
				id: CITIZEN,
				did: Did::of(&key("citizen")),
				account: account("citizen"),
				payer: payer("citizen"),
				platform: PLATFORM,
				at: 7_000,
			}
			.into(),
		);
	});
}

#[test]
fn a_citizen_does_not_fall_with_the_platform() {
	chain().build_and_execute(|| {
		assert_ok!(register("platform", "citizen", "citizen"));
		assert_ok!(Participants::set_status(root(), PLATFORM, Status::Cancelled, reason()));
		assert!(Participants::is_active(CITIZEN));
		assert_noop!(register("platform", "other", "other"), Error::<Test>::NotActive);
		assert_noop!(register("window", "other", "other"), Error::<Test>::NotActive);
	});
}

#[test]
fn keys_and_payer_references_are_bound_once() {
	chain().build_and_execute(|| {
		assert_ok!(register("platform", "citizen", "citizen"));
		assert_noop!(register("platform", "citizen", "other"), Error::<Test>::AlreadyExists);
		assert_noop!(register("platform", "other", "citizen"), Error::<Test>::AlreadyExists);
		assert_noop!(register("platform", "finance", "other"), Error::<Test>::AlreadyExists);
		assert_noop!(bind("platform", "citizen"), Error::<Test>::AlreadyExists);
		assert_ok!(bind("platform", "second"));
		assert_noop!(register("platform", "other", "second"), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn a_citizen_has_up_to_eight_payer_references() {
	chain().build_and_execute(|| {
		assert_ok!(register("platform", "citizen", "citizen"));
		for n in 2..=MAX_PAYERS {
			assert_ok!(bind("platform", &format!("payer-{n}")));
		}
		assert_eq!(Participants::payers(CITIZEN).len(), 8);
		assert_eq!(Holders::<Test>::iter().count(), 8);
		System::assert_last_event(
			Event::PayerBound {
				id: CITIZEN,
				payer: payer("payer-8"),
				platform: PLATFORM,
				at: 1_000,
			}
			.into(),
		);
		assert_noop!(bind("platform", "payer-9"), Error::<Test>::MaxPayersExceeded);
	});
}

#[test]
fn nobody_but_a_platform_registers_and_binds() {
	chain().build_and_execute(|| {
		assert_ok!(register("platform", "citizen", "citizen"));
		for who in ["finance", "citizen"] {
			assert_noop!(register(who, "other", "other"), Error::<Test>::NotAuthorized);
			assert_noop!(bind(who, "other"), Error::<Test>::NotAuthorized);
		}
		assert_noop!(register("stranger", "other", "other"), Error::<Test>::NotFound);
		assert_noop!(
			Participants::register_holder(
				root(),
				key("other"),
				payer("other"),
				consent("other", "other", payer("other"), PLATFORM),
			),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_citizen_itself_consents() {
	chain().build_and_execute(|| {
		let to = payer("citizen");
		for bad in [
			// Another signs, for another payer reference, to another platform.
			consent("citizen", "platform", to, PLATFORM),
			consent("citizen", "citizen", payer("other"), PLATFORM),
			consent("citizen", "citizen", to, ParticipantId(3)),
		] {
			assert_noop!(
				Participants::register_holder(signed("platform"), key("citizen"), to, bad),
				Error::<Test>::InvalidProof
			);
		}
		assert_ok!(register("platform", "citizen", "citizen"));
		let more = payer("more");
		let bad = consent("citizen", "window", more, PLATFORM);
		assert_noop!(
			Participants::bind_payer(signed("platform"), CITIZEN, more, bad),
			Error::<Test>::InvalidProof
		);
	});
}

#[test]
fn an_organisation_owns_the_references_under_which_it_pays() {
	chain().with_organisation(3, "hospital", &[Role::Issuer]).build_and_execute(|| {
		let bind_to = |id, who: &str, signer: &str, to: &str| {
			let proof = consent(who, signer, payer(to), PLATFORM);
			Participants::bind_payer(signed("platform"), ParticipantId(id), payer(to), proof)
		};
		// With its own key, and once.
		assert_noop!(bind_to(4, "hospital", "finance", "one"), Error::<Test>::InvalidProof);
		assert_ok!(bind_to(4, "hospital", "hospital", "one"));
		assert_ok!(bind_to(4, "hospital", "hospital", "two"));
		assert_ok!(bind_to(3, "finance", "finance", "three"));
		assert_noop!(bind_to(3, "finance", "finance", "one"), Error::<Test>::AlreadyExists);
		assert_eq!(Participants::payers(ParticipantId(4)), [payer("one"), payer("two")]);
		assert_eq!(Participants::holder_of(&payer("two")), Some(ParticipantId(4)));
		assert_eq!(Participants::holder_of(&payer("three")), Some(ParticipantId(3)));
		assert_eq!(Participants::by_identity(payer("one").0).unwrap().0, ParticipantId(4));
		for n in 3..MAX_PAYERS {
			assert_ok!(bind_to(4, "hospital", "hospital", &format!("payer-{n}")));
		}
		let full = bind_to(4, "hospital", "hospital", "eight");
		assert_eq!(full, Err(Error::<Test>::MaxPayersExceeded.into()));
	});
}

#[test]
fn a_payer_reference_is_bound_to_active_citizens_and_organisations_only() {
	chain().build_and_execute(|| {
		let proof = consent("window", "window", payer("x"), PLATFORM);
		let bind_to = |id, proof| {
			Participants::bind_payer(signed("platform"), ParticipantId(id), payer("x"), proof)
		};
		assert_noop!(bind_to(2, proof), Error::<Test>::WrongTier);
		assert_noop!(bind_to(99, proof), Error::<Test>::NotFound);
		assert_ok!(register("platform", "citizen", "citizen"));
		assert_ok!(Participants::set_status(signed("finance"), CITIZEN, Status::Frozen, reason()));
		assert_noop!(bind("platform", "x"), Error::<Test>::NotActive);
	});
}

#[test]
fn a_platform_replaces_the_lost_key_of_a_citizen_under_an_approval_and_its_new_key_consents() {
	chain().build_and_execute(|| {
		assert_ok!(register("platform", "citizen", "citizen"));
		let replace = |who: &str| {
			let proof = rotation("citizen", 2, "phone");
			Participants::replace_key(signed(who), CITIZEN, key("phone"), proof, reason())
		};
		// Whoever could do this alone could sign whatever the citizen may.
		for who in ["finance", "window", "platform"] {
			assert_noop!(replace(who), Error::<Test>::NotAuthorized);
		}
		let proof = || rotation("citizen", 2, "phone");
		Approved::set(Some(PLATFORM));
		assert_ok!(Participants::replace_key(root(), CITIZEN, key("phone"), proof(), reason()));
		Approved::set(None);
		let by = Actor::Participant { id: PLATFORM, signer: PLATFORM, approval: Some(APPROVAL) };
		assert_eq!(Participants::decision(CITIZEN).unwrap().by, by);
		assert_noop!(bind("platform", "second"), Error::<Test>::InvalidProof);
		let second = payer("second");
		let proof = consent("citizen", "phone", second, PLATFORM);
		assert_ok!(Participants::bind_payer(signed("platform"), CITIZEN, second, proof));
		// What a citizen may do does not change.
		assert_noop!(
			Participants::set_roles(root(), CITIZEN, Roles::of(&[Role::Platform]), reason()),
			Error::<Test>::WrongTier
		);
	});
}
