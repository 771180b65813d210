//! Random conditions, policies and facts, from so few values that they often meet.

use super::reference::Tree;
use crate::{
	value::ValueType, Actors, Attribute, Effect, Expr, Minutes, Points, Policy, Scenes, Selection,
	Set, Sorted, Test, Validity, Value,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	bill::BillKind,
	field::{Field, FieldName, FieldValue, Fields},
	participant::{Role, Roles},
	policy::{Facts, Label, Obligations},
	Date, Digest, Fen, NodeId, ParticipantId, Pattern, Region, SceneId, Text,
};
use proptest::{collection::vec, option::of, prelude::*, sample::select, strategy::Union};

/// 2026-11-01 in China, Unix ms.
pub const START: u64 = 1_795_190_400_000 - 20 * 86_400_000;
const DAYS: u64 = 30;

fn moment() -> impl Strategy<Value = u64> {
	(0..DAYS * 24 * 4).prop_map(|quarters| START + quarters * 900_000)
}

fn date() -> impl Strategy<Value = Date> {
	(0..DAYS + 20).prop_map(|days| Date::at(START + days * 86_400_000 - 10 * 86_400_000))
}

fn fen() -> impl Strategy<Value = Fen> {
	(0u64..6).prop_map(|fen| Fen::new(fen).unwrap())
}

fn role() -> impl Strategy<Value = Role> {
	select(Role::ALL.iter().copied().take(3).collect::<Vec<_>>())
}

fn kind() -> impl Strategy<Value = BillKind> {
	select(Vec::from([BillKind::Ordinary, BillKind::Red, BillKind::Difference]))
}

fn region() -> impl Strategy<Value = u8> {
	select(Vec::from([11, 31, 32, 82]))
}

fn text() -> impl Strategy<Value = Text<64>> {
	select(Vec::from(["x", "y", "xy", "x1", "票"])).prop_map(|text| Text::new(text).unwrap())
}

fn code() -> impl Strategy<Value = &'static str> {
	select(Vec::from(["31060126", "31060226", "32060126"]))
}

fn pattern() -> impl Strategy<Value = Pattern> {
	select(Vec::from(["x.*", "\\a+", "3106\\d{4}", "\\d{8}", "y?"]))
		.prop_map(|source| Pattern::new(source).unwrap())
}

fn field_name() -> impl Strategy<Value = FieldName> {
	select(Vec::from(["a", "hospitalLevel"])).prop_map(|name| FieldName::new(name).unwrap())
}

pub fn attribute() -> impl Strategy<Value = Attribute> {
	prop_oneof![
		4 => select(Attribute::NAMED.to_vec()),
		1 => field_name().prop_map(Attribute::Field),
	]
}

fn value_of(attribute: &Attribute, of: ValueType) -> BoxedStrategy<Value> {
	match (attribute, of) {
		(Attribute::Weekday, _) => (1i64..=7).prop_map(Value::Number).boxed(),
		(Attribute::Region, _) => region().prop_map(|code| Value::Number(code.into())).boxed(),
		(Attribute::BillCode, _) => {
			code().prop_map(|code| Value::Text(Text::new(code).unwrap())).boxed()
		}
		(_, ValueType::Number) => (0i64..5).prop_map(Value::Number).boxed(),
		(_, ValueType::Amount) => fen().prop_map(Value::Amount).boxed(),
		(_, ValueType::Text) => text().prop_map(Value::Text).boxed(),
		(_, ValueType::Date) => date().prop_map(Value::Date).boxed(),
		(_, ValueType::Minutes) => {
			(0u16..96).prop_map(|at| Value::Minutes(Minutes::new(at * 15).unwrap())).boxed()
		}
		(_, ValueType::Flag) => any::<bool>().prop_map(Value::Flag).boxed(),
		(_, ValueType::Role) => role().prop_map(Value::Role).boxed(),
		(_, ValueType::Kind) => kind().prop_map(Value::Kind).boxed(),
	}
}

