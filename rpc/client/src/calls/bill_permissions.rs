//! Calls of the pallet `BillPermissions` (R232).

use crate::call::Call;
use fiscal_primitives::{changes::BillAction, transition::TransitionRule};

const PALLET: &str = "BillPermissions";

/// Sets the rule of an action, or restores its default with `None`.
pub fn set_rule(action: BillAction, rule: Option<&TransitionRule>) -> Call {
	Call::new(PALLET, "set_rule", &["action", "rule"], &(action, rule))
}
