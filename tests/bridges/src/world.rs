//! A devnet of four validators with bridges, and the systems that they lead to.

use crate::{
	breathe,
	config::{gateway_url, Endpoints},
	control::Control,
	dev_key,
	simulator::Simulator,
};
use anyhow::{bail, ensure, Context, Result};
use fiscal_client::Client;
use fiscal_network_tests::ALL;
use fiscal_primitives::{
	outbox::{idempotency_key, Destination, DestinationAnswer},
	rpc::BillAnswer,
	Bill, BillKey, Digest,
};
use fiscal_sim::{FaultSettings, System};
use fiscal_tests::{free_ports, lively, scenario::path, Devnet, DEADLINE};
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use std::{collections::BTreeMap, time::Instant};

/// The options of a destination: attempts follow each other soon, and there are so many of them that
/// chance makes no dead letters.
const TERMS: [&str; 10] = [
	"--attempts",
	"200",
	"--takeover",
	"5s",
	"--backoff",
	"250ms",
	"--max-backoff",
	"2s",
	"--term",
	"1d",
];

/// How a world differs from the ordinary one, in which everybody sees the same systems.
#[derive(Clone, Debug, Default)]
pub struct Plan {
	/// Which simulator each validator is pointed at; there are as many simulators as the greatest
	/// number says, counted from 0. The platform of the first one is told where the gateway is.
	pub simulators: [usize; 4],
	/// Every validator keeps every state, for tests that read what old blocks did.
	pub archive: bool,
}

/// Four validators, and the systems outside.
pub struct World {
	/// The validators. They end before the simulators do.
	pub devnet: Devnet,
	/// The systems outside.
	pub simulators: Vec<Simulator>,
	gateways: Vec<u16>,
}

impl World {
	/// Starts systems and validators below `folder/name`, removing what an earlier run left there, and
	/// waits until every validator is connected with every other. The devnet knows the provinces; no
	/// destination is open.
	///
	/// # Errors
	/// Something does not start.
	pub fn start(folder: &str, name: &str, plan: &Plan) -> Result<Self> {
		let mut devnet = Devnet::prepare(folder, name, &lively(folder, name)?)?;
		let most = plan.simulators.into_iter().max().unwrap_or_default();
		let simulators: Vec<Simulator> = (0..=most)
			.map(|number| {
				let folder = devnet.folder(&format!("simulator-{number}"))?;
				Simulator::start(&folder, &["--no-seeds"])
			})
			.collect::<Result<_>>()?;
		let first = free_ports()?;
		let gateways: Vec<u16> = (first..).take(ALL.len()).collect();
		for (index, validator) in devnet.description.validators.iter_mut().enumerate() {
			let simulator = &simulators[plan.simulators[index]];
			let endpoints = Endpoints {
				nontax: simulator.url(System::Nontax)?.into(),
				platform: simulator.url(System::Platform)?.into(),
				evidence: simulator.url(System::Evidence)?.into(),
				signing: simulator.url(System::Signing)?.into(),
				gateway: gateways[index],
			};
			let file = endpoints.write(&validator.directory.join("bridges"), &validator.name)?;
			validator.argv.extend(["--bridges".to_owned(), path(&file)?.to_owned()]);
			if plan.archive {
				validator.argv.extend(["--state-pruning", "archive"].map(str::to_owned));
			}
		}
		let world = Self { devnet, simulators, gateways };
		world.devnet.resume()?;
		for index in ALL {
			world.devnet.wait_peers(index, 3, DEADLINE)?;
		}
		world.enter_by(0)?;
		Ok(world)
	}

	/// The control endpoints of a system of the first simulator.
	///
	/// # Errors
	/// It does not listen.
	pub fn system(&self, system: System) -> Result<Control> {
		let first = self.simulators.first().context("there is a simulator")?;
		first.control(system)
	}

	/// The address of the gateway beside validator `index`.
	pub fn gateway(&self, index: usize) -> String {
		gateway_url(self.gateways[index % self.gateways.len()])
	}

	/// From now on the platform finds Shanghai at the gateway beside validator `index`, and its provinces
	/// sign for this chain.
	///
	/// # Errors
	/// The simulator does not answer, or as [`World::ask`].
	pub fn enter_by(&self, index: usize) -> Result<()> {
		let genesis = self.genesis()?;
		self.system(System::Platform)?.set_gateway(Some(&self.gateway(index)), &genesis)
	}

	/// The hash of the first block.
	///
	/// # Errors
	/// As [`World::ask`].
	pub fn genesis(&self) -> Result<Digest> {
		self.ask("chain_getBlockHash", &[json!(0)])
	}

