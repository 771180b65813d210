//! The schema in `docs/` against what the crate reads: everything the crate writes fits it, what the
//! crate knows is what it names, and what breaks it the crate refuses, too.

use super::strategies::policy;
use crate::{json::policy_from_json, json::policy_to_json, template::templates, Attribute};
use alloc::{collections::BTreeSet, format, string::String, vec::Vec};
use proptest::prelude::*;
use serde_json::Value;

fn schema() -> Value {
	serde_json::from_str(include_str!("../../../../docs/policy.schema.json")).unwrap()
}

/// The keywords of JSON Schema 2020-12 that the schema uses; another one fails the test.
fn fits(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
	let fault = |what: &str| Err(format!("{what}: {value} against {schema}"));
	let Some(keywords) = schema.as_object() else { return Ok(()) };
	for (keyword, demand) in keywords {
		let holds = match keyword.as_str() {
			"$schema" | "$id" | "$defs" | "title" | "description" => true,
			"$ref" => {
				let name = demand.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
				fits(root, &root["$defs"][name], value)?;
				true
			}
			"type" => match demand.as_str().unwrap() {
				"object" => value.is_object(),
				"array" => value.is_array(),
				"string" => value.is_string(),
				"integer" => value.is_i64(),
				"boolean" => value.is_boolean(),
				other => panic!("unknown type {other}"),
			},
			"const" => demand == value,
			"enum" => demand.as_array().unwrap().contains(value),
			"oneOf" => {
				let branches = demand.as_array().unwrap();
				branches.iter().filter(|branch| fits(root, branch, value).is_ok()).count() == 1
			}
			"required" => demand
				.as_array()
				.unwrap()
				.iter()
				.all(|name| value.get(name.as_str().unwrap()).is_some() || !value.is_object()),
			"properties" => {
				for (name, schema) in demand.as_object().unwrap() {
					if let Some(member) = value.get(name) {
						fits(root, schema, member)?;
					}
				}
				true
			}
			"patternProperties" => {
				for (pattern, schema) in demand.as_object().unwrap() {
					assert_eq!(pattern, FIELD_PATTERN);
					let members = value.as_object().into_iter().flatten();
					for (_, member) in members.filter(|(name, _)| name.starts_with("field.")) {
						fits(root, schema, member)?;
					}
				}
				true
			}
			"additionalProperties" => {
				assert_eq!(demand, false);
				let known = |name: &String| {
					schema["properties"].get(name).is_some()
						|| (schema.get("patternProperties").is_some()
							&& name.parse::<Attribute>().is_ok()
							&& name.starts_with("field."))
				};
				value.as_object().into_iter().flatten().all(|(name, _)| known(name))
			}
			"minProperties" => {
				value.as_object().is_none_or(|one| one.len() as u64 >= number(demand))
			}
			"maxProperties" => {
				value.as_object().is_none_or(|one| one.len() as u64 <= number(demand))
			}
			"minItems" => value.as_array().is_none_or(|one| one.len() as u64 >= number(demand)),
			"maxItems" => value.as_array().is_none_or(|one| one.len() as u64 <= number(demand)),
			"uniqueItems" => value.as_array().is_none_or(|items| {
				items.iter().map(|item| format!("{item}")).collect::<BTreeSet<_>>().len()
					== items.len()
			}),
			"items" => {
				for item in value.as_array().into_iter().flatten() {
					fits(root, demand, item)?;
				}
				true
			}
			"minimum" => value.as_i64().is_none_or(|one| one >= demand.as_i64().unwrap()),
			"maximum" => value.as_i64().is_none_or(|one| one <= demand.as_i64().unwrap()),
			"minLength" => {
				value.as_str().is_none_or(|one| one.chars().count() as u64 >= number(demand))
			}
			"maxLength" => {
				value.as_str().is_none_or(|one| one.chars().count() as u64 <= number(demand))
			}
			"pattern" => value.as_str().is_none_or(|one| matches(demand.as_str().unwrap(), one)),
			other => panic!("unknown keyword {other}"),
		};
		if !holds {
			return fault(keyword);
		}
	}
	Ok(())
}

