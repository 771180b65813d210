//! Force: enacting, conflicts, rollback, repeal, history. R045, R052, R064, R065, R218.

use crate::{mock::*, refused, Active, Changes, Error, Event, Heads, Index, SetChanges, Versions};
use fiscal_policy::{
	chain::{ChangeAction, PolicyState},
	Points, Policy,
};
use fiscal_primitives::{
	policy::PolicyPoint, Actor, Approval, Digest, Operation, ParticipantId, PolicyId, SceneId,
};
use frame_support::assert_ok;

fn state(id: PolicyId, version: u32) -> PolicyState {
	Versions::<Test>::get(id, version).unwrap().state
}

#[test]
fn a_version_takes_the_place_of_the_one_before() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		assert!(!judge(claim(101)).permitted);
		let before = in_force();
		assert_ok!(Policies::revise(signed(FINANCE), id, Box::new(at_most(50)), reason()));
		assert_ok!(Policies::enact(signed(FINANCE), id, 2, false, reason()));
		assert_eq!((state(id, 1), state(id, 2)), (PolicyState::Repealed, PolicyState::Effective));
		assert!(!judge(claim(51)).permitted);
		assert!(judge(claim(50)).permitted);
		let after = in_force();
		assert_eq!((before.revision, after.revision), (1, 2));
		assert_ne!(before.digest, after.digest);
		assert_eq!(SetChanges::<Test>::get(2).unwrap().digest, after.digest);
		let digest = at_most(50).digest();
		let (by, did, at) = (actor(FINANCE), did(FINANCE), FRIDAY);
		assert!(events().contains(&Event::Enacted {
			policy: id,
			version: 2,
			replaced: Some(1),
			digest,
			by,
			did,
			at,
			reason: reason(),
		}));
		refused!(Policies::enact(signed(FINANCE), id, 1, false, reason()), Error::<Test>::NotDraft);
		refused!(Policies::enact(signed(FINANCE), id, 2, false, reason()), Error::<Test>::NotDraft);
		refused!(Policies::enact(signed(FINANCE), id, 3, false, reason()), Error::<Test>::NotFound);
	});
}

#[test]
fn the_approval_stays_with_the_version() {
	ExtBuilder::default().build_and_execute(|| {
		HighRisk::set(vec![Operation::EnactPolicy]);
		let id = draft(at_most(100));
		let call = || Policies::enact(signed(FINANCE), id, 1, false, reason());
		refused!(call(), APPROVAL_REQUIRED);
		refused!(Policies::enact(signed(INSURER), id, 1, false, reason()), NOT_AUTHORIZED);
		let approval = Approval { id: 9, head: Digest::repeat_byte(3), mandated: true };
		Approved::set(Some(approval));
		assert_ok!(call());
		let enacted = Versions::<Test>::get(id, 1).unwrap().enacted.unwrap();
		assert_eq!(enacted.by.approval(), Some(approval));
		assert_eq!(Changes::<Test>::get(1).unwrap().by.approval(), Some(approval));
	});
}

#[test]
fn conflicts_are_refused_or_acknowledged() {
	ExtBuilder::default().build_and_execute(|| {
		let deny = enact(at_most(100));
		let json = r#"{"claimed":{"lt":"200.00"}}"#;
		let permit = draft(lock_policy("[1]", 500, "permit", json));
		let call = |acknowledge| Policies::enact(signed(FINANCE), permit, 1, acknowledge, reason());
		refused!(call(false), Error::<Test>::Conflict);
		assert_ok!(call(true));
		let event = Event::ConflictAcknowledged { policy: permit, other: deny, by: actor(FINANCE) };
		assert!(events().contains(&event));
		let history = Policies::history(Default::default(), 0, 50);
		assert_eq!(history.items.last().unwrap().1.conflicts, 1);
		// The denial wins between equals.
		assert!(!judge(claim(150)).permitted);
	});
}