fn test_of(attribute: &Attribute, of: ValueType) -> BoxedStrategy<Test> {
	let one = || value_of(attribute, of);
	let mut tests: Vec<BoxedStrategy<Test>> = Vec::from([
		one().prop_map(Test::Equal).boxed(),
		one().prop_map(Test::NotEqual).boxed(),
		any::<bool>().prop_map(Test::Exists).boxed(),
	]);
	if of != ValueType::Flag {
		let set = || vec(one(), 1..4).prop_filter_map("a value twice", |list| Set::new(list).ok());
		tests.push(set().prop_map(Test::In).boxed());
		tests.push(set().prop_map(Test::NotIn).boxed());
	}
	if attribute.is_ordered() && of.is_ordered() {
		tests.push(one().prop_map(Test::Greater).boxed());
		tests.push(one().prop_map(Test::AtLeast).boxed());
		tests.push(one().prop_map(Test::Less).boxed());
		tests.push(one().prop_map(Test::AtMost).boxed());
		let range = (one(), one()).prop_map(|(one, other)| {
			if one.ordinal() <= other.ordinal() {
				Test::Between(one, other)
			} else {
				Test::Between(other, one)
			}
		});
		tests.push(range.boxed());
	}
	if of == ValueType::Text {
		tests.push(pattern().prop_map(Test::Matches).boxed());
	}
	Union::new(tests).boxed()
}

fn leaf() -> impl Strategy<Value = Tree> {
	let of_fields =
		[ValueType::Number, ValueType::Amount, ValueType::Text, ValueType::Date, ValueType::Flag];
	(attribute(), select(of_fields.to_vec())).prop_flat_map(|(attribute, of_field)| {
		let of = attribute.value_type().unwrap_or(of_field);
		test_of(&attribute, of).prop_map(move |test| Tree::Test(attribute.clone(), test))
	})
}

/// Conditions that keep the bounds.
pub fn tree() -> impl Strategy<Value = Tree> {
	let tree = leaf().prop_recursive(5, 40, 4, |inner| {
		prop_oneof![
			3 => vec(inner.clone(), 2..5).prop_map(Tree::All),
			3 => vec(inner.clone(), 2..5).prop_map(Tree::Any),
			1 => inner.prop_map(|tree| Tree::Not(Box::new(tree))),
		]
	});
	tree.prop_filter("too large", |tree| tree.expr().is_ok())
}

/// Small conditions over two attributes: they often contradict themselves.
pub fn narrow_tree() -> impl Strategy<Value = Tree> {
	let attributes = select(Vec::from([
		Attribute::Today,
		Attribute::Role,
		Attribute::BillCode,
		Attribute::Field(FieldName::new("a").unwrap()),
	]));
	let of_fields = select(Vec::from([ValueType::Number, ValueType::Text, ValueType::Flag]));
	let leaf = (attributes, of_fields).prop_flat_map(|(attribute, of_field)| {
		let of = attribute.value_type().unwrap_or(of_field);
		test_of(&attribute, of).prop_map(move |test| Tree::Test(attribute.clone(), test))
	});
	leaf.prop_recursive(3, 12, 3, |inner| {
		prop_oneof![
			5 => vec(inner.clone(), 2..4).prop_map(Tree::All),
			2 => vec(inner.clone(), 2..4).prop_map(Tree::Any),
			1 => inner.prop_map(|tree| Tree::Not(Box::new(tree))),
		]
	})
}

pub fn expr() -> impl Strategy<Value = Expr> {
	tree().prop_map(|tree| tree.expr().unwrap())
}

fn field_value() -> impl Strategy<Value = FieldValue> {
	prop_oneof![
		text().prop_map(FieldValue::Text),
		(0i64..5).prop_map(FieldValue::Number),
		fen().prop_map(FieldValue::Amount),
		date().prop_map(FieldValue::Date),
		any::<bool>().prop_map(FieldValue::Flag),
		Just(FieldValue::Masked(Digest::zero())),
	]
}

fn label() -> impl Strategy<Value = Label> {
	select(Vec::from(["east", "pilot"])).prop_map(|label| Label::new(label).unwrap())
}

