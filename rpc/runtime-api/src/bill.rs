//! Bills and their locks. R070, R084, R093, R094, R103, R104, R220, R221, R226, R228, R229, R231, R232.

use alloc::vec::Vec;
use fiscal_primitives::{
	bill::{numbers::NumberRanges, BillPending, RelationsRecord},
	changes::BlockChanges,
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	Bill, BillCode, BillKey, Digest, Lock, ParticipantId,
};

sp_api::decl_runtime_apis! {
	/// Bills 票据.
	#[api_version(3)]
	pub trait BillsApi {
		/// The record of a bill (R228).
		fn bill(key: BillKey) -> Option<Bill>;
		/// Checks the five elements against the chain (R103).
		fn verify_elements(elements: FiveElements) -> ElementsVerdict;
		/// Checks the SM3 of a file against the chain (R084, R231).
		fn verify_digest(key: BillKey, digest: Digest) -> DigestVerdict;
		/// What the block at which this is asked changed, for indexes (R221, R229).
		fn block_changes() -> BlockChanges;
		/// The ranges of numbers of a code: those of `issuer`, or of at most 500 issuers (R220).
		fn number_ranges(
			code: BillCode,
			issuer: Option<ParticipantId>,
		) -> Vec<(ParticipantId, NumberRanges)>;
		/// The record of a bill, and what belongs to it outside of the chain (R093, R094).
		fn relations(key: BillKey) -> Option<(Bill, Option<RelationsRecord>)>;
		/// What waits for a second signature on a bill, and what was decided (R104, R226, R232).
		fn pending(key: BillKey) -> Option<BillPending>;
	}

	/// Locks 锁定.
	#[api_version(1)]
	pub trait LocksApi {
		/// The live lock of a bill.
		fn lock(key: BillKey) -> Option<Lock>;
	}
}
