//! The signing chain 签署链: `POST /api/v1/signing/{service}` in [`super::SignedRequest`]. Every name
//! here is ours. R129, R181–R183.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The templates 授权模版, answered with [`Templates`].
pub const TEMPLATES: &str = "templates";
/// Starts a signing from a template: [`Start`], answered with a [`Signing`].
pub const START: &str = "start";
/// Signs: [`Sign`], answered with a [`Signing`].
pub const SIGN: &str = "sign";
/// How it stands: [`Which`], answered with a [`Signing`].
pub const STATUS: &str = "status";
/// The signed file: [`Which`], answered with a [`Document`]; one that is plain text is the very document
/// whose digest was signed.
pub const FILE: &str = "file";
/// The report over the whole of it 签署报告: [`Which`], answered with a [`Document`].
pub const REPORT: &str = "report";
/// Every step 签署溯源: [`Which`], answered with a [`Trace`].
pub const TRACE: &str = "trace";
/// Answers who it is: tests a connection.
pub const PING: &str = "ping";

/// A template with blanks 挖空.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
	/// Its name, 1 to 64 visible ASCII characters.
	pub id: String,
	/// Its title.
	pub title: String,
	/// Text with blanks as `{{name}}`.
	pub text: String,
	/// The names of the blanks.
	pub fields: Vec<String>,
}

/// Templates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Templates {
	/// All of them.
	pub templates: Vec<Template>,
}

/// Starts a signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Start {
	/// Number of the matter, 1 to 64 visible ASCII characters: the same number starts nothing twice.
	pub matter: String,
	/// The template.
	pub template: String,
	/// What goes into its blanks, each at most 512 characters.
	pub fields: BTreeMap<String, String>,
	/// Who has to sign, in this order: compressed SM2 keys, 66 hexadecimal digits, 1 to 8.
	pub signers: Vec<String>,
}

/// Names a signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Which {
	/// Its number on the signing chain.
	pub signing: String,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sign {
	/// Number of the signing.
	pub signing: String,
	/// Who signs: compressed SM2 key, 66 hexadecimal digits.
	pub signer: String,
	/// SM2 signature r‖s over the 32 bytes of the document's SM3, 128 hexadecimal digits.
	pub signature: String,
}

/// How a signing stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signing {
	/// Its number on the signing chain.
	pub signing: String,
	/// `waiting` or `complete`.
	pub status: String,
	/// SM3 of the document that is signed, 64 hexadecimal digits.
	pub document: String,
	/// Who still has to sign, in order.
	pub missing: Vec<String>,
}

/// A file of a signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Document {
	/// Number of the signing.
	pub signing: String,
	/// `text/plain; charset=utf-8`, `application/pdf` or `application/json`.
	pub media_type: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
	/// SM3 of the file, 64 hexadecimal digits.
	pub hash: String,
}

/// One step of a signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
	/// From 0 without a gap.
	pub seq: u32,
	/// `started`, `signed` or `completed`.
	pub action: String,
	/// Who, where somebody did: compressed SM2 key, 66 hexadecimal digits.
	pub signer: Option<String>,
	/// When, Unix ms.
	pub at: u64,
	/// SM3 over the head before (of the first step: 32 zero bytes), `seq` as eight bytes big-endian,
	/// `action`, `signer` or nothing, both as the text that stands here, and `at` as eight bytes
	/// big-endian; 64 hexadecimal digits.
	pub head: String,
}

/// Every step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trace {
	/// The steps, in order.
	pub steps: Vec<Step>,
}
