//! Calls of the pallet `Observations` (R076, R086, R091, R110, R180).

use crate::call::Call;
use fiscal_primitives::observation::Question;

const PALLET: &str = "Observations";

/// Asks validators to observe something outside of the chain.
pub fn request(question: &Question) -> Call {
	Call::new(PALLET, "request", &["question"], &(question,))
}
