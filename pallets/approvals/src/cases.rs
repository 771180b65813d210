//! The life of an approval 审批单: R007, R052, R218, R219.

use crate::{
	Call, Calls, Cases, Config, Count, Deadlines, Due, Error, Event, Flows, HighRisk, LatestOf,
	OpenBy, OpenCount, OperationOf, Pallet, Record, WeightInfo,
};
use alloc::vec::Vec;
use codec::Encode;
use fiscal_primitives::{
	approval::{
		ApprovalCase, ApprovalId, ApprovalState, RecordedEntry, Signature, StepRole, Terms,
		MAX_CALL, MAX_RECORD,
	},
	operation::{chain_head, reason_digest, Approval, Operation, RecordAction, RecordEntry},
	text::Reason,
	traits::ParticipantRegistry,
	AccountId, Digest, FlowId, Moment, ParticipantId,
};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
	ensure,
	traits::{ConstU32, Get, IsSubType, Time},
	BoundedVec,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

/// What a new approval is made of.
struct Draft {
	operation: Operation,
	subject: Digest,
	proposer: ParticipantId,
	signer: ParticipantId,
	flow: FlowId,
	mandated: bool,
	previous: Option<Approval>,
}

impl<T: Config> Pallet<T> {
	/// The version of the encoding of calls.
	pub(crate) fn encoding() -> u32 {
		<T as frame_system::Config>::Version::get().transaction_version
	}

	/// For whom an account acts and who signs, if both are active.
	///
	/// Errors: `NotAuthorized` if the account is nobody's, `NotActive`.
	fn active_signer(who: &AccountId) -> Result<(ParticipantId, ParticipantId), Error<T>> {
		let signer = T::Participants::signer_of(who).ok_or(Error::<T>::NotAuthorized)?;
		let proposer = T::Participants::id_of(who).ok_or(Error::<T>::NotAuthorized)?;
		ensure!(
			T::Participants::is_active(signer) && T::Participants::is_active(proposer),
			Error::<T>::NotActive
		);
		Ok((proposer, signer))
	}

	/// The operation a call performs. Calls about approvals themselves and calls that carry others
	/// are none's, whatever the runtime says of them: nothing that was approved approves.
	pub(crate) fn operation_of(call: &<T as Config>::RuntimeCall) -> Result<Operation, Error<T>> {
		let about_approvals = call.is_sub_type().is_some_and(|call: &Call<T>| {
			matches!(
				call,
				Call::propose { .. }
					| Call::approve { .. }
					| Call::reject { .. }
					| Call::withdraw { .. }
					| Call::resubmit { .. }
					| Call::execute { .. }
			)
		});
		ensure!(!about_approvals, Error::<T>::NotProposable);
		T::Operations::operation(call).ok_or(Error::<T>::NotProposable)
	}

	/// Appends to the record of an approval. The caller stores the approval.
	pub(crate) fn note(
		case: &mut ApprovalCase,
		action: RecordAction,
		signer: Option<ParticipantId>,
		at: Moment,
		reason: Option<Reason>,
	) {
		let digest = reason.as_ref().map(reason_digest);
		let entry = RecordEntry { seq: case.entries, action, signer, at, reason: digest };
		Record::<T>::insert(case.terms.id, case.entries, RecordedEntry { entry, reason });
		case.head = chain_head(&case.head, &entry);
		case.entries = case.entries.saturating_add(1);
	}

	/// Stores an approval.
	pub(crate) fn store(case: &ApprovalCase) {
		Cases::<T>::insert(case.terms.id, case);
	}

	/// Takes an approval from the open ones. The caller stores its state. A call that was withdrawn is
	/// for ever, and is dropped where no other approval is of it: what nobody else read need not be
	/// kept, and nobody fills the storage by proposing and withdrawing.
	pub(crate) fn close(case: &mut ApprovalCase, state: ApprovalState) {
		case.state = state;
		let subject = case.terms.subject;
		if state == ApprovalState::Withdrawn
			&& case.earlier.is_none()
			&& LatestOf::<T>::get(subject) == Some(case.terms.id)
		{
			Calls::<T>::remove(subject);
			LatestOf::<T>::remove(subject);
		}
		Deadlines::<T>::remove(Due::at(case.terms.deadline), case.terms.id);
		OpenCount::<T>::mutate(|open| *open = open.saturating_sub(1));
		OpenBy::<T>::mutate_exists(case.terms.proposer, |slot| {
			*slot = slot.and_then(|open| open.checked_sub(1)).filter(|open| *open > 0);
		});
	}