fn roles() -> impl Strategy<Value = Roles> {
	vec(role(), 0..3).prop_map(|roles| Roles::of(&roles))
}

/// What is known of a request; anything but the time may be missing.
pub fn facts() -> impl Strategy<Value = Facts> {
	let who = (of(1u32..5), of(roles()), vec(label(), 0..2), of(0u32..5), of(0u32..5), of(0u32..5));
	let what = (
		of(region()),
		of(code()),
		of(kind()),
		of(fen()),
		of(fen()),
		of(date()),
		of(0u32..6),
		proptest::collection::btree_map(field_name(), field_value(), 0..3),
	);
	(select(Points::ALL.to_vec()), moment(), who, what).prop_map(|(point, at, who, what)| {
		let (actor, roles, labels, issuer, node, scene) = who;
		let (region, code, kind, total, claimed, issued_on, today, fields) = what;
		let fields = fields.into_iter().map(|(name, value)| Field { name, value }).collect();
		Facts {
			point,
			at,
			actor: actor.map(ParticipantId),
			roles,
			labels: labels.try_into().unwrap(),
			issuer: issuer.map(ParticipantId),
			node: node.map(NodeId),
			scene: scene.map(SceneId),
			region: region.map(|code| Region::new(code).unwrap()),
			bill: code.map(|code| alloc::format!("{code}-0000000001").parse().unwrap()),
			kind,
			total,
			claimed,
			issued_on,
			today,
			fields: Fields::new(fields).unwrap(),
		}
	})
}

fn scenes() -> impl Strategy<Value = Scenes> {
	prop_oneof![
		Just(Scenes::All),
		proptest::collection::btree_set(0u32..4, 1..3)
			.prop_map(|set| Scenes::only(set.into_iter().map(SceneId).collect()).unwrap()),
	]
}

fn actors() -> impl Strategy<Value = Actors> {
	let selection = (
		proptest::collection::btree_set(1u32..5, 0..3),
		proptest::collection::btree_set(label(), 0..2),
		roles(),
	);
	prop_oneof![
		Just(Actors::All),
		selection.prop_filter_map("nobody", |(participants, labels, roles)| {
			let participants = participants.into_iter().map(ParticipantId).collect();
			Actors::only(Selection {
				participants: Sorted::new(participants).unwrap(),
				labels: Sorted::new(labels.into_iter().collect()).unwrap(),
				roles,
			})
			.ok()
		}),
	]
}

fn validity() -> impl Strategy<Value = Validity> {
	let end = || of(moment());
	prop_oneof![
		Just(Validity::default()),
		(end(), end()).prop_filter_map("empty", |(from, until)| Validity::new(from, until).ok()),
	]
}

/// Policies with a condition from `conditions`, or none.
pub fn policy_of(
	conditions: impl Strategy<Value = Expr> + 'static,
) -> impl Strategy<Value = Policy> {
	let points = proptest::sample::subsequence(Points::ALL.to_vec(), 1..=3);
	let obligations = proptest::sample::subsequence(
		Vec::from([Obligations::NOTIFY_HOLDER, Obligations::MASK, Obligations::LOG]),
		0..=3,
	);
	let rest = (0u16..4, any::<bool>(), obligations, of(conditions), validity());
	("[a-z票]{1,8}", points, scenes(), actors(), rest).prop_map(
		|(name, points, scenes, actors, rest)| {
			let (priority, permits, obligations, condition, valid) = rest;
			Policy {
				name: Text::new(&name).unwrap(),
				points: Points::of(&points).unwrap(),
				scenes,
				actors,
				priority,
				effect: if permits { Effect::Permit } else { Effect::Deny },
				obligations: obligations.into_iter().fold(Obligations::NONE, Obligations::and),
				condition,
				valid,
			}
		},
	)
}

pub fn policy() -> impl Strategy<Value = Policy> {
	policy_of(expr())
}

/// Policies whose conditions are small, so that they meet and cover each other.
pub fn narrow_policy() -> impl Strategy<Value = Policy> {
	policy_of(narrow_tree().prop_map(|tree| tree.expr().unwrap()))
}
