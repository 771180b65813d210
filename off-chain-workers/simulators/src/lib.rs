#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod bills;
mod context;
pub mod control;
mod db;
mod describe;
mod evidence;
mod extract;
mod fault;
mod faults;
mod gateway;
mod messages;
mod nontax;
mod options;
pub mod platform;
mod pong;
mod seed;
mod server;
mod service;
mod signing;
mod system;

pub use db::{DatabaseFault, Db, MEMORY};
pub use fault::Problem;
pub use faults::{FaultSettings, MAX_LATENCY};
pub use messages::OUT_OF_ORDER;
pub use options::{
	Callers, GatewayOptions, Keys, Options, DEV_APP, DEV_SECRET, PLATFORM_APP, PROVINCES,
};
pub use pong::Pong;
pub use seed::{bills as seed_bills, payer as seed_payer, plant, Planted, SeedFault, Seeds};
pub use server::{control_document, document, Running, Simulators, StartFault};
pub use system::System;
