use crate::mock::*;
use fiscal_primitives::{
	outbox::Code,
	region::{FilingStatus, RegionOperation, RegionOutcome, ServiceStatus, TakenMessage},
};
use frame_support::assert_ok;

#[test]
fn registrations_are_told_with_what_a_reviewer_names() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Regions::filing(id(ALICE)), None);
		assert_ok!(apply(BOB));
		open_insurer(ALICE);
		let answer = Regions::filing(id(ALICE)).unwrap();
		assert_eq!(answer.filing.status, FilingStatus::Registered);
		assert_eq!(answer.service.unwrap().status, ServiceStatus::Open);
		assert_eq!(answer.digest, Regions::filing_digest(&answer.filing));
		assert_eq!(Regions::filing_of(org(ALICE)), Some(answer));
		assert_eq!(Regions::service(org(BOB)), None);
		// In the order of the first application, whatever came after.
		assert_ok!(review(RuntimeOrigin::root(), BOB, false));
		assert_eq!(Regions::filing_of(org(BOB)), None);
		let page = |after, limit| {
			let page = Regions::filings(after, limit);
			let who: Vec<_> = page.items.iter().map(|item| item.participant).collect();
			(who, page.next)
		};
		assert_eq!(page(0, 10), (vec![id(BOB), id(ALICE)], None));
		assert_eq!(page(0, 1), (vec![id(BOB)], Some(1)));
		assert_eq!(page(1, 1), (vec![id(ALICE)], None));
		assert_eq!(page(0, 0), (vec![], Some(0)));
		for beyond in [2, 3, u32::MAX] {
			assert_eq!(page(beyond, 10), (vec![], None));
		}
	});
}

#[test]
fn organisations_of_other_provinces_and_messages_are_told() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let known = Regions::foreign_org(region(ANHUI), org_of(ANHUI)).unwrap();
		assert!(known.filing.active && known.service.unwrap().is_open(NOON));
		assert_eq!(Regions::foreign_org(region(ANHUI), org_of(ZHEJIANG)), None);
		let told = message(ANHUI, filing_of(ANHUI, false));
		let id = told.id.clone();
		let taken = TakenMessage { at: NOON, identity: told.identity() };
		assert_ok!(receive(told));
		assert_eq!(Regions::region_message(region(ANHUI), id.clone()), Some(taken));
		assert_eq!(Regions::region_message(region(ZHEJIANG), id), None);
		assert_eq!(Regions::region_message(region(ANHUI), Code::new("none").unwrap()), None);
	});
}

#[test]
fn what_became_of_requests_is_told() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		let flow = || there(ZHEJIANG, "F1");
		assert_eq!(Regions::inbound_flow(flow(), RegionOperation::Start), None);
		lock_for(ZHEJIANG, 1, "F1");
		let start = Regions::inbound_flow(flow(), RegionOperation::Start).unwrap();
		assert_eq!((start.outcome, start.expires), (RegionOutcome::Locked, Some(NOON + TERM)));
		assert_eq!(Regions::inbound_flow(flow(), RegionOperation::Result), None);
		assert_ok!(end(ZHEJIANG, 1, "F1", settled(1)));
		let result = Regions::inbound_flow(flow(), RegionOperation::Result).unwrap();
		assert_eq!((result.outcome, result.bill), (RegionOutcome::Settled, key(1)));
	});
}

#[test]
fn reimbursements_of_a_participant_come_in_pages() {
	ExtBuilder::default().with_provinces().with_insurers().build_and_execute(|| {
		for number in 1..=3 {
			assert_ok!(start(ALICE, number, &format!("F{number}")));
		}
		assert_ok!(start(BOB, 4, "F1"));
		let page = |after, limit| {
			let page = Regions::outbound_flows(id(ALICE), after, limit);
			let flows: Vec<_> =
				page.items.iter().map(|item| item.flow.flow.flow.to_string()).collect();
			(flows, page.next)
		};
		let of = |flows: &[&str]| flows.iter().map(ToString::to_string).collect::<Vec<_>>();
		assert_eq!(page(0, 2), (of(&["F1", "F2"]), Some(2)));
		assert_eq!(page(2, 2), (of(&["F3"]), None));
		assert_eq!(page(0, u32::MAX), (of(&["F1", "F2", "F3"]), None));
		let one = Regions::outbound_flow(here(ALICE, "F2")).unwrap();
		assert_eq!(one.id, here(ALICE, "F2").key(RegionOperation::Start));
		assert_eq!(Regions::outbound_flow(here(BOB, "F2")), None);
	});
}
