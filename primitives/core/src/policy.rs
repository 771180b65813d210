//! What policies 策略 are asked, and what they answer. R041–R065, R218.

use crate::{
	bill::{axis, BillKind},
	field::Fields,
	BillKey, Date, Fen, Moment, NodeId, ParticipantId, Region, SceneId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

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

/// What has to be done beside, by whoever is permitted. A set of bits.
#[derive(
	Clone,
	Copy,
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
#[serde(transparent)]
pub struct Obligations(pub u8);

impl Obligations {
	/// The holder is told.
	pub const NOTIFY_HOLDER: Obligations = Obligations(1);
	/// Personal data are masked before they are shown.
	pub const MASK: Obligations = Obligations(1 << 1);
	/// The access is logged with its purpose.
	pub const LOG: Obligations = Obligations(1 << 2);

	/// Both sets together.
	#[must_use]
	pub const fn and(self, other: Self) -> Self {
		Self(self.0 | other.0)
	}

	/// Whether all of the others are among these.
	pub const fn contains(self, other: Self) -> bool {
		self.0 & other.0 == other.0
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
	pub policy: Option<crate::PolicyId>,
	/// What has to be done beside.
	pub obligations: Obligations,
}

impl Verdict {
	/// No policy has a say.
	pub const UNREGULATED: Verdict =
		Verdict { permitted: true, policy: None, obligations: Obligations(0) };
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
	/// Writes the counts of hits and requests back. A call that fails takes them back with all else.
	fn close(session: Self::Session);
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
