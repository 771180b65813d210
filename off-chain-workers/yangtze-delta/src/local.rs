//! What organisations of here send to the gateway 业务接入端, and get: `POST /local/v1/{service}` in
//! [`SignedRequest`](fiscal_bridge::protocol::SignedRequest), whose `app` is the DID of the participant
//! and whose signature is by its key in use. R177.
//!
//! Fields are as in [`fiscal_bridge::protocol::region`]; the organisation is not among them, since the
//! chain knows under which code the participant is registered.

use fiscal_bridge::protocol::region::Summary;
use serde::{Deserialize, Serialize};

/// A bill by its three codes 本市历史票据获取: [`HistoryRequest`], answered with a [`Summary`]. R170.
pub const HISTORY: &str = "history";
/// Its file 本市历史票据文件获取: [`HistoryFileRequest`], answered with a [`FileContent`]. R172.
pub const HISTORY_FILE: &str = "history-file";
/// Summaries of a holder's bills in other provinces 外省市票据摘要列表: [`RemoteListRequest`], answered
/// with [`Gathered`]. R169.
pub const REMOTE_LIST: &str = "remote-summary-list";
/// Summary of a bill of another province by its five elements: [`RemoteRequest`], answered with a
/// [`Summary`]. R170.
pub const REMOTE_SUMMARY: &str = "remote-summary";
/// The agreement behind an authorization 外省市授权拉取: [`RemoteAuthorizationRequest`], answered with a
/// [`FileContent`]. R171.
pub const REMOTE_AUTHORIZATION: &str = "remote-authorization";
/// Keeps an agreement and hands it to the platform 本市授权凭证推送: [`AuthorizationPush`], answered with
/// an [`Accepted`](fiscal_bridge::protocol::region::Accepted). R171.
pub const AUTHORIZATION_PUSH: &str = "authorization-push";
/// Asks another province for the file of a bill 外省市文件获取: [`RemoteFileRequest`], answered with an
/// [`Accepted`](fiscal_bridge::protocol::region::Accepted). R172.
pub const REMOTE_FILE: &str = "remote-file";
/// What became of that: [`RemoteFileStatus`], answered with a [`RemoteFileAnswer`]. R172.
pub const REMOTE_FILE_STATUS: &str = "remote-file-status";
/// Keeps a file on the evidence chain 原文存证:
/// [`FileEvidence`](fiscal_bridge::protocol::evidence::FileEvidence), answered with an
/// [`EvidenceRecord`](fiscal_bridge::protocol::evidence::EvidenceRecord). R179.
pub const EVIDENCE_FILE: &str = "evidence-file";
/// Looks a digest up on the evidence chain 存证核验:
/// [`EvidenceQuery`](fiscal_bridge::protocol::evidence::EvidenceQuery), answered with an
/// [`EvidenceFound`](fiscal_bridge::protocol::evidence::EvidenceFound). R180.
pub const EVIDENCE_QUERY: &str = "evidence-query";
/// What the services of the signing chain begin with; the rest is their name in
/// [`fiscal_bridge::protocol::signing`], whose bodies they take and give. R181–R183.
pub const SIGNING: &str = "signing-";
/// Answers who it is: tests a connection.
pub const PING: &str = "ping";

/// The most provinces one request may name.
pub const MAX_PROVINCES: usize = 8;

/// A bill by its three codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryRequest {
	/// Bill code, 8 digits.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// Check code, 6 characters.
	pub check_code: String,
	/// SM3 of the holder's authorization for whoever asks, 64 hexadecimal digits. A fiscal authority may
	/// leave it out.
	#[serde(default)]
	pub authorization: Option<String>,
}

/// The file of a bill by its three codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryFileRequest {
	/// Bill code, 8 digits.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// Check code, 6 characters.
	pub check_code: String,
	/// `xml` or `pdf`.
	pub file_type: String,
	/// As of [`HistoryRequest`].
	#[serde(default)]
	pub authorization: Option<String>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileContent {
	/// `application/pdf` or the like.
	pub media_type: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub hash: String,
}

/// Asks provinces for the summaries of a holder's bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteListRequest {
	/// Provinces, two digits each, at most [`MAX_PROVINCES`]; empty for all whose bills may be used.
	#[serde(default)]
	pub provinces: Vec<u8>,
	/// Flow number of the asking organisation.
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

/// What provinces answered, put together 归集组合.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gathered {
	/// The summaries, newest first; a bill stands once.
	pub summaries: Vec<Summary>,
	/// The provinces that did not answer, or not in a way that counts.
	pub failures: Vec<ProvinceFailure>,
}

/// A province without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProvinceFailure {
	/// Which.
	pub region: u8,
	/// The code it answered with, or that of the gateway.
	pub code: String,
	/// What is wrong.
	pub message: String,
}

/// Asks a province for a bill by its five elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteRequest {
	/// The province.
	pub to: u8,
	/// Flow number of the asking organisation.
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

/// Asks a province for the agreement behind an authorization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteAuthorizationRequest {
	/// The province.
	pub to: u8,
	/// Flow number of the asking organisation.
	pub flow: String,
	/// SM3 of the authorization, 64 hexadecimal digits.
	pub authorization: String,
	/// SM3 of the file, 64 hexadecimal digits, where it is known.
	#[serde(default)]
	pub hash: Option<String>,
}

/// An agreement that is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthorizationPush {
	/// The province that issued the bills.
	pub to: u8,
	/// Flow number of the organisation.
	pub flow: String,
	/// SM3 of the authorization, 64 hexadecimal digits.
	pub authorization: String,
	/// `application/pdf` or the like.
	pub media_type: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub hash: String,
}

/// Asks a province for the file of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteFileRequest {
	/// The province.
	pub to: u8,
	/// Flow number of the asking organisation.
	pub flow: String,
	/// Bill code, 8 digits.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// SM3 of the holder's authorization, 64 hexadecimal digits.
	pub authorization: String,
	/// SM3 of the file as the summary announced it, 64 hexadecimal digits.
	#[serde(default)]
	pub file_hash: Option<String>,
}

/// Asks whether a file came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteFileStatus {
	/// Flow number under which it was asked for.
	pub flow: String,
}

/// Whether a file came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteFileAnswer {
	/// `waiting` or `arrived`.
	pub status: String,
	/// The file, once it arrived.
	pub file: Option<FileContent>,
}
