//! Why something was not done, in sentences, with stable kinds and exit codes.

use codec::Decode;
use fiscal_primitives::{BillKey, BlockNumber, Digest, FlowNumber};
use sp_runtime::DispatchError;
use subxt::Metadata;
use subxt_rpcs::UserError;

/// Why the client did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
	/// A value the caller gave is not of the form its field demands.
	#[error("{0}")]
	Input(String),
	/// The node cannot be reached, or the connection was lost during a read.
	#[error("no connection to the node at {url}: {reason}")]
	Connection {
		/// Where the node was expected.
		url: String,
		/// What went wrong.
		reason: String,
	},
	/// The node refused the transaction; the chain has not changed.
	#[error("refused before it reached a block: {0}")]
	Refused(Refusal),
	/// The transaction stands in a block and failed there; it changed nothing.
	#[error("{failure} (block {block}, transaction {transaction:?})")]
	Failed {
		/// What the runtime said.
		failure: Failure,
		/// The block that holds the transaction.
		block: BlockNumber,
		/// Hash of the transaction.
		transaction: Digest,
	},
	/// The transaction can no longer enter a block: its lifetime is over. The chain has not changed.
	#[error("transaction {transaction:?} was not included before block {dies} and never will be")]
	Expired {
		/// Hash of the transaction.
		transaction: Digest,
		/// The first block it may no longer stand in.
		dies: BlockNumber,
	},
	/// Another transaction of the same account took its place. The chain has not changed by this one.
	#[error(
		"transaction {transaction:?} was not included: another transaction of the account used its \
		 nonce {nonce}"
	)]
	Superseded {
		/// Hash of the transaction.
		transaction: Digest,
		/// The nonce.
		nonce: u64,
	},
	/// Time is up and it is not known whether the transaction will be included.
	#[error(
		"the outcome is not known: transaction {transaction:?} is in no block up to {searched} and may \
		 still be included before block {dies}; last seen: {reason}; repeating the command is safe"
	)]
	Unknown {
		/// Hash of the transaction.
		transaction: Digest,
		/// It is in no finalized block up to this one.
		searched: BlockNumber,
		/// The first block it may no longer stand in.
		dies: BlockNumber,
		/// What happened last.
		reason: String,
	},
	/// A batch was held back because one before it was refused.
	#[error("held back: {0}")]
	NotSent(String),
	/// Another participant holds the lock of the bill, or won it in the same block.
	#[error("{bill} is locked by {holder} until {until}")]
	Locked {
		/// The bill.
		bill: BillKey,
		/// Name and number of the holder.
		holder: String,
		/// When the lock ends by itself.
		until: String,
	},
	/// A policy in force denied the lock of the bill. The request stands in a block; its flow number has
	/// that answer for good.
	#[error(
		"BillLocks.PolicyDenied: {policy} denies the lock of {bill}, and flow number {flow} stays \
		 denied; once the policies permit it, ask again under another"
	)]
	Denied {
		/// The bill.
		bill: BillKey,
		/// The flow number that was asked under.
		flow: FlowNumber,
		/// `policy 3, version 2,`.
		policy: String,
	},
	/// There is no such thing on the chain.
	#[error("{0} is not on the chain")]
	NotFound(String),
	/// The runtime of the chain and this client do not speak of the same thing.
	#[error("the chain's runtime has another version of {subject}: {reason}")]
	RuntimeMismatch {
		/// A call or an event, `Pallet.name`.
		subject: String,
		/// The difference.
		reason: String,
	},
	/// The node is of another chain than before.
	#[error("the node at {url} is of another chain: its genesis is {found:?}, not {expected:?}")]
	OtherChain {
		/// Where the node is.
		url: String,
		/// The chain this client was connected to.
		expected: Digest,
		/// The chain of the node.
		found: Digest,
	},
	/// The node answered a question with an error.
	#[error("{method}: {message} ({code})")]
	Rpc {
		/// The method.
		method: String,
		/// Stable code, see `fiscal_primitives::rpc::codes`.
		code: i32,
		/// What the node says.
		message: String,
	},
	/// The key could not be opened or did not sign.
	#[error("key: {0}")]
	Key(String),
	/// A file could not be read, written or understood.
	#[error("{path}: {reason}")]
	File {
		/// The file.
		path: String,
		/// What is wrong with it.
		reason: String,
	},
	/// Something this client relies on does not hold.
	#[error("{0}")]
	Internal(String),
}

