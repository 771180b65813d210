//! Sessions: who is judged by what, frequencies, counters. R049, R058, R061.

use crate::{mock::*, Frequencies, Hits, LabelsOf};
use fiscal_policy::chain::{HitCounters, LabelKind, Member};
use fiscal_primitives::{
	policy::{Facts, Obligations, Policies as _, PolicyPoint, Verdict},
	ParticipantId, PolicyId, SceneId,
};
use frame_support::{assert_ok, traits::Get, weights::RuntimeDbWeight};

fn for_actors(actors: &str) -> fiscal_policy::Policy {
	policy(&format!(
		r#"{{"name":"P","points":["lock"],"scenes":"all","actors":{actors},"priority":9,"effect":"deny","condition":{{"claimed":{{"gt":"1.00"}}}}}}"#
	))
}

fn denies(who: ParticipantId) -> bool {
	!judge_as(who, claim(2)).permitted
}

#[test]
fn without_policies_nothing_is_read_beyond_the_lists_and_nothing_is_written() {
	ExtBuilder::default().build_and_execute(|| {
		enact(lock_policy("[2]", 1, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_eq!(judge(claim(7)), Verdict::UNREGULATED);
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root);
		// A session in which nothing was judged writes nothing either.
		enact(at_most(1));
		let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
		Policies::close(Policies::open(PolicyPoint::Lock, SCENE, INSURER));
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root);
	});
}

#[test]
fn what_policies_that_are_not_in_force_would_cost_is_given_back() {
	ExtBuilder::default().build_and_execute(|| {
		let whole = Policies::session_weight();
		let opened = || Policies::open(PolicyPoint::Lock, SCENE, INSURER);
		let db: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
		let lists = db.reads(2);
		let judged = Policies::judge_weight() * 3;
		assert_eq!(Policies::unused(&opened(), 3), (whole + judged).saturating_sub(lists));
		let mut before = Policies::unused(&opened(), 0);
		for bound in 1..4 {
			enact(at_most(bound));
			let unused = Policies::unused(&opened(), 0);
			assert!(unused.ref_time() < before.ref_time(), "{unused} of {whole}");
			assert!(unused.ref_time() > 0, "{unused} of {whole}");
			before = unused;
		}
	});
}

#[test]
fn actors_are_selected_by_number_role_and_label() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(for_actors(r#"{"participants":[4]}"#));
		assert_eq!((denies(INSURER), denies(HOSPITAL)), (true, false));
		assert_ok!(Policies::repeal(signed(FINANCE), id, reason()));
		let id = enact(for_actors(r#"{"roles":["issuer"]}"#));
		assert_eq!((denies(INSURER), denies(HOSPITAL)), (false, true));
		assert_ok!(Policies::repeal(signed(FINANCE), id, reason()));
		enact(for_actors(r#"{"labels":["pilot"]}"#));
		assert_eq!((denies(INSURER), denies(HOSPITAL)), (false, false));
		let by = || signed(FINANCE);
		assert_ok!(Policies::define_label(by(), label("pilot"), LabelKind::Group));
		let member = Member::Participant(INSURER);
		assert_ok!(Policies::set_label(by(), label("pilot"), member, true));
		assert_eq!(LabelsOf::<Test>::get(member).into_inner(), [label("pilot")]);
		assert_eq!((denies(INSURER), denies(HOSPITAL)), (true, false));
		assert_ok!(Policies::set_label(by(), label("pilot"), member, false));
		assert!(!denies(INSURER));
	});
}

#[test]
fn what_the_chain_knows_is_not_taken_from_the_caller() {
	ExtBuilder::default().build_and_execute(|| {
		enact(for_actors(r#"{"roles":["billUser"]}"#));
		let forged = Facts {
			actor: Some(HOSPITAL),
			roles: Some(Default::default()),
			at: 1,
			scene: Some(SceneId(9)),
			..claim(2)
		};
		assert!(!judge(forged).permitted);
	});
}

#[test]
fn the_higher_priority_decides_and_obligations_add_up() {
	ExtBuilder::default().build_and_execute(|| {
		let permit = |scenes: &str, priority, duty: &str| {
			policy(&format!(
				r#"{{"name":"P","points":["lock"],"scenes":{scenes},"actors":"all","priority":{priority},"effect":"permit","obligations":["{duty}"],"condition":{{"claimed":{{"le":"100.00"}}}}}}"#
			))
		};
		enact(lock_policy("\"all\"", 10, "deny", r#"{"claimed":{"gt":"50.00"}}"#));
		let high = enact(permit("[1]", 20, "log"));
		enact(permit("\"all\"", 5, "mask"));
		let verdict = judge(claim(80));
		assert_eq!((verdict.permitted, verdict.policy), (true, Some(high)));
		assert_eq!(verdict.obligations, Obligations::LOG.and(Obligations::MASK));
		// No permission holds for more: refused by the denial, whose priority is above the second.
		let verdict = judge(claim(200));
		assert_eq!((verdict.permitted, verdict.policy), (false, Some(PolicyId(1))));
	});
}

#[test]
fn requests_of_a_day_are_counted() {
	ExtBuilder::default().build_and_execute(|| {
		enact(lock_policy("[1]", 1, "deny", r#"{"today":{"ge":3}}"#));
		let mut session = Policies::open(PolicyPoint::Lock, SCENE, INSURER);
		assert!(Policies::judge(&mut session, &claim(1)).permitted);
		assert!(Policies::judge(&mut session, &claim(1)).permitted);
		Policies::close(session);
		assert!(judge(claim(1)).permitted);
		assert!(!judge(claim(1)).permitted);
		// Others have their own count.
		assert!(judge_as(HOSPITAL, claim(1)).permitted);
		let key = (PolicyPoint::Lock, SCENE, INSURER);
		assert_eq!(Frequencies::<Test>::get(key).count, 4);
		// Midnight in China is 16:00 UTC.
		Now::set(FRIDAY + 14 * 3_600_000 - 1);
		assert!(!judge(claim(1)).permitted);
		Now::set(FRIDAY + 14 * 3_600_000);
		assert!(judge(claim(1)).permitted);
		assert_eq!(Frequencies::<Test>::get(key).count, 1);
	});
}

#[test]
fn hits_are_counted_once_a_call() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		let other = enact(lock_policy("[1]", 400, "permit", r#"{"claimed":{"le":"90.00"}}"#));
		judge(claim(150));
		Now::set(FRIDAY + 5);
		judge(claim(80));
		judge(claim(95));
		let deny = HitCounters { asked: 3, held: 1, permitted: 0, denied: 1, last_at: FRIDAY };
		assert_eq!(Hits::<Test>::get(id), deny);
		// The last request is refused in the name of the permission, which does not hold.
		let permit =
			HitCounters { asked: 3, held: 1, permitted: 1, denied: 1, last_at: FRIDAY + 5 };
		assert_eq!(Hits::<Test>::get(other), permit);
	});
}
