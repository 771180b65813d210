//! Review of changes by a second administrator 复核. R066, R219.

use super::{LockTerm, RuleSet, SceneKind};
use crate::{
	bill::axis,
	operation::Actor,
	text::{Name, Reason},
	Approval, Digest, Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// What of a scene a change is about. Of each, one change at a time waits for its review.
	#[derive(PartialOrd, Ord)]
	Subject {
		/// That the scene exists.
		#[default]
		Registration,
		/// Its weight, lock term and form.
		Terms,
		/// Its field rules.
		FieldRules,
		/// That it is in force at all: its end 废止.
		Retirement,
	}
);

impl Subject {
	/// Every subject.
	pub const ALL: [Subject; 4] =
		[Subject::Registration, Subject::Terms, Subject::FieldRules, Subject::Retirement];
}

/// A change of a scene.
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
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "change")]
pub enum Change {
	/// The scene, a draft until now, comes into force.
	Registration {
		/// Its name, 1 to 128 bytes.
		name: Name,
		/// The field it belongs to.
		kind: SceneKind,
		/// Weight in disputes of one block.
		weight: u32,
		/// How long its locks last, ms.
		lock_term: LockTerm,
		/// SM3 of its form.
		form: Option<Digest>,
	},
	/// Its terms change; what is none stays as it is.
	Terms {
		/// Weight in disputes of one block.
		weight: Option<u32>,
		/// How long its locks last, ms.
		lock_term: Option<LockTerm>,
		/// SM3 of its form.
		form: Option<Digest>,
	},
	/// Its field rules are replaced.
	FieldRules {
		/// The rules.
		rules: RuleSet,
	},
	/// It is retired, for ever.
	Retirement {
		/// Why.
		reason: Reason,
	},
}

impl Change {
	/// What it is about.
	pub const fn subject(&self) -> Subject {
		match self {
			Change::Registration { .. } => Subject::Registration,
			Change::Terms { .. } => Subject::Terms,
			Change::FieldRules { .. } => Subject::FieldRules,
			Change::Retirement { .. } => Subject::Retirement,
		}
	}

	/// SM3 over the SCALE encoding: what the reviewer commits to.
	pub fn digest(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}
}

/// A change that waits for its review.
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
pub struct Proposal {
	/// What is to change.
	pub change: Change,
	/// Who proposed it.
	pub by: Actor,
	/// Consensus time it was proposed, Unix ms.
	pub at: Moment,
}

axis!(
	/// How a proposal ended.
	Verdict {
		/// Another administrator agreed 通过; it took effect.
		#[default]
		Confirmed,
		/// Another administrator refused it 驳回.
		Rejected,
		/// Its proposer took it back 撤回.
		Withdrawn,
		/// It was overtaken by an approval or a motion of the council, or the scene was retired.
		Superseded,
	}
);

/// Who decided a change.
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
pub struct Decision {
	/// Who proposed it, or decided it at once.
	pub proposed_by: Actor,
	/// Who confirmed it; none where an approval, a motion or one administrator sufficed.
	pub confirmed_by: Option<Actor>,
}

impl Decision {
	/// Who decided in the end.
	pub fn by(&self) -> Actor {
		self.confirmed_by.unwrap_or(self.proposed_by)
	}

	/// The approval under which it was taken, if there is one.
	pub fn approval(&self) -> Option<Approval> {
		self.confirmed_by.and_then(|actor| actor.approval()).or(self.proposed_by.approval())
	}
}

/// One version of the field rules of a scene.
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
pub struct RulesRecord {
	/// SM3 over the SCALE encoding of the rules.
	pub digest: Digest,
	/// Consensus time they took effect, Unix ms; 0 for genesis.
	pub at: Moment,
	/// Who decided; none for genesis.
	pub decided: Option<Decision>,
}
