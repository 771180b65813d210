//! Templates, delegates and the white list: what administrators decide. R126, R128, R233.

use crate::{
	Config, Delegates, Error, Event, Pallet, TemplateCount, TemplateVersions, Templates, WhiteList,
};
use fiscal_primitives::{
	authorization::{
		CredentialKind, Delegate, DelegateTerms, GrantedBills, LogHead, Scope, Scopes, Template,
		TemplateId, TemplateRecord, WhiteListEntry,
	},
	participant::Role,
	traits::{Gate, ParticipantRegistry, SceneRegistry},
	Actor, Moment, Operation, ParticipantId, SceneId,
};
use frame_support::{ensure, traits::Time};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	fn gate(origin: OriginFor<T>, operation: Operation) -> Result<Actor, DispatchError> {
		T::Gate::ensure(origin, operation, Role::FiscalAuthority)
	}

	pub(crate) fn do_put_template(
		origin: OriginFor<T>,
		number: Option<u32>,
		template: Template,
	) -> DispatchResult {
		let by = Self::gate(origin, Operation::ChangeCredentialTemplates)?;
		let template = Self::store_template(number, template, by, T::Time::now())?;
		Self::deposit_event(Event::TemplateChanged { template, by });
		Ok(())
	}

	/// Stores a new template, or the next version of one.
	pub(crate) fn store_template(
		number: Option<u32>,
		template: Template,
		by: Actor,
		at: Moment,
	) -> Result<TemplateId, Error<T>> {
		let empty =
			template.scopes.is_empty() || template.max_validity == 0 || template.max_uses == 0;
		ensure!(!empty, Error::<T>::TermsEmpty);
		let confirms = template.kind == CredentialKind::Confirmation;
		ensure!(!(confirms && template.scopes.contains(Scope::Use)), Error::<T>::ScopeNotAllowed);
		let id = match number {
			None => {
				let number = TemplateCount::<T>::get()
					.checked_add(1)
					.ok_or(Error::<T>::MaxTemplatesExceeded)?;
				TemplateCount::<T>::put(number);
				TemplateId { number, version: 1 }
			}
			Some(number) => {
				let (version, in_force) =
					TemplateVersions::<T>::get(number).ok_or(Error::<T>::NotFound)?;
				let last = Templates::<T>::get(TemplateId { number, version });
				let same = in_force && last.is_some_and(|last| last.template == template);
				ensure!(!same, Error::<T>::NothingChanged);
				let version = version.checked_add(1).ok_or(Error::<T>::MaxTemplatesExceeded)?;
				TemplateId { number, version }
			}
		};
		Templates::<T>::insert(id, TemplateRecord { template, by, at });
		TemplateVersions::<T>::insert(id.number, (id.version, true));
		Ok(id)
	}

	pub(crate) fn do_withdraw_template(origin: OriginFor<T>, number: u32) -> DispatchResult {
		let by = Self::gate(origin, Operation::ChangeCredentialTemplates)?;
		TemplateVersions::<T>::try_mutate(number, |slot| {
			let (_, in_force) = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			ensure!(*in_force, Error::<T>::NothingChanged);
			*in_force = false;
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::TemplateWithdrawn { number, by });
		Ok(())
	}

	pub(crate) fn do_set_delegate(
		origin: OriginFor<T>,
		delegate: ParticipantId,
		terms: Option<DelegateTerms>,
	) -> DispatchResult {
		let by = Self::gate(origin, Operation::TrustDelegate)?;
		let before = Delegates::<T>::get(delegate);
		match &terms {
			None => {
				ensure!(before.is_some(), Error::<T>::NotFound);
				Delegates::<T>::remove(delegate);
			}
			Some(terms) => Self::store_delegate(delegate, terms, before, by)?,
		}
		Self::deposit_event(Event::DelegateChanged { delegate, terms, by });
		Ok(())
	}

	fn store_delegate(
		delegate: ParticipantId,
		terms: &DelegateTerms,
		before: Option<Delegate>,
		by: Actor,
	) -> DispatchResult {
		ensure!(T::Participants::is_active(delegate), Error::<T>::NotActive);
		let platform = T::Participants::has_role(delegate, Role::Platform);
		ensure!(platform, Error::<T>::NotAuthorized);
		let bills = (1..=GrantedBills::MOST).contains(&terms.max_bills);
		let empty = terms.scopes.is_empty()
			|| terms.max_validity == 0
			|| terms.max_uses == 0
			|| terms.grants_per_day == 0;
		ensure!(bills && !empty, Error::<T>::TermsEmpty);
		let same = before.as_ref().is_some_and(|before| before.terms == *terms);
		ensure!(!same, Error::<T>::NothingChanged);
		// New terms do not give back the grants of the day.
		let (day, granted) = before.map_or((0, 0), |before| (before.day, before.granted));
		let record = Delegate { terms: terms.clone(), by, at: T::Time::now(), day, granted };
		Delegates::<T>::insert(delegate, record);
		Ok(())
	}

	pub(crate) fn do_set_white_list(
		origin: OriginFor<T>,
		participant: ParticipantId,
		scene: SceneId,
		scopes: Scopes,
		until: Moment,
	) -> DispatchResult {
		let by = Self::gate(origin, Operation::ChangeWhiteList)?;
		ensure!(T::Participants::is_active(participant), Error::<T>::NotActive);
		ensure!(T::Scenes::terms(scene).is_some(), Error::<T>::SceneNotActive);
		ensure!(!scopes.is_empty(), Error::<T>::TermsEmpty);
		ensure!(!scopes.contains(Scope::Use), Error::<T>::NotARead);
		let at = T::Time::now();
		ensure!(at < until, Error::<T>::Expired);
		let before = WhiteList::<T>::get((participant, scene));
		let same = before.as_ref().is_some_and(|e| e.scopes == scopes && e.until == until);
		ensure!(!same, Error::<T>::NothingChanged);
		let log = before.map_or_else(LogHead::default, |before| before.log);
		let entry = WhiteListEntry { scopes, until, by, at, log };
		WhiteList::<T>::insert((participant, scene), entry);
		Self::deposit_event(Event::WhiteListChanged { participant, scene, scopes, until, by });
		Ok(())
	}

	/// The entry ends now; its log stays.
	pub(crate) fn do_remove_white_list(
		origin: OriginFor<T>,
		participant: ParticipantId,
		scene: SceneId,
	) -> DispatchResult {
		let by = Self::gate(origin, Operation::ChangeWhiteList)?;
		let at = T::Time::now();
		let scopes = WhiteList::<T>::try_mutate((participant, scene), |slot| {
			let entry = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			ensure!(at < entry.until, Error::<T>::NothingChanged);
			(entry.until, entry.by, entry.at) = (at, by, at);
			Ok::<_, Error<T>>(entry.scopes)
		})?;
		Self::deposit_event(Event::WhiteListChanged { participant, scene, scopes, until: at, by });
		Ok(())
	}
}
