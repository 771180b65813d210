//! Any value as JSON, by the types of the metadata.

use super::{hex_text, leaf::Leaf, DecodeFault};
use codec::{Compact, Decode};
use scale_info::{
	form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive, Variant,
};
use serde_json::{Map, Value};
use subxt::{
	ext::scale_decode::visitor::{decode_with_visitor, IgnoreVisitor},
	ArcMetadata,
};

/// How deep values may be nested; calls within calls are the deepest there are.
const MAX_DEPTH: u8 = 64;
/// The most values without bytes that a list may have.
const MAX_EMPTY: usize = 1 << 16;

/// Reads values with the types of one runtime.
pub(super) struct Reader {
	metadata: ArcMetadata,
	leaves: Vec<Option<Leaf>>,
}

impl Reader {
	pub(super) fn new(metadata: ArcMetadata) -> Self {
		let leaves = metadata.types().types.iter().map(|entry| Leaf::of(&entry.ty)).collect();
		Self { metadata, leaves }
	}

	pub(super) fn metadata(&self) -> &ArcMetadata {
		&self.metadata
	}

	fn types(&self) -> &PortableRegistry {
		self.metadata.types()
	}

	pub(super) fn ty(&self, id: u32) -> Result<&Type<PortableForm>, String> {
		self.types().resolve(id).ok_or_else(|| format!("there is no type {id}"))
	}

	/// All of `bytes` as a value of the type.
	pub(super) fn whole(&self, subject: &str, bytes: &[u8], id: u32) -> Result<Value, DecodeFault> {
		let mut rest = bytes;
		let value =
			self.value(&mut rest, id).map_err(|reason| DecodeFault::bytes(subject, reason))?;
		match rest.is_empty() {
			true => Ok(value),
			false => Err(DecodeFault::bytes(subject, format!("{} bytes are left", rest.len()))),
		}
	}

	/// The value of the type at the beginning of the input.
	pub(super) fn value(&self, input: &mut &[u8], id: u32) -> Result<Value, String> {
		self.nested(input, id, 0)
	}

	/// The bytes of a value of the type at the beginning of the input.
	pub(super) fn slice<'a>(&self, input: &mut &'a [u8], id: u32) -> Result<&'a [u8], String> {
		let whole = *input;
		decode_with_visitor(input, id, self.types(), IgnoreVisitor::new())
			.map_err(|fault| fault.to_string())?;
		whole.get(..whole.len().saturating_sub(input.len())).ok_or_else(|| "too short".into())
	}

	fn nested(&self, input: &mut &[u8], id: u32, depth: u8) -> Result<Value, String> {
		if depth > MAX_DEPTH {
			return Err("nested too deep".into());
		}
		let leaf = usize::try_from(id).ok().and_then(|index| self.leaves.get(index)?.as_ref());
		if let Some(value) = leaf.and_then(|leaf| leaf.read(input, self, id)) {
			return Ok(value);
		}
		let depth = depth.saturating_add(1);
		let ty = self.ty(id)?;
		match &ty.type_def {
			TypeDef::Composite(composite) => self.fields(input, &composite.fields, depth),
			TypeDef::Variant(variants) => {
				let index = u8::decode(input).map_err(|fault| fault.to_string())?;
				let variant = variants
					.variants
					.iter()
					.find(|variant| variant.index == index)
					.ok_or_else(|| format!("there is no variant {index}"))?;
				self.variant(input, ty, id, variant, depth)
			}
			TypeDef::Sequence(sequence) => {
				let length = Compact::<u32>::decode(input).map_err(|fault| fault.to_string())?.0;
				self.items(input, sequence.type_param.id, length, depth)
			}
			TypeDef::Array(array) => self.items(input, array.type_param.id, array.len, depth),
			TypeDef::Tuple(tuple) => match tuple.fields.as_slice() {
				[] => Ok(Value::Null),
				fields => {
					let values = fields.iter().map(|field| self.nested(input, field.id, depth));
					values.collect::<Result<Vec<_>, _>>().map(Value::Array)
				}
			},
			TypeDef::Primitive(primitive) => read_primitive(input, primitive),
			TypeDef::Compact(compact) => self.compact(input, compact.type_param.id),
			TypeDef::BitSequence(_) => Err("sequences of bits are not read".into()),
		}
	}

	fn fields(
		&self,
		input: &mut &[u8],
		fields: &[Field<PortableForm>],
		depth: u8,
	) -> Result<Value, String> {
		match fields {
			[] => Ok(Value::Null),
			[only] if only.name.is_none() => self.nested(input, only.ty.id, depth),
			_ if fields.iter().all(|field| field.name.is_some()) => {
				let mut map = Map::new();
				for field in fields {
					let name = field.name.as_deref().unwrap_or_default();
					map.insert(camel(name), self.nested(input, field.ty.id, depth)?);
				}
				Ok(Value::Object(map))
			}
			_ => {
				let values = fields.iter().map(|field| self.nested(input, field.ty.id, depth));
				values.collect::<Result<Vec<_>, _>>().map(Value::Array)
			}
		}
	}

	fn variant(
		&self,
		input: &mut &[u8],
		ty: &Type<PortableForm>,
		id: u32,
		variant: &Variant<PortableForm>,
		depth: u8,
	) -> Result<Value, String> {
		if id == self.metadata.outer_enums().call_enum_ty() {
			return self.call(input, variant, depth);
		}
		let fields = &variant.fields;
		if ty.path.segments.len() == 1 && ty.path.segments.iter().any(|name| name == "Option") {
			// `None` has no field, `Some` has one.
			return self.fields(input, fields, depth);
		}
		match fields.as_slice() {
			[] => Ok(Value::String(camel(&variant.name))),
			_ => {
				let mut map = Map::new();
				map.insert(camel(&variant.name), self.fields(input, fields, depth)?);
				Ok(Value::Object(map))
			}
		}
	}

	/// A call within a call: with the names the metadata gives it.
	fn call(
		&self,
		input: &mut &[u8],
		pallet: &Variant<PortableForm>,
		depth: u8,
	) -> Result<Value, String> {
		let inner = pallet.fields.first().ok_or("a pallet has no calls")?;
		let TypeDef::Variant(calls) = &self.ty(inner.ty.id)?.type_def else {
			return Err("the calls of a pallet are no enumeration".into());
		};
		let index = u8::decode(input).map_err(|fault| fault.to_string())?;
		let call = calls
			.variants
			.iter()
			.find(|call| call.index == index)
			.ok_or_else(|| format!("{} has no call {index}", pallet.name))?;
		let mut map = Map::new();
		map.insert("pallet".into(), Value::String(pallet.name.clone()));
		map.insert("call".into(), Value::String(call.name.clone()));
		map.insert("args".into(), self.fields(input, &call.fields, depth)?);
		Ok(Value::Object(map))
	}

	fn items(&self, input: &mut &[u8], item: u32, count: u32, depth: u8) -> Result<Value, String> {
		let count = usize::try_from(count).map_err(|_| "too long".to_string())?;
		if matches!(self.ty(item)?.type_def, TypeDef::Primitive(TypeDefPrimitive::U8)) {
			let bytes = input.get(..count).ok_or("too short")?;
			*input = input.get(count..).unwrap_or_default();
			return Ok(Value::String(hex_text(bytes)));
		}
		if count > input.len().saturating_add(MAX_EMPTY) {
			return Err("a list is longer than its bytes".into());
		}
		let mut values = Vec::with_capacity(count.min(input.len()));
		for _ in 0..count {
			values.push(self.nested(input, item, depth)?);
		}
		Ok(Value::Array(values))
	}

	fn compact(&self, input: &mut &[u8], inner: u32) -> Result<Value, String> {
		let fault = |fault: codec::Error| fault.to_string();
		match &self.ty(inner)?.type_def {
			TypeDef::Primitive(primitive) => match primitive {
				TypeDefPrimitive::U8 => Ok(Compact::<u8>::decode(input).map_err(fault)?.0.into()),
				TypeDefPrimitive::U16 => Ok(Compact::<u16>::decode(input).map_err(fault)?.0.into()),
				TypeDefPrimitive::U32 => Ok(Compact::<u32>::decode(input).map_err(fault)?.0.into()),
				TypeDefPrimitive::U64 => Ok(Compact::<u64>::decode(input).map_err(fault)?.0.into()),
				TypeDefPrimitive::U128 => {
					let number = Compact::<u128>::decode(input).map_err(fault)?.0;
					Ok(Value::String(number.to_string()))
				}
				_ => Err("a compact value that is no number".into()),
			},
			TypeDef::Composite(composite) => match composite.fields.as_slice() {
				[only] => self.compact(input, only.ty.id),
				[] => Ok(Value::Null),
				_ => Err("a compact value of several fields".into()),
			},
			TypeDef::Tuple(tuple) if tuple.fields.is_empty() => Ok(Value::Null),
			_ => Err("a compact value that is no number".into()),
		}
	}
}

