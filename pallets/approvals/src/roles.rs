//! Roles of approval 审批角色: R008.

use crate::{Config, Error, Event, LiveRoles, Pallet, RoleCount, Roles};
use fiscal_primitives::{
	approval::{ApprovalRole, Members, StepRole},
	operation::Actor,
	text::Name,
	traits::ParticipantRegistry,
	ApprovalRoleId, ParticipantId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Stores a new role without members.
	pub(crate) fn insert_role(
		name: Name,
		scope: Option<ParticipantId>,
	) -> Result<ApprovalRoleId, Error<T>> {
		let live = LiveRoles::<T>::get();
		ensure!(live < T::MaxRoles::get(), Error::<T>::MaxRolesExceeded);
		let number = RoleCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxRolesExceeded)?;
		let role = ApprovalRoleId(number);
		RoleCount::<T>::put(number);
		LiveRoles::<T>::put(live.saturating_add(1));
		Roles::<T>::insert(role, ApprovalRole { name, scope, members: Members::new(), flows: 0 });
		Ok(role)
	}

	/// A scope is a participant, in whatever state.
	fn ensure_scope(scope: Option<ParticipantId>) -> Result<(), Error<T>> {
		match scope {
			Some(scope) if T::Participants::did_of(scope).is_none() => Err(Error::<T>::NotFound),
			_ => Ok(()),
		}
	}

	pub(crate) fn do_create_role(
		name: Name,
		scope: Option<ParticipantId>,
		by: Actor,
	) -> DispatchResult {
		Self::ensure_scope(scope)?;
		let role = Self::insert_role(name.clone(), scope)?;
		Self::deposit_event(Event::RoleCreated { role, name, scope, by });
		Ok(())
	}

	pub(crate) fn do_rename_role(role: ApprovalRoleId, name: Name, by: Actor) -> DispatchResult {
		Roles::<T>::try_mutate(role, |slot| {
			let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			ensure!(stored.name != name, Error::<T>::NothingChanged);
			stored.name = name.clone();
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::RoleRenamed { role, name, by });
		Ok(())
	}

	pub(crate) fn do_set_role_scope(
		role: ApprovalRoleId,
		scope: Option<ParticipantId>,
		by: Actor,
	) -> DispatchResult {
		Self::ensure_scope(scope)?;
		Roles::<T>::try_mutate(role, |slot| {
			let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			ensure!(stored.scope != scope, Error::<T>::NothingChanged);
			stored.scope = scope;
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::RoleScopeChanged { role, scope, by });
		Ok(())
	}

	pub(crate) fn do_add_member(
		role: ApprovalRoleId,
		member: ParticipantId,
		by: Actor,
	) -> DispatchResult {
		ensure!(T::Participants::did_of(member).is_some(), Error::<T>::NotFound);
		ensure!(T::Participants::is_active(member), Error::<T>::NotActive);
		Roles::<T>::try_mutate(role, |slot| {
			let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			ensure!(Self::in_scope(stored, member), Error::<T>::OutOfScope);
			let is_new =
				stored.members.try_insert(member).map_err(|_| Error::<T>::MaxMembersExceeded)?;
			ensure!(is_new, Error::<T>::AlreadyExists);
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::MemberAdded { role, member, by });
		Ok(())
	}

	pub(crate) fn do_remove_member(
		role: ApprovalRoleId,
		member: ParticipantId,
		by: Actor,
	) -> DispatchResult {
		Roles::<T>::try_mutate(role, |slot| {
			let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			ensure!(stored.members.remove(&member), Error::<T>::NotFound);
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::MemberRemoved { role, member, by });
		Ok(())
	}

	pub(crate) fn do_delete_role(role: ApprovalRoleId, by: Actor) -> DispatchResult {
		let stored = Roles::<T>::get(role).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.members.is_empty() && stored.flows == 0, Error::<T>::InUse);
		Roles::<T>::remove(role);
		LiveRoles::<T>::mutate(|live| *live = live.saturating_sub(1));
		Self::deposit_event(Event::RoleDeleted { role, by });
		Ok(())
	}

	fn in_scope(role: &ApprovalRole, member: ParticipantId) -> bool {
		role.scope.is_none_or(|scope| T::Participants::is_within(member, scope))
	}

	/// Has the participant what a step asks for, whatever its state?
	pub(crate) fn holds(signer: ParticipantId, who: StepRole) -> bool {
		match who {
			StepRole::Chain(role) => T::Participants::has_role(signer, role),
			StepRole::Approval(role) => Roles::<T>::get(role).is_some_and(|stored| {
				stored.members.contains(&signer) && Self::in_scope(&stored, signer)
			}),
		}
	}
}
