//! Proof that whoever offers a validator key holds it.

use crate::BlockHash;
use alloc::vec::Vec;
use codec::Encode;
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::Public;

/// What the holder of a new validator key signs with it, so that nobody can enter a key that is not
/// theirs: `"FBFT/key/1" ‖ genesis hash ‖ participant ‖ key`, 79 bytes. It holds for one chain and
/// one participant.
pub fn possession_payload(
	genesis: &BlockHash,
	participant: ParticipantId,
	public: &Public,
) -> Vec<u8> {
	(*b"FBFT/key/1", genesis, participant, public).encode()
}
