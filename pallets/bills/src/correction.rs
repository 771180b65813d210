//! Manual corrections 人工修正 by two administrators of the fiscal authority. R232.

use crate::{Bills, Config, Correction, CorrectionProposal, Corrections, Error, Event, Pallet};
use fiscal_primitives::{
	bill::BillKind, text::Reason, verification::SealedElements, AccountId, Bill, BillKey,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

/// The bill with the correction applied.
fn corrected(bill: &Bill, correction: &Correction) -> Bill {
	let mut new = bill.clone();
	match *correction {
		Correction::SetPayer(payer) => new.payer = payer,
		Correction::SetDigests { xml, pdf, summary } => {
			new.xml = xml;
			new.pdf = pdf;
			new.summary = summary;
		}
		Correction::SetCirculation(circulation) => new.circulation = circulation,
		Correction::SetMedium(medium) => new.medium = medium,
	}
	new
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose_correction(
		who: &AccountId,
		key: BillKey,
		elements: SealedElements,
		correction: Correction,
		reason: Reason,
	) -> DispatchResult {
		let bill = Self::existing(&key)?;
		let by = Self::fiscal_authority(who)?;
		ensure!(
			elements.key == key && Self::differing(&elements, &bill).is_empty(),
			Error::<T>::ElementMismatch
		);
		Self::ensure_changeable(&bill)?;
		ensure!(
			bill.kind != BillKind::Red || !matches!(correction, Correction::SetCirculation(_)),
			Error::<T>::RedBill
		);
		ensure!(corrected(&bill, &correction) != bill, Error::<T>::NothingChanged);
		ensure!(!Corrections::<T>::contains_key(key), Error::<T>::AlreadyExists);
		let proposal =
			CorrectionProposal { proposer: by, correction, version: bill.version, reason };
		Corrections::<T>::insert(key, proposal);
		Self::deposit_event(Event::CorrectionProposed { key, by, correction });
		Ok(())
	}

	pub(crate) fn do_confirm_correction(
		who: &AccountId,
		key: BillKey,
		correction: Correction,
	) -> DispatchResult {
		let proposal = Corrections::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		let by = Self::fiscal_authority(who)?;
		ensure!(by != proposal.proposer, Error::<T>::SameAdministrator);
		ensure!(correction == proposal.correction, Error::<T>::CorrectionMismatch);
		let old = Self::existing(&key)?;
		Self::ensure_changeable(&old)?;
		ensure!(old.version == proposal.version, Error::<T>::VersionConflict);
		let new = Self::next_version(&old, corrected(&old, &correction))?;
		let version = new.version;
		Bills::<T>::insert(key, new);
		Corrections::<T>::remove(key);
		Self::deposit_event(Event::Corrected {
			key,
			by: [proposal.proposer, by],
			correction,
			version,
			reason: proposal.reason,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_correction(who: &AccountId, key: BillKey) -> DispatchResult {
		ensure!(Corrections::<T>::contains_key(key), Error::<T>::NotFound);
		let by = Self::fiscal_authority(who)?;
		Corrections::<T>::remove(key);
		Self::deposit_event(Event::CorrectionWithdrawn { key, by });
		Ok(())
	}
}
