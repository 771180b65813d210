//! A devnet whose validators reach each other through proxies alone.

use crate::{Link, Links, ALL};
use anyhow::{Context, Result};
use fiscal_tests::{lively, Devnet, ValidatorDescription, DEADLINE};

/// The option that says where a validator listens.
const LISTEN: &str = "--listen-addr";
/// Where the validators of a devnet listen, up to the port.
const LOOPBACK: &str = "/ip4/127.0.0.1/tcp/";

/// A devnet and the links between its validators.
pub struct Network {
	/// The validators. They end before the links do.
	pub devnet: Devnet,
	/// Their links.
	pub links: Links,
}

impl Network {
	/// Starts a fresh devnet below `folder/name`, all links open, and waits until every validator is
	/// connected with every other.
	///
	/// # Errors
	/// As [`Devnet::start`] and [`Links::new`].
	pub fn start(folder: &str, name: &str) -> Result<Self> {
		let mut devnet = Devnet::prepare(folder, name, &lively(folder, name)?)?;
		let ports: Vec<u16> = devnet
			.description
			.validators
			.iter_mut()
			.map(listen_everywhere)
			.collect::<Result<_>>()?;
		// Before the first validator runs: until then its address would be its own.
		let links = Links::new(&ports)?;
		let network = Self { devnet, links };
		network.devnet.resume()?;
		network.mend()?;
		Ok(network)
	}

	/// Opens all links and waits until every validator is connected with every other.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn mend(&self) -> Result<()> {
		self.links.all(Link::Open);
		for index in ALL {
			self.devnet.wait_peers(index, 3, DEADLINE)?;
		}
		Ok(())
	}

	/// Cuts the links between the groups, and waits until every validator has noticed.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn part(&self, groups: &[&[usize]]) -> Result<()> {
		self.links.divide(groups, Link::Cut);
		for group in groups {
			let peers = group.len().saturating_sub(1) as u64;
			for index in *group {
				let what = format!("validator {index} has {peers} peers and no more");
				self.devnet.wait(&what, DEADLINE, || {
					self.devnet.peers(*index).filter(|count| *count == peers)
				})?;
			}
		}
		Ok(())
	}
}

/// Lets a validator listen on every address, and answers the port.
fn listen_everywhere(validator: &mut ValidatorDescription) -> Result<u16> {
	let place = validator.argv.iter().position(|word| word == LISTEN);
	let address = place
		.and_then(|place| validator.argv.get_mut(place + 1))
		.with_context(|| format!("{} is told where to listen", validator.name))?;
	let port = address
		.strip_prefix(LOOPBACK)
		.with_context(|| format!("{address} is {LOOPBACK} and a port"))?
		.parse()?;
	*address = format!("/ip4/0.0.0.0/tcp/{port}");
	Ok(port)
}
