//! Decoders refuse what constructors refuse.

use super::strategies::{expr, policy};
use crate::{
	limits, Actors, Attribute, Expr, Finding, Node, Points, Policy, Primitive, Problem, Reference,
	Scenes, Selection, Sorted, Test, Validity, Value,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode, MaxEncodedLen};
use fiscal_primitives::{policy::PolicyPoint, SceneId};
use proptest::prelude::*;

fn leaf() -> Node {
	Node::Test { attribute: Attribute::Today, test: Test::Equal(Value::Number(1)) }
}

/// The constructor's answer, after the decoder gave the same.
fn built(nodes: Vec<Node>) -> Option<Problem> {
	let built = Expr::new(nodes.clone());
	assert_eq!(Expr::decode(&mut &nodes.encode()[..]).ok(), built.clone().ok());
	built.err().map(|findings: Vec<Finding>| findings[0].problem)
}

#[test]
fn shapes() {
	assert_eq!(built(vec![leaf()]), None);
	assert_eq!(built(vec![]), Some(Problem::Arity));
	assert_eq!(built(vec![leaf(), leaf()]), Some(Problem::Arity));
	assert_eq!(built(vec![Node::Not]), Some(Problem::Arity));
	assert_eq!(built(vec![Node::All(2), leaf()]), Some(Problem::Arity));
	assert_eq!(built(vec![Node::All(1), leaf()]), Some(Problem::Arity));
	assert_eq!(built(vec![Node::Any(0)]), Some(Problem::Arity));
	let wide = |count: u8| {
		let mut nodes = vec![Node::Any(count)];
		nodes.extend((0..count).map(|_| leaf()));
		nodes
	};
	assert_eq!(built(wide(8)), None);
	assert_eq!(built(wide(9)), Some(Problem::Arity));
	let deep = |levels: usize| {
		let mut nodes = vec![Node::Not; levels - 1];
		nodes.push(leaf());
		nodes
	};
	assert_eq!(built(deep(limits::MAX_DEPTH)), None);
	assert_eq!(built(deep(limits::MAX_DEPTH + 1)), Some(Problem::TooDeep));
}

#[test]
fn sizes() {
	// 1 + 7 × 9 nodes are 64; one level more for one of them makes 65.
	let mut nodes = vec![Node::All(7)];
	for _ in 0..7 {
		nodes.push(Node::Any(8));
		nodes.extend((0..8).map(|_| leaf()));
	}
	assert_eq!(nodes.len(), 64);
	assert_eq!(built(nodes.clone()), None);
	nodes.insert(1, Node::Not);
	assert_eq!(built(nodes), Some(Problem::TooLarge));

	let texts = |length: usize| {
		let value = |at: usize| {
			Value::Text(
				"x".repeat(length - 2)
					.parse::<fiscal_primitives::Text<64>>()
					.map(|text| alloc::format!("{text}{at:02}").parse().unwrap())
					.unwrap(),
			)
		};
		let set = || crate::Set::new((0..32).map(value).collect()).unwrap();
		let name = fiscal_primitives::field::FieldName::new("a").unwrap();
		let node =
			|| Node::Test { attribute: Attribute::Field(name.clone()), test: Test::In(set()) };
		vec![Node::Any(2), node(), node()]
	};
	assert_eq!(built(texts(60)), None);
	assert_eq!(built(texts(64)), Some(Problem::TooLarge));
}

