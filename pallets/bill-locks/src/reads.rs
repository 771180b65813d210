//! What waits for the fiscal authority, and who reimbursed. Serves callers outside of consensus. R223,
//! R232.

use crate::{Config, Pallet, Reversals, Settlements};
use alloc::vec::Vec;
use fiscal_primitives::{
	bill::{PendingReversal, SettledAmount, MAX_SETTLED},
	BillKey,
};

impl<T: Config> Pallet<T> {
	/// The reversal of a bill that waits.
	pub fn pending_reversal(key: &BillKey) -> Option<PendingReversal> {
		Reversals::<T>::get(key).map(|waiting| PendingReversal {
			holder: waiting.holder,
			signer: waiting.signer,
			flow: waiting.flow,
			amount: waiting.amount,
			reason: waiting.reason,
		})
	}

	/// Who reimbursed how much of a bill and did not take it back: at most [`MAX_SETTLED`]
	/// participants in no order, and whether there are more.
	pub fn settled(key: &BillKey) -> (Vec<SettledAmount>, bool) {
		let most = usize::try_from(MAX_SETTLED).unwrap_or(usize::MAX);
		let mut rest = Settlements::<T>::iter_prefix(key);
		let settled = rest
			.by_ref()
			.take(most)
			.map(|(participant, amount)| SettledAmount { participant, amount })
			.collect();
		(settled, rest.next().is_some())
	}
}
