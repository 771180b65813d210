//! Rust client of FiscalChain 财票链, and the library behind the command `fiscal`.
//!
//! # How data flows
//!
//! ```text
//! typed call ── SCALE ── metadata check ── SM2 signature ── pool ── finalized block ── events
//! question ── JSON-RPC ── types of fiscal-primitives
//! ```
//!
//! [`Client`] speaks to one node over WebSocket. A [`call::Call`] is encoded from the types the
//! runtime decodes, and compared with the runtime's metadata before it is signed; no code is
//! generated from metadata. [`Client::submit`] waits for finality, and when a connection breaks or
//! time runs out it finds out what became of the transaction ([`submission`]): it is safe to repeat
//! everything.
//!
//! * [`calls`]: the calls of each pallet
//! * [`queries`]: the questions, as methods of [`Client`]
//! * [`proofs`]: answers with proofs, and the validators they are checked against
//! * [`register`]: many bills in batches that fly at the same time
//! * [`locks`]: locks, with answers that name the holder
//! * [`council`]: proposals and votes
//! * [`approvals`]: approvals: proposing any call, signing, checking records
//! * [`authorizations`]: credentials of holders, and questions about them
//!
//! # Errors
//!
//! [`Fault`], in sentences, with stable [`faults::Kind`]s and exit codes. Refusals of the pool and
//! errors of pallets carry the names and texts the chain gives them.
//!
//! Requirement rows: R076, R084, R086, R103, R166–R174, R180, R196, R216–R229, R231, R232 (the client's
//! side).
#![forbid(unsafe_code)]

pub mod approvals;
pub mod authorizations;
mod bridges;
pub mod call;
pub mod calls;
pub mod client;
pub mod config;
mod connection;
pub mod council;
pub mod events;
pub mod faults;
pub mod locks;
mod nodes;
pub mod nonce;
mod policies;
pub mod proofs;
pub mod queries;
mod quotas;
pub mod register;
pub mod signer;
pub mod submission;
pub mod time;
pub mod transaction;

pub use call::Call;
pub use client::{Client, Outcome};
pub use config::FiscalConfig;
pub use faults::Fault;
pub use queries::ParticipantName;
pub use signer::Account;
pub use submission::Patience;

#[cfg(test)]
mod fake_node;
#[cfg(test)]
mod fixture;
