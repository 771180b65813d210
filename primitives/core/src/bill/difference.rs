//! What a new version of a bill changed, as one digest 差异摘要, and proofs of single changes. R225.

use crate::{Bill, Digest};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use fiscal_sm_crypto::Sm3;

/// The names of the fields of [`Bill`], by their index in a leaf; `version` and `history` have none.
const FIELDS: [(u8, &str); 18] = [
	(0, "check"),
	(1, "total"),
	(2, "issuedOn"),
	(3, "issuer"),
	(4, "node"),
	(5, "scene"),
	(6, "payer"),
	(7, "xml"),
	(8, "pdf"),
	(9, "summary"),
	(12, "related"),
	(13, "registered"),
	(14, "kind"),
	(15, "validity"),
	(16, "medium"),
	(17, "usage"),
	(18, "circulation"),
	(19, "reimbursed"),
];

/// A changed field, with the proof that it belongs to a difference root.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceProof {
	/// The leaf: SCALE encoding of `(index of the field: u8, old: Vec<u8>, new: Vec<u8>)`.
	pub leaf: Vec<u8>,
	/// Which of the leaves it is, from 0.
	pub position: u32,
	/// How many leaves the tree has: how many fields changed.
	pub leaves: u32,
	/// The nodes beside the way to the root, from below.
	pub path: Vec<Digest>,
}

/// A change of a field, read from a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
	/// The field, as JSON names it.
	pub field: &'static str,
	/// SCALE encoding of the field before.
	pub old: Vec<u8>,
	/// SCALE encoding of the field after.
	pub new: Vec<u8>,
}

fn leaf<Field: Encode + PartialEq>(index: u8, old: &Field, new: &Field) -> Option<Vec<u8>> {
	(old != new).then(|| (index, old.encode(), new.encode()).encode())
}

/// The leaves of the difference tree: one for each field that differs, in the order of the fields.
///
/// A leaf is the SCALE encoding of `(index: u8, old: Vec<u8>, new: Vec<u8>)`, where `old` and `new`
/// are the SCALE encodings of the field before and after, and `index` is the position of the field
/// in [`Bill`], from 0:
///
/// | index | field | index | field | index | field |
/// | --- | --- | --- | --- | --- | --- |
/// | 0 | `check` | 6 | `payer` | 14 | `kind` |
/// | 1 | `total` | 7 | `xml` | 15 | `validity` |
/// | 2 | `issued_on` | 8 | `pdf` | 16 | `medium` |
/// | 3 | `issuer` | 9 | `summary` | 17 | `usage` |
/// | 4 | `node` | 12 | `related` | 18 | `circulation` |
/// | 5 | `scene` | 13 | `registered` | 19 | `reimbursed` |
///
/// `version` (10) and `history` (11) have no leaf: they differ between any two versions, and
/// `history` holds the root itself. No leaf is 64 bytes long, so that none can pass for an inner
/// node of the tree.
pub fn difference_leaves(old: &Bill, new: &Bill) -> Vec<Vec<u8>> {
	[
		leaf(0, &old.check, &new.check),
		leaf(1, &old.total, &new.total),
		leaf(2, &old.issued_on, &new.issued_on),
		leaf(3, &old.issuer, &new.issuer),
		leaf(4, &old.node, &new.node),
		leaf(5, &old.scene, &new.scene),
		leaf(6, &old.payer, &new.payer),
		leaf(7, &old.xml, &new.xml),
		leaf(8, &old.pdf, &new.pdf),
		leaf(9, &old.summary, &new.summary),
		leaf(12, &old.related, &new.related),
		leaf(13, &old.registered, &new.registered),
		leaf(14, &old.kind, &new.kind),
		leaf(15, &old.validity, &new.validity),
		leaf(16, &old.medium, &new.medium),
		leaf(17, &old.usage, &new.usage),
		leaf(18, &old.circulation, &new.circulation),
		leaf(19, &old.reimbursed, &new.reimbursed),
	]
	.into_iter()
	.flatten()
	.collect()
}

