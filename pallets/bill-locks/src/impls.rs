//! Who asks, idempotency, and the calls of users of bills.

use crate::{
	refusal::Refusal, types::Signer, AcquireRequest, Answer, Answers, Config, Denial, Error, Event,
	Locks, Outcome, Pallet, Requests, Settlements, WeightInfo,
};
use codec::Encode;
use fiscal_primitives::{
	lock::{AcquireOutcome, LockOperation},
	participant::Role,
	policy::{Facts, Obligations, Policies, PolicyPoint},
	text::Reason,
	traits::{BillLedger, LockPermission, OnLockDecided, ParticipantRegistry, SceneRegistry},
	AccountId, Actor, Bill, BillKey, Digest, Fen, FlowNumber, Lock, Moment, ParticipantId, Region,
	SceneId,
};
use fiscal_sm_crypto::sm3_256;
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
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
	/// Where.
	pub region: Region,
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
		Self { key, requester, region, flow, operation, answer, content: digest(content) }
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

	/// What it costs to tell that a lock ended without its holder.
	pub(crate) fn expiry_weight() -> Weight {
		T::Bills::notice_weight().saturating_add(T::OnLockDecided::decided_weight())
	}

	/// What the policies cost at most: a session with one judgement.
	pub(crate) fn policies_weight() -> Weight {
		T::Policies::session_weight().saturating_add(T::Policies::judge_weight())
	}

	/// What a request costs at most: beside the call itself the policies, a lock in the way that ran
	/// out, the notice that the bill is locked, and who watches the flow number, if somebody does.
	pub(crate) fn request_weight(watched: bool) -> Weight {
		let told = match watched {
			true => T::OnLockDecided::decided_weight(),
			false => Weight::zero(),
		};
		T::WeightInfo::acquire()
			.saturating_add(Self::policies_weight())
			.saturating_add(Self::expiry_weight())
			.saturating_add(T::Bills::notice_weight())
			.saturating_add(told)
	}

	/// [`Pallet::request_weight`] of a request under that flow number.
	pub(crate) fn acquire_weight(flow: &FlowNumber) -> Weight {
		Self::request_weight(T::OnLockDecided::watches(flow))
	}

	/// What a call that changes a bill costs, with the notice of it.
	pub(crate) fn with_notice(own: Weight) -> Weight {
		own.saturating_add(T::Bills::notice_weight())
	}

	/// What `force_release` costs.
	pub(crate) fn force_release_weight() -> Weight {
		T::WeightInfo::force_release().saturating_add(Self::expiry_weight())
	}

	/// What the close of a block may cost where as many locks run out as it handles.
	pub(crate) fn sweep_weight() -> Weight {
		let most = T::MaxExpiriesPerBlock::get();
		let told = Self::expiry_weight().saturating_mul(most.into());
		T::WeightInfo::sweep(most).saturating_add(told)
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

	/// What the operation was answered, if it was: says so again, and refuses other content under its
	/// key.
	pub(crate) fn answered(operation: &Operation) -> Result<Option<Outcome>, Error<T>> {
		let Some(first) = Answers::<T>::get(operation.answer) else { return Ok(None) };
		ensure!(first.content == operation.content, Error::<T>::FlowConflict);
		Self::deposit_event(Event::AnsweredAgain {
			key: first.key,
			requester: operation.requester,
			flow: operation.flow.clone(),
			operation: operation.operation,
			outcome: first.outcome,
		});
		Ok(Some(first.outcome))
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

	/// Asks for a lock by the signature of an account; gives what it left of
	/// [`Pallet::acquire_weight`].
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
		let named = authorization.ok_or(Error::<T>::AuthorizationRequired)?;
		let (_, unused) = Self::ask(asking, key, scene, region, flow, claimed, named)?;
		Ok(unused)
	}

	/// Collects a request for a lock, whoever hands it in; gives its outcome as far as it is known and
	/// what it left of [`Pallet::acquire_weight`].
	pub(crate) fn ask(
		asking: Signer,
		key: BillKey,
		scene: SceneId,
		region: Region,
		flow: FlowNumber,
		claimed: Fen,
		named: Digest,
	) -> Result<(AcquireOutcome, Weight), Refusal> {
		let requester = asking.id;
		let authorization = Some(named);
		let content = (key, scene, claimed, authorization);
		let operation =
			Operation::new(key, requester, region, flow, LockOperation::Acquire, &content);
		if let Some(first) = Self::answered(&operation)? {
			let unused = Self::policies_weight().saturating_add(Self::expiry_weight());
			return Ok((first.acquired(), unused));
		}
		let terms = T::Scenes::terms(scene).ok_or(Error::<T>::NotActive)?;
		let mut spared = Self::expiry_weight();
		if let Some(lock) = Locks::<T>::get(key) {
			ensure!(lock.expires <= T::Time::now(), Error::<T>::AlreadyLocked);
			Self::expire(&key, &lock);
			spared = Weight::zero();
		}
		T::Bills::ensure_lockable(&key, claimed, &asking.actor())?;
		let bill = T::Bills::bill(&key).ok_or(Error::<T>::NotFound)?;
		T::Permission::ensure_may_lock(requester, &key, &bill, scene, authorization)
			.map_err(Refusal::not_permitted)?;
		let (verdict, unused) = Self::judged(requester, scene, region, &key, &bill, claimed);
		let unused = unused.saturating_add(spared);
		let obligations = match verdict {
			Ok(obligations) => obligations,
			Err(denial) => {
				Self::answer(&operation, Outcome::Denied(denial));
				let (flow, Denial { policy, version }) = (operation.flow, denial);
				Self::tell(&key, requester, &flow, AcquireOutcome::Refused, None);
				Self::deposit_event(Event::LockDenied { key, requester, flow, policy, version });
				return Ok((AcquireOutcome::Refused, unused));
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
		Ok((AcquireOutcome::Pending, unused))
	}

	/// Tells whoever watches the flow number what became of the request.
	pub(crate) fn tell(
		key: &BillKey,
		requester: ParticipantId,
		flow: &FlowNumber,
		outcome: AcquireOutcome,
		expires: Option<Moment>,
	) {
		if T::OnLockDecided::watches(flow) {
			T::OnLockDecided::decided(key, requester, flow, outcome, expires);
		}
	}

	/// Tells whoever watches its flow number that the lock ended without its holder.
	pub(crate) fn tell_end(key: &BillKey, lock: &Lock) {
		if T::OnLockDecided::watches(&lock.flow) {
			T::OnLockDecided::ended(key, lock.holder, &lock.flow);
		}
	}

	/// The lock, if the participant holds it and it has not run out. `by_flow`: and if it was taken in
	/// the region and under the flow number of the operation. Otherwise not if the platform holds it for
	/// another province, which counts on it until that province itself says how it ended.
	fn held(operation: &Operation, by_flow: bool) -> Result<Lock, Error<T>> {
		let lock = Locks::<T>::get(operation.key).ok_or(Error::<T>::NotFound)?;
		ensure!(lock.holder == operation.requester, Error::<T>::NotHolder);
		let for_others = !by_flow
			&& T::OnLockDecided::watches(&lock.flow)
			&& T::Participants::has_role(lock.holder, Role::Platform);
		ensure!(!for_others, Error::<T>::NotHolder);
		let same = lock.flow == operation.flow && lock.region == operation.region;
		ensure!(same || !by_flow, Error::<T>::NotFound);
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
		Self::settle_as(signer, key, region, flow, amount, close, false)?;
		Ok(())
	}

	/// Reimburses and ends the lock, whoever says so; `by_flow` as of [`Pallet::held`].
	pub(crate) fn settle_as(
		signer: Signer,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		amount: Fen,
		close: bool,
		by_flow: bool,
	) -> Result<(), Refusal> {
		let holder = signer.id;
		let content = (key, amount, close);
		let operation = Operation::new(key, holder, region, flow, LockOperation::Settle, &content);
		if Self::answered(&operation)?.is_some() {
			return Ok(());
		}
		let lock = Self::held(&operation, by_flow)?;
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
		Self::release_as(signer, key, region, flow, reason, false)?;
		Ok(())
	}

	/// Ends the lock without reimbursement, whoever says so; `by_flow` as of [`Pallet::held`].
	pub(crate) fn release_as(
		signer: Signer,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		reason: Reason,
		by_flow: bool,
	) -> Result<(), Refusal> {
		let holder = signer.id;
		let operation =
			Operation::new(key, holder, region, flow, LockOperation::Release, &(key, &reason));
		if Self::answered(&operation)?.is_some() {
			return Ok(());
		}
		let lock = Self::held(&operation, by_flow)?;
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
		Self::tell_end(&key, &lock);
		Self::deposit_event(Event::ForceReleased { key, holder, by, reason });
		Ok(())
	}
}