fn read_primitive(input: &mut &[u8], primitive: &TypeDefPrimitive) -> Result<Value, String> {
	fn read<T: Decode>(input: &mut &[u8]) -> Result<T, String> {
		T::decode(input).map_err(|fault| fault.to_string())
	}
	Ok(match primitive {
		TypeDefPrimitive::Bool => read::<bool>(input)?.into(),
		TypeDefPrimitive::Char => {
			let code = read::<u32>(input)?;
			let char = char::from_u32(code).ok_or("no character")?;
			Value::String(char.to_string())
		}
		TypeDefPrimitive::Str => Value::String(read::<String>(input)?),
		TypeDefPrimitive::U8 => read::<u8>(input)?.into(),
		TypeDefPrimitive::U16 => read::<u16>(input)?.into(),
		TypeDefPrimitive::U32 => read::<u32>(input)?.into(),
		TypeDefPrimitive::U64 => read::<u64>(input)?.into(),
		TypeDefPrimitive::I8 => read::<i8>(input)?.into(),
		TypeDefPrimitive::I16 => read::<i16>(input)?.into(),
		TypeDefPrimitive::I32 => read::<i32>(input)?.into(),
		TypeDefPrimitive::I64 => read::<i64>(input)?.into(),
		// Readers of JSON have no such numbers.
		TypeDefPrimitive::U128 => Value::String(read::<u128>(input)?.to_string()),
		TypeDefPrimitive::I128 => Value::String(read::<i128>(input)?.to_string()),
		TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => {
			Value::String(hex_text(&read::<[u8; 32]>(input)?))
		}
	})
}

/// `snake_case` and `PascalCase` as `camelCase`.
pub(super) fn camel(name: &str) -> String {
	let mut text = String::with_capacity(name.len());
	let mut rises = false;
	for char in name.trim_start_matches('_').chars() {
		if char == '_' {
			rises = true;
		} else if rises {
			text.extend(char.to_uppercase());
			rises = false;
		} else if text.is_empty() {
			text.extend(char.to_lowercase());
		} else {
			text.push(char);
		}
	}
	text
}

#[cfg(test)]
mod tests {
	use super::camel;

	#[test]
	fn names_are_written_as_in_json() {
		for (name, json) in [
			("issued_on", "issuedOn"),
			("RedFlushed", "redFlushed"),
			("key", "key"),
			("_unused", "unused"),
			("SM2", "sM2"),
			("a_b_c", "aBC"),
		] {
			assert_eq!(camel(name), json);
		}
	}
}