/// Root of the binary Merkle tree over [`difference_leaves`], with SM3 for leaves and inner nodes
/// (`binary_merkle_tree`: an odd last node moves up unchanged). All zeros when nothing differs.
pub fn difference_root(old: &Bill, new: &Bill) -> Digest {
	binary_merkle_tree::merkle_root::<Sm3, _>(difference_leaves(old, new))
}

/// The proof of every changed field, in the order of the fields.
pub fn difference_proofs(old: &Bill, new: &Bill) -> Vec<DifferenceProof> {
	let leaves = difference_leaves(old, new);
	(0u32..)
		.zip(&leaves)
		.map(|(position, _)| {
			let proof = binary_merkle_tree::merkle_proof::<Sm3, _, _>(leaves.iter(), position);
			DifferenceProof {
				leaf: proof.leaf.clone(),
				position,
				leaves: proof.number_of_leaves,
				path: proof.proof,
			}
		})
		.collect()
}

/// The change that the proof proves to be under the root of a version, or nothing when it proves
/// none: neither the bill before nor the bill after is needed.
pub fn verify_difference(root: &Digest, proof: &DifferenceProof) -> Option<FieldChange> {
	let DifferenceProof { leaf, position, leaves, path } = proof;
	// A tree has no more leaves than a bill has fields, and a leaf is no inner node.
	let plausible = usize::try_from(*leaves).is_ok_and(|count| count <= FIELDS.len())
		&& path.len() <= 5
		&& leaf.len() != 64;
	let proven = plausible
		&& binary_merkle_tree::verify_proof::<Sm3, _, _>(
			root,
			path.iter().copied(),
			*leaves,
			*position,
			leaf,
		);
	if !proven {
		return None;
	}
	let (index, old, new): (u8, Vec<u8>, Vec<u8>) =
		codec::DecodeAll::decode_all(&mut leaf.as_slice()).ok()?;
	let (_, field) = FIELDS.iter().find(|(known, _): &&(u8, _)| *known == index)?;
	Some(FieldChange { field, old, new })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
		CheckDigest, Date, Fen, NodeId, ParticipantId, PayerRef, SceneId,
	};
	use proptest::prelude::*;

	fn bill() -> Bill {
		Bill {
			check: CheckDigest::default(),
			total: Fen::new(12_345).unwrap(),
			issued_on: Date::new(20_261_120).unwrap(),
			issuer: ParticipantId(1),
			node: NodeId(1),
			scene: SceneId(1),
			payer: PayerRef(Digest::repeat_byte(3)),
			xml: Digest::repeat_byte(1),
			pdf: None,
			summary: Digest::repeat_byte(2),
			version: 1,
			history: None,
			related: None,
			registered: TxPosition::default(),
			kind: BillKind::Ordinary,
			validity: Validity::Normal,
			medium: Medium::Electronic,
			usage: Use::Free,
			circulation: Circulation::Circulable,
			reimbursed: Fen::ZERO,
		}
	}

	fn changed(bits: u8) -> Bill {
		let mut new = Bill { version: 2, ..bill() };
		if bits & 1 != 0 {
			new.payer = PayerRef(Digest::repeat_byte(4));
		}
		if bits & 2 != 0 {
			new.xml = Digest::repeat_byte(5);
		}
		if bits & 4 != 0 {
			new.pdf = Some(Digest::repeat_byte(6));
		}
		if bits & 8 != 0 {
			new.medium = Medium::Paper;
		}
		if bits & 16 != 0 {
			new.reimbursed = Fen::new(1).unwrap();
		}
		new
	}

	proptest! {
		#[test]
		fn every_change_is_proven_and_nothing_else(bits in 0u8..32, other in 0u8..32) {
			let (old, new) = (bill(), changed(bits));
			let root = difference_root(&old, &new);
			let proofs = difference_proofs(&old, &new);
			prop_assert_eq!(proofs.len(), usize::try_from(bits.count_ones()).unwrap());
			for proof in &proofs {
				prop_assert!(verify_difference(&root, proof).is_some());
				let mut forged = proof.clone();
				*forged.leaf.last_mut().unwrap() ^= 1;
				prop_assert_eq!(verify_difference(&root, &forged), None);
			}
			if other != bits {
				let root = difference_root(&old, &changed(other));
				let survivors = proofs.iter().filter(|proof| verify_difference(&root, proof).is_some());
				prop_assert_eq!(survivors.count(), 0);
			}
		}
	}

	#[test]
	fn the_root_is_the_merkle_root_over_the_changed_fields() {
		use fiscal_sm_crypto::sm3_256;
		let leaf = |index: u8, old: Vec<u8>, new: Vec<u8>| sm3_256(&(index, old, new).encode());
		let (old, new) = (bill(), changed(11));
		let payer = leaf(6, old.payer.encode(), new.payer.encode());
		let xml = leaf(7, old.xml.encode(), new.xml.encode());
		let medium = leaf(16, vec![0], vec![1]);
		let node = |left: [u8; 32], right: [u8; 32]| sm3_256(&[left, right].concat());
		assert_eq!(difference_root(&old, &new), Digest::from(node(node(payer, xml), medium)));
		assert_eq!(difference_root(&old, &changed(2)), Digest::from(xml));
		assert_eq!(difference_root(&old, &old), Digest::zero());
	}

	#[test]
	fn every_field_but_the_version_and_its_link_counts() {
		use crate::bill::VersionLink;
		let old = bill();
		let link = VersionLink { previous: Digest::zero(), difference: Digest::zero() };
		let unseen = Bill { version: 2, history: Some(link), ..old.clone() };
		assert!(difference_leaves(&old, &unseen).is_empty());
		let key = "31060126-0000000009".parse().unwrap();
		let all = Bill {
			check: CheckDigest([9; 16]),
			total: Fen::new(1).unwrap(),
			issued_on: Date::new(20_260_101).unwrap(),
			issuer: ParticipantId(77),
			node: NodeId(77),
			scene: SceneId(77),
			payer: PayerRef::default(),
			xml: Digest::zero(),
			pdf: Some(Digest::zero()),
			summary: Digest::zero(),
			version: 2,
			history: Some(link),
			related: Some(key),
			registered: TxPosition { block: 1, index: 1 },
			kind: BillKind::Difference,
			validity: Validity::Voided,
			medium: Medium::Paper,
			usage: Use::Reimbursed,
			circulation: Circulation::Blocked,
			reimbursed: Fen::new(1).unwrap(),
		};
		let leaves = difference_leaves(&old, &all);
		let indexes: Vec<u8> = leaves.iter().map(|leaf| leaf[0]).collect();
		let fields: Vec<u8> = FIELDS.iter().map(|(index, _)| *index).collect();
		assert_eq!(indexes, fields);
		assert!(leaves.iter().all(|leaf| leaf.len() != 64));
		let root = difference_root(&old, &all);
		let json = serde_json::to_value(&all).unwrap();
		for proof in difference_proofs(&old, &all) {
			let field = verify_difference(&root, &proof).unwrap().field;
			assert!(json.get(field).is_some(), "{field} is not a member of a bill in JSON");
		}
	}

	#[test]
	fn a_proof_tells_the_field_before_and_after() {
		let (old, new) = (bill(), changed(9));
		let proofs = difference_proofs(&old, &new);
		let root = difference_root(&old, &new);
		let change = verify_difference(&root, &proofs[0]).unwrap();
		assert_eq!(change.field, "payer");
		assert_eq!((change.old, change.new), (old.payer.encode(), new.payer.encode()));
		assert_eq!(verify_difference(&root, &proofs[1]).unwrap().field, "medium");
		let empty = DifferenceProof { leaf: vec![], position: 0, leaves: 0, path: vec![] };
		assert_eq!(verify_difference(&root, &empty), None);
	}
}
