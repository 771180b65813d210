//! What the node's bridges to systems outside need of the runtime beside the answers of each domain.
//! R086, R089–R091, R105, R173, R180.

use alloc::vec::Vec;
use fiscal_primitives::{
	observation::Testimonies, outbox::Reports, region::Inbound, Bill, BillKey,
};
use fiscal_sm_crypto::Signature;

/// The most bills of one answer.
pub const MAX_BILLS: u32 = 1_000;

sp_api::decl_runtime_apis! {
	/// Bridges 外部系统对接: the transactions without a signer that they hand in, and ranges of bills.
	#[api_version(1)]
	pub trait BridgesApi {
		/// The transaction that says what came of attempts to deliver.
		fn reports_transaction(reports: Reports, signature: Signature) -> Block::Extrinsic;
		/// The transaction that says what a validator observed.
		fn testimonies_transaction(
			testimonies: Testimonies,
			signature: Signature,
		) -> Block::Extrinsic;
		/// The transaction that hands in a message of another province.
		fn inbound_transaction(message: Inbound, signature: Signature) -> Block::Extrinsic;
		/// Bills of a code between two numbers, both included, ascending: at most `limit` and
		/// [`MAX_BILLS`]. None where the codes differ.
		fn bills_between(from: BillKey, to: BillKey, limit: u32) -> Vec<(BillKey, Bill)>;
	}
}
