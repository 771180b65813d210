//! How states, roles, names and services change.

use crate::{Config, Error, Event, Pallet, Participants, PastDetails, PastDetailsOf, ServicesOf};
use fiscal_primitives::{
	did::Services,
	participant::{AccountLabel, Details, Role, Roles, Status, Tier, MAX_DETAILS},
	text::{Name, Reason},
	traits::{OnParticipantStatus, ParticipantRegistry},
	AccountId, Operation, ParticipantId,
};
use frame_support::{ensure, traits::Time};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// [`Pallet::set_status`].
	pub(crate) fn change_status(
		origin: OriginFor<T>,
		id: ParticipantId,
		status: Status,
		reason: Reason,
	) -> DispatchResult {
		let operation = Operation::ChangeParticipantStatus;
		let mut participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let beyond = Some(Role::FiscalAuthority);
		let by = Self::decide(origin, operation, id, &participant, beyond)?;
		ensure!(participant.status != Status::Cancelled, Error::<T>::Terminal);
		ensure!(participant.status != status, Error::<T>::NothingChanged);

		let at = T::Time::now();
		let from = core::mem::replace(&mut participant.status, status);
		participant.changed_at = at;
		Participants::<T>::insert(id, participant);
		Self::record(id, operation, by, at, Some(reason.clone()));
		Self::deposit_event(Event::StatusChanged { id, from, to: status, by, at, reason });
		T::OnStatus::status_changed(id, from, status);
		Ok(())
	}

	/// [`Pallet::set_roles`].
	pub(crate) fn change_roles(
		origin: OriginFor<T>,
		id: ParticipantId,
		roles: Roles,
		reason: Reason,
	) -> DispatchResult {
		let operation = Operation::ChangeParticipantRoles;
		let mut participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let by = Self::decide(origin, operation, id, &participant, None)?;
		if participant.tier == Tier::Member {
			Self::ensure_decided_together(&by)?;
		}
		ensure!(participant.tier != Tier::Holder, Error::<T>::WrongTier);
		ensure!(!roles.is_empty(), Error::<T>::NoRole);
		if let Some(parent) = participant.parent {
			let above = Self::standing(parent).ok_or(Error::<T>::NotFound)?;
			let may = roles.is_subset(above.roles.handed_down());
			ensure!(may, Error::<T>::RoleNotHandedDown);
		}
		ensure!(participant.status != Status::Cancelled, Error::<T>::Terminal);
		ensure!(participant.roles != roles, Error::<T>::NothingChanged);

		let at = T::Time::now();
		let from = core::mem::replace(&mut participant.roles, roles);
		participant.changed_at = at;
		Participants::<T>::insert(id, participant);
		Self::record(id, operation, by, at, Some(reason.clone()));
		Self::deposit_event(Event::RolesChanged { id, from, to: roles, by, at, reason });
		Ok(())
	}

	/// [`Pallet::update`].
	pub(crate) fn change_details(
		origin: OriginFor<T>,
		id: ParticipantId,
		name: Option<Name>,
		label: Option<AccountLabel>,
		reason: Reason,
	) -> DispatchResult {
		let operation = Operation::UpdateParticipant;
		let mut participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let by = Self::ensure_may_update(origin, id, &participant, label.is_some())?;
		ensure!(participant.tier != Tier::Holder, Error::<T>::WrongTier);
		let labelled = participant.tier == Tier::Account;
		ensure!(label.is_none() || labelled, Error::<T>::WrongTier);
		ensure!(participant.status != Status::Cancelled, Error::<T>::Terminal);
		let to = Details {
			name: name.unwrap_or_else(|| participant.name.clone()),
			label: label.or(participant.label),
		};
		let changed = to.name != participant.name || to.label != participant.label;
		ensure!(changed, Error::<T>::NothingChanged);
		let past = participant.details_version;
		let version = past.saturating_add(1);
		ensure!(version <= MAX_DETAILS, Error::<T>::MaxDetailsExceeded);

		let at = T::Time::now();
		let name = core::mem::replace(&mut participant.name, to.name.clone());
		let label = core::mem::replace(&mut participant.label, to.label);
		let from = Details { name, label };
		participant.details_version = version;
		participant.changed_at = at;
		Participants::<T>::insert(id, participant);
		PastDetailsOf::<T>::insert(id, past, PastDetails { details: from.clone(), until: at });
		Self::record(id, operation, by, at, Some(reason.clone()));
		Self::deposit_event(Event::DetailsChanged { id, version, from, to, by, at, reason });
		Ok(())
	}

	/// [`Pallet::set_services`].
	pub(crate) fn change_services(
		who: AccountId,
		id: ParticipantId,
		services: Services,
	) -> DispatchResult {
		let signer = Self::signer_of(&who).ok_or(Error::<T>::NotFound)?;
		let standing = Self::standing(signer).ok_or(Error::<T>::NotFound)?;
		ensure!(standing.status == Status::Active, Error::<T>::NotActive);
		let may =
			id == signer || (id == standing.organisation && standing.holds(Role::Administrator));
		ensure!(may, Error::<T>::NotAuthorized);
		let mut participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(ServicesOf::<T>::get(id) != services, Error::<T>::NothingChanged);

		let (at, count) = (T::Time::now(), services.len());
		participant.changed_at = at;
		Participants::<T>::insert(id, participant);
		if services.is_empty() {
			ServicesOf::<T>::remove(id);
		} else {
			ServicesOf::<T>::insert(id, services);
		}
		Self::deposit_event(Event::ServicesChanged { id, signer, count, at });
		Ok(())
	}
}
