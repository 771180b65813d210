//! Roles 角色 and sets of them.

use crate::bill::axis;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

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
		/// Administrator of a domain 域管理员: manages the accounts of its own organisation, and
		/// nobody else's.
		Administrator,
	}
);

impl Role {
	/// Every role.
	pub const ALL: [Role; 9] = [
		Role::FiscalAuthority,
		Role::Issuer,
		Role::BillUser,
		Role::Platform,
		Role::NodeOperator,
		Role::Council,
		Role::Auditor,
		Role::Holder,
		Role::Administrator,
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
			Role::Administrator => 1 << 8,
		}
	}
}

/// A set of roles.
#[derive(Clone, Copy, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Roles(u16);

impl Roles {
	const KNOWN: u16 = 0x1ff;

	/// The set of the roles given.
	pub fn of(roles: &[Role]) -> Self {
		Self(roles.iter().fold(0, |bits, role| bits | role.bit()))
	}

	/// The set of all roles.
	pub const fn all() -> Self {
		Self(Self::KNOWN)
	}

	/// Is the role in the set?
	pub const fn contains(self, role: Role) -> bool {
		self.0 & role.bit() != 0
	}

	/// Do the sets share a role?
	pub const fn intersects(self, other: Self) -> bool {
		self.0 & other.0 != 0
	}

	/// Is every role of this set in the other?
	pub const fn is_subset(self, other: Self) -> bool {
		self.0 & !other.0 == 0
	}

	/// The roles that are in both sets.
	pub const fn intersection(self, other: Self) -> Self {
		Self(self.0 & other.0)
	}

	/// What a participant with these roles may hand down 下放 to an organisation or an account below
	/// it: its own roles, but never a seat in the council; the role of administrator in any case;
	/// and, from a fiscal authority, the roles of whom it supervises: issuer, user of bills,
	/// operator of access nodes and auditor.
	///
	/// A child keeps no role that its parent may no longer hand down: what it may do is cut to this
	/// whenever it acts.
	pub const fn handed_down(self) -> Self {
		let supervised = if self.contains(Role::FiscalAuthority) {
			Role::Issuer.bit()
				| Role::BillUser.bit()
				| Role::NodeOperator.bit()
				| Role::Auditor.bit()
		} else {
			0
		};
		Self((self.0 & !Role::Council.bit()) | Role::Administrator.bit() | supervised)
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

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn unknown_roles_do_not_decode(bits in any::<u16>()) {
			prop_assert_eq!(Roles::decode(&mut &bits.encode()[..]).is_ok(), bits <= 0x1ff);
		}

		#[test]
		fn nobody_hands_down_a_seat_in_the_council_or_what_it_lacks(bits in 0u16..=0x1ff) {
			let own = Roles(bits);
			let given = own.handed_down();
			prop_assert!(!given.contains(Role::Council));
			prop_assert!(given.contains(Role::Administrator));
			for role in [Role::FiscalAuthority, Role::Platform, Role::Holder] {
				prop_assert_eq!(given.contains(role), own.contains(role));
			}
			for role in [Role::Issuer, Role::BillUser, Role::NodeOperator, Role::Auditor] {
				let may = own.contains(role) || own.contains(Role::FiscalAuthority);
				prop_assert_eq!(given.contains(role), may);
			}
			// Handed down again, it does not grow.
			prop_assert!(given.handed_down().is_subset(given));
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

	#[test]
	fn sets_are_compared_and_cut() {
		let (one, two) = (Roles::of(&[Role::Issuer]), Roles::of(&[Role::Issuer, Role::Auditor]));
		assert!(one.is_subset(two) && !two.is_subset(one) && Roles::default().is_subset(one));
		assert_eq!(two.intersection(one), one);
		assert_eq!(Roles::all(), Roles::of(&Role::ALL));
	}
}
