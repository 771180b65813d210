//! Sending a call until its fate is known.
//!
//! A node may die, a connection may break and an answer may be late while the transaction goes
//! through all the same. So nothing here concludes from silence: [`deliver`] looks for the
//! transaction in the finalized blocks since it was made, looks at the account's nonce and at the
//! transaction's lifetime, sends the very same bytes again while they may still be included (a pool
//! knows them by their hash), and when time is up says what is known and what is not.
//!
//! A pool that found a transaction invalid, such as for a quota that was exhausted just then, refuses
//! the same bytes for half an hour. Then the call is signed anew at a later block **with the same
//! nonce**: of all transactions of one nonce the chain includes one at most, so nothing is done
//! twice, and all of them are looked for.

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
	/// Hash of the transaction.
	pub transaction: Digest,
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

	/// Where one of the transactions stands in that finalized block, if one does.
	///
	/// # Errors
	/// [`Fault::Connection`] or [`Fault::Rpc`].
	fn position(
		&self,
		block: BlockNumber,
		transactions: &[Digest],
	) -> impl Future<Output = Result<Option<Position>, Fault>> + Send;

	/// The same call signed again with the same nonce at a later block than `transaction` was, or
	/// nothing while there is no later finalized block.
	///
	/// # Errors
	/// As for the first transaction.
	fn renew(
		&self,
		transaction: &Transaction,
	) -> impl Future<Output = Result<Option<Transaction>, Fault>> + Send;

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

/// Sends a transaction and waits until it stands in a finalized block.
///
/// # Errors
/// [`Fault::Refused`], [`Fault::Expired`] and [`Fault::Superseded`] are certain: it is in no block
/// and never will be, or it was never sent. [`Fault::Unknown`] says how far the chain was searched.
pub async fn deliver<C: Chain>(
	chain: &C,
	transaction: Transaction,
	patience: Patience,
) -> Result<Position, Fault> {
	let deadline = chain.now() + patience.wait;
	let end = deadline + patience.grace;
	let mut errand = Errand {
		searched: transaction.made_at,
		hashes: vec![transaction.hash],
		current: transaction,
		taken: false,
		refused: None,
		must_renew: false,
	};
	loop {
		let mut last = String::from("time is up");
		if chain.now() < deadline {
			match errand.attempt(chain, deadline, patience.for_quota).await {
				Ok(Watched::Finalized(position)) => return Ok(position),
				Ok(Watched::Interrupted(reason)) => last = reason,
				Err(fault @ Fault::Connection { .. }) => {
					errand.taken = true;
					last = fault.to_string();
				}
				Err(fault) => return Err(fault),
			}
		}
		match errand.find_out(chain).await {
			Ok(Some(position)) => return Ok(position),
			Ok(None) => {}
			Err(Fault::Connection { reason, .. }) => last = format!("no connection: {reason}"),
			Err(fault) => return Err(fault),
		}
		let now = chain.now();
		match errand.refused.take() {
			Some(refusal) if !errand.taken && now >= deadline => {
				return Err(Fault::Refused(refusal))
			}
			refused => errand.refused = refused,
		}
		if now >= end {
			return Err(Fault::Unknown {
				transaction: errand.current.hash,
				searched: errand.searched,
				dies: errand.current.dies,
				reason: last,
			});
		}
		chain.pause(BREATH).await;
	}
}

/// A call on its way.
struct Errand {
	/// The transaction that is sent.
	current: Transaction,
	/// Hashes of all transactions that were made of the call, with the same nonce.
	hashes: Vec<Digest>,
	/// None of them stands in a finalized block up to this one.
	searched: BlockNumber,
	/// A pool may have one of them.
	taken: bool,
	/// The first refusal that may pass.
	refused: Option<Refusal>,
	/// The pool would refuse the current bytes whatever they are.
	must_renew: bool,
}

impl Errand {
	/// Sends and watches once.
	async fn attempt<C: Chain>(
		&mut self,
		chain: &C,
		until: Duration,
		for_quota: bool,
	) -> Result<Watched, Fault> {
		if self.must_renew {
			match chain.renew(&self.current).await? {
				Some(transaction) => {
					self.hashes.push(transaction.hash);
					self.current = transaction;
					self.must_renew = false;
				}
				None => return Ok(Watched::Interrupted("no later block to sign at".into())),
			}
		}
		let refusal = match chain.watch(&self.current, until).await {
			Err(Fault::Refused(refusal)) => refusal,
			Ok(watched) => {
				self.taken = true;
				return Ok(watched);
			}
			Err(fault) => return Err(fault),
		};
		let reason = refusal.to_string();
		match refusal {
			Refusal::AlreadyImported => self.taken = true,
			Refusal::TemporarilyBanned => self.must_renew = true,
			Refusal::QuotaExhausted if for_quota || self.taken => self.must_renew = true,
			// The runtime was upgraded while it waited.
			Refusal::BadProof if self.taken => self.must_renew = true,
			_ if self.taken => {}
			refusal => return Err(Fault::Refused(refusal)),
		}
		self.refused.get_or_insert(refusal);
		Ok(Watched::Interrupted(reason))
	}

	/// Searches the finalized blocks that were not searched before.
	///
	/// # Errors
	/// [`Fault::Superseded`] and [`Fault::Expired`] when that is certain.
	async fn find_out<C: Chain>(&mut self, chain: &C) -> Result<Option<Position>, Fault> {
		let head = chain.finalized().await?;
		while self.searched < head {
			let block = self.searched.saturating_add(1);
			if let Some(position) = chain.position(block, &self.hashes).await? {
				return Ok(Some(position));
			}
			self.searched = block;
		}
		let Transaction { hash: transaction, nonce, dies, ref account, .. } = self.current;
		if chain.nonce_after(self.searched, account).await? > nonce {
			return Err(Fault::Superseded { transaction, nonce });
		}
		if self.searched.saturating_add(1) >= dies {
			return Err(Fault::Expired { transaction, dies });
		}
		Ok(None)
	}
}

#[cfg(test)]
mod tests;
