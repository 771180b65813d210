use super::*;
use crate::{Approval, Date, Digest, Fen, ParticipantId};
use alloc::vec;
use proptest::prelude::*;

fn bill(
	validity: Validity,
	medium: Medium,
	usage: Use,
	circulation: Circulation,
	kind: BillKind,
) -> Bill {
	Bill {
		check: crate::CheckDigest([0; 16]),
		total: Fen::new(100).unwrap(),
		issued_on: Date::new(20260101).unwrap(),
		issuer: ParticipantId(1),
		node: crate::NodeId(1),
		scene: crate::SceneId(1),
		payer: crate::PayerRef::default(),
		xml: Digest::zero(),
		pdf: None,
		summary: Digest::zero(),
		version: 1,
		history: None,
		related: None,
		registered: Default::default(),
		kind,
		validity,
		medium,
		usage,
		circulation,
		reimbursed: Fen::ZERO,
	}
}

/// Every combination of states.
fn bills() -> Vec<Bill> {
	let mut all = Vec::new();
	for validity in Validity::ALL {
		for medium in Medium::ALL {
			for usage in Use::ALL {
				for circulation in Circulation::ALL {
					for kind in BillKind::ALL {
						all.push(bill(*validity, *medium, *usage, *circulation, *kind));
					}
				}
			}
		}
	}
	all
}

const APPROVAL: Approval = Approval { id: 1, head: Digest::zero(), mandated: true };

fn participant(approval: Option<Approval>) -> Actor {
	Actor::Participant { id: ParticipantId(1), signer: ParticipantId(2), approval }
}

fn permits(rule: &TransitionRule, bill: &Bill, actor: &Actor, role: Role) -> bool {
	rule.judge(Some(bill), actor, || Roles::of(&[role])).is_ok()
}

type Guard = fn(&Bill) -> bool;

/// An action, who may perform it, the council, the chain, and what must hold.
type Row = (BillAction, Vec<Role>, bool, bool, Vec<Guard>);

/// The table of states and transitions in the design of the chain, one line an action: who, and of
/// which bills. Every line holds for bills in force alone.
#[test]
fn the_defaults_are_the_table_of_the_design() {
	use {Circulation as C, Medium as M, Role as R, Use as U};
	let unlocked: fn(&Bill) -> bool = |bill| bill.usage != U::Locked;
	let ordinary: fn(&Bill) -> bool = |bill| bill.kind != BillKind::Red;
	let issuer = [R::Issuer, R::NodeOperator];
	let table: Vec<Row> = vec![
		(BillAction::Registered, vec![R::NodeOperator, R::Platform], false, false, vec![]),
		(BillAction::Updated, issuer.to_vec(), false, false, vec![unlocked]),
		(
			BillAction::RedFlushed,
			issuer.to_vec(),
			false,
			false,
			vec![unlocked, ordinary, |bill| bill.medium == M::Electronic],
		),
		(
			BillAction::Voided,
			issuer.to_vec(),
			false,
			false,
			vec![|bill| bill.usage == U::Free, ordinary],
		),
		(
			BillAction::ExchangedForPaper,
			issuer.to_vec(),
			false,
			false,
			vec![unlocked, |bill| bill.medium == M::Electronic],
		),
		(
			BillAction::RestoredElectronic,
			issuer.to_vec(),
			false,
			false,
			vec![unlocked, |bill| bill.medium == M::Paper],
		),
		(BillAction::CirculationChanged, issuer.to_vec(), false, false, vec![unlocked, ordinary]),
		(BillAction::Corrected, vec![R::FiscalAuthority], false, true, vec![unlocked]),
		(
			BillAction::Locked,
			vec![R::BillUser, R::Platform],
			false,
			false,
			vec![
				|bill| matches!(bill.usage, U::Free | U::PartlyReimbursed),
				|bill| bill.medium == M::Electronic && bill.circulation == C::Circulable,
				ordinary,
			],
		),
		(
			BillAction::Unlocked,
			vec![R::BillUser, R::Platform, R::FiscalAuthority],
			true,
			true,
			vec![|bill| bill.usage == U::Locked, ordinary],
		),
		(
			BillAction::Settled,
			vec![R::BillUser, R::Platform],
			false,
			false,
			vec![|bill| bill.usage == U::Locked, ordinary],
		),
		(
			BillAction::Reversed,
			vec![R::FiscalAuthority],
			false,
			true,
			vec![|bill| matches!(bill.usage, U::PartlyReimbursed | U::Reimbursed), ordinary],
		),
		(
			BillAction::HolderChanged,
			vec![R::Issuer, R::NodeOperator, R::FiscalAuthority],
			false,
			true,
			vec![unlocked],
		),
	];
	assert_eq!(table.iter().map(|line| line.0).collect::<Vec<_>>(), ACTIONS);
	for (action, roles, system, council, guards) in table {
		let rule = default_rule(action);
		for bill in bills() {
			let state =
				bill.validity == Validity::Normal && guards.iter().all(|guard| guard(&bill));
			for role in Role::ALL {
				let expected = state && roles.contains(&role);
				let found = permits(&rule, &bill, &participant(Some(APPROVAL)), role);
				assert_eq!(found, expected, "{action:?} by {role:?} on {bill:?}");
				// An administrator ends a lock, and moves a bill without its holder, after approval.
				let after = [BillAction::Unlocked, BillAction::HolderChanged];
				let needed = role == R::FiscalAuthority && after.contains(&action);
				let alone = permits(&rule, &bill, &participant(None), role);
				assert_eq!(alone, expected && !needed, "{action:?} by {role:?} on {bill:?}");
				// The signatures of a flow that it chose itself are no approval.
				let advised = participant(Some(Approval { mandated: false, ..APPROVAL }));
				assert_eq!(permits(&rule, &bill, &advised, role), alone, "{action:?} by {role:?}");
			}
			let role = Role::Auditor;
			assert_eq!(permits(&rule, &bill, &Actor::System, role), state && system);
			assert_eq!(permits(&rule, &bill, &Actor::Council, role), state && council);
		}
	}
}