/// Stable kinds of faults, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// Something this client relies on does not hold: exit code 1.
	Internal,
	/// The command line or a value in it is wrong: exit code 2.
	Input,
	/// Not on the chain, or not genuine: exit code 3.
	NotFound,
	/// Locked by another: exit code 4.
	Locked,
	/// The chain refused it: exit code 5.
	Refused,
	/// A part of what was asked was refused: exit code 6.
	PartlyRefused,
	/// The node cannot be reached: exit code 7.
	Connection,
	/// The outcome is not known: exit code 8.
	Unknown,
	/// Client and runtime have different versions, or the chain is another one: exit code 9.
	RuntimeMismatch,
	/// A key could not be used: exit code 10.
	Key,
	/// A file could not be used: exit code 11.
	File,
	/// The node answered a question with an error: exit code 12.
	Rpc,
}

impl Kind {
	/// The exit code of the command line.
	pub const fn exit_code(self) -> u8 {
		match self {
			Kind::Internal => 1,
			Kind::Input => 2,
			Kind::NotFound => 3,
			Kind::Locked => 4,
			Kind::Refused => 5,
			Kind::PartlyRefused => 6,
			Kind::Connection => 7,
			Kind::Unknown => 8,
			Kind::RuntimeMismatch => 9,
			Kind::Key => 10,
			Kind::File => 11,
			Kind::Rpc => 12,
		}
	}

	/// The name in JSON output.
	pub const fn as_str(self) -> &'static str {
		match self {
			Kind::Internal => "internal",
			Kind::Input => "input",
			Kind::NotFound => "notFound",
			Kind::Locked => "locked",
			Kind::Refused => "refused",
			Kind::PartlyRefused => "partlyRefused",
			Kind::Connection => "connection",
			Kind::Unknown => "unknown",
			Kind::RuntimeMismatch => "runtimeMismatch",
			Kind::Key => "key",
			Kind::File => "file",
			Kind::Rpc => "rpc",
		}
	}
}

impl Fault {
	/// The stable kind.
	pub fn kind(&self) -> Kind {
		match self {
			Fault::Input(_) => Kind::Input,
			Fault::Connection { .. } => Kind::Connection,
			Fault::Refused(_)
			| Fault::Failed { .. }
			| Fault::Expired { .. }
			| Fault::Superseded { .. }
			| Fault::NotSent(_)
			| Fault::Denied { .. } => Kind::Refused,
			Fault::Unknown { .. } => Kind::Unknown,
			Fault::Locked { .. } => Kind::Locked,
			Fault::NotFound(_) => Kind::NotFound,
			Fault::RuntimeMismatch { .. } | Fault::OtherChain { .. } => Kind::RuntimeMismatch,
			Fault::Rpc { code, .. }
				if *code == fiscal_primitives::rpc::codes::INVALID_PARAMETER =>
			{
				Kind::Input
			}
			Fault::Rpc { .. } => Kind::Rpc,
			Fault::Key(_) => Kind::Key,
			Fault::File { .. } => Kind::File,
			Fault::Internal(_) => Kind::Internal,
		}
	}

	/// A fault of a file.
	pub fn file(path: &std::path::Path, reason: impl core::fmt::Display) -> Self {
		Fault::File { path: path.display().to_string(), reason: reason.to_string() }
	}

	/// True for the runtime error `pallet.error`.
	pub fn is_failure(&self, pallet: &str, error: &str) -> bool {
		matches!(self, Fault::Failed { failure, .. }
			if failure.pallet.as_deref() == Some(pallet) && failure.error == error)
	}
}

impl From<fiscal_primitives::Invalid> for Fault {
	fn from(fault: fiscal_primitives::Invalid) -> Self {
		Fault::Input(fault.to_string())
	}
}

impl From<fiscal_sm_crypto::KeyFileFault> for Fault {
	fn from(fault: fiscal_sm_crypto::KeyFileFault) -> Self {
		Fault::Key(fault.to_string())
	}
}