const FIELD_PATTERN: &str = "^field\\.[a-z][A-Za-z0-9]{0,31}$";

fn number(value: &Value) -> u64 {
	value.as_u64().unwrap()
}

/// The patterns the schema uses, in the syntax of this chain.
fn matches(pattern: &str, text: &str) -> bool {
	let ours = match pattern {
		"^([01][0-9]|2[0-3]):[0-5][0-9]$" => "[0-2]\\d:[0-5]\\d",
		"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => "\\d{4}-\\d{2}-\\d{2}",
		"^[0-9]{1,14}(\\.[0-9]{1,2})?$" => "\\d{1,14}\\.?\\d{0,2}",
		"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?\\+08:00$" => {
			"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[.\\d]{0,4}\\+08:00"
		}
		other => panic!("unknown pattern {other}"),
	};
	fiscal_primitives::Pattern::new(ours).unwrap().matches(text)
}

fn judged(text: &str) -> Result<(), String> {
	let schema = schema();
	fits(&schema, &schema, &serde_json::from_str(text).unwrap())
}

proptest! {
	#[test]
	fn whatever_is_written_fits_the_schema(policy in policy()) {
		let text = policy_to_json(&policy);
		prop_assert_eq!(judged(&text), Ok(()));
	}
}

#[test]
fn the_templates_fit_the_schema() {
	for template in templates() {
		let text = serde_json::to_string(&template.policy).unwrap();
		assert_eq!(judged(&text), Ok(()), "{}", template.template);
	}
}

#[test]
fn what_breaks_the_schema_is_refused() {
	let good = r#"{"name":"n","points":["lock"],"scenes":[1],"actors":"all","priority":1,"effect":"deny","condition":{"total":{"gt":"1.00"}}}"#;
	assert_eq!(judged(good), Ok(()));
	for (from, to) in [
		(r#""priority":1,"#, ""),
		(r#""priority":1"#, r#""priority":65536"#),
		(r#""priority":1"#, r#""priority":1,"colour":1"#),
		(r#"["lock"]"#, "[]"),
		(r#"["lock"]"#, r#"["write"]"#),
		("[1]", r#""some""#),
		(r#""actors":"all""#, r#""actors":{}"#),
		(r#"{"total":{"gt":"1.00"}}"#, r#"{"all":[{"total":{"gt":"1.00"}}]}"#),
		(r#"{"total":{"gt":"1.00"}}"#, r#"{"colour":{"eq":1}}"#),
		(r#""gt":"1.00""#, r#""gt":1"#),
		(r#""gt":"1.00""#, r#""matches":"1""#),
		(r#""gt":"1.00""#, r#""gt":"1.00","lt":"2.00""#),
		(r#"{"gt":"1.00"}"#, r#"{"between":["1.00"]}"#),
	] {
		let bad = good.replacen(from, to, 1);
		assert_ne!(bad, good);
		assert!(judged(&bad).is_err(), "{bad}");
		assert!(policy_from_json(&bad).is_err(), "{bad}");
	}
}

#[test]
fn the_schema_names_what_the_crate_knows() {
	let schema = schema();
	let names = |value: &Value| -> BTreeSet<String> {
		value.as_object().unwrap().keys().cloned().collect()
	};
	let mut known: BTreeSet<String> =
		Attribute::NAMED.iter().map(|attribute| format!("{attribute}")).collect();
	known.extend(["all", "any", "not", "use"].map(String::from));
	assert_eq!(names(&schema["$defs"]["condition"]["properties"]), known);
	let words = |path: &str| -> Vec<String> {
		let list = schema.pointer(path).unwrap().as_array().unwrap();
		list.iter().map(|word| word.as_str().unwrap().into()).collect()
	};
	let roles: Vec<String> = fiscal_primitives::participant::Role::ALL
		.iter()
		.map(|role| crate::value::word_of_role(*role).into())
		.collect();
	assert_eq!(words("/$defs/role/enum"), roles);
	assert_eq!(words("/properties/obligations/items/enum"), ["notifyHolder", "mask", "log"]);
	assert_eq!(words("/properties/points/items/enum"), ["register", "lock", "read"]);
}
