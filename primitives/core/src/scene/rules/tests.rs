use super::*;
use crate::{
	field::{Field, Fields},
	scene::{templates::TEMPLATES, LockTerm, SceneKind},
	BillKey, CheckDigest, PayerRef,
};
use alloc::{borrow::ToOwned, string::ToString, vec};
use proptest::prelude::*;

fn name(text: &str) -> FieldName {
	FieldName::new(text).unwrap()
}

fn text(value: &str) -> FieldValue {
	FieldValue::Text(Text::new(value).unwrap())
}

fn rule(field: &str, kind: FieldKind, presence: Presence) -> FieldRule {
	FieldRule::new(name(field), kind, presence)
}

fn entry(fields: &[(&str, FieldValue)]) -> BillEntry {
	let fields =
		fields.iter().map(|(field, value)| Field { name: name(field), value: value.clone() });
	BillEntry {
		key: "31060126-0000000001".parse::<BillKey>().unwrap(),
		check: CheckDigest([0; 16]),
		total: Fen::new(500).unwrap(),
		issued_on: Date::new(20260101).unwrap(),
		payer: PayerRef::default(),
		xml: Digest::zero(),
		pdf: None,
		summary: Digest::zero(),
		circulation: Circulation::Circulable,
		fields: Fields::new(fields.collect()).unwrap(),
	}
}

fn open(rules: Vec<FieldRule>) -> RuleSet {
	RuleSet::new(false, rules).unwrap()
}

#[track_caller]
fn refused(set: &RuleSet, entry: &BillEntry, field: &str) {
	assert_eq!(set.check(entry), Err(name(field)));
}

#[test]
fn fields_are_required_optional_or_forbidden() {
	let set = open(vec![
		rule("a", FieldKind::Number, Presence::Required),
		rule("b", FieldKind::Number, Presence::Optional),
		rule("c", FieldKind::Number, Presence::Forbidden),
	]);
	let one = FieldValue::Number(1);
	refused(&set, &entry(&[]), "a");
	assert_eq!(set.check(&entry(&[("a", one.clone())])), Ok(()));
	assert_eq!(set.check(&entry(&[("a", one.clone()), ("b", one.clone())])), Ok(()));
	refused(&set, &entry(&[("a", one.clone()), ("c", one.clone())]), "c");
	refused(&set, &entry(&[("a", text("1"))]), "a");
}

#[test]
fn a_closed_scene_refuses_fields_nobody_named() {
	let rules = vec![rule("a", FieldKind::Number, Presence::Optional)];
	let stray = entry(&[("b", FieldValue::Flag(true))]);
	refused(&RuleSet::new(true, rules.clone()).unwrap(), &stray, "b");
	assert_eq!(open(rules).check(&stray), Ok(()));
}

#[test]
fn ranges_patterns_and_values_hold() {
	let set = open(vec![
		FieldRule {
			range: Some(Range { min: -2, max: 3 }),
			..rule("n", FieldKind::Number, Presence::Optional)
		},
		FieldRule {
			range: Some(Range { min: 20260101, max: 20261231 }),
			..rule("day", FieldKind::Date, Presence::Optional)
		},
		FieldRule {
			pattern: Some(Pattern::new(r"\d{2}").unwrap()),
			..rule("t", FieldKind::Text, Presence::Optional)
		},
		FieldRule {
			one_of: vec![Text::new("x").unwrap()].try_into().unwrap(),
			..rule("v", FieldKind::Text, Presence::Optional)
		},
	]);
	for (field, value, good) in [
		("n", FieldValue::Number(-2), true),
		("n", FieldValue::Number(3), true),
		("n", FieldValue::Number(4), false),
		("n", FieldValue::Amount(Fen::ZERO), false),
		("day", FieldValue::Date(Date::new(20260505).unwrap()), true),
		("day", FieldValue::Date(Date::new(20250505).unwrap()), false),
		("t", text("12"), true),
		("t", text("123"), false),
		("v", text("x"), true),
		("v", text("y"), false),
	] {
		let expected = if good { Ok(()) } else { Err(name(field)) };
		assert_eq!(set.check(&entry(&[(field, value.clone())])), expected, "{field} {value:?}");
	}
}