#[test]
fn all_actions_are_listed_in_order() {
	for (index, action) in ACTIONS.into_iter().enumerate() {
		assert_eq!(action.encode(), [u8::try_from(index).unwrap()]);
	}
	let beyond = u8::try_from(ACTIONS.len()).unwrap();
	assert!(BillAction::decode(&mut &[beyond][..]).is_err());
}

#[test]
fn the_defaults_keep_the_floors() {
	for action in ACTIONS {
		assert!(default_rule(action).is_within(&floor(action)), "{action:?}");
	}
}

#[test]
fn a_terminal_bill_says_so_before_all_else() {
	let ended =
		bill(Validity::Voided, Medium::Paper, Use::Locked, Circulation::Blocked, BillKind::Red);
	for action in ACTIONS {
		let answer = default_rule(action).judge(Some(&ended), &Actor::System, Roles::default);
		assert_eq!(answer, Err(Forbidden::Terminal));
	}
}

#[test]
fn an_approval_is_for_the_roles_that_need_one() {
	let rule = default_rule(BillAction::Unlocked);
	let locked = bill(
		Validity::Normal,
		Medium::Electronic,
		Use::Locked,
		Circulation::Circulable,
		BillKind::Ordinary,
	);
	let judge =
		|actor: &Actor, roles: &[Role]| rule.judge(Some(&locked), actor, || Roles::of(roles));
	let authority = [Role::FiscalAuthority];
	assert_eq!(judge(&participant(None), &authority), Err(Forbidden::Approval));
	assert_eq!(judge(&participant(Some(APPROVAL)), &authority), Ok(()));
	// Through a flow of its own choice it decided alone.
	let chosen = Approval { mandated: false, ..APPROVAL };
	assert_eq!(judge(&participant(Some(chosen)), &authority), Err(Forbidden::Approval));
	assert_eq!(judge(&participant(None), &[Role::BillUser]), Ok(()));
	assert_eq!(judge(&participant(None), &[Role::BillUser, Role::FiscalAuthority]), Ok(()));
	assert_eq!(judge(&participant(None), &[Role::Auditor]), Err(Forbidden::Actor));
	assert_eq!(judge(&Actor::System, &[]), Ok(()));
	assert_eq!(judge(&Actor::Council, &[]), Ok(()));
}

#[test]
fn a_default_may_be_set_and_what_no_call_meets_may_not() {
	for action in ACTIONS {
		let rule = default_rule(action);
		assert_eq!(rule.check(action), Ok(()), "{action:?}");
		let unsatisfiable = Err(Inadmissible::Unsatisfiable);
		let nobody =
			TransitionRule { roles: Roles::default(), system: false, council: false, ..rule };
		assert_eq!(nobody.check(action), unsatisfiable, "{action:?}");
		let none = StateSet { medium: AxisSet::of(&[]), ..rule.from };
		assert_eq!(TransitionRule { from: none, ..rule }.check(action), unsatisfiable);
		assert_eq!(TransitionRule { enabled: false, ..nobody }.check(action), Ok(()));
		// Of the roles none but the fiscal authority has calls that run under an approval.
		let all = TransitionRule { approval_for: rule.roles, ..rule };
		let satisfiable = rule.roles == Roles::of(&[Role::FiscalAuthority]);
		assert_eq!(all.check(action) == Ok(()), satisfiable, "{action:?}");
		let others = TransitionRule { roles: Roles::all(), ..rule };
		assert_eq!(others.check(action), Err(Inadmissible::Floor), "{action:?}");
	}
}

