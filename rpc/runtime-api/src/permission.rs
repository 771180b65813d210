//! Transition rules of bills. R232.

use alloc::vec::Vec;
use fiscal_primitives::{
	changes::BillAction,
	transition::{RuleInForce, TransitionRecord},
};

sp_api::decl_runtime_apis! {
	/// Transition rules 票据状态权限触发规则.
	#[api_version(1)]
	pub trait PermissionsApi {
		/// The rules of all actions as they are in force, defaults among them.
		fn transition_rules() -> Vec<RuleInForce>;
		/// A version of the rule of an action that was set, from 1.
		fn transition_record(action: BillAction, version: u32) -> Option<TransitionRecord>;
	}
}
