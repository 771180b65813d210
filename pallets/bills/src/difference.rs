//! What a new version of a bill changed, as one digest (R225).

use alloc::vec::Vec;
use codec::Encode;
use fiscal_primitives::{Bill, Digest};
use fiscal_sm_crypto::Sm3;

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
