//! The OpenAPI document: complete, consistent, and what is served.

use crate::{
	fill,
	fixture::{options, served, Served},
	lists::LISTS,
};
use fiscal_indexer::serve::document;
use serde_json::Value;
use std::collections::BTreeSet;

/// Every path.
fn paths() -> BTreeSet<String> {
	let lists = LISTS.iter().flat_map(|list| [list.to_string(), format!("{list}.csv")]);
	let others = [
		"status",
		"health",
		"openapi.json",
		"live",
		"search",
		"blocks/{id}",
		"transactions/{id}",
		"bills/{code}/{number}",
		"locks/board",
		"authorizations/{digest}",
		"approvals/{id}",
		"policies/{id}",
		"participants/{id}",
		"nodes/{id}",
		"nodes/graph",
		"nodes/health",
		"statistics/bills",
		"statistics/activity",
		"statistics/summary",
	];
	lists
		.chain(others.into_iter().map(str::to_owned))
		.map(|path| format!("/api/v1/{path}"))
		.chain(["/rpc".to_owned()])
		.collect()
}

/// Every reference in a document.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
	match value {
		Value::Object(fields) => {
			for (name, field) in fields {
				match field.as_str().filter(|_| name == "$ref") {
					Some(reference) => found.push(reference),
					None => references(field, found),
				}
			}
		}
		Value::Array(items) => items.iter().for_each(|item| references(item, found)),
		_ => {}
	}
}

/// A path with something in the place of its parts.
fn filled(path: &str) -> String {
	let part = |path: &str, name: &str, text: &str| path.replace(name, text);
	let hash = fill::hash(3);
	let id = match path.contains("/transactions/") {
		true => "3-0",
		false => "3",
	};
	let path = part(path, "{id}", id);
	let path = part(&path, "{digest}", &hash);
	let path = part(&path, "{code}", "31060126");
	part(&path, "{number}", "0000000001")
}

/// A value that a schema admits.
fn example(name: &str, schema: &Value) -> String {
	if let Some(words) = schema["enum"].as_array() {
		return words[0].as_str().expect("a word").to_owned();
	}
	match (schema["type"].as_str(), name) {
		(Some("integer"), _) => schema["minimum"].as_i64().expect("a minimum").max(1).to_string(),
		(Some("boolean"), _) => "true".into(),
		(_, "number") => "0000000001".into(),
		(_, "code") => "31060126".into(),
		(_, "kind") => "0601".into(),
		(_, "area") => "31".into(),
		(_, "payer") => fill::payer(1),
		(_, "topics") => "blocks".into(),
		(_, "since") => "1".into(),
		(_, "transaction") => "3-0".into(),
		(_, "account") => format!("0x{}", "07".repeat(32)),
		(_, "issuedFrom" | "issuedUntil") => "2026-11-21".into(),
		_ => "abc".into(),
	}
}

#[test]
fn every_path_is_described_and_no_other() {
	let described: BTreeSet<String> =
		document()["paths"].as_object().expect("paths").keys().cloned().collect();
	assert_eq!(described, paths());
	assert_eq!(document()["openapi"], "3.1.0");
}

#[test]
fn every_operation_says_what_it_takes_and_everything_it_can_answer() {
	let mut ids = BTreeSet::new();
	for (path, methods) in document()["paths"].as_object().expect("paths") {
		for (method, operation) in methods.as_object().expect("methods") {
			let id = operation["operationId"].as_str().expect("an id");
			assert!(ids.insert(id.to_owned()), "{id} twice");
			assert!(operation["summary"].is_string(), "{path}");
			let responses = operation["responses"].as_object().expect("responses");
			assert!(responses["200"]["content"].is_object(), "{method} {path}");
			for status in ["400", "405", "421", "429", "500", "503"] {
				let schema = &responses[status]["content"]["application/json"]["schema"];
				assert_eq!(schema["$ref"], "#/components/schemas/Problem", "{path}: {status}");
			}
			let parts = path.matches('{').count();
			let described = operation["parameters"].as_array().map_or(0, |parameters| {
				parameters.iter().filter(|parameter| parameter["in"] == "path").count()
			});
			assert_eq!(parts, described, "{path}");
			assert_eq!(parts > 0, responses.contains_key("404"), "{path}");
			for parameter in operation["parameters"].as_array().into_iter().flatten() {
				assert!(parameter["schema"].is_object() && parameter["name"].is_string());
			}
		}
	}
}

#[test]
fn every_reference_leads_somewhere() {
	let mut found = Vec::new();
	references(document(), &mut found);
	assert!(!found.is_empty());
	for reference in found {
		let pointer = reference.strip_prefix('#').expect("inside of the document");
		assert!(document().pointer(pointer).is_some(), "{reference}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served() {
	let served = served(options()).await;
	assert_eq!(&served.json("/openapi.json").await, document());
}

/// What is described is there, and takes what is described.
#[tokio::test(flavor = "multi_thread")]
async fn every_parameter_is_taken() {
	let served = served(options()).await;
	for (path, methods) in document()["paths"].as_object().expect("paths") {
		if path.ends_with("/live") || path == "/rpc" {
			continue;
		}
		let operation = &methods["get"];
		for parameter in operation["parameters"].as_array().into_iter().flatten() {
			if parameter["in"] != "query" {
				continue;
			}
			let name = parameter["name"].as_str().expect("a name");
			if ["cursor", "waitingFor"].contains(&name) {
				continue;
			}
			let beside = match (path.as_str(), name) {
				(path, "call") if path.contains("/transactions") => "&pallet=Bills",
				(path, "name") if path.contains("/events") => "&pallet=Bills",
				(path, "code") if path.contains("/locks") || path.contains("/auth") => {
					"&number=0000000001"
				}
				(path, "number") if path.contains("/locks") || path.contains("/auth") => {
					"&code=31060126"
				}
				(path, "until") if path.ends_with("/health") => "&from=0",
				_ => "",
			};
			let query = format!("{name}={}{beside}", example(name, &parameter["schema"]));
			is_taken(&served, &format!("{}?{query}", filled(path))).await;
		}
	}
}

async fn is_taken(served: &Served, path: &str) {
	let answer = served.get(path).await;
	assert_eq!(answer.status, 200, "{path}: {}", answer.text);
}

/// An item has the fields that its schema has.
#[tokio::test(flavor = "multi_thread")]
async fn items_have_the_fields_that_are_described() {
	let served = served(options()).await;
	for list in LISTS {
		let page = served.json(&format!("/{list}?limit=1")).await;
		let operation = &document()["paths"][format!("/api/v1/{list}")]["get"];
		let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
		let page_schema = resolve(schema);
		let item = resolve(&page_schema["properties"]["items"]["items"]);
		let described: BTreeSet<&String> =
			item["properties"].as_object().expect("properties").keys().collect();
		let came: BTreeSet<&String> =
			page["items"][0].as_object().expect("an item").keys().collect();
		assert_eq!(described, came, "{list}");
	}
}

fn resolve(schema: &'static Value) -> &'static Value {
	let reference = schema["$ref"].as_str().expect("a reference");
	document().pointer(reference.trim_start_matches('#')).expect("it leads somewhere")
}
