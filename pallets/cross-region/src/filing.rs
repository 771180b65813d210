//! Registration of organisations 跨省备案: those of here apply, an administrator decides, the platform
//! registers; those of other provinces are told. R166, R167.

use crate::{
	types::digest, Config, Error, Event, FilingCount, FilingOrder, Filings, FilingsByOrg,
	ForeignFilings, OutboundCount, Pallet, Services,
};
use fiscal_primitives::{
	outbox::{Body, Code, EvidenceKind, Receipt},
	participant::Role,
	region::{Filing, FilingNotice, FilingStatus, ForeignFiling, OrgCode, OrgName},
	text::Reason,
	traits::ParticipantRegistry,
	AccountId, Actor, Digest, Moment, ParticipantId, Region,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

/// Does the code of the organisation belong to the participant in that state?
pub(crate) const fn is_in_force(status: FilingStatus) -> bool {
	matches!(status, FilingStatus::Applied | FilingStatus::Approved | FilingStatus::Registered)
}

impl<T: Config> Pallet<T> {
	/// What a reviewer names: SM3 over the SCALE encoding of the registration as it stands.
	pub fn filing_digest(filing: &Filing) -> Digest {
		digest(filing)
	}

	/// The user of bills that signs, and its registration.
	pub(crate) fn registered(who: &AccountId) -> Result<(ParticipantId, Filing), DispatchError> {
		let participant = T::Participants::ensure(who, Role::BillUser)?;
		let filing = Filings::<T>::get(participant)
			.filter(|filing| filing.status == FilingStatus::Registered)
			.ok_or(Error::<T>::NotRegistered)?;
		Ok((participant, filing))
	}

	pub(crate) fn do_apply_filing(
		who: &AccountId,
		org: OrgCode,
		name: OrgName,
		purpose: Reason,
	) -> DispatchResult {
		let participant = T::Participants::ensure(who, Role::BillUser)?;
		let before = Filings::<T>::get(participant);
		if let Some(filing) = &before {
			ensure!(!is_in_force(filing.status), Error::<T>::AlreadyExists);
			let fixed = OutboundCount::<T>::get(participant) > 0;
			ensure!(filing.org == org || !fixed, Error::<T>::OrgFixed);
		}
		ensure!(!FilingsByOrg::<T>::contains_key(org), Error::<T>::OrgTaken);
		if before.is_none() {
			let number = FilingCount::<T>::get().saturating_add(1);
			FilingCount::<T>::put(number);
			FilingOrder::<T>::insert(number, participant);
		}
		let (status, at) = (FilingStatus::Applied, Self::now());
		Filings::<T>::insert(participant, Filing { org, name, purpose, status, at });
		FilingsByOrg::<T>::insert(org, participant);
		Self::deposit_event(Event::FilingApplied { participant, org });
		Ok(())
	}

	pub(crate) fn do_review_filing(
		by: Actor,
		participant: ParticipantId,
		seen: Digest,
		approved: bool,
		reason: Reason,
	) -> DispatchResult {
		let filing = Filings::<T>::get(participant).ok_or(Error::<T>::NotFound)?;
		ensure!(filing.status == FilingStatus::Applied, Error::<T>::NotApplied);
		ensure!(digest(&filing) == seen, Error::<T>::FilingChanged);
		Self::ensure_apart(&by, participant)?;
		let (org, at) = (filing.org, Self::now());
		if approved {
			let uses = T::Participants::is_active(participant)
				&& T::Participants::has_role(participant, Role::BillUser);
			ensure!(uses, Error::<T>::NotActive);
			Self::ensure_room()?;
			let name = filing.name.clone();
			let notice = FilingNotice { org, name, active: true, at };
			Self::must_tell(EvidenceKind::Filing, Body::Filing(notice))?;
			let status = FilingStatus::Approved;
			Filings::<T>::insert(participant, Filing { status, at, ..filing });
		} else {
			Self::end_filing(participant, filing, FilingStatus::Rejected);
		}
		Self::deposit_event(Event::FilingReviewed { participant, org, approved, by, reason });
		Ok(())
	}

	pub(crate) fn do_withdraw_filing(who: &AccountId) -> DispatchResult {
		let participant = T::Participants::ensure(who, Role::BillUser)?;
		let filing = Filings::<T>::get(participant)
			.filter(|filing| is_in_force(filing.status))
			.ok_or(Error::<T>::NotFound)?;
		let org = filing.org;
		if filing.status != FilingStatus::Applied {
			Self::ensure_room()?;
			let (name, at) = (filing.name.clone(), Self::now());
			let notice = FilingNotice { org, name, active: false, at };
			Self::tell(EvidenceKind::Filing, Body::Filing(notice));
		}
		Self::end_filing(participant, filing, FilingStatus::Withdrawn);
		Self::deposit_event(Event::FilingWithdrawn { participant, org });
		Ok(())
	}

	/// The registration is not in force any more, and with it goes the service.
	fn end_filing(participant: ParticipantId, filing: Filing, status: FilingStatus) {
		FilingsByOrg::<T>::remove(filing.org);
		Services::<T>::remove(filing.org);
		let at = Self::now();
		Filings::<T>::insert(participant, Filing { status, at, ..filing });
	}

	/// The platform took the registration, or refused it. Of an older one nobody cares any more.
	pub(crate) fn filing_answered(notice: &FilingNotice, receipt: &Receipt) {
		let Some(participant) = FilingsByOrg::<T>::get(notice.org) else { return };
		let meant = Filings::<T>::get(participant).filter(|filing| {
			notice.active && filing.status == FilingStatus::Approved && filing.at == notice.at
		});
		let Some(filing) = meant else { return };
		let (org, registered, code) = (filing.org, receipt.accepted, receipt.code.clone());
		if registered {
			let (status, at) = (FilingStatus::Registered, Self::now());
			Filings::<T>::insert(participant, Filing { status, at, ..filing });
		} else {
			Self::end_filing(participant, filing, FilingStatus::Refused);
		}
		Self::deposit_event(Event::FilingAnswered { participant, org, registered, code });
	}

	/// Another province tells of the registration of one of its organisations 备案广播.
	pub(crate) fn hear_filing(
		(from, id, at): (Region, Code, Moment),
		org: OrgCode,
		name: OrgName,
		active: bool,
	) {
		let newer = ForeignFilings::<T>::get(from, org).is_none_or(|known| known.at <= at);
		if !newer {
			Self::deposit_event(Event::Outdated { from, id });
			return;
		}
		ForeignFilings::<T>::insert(from, org, ForeignFiling { name, active, at });
		Self::deposit_event(Event::ForeignFilingTold { region: from, org, active });
	}
}
