use crate::{mock::*, Error, Event};
use fiscal_primitives::authorization::{AuthorizationState::*, AuthorizationStatus, HolderProof};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn with_proof(
	who: &str,
	digest: fiscal_primitives::Digest,
	state: fiscal_primitives::authorization::AuthorizationState,
	proof: HolderProof,
) -> DispatchResult {
	VcAuthorization::set_status(signed(who), digest, state, reason(), Some(proof))
}

#[test]
fn the_holder_freezes_activates_and_revokes() {
	run(|| {
		let digest = register(&claims());
		events();
		Now::set(START + 7);
		assert_ok!(set_status("citizen", digest, Frozen));
		assert_eq!(
			events(),
			[Event::StatusChanged {
				digest,
				from: Active,
				to: Frozen,
				by: id("citizen"),
				reason: reason(),
				at: START + 7,
				head: stored(digest).log.head,
			}]
		);
		assert_eq!((stored(digest).changed_at, stored(digest).nonce), (START + 7, 1));
		assert_ok!(set_status("citizen", digest, Active));
		assert_ok!(set_status("citizen", digest, Revoked));
		for state in [Active, Frozen, Revoked] {
			assert_noop!(set_status("citizen", digest, state), Error::<Test>::Terminal);
		}
	});
}

#[test]
fn nobody_else_does() {
	run(|| {
		let digest = register(&claims());
		for who in ["insurer", "platform", "neighbour", "finance", "stranger"] {
			assert_noop!(set_status(who, digest, Revoked), Error::<Test>::NotAuthorized);
		}
		set_active("citizen", false);
		assert_noop!(set_status("citizen", digest, Revoked), Error::<Test>::NotActive);
	});
}

#[test]
fn a_change_to_the_same_state_and_an_unknown_digest_are_refused() {
	run(|| {
		let digest = register(&claims());
		assert_noop!(set_status("citizen", digest, Active), Error::<Test>::NothingChanged);
		assert_noop!(set_status("citizen", Default::default(), Frozen), Error::<Test>::NotFound);
	});
}

#[test]
fn a_platform_carries_the_signature_of_the_holder() {
	run(|| {
		let digest = register(&claims());
		let freeze = proof("citizen", digest, 0, Frozen);
		assert_ok!(with_proof("platform", digest, Frozen, freeze));
		assert_eq!(stored(digest).state, Frozen);
		let thaw = proof("citizen", digest, 1, Active);
		assert_ok!(with_proof("suishen", digest, Active, thaw));
		// The old signature served once.
		assert_noop!(with_proof("platform", digest, Frozen, freeze), Error::<Test>::NonceMismatch);
		let forwarded = HolderProof { nonce: 2, ..freeze };
		assert_noop!(
			with_proof("platform", digest, Frozen, forwarded),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn a_proof_is_for_one_change_of_one_authorization_by_its_holder() {
	run(|| {
		let digest = register(&claims());
		let other = register(&numbered(2, claims()));
		for bad in [
			proof("citizen", digest, 0, Frozen),
			proof("citizen", other, 0, Revoked),
			proof("neighbour", digest, 0, Revoked),
			proof("platform", digest, 0, Revoked),
		] {
			assert_noop!(with_proof("platform", digest, Revoked, bad), Error::<Test>::BadSignature);
		}
		let good = proof("citizen", digest, 0, Revoked);
		for who in ["insurer", "neighbour"] {
			assert_noop!(with_proof(who, digest, Revoked, good), Error::<Test>::NotAuthorized);
		}
		rotate("citizen", "citizen-2");
		assert_noop!(with_proof("platform", digest, Revoked, good), Error::<Test>::BadSignature);
		let good = proof("citizen-2", digest, 0, Revoked);
		set_active("citizen", false);
		assert_noop!(with_proof("platform", digest, Revoked, good), Error::<Test>::HolderNotActive);
		set_active("citizen", true);
		assert_ok!(with_proof("platform", digest, Revoked, good));
	});
}

#[test]
fn expired_and_used_up_are_derived() {
	run(|| {
		use AuthorizationStatus as Is;
		let later = fiscal_vc::Claims { valid_from: START + 10, uses: 1, ..claims() };
		let digest = register(&later);
		let status = |at| stored(digest).status(at);
		assert_eq!(status(START), Is::NotYetValid);
		assert_eq!(status(START + 10), Is::Active);
		assert_eq!(status(START + 30 * DAY - 1), Is::Active);
		assert_eq!(status(START + 30 * DAY), Is::Expired);
		assert_ok!(set_status("citizen", digest, Frozen));
		assert_eq!(status(START + 10), Is::Frozen);
		assert_eq!(status(START + 30 * DAY), Is::Expired);
		assert_ok!(set_status("citizen", digest, Revoked));
		assert_eq!(status(START + 30 * DAY), Is::Revoked);
	});
}