#[test]
fn other_priorities_scenes_or_requests_do_not_conflict() {
	ExtBuilder::default().build_and_execute(|| {
		enact(at_most(100));
		let json = r#"{"claimed":{"lt":"200.00"}}"#;
		enact(lock_policy("[1]", 501, "permit", json));
		enact(lock_policy("[2]", 500, "permit", json));
		enact(lock_policy("[1]", 500, "permit", r#"{"claimed":{"lt":"100.00"}}"#));
	});
}

#[test]
fn an_earlier_version_comes_back() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		let digest = in_force().digest;
		assert_ok!(Policies::revise(signed(FINANCE), id, Box::new(at_most(50)), reason()));
		let back = |to| Policies::roll_back(signed(FINANCE), id, to, reason());
		refused!(back(2), Error::<Test>::NotEffective);
		refused!(back(1), Error::<Test>::NothingChanged);
		assert_ok!(Policies::enact(signed(FINANCE), id, 2, false, reason()));
		refused!(back(3), Error::<Test>::NotFound);
		refused!(Policies::roll_back(signed(HOSPITAL), id, 1, reason()), NOT_AUTHORIZED);
		// A rollback works although the scene is suspended.
		Suspended::set(vec![SCENE]);
		assert_ok!(back(1));
		assert_eq!((state(id, 1), state(id, 2)), (PolicyState::Effective, PolicyState::Repealed));
		assert!(judge(claim(75)).permitted);
		assert_eq!((in_force().digest, in_force().revision), (digest, 3));
		assert!(events().contains(&Event::RolledBack {
			policy: id,
			version: 1,
			replaced: 2,
			digest: at_most(100).digest(),
			by: actor(FINANCE),
			did: did(FINANCE),
			at: FRIDAY,
			reason: reason(),
		}));
		let last = Policies::history(Default::default(), 0, 50).items.pop().unwrap().1;
		assert_eq!((last.action, last.replaced), (ChangeAction::RolledBack, Some(2)));
	});
}

#[test]
fn repealed_is_for_ever() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		let repeal = || Policies::repeal(RuntimeOrigin::root(), id, reason());
		assert_ok!(repeal());
		assert!(judge(claim(101)).permitted);
		assert_eq!(in_force().members.len(), 0);
		assert_eq!(Heads::<Test>::get(id).unwrap().state, PolicyState::Repealed);
		assert_eq!(Index::<Test>::iter().count() + Active::<Test>::iter().count(), 0);
		let (replaced, at) = (Some(1), FRIDAY);
		let by = Actor::Council;
		assert!(events().contains(&Event::Repealed {
			policy: id,
			replaced,
			by,
			did: None,
			at,
			reason: reason()
		}));
		refused!(repeal(), Error::<Test>::Terminal);
		refused!(Policies::enact(signed(FINANCE), id, 1, true, reason()), Error::<Test>::Terminal);
		refused!(Policies::roll_back(signed(FINANCE), id, 1, reason()), Error::<Test>::Terminal);
	});
}

#[test]
fn a_draft_is_given_up() {
	ExtBuilder::default().build_and_execute(|| {
		let id = draft(at_most(100));
		refused!(
			Policies::roll_back(signed(FINANCE), id, 1, reason()),
			Error::<Test>::NotEffective
		);
		assert_ok!(Policies::repeal(signed(FINANCE), id, reason()));
		assert_eq!(in_force().revision, 0);
		refused!(Policies::enact(signed(FINANCE), id, 1, false, reason()), Error::<Test>::Terminal);
	});
}

#[test]
fn what_has_ended_or_lost_its_scene_does_not_begin() {
	ExtBuilder::default().build_and_execute(|| {
		let ending = r#"{"name":"P","points":["lock"],"scenes":[1],"actors":"all","priority":1,"effect":"deny","condition":{"claimed":{"gt":"1.00"}},"valid":{"until":"2026-11-20T12:00:00+08:00"}}"#;
		let id = draft(policy(ending));
		Now::set(FRIDAY + DAY);
		let call = || Policies::enact(signed(FINANCE), id, 1, false, reason());
		refused!(call(), Error::<Test>::Expired);
		Now::set(FRIDAY);
		Suspended::set(vec![SCENE]);
		refused!(call(), Error::<Test>::SceneNotActive);
		Suspended::set(vec![]);
		assert_ok!(call());
		assert!(!judge(claim(2)).permitted);
		Now::set(FRIDAY + DAY);
		assert!(judge(claim(2)).permitted);
	});
}

