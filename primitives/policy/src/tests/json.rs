//! The JSON form: round trips, strictness, places of faults, differences.

use super::strategies::policy;
use crate::{
	diff,
	json::{parse, policy_from_json, policy_to_json, primitive_from_json, primitive_to_json},
	Change, Policy, Problem,
};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, Encode};
use proptest::prelude::*;

const EXAMPLE: &str = r#"{"name":"Office hours 工作时间","points":["lock","read"],"scenes":[1,2],"actors":{"participants":[4],"labels":["east"],"roles":["billUser"]},"priority":500,"effect":"permit","obligations":["mask","log"],"condition":{"all":[{"timeOfDay":{"between":["08:30","17:30"]}},{"any":[{"total":{"le":"1000.00"}},{"field.paid":{"ge":{"amount":"0.50"}}},{"field.day":{"lt":{"date":"2026-01-01"}}}]},{"not":{"use":{"primitive":3,"version":1}}},{"billCode":{"matches":"3106\\d{4}"}},{"issuer":{"notIn":[3,5]}},{"kind":{"eq":"ordinary"}},{"field.urgent":{"exists":true}}]},"valid":{"from":"2026-01-01T00:00:00+08:00","until":"2027-01-01T00:00:00+08:00"}}"#;

proptest! {
	#[test]
	fn json_and_scale_say_the_same(policy in policy()) {
		let text = policy_to_json(&policy);
		let read = policy_from_json(&text).unwrap();
		prop_assert_eq!(&read, &policy);
		prop_assert_eq!(policy_to_json(&read), text.clone());
		let decoded = Policy::decode(&mut &read.encode()[..]).unwrap();
		prop_assert_eq!(policy_to_json(&decoded), text.clone());
		prop_assert_eq!(decoded.digest(), policy.digest());
		prop_assert_eq!(serde_json::to_string(&policy).unwrap(), text);
	}

	#[test]
	fn arbitrary_text_never_panics(text in ".{0,80}", cut in 0usize..1_000) {
		let _ = policy_from_json(&text);
		let end = (0..=cut.min(EXAMPLE.len())).rev().find(|at| EXAMPLE.is_char_boundary(*at));
		let _ = policy_from_json(&EXAMPLE[..end.unwrap()]);
	}

	#[test]
	fn a_policy_does_not_differ_from_itself_but_from_others(one in policy(), two in policy()) {
		prop_assert_eq!(diff(&one, &one), []);
		// The order of branches is all that may differ between policies without a difference.
		if diff(&one, &two).is_empty() {
			prop_assert_eq!(one.encoded_size(), two.encoded_size());
		}
	}
}

#[test]
fn the_canonical_form_is_its_own_canonical_form() {
	let policy = policy_from_json(EXAMPLE).unwrap();
	assert_eq!(policy_to_json(&policy), EXAMPLE);
}

#[test]
fn order_and_spelling_do_not_matter_when_reading() {
	let policy = policy_from_json(EXAMPLE).unwrap();
	let other = EXAMPLE
		.replace(
			r#""points":["lock","read"],"scenes":[1,2]"#,
			r#""scenes":[2,1],"points":["read","lock"]"#,
		)
		.replace("1000.00", "1000")
		.replace("[3,5]", "[5, 3]");
	let read = policy_from_json(&other).unwrap();
	assert_eq!((read.digest(), policy_to_json(&read)), (policy.digest(), EXAMPLE.into()));
}

/// The place and the kind of the only thing that is wrong.
fn fault(text: &str) -> (String, Problem) {
	match policy_from_json(text) {
		Ok(_) => panic!("accepted: {text}"),
		Err(findings) => {
			assert_eq!(findings.len(), 1, "{findings:?}");
			(findings[0].path.clone(), findings[0].problem)
		}
	}
}

