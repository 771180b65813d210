//! Work that takes time, beside the loop: building, fetching, executing.

use crate::{
	executed::Executed,
	network::BodySource,
	proposer::{BuildBlock, Built},
	validator::{Expected, JudgeBlock},
	Block, PeerId,
};
use codec::Decode;
use fiscal_bft_primitives::{BlockHash, BlockNumber, Header, Pace};
use fiscal_sm_crypto::Public;
use futures::{future::BoxFuture, FutureExt};
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// Before a block nobody had is asked for again.
const RETRY: Duration = Duration::from_millis(300);

/// A proposed block without a verdict.
#[derive(Clone, Debug)]
pub struct Wanted {
	pub height: BlockNumber,
	pub round: u32,
	pub block: BlockHash,
	pub proposer: Public,
	/// Proposed for the first time: then its author is its proposer.
	pub fresh: bool,
	/// The last decided block.
	pub parent: BlockHash,
}

/// What has come of a task.
pub enum Done {
	/// A block was built, or not.
	Built { height: BlockNumber, round: u32, result: Result<Built, String> },
	/// A block was executed, or refused.
	Judged {
		height: BlockNumber,
		round: u32,
		block: BlockHash,
		proposer: Public,
		result: Result<(Executed, Vec<u8>), String>,
	},
	/// Nobody had the block.
	Missing { wanted: Wanted },
}

impl Done {
	/// The height it is about.
	pub fn height(&self) -> BlockNumber {
		match self {
			Self::Built { height, .. } | Self::Judged { height, .. } => *height,
			Self::Missing { wanted } => wanted.height,
		}
	}
}

/// Makes tasks.
pub struct Tasks<S, B, V> {
	builder: Arc<Mutex<B>>,
	judge: Arc<V>,
	bodies: Arc<S>,
}

impl<S, B, V> Tasks<S, B, V>
where
	S: BodySource + 'static,
	B: BuildBlock + 'static,
	V: JudgeBlock + 'static,
{
	pub fn new(builder: B, judge: Arc<V>, bodies: Arc<S>) -> Self {
		Self { builder: Arc::new(Mutex::new(builder)), judge, bodies }
	}

	/// Builds a block on `parent`.
	pub fn build(
		&self,
		height: BlockNumber,
		round: u32,
		parent: Header,
		pace: Pace,
	) -> BoxFuture<'static, Done> {
		let builder = self.builder.clone();
		async move {
			let result = builder.lock().await.build(&parent, &pace).await;
			Done::Built { height, round, result: result.map_err(|fault| fault.to_string()) }
		}
		.boxed()
	}

	/// Obtains a block and executes it.
	pub fn fetch(&self, wanted: Wanted, peers: Vec<PeerId>) -> BoxFuture<'static, Done> {
		let (judge, bodies) = (self.judge.clone(), self.bodies.clone());
		async move {
			let Some(body) = bodies.obtain(peers, wanted.height, wanted.block).await else {
				return Done::Missing { wanted };
			};
			let Wanted { height, round, block, proposer, fresh, parent } = wanted;
			let expected = Expected { parent, height, author: fresh.then_some(proposer) };
			let judged = tokio::task::spawn_blocking(move || {
				let decoded = Block::decode(&mut &body[..]).map_err(|fault| fault.to_string())?;
				let executed =
					judge.judge(decoded, expected).map_err(|refusal| refusal.to_string())?;
				Ok((executed, body))
			});
			let result = judged.await.unwrap_or_else(|fault| Err(fault.to_string()));
			Done::Judged { height, round, block, proposer, result }
		}
		.boxed()
	}

	/// As [`Tasks::fetch`], after a while.
	pub fn fetch_later(&self, wanted: Wanted, peers: Vec<PeerId>) -> BoxFuture<'static, Done> {
		let fetch = self.fetch(wanted, peers);
		async move {
			tokio::time::sleep(RETRY).await;
			fetch.await
		}
		.boxed()
	}
}
