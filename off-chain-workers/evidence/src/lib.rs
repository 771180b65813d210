#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod check;
mod deliver;
mod evidence;
mod observe;
mod record;
mod signing;
pub mod template;
pub mod trace;

pub use evidence::{Evidence, Verdict};
pub use signing::SigningClient;
pub use trace::{follow, Followed};
