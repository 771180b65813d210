//! Participants 参与方: their tree, their roles, their keys and their state. R216, R001, R012, R123.

mod payload;
mod roles;

pub use payload::{admission_payload, endorsement_payload, payer_payload, rotation_payload};
pub use roles::{Role, Roles};

use crate::{
	bill::axis,
	text::{Name, Reason},
	AccountId, Actor, Did, Digest, Moment, Operation, ParticipantId, SceneId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_sm_crypto::{Public, Signature};
use scale_info::TypeInfo;

/// How many participants stand above each other at most: a member, an organisation, an account.
pub const MAX_DEPTH: u32 = 3;

/// The most versions of its key a participant may have had, the one in use included.
pub const MAX_KEYS: u32 = 256;

/// The most versions of its details a participant may have had, those in use included.
pub const MAX_DETAILS: u32 = 256;

/// The most payer references bound to one holder.
pub const MAX_PAYERS: u32 = 8;

/// The public name of every citizen: their own names never reach the chain.
pub const HOLDER_NAME: &str = "持票人";

axis!(
	/// State of a participant or of its rights. Cancelled is terminal.
	Status {
		/// Active 活跃.
		#[default]
		Active,
		/// Frozen 冻结: may do nothing until it is active again.
		Frozen,
		/// Cancelled 注销, for ever.
		Cancelled,
	}
);

impl Status {
	/// The state of somebody in this state who stands below somebody in the state `above`: the
	/// severer of the two.
	pub const fn below(self, above: Self) -> Self {
		match (self, above) {
			(Status::Cancelled, _) | (_, Status::Cancelled) => Status::Cancelled,
			(Status::Frozen, _) | (_, Status::Frozen) => Status::Frozen,
			(Status::Active, Status::Active) => Status::Active,
		}
	}
}

axis!(
	/// What a participant is.
	ParticipantKind {
		/// An organisation 机构.
		#[default]
		Organisation,
		/// A person 个人.
		Individual,
		/// An account of an organisation 账户: of an operator or of a scene.
		Account,
	}
);

axis!(
	/// Where in the tree 三级树状架构 a participant stands.
	Tier {
		/// First tier: a fiscal authority 财政 or another member of the consortium, without a parent.
		#[default]
		Member,
		/// Second tier: an organisation with access nodes 接入端, below a member.
		Organisation,
		/// Third tier: an account of an operator or a scene, below an organisation or a member.
		Account,
		/// A citizen, outside of the tree: answers for itself alone.
		Holder,
	}
);

/// What an account of an organisation is for.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum AccountLabel {
	/// A person who works for the organisation: operator account 操作员账户.
	Operator,
	/// A scene in which the organisation takes part: scene account 场景账户.
	Scene(SceneId),
}

/// What is admitted below a participant.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ChildKind {
	/// An organisation, below a member.
	Organisation,
	/// An account, below a member or an organisation.
	Account(AccountLabel),
}

/// A signature over [`endorsement_payload`], as it is handed in.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct EndorsementProof {
	/// Whose key signed: the parent, or an administrator's account below it.
	pub by: ParticipantId,
	/// Consensus time until which it serves, inclusive, Unix ms.
	pub expires: Moment,
	/// r‖s, 64 bytes.
	pub signature: Signature,
}

/// The endorsement 背书 with which a child was admitted. It can be checked at any time: the payload
/// is [`endorsement_payload`] of the parent, `kind`, the first key of the child, `roles`, `identity` and
/// `expires`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Endorsement {
	/// Whose key signed.
	pub by: ParticipantId,
	/// The version of that key.
	pub key_version: u32,
	/// What it was signed for: an organisation, or an account with this label.
	pub kind: ChildKind,
	/// The roles it was signed for: those of the admission.
	pub roles: Roles,
	/// The identity it was signed for, see [`Participant::identity`].
	pub identity: Digest,
	/// Until when it served for the admission, Unix ms.
	pub expires: Moment,
	/// r‖s, 64 bytes.
	pub signature: Signature,
}

/// What the chain keeps of a participant.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
	/// Its DID, made of its first key; it stays when the key rotates.
	pub did: Did,
	/// Its public name, at most 128 bytes.
	pub name: Name,
	/// Organisation, person or account.
	pub kind: ParticipantKind,
	/// What an account is for; none for others.
	pub label: Option<AccountLabel>,
	/// Where it stands.
	pub tier: Tier,
	/// Who stands above it; none in the first tier and for citizens.
	pub parent: Option<ParticipantId>,
	/// What it was given to do. What it may do is cut to what its parent may hand down.
	pub roles: Roles,
	/// Its own state. What stands above it may be in a severer one.
	pub status: Status,
	/// SM3-HMAC of its real-world identity (unified social credit code), unique on the chain; of a
	/// citizen the first payer reference.
	pub identity: Digest,
	/// Its SM2 key in use.
	pub key: Public,
	/// The account of that key.
	pub account: AccountId,
	/// The version of that key, from 1.
	pub key_version: u32,
	/// Consensus time since when that key is in use, Unix ms; 0 for genesis.
	pub key_since: Moment,
	/// The endorsement with which it was admitted; none without a parent, and for genesis.
	pub endorsement: Option<Endorsement>,
	/// Consensus time it was admitted, Unix ms; 0 for genesis.
	pub admitted_at: Moment,
	/// Consensus time of its last change, Unix ms; 0 for genesis.
	pub changed_at: Moment,
	/// The version of its [`Details`], from 1: each change of `name` or `label` makes one more.
	pub details_version: u32,
}