#[test]
fn a_set_of_states_is_a_list_of_names() {
	let rule = default_rule(BillAction::Locked);
	let json = serde_json::to_value(rule).unwrap();
	assert_eq!(json["from"]["usage"], serde_json::json!(["free", "partlyReimbursed"]));
	assert_eq!(json["roles"], serde_json::json!(["billUser", "platform"]));
	assert_eq!(serde_json::from_value::<TransitionRule>(json).unwrap(), rule);
	for bits in 0..=u8::MAX {
		assert_eq!(AxisSet::<Medium>::decode(&mut &[bits][..]).is_ok(), bits < 4);
		assert_eq!(AxisSet::<Use>::decode(&mut &[bits][..]).is_ok(), bits < 16);
	}
}

fn set<A: Axis + core::fmt::Debug>() -> impl Strategy<Value = AxisSet<A>> {
	any::<u8>().prop_map(|bits| AxisSet(bits & AxisSet::<A>::all().0, PhantomData))
}

fn any_rule() -> impl Strategy<Value = TransitionRule> {
	let from = (set(), set(), set(), set(), set()).prop_map(
		|(validity, medium, usage, circulation, kind)| StateSet {
			validity,
			medium,
			usage,
			circulation,
			kind,
		},
	);
	let roles = prop::collection::vec(prop::sample::select(Role::ALL.to_vec()), 0..8);
	(any::<[bool; 3]>(), roles.clone(), roles, from).prop_map(
		|([enabled, system, council], roles, approval_for, from)| TransitionRule {
			enabled,
			roles: Roles::of(&roles),
			system,
			council,
			approval_for: Roles::of(&approval_for),
			from,
		},
	)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	/// Whatever rule is set, within a floor or not.
	#[test]
	fn no_rule_leaves_a_terminal_state(rule in any_rule(), role in prop::sample::select(Role::ALL.to_vec())) {
		for bill in bills().into_iter().filter(|bill| bill.validity != Validity::Normal) {
			for actor in [Actor::System, Actor::Council, participant(None), participant(Some(APPROVAL))] {
				prop_assert!(!permits(&rule, &bill, &actor, role));
			}
		}
	}

	#[test]
	fn a_rule_within_another_permits_nothing_more(
		rule in any_rule(),
		action in prop::sample::select(ACTIONS.to_vec()),
		role in prop::sample::select(Role::ALL.to_vec()),
	) {
		let floor = floor(action);
		// Half of the cases are cut down to the floor, so that both answers occur.
		let cut = TransitionRule {
			roles: rule.roles.intersection(floor.roles),
			approval_for: floor.approval_for,
			system: rule.system && floor.system,
			council: rule.council && floor.council,
			from: StateSet {
				validity: AxisSet(rule.from.validity.0 & floor.from.validity.0, PhantomData),
				medium: AxisSet(rule.from.medium.0 & floor.from.medium.0, PhantomData),
				usage: AxisSet(rule.from.usage.0 & floor.from.usage.0, PhantomData),
				circulation: AxisSet(rule.from.circulation.0 & floor.from.circulation.0, PhantomData),
				kind: AxisSet(rule.from.kind.0 & floor.from.kind.0, PhantomData),
			},
			..rule
		};
		prop_assert!(cut.is_within(&floor));
		for rule in [rule, cut] {
			prop_assert_eq!(TransitionRule::decode(&mut &rule.encode()[..]), Ok(rule));
			if !rule.is_within(&floor) {
				continue;
			}
			for bill in bills() {
				for actor in [Actor::System, Actor::Council, participant(None), participant(Some(APPROVAL))] {
					if permits(&rule, &bill, &actor, role) {
						prop_assert!(permits(&floor, &bill, &actor, role), "{action:?} {rule:?}");
						if bill.usage == Use::Locked {
							prop_assert!(matches!(action, BillAction::Unlocked | BillAction::Settled | BillAction::Registered));
						}
					}
				}
			}
		}
	}
}
