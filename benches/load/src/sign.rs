//! Transactions, signed before the run or as they leave.

use crate::{senders::Sender, workload::Workload};
use anyhow::{anyhow, Context, Result};
use fiscal_client::config::{ExtensionParams, FiscalConfig, RuntimeClient};
use fiscal_primitives::{BlockNumber, Digest};
use std::thread;
use subxt::{
	config::transaction_extensions::{CheckMortalityParams, CheckNonceParams},
	utils::{AccountId32, Static},
};

/// Lives of transactions in blocks, by attempt. They are long, because a run may be signed minutes
/// before its end; and they differ, because a pool that refused bytes refuses the same bytes again.
const LIVES: [u64; 4] = [4_096, 2_048, 1_024, 512];

/// A finalized block that transactions are signed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
}

/// What is to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
	/// Which account signs.
	pub lane: usize,
	/// Index of the first bill.
	pub first: u64,
	/// How many bills.
	pub bills: u32,
	/// Its place in the account's sequence.
	pub nonce: u64,
}

/// A transaction that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
	/// Its SCALE encoding.
	pub bytes: Vec<u8>,
	/// SM3 of the encoding.
	pub hash: Digest,
}

/// Makes transactions of orders.
pub trait Forge: Send + Sync {
	/// Signs an order. Each `attempt`, counted from 0, gives other bytes at another anchor; four
	/// attempts differ at the same one.
	///
	/// # Errors
	/// When the runtime does not know the call or the key does not sign.
	fn sign(&self, order: &Order, anchor: Anchor, attempt: u32) -> Result<Signed>;
}

/// Registers bills of a workload.
pub struct BillForge {
	runtime: RuntimeClient,
	workload: Workload,
	senders: Vec<Sender>,
}

impl BillForge {
	/// A forge for one runtime of the chain.
	///
	/// # Errors
	/// When that runtime registers bills in another way than this client.
	pub fn new(runtime: RuntimeClient, workload: Workload, senders: Vec<Sender>) -> Result<Self> {
		for sender in &senders {
			sender.call(&workload.batch(0, 1)?).encode(runtime.metadata_ref())?;
		}
		Ok(Self { runtime, workload, senders })
	}

	/// Signs all orders on every core.
	///
	/// # Errors
	/// As [`Forge::sign`].
	pub fn sign_all(&self, orders: &[Order], anchor: Anchor) -> Result<Vec<Signed>> {
		let threads = thread::available_parallelism().map_or(1, usize::from);
		let share = orders.len().div_ceil(threads).max(1);
		thread::scope(|scope| {
			let workers: Vec<_> = orders
				.chunks(share)
				.map(|orders| {
					scope.spawn(move || {
						orders
							.iter()
							.map(|order| self.sign(order, anchor, 0))
							.collect::<Result<Vec<Signed>>>()
					})
				})
				.collect();
			let mut all = Vec::with_capacity(orders.len());
			for worker in workers {
				all.extend(worker.join().map_err(|_| anyhow!("a thread ended as it signed"))??);
			}
			Ok(all)
		})
	}
}

impl Forge for BillForge {
	fn sign(&self, order: &Order, anchor: Anchor, attempt: u32) -> Result<Signed> {
		let sender = self.senders.get(order.lane).context("every lane has a sender")?;
		let call =
			sender.call(&self.workload.of_lane(order.lane)?.batch(order.first, order.bills)?);
		let life = LIVES[usize::try_from(attempt)? % LIVES.len()];
		let mortality = CheckMortalityParams::<FiscalConfig>::mortal_from_unchecked(
			life,
			anchor.number.into(),
			anchor.hash,
		);
		let params: ExtensionParams =
			((), (), (), mortality, CheckNonceParams::with_nonce(order.nonce));
		let mismatch = |fault: subxt::error::ExtrinsicError| anyhow!("{}: {fault}", call.title());
		let mut signable =
			self.runtime.tx().create_signable_offline(&call, params).map_err(mismatch)?;
		let payload = signable.signer_payload().map_err(mismatch)?;
		let signature = sender.account.sign(&payload)?;
		let address = AccountId32(sender.account.id().clone().into());
		let transaction = signable
			.sign_with_account_and_signature(&address, &Static(signature))
			.map_err(mismatch)?;
		Ok(Signed { hash: transaction.hash(), bytes: transaction.into_encoded() })
	}
}