/// Why a transaction was refused before it reached a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
	/// The signing account belongs to no participant.
	#[error("the signing account belongs to no participant of the chain")]
	UnknownAccount,
	/// The participant of the signing account is frozen or cancelled.
	#[error("the participant of the signing account is not active")]
	NotActive,
	/// No role of the participant may make this call.
	#[error("no role of the participant may make this call")]
	RoleForbidden,
	/// The participant has used up its quota for now.
	#[error("the participant's quota is exhausted; it refills with time")]
	QuotaExhausted,
	/// The transaction alone asks for more than the participant's quota ever holds.
	#[error("the transaction is larger than the participant's whole quota")]
	ExceedsBurst,
	/// The evidence names a key that decided no such block.
	#[error("the evidence names a key that did not decide the block it speaks of")]
	UnknownValidator,
	/// As much evidence as the chain keeps is on it.
	#[error(
		"the chain keeps as much evidence of double signing as it can, of this key or altogether"
	)]
	MaxEquivocationsExceeded,
	/// Another code of the runtime.
	#[error("the runtime refuses it with code {0}")]
	Custom(u8),
	/// The nonce is used already.
	#[error("the account has used this nonce already")]
	Stale,
	/// The signature does not fit: wrong key, another chain, or the runtime was upgraded meanwhile.
	#[error("the signature does not fit the account, the chain or the version of its runtime")]
	BadProof,
	/// Nothing authorizes this call now: among them code that no authorized upgrade names.
	#[error("nothing authorizes this call now")]
	NotExpected,
	/// The very same transaction is known to the node.
	#[error("the node has this transaction already")]
	AlreadyImported,
	/// The node saw the transaction fail a short while ago.
	#[error("the node refuses this transaction for a while because it was invalid before")]
	TemporarilyBanned,
	/// Another transaction of the account with the same nonce is waiting.
	#[error("another transaction of the account with the same nonce is waiting")]
	TooLowPriority,
	/// The node's pool is full.
	#[error("the node's transaction pool is full")]
	PoolFull,
	/// Anything else the node says.
	#[error("{message} ({code})")]
	Other {
		/// Code of the JSON-RPC error.
		code: i32,
		/// What the node says.
		message: String,
	},
}

impl Refusal {
	/// The refusal behind the error that `author_submitAndWatchExtrinsic` answered.
	pub fn of(error: &UserError) -> Self {
		let data = error
			.data
			.as_ref()
			.and_then(|data| serde_json::from_str::<String>(data.get()).ok())
			.unwrap_or_default();
		let custom = data.strip_prefix("Custom error: ").and_then(|code| code.parse::<u8>().ok());
		match (error.code, custom, data.as_str()) {
			(1010, Some(1), _) => Refusal::UnknownAccount,
			(1010, Some(2), _) => Refusal::NotActive,
			(1010, Some(3), _) => Refusal::RoleForbidden,
			(1010, Some(4), _) => Refusal::QuotaExhausted,
			(1010, Some(5), _) => Refusal::ExceedsBurst,
			(1010, Some(6), _) => Refusal::UnknownValidator,
			(1010, Some(7), _) => Refusal::MaxEquivocationsExceeded,
			(1010, Some(code), _) => Refusal::Custom(code),
			(1010, None, "Transaction is outdated") => Refusal::Stale,
			(1010, None, "Transaction has a bad signature") => Refusal::BadProof,
			(1010, None, "Transaction call is not expected") => Refusal::NotExpected,
			(1012, ..) => Refusal::TemporarilyBanned,
			(1013, ..) => Refusal::AlreadyImported,
			(1014, ..) => Refusal::TooLowPriority,
			(1016, ..) => Refusal::PoolFull,
			_ if data.is_empty() => {
				Refusal::Other { code: error.code, message: error.message.clone() }
			}
			_ => Refusal::Other { code: error.code, message: format!("{}: {data}", error.message) },
		}
	}
}

/// What the runtime said of a transaction that failed in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
	/// The pallet, for an error of a pallet.
	pub pallet: Option<String>,
	/// The name of the error.
	pub error: String,
	/// What the pallet's documentation says of it.
	pub explanation: String,
}

impl Failure {
	/// Reads the SCALE encoding of a `DispatchError`; names and texts come from the metadata.
	///
	/// # Errors
	/// [`Fault::RuntimeMismatch`] for bytes that are no dispatch error.
	pub fn decode(mut bytes: &[u8], metadata: &Metadata) -> Result<Self, Fault> {
		DispatchError::decode(&mut bytes).map(|error| Self::of(error, metadata)).map_err(|fault| {
			Fault::RuntimeMismatch { subject: "DispatchError".into(), reason: fault.to_string() }
		})
	}

