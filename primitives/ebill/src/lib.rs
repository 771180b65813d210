//! Fiscal e-bill XML 财政电子票据: a strict and bounded reader, the signatures of issuer and
//! supervisor, what of a bill goes to the chain, and a generator of bills for tests and load.
//!
//! # How data flows
//!
//! ```text
//! file ─ lexer ─ cursor ─┬─ typed bill ── summary ── BillEntry ── chain
//!                        └─ canonical bytes ── signatures
//! bill ─ write ─ sign ── file
//! ```
//!
//! [`parse()`] reads a file once; the typed [`EBill`] and the canonical bytes its signatures are
//! verified over come from the same tokens. [`SignedEBill::verify`] checks the two signatures,
//! [`entry`] makes what an access node registers. The digest on the chain is SM3 over the file as
//! delivered, so a copy can be checked against the chain without reading it as XML at all.
//!
//! # What a file may be
//!
//! XML 1.0 in UTF-8, at most [`MAX_FILE`] bytes and [`MAX_DEPTH`] levels, header tag `CZ-EI-32`,
//! version `1.1.0`. There is no document type and hence no entity beyond the five of XML; nor are
//! there processing instructions, CDATA sections, comments, attributes or namespaces. An element
//! that is not known, stands twice, is required and missing, or holds what its type does not admit
//! is refused, with its path. The items must add up to the total.
//!
//! # Errors
//!
//! [`EBillFault`], whose text names the element and is fit for a log.
//!
//! Requirement rows: R194, R195, R196, R197, R198 (the bill itself, in part), R084 (digest of the
//! file and canonical form to compare with the chain).

#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod canonical;
mod catalogue;
mod cursor;
mod fault;
pub mod generate;
mod lexer;
pub mod model;
pub mod parse;
pub mod signature;
pub mod summary;
mod value;
mod write;

pub use canonical::canonicalize;
pub use catalogue::HOSPITALS;
pub use fault::{EBillFault, Signatory};
pub use generate::{Generator, GeneratorOptions};
pub use lexer::MAX_DEPTH;
pub use model::{AuxItem, EBill, Header, InvoicingParty, Item, Main, MedicalExt, PayerParty};
pub use model::{PayerType, Seal, MAX_AUX_ITEMS, MAX_ITEMS};
pub use parse::{parse, MAX_FILE};
pub use signature::{sign, PartySignature, SignedEBill};
pub use summary::{entry, fields, payer_ref, Summary, MIN_INDEX_KEY};
pub use value::{DateTime, Decimal, TimeOfDay};
