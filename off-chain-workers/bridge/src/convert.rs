//! Between what the chain calls things and what goes over the wire, for clients and simulators alike.

use crate::protocol::nontax::{BillInfo, BillState, StatusUpdate};
use base64::{engine::general_purpose::STANDARD, Engine};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	observation::{HistoricBill, OutsideState},
	outbox::{MessageId, StatusNotice},
	BillKey, CheckCode, Date, Digest, Fen,
};
use fiscal_sm_crypto::{sm3_256, Public, Signature};
use serde::{de::DeserializeOwned, Serialize};
use std::str::FromStr;

/// The largest file that crosses a wire, in bytes: 8 MiB.
pub const MAX_FILE_BYTES: usize = 8 * 1024 * 1024;

/// A field is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {words}")]
pub struct Mistake {
	/// The field, as it is called on the wire.
	pub field: &'static str,
	/// What is wrong with it; never its content.
	pub words: String,
}

impl Mistake {
	/// A mistake in a field.
	pub fn new(field: &'static str, words: impl ToString) -> Self {
		Self { field, words: words.to_string() }
	}
}

/// 64 lower-case hexadecimal digits.
pub fn hex(digest: &Digest) -> String {
	hex::encode(digest.as_bytes())
}

/// Reads [`hex`].
///
/// # Errors
/// [`Mistake`].
pub fn digest(field: &'static str, text: &str) -> Result<Digest, Mistake> {
	bytes::<32>(field, text).map(Digest::from)
}

/// 128 lower-case hexadecimal digits: r‖s.
pub fn signature_hex(signature: &Signature) -> String {
	hex::encode(signature.as_bytes())
}

/// Reads [`signature_hex`].
///
/// # Errors
/// [`Mistake`].
pub fn signature(field: &'static str, text: &str) -> Result<Signature, Mistake> {
	bytes::<64>(field, text).map(Signature::from_bytes)
}

/// 66 lower-case hexadecimal digits: the compressed point.
pub fn public_hex(public: &Public) -> String {
	hex::encode(public.as_bytes())
}

/// Reads [`public_hex`], also with the prefix `0x` that the command line prints.
///
/// # Errors
/// [`Mistake`], also of a point that is not on the curve.
pub fn public(field: &'static str, text: &str) -> Result<Public, Mistake> {
	let text = text.strip_prefix("0x").unwrap_or(text);
	Public::from_bytes(bytes::<33>(field, text)?).map_err(|fault| Mistake::new(field, fault))
}

fn bytes<const N: usize>(field: &'static str, text: &str) -> Result<[u8; N], Mistake> {
	let mut bytes = [0u8; N];
	let is_lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
	if !text.bytes().all(is_lower) || hex::decode_to_slice(text, &mut bytes).is_err() {
		return Err(Mistake::new(
			field,
			format!("not {} lower-case hexadecimal digits", N.saturating_mul(2)),
		));
	}
	Ok(bytes)
}

/// Code and number of a bill.
///
/// # Errors
/// [`Mistake`] in `billBatchCode` or `billNo`.
pub fn bill_key(code: &str, number: &str) -> Result<BillKey, Mistake> {
	Ok(BillKey::new(parsed("billBatchCode", code)?, parsed("billNo", number)?))
}

/// A check code.
///
/// # Errors
/// [`Mistake`] in `random`.
pub fn check_code(text: &str) -> Result<CheckCode, Mistake> {
	parsed("random", text)
}

/// Yuan with two decimals: `123.45`.
pub fn yuan(amount: Fen) -> String {
	amount.to_string()
}

/// Reads yuan with at most two decimals.
///
/// # Errors
/// [`Mistake`].
pub fn fen(field: &'static str, text: &str) -> Result<Fen, Mistake> {
	parsed(field, text)
}

/// The day as yyyyMMdd.
pub fn day(date: &Date) -> String {
	format!("{:08}", date.get())
}

/// Reads yyyyMMdd.
///
/// # Errors
/// [`Mistake`].
pub fn date(field: &'static str, text: &str) -> Result<Date, Mistake> {
	if text.len() != 8 {
		return Err(Mistake::new(field, "not a day written yyyyMMdd"));
	}
	parsed(field, text)
}

