use crate::{difference_leaves, difference_root, mock::*};
use codec::Encode;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity, VersionLink},
	Bill, CheckDigest, Date, Digest, NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::sm3_256;

fn node(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
	sm3_256(&[left, right].concat())
}

#[test]
fn the_root_is_the_merkle_root_over_the_changed_fields() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let old = bill(1);
		let one = Bill { xml: digest("new"), ..old.clone() };
		let leaf = |index: u8, old: Vec<u8>, new: Vec<u8>| sm3_256(&(index, old, new).encode());
		let xml = leaf(7, old.xml.encode(), one.xml.encode());
		assert_eq!(difference_root(&old, &one), Digest::from(xml));

		let three = Bill { payer: PayerRef(digest("p")), medium: Medium::Paper, ..one.clone() };
		let payer = leaf(6, old.payer.encode(), three.payer.encode());
		let medium = leaf(16, vec![0], vec![1]);
		assert_eq!(difference_root(&old, &three), Digest::from(node(node(payer, xml), medium)));
		assert_eq!(difference_root(&old, &old), Digest::zero());
	});
}

#[test]
fn every_field_but_the_version_and_its_link_counts() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let old = bill(1);
		let link = VersionLink { previous: digest("a"), difference: digest("b") };
		let unseen = Bill { version: 2, history: Some(link), ..old.clone() };
		assert!(difference_leaves(&old, &unseen).is_empty());

		let all = Bill {
			check: CheckDigest([9; 16]),
			total: fen(1),
			issued_on: Date::new(20_260_101).unwrap(),
			issuer: ParticipantId(77),
			node: NodeId(77),
			scene: SceneId(77),
			payer: PayerRef(digest("p")),
			xml: digest("x"),
			pdf: None,
			summary: digest("s"),
			version: 2,
			history: Some(link),
			related: Some(key(9)),
			registered: TxPosition { block: 1, index: 1 },
			kind: BillKind::Difference,
			validity: Validity::Voided,
			medium: Medium::Paper,
			usage: Use::Reimbursed,
			circulation: Circulation::Blocked,
			reimbursed: fen(1),
		};
		let leaves = difference_leaves(&old, &all);
		let indexes: Vec<u8> = leaves.iter().map(|leaf| leaf[0]).collect();
		let expected: Vec<u8> = (0..20).filter(|index| ![10, 11].contains(index)).collect();
		assert_eq!(indexes, expected);
		assert!(leaves.iter().all(|leaf| leaf.len() != 64));
	});
}
