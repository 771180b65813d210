//! Types of resources 票据资源类型: what may be exchanged about a bill, and its fields. R067.

use crate::{
	authorization::Scope,
	field::{FieldKind, FieldName},
	operation::Actor,
	text::{Name, Reason},
	Digest, Invalid, Moment,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most fields of a type of resources.
pub const MAX_RESOURCE_FIELDS: u32 = 32;

/// A field of a type of resources.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceField {
	/// Name.
	pub name: FieldName,
	/// What its values are.
	pub kind: FieldKind,
	/// Whether every resource of the type has it.
	#[serde(default)]
	pub required: bool,
}

/// The structure of a type of resources: 1 to [`MAX_RESOURCE_FIELDS`] fields of different names, in
/// the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo, serde::Serialize)]
#[serde(transparent)]
pub struct ResourceFields(BoundedVec<ResourceField, ConstU32<MAX_RESOURCE_FIELDS>>);

impl ResourceFields {
	/// From a list.
	///
	/// Errors: none or too many of them, or a name that stands twice.
	pub fn new(fields: Vec<ResourceField>) -> Result<Self, Invalid> {
		if fields.is_empty() {
			return Err(Invalid("resource fields: none"));
		}
		let mut names: Vec<&FieldName> = fields.iter().map(|field| &field.name).collect();
		names.sort();
		if names.iter().zip(names.iter().skip(1)).any(|(one, next)| one == next) {
			return Err(Invalid("resource fields: a name stands twice"));
		}
		BoundedVec::try_from(fields).map(Self).map_err(|_| Invalid("resource fields: more than 32"))
	}

	/// The fields, in order.
	pub fn iter(&self) -> core::slice::Iter<'_, ResourceField> {
		self.0.iter()
	}
}

impl Decode for ResourceFields {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let fields = BoundedVec::<ResourceField, ConstU32<MAX_RESOURCE_FIELDS>>::decode(input)?;
		Ok(Self::new(fields.into_inner())?)
	}
}
impl DecodeWithMemTracking for ResourceFields {}

impl<'de> serde::Deserialize<'de> for ResourceFields {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let fields = <Vec<ResourceField> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(fields).map_err(serde::de::Error::custom)
	}
}

/// What the chain keeps of a type of resources.
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
pub struct ResourceType {
	/// Its name, at most 128 bytes.
	pub name: Name,
	/// What it holds, at most 256 bytes.
	pub description: Option<Reason>,
	/// The part of a bill it shows; none for what stands beside the bill, such as a medical record.
	pub scope: Option<Scope>,
	/// Its fields.
	pub fields: ResourceFields,
	/// Version, from 1; every change makes a new one.
	pub version: u32,
	/// Whether new resources of the type are accepted.
	pub active: bool,
	/// Consensus time of its last change, Unix ms; 0 for genesis.
	pub changed_at: Moment,
	/// Who decided its last change; none for genesis.
	pub by: Option<Actor>,
}

impl ResourceType {
	/// SM3 over the SCALE encoding of its fields.
	pub fn structure_digest(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.fields.encode()).into()
	}

	/// The types every chain starts with, one for each part of a bill: list 票据列表, summary
	/// 票据摘要, structured data 结构化数据 and file 票据PDF.
	pub fn standard() -> Vec<ResourceType> {
		type Structure<'a> = (&'a str, Scope, [&'a [(&'a str, FieldKind)]; 3]);
		const KEY: [(&str, FieldKind); 2] =
			[("billCode", FieldKind::Text), ("billNumber", FieldKind::Text)];
		const SUMMARY: [(&str, FieldKind); 4] = [
			("issuedOn", FieldKind::Date),
			("total", FieldKind::Amount),
			("issuerName", FieldKind::Text),
			("payer", FieldKind::Masked),
		];
		const STRUCTURED: [(&str, FieldKind); 3] = [
			("items", FieldKind::Text),
			("payMode", FieldKind::Text),
			("xmlDigest", FieldKind::Masked),
		];
		const FILE: [(&str, FieldKind); 1] = [("fileDigest", FieldKind::Masked)];
		let structures: [Structure; 4] = [
			("票据列表", Scope::List, [&KEY, &[], &[]]),
			("票据摘要", Scope::Summary, [&KEY, &SUMMARY, &[]]),
			("票据结构化数据", Scope::Structured, [&KEY, &SUMMARY, &STRUCTURED]),
			("票据PDF", Scope::Pdf, [&KEY, &FILE, &[]]),
		];
		structures
			.into_iter()
			.filter_map(|(name, scope, parts)| {
				let fields = parts
					.into_iter()
					.flatten()
					.filter_map(|(name, kind)| {
						let name = FieldName::new(name).ok()?;
						Some(ResourceField { name, kind: *kind, required: true })
					})
					.collect();
				Some(ResourceType {
					name: Name::new(name).ok()?,
					description: None,
					scope: Some(scope),
					fields: ResourceFields::new(fields).ok()?,
					version: 1,
					active: true,
					changed_at: 0,
					by: None,
				})
			})
			.collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;

	fn field(name: &str) -> ResourceField {
		ResourceField {
			name: FieldName::new(name).unwrap(),
			kind: FieldKind::Text,
			required: false,
		}
	}

	#[test]
	fn a_structure_has_1_to_32_fields_of_different_names() {
		let many = |count: u32| (0..count).map(|n| field(&alloc::format!("a{n}"))).collect();
		for (fields, good) in [
			(Vec::new(), false),
			(vec![field("b"), field("a")], true),
			(vec![field("a"), field("b"), field("a")], false),
			(many(32), true),
			(many(33), false),
		] {
			assert_eq!(ResourceFields::new(fields.clone()).is_ok(), good, "{fields:?}");
			assert_eq!(ResourceFields::decode(&mut &fields.encode()[..]).is_ok(), good);
			let json = serde_json::to_string(&fields).unwrap();
			assert_eq!(serde_json::from_str::<ResourceFields>(&json).is_ok(), good);
		}
	}

	#[test]
	fn the_standard_types_show_one_part_of_a_bill_each() {
		let standard = ResourceType::standard();
		let scopes: Vec<_> = standard.iter().filter_map(|known| known.scope).collect();
		assert_eq!(scopes, [Scope::List, Scope::Summary, Scope::Structured, Scope::Pdf]);
		let counts: Vec<_> = standard.iter().map(|known| known.fields.iter().count()).collect();
		assert_eq!(counts, [2, 6, 9, 3]);
	}
}