	/// Switches faults on at every system of the first simulator, or off.
	///
	/// # Errors
	/// The simulator does not answer.
	pub fn set_faults(&self, faults: &FaultSettings) -> Result<()> {
		for system in System::ALL {
			self.system(system)?.set_faults(faults)?;
		}
		Ok(())
	}

	/// Opens a destination, with receipts that it signs and `terms` beside the usual ones, which they
	/// replace where both name an option.
	///
	/// # Errors
	/// The chain refuses it.
	pub fn open(&self, destination: &str, terms: &[&str]) -> Result<()> {
		let key = match destination {
			"nonTax" => "NonTax",
			"yangtzeDelta" => "Platform-YD",
			"evidence" => "EvidenceChain",
			_ => bail!("{destination} is no destination"),
		};
		let key = dev_key(key);
		let mut options: BTreeMap<&str, &str> = BTreeMap::new();
		for pair in TERMS.chunks_exact(2).chain(terms.chunks_exact(2)) {
			options.insert(pair[0], pair[1]);
		}
		let mut command = vec!["outbox", "open", destination, "--receipts", &key];
		command.extend(options.into_iter().flat_map(|(option, value)| [option, value]));
		command.extend(["--dev", "Finance"]);
		self.devnet.fiscal(&command)?.expect(0)?;
		Ok(())
	}

	/// Opens all destinations.
	///
	/// # Errors
	/// As [`World::open`].
	pub fn open_all(&self) -> Result<()> {
		for destination in ["nonTax", "yangtzeDelta", "evidence"] {
			self.open(destination, &[])?;
		}
		Ok(())
	}

	/// Asks the first validator that answers.
	///
	/// # Errors
	/// None answers in time, or the answer is not an `A`.
	pub fn ask<A: DeserializeOwned>(&self, method: &str, params: &[Value]) -> Result<A> {
		let answer = self.devnet.wait(&format!("an answer to {method}"), DEADLINE, || {
			ALL.into_iter().find_map(|index| self.devnet.rpc(index, method, params).ok())
		})?;
		Ok(serde_json::from_value(answer)?)
	}

	/// Waits until `probe` finds something. What cannot be asked just now is asked again.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn wait<T>(&self, what: &str, mut probe: impl FnMut() -> Result<Option<T>>) -> Result<T> {
		let mut last = String::new();
		let found = self.devnet.wait(what, DEADLINE, || match probe() {
			Ok(found) => found,
			Err(fault) => {
				last = format!("{fault:#}");
				None
			}
		});
		found.with_context(|| format!("the last look: {last}"))
	}

	/// How a destination stands; nothing where it never was opened.
	///
	/// # Errors
	/// As [`World::ask`].
	pub fn destination(&self, destination: Destination) -> Result<Option<DestinationAnswer>> {
		let known: Vec<DestinationAnswer> = self.ask("outbox_destinations", &[])?;
		Ok(known.into_iter().find(|answer| answer.destination == destination))
	}

	/// Waits until no message waits any more, and answers how the destinations stand. Time is up when no
	/// message arrives for as long as anything may take.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn drained(&self) -> Result<Vec<DestinationAnswer>> {
		let (mut most, mut since) = (0, Instant::now());
		loop {
			self.devnet.check_running()?;
			let known: Vec<DestinationAnswer> = self.ask("outbox_destinations", &[])?;
			if known.iter().all(|answer| answer.waiting == 0) {
				return Ok(known);
			}
			let delivered: u64 = known.iter().map(|answer| answer.delivered).sum();
			if delivered > most {
				(most, since) = (delivered, Instant::now());
			}
			ensure!(
				since.elapsed() < DEADLINE,
				"no message arrives any more: {known:?}; {}\n{}",
				self.devnet.state(),
				self.devnet.log()
			);
			breathe();
		}
	}

	/// The idempotency key of a message of the chain, as systems write it.
	///
	/// # Errors
	/// As [`World::ask`].
	pub fn message_keys(&self, last: u64) -> Result<Vec<String>> {
		let genesis = self.genesis()?;
		let key = |id| fiscal_bridge::convert::hex(&idempotency_key(&genesis, id));
		Ok((1..=last).map(key).collect())
	}

	/// What the chain keeps of a bill.
	///
	/// # Errors
	/// As [`World::ask`].
	pub fn bill(&self, key: &BillKey) -> Result<Option<Bill>> {
		let params = [json!(key.code), json!(key.number)];
		let answer: Option<BillAnswer> = self.ask("bill_get", &params)?;
		Ok(answer.map(|answer| answer.bill))
	}

	/// A client of validator `index`.
	///
	/// # Errors
	/// It does not answer.
	pub fn client(&self, index: usize) -> Result<Client> {
		Ok(crate::http::wait(Client::connect(self.devnet.url(index)))?)
	}
}
