//! Random rules set by random actors, and random transitions judged, against a model: a map of rules
//! read word by word.

use crate::mock::*;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, Use, Validity},
	changes::BillAction,
	participant::{Role, Roles},
	traits::TransitionRules,
	transition::{default_rule, floor, Axis, AxisSet, StateSet, TransitionRule, ACTIONS},
	Actor, Bill,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn one_of<V: Clone + core::fmt::Debug + 'static>(values: &[V]) -> impl Strategy<Value = V> {
	prop::sample::select(values.to_vec())
}

fn subset<A: Axis + core::fmt::Debug>() -> impl Strategy<Value = AxisSet<A>> {
	prop::collection::vec(one_of(A::ALL), 0..4).prop_map(|values| AxisSet::of(&values))
}

fn rule() -> impl Strategy<Value = TransitionRule> {
	let from = (subset(), subset(), subset(), subset(), subset()).prop_map(
		|(validity, medium, usage, circulation, kind)| StateSet {
			validity,
			medium,
			usage,
			circulation,
			kind,
		},
	);
	let roles = || prop::collection::vec(one_of(&Role::ALL), 0..4);
	(any::<[bool; 3]>(), roles(), roles(), from).prop_map(
		|([system, council, enabled], roles, approval_for, from)| TransitionRule {
			enabled,
			roles: Roles::of(&roles),
			system,
			council,
			approval_for: Roles::of(&approval_for),
			from,
		},
	)
}

/// A default, changed so that it mostly stays admissible.
fn narrowed(action: BillAction) -> impl Strategy<Value = TransitionRule> {
	(any::<[bool; 3]>(), one_of(&Role::ALL), one_of(Use::ALL)).prop_map(
		move |([enabled, council, approved], without, usage)| {
			let mut rule = default_rule(action);
			let roles: Vec<_> = rule.roles.iter().filter(|role| *role != without).collect();
			let usages: Vec<_> = rule.from.usage.iter().filter(|known| *known != usage).collect();
			rule.enabled = enabled;
			rule.council &= council;
			rule.roles = Roles::of(&roles);
			let administrator = Roles::of(&[Role::FiscalAuthority]).intersection(rule.roles);
			rule.approval_for = if approved { administrator } else { rule.approval_for };
			rule.from.usage = AxisSet::of(&usages);
			rule
		},
	)
}

fn actors() -> impl Strategy<Value = Actor> {
	prop_oneof![
		Just(Actor::System),
		Just(Actor::Council),
		(one_of(&Role::ALL), any::<bool>())
			.prop_map(|(role, approved)| actor(role, approved.then_some(APPROVAL))),
	]
}

fn bills() -> impl Strategy<Value = Bill> {
	(
		prop_oneof![4 => Just(Validity::Normal), 1 => one_of(Validity::ALL)],
		one_of(Medium::ALL),
		one_of(Use::ALL),
		one_of(Circulation::ALL),
		one_of(BillKind::ALL),
	)
		.prop_map(|(validity, medium, usage, circulation, kind)| Bill {
			validity,
			medium,
			circulation,
			kind,
			..bill(usage)
		})
}

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)]
enum Step {
	Set(Actor, BillAction, Option<TransitionRule>),
	Judge(Actor, BillAction, Bill),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let set = one_of(&ACTIONS).prop_flat_map(|action| {
		let rule = prop_oneof![Just(None), rule().prop_map(Some), narrowed(action).prop_map(Some)];
		(actors(), rule).prop_map(move |(by, rule)| Step::Set(by, action, rule))
	});
	let judge = (actors(), one_of(&ACTIONS), bills())
		.prop_map(|(by, action, bill)| Step::Judge(by, action, bill));
	prop::collection::vec(prop_oneof![1 => set, 3 => judge], 1..60)
}

fn role(by: &Actor) -> Option<Role> {
	let found = by.participant()?;
	Role::ALL.into_iter().find(|role| id(*role) == found)
}

