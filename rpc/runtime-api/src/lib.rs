//! Runtime APIs of FiscalChain, one versioned trait a domain.
//!
//! These are the only way from outside to read the chain's state: the JSON-RPC layer, the index and
//! off-chain workers call them and hold no rule themselves, and the transaction pool validates through
//! one. A method never changes its meaning; a new one raises the version of its trait. Rows R070, R076,
//! R084, R086, R089–R091, R093, R094, R103, R105, R110, R166–R174, R180, R216, R217, R219, R228, R229, R231.
#![cfg_attr(not(feature = "std"), no_std)]
// `decl_runtime_apis!` expands to items without docs.
#![allow(missing_docs)]

extern crate alloc;

pub mod approval;
pub mod bill;
pub mod bridge;
pub mod did;
pub mod node;
pub mod observation;
pub mod outbox;
pub mod participant;
pub mod permission;
pub mod policy;
pub mod region;
pub mod scene;
pub mod validation;
pub mod vc;

pub use approval::*;
pub use bill::*;
pub use bridge::*;
pub use did::*;
pub use node::*;
pub use observation::*;
pub use outbox::*;
pub use participant::*;
pub use permission::*;
pub use policy::*;
pub use region::*;
pub use scene::*;
pub use validation::*;
pub use vc::*;
