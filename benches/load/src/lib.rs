//! Open-loop load generator of FiscalChain 财票链: what a client sees of the chain under load, from
//! the moment a bill should have been submitted to the moment its block is final in the client's hands.
//!
//! # How data flows
//!
//! ```text
//! schedule ── arrivals ──► lanes (one an account) ── author_submitExtrinsic ──► node
//!                            │                                                   │
//!                            ▼                                                   ▼
//!                          book  ◄── hashes of the body ── follower ◄── finalized heads
//!                            │
//!                            ▼
//!                  tally, with CPU, memory and disk of the validators ──► report
//! ```
//!
//! * [`schedule`]: when what is due. The clock decides, never an answer: a slow chain is not asked
//!   less, and latency counts from the moment a transaction was **due**, however late it left. Nothing
//!   is left out because the generator waited (no coordinated omission).
//! * [`workload`]: the bills, a function of run, seed and index; no two runs have a bill in common.
//! * [`sign`], [`senders`]: transactions, signed before the run or as they leave.
//! * [`submit`]: one lane an account, nonces in their order, repair of gaps after a refusal.
//! * [`follow`], [`book`]: finality of all transactions from one subscription and the block bodies,
//!   because a subscription a transaction would measure the RPC server.
//! * [`read`]: many clients that ask while others write.
//! * [`meter`]: CPU, memory and disk of the validators from `/proc` and the file system.
//! * [`prepare`]: lifts the quota that would otherwise be measured instead of the chain.
//! * [`devnet`], [`compare`]: two builds of the node under the same load.
//!
//! # What counts
//!
//! A transaction is **final** when this client holds a finalized block that contains it. **Refused**
//! are the pool's refusals, by code; a refused transaction is signed anew with the same nonce and sent
//! again, because it would hold back all later ones of its account. **Lost** is what was sent, was not
//! refused for good, and stands in no finalized block when the time of grace is over. **Not sent** is
//! what still waited behind a full pipe then. That bills of final transactions registered is read from
//! the chain's own counter and from samples.
//!
//! # Errors
//!
//! Everything fails with a sentence (`anyhow`); refusals and losses are results, not errors.
#![forbid(unsafe_code)]

pub mod book;
pub mod cli;
pub mod compare;
pub mod devnet;
pub mod follow;
pub mod link;
pub mod meter;
pub mod prepare;
pub mod read;
pub mod report;
pub mod samples;
pub mod schedule;
pub mod senders;
pub mod sign;
pub mod submit;
pub mod workload;
pub mod write;
