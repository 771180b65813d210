//! What becomes of the locks that other provinces asked for. R173, R223.

use crate::{types::start_of, Config, Event, InboundEntry, InboundFlows, Pallet, WeightInfo};
use fiscal_primitives::{
	lock::AcquireOutcome,
	region::{InboundFlow, RegionOperation, RegionOutcome},
	traits::OnLockDecided,
	BillKey, Digest, FlowNumber, Moment, ParticipantId,
};
use frame_support::weights::Weight;

impl<T: Config> Pallet<T> {
	/// The reimbursement elsewhere for which the participant asked for the bill under that number, if
	/// it stands like that.
	fn asked_for(
		key: &BillKey,
		platform: ParticipantId,
		number: &FlowNumber,
		outcome: RegionOutcome,
	) -> Option<(Digest, InboundEntry)> {
		let id = start_of(number)?;
		let entry = InboundFlows::<T>::get(id)?;
		let meant = entry.platform == Some(platform)
			&& entry.state.bill == *key
			&& entry.state.outcome == outcome;
		meant.then_some((id, entry))
	}

	fn store_outcome(
		id: &Digest,
		entry: InboundEntry,
		outcome: RegionOutcome,
		expires: Option<Moment>,
	) {
		let state = InboundFlow { outcome, expires, ..entry.state };
		InboundFlows::<T>::insert(id, InboundEntry { state, ..entry });
	}
}

/// The flow number of a lock tells whose it is: nobody else pays for being told.
impl<T: Config> OnLockDecided for Pallet<T> {
	fn watches(flow: &FlowNumber) -> bool {
		start_of(flow).is_some()
	}

	fn decided(
		key: &BillKey,
		requester: ParticipantId,
		flow: &FlowNumber,
		outcome: AcquireOutcome,
		expires: Option<Moment>,
	) {
		let (outcome, expires) = match outcome {
			AcquireOutcome::Won => (RegionOutcome::Locked, expires),
			AcquireOutcome::Lost => (RegionOutcome::Taken, None),
			AcquireOutcome::Refused => (RegionOutcome::NotUsable, None),
			AcquireOutcome::Pending => return,
		};
		let asked = Self::asked_for(key, requester, flow, RegionOutcome::Pending);
		let Some((id, entry)) = asked else { return };
		Self::answer(&entry.flow, RegionOperation::Start, *key, outcome, expires);
		Self::store_outcome(&id, entry, outcome, expires);
	}

	fn ended(key: &BillKey, holder: ParticipantId, flow: &FlowNumber) {
		let asked = Self::asked_for(key, holder, flow, RegionOutcome::Locked);
		let Some((id, entry)) = asked else { return };
		let outcome = RegionOutcome::Released;
		Self::tell_outcome(&entry.flow, RegionOperation::Start, *key, outcome, None);
		Self::deposit_event(Event::LockEnded { flow: entry.flow.clone(), bill: *key });
		Self::store_outcome(&id, entry, outcome, None);
	}

	fn decided_weight() -> Weight {
		Self::with_messages(T::WeightInfo::decided(), 2)
	}
}