fn parsed<T: FromStr>(field: &'static str, text: &str) -> Result<T, Mistake>
where
	T::Err: ToString,
{
	text.parse::<T>().map_err(|fault| Mistake::new(field, fault))
}

/// The word by which JSON calls a value that is written as a word, such as `redFlushed`.
pub fn word<T: Serialize>(value: &T) -> String {
	match serde_json::to_value(value) {
		Ok(serde_json::Value::String(word)) => word,
		_ => String::new(),
	}
}

/// Reads [`word`].
///
/// # Errors
/// [`Mistake`].
pub fn from_word<T: DeserializeOwned>(field: &'static str, text: &str) -> Result<T, Mistake> {
	serde_json::from_value(serde_json::Value::String(text.into()))
		.map_err(|_| Mistake::new(field, "not one of the words that may stand here"))
}

/// The state of a bill in the words of the non-tax system.
pub fn state_of(state: &OutsideState) -> BillState {
	BillState {
		state: if state.validity == Validity::Voided { 2 } else { 1 },
		is_scarlet: u8::from(state.validity == Validity::RedFlushed),
		is_paper: u8::from(state.medium == Medium::Paper),
		is_circulable: u8::from(state.circulation == Circulation::Circulable),
		reimburse_state: match state.usage {
			Use::Free => 0,
			Use::Locked => 1,
			Use::PartlyReimbursed => 2,
			Use::Reimbursed => 3,
		},
		reimbursed_amt: yuan(state.reimbursed),
	}
}

/// Reads [`state_of`].
///
/// # Errors
/// [`Mistake`] that names the field; voided and red-flushed at the same time is one.
pub fn state(state: &BillState) -> Result<OutsideState, Mistake> {
	let flag = |field, value: u8| match value {
		0 => Ok(false),
		1 => Ok(true),
		_ => Err(Mistake::new(field, "neither 0 nor 1")),
	};
	let scarlet = flag("isScarlet", state.is_scarlet)?;
	Ok(OutsideState {
		validity: match (state.state, scarlet) {
			(1, false) => Validity::Normal,
			(1, true) => Validity::RedFlushed,
			(2, false) => Validity::Voided,
			(2, true) => return Err(Mistake::new("isScarlet", "1 beside state 2")),
			_ => return Err(Mistake::new("state", "neither 1 nor 2")),
		},
		medium: if flag("isPaper", state.is_paper)? { Medium::Paper } else { Medium::Electronic },
		usage: match state.reimburse_state {
			0 => Use::Free,
			1 => Use::Locked,
			2 => Use::PartlyReimbursed,
			3 => Use::Reimbursed,
			_ => return Err(Mistake::new("reimburseState", "not 0 to 3")),
		},
		circulation: if flag("isCirculable", state.is_circulable)? {
			Circulation::Circulable
		} else {
			Circulation::Blocked
		},
		reimbursed: fen("reimbursedAmt", &state.reimbursed_amt)?,
	})
}

/// A bill in the words of the non-tax system.
pub fn bill_info(key: &BillKey, check: &CheckCode, bill: &HistoricBill) -> BillInfo {
	BillInfo {
		bill_batch_code: key.code.to_string(),
		bill_no: key.number.to_string(),
		random: check.to_string(),
		total_amt: yuan(bill.total),
		issue_date: day(&bill.issued_on),
		xml_hash: hex(&bill.xml),
		file_hash: bill.pdf.as_ref().map(hex),
		summary_hash: hex(&bill.summary),
		state: state_of(&bill.state),
	}
}

/// Reads [`bill_info`].
///
/// # Errors
/// [`Mistake`] that names the field.
pub fn historic_bill(info: &BillInfo) -> Result<(BillKey, CheckCode, HistoricBill), Mistake> {
	let key = bill_key(&info.bill_batch_code, &info.bill_no)?;
	let check = check_code(&info.random)?;
	let bill = HistoricBill {
		total: fen("totalAmt", &info.total_amt)?,
		issued_on: date("issueDate", &info.issue_date)?,
		xml: digest("xmlHash", &info.xml_hash)?,
		pdf: info.file_hash.as_deref().map(|text| digest("fileHash", text)).transpose()?,
		summary: digest("summaryHash", &info.summary_hash)?,
		state: state(&info.state)?,
	};
	Ok((key, check, bill))
}

/// A change in the words of the non-tax system. `key` is the idempotency key of the message,
/// `sequence` its number, `body` the digest of its body.
pub fn status_update(
	key: &Digest,
	sequence: MessageId,
	body: &Digest,
	notice: &StatusNotice,
) -> StatusUpdate {
	StatusUpdate {
		message_id: hex(key),
		digest: hex(body),
		sequence,
		bill_batch_code: notice.key.code.to_string(),
		bill_no: notice.key.number.to_string(),
		bill_version: notice.version,
		action: word(&notice.action),
		state: state_of(&OutsideState {
			validity: notice.validity,
			medium: notice.medium,
			usage: notice.usage,
			circulation: notice.circulation,
			reimbursed: notice.reimbursed,
		}),
		changed_at: notice.at,
	}
}

/// Reads [`status_update`]: with `digest` of it the receiver sees that the body is the one the chain
/// wrote ([`fiscal_primitives::outbox::Body::digest`]).
///
/// # Errors
/// [`Mistake`] that names the field.
pub fn status_notice(update: &StatusUpdate) -> Result<StatusNotice, Mistake> {
	let state = state(&update.state)?;
	Ok(StatusNotice {
		key: bill_key(&update.bill_batch_code, &update.bill_no)?,
		action: from_word("action", &update.action)?,
		version: update.bill_version,
		validity: state.validity,
		medium: state.medium,
		usage: state.usage,
		circulation: state.circulation,
		reimbursed: state.reimbursed,
		at: update.changed_at,
	})
}

/// Base64 of a file.
pub fn file_text(content: &[u8]) -> String {
	STANDARD.encode(content)
}

/// Reads a file of at most `max` bytes and compares it with its SM3.
///
/// # Errors
/// [`Mistake`] in `content` or `hash`.
pub fn file(content: &str, hash: &str, max: usize) -> Result<Vec<u8>, Mistake> {
	let expected = digest("hash", hash)?;
	let too_large = || Mistake::new("content", format!("a file of more than {max} bytes"));
	// Four characters stand for three bytes.
	if content.len().div_euclid(4).saturating_mul(3) > max.saturating_add(3) {
		return Err(too_large());
	}
	let bytes = STANDARD
		.decode(content)
		.map_err(|fault| Mistake::new("content", format!("not base64: {fault}")))?;
	if bytes.len() > max {
		return Err(too_large());
	}
	if Digest::from(sm3_256(&bytes)) != expected {
		return Err(Mistake::new("hash", "not the SM3 of the content"));
	}
	Ok(bytes)
}

#[cfg(test)]
mod tests;
