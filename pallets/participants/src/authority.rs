//! Who may decide about whom.

use crate::{Config, Decisions, Error, Pallet};
use fiscal_primitives::{
	participant::{ChildKind, Decision, Participant, Role, Standing, Status, Tier},
	text::Reason,
	traits::{Gate, ParticipantRegistry},
	Actor, Moment, Operation, ParticipantId,
};
use frame_support::{ensure, traits::OriginTrait};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// The standing of whoever signs, or signed what was approved; none for the council.
	fn signer(origin: &OriginFor<T>) -> Option<Standing> {
		let signs = origin.as_signer().and_then(Self::signer_of);
		signs.or_else(|| T::Gate::proposer(origin)).and_then(Self::standing)
	}

	/// What nobody decides alone: the council does, or somebody under an approval whose flow the
	/// operation demands.
	pub(crate) fn ensure_decided_together(by: &Actor) -> Result<(), Error<T>> {
		ensure!(by.decided_together(), Error::<T>::NotAuthorized);
		Ok(())
	}

	/// Who decides about the participant `id`.
	///
	/// Inside of its own domain a participant decides as its administrator. Beyond it whoever has
	/// the role `beyond` decides, of the first tier where that is the fiscal authority; without
	/// such a role nobody does. An approval whose flow the operation demands serves beyond a domain
	/// where a role would; another counts as its proposer alone. Nobody decides about itself or its
	/// own organisation, and nobody but the council about a member of it.
	///
	/// Errors: [`Error::NotAuthorized`] and those of [`Gate::ensure`].
	pub(crate) fn decide(
		origin: OriginFor<T>,
		operation: Operation,
		id: ParticipantId,
		target: &Participant,
		beyond: Option<Role>,
	) -> Result<Actor, DispatchError> {
		let signer = Self::signer(&origin);
		let inside = signer.is_some_and(|signer| Self::is_within(id, signer.organisation));
		let role = match (signer, beyond) {
			(Some(signer), Some(role)) if signer.holds(role) => role,
			_ if inside => Role::Administrator,
			_ => beyond.unwrap_or(Role::Council),
		};
		let by = T::Gate::ensure(origin, operation, role)?;
		let Actor::Participant { id: org, signer, .. } = by else { return Ok(by) };

		let apart = org != id && signer != id && !target.roles.contains(Role::Council);
		ensure!(apart, Error::<T>::NotAuthorized);
		if Self::is_within(id, org) || by.decided_together() {
			return Ok(by);
		}
		let acts = beyond.is_some_and(|role| match Self::standing(signer) {
			Some(standing) if role == Role::FiscalAuthority => {
				standing.holds(role) && Self::is_member(org)
			}
			Some(standing) => standing.holds(role),
			None => false,
		});
		ensure!(acts, Error::<T>::NotAuthorized);
		Ok(by)
	}

	/// Who changes the name of `id`, or its label where `relabel` says so: see
	/// [`Pallet::update`].
	///
	/// Errors: [`Error::NotAuthorized`] and those of [`Gate::ensure`].
	pub(crate) fn ensure_may_update(
		origin: OriginFor<T>,
		id: ParticipantId,
		target: &Participant,
		relabel: bool,
	) -> Result<Actor, DispatchError> {
		// About itself anybody decides, in whatever role it has.
		let itself = Self::signer(&origin).filter(|signer| signer.id == id);
		let role = match itself {
			Some(signer) if !signer.holds(Role::Administrator) => signer.roles.iter().next(),
			_ => None,
		};
		let role = role.unwrap_or(Role::Administrator);
		let by = T::Gate::ensure(origin, Operation::UpdateParticipant, role)?;
		let Actor::Participant { id: org, signer, .. } = by else { return Ok(by) };

		let together = by.decided_together();
		let inside = Self::is_within(id, org);
		let may = (inside || together)
			&& (!relabel || signer != id)
			&& (target.tier != Tier::Member || together)
			&& (org == id || !target.roles.contains(Role::Council));
		ensure!(may, Error::<T>::NotAuthorized);
		Ok(by)
	}

	fn is_member(id: ParticipantId) -> bool {
		Self::standing(id).is_some_and(|standing| standing.tier == Tier::Member)
	}

	/// Who admits a child below `parent`: a fiscal authority organisations, an administrator of the
	/// domain accounts; each inside of its own domain.
	///
	/// Errors: [`Error::NotAuthorized`] and those of [`Gate::ensure`].
	pub(crate) fn ensure_may_admit(
		origin: OriginFor<T>,
		parent: ParticipantId,
		kind: ChildKind,
	) -> Result<Actor, DispatchError> {
		let role = match kind {
			ChildKind::Organisation => Role::FiscalAuthority,
			ChildKind::Account(_) => Role::Administrator,
		};
		let by = T::Gate::ensure(origin, Operation::AdmitParticipant, role)?;
		if let Actor::Participant { id, .. } = by {
			ensure!(Self::is_within(parent, id), Error::<T>::NotAuthorized);
		}
		Ok(by)
	}

	/// The standing of a parent below which such a child may stand.
	pub(crate) fn ensure_parent(
		parent: ParticipantId,
		kind: ChildKind,
	) -> Result<Standing, Error<T>> {
		let above = Self::standing(parent).ok_or(Error::<T>::NotFound)?;
		let may = match kind {
			ChildKind::Organisation => above.tier == Tier::Member,
			ChildKind::Account(_) => matches!(above.tier, Tier::Member | Tier::Organisation),
		};
		ensure!(may, Error::<T>::WrongTier);
		ensure!(above.status == Status::Active, Error::<T>::NotActive);
		Ok(above)
	}

	/// Keeps a decision with its subject.
	pub(crate) fn record(
		id: ParticipantId,
		operation: Operation,
		by: Actor,
		at: Moment,
		reason: Option<Reason>,
	) {
		Decisions::<T>::insert(id, Decision { operation, by, at, reason });
	}
}
