//! Policies 策略: when they apply, and what they say. R048, R049, R218.

use crate::{
	cost::{self, Cost},
	expr::Expr,
	finding::{below, Finding},
	limits::{MAX_LABELS, MAX_PARTICIPANTS, MAX_SCENES},
	primitive::{resolve, Catalogue},
};
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_primitives::{
	participant::Roles,
	policy::{Facts, Label, Obligations, PolicyPoint},
	text::Name,
	Digest, Invalid, Moment, ParticipantId, SceneId,
};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// What a policy says where it holds.
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
pub enum Effect {
	/// The request may go on.
	Permit,
	/// The request is refused.
	Deny,
}

/// Points at which policies are asked: a set of one or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Points(u8);

impl Points {
	/// Every point, in the order of their encoding.
	pub const ALL: [PolicyPoint; 3] = [PolicyPoint::Register, PolicyPoint::Lock, PolicyPoint::Read];

	const KNOWN: u8 = 0b111;

	const fn bit(point: PolicyPoint) -> u8 {
		match point {
			PolicyPoint::Register => 1,
			PolicyPoint::Lock => 1 << 1,
			PolicyPoint::Read => 1 << 2,
		}
	}

	/// The word JSON gives to a point.
	pub const fn word(point: PolicyPoint) -> &'static str {
		match point {
			PolicyPoint::Register => "register",
			PolicyPoint::Lock => "lock",
			PolicyPoint::Read => "read",
		}
	}

	/// The set of the points given; refused when there is none.
	pub fn of(points: &[PolicyPoint]) -> Result<Self, Invalid> {
		Self::of_bits(points.iter().fold(0, |bits, point| bits | Self::bit(*point)))
	}

	fn of_bits(bits: u8) -> Result<Self, Invalid> {
		if bits == 0 || bits & !Self::KNOWN != 0 {
			return Err(Invalid("points: none, or an unknown one"));
		}
		Ok(Self(bits))
	}

	/// Is the point in the set?
	pub const fn contains(self, point: PolicyPoint) -> bool {
		self.0 & Self::bit(point) != 0
	}

	/// Do the sets share a point?
	pub const fn intersects(self, other: Self) -> bool {
		self.0 & other.0 != 0
	}

	/// Are all of the others in this set?
	pub const fn covers(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// The points in it, in the order of their encoding.
	pub fn iter(self) -> impl Iterator<Item = PolicyPoint> {
		Self::ALL.into_iter().filter(move |point| self.contains(*point))
	}
}

impl Decode for Points {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::of_bits(u8::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Points {}

/// A list in strictly ascending order, at most `N` long.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(N))]
pub struct Sorted<T, const N: u32>(BoundedVec<T, ConstU32<N>>);

impl<T: Ord, const N: u32> Sorted<T, N> {
	/// From a list, which is sorted; refused when too long or when something stands twice.
	pub fn new(mut items: Vec<T>) -> Result<Self, Invalid> {
		items.sort();
		Self::ordered(items)
	}

	fn ordered(items: Vec<T>) -> Result<Self, Invalid> {
		if !items.iter().zip(items.iter().skip(1)).all(|(one, next)| one < next) {
			return Err(Invalid("list: something stands twice, or it is not in order"));
		}
		BoundedVec::try_from(items).map(Self).map_err(|_| Invalid("list: too long"))
	}

	/// Is it in the list?
	pub fn contains(&self, item: &T) -> bool {
		self.0.binary_search(item).is_ok()
	}

	/// Do the lists share something?
	pub fn intersects(&self, other: &Self) -> bool {
		self.0.iter().any(|item| other.contains(item))
	}

	/// Is all of the other list in this one?
	pub fn covers(&self, other: &Self) -> bool {
		other.0.iter().all(|item| self.contains(item))
	}

	/// What is in it, in its order.
	pub fn iter(&self) -> core::slice::Iter<'_, T> {
		self.0.iter()
	}

	/// How many there are.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// Whether there is nothing in it.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}
}

impl<T, const N: u32> Default for Sorted<T, N> {
	fn default() -> Self {
		Self(BoundedVec::new())
	}
}

impl<T: Ord + Decode, const N: u32> Decode for Sorted<T, N> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let items = BoundedVec::<T, ConstU32<N>>::decode(input)?;
		Ok(Self::ordered(items.into_inner())?)
	}
}
impl<T: Ord + DecodeWithMemTracking, const N: u32> DecodeWithMemTracking for Sorted<T, N> {}

/// Scenes a policy is for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub enum Scenes {
	/// Every scene.
	All,
	/// These alone: 1 to [`MAX_SCENES`].
	Only(Sorted<SceneId, MAX_SCENES>),
}

