//! Identifiers the chain allocates, and references that come from outside.

use crate::{Digest, Invalid};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! id {
	($(#[$doc:meta])* $name:ident) => {
		$(#[$doc])*
		#[derive(
			Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode,
			DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
		)]
		#[derive(serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
		pub struct $name(pub u32);

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				core::fmt::Display::fmt(&self.0, f)
			}
		}

		impl core::str::FromStr for $name {
			type Err = Invalid;
			fn from_str(text: &str) -> Result<Self, Invalid> {
				text.parse().map(Self).map_err(|_| Invalid(concat!(stringify!($name), ": not a number below 2^32")))
			}
		}
	};
}

id!(
	/// A participant 参与方, numbered from 1 in the order of admission.
	ParticipantId
);
id!(
	/// An access node 业务接入节点, numbered from 1 in the order of registration.
	NodeId
);

impl NodeId {
	/// No node: what a bill bears that came through none.
	pub const NONE: Self = Self(0);
}

id!(
	/// A scene 场景, numbered from 1 in the order of registration.
	SceneId
);
id!(
	/// A resource 票据资源, numbered from 1 in the order of registration.
	ResourceId
);
id!(
	/// A type of resources 票据资源类型, numbered from 1 in the order of registration.
	ResourceTypeId
);
id!(
	/// A policy 策略, numbered from 1 in the order of drafting.
	PolicyId
);
id!(
	/// An approval flow 审批流程, numbered from 1 in the order of creation.
	FlowId
);
id!(
	/// A role of approval 审批角色 that administrators define, numbered from 1 in the order of creation.
	ApprovalRoleId
);

/// Reference to a payer 交款人: `HMAC-SM3(index key, identity)`, computed by the access node. Neither
/// name nor identity number reaches the chain; 32 bytes.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(transparent)]
pub struct PayerRef(pub Digest);

impl core::fmt::Display for PayerRef {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{:?}", self.0)
	}
}

impl core::str::FromStr for PayerRef {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		let digits = text.strip_prefix("0x").unwrap_or(text);
		let fault = Invalid("payer reference: not 64 hexadecimal digits");
		let mut bytes = [0u8; 32];
		hex::decode_to_slice(digits, &mut bytes).map_err(|_| fault)?;
		Ok(Self(Digest::from(bytes)))
	}
}

/// A province-level area 地区: the first two digits of its administrative division code
/// (GB/T 2260), 11 to 82; 31 is Shanghai.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
)]
#[serde(transparent)]
pub struct Region(u8);

impl Region {
	/// Shanghai 上海.
	pub const SHANGHAI: Region = Region(31);

	/// The area of a two-digit code.
	pub fn new(code: u8) -> Result<Self, Invalid> {
		if (11..=82).contains(&code) {
			Ok(Self(code))
		} else {
			Err(Invalid("region: not a two-digit area code between 11 and 82"))
		}
	}

	/// The two-digit code.
	pub const fn get(self) -> u8 {
		self.0
	}
}

impl Decode for Region {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u8::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Region {}

impl core::fmt::Display for Region {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Display::fmt(&self.0, f)
	}
}

impl core::str::FromStr for Region {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text.parse().map_err(|_| Invalid("region: not a number"))?)
	}
}

impl<'de> serde::Deserialize<'de> for Region {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let code = <u8 as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(code).map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn regions_outside_the_table_do_not_decode(raw in any::<u8>()) {
			let decoded = Region::decode(&mut &[raw][..]).is_ok();
			prop_assert_eq!(decoded, Region::new(raw).is_ok());
			prop_assert_eq!(decoded, (11..=82).contains(&raw));
		}
	}

	#[test]
	fn a_payer_reference_is_64_hexadecimal_digits() {
		let text = "ab".repeat(32);
		assert_eq!(text.parse::<PayerRef>().unwrap().to_string(), format!("0x{text}"));
		assert!("ab".parse::<PayerRef>().is_err());
		assert!("zz".repeat(32).parse::<PayerRef>().is_err());
	}
}
