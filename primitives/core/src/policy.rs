//! What policies 策略 are asked, and what they answer. R041–R065, R218.

use crate::{
	bill::{axis, BillKind},
	field::Fields,
	participant::Roles,
	text::Text,
	BillKey, Date, Fen, Moment, NodeId, ParticipantId, PolicyId, Region, SceneId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};
use sp_runtime::Weight;

axis!(
	/// Where policies are asked.
	#[derive(PartialOrd, Ord)]
	PolicyPoint {
		/// Before a bill is registered.
		#[default]
		Register,
		/// Before a bill is locked.
		Lock,
		/// Before bills are shown to somebody who is authorized.
		Read,
	}
);

/// A group 分组 or a tag 标签 by which policies name participants and nodes: 1 to 32 bytes.
pub type Label = Text<32>;

/// The labels of one participant, at most 16.
pub type Labels = BoundedVec<Label, ConstU32<16>>;

/// What is known of one request. What does not apply stays out.
#[derive(
	Clone,
	Debug,
	Default,
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
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Facts {
	/// Where it is asked.
	pub point: PolicyPoint,
	/// Consensus time, Unix ms; policies read clock and calendar of China Standard Time from it.
	pub at: Moment,
	/// Who acts: the access node's operator, the user of bills, the reader.
	pub actor: Option<ParticipantId>,
	/// The actor's roles. The pallet fills them in.
	pub roles: Option<Roles>,
	/// The actor's groups and tags. The pallet fills them in.
	pub labels: Labels,
	/// Issuer 开票方 of the bill.
	pub issuer: Option<ParticipantId>,
	/// Access node.
	pub node: Option<NodeId>,
	/// Scene.
	pub scene: Option<SceneId>,
	/// Area the request comes from.
	pub region: Option<Region>,
	/// The bill.
	pub bill: Option<BillKey>,
	/// Kind of document.
	pub kind: Option<BillKind>,
	/// Total in fen.
	pub total: Option<Fen>,
	/// What is claimed, in fen.
	pub claimed: Option<Fen>,
	/// Day of issue.
	pub issued_on: Option<Date>,
	/// How many requests the actor has made at this point in this scene since midnight of China
	/// Standard Time, this one not counted. The pallet fills it in.
	pub today: Option<u32>,
	/// The bill's fields.
	pub fields: Fields,
}

/// What has to be done beside, by whoever is permitted: a set. In JSON a list of the words
/// `notifyHolder`, `mask` and `log`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Obligations(u8);

impl Obligations {
	/// Nothing.
	pub const NONE: Obligations = Obligations(0);
	/// The holder is told.
	pub const NOTIFY_HOLDER: Obligations = Obligations(1);
	/// Personal data are masked before they are shown.
	pub const MASK: Obligations = Obligations(1 << 1);
	/// The access is logged with its purpose.
	pub const LOG: Obligations = Obligations(1 << 2);

	const KNOWN: u8 = 0b111;
	const WORDS: [(Obligations, &'static str); 3] =
		[(Self::NOTIFY_HOLDER, "notifyHolder"), (Self::MASK, "mask"), (Self::LOG, "log")];

	/// Both sets together.
	#[must_use]
	pub const fn and(self, other: Self) -> Self {
		Self(self.0 | other.0)
	}

	/// Whether all of the others are among these.
	pub const fn contains(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// True when nothing has to be done.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The words JSON gives to those in the set.
	pub fn words(self) -> impl Iterator<Item = &'static str> {
		Self::WORDS.into_iter().filter(move |(one, _)| self.contains(*one)).map(|(_, word)| word)
	}

	/// The obligation of a word.
	pub fn of_word(word: &str) -> Option<Self> {
		Self::WORDS.into_iter().find(|(_, known)| *known == word).map(|(one, _)| one)
	}
}

impl Decode for Obligations {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bits = u8::decode(input)?;
		if bits & !Self::KNOWN != 0 {
			return Err("obligations: unknown obligation".into());
		}
		Ok(Self(bits))
	}
}
impl DecodeWithMemTracking for Obligations {}

impl serde::Serialize for Obligations {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.words())
	}
}
impl<'de> serde::Deserialize<'de> for Obligations {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let words = <alloc::vec::Vec<alloc::string::String> as serde::Deserialize>::deserialize(
			deserializer,
		)?;
		words.iter().try_fold(Self::NONE, |all, word| {
			Self::of_word(word)
				.map(|one| all.and(one))
				.ok_or_else(|| serde::de::Error::custom("obligations: unknown word"))
		})
	}
}

/// What the policies in force say about a request.
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
pub struct Verdict {
	/// May it go on?
	pub permitted: bool,
	/// The policy that decided; none where no policy has a say, which permits.
	pub policy: Option<PolicyId>,
	/// What has to be done beside.
	pub obligations: Obligations,
}

impl Verdict {
	/// No policy has a say.
	pub const UNREGULATED: Verdict =
		Verdict { permitted: true, policy: None, obligations: Obligations::NONE };
}

/// Policies in force. Implemented by `pallet-policies`.
///
/// A session serves the requests of one call: what they have in common is read once.
pub trait Policies {
	/// What is remembered between the requests of a call.
	type Session;
	/// Loads what is in force for the actor at this point in this scene.
	fn open(point: PolicyPoint, scene: SceneId, actor: ParticipantId) -> Self::Session;
	/// Judges one request. Never fails: a condition that cannot be decided does not hold.
	fn judge(session: &mut Self::Session, facts: &Facts) -> Verdict;
	/// The version of a policy that the session judges by; none for a policy it does not ask.
	fn version(_session: &Self::Session, _policy: PolicyId) -> Option<u32> {
		None
	}
	/// Writes the counts of hits and requests back. A call that fails takes them back with all else.
	fn close(session: Self::Session);
	/// What [`Policies::open`] and [`Policies::close`] cost together at most: the calls that judge
	/// charge it beside their own weight, since what is in force is none of theirs to measure.
	fn session_weight() -> Weight {
		Weight::zero()
	}
	/// What [`Policies::judge`] costs at most; charged as [`Policies::session_weight`] is.
	fn judge_weight() -> Weight {
		Weight::zero()
	}
	/// What a session leaves of both, charged for it and as many judgements: fewer policies may be in
	/// force than fit. Given back after the call.
	fn unused(_session: &Self::Session, _judgements: u32) -> Weight {
		Weight::zero()
	}
}

/// Regulates nothing: for tests of pallets that ask.
impl Policies for () {
	type Session = ();
	fn open(_: PolicyPoint, _: SceneId, _: ParticipantId) {}
	fn judge((): &mut (), _: &Facts) -> Verdict {
		Verdict::UNREGULATED
	}
	fn close((): ()) {}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn unknown_obligations_do_not_decode(bits in any::<u8>()) {
			prop_assert_eq!(Obligations::decode(&mut &[bits][..]).is_ok(), bits <= 0b111);
		}

		#[test]
		fn obligations_round_trip_as_words(bits in 0u8..8) {
			let json = serde_json::to_string(&Obligations(bits)).unwrap();
			prop_assert_eq!(serde_json::from_str::<Obligations>(&json).unwrap(), Obligations(bits));
		}
	}

	#[test]
	fn an_obligation_has_one_known_word() {
		assert_eq!(serde_json::to_string(&Obligations::MASK).unwrap(), r#"["mask"]"#);
		assert!(serde_json::from_str::<Obligations>(r#"["hide"]"#).is_err());
		assert!(serde_json::from_str::<Facts>(r#"{"point":"lock","colour":1}"#).is_err());
	}
}
