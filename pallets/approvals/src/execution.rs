//! Carrying an approval out.

use crate::{Calls, Config, Error, Event, Origin, Pallet};
use codec::DecodeLimit;
use fiscal_primitives::{
	approval::{ApprovalCase, ApprovalState},
	operation::RecordAction,
	Moment, ParticipantId,
};
use frame_support::{
	dispatch::GetDispatchInfo, ensure, storage::with_storage_layer, traits::Get, weights::Weight,
};
use sp_runtime::{traits::Dispatchable, DispatchError};

/// How deep a call may be nested: those that operations cover carry no other calls.
const MAX_DEPTH: u32 = 32;

/// Reads that tell whether a signer's member is apart from the proposer's and from those of
/// 16 earlier signers of a step: three tiers each.
const APART_READS: u64 = 3 * 17;

impl<T: Config> Pallet<T> {
	/// What a signature costs at most that is measured for a step of an approval role: for a role of
	/// the chain, members are compared besides.
	pub(crate) fn chain_step(measured: Weight) -> Weight {
		measured.saturating_add(T::DbWeight::get().reads(APART_READS))
	}

	/// What carrying out costs at most that is measured for a call that fails: a success closes the
	/// approval.
	pub(crate) fn closing(measured: Weight) -> Weight {
		measured.saturating_add(T::DbWeight::get().reads_writes(2, 3))
	}

	/// Dispatches the call of an approval with all its signatures, notes what came of it and stores
	/// the approval. What the call weighed.
	pub(crate) fn carry_out(mut case: ApprovalCase, by: ParticipantId, at: Moment) -> Weight {
		let (weight, result) = match Self::call_of(&case) {
			Ok(call) => Self::dispatch(&case, call),
			Err(fault) => (Weight::zero(), Err(fault)),
		};
		let action = match result {
			Ok(()) => {
				Self::close(&mut case, ApprovalState::Executed);
				RecordAction::Executed
			}
			Err(_) => {
				case.state = ApprovalState::Failed;
				RecordAction::ExecutionFailed
			}
		};
		case.failure = result.err();
		Self::note(&mut case, action, Some(by), at, None);
		Self::store(&case);
		let (id, operation, subject) = (case.terms.id, case.terms.operation, case.terms.subject);
		let head = case.head;
		Self::deposit_event(Event::Executed { id, operation, subject, result, at, head });
		weight
	}

	/// The call of an approval, checked once more as if it were proposed now: the runtime may have
	/// changed since.
	pub(crate) fn call_of(
		case: &ApprovalCase,
	) -> Result<<T as Config>::RuntimeCall, DispatchError> {
		let bytes = Calls::<T>::get(case.terms.subject).ok_or(Error::<T>::NotFound)?;
		let call = <T as Config>::RuntimeCall::decode_all_with_depth_limit(
			MAX_DEPTH,
			&mut bytes.as_slice(),
		)
		.map_err(|_| Error::<T>::RuntimeChanged)?;
		ensure!(Self::operation_of(&call)? == case.terms.operation, Error::<T>::OperationMismatch);
		ensure!(
			call.get_dispatch_info().call_weight.all_lte(T::MaxCallWeight::get()),
			Error::<T>::MaxCallWeightExceeded
		);
		Ok(call)
	}

	fn dispatch(
		case: &ApprovalCase,
		call: <T as Config>::RuntimeCall,
	) -> (Weight, Result<(), DispatchError>) {
		let terms = &case.terms;
		let origin = Origin::Approved {
			id: terms.id,
			operation: terms.operation,
			proposer: terms.proposer,
			signer: terms.signer,
			head: case.head,
			flow: terms.flow,
			mandated: terms.mandated,
		};
		let declared = call.get_dispatch_info().call_weight;
		let outcome = with_storage_layer(|| call.dispatch(origin.into()));
		match outcome {
			Ok(info) => (info.actual_weight.unwrap_or(declared).min(declared), Ok(())),
			Err(fault) => {
				let weight = fault.post_info.actual_weight.unwrap_or(declared);
				(weight.min(declared), Err(fault.error))
			}
		}
	}
}
