//! Scopes of authorizations 授权 and their states. R125–R130, R233.

use crate::bill::axis;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// What of a bill is shown, in the terms of the resource types 票据资源类型 of R027.
	#[derive(PartialOrd, Ord)]
	Scope {
		/// That it exists: the list 票据列表.
		#[default]
		List,
		/// Its summary 票据摘要.
		Summary,
		/// Its structured data 结构化数据.
		Structured,
		/// Its file 票据PDF.
		Pdf,
		/// It may be locked and reimbursed 用票.
		Use,
	}
);

impl Scope {
	/// Every scope.
	pub const ALL: [Scope; 5] =
		[Scope::List, Scope::Summary, Scope::Structured, Scope::Pdf, Scope::Use];

	const fn bit(self) -> u8 {
		match self {
			Scope::List => 1,
			Scope::Summary => 1 << 1,
			Scope::Structured => 1 << 2,
			Scope::Pdf => 1 << 3,
			Scope::Use => 1 << 4,
		}
	}
}

/// A set of scopes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Scopes(u8);

impl Scopes {
	/// The set of these scopes.
	pub fn of(scopes: &[Scope]) -> Self {
		Self(scopes.iter().fold(0, |bits, scope| bits | scope.bit()))
	}

	/// Whether the scope is in the set.
	pub const fn contains(self, scope: Scope) -> bool {
		self.0 & scope.bit() != 0
	}

	/// Whether every scope of the other set is in this one.
	pub const fn covers(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// Whether there is no scope in it.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The scopes, in order.
	pub fn iter(self) -> impl Iterator<Item = Scope> {
		Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
	}
}

impl Decode for Scopes {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bits = u8::decode(input)?;
		if bits >= 1 << 5 {
			return Err("scopes: unknown scope".into());
		}
		Ok(Self(bits))
	}
}
impl DecodeWithMemTracking for Scopes {}

impl core::fmt::Debug for Scopes {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_set().entries(self.iter()).finish()
	}
}

impl serde::Serialize for Scopes {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}
impl<'de> serde::Deserialize<'de> for Scopes {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let scopes = <alloc::vec::Vec<Scope> as serde::Deserialize>::deserialize(deserializer)?;
		Ok(Self::of(&scopes))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn unknown_scopes_do_not_decode() {
		for bits in 0..=u8::MAX {
			assert_eq!(Scopes::decode(&mut &[bits][..]).is_ok(), bits < 32);
		}
	}
}
