//! R007, R052, R218, R219.

use crate::{mock::*, Cases, Error, Event, OpenCount};
use fiscal_primitives::{
	approval::{ApprovalState, Lifetime, StepRole, Steps},
	operation::Operation,
	participant::Role,
	Digest, FlowId, ParticipantId,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use target::Done;

fn propose() -> Digest {
	assert_ok!(Approvals::propose(signed(FOURTH), Box::new(act(7)), Some(CHAIN), reason()));
	subject(&act(7))
}

fn approve(
	signer: ParticipantId,
) -> Result<(), sp_runtime::DispatchErrorWithPostInfo<frame_support::dispatch::PostDispatchInfo>> {
	Approvals::approve(signed(signer), 1, subject(&act(7)), None).map(|_| ())
}

#[test]
fn the_steps_are_signed_in_order_and_the_last_signature_carries_it_out() {
	ExtBuilder::default().build_and_execute(|| {
		let subject = propose();
		assert_noop!(approve(AUDITOR), Error::<Test>::NotAuthorized);
		Now::set(2_000);
		assert_ok!(approve(SECOND));
		let case = Cases::<Test>::get(1).unwrap();
		assert_eq!((case.step, case.state), (1, ApprovalState::Pending));
		System::assert_last_event(
			Event::Approved {
				id: 1,
				step: 0,
				signer: SECOND,
				did: Some(did(SECOND)),
				at: 2_000,
				complete: true,
				head: case.head,
			}
			.into(),
		);
		assert_noop!(approve(THIRD), Error::<Test>::NotAuthorized);
		assert_ok!(Approvals::approve(signed(AUDITOR), 1, subject, Some(reason())));
		assert_eq!(Done::<Test>::get().unwrap().0, 7);
		let case = Cases::<Test>::get(1).unwrap();
		assert_eq!((case.state, case.failure), (ApprovalState::Executed, None));
		assert_eq!(OpenCount::<Test>::get(), 0);
		System::assert_last_event(
			Event::Executed {
				id: 1,
				operation: Operation::RegisterScene,
				subject,
				result: Ok(()),
				at: 2_000,
				head: case.head,
			}
			.into(),
		);
		assert_noop!(approve(OTHER_AUDITOR), Error::<Test>::Terminal);
	});
}

#[test]
fn the_proposer_and_whoever_signed_do_not_sign() {
	ExtBuilder::default().build_and_execute(|| {
		// One of the reviewers and then a fiscal authority: 2 might sign both.
		let steps = Steps::new(vec![
			step(StepRole::Approval(REVIEWERS), 1),
			step(StepRole::Chain(Role::FiscalAuthority), 2),
		]);
		assert_ok!(Approvals::create_flow(
			RuntimeOrigin::root(),
			name("又"),
			steps.unwrap(),
			Lifetime::MIN
		));
		let boxed = Box::new(act(7));
		assert_ok!(Approvals::propose(signed(THIRD), boxed, Some(FlowId(3)), reason()));
		assert_noop!(approve(THIRD), Error::<Test>::SameSigner);
		assert_ok!(approve(SECOND));
		assert_noop!(approve(SECOND), Error::<Test>::AlreadySigned);
		assert_noop!(approve(THIRD), Error::<Test>::SameSigner);
		assert_noop!(Approvals::reject(signed(SECOND), 1, reason()), Error::<Test>::AlreadySigned);
		assert_ok!(approve(AUTHORITY));
		assert_ok!(approve(FOURTH));
		assert_eq!(Cases::<Test>::get(1).unwrap().state, ApprovalState::Executed);
	});
}

#[test]
fn an_organisation_does_not_approve_alone_through_accounts_it_admits() {
	ExtBuilder::default().build_and_execute(|| {
		let same_member = || Error::<Test>::SameMember;
		// The proposer's member signs no step for a role of the chain, whoever of it proposed.
		for (id, proposer) in (1u32..).zip([AUTHORITY, CLERK]) {
			let propose = Approvals::propose;
			assert_ok!(propose(signed(proposer), Box::new(act(id)), Some(PAIR), reason()));
			let sign = |signer| {
				let signed = Approvals::approve(signed(signer), id, subject(&act(id)), None);
				signed.map(|_| ()).map_err(|fault| fault.error)
			};
			for signer in [AUTHORITY, CLERK, OTHER_CLERK].into_iter().filter(|it| *it != proposer) {
				assert_noop!(sign(signer), same_member());
				assert_noop!(Approvals::reject(signed(signer), id, reason()), same_member());
				assert!(Approvals::approvals_waiting_for(signer).is_empty());
			}
			assert_ok!(sign(SECOND));
			assert_ok!(sign(THIRD));
		}
		// Nor do two of one member sign such a step together.
		let propose = Approvals::propose(signed(FOURTH), Box::new(act(3)), Some(PAIR), reason());
		assert_ok!(propose);
		let sign = |signer| {
			let signed = Approvals::approve(signed(signer), 3, subject(&act(3)), None);
			signed.map(|_| ()).map_err(|fault| fault.error)
		};
		assert_ok!(sign(CLERK));
		for signer in [AUTHORITY, OTHER_CLERK] {
			assert_noop!(sign(signer), same_member());
			assert!(Approvals::approvals_waiting_for(signer).is_empty());
		}
		assert_ok!(sign(SECOND));
		assert_eq!(Cases::<Test>::get(3).unwrap().state, ApprovalState::Executed);
	});
}

/// R052: operators, administrators and their superiors of one authority.
#[test]
fn colleagues_sign_where_roles_of_approval_name_them() {
	ExtBuilder::default().build_and_execute(|| {
		let steps = Steps::new(vec![step(StepRole::Approval(REVIEWERS), 1)]).unwrap();
		let root = RuntimeOrigin::root;
		assert_ok!(Approvals::create_flow(root(), name("本单位"), steps, Lifetime::MIN));
		let boxed = Box::new(act(7));
		assert_ok!(Approvals::propose(signed(AUTHORITY), boxed, Some(FlowId(3)), reason()));
		assert_ok!(approve(CLERK));
		assert_eq!(Cases::<Test>::get(1).unwrap().state, ApprovalState::Executed);
	});
}

#[test]
fn a_signer_is_active_and_holds_the_role_when_it_signs() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		Frozen::set(vec![SECOND]);
		assert_noop!(approve(SECOND), Error::<Test>::NotActive);
		Frozen::set(vec![AUTHORITY]);
		assert_noop!(approve(CLERK), Error::<Test>::NotActive);
		Frozen::set(vec![]);
		assert_ok!(Approvals::remove_member(RuntimeOrigin::root(), REVIEWERS, SECOND));
		assert_noop!(approve(SECOND), Error::<Test>::NotAuthorized);
		// Out of scope, though a member.
		let scope = Some(AUTHORITY);
		assert_ok!(Approvals::set_role_scope(RuntimeOrigin::root(), REVIEWERS, scope));
		assert_noop!(approve(THIRD), Error::<Test>::NotAuthorized);
		assert_noop!(approve(ParticipantId(20)), Error::<Test>::NotAuthorized);
		assert_ok!(approve(CLERK));
	});
}