impl Scenes {
	/// These alone; refused when there is none, more than 32, or one twice.
	pub fn only(scenes: Vec<SceneId>) -> Result<Self, Invalid> {
		if scenes.is_empty() {
			return Err(Invalid("scenes: none"));
		}
		Sorted::new(scenes).map(Scenes::Only)
	}

	/// Is the policy for this scene? One that is not known is on no list.
	pub fn contains(&self, scene: Option<SceneId>) -> bool {
		match self {
			Scenes::All => true,
			Scenes::Only(scenes) => scene.is_some_and(|scene| scenes.contains(&scene)),
		}
	}

	pub(crate) fn intersects(&self, other: &Self) -> bool {
		match (self, other) {
			(Scenes::Only(one), Scenes::Only(other)) => one.intersects(other),
			_ => true,
		}
	}

	pub(crate) fn covers(&self, other: &Self) -> bool {
		match (self, other) {
			(Scenes::All, _) => true,
			(Scenes::Only(one), Scenes::Only(other)) => one.covers(other),
			(Scenes::Only(_), Scenes::All) => false,
		}
	}
}

impl Decode for Scenes {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		match u8::decode(input)? {
			0 => Ok(Scenes::All),
			1 => {
				let scenes = Sorted::decode(input)?;
				if scenes.is_empty() {
					return Err("scenes: none".into());
				}
				Ok(Scenes::Only(scenes))
			}
			_ => Err("scenes: unknown form".into()),
		}
	}
}
impl DecodeWithMemTracking for Scenes {}

/// Participants a policy is for: whoever is on the list, has one of the labels or one of the roles.
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
)]
pub struct Selection {
	/// By number.
	pub participants: Sorted<ParticipantId, MAX_PARTICIPANTS>,
	/// By group 分组 or tag 标签.
	pub labels: Sorted<Label, MAX_LABELS>,
	/// By role.
	pub roles: Roles,
}

impl Selection {
	/// True when nobody can be selected.
	pub fn is_empty(&self) -> bool {
		self.participants.is_empty() && self.labels.is_empty() && self.roles.is_empty()
	}

	fn names_participants_alone(&self) -> bool {
		self.labels.is_empty() && self.roles.is_empty()
	}
}

/// Whom a policy is for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub enum Actors {
	/// Everybody.
	All,
	/// These alone.
	Only(Selection),
}

impl Actors {
	/// These alone; refused when nobody can be selected.
	pub fn only(selection: Selection) -> Result<Self, Invalid> {
		if selection.is_empty() {
			return Err(Invalid("actors: nobody"));
		}
		Ok(Actors::Only(selection))
	}

	/// Is the policy for the one who acts? Who is not known is not selected.
	pub fn contains(&self, facts: &Facts) -> bool {
		match self {
			Actors::All => true,
			Actors::Only(selection) => {
				facts.actor.is_some_and(|actor| selection.participants.contains(&actor))
					|| facts.labels.iter().any(|label| selection.labels.contains(label))
					|| facts.roles.is_some_and(|roles| roles.intersects(selection.roles))
			}
		}
	}

	/// Whether nobody is left out: everybody, or every role.
	pub fn is_everybody(&self) -> bool {
		use fiscal_primitives::participant::Role;
		match self {
			Actors::All => true,
			Actors::Only(selection) => selection.roles == Roles::of(&Role::ALL),
		}
	}

	/// Could somebody be meant by both? Roles and labels change, so it is told apart from no alone
	/// where both name participants.
	pub(crate) fn may_intersect(&self, other: &Self) -> bool {
		match (self, other) {
			(Actors::Only(one), Actors::Only(other))
				if one.names_participants_alone() && other.names_participants_alone() =>
			{
				one.participants.intersects(&other.participants)
			}
			_ => true,
		}
	}

	/// Is whoever the other means, meant by this one too, whatever roles and labels there are?
	pub(crate) fn covers(&self, other: &Self) -> bool {
		match (self, other) {
			(Actors::All, _) => true,
			(Actors::Only(_), Actors::All) => false,
			(Actors::Only(one), Actors::Only(other)) => {
				one.participants.covers(&other.participants)
					&& one.labels.covers(&other.labels)
					&& other.roles.iter().all(|role| one.roles.contains(role))
			}
		}
	}

	/// The participants, where only participants are named.
	pub(crate) fn participants(&self) -> Option<&Sorted<ParticipantId, MAX_PARTICIPANTS>> {
		match self {
			Actors::Only(selection) if selection.names_participants_alone() => {
				Some(&selection.participants)
			}
			_ => None,
		}
	}
}

