use crate::{mock::*, Error, Event, WhiteList};
use fiscal_primitives::{
	authorization::{
		AuthorizationState, Basis, CheckFault, CredentialKind, LogHead, LogItem, Scope, Scopes,
		TemplateId,
	},
	traits::LockPermission,
	Digest, SceneId,
};
use fiscal_vc::{Claims, Subject};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn may_lock(who: &str, number: u64, scene: u32, digest: Option<Digest>) -> DispatchResult {
	let key = bill_key(number);
	VcAuthorization::ensure_may_lock(id(who), &key, &bill(number), SceneId(scene), digest)
}

fn lock(who: &str, number: u64, digest: Digest) {
	VcAuthorization::used(id(who), &bill_key(number), SceneId(1), digest);
}

/// Reads, and gives the reason where the check failed.
fn outcome(who: &str, basis: Basis, number: u64, scope: Scope, scene: u32) -> Option<CheckFault> {
	events();
	assert_ok!(read(who, basis, number, scope, scene));
	match <[_; 1]>::try_from(events()).unwrap() {
		[Event::Used { entry, .. }] => {
			assert_eq!(entry.fault, None);
			None
		}
		[Event::CheckFailed { entry, .. }] => Some(entry.fault.expect("a reason")),
		other => panic!("{other:?}"),
	}
}

#[test]
fn a_lock_rests_on_an_authorization_for_that_bill_scene_and_user() {
	run(|| {
		let digest = register(&claims());
		assert_ok!(may_lock("insurer", 1, 1, Some(digest)));
		assert_ok!(may_lock("insurer", 2, 1, Some(digest)));
		for (who, number, scene, error) in [
			("insurer", 3, 1, Error::<Test>::BillNotCovered),
			("insurer", 1, 2, Error::SceneNotGranted),
			("veterans", 1, 1, Error::WrongGrantee),
			("citizen", 1, 1, Error::WrongGrantee),
		] {
			assert_noop!(may_lock(who, number, scene, Some(digest)), error);
		}
		assert_noop!(
			may_lock("insurer", 1, 1, Some(Digest::repeat_byte(1))),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn the_white_list_is_no_basis_for_a_lock() {
	run(|| {
		let scopes = Scopes::of(&Scope::ALL[..4]);
		let root = RuntimeOrigin::root();
		assert_ok!(VcAuthorization::set_white_list(
			root,
			id("insurer"),
			SceneId(1),
			scopes,
			START + DAY
		));
		assert_noop!(may_lock("insurer", 1, 1, None), Error::<Test>::AuthorizationRequired);
	});
}

#[test]
fn a_lock_needs_the_scope_of_use() {
	run(|| {
		let digest = register(&Claims { scopes: Scopes::of(&[Scope::Pdf]), ..claims() });
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::ScopeNotGranted);
	});
}

#[test]
fn state_and_time_end_what_was_granted() {
	run(|| {
		let digest = register(&Claims { valid_from: START + 10, ..claims() });
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::NotYetValid);
		Now::set(START + 10);
		assert_ok!(may_lock("insurer", 1, 1, Some(digest)));
		assert_ok!(set_status("citizen", digest, AuthorizationState::Frozen));
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::Frozen);
		assert_ok!(set_status("citizen", digest, AuthorizationState::Active));
		Now::set(START + 30 * DAY - 1);
		assert_ok!(may_lock("insurer", 1, 1, Some(digest)));
		Now::set(START + 30 * DAY);
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::Expired);
		assert_ok!(set_status("citizen", digest, AuthorizationState::Revoked));
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::Revoked);
	});
}

#[test]
fn uses_are_counted_together_for_locks_and_reads() {
	run(|| {
		let digest = register(&Claims { uses: 2, ..claims() });
		lock("insurer", 1, digest);
		let basis = Basis::Authorization(digest);
		assert_eq!(outcome("insurer", basis, 1, Scope::Summary, 1), None);
		assert_eq!(stored(digest).used, 2);
		assert_noop!(may_lock("insurer", 2, 1, Some(digest)), Error::<Test>::UsedUp);
		assert_eq!(outcome("insurer", basis, 1, Scope::Summary, 1), Some(CheckFault::UsedUp));
		assert_eq!(stored(digest).used, 2);
	});
}

