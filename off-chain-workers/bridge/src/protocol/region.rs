//! The Yangtze-Delta platform 长三角共享平台: `POST /api/v2/{service}` in [`super::SignedRequest`], in
//! both directions. The texts of the platform are not public: every name here is ours.

use fiscal_primitives::{outbox::Body, region::Inbound};
use serde::{Deserialize, Serialize};

/// A message that the chain of either side decided: [`OutboundMessage`] to the platform,
/// [`InboundMessage`] from it, answered with a [`super::ReceiptBody`].
///
/// The receipt of an inbound message has the outcome as its code, as `RegionOutcome` is written in
/// JSON, or `S0000` where a message has none; key and digest that its signature covers are both
/// `Inbound::digest`. While the outcome is open the answer is `P0202` instead: the same message, sent
/// again, gets it later and is not applied twice.
pub const MESSAGE: &str = "message";
/// Summary list 摘要列表: [`SummaryListRequest`], answered with [`Summaries`].
pub const SUMMARY_LIST: &str = "summary-list";
/// Summary by five elements 摘要获取: [`SummaryRequest`], answered with a [`Summary`].
pub const SUMMARY: &str = "summary";
/// Authorization 授权获取: [`AuthorizationRequest`], answered with a [`FileBody`].
pub const AUTHORIZATION: &str = "authorization";
/// An authorization file that is handed over 授权推送: [`FileBody`], answered with an [`Accepted`].
pub const AUTHORIZATION_PUSH: &str = "authorization-push";
/// Asks for a file 文件获取: [`FileRequest`], answered with an [`Accepted`]; the file follows by
/// [`FILE`].
pub const FILE_REQUEST: &str = "file-request";
/// A file that was asked for: [`FileBody`], answered with an [`Accepted`].
pub const FILE: &str = "file";
/// Answers who it is: tests a connection.
pub const PING: &str = "ping";

/// To the platform: what the chain decided, for the province `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutboundMessage {
	/// Idempotency key of the message, 64 hexadecimal digits.
	pub message_id: String,
	/// Digest of the body, 64 hexadecimal digits: what the receipt is about.
	pub digest: String,
	/// Number of the message on the chain.
	pub sequence: u64,
	/// What it says.
	pub body: Body,
}

/// From the platform: a message of a province with the province's signature over
/// [`Inbound::payload`], which the runtime verifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InboundMessage {
	/// The message.
	pub message: Inbound,
	/// SM2 signature r‖s of the province, 128 hexadecimal digits.
	pub signature: String,
}

/// Asks a province for the summaries of a holder's bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SummaryListRequest {
	/// The province that is asked, two digits.
	pub to: u8,
	/// The province that asks.
	pub from: u8,
	/// Organisation that asks.
	pub org: String,
	/// Its flow number.
	pub flow: String,
	/// Payer reference, 64 hexadecimal digits.
	pub payer: String,
	/// SM3 of the holder's authorization, 64 hexadecimal digits.
	pub authorization: String,
	/// First day of issue, yyyyMMdd.
	pub first_day: String,
	/// Last day of issue, yyyyMMdd.
	pub last_day: String,
}

/// Asks a province for the summary of one bill by its five elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SummaryRequest {
	/// The province that is asked, two digits.
	pub to: u8,
	/// The province that asks.
	pub from: u8,
	/// Organisation that asks.
	pub org: String,
	/// Its flow number.
	pub flow: String,
	/// Bill code, 8 digits.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// Check code, 6 characters.
	pub check_code: String,
	/// Day of issue, yyyyMMdd.
	pub issued_on: String,
	/// Total in fen.
	pub total: u64,
	/// SM3 of the holder's authorization, 64 hexadecimal digits.
	pub authorization: String,
}

/// What a province shows of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
	/// The province that issued it.
	pub region: u8,
	/// Bill code, 8 digits.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// Day of issue, yyyyMMdd.
	pub issued_on: String,
	/// Total in fen.
	pub total: u64,
	/// Reimbursed so far, in fen.
	pub reimbursed: u64,
	/// `normal`, `redFlushed` or `voided`.
	pub validity: String,
	/// `free`, `locked`, `partlyReimbursed` or `reimbursed`.
	pub usage: String,
	/// SM3 of the PDF or OFD file, 64 hexadecimal digits.
	pub file_hash: Option<String>,
	/// Where it comes from: `chain`, or `nontax` for a bill that is not on a chain.
	pub source: String,
}

/// Summaries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summaries {
	/// At most 200, newest first.
	pub summaries: Vec<Summary>,
}

/// Asks for the agreement behind an authorization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizationRequest {
	/// The province that is asked.
	pub to: u8,
	/// The province that asks.
	pub from: u8,
	/// Organisation of the flow.
	pub org: String,
	/// Flow number.
	pub flow: String,
	/// SM3 of the authorization, 64 hexadecimal digits.
	pub authorization: String,
}

/// Asks for the file of a bill; it follows in a request of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileRequest {
	/// The province that is asked.
	pub to: u8,
	/// The province that asks.
	pub from: u8,
	/// Organisation of the flow.
	pub org: String,
	/// Flow number.
	pub flow: String,
	/// Bill code, 8 digits.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// SM3 of the holder's authorization, 64 hexadecimal digits.
	pub authorization: String,
}

/// A file that crosses the border: a bill's, or an authorization's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileBody {
	/// The province it is for.
	pub to: u8,
	/// The province it is from.
	pub from: u8,
	/// Organisation of the flow.
	pub org: String,
	/// Flow number: the one of the request, R172.
	pub flow: String,
	/// What it belongs to: `<code>-<number>` of the bill, or the digest of the authorization.
	pub subject: String,
	/// `application/pdf` or the like.
	pub media_type: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub hash: String,
}

/// Something was taken and is being worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accepted {
	/// The flow number.
	pub flow: String,
}
