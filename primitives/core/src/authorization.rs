//! Authorizations 授权: scopes, states, and what the chain keeps of each. R125–R130, R137, R139, R233.

mod code;
mod record;
mod terms;

pub use code::{Code, HolderProof};
pub use record::{
	Authorization, AuthorizationAnswer, AuthorizationPage, Basis, CheckAnswer, Coverage,
	GrantedBills, LogEntry, LogHead, LogItem,
};
pub use terms::{
	Delegate, DelegateTerms, SceneSet, Template, TemplateAnswer, TemplateId, TemplateRecord,
	WhiteListEntry,
};

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

axis!(
	/// What a credential 凭证 is for; each kind has its own type in the W3C data model.
	CredentialKind {
		/// A person grants 个人授权: `BillAuthorization`.
		#[default]
		Person,
		/// A legal person grants 法人授权: `CompanyBillAuthorization`.
		Company,
		/// An institution confirms whose records it has to query 机构确认凭证:
		/// `InstitutionConfirmation`. It grants nothing.
		Confirmation,
	}
);

axis!(
	/// What was decided about an authorization. Revoked is terminal.
	AuthorizationState {
		/// In force 有效, as far as time and uses allow.
		#[default]
		Active,
		/// Frozen 冻结: grants nothing until it is active again.
		Frozen,
		/// Revoked 撤销, for ever.
		Revoked,
	}
);

axis!(
	/// What an authorization is worth at a moment: its state, its validity and its uses together.
	AuthorizationStatus {
		/// It grants 有效.
		#[default]
		Active,
		/// Its validity has not begun.
		NotYetValid,
		/// Frozen 冻结.
		Frozen,
		/// Revoked 撤销, for ever.
		Revoked,
		/// Its validity is over 过期.
		Expired,
		/// It was used as often as it may be 用尽.
		UsedUp,
	}
);

axis!(
	/// Why an authorization or a white-list entry does not permit what was asked for (R130). Each
	/// stands for the error of the same name of `pallet-vc-authorization`.
	CheckFault {
		/// There is no such authorization.
		#[default]
		NotFound,
		/// It was granted to somebody else.
		WrongGrantee,
		/// The grantee's key changed since: the holder has to authorize again 重新授权.
		GranteeKeyChanged,
		/// The grantee is not active.
		GranteeNotActive,
		/// The holder is not active.
		HolderNotActive,
		/// It is frozen.
		Frozen,
		/// It is revoked.
		Revoked,
		/// Its validity has not begun.
		NotYetValid,
		/// Its validity is over.
		Expired,
		/// It was used as often as it may be.
		UsedUp,
		/// It confirms and grants nothing.
		NotAGrant,
		/// It does not reach that far.
		ScopeNotGranted,
		/// It is for another scene.
		SceneNotGranted,
		/// It does not name the bill.
		BillNotCovered,
		/// There is no such bill.
		BillNotFound,
		/// The payer of the bill is not bound to the holder.
		BillNotOwned,
		/// No entry of the white list covers it.
		NotListed,
		/// The delegate that granted it is not active, or is trusted no longer.
		DelegateNotTrusted,
	}
);

axis!(
	/// Why a dynamic code 授权动态码 opened nothing.
	CodeFault {
		/// There is no such code: never issued, spent, replaced or swept.
		#[default]
		Unknown,
		/// Its time is over.
		Expired,
		/// The authorization was granted to somebody else.
		WrongGrantee,
		/// The authorization grants nothing just now.
		NotInForce,
	}
);

impl Scope {
	/// Every scope.
	pub const ALL: [Scope; 5] =
		[Scope::List, Scope::Summary, Scope::Structured, Scope::Pdf, Scope::Use];

	/// Its name, as JSON and credentials write it.
	pub const fn name(self) -> &'static str {
		match self {
			Scope::List => "list",
			Scope::Summary => "summary",
			Scope::Structured => "structured",
			Scope::Pdf => "pdf",
			Scope::Use => "use",
		}
	}

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

impl core::str::FromStr for Scope {
	type Err = crate::Invalid;
	fn from_str(text: &str) -> Result<Self, crate::Invalid> {
		const FAULT: crate::Invalid =
			crate::Invalid("scope: not list, summary, structured, pdf or use");
		Scope::ALL.into_iter().find(|scope| scope.name() == text).ok_or(FAULT)
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
	fn a_scope_has_one_name() {
		for scope in Scope::ALL {
			assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
			assert_eq!(scope.name().parse(), Ok(scope));
		}
		assert!("Use".parse::<Scope>().is_err());
	}

	#[test]
	fn unknown_scopes_do_not_decode() {
		for bits in 0..=u8::MAX {
			assert_eq!(Scopes::decode(&mut &[bits][..]).is_ok(), bits < 32);
		}
	}
}