	/// Names a dispatch error after the metadata.
	pub fn of(error: DispatchError, metadata: &Metadata) -> Self {
		let DispatchError::Module(module) = error else {
			let text: &'static str = error.into();
			let variant = format!("{error:?}");
			let name = variant.split(['(', ' ']).next().unwrap_or(&variant);
			return Self { pallet: None, error: name.into(), explanation: text.into() };
		};
		let pallet = metadata.pallet_by_error_index(module.index);
		let variant =
			pallet.as_ref().and_then(|pallet| pallet.error_variant_by_index(module.error[0]));
		match (pallet.as_ref(), variant) {
			(Some(pallet), Some(variant)) => Self {
				pallet: Some(pallet.name().into()),
				error: variant.name.clone(),
				explanation: variant.docs.join(" ").trim().to_string(),
			},
			_ => Self {
				pallet: pallet.map(|pallet| pallet.name().into()),
				error: format!("{}/{}", module.index, module.error[0]),
				explanation: String::new(),
			},
		}
	}
}

/// `BillLocks.AlreadyLocked: another participant holds the lock`.
impl core::fmt::Display for Failure {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		if let Some(pallet) = &self.pallet {
			write!(f, "{pallet}.")?;
		}
		f.write_str(&self.error)?;
		if self.explanation.is_empty() || self.explanation == self.error {
			return Ok(());
		}
		write!(f, ": {}", self.explanation)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::value::RawValue;

	fn pool(code: i32, message: &str, data: Option<&str>) -> Refusal {
		let data =
			data.map(|text| RawValue::from_string(serde_json::to_string(text).unwrap()).unwrap());
		Refusal::of(&UserError { code, message: message.into(), data })
	}

	#[test]
	fn custom_codes_of_the_pool_become_sentences() {
		let custom =
			|code: u8| pool(1010, "Invalid Transaction", Some(&format!("Custom error: {code}")));
		assert_eq!(custom(1), Refusal::UnknownAccount);
		assert_eq!(custom(2), Refusal::NotActive);
		assert_eq!(custom(3), Refusal::RoleForbidden);
		assert_eq!(custom(4), Refusal::QuotaExhausted);
		assert_eq!(custom(5), Refusal::ExceedsBurst);
		assert_eq!(custom(6), Refusal::UnknownValidator);
		assert_eq!(custom(7), Refusal::MaxEquivocationsExceeded);
		assert_eq!(custom(9), Refusal::Custom(9));
		assert_eq!(
			Fault::Refused(custom(2)).to_string(),
			"refused before it reached a block: the participant of the signing account is not active"
		);
	}

	#[test]
	fn other_refusals_of_the_pool_keep_what_the_node_said() {
		let invalid = "Invalid Transaction";
		assert_eq!(pool(1010, invalid, Some("Transaction is outdated")), Refusal::Stale);
		assert_eq!(pool(1010, invalid, Some("Transaction has a bad signature")), Refusal::BadProof);
		let unexpected = Some("Transaction call is not expected");
		assert_eq!(pool(1010, invalid, unexpected), Refusal::NotExpected);
		assert_eq!(
			pool(1013, "Transaction Already Imported", Some("0x01")),
			Refusal::AlreadyImported
		);
		assert_eq!(
			pool(1012, "Transaction is temporarily banned", None),
			Refusal::TemporarilyBanned
		);
		assert_eq!(pool(1014, "Priority is too low: (1 vs 1)", Some("")), Refusal::TooLowPriority);
		assert_eq!(
			pool(1010, invalid, Some("Custom error: 300")),
			Refusal::Other { code: 1010, message: "Invalid Transaction: Custom error: 300".into() }
		);
		assert_eq!(
			pool(1002, "Verification Error: x", None),
			Refusal::Other { code: 1002, message: "Verification Error: x".into() }
		);
	}

	#[test]
	fn exit_codes_are_distinct_and_none_is_success() {
		let kinds = [
			Kind::Internal,
			Kind::Input,
			Kind::NotFound,
			Kind::Locked,
			Kind::Refused,
			Kind::PartlyRefused,
			Kind::Connection,
			Kind::Unknown,
			Kind::RuntimeMismatch,
			Kind::Key,
			Kind::File,
			Kind::Rpc,
		];
		let codes: std::collections::BTreeSet<u8> =
			kinds.iter().map(|kind| kind.exit_code()).collect();
		assert_eq!(codes.len(), kinds.len());
		assert!(!codes.contains(&0));
		let names: std::collections::BTreeSet<&str> =
			kinds.iter().map(|kind| kind.as_str()).collect();
		assert_eq!(names.len(), kinds.len());
	}

	#[test]
	fn a_parameter_the_node_refuses_is_a_fault_of_the_input() {
		let rpc = |code| Fault::Rpc { method: "bill_get".into(), code, message: "code".into() };
		assert_eq!(rpc(20_001).kind(), Kind::Input);
		assert_eq!(rpc(20_003).kind(), Kind::Rpc);
	}
}