#[test]
fn a_masked_field_shows_nothing_but_its_digest() {
	let set = open(vec![FieldRule {
		masked: true,
		..rule("patientName", FieldKind::Text, Presence::Required)
	}]);
	refused(&set, &entry(&[("patientName", text("张三"))]), "patientName");
	let masked = FieldValue::Masked(Digest::repeat_byte(1));
	assert_eq!(set.check(&entry(&[("patientName", masked)])), Ok(()));
}

#[test]
fn what_a_field_requires_must_be_there() {
	let set = open(vec![
		FieldRule { requires: Some(name("b")), ..rule("a", FieldKind::Flag, Presence::Optional) },
		rule("b", FieldKind::Flag, Presence::Optional),
	]);
	let yes = FieldValue::Flag(true);
	refused(&set, &entry(&[("a", yes.clone())]), "a");
	assert_eq!(set.check(&entry(&[("b", yes.clone())])), Ok(()));
	assert_eq!(set.check(&entry(&[("a", yes.clone()), ("b", yes)])), Ok(()));
}

#[test]
fn fixed_fields_go_by_their_reserved_names() {
	let set = open(vec![
		FieldRule {
			range: Some(Range { min: 500, max: 900 }),
			..rule("total", FieldKind::Amount, Presence::Required)
		},
		FieldRule {
			range: Some(Range { min: 20260101, max: 20260102 }),
			..rule("issuedOn", FieldKind::Date, Presence::Optional)
		},
		rule("pdf", FieldKind::Masked, Presence::Required),
		FieldRule {
			one_of: vec![Text::new("circulable").unwrap()].try_into().unwrap(),
			..rule("circulation", FieldKind::Text, Presence::Required)
		},
	]);
	let good = BillEntry { pdf: Some(Digest::zero()), ..entry(&[]) };
	assert_eq!(set.check(&good), Ok(()));
	refused(&set, &entry(&[]), "pdf");
	refused(&set, &BillEntry { total: Fen::new(499).unwrap(), ..good.clone() }, "total");
	let late = BillEntry { issued_on: Date::new(20260103).unwrap(), ..good.clone() };
	refused(&set, &late, "issuedOn");
	let blocked = BillEntry { circulation: Circulation::Blocked, ..good.clone() };
	refused(&set, &blocked, "circulation");
	// Nobody slips a second total in beside the real one.
	let amount = FieldValue::Amount(Fen::new(600).unwrap());
	refused(&open(Vec::new()), &entry(&[("total", amount)]), "total");
}

