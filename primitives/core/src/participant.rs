//! Participants 参与方 and their roles. R216.

use crate::{bill::axis, text::Name, AccountId, Did, Digest, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_sm_crypto::Public;
use scale_info::TypeInfo;

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

axis!(
	/// What a participant is.
	ParticipantKind {
		/// An organisation 机构.
		#[default]
		Organisation,
		/// A person 个人.
		Individual,
	}
);

axis!(
	/// What a participant may do. A participant may have several roles.
	Role {
		/// Fiscal authority 财政: administers scenes, nodes and participants, co-signs corrections.
		#[default]
		FiscalAuthority,
		/// Issuer of bills 开票方.
		Issuer,
		/// User of bills 用票方.
		BillUser,
		/// The platform 服务平台: acts for units without a node of their own and for other provinces.
		Platform,
		/// Operator of an access node 接入端.
		NodeOperator,
		/// Member of the consortium council 联盟理事会.
		Council,
		/// Auditor 审计: reads, never writes.
		Auditor,
		/// Holder of bills 持票人.
		Holder,
	}
);

impl Role {
	/// Every role.
	pub const ALL: [Role; 8] = [
		Role::FiscalAuthority,
		Role::Issuer,
		Role::BillUser,
		Role::Platform,
		Role::NodeOperator,
		Role::Council,
		Role::Auditor,
		Role::Holder,
	];

	const fn bit(self) -> u16 {
		match self {
			Role::FiscalAuthority => 1,
			Role::Issuer => 1 << 1,
			Role::BillUser => 1 << 2,
			Role::Platform => 1 << 3,
			Role::NodeOperator => 1 << 4,
			Role::Council => 1 << 5,
			Role::Auditor => 1 << 6,
			Role::Holder => 1 << 7,
		}
	}
}

/// A set of roles.
#[derive(Clone, Copy, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Roles(u16);

impl Roles {
	const KNOWN: u16 = 0xff;

	/// The set of the roles given.
	pub fn of(roles: &[Role]) -> Self {
		Self(roles.iter().fold(0, |bits, role| bits | role.bit()))
	}

	/// Is the role in the set?
	pub const fn contains(self, role: Role) -> bool {
		self.0 & role.bit() != 0
	}

	/// Do the sets share a role?
	pub const fn intersects(self, other: Self) -> bool {
		self.0 & other.0 != 0
	}

	/// True when there is no role in it.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The roles in it.
	pub fn iter(self) -> impl Iterator<Item = Role> {
		Role::ALL.into_iter().filter(move |role| self.contains(*role))
	}
}

impl Decode for Roles {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bits = u16::decode(input)?;
		if bits & !Self::KNOWN != 0 {
			return Err("roles: unknown role".into());
		}
		Ok(Self(bits))
	}
}
impl DecodeWithMemTracking for Roles {}

impl core::fmt::Debug for Roles {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_set().entries(self.iter()).finish()
	}
}

impl serde::Serialize for Roles {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}
impl<'de> serde::Deserialize<'de> for Roles {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let roles = <alloc::vec::Vec<Role> as serde::Deserialize>::deserialize(deserializer)?;
		Ok(Self::of(&roles))
	}
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
	/// Its DID.
	pub did: Did,
	/// Its public name, at most 128 bytes.
	pub name: Name,
	/// Organisation or person.
	pub kind: ParticipantKind,
	/// What it may do.
	pub roles: Roles,
	/// Active, frozen or cancelled.
	pub status: Status,
	/// SM3-HMAC of its real-world identity (unified social credit code), unique on the chain.
	pub identity: Digest,
	/// Its SM2 key in use.
	pub key: Public,
	/// The account of that key.
	pub account: AccountId,
	/// Consensus time it was admitted, Unix ms; 0 for genesis.
	pub admitted_at: Moment,
	/// Consensus time of its last change of state, Unix ms; 0 for genesis.
	pub changed_at: Moment,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn unknown_roles_do_not_decode(bits in any::<u16>()) {
			prop_assert_eq!(Roles::decode(&mut &bits.encode()[..]).is_ok(), bits <= 0xff);
		}
	}

	#[test]
	fn a_set_holds_what_was_put_in() {
		for role in Role::ALL {
			let set = Roles::of(&[role]);
			assert_eq!(set.iter().collect::<alloc::vec::Vec<_>>(), [role]);
			assert!(set.contains(role) && !set.is_empty());
		}
		let json = serde_json::to_string(&Roles::of(&[Role::Issuer, Role::NodeOperator])).unwrap();
		assert_eq!(json, r#"["issuer","nodeOperator"]"#);
	}
}