/// A participant with all that stands above it taken into account.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
	/// The participant.
	pub id: ParticipantId,
	/// For whom it acts: the organisation of an account, itself otherwise.
	pub organisation: ParticipantId,
	/// Where it stands.
	pub tier: Tier,
	/// The severest state of itself and of what stands above it.
	pub status: Status,
	/// Its roles, cut to what is handed down to it.
	pub roles: Roles,
}

impl Standing {
	/// May it act in the role? Members and organisations are administrators of their own domains
	/// without the role of one.
	pub const fn holds(&self, role: Role) -> bool {
		match (role, self.tier) {
			(Role::Administrator, Tier::Member | Tier::Organisation) => true,
			_ => self.roles.contains(role),
		}
	}
}

/// A key of a participant, in use or past.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct KeyRecord {
	/// Its version, from 1.
	pub version: u32,
	/// The key, 33 bytes.
	pub key: Public,
	/// Its account.
	pub account: AccountId,
	/// Consensus time since when it was in use, Unix ms; 0 for genesis.
	pub from: Moment,
	/// Consensus time when another took its place, Unix ms; none while it is in use.
	pub until: Option<Moment>,
}

/// What a participant is called and is for: the part of it that may be wrong or change.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Details {
	/// Its public name, at most 128 bytes.
	pub name: Name,
	/// What an account is for; none for others.
	pub label: Option<AccountLabel>,
}

/// A version of the details of a participant, in use or past.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct DetailsRecord {
	/// Its number, from 1.
	pub version: u32,
	/// Name and label.
	#[serde(flatten)]
	pub details: Details,
	/// Consensus time since when they held, Unix ms; 0 for genesis.
	pub from: Moment,
	/// Consensus time when others took their place, Unix ms; none while they hold.
	pub until: Option<Moment>,
}

/// The last administrative decision about a participant: who, when and why.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
	/// What was decided.
	pub operation: Operation,
	/// Who decided, with the approval if there was one.
	pub by: Actor,
	/// Consensus time, Unix ms.
	pub at: Moment,
	/// Why; none for admissions.
	pub reason: Option<Reason>,
}

/// One participant in a listing of the tree.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct TreeNode {
	/// Its number.
	pub id: ParticipantId,
	/// Its public name.
	pub name: Name,
	/// Organisation, person or account.
	pub kind: ParticipantKind,
	/// What an account is for; none for others.
	pub label: Option<AccountLabel>,
	/// Where it stands.
	pub tier: Tier,
	/// Its own state.
	pub status: Status,
	/// The severest state of itself and of what stands above it.
	pub effective: Status,
	/// Its roles, cut to what is handed down to it.
	pub roles: Roles,
	/// How many stand directly below it.
	pub children: u32,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_severer_state_prevails() {
		use Status::{Active, Cancelled, Frozen};
		for (own, above, is) in [
			(Active, Active, Active),
			(Active, Frozen, Frozen),
			(Frozen, Active, Frozen),
			(Frozen, Cancelled, Cancelled),
			(Cancelled, Active, Cancelled),
		] {
			assert_eq!(own.below(above), is);
		}
	}

	#[test]
	fn organisations_administer_themselves_and_accounts_need_the_role() {
		let standing = |tier, roles: &[Role]| Standing {
			id: ParticipantId(1),
			organisation: ParticipantId(1),
			tier,
			status: Status::Active,
			roles: Roles::of(roles),
		};
		assert!(standing(Tier::Member, &[Role::Issuer]).holds(Role::Administrator));
		assert!(standing(Tier::Organisation, &[Role::Issuer]).holds(Role::Administrator));
		assert!(!standing(Tier::Account, &[Role::Issuer]).holds(Role::Administrator));
		assert!(standing(Tier::Account, &[Role::Administrator]).holds(Role::Administrator));
		assert!(!standing(Tier::Holder, &[Role::Holder]).holds(Role::Administrator));
		assert!(!standing(Tier::Member, &[Role::Issuer]).holds(Role::Council));
	}

	#[test]
	fn labels_are_written_as_people_read_them() {
		let json = |label| serde_json::to_string(&label).unwrap();
		assert_eq!(json(ChildKind::Account(AccountLabel::Operator)), r#"{"account":"operator"}"#);
		assert_eq!(json(ChildKind::Organisation), r#""organisation""#);
	}
}
