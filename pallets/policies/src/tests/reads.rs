//! What the runtime API answers. R045, R051, R065, R218.

use crate::mock::*;
use fiscal_policy::{
	chain::{ListFilter, PolicyState, Subject},
	Overlap, Truth, Which,
};
use fiscal_primitives::{policy::Facts, PolicyId};
use frame_support::assert_ok;

fn named(name: &str, scene: u32) -> fiscal_policy::Policy {
	policy(&format!(
		r#"{{"name":"{name}","points":["lock"],"scenes":[{scene}],"actors":"all","priority":1,"effect":"deny","condition":{{"claimed":{{"gt":"1.00"}}}}}}"#
	))
}

#[test]
fn policies_are_found_by_state_keyword_and_version() {
	ExtBuilder::default().build_and_execute(|| {
		let one = enact(named("Hospital 医院", 1));
		let two = draft(named("hospital limits", 2));
		let three = enact(named("Insurer", 3));
		assert_ok!(Policies::repeal(signed(FINANCE), three, reason()));
		let revised = Box::new(named("Insurer 保险", 2));
		assert_ok!(Policies::revise(signed(FINANCE), two, revised, reason()));
		let found = |filter: ListFilter| -> Vec<PolicyId> {
			Policies::policies(filter, 0, 50).items.into_iter().map(|item| item.id).collect()
		};
		assert_eq!(found(ListFilter::default()), [one, two, three]);
		let state = |state| ListFilter { state: Some(state), ..Default::default() };
		assert_eq!(found(state(PolicyState::Effective)), [one]);
		assert_eq!(found(state(PolicyState::Draft)), [two]);
		assert_eq!(found(state(PolicyState::Repealed)), [three]);
		let word = |text: &str| ListFilter { keyword: Some(text.into()), ..Default::default() };
		assert_eq!(found(word("HOSPITAL")), [one]);
		assert_eq!(found(word("insurer")), [two, three]);
		assert_eq!(found(word("医院")), [one]);
		let version = ListFilter { version: Some(2), ..Default::default() };
		assert_eq!(found(version), [two]);
		let page = Policies::policies(ListFilter::default(), 0, 2);
		assert_eq!((page.items.len(), page.next), (2, Some(3)));
		let page = Policies::policies(ListFilter::default(), 3, 2);
		assert_eq!((page.items[0].id, page.next), (three, None));
	});
}

#[test]
fn a_policy_is_read_in_any_version() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		assert_ok!(Policies::revise(signed(FINANCE), id, Box::new(at_most(50)), reason()));
		let detail = Policies::policy(id, None).unwrap();
		assert_eq!((detail.version, detail.head.latest), (1, 2));
		assert_eq!(detail.record.policy, at_most(100));
		let versions: Vec<u32> = detail.versions.iter().map(|version| version.version).collect();
		assert_eq!(versions, [2, 1]);
		assert_eq!(Policies::policy(id, Some(2)).unwrap().record.policy, at_most(50));
		assert_eq!(Policies::policy(id, Some(3)), None);
		assert_eq!(Policies::policy(PolicyId(2), None), None);
	});
}

#[test]
fn a_policy_is_simulated_whether_or_not_it_is_on_the_chain() {
	ExtBuilder::default().build_and_execute(|| {
		let facts = |yuan| Facts { at: FRIDAY, scene: Some(SCENE), ..claim(yuan) };
		let cases = vec![facts(100), facts(101), Facts { scene: None, ..facts(101) }];
		let id = draft(at_most(100));
		for subject in [Subject::Policy(at_most(100)), Subject::Version { id, version: 1 }] {
			let answer = Policies::simulate(subject, cases.clone()).unwrap();
			assert_eq!(answer.digest, at_most(100).digest());
			let told: Vec<_> = answer.cases.iter().map(|case| (case.applies, case.truth)).collect();
			let expected = [(true, Truth::False), (true, Truth::True), (false, Truth::Undecided)];
			assert_eq!(told, expected);
			assert!(answer.cases[1].holds && !answer.cases[1].steps.is_empty());
		}
		assert_eq!(Policies::simulate(Subject::Version { id, version: 2 }, vec![]), None);
		let many = Policies::simulate(Subject::Policy(at_most(1)), vec![facts(1); 40]).unwrap();
		assert_eq!(many.cases.len(), 32);
	});
}

#[test]
fn a_decision_says_why() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		let facts = Facts { at: FRIDAY, scene: Some(SCENE), actor: Some(INSURER), ..claim(101) };
		let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let answer = Policies::decide(facts.clone());
		assert_eq!((answer.verdict.permitted, answer.verdict.policy), (false, Some(id)));
		assert_eq!(answer.policies.len(), 1);
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root);
		assert_eq!(judge(claim(101)), answer.verdict);
		// What the chain has counted is filled in.
		assert_ok!(Policies::repeal(signed(FINANCE), id, reason()));
		enact(lock_policy("[1]", 1, "deny", r#"{"today":{"ge":1}}"#));
		assert!(!Policies::decide(facts).verdict.permitted);
	});
}

#[test]
fn validation_and_overlaps_are_told_before_drafting() {
	ExtBuilder::default().build_and_execute(|| {
		let wide = enact(at_most(100));
		let checked = Policies::check(Subject::Policy(at_most(200))).unwrap();
		assert!(checked.accepted && checked.cost > 0);
		let [opposition] = &checked.oppositions[..] else { panic!("{checked:?}") };
		assert_eq!(opposition.policy, wide);
		assert_eq!(opposition.overlap, Overlap::Redundant(Which::First));
		let json = r#"{"claimed":{"lt":"200.00"}}"#;
		let against = lock_policy("[1]", 500, "permit", json);
		let checked = Policies::check(Subject::Policy(against)).unwrap();
		assert_eq!(checked.oppositions[0].overlap, Overlap::Conflict);
		let itself = Policies::check(Subject::Version { id: wide, version: 1 }).unwrap();
		assert_eq!(itself.oppositions, []);
		let never = r#"{"all":[{"claimed":{"gt":"2.00"}},{"claimed":{"lt":"1.00"}}]}"#;
		let checked =
			Policies::check(Subject::Policy(lock_policy("[1]", 1, "deny", never))).unwrap();
		assert!(!checked.accepted && !checked.findings.is_empty());
	});
}

#[test]
fn primitives_are_listed() {
	let hours = || condition(r#"{"timeOfDay":{"between":["08:30","17:30"]}}"#);
	ExtBuilder::default().with_primitive(hours()).with_primitive(hours()).build_and_execute(|| {
		let page = Policies::primitives(0, 1);
		assert_eq!((page.items.len(), page.next), (1, Some(2)));
		let page = Policies::primitives(2, 1);
		assert_eq!((page.items[0].id.0, page.next), (2, None));
	});
}
