//! What holds between any two calls.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{
	flows::roles_of, Calls, Cases, Config, Count, Deadlines, Due, FlowCount, Flows, HighRisk,
	LatestOf, LiveFlows, LiveRoles, OpenBy, OpenCount, Pallet, Record, RoleCount, Roles,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use fiscal_primitives::{
	approval::{ApprovalCase, ApprovalState, MAX_RECORD},
	Digest, ParticipantId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every role, flow and approval.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_templates()?;
		let mut open = BTreeMap::<ParticipantId, u32>::new();
		let mut count = 0u32;
		for (id, case) in Cases::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(case.terms.id == id, "approval: under another number");
			ensure!((1..=Count::<T>::get()).contains(&id), "approval: number outside of the count");
			Self::check_record(&case)?;
			Self::check_signatures(&case)?;
			Self::check_links(&case)?;
			let due = Deadlines::<T>::contains_key(Due::at(case.terms.deadline), id);
			ensure!(due == case.state.is_open(), "approval: its deadline is not that of its state");
			if due {
				let of_proposer = open.entry(case.terms.proposer).or_default();
				*of_proposer = of_proposer.saturating_add(1);
			}
		}
		ensure!(count == Count::<T>::get(), "approvals: not as many as the count");
		ensure!(open == OpenBy::<T>::iter().collect(), "proposers: other approvals are open");
		let sum = open.values().fold(0u32, |sum, of_proposer| sum.saturating_add(*of_proposer));
		ensure!(sum == OpenCount::<T>::get(), "approvals: not as many open as the count");
		ensure!(sum <= T::MaxOpen::get(), "approvals: more open than there may be");
		let deadlines = u32::try_from(Deadlines::<T>::iter_keys().count()).unwrap_or(u32::MAX);
		ensure!(sum == deadlines, "deadlines: not as many as open approvals");
		Ok(())
	}

	fn check_templates() -> Result<(), TryRuntimeError> {
		let flows: Vec<_> = Flows::<T>::iter().collect();
		ensure!(Ok(LiveFlows::<T>::get()) == flows.len().try_into(), "flows: not the count");
		ensure!(
			flows.iter().all(|(id, _)| (1..=FlowCount::<T>::get()).contains(&id.0)),
			"flow: number outside of the count"
		);
		let mut uses = BTreeMap::<_, u32>::new();
		for (_, flow) in &flows {
			for role in roles_of(&flow.steps) {
				ensure!(Roles::<T>::contains_key(role), "flow: names a role that is not there");
				let count = uses.entry(role).or_default();
				*count = count.saturating_add(1);
			}
		}
		let mut live = 0u32;
		for (id, role) in Roles::<T>::iter() {
			live = live.saturating_add(1);
			ensure!(
				(1..=RoleCount::<T>::get()).contains(&id.0),
				"role: number outside of the count"
			);
			ensure!(uses.get(&id).copied().unwrap_or(0) == role.flows, "role: other flows name it");
		}
		ensure!(live == LiveRoles::<T>::get(), "roles: not the count");
		for (_, flow) in HighRisk::<T>::iter() {
			ensure!(Flows::<T>::contains_key(flow), "operation: demands a flow that is not there");
		}
		Ok(())
	}

	/// The record is complete and its hash chain ends in the head.
	fn check_record(case: &ApprovalCase) -> Result<(), TryRuntimeError> {
		let mut record: Vec<_> = Record::<T>::iter_prefix(case.terms.id).collect();
		record.sort_by_key(|(seq, _)| *seq);
		let record: Vec<_> = record.into_iter().map(|(_, recorded)| recorded).collect();
		ensure!(case.verify(&record).is_ok(), "approval: its record does not lead to its head");
		ensure!(case.entries <= MAX_RECORD, "approval: its record is too long");
		match Calls::<T>::get(case.terms.subject) {
			Some(call) => ensure!(
				Digest::from(fiscal_sm_crypto::sm3_256(&call)) == case.terms.subject,
				"approval: of another call"
			),
			None => ensure!(case.state == ApprovalState::Withdrawn, "approval: of no call"),
		}
		Ok(())
	}

	/// Nobody signed twice, the proposer did not, and every step before the one that waits has just
	/// the signatures it demands.
	fn check_signatures(case: &ApprovalCase) -> Result<(), TryRuntimeError> {
		let signers: BTreeSet<_> = case.signatures.iter().map(|given| given.signer).collect();
		ensure!(signers.len() == case.signatures.len(), "approval: somebody signed twice");
		ensure!(!signers.contains(&case.terms.signer), "approval: the proposer signed");
		let carried_out = matches!(case.state, ApprovalState::Executed | ApprovalState::Failed);
		for (step, number) in case.terms.steps.as_slice().iter().zip(0u8..) {
			let demanded = usize::from(step.threshold.get());
			let signed = case.signed(number);
			let fits = match number.cmp(&case.step) {
				core::cmp::Ordering::Less => signed == demanded,
				// What failed may have expired or been withdrawn since.
				core::cmp::Ordering::Equal if carried_out || case.failure.is_some() => {
					signed == demanded
				}
				core::cmp::Ordering::Equal => signed < demanded,
				core::cmp::Ordering::Greater => signed == 0,
			};
			ensure!(fits, "approval: a step has not the signatures it should");
		}
		ensure!(!carried_out || case.terms.steps.is_last(case.step), "approval: too early");
		ensure!(
			case.state != ApprovalState::Failed || case.failure.is_some(),
			"approval: failed for no reason"
		);
		Ok(())
	}

	/// Earlier approvals of the same call and other attempts are what they are called.
	fn check_links(case: &ApprovalCase) -> Result<(), TryRuntimeError> {
		let (id, subject) = (case.terms.id, case.terms.subject);
		let latest = LatestOf::<T>::get(subject);
		ensure!(
			latest.map_or(case.state == ApprovalState::Withdrawn, |latest| latest >= id),
			"call: no latest"
		);
		ensure!(latest.is_some() == Calls::<T>::contains_key(subject), "call: without a latest");
		if let Some(earlier) = case.earlier {
			let other = Cases::<T>::get(earlier).ok_or("approval: after one that is not there")?;
			ensure!(
				earlier < id && other.terms.subject == subject,
				"approval: after another call's"
			);
		}
		if let Some(attempt) = case.resubmitted {
			let other = Cases::<T>::get(attempt).ok_or("approval: resubmitted as none")?;
			let previous = other.terms.previous.ok_or("attempt: without the one before")?;
			ensure!(
				previous.id == id && previous.head == case.head,
				"attempt: not of this approval"
			);
			ensure!(
				matches!(case.state, ApprovalState::Rejected | ApprovalState::Expired),
				"approval: resubmitted in another state"
			);
		}
		Ok(())
	}
}
