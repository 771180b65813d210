//! Who asks, idempotency, and the calls of users of bills.

use crate::{
	types::Signer, AcquireRequest, Answer, Answers, Config, Denial, Error, Event, Locks, Outcome,
	Pallet, Requests, Settlements, WeightInfo,
};
use codec::Encode;
use fiscal_primitives::{
	lock::{AcquireOutcome, LockOperation},
	participant::Role,
	policy::{Facts, Obligations, Policies, PolicyPoint},
	text::Reason,
	traits::{BillLedger, LockPermission, ParticipantRegistry, SceneRegistry},
	AccountId, Actor, Bill, BillKey, Digest, Fen, FlowNumber, Lock, ParticipantId, Region, SceneId,
};
use fiscal_sm_crypto::sm3_256;
use frame_support::{ensure, traits::Time, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

/// SM3 over the SCALE encoding.
fn digest(value: &impl Encode) -> Digest {
	sm3_256(&value.encode()).into()
}

/// An operation as its participant named it, and what it asks for.
pub(crate) struct Operation {
	/// The bill it is about.
	pub key: BillKey,
	/// Who asks.
	pub requester: ParticipantId,
	/// Its flow number.
	pub flow: FlowNumber,
	/// What is asked.
	pub operation: LockOperation,
	/// Its idempotency key.
	pub answer: Digest,
	/// Digest of what it asks for.
	pub content: Digest,
}

impl Operation {
	/// `content` is everything the call says besides region and flow number.
	pub(crate) fn new(
		key: BillKey,
		requester: ParticipantId,
		region: Region,
		flow: FlowNumber,
		operation: LockOperation,
		content: &impl Encode,
	) -> Self {
		let answer = digest(&(region, requester, &flow, operation));
		Self { key, requester, flow, operation, answer, content: digest(content) }
	}
}

impl<T: Config> Pallet<T> {
	/// The lock of the bill, unless there is none or it has run out.
	pub fn live_lock(key: &BillKey) -> Option<Lock> {
		Locks::<T>::get(key).filter(|lock| T::Time::now() < lock.expires)
	}

	/// Who signed, if the signer and all above it are active.
	pub(crate) fn participant(who: &AccountId) -> Result<Signer, Error<T>> {
		let id = T::Participants::id_of(who).ok_or(Error::<T>::NotAuthorized)?;
		let signer = T::Participants::signer_of(who).ok_or(Error::<T>::NotAuthorized)?;
		ensure!(T::Participants::is_active(signer), Error::<T>::NotActive);
		Ok(Signer { id, signer })
	}

	/// A user of bills, or the platform.
	pub(crate) fn user(who: &AccountId) -> Result<Signer, Error<T>> {
		let signer = Self::participant(who)?;
		let roles = T::Participants::roles_of(signer.signer);
		let uses = roles.contains(Role::BillUser) || roles.contains(Role::Platform);
		ensure!(uses, Error::<T>::NotAuthorized);
		Ok(signer)
	}

	/// What `acquire` costs at most: beside the call itself a session of policies with one judgement.
	pub(crate) fn acquire_weight() -> Weight {
		T::WeightInfo::acquire()
			.saturating_add(T::Policies::session_weight())
			.saturating_add(T::Policies::judge_weight())
	}

	/// What the policies in force oblige to, if they permit the lock, or who denies it; and what was
	/// not needed of the weight of a judgement. Either way the judgement is counted, so a denial must
	/// not fail the call, which would take the count back.
	fn judged(
		requester: ParticipantId,
		scene: SceneId,
		region: Region,
		key: &BillKey,
		bill: &Bill,
		claimed: Fen,
	) -> (Result<Obligations, Denial>, Weight) {
		let facts = Facts {
			point: PolicyPoint::Lock,
			at: T::Time::now(),
			actor: Some(requester),
			issuer: Some(bill.issuer),
			scene: Some(scene),
			region: Some(region),
			bill: Some(*key),
			kind: Some(bill.kind),
			total: Some(bill.total),
			claimed: Some(claimed),
			issued_on: Some(bill.issued_on),
			..Facts::default()
		};
		let mut session = T::Policies::open(PolicyPoint::Lock, scene, requester);
		let verdict = T::Policies::judge(&mut session, &facts);
		let version = verdict.policy.and_then(|policy| T::Policies::version(&session, policy));
		let unused = T::Policies::unused(&session, 1);
		T::Policies::close(session);
		let verdict = match verdict.permitted {
			true => Ok(verdict.obligations),
			false => Err(Denial { policy: verdict.policy, version }),
		};
		(verdict, unused)
	}

	/// Has the operation been answered? Then says so again; refuses other content under its key.
	pub(crate) fn answered(operation: &Operation) -> Result<bool, Error<T>> {
		let Some(first) = Answers::<T>::get(operation.answer) else { return Ok(false) };
		ensure!(first.content == operation.content, Error::<T>::FlowConflict);
		Self::deposit_event(Event::AnsweredAgain {
			key: first.key,
			requester: operation.requester,
			flow: operation.flow.clone(),
			operation: operation.operation,
			outcome: first.outcome,
		});
		Ok(true)
	}

	/// Keeps the first answer.
	pub(crate) fn answer(operation: &Operation, outcome: Outcome) {
		let answer = Answer { content: operation.content, key: operation.key, outcome };
		Answers::<T>::insert(operation.answer, answer);
	}

	/// Digest of the transaction: SM3 over the extrinsic as the block holds it, which is its hash on
	/// this chain. A call that comes from no extrinsic is named by who asks for what.
	fn transaction(operation: &Operation) -> Digest {
		frame_system::Pallet::<T>::extrinsic_index()
			.map(frame_system::Pallet::<T>::extrinsic_data)
			.filter(|bytes| !bytes.is_empty())
			.map_or_else(
				|| digest(&(operation.answer, operation.content)),
				|bytes| sm3_256(&bytes).into(),
			)
	}

	/// Asks for a lock; gives what it left of [`Pallet::acquire_weight`].
	pub(crate) fn do_acquire(
		who: &AccountId,
		key: BillKey,
		scene: SceneId,
		region: Region,
		flow: FlowNumber,
		claimed: Fen,
		authorization: Option<Digest>,
	) -> Result<Weight, DispatchError> {
		let asking = Self::user(who)?;
		let requester = asking.id;
		let named = authorization.ok_or(Error::<T>::AuthorizationRequired)?;
		let content = (key, scene, claimed, authorization);
		let operation =
			Operation::new(key, requester, region, flow, LockOperation::Acquire, &content);
		if Self::answered(&operation)? {
			let (session, judgement) = (T::Policies::session_weight(), T::Policies::judge_weight());
			return Ok(session.saturating_add(judgement));
		}
		let terms = T::Scenes::terms(scene).ok_or(Error::<T>::NotActive)?;
		if let Some(lock) = Locks::<T>::get(key) {
			ensure!(lock.expires <= T::Time::now(), Error::<T>::AlreadyLocked);
			Self::expire(&key, &lock);
		}
		T::Bills::ensure_lockable(&key, claimed, &asking.actor())?;
		let bill = T::Bills::bill(&key).ok_or(Error::<T>::NotFound)?;
		T::Permission::ensure_may_lock(requester, &key, &bill, scene, authorization)?;
		let (verdict, unused) = Self::judged(requester, scene, region, &key, &bill, claimed);
		let obligations = match verdict {
			Ok(obligations) => obligations,
			Err(denial) => {
				Self::answer(&operation, Outcome::Denied(denial));
				let (flow, Denial { policy, version }) = (operation.flow, denial);
				Self::deposit_event(Event::LockDenied { key, requester, flow, policy, version });
				return Ok(unused);
			}
		};
		Self::answer(&operation, Outcome::Acquire(AcquireOutcome::Pending));
		let tx = Self::transaction(&operation);
		Requests::<T>::try_append(AcquireRequest {
			key,
			requester,
			signer: asking.signer,
			scene,
			weight: terms.weight,
			term: terms.lock_term,
			region,
			flow: operation.flow,
			claimed,
			authorization: named,
			obligations,
			tx,
			answer: operation.answer,
		})
		.map_err(|()| Error::<T>::MaxRequestsExceeded)?;
		Ok(unused)
	}

	/// The lock, if the participant holds it and it has not run out.
	fn held(key: &BillKey, holder: ParticipantId) -> Result<Lock, Error<T>> {
		let lock = Locks::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		ensure!(lock.holder == holder, Error::<T>::NotHolder);
		ensure!(T::Time::now() < lock.expires, Error::<T>::Expired);
		Ok(lock)
	}

	pub(crate) fn do_settle(
		who: &AccountId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		amount: Fen,
		close: bool,
	) -> DispatchResult {
		let signer = Self::user(who)?;
		let holder = signer.id;
		let content = (key, amount, close);
		let operation = Operation::new(key, holder, region, flow, LockOperation::Settle, &content);
		if Self::answered(&operation)? {
			return Ok(());
		}
		let lock = Self::held(&key, holder)?;
		ensure!(amount <= lock.claimed, Error::<T>::ExceedsClaim);
		let settled = Settlements::<T>::get(key, holder)
			.checked_add(amount)
			.ok_or(Error::<T>::ExceedsClaim)?;
		T::Bills::settle(&key, amount, close, &signer.actor())?;
		Self::remove(&key, &lock);
		if !amount.is_zero() {
			Settlements::<T>::insert(key, holder, settled);
		}
		Self::answer(&operation, Outcome::Done);
		let remaining = T::Bills::bill(&key).map_or(Fen::ZERO, |bill| bill.remaining());
		Self::deposit_event(Event::Settled {
			key,
			holder,
			flow: operation.flow,
			amount,
			close,
			remaining,
		});
		Ok(())
	}

	pub(crate) fn do_release(
		who: &AccountId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		reason: Reason,
	) -> DispatchResult {
		let signer = Self::user(who)?;
		let holder = signer.id;
		let operation =
			Operation::new(key, holder, region, flow, LockOperation::Release, &(key, &reason));
		if Self::answered(&operation)? {
			return Ok(());
		}
		let lock = Self::held(&key, holder)?;
		T::Bills::unlock(&key, &signer.actor())?;
		Self::remove(&key, &lock);
		Self::answer(&operation, Outcome::Done);
		let flow = operation.flow;
		Self::deposit_event(Event::Released { key, holder, flow, reason });
		Ok(())
	}

	pub(crate) fn do_force_release(
		by: Actor,
		key: BillKey,
		holder: ParticipantId,
		flow: &FlowNumber,
		reason: Reason,
	) -> DispatchResult {
		let lock = Locks::<T>::get(key)
			.filter(|lock| lock.holder == holder && lock.flow == *flow)
			.ok_or(Error::<T>::NotFound)?;
		T::Bills::force_unlock(&key, &by)?;
		Self::remove(&key, &lock);
		Self::deposit_event(Event::ForceReleased { key, holder, by, reason });
		Ok(())
	}
}
