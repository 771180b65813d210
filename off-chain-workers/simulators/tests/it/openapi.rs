//! The OpenAPI documents: complete, consistent, and those that are served.

use crate::common::{self, raw};
use fiscal_bridge::protocol::{evidence, nontax, region, signing};
use fiscal_sim::{control_document, document, System};
use serde_json::Value;
use std::collections::BTreeSet;

fn services(system: System) -> (&'static str, Vec<&'static str>) {
	match system {
		System::Nontax => (
			"/api/medical",
			vec![
				nontax::BY_CODES,
				nontax::UPDATE_STATUS,
				nontax::FILE,
				nontax::RANGE_DIGEST,
				nontax::RANGE_BILLS,
				nontax::STATES,
				nontax::PUSH_VERIFICATION,
			],
		),
		System::Platform => (
			"/api/v2",
			vec![
				region::MESSAGE,
				region::SUMMARY_LIST,
				region::SUMMARY,
				region::AUTHORIZATION,
				region::AUTHORIZATION_PUSH,
				region::FILE_REQUEST,
				region::FILE,
				region::PING,
			],
		),
		System::Evidence => (
			"/api/v1/evidence",
			vec![evidence::HASH, evidence::FILE, evidence::QUERY, evidence::PING],
		),
		System::Signing => (
			"/api/v1/signing",
			vec![
				signing::TEMPLATES,
				signing::START,
				signing::SIGN,
				signing::STATUS,
				signing::FILE,
				signing::REPORT,
				signing::TRACE,
				signing::PING,
			],
		),
	}
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

#[test]
fn every_operation_says_what_it_takes_and_everything_it_can_answer() {
	for system in System::ALL {
		for (document, is_control) in [(document(system), false), (control_document(system), true)]
		{
			assert_eq!(document["openapi"], "3.1.0");
			let mut ids = BTreeSet::new();
			let paths = document["paths"].as_object().expect("it has paths");
			assert!(!paths.is_empty());
			for (path, methods) in paths {
				for (method, operation) in methods.as_object().unwrap() {
					let id = operation["operationId"].as_str().expect("it has an id");
					assert!(ids.insert(id.to_owned()), "{id} twice");
					let responses = operation["responses"].as_object().unwrap();
					for status in ["200", "400", "401", "408", "413", "415", "500"] {
						let media = &responses[status]["content"]["application/json"];
						assert!(media["schema"].is_object(), "{method} {path}: {status}");
						assert!(responses[status]["description"].is_string());
					}
					assert!(is_control || responses.contains_key("503"), "{path}");
					assert!(method == "get" || operation["requestBody"]["required"] == true);
				}
			}
		}
	}
}

#[test]
fn every_service_of_the_protocols_is_described_and_no_other() {
	for system in System::ALL {
		let (prefix, services) = services(system);
		let expected: BTreeSet<String> =
			services.iter().map(|service| format!("{prefix}/{service}")).collect();
		let document = document(system);
		let paths: BTreeSet<String> =
			document["paths"].as_object().unwrap().keys().cloned().collect();
		assert_eq!(paths, expected);
	}
}

#[test]
fn every_reference_leads_somewhere() {
	for system in System::ALL {
		for document in [document(system), control_document(system)] {
			let mut found = Vec::new();
			references(&document, &mut found);
			assert!(!found.is_empty());
			for reference in found {
				let pointer = reference.strip_prefix('#').expect("inside of the document");
				assert!(document.pointer(pointer).is_some(), "{system}: {reference}");
			}
		}
	}
}

#[tokio::test]
async fn the_documents_that_are_served_are_those_that_are_printed() {
	let running = common::start().await;
	for system in System::ALL {
		for (path, printed) in
			[("openapi.json", document(system)), ("control/openapi.json", control_document(system))]
		{
			let url = format!("{}/{path}", running.url(system));
			let served: Value = raw().get(url).send().await.unwrap().json().await.unwrap();
			assert_eq!(served, printed);
		}
	}
}

/// What the documents say of an envelope is what comes over the wire.
#[tokio::test]
async fn an_answer_has_the_fields_that_its_schema_has() {
	let running = common::start().await;
	let client = common::nontax(&running);
	let envelope = client.credentials.seal(&serde_json::json!({})).unwrap();
	let url = format!("{}/api/medical/{}", running.url(System::Nontax), nontax::STATES);
	let answer: Value = raw().post(url).json(&envelope).send().await.unwrap().json().await.unwrap();
	let document = document(System::Nontax);
	let schema = &document["components"]["schemas"]["getEBillStatesByBillInfo-answer"];
	let described: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
	let came: BTreeSet<&String> = answer.as_object().unwrap().keys().collect();
	assert_eq!(described, came);
	let sent = serde_json::to_value(&envelope).unwrap();
	let schema = &document["components"]["schemas"]["getEBillStatesByBillInfo-request"];
	let described: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
	let went: BTreeSet<&String> = sent.as_object().unwrap().keys().collect();
	assert_eq!(described, went);
}
