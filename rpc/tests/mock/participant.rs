//! What the mock knows of participants: the hospital, number 5, and its 60 accounts.

use fiscal_primitives::{
	did::DidRecord,
	participant::{
		AccountLabel, Details, DetailsRecord, KeyRecord, ParticipantKind, Role, Roles, Standing,
		Status, Tier, TreeNode,
	},
	Did, Digest, Participant, ParticipantId,
};
use fiscal_sm_crypto::Pair;

pub fn pair() -> Pair {
	Pair::from_dev_name("hospital")
}

pub fn participant() -> Participant {
	let key = pair().public();
	Participant {
		did: Did::of(&key),
		name: "Hospital".parse().unwrap(),
		kind: ParticipantKind::Organisation,
		label: None,
		tier: Tier::Organisation,
		parent: Some(ParticipantId(1)),
		roles: Roles::of(&[Role::Issuer]),
		status: Status::Active,
		identity: Digest::repeat_byte(3),
		account: key.account_id(),
		key,
		key_version: 1,
		key_since: 0,
		endorsement: None,
		admitted_at: 0,
		changed_at: 0,
		details_version: 1,
	}
}

/// Frozen with what stands above it.
pub fn standing() -> Standing {
	Standing {
		id: ParticipantId(5),
		organisation: ParticipantId(5),
		tier: Tier::Organisation,
		status: Status::Frozen,
		roles: Roles::of(&[Role::Issuer]),
	}
}

pub fn key_record() -> KeyRecord {
	let Participant { key, account, .. } = participant();
	KeyRecord { version: 1, key, account, from: 0, until: None }
}

pub fn details_record() -> DetailsRecord {
	let Participant { name, label, .. } = participant();
	DetailsRecord { version: 1, details: Details { name, label }, from: 0, until: None }
}

/// The children of participant 5: 60 accounts from number 10 on.
pub fn children(from: u32, limit: u32) -> Vec<TreeNode> {
	let node = |ordinal| TreeNode {
		id: ParticipantId(10 + ordinal),
		name: "Operator".parse().unwrap(),
		kind: ParticipantKind::Account,
		label: Some(AccountLabel::Operator),
		tier: Tier::Account,
		status: Status::Active,
		effective: Status::Frozen,
		roles: Roles::of(&[Role::Issuer]),
		children: 0,
	};
	(from..from.saturating_add(limit).min(60)).map(node).collect()
}

pub fn did_record() -> DidRecord {
	DidRecord {
		did: participant().did,
		participant: ParticipantId(5),
		controller: Some(Did([7; 22])),
		status: Status::Active,
		keys: vec![key_record()],
		services: Default::default(),
		created: 1,
		updated: 2,
	}
}
