use crate::{mock::*, Accounts, Error, Event, Participants as Store, PastAccounts};
use fiscal_primitives::{
	participant::{KeyRecord, ParticipantKind, Role, Roles, Status, MAX_KEYS},
	traits::ParticipantRegistry,
	Actor, Did, Operation, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

const HOSPITAL: ParticipantId = ParticipantId(2);
const OPERATOR: ParticipantId = ParticipantId(3);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_organisation(1, "hospital", &[Role::Issuer])
		.with_account(2, "operator", &[Role::Issuer])
		.with_account(2, "admin", &[Role::Administrator])
}

fn rotate(first: &str, now: &str, version: u32, new: &str) -> DispatchResult {
	Participants::rotate_key(signed(now), key(new), rotation(first, version, new))
}

fn replace(origin: RuntimeOrigin, id: ParticipantId, first: &str, new: &str) -> DispatchResult {
	Participants::replace_key(origin, id, key(new), rotation(first, 2, new), reason())
}

#[test]
fn a_participant_rotates_its_key_and_keeps_its_did() {
	chain().build_and_execute(|| {
		Now::set(3_000);
		assert_ok!(rotate("hospital", "hospital", 2, "hospital-2"));
		let (id, version, at) = (HOSPITAL, 2, 3_000);
		let (old, new) = (account("hospital"), account("hospital-2"));
		System::assert_last_event(
			Event::KeyRotated { id, version, old: old.clone(), new: new.clone(), at }.into(),
		);
		assert_eq!(Told::get(), [Notice::Key(HOSPITAL, 2)]);
		let stored = Store::<Test>::get(HOSPITAL).unwrap();
		assert_eq!((stored.key, stored.account), (key("hospital-2"), new.clone()));
		assert_eq!((stored.key_version, stored.key_since, stored.changed_at), (2, 3_000, 3_000));
		assert_eq!(stored.did, Did::of(&key("hospital")));
		assert_eq!(Participants::key_of(HOSPITAL), Some((key("hospital-2"), 2)));

		// The account before is nobody's, and is known to have been the hospital's.
		assert_eq!(Participants::id_of(&old), None);
		assert_eq!(Participants::ensure(&new, Role::Issuer), Ok(HOSPITAL));
		assert_eq!(Participants::by_account(&old).unwrap().0, HOSPITAL);
		assert_eq!((System::providers(&old), System::providers(&new)), (0, 1));
		// What stands below does not notice.
		assert_eq!(Participants::ensure(&account("operator"), Role::Issuer), Ok(HOSPITAL));
	});
}

#[test]
fn the_history_of_keys_is_kept() {
	chain().build_and_execute(|| {
		for (version, now, new) in [(2, "operator", "o-2"), (3, "o-2", "o-3")] {
			Now::set(u64::from(version) * 1_000);
			assert_ok!(rotate("operator", now, version, new));
		}
		let record = |version, of: &str, from, until| KeyRecord {
			version,
			key: key(of),
			account: account(of),
			from,
			until,
		};
		assert_eq!(
			Participants::keys(OPERATOR),
			[
				record(1, "operator", 0, Some(2_000)),
				record(2, "o-2", 2_000, Some(3_000)),
				record(3, "o-3", 3_000, None),
			]
		);
		// It still acts for its organisation.
		assert_eq!(Participants::id_of(&account("o-3")), Some(HOSPITAL));
		assert_eq!(Participants::signer_of(&account("o-3")), Some(OPERATOR));
	});
}

#[test]
fn a_new_key_is_proven_for_this_participant_and_this_version() {
	chain().build_and_execute(|| {
		for bad in [
			rotation("hospital", 3, "new"),
			rotation("finance", 2, "new"),
			rotation("hospital", 2, "other"),
			proof("new", None),
		] {
			assert_noop!(
				Participants::rotate_key(signed("hospital"), key("new"), bad),
				Error::<Test>::InvalidProof
			);
		}
	});
}

