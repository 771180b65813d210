//! The bridges against a small evidence chain and a small signing chain that speak the protocol, rightly
//! and wrongly.

mod check;
mod evidence;
mod signing;
mod system;
