//! Bills and blocks for the tests.

use fiscal_index::BlockRef;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	changes::{BillAction, BillChange, BlockChanges, LockChange, LockEvent},
	Bill, BillKey, BillNumber, CheckDigest, Date, Digest, Fen, NodeId, ParticipantId, PayerRef,
	SceneId,
};

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn payer(byte: u8) -> PayerRef {
	PayerRef(Digest::repeat_byte(byte))
}

pub fn tx(block: u32, extrinsic: u32) -> Digest {
	Digest::from_low_u64_be(u64::from(block) << 32 | u64::from(extrinsic))
}

pub fn block(number: u32) -> BlockRef {
	BlockRef { number, hash: Digest::from_low_u64_be(u64::from(number) + 1) }
}

pub fn bill(payer: PayerRef, version: u32) -> Bill {
	Bill {
		check: CheckDigest::default(),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer,
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		version,
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

pub fn change(number: u64, action: BillAction, payer: PayerRef, version: u32) -> BillChange {
	BillChange { key: key(number), action, extrinsic: Some(1), bill: bill(payer, version) }
}

pub fn registered(number: u64, to: PayerRef) -> BillChange {
	change(number, BillAction::Registered, to, 1)
}

pub fn bills(bills: Vec<BillChange>) -> BlockChanges {
	BlockChanges { at: 1_795_190_400_000, bills, ..Default::default() }
}

pub fn released(number: u64, holder: u32) -> LockChange {
	LockChange {
		key: key(number),
		extrinsic: None,
		event: LockEvent::Released { holder: ParticipantId(holder) },
	}
}
