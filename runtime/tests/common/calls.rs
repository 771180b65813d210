//! Some value of every call of the runtime, made from its metadata.

use codec::{DecodeAll, Encode};
use fiscal_bft_primitives::Pace;
use fiscal_policy::{chain::Stages, json::policy_from_json};
use fiscal_primitives::{
	approval::{Lifetime, Step, StepRole, Steps, Threshold},
	authorization::Code,
	field::{FieldKind, FieldName},
	node::{CodeText, Endpoint},
	participant::Role::FiscalAuthority,
	region::OrgCode,
	scene::{LockTerm, ResourceField, ResourceFields, RuleSet},
	text::Reason,
	Date, FlowNumber, Region,
};
use fiscal_runtime::{genesis_presets::public_of, Runtime, RuntimeCall};
use frame_metadata::{v14::RuntimeMetadataV14, RuntimeMetadata};
use scale_info::{TypeDef, TypeDefPrimitive};
use std::collections::BTreeMap;

/// The bytes of a type that does not take just any: by the last part of its path.
fn known(name: &str) -> Option<Vec<u8>> {
	const POLICY: &str = r#"{ "name": "x", "points": ["lock"], "scenes": [3], "actors": "all",
		"priority": 1, "effect": "deny", "condition": { "claimed": { "gt": "1.00" } } }"#;
	let field = || FieldName::new("x").unwrap();
	Some(match name {
		"Text" => "x".parse::<Reason>().unwrap().encode(),
		"FlowNumber" => "x".parse::<FlowNumber>().unwrap().encode(),
		"Region" => Region::SHANGHAI.encode(),
		"Date" => Date::new(20_261_120).unwrap().encode(),
		"Public" => public_of("Finance").unwrap().encode(),
		// Both types of that name take it.
		"Code" => "0123456789abcdef".parse::<Code>().unwrap().encode(),
		"CodeText" => "0123456789abcdef".parse::<CodeText>().unwrap().encode(),
		"Endpoint" => "node.example:9443".parse::<Endpoint>().unwrap().encode(),
		"OrgCode" => "91310000MA1FL00000".parse::<OrgCode>().unwrap().encode(),
		"LockTerm" => LockTerm::DEFAULT.encode(),
		"Lifetime" => Lifetime::DEFAULT.encode(),
		"Pace" => Pace::default().encode(),
		"Steps" => {
			let who = StepRole::Chain(FiscalAuthority);
			Steps::new(vec![Step { who, threshold: Threshold::ONE }]).unwrap().encode()
		}
		"RuleSet" => RuleSet::new(false, vec![]).unwrap().encode(),
		"FieldName" => field().encode(),
		"ResourceFields" => {
			let one = ResourceField { name: field(), kind: FieldKind::Text, required: false };
			ResourceFields::new(vec![one]).unwrap().encode()
		}
		"Stages" => Stages::at_once().encode(),
		"Policy" => policy_from_json(POLICY).unwrap().encode(),
		"Expr" => policy_from_json(POLICY).unwrap().condition.unwrap().encode(),
		_ => return None,
	})
}

fn metadata() -> RuntimeMetadataV14 {
	match Runtime::metadata().1 {
		RuntimeMetadata::V14(metadata) => metadata,
		other => panic!("metadata of version {}", other.version()),
	}
}

/// The bytes of some value of a type; none if it has no value.
fn example(metadata: &RuntimeMetadataV14, id: u32, depth: u32) -> Option<Vec<u8>> {
	let depth = depth.checked_sub(1)?;
	let found = metadata.types.resolve(id).expect("the metadata names its types");
	if let Some(bytes) = found.path.ident().and_then(|name| known(&name)) {
		return Some(bytes);
	}
	let all = |ids: &mut dyn Iterator<Item = u32>| {
		let parts: Option<Vec<_>> = ids.map(|id| example(metadata, id, depth)).collect();
		parts.map(|parts| parts.concat())
	};
	match &found.type_def {
		TypeDef::Composite(one) => all(&mut one.fields.iter().map(|field| field.ty.id)),
		TypeDef::Tuple(one) => all(&mut one.fields.iter().map(|field| field.id)),
		TypeDef::Variant(one) => one.variants.iter().find_map(|variant| {
			let fields = all(&mut variant.fields.iter().map(|field| field.ty.id))?;
			Some([vec![variant.index], fields].concat())
		}),
		TypeDef::Sequence(_) | TypeDef::Compact(_) | TypeDef::BitSequence(_) => Some(vec![0]),
		TypeDef::Array(one) => {
			Some(example(metadata, one.type_param.id, depth)?.repeat(one.len as usize))
		}
		TypeDef::Primitive(kind) => Some(vec![0; width(kind)]),
	}
}

const fn width(kind: &TypeDefPrimitive) -> usize {
	use TypeDefPrimitive::*;
	match kind {
		Bool | Str | U8 | I8 => 1,
		U16 | I16 => 2,
		Char | U32 | I32 => 4,
		U64 | I64 => 8,
		U128 | I128 => 16,
		U256 | I256 => 32,
	}
}

/// Every call that can be made, by pallet and name, with some arguments.
pub fn calls() -> BTreeMap<(String, String), RuntimeCall> {
	let metadata = metadata();
	let mut calls = BTreeMap::new();
	for pallet in &metadata.pallets {
		let Some(own) = &pallet.calls else { continue };
		let own = metadata.types.resolve(own.ty.id).expect("the metadata names its types");
		let TypeDef::Variant(variants) = &own.type_def else { panic!("calls are an enum") };
		for variant in &variants.variants {
			let name = (pallet.name.clone(), variant.name.clone());
			let mut bytes = vec![pallet.index, variant.index];
			let arguments: Option<Vec<_>> =
				variant.fields.iter().map(|field| example(&metadata, field.ty.id, 32)).collect();
			// Without a value for an argument nobody can make the call.
			let Some(arguments) = arguments else { continue };
			bytes.extend(arguments.concat());
			let call = RuntimeCall::decode_all(&mut &bytes[..]).unwrap_or_else(|fault| {
				panic!("{name:?}: give `known` a value of its arguments: {fault}")
			});
			assert_eq!(call.encode(), bytes, "{name:?}");
			calls.insert(name, call);
		}
	}
	calls
}
