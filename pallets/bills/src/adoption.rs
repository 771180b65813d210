//! Bills issued before the chain existed 历史存量票据, taken over from the non-tax system. R086, R091,
//! R173.

use crate::{
	transition::makes_version, Bills, Config, Error, Event, NumberIndex, OutsideLocks, Pallet,
	Registered,
};
use fiscal_primitives::{
	bill::{numbers::gap_for, BillKind, Medium, Use, Validity},
	changes::BillAction,
	observation::{HistoricBill, OutsideState},
	outbox::{Body, StatusNotice},
	participant::Role,
	text::Reason,
	traits::{Outbox, ParticipantRegistry, SceneRegistry, TransitionRules},
	Actor, Bill, BillKey, CheckDigest, Date, NodeId, ParticipantId, PayerRef, SceneId,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Could a bill of that key be adopted? A number that is allocated to an issuer is that issuer's to
	/// register, and was on no bill before the chain.
	///
	/// Errors: `AlreadyExists`, `NumberAllocated`.
	pub(crate) fn do_ensure_adoptable(key: &BillKey) -> DispatchResult {
		ensure!(!Bills::<T>::contains_key(key), Error::<T>::AlreadyExists);
		let index = NumberIndex::<T>::get(key.code);
		let free = gap_for(&index, &key.number, &key.number).is_some();
		ensure!(free, Error::<T>::NumberAllocated);
		Ok(())
	}

	/// Tells the non-tax system that the chain decides the state of the bill from now on. It takes that
	/// only where the bill still stands there as it does here, and so nothing that happened there since
	/// validators looked is lost: until it did, nobody locks the bill ([`Pallet::ensure_handed_over`]).
	///
	/// Errors: `NotTold`.
	fn hand_over(key: &BillKey, bill: &Bill) -> DispatchResult {
		let notice = StatusNotice::of(*key, BillAction::Registered, bill, T::Time::now());
		ensure!(T::Outbox::send(Body::Status(notice)).is_some(), Error::<T>::NotTold);
		Ok(())
	}

	/// Has the non-tax system taken everything that it was told of an adopted bill? The hand-over is the
	/// first of it; refused it is a dead letter, which holds the lane until a person decided.
	///
	/// Errors: `HandoverPending`.
	pub(crate) fn ensure_handed_over(key: &BillKey, bill: &Bill) -> DispatchResult {
		if !bill.is_adopted() {
			return Ok(());
		}
		let notice = StatusNotice::of(*key, BillAction::Registered, bill, T::Time::now());
		let body = Body::Status(notice);
		let waits = body.lane().is_some_and(|lane| T::Outbox::waits(body.destination(), &lane));
		ensure!(!waits, Error::<T>::HandoverPending);
		Ok(())
	}

	/// Registers the bill as it stands outside. Neither field rules nor policies apply: it was issued
	/// before there were any.
	///
	/// Errors: `AlreadyExists`, `NumberAllocated`, `NotActive` (scene or platform), `NotAuthorized`,
	/// `AmountZero`, `DateInFuture`, `StateImpossible`, `NotTold`; those of the transition rules.
	pub(crate) fn do_adopt(
		key: BillKey,
		check: CheckDigest,
		scene: SceneId,
		payer: PayerRef,
		historic: &HistoricBill,
		platform: ParticipantId,
	) -> DispatchResult {
		Self::do_ensure_adoptable(&key)?;
		ensure!(T::Scenes::terms(scene).is_some(), Error::<T>::NotActive);
		ensure!(T::Participants::is_active(platform), Error::<T>::NotActive);
		let acts = T::Participants::has_role(platform, Role::Platform);
		ensure!(acts, Error::<T>::NotAuthorized);
		let by = Actor::Participant { id: platform, signer: platform, approval: None };
		T::Rules::ensure_registrable(&by)?;
		ensure!(!historic.total.is_zero(), Error::<T>::AmountZero);
		ensure!(historic.issued_on <= Date::at(T::Time::now()), Error::<T>::DateInFuture);
		let state = historic.state;
		ensure!(state.is_possible(historic.total), Error::<T>::StateImpossible);

		let bill = Bill {
			check,
			total: historic.total,
			issued_on: historic.issued_on,
			issuer: platform,
			node: NodeId::NONE,
			scene,
			payer,
			xml: historic.xml,
			pdf: historic.pdf,
			summary: historic.summary,
			version: 1,
			history: None,
			related: None,
			registered: Self::position(),
			kind: BillKind::Ordinary,
			validity: state.validity,
			medium: state.medium,
			usage: state.usage,
			circulation: state.circulation,
			reimbursed: state.reimbursed,
		};
		// A lock that stands outside keeps it from being used here; it is handed over when that has gone.
		if state.usage == Use::Locked {
			OutsideLocks::<T>::insert(key, ());
		} else {
			Self::hand_over(&key, &bill)?;
		}
		Bills::<T>::insert(key, bill);
		Registered::<T>::mutate(|count| *count = count.saturating_add(1));
		Self::deposit_event(Event::BillAdopted { key, issuer: platform, scene, state });
		Ok(())
	}

	/// Takes over what the non-tax system says of a bill whose lock stands there, and gives the bill
	/// to the chain once that lock has gone. A bill it does not know any more stays locked: nobody
	/// knows what became of it, and it is for a person to find out ([`Pallet::end_outside_lock`]).
	///
	/// Errors: `StateImpossible`, `MaxVersionsExceeded`, `NotTold`.
	pub(crate) fn do_follow(
		key: &BillKey,
		outside: Option<&OutsideState>,
	) -> Result<bool, DispatchError> {
		if !OutsideLocks::<T>::contains_key(key) {
			return Ok(false);
		}
		let old = Self::existing(key)?;
		let Some(state) = outside.copied() else { return Ok(true) };
		ensure!(state.is_possible(old.total), Error::<T>::StateImpossible);
		let new = Bill {
			validity: state.validity,
			medium: state.medium,
			usage: state.usage,
			circulation: state.circulation,
			reimbursed: state.reimbursed,
			..old.clone()
		};
		if new == old {
			return Ok(true);
		}
		let action = action_between(&old, &new);
		let new = if makes_version(action) { Self::next_version(&old, new)? } else { new };
		if new.usage != Use::Locked {
			Self::hand_over(key, &new)?;
			OutsideLocks::<T>::remove(key);
		}
		let version = new.version;
		Bills::<T>::insert(key, new);
		Self::deposit_event(Event::OutsideFollowed { key: *key, action, version, state });
		Ok(true)
	}

	/// What [`Pallet::do_follow`] does, on the word of a person.
	pub(crate) fn do_end_outside_lock(
		by: Actor,
		key: BillKey,
		state: OutsideState,
		reason: Reason,
	) -> DispatchResult {
		ensure!(OutsideLocks::<T>::contains_key(key), Error::<T>::NotFound);
		ensure!(state.usage != Use::Locked, Error::<T>::Locked);
		Self::do_follow(&key, Some(&state))?;
		Self::deposit_event(Event::OutsideLockEnded { key, by, reason });
		Ok(())
	}
}

/// What happened to a locked bill of which it is known how it stood and how it stands: the gravest of
/// what differs. It is [`BillAction::Unlocked`] only where nothing but the lock has gone.
fn action_between(old: &Bill, new: &Bill) -> BillAction {
	match (new.validity, new.medium) {
		(Validity::RedFlushed, _) => BillAction::RedFlushed,
		(Validity::Voided, _) => BillAction::Voided,
		_ if new.reimbursed < old.reimbursed => BillAction::Reversed,
		_ if new.reimbursed > old.reimbursed || new.usage == Use::Reimbursed => BillAction::Settled,
		(_, Medium::Paper) if old.medium != Medium::Paper => BillAction::ExchangedForPaper,
		(_, Medium::Electronic) if old.medium != Medium::Electronic => {
			BillAction::RestoredElectronic
		}
		_ if new.circulation != old.circulation => BillAction::CirculationChanged,
		_ => BillAction::Unlocked,
	}
}
