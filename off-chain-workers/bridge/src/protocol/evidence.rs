//! The evidence chain 存证链: `POST /api/v1/evidence/{service}` in [`super::SignedRequest`]. Every name
//! here is ours. R178–R180.

use serde::{Deserialize, Serialize};

/// Keeps a digest 哈希存证: [`HashEvidence`], answered with a [`super::ReceiptBody`].
pub const HASH: &str = "hash";
/// Keeps a file 原文存证: [`FileEvidence`], answered with an [`EvidenceRecord`].
pub const FILE: &str = "file";
/// Looks a digest up 查询核验: [`EvidenceQuery`], answered with an [`EvidenceFound`].
pub const QUERY: &str = "query";
/// Answers who it is: tests a connection.
pub const PING: &str = "ping";

/// A digest to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HashEvidence {
	/// Idempotency key, 64 hexadecimal digits.
	pub message_id: String,
	/// Digest of the message, 64 hexadecimal digits: what the receipt is about.
	pub digest: String,
	/// What it is about, as `EvidenceKind` is written in JSON.
	pub kind: String,
	/// SM3 of the record, 64 hexadecimal digits.
	pub evidence: String,
	/// When the chain decided it, Unix ms.
	pub at: u64,
}

/// A file to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileEvidence {
	/// What it is about, as `EvidenceKind` is written in JSON.
	pub kind: String,
	/// Name of the file, 1 to 128 characters.
	pub name: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub hash: String,
}

/// A digest to look up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceQuery {
	/// SM3 of the record or file, 64 hexadecimal digits.
	pub digest: String,
}

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceRecord {
	/// Reference on the evidence chain, 1 to 32 visible ASCII characters.
	pub reference: String,
	/// SM3 of the record or file, 64 hexadecimal digits.
	pub digest: String,
	/// When it was kept, Unix ms.
	pub at: u64,
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceFound {
	/// What is kept of the digest, if anything.
	pub record: Option<EvidenceRecord>,
}
