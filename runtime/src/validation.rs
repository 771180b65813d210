//! Validation of many transactions in one call.
//!
//! `frame_executive` starts a block for every transaction it validates. Nothing of that depends on the
//! transaction, so here it is done once; the steps after it are those of
//! `Executive::validate_transaction`, and `tests/validation.rs` holds the answers against its own.

use crate::{Hash, Runtime, System, UncheckedExtrinsic};
use alloc::vec::Vec;
use codec::{DecodeLimit, Encode};
use fiscal_runtime_api::MAX_VALIDATED;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	storage::with_transaction_unchecked,
	MAX_EXTRINSIC_DEPTH,
};
use frame_system::ChainContext;
use sp_runtime::{
	traits::{Applyable, Checkable},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
	OpaqueExtrinsic, TransactionOutcome,
};

/// What `Executive::validate_transaction` says of each of the transactions, in order, each as if it
/// were the only one; `None` for what is not an encoded transaction. Only the first
/// [`MAX_VALIDATED`] are answered. Changes of storage should be discarded.
pub fn validate_transactions(
	source: TransactionSource,
	transactions: Vec<OpaqueExtrinsic>,
	block_hash: Hash,
) -> Vec<Option<TransactionValidity>> {
	let number = System::block_number().saturating_add(1);
	System::initialize(&number, &block_hash, &Default::default());
	transactions
		.into_iter()
		.take(MAX_VALIDATED)
		.map(|transaction| {
			let encoded = transaction.encode();
			let transaction = read(&encoded)?;
			Some(with_transaction_unchecked(|| {
				TransactionOutcome::Rollback(validate(source, transaction, encoded.len()))
			}))
		})
		.collect()
}

/// The executive reads a transaction, writes it and reads what it wrote: where the writing changes
/// nothing, the second reading cannot either.
fn read(encoded: &[u8]) -> Option<UncheckedExtrinsic> {
	let transaction =
		UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &*encoded)
			.ok()?;
	(transaction.encode() == encoded).then_some(transaction)
}

fn validate(
	source: TransactionSource,
	transaction: UncheckedExtrinsic,
	length: usize,
) -> TransactionValidity {
	let checked = transaction.check(&ChainContext::<Runtime>::default())?;
	let info = checked.get_dispatch_info();
	if info.class == DispatchClass::Mandatory {
		return Err(InvalidTransaction::MandatoryValidation.into());
	}
	checked.validate::<Runtime>(source, &info, length)
}
