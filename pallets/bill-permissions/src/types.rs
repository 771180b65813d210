//! What is stored of a rule.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::transition::TransitionRule;
use scale_info::TypeInfo;

/// The last version of the rule of an action.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct StoredRule {
	/// Its version, from 1.
	pub version: u32,
	/// The rule; none where the default was restored.
	pub rule: Option<TransitionRule>,
}
