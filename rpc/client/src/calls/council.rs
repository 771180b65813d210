//! Calls of the consortium council 联盟理事会, the pallet `Council` (`pallet-collective`).

use crate::{call::Call, faults::Fault};
use codec::{Compact, Encode};
use fiscal_primitives::Digest;
use subxt::{utils::Encoded, Metadata};

const PALLET: &str = "Council";

/// The most that the execution of a proposal may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub struct WeightBound {
	/// Picoseconds of execution.
	#[codec(compact)]
	pub ref_time: u64,
	/// Bytes of storage proof.
	#[codec(compact)]
	pub proof_size: u64,
}

/// Proposes a call; it executes once `threshold` members approved and somebody closes the vote.
///
/// # Errors
/// As [`Call::encode`] for the proposed call.
pub fn propose(threshold: u32, proposal: &Call, metadata: &Metadata) -> Result<Call, Fault> {
	let proposal = proposal.encode(metadata)?;
	let length = u32::try_from(proposal.len())
		.map_err(|_| Fault::Input("the proposal is larger than 4 GiB".into()))?;
	Ok(Call::new(
		PALLET,
		"propose",
		&["threshold", "proposal", "length_bound"],
		&(Compact(threshold), Encoded(proposal), Compact(length)),
	))
}

/// Approves or rejects a proposal.
pub fn vote(proposal: Digest, index: u32, approve: bool) -> Call {
	Call::new(
		PALLET,
		"vote",
		&["proposal", "index", "approve"],
		&(proposal, Compact(index), approve),
	)
}

/// Ends the vote on a proposal of `length` bytes and executes it if it is approved.
pub fn close(proposal: Digest, index: u32, bound: WeightBound, length: u32) -> Call {
	Call::new(
		PALLET,
		"close",
		&["proposal_hash", "index", "proposal_weight_bound", "length_bound"],
		&(proposal, Compact(index), bound, Compact(length)),
	)
}