#[test]
fn comparisons_that_do_not_fit() {
	let of = |attribute: &Attribute, test| {
		built(vec![Node::Test { attribute: attribute.clone(), test }])
	};
	let (total, issuer) = (Attribute::Total, Attribute::Issuer);
	let field = Attribute::Field(fiscal_primitives::field::FieldName::new("a").unwrap());
	let minutes = Value::Minutes(crate::Minutes::new(5).unwrap());
	let mismatch = Some(Problem::TypeMismatch);
	assert_eq!(of(&total, Test::Equal(Value::Number(1))), mismatch);
	assert_eq!(of(&total, Test::Matches("x".parse().unwrap())), mismatch);
	assert_eq!(of(&issuer, Test::Greater(Value::Number(1))), mismatch);
	assert_eq!(of(&field, Test::Equal(minutes)), mismatch);
	assert_eq!(of(&field, Test::Less(Value::Flag(true))), mismatch);
	assert_eq!(of(&field, Test::Between(Value::Number(1), Value::Flag(true))), mismatch);
	let between = |low, high| Test::Between(Value::Number(low), Value::Number(high));
	assert_eq!(of(&field, between(2, 1)), Some(Problem::EmptyRange));
	assert_eq!(of(&field, between(1, 1)), None);
	let range = Some(Problem::OutOfRange);
	assert_eq!(of(&Attribute::Weekday, Test::Equal(Value::Number(8))), range);
	assert_eq!(of(&Attribute::Region, Test::Equal(Value::Number(10))), range);
	assert_eq!(of(&issuer, Test::Equal(Value::Number(1 << 32))), range);
	let code = |text: &str| Test::Equal(Value::Text(text.parse().unwrap()));
	assert_eq!(of(&Attribute::BillCode, code("3106012")), range);
	assert_eq!(of(&Attribute::BillCode, code("31060126")), None);
}

#[test]
fn selectors() {
	assert!(Scenes::only(Vec::new()).is_err());
	assert!(Scenes::decode(&mut &(1u8, Vec::<u32>::new()).encode()[..]).is_err());
	assert!(Scenes::decode(&mut &(1u8, vec![2u32, 1]).encode()[..]).is_err());
	assert!(Scenes::decode(&mut &(1u8, vec![1u32, 2]).encode()[..]).is_ok());
	assert!(Scenes::decode(&mut &[2u8][..]).is_err());
	let many: Vec<SceneId> = (0..33).map(SceneId).collect();
	assert!(Scenes::only(many.clone()).is_err());
	assert!(Scenes::decode(&mut &(1u8, many).encode()[..]).is_err());
	assert!(Actors::only(Selection::default()).is_err());
	assert!(Actors::decode(&mut &(1u8, Selection::default()).encode()[..]).is_err());
	assert!(Sorted::<u32, 4>::new(vec![2, 1]).is_ok());
	assert!(Sorted::<u32, 4>::new(vec![1, 1]).is_err());
}

proptest! {
	#[test]
	fn points_and_validity(bits in any::<u8>(), from in any::<Option<u64>>(), until in any::<Option<u64>>()) {
		prop_assert_eq!(Points::decode(&mut &[bits][..]).is_ok(), (1..8).contains(&bits));
		let constructed = Validity::new(from, until);
		prop_assert_eq!(Validity::decode(&mut &(from, until).encode()[..]).ok(), constructed.ok());
	}

	#[test]
	fn values_round_trip_within_their_bounds(policy in policy(), expr in expr()) {
		let bytes = policy.encode();
		prop_assert!(bytes.len() <= Policy::max_encoded_len());
		prop_assert_eq!(Policy::decode(&mut &bytes[..]).unwrap(), policy);
		prop_assert!(expr.encoded_size() <= Expr::max_encoded_len());
		prop_assert_eq!(Expr::decode(&mut &expr.encode()[..]).unwrap(), expr);
	}

	#[test]
	fn arbitrary_nodes_never_make_an_ill_formed_condition(
		counts in proptest::collection::vec(0u8..11, 0..70),
	) {
		let nodes: Vec<Node> = counts
			.into_iter()
			.map(|count| match count {
				0 => Node::Not,
				1 => Node::Use(Reference::default()),
				2..=5 => leaf(),
				6..=8 => Node::All(count - 5),
				_ => Node::Any(count - 7),
			})
			.collect();
		let _ = built(nodes.clone());
		if let Ok(expr) = Expr::new(nodes) {
			let paths = expr.paths();
			let distinct: alloc::collections::BTreeSet<_> = paths.iter().collect();
			prop_assert_eq!(distinct.len(), expr.nodes().len());
		}
	}

	#[test]
	fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
		let _ = Policy::decode(&mut &bytes[..]);
		let _ = Primitive::decode(&mut &bytes[..]);
	}
}

#[test]
fn points_are_sets() {
	let both = Points::of(&[PolicyPoint::Read, PolicyPoint::Register]).unwrap();
	assert!(both.iter().eq([PolicyPoint::Register, PolicyPoint::Read]));
	assert!(!both.contains(PolicyPoint::Lock));
	assert!(Points::of(&[]).is_err());
}
