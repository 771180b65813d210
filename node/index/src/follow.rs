//! The task that keeps the index up with the chain.

use crate::{metrics::Metrics, BlockRef, Index, IndexFault};
use codec::Encode;
use fiscal_runtime_api::BillsApi;
use futures::{
	future::{poll_fn, select, Either},
	StreamExt,
};
use futures_timer::Delay;
use sc_client_api::{BlockBackend, BlockchainEvents};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Hash, HashingFor, Header as HeaderT};
use std::cell::OnceCell;
use std::{sync::Arc, task::Poll, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// The client does not announce every finalized block (not while it syncs, for instance), so the
/// task looks for itself this often.
const LOOK: Duration = Duration::from_secs(2);
/// Pause after the first failed attempt; it doubles with each further one, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Blocks indexed before other tasks get their turn.
const STRIDE: usize = 32;

/// What to do about blocks the node no longer has.
const REMEDY: &str =
	"run the node with --state-pruning archive --blocks-pruning archive, and purge \
	and resync its database together with the index";

/// Why a step was not made.
enum Halt {
	/// It may go well later.
	ForNow(String),
	/// It will not go well without an operator.
	ForGood(String),
}

impl From<sp_blockchain::Error> for Halt {
	fn from(fault: sp_blockchain::Error) -> Self {
		Halt::ForNow(fault.to_string())
	}
}

impl From<IndexFault> for Halt {
	fn from(fault: IndexFault) -> Self {
		match fault {
			IndexFault::Storage(_) => Halt::ForNow(fault.to_string()),
			_ => Halt::ForGood(fault.to_string()),
		}
	}
}

/// Indexes finalized blocks, one height after the other, from the cursor to the last finalized
/// block and then as blocks are finalized. Ends when the client ends its notifications, or when the
/// index cannot go on: it then logs one error that says what to do and answers it from
/// [`Index::fault`].
///
/// Runtime calls and database writes block the thread, so run it on a blocking thread
/// (`spawn_blocking` of the node's task manager), not as an essential task. The metrics are
/// `fiscal_index_height`, `fiscal_index_lag_blocks` and `fiscal_index_bills_total`.
pub async fn follow<Block, Client>(
	index: Arc<Index>,
	client: Arc<Client>,
	registry: Option<&Registry>,
) where
	Block: BlockT<Hash = H256>,
	Block::Header: HeaderT<Number = u32>,
	Client: ProvideRuntimeApi<Block>
		+ HeaderBackend<Block>
		+ BlockBackend<Block>
		+ BlockchainEvents<Block>,
	Client::Api: BillsApi<Block>,
{
	let metrics = Metrics::register(registry);
	let finality = client.finality_notification_stream();
	futures::pin_mut!(finality);
	let mut pause = FIRST_PAUSE;
	loop {
		match advance(&index, &*client, &metrics) {
			Ok(caught_up) => {
				pause = FIRST_PAUSE;
				if !caught_up {
					give_way().await;
				} else if let Either::Left((None, _)) =
					select(finality.next(), Delay::new(LOOK)).await
				{
					return;
				}
			}
			Err(Halt::ForNow(reason)) => {
				log::warn!(target: "index", "the index waits {pause:?}: {reason}");
				Delay::new(pause).await;
				pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
			}
			Err(Halt::ForGood(reason)) => {
				log::error!(target: "index", "the index has stopped: {reason}");
				index.stop(reason);
				return;
			}
		}
	}
}

/// Indexes up to [`STRIDE`] blocks; true when there are no more.
fn advance<Block, Client>(index: &Index, client: &Client, metrics: &Metrics) -> Result<bool, Halt>
where
	Block: BlockT<Hash = H256>,
	Block::Header: HeaderT<Number = u32>,
	Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockBackend<Block>,
	Client::Api: BillsApi<Block>,
{
	let finalized = client.info().finalized_number;
	let first = match index.cursor() {
		// A chain that lost its last blocks in a crash gets them back from its peers.
		Some(cursor) if cursor.number > finalized => return Ok(true),
		Some(cursor) => {
			if client.hash(cursor.number)?.is_some_and(|hash| hash != cursor.hash) {
				return Err(IndexFault::Diverged { number: cursor.number }.into());
			}
			cursor.number.saturating_add(1)
		}
		None => 0,
	};
	for number in (first..=finalized).take(STRIDE) {
		index_block(index, client, number)?;
		metrics.report(number, finalized, index.bills());
	}
	let height = index.cursor().map_or(0, |cursor| cursor.number);
	metrics.report(height, finalized, index.bills());
	Ok(height >= finalized)
}

fn index_block<Block, Client>(index: &Index, client: &Client, number: u32) -> Result<(), Halt>
where
	Block: BlockT<Hash = H256>,
	Block::Header: HeaderT<Number = u32>,
	Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockBackend<Block>,
	Client::Api: BillsApi<Block>,
{
	let gone = |what: &str| {
		Halt::ForGood(format!("the node no longer has the {what} of block {number}; {REMEDY}"))
	};
	let hash = client.hash(number)?.ok_or_else(|| gone("header"))?;
	let changes = client.runtime_api().block_changes(hash).map_err(|fault| match fault {
		// The header is there, so it is the state that is not.
		ApiError::UnknownBlock(_) => gone("state"),
		other => Halt::ForNow(format!("changes of block {number}: {other}")),
	})?;
	let body = client.block_body(hash)?.ok_or_else(|| gone("body"))?;
	// One transaction changes up to 500 bills, and is hashed once.
	let hashes: Vec<_> = body.iter().map(|_| OnceCell::new()).collect();
	index.apply(BlockRef { number, hash }, &changes, |extrinsic| {
		let position = usize::try_from(extrinsic).ok()?;
		let (extrinsic, hash) = body.get(position).zip(hashes.get(position))?;
		Some(*hash.get_or_init(|| HashingFor::<Block>::hash(&extrinsic.encode())))
	})?;
	Ok(())
}

async fn give_way() {
	let mut gave_way = false;
	poll_fn(|context| {
		if gave_way {
			return Poll::Ready(());
		}
		gave_way = true;
		context.waker().wake_by_ref();
		Poll::Pending
	})
	.await
}
