//! Reimbursement here of bills of other provinces: start 发起报销, agreement 授权推送, result 报销结果,
//! and the answers of the province. R171, R173, R174, R177.

use crate::{
	types::{after_answer, is_over},
	Config, Error, Event, Filings, LiveFlows, OutboundCount, OutboundFlows, OutboundOf, Pallet,
	Provinces,
};
use fiscal_primitives::{
	outbox::{Body, EvidenceKind},
	participant::Role,
	region::{
		AuthorizationNotice, Ending, OrgCode, OutboundFlow, OutboundStatus, RegionFlow,
		RegionOperation, RegionOutcome, ResultNotice, StartNotice,
	},
	traits::ParticipantRegistry,
	AccountId, BillKey, Digest, Fen, FlowNumber, Moment, ParticipantId, Region,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

/// Does this ask for what that asked for?
fn is_same(one: &OutboundFlow, other: &OutboundFlow) -> bool {
	(one.participant, one.issuer, one.bill, one.elements, one.claimed, one.authorization)
		== (
			other.participant,
			other.issuer,
			other.bill,
			other.elements,
			other.claimed,
			other.authorization,
		)
}

impl<T: Config> Pallet<T> {
	/// The participant that signs and what names its reimbursement.
	fn named(
		who: &AccountId,
		flow: FlowNumber,
	) -> Result<(ParticipantId, RegionFlow), DispatchError> {
		let participant = T::Participants::ensure(who, Role::BillUser)?;
		let filing = Filings::<T>::get(participant).ok_or(Error::<T>::NotRegistered)?;
		Ok((participant, RegionFlow { region: Region::SHANGHAI, org: filing.org, flow }))
	}

	/// The reimbursement of the participant that signs.
	fn own_flow(
		who: &AccountId,
		flow: FlowNumber,
	) -> Result<(Digest, OutboundFlow), DispatchError> {
		let (participant, flow) = Self::named(who, flow)?;
		let id = flow.key(RegionOperation::Start);
		let stored = OutboundFlows::<T>::get(id)
			.filter(|stored| stored.participant == participant)
			.ok_or(Error::<T>::NotFound)?;
		Ok((id, stored))
	}

	pub(crate) fn do_start(
		who: &AccountId,
		issuer: Region,
		bill: BillKey,
		elements: Digest,
		claimed: Fen,
		flow: FlowNumber,
		authorization: Digest,
	) -> DispatchResult {
		let (participant, flow) = Self::named(who, flow)?;
		let (id, at) = (flow.key(RegionOperation::Start), Self::now());
		let started = OutboundFlow {
			participant,
			flow: flow.clone(),
			issuer,
			bill,
			elements,
			claimed,
			authorization,
			agreement: None,
			status: OutboundStatus::Asked,
			outcome: RegionOutcome::Pending,
			ending: None,
			expires: None,
			at,
		};
		if let Some(first) = OutboundFlows::<T>::get(id) {
			ensure!(is_same(&first, &started), Error::<T>::FlowConflict);
			let operation = RegionOperation::Start;
			Self::deposit_event(Event::AnsweredAgain { flow, operation });
			return Ok(());
		}
		Self::registered(who)?;
		Self::ensure_service_open(&flow.org)?;
		ensure!(issuer != Region::SHANGHAI, Error::<T>::OwnRegion);
		let province = Provinces::<T>::get(issuer).ok_or(Error::<T>::UnknownProvince)?;
		ensure!(province.outbound, Error::<T>::ProvinceClosed);
		ensure!(!claimed.is_zero(), Error::<T>::AmountZero);
		ensure!(!LiveFlows::<T>::contains_key(issuer, bill), Error::<T>::AlreadyLocked);
		let number = OutboundCount::<T>::get(participant)
			.checked_add(1)
			.ok_or(Error::<T>::MaxFlowsExceeded)?;
		Self::ensure_room()?;
		let notice =
			StartNotice { issuer, flow: flow.clone(), bill, elements, claimed, authorization, at };
		Self::must_tell(EvidenceKind::Start, Body::Start(notice))?;
		OutboundFlows::<T>::insert(id, started);
		LiveFlows::<T>::insert(issuer, bill, id);
		OutboundCount::<T>::insert(participant, number);
		OutboundOf::<T>::insert(participant, number, id);
		Self::deposit_event(Event::Started { id, flow, participant, issuer, bill, claimed });
		Ok(())
	}

	/// May the reimbursement end like that now?
	fn ensure_endable(stored: &OutboundFlow, ending: Ending) -> Result<(), Error<T>> {
		match (stored.status, ending) {
			(OutboundStatus::Locked, Ending::Settled { amount, close }) => {
				ensure!(amount <= stored.claimed, Error::<T>::ExceedsClaim);
				ensure!(close || !amount.is_zero(), Error::<T>::AmountZero);
				// From then on somebody of the other province may hold the bill.
				let holds = stored.expires.is_none_or(|end| Self::now() < end);
				ensure!(holds, Error::<T>::LockExpired);
				Ok(())
			}
			(OutboundStatus::Asked | OutboundStatus::Locked, Ending::Released) => Ok(()),
			(OutboundStatus::Asked, Ending::Settled { .. }) => Err(Error::<T>::NotLocked),
			(OutboundStatus::Disputed, _) => Err(Error::<T>::Disputed),
			(
				OutboundStatus::Refused
				| OutboundStatus::Ending
				| OutboundStatus::Settled
				| OutboundStatus::Released,
				_,
			) => Err(Error::<T>::Ended),
		}
	}

	pub(crate) fn do_finish(who: &AccountId, flow: FlowNumber, ending: Ending) -> DispatchResult {
		let (id, stored) = Self::own_flow(who, flow)?;
		let flow = stored.flow.clone();
		if let Some(first) = stored.ending {
			ensure!(first == ending, Error::<T>::FlowConflict);
			let operation = RegionOperation::Result;
			Self::deposit_event(Event::AnsweredAgain { flow, operation });
			return Ok(());
		}
		// Room was there for the start. An end that had to wait would let the lock there run out.
		Self::ensure_endable(&stored, ending)?;
		let (issuer, bill, at) = (stored.issuer, stored.bill, Self::now());
		let notice = ResultNotice { issuer, flow: flow.clone(), bill, ending, at };
		Self::must_tell(EvidenceKind::Result, Body::Result(notice))?;
		let (status, ended) = (OutboundStatus::Ending, Some(ending));
		OutboundFlows::<T>::insert(id, OutboundFlow { status, ending: ended, at, ..stored });
		Self::deposit_event(Event::Finished { flow, bill, ending });
		Ok(())
	}

	pub(crate) fn do_push_authorization(
		who: &AccountId,
		flow: FlowNumber,
		file: Digest,
	) -> DispatchResult {
		let (id, stored) = Self::own_flow(who, flow)?;
		let runs = matches!(stored.status, OutboundStatus::Asked | OutboundStatus::Locked);
		ensure!(runs, Error::<T>::Ended);
		ensure!(stored.agreement != Some(file), Error::<T>::NothingChanged);
		Self::ensure_room()?;
		let (flow, at) = (stored.flow.clone(), Self::now());
		let (issuer, bill, authorization) = (stored.issuer, stored.bill, stored.authorization);
		let notice =
			AuthorizationNotice { issuer, flow: flow.clone(), bill, authorization, file, at };
		Self::must_tell(EvidenceKind::Authorization, Body::Authorization(notice))?;
		OutboundFlows::<T>::insert(id, OutboundFlow { agreement: Some(file), at, ..stored });
		Self::deposit_event(Event::AuthorizationPushed { flow, file });
		Ok(())
	}

	/// The reimbursement stands like that from now on. The bill is free for another one once it is over.
	pub(crate) fn move_to(id: &Digest, stored: OutboundFlow, status: OutboundStatus) {
		if is_over(status) {
			LiveFlows::<T>::remove(stored.issuer, stored.bill);
		}
		let (flow, outcome) = (stored.flow.clone(), stored.outcome);
		OutboundFlows::<T>::insert(id, OutboundFlow { status, at: Self::now(), ..stored });
		Self::deposit_event(Event::OutboundMoved { flow, status, outcome });
	}

	/// The province that issued a bill answers.
	pub(crate) fn hear_answer(
		from: Region,
		org: OrgCode,
		flow: FlowNumber,
		operation: RegionOperation,
		outcome: RegionOutcome,
		expires: Option<Moment>,
	) {
		let flow = RegionFlow { region: Region::SHANGHAI, org, flow };
		let id = flow.key(RegionOperation::Start);
		let asked = OutboundFlows::<T>::get(id).filter(|stored| stored.issuer == from);
		let moved = asked.and_then(|stored| {
			after_answer(&stored, operation, outcome).map(|status| (stored, status))
		});
		let Some((stored, status)) = moved else {
			Self::deposit_event(Event::AnswerIgnored { from, flow, operation, outcome });
			return;
		};
		let expires = match status {
			OutboundStatus::Locked => expires,
			_ => stored.expires,
		};
		Self::move_to(&id, OutboundFlow { outcome, expires, ..stored }, status);
	}
}
