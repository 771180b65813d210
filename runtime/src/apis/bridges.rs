//! The transactions without a signer that the node hands in, and ranges of bills.

use crate::{BftValidators, Runtime, RuntimeCall, UncheckedExtrinsic};
use alloc::{boxed::Box, vec::Vec};
use fiscal_bft_primitives::Equivocation;
use fiscal_primitives::{
	observation::Testimonies, outbox::Reports, region::Inbound, Bill, BillKey,
};
use fiscal_runtime_api::MAX_BILLS;
use fiscal_sm_crypto::Signature;
use pallet_bills::Bills;

/// Evidence of double signing, if it is news.
pub(super) fn equivocation(evidence: Equivocation) -> Option<UncheckedExtrinsic> {
	BftValidators::is_news(&evidence).then(|| {
		let evidence = Box::new(evidence);
		let call = pallet_bft_validators::Call::report_equivocation { evidence };
		UncheckedExtrinsic::new_bare(RuntimeCall::BftValidators(call))
	})
}

/// What came of attempts to deliver.
pub(super) fn reports(reports: Reports, signature: Signature) -> UncheckedExtrinsic {
	let call = pallet_outbox::Call::report { reports, signature };
	UncheckedExtrinsic::new_bare(RuntimeCall::Outbox(call))
}

/// What a validator observed.
pub(super) fn testimonies(testimonies: Testimonies, signature: Signature) -> UncheckedExtrinsic {
	let call = pallet_observations::Call::testify { testimonies, signature };
	UncheckedExtrinsic::new_bare(RuntimeCall::Observations(call))
}

/// What another province says.
pub(super) fn inbound(message: Inbound, signature: Signature) -> UncheckedExtrinsic {
	let call = pallet_cross_region::Call::receive { message, signature };
	UncheckedExtrinsic::new_bare(RuntimeCall::CrossRegion(call))
}

/// Bills of a code between two numbers, ascending: keys of bills are ordered by code and number, and so
/// are they in the trie.
pub(super) fn bills_between(from: BillKey, to: BillKey, limit: u32) -> Vec<(BillKey, Bill)> {
	if from.code != to.code {
		return Vec::new();
	}
	let limit = usize::try_from(limit.min(MAX_BILLS)).unwrap_or_default();
	let first = Bills::<Runtime>::get(from).map(|bill| (from, bill));
	// The iterator begins behind its key.
	let others = Bills::<Runtime>::iter_from_key(from).take_while(|(key, _)| *key <= to);
	first.into_iter().chain(others).take(limit).filter(|(key, _)| *key <= to).collect()
}