#[test]
fn a_list_holds_16_policies_within_its_budget() {
	ExtBuilder::default().build_and_execute(|| {
		for at in 0..16 {
			enact(lock_policy("[1,2]", at, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		}
		let id = draft(lock_policy("[2,3]", 99, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		let call = || Policies::enact(signed(FINANCE), id, 1, false, reason());
		refused!(call(), Error::<Test>::MaxListExceeded);
		assert_ok!(Policies::repeal(signed(FINANCE), PolicyId(3), reason()));
		assert_ok!(call());
		let list = Index::<Test>::get((PolicyPoint::Lock, Some(SceneId(2))));
		assert_eq!(list.first().unwrap().policy, id);
	});
	ExtBuilder::default().build_and_execute(|| {
		let sets = |field: &str| {
			let values: Vec<String> = (0..32).map(|at| format!("\"{at}\"")).collect();
			format!(r#"{{"field.{field}":{{"in":[{}]}}}}"#, values.join(","))
		};
		let tests: Vec<String> = (0..8).map(|at| sets(&format!("f{at}"))).collect();
		let json = format!(r#"{{"all":[{}]}}"#, tests.join(","));
		// Fields are known when a bill is registered and not when it is locked.
		let points = Points::of(&[PolicyPoint::Register]).unwrap();
		let wide = |priority| Policy { points, ..lock_policy("[1]", priority, "deny", &json) };
		let mut id = draft(wide(0));
		let mut admitted = 0;
		while Policies::enact(signed(FINANCE), id, 1, false, reason()).is_ok() {
			admitted += 1;
			id = draft(wide(admitted));
		}
		assert!((2..16).contains(&admitted), "{admitted}");
		let call = Policies::enact(signed(FINANCE), id, 1, false, reason());
		refused!(call, Error::<Test>::MaxCostExceeded);
	});
}

#[test]
fn no_more_than_64_policies_are_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		for scene in 1..=64 {
			let json = r#"{"claimed":{"gt":"1.00"}}"#;
			enact(lock_policy(&format!("[{scene}]"), 1, "deny", json));
		}
		let id = draft(lock_policy("[65]", 1, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		let call = Policies::enact(signed(FINANCE), id, 1, false, reason());
		refused!(call, Error::<Test>::MaxInForceExceeded);
	});
}

#[test]
fn genesis_puts_policies_into_force() {
	let hours = condition(r#"{"timeOfDay":{"between":["08:30","17:30"]}}"#);
	let closed = lock_policy("[1]", 7, "deny", r#"{"not":{"use":{"primitive":1,"version":1}}}"#);
	ExtBuilder::default()
		.with_primitive(hours)
		.with_policy(at_most(100))
		.with_policy(closed)
		.build_and_execute(|| {
			assert_eq!(in_force().members.len(), 2);
			assert!(!judge(claim(101)).permitted);
			assert!(judge(claim(100)).permitted);
			Now::set(FRIDAY + 10 * 3_600_000);
			assert_eq!(judge(claim(100)).policy, Some(PolicyId(2)));
			let enacted = Versions::<Test>::get(PolicyId(1), 1).unwrap().enacted.unwrap();
			assert_eq!(enacted.by, Actor::System);
		});
}

#[test]
fn history_is_traced_by_policy_time_and_participant() {
	use fiscal_policy::chain::TraceFilter;
	ExtBuilder::default().build_and_execute(|| {
		let one = enact(at_most(100));
		Now::set(FRIDAY + 1_000);
		let two = draft(lock_policy("[2]", 1, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		Now::set(FRIDAY + 2_000);
		assert_ok!(Policies::repeal(RuntimeOrigin::root(), one, reason()));
		let trace = |filter: TraceFilter| -> Vec<(PolicyId, ChangeAction)> {
			let page = Policies::history(filter, 0, 50);
			assert_eq!(page.next, None);
			page.items.into_iter().map(|(_, change)| (change.policy, change.action)).collect()
		};
		let all = [
			(one, ChangeAction::Drafted),
			(one, ChangeAction::Enacted),
			(two, ChangeAction::Drafted),
			(one, ChangeAction::Repealed),
		];
		assert_eq!(trace(TraceFilter::default()), all);
		let of = TraceFilter { policy: Some(one), ..Default::default() };
		assert_eq!(trace(of), [all[0], all[1], all[3]]);
		let since = TraceFilter { from: Some(FRIDAY + 1_000), ..Default::default() };
		assert_eq!(trace(since), all[2..]);
		let until = TraceFilter { until: Some(FRIDAY + 1_000), ..Default::default() };
		assert_eq!(trace(until), all[..2]);
		let by = TraceFilter { participant: Some(FINANCE), ..Default::default() };
		assert_eq!(trace(by), all[..3]);
		let by = TraceFilter { participant: Some(ParticipantId(77)), ..Default::default() };
		assert_eq!(trace(by), []);
		let page = Policies::history(TraceFilter::default(), 1, 2);
		assert_eq!(page.items.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2]);
		assert_eq!(page.next, Some(3));
	});
}
