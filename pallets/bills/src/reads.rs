//! What waits for a bill and what was decided of it. Serves callers outside of consensus. R104, R226,
//! R232.

use crate::{Bills, Config, Correction, Corrections, LastCorrections, Pallet, RedFlushConsents};
use fiscal_primitives::{
	bill::{self, CorrectionMade, PendingCorrection},
	Actor, BillKey,
};

/// What the pallet keeps of a bill beside its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
	/// The correction that waits for a second administrator.
	pub correction: Option<PendingCorrection>,
	/// The last correction that was made.
	pub last_correction: Option<CorrectionMade>,
	/// Who consented to the red flush of the bill.
	pub consent: Option<Actor>,
}

impl From<Correction> for bill::Correction {
	fn from(correction: Correction) -> Self {
		match correction {
			Correction::SetPayer(payer) => Self::SetPayer(payer),
			Correction::SetDigests { xml, pdf, summary } => Self::SetDigests { xml, pdf, summary },
			Correction::SetCirculation(circulation) => Self::SetCirculation(circulation),
			Correction::SetMedium(medium) => Self::SetMedium(medium),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// What waits for the bill and the last correction of it; none when there is no bill.
	pub fn pending(key: &BillKey) -> Option<Pending> {
		if !Bills::<T>::contains_key(key) {
			return None;
		}
		let correction = Corrections::<T>::get(key).map(|waiting| PendingCorrection {
			proposer: waiting.proposer,
			correction: waiting.correction.into(),
			version: waiting.version,
			reason: waiting.reason,
		});
		let last_correction = LastCorrections::<T>::get(key).map(|made| CorrectionMade {
			correction: made.correction.into(),
			version: made.version,
			by: made.by,
			at: made.at,
		});
		Some(Pending { correction, last_correction, consent: RedFlushConsents::<T>::get(key) })
	}
}
