#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod cli;
mod command;
mod consensus;
mod devnet;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
