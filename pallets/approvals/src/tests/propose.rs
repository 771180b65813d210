use crate::{mock::*, Calls, Cases, Error, Event, OpenBy, OpenCount, Record};
use codec::Encode;
use fiscal_primitives::{
	approval::{ApprovalCase, ApprovalState},
	operation::{chain_head, reason_digest, Operation, RecordAction},
	ParticipantId,
};
use frame_support::{assert_noop, assert_ok};

fn propose(signer: ParticipantId, call: RuntimeCall) -> sp_runtime::DispatchResult {
	Approvals::propose(signed(signer), Box::new(call), Some(CHAIN), reason())
}

#[test]
fn a_proposal_is_kept_with_its_call_and_the_start_of_its_record() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(propose(CLERK, act(7)));
		let case = Cases::<Test>::get(1).unwrap();
		let terms = case.terms.clone();
		assert_eq!((terms.proposer, terms.signer, terms.flow), (AUTHORITY, CLERK, CHAIN));
		assert_eq!(terms.operation, Operation::RegisterScene);
		assert_eq!((terms.proposed_at, terms.deadline), (1_000, 61_000));
		assert!(!terms.mandated && terms.previous.is_none());
		assert_eq!(Calls::<Test>::get(terms.subject).unwrap().into_inner(), act(7).encode());
		assert_eq!((case.state, case.entries), (ApprovalState::Pending, 1));

		let first = Record::<Test>::get(1, 0).unwrap();
		assert_eq!(first.entry.action, RecordAction::Proposed);
		assert_eq!((first.entry.signer, first.entry.at), (Some(CLERK), 1_000));
		assert_eq!(first.entry.reason, Some(reason_digest(&reason())));
		assert_eq!(first.reason, Some(reason()));
		assert_eq!(case.head, chain_head(&terms.root(), &first.entry));
		assert_eq!(ApprovalCase::new(terms, None).head, case.terms.root());
		System::assert_last_event(
			Event::Proposed {
				id: 1,
				operation: Operation::RegisterScene,
				subject: subject(&act(7)),
				flow: CHAIN,
				proposer: AUTHORITY,
				signer: CLERK,
				did: Some(did(CLERK)),
				at: 1_000,
				deadline: 61_000,
				reason: reason(),
				head: case.head,
			}
			.into(),
		);
	});
}

#[test]
fn only_active_participants_propose() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(propose(ParticipantId(20), act(1)), Error::<Test>::NotAuthorized);
		Frozen::set(vec![AUTHORITY]);
		assert_noop!(propose(AUTHORITY, act(1)), Error::<Test>::NotActive);
		assert_noop!(propose(CLERK, act(1)), Error::<Test>::NotActive);
	});
}

#[test]
fn calls_that_no_operation_covers_and_calls_about_approvals_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let refused: [RuntimeCall; 7] = [
			frame_system::Call::remark { remark: vec![] }.into(),
			crate::Call::<Test>::propose { call: Box::new(act(1)), flow: None, reason: reason() }
				.into(),
			crate::Call::<Test>::approve { id: 1, subject: subject(&act(1)), comment: None }.into(),
			crate::Call::<Test>::reject { id: 1, reason: reason() }.into(),
			crate::Call::<Test>::withdraw { id: 1, reason: reason() }.into(),
			crate::Call::<Test>::resubmit { id: 1, reason: reason() }.into(),
			crate::Call::<Test>::execute { id: 1 }.into(),
		];
		for call in refused {
			assert_noop!(propose(AUTHORITY, call), Error::<Test>::NotProposable);
		}
	});
}

#[test]
fn calls_are_bounded_in_length_and_weight() {
	ExtBuilder::default().build_and_execute(|| {
		let long = |length: usize| -> RuntimeCall {
			target::Call::<Test>::long { bytes: vec![1; length] }.into()
		};
		// Pallet, call and the length take six bytes.
		assert_eq!(long(32 * 1024 - 6).encode().len(), 32 * 1024);
		assert_ok!(propose(AUTHORITY, long(32 * 1024 - 6)));
		assert_noop!(propose(AUTHORITY, long(32 * 1024 - 5)), Error::<Test>::MaxCallLengthExceeded);
		assert_noop!(
			propose(AUTHORITY, target::Call::<Test>::heavy {}.into()),
			Error::<Test>::MaxCallWeightExceeded
		);
	});
}

#[test]
fn without_a_demanded_flow_one_has_to_be_named_by_somebody_with_the_role() {
	ExtBuilder::default().build_and_execute(|| {
		for signer in [INSURER, AUDITOR] {
			assert_noop!(propose(signer, act(1)), Error::<Test>::NotAuthorized);
		}
		assert_ok!(propose(CLERK, act(1)));
		assert_noop!(
			Approvals::propose(signed(AUTHORITY), Box::new(act(1)), None, reason()),
			Error::<Test>::FlowRequired
		);
	});
}

#[test]
fn nobody_fills_the_list_of_open_approvals() {
	ExtBuilder::default().build_and_execute(|| {
		// An organisation counts once, however many accounts it admits.
		for (value, signer) in (0..).zip([AUTHORITY, CLERK, OTHER_CLERK, CLERK]) {
			assert_ok!(propose(signer, act(value)));
		}
		for signer in [AUTHORITY, CLERK, ParticipantId(13)] {
			let full = Error::<Test>::MaxOpenPerProposerExceeded;
			assert_noop!(propose(signer, act(4)), full);
		}
		MaxOpen::set(5);
		assert_ok!(propose(FOURTH, act(4)));
		assert_noop!(propose(FOURTH, act(5)), Error::<Test>::MaxOpenExceeded);
		// An approval that ends makes room.
		assert_ok!(Approvals::withdraw(signed(AUTHORITY), 1, reason()));
		assert_eq!((OpenCount::<Test>::get(), OpenBy::<Test>::get(AUTHORITY)), (4, 3));
		assert_ok!(propose(CLERK, act(5)));
	});
}

#[test]
fn the_numbers_do_not_wrap() {
	ExtBuilder::default().build_and_execute(|| {
		crate::Count::<Test>::put(u32::MAX);
		assert_noop!(propose(AUTHORITY, act(1)), Error::<Test>::MaxApprovalsExceeded);
		crate::Count::<Test>::kill();
	});
}
