//! In what capacity a node serves, and the scenes it is admitted for. R027, R217.

use crate::{bill::axis, Invalid, SceneId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

axis!(
	/// In what capacity a participant is served by a node.
	NodeRole {
		/// It issues bills through the node 开票.
		#[default]
		Issuer,
		/// It uses bills through the node 用票.
		User,
	}
);

/// A set of [`NodeRole`] in one byte.
#[derive(Clone, Copy, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct NodeRoles(u8);

impl NodeRoles {
	/// Every capacity.
	pub const ALL: [NodeRole; 2] = [NodeRole::Issuer, NodeRole::User];
	const KNOWN: u8 = 0b11;

	const fn bit(role: NodeRole) -> u8 {
		match role {
			NodeRole::Issuer => 1,
			NodeRole::User => 1 << 1,
		}
	}

	/// The set of these capacities.
	pub fn of(roles: &[NodeRole]) -> Self {
		roles.iter().fold(Self::default(), |set, role| set.with(*role))
	}

	/// Is the capacity in the set?
	pub const fn contains(self, role: NodeRole) -> bool {
		self.0 & Self::bit(role) != 0
	}

	/// True when there is none in it.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The set and this capacity.
	pub const fn with(self, role: NodeRole) -> Self {
		Self(self.0 | Self::bit(role))
	}

	/// The set without this capacity.
	pub const fn without(self, role: NodeRole) -> Self {
		Self(self.0 & !Self::bit(role))
	}

	/// The capacities in it.
	pub fn iter(self) -> impl Iterator<Item = NodeRole> {
		Self::ALL.into_iter().filter(move |role| self.contains(*role))
	}
}

impl Decode for NodeRoles {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bits = u8::decode(input)?;
		if bits & !Self::KNOWN != 0 {
			return Err(Invalid("node roles: unknown role").into());
		}
		Ok(Self(bits))
	}
}
impl DecodeWithMemTracking for NodeRoles {}

impl core::fmt::Debug for NodeRoles {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_set().entries(self.iter()).finish()
	}
}

/// A list of capacities, such as `["issuer","user"]`.
impl serde::Serialize for NodeRoles {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}
impl<'de> serde::Deserialize<'de> for NodeRoles {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let roles = <Vec<NodeRole> as serde::Deserialize>::deserialize(deserializer)?;
		Ok(Self::of(&roles))
	}
}

/// The scenes a node is admitted for: at most 16, in strictly ascending order. None at all stands
/// for no scene.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct NodeScenes(BoundedVec<SceneId, ConstU32<{ NodeScenes::MAX }>>);

impl NodeScenes {
	/// The most scenes of one node.
	pub const MAX: u32 = 16;

	/// From a list, which is sorted; refused when a scene stands twice or there are more than 16.
	pub fn new(mut scenes: Vec<SceneId>) -> Result<Self, Invalid> {
		scenes.sort();
		Self::ordered(scenes)
	}

	fn ordered(scenes: Vec<SceneId>) -> Result<Self, Invalid> {
		if !scenes.iter().zip(scenes.iter().skip(1)).all(|(one, next)| one < next) {
			return Err(Invalid("node scenes: one stands twice, or they are not in order"));
		}
		BoundedVec::try_from(scenes).map(Self).map_err(|_| Invalid("node scenes: more than 16"))
	}

	/// Is the scene among them?
	pub fn contains(&self, scene: SceneId) -> bool {
		self.0.binary_search(&scene).is_ok()
	}

	/// True when there is none.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// The scenes, in ascending order.
	pub fn iter(&self) -> core::slice::Iter<'_, SceneId> {
		self.0.iter()
	}
}

impl Decode for NodeScenes {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let scenes = BoundedVec::<SceneId, ConstU32<{ NodeScenes::MAX }>>::decode(input)?;
		Ok(Self::ordered(scenes.into_inner())?)
	}
}
impl DecodeWithMemTracking for NodeScenes {}

impl serde::Serialize for NodeScenes {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.0.iter())
	}
}
impl<'de> serde::Deserialize<'de> for NodeScenes {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let scenes = <Vec<SceneId> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(scenes).map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_set_holds_what_was_put_in() {
		let both = NodeRoles::of(&[NodeRole::Issuer, NodeRole::User]);
		assert_eq!(both.iter().collect::<Vec<_>>(), [NodeRole::Issuer, NodeRole::User]);
		let user = both.without(NodeRole::Issuer);
		assert_eq!(user, NodeRoles::of(&[NodeRole::User]));
		assert!(user.contains(NodeRole::User) && !user.contains(NodeRole::Issuer));
		assert!(user.without(NodeRole::User).is_empty());
		assert_eq!(NodeRoles::decode(&mut &both.encode()[..]), Ok(both));
	}

	proptest! {
		#[test]
		fn unknown_capacities_do_not_decode(bits in any::<u8>()) {
			prop_assert_eq!(NodeRoles::decode(&mut &[bits][..]).is_ok(), bits <= 3);
		}

		#[test]
		fn scenes_decode_as_they_are_made(raw in proptest::collection::vec(0u32..40, 0..20)) {
			let scenes: Vec<SceneId> = raw.into_iter().map(SceneId).collect();
			let made = NodeScenes::new(scenes.clone());
			let ascending = scenes.windows(2).all(|pair| pair[0] < pair[1]);
			let decoded = NodeScenes::decode(&mut &scenes.encode()[..]);
			prop_assert_eq!(decoded.is_ok(), made.is_ok() && ascending);
			if let Ok(made) = made {
				prop_assert!(scenes.iter().all(|scene| made.contains(*scene)));
				prop_assert!(!made.contains(SceneId(40)));
			}
		}
	}
}
