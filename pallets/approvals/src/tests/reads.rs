//! R007, R218, R219: everything about an approval can be asked for and checked.

use crate::mock::*;
use fiscal_primitives::{
	approval::{AnswerFault, ApprovalFilter, ApprovalState, RecordFault},
	operation::Operation,
	ParticipantId,
};
use frame_support::assert_ok;

fn propose(signer: ParticipantId, value: u32, at: u64) {
	Now::set(at);
	assert_ok!(Approvals::propose(signed(signer), Box::new(act(value)), Some(CHAIN), reason()));
}

#[test]
fn an_answer_carries_what_it_takes_to_check_it() {
	ExtBuilder::default().build_and_execute(|| {
		propose(FOURTH, 1, 1_000);
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&act(1)), Some(reason())));
		assert_ok!(Approvals::approve(signed(AUDITOR), 1, subject(&act(1)), None));
		let answer = Approvals::approval(1).unwrap();
		assert_eq!(answer.verify(), Ok(()));
		assert_eq!(answer.record.len(), 4);
		assert_eq!(answer.record[1].did, Some(did(SECOND)));
		assert_eq!(answer.proposer_did, Some(did(FOURTH)));
		assert_eq!(answer.heads().last(), Some(&answer.case.head));

		let mut forged = answer.clone();
		forged.record[1].recorded.entry.signer = Some(THIRD);
		assert_eq!(forged.verify(), Err(AnswerFault::Record(RecordFault::Head)));
		let mut forged = answer;
		forged.call.push(0);
		assert_eq!(forged.verify(), Err(AnswerFault::Call));
		assert_eq!(Approvals::approval(2), None);
	});
}

#[test]
fn answers_survive_json() {
	ExtBuilder::default().build_and_execute(|| {
		propose(FOURTH, 1, 1_000);
		let answer = Approvals::approval(1).unwrap();
		let json = serde_json::to_string(&answer).unwrap();
		assert!(json.contains(r#""stateNow":"pending""#), "{json}");
		assert_eq!(
			serde_json::from_str::<fiscal_primitives::approval::ApprovalAnswer>(&json).unwrap(),
			answer
		);
	});
}

#[test]
fn approvals_of_a_call_come_newest_first() {
	ExtBuilder::default().build_and_execute(|| {
		propose(FOURTH, 1, 1_000);
		propose(FOURTH, 2, 1_000);
		propose(SECOND, 1, 1_000);
		let ids = |value| {
			let items = Approvals::approvals_of(subject(&act(value)));
			items.iter().map(|item| item.id).collect::<Vec<_>>()
		};
		assert_eq!((ids(1), ids(2), ids(3)), (vec![3, 1], vec![2], vec![]));
	});
}

#[test]
fn each_signer_sees_what_waits_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		propose(THIRD, 1, 2_000);
		propose(FOURTH, 2, 1_000);
		let waiting = |signer| {
			let items = Approvals::approvals_waiting_for(signer);
			items.iter().map(|item| item.id).collect::<Vec<_>>()
		};
		assert_eq!(waiting(SECOND), [2, 1], "in the order of their deadlines");
		assert_eq!(waiting(THIRD), [2], "not its own");
		assert_eq!(waiting(AUDITOR), [0; 0], "not its turn");
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&act(1)), None));
		assert_eq!((waiting(SECOND), waiting(AUDITOR)), (vec![2], vec![1]));
		Frozen::set(vec![AUDITOR]);
		assert_eq!(waiting(AUDITOR), [0; 0]);
		Now::set(61_000);
		assert_eq!(waiting(THIRD), [0; 0], "expired");
		assert_eq!(waiting(OTHER_AUDITOR), [1]);
	});
}

#[test]
fn lists_are_filtered_and_paged() {
	ExtBuilder::default().build_and_execute(|| {
		propose(THIRD, 1, 1_000);
		propose(FOURTH, 2, 2_000);
		propose(CLERK, 3, 3_000);
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&act(1)), None));
		let ids = |filter: ApprovalFilter| {
			let page = Approvals::approvals(filter, None, 100);
			assert_eq!(page.next, None);
			page.items.iter().map(|item| item.id).collect::<Vec<_>>()
		};
		let all = ApprovalFilter::default();
		assert_eq!(ids(all), [3, 2, 1]);
		assert_eq!(ids(ApprovalFilter { participant: Some(SECOND), ..all }), [1]);
		assert_eq!(ids(ApprovalFilter { participant: Some(AUTHORITY), ..all }), [3]);
		assert_eq!(ids(ApprovalFilter { since: Some(2_000), until: Some(3_000), ..all }), [2]);
		assert_eq!(ids(ApprovalFilter { operation: Some(Operation::CorrectBill), ..all }), [0; 0]);
		assert_eq!(ids(ApprovalFilter { state: Some(ApprovalState::Expired), ..all }), [0; 0]);
		Now::set(61_500);
		assert_eq!(ids(ApprovalFilter { state: Some(ApprovalState::Expired), ..all }), [1]);

		let first = Approvals::approvals(all, None, 2);
		assert_eq!(first.items.iter().map(|item| item.id).collect::<Vec<_>>(), [3, 2]);
		let second = Approvals::approvals(all, first.next, 2);
		assert_eq!(second.items.iter().map(|item| item.id).collect::<Vec<_>>(), [1]);
		assert_eq!(second.next, None);
		assert!(Approvals::approvals(all, Some(1), 2).items.is_empty());
		assert_eq!(Approvals::approvals(all, Some(u32::MAX), 1).items[0].id, 3);
	});
}

#[test]
fn roles_flows_and_demands_are_listed() {
	ExtBuilder::default().with_high_risk(Operation::CorrectBill, PAIR).build_and_execute(|| {
		assert_eq!(Approvals::flows().iter().map(|(id, _)| *id).collect::<Vec<_>>(), [PAIR, CHAIN]);
		assert_eq!(Approvals::roles()[0].1.name, name("复核"));
		assert_eq!(Approvals::high_risk(), [(Operation::CorrectBill, PAIR)]);
	});
}
