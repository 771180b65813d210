//! What the mock knows of bills: bill 1 is on the chain, and locked.

use super::CHECK;
use fiscal_primitives::{
	bill::{
		numbers::NumberRanges, BillKind, BillPending, Circulation, Correction, CorrectionMade,
		FileLocation, Medium, NumberRange, PendingCorrection, PendingReversal, Relations,
		RelationsRecord, SealedPath, SettledAmount, StorageMedium, TxPosition, Use, Validity,
	},
	changes::BillAction,
	transition::{default_rule, TransitionRecord},
	verification::BillState,
	Actor, Bill, BillKey, BillNumber, CheckCode, Date, Digest, Fen, Lock, NodeId, ParticipantId,
	PayerRef, Region, SceneId,
};

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn payer() -> PayerRef {
	PayerRef(Digest::repeat_byte(7))
}

pub fn tx() -> Digest {
	Digest::repeat_byte(0xaa)
}

/// Bill 1 is on the chain, and locked.
pub fn bill(number: u64) -> Bill {
	Bill {
		check: CHECK.parse::<CheckCode>().unwrap().digest(&key(number)),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(2),
		scene: SceneId(3),
		payer: payer(),
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(4)),
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 1, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

pub fn state() -> BillState {
	BillState {
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
	}
}

pub fn lock() -> Lock {
	Lock {
		holder: ParticipantId(5),
		scene: SceneId(3),
		authorization: Digest::repeat_byte(8),
		flow: "F-1".parse().unwrap(),
		region: Region::SHANGHAI,
		at: 1,
		expires: 2,
		weight: 3,
		claimed: Fen::new(100).unwrap(),
	}
}

/// Numbers 1 to 100 of an issuer, of which 7 are used.
pub fn numbers() -> NumberRanges {
	let (first, last) = (key(1).number, key(100).number);
	let range = NumberRange { first, last, used: 7, highest: Some(key(9).number), approval: None };
	NumberRanges::try_from(vec![range]).unwrap()
}

/// Relations of bill 1.
pub fn relations() -> RelationsRecord {
	let xml = FileLocation {
		medium: StorageMedium::Ipfs,
		path: SealedPath::new(&[0xf5; 48]).unwrap(),
		path_digest: Digest::repeat_byte(6),
		size: 6_000,
	};
	let index = Digest::repeat_byte(7);
	let relations = Relations { xml: Some(xml), pdf: None, json: None, index, metadata: None };
	RelationsRecord { relations, version: 1, previous: None, by: Actor::Council, at: 5 }
}

/// What waits for bill 1: everything that may.
pub fn pending() -> BillPending {
	let actor = |id| Actor::Participant {
		id: ParticipantId(id),
		signer: ParticipantId(id),
		approval: None,
	};
	let amount = Fen::new(100).unwrap();
	let correction = Correction::SetMedium(Medium::Paper);
	BillPending {
		key: key(1),
		correction: Some(PendingCorrection {
			proposer: actor(1),
			correction,
			version: 1,
			reason: "found".parse().unwrap(),
		}),
		last_correction: Some(CorrectionMade {
			correction,
			version: 1,
			by: [actor(1), actor(5)],
			at: 1,
		}),
		consent: Some(Actor::Council),
		reversal: Some(PendingReversal {
			holder: ParticipantId(5),
			signer: ParticipantId(5),
			flow: "V-1".parse().unwrap(),
			amount,
			reason: "mistake".parse().unwrap(),
		}),
		settlements: vec![SettledAmount { participant: ParticipantId(5), amount }],
		more_settlements: false,
	}
}

/// The rule of locking was set once, by the council.
pub fn transition_record(action: BillAction, version: u32) -> Option<TransitionRecord> {
	let known = (action, version) == (BillAction::Locked, 1);
	known.then(|| TransitionRecord { rule: Some(default_rule(action)), by: Actor::Council, at: 5 })
}
