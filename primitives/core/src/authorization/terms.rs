//! Templates 凭证模版, trusted delegates 可信委托方 and the white list 白名单. R126, R128, R233.

use super::{CredentialKind, LogHead, Scopes};
use crate::{text::Name, Actor, Invalid, Moment, SceneId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// At most 16 scenes in strictly ascending order. None at all stands for every scene.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct SceneSet(BoundedVec<SceneId, ConstU32<16>>);

impl SceneSet {
	/// From a list, which is sorted; refused when a scene stands twice or there are more than 16.
	pub fn new(mut scenes: Vec<SceneId>) -> Result<Self, Invalid> {
		scenes.sort();
		Self::ordered(scenes)
	}

	fn ordered(scenes: Vec<SceneId>) -> Result<Self, Invalid> {
		if !scenes.iter().zip(scenes.iter().skip(1)).all(|(one, next)| one < next) {
			return Err(Invalid("scenes: one stands twice, or they are not in order"));
		}
		BoundedVec::try_from(scenes).map(Self).map_err(|_| Invalid("scenes: more than 16"))
	}

	/// Whether the scene is admitted.
	pub fn admits(&self, scene: SceneId) -> bool {
		self.0.is_empty() || self.0.binary_search(&scene).is_ok()
	}

	/// The scenes named; none stands for every scene.
	pub fn iter(&self) -> core::slice::Iter<'_, SceneId> {
		self.0.iter()
	}
}

impl Decode for SceneSet {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let scenes = BoundedVec::<SceneId, ConstU32<16>>::decode(input)?;
		Ok(Self::ordered(scenes.into_inner())?)
	}
}
impl DecodeWithMemTracking for SceneSet {}

impl serde::Serialize for SceneSet {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.0.iter())
	}
}
impl<'de> serde::Deserialize<'de> for SceneSet {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let scenes = <Vec<SceneId> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(scenes).map_err(serde::de::Error::custom)
	}
}

/// A version of a template: written `number:version`, such as `3:1`. Both count from 1.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct TemplateId {
	/// Number of the template.
	pub number: u32,
	/// Version of it.
	pub version: u32,
}

impl core::fmt::Display for TemplateId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{}:{}", self.number, self.version)
	}
}
impl core::str::FromStr for TemplateId {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("template: not number:version, such as 3:1");
		// One way to write each number: no sign, no leading zero.
		let read = |digits: &str| match digits.bytes().next() {
			Some(b'1'..=b'9') => digits.parse().map_err(|_| FAULT),
			_ => Err(FAULT),
		};
		let (number, version) = text.split_once(':').ok_or(FAULT)?;
		Ok(Self { number: read(number)?, version: read(version)? })
	}
}
crate::serde_as_text!(TemplateId);

/// What credentials of a template may say (R128).
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Template {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// What its credentials are for.
	pub kind: CredentialKind,
	/// The most they may grant; one scope at least.
	pub scopes: Scopes,
	/// The longest they may be valid, ms, more than zero; measured as [`DelegateTerms::max_validity`].
	pub max_validity: u64,
	/// The most uses, one at least.
	pub max_uses: u32,
	/// The scenes they may name.
	pub scenes: SceneSet,
}

/// A version of a template on the chain. The last version is in force unless the template is
/// withdrawn.
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
pub struct TemplateRecord {
	/// What its credentials may say.
	pub template: Template,
	/// Who put it there, with the approval.
	pub by: Actor,
	/// Consensus time, Unix ms; 0 for genesis.
	pub at: Moment,
}

/// A version of a template as questions are answered: `vc_template`.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct TemplateAnswer {
	/// Number and version.
	pub id: TemplateId,
	/// Is it in force?
	pub in_force: bool,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub record: TemplateRecord,
}

/// How far a delegate is trusted to grant for holders without their password 免密授权 (R126).
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DelegateTerms {
	/// The most it may grant; one scope at least.
	pub scopes: Scopes,
	/// The longest a grant may be valid, ms, more than zero; one that begins later is measured from
	/// the block that registers it.
	pub max_validity: u64,
	/// The most bills a grant may name, 1 to 64. All bills at once it never may grant.
	pub max_bills: u32,
	/// The most uses of a grant, one at least.
	pub max_uses: u32,
	/// The most grants in a day of China Standard Time, one at least.
	pub grants_per_day: u32,
	/// The scenes it may grant in.
	pub scenes: SceneSet,
}

/// A trusted delegate on the chain.
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
pub struct Delegate {
	/// How far it is trusted.
	pub terms: DelegateTerms,
	/// Who trusted it, with the approval.
	pub by: Actor,
	/// Consensus time it was trusted, Unix ms.
	pub at: Moment,
	/// The day of its last grant, `yyyymmdd`; 0 before the first.
	pub day: u32,
	/// Its grants of that day.
	pub granted: u32,
}

/// An entry of the white list 白名单: reads without an authorization, all of them logged. It is never
/// a basis for a lock.
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
pub struct WhiteListEntry {
	/// What may be read; never [`super::Scope::Use`].
	pub scopes: Scopes,
	/// Consensus time it ends, Unix ms.
	pub until: Moment,
	/// Who decided, with the approval.
	pub by: Actor,
	/// Consensus time it was decided, Unix ms.
	pub at: Moment,
	/// The log of its uses; it goes on when the entry is replaced.
	pub log: LogHead,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn the_decoder_refuses_what_is_out_of_order(raw in proptest::collection::vec(0u32..20, 0..20)) {
			let rising = raw.windows(2).all(|pair| pair[0] < pair[1]) && raw.len() <= 16;
			prop_assert_eq!(SceneSet::decode(&mut &raw.encode()[..]).is_ok(), rising);
		}

		#[test]
		fn a_template_is_written_in_one_way(text in "[0-9+]{0,3}:?[0-9+]{0,3}") {
			if let Ok(id) = text.parse::<TemplateId>() {
				prop_assert_eq!(alloc::string::ToString::to_string(&id), text);
			}
		}
	}

	#[test]
	fn no_scene_named_is_every_scene() {
		assert!(SceneSet::default().admits(SceneId(7)));
		let some = SceneSet::new(alloc::vec![SceneId(3), SceneId(1)]).unwrap();
		assert!(some.admits(SceneId(1)) && some.admits(SceneId(3)) && !some.admits(SceneId(2)));
		assert!(SceneSet::new(alloc::vec![SceneId(1), SceneId(1)]).is_err());
		assert!(SceneSet::new((0..17).map(SceneId).collect()).is_err());
	}
}
