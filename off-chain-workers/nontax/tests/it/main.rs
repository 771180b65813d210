//! The bridge against a small non-tax system that speaks the protocol, rightly and wrongly.

mod chain;
mod check;
mod compare;
mod deliver;
mod history;
mod local;
mod observe;
mod system;
