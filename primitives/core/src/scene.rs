//! Scenes 场景: what a bill is issued and used for. R026, R066–R069, R219, R223.
//!
//! * [`rules`]: what a scene demands of the fields of a bill, as data
//! * [`review`]: changes that wait for a second administrator
//! * [`resource`]: types of resources and their fields; [`holding`]: resources that issuers register
//! * [`templates`]: rules to begin with
//! * [`answer`]: what is answered about them

pub mod answer;
pub mod holding;
pub mod resource;
pub mod review;
pub mod rules;
pub mod templates;

pub use answer::{ResourceAnswer, ResourceTypeAnswer, RulesAnswer, SceneAnswer, SceneDetail};
pub use holding::{Resource, ResourceDetails};
pub use resource::{ResourceField, ResourceFields, ResourceType};
pub use review::{Change, Decision, Proposal, RulesRecord, Subject, Verdict};
pub use rules::{FieldRule, Presence, Range, RuleFault, RuleSet};

use crate::{bill::axis, text::Name, Digest, Invalid, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// The field a scene belongs to.
	SceneKind {
		/// Medical 医疗.
		#[default]
		Medical,
		/// Education 教育.
		Education,
		/// Charity 公益捐赠.
		Charity,
		/// Fines and penalties 罚没.
		Penalty,
		/// Other non-tax revenue 其他非税.
		Other,
	}
);

axis!(
	/// State of a scene. Retired is terminal.
	SceneStatus {
		/// Registered 草稿, until a second administrator confirms it.
		Draft,
		/// In force 生效.
		#[default]
		Active,
		/// Suspended 暂停 until it is active again.
		Suspended,
		/// Retired 废止, for ever.
		Retired,
	}
);

/// How long a lock of a scene lasts, in milliseconds: between one minute and 366 days.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
)]
#[serde(transparent)]
pub struct LockTerm(u64);

impl LockTerm {
	/// One minute.
	pub const MIN: LockTerm = LockTerm(60_000);
	/// 366 days.
	pub const MAX: LockTerm = LockTerm(366 * 86_400_000);
	/// 30 days, unless a scene says otherwise.
	pub const DEFAULT: LockTerm = LockTerm(30 * 86_400_000);

	/// A term of `ms` milliseconds.
	pub fn new(ms: u64) -> Result<Self, Invalid> {
		if (Self::MIN.0..=Self::MAX.0).contains(&ms) {
			Ok(Self(ms))
		} else {
			Err(Invalid("lock term: not between one minute and 366 days in milliseconds"))
		}
	}

	/// The milliseconds.
	pub const fn get(self) -> u64 {
		self.0
	}
}

impl Default for LockTerm {
	fn default() -> Self {
		Self::DEFAULT
	}
}

impl Decode for LockTerm {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u64::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for LockTerm {}

impl<'de> serde::Deserialize<'de> for LockTerm {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let ms = <u64 as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(ms).map_err(serde::de::Error::custom)
	}
}

/// What the chain keeps of a scene.
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
pub struct Scene {
	/// Its name, at most 128 bytes.
	pub name: Name,
	/// The field it belongs to.
	pub kind: SceneKind,
	/// Weight in disputes of the same block; the larger wins.
	pub weight: u32,
	/// How long its locks last, ms.
	pub lock_term: LockTerm,
	/// SM3 of the form 申请表单 that access nodes fill in to be admitted for the scene (R026).
	pub form: Option<Digest>,
	/// Version of its field rules, from 1; 0 while there are none.
	pub rules_version: u32,
	/// SM3 over the SCALE encoding of its field rules.
	pub rules_digest: Option<Digest>,
	/// Draft, active, suspended or retired.
	pub status: SceneStatus,
	/// Consensus time it was registered, Unix ms; 0 for genesis.
	pub registered_at: Moment,
	/// Consensus time of its last change, Unix ms; 0 for genesis.
	pub changed_at: Moment,
	/// Who decided its last change, and under which approval (R219); none for genesis.
	pub decided: Option<Decision>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in any::<u64>()) {
			prop_assert_eq!(LockTerm::decode(&mut &raw.encode()[..]).is_ok(), LockTerm::new(raw).is_ok());
		}
	}
}