#[test]
fn another_key_of_the_grantee_needs_another_authorization() {
	run(|| {
		let digest = register(&claims());
		rotate("insurer", "insurer-2");
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::GranteeKeyChanged);
		let again = register(&numbered(2, claims()));
		assert_ok!(may_lock("insurer", 1, 1, Some(again)));
		// A new key of the holder changes nothing about what it granted.
		rotate("citizen", "citizen-2");
		assert_ok!(may_lock("insurer", 1, 1, Some(again)));
	});
}

#[test]
fn both_parties_are_active_and_the_bill_is_still_the_holders() {
	run(|| {
		let digest = register(&claims());
		set_active("citizen", false);
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::HolderNotActive);
		set_active("citizen", true);
		set_active("insurer", false);
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::GranteeNotActive);
		set_active("insurer", true);
		bind(payer("citizen"), id("neighbour"));
		assert_noop!(may_lock("insurer", 1, 1, Some(digest)), Error::<Test>::BillNotOwned);
	});
}

#[test]
fn all_bills_of_the_holder_are_its_own_and_no_others() {
	run(|| {
		let digest = register(&Claims { subject: Subject::AllInScene, ..claims() });
		for number in 1..=3 {
			assert_ok!(may_lock("insurer", number, 1, Some(digest)));
		}
		for number in 4..=6 {
			assert_noop!(may_lock("insurer", number, 1, Some(digest)), Error::<Test>::BillNotOwned);
		}
	});
}

#[test]
fn a_failed_check_stays_on_the_chain() {
	run(|| {
		let digest = register(&claims());
		let basis = Basis::Authorization(digest);
		for (who, number, scope, scene, reason) in [
			("veterans", 1, Scope::Summary, 1, CheckFault::WrongGrantee),
			("insurer", 1, Scope::Pdf, 1, CheckFault::ScopeNotGranted),
			("insurer", 1, Scope::Summary, 2, CheckFault::SceneNotGranted),
			("insurer", 3, Scope::Summary, 1, CheckFault::BillNotCovered),
			("insurer", 99, Scope::Summary, 1, CheckFault::BillNotFound),
		] {
			assert_eq!(outcome(who, basis, number, scope, scene), Some(reason));
		}
		let found = stored(digest);
		assert_eq!((found.used, found.log.entries, found.log.failures), (0, 6, 5));
		let unknown = Basis::Authorization(Digest::repeat_byte(1));
		assert_eq!(outcome("insurer", unknown, 1, Scope::Summary, 1), Some(CheckFault::NotFound));
		assert_eq!(
			outcome("insurer", Basis::WhiteList, 1, Scope::Summary, 1),
			Some(CheckFault::NotListed)
		);
	});
}

#[test]
fn the_log_can_be_recomputed_from_the_events() {
	run(|| {
		let digest = register(&claims());
		let basis = Basis::Authorization(digest);
		assert_ok!(read("insurer", basis, 1, Scope::Summary, 1));
		Now::set(START + 1);
		assert_ok!(read("insurer", basis, 3, Scope::Summary, 1));
		lock("insurer", 2, digest);
		assert_ok!(set_status("citizen", digest, AuthorizationState::Frozen));
		assert_ok!(set_status("citizen", digest, AuthorizationState::Revoked));
		let mut log = LogHead::default();
		let mut steps = Vec::new();
		for event in events() {
			let (of, item, head) = VcAuthorization::changes_of(&event).expect("a step");
			assert_eq!(of, basis);
			log.append(&item);
			assert_eq!(Some(log.head), head);
			steps.push(match item {
				LogItem::Registered { digest: of, at: START, .. } if of == digest => "registered",
				LogItem::StatusChanged { to: AuthorizationState::Frozen, .. } => "frozen",
				LogItem::StatusChanged { to: AuthorizationState::Revoked, .. } => "revoked",
				LogItem::Checked(entry) if entry.fault.is_none() => "used",
				LogItem::Checked(_) => "failed",
				other => panic!("{other:?}"),
			});
		}
		assert_eq!(steps, ["registered", "used", "failed", "used", "frozen", "revoked"]);
		assert_eq!(stored(digest).log, log);
		assert_eq!((log.entries, log.failures), (6, 1));
		assert_eq!(VcAuthorization::log(basis, id("insurer"), SceneId(1)), Some(log));
	});
}

