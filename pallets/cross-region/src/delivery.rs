//! What the platform said of messages, and what became of those that never arrived.

use crate::{types::is_over, Config, OutboundFlows, Pallet, WeightInfo};
use fiscal_primitives::{
	outbox::{Body, DeathCause, MessageId, Receipt},
	region::{Ending, OutboundFlow, OutboundStatus, RegionFlow, RegionOperation, RegionOutcome},
	traits::OnDelivery,
	Digest,
};
use frame_support::weights::Weight;

/// What is known of a message.
#[derive(Clone, Copy)]
enum Fate {
	/// The platform took it.
	Taken,
	/// The platform refused it: the other province never hears of it.
	Refused,
	/// Nobody knows whether it arrived.
	Lost,
}

/// What becomes of a reimbursement whose start had that fate.
fn after_start(flow: &OutboundFlow, fate: Fate) -> Option<OutboundStatus> {
	let gave_up = flow.ending == Some(Ending::Released);
	match (flow.status, fate) {
		(OutboundStatus::Asked, Fate::Refused) => Some(OutboundStatus::Refused),
		(OutboundStatus::Asked, Fate::Lost) => Some(OutboundStatus::Disputed),
		(OutboundStatus::Ending, Fate::Refused) if gave_up => Some(OutboundStatus::Released),
		(OutboundStatus::Ending, Fate::Lost) if gave_up => Some(OutboundStatus::Disputed),
		// It arrived after all: the other province is going to answer.
		(OutboundStatus::Disputed, Fate::Taken) if is_lost(flow) && flow.ending.is_none() => {
			Some(OutboundStatus::Asked)
		}
		(OutboundStatus::Disputed, Fate::Refused) if is_lost(flow) && flow.ending.is_none() => {
			Some(OutboundStatus::Refused)
		}
		_ => None,
	}
}

/// What becomes of a reimbursement whose result had that fate.
fn after_result(flow: &OutboundFlow, fate: Fate) -> Option<OutboundStatus> {
	match (flow.status, fate) {
		(OutboundStatus::Ending, Fate::Refused | Fate::Lost) => Some(OutboundStatus::Disputed),
		(OutboundStatus::Disputed, Fate::Taken) if is_lost(flow) && flow.ending.is_some() => {
			Some(OutboundStatus::Ending)
		}
		_ => None,
	}
}

/// Is it in doubt because a message was lost, and not because of what the other province said?
fn is_lost(flow: &OutboundFlow) -> bool {
	matches!(flow.outcome, RegionOutcome::Pending | RegionOutcome::Locked)
}

impl<T: Config> Pallet<T> {
	fn running(flow: &RegionFlow) -> Option<(Digest, OutboundFlow)> {
		let id = flow.key(RegionOperation::Start);
		let stored = OutboundFlows::<T>::get(id).filter(|stored| !is_over(stored.status))?;
		Some((id, stored))
	}

	fn message_ended(body: &Body, fate: Fate) {
		let moved = match body {
			Body::Start(notice) => Self::running(&notice.flow).and_then(|(id, stored)| {
				after_start(&stored, fate).map(|status| (id, stored, status))
			}),
			Body::Result(notice) => Self::running(&notice.flow).and_then(|(id, stored)| {
				after_result(&stored, fate).map(|status| (id, stored, status))
			}),
			_ => None,
		};
		if let Some((id, stored, status)) = moved {
			Self::move_to(&id, stored, status);
		}
	}
}

impl<T: Config> OnDelivery for Pallet<T> {
	fn delivered(_: MessageId, body: &Body, receipt: &Receipt) {
		if let Body::Filing(notice) = body {
			Self::filing_answered(notice, receipt);
		}
		let fate = if receipt.accepted { Fate::Taken } else { Fate::Refused };
		Self::message_ended(body, fate);
	}

	fn dead(_: MessageId, body: &Body, cause: &DeathCause) {
		match cause {
			// The receipt said so before.
			DeathCause::Refused => {}
			DeathCause::Attempts(_) | DeathCause::Overdue => Self::message_ended(body, Fate::Lost),
		}
	}

	fn delivery_weight() -> Weight {
		T::WeightInfo::delivered()
	}
}
