//! Accounts as the index writes them.

use fiscal_primitives::AccountId;
use sp_core::crypto::Ss58Codec;

/// An account in the form of the index, from SS58 of any chain or `0x` and 64 hexadecimal digits.
pub fn written(text: &str) -> Option<String> {
	let account = match text.strip_prefix("0x") {
		Some(digits) => {
			let bytes: [u8; 32] = hex::decode(digits).ok()?.try_into().ok()?;
			AccountId::from(bytes)
		}
		None => AccountId::from_ss58check_with_version(text).ok()?.0,
	};
	Some(account.to_ss58check())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_form_of_an_account_is_written_alike() {
		let account = AccountId::from([7u8; 32]);
		let ours = account.to_ss58check();
		for text in [
			ours.clone(),
			account.to_ss58check_with_version(77u16.into()),
			format!("0x{}", "07".repeat(32)),
		] {
			assert_eq!(written(&text).as_deref(), Some(ours.as_str()));
		}
		for text in ["", "0x07", "5Grw", "0xzz"] {
			assert_eq!(written(text), None);
		}
	}
}
