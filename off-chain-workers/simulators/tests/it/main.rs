//! The simulators over real sockets.

mod chains;
mod common;
mod control;
mod faults;
mod nontax;
mod openapi;
mod platform;
mod sender;
