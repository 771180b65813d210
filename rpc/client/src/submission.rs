//! Sending a transaction until its fate is known.
//!
//! A node may die, a connection may break and an answer may be late while the transaction goes
//! through all the same. So nothing here concludes from silence: [`deliver`] looks for the
//! transaction in the finalized blocks since it was made, looks at the account's nonce and at the
//! transaction's lifetime, sends the very same bytes again while it may still be included (a pool
//! knows them by their hash), and when time is up says what is known and what is not.

use crate::{
	faults::{Fault, Refusal},
	transaction::Transaction,
};
use fiscal_primitives::{AccountId, BlockNumber, Digest};
use std::{future::Future, time::Duration};

/// How long to wait between two looks.
const BREATH: Duration = Duration::from_millis(500);

/// Where a transaction stands in the finalized chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
	/// Height of the block.
	pub block: BlockNumber,
	/// Hash of the block.
	pub block_hash: Digest,
	/// Index of the extrinsic in the block.
	pub index: u32,
}

/// How watching a transaction in the pool ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watched {
	/// It stands in a finalized block.
	Finalized(Position),
	/// The watch ended without an answer; the text says how.
	Interrupted(String),
}

/// How long to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
	/// Send and wait this long.
	pub wait: Duration,
	/// Then look this much longer for what became of it.
	pub grace: Duration,
	/// Wait for the quota to refill instead of giving up.
	pub for_quota: bool,
}

impl Default for Patience {
	fn default() -> Self {
		Self { wait: Duration::from_secs(60), grace: Duration::from_secs(20), for_quota: false }
	}
}

/// What [`deliver`] needs of a chain.
pub trait Chain: Sync {
	/// Time since some fixed point.
	fn now(&self) -> Duration;

	/// Waits.
	fn pause(&self, time: Duration) -> impl Future<Output = ()> + Send;

	/// Hands the transaction to the pool and watches it until it is finalized, the watch breaks or
	/// `until` has come.
	///
	/// # Errors
	/// [`Fault::Refused`] if the pool does not take it, [`Fault::Connection`] if that is not known.
	fn watch(
		&self,
		transaction: &Transaction,
		until: Duration,
	) -> impl Future<Output = Result<Watched, Fault>> + Send;

	/// The height of the last finalized block; connects again if need be.
	///
	/// # Errors
	/// [`Fault::Connection`].
	fn finalized(&self) -> impl Future<Output = Result<BlockNumber, Fault>> + Send;

	/// Where the transaction stands in that finalized block, if it does.
	///
	/// # Errors
	/// [`Fault::Connection`] or [`Fault::Rpc`].
	fn position(
		&self,
		block: BlockNumber,
		transaction: Digest,
	) -> impl Future<Output = Result<Option<Position>, Fault>> + Send;

	/// The account's next nonce after that finalized block.
	///
	/// # Errors
	/// [`Fault::Connection`] or [`Fault::Rpc`].
	fn nonce_after(
		&self,
		block: BlockNumber,
		account: &AccountId,
	) -> impl Future<Output = Result<u64, Fault>> + Send;
}

/// What became of a transaction, as the finalized chain tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
	Included(Position),
	Superseded,
	Expired,
	Open,
}

/// Sends a transaction and waits until it stands in a finalized block.
///
/// # Errors
/// [`Fault::Refused`], [`Fault::Expired`] and [`Fault::Superseded`] are certain: it is in no block
/// and never will be, or it was never sent. [`Fault::Unknown`] says how far the chain was searched.
pub async fn deliver<C: Chain>(
	chain: &C,
	transaction: &Transaction,
	patience: Patience,
) -> Result<Position, Fault> {
	let deadline = chain.now() + patience.wait;
	let end = deadline + patience.grace;
	let mut searched = transaction.made_at;
	let mut taken = false;
	let mut waits_for: Option<Refusal> = None;
	loop {
		let mut last = String::from("time is up");
		if chain.now() >= deadline && !taken {
			if let Some(refusal) = waits_for {
				return Err(Fault::Refused(refusal));
			}
		}
		if chain.now() < deadline {
			match chain.watch(transaction, deadline).await {
				Ok(Watched::Finalized(position)) => return Ok(position),
				Ok(Watched::Interrupted(reason)) => {
					taken = true;
					last = reason;
				}
				Err(Fault::Refused(refusal)) => {
					let may_wait = patience.for_quota && refusal == Refusal::QuotaExhausted;
					let known = refusal == Refusal::AlreadyImported;
					if !taken && !known && !may_wait {
						return Err(Fault::Refused(refusal));
					}
					taken |= known;
					last = refusal.to_string();
					waits_for = Some(refusal);
				}
				Err(fault @ Fault::Connection { .. }) => {
					taken = true;
					last = fault.to_string();
				}
				Err(fault) => return Err(fault),
			}
		}
		match find_out(chain, transaction, &mut searched).await {
			Ok(Fate::Included(position)) => return Ok(position),
			Ok(Fate::Superseded) => {
				let nonce = transaction.signed.as_ref().map_or(0, |signed| signed.nonce);
				return Err(Fault::Superseded { transaction: transaction.hash, nonce });
			}
			Ok(Fate::Expired) => {
				let dies = transaction.dies().unwrap_or(searched);
				return Err(Fault::Expired { transaction: transaction.hash, dies });
			}
			Ok(Fate::Open) => {}
			Err(Fault::Connection { reason, .. }) => last = format!("no connection: {reason}"),
			Err(fault) => return Err(fault),
		}
		if chain.now() >= end {
			return Err(Fault::Unknown {
				transaction: transaction.hash,
				searched,
				dies: transaction.dies(),
				reason: last,
			});
		}
		chain.pause(BREATH).await;
	}
}

/// Searches the finalized blocks after `searched`, which moves along.
async fn find_out<C: Chain>(
	chain: &C,
	transaction: &Transaction,
	searched: &mut BlockNumber,
) -> Result<Fate, Fault> {
	let head = chain.finalized().await?;
	while *searched < head {
		let block = searched.saturating_add(1);
		if let Some(position) = chain.position(block, transaction.hash).await? {
			return Ok(Fate::Included(position));
		}
		*searched = block;
	}
	let Some(signed) = &transaction.signed else { return Ok(Fate::Open) };
	if chain.nonce_after(*searched, &signed.account).await? > signed.nonce {
		return Ok(Fate::Superseded);
	}
	if searched.saturating_add(1) >= signed.dies {
		return Ok(Fate::Expired);
	}
	Ok(Fate::Open)
}

#[cfg(test)]
mod tests;