#[test]
fn sets_that_contradict_themselves_are_refused_by_field() {
	use {FieldKind as K, Presence as P};
	let base = |kind, presence| rule("a", kind, presence);
	let range = |min, max| Some(Range { min, max });
	let pattern = || Some(Pattern::new("x").unwrap());
	let values = |list: &[&str]| {
		let list: Vec<_> = list.iter().map(|value| Text::new(value).unwrap()).collect();
		Values::try_from(list).unwrap()
	};
	let bad = vec![
		FieldRule { range: range(2, 1), ..base(K::Number, P::Optional) },
		FieldRule { range: range(-1, 1), ..base(K::Amount, P::Optional) },
		FieldRule { range: range(20260230, 20261231), ..base(K::Date, P::Optional) },
		FieldRule { range: range(1, 2), ..base(K::Text, P::Optional) },
		FieldRule { pattern: pattern(), ..base(K::Number, P::Optional) },
		FieldRule { one_of: values(&["x"]), ..base(K::Flag, P::Optional) },
		FieldRule { one_of: values(&["x", "x"]), ..base(K::Text, P::Optional) },
		FieldRule { one_of: values(&["y"]), pattern: pattern(), ..base(K::Text, P::Optional) },
		FieldRule { pattern: pattern(), masked: true, ..base(K::Text, P::Optional) },
		FieldRule { range: range(1, 2), ..base(K::Masked, P::Optional) },
		FieldRule { range: range(1, 2), ..base(K::Number, P::Forbidden) },
		FieldRule { requires: Some(name("a")), ..base(K::Flag, P::Optional) },
		FieldRule { requires: Some(name("nowhere")), ..base(K::Flag, P::Optional) },
		FieldRule { requires: Some(name("never")), ..base(K::Flag, P::Optional) },
		rule("total", K::Number, P::Required),
		rule("total", K::Amount, P::Forbidden),
		FieldRule { masked: true, ..rule("issuedOn", K::Date, P::Required) },
		FieldRule { one_of: values(&["x"]), ..rule("circulation", K::Text, P::Optional) },
	];
	let never = rule("never", K::Flag, P::Forbidden);
	for bad in bad {
		let field = bad.name.clone();
		let rules = vec![bad, never.clone()];
		let fault = RuleSet::new(true, rules.clone()).unwrap_err();
		assert_eq!(fault.field, Some(field.clone()), "{fault}");
		assert!(fault.to_string().contains(field.as_str()));
		assert!(RuleSet::decode(&mut &(true, rules).encode()[..]).is_err(), "{fault}");
	}
	let twice = vec![never.clone(), never];
	assert!(RuleSet::new(true, twice).is_err());
	let required = |n: u32| rule(&alloc::format!("f{n:02}"), K::Flag, P::Required);
	assert!(RuleSet::new(true, (0..16).map(required).collect()).is_ok());
	assert!(RuleSet::new(true, (0..17).map(required).collect()).is_err());
	let optional = |n: u32| rule(&alloc::format!("f{n:02}"), K::Flag, P::Optional);
	assert!(RuleSet::new(true, (0..24).map(optional).collect()).is_ok());
	assert!(RuleSet::new(true, (0..25).map(optional).collect()).is_err());
}

#[test]
fn order_in_the_list_does_not_matter_and_order_on_the_wire_does() {
	let rules = vec![
		rule("b", FieldKind::Flag, Presence::Optional),
		rule("a", FieldKind::Flag, Presence::Optional),
	];
	let set = RuleSet::new(true, rules.clone()).unwrap();
	let turned = rules.iter().rev().cloned().collect();
	assert_eq!(set.digest(), RuleSet::new(true, turned).unwrap().digest());
	assert_eq!(RuleSet::decode(&mut &set.encode()[..]), Ok(set));
	assert!(RuleSet::decode(&mut &(true, rules).encode()[..]).is_err());
}

#[test]
fn every_template_is_a_scene_with_rules() {
	#[derive(serde::Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	#[allow(dead_code, reason = "read to see that they are there")]
	struct Document {
		name: crate::text::Name,
		kind: SceneKind,
		weight: u32,
		lock_term: LockTerm,
		rules: RuleSet,
	}
	for template in TEMPLATES {
		let document: Document = serde_json::from_str(template.json)
			.unwrap_or_else(|fault| panic!("{}: {fault}", template.name));
		assert!(document.rules.is_closed() && !document.rules.rules().is_empty());
		let json = serde_json::to_string(&document.rules).unwrap();
		assert_eq!(serde_json::from_str::<RuleSet>(&json).unwrap(), document.rules);
	}
}

fn rules() -> impl Strategy<Value = (bool, Vec<FieldRule>)> {
	let kinds = prop::sample::select(vec![
		FieldKind::Text,
		FieldKind::Number,
		FieldKind::Flag,
		FieldKind::Masked,
	]);
	let presence =
		prop::sample::select(vec![Presence::Optional, Presence::Required, Presence::Forbidden]);
	let one = (0usize..6, kinds, presence, any::<bool>(), -3i64..3, 0i64..4, 0usize..12).prop_map(
		|(at, kind, presence, masked, min, span, needs)| {
			let plain = presence != Presence::Forbidden && !masked;
			FieldRule {
				masked,
				range: (plain && kind == FieldKind::Number)
					.then_some(Range { min, max: min.saturating_add(span) }),
				pattern: (plain && kind == FieldKind::Text && span > 1)
					.then(|| Pattern::new(r"\d+").unwrap()),
				requires: NAMES.get(needs).map(|other| name(other)),
				..rule(NAMES[at], kind, presence)
			}
		},
	);
	(any::<bool>(), prop::collection::vec(one, 0..6))
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "pdf", "e"];

