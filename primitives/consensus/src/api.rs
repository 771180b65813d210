//! What the node asks of the runtime.

use crate::{BlockNumber, Equivocation, Pace, ValidatorSet};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// The sets that decide the blocks after the one asked at.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Schedule {
	/// Decides the next block.
	pub next: ValidatorSet,
	/// Decides the block after the next.
	pub after_next: ValidatorSet,
}

sp_api::decl_runtime_apis! {
	/// Consensus as the runtime knows it.
	#[api_version(1)]
	pub trait BftApi {
		/// Who decides the next blocks; `None` on a chain whose genesis names no validator.
		fn schedule() -> Option<Schedule>;

		/// How fast the chain goes.
		fn pace() -> Pace;

		/// The earliest time the next block may bear, in ms since 1970.
		fn earliest_time() -> u64;

		/// The blocks after `from` that decided a change of the validator set, ascending, at most
		/// 256.
		fn set_changes(from: BlockNumber) -> Vec<BlockNumber>;

		/// The validator set the block decided on, if it decided on one.
		fn set_decided(at: BlockNumber) -> Option<ValidatorSet>;

		/// The transaction that reports the evidence, if the evidence is news: unsigned, and valid
		/// as long as the same is not on chain.
		fn equivocation_report(evidence: Equivocation) -> Option<Block::Extrinsic>;
	}
}
