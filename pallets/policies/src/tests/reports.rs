//! What nodes report of hits. R058–R062.

use crate::{mock::*, refused, Error, Event, NodeHits, NodeTotals};
use fiscal_policy::chain::HitReport;
use fiscal_primitives::{NodeId, PolicyId};
use frame_support::assert_ok;

const NODE: NodeId = NodeId(1);

fn report(policy: u32, from: u64, until: u64) -> HitReport {
	HitReport {
		policy: PolicyId(policy),
		from,
		until,
		permitted: 80,
		denied: 15,
		failed: 5,
		total_us: 100_000,
		max_ms: 30,
		memory_kib: 64,
		cpu_us: 90_000,
	}
}

fn send(node: NodeId, reports: Vec<HitReport>) -> sp_runtime::DispatchResult {
	Policies::report_hits(signed(OPERATOR), node, reports.try_into().unwrap())
}

#[test]
fn reports_add_up_by_node_and_policy() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		assert_ok!(send(NODE, vec![report(1, 10, 20), report(1, 20, 30)]));
		assert_ok!(send(NodeId(2), vec![report(1, 10, 20)]));
		let own = NodeHits::<Test>::get(id, NODE);
		assert_eq!((own.permitted, own.denied, own.failed), (160, 30, 10));
		assert_eq!((own.total_us, own.max_ms, own.mean_us(), own.until), (200_000, 30, 1_000, 30));
		assert_eq!(NodeTotals::<Test>::get(id).requests(), 300);
		let event = Event::HitsReported { node: NODE, policies: 1, requests: 200, at: FRIDAY };
		assert!(events().contains(&event));
	});
}

#[test]
fn nothing_counts_twice() {
	ExtBuilder::default().build_and_execute(|| {
		enact(at_most(100));
		assert_ok!(send(NODE, vec![report(1, 10, 20)]));
		refused!(send(NODE, vec![report(1, 10, 20)]), Error::<Test>::InvalidSpan);
		refused!(send(NODE, vec![report(1, 19, 25)]), Error::<Test>::InvalidSpan);
		refused!(send(NODE, vec![report(1, 30, 30)]), Error::<Test>::InvalidSpan);
		refused!(send(NODE, vec![report(1, 30, FRIDAY + 1)]), Error::<Test>::InvalidSpan);
		// The good report before the bad one does not count either.
		let mixed = vec![report(1, 20, 30), report(2, 20, 30)];
		refused!(send(NODE, mixed), Error::<Test>::NotFound);
		let other = vec![report(1, 20, 30)].try_into().unwrap();
		refused!(Policies::report_hits(signed(OTHER), NODE, other), Error::<Test>::NotAuthorized);
	});
}

#[test]
fn failures_and_slowness_raise_alarms() {
	ExtBuilder::default().build_and_execute(|| {
		let policy = enact(at_most(100));
		// A tenth is not more than a tenth.
		let just = HitReport { permitted: 90, denied: 0, failed: 10, ..report(1, 1, 2) };
		let slow = HitReport { max_ms: 1_000, ..just };
		assert_ok!(send(NODE, vec![slow]));
		let alarm = |event: &Event<Test>| {
			matches!(event, Event::FailureAlarmed { .. } | Event::LatencyAlarmed { .. })
		};
		assert!(!events().iter().any(alarm));
		let more = HitReport { from: 2, until: 3, failed: 11, max_ms: 1_001, ..just };
		assert_ok!(send(NODE, vec![more]));
		let (failed, requests) = (11, 101);
		let event = Event::FailureAlarmed { policy, node: NODE, failed, requests };
		assert!(events().contains(&event));
		assert!(events().contains(&Event::LatencyAlarmed { policy, node: NODE, max_ms: 1_001 }));
	});
}

#[test]
fn busy_and_slow_policies_are_marked() {
	ExtBuilder::default().build_and_execute(|| {
		for scene in 1..=3 {
			enact(lock_policy(&format!("[{scene}]"), 1, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		}
		judge(claim(2));
		assert_ok!(send(NODE, vec![report(2, 1, 2)]));
		let late = HitReport { permitted: 1, denied: 0, failed: 0, ..report(3, 1, 2) };
		assert_ok!(send(NODE, vec![HitReport { max_ms: 5_000, ..late }]));
		let page = Policies::stats(None);
		let marks: Vec<_> =
			page.items.iter().map(|item| (item.id.0, item.hot, item.slow)).collect();
		assert_eq!(marks, [(2, true, false), (1, false, false), (3, false, true)]);
		assert_eq!(page.requests, 102);
		assert_eq!(page.items[1].chain.denied, 1);
		assert_ok!(Policies::repeal(signed(FINANCE), PolicyId(2), reason()));
		let one = Policies::stats(Some(PolicyId(2)));
		assert_eq!((one.items[0].version, one.items[0].nodes.denied), (None, 15));
		assert_eq!(Policies::stats(Some(PolicyId(9))).items, []);
	});
}
