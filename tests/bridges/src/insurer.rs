//! An insurer that takes and gives back locks through whichever validator answers, and does not give
//! up: the chain answers a flow number that comes again as it did the first time.

use crate::{breathe, http, World, ALL};
use anyhow::{ensure, Result};
use fiscal_client::{
	faults::{Kind, Refusal},
	locks::{self, Done, Grant, LockRequest},
	Account, Client, Fault, Patience,
};
use fiscal_primitives::{text::Reason, BillKey, Fen, FlowNumber, Region};
use fiscal_tests::DEADLINE;
use std::time::{Duration, Instant};

/// How long one validator is waited for until the next one is asked.
const PATIENCE: Patience =
	Patience { wait: Duration::from_secs(20), grace: Duration::from_secs(10), for_quota: true };

/// An insurer with a development key.
pub struct Insurer<'a> {
	world: &'a World,
	account: Account,
	/// Whose turn it is.
	turn: usize,
	client: Option<Client>,
}

impl<'a> Insurer<'a> {
	/// The insurer of a development key, which asks validator `first` first; it goes round.
	pub fn new(world: &'a World, dev: &str, first: usize) -> Self {
		Self { world, account: Account::dev(dev), turn: first, client: None }
	}

	/// Asks for a lock until there is an answer: what the chain says, be it yes or no.
	///
	/// # Errors
	/// There is no answer in time.
	pub fn acquire(&mut self, request: &LockRequest) -> Result<Result<Grant, Fault>> {
		self.insist(|client, account| http::wait(locks::acquire(client, account, request)))
	}

	/// Gives a lock back likewise.
	///
	/// # Errors
	/// As [`Insurer::acquire`].
	pub fn release(&mut self, key: BillKey, flow: &FlowNumber) -> Result<Result<Done, Fault>> {
		let reason: Reason = "not reimbursed".parse()?;
		self.insist(|client, account| {
			let region = Region::SHANGHAI;
			http::wait(locks::release(client, account, key, region, flow, &reason))
		})
	}

	/// Reimburses likewise.
	///
	/// # Errors
	/// As [`Insurer::acquire`].
	pub fn settle(
		&mut self,
		key: BillKey,
		flow: &FlowNumber,
		amount: Fen,
	) -> Result<Result<Done, Fault>> {
		self.insist(|client, account| {
			let region = Region::SHANGHAI;
			http::wait(locks::settle(client, account, key, region, flow, amount, false))
		})
	}

	/// Does something that may be done again, until somebody says for certain what came of it.
	fn insist<T>(
		&mut self,
		act: impl Fn(&Client, &Account) -> Result<T, Fault>,
	) -> Result<Result<T, Fault>> {
		let deadline = Instant::now() + DEADLINE;
		loop {
			let answer = match self.client() {
				Ok(client) => act(&client, &self.account),
				Err(fault) => Err(fault),
			};
			match answer {
				Err(fault) if is_passing(&fault) => {
					ensure!(Instant::now() < deadline, "no answer in time; the last one: {fault}");
					self.client = None;
					self.turn = self.turn.wrapping_add(1);
					breathe();
				}
				answer => return Ok(answer),
			}
		}
	}

	fn client(&mut self) -> Result<Client, Fault> {
		if let Some(client) = &self.client {
			return Ok(client.clone());
		}
		let url = self.world.devnet.url(self.turn % ALL.len());
		let client = http::wait(Client::connect(url))?.with_patience(PATIENCE);
		self.client = Some(client.clone());
		Ok(client)
	}
}

/// Says nothing of the request itself: a validator that is down, that just came up and lags behind, or
/// whose pool holds another transaction of the account.
fn is_passing(fault: &Fault) -> bool {
	match fault {
		Fault::Expired { .. } | Fault::Superseded { .. } => true,
		Fault::Refused(
			Refusal::Stale
			| Refusal::BadProof
			| Refusal::AlreadyImported
			| Refusal::TemporarilyBanned
			| Refusal::TooLowPriority
			| Refusal::PoolFull
			| Refusal::QuotaExhausted,
		) => true,
		other => {
			let kind = other.kind();
			matches!(kind, Kind::Connection | Kind::Unknown | Kind::Rpc | Kind::Internal)
		}
	}
}