	/// Opens an approval of a call that is stored.
	fn open(draft: Draft, reason: Reason) -> Result<ApprovalId, Error<T>> {
		let Draft { operation, subject, proposer, signer, flow, mandated, previous } = draft;
		let template = Flows::<T>::get(flow).ok_or(Error::<T>::NotFound)?;
		let open = OpenCount::<T>::get();
		ensure!(open < T::MaxOpen::get(), Error::<T>::MaxOpenExceeded);
		let open_by = OpenBy::<T>::get(proposer);
		ensure!(open_by < T::MaxOpenPerProposer::get(), Error::<T>::MaxOpenPerProposerExceeded);
		let id = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxApprovalsExceeded)?;
		let at = T::Time::now();
		let deadline = at.saturating_add(template.lifetime.get());
		let terms = Terms {
			id,
			operation,
			subject,
			proposer,
			signer,
			flow,
			steps: template.steps,
			mandated,
			proposed_at: at,
			deadline,
			encoding: Self::encoding(),
			previous,
		};
		let mut case = ApprovalCase::new(terms, LatestOf::<T>::get(subject));
		Self::note(&mut case, RecordAction::Proposed, Some(signer), at, Some(reason.clone()));
		Self::store(&case);
		Count::<T>::put(id);
		LatestOf::<T>::insert(subject, id);
		Deadlines::<T>::insert(Due::at(deadline), id, ());
		OpenCount::<T>::put(open.saturating_add(1));
		OpenBy::<T>::insert(proposer, open_by.saturating_add(1));
		Self::deposit_event(Event::Proposed {
			id,
			operation,
			subject,
			flow,
			proposer,
			signer,
			did: T::Participants::did_of(signer),
			at,
			deadline,
			reason,
			head: case.head,
		});
		Ok(id)
	}

	/// Where no flow is demanded, the proposer needs a role with which it might send the call itself.
	/// Which of them the call asks for is seen when it runs.
	fn ensure_may_send(
		signer: ParticipantId,
		call: &<T as Config>::RuntimeCall,
	) -> Result<(), Error<T>> {
		let roles = T::Operations::roles(call);
		let may = roles.iter().any(|role| T::Participants::has_role(signer, role));
		ensure!(may, Error::<T>::NotAuthorized);
		Ok(())
	}

	pub(crate) fn do_propose(
		who: &AccountId,
		call: &<T as Config>::RuntimeCall,
		wished: Option<FlowId>,
		reason: Reason,
	) -> DispatchResult {
		let (proposer, signer) = Self::active_signer(who)?;
		let operation = Self::operation_of(call)?;
		ensure!(
			call.get_dispatch_info().call_weight.all_lte(T::MaxCallWeight::get()),
			Error::<T>::MaxCallWeightExceeded
		);
		let bytes: Vec<u8> = call.encode();
		let subject = Digest::from(fiscal_sm_crypto::sm3_256(&bytes));
		let bytes = BoundedVec::<_, ConstU32<MAX_CALL>>::try_from(bytes)
			.map_err(|_| Error::<T>::MaxCallLengthExceeded)?;
		let (flow, mandated) = match HighRisk::<T>::get(operation) {
			Some(demanded) => {
				ensure!(wished.is_none_or(|flow| flow == demanded), Error::<T>::FlowMismatch);
				(demanded, true)
			}
			None => {
				let flow = wished.ok_or(Error::<T>::FlowRequired)?;
				Self::ensure_may_send(signer, call)?;
				(flow, false)
			}
		};
		Calls::<T>::insert(subject, bytes);
		let previous = None;
		Self::open(
			Draft { operation, subject, proposer, signer, flow, mandated, previous },
			reason,
		)?;
		Ok(())
	}

	/// An approval that is open now.
	///
	/// Errors: `NotFound`, `Terminal`, `WrongState`, `Expired`.
	fn live(id: ApprovalId, now: Moment) -> Result<ApprovalCase, Error<T>> {
		let case = Cases::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		match case.state_at(now) {
			ApprovalState::Pending | ApprovalState::Failed => Ok(case),
			ApprovalState::Executed | ApprovalState::Withdrawn => Err(Error::<T>::Terminal),
			ApprovalState::Rejected => Err(Error::<T>::WrongState),
			ApprovalState::Expired => Err(Error::<T>::Expired),
		}
	}

	/// An approval that waits for signatures now.
	fn pending(id: ApprovalId, now: Moment) -> Result<ApprovalCase, Error<T>> {
		let case = Self::live(id, now)?;
		ensure!(case.state == ApprovalState::Pending, Error::<T>::WrongState);
		Ok(case)
	}

	/// May the participant, if it is active, sign the step that waits?
	///
	/// A step for a role of the chain takes each signature from another member of the first tier, and
	/// none from the proposer's: whoever has such a role hands it down to accounts that it admits
	/// alone. Who signs a step for a role of approval was named for it, and may be a colleague.
	///
	/// Errors: `SameSigner`, `AlreadySigned`, `WrongState`, `NotAuthorized`, `SameMember`.
	pub(crate) fn ensure_may_sign(
		case: &ApprovalCase,
		signer: ParticipantId,
	) -> Result<(), Error<T>> {
		ensure!(signer != case.terms.signer, Error::<T>::SameSigner);
		ensure!(!case.has_signed(signer), Error::<T>::AlreadySigned);
		let step = case.terms.steps.get(case.step).ok_or(Error::<T>::WrongState)?;
		ensure!(Self::holds(signer, step.who), Error::<T>::NotAuthorized);
		if let StepRole::Chain(_) = step.who {
			let given = case.signatures.iter().filter(|given| given.step == case.step);
			let mut others = given.map(|given| given.signer).chain([case.terms.signer]);
			let apart = others.all(|other| T::Participants::are_apart(signer, other));
			ensure!(apart, Error::<T>::SameMember);
		}
		Ok(())
	}

	/// Who signs the step that waits.
	///
	/// Errors: `NotActive`, those of [`Self::ensure_may_sign`].
	fn step_signer(who: &AccountId, case: &ApprovalCase) -> Result<ParticipantId, Error<T>> {
		let (_, signer) = Self::active_signer(who)?;
		Self::ensure_may_sign(case, signer)?;
		Ok(signer)
	}

	/// The signer, if it is the one that proposed.
	///
	/// Errors: `NotActive`, `NotAuthorized`.
	fn own_signer(who: &AccountId, case: &ApprovalCase) -> Result<ParticipantId, Error<T>> {
		let (_, signer) = Self::active_signer(who)?;
		ensure!(signer == case.terms.signer, Error::<T>::NotAuthorized);
		Ok(signer)
	}

	pub(crate) fn do_approve(
		who: &AccountId,
		id: ApprovalId,
		subject: Digest,
		comment: Option<Reason>,
	) -> DispatchResultWithPostInfo {
		let at = T::Time::now();
		let mut case = Self::pending(id, at)?;
		ensure!(case.terms.subject == subject, Error::<T>::SubjectMismatch);
		ensure!(case.terms.encoding == Self::encoding(), Error::<T>::RuntimeChanged);
		let signer = Self::step_signer(who, &case)?;
		let step = case.step;
		// Steps and thresholds are bounded so that all their signatures have room.
		case.signatures.try_push(Signature { step, signer }).map_err(|_| Error::<T>::WrongState)?;
		Self::note(&mut case, RecordAction::Approved, Some(signer), at, comment);
		let demanded = case.terms.steps.get(step).map_or(0, |step| step.threshold.get());
		let complete = case.signed(step) >= usize::from(demanded);
		Self::deposit_event(Event::Approved {
			id,
			step,
			signer,
			did: T::Participants::did_of(signer),
			at,
			complete,
			head: case.head,
		});
		let weight = Self::chain_step(T::WeightInfo::approve());
		if complete && case.terms.steps.is_last(step) {
			let done = Self::carry_out(case, signer, at);
			return Ok(Some(Self::closing(weight).saturating_add(done)).into());
		}
		if complete {
			case.step = step.saturating_add(1);
		}
		Self::store(&case);
		Ok(Some(weight).into())
	}

	pub(crate) fn do_reject(who: &AccountId, id: ApprovalId, reason: Reason) -> DispatchResult {
		let at = T::Time::now();
		let mut case = Self::pending(id, at)?;
		let signer = Self::step_signer(who, &case)?;
		Self::close(&mut case, ApprovalState::Rejected);
		let noted = Some(reason.clone());
		Self::note(&mut case, RecordAction::Rejected, Some(signer), at, noted);
		Self::store(&case);
		let did = T::Participants::did_of(signer);
		let (step, head) = (case.step, case.head);
		Self::deposit_event(Event::Rejected { id, step, signer, did, at, reason, head });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &AccountId, id: ApprovalId, reason: Reason) -> DispatchResult {
		let at = T::Time::now();
		let mut case = Self::live(id, at)?;
		let signer = Self::own_signer(who, &case)?;
		Self::close(&mut case, ApprovalState::Withdrawn);
		let noted = Some(reason.clone());
		Self::note(&mut case, RecordAction::Withdrawn, Some(signer), at, noted);
		Self::store(&case);
		let did = T::Participants::did_of(signer);
		Self::deposit_event(Event::Withdrawn { id, signer, did, at, reason, head: case.head });
		Ok(())
	}

	pub(crate) fn do_resubmit(who: &AccountId, id: ApprovalId, reason: Reason) -> DispatchResult {
		let at = T::Time::now();
		let mut case = Cases::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		match case.state_at(at) {
			ApprovalState::Rejected | ApprovalState::Expired => {}
			ApprovalState::Executed | ApprovalState::Withdrawn => {
				return Err(Error::<T>::Terminal.into())
			}
			ApprovalState::Pending | ApprovalState::Failed => {
				return Err(Error::<T>::WrongState.into())
			}
		}
		let (proposer, signer) = Self::active_signer(who)?;
		ensure!(signer == case.terms.signer, Error::<T>::NotAuthorized);
		ensure!(case.resubmitted.is_none(), Error::<T>::AlreadyExists);
		ensure!(case.terms.encoding == Self::encoding(), Error::<T>::RuntimeChanged);
		let operation = case.terms.operation;
		let (flow, mandated) = match HighRisk::<T>::get(operation) {
			Some(demanded) => (demanded, true),
			None => {
				Self::ensure_may_send(signer, &Self::call_of(&case)?)?;
				(case.terms.flow, false)
			}
		};
		if case.state.is_open() {
			Self::expire(&mut case, at);
		}
		let attempt = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxApprovalsExceeded)?;
		let noted = Some(reason.clone());
		Self::note(&mut case, RecordAction::Resubmitted, Some(signer), at, noted);
		case.resubmitted = Some(attempt);
		Self::store(&case);
		let head = case.head;
		Self::deposit_event(Event::Resubmitted { id, attempt, at, head });
		let subject = case.terms.subject;
		let previous = Some(Approval { id, head, mandated: case.terms.mandated });
		Self::open(
			Draft { operation, subject, proposer, signer, flow, mandated, previous },
			reason,
		)?;
		Ok(())
	}

	pub(crate) fn do_execute(who: &AccountId, id: ApprovalId) -> DispatchResultWithPostInfo {
		let at = T::Time::now();
		let case = Self::live(id, at)?;
		ensure!(case.state == ApprovalState::Failed, Error::<T>::WrongState);
		let signer = Self::own_signer(who, &case)?;
		ensure!(case.terms.encoding == Self::encoding(), Error::<T>::RuntimeChanged);
		ensure!(Self::has_room(&case), Error::<T>::MaxRecordExceeded);
		let weight = Self::closing(T::WeightInfo::execute())
			.saturating_add(Self::carry_out(case, signer, at));
		Ok(Some(weight).into())
	}

	/// Whether the record has room for an attempt to execute beside what may end the approval: its
	/// withdrawal or expiry, and its resubmission.
	fn has_room(case: &ApprovalCase) -> bool {
		case.entries.saturating_add(3) <= MAX_RECORD
	}

	/// Expires what ran out by `now`, oldest first and at most [`Config::MaxExpiriesPerBlock`]; how
	/// many there were. Reads one deadline more than it handles, never a scan: the keys are in the
	/// order of time.
	pub(crate) fn sweep(now: Moment) -> u32 {
		let most = usize::try_from(T::MaxExpiriesPerBlock::get()).unwrap_or(usize::MAX);
		let due: Vec<_> = Deadlines::<T>::iter_keys()
			.take(most)
			.take_while(|(due, _)| due.moment() <= now)
			.collect();
		for (due, id) in &due {
			match Cases::<T>::get(id) {
				Some(mut case) => Self::expire(&mut case, now),
				None => Deadlines::<T>::remove(due, id),
			}
		}
		due.len().saturated_into()
	}

	/// Ends an open approval whose time has run out.
	fn expire(case: &mut ApprovalCase, at: Moment) {
		Self::close(case, ApprovalState::Expired);
		Self::note(case, RecordAction::Expired, None, at, None);
		Self::store(case);
		Self::deposit_event(Event::Expired { id: case.terms.id, at, head: case.head });
	}
}
