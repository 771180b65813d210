//! Who may change a bill, how a change becomes a version, the changes by the issuer's side, and
//! verification.

use crate::{difference_root, Bills, Config, Corrections, Error, Event, Pallet, RedFlushConsents};
use alloc::vec::Vec;
use fiscal_primitives::{
	bill::{BillKind, BillUpdate, Circulation, Medium, Use, Validity, VersionLink},
	participant::Role,
	text::Reason,
	traits::{NodeRegistry, ParticipantRegistry},
	verification::{
		BillState, DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements, SealedElements,
	},
	AccountId, Bill, BillKey, Digest, ParticipantId,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// The active participant of the account.
	pub(crate) fn participant(who: &AccountId) -> Result<ParticipantId, Error<T>> {
		let id = T::Participants::id_of(who).ok_or(Error::<T>::NotAuthorized)?;
		ensure!(T::Participants::is_active(id), Error::<T>::NotActive);
		Ok(id)
	}

	/// The active fiscal authority of the account.
	pub(crate) fn fiscal_authority(who: &AccountId) -> Result<ParticipantId, Error<T>> {
		let id = Self::participant(who)?;
		ensure!(T::Participants::has_role(id, Role::FiscalAuthority), Error::<T>::NotAuthorized);
		Ok(id)
	}

	/// The bill of the key.
	pub(crate) fn existing(key: &BillKey) -> Result<Bill, Error<T>> {
		Bills::<T>::get(key).ok_or(Error::<T>::NotFound)
	}

	/// In force and unlocked: what every change but those of the lock itself requires.
	pub(crate) fn ensure_changeable(bill: &Bill) -> Result<(), Error<T>> {
		ensure!(bill.validity == Validity::Normal, Error::<T>::Terminal);
		ensure!(bill.usage != Use::Locked, Error::<T>::Locked);
		Ok(())
	}

	/// The bill, if it is changeable and the signer is its issuer or operates its node.
	pub(crate) fn own_bill(
		who: &AccountId,
		key: &BillKey,
	) -> Result<(ParticipantId, Bill), Error<T>> {
		let bill = Self::existing(key)?;
		let id = Self::participant(who)?;
		let issues = id == bill.issuer && T::Participants::has_role(id, Role::Issuer);
		if !issues {
			let operates = T::Nodes::operator(bill.node) == Some(id)
				&& T::Participants::has_role(id, Role::NodeOperator);
			ensure!(operates, Error::<T>::NotAuthorized);
			ensure!(T::Nodes::is_normal(bill.node), Error::<T>::NotActive);
		}
		Self::ensure_changeable(&bill)?;
		Ok((id, bill))
	}

	/// True when reimbursement took place or was closed.
	pub(crate) fn is_reimbursed(bill: &Bill) -> bool {
		matches!(bill.usage, Use::PartlyReimbursed | Use::Reimbursed)
	}

	/// `new` as the version after `old`, linked to it.
	pub(crate) fn next_version(old: &Bill, mut new: Bill) -> Result<Bill, Error<T>> {
		new.version = old.version.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		new.history = Some(VersionLink {
			previous: old.version_hash(),
			difference: difference_root(old, &new),
		});
		Ok(new)
	}

	/// What waited for the bill is gone when the bill is.
	pub(crate) fn drop_pending(key: &BillKey) {
		RedFlushConsents::<T>::remove(key);
		Corrections::<T>::remove(key);
	}

	pub(crate) fn do_update(
		who: &AccountId,
		key: BillKey,
		version: u32,
		update: BillUpdate,
		reason: Reason,
	) -> DispatchResult {
		let (_, old) = Self::own_bill(who, &key)?;
		ensure!(old.version == version, Error::<T>::VersionConflict);
		let new = Bill {
			xml: update.xml.unwrap_or(old.xml),
			pdf: update.pdf.or(old.pdf),
			summary: update.summary.unwrap_or(old.summary),
			payer: update.payer.unwrap_or(old.payer),
			..old.clone()
		};
		ensure!(new != old, Error::<T>::NothingChanged);
		let new = Self::next_version(&old, new)?;
		let version = new.version;
		Bills::<T>::insert(key, new);
		Self::deposit_event(Event::BillUpdated { key, version, reason });
		Ok(())
	}

	pub(crate) fn do_void(who: &AccountId, key: BillKey, reason: Reason) -> DispatchResult {
		let (_, old) = Self::own_bill(who, &key)?;
		ensure!(old.kind != BillKind::Red, Error::<T>::RedBill);
		ensure!(!Self::is_reimbursed(&old), Error::<T>::Reimbursed);
		let new = Bill { validity: Validity::Voided, ..old.clone() };
		Bills::<T>::insert(key, Self::next_version(&old, new)?);
		Self::drop_pending(&key);
		Self::deposit_event(Event::Voided { key, reason });
		Ok(())
	}

	pub(crate) fn do_exchange_for_paper(
		who: &AccountId,
		key: BillKey,
		paper: Digest,
		reason: Reason,
	) -> DispatchResult {
		let (_, old) = Self::own_bill(who, &key)?;
		ensure!(old.medium == Medium::Electronic, Error::<T>::OnPaper);
		let new = Bill { medium: Medium::Paper, ..old.clone() };
		Bills::<T>::insert(key, Self::next_version(&old, new)?);
		Self::deposit_event(Event::ExchangedForPaper { key, paper, reason });
		Ok(())
	}

	pub(crate) fn do_restore_electronic(
		who: &AccountId,
		key: BillKey,
		reason: Reason,
	) -> DispatchResult {
		let (_, old) = Self::own_bill(who, &key)?;
		ensure!(old.medium == Medium::Paper, Error::<T>::NotOnPaper);
		let new = Bill { medium: Medium::Electronic, ..old.clone() };
		Bills::<T>::insert(key, Self::next_version(&old, new)?);
		Self::deposit_event(Event::RestoredElectronic { key, reason });
		Ok(())
	}

	pub(crate) fn do_set_circulation(
		who: &AccountId,
		key: BillKey,
		circulation: Circulation,
	) -> DispatchResult {
		let (_, old) = Self::own_bill(who, &key)?;
		ensure!(old.kind != BillKind::Red, Error::<T>::RedBill);
		ensure!(old.circulation != circulation, Error::<T>::NothingChanged);
		let new = Bill { circulation, ..old.clone() };
		Bills::<T>::insert(key, Self::next_version(&old, new)?);
		Self::deposit_event(Event::CirculationChanged { key, circulation });
		Ok(())
	}

	/// The elements that do not agree with the bill.
	pub(crate) fn differing(elements: &SealedElements, bill: &Bill) -> Vec<Element> {
		[
			(Element::CheckCode, elements.check == bill.check),
			(Element::IssueDate, elements.issued_on == bill.issued_on),
			(Element::Amount, elements.total == bill.total),
		]
		.into_iter()
		.filter(|(_, agrees)| !agrees)
		.map(|(element, _)| element)
		.collect()
	}

	/// Compares the five elements 五要素 with the chain. R084, R231.
	pub fn verify_elements(elements: &FiveElements) -> ElementsVerdict {
		let Some(bill) = Bills::<T>::get(elements.key) else { return ElementsVerdict::NotFound };
		let elements = Self::differing(&elements.sealed(), &bill);
		if elements.is_empty() {
			ElementsVerdict::Genuine { state: state(&bill) }
		} else {
			ElementsVerdict::Mismatch { elements }
		}
	}

	/// Finds out whether a file with that SM3 digest is one of the bill's, in its present version.
	/// R231.
	pub fn verify_digest(key: &BillKey, digest: &Digest) -> DigestVerdict {
		let Some(bill) = Bills::<T>::get(key) else { return DigestVerdict::NotFound };
		if bill.xml == *digest {
			DigestVerdict::Genuine { file: FileKind::Xml, state: state(&bill) }
		} else if bill.pdf == Some(*digest) {
			DigestVerdict::Genuine { file: FileKind::Pdf, state: state(&bill) }
		} else {
			DigestVerdict::Mismatch
		}
	}
}

fn state(bill: &Bill) -> BillState {
	BillState {
		validity: bill.validity,
		medium: bill.medium,
		usage: bill.usage,
		circulation: bill.circulation,
	}
}
