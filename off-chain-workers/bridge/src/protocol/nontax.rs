//! The non-tax bill system 非税系统: `POST /api/medical/{service}`.
//!
//! The envelope is public. Services named `getEBillStatesByBillInfo` and the like are public too;
//! those marked *ours* are assumed.

use serde::{Deserialize, Serialize};

/// Code, number and check code 三码 of a bill (*ours*: `getEBillByCodes`).
pub const BY_CODES: &str = "getEBillByCodes";
/// Status write-back 状态回写 (*ours*).
pub const UPDATE_STATUS: &str = "updateEBillStatus";
/// File download 文件下载 (*ours*).
pub const FILE: &str = "getEBillFile";
/// Digests of ranges 一致性比对 (*ours*).
pub const RANGE_DIGEST: &str = "getRangeDigest";
/// The bills of a small range (*ours*).
pub const RANGE_BILLS: &str = "getRangeBills";
/// Verdict about the XML file of a bill 自动化校验结果推送 (*ours*).
pub const PUSH_VERIFICATION: &str = "pushEBillVerification";
/// State of a bill (public).
pub const STATES: &str = "getEBillStatesByBillInfo";

/// How many parts [`RANGE_DIGEST`] cuts a range into.
pub const PARTS: u64 = 16;
/// The most bills [`RANGE_BILLS`] gives.
pub const MAX_RANGE_BILLS: u32 = 64;

/// Request envelope. `data` is the base64 of the request's JSON.
///
/// `sign` is, in the profile `sm3-hmac` (the default), upper-case hexadecimal HMAC-SM3 under the key
/// over `appid=..&data=..&noise=..&version=..`; in the profile `md5` (theirs) upper-case hexadecimal MD5
/// over `appid=..&data=..&noise=..&key=..&version=..`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope {
	/// Who asks.
	pub appid: String,
	/// Base64 of the request.
	pub data: String,
	/// UUID, never used twice.
	pub noise: String,
	/// `1.0`.
	pub version: String,
	/// Signature.
	pub sign: String,
}

/// Answer envelope. `data` is the base64 of an [`Outcome`]; the other fields are as in the request,
/// whose `noise` is repeated. The profile `md5` has `data` alone filled; the others are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerEnvelope {
	/// Base64 of the outcome.
	pub data: String,
	/// The `noise` of the request.
	#[serde(default)]
	pub noise: String,
	/// Signature over `data=..&noise=..`.
	#[serde(default)]
	pub sign: String,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
	/// `S0000`, or `E....`.
	pub result: String,
	/// Base64 of the answer's JSON, or of a text that says what is wrong.
	pub message: String,
}

/// Asks for a bill by its three codes, or for its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ByCodes {
	/// Bill code, 8 digits.
	pub bill_batch_code: String,
	/// Bill number, 10 digits.
	pub bill_no: String,
	/// Check code, 6 characters. Validators, which know its digest alone, leave it out and compare.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub random: Option<String>,
}

/// A bill as the non-tax system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillInfo {
	/// Bill code, 8 digits.
	pub bill_batch_code: String,
	/// Bill number, 10 digits.
	pub bill_no: String,
	/// Check code, 6 characters.
	pub random: String,
	/// Total in yuan with two decimals.
	pub total_amt: String,
	/// Day of issue, yyyyMMdd.
	pub issue_date: String,
	/// SM3 of the XML file.
	pub xml_hash: String,
	/// SM3 of the PDF or OFD file.
	pub file_hash: Option<String>,
	/// SM3 of the summary.
	pub summary_hash: String,
	/// How it stands.
	#[serde(flatten)]
	pub state: BillState,
}

/// How a bill stands: the public flags, and reimbursement (*ours*).
// Where it is an answer by itself it may have further fields: a schema that forbids them could not be part of
// those of a bill and of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillState {
	/// 1 normal, 2 voided.
	pub state: u8,
	/// 1 red-flushed.
	pub is_scarlet: u8,
	/// 1 exchanged for paper.
	pub is_paper: u8,
	/// 1 circulable, 0 in arrears.
	pub is_circulable: u8,
	/// 0 free, 1 locked, 2 reimbursed in part, 3 reimbursed.
	pub reimburse_state: u8,
	/// Reimbursed so far, in yuan with two decimals.
	pub reimbursed_amt: String,
}

/// A change that the chain decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusUpdate {
	/// Idempotency key of the message, 64 hexadecimal digits.
	pub message_id: String,
	/// Digest of the message, 64 hexadecimal digits: what the receipt is about.
	pub digest: String,
	/// Number of the message on the chain: grows with every message.
	pub sequence: u64,
	/// Bill code, 8 digits.
	pub bill_batch_code: String,
	/// Bill number, 10 digits.
	pub bill_no: String,
	/// Version of the record.
	pub bill_version: u32,
	/// What happened, as `BillAction` is written in JSON.
	pub action: String,
	/// How the bill stands after it.
	#[serde(flatten)]
	pub state: BillState,
	/// When, Unix ms.
	pub changed_at: u64,
}

/// [`Verification::verify_state`]: the file is the one that the chain has the digest of.
pub const VERIFIED_GENUINE: u8 = 1;
/// [`Verification::verify_state`]: the chain has the digest of another file.
pub const VERIFIED_MISMATCH: u8 = 2;
/// [`Verification::verify_state`]: the chain does not know the bill.
pub const VERIFIED_UNKNOWN: u8 = 3;

/// What the chain says of an XML file of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
	/// Bill code, 8 digits.
	pub bill_batch_code: String,
	/// Bill number, 10 digits.
	pub bill_no: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub xml_hash: String,
	/// SM3 of the file as the chain has it, if the chain knows the bill.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub chain_xml_hash: Option<String>,
	/// 1 genuine, 2 another file, 3 not on the chain.
	pub verify_state: u8,
	/// Consensus time of the block that was looked at, Unix ms. Of several verdicts about a bill the
	/// latest counts.
	pub verified_at: u64,
}

/// The state of verification 核验状态 that the bill has then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerificationKept {
	/// As in the verdict.
	pub verify_state: u8,
	/// Of the verdict that counts, Unix ms.
	pub verified_at: u64,
}

/// Asks for a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileRequest {
	/// Bill code, 8 digits.
	pub bill_batch_code: String,
	/// Bill number, 10 digits.
	pub bill_no: String,
	/// Check code, 6 characters.
	pub random: String,
	/// `xml` or `pdf`.
	pub file_type: String,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileAnswer {
	/// `xml` or `pdf`.
	pub file_type: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub hash: String,
}

/// A range of numbers of one code, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Range {
	/// Bill code, 8 digits.
	pub bill_batch_code: String,
	/// First number, 10 digits.
	pub first: String,
	/// Last number, 10 digits.
	pub last: String,
}

/// Digest of a range: SM3 over the leaves of its bills in ascending order
/// (`fiscal_primitives::observation::OutsideState::leaf`), 32 bytes each; of no bill at all, SM3 of
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RangePart {
	/// First number.
	pub first: String,
	/// Last number.
	pub last: String,
	/// How many bills.
	pub count: u64,
	/// Digest, 64 hexadecimal digits.
	pub digest: String,
}

/// The range cut into at most [`PARTS`] parts of the same width (the last may be narrower).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RangeDigests {
	/// The parts, ascending.
	pub parts: Vec<RangePart>,
}

/// The bills of a range of at most [`MAX_RANGE_BILLS`] numbers, ascending; a wider one is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RangeBills {
	/// The bills.
	pub bills: Vec<BillInfo>,
}
