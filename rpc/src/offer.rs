//! What a node offers, and whether it can.

/// The methods that need the index.
pub const INDEX_METHODS: &[&str] = &[
	"bill_byTransaction",
	"bill_history",
	"bill_listByPayer",
	"bill_trail",
	"lock_listByBill",
	"vc_byBill",
	"vc_history",
];

/// The node was told to offer methods that it could not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
	"--bill-index off leaves {} without the index they read; switch the index on with --bill-index \
	 on, or give these methods up with --index-methods off",
	INDEX_METHODS.join(", ")
)]
pub struct OfferFault;

/// Checks the flags `--bill-index` (keep the index) and `--index-methods` (offer
/// [`INDEX_METHODS`]), before a node starts. The methods without the index are refused; the other
/// three settings are in order.
pub const fn check_offer(bill_index: bool, index_methods: bool) -> Result<(), OfferFault> {
	if index_methods && !bill_index {
		return Err(OfferFault);
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn methods_without_their_index_are_refused_by_name() {
		assert_eq!(check_offer(true, true), Ok(()));
		assert_eq!(check_offer(true, false), Ok(()));
		assert_eq!(check_offer(false, false), Ok(()));
		let refusal = check_offer(false, true).unwrap_err().to_string();
		for method in INDEX_METHODS {
			assert!(refusal.contains(method), "{refusal}");
		}
		assert!(refusal.contains("--bill-index") && refusal.contains("--index-methods"));
	}
}