#[test]
fn use_is_for_locks_and_strangers_record_nothing() {
	run(|| {
		let basis = Basis::Authorization(register(&claims()));
		assert_noop!(read("insurer", basis, 1, Scope::Use, 1), Error::<Test>::NotARead);
		assert_noop!(read("stranger", basis, 1, Scope::Summary, 1), Error::<Test>::NotAuthorized);
		set_active("insurer", false);
		assert_noop!(read("insurer", basis, 1, Scope::Summary, 1), Error::<Test>::NotActive);
	});
}

#[test]
fn reads_on_the_white_list_are_logged() {
	run(|| {
		let (who, scene) = (id("veterans"), SceneId(1));
		let scopes = Scopes::of(&[Scope::Summary]);
		let set =
			|until| VcAuthorization::set_white_list(signed("finance"), who, scene, scopes, until);
		assert_ok!(set(START + DAY));
		let ask =
			|number, scope, scene| outcome("veterans", Basis::WhiteList, number, scope, scene);
		assert_eq!(ask(4, Scope::Summary, 1), None);
		assert_eq!(ask(4, Scope::Pdf, 1), Some(CheckFault::ScopeNotGranted));
		assert_eq!(ask(99, Scope::Summary, 1), Some(CheckFault::BillNotFound));
		assert_eq!(ask(4, Scope::Summary, 2), Some(CheckFault::NotListed));
		Now::set(START + DAY);
		assert_eq!(ask(4, Scope::Summary, 1), Some(CheckFault::Expired));
		let log = WhiteList::<Test>::get((who, scene)).unwrap().log;
		assert_eq!((log.entries, log.failures), (4, 3));
		// The log goes on when the entry is replaced and when it is taken off.
		assert_ok!(set(START + 2 * DAY));
		assert_eq!(ask(4, Scope::Summary, 1), None);
		assert_ok!(VcAuthorization::remove_white_list(signed("finance"), who, scene));
		assert_eq!(ask(4, Scope::Summary, 1), Some(CheckFault::Expired));
		assert_eq!(WhiteList::<Test>::get((who, scene)).unwrap().log.entries, 6);
	});
}

#[test]
fn a_confirmation_grants_nothing() {
	run(|| {
		let confirmation = Claims {
			kind: CredentialKind::Confirmation,
			issuer: did("veterans"),
			grantee: did("veterans"),
			scopes: Scopes::of(&[Scope::Summary]),
			subject: Subject::Names(vec![did("citizen")]),
			template: TemplateId { number: 3, version: 1 },
			..claims()
		};
		let compact = compact_by(&confirmation, 1, "veterans");
		assert_ok!(VcAuthorization::register(signed("veterans"), compact.clone()));
		let basis = Basis::Authorization(digest_of(&compact));
		assert_eq!(outcome("veterans", basis, 1, Scope::Summary, 1), Some(CheckFault::NotAGrant));
	});
}

/// The ledger of locks asks again when it decides; if it did not, the log would tell.
#[test]
fn a_use_beyond_the_limit_is_not_counted_and_the_log_tells() {
	run(|| {
		let digest = register(&Claims { uses: 1, ..claims() });
		lock("insurer", 1, digest);
		lock("insurer", 2, digest);
		let found = stored(digest);
		assert_eq!((found.used, found.log.entries, found.log.failures), (1, 3, 1));
	});
}
