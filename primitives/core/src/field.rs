//! Fields 字段 of bills beside the fixed ones: what the rules of scenes and policies speak about.
//! R069, R219, R220.

use crate::{bill::axis, text::Text, Date, Digest, Fen, Invalid};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most fields a bill is handed in with.
pub const MAX_FIELDS: u32 = 16;

/// Name of a field: 1 to 32 ASCII letters and digits, the first a small letter (`hospitalLevel`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct FieldName(BoundedVec<u8, ConstU32<32>>);

impl FieldName {
	/// From text; refused unless it has the form.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid =
			Invalid("field name: not 1 to 32 ASCII letters and digits, the first a small letter");
		let begins = text.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
		if !begins || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
			return Err(FAULT);
		}
		BoundedVec::try_from(alloc::vec::Vec::from(text.as_bytes())).map(Self).map_err(|_| FAULT)
	}

	/// The name.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}
}

impl Decode for FieldName {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<32>>::decode(input)?;
		let text = core::str::from_utf8(&bytes).map_err(|_| Invalid("field name: not ASCII"))?;
		Ok(Self::new(text)?)
	}
}
impl DecodeWithMemTracking for FieldName {}

impl core::fmt::Display for FieldName {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl core::fmt::Debug for FieldName {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl core::str::FromStr for FieldName {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}
crate::serde_as_text!(FieldName);

axis!(
	/// What the values of a field are.
	FieldKind {
		/// Text.
		#[default]
		Text,
		/// Whole numbers.
		Number,
		/// Amounts in fen.
		Amount,
		/// Days.
		Date,
		/// Yes or no.
		Flag,
		/// Masked values 脱敏.
		Masked,
	}
);

/// Value of a field.
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
pub enum FieldValue {
	/// Text of 1 to 64 bytes.
	Text(Text<64>),
	/// A whole number.
	Number(i64),
	/// An amount in fen.
	Amount(Fen),
	/// A day.
	Date(Date),
	/// Yes or no.
	Flag(bool),
	/// A masked value 脱敏: HMAC-SM3 of the value under the index key of the access node, 32 bytes.
	Masked(Digest),
}

impl FieldValue {
	/// What the value is.
	pub const fn kind(&self) -> FieldKind {
		match self {
			FieldValue::Text(_) => FieldKind::Text,
			FieldValue::Number(_) => FieldKind::Number,
			FieldValue::Amount(_) => FieldKind::Amount,
			FieldValue::Date(_) => FieldKind::Date,
			FieldValue::Flag(_) => FieldKind::Flag,
			FieldValue::Masked(_) => FieldKind::Masked,
		}
	}
}

/// One field. It serves to judge the bill when it is registered and is not stored; the digest of
/// the summary covers it.
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
pub struct Field {
	/// Name.
	pub name: FieldName,
	/// Value.
	pub value: FieldValue,
}

/// The fields of a bill, in strictly ascending order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Fields(BoundedVec<Field, ConstU32<MAX_FIELDS>>);

impl Fields {
	/// From a list, which is sorted; refused when a name stands twice or there are more than
	/// [`MAX_FIELDS`].
	pub fn new(mut fields: alloc::vec::Vec<Field>) -> Result<Self, Invalid> {
		fields.sort_by(|one, other| one.name.cmp(&other.name));
		Self::ordered(fields)
	}

	fn ordered(fields: alloc::vec::Vec<Field>) -> Result<Self, Invalid> {
		let rising =
			fields.iter().zip(fields.iter().skip(1)).all(|(one, next)| one.name < next.name);
		if !rising {
			return Err(Invalid("fields: a name stands twice, or they are not in order"));
		}
		BoundedVec::try_from(fields).map(Self).map_err(|_| Invalid("fields: more than 16"))
	}

	/// The value of a field.
	pub fn get(&self, name: &str) -> Option<&FieldValue> {
		let at = self.0.binary_search_by(|field| field.name.as_str().cmp(name)).ok()?;
		self.0.get(at).map(|field| &field.value)
	}

	/// The fields in the order of their names.
	pub fn iter(&self) -> core::slice::Iter<'_, Field> {
		self.0.iter()
	}

	/// How many there are.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// Whether there is none.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}
}

impl Decode for Fields {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let fields = BoundedVec::<Field, ConstU32<MAX_FIELDS>>::decode(input)?;
		Ok(Self::ordered(fields.into_inner())?)
	}
}
impl DecodeWithMemTracking for Fields {}

impl serde::Serialize for Fields {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.0.iter())
	}
}
impl<'de> serde::Deserialize<'de> for Fields {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let fields = <alloc::vec::Vec<Field> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(fields).map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn field(name: &str, number: i64) -> Field {
		Field { name: FieldName::new(name).unwrap(), value: FieldValue::Number(number) }
	}

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in proptest::collection::vec(any::<u8>(), 0..40)) {
			let constructed = core::str::from_utf8(&raw).is_ok_and(|text| FieldName::new(text).is_ok());
			prop_assert_eq!(FieldName::decode(&mut &raw.encode()[..]).is_ok(), constructed);
		}
	}

	#[test]
	fn a_name_stands_once() {
		let fields = Fields::new(alloc::vec![field("b", 2), field("a", 1)]).unwrap();
		assert_eq!(fields.get("a"), Some(&FieldValue::Number(1)));
		assert_eq!(fields.get("b"), Some(&FieldValue::Number(2)));
		assert_eq!(fields.get("c"), None);
		assert_eq!(Fields::decode(&mut &fields.encode()[..]), Ok(fields.clone()));
		assert!(Fields::new(alloc::vec![field("a", 1), field("a", 2)]).is_err());
		let unordered = alloc::vec![field("b", 2), field("a", 1)].encode();
		assert!(Fields::decode(&mut &unordered[..]).is_err());
		let many = (0..17).map(|index| field(&alloc::format!("a{index:02}"), index)).collect();
		assert!(Fields::new(many).is_err());
	}
}
