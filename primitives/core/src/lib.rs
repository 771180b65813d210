//! Domain types of FiscalChain 财票链, shared by the runtime, the node and every client.
//!
//! Every type here states its own bounds and refuses what lies outside of them, in its constructor
//! and in its SCALE decoder alike, so that a value which exists is a value which is valid. Amounts
//! are integers of fen 分 (1/100 yuan), times are Unix milliseconds, digests are SM3 (32 bytes).
//!
//! * [`codes`]: bill code 票据代码, bill number 票据号码, check code 校验码 and the bill key
//! * [`amount`], [`date`], [`text`], [`ids`], [`did`]: the scalars
//! * [`bill`], [`lock`], [`participant`], [`node`], [`scene`]: what the chain stores of each
//! * [`field`], [`pattern`], [`policy`], [`authorization`], [`operation`]: what rules speak about
//! * [`outbox`], [`observation`], [`region`]: what goes to systems outside of the chain and comes from them
//! * [`changes`]: what a block changed, for indexes outside of consensus
//! * [`transition`]: which state of a bill may become which, and by whom
//! * [`verification`]: answers to "is this bill genuine?"
//! * [`traits`]: what one pallet may ask of another
//! * [`rpc`]: answers of the JSON-RPC methods
//!
//! Requirement rows: R216, R217, R219–R229, R231, R232 (data model).
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod amount;
pub mod approval;
pub mod authorization;
pub mod bill;
pub mod changes;
pub mod codes;
pub mod date;
pub mod did;
pub mod field;
pub mod ids;
pub mod lock;
pub mod node;
pub mod observation;
pub mod operation;
pub mod outbox;
pub mod participant;
pub mod pattern;
pub mod policy;
mod record;
pub mod region;
pub mod rpc;
pub mod scene;
pub mod text;
pub mod traits;
pub mod transition;
pub mod verification;

pub use amount::Fen;
pub use bill::{Bill, BillEntry};
pub use codes::{BillCode, BillKey, BillNumber, CheckCode, CheckDigest};
pub use date::Date;
pub use did::Did;
pub use ids::{
	ApprovalRoleId, FlowId, NodeId, ParticipantId, PayerRef, PolicyId, Region, ResourceId,
	ResourceTypeId, SceneId,
};
pub use lock::{FlowNumber, Lock};
pub use operation::{Actor, Approval, Operation};
pub use participant::Participant;
pub use pattern::Pattern;
pub use scene::Scene;
pub use text::Text;

/// An SM3 digest, 32 bytes.
pub type Digest = sp_core::H256;

/// Unix time in milliseconds. On chain it is the consensus time of the block (`pallet-timestamp`).
pub type Moment = u64;

/// Height of a block.
pub type BlockNumber = u32;

/// The account of a member, a node or a person: SM3 of its compressed SM2 public key.
pub type AccountId = sp_runtime::AccountId32;

/// A value was outside of what its type admits; the text names the field and the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid(pub &'static str);

impl core::fmt::Display for Invalid {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.0)
	}
}

#[cfg(feature = "std")]
impl std::error::Error for Invalid {}

impl From<Invalid> for codec::Error {
	fn from(fault: Invalid) -> Self {
		fault.0.into()
	}
}

/// Serde through `Display` and `FromStr`, for values that people write as text.
macro_rules! serde_as_text {
	($name:ty) => {
		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				serializer.collect_str(self)
			}
		}
		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text =
					<alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
				text.parse().map_err(serde::de::Error::custom)
			}
		}
	};
}
pub(crate) use serde_as_text;
