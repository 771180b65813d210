//! What the call does once somebody is admitted, what other pallets ask, and the reads.

use crate::{types::StoredRule, Config, Error, Event, History, Pallet, Rules};
use alloc::vec::Vec;
use fiscal_primitives::{
	changes::BillAction,
	participant::Roles,
	traits::{ParticipantRegistry, TransitionRules},
	transition::{
		default_rule, Forbidden, Inadmissible, RuleInForce, TransitionRecord, TransitionRule,
		ACTIONS,
	},
	Actor, Bill,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::DispatchResult;

impl<T> From<Forbidden> for Error<T> {
	fn from(forbidden: Forbidden) -> Self {
		match forbidden {
			Forbidden::Terminal => Error::Terminal,
			Forbidden::State => Error::TransitionForbidden,
			Forbidden::Actor => Error::NotAuthorized,
			Forbidden::Approval => Error::ApprovalRequired,
		}
	}
}

impl<T> From<Inadmissible> for Error<T> {
	fn from(fault: Inadmissible) -> Self {
		match fault {
			Inadmissible::Floor => Error::FloorViolated,
			Inadmissible::Unsatisfiable => Error::Unsatisfiable,
		}
	}
}

impl<T: Config> Pallet<T> {
	fn judge(
		action: BillAction,
		bill: Option<&Bill>,
		actor: &Actor,
		capacity: Roles,
	) -> DispatchResult {
		let rule = Rules::<T>::get(action)
			.and_then(|stored| stored.rule)
			.unwrap_or_else(|| default_rule(action));
		let roles = || {
			let own = actor.participant().map_or_else(Roles::default, T::Participants::roles_of);
			own.intersection(capacity)
		};
		rule.judge(bill, actor, roles).map_err(Error::<T>::from)?;
		Ok(())
	}

	pub(crate) fn do_set_rule(
		action: BillAction,
		rule: Option<TransitionRule>,
		by: Actor,
	) -> DispatchResult {
		ensure!(by.decided_together(), Error::<T>::ApprovalRequired);
		if let Some(rule) = &rule {
			rule.check(action).map_err(Error::<T>::from)?;
		}
		let before = Rules::<T>::get(action);
		ensure!(rule != before.and_then(|stored| stored.rule), Error::<T>::NothingChanged);
		let version = before
			.map_or(0, |stored| stored.version)
			.checked_add(1)
			.ok_or(Error::<T>::MaxVersionsExceeded)?;
		let at = T::Time::now();
		Rules::<T>::insert(action, StoredRule { version, rule });
		History::<T>::insert(action, version, TransitionRecord { rule, by, at });
		Self::deposit_event(Event::RuleChanged { action, version, rule, by, at });
		Ok(())
	}

	/// The rule of an action as it is in force.
	pub fn rule(action: BillAction) -> RuleInForce {
		let stored = Rules::<T>::get(action);
		let set = stored.and_then(|stored| stored.rule);
		RuleInForce {
			action,
			version: stored.map_or(0, |stored| stored.version),
			default: set.is_none(),
			rule: set.unwrap_or_else(|| default_rule(action)),
		}
	}

	/// The rules of all actions.
	pub fn rules() -> Vec<RuleInForce> {
		ACTIONS.into_iter().map(Self::rule).collect()
	}

	/// A version of the rule of an action.
	pub fn record(action: BillAction, version: u32) -> Option<TransitionRecord> {
		History::<T>::get(action, version)
	}
}

impl<T: Config> TransitionRules for Pallet<T> {
	fn ensure_as(
		action: BillAction,
		bill: &Bill,
		actor: &Actor,
		capacity: Roles,
	) -> DispatchResult {
		Self::judge(action, Some(bill), actor, capacity)
	}

	fn ensure_registrable(actor: &Actor) -> DispatchResult {
		Self::judge(BillAction::Registered, None, actor, Roles::all())
	}
}
