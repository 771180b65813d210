//! What keys sign when participants are admitted, change their key or are bound to a payer reference:
//! the exact bytes, so that clients sign what the runtime verifies.
//!
//! Each payload is the SCALE encoding of a tuple that begins with 12 bytes naming its purpose and
//! version and goes on with the hash of the genesis block, so that a signature serves one purpose on
//! one chain. R012, R123, R216.

use super::{ChildKind, Roles};
use crate::{Did, Digest, Moment, ParticipantId, PayerRef};
use alloc::vec::Vec;
use codec::Encode;
use fiscal_sm_crypto::Public;

/// What the key of a new participant signs to prove that its holder asks for the admission below
/// `parent` (none: in the first tier):
/// `"FCPL/admit/1" ‖ genesis ‖ DID ‖ parent? ‖ key`, 100 or 104 bytes.
///
/// A key is admitted once and never again, so that the signature serves once.
pub fn admission_payload(genesis: &Digest, parent: Option<ParticipantId>, key: &Public) -> Vec<u8> {
	(*b"FCPL/admit/1", genesis, Did::of(key), parent, key).encode()
}

/// What the parent's key, or that of an administrator of its domain, signs to endorse 背书 a child of
/// that kind and identity (SM3-HMAC, see [`super::Participant::identity`]) until `expires` (consensus
/// time, Unix ms, inclusive):
/// `"FCPL/child/2" ‖ genesis ‖ parent ‖ kind ‖ key ‖ roles ‖ identity ‖ expires`, 124 bytes for an
/// organisation, 125 for an operator, 129 for a scene.
pub fn endorsement_payload(
	genesis: &Digest,
	parent: ParticipantId,
	kind: ChildKind,
	key: &Public,
	roles: Roles,
	identity: &Digest,
	expires: Moment,
) -> Vec<u8> {
	(*b"FCPL/child/2", genesis, parent, kind, key, roles, identity, expires).encode()
}

/// What the new key of the participant with that DID signs to become version `version` of its key:
/// `"FCPL/rekey/1" ‖ genesis ‖ DID ‖ version ‖ key`, 103 bytes.
pub fn rotation_payload(genesis: &Digest, did: &Did, version: u32, key: &Public) -> Vec<u8> {
	(*b"FCPL/rekey/1", genesis, did, version, key).encode()
}

/// What the key of a citizen or organisation signs so that `platform` binds the payer reference to its
/// DID:
/// `"FCPL/payer/1" ‖ genesis ‖ DID ‖ payer reference ‖ platform`, 102 bytes.
///
/// A payer reference is bound once and never again, so that the signature serves once.
pub fn payer_payload(
	genesis: &Digest,
	did: &Did,
	payer: &PayerRef,
	platform: ParticipantId,
) -> Vec<u8> {
	(*b"FCPL/payer/1", genesis, did, payer, platform).encode()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		participant::{AccountLabel, Role},
		SceneId,
	};
	use fiscal_sm_crypto::Pair;

	#[test]
	fn payloads_have_the_layout_their_docs_state() {
		let genesis = Digest::repeat_byte(1);
		let key = Pair::from_dev_name("Hospital").public();
		let did = Did::of(&key);
		let (id, payer) = (ParticipantId(7), PayerRef(Digest::repeat_byte(2)));
		let first = admission_payload(&genesis, None, &key);
		let child = admission_payload(&genesis, Some(id), &key);
		assert_eq!(
			first,
			[&b"FCPL/admit/1"[..], genesis.as_bytes(), &did.0, &[0], key.as_bytes()].concat()
		);
		assert_eq!((first.len(), child.len()), (100, 104));
		let roles = Roles::of(&[Role::Issuer]);
		let identity = Digest::repeat_byte(3);
		let scene = ChildKind::Account(AccountLabel::Scene(SceneId(4)));
		for (kind, encoded, length) in [
			(ChildKind::Organisation, &[0][..], 124),
			(ChildKind::Account(AccountLabel::Operator), &[1, 0], 125),
			(scene, &[1, 1, 4, 0, 0, 0], 129),
		] {
			let payload = endorsement_payload(&genesis, id, kind, &key, roles, &identity, 9);
			let expected = [
				&b"FCPL/child/2"[..],
				genesis.as_bytes(),
				&[7, 0, 0, 0],
				encoded,
				key.as_bytes(),
				&[2, 0],
				identity.as_bytes(),
				&[9, 0, 0, 0, 0, 0, 0, 0],
			];
			assert_eq!(payload, expected.concat());
			assert_eq!(payload.len(), length);
		}
		assert_eq!(rotation_payload(&genesis, &did, 2, &key).len(), 103);
		assert_eq!(payer_payload(&genesis, &did, &payer, id).len(), 102);
	}

	#[test]
	fn no_two_purposes_and_no_two_chains_share_a_payload() {
		let (one, two) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let key = Pair::from_dev_name("Hospital").public();
		let did = Did::of(&key);
		let (id, payer) = (ParticipantId(1), PayerRef(Digest::zero()));
		let all: alloc::collections::BTreeSet<Vec<u8>> = [one, two]
			.iter()
			.flat_map(|genesis| {
				[
					admission_payload(genesis, None, &key),
					admission_payload(genesis, Some(id), &key),
					endorsement_payload(
						genesis,
						id,
						ChildKind::Organisation,
						&key,
						Roles::default(),
						&payer.0,
						0,
					),
					rotation_payload(genesis, &did, 1, &key),
					rotation_payload(genesis, &did, 2, &key),
					payer_payload(genesis, &did, &payer, id),
				]
			})
			.collect();
		assert_eq!(all.len(), 12);
	}
}
