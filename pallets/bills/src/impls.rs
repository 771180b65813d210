//! Who may change a bill, the changes by the issuer's side, and verification.

use crate::{types::Signer, Bills, Config, Corrections, Error, Event, Pallet, RedFlushConsents};
use alloc::vec::Vec;
use fiscal_primitives::{
	bill::{numbers::NumberRanges, BillKind, BillUpdate, Circulation, Medium, Use, Validity},
	changes::BillAction,
	node::NodeRole,
	participant::Role,
	text::Reason,
	traits::{NodeRegistry, ParticipantRegistry},
	verification::{
		BillState, DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements, SealedElements,
	},
	AccountId, Actor, Bill, BillCode, BillKey, Digest, ParticipantId,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

/// The most issuers whose ranges one answer holds.
const MAX_ISSUERS: usize = 500;

impl<T: Config> Pallet<T> {
	/// Who signed, if the signer and all above it are active.
	pub(crate) fn participant(who: &AccountId) -> Result<Signer, Error<T>> {
		let id = T::Participants::id_of(who).ok_or(Error::<T>::NotAuthorized)?;
		let signer = T::Participants::signer_of(who).ok_or(Error::<T>::NotAuthorized)?;
		ensure!(T::Participants::is_active(signer), Error::<T>::NotActive);
		Ok(Signer { id, signer })
	}

	/// The active fiscal authority of the account.
	pub(crate) fn fiscal_authority(who: &AccountId) -> Result<Signer, Error<T>> {
		let signer = Self::participant(who)?;
		let authority = T::Participants::has_role(signer.signer, Role::FiscalAuthority);
		ensure!(authority, Error::<T>::NotAuthorized);
		Ok(signer)
	}

	/// Did one key sign for both? Four eyes 双人复核 are two signers, of one organisation or of two.
	pub(crate) fn same_signer(one: &Actor, other: &Actor) -> bool {
		match (one, other) {
			(Actor::Participant { signer, .. }, Actor::Participant { signer: second, .. }) => {
				signer == second
			}
			_ => false,
		}
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

	/// Is the signer the bill's issuer? Or does it operate the bill's node, which is in service and
	/// serves the issuer still, and is the issuer active?
	pub(crate) fn ensure_issuers_side(signer: &Signer, bill: &Bill) -> Result<(), Error<T>> {
		let roles = T::Participants::roles_of(signer.signer);
		if signer.id == bill.issuer && roles.contains(Role::Issuer) {
			return Ok(());
		}
		let operates =
			T::Nodes::operator(bill.node) == Some(signer.id) && roles.contains(Role::NodeOperator);
		ensure!(operates, Error::<T>::NotAuthorized);
		ensure!(T::Nodes::is_normal(bill.node), Error::<T>::NotActive);
		let serves = T::Nodes::serves(bill.node, bill.issuer, NodeRole::Issuer);
		ensure!(serves, Error::<T>::NotServed);
		ensure!(T::Participants::is_active(bill.issuer), Error::<T>::NotActive);
		Ok(())
	}

	/// The bill, if it is changeable and the signer is its issuer or operates its node.
	pub(crate) fn own_bill(who: &AccountId, key: &BillKey) -> Result<(Signer, Bill), Error<T>> {
		let bill = Self::existing(key)?;
		let signer = Self::participant(who)?;
		Self::ensure_issuers_side(&signer, &bill)?;
		Self::ensure_changeable(&bill)?;
		Ok((signer, bill))
	}

	/// True when reimbursement took place or was closed.
	pub(crate) fn is_reimbursed(bill: &Bill) -> bool {
		matches!(bill.usage, Use::PartlyReimbursed | Use::Reimbursed)
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
		let (signer, old) = Self::own_bill(who, &key)?;
		ensure!(old.version == version, Error::<T>::VersionConflict);
		let new = Bill {
			xml: update.xml.unwrap_or(old.xml),
			pdf: update.pdf.or(old.pdf),
			summary: update.summary.unwrap_or(old.summary),
			payer: update.payer.unwrap_or(old.payer),
			..old.clone()
		};
		ensure!(new != old, Error::<T>::NothingChanged);
		ensure!(
			new.payer == old.payer || T::Participants::holder_of(&old.payer).is_none(),
			Error::<T>::HolderBound
		);
		Self::transition(&key, BillAction::Updated, &old, new, &signer.actor(), |new| {
			Event::BillUpdated { key, version: new.version, by: signer.actor(), reason }
		})
	}

	pub(crate) fn do_void(who: &AccountId, key: BillKey, reason: Reason) -> DispatchResult {
		let (signer, old) = Self::own_bill(who, &key)?;
		ensure!(old.kind != BillKind::Red, Error::<T>::RedBill);
		ensure!(!Self::is_reimbursed(&old), Error::<T>::Reimbursed);
		let (by, new) = (signer.actor(), Bill { validity: Validity::Voided, ..old.clone() });
		Self::transition(&key, BillAction::Voided, &old, new, &by, |_| Event::Voided {
			key,
			by,
			reason,
		})?;
		Self::drop_pending(&key);
		Ok(())
	}

	pub(crate) fn do_exchange_for_paper(
		who: &AccountId,
		key: BillKey,
		paper: Digest,
		reason: Reason,
	) -> DispatchResult {
		let (signer, old) = Self::own_bill(who, &key)?;
		ensure!(old.medium == Medium::Electronic, Error::<T>::OnPaper);
		let (by, new) = (signer.actor(), Bill { medium: Medium::Paper, ..old.clone() });
		Self::transition(&key, BillAction::ExchangedForPaper, &old, new, &by, |_| {
			Event::ExchangedForPaper { key, paper, by, reason }
		})
	}

	pub(crate) fn do_restore_electronic(
		who: &AccountId,
		key: BillKey,
		reason: Reason,
	) -> DispatchResult {
		let (signer, old) = Self::own_bill(who, &key)?;
		ensure!(old.medium == Medium::Paper, Error::<T>::NotOnPaper);
		let (by, new) = (signer.actor(), Bill { medium: Medium::Electronic, ..old.clone() });
		Self::transition(&key, BillAction::RestoredElectronic, &old, new, &by, |_| {
			Event::RestoredElectronic { key, by, reason }
		})
	}

	pub(crate) fn do_set_circulation(
		who: &AccountId,
		key: BillKey,
		circulation: Circulation,
	) -> DispatchResult {
		let (signer, old) = Self::own_bill(who, &key)?;
		ensure!(old.kind != BillKind::Red, Error::<T>::RedBill);
		ensure!(old.circulation != circulation, Error::<T>::NothingChanged);
		let (by, new) = (signer.actor(), Bill { circulation, ..old.clone() });
		Self::transition(&key, BillAction::CirculationChanged, &old, new, &by, |_| {
			Event::CirculationChanged { key, circulation, by }
		})
	}

	/// The ranges of numbers of a code: those of `issuer`, or of at most 500 issuers in no order. Serves
	/// callers outside of consensus. R220.
	pub fn number_ranges(
		code: BillCode,
		issuer: Option<ParticipantId>,
	) -> Vec<(ParticipantId, NumberRanges)> {
		match issuer {
			Some(issuer) => {
				let ranges = crate::Numbers::<T>::get(code, issuer);
				Vec::from_iter((!ranges.is_empty()).then_some((issuer, ranges)))
			}
			None => crate::Numbers::<T>::iter_prefix(code).take(MAX_ISSUERS).collect(),
		}
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
