//! Manual corrections 人工修正 by two administrators of the fiscal authority. R104, R232.

use crate::{
	Config, Correction, CorrectionProposal, CorrectionRecord, Corrections, Error, Event,
	LastCorrections, Pallet,
};
use fiscal_primitives::{
	bill::BillKind, changes::BillAction, text::Reason, verification::SealedElements, AccountId,
	Actor, Bill, BillKey,
};
use frame_support::{ensure, traits::Time};
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
		let by = Self::fiscal_authority(who)?.actor();
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
		by: Actor,
		key: BillKey,
		correction: Correction,
	) -> DispatchResult {
		let proposal = Corrections::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		let proposer = proposal.proposer;
		ensure!(!Self::same_signer(&by, &proposer), Error::<T>::SameAdministrator);
		ensure!(correction == proposal.correction, Error::<T>::CorrectionMismatch);
		let old = Self::existing(&key)?;
		Self::ensure_changeable(&old)?;
		ensure!(old.version == proposal.version, Error::<T>::VersionConflict);
		let (by, reason) = ([proposer, by], proposal.reason);
		let [_, confirmer] = &by;
		let new = corrected(&old, &correction);
		let mut version = old.version;
		Self::transition(&key, BillAction::Corrected, &old, new, confirmer, |new| {
			version = new.version;
			Event::Corrected { key, by, correction, version, reason }
		})?;
		Corrections::<T>::remove(key);
		let record = CorrectionRecord { correction, version, by, at: T::Time::now() };
		LastCorrections::<T>::insert(key, record);
		Ok(())
	}

	pub(crate) fn do_withdraw_correction(who: &AccountId, key: BillKey) -> DispatchResult {
		ensure!(Corrections::<T>::contains_key(key), Error::<T>::NotFound);
		let by = Self::fiscal_authority(who)?.actor();
		Corrections::<T>::remove(key);
		Self::deposit_event(Event::CorrectionWithdrawn { key, by });
		Ok(())
	}
}
