//! What the calls cost.
//!
//! The worst case of a step is its last signature by a member of a role of approval with a scope:
//! then the call is dispatched too. It is `set_high_risk`, which comes through the gate as every
//! other.

use crate::{types::Due, *};
use alloc::{boxed::Box, format, vec, vec::Vec};
use codec::Encode;
use fiscal_primitives::{
	approval::{Lifetime, Step, StepRole, Steps, Threshold, MAX_MEMBERS, MAX_STEPS},
	operation::Operation,
	participant::Role,
	text::{Name, Reason},
	traits::{Gate, ParticipantRegistry},
	AccountId, ApprovalRoleId, Digest, FlowId, ParticipantId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Time;
use frame_system::RawOrigin;

fn name(text: &str) -> Name {
	Name::new(text).expect("names of the benchmarks are short")
}

fn reason() -> Reason {
	Reason::new(&"因".repeat(85)).expect("the longest reason")
}

/// The account and the participant of a number, a fiscal authority.
fn signer<T: Config>(number: u32) -> (AccountId, ParticipantId) {
	let account = T::BenchmarkHelper::participant(number, Role::FiscalAuthority);
	let id = T::Participants::signer_of(&account).expect("the helper makes participants");
	(account, id)
}

/// A role of approval whose scope is its only member.
fn role<T: Config>(member: ParticipantId) -> ApprovalRoleId {
	let role = Pallet::<T>::insert_role(name("role"), Some(member)).expect("a role more");
	Roles::<T>::mutate(role, |slot| {
		if let Some(stored) = slot {
			assert!(stored.members.try_insert(member).is_ok(), "the first member");
		}
	});
	role
}

/// A flow of one step that the member of the role signs.
fn flow<T: Config>(role: ApprovalRoleId) -> FlowId {
	let step = Step { who: StepRole::Approval(role), threshold: Threshold::ONE };
	let steps = Steps::new(vec![step]).expect("one step");
	let flow =
		fiscal_primitives::approval::Flow { name: name("flow"), steps, lifetime: Lifetime::MIN };
	Pallet::<T>::insert_flow(flow).expect("a flow more")
}

/// A call that needs approval, and its SM3. It succeeds where `flow` exists.
fn call<T: Config>(flow: FlowId) -> (Box<<T as Config>::RuntimeCall>, Digest) {
	let call = <T as Config>::RuntimeCall::from(Call::<T>::set_high_risk {
		operation: Operation::CorrectBill,
		flow: Some(flow),
	});
	let subject = Digest::from(fiscal_sm_crypto::sm3_256(&call.encode()));
	(Box::new(call), subject)
}

/// An approval that waits for its last signature: proposer, signer, SM3 of its call. With `fails`
/// its call fails.
fn proposed<T: Config>(fails: bool) -> (AccountId, AccountId, Digest) {
	let (proposer, _) = signer::<T>(0);
	let (approver, member) = signer::<T>(1);
	let flow = flow::<T>(role::<T>(member));
	HighRisk::<T>::insert(Operation::ChangeApprovalFlows, flow);
	let (call, subject) = call::<T>(if fails { FlowId(u32::MAX) } else { flow });
	Pallet::<T>::propose(RawOrigin::Signed(proposer.clone()).into(), call, Some(flow), reason())
		.expect("it is proposed");
	(proposer, approver, subject)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn create_role() {
		let (_, scope) = signer::<T>(0);
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(
			origin as <T as frame_system::Config>::RuntimeOrigin,
			name(&"a".repeat(128)),
			Some(scope),
		);
		assert!(Roles::<T>::contains_key(ApprovalRoleId(RoleCount::<T>::get())));
	}

	#[benchmark]
	fn rename_role() {
		let role = role::<T>(signer::<T>(0).1);
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, role, name(&"a".repeat(128)));
	}

	#[benchmark]
	fn set_role_scope() {
		let role = role::<T>(signer::<T>(0).1);
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, role, Some(signer::<T>(1).1));
	}

	#[benchmark]
	fn add_member() {
		let (_, member) = signer::<T>(0);
		let role = Pallet::<T>::insert_role(name("role"), Some(member)).expect("a role more");
		Roles::<T>::mutate(role, |slot| {
			if let Some(stored) = slot {
				for number in 1..MAX_MEMBERS {
					let absent = ParticipantId(u32::MAX.saturating_sub(number));
					assert!(stored.members.try_insert(absent).is_ok(), "one less than the most");
				}
			}
		});
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, role, member);
	}

	#[benchmark]
	fn remove_member() {
		let (_, member) = signer::<T>(0);
		let role = role::<T>(member);
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, role, member);
	}

	#[benchmark]
	fn delete_role() {
		let role = Pallet::<T>::insert_role(name("role"), None).expect("a role more");
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, role);
		assert!(!Roles::<T>::contains_key(role));
	}

	/// Steps that name as many roles of approval as the runtime of the benchmark has room for.
	fn steps<T: Config>() -> Steps {
		let (_, member) = signer::<T>(0);
		let free = T::MaxRoles::get().saturating_sub(LiveRoles::<T>::get());
		let steps: Vec<_> = (0..free.min(MAX_STEPS))
			.map(|_| Step { who: StepRole::Approval(role::<T>(member)), threshold: Threshold::ONE })
			.collect();
		Steps::new(steps).expect("one to five steps")
	}

	#[benchmark]
	fn create_flow() {
		let steps = steps::<T>();
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(
			origin as <T as frame_system::Config>::RuntimeOrigin,
			name(&"a".repeat(128)),
			steps,
			Lifetime::MAX,
		);
	}

	#[benchmark]
	fn retire_flow() {
		let flow = fiscal_primitives::approval::Flow {
			name: name("flow"),
			steps: steps::<T>(),
			lifetime: Lifetime::MAX,
		};
		let flow = Pallet::<T>::insert_flow(flow).expect("a flow more");
		for operation in Operation::ALL {
			HighRisk::<T>::insert(operation, FlowId(u32::MAX));
		}
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, flow);
		assert!(!Flows::<T>::contains_key(flow));
		for operation in Operation::ALL {
			HighRisk::<T>::remove(operation);
		}
	}

	#[benchmark]
	fn set_high_risk() {
		let flow = flow::<T>(role::<T>(signer::<T>(0).1));
		let origin = Pallet::<T>::admitted_origin();
		#[extrinsic_call]
		_(origin as <T as frame_system::Config>::RuntimeOrigin, Operation::CorrectBill, Some(flow));
	}

	#[benchmark]
	fn propose() {
		let (proposer, member) = signer::<T>(0);
		let flow = flow::<T>(role::<T>(member));
		HighRisk::<T>::insert(Operation::ChangeApprovalFlows, flow);
		let (call, _) = call::<T>(flow);
		#[extrinsic_call]
		_(RawOrigin::Signed(proposer), call, Some(flow), reason());
	}

	#[benchmark]
	fn approve() {
		let (_, approver, subject) = proposed::<T>(false);
		let id = Count::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(approver), id, subject, Some(reason()));
		assert!(HighRisk::<T>::contains_key(Operation::CorrectBill));
	}

	#[benchmark]
	fn reject() {
		let (_, approver, _) = proposed::<T>(false);
		let id = Count::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(approver), id, reason());
	}

	#[benchmark]
	fn withdraw() {
		let (proposer, _, _) = proposed::<T>(false);
		let id = Count::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(proposer), id, reason());
	}

	#[benchmark]
	fn resubmit() {
		let (proposer, approver, _) = proposed::<T>(false);
		let id = Count::<T>::get();
		Pallet::<T>::reject(RawOrigin::Signed(approver).into(), id, reason())
			.expect("its step is open to the approver");
		#[extrinsic_call]
		_(RawOrigin::Signed(proposer), id, reason());
	}

	#[benchmark]
	fn execute() {
		let (proposer, approver, subject) = proposed::<T>(true);
		let id = Count::<T>::get();
		Pallet::<T>::approve(RawOrigin::Signed(approver).into(), id, subject, None)
			.expect("its step is open to the approver");
		#[extrinsic_call]
		_(RawOrigin::Signed(proposer), id);
	}

	/// The start of a block in which as many approvals expire.
	#[benchmark]
	fn sweep(c: Linear<0, 2>) {
		for _ in 0..c {
			let (_, _, _) = proposed::<T>(false);
		}
		let mut deadlines: Vec<_> = Deadlines::<T>::iter_keys().map(|(due, _)| due).collect();
		deadlines.sort();
		let last = deadlines.last().copied().unwrap_or(Due::at(T::Time::now()));
		#[block]
		{
			Pallet::<T>::sweep(last.moment());
		}
		assert_eq!(OpenCount::<T>::get(), 0);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
