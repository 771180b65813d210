use crate::{
	mock::{target::Broken, *},
	Cases, Error, Event, OpenCount,
};
use fiscal_primitives::{approval::ApprovalState, operation::RecordAction};
use frame_support::{assert_noop, assert_ok, traits::Hooks};

fn propose(value: u32) {
	assert_ok!(Approvals::propose(signed(FOURTH), Box::new(act(value)), Some(PAIR), reason()));
}

fn state(id: u32) -> ApprovalState {
	Cases::<Test>::get(id).unwrap().state
}

#[test]
fn from_its_deadline_on_an_approval_admits_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		propose(1);
		Now::set(60_999);
		assert_ok!(Approvals::approve(signed(SECOND), 1, subject(&act(1)), None));
		Now::set(61_000);
		assert_noop!(
			Approvals::approve(signed(THIRD), 1, subject(&act(1)), None),
			Error::<Test>::Expired
		);
		assert_noop!(Approvals::reject(signed(THIRD), 1, reason()), Error::<Test>::Expired);
		assert_noop!(Approvals::withdraw(signed(FOURTH), 1, reason()), Error::<Test>::Expired);
		assert_eq!(Approvals::approval(1).unwrap().state_now, ApprovalState::Expired);
		assert_eq!(state(1), ApprovalState::Pending, "not noted yet");
	});
}

#[test]
fn a_block_expires_the_oldest_first_and_not_more_than_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		for value in 0..3 {
			Now::set(1_000 + u64::from(value));
			propose(value);
		}
		Now::set(61_001);
		let two = Approvals::on_initialize(2);
		assert_eq!(two, <() as crate::WeightInfo>::sweep(2));
		assert_eq!([1, 2, 3].map(state)[2], ApprovalState::Pending);
		assert_eq!(state(2), ApprovalState::Expired);
		let head = Cases::<Test>::get(2).unwrap().head;
		System::assert_last_event(Event::Expired { id: 2, at: 61_001, head }.into());
		let last = Approvals::approval(2).unwrap().record.pop().unwrap();
		assert_eq!((last.recorded.entry.action, last.did), (RecordAction::Expired, None));

		assert_eq!(Approvals::on_initialize(3), <() as crate::WeightInfo>::sweep(0));
		Now::set(70_000);
		Approvals::on_initialize(4);
		assert_eq!((state(3), OpenCount::<Test>::get()), (ApprovalState::Expired, 0));
	});
}

#[test]
fn a_failed_approval_expires_too() {
	ExtBuilder::default().build_and_execute(|| {
		Broken::<Test>::put(true);
		propose(1);
		for signer in [SECOND, THIRD] {
			assert_ok!(Approvals::approve(signed(signer), 1, subject(&act(1)), None));
		}
		Now::set(61_000);
		assert_noop!(Approvals::execute(signed(FOURTH), 1), Error::<Test>::Expired);
		Approvals::on_initialize(2);
		assert_eq!(state(1), ApprovalState::Expired);
		assert_ok!(Approvals::resubmit(signed(FOURTH), 1, reason()));
	});
}

#[test]
fn another_attempt_notes_the_expiry_that_was_not_noted_yet() {
	ExtBuilder::default().build_and_execute(|| {
		propose(1);
		Now::set(61_000);
		events();
		assert_ok!(Approvals::resubmit(signed(FOURTH), 1, reason()));
		let events = events();
		assert!(matches!(
			events[..],
			[
				Event::Expired { id: 1, .. },
				Event::Resubmitted { id: 1, attempt: 2, .. },
				Event::Proposed { id: 2, .. }
			]
		));
		assert_eq!(state(1), ApprovalState::Expired);
	});
}