fn values() -> impl Strategy<Value = FieldValue> {
	prop_oneof![
		(-4i64..6).prop_map(FieldValue::Number),
		"[0-9a]{1,3}".prop_map(|value| text(&value)),
		any::<bool>().prop_map(FieldValue::Flag),
		any::<u8>().prop_map(|byte| FieldValue::Masked(Digest::repeat_byte(byte))),
	]
}

/// The rules read aloud, one sentence after the other, over a map of what the bill has.
fn reference(closed: bool, rules: &[FieldRule], entry: &BillEntry) -> bool {
	let mut all = std::collections::BTreeMap::new();
	all.insert("total".to_owned(), FieldValue::Amount(entry.total));
	all.insert("issuedOn".to_owned(), FieldValue::Date(entry.issued_on));
	all.insert("circulation".to_owned(), text("circulable"));
	if let Some(pdf) = entry.pdf {
		all.insert("pdf".to_owned(), FieldValue::Masked(pdf));
	}
	for field in entry.fields.iter() {
		let named = rules.iter().any(|rule| rule.name == field.name);
		let taken = RESERVED.iter().any(|(known, _)| *known == field.name.as_str());
		if taken || (closed && !named) {
			return false;
		}
		all.insert(field.name.to_string(), field.value.clone());
	}
	rules.iter().all(|rule| {
		let Some(value) = all.get(rule.name.as_str()) else {
			return rule.presence != Presence::Required;
		};
		let kind = if rule.masked { FieldKind::Masked } else { rule.kind };
		let ranged = match (rule.range, value) {
			(Some(range), FieldValue::Number(number)) => {
				*number >= range.min && *number <= range.max
			}
			_ => true,
		};
		let formed = match (&rule.pattern, value) {
			(Some(_), FieldValue::Text(value)) => {
				value.as_str().bytes().all(|byte| byte.is_ascii_digit())
			}
			_ => true,
		};
		let met = rule.requires.as_ref().is_none_or(|other| all.contains_key(other.as_str()));
		rule.presence != Presence::Forbidden && value.kind() == kind && ranged && formed && met
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_500))]

	#[test]
	fn the_check_agrees_with_a_naive_reading(
		(closed, rules) in rules(),
		fields in prop::collection::btree_map(0usize..6, values(), 0..6),
		file in any::<bool>(),
	) {
		let fields: Vec<_> = fields.into_iter().map(|(at, value)| (NAMES[at], value)).collect();
		let entry = BillEntry { pdf: file.then(Digest::zero), ..entry(&fields) };
		if let Ok(set) = RuleSet::new(closed, rules.clone()) {
			prop_assert_eq!(RuleSet::decode(&mut &set.encode()[..]), Ok(set.clone()));
			prop_assert_eq!(set.check(&entry).is_ok(), reference(closed, &rules, &entry));
			if let Err(field) = set.check(&entry) {
				let known = set.rule(field.as_str()).is_some();
				prop_assert!(known || fields.iter().any(|(name, _)| *name == field.as_str()));
			}
		}
	}

	#[test]
	fn any_bytes_decode_to_a_set_that_stands_or_are_refused(raw in prop::collection::vec(any::<u8>(), 0..80)) {
		if let Ok(set) = RuleSet::decode(&mut &raw[..]) {
			let rules = set.rules().to_vec();
			prop_assert_eq!(RuleSet::new(set.is_closed(), rules), Ok(set));
		}
	}
}
