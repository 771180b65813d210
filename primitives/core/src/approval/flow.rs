//! Roles of approval 审批角色 and flows 审批流程. R007, R008, R052.

use crate::{participant::Role, text::Name, ApprovalRoleId, Invalid, ParticipantId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{
	bounded::{BoundedBTreeSet, BoundedVec},
	ConstU32,
};

/// The most steps a flow may have.
pub const MAX_STEPS: u32 = 5;

/// The most signatures one step may demand.
pub const MAX_THRESHOLD: u8 = 16;

/// The most members a role of approval may have.
pub const MAX_MEMBERS: u32 = 64;

/// The members of a role of approval: participants whose own key signs, in ascending order.
pub type Members = BoundedBTreeSet<ParticipantId, ConstU32<MAX_MEMBERS>>;

/// A role of approval 审批角色 that administrators define. R008.
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
pub struct ApprovalRole {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// Only signers at or below this participant may use the role 管理范围; none means everywhere.
	pub scope: Option<ParticipantId>,
	/// Who has it.
	pub members: Members,
	/// How many flows have a step for it.
	pub flows: u32,
}

/// Who may sign a step.
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
pub enum StepRole {
	/// The members of a role of approval.
	Approval(ApprovalRoleId),
	/// Every participant with a role of the chain.
	Chain(Role),
}

/// How many signatures a step demands: 1 to [`MAX_THRESHOLD`].
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
pub struct Threshold(u8);

impl Threshold {
	/// One signature.
	pub const ONE: Threshold = Threshold(1);

	/// As many signatures.
	pub fn new(count: u8) -> Result<Self, Invalid> {
		if (1..=MAX_THRESHOLD).contains(&count) {
			Ok(Self(count))
		} else {
			Err(Invalid("threshold: not between 1 and 16 signatures"))
		}
	}

	/// The number.
	pub const fn get(self) -> u8 {
		self.0
	}
}

impl Decode for Threshold {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u8::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Threshold {}

impl<'de> serde::Deserialize<'de> for Threshold {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let count = <u8 as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(count).map_err(serde::de::Error::custom)
	}
}

/// A step of a flow 审批节点.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
	/// Who may sign it.
	pub who: StepRole,
	/// How many of them have to.
	pub threshold: Threshold,
}

/// The steps of a flow, 1 to [`MAX_STEPS`], in the order they are signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo, serde::Serialize)]
#[serde(transparent)]
pub struct Steps(BoundedVec<Step, ConstU32<MAX_STEPS>>);

impl Steps {
	/// The steps given.
	pub fn new(steps: Vec<Step>) -> Result<Self, Invalid> {
		if steps.is_empty() {
			return Err(Invalid("steps: none"));
		}
		BoundedVec::try_from(steps).map(Self).map_err(|_| Invalid("steps: more than 5"))
	}

	/// The steps.
	pub fn as_slice(&self) -> &[Step] {
		&self.0
	}

	/// The step of that number, from 0.
	pub fn get(&self, number: u8) -> Option<&Step> {
		self.0.get(usize::from(number))
	}

	/// Is it the number of the last step?
	pub fn is_last(&self, number: u8) -> bool {
		usize::from(number).saturating_add(1) == self.0.len()
	}
}

impl Decode for Steps {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let steps = BoundedVec::<Step, ConstU32<MAX_STEPS>>::decode(input)?;
		Ok(Self::new(steps.into_inner())?)
	}
}
impl DecodeWithMemTracking for Steps {}

impl<'de> serde::Deserialize<'de> for Steps {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let steps = <Vec<Step> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(steps).map_err(serde::de::Error::custom)
	}
}

/// How long an approval may take, in milliseconds: between one minute and 366 days.
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
pub struct Lifetime(u64);

impl Lifetime {
	/// One minute.
	pub const MIN: Lifetime = Lifetime(60_000);
	/// 366 days.
	pub const MAX: Lifetime = Lifetime(366 * 86_400_000);
	/// Seven days, unless a flow says otherwise.
	pub const DEFAULT: Lifetime = Lifetime(7 * 86_400_000);

	/// A lifetime of `ms` milliseconds.
	pub fn new(ms: u64) -> Result<Self, Invalid> {
		if (Self::MIN.0..=Self::MAX.0).contains(&ms) {
			Ok(Self(ms))
		} else {
			Err(Invalid("lifetime: not between one minute and 366 days in milliseconds"))
		}
	}

	/// The milliseconds.
	pub const fn get(self) -> u64 {
		self.0
	}
}

impl Default for Lifetime {
	fn default() -> Self {
		Self::DEFAULT
	}
}

impl Decode for Lifetime {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u64::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Lifetime {}

impl<'de> serde::Deserialize<'de> for Lifetime {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let ms = <u64 as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(ms).map_err(serde::de::Error::custom)
	}
}

/// An approval flow 审批流程 that approvals may take. R007, R052.
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
pub struct Flow {
	/// Its name, 1 to 128 bytes.
	pub name: Name,
	/// Its steps.
	pub steps: Steps,
	/// How long an approval may take, ms.
	pub lifetime: Lifetime,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn step() -> Step {
		Step { who: StepRole::Chain(Role::FiscalAuthority), threshold: Threshold::ONE }
	}

	proptest! {
		#[test]
		fn the_decoders_refuse_what_the_constructors_refuse(
			count in any::<u8>(),
			ms in prop_oneof![any::<u64>(), 0..=Lifetime::MAX.0.saturating_add(2)],
			length in 0usize..8,
		) {
			prop_assert_eq!(
				Threshold::decode(&mut &[count][..]).is_ok(),
				(1..=16).contains(&count)
			);
			prop_assert_eq!(
				Lifetime::decode(&mut &ms.encode()[..]).is_ok(),
				(60_000..=31_622_400_000).contains(&ms)
			);
			let steps = vec![step(); length];
			prop_assert_eq!(Steps::decode(&mut &steps.encode()[..]).is_ok(), (1..=5).contains(&length));
		}
	}

	#[test]
	fn a_flow_is_written_as_people_would() {
		let text = r#"{"name":"两级","steps":[{"who":{"approval":3},"threshold":2},
			{"who":{"chain":"fiscalAuthority"},"threshold":1}],"lifetime":60000}"#;
		let flow: Flow = serde_json::from_str(text).unwrap();
		assert_eq!(flow.steps.get(0).unwrap().who, StepRole::Approval(ApprovalRoleId(3)));
		assert_eq!(flow.steps.get(1), Some(&step()));
		assert!(!flow.steps.is_last(0) && flow.steps.is_last(1) && flow.steps.get(2).is_none());
		for bad in ["[]", r#"[{"who":{"chain":"council"},"threshold":17}]"#] {
			assert!(serde_json::from_str::<Steps>(bad).is_err(), "{bad}");
		}
	}
}
