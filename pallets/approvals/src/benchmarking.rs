//! What the calls cost.
//!
//! The worst case of a step is the last signature of the last step, by a member of a full role of
//! approval with a scope: then the call is dispatched too. It is `set_high_risk`, which comes through
//! the gate as every other. It is short; what a call of the greatest length costs more to hash and to
//! store, or to read, is measured beside it.

use crate::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::Encode;
use fiscal_primitives::{
	approval::{
		Lifetime, Signature, Step, StepRole, Steps, Threshold, MAX_CALL, MAX_MEMBERS,
		MAX_SIGNATURES, MAX_STEPS,
	},
	operation::Operation,
	participant::Role,
	text::{Name, Reason},
	traits::{Gate, ParticipantRegistry},
	AccountId, ApprovalRoleId, Digest, FlowId, ParticipantId,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{ConstU32, Get, Time},
	BoundedVec,
};
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

/// A role of approval with that scope and one member less than it may have.
fn short_role<T: Config>(scope: ParticipantId) -> ApprovalRoleId {
	let role = Pallet::<T>::insert_role(name("role"), Some(scope)).expect("a role more");
	Roles::<T>::mutate(role, |slot| {
		if let Some(stored) = slot {
			for absent in (1..MAX_MEMBERS).map(|number| ParticipantId(u32::MAX - number)) {
				assert!(stored.members.try_insert(absent).is_ok(), "one less than the most");
			}
		}
	});
	role
}

/// A full role of approval whose scope is one of its members.
fn role<T: Config>(member: ParticipantId) -> ApprovalRoleId {
	let role = short_role::<T>(member);
	Roles::<T>::mutate(role, |slot| {
		if let Some(stored) = slot {
			assert!(stored.members.try_insert(member).is_ok(), "the last one that fits");
		}
	});
	role
}

/// A flow with as many steps as it may have; the member of the role signs the last one.
fn flow<T: Config>(role: ApprovalRoleId) -> FlowId {
	let step = |who| Step { who, threshold: Threshold::ONE };
	let mut steps = vec![step(StepRole::Chain(Role::FiscalAuthority)); 4];
	steps.push(step(StepRole::Approval(role)));
	let steps = Steps::new(steps).expect("five steps");
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

/// A call as long as one may be, and where one of that SM3 is stored.
fn longest() -> (BoundedVec<u8, ConstU32<MAX_CALL>>, Digest) {
	let bytes = vec![0u8; usize::try_from(MAX_CALL).unwrap_or(0)];
	let subject = Digest::from(fiscal_sm_crypto::sm3_256(&bytes));
	(BoundedVec::truncate_from(bytes), subject)
}

/// An approval that waits for its last signature, after as many as there may be: proposer, signer, SM3
/// of its call. With `fails` its call fails.
fn proposed<T: Config>(fails: bool) -> (AccountId, AccountId, Digest) {
	let (proposer, _) = signer::<T>(0);
	let (approver, member) = signer::<T>(1);
	let flow = flow::<T>(role::<T>(member));
	HighRisk::<T>::insert(Operation::ChangeApprovalFlows, flow);
	let (call, subject) = call::<T>(if fails { FlowId(u32::MAX) } else { flow });
	Pallet::<T>::propose(RawOrigin::Signed(proposer.clone()).into(), call, Some(flow), reason())
		.expect("it is proposed");
	Cases::<T>::mutate(Count::<T>::get(), |slot| {
		if let Some(case) = slot {
			case.step = 4;
			for number in 1..MAX_SIGNATURES {
				let signer = ParticipantId(u32::MAX - number);
				let before = Signature { step: 3, signer };
				assert!(case.signatures.try_push(before).is_ok(), "one less than the most");
			}
		}
	});
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
		let role = short_role::<T>(member);
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
		let ((call, subject), (long, _)) = (call::<T>(flow), longest());
		#[block]
		{
			Pallet::<T>::propose(RawOrigin::Signed(proposer).into(), call, Some(flow), reason())
				.expect("it is proposed");
			let other = Digest::from(fiscal_sm_crypto::sm3_256(&long));
			Calls::<T>::insert(other, long);
		}
		assert!(Calls::<T>::contains_key(subject));
	}

	#[benchmark]
	fn approve() {
		let (_, approver, subject) = proposed::<T>(false);
		let (id, (long, other)) = (Count::<T>::get(), longest());
		Calls::<T>::insert(other, long);
		let read;
		#[block]
		{
			let origin = RawOrigin::Signed(approver).into();
			Pallet::<T>::approve(origin, id, subject, Some(reason())).expect("it may be signed");
			read = Calls::<T>::get(other);
		}
		assert!(read.is_some() && HighRisk::<T>::contains_key(Operation::CorrectBill));
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
		let (long, other) = longest();
		Calls::<T>::insert(other, long);
		let read;
		#[block]
		{
			Pallet::<T>::execute(RawOrigin::Signed(proposer).into(), id).expect("it failed before");
			read = Calls::<T>::get(other);
		}
		assert!(read.is_some());
	}

	/// The start of a block in which as many approvals expire.
	#[benchmark]
	fn sweep(n: Linear<0, { T::MaxExpiriesPerBlock::get() }>) {
		let (proposer, member) = signer::<T>(0);
		let flow = flow::<T>(role::<T>(member));
		HighRisk::<T>::insert(Operation::ChangeApprovalFlows, flow);
		let (call, _) = call::<T>(flow);
		for _ in 0..n {
			let origin = RawOrigin::Signed(proposer.clone()).into();
			Pallet::<T>::propose(origin, call.clone(), Some(flow), reason())
				.expect("it is proposed");
		}
		let end = T::Time::now().saturating_add(Lifetime::MIN.get());
		let expired;
		#[block]
		{
			expired = Pallet::<T>::sweep(end);
		}
		assert_eq!((expired, OpenCount::<T>::get()), (n, 0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
