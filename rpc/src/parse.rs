//! Parameters, from text to the types of the domain.

use crate::error::{invalid, limit_exceeded};
use fiscal_primitives::{AccountId, BillKey, Did, Digest, Invalid, ParticipantId};
use jsonrpsee::types::ErrorObjectOwned;
use sp_core::crypto::Ss58Codec;
use std::str::FromStr;

/// Items of a page when the caller does not say.
pub(crate) const DEFAULT_LIMIT: u32 = 50;

/// Longer text is no parameter of any method.
const LONGEST: usize = 128;

/// A parameter by its type's own parser.
pub(crate) fn field<T: FromStr<Err = Invalid>>(
	name: &str,
	text: &str,
) -> Result<T, ErrorObjectOwned> {
	text.parse().map_err(|fault| invalid(name, fault))
}

/// Bill code and bill number.
pub(crate) fn bill_key(code: &str, number: &str) -> Result<BillKey, ErrorObjectOwned> {
	Ok(BillKey::new(field("code", code)?, field("number", number)?))
}

/// A digest or hash: 64 hexadecimal digits, with or without `0x` before them.
pub(crate) fn digest(name: &str, text: &str) -> Result<Digest, ErrorObjectOwned> {
	hash32(text).map(Digest::from).ok_or_else(|| invalid(name, "digest: not 64 hexadecimal digits"))
}

/// Items of a page: 1 to [`fiscal_index::MAX_LIMIT`].
pub(crate) fn limit(limit: Option<u32>) -> Result<u32, ErrorObjectOwned> {
	match limit {
		None => Ok(DEFAULT_LIMIT),
		Some(0) => Err(invalid("limit", "not at least 1")),
		Some(limit) if limit > fiscal_index::MAX_LIMIT => {
			Err(limit_exceeded(limit, fiscal_index::MAX_LIMIT))
		}
		Some(limit) => Ok(limit),
	}
}

/// Items of a page that holds `most` at most.
pub(crate) fn limit_to(asked: Option<u32>, most: u32) -> Result<u32, ErrorObjectOwned> {
	match asked {
		Some(asked) if asked > most => Err(limit_exceeded(asked, most)),
		asked => limit(asked),
	}
}

/// How a caller names a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ParticipantName {
	Id(ParticipantId),
	Did(Did),
	Account(AccountId),
}

/// A number, a DID, or an account in SS58 (any prefix) or as `0x` and 64 hexadecimal digits.
pub(crate) fn participant(name: &str, text: &str) -> Result<ParticipantName, ErrorObjectOwned> {
	const FORMS: &str = "participant: not a number, did:cpl:… , an SS58 address or 0x and 64 \
		hexadecimal digits";
	if text.len() > LONGEST {
		return Err(invalid(name, FORMS));
	}
	if text.starts_with("did:") {
		return Ok(ParticipantName::Did(field(name, text)?));
	}
	if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
		return Ok(ParticipantName::Id(field(name, text)?));
	}
	let account = if text.starts_with("0x") {
		hash32(text).map(AccountId::new)
	} else {
		AccountId::from_ss58check_with_version(text).ok().map(|(account, _)| account)
	};
	account.map(ParticipantName::Account).ok_or_else(|| invalid(name, FORMS))
}

fn hash32(text: &str) -> Option<[u8; 32]> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut bytes = [0u8; 32];
	hex::decode_to_slice(digits, &mut bytes).ok()?;
	Some(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::rpc::codes;

	#[test]
	fn a_bad_parameter_is_named() {
		for (code, number, message) in [
			("3106012", "0000000001", "code: bill code: not 8 ASCII digits"),
			("31060126", "1", "number: bill number: not 10 ASCII digits"),
		] {
			let fault = bill_key(code, number).unwrap_err();
			assert_eq!(fault.code(), codes::INVALID_PARAMETER);
			assert_eq!(fault.message(), message);
		}
	}

	#[test]
	fn digests_are_64_hexadecimal_digits() {
		let text = "0f".repeat(32);
		assert_eq!(digest("hash", &text), digest("hash", &format!("0x{text}")));
		assert_eq!(digest("hash", &text).unwrap(), Digest::repeat_byte(0x0f));
		for bad in ["", "0x", "0x0f", &text[1..], &format!("{text}0f"), &"zz".repeat(32)] {
			let fault = digest("hash", bad).unwrap_err();
			assert!(fault.message().starts_with("hash: "), "{bad:?}");
		}
	}

	#[test]
	fn participants_go_by_number_did_or_account() {
		let account = AccountId::new([7; 32]);
		let did = Did([9; 22]);
		let read = |text: &str| participant("id", text);
		assert_eq!(read("12"), Ok(ParticipantName::Id(ParticipantId(12))));
		assert_eq!(read(&did.to_string()), Ok(ParticipantName::Did(did)));
		let by_account = Ok(ParticipantName::Account(account.clone()));
		assert_eq!(read(&account.to_ss58check()), by_account);
		assert_eq!(read(&account.to_ss58check_with_version(77u16.into())), by_account);
		assert_eq!(read(&format!("0x{}", "07".repeat(32))), by_account);
		let mut typo = account.to_ss58check();
		typo.pop();
		for bad in
			["", "-1", "4294967296", "did:cpl:", "did:web:x", "0x07", &typo, &"5".repeat(400)]
		{
			let fault = read(bad).unwrap_err();
			assert_eq!(fault.code(), codes::INVALID_PARAMETER, "{bad:?}");
			assert!(fault.message().starts_with("id: "), "{bad:?}");
		}
	}

	#[test]
	fn pages_hold_1_to_500_items() {
		assert_eq!(limit(None).unwrap(), 50);
		assert_eq!(limit(Some(500)).unwrap(), 500);
		assert_eq!(limit(Some(0)).unwrap_err().code(), codes::INVALID_PARAMETER);
		assert_eq!(limit(Some(501)).unwrap_err().code(), codes::LIMIT_EXCEEDED);
	}
}
