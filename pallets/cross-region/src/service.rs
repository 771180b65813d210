//! Opening of the service 服务开通管理: open, suspend, reopen, renew, leave. R168.

use crate::{Config, Error, Event, ForeignServices, Pallet, Services};
use fiscal_primitives::{
	outbox::{Body, Code, EvidenceKind},
	region::{OrgCode, Service, ServiceChange, ServiceNotice, ServiceStatus},
	AccountId, Moment, Region,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// The service after the change, if the step is one that may be taken.
	fn after_change(
		before: Option<Service>,
		change: ServiceChange,
		until: Option<Moment>,
		now: Moment,
	) -> Result<Service, Error<T>> {
		let begun = |until: Moment| -> Result<Service, Error<T>> {
			ensure!(now < until, Error::<T>::InvalidTerm);
			Ok(Service { status: ServiceStatus::Open, until, at: now })
		};
		let Some(service) = before else {
			ensure!(change == ServiceChange::Open, Error::<T>::ServiceNotOpened);
			return begun(until.ok_or(Error::<T>::InvalidTerm)?);
		};
		// Ending it takes no term.
		let ended = |status: ServiceStatus| -> Result<Service, Error<T>> {
			ensure!(until.is_none(), Error::<T>::InvalidTerm);
			Ok(Service { status, at: now, ..service })
		};
		match (service.status, change) {
			(ServiceStatus::Left, _) => Err(Error::<T>::ServiceLeft),
			(_, ServiceChange::Open) => Err(Error::<T>::ServiceAlreadyOpened),
			(ServiceStatus::Open, ServiceChange::Suspend) => ended(ServiceStatus::Suspended),
			(_, ServiceChange::Leave) => ended(ServiceStatus::Left),
			(ServiceStatus::Suspended, ServiceChange::Reopen) => {
				begun(until.unwrap_or(service.until))
			}
			(ServiceStatus::Open, ServiceChange::Renew) => {
				let until = until.filter(|until| service.until < *until);
				begun(until.ok_or(Error::<T>::InvalidTerm)?)
			}
			(ServiceStatus::Open, ServiceChange::Reopen) => Err(Error::<T>::ServiceNotSuspended),
			(ServiceStatus::Suspended, ServiceChange::Suspend | ServiceChange::Renew) => {
				Err(Error::<T>::ServiceSuspended)
			}
		}
	}

	pub(crate) fn do_change_service(
		who: &AccountId,
		change: ServiceChange,
		until: Option<Moment>,
	) -> DispatchResult {
		let (_, filing) = Self::registered(who)?;
		let (org, at) = (filing.org, Self::now());
		let service = Self::after_change(Services::<T>::get(org), change, until, at)?;
		Self::ensure_room()?;
		let notice = ServiceNotice { org, change, until: service.until, at };
		if service.status == ServiceStatus::Open {
			Self::must_tell(EvidenceKind::Opening, Body::Service(notice))?;
		} else {
			// What is closed stays closed, whether or not somebody learns it.
			Self::tell(EvidenceKind::Opening, Body::Service(notice));
		}
		Services::<T>::insert(org, service);
		Self::deposit_event(Event::ServiceChanged { org, change, service });
		Ok(())
	}

	/// The service of the organisation is open now.
	pub(crate) fn ensure_service_open(org: &OrgCode) -> Result<(), Error<T>> {
		let service = Services::<T>::get(org).ok_or(Error::<T>::ServiceNotOpened)?;
		match service.status {
			ServiceStatus::Left => Err(Error::<T>::ServiceLeft),
			ServiceStatus::Suspended => Err(Error::<T>::ServiceSuspended),
			ServiceStatus::Open => {
				ensure!(service.is_open(Self::now()), Error::<T>::ServiceExpired);
				Ok(())
			}
		}
	}

	/// Another province tells of the service of one of its organisations. Which steps are legal there is
	/// for that province to say.
	pub(crate) fn hear_service(
		(from, id, at): (Region, Code, Moment),
		org: OrgCode,
		change: ServiceChange,
		until: Moment,
	) {
		let known = ForeignServices::<T>::get(from, org);
		if known.is_some_and(|known| known.at > at) {
			Self::deposit_event(Event::Outdated { from, id });
			return;
		}
		let status = match change {
			ServiceChange::Open | ServiceChange::Reopen => ServiceStatus::Open,
			ServiceChange::Suspend => ServiceStatus::Suspended,
			ServiceChange::Leave => ServiceStatus::Left,
			ServiceChange::Renew => known.map_or(ServiceStatus::Open, |known| known.status),
		};
		let service = Service { status, until, at };
		ForeignServices::<T>::insert(from, org, service);
		Self::deposit_event(Event::ForeignServiceTold { region: from, org, service });
	}
}
