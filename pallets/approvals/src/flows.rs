//! Flows 审批流程 and operations of high risk 高风险操作: R007, R011, R052.

use crate::{
	Config, Error, Event, FlowCount, Flows, GenesisConfig, HighRisk, LiveFlows, Pallet, Roles,
};
use alloc::collections::BTreeSet;
use fiscal_primitives::{
	approval::{ApprovalRole, Flow, Lifetime, StepRole, Steps},
	operation::{Actor, Operation},
	text::Name,
	ApprovalRoleId, FlowId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchResult;

/// The roles of approval that steps name, each once.
pub(crate) fn roles_of(steps: &Steps) -> BTreeSet<ApprovalRoleId> {
	let named = steps.as_slice().iter().filter_map(|step| match step.who {
		StepRole::Approval(role) => Some(role),
		StepRole::Chain(_) => None,
	});
	named.collect()
}

impl<T: Config> Pallet<T> {
	/// Changes how many flows name each of the roles.
	///
	/// Errors: `NotFound`; the caller takes back what was changed before.
	fn count_uses(steps: &Steps, change: impl Fn(&mut ApprovalRole)) -> Result<(), Error<T>> {
		for role in roles_of(steps) {
			Roles::<T>::try_mutate(role, |slot| {
				slot.as_mut().map(&change).ok_or(Error::<T>::NotFound)
			})?;
		}
		Ok(())
	}

	/// Stores a new flow.
	pub(crate) fn insert_flow(flow: Flow) -> Result<FlowId, Error<T>> {
		let live = LiveFlows::<T>::get();
		ensure!(live < T::MaxFlows::get(), Error::<T>::MaxFlowsExceeded);
		let number = FlowCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxFlowsExceeded)?;
		Self::count_uses(&flow.steps, |role| role.flows = role.flows.saturating_add(1))?;
		FlowCount::<T>::put(number);
		LiveFlows::<T>::put(live.saturating_add(1));
		Flows::<T>::insert(FlowId(number), flow);
		Ok(FlowId(number))
	}

	pub(crate) fn do_create_flow(
		name: Name,
		steps: Steps,
		lifetime: Lifetime,
		by: Actor,
	) -> DispatchResult {
		let stored = Flow { name: name.clone(), steps: steps.clone(), lifetime };
		let flow = Self::insert_flow(stored)?;
		Self::deposit_event(Event::FlowCreated { flow, name, steps, lifetime, by });
		Ok(())
	}

	pub(crate) fn do_retire_flow(flow: FlowId, by: Actor) -> DispatchResult {
		let stored = Flows::<T>::get(flow).ok_or(Error::<T>::NotFound)?;
		// At most one entry an operation.
		ensure!(!HighRisk::<T>::iter_values().any(|demanded| demanded == flow), Error::<T>::InUse);
		Self::count_uses(&stored.steps, |role| role.flows = role.flows.saturating_sub(1))?;
		Flows::<T>::remove(flow);
		LiveFlows::<T>::mutate(|live| *live = live.saturating_sub(1));
		Self::deposit_event(Event::FlowRetired { flow, by });
		Ok(())
	}

	pub(crate) fn do_set_high_risk(
		operation: Operation,
		flow: Option<FlowId>,
		by: Actor,
	) -> DispatchResult {
		if let Some(flow) = flow {
			ensure!(Flows::<T>::contains_key(flow), Error::<T>::NotFound);
		}
		ensure!(HighRisk::<T>::get(operation) != flow, Error::<T>::NothingChanged);
		HighRisk::<T>::set(operation, flow);
		Self::deposit_event(Event::HighRiskChanged { operation, flow, by });
		Ok(())
	}

	/// Stores what the chain starts with. The participants of the genesis are not looked up: which
	/// pallet's genesis is built first is the runtime's affair.
	///
	/// Errors: `MaxXExceeded`, `NotFound`, `AlreadyExists`.
	pub(crate) fn build_genesis(genesis: &GenesisConfig<T>) -> Result<(), Error<T>> {
		for role in &genesis.roles {
			let id = Self::insert_role(role.name.clone(), role.scope)?;
			let members = role.members.iter().copied().collect::<BTreeSet<_>>();
			ensure!(members.len() == role.members.len(), Error::<T>::AlreadyExists);
			let members = members.try_into().map_err(|_| Error::<T>::MaxMembersExceeded)?;
			Roles::<T>::mutate(id, |slot| {
				if let Some(stored) = slot {
					stored.members = members;
				}
			});
		}
		for flow in genesis.flows.iter().cloned() {
			let crate::GenesisFlow { name, steps, lifetime } = flow;
			Self::insert_flow(Flow { name, steps, lifetime })?;
		}
		for entry in &genesis.high_risk {
			ensure!(Flows::<T>::contains_key(entry.flow), Error::<T>::NotFound);
			ensure!(!HighRisk::<T>::contains_key(entry.operation), Error::<T>::AlreadyExists);
			HighRisk::<T>::insert(entry.operation, entry.flow);
		}
		Ok(())
	}
}
