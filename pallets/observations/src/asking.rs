//! Who may ask what, and how a request begins and is counted.

use crate::{
	Config, Deadlines, Error, Event, LastId, Live, OpenCount, OpenOf, Ordered, Pallet, Requests,
	Step,
};
use fiscal_primitives::{
	observation::{ObservationId, ObservationStatus, Question, Request, MAX_COMPARED},
	participant::{Role, Roles},
	traits::{Observations, OnObserved, ParticipantRegistry},
	AccountId, ParticipantId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_runtime::DispatchError;

/// Whoever may ask the question: one of these roles is enough.
fn roles_for(question: &Question) -> Roles {
	let roles: &[Role] = match question {
		// Who asks names the payer, whom the outside system does not: whoever wants to lock a bill must
		// not be the one to say whose it is.
		Question::HistoricBill { .. } => &[Role::Platform],
		Question::Compare { .. } => &[Role::FiscalAuthority, Role::Platform, Role::Auditor],
		// Every organisation; citizens ask through one.
		Question::Evidence { .. } => &[
			Role::FiscalAuthority,
			Role::Issuer,
			Role::BillUser,
			Role::Platform,
			Role::NodeOperator,
			Role::Council,
			Role::Auditor,
			Role::Administrator,
		],
	};
	Roles::of(roles)
}

impl<T: Config> Pallet<T> {
	/// The participant for which the signer acts, if both are active and the signer may ask this.
	pub(crate) fn ensure_may_ask(
		who: &AccountId,
		question: &Question,
	) -> Result<ParticipantId, Error<T>> {
		let id = T::Participants::id_of(who).ok_or(Error::<T>::NotAuthorized)?;
		let signer = T::Participants::signer_of(who).ok_or(Error::<T>::NotAuthorized)?;
		ensure!(T::Participants::is_active(signer), Error::<T>::NotActive);
		let may = T::Participants::roles_of(signer).intersects(roles_for(question));
		ensure!(may, Error::<T>::NotAuthorized);
		Ok(id)
	}

	/// Writes a request.
	pub(crate) fn do_ask(
		question: Question,
		requester: Option<ParticipantId>,
	) -> Result<ObservationId, DispatchError> {
		if let Question::Compare { from, to } = &question {
			let ascends = from.code == to.code && from.number <= to.number;
			ensure!(ascends, Error::<T>::RangeEmpty);
			// One less than its numbers, since both ends are of it.
			let distance = to.number.value().saturating_sub(from.number.value());
			ensure!(distance < MAX_COMPARED, Error::<T>::RangeTooWide);
		}
		T::OnObserved::ensure_askable(&question)?;
		let open = OpenCount::<T>::get();
		ensure!(open < T::MaxOpen::get(), Error::<T>::Full);
		let own = requester.map(|asks| (asks, OpenOf::<T>::get(asks)));
		let most = T::MaxOpenPerParticipant::get();
		ensure!(own.is_none_or(|(_, count)| count < most), Error::<T>::Full);
		let id = LastId::<T>::get().checked_add(1).ok_or(Error::<T>::Full)?;

		let at = T::Time::now();
		let deadline = at.saturating_add(T::Term::get());
		let request = Request {
			question: question.clone(),
			requester,
			at,
			deadline,
			status: ObservationStatus::Open,
			agreed: None,
		};
		let key = Ordered::of(id);
		LastId::<T>::put(id);
		OpenCount::<T>::put(open.saturating_add(1));
		if let Some((asks, count)) = own {
			OpenOf::<T>::insert(asks, count.saturating_add(1));
		}
		Requests::<T>::insert(key, request);
		Live::<T>::insert(key, ());
		Deadlines::<T>::insert(Ordered::of(deadline), key, Step::Close);
		Self::deposit_event(Event::Requested { id, requester, question, deadline });
		Ok(id)
	}

	/// The request is not open any more.
	pub(crate) fn make_room(request: &Request) {
		OpenCount::<T>::mutate(|count| *count = count.saturating_sub(1));
		if let Some(asked) = request.requester {
			OpenOf::<T>::mutate_exists(asked, |slot| {
				*slot = slot.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
			});
		}
	}
}

impl<T: Config> Observations for Pallet<T> {
	fn ask(
		question: Question,
		requester: Option<ParticipantId>,
	) -> Result<ObservationId, DispatchError> {
		Self::do_ask(question, requester)
	}
}