#[test]
fn nobody_signs_another_call_than_the_one_they_read() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		assert_noop!(
			Approvals::approve(signed(SECOND), 1, subject(&act(8)), None),
			Error::<Test>::SubjectMismatch
		);
		assert_noop!(
			Approvals::approve(signed(SECOND), 2, subject(&act(7)), None),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn a_call_in_another_encoding_does_not_run() {
	ExtBuilder::default().build_and_execute(|| {
		propose();
		assert_ok!(approve(SECOND));
		Encoding::set(2);
		assert_noop!(approve(AUDITOR), Error::<Test>::RuntimeChanged);
		assert_ok!(Approvals::reject(signed(AUDITOR), 1, reason()));
		assert_noop!(
			Approvals::resubmit(signed(FOURTH), 1, reason()),
			Error::<Test>::RuntimeChanged
		);
	});
}

#[test]
fn what_was_reserved_for_the_call_is_given_back() {
	ExtBuilder::default().build_and_execute(|| {
		let call = propose();
		let approve = crate::Call::<Test>::approve { id: 1, subject: call, comment: None };
		let declared = approve.get_dispatch_info().call_weight;
		let base = Approvals::chain_step(<() as crate::WeightInfo>::approve());
		assert_eq!(declared, Approvals::closing(base) + MaxCallWeight::get());
		let first = Approvals::approve(signed(SECOND), 1, call, None).unwrap();
		assert_eq!(first.actual_weight, Some(base));
		let last = Approvals::approve(signed(AUDITOR), 1, call, None).unwrap();
		let carried = act(7).get_dispatch_info().call_weight;
		assert_eq!(last.actual_weight, Some(Approvals::closing(base) + carried));
	});
}
