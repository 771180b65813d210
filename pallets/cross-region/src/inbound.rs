//! What other provinces ask about bills of here: start of a reimbursement 发起报销, its result 报销结果.
//! R105, R173, R174.

use crate::{
	arrival::seen_key,
	types::{digest, lock_number, Asked},
	Config, Error, Event, ForeignFilings, ForeignServices, InboundEntry, InboundFlows, Pallet,
	Platform, Seen, StoredAnswers,
};
use fiscal_primitives::{
	bill::Use,
	lock::{AcquireOutcome, LockRefusal},
	outbox::{Body, EvidenceKind},
	region::{
		AnswerNotice, Ending, Inbound, InboundBody, InboundFlow, Province, RegionFlow,
		RegionOperation, RegionOutcome, TakenMessage,
	},
	traits::{BillLedger, RegionLocks},
	BillKey, Digest, Moment, ParticipantId,
};
use fiscal_sm_crypto::Signature;
use sp_runtime::DispatchResult;

/// What evidence of an operation is about.
const fn evidence_of(operation: RegionOperation) -> EvidenceKind {
	match operation {
		RegionOperation::Start => EvidenceKind::Start,
		RegionOperation::Result => EvidenceKind::Result,
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_receive(message: Inbound, signature: &Signature) -> DispatchResult {
		let province = Self::check_message(&message, signature)?;
		Self::prove(message.evidence(), message.digest());
		let taken = TakenMessage { at: Self::now(), identity: message.identity() };
		let Inbound { id, from, at, body } = message;
		Seen::<T>::insert(seen_key(from, &id), taken);
		Self::deposit_event(Event::MessageTaken { from, id: id.clone() });
		match body {
			InboundBody::Filing { org, name, active } => {
				Self::hear_filing((from, id, at), org, name, active);
			}
			InboundBody::Service { org, change, until } => {
				Self::hear_service((from, id, at), org, change, until);
			}
			InboundBody::Start { org, flow, bill, elements, claimed, authorization } => {
				let flow = RegionFlow { region: from, org, flow };
				let asked = Asked { bill, elements, claimed, authorization };
				Self::hear_start(&province, flow, asked)?;
			}
			InboundBody::Result { org, flow, bill, ending } => {
				let flow = RegionFlow { region: from, org, flow };
				Self::hear_result(&flow, bill, ending);
			}
			InboundBody::Answer { org, flow, operation, outcome, expires } => {
				Self::hear_answer(from, org, flow, operation, outcome, expires);
			}
		}
		Ok(())
	}

	/// Answers a request of another province, and leaves evidence of the answer. Whether there is room
	/// was asked when the request came.
	pub(crate) fn answer(
		flow: &RegionFlow,
		operation: RegionOperation,
		bill: BillKey,
		outcome: RegionOutcome,
		expires: Option<Moment>,
	) {
		Self::tell_outcome(flow, operation, bill, outcome, expires);
		let flow = flow.clone();
		Self::deposit_event(Event::Answered { flow, operation, bill, outcome, expires });
	}

	/// Tells another province what became of its request.
	pub(crate) fn tell_outcome(
		flow: &RegionFlow,
		operation: RegionOperation,
		bill: BillKey,
		outcome: RegionOutcome,
		expires: Option<Moment>,
	) {
		let (flow, at) = (flow.clone(), Self::now());
		let notice = AnswerNotice { flow, operation, bill, outcome, expires, at };
		Self::tell(evidence_of(operation), Body::Answer(notice));
	}

	/// Answers a request that came before: how it stands, or that it asked for something else then.
	fn answer_again(
		flow: &RegionFlow,
		operation: RegionOperation,
		bill: BillKey,
		content: Digest,
		first: &InboundFlow,
	) {
		let (outcome, expires) = match first.content == content {
			true => (first.outcome, first.expires),
			false => (RegionOutcome::Conflict, None),
		};
		Self::answer(flow, operation, bill, outcome, expires);
	}

	/// A reimbursement of a bill of here starts elsewhere.
	///
	/// Errors: `Busy`.
	pub(crate) fn hear_start(
		province: &Province,
		flow: RegionFlow,
		asked: Asked,
	) -> Result<(), Error<T>> {
		let id = flow.key(RegionOperation::Start);
		let (bill, content) = (asked.bill, digest(&asked));
		if let Some(first) = InboundFlows::<T>::get(id) {
			Self::answer_again(&flow, RegionOperation::Start, bill, content, &first.state);
			return Ok(());
		}
		let (outcome, platform) = Self::ask_lock(province, &flow, &id, &asked)?;
		if outcome != RegionOutcome::Pending {
			Self::answer(&flow, RegionOperation::Start, bill, outcome, None);
		}
		let state = InboundFlow { bill, content, outcome, expires: None };
		InboundFlows::<T>::insert(id, InboundEntry { flow, platform, state });
		Ok(())
	}

	/// Is the organisation registered, and its service open?
	fn is_admitted(flow: &RegionFlow) -> bool {
		let filed = ForeignFilings::<T>::get(flow.region, flow.org);
		filed.is_some_and(|filing| filing.active)
			&& ForeignServices::<T>::get(flow.region, flow.org)
				.is_some_and(|service| service.is_open(Self::now()))
	}

	/// Asks for the lock, if everything admits it; what came of that so far, and in whose name it was
	/// asked for.
	fn ask_lock(
		province: &Province,
		flow: &RegionFlow,
		id: &Digest,
		asked: &Asked,
	) -> Result<(RegionOutcome, Option<ParticipantId>), Error<T>> {
		let admitted = province.inbound && Self::is_admitted(flow);
		let platform = Platform::<T>::get().filter(|_| admitted);
		let (Some(platform), Some(number)) = (platform, lock_number(id)) else {
			return Ok((RegionOutcome::NotAdmitted, None));
		};
		let Some(bill) = T::Bills::bill(&asked.bill).filter(|bill| asked.names(bill)) else {
			return Ok((RegionOutcome::Unknown, None));
		};
		let started = T::Locks::start(
			platform.participant,
			asked.bill,
			platform.scene,
			flow.region,
			number,
			asked.claimed,
			asked.authorization,
		);
		let outcome = match started {
			Ok(AcquireOutcome::Pending) => RegionOutcome::Pending,
			Ok(AcquireOutcome::Refused) => RegionOutcome::Denied,
			Ok(AcquireOutcome::Lost) => RegionOutcome::Taken,
			// Somebody else used the number, and not for this request.
			Ok(AcquireOutcome::Won) | Err(LockRefusal::Conflict) => RegionOutcome::Conflict,
			Err(LockRefusal::Held) => RegionOutcome::Taken,
			Err(LockRefusal::NotUsable | LockRefusal::Gone) if bill.usage == Use::Locked => {
				RegionOutcome::Taken
			}
			Err(LockRefusal::NotUsable | LockRefusal::Gone) => RegionOutcome::NotUsable,
			Err(LockRefusal::NotPermitted) => RegionOutcome::NotAuthorized,
			Err(LockRefusal::NotInForce) => RegionOutcome::NotAdmitted,
			Err(LockRefusal::Busy) => return Err(Error::<T>::Busy),
		};
		Ok((outcome, Some(platform.participant)))
	}

	/// A reimbursement of a bill of here ended elsewhere. What is not final is not kept, so that the
	/// province may correct it under the same number.
	pub(crate) fn hear_result(flow: &RegionFlow, bill: BillKey, ending: Ending) {
		let key = flow.key(RegionOperation::Result);
		let content = digest(&(bill, ending));
		if let Some(first) = StoredAnswers::<T>::get(key) {
			Self::answer_again(flow, RegionOperation::Result, bill, content, &first);
			return;
		}
		let id = flow.key(RegionOperation::Start);
		let outcome = match InboundFlows::<T>::get(id) {
			None => RegionOutcome::Unknown,
			Some(entry) if entry.state.bill != bill => RegionOutcome::Conflict,
			Some(entry) => Self::end_lock(&id, entry, ending),
		};
		let is_final = matches!(
			outcome,
			RegionOutcome::Settled | RegionOutcome::Released | RegionOutcome::Late
		);
		if is_final {
			let stored = InboundFlow { bill, content, outcome, expires: None };
			StoredAnswers::<T>::insert(key, stored);
		}
		Self::answer(flow, RegionOperation::Result, bill, outcome, None);
	}

	/// Ends the lock as the result says, if it is there still.
	fn end_lock(id: &Digest, entry: InboundEntry, ending: Ending) -> RegionOutcome {
		let held = entry.state.outcome == RegionOutcome::Locked;
		let (bill, region) = (entry.state.bill, entry.flow.region);
		let ended = match (entry.platform.filter(|_| held), lock_number(id)) {
			(Some(platform), Some(number)) => match ending {
				Ending::Settled { amount, close } => {
					T::Locks::settle(platform, bill, region, number, amount, close)
				}
				Ending::Released => T::Locks::release(platform, bill, region, number),
			},
			_ => Err(LockRefusal::Gone),
		};
		let outcome = match (ended, ending) {
			(Ok(()), Ending::Settled { .. }) => RegionOutcome::Settled,
			(Ok(()) | Err(LockRefusal::Gone), Ending::Released) => RegionOutcome::Released,
			(Err(LockRefusal::Gone), Ending::Settled { .. }) => RegionOutcome::Late,
			(Err(LockRefusal::NotInForce), _) => return RegionOutcome::NotAdmitted,
			(Err(LockRefusal::Conflict), _) => return RegionOutcome::Conflict,
			(Err(_), _) => return RegionOutcome::NotUsable,
		};
		let late = outcome == RegionOutcome::Late;
		if late {
			let flow = entry.flow.clone();
			Self::deposit_event(Event::ResultLate { flow, bill, ending });
		}
		// What was refused stays so, unless somebody reimbursed all the same.
		if held || late {
			let state = InboundFlow { outcome, expires: None, ..entry.state };
			InboundFlows::<T>::insert(id, InboundEntry { state, ..entry });
		}
		outcome
	}
}
