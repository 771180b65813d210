//! Validation of many transactions in one call, for the transaction pool.

use alloc::vec::Vec;
use sp_runtime::{
	transaction_validity::{TransactionSource, TransactionValidity},
	OpaqueExtrinsic,
};

/// The most transactions one call of [`ValidateBatchApi`] validates.
pub const MAX_VALIDATED: usize = 64;

sp_api::decl_runtime_apis! {
	/// Validation in batches 批量校验. One call costs an instance of the runtime and the start of a
	/// block once for all of its transactions.
	#[api_version(1)]
	pub trait ValidateBatchApi {
		/// What `TaggedTransactionQueue::validate_transaction` says of each of the transactions with
		/// the same source and block hash, in order, as if it had been asked of that one alone: none
		/// sees what another does. `None` for one that is not an encoded transaction: the single call
		/// says what there is to say of it. Only the first [`MAX_VALIDATED`] are answered.
		fn validate_transactions(
			source: TransactionSource,
			transactions: Vec<OpaqueExtrinsic>,
			block_hash: Block::Hash,
		) -> Vec<Option<TransactionValidity>>;
	}
}
