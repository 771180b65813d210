//! Bills issued before the chain existed 历史存量票据, taken over from the non-tax system. R086, R091,
//! R173.

use crate::{
	transition::makes_version, Bills, Config, Error, Event, OutsideLocks, Pallet, Registered,
};
use fiscal_primitives::{
	bill::{BillKind, Medium, Use, Validity},
	changes::BillAction,
	observation::{HistoricBill, OutsideState},
	participant::Role,
	traits::{ParticipantRegistry, SceneRegistry, TransitionRules},
	Actor, Bill, BillKey, CheckDigest, Date, NodeId, ParticipantId, PayerRef, SceneId,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Registers the bill as it stands outside. Neither ranges of numbers nor field rules nor policies
	/// apply: it was issued before there were any.
	///
	/// Errors: `AlreadyExists`, `NotActive` (scene or platform), `NotAuthorized`, `AmountZero`,
	/// `DateInFuture`, `StateImpossible`; those of the transition rules.
	pub(crate) fn do_adopt(
		key: BillKey,
		check: CheckDigest,
		scene: SceneId,
		payer: PayerRef,
		historic: &HistoricBill,
		platform: ParticipantId,
	) -> DispatchResult {
		ensure!(!Bills::<T>::contains_key(key), Error::<T>::AlreadyExists);
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
		Bills::<T>::insert(key, bill);
		Registered::<T>::mutate(|count| *count = count.saturating_add(1));
		if state.usage == Use::Locked {
			OutsideLocks::<T>::insert(key, ());
		}
		Self::deposit_event(Event::BillAdopted { key, issuer: platform, scene, state });
		Ok(())
	}

	/// Takes over what the non-tax system says of a bill whose lock stands there, and gives the bill
	/// to the chain once that lock has gone. A bill it does not know any more stays locked: nobody
	/// knows what became of it, and it is for a person to find out.
	///
	/// Errors: `StateImpossible`, `MaxVersionsExceeded`.
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
			OutsideLocks::<T>::remove(key);
		}
		let version = new.version;
		Bills::<T>::insert(key, new);
		Self::deposit_event(Event::OutsideFollowed { key: *key, action, version, state });
		Ok(true)
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