/// The rule, read word by word.
fn permits(rule: &TransitionRule, by: &Actor, bill: &Bill) -> bool {
	let state = rule.from.validity.iter().any(|value| value == bill.validity)
		&& rule.from.medium.iter().any(|value| value == bill.medium)
		&& rule.from.usage.iter().any(|value| value == bill.usage)
		&& rule.from.circulation.iter().any(|value| value == bill.circulation)
		&& rule.from.kind.iter().any(|value| value == bill.kind);
	let who = match by {
		Actor::System => rule.system,
		Actor::Council => rule.council,
		Actor::Participant { approval, .. } => {
			role(by).is_some_and(|role| rule.roles.contains(role))
				&& (approval.is_some()
					|| !role(by).is_some_and(|own| rule.approval_for.contains(own)))
		}
	};
	bill.validity == Validity::Normal && rule.enabled && state && who
}

/// What stands of the rule in the README, read word by word.
fn admissible(action: BillAction, rule: &TransitionRule) -> bool {
	let floor = floor(action);
	let gate = [
		BillAction::Corrected,
		BillAction::HolderChanged,
		BillAction::Unlocked,
		BillAction::Reversed,
	];
	let approvable = |role: Role| {
		gate.contains(&action) && role == Role::FiscalAuthority && rule.roles.contains(role)
	};
	let nobody = rule.roles.is_empty() && !rule.system && !rule.council;
	let approvals = Role::ALL.into_iter().all(|role| match rule.approval_for.contains(role) {
		true => approvable(role),
		false => !(floor.approval_for.contains(role) && rule.roles.contains(role)),
	});
	let no_bill = rule.from.validity.iter().next().is_none()
		|| rule.from.medium.iter().next().is_none()
		|| rule.from.usage.iter().next().is_none()
		|| rule.from.circulation.iter().next().is_none()
		|| rule.from.kind.iter().next().is_none();
	let within = rule.roles.is_subset(floor.roles)
		&& (floor.system || !rule.system)
		&& (floor.council || !rule.council)
		&& rule.from.is_within(&floor.from);
	!rule.enabled || (within && !nobody && !no_bill && approvals)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn transitions_are_judged_as_the_model_judges_them(steps in steps()) {
		execute(|| {
			let mut rules: BTreeMap<usize, TransitionRule> = BTreeMap::new();
			for step in steps {
				let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
				match step {
					Step::Set(by, action, rule) => {
						let at = ACTIONS.iter().position(|known| *known == action).unwrap();
						Approved::set(by.approval());
						let origin = match by {
							Actor::System => RuntimeOrigin::none(),
							Actor::Council => RuntimeOrigin::root(),
							Actor::Participant { .. } => signed(role(&by).unwrap()),
						};
						let may = by == Actor::Council
							|| (role(&by) == Some(Role::FiscalAuthority) && by.approval().is_some());
						let kept = rule.is_none_or(|rule| admissible(action, &rule));
						let admitted = may && kept && rules.get(&at).copied() != rule;
						let result = Permissions::set_rule(origin, action, rule);
						assert_eq!(result.is_ok(), admitted, "{by:?} {action:?} {rule:?}");
						if !admitted {
							assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
						} else if let Some(rule) = rule {
							rules.insert(at, rule);
						} else {
							rules.remove(&at);
						}
					}
					Step::Judge(by, action, bill) => {
						let at = ACTIONS.iter().position(|known| *known == action).unwrap();
						let rule = rules.get(&at).copied().unwrap_or(default_rule(action));
						let expected = permits(&rule, &by, &bill);
						let found = Permissions::ensure(action, &bill, &by);
						assert_eq!(found.is_ok(), expected, "{by:?} {action:?} {bill:?}");
						assert!(found.is_err() || bill.validity == Validity::Normal);
						assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
					}
				}
				Permissions::do_try_state().unwrap();
			}
		});
	}
}