#[test]
fn what_is_wrong_is_found_where_it_stands() {
	for (from, to, path, problem) in [
		(r#""priority":500,"#, "", "", Problem::MissingKey),
		(r#""priority":500"#, r#""priority":500,"colour":1"#, "/colour", Problem::UnknownKey),
		(r#""priority":500"#, r#""priority":70000"#, "/priority", Problem::OutOfRange),
		(r#""priority":500"#, r#""priority":"high""#, "/priority", Problem::Syntax),
		(r#""priority":500"#, r#""priority":1,"priority":2"#, "", Problem::Syntax),
		(r#""lock","read""#, r#""lock","lock""#, "/points/1", Problem::OutOfRange),
		(r#""lock","read""#, r#""lock","write""#, "/points/1", Problem::Syntax),
		(r#"["lock","read"]"#, "[]", "/points", Problem::OutOfRange),
		("[1,2]", "[]", "/scenes", Problem::OutOfRange),
		("[1,2]", "[1,-2]", "/scenes/1", Problem::OutOfRange),
		("[1,2]", r#""some""#, "/scenes", Problem::Syntax),
		(r#""labels":["east"]"#, r#""labels":[""]"#, "/actors/labels/0", Problem::OutOfRange),
		(r#""labels":["east"]"#, r#""tags":["east"]"#, "/actors/tags", Problem::UnknownKey),
		(r#"["billUser"]"#, r#"["user"]"#, "/actors/roles/0", Problem::Syntax),
		(r#""permit""#, r#""allow""#, "/effect", Problem::Syntax),
		(r#"["mask","log"]"#, r#"["mask","hide"]"#, "/obligations/1", Problem::Syntax),
		("2027-01-01", "2025-01-01", "/valid", Problem::EmptyRange),
		("2027-01-01T", "2027-02-30T", "/valid/until", Problem::OutOfRange),
		(
			r#""between":["08:30","17:30"]"#,
			r#""between":["22:00","06:00"]"#,
			"/condition/all/0",
			Problem::EmptyRange,
		),
		(
			r#""between":["08:30","17:30"]"#,
			r#""between":["08:30"]"#,
			"/condition/all/0/timeOfDay/between",
			Problem::Syntax,
		),
		("08:30", "8:30", "/condition/all/0/timeOfDay/between/0", Problem::OutOfRange),
		(r#""1000.00""#, "1000", "/condition/all/1/any/0/total/le", Problem::TypeMismatch),
		("1000.00", "10.001", "/condition/all/1/any/0/total/le", Problem::OutOfRange),
		(
			r#""le":"1000.00""#,
			r#""le":"1","ge":"0""#,
			"/condition/all/1/any/0/total",
			Problem::Syntax,
		),
		(
			r#"{"amount":"#,
			r#"{"sum":"#,
			"/condition/all/1/any/1/field.paid/ge/sum",
			Problem::UnknownKey,
		),
		("timeOfDay", "hour", "/condition/all/0/hour", Problem::Syntax),
		(
			r#""le":"1000.00""#,
			r#""most":"1""#,
			"/condition/all/1/any/0/total/most",
			Problem::Syntax,
		),
		(r#","version":1"#, "", "/condition/all/2/not/use", Problem::MissingKey),
		(r#"3106\\d{4}"#, r#"3106\\d{4"#, "/condition/all/3/billCode/matches", Problem::OutOfRange),
		("[3,5]", "[3,3]", "/condition/all/4/issuer/notIn", Problem::OutOfRange),
		(r#"{"issuer":{"notIn":[3,5]}}"#, "{}", "/condition/all/4", Problem::Syntax),
		(r#""eq":"ordinary""#, r#""gt":"ordinary""#, "/condition/all/5", Problem::TypeMismatch),
		(
			r#""exists":true"#,
			r#""exists":1"#,
			"/condition/all/6/field.urgent/exists",
			Problem::Syntax,
		),
		("field.urgent", "field.Urgent!", "/condition/all/6/field.Urgent!", Problem::Syntax),
	] {
		assert!(EXAMPLE.contains(from), "{from}");
		assert_eq!(fault(&EXAMPLE.replacen(from, to, 1)), (path.into(), problem), "{to}");
	}
	// Where the fault of a fraction is found depends on how the parser keeps numbers.
	let (path, problem) = fault(&EXAMPLE.replacen(r#""priority":500"#, r#""priority":1.5"#, 1));
	assert!(path.is_empty() || path == "/priority", "{path}");
	assert_eq!(problem, Problem::Syntax);
	assert_eq!(fault("[]"), (String::new(), Problem::Syntax));
	assert_eq!(fault(&" ".repeat(65_537)), (String::new(), Problem::TooLarge));
	assert_eq!(fault(&"[".repeat(1_000)), (String::new(), Problem::Syntax));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
	let text = EXAMPLE.replace("permit", "allow").replace("08:30", "8").replace("[3,5]", "[]");
	let found: Vec<String> =
		policy_from_json(&text).unwrap_err().into_iter().map(|finding| finding.path).collect();
	let expected =
		["/effect", "/condition/all/0/timeOfDay/between/0", "/condition/all/4/issuer/notIn"];
	assert_eq!(found, expected);
}

#[test]
fn conditions_are_bounded_in_depth_and_width() {
	let nest = |levels: usize| {
		let condition = (1..levels).fold(String::from(r#"{"today":{"gt":1}}"#), |inner, _| {
			format!(r#"{{"not":{inner}}}"#)
		});
		let text = format!(
			r#"{{"name":"n","points":["lock"],"scenes":"all","actors":"all","priority":1,
			"effect":"deny","condition":{condition}}}"#
		);
		policy_from_json(&text)
	};
	assert!(nest(8).is_ok());
	let findings = nest(9).unwrap_err();
	assert_eq!(findings[0].problem, Problem::TooDeep);
	assert_eq!(findings[0].path, format!("/condition{}", "/not".repeat(8)));
}

#[test]
fn primitives_have_a_form_too() {
	let text = r#"{"name":"large","version":2,"condition":{"total":{"gt":"1000.00"}}}"#;
	let primitive = primitive_from_json(text).unwrap();
	assert_eq!(primitive_to_json(&primitive), text);
	assert!(primitive_from_json(&text.replace(r#""version":2,"#, "")).is_err());
	assert!(parse(r#"{"a":{"b":1,"b":2}}"#).is_err());
}

#[test]
fn differences_are_named_by_their_meaning() {
	let old = policy_from_json(EXAMPLE).unwrap();
	let differences = |text: String| diff(&old, &policy_from_json(&text).unwrap());
	let change = |path: &str, from: Option<&str>, to: Option<&str>| Change {
		path: path.into(),
		from: from.map(String::from),
		to: to.map(String::from),
	};
	// Another order of branches is no difference.
	let turned = EXAMPLE.replace(
		r#"{"issuer":{"notIn":[3,5]}},{"kind":{"eq":"ordinary"}}"#,
		r#"{"kind":{"eq":"ordinary"}},{"issuer":{"notIn":[3,5]}}"#,
	);
	assert_ne!(turned, EXAMPLE);
	assert_eq!(differences(turned), []);
	let amount = EXAMPLE.replace("1000.00", "2000.00").replace("500", "600");
	assert_eq!(
		differences(amount),
		[
			change("/priority", Some("500"), Some("600")),
			change("/condition/all/1/any/0/total/le", Some("\"1000.00\""), Some("\"2000.00\"")),
		]
	);
	let scenes = EXAMPLE.replace("[1,2]", "[2,7]").replace(r#""obligations":["mask","log"],"#, "");
	assert_eq!(
		differences(scenes),
		[
			change("/scenes/0", Some("1"), None),
			change("/scenes/1", None, Some("7")),
			change("/obligations", Some(r#"["mask","log"]"#), None),
		]
	);
	let condition = EXAMPLE.replace(r#",{"kind":{"eq":"ordinary"}}"#, "");
	assert_eq!(
		differences(condition),
		[change("/condition/all/5", Some(r#"{"kind":{"eq":"ordinary"}}"#), None)]
	);
}
