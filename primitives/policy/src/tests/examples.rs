//! The templates and the examples of the documents are what they say.

use crate::{
	check, conflicts,
	json::{policy_from_json, Json},
	template::{templates, Template},
	Overlap, Problem,
};
use alloc::{string::String, vec::Vec};
use fiscal_primitives::policy::PolicyPoint;

#[test]
fn every_template_is_a_policy_that_passes_validation() {
	let all = templates();
	assert_eq!(all.len(), 10);
	for template in &all {
		let name = &template.template;
		let policy = template.instantiate(&[]).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
		let report = check(&policy, &()).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
		let off_chain = policy.points.contains(PolicyPoint::Read);
		let problems: Vec<_> = report.warnings.iter().map(|warning| warning.problem).collect();
		let expected: &[Problem] = if off_chain { &[Problem::AskedOffChain] } else { &[] };
		assert_eq!(problems, expected, "{name}");
		let text = serde_json::to_string(template).unwrap();
		assert_eq!(Template::from_json(&text).as_ref(), Ok(template));
	}
	let names: alloc::collections::BTreeSet<_> = all.iter().map(|one| &one.template).collect();
	assert_eq!(names.len(), all.len());
}

#[test]
fn every_parameter_changes_its_place() {
	for template in templates() {
		for parameter in &template.parameters {
			let wrong = [(parameter.name.as_str(), Json::Null)];
			let findings = template.instantiate(&wrong).unwrap_err();
			let place = &findings[0].path;
			assert!(place.starts_with(&parameter.pointer), "{}: {place}", template.template);
		}
	}
}

#[test]
fn a_template_is_filled_in() {
	let all = templates();
	let hours = all.iter().find(|one| one.template == "access-hours").unwrap();
	let policy = hours.instantiate(&[("from", Json::text("07:00"))]).unwrap();
	assert!(crate::json::policy_to_json(&policy).contains(r#"{"timeOfDay":{"lt":"07:00"}}"#));
	let unknown = hours.instantiate(&[("colour", Json::Null)]).unwrap_err();
	assert_eq!(unknown[0].problem, Problem::UnknownKey);
	let mut broken = hours.clone();
	broken.parameters[0].pointer = String::from("/nowhere");
	assert!(Template::from_json(&serde_json::to_string(&broken).unwrap()).is_err());
}

#[test]
fn templates_do_not_contradict_each_other() {
	let policies: Vec<_> =
		templates().iter().map(|template| template.instantiate(&[]).unwrap()).collect();
	for (at, one) in policies.iter().enumerate() {
		for other in policies.iter().skip(at + 1) {
			assert_ne!(
				conflicts(one, other, &()),
				Overlap::Conflict,
				"{:?} {:?}",
				one.name,
				other.name
			);
		}
	}
}

#[test]
fn the_examples_of_the_document_are_policies() {
	const DOCUMENT: &str = include_str!("../../../../docs/policies.md");
	let blocks: Vec<&str> = DOCUMENT
		.split("```json policy\n")
		.skip(1)
		.filter_map(|block| block.split("```").next())
		.collect();
	assert!(blocks.len() >= 2);
	for block in blocks {
		let policy = policy_from_json(block).unwrap_or_else(|fault| panic!("{fault:?}\n{block}"));
		assert_eq!(check(&policy, &()).map(|report| report.warnings), Ok(Vec::new()), "{block}");
	}
}
