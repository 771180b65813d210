//! Cases that a person has to decide: a message was lost and nobody knows what the other province did,
//! both provinces say different things, or a result came without a lock. R174.

use crate::{
	types::digest, Config, Error, Event, InboundEntry, InboundFlows, OutboundFlows, Pallet,
	Resolution, StoredAnswers,
};
use fiscal_primitives::{
	outbox::EvidenceKind,
	region::{
		Ending, InboundFlow, OutboundFlow, OutboundStatus, RegionFlow, RegionOperation,
		RegionOutcome,
	},
	text::Reason,
	traits::ParticipantRegistry,
	Actor, Region,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_resolve_dispute(
		by: Actor,
		flow: RegionFlow,
		resolution: Resolution,
		reason: Reason,
	) -> DispatchResult {
		Self::ensure_room()?;
		if flow.region == Region::SHANGHAI {
			Self::resolve_outbound(&by, &flow, resolution)?;
		} else {
			Self::resolve_inbound(&flow, resolution)?;
		}
		Self::deposit_event(Event::DisputeResolved { flow, resolution, by, reason });
		Ok(())
	}

	/// What the province reimbursed without a lock is not counted: it takes that back, or starts anew
	/// under another number while the bill is free. The chain counts nothing that was not locked.
	fn resolve_inbound(flow: &RegionFlow, resolution: Resolution) -> Result<(), Error<T>> {
		let id = flow.key(RegionOperation::Start);
		let entry = InboundFlows::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(entry.state.outcome == RegionOutcome::Late, Error::<T>::NotDisputed);
		ensure!(resolution == Resolution::Released, Error::<T>::NotResolvable);
		let (bill, outcome) = (entry.state.bill, RegionOutcome::Released);
		Self::tell_outcome(flow, RegionOperation::Result, bill, outcome, None);
		let state = InboundFlow { outcome, ..entry.state };
		InboundFlows::<T>::insert(id, InboundEntry { state, ..entry });
		StoredAnswers::<T>::mutate(flow.key(RegionOperation::Result), |slot| {
			if let Some(answer) = slot {
				answer.outcome = outcome;
			}
		});
		Ok(())
	}

	/// The lock there has run out, or the organisation that could end it is not in force.
	fn is_abandoned(stored: &OutboundFlow) -> bool {
		stored.expires.is_some_and(|end| end <= Self::now())
			|| !T::Participants::is_active(stored.participant)
	}

	fn resolve_outbound(
		by: &Actor,
		flow: &RegionFlow,
		resolution: Resolution,
	) -> Result<(), Error<T>> {
		let id = flow.key(RegionOperation::Start);
		let stored = OutboundFlows::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		// A province that never answers leaves it asked or ending: a person ends that too. So does one
		// whose lock nobody can end any more.
		let is_locked = stored.status == OutboundStatus::Locked;
		let open = match stored.status {
			OutboundStatus::Disputed | OutboundStatus::Asked | OutboundStatus::Ending => true,
			OutboundStatus::Locked => Self::is_abandoned(&stored),
			OutboundStatus::Refused | OutboundStatus::Settled | OutboundStatus::Released => false,
		};
		ensure!(open, Error::<T>::NotDisputed);
		ensure!(!is_locked || resolution == Resolution::Released, Error::<T>::NotResolvable);
		Self::ensure_apart(by, stored.participant)?;
		let status = match (resolution, stored.ending) {
			(Resolution::Settled, Some(Ending::Settled { .. })) => OutboundStatus::Settled,
			(Resolution::Released, _) => OutboundStatus::Released,
			(Resolution::Refused, None) => OutboundStatus::Refused,
			_ => return Err(Error::<T>::NotResolvable),
		};
		Self::prove(EvidenceKind::Result, digest(&(flow, resolution)));
		Self::move_to(&id, stored, status);
		Ok(())
	}
}