impl Decode for Actors {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		match u8::decode(input)? {
			0 => Ok(Actors::All),
			1 => Ok(Self::only(Selection::decode(input)?)?),
			_ => Err("actors: unknown form".into()),
		}
	}
}
impl DecodeWithMemTracking for Actors {}

/// When a policy applies. Both ends are Unix ms before the year 10000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Validity {
	from: Option<Moment>,
	until: Option<Moment>,
}

impl Validity {
	/// The first moment of the year 10000 in China Standard Time, Unix ms.
	pub const END: Moment = 253_402_272_000_000;

	/// From the first moment on, and before the second; refused when there is nothing between them.
	pub fn new(from: Option<Moment>, until: Option<Moment>) -> Result<Self, Invalid> {
		if from.into_iter().chain(until).any(|at| at >= Self::END) {
			return Err(Invalid("validity: past the year 9999"));
		}
		if from.unwrap_or(0) >= until.unwrap_or(Self::END) {
			return Err(Invalid("validity: ends before it begins"));
		}
		Ok(Self { from, until })
	}

	/// The first moment, if there is one, Unix ms.
	pub const fn from(self) -> Option<Moment> {
		self.from
	}

	/// The moment from which on it does not apply, if there is one, Unix ms.
	pub const fn until(self) -> Option<Moment> {
		self.until
	}

	/// Does it apply at the moment?
	pub fn contains(self, at: Moment) -> bool {
		self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
	}

	/// Whether it has no end on either side.
	pub const fn is_unbounded(self) -> bool {
		self.from.is_none() && self.until.is_none()
	}

	pub(crate) fn intersects(self, other: Self) -> bool {
		let from = self.from.max(other.from).unwrap_or(0);
		let until = self.until.unwrap_or(Self::END).min(other.until.unwrap_or(Self::END));
		from < until
	}

	pub(crate) fn covers(self, other: Self) -> bool {
		self.from.unwrap_or(0) <= other.from.unwrap_or(0)
			&& match (self.until, other.until) {
				(None, _) => true,
				(Some(_), None) => false,
				(Some(one), Some(other)) => other <= one,
			}
	}
}

impl Decode for Validity {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let (from, until) = Decode::decode(input)?;
		Ok(Self::new(from, until)?)
	}
}
impl DecodeWithMemTracking for Validity {}

/// A policy: data that the chain keeps, shows to everybody and evaluates.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Policy {
	/// Its name, at most 128 bytes.
	pub name: Name,
	/// Where it is asked.
	pub points: Points,
	/// In which scenes it applies.
	pub scenes: Scenes,
	/// For whom it applies.
	pub actors: Actors,
	/// Its rank: the higher number decides first. Among equal ones a denial beats a permission.
	pub priority: u16,
	/// What it says where it holds.
	pub effect: Effect,
	/// What those have to do whom it permits.
	pub obligations: Obligations,
	/// When it holds; without one always.
	pub condition: Option<Expr>,
	/// When it applies.
	pub valid: Validity,
}

impl Policy {
	/// Does it have a say in the request? Point, scene, actor and time, not the condition.
	pub fn applies(&self, facts: &Facts) -> bool {
		self.points.contains(facts.point)
			&& self.scenes.contains(facts.scene)
			&& self.valid.contains(facts.at)
			&& self.actors.contains(facts)
	}

	/// SM3 over the SCALE encoding, 32 bytes. Every form of the same policy has the same digest.
	pub fn digest(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}

	/// The same policy with every reference written out: what is kept for evaluation.
	///
	/// Errors: `UnknownPrimitive`, `ReferenceOrder`, `NestedTooDeep`, `TooLarge`, `TooDeep`.
	pub fn resolved(&self, catalogue: &impl Catalogue) -> Result<Self, Vec<Finding>> {
		let condition = match &self.condition {
			Some(expr) if expr.has_references() => Some(
				resolve(expr, None, catalogue)
					.map_err(|findings| below("/condition", findings))?
					.expr,
			),
			other => other.clone(),
		};
		Ok(Self { condition, ..self.clone() })
	}

	/// The most that evaluating it can cost; references count as nothing, see [`Policy::resolved`].
	pub fn worst_cost(&self) -> Cost {
		let condition = self.condition.as_ref().map_or(0, cost::worst_of_expr);
		cost::BASE.saturating_add(condition)
	}

	/// The primitives it names.
	pub fn references(&self) -> Vec<crate::Reference> {
		self.condition.as_ref().map_or(vec![], |expr| expr.references().collect())
	}
}
