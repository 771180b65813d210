//! What follows from what was agreed on: historic bills are registered, differences are told and mended,
//! evidence is kept. R086, R089, R091, R110, R173, R180.

use crate::{Config, Error, Event, Pallet, WeightInfo};
use core::marker::PhantomData;
use fiscal_primitives::{
	bill::{Use, Validity},
	changes::BillAction,
	observation::{Difference, ObservationId, Observed, OutsideState, Question, MAX_DIFFERENCES},
	outbox::{Body, StatusNotice},
	participant::Role,
	traits::{BillLedger, OnObserved, Outbox, ParticipantRegistry},
	Bill, BillKey, ParticipantId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use sp_runtime::DispatchResult;

/// The effects, on the bills of `Bills`, with messages through `Messages`. `Platform` is the participant
/// in whose name a historic bill is registered that the chain itself asked for.
pub struct Effects<T, Bills, Messages, Platform>(PhantomData<(T, Bills, Messages, Platform)>);

impl<T, Bills, Messages, Platform> Effects<T, Bills, Messages, Platform>
where
	T: Config,
	Bills: BillLedger,
	Messages: Outbox,
	Platform: Get<Option<ParticipantId>>,
{
	/// In whose name a historic bill is registered: of the platform that asks, else of the one that is
	/// configured.
	fn platform(requester: Option<ParticipantId>) -> Result<ParticipantId, Error<T>> {
		requester
			.filter(|id| T::Participants::has_role(*id, Role::Platform))
			.or_else(Platform::get)
			.ok_or(Error::<T>::NoPlatform)
	}

	/// A difference is told in any case, and never keeps others from being told.
	fn differs(id: ObservationId, difference: &Difference) {
		let Difference { key, outside } = *difference;
		let bill = Bills::bill(&key);
		let chain = bill.as_ref().map(OutsideState::of);
		Pallet::<T>::deposit_event(Event::DifferenceFound { id, key, chain, outside });
		let Some(bill) = bill else { return };
		// The other side decides, or says of a bill that is its own what cannot be.
		if Bills::follow(&key, outside.as_ref()) != Ok(false) {
			return;
		}
		// It may have been used there before the chain took it over: what was paid there is not to be
		// wiped out, and is for a person to look into.
		if bill.is_adopted() && outside.is_some_and(|there| leaves_less(&there, &bill)) {
			return;
		}
		// The same state: what differs is no message's to mend.
		if chain != outside {
			Self::mend(key, &bill);
		}
	}

	/// The chain decides the state: it tells it once more, unless it is telling it.
	fn mend(key: BillKey, bill: &Bill) {
		let notice = StatusNotice::of(key, BillAction::Corrected, bill, T::Time::now());
		let body = Body::Status(notice);
		let waits = body.lane().is_some_and(|lane| Messages::waits(body.destination(), &lane));
		// Where there is no room, the next comparison finds it again.
		if !waits && Messages::ensure_room(body.destination(), 1).is_ok() {
			Messages::send(body);
		}
	}
}

impl<T, Bills, Messages, Platform> OnObserved for Effects<T, Bills, Messages, Platform>
where
	T: Config,
	Bills: BillLedger,
	Messages: Outbox,
	Platform: Get<Option<ParticipantId>>,
{
	fn ensure_askable(question: &Question) -> DispatchResult {
		if let Question::HistoricBill { key, .. } = question {
			ensure!(Bills::bill(key).is_none(), Error::<T>::AlreadyExists);
			Bills::ensure_adoptable(key)?;
		}
		Ok(())
	}

	fn observed(
		id: ObservationId,
		requester: Option<ParticipantId>,
		question: &Question,
		observed: &Observed,
	) -> DispatchResult {
		match (question, observed) {
			(
				Question::HistoricBill { key, check, scene, payer },
				Observed::HistoricBill { bill: Some(bill) },
			) => {
				let platform = Self::platform(requester)?;
				Bills::adopt(*key, *check, *scene, *payer, bill, platform)
			}
			(Question::Compare { .. }, Observed::Compare { differences }) => {
				differences.iter().for_each(|difference| Self::differs(id, difference));
				Ok(())
			}
			// A bill that is known nowhere, and evidence: the result is kept, and that is all.
			_ => Ok(()),
		}
	}

	fn observed_weight() -> Weight {
		let sent = Messages::send_weight().saturating_mul(MAX_DIFFERENCES.into());
		let compared = T::WeightInfo::compare(MAX_DIFFERENCES).saturating_add(sent);
		let adopted = T::WeightInfo::adopt().saturating_add(Messages::send_weight());
		adopted.max(compared)
	}
}

/// Is there less to reimburse of the bill outside than on the chain?
fn leaves_less(outside: &OutsideState, bill: &Bill) -> bool {
	outside.validity != Validity::Normal
		|| outside.reimbursed > bill.reimbursed
		|| (outside.usage == Use::Reimbursed && bill.usage != Use::Reimbursed)
}
