//! Following finalized blocks, and finding the run's transactions in them.
//!
//! A transaction counts as final when the body of its finalized block is in hand, not when the head is
//! announced: only then does a client know.

use crate::{book::Book, link::Link, sign::Anchor, submit::Room};
use anyhow::{bail, Context, Result};
use codec::{Decode, Encode};
use fiscal_primitives::{BlockNumber, Digest, Moment};
use fiscal_sm_crypto::sm3_256;
use jsonrpsee::rpc_params;
use serde::Deserialize;
use sp_crypto_hashing::twox_128;
use std::{
	collections::VecDeque,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use subxt::config::substrate::SubstrateHeader;
use subxt_rpcs::methods::legacy::Bytes;
use tokio::{sync::watch, time::Instant};

/// How many blocks behind the last one transactions are signed at, so that every node has that block.
const ANCHOR_DEPTH: usize = 8;
/// How long to wait before a broken subscription is made again.
const PAUSE: Duration = Duration::from_millis(250);

/// A finalized block as this client saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenBlock {
	/// Its height.
	pub number: BlockNumber,
	/// When its body was in hand, from the start of the run.
	pub at: Duration,
	/// Its consensus time, Unix ms; 0 when the node no longer tells.
	pub time: Moment,
	/// Transactions of this run.
	pub transactions: u32,
	/// All its extrinsics.
	pub extrinsics: usize,
	/// Bytes of all its extrinsics.
	pub bytes: u64,
}

/// Follows the finalized blocks of one node.
pub struct Follower {
	link: Link,
	book: Arc<Book>,
	room: Arc<Room>,
	start: Instant,
	anchors: watch::Sender<Anchor>,
	seen: Mutex<Seen>,
}

struct Seen {
	last: BlockNumber,
	recent: VecDeque<Anchor>,
	blocks: Vec<SeenBlock>,
	interruptions: u64,
}

#[derive(Deserialize)]
struct BlockAnswer {
	block: BlockParts,
}

#[derive(Deserialize)]
struct BlockParts {
	extrinsics: Vec<Bytes>,
}

impl Follower {
	/// A follower of the blocks behind `head`.
	pub fn new(link: Link, head: Anchor, book: Arc<Book>, room: Arc<Room>, start: Instant) -> Self {
		let seen = Seen {
			last: head.number,
			recent: VecDeque::new(),
			blocks: Vec::new(),
			interruptions: 0,
		};
		Self { link, book, room, start, anchors: watch::Sender::new(head), seen: Mutex::new(seen) }
	}

	/// A finalized block every node has, kept up to date.
	pub fn anchors(&self) -> watch::Receiver<Anchor> {
		self.anchors.subscribe()
	}

	/// The blocks so far.
	pub fn blocks(&self) -> Vec<SeenBlock> {
		self.lock().blocks.clone()
	}

	/// How often the subscription broke.
	pub fn interruptions(&self) -> u64 {
		self.lock().interruptions
	}

	/// Follows for ever; a broken subscription is made again, and blocks that went by meanwhile are
	/// fetched.
	pub async fn run(&self) {
		loop {
			if self.follow().await.is_err() {
				let mut seen = self.lock();
				seen.interruptions = seen.interruptions.saturating_add(1);
			}
			tokio::time::sleep(PAUSE).await;
		}
	}

	async fn follow(&self) -> Result<()> {
		let mut heads = self
			.link
			.subscribe::<SubstrateHeader<Digest>>(
				"chain_subscribeFinalizedHeads",
				rpc_params![],
				"chain_unsubscribeFinalizedHeads",
			)
			.await?;
		while let Some(head) = heads.next().await {
			let head = head?;
			let number = BlockNumber::try_from(head.number)?;
			let hash = Digest::from(sm3_256(&head.encode()));
			loop {
				// A notification may stand for several blocks.
				let next = self.lock().last.saturating_add(1);
				if next > number {
					break;
				}
				let named = Some(hash).filter(|_| next == number);
				self.take(next, named).await?;
			}
		}
		bail!("the subscription ended")
	}

	/// Fetches a block and finds the run's transactions in it.
	async fn take(&self, number: BlockNumber, named: Option<Digest>) -> Result<()> {
		let hash = match named {
			Some(hash) => hash,
			None => {
				let hash: Option<Digest> =
					self.link.ask("chain_getBlockHash", rpc_params![number]).await?;
				hash.with_context(|| format!("the node has no block {number}"))?
			}
		};
		let answer: Option<BlockAnswer> =
			self.link.ask("chain_getBlock", rpc_params![hash]).await?;
		let at = Instant::now().saturating_duration_since(self.start);
		let extrinsics = answer
			.with_context(|| format!("the node has no body of block {number}"))?
			.block
			.extrinsics;
		let hashes: Vec<Digest> = extrinsics.iter().map(|bytes| sm3_256(&bytes.0).into()).collect();
		let bytes = extrinsics.iter().map(|bytes| bytes.0.len()).sum::<usize>();
		let bytes = u64::try_from(bytes)?;
		let time = self.time(hash).await;

		// Under one lock: who learns that everything is final finds its last block here.
		let mut seen = self.lock();
		let included = self.book.block(&hashes, at);
		included.kilobytes.iter().for_each(|kilobytes| self.room.leave(*kilobytes));
		seen.last = number;
		seen.blocks.push(SeenBlock {
			number,
			at,
			time,
			transactions: included.transactions,
			extrinsics: extrinsics.len(),
			bytes,
		});
		seen.recent.push_back(Anchor { number, hash });
		if seen.recent.len() > ANCHOR_DEPTH {
			if let Some(settled) = seen.recent.pop_front() {
				self.anchors.send_replace(settled);
			}
		}
		Ok(())
	}

	async fn time(&self, hash: Digest) -> Moment {
		let key = [twox_128(b"Timestamp"), twox_128(b"Now")].concat();
		let params = rpc_params![format!("0x{}", hex::encode(key)), hash];
		let value: Result<Option<Bytes>, _> = self.link.ask("state_getStorage", params).await;
		value
			.ok()
			.flatten()
			.and_then(|bytes| Moment::decode(&mut bytes.0.as_slice()).ok())
			.unwrap_or_default()
	}

	fn lock(&self) -> MutexGuard<'_, Seen> {
		self.seen.lock().unwrap_or_else(PoisonError::into_inner)
	}
}