#[test]
fn a_key_that_is_or_was_somebodys_is_refused() {
	chain().build_and_execute(|| {
		assert_noop!(rotate("hospital", "hospital", 2, "finance"), Error::<Test>::AlreadyExists);
		assert_noop!(rotate("hospital", "hospital", 2, "hospital"), Error::<Test>::AlreadyExists);
		assert_ok!(rotate("hospital", "hospital", 2, "h-2"));
		assert_ok!(rotate("hospital", "h-2", 3, "h-3"));
		for used in ["hospital", "h-2"] {
			assert_noop!(rotate("hospital", "h-3", 4, used), Error::<Test>::AlreadyExists);
			assert_noop!(rotate("finance", "finance", 2, used), Error::<Test>::AlreadyExists);
			assert_noop!(
				Participants::admit(
					root(),
					name("new"),
					ParticipantKind::Organisation,
					Roles::of(&[Role::Issuer]),
					key(used),
					identity("new"),
					proof(used, None),
				),
				Error::<Test>::AlreadyExists
			);
		}
		assert!(PastAccounts::<Test>::contains_key(account("h-2")));
		assert!(!Accounts::<Test>::contains_key(account("h-2")));
	});
}

#[test]
fn only_active_participants_rotate() {
	chain().build_and_execute(|| {
		assert_noop!(rotate("hospital", "stranger", 2, "new"), Error::<Test>::NotFound);
		assert_ok!(Participants::set_status(root(), ParticipantId(1), Status::Frozen, reason()));
		assert_noop!(rotate("hospital", "hospital", 2, "new"), Error::<Test>::NotActive);
		assert_noop!(
			Participants::rotate_key(root(), key("new"), rotation("hospital", 2, "new")),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_participant_has_256_keys_at_most() {
	chain().build().execute_with(|| {
		Store::<Test>::mutate(HOSPITAL, |slot| {
			if let Some(stored) = slot {
				stored.key_version = MAX_KEYS;
			}
		});
		assert_noop!(
			rotate("hospital", "hospital", MAX_KEYS + 1, "new"),
			Error::<Test>::MaxKeysExceeded
		);
	});
}

#[test]
fn a_lost_key_is_replaced_by_whoever_is_responsible() {
	chain().build_and_execute(|| {
		assert_ok!(replace(signed("admin"), OPERATOR, "operator", "o-2"));
		let by = Actor::Participant { id: HOSPITAL, signer: ParticipantId(4), approval: None };
		let decision = Participants::decision(OPERATOR).unwrap();
		assert_eq!((decision.operation, decision.by), (Operation::ReplaceParticipantKey, by));
		System::assert_last_event(
			Event::KeyReplaced {
				id: OPERATOR,
				version: 2,
				old: account("operator"),
				new: account("o-2"),
				by,
				at: 1_000,
				reason: reason(),
			}
			.into(),
		);
		assert_eq!(Told::get(), [Notice::Key(OPERATOR, 2)]);
		assert_ok!(replace(signed("finance"), HOSPITAL, "hospital", "h-2"));
		assert_ok!(replace(root(), ParticipantId(1), "finance", "f-2"));
	});
}

#[test]
fn others_replace_no_key() {
	chain().with_participant("treasury", &[Role::FiscalAuthority]).build_and_execute(|| {
		let id = ParticipantId;
		for (who, target, first) in [
			("operator", id(4), "admin"),
			("admin", id(4), "admin"),
			("admin", HOSPITAL, "hospital"),
			("treasury", HOSPITAL, "hospital"),
			("treasury", id(1), "finance"),
			("finance", id(1), "finance"),
		] {
			assert_noop!(replace(signed(who), target, first, "new"), Error::<Test>::NotAuthorized);
		}
		assert_noop!(replace(root(), id(99), "finance", "new"), Error::<Test>::NotFound);
		assert_ok!(Participants::set_status(root(), HOSPITAL, Status::Cancelled, reason()));
		assert_noop!(replace(root(), HOSPITAL, "hospital", "new"), Error::<Test>::Terminal);
	});
}
