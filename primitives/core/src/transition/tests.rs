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

const APPROVAL: Approval = Approval { id: 1, head: Digest::zero() };

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
	let issuer = [R::Issuer, R::NodeOperator, R::Platform];
	let table: Vec<Row> = vec![
		(BillAction::Registered, vec![R::NodeOperator, R::Platform], false, false, vec![]),
		(BillAction::Updated, issuer.to_vec(), false, false, vec![unlocked]),
		(BillAction::RedFlushed, issuer.to_vec(), false, false, vec![unlocked, ordinary]),
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
			vec![R::Issuer, R::NodeOperator, R::Platform, R::FiscalAuthority],
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
				let found = permits(&rule, &bill, &participant(None), role);
				assert_eq!(found, expected, "{action:?} by {role:?} on {bill:?}");
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
fn an_approval_is_for_participants() {
	let mut rule = default_rule(BillAction::Unlocked);
	rule.approval_required = true;
	let locked = bill(
		Validity::Normal,
		Medium::Electronic,
		Use::Locked,
		Circulation::Circulable,
		BillKind::Ordinary,
	);
	let judge = |actor: &Actor| rule.judge(Some(&locked), actor, || Roles::of(&[Role::BillUser]));
	assert_eq!(judge(&participant(None)), Err(Forbidden::Approval));
	assert_eq!(judge(&participant(Some(APPROVAL))), Ok(()));
	assert_eq!(judge(&Actor::System), Ok(()));
	assert_eq!(judge(&Actor::Council), Ok(()));
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
	(any::<[bool; 4]>(), roles, from).prop_map(
		|([enabled, system, council, approval_required], roles, from)| TransitionRule {
			enabled,
			roles: Roles::of(&roles),
			system,
			council,
			approval_required,
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
			roles: Roles::of(&rule.roles.iter().filter(|role| floor.roles.contains(*role)).collect::<Vec<_>>()),
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
