//! Judging proposed blocks.
//!
//! Before it votes for a block, a validator executes it once on the state of its parent. What the
//! block changes is kept, and imported as it is when the block is decided. Nothing of a proposed
//! block reaches the database before.

use crate::{
	executed::{Changes, Executed},
	network::MAX_BODY,
	Block,
};
use codec::Encode;
use fiscal_bft_primitives::{BlockHash, BlockNumber, Header, PreDigest, ENGINE_ID};
use fiscal_sm_crypto::Public;
use sc_client_api::Backend;
use sp_api::{ApiExt, Core, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder;
use sp_core::traits::CallContext;
use sp_inherents::InherentData;
use sp_runtime::{traits::Header as _, DigestItem};
use sp_timestamp::{InherentError, Timestamp};
use std::sync::Arc;

/// As blocks are imported: on the code that is to come with the next block, with the cache of the
/// state open, and with twice the heap a builder has, so that no block that could be built fails
/// here for want of memory.
const CONTEXT: CallContext = CallContext::Onchain { import: true };

/// What the core knows of a proposed block.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
	/// The last decided block.
	pub parent: BlockHash,
	/// The block's number.
	pub height: BlockNumber,
	/// Who must have built it: its proposer, if it is proposed for the first time. `None` for a
	/// block of an earlier round.
	pub author: Option<Public>,
}

/// Why a validator does not vote for a block.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
	/// Its number is not the height being decided.
	#[error("its number is {found}, not {expected}")]
	OtherHeight {
		/// The block's number.
		found: BlockNumber,
		/// The height being decided.
		expected: BlockNumber,
	},
	/// It is not built on the last decided block.
	#[error("it is built on {0:?}, which is not the last decided block")]
	OtherParent(BlockHash),
	/// Its header does not name exactly one author.
	#[error("its header does not name one author")]
	NoAuthor,
	/// Somebody else built it than proposes it.
	#[error("it was built by {0}, who does not propose it")]
	OtherAuthor(Public),
	/// Its header holds an item of another consensus, or a seal.
	#[error("its header holds a digest that does not belong there")]
	ForeignDigest,
	/// It is longer than [`MAX_BODY`].
	#[error("it is {0} bytes long")]
	MaxSizeExceeded(usize),
	/// Its inherents are wrong: its time is too far ahead, or not after its parent's.
	#[error("inherents: {0}")]
	Inherents(String),
	/// The runtime does not accept it.
	#[error("execution: {0}")]
	Execution(String),
	/// Its execution leads to another state than its header says.
	#[error("its state root is {found:?}, and execution leads to {expected:?}")]
	OtherState {
		/// What the header says.
		found: BlockHash,
		/// What execution leads to.
		expected: BlockHash,
	},
	/// The state of the parent cannot be read. The block may be good.
	#[error("state of the parent: {0}")]
	State(String),
}

/// Judges proposed blocks.
pub trait JudgeBlock: Send + Sync {
	/// Checks a block and executes it. Blocks the thread as long as execution takes.
	///
	/// # Errors
	/// [`Refusal`] says why the block must not be voted for.
	fn judge(&self, block: Block, expected: Expected) -> Result<Executed, Refusal>;
}

/// What can be seen without executing.
fn check_header(header: &Header, expected: &Expected) -> Result<(), Refusal> {
	let number = *header.number();
	if number != expected.height {
		return Err(Refusal::OtherHeight { found: number, expected: expected.height });
	}
	if *header.parent_hash() != expected.parent {
		return Err(Refusal::OtherParent(*header.parent_hash()));
	}
	let foreign = header.digest().logs().iter().any(|item| match item {
		DigestItem::PreRuntime(engine, _) => *engine != ENGINE_ID,
		DigestItem::Seal(..) => true,
		// The runtime writes these, and compares.
		DigestItem::Consensus(..)
		| DigestItem::Other(_)
		| DigestItem::RuntimeEnvironmentUpdated => false,
	});
	if foreign {
		return Err(Refusal::ForeignDigest);
	}
	let PreDigest { author } = PreDigest::find(header.digest()).ok_or(Refusal::NoAuthor)?;
	match expected.author {
		Some(proposer) if proposer != author => Err(Refusal::OtherAuthor(author)),
		_ => Ok(()),
	}
}

/// Judges blocks with a client's runtime and database.
pub struct RuntimeJudge<C, B> {
	client: Arc<C>,
	backend: Arc<B>,
	clock_offset: i64,
}

impl<C, B> RuntimeJudge<C, B> {
	/// Executes with `client` on the states of `backend`.
	pub fn new(client: Arc<C>, backend: Arc<B>) -> Self {
		Self { client, backend, clock_offset: 0 }
	}

	/// Judges as if this machine's clock were wrong by so many ms, for tests of wrong clocks.
	pub fn with_clock_offset(mut self, ms: i64) -> Self {
		self.clock_offset = ms;
		self
	}
}

impl<C, B> RuntimeJudge<C, B>
where
	C: ProvideRuntimeApi<Block>,
	C::Api: Core<Block> + BlockBuilder<Block>,
	B: Backend<Block>,
{
	/// On a runtime instance of its own, so that nothing it does reaches the block's changes.
	fn check_inherents(&self, block: &Block, parent: BlockHash) -> Result<(), Refusal> {
		let mut data = InherentData::new();
		let now = Timestamp::current().as_millis().saturating_add_signed(self.clock_offset);
		data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &Timestamp::new(now))
			.map_err(|fault| Refusal::Inherents(fault.to_string()))?;
		let mut api = self.client.runtime_api();
		api.set_call_context(CONTEXT);
		let result = api
			.check_inherents(parent, block.clone().into(), data)
			.map_err(|fault| Refusal::Inherents(fault.to_string()))?;
		if result.ok() {
			return Ok(());
		}
		let faults: Vec<_> = result
			.into_errors()
			.map(|(id, fault)| match InherentError::try_from(&id, &fault) {
				Some(fault) => fault.to_string(),
				None => format!("fault of {}", String::from_utf8_lossy(&id)),
			})
			.collect();
		Err(Refusal::Inherents(faults.join(" ")))
	}

	/// Every call of the runtime that fails, by a panic too, is an error here.
	fn execute(&self, block: &Block, parent: BlockHash) -> Result<Changes, Refusal> {
		let mut api = self.client.runtime_api();
		api.set_call_context(CONTEXT);
		api.execute_block(parent, block.clone().into())
			.map_err(|fault| Refusal::Execution(fault.to_string()))?;
		let state = self
			.backend
			.state_at(parent, CONTEXT.into())
			.map_err(|fault| Refusal::State(fault.to_string()))?;
		let changes = api.into_storage_changes(&state, parent).map_err(Refusal::State)?;
		// Import does not compare when it is given changes.
		let (found, expected) = (*block.header.state_root(), changes.transaction_storage_root);
		if found != expected {
			return Err(Refusal::OtherState { found, expected });
		}
		Ok(changes)
	}
}

impl<C, B> JudgeBlock for RuntimeJudge<C, B>
where
	C: ProvideRuntimeApi<Block> + Send + Sync,
	C::Api: Core<Block> + BlockBuilder<Block>,
	B: Backend<Block>,
{
	fn judge(&self, block: Block, expected: Expected) -> Result<Executed, Refusal> {
		check_header(&block.header, &expected)?;
		let size = block.encoded_size();
		if size > MAX_BODY {
			return Err(Refusal::MaxSizeExceeded(size));
		}
		self.check_inherents(&block, expected.parent)?;
		let changes = self.execute(&block, expected.parent)?;
		Ok(Executed { block, changes })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;
	use sp_runtime::Digest;

	const PARENT: BlockHash = BlockHash::repeat_byte(1);

	fn author() -> Public {
		Pair::from_dev_name("author").public()
	}

	fn pre_digest() -> DigestItem {
		PreDigest { author: author() }.to_item()
	}

	fn header(logs: Vec<DigestItem>) -> Header {
		Header::new(5, BlockHash::zero(), BlockHash::zero(), PARENT, Digest { logs })
	}

	fn expected() -> Expected {
		Expected { parent: PARENT, height: 5, author: Some(author()) }
	}

	#[test]
	fn a_header_of_its_proposer_passes() {
		let changed = DigestItem::Consensus(ENGINE_ID, vec![1]);
		let good = header(vec![pre_digest(), changed, DigestItem::RuntimeEnvironmentUpdated]);
		assert!(check_header(&good, &expected()).is_ok());
	}

	#[test]
	fn another_height_or_parent_is_refused() {
		let good = header(vec![pre_digest()]);
		let later = Expected { height: 6, ..expected() };
		assert!(matches!(
			check_header(&good, &later),
			Err(Refusal::OtherHeight { found: 5, expected: 6 })
		));
		let elsewhere = Expected { parent: BlockHash::repeat_byte(2), ..expected() };
		assert!(matches!(check_header(&good, &elsewhere), Err(Refusal::OtherParent(_))));
	}

	#[test]
	fn a_block_built_by_another_is_accepted_in_a_later_round_alone() {
		let good = header(vec![pre_digest()]);
		let other = Pair::from_dev_name("other").public();
		let fresh = Expected { author: Some(other), ..expected() };
		assert!(matches!(check_header(&good, &fresh), Err(Refusal::OtherAuthor(_))));
		let again = Expected { author: None, ..expected() };
		assert!(check_header(&good, &again).is_ok());
	}

	#[test]
	fn a_header_names_one_author() {
		let again = Expected { author: None, ..expected() };
		let garbage = DigestItem::PreRuntime(ENGINE_ID, vec![1, 2, 3]);
		for logs in [vec![], vec![pre_digest(), pre_digest()], vec![garbage]] {
			assert!(matches!(check_header(&header(logs), &again), Err(Refusal::NoAuthor)));
		}
	}

	#[test]
	fn digests_of_others_and_seals_are_refused() {
		let foreign = [
			DigestItem::PreRuntime(*b"othr", vec![]),
			DigestItem::Seal(ENGINE_ID, vec![]),
			DigestItem::Seal(*b"othr", vec![]),
		];
		for item in foreign {
			let bad = header(vec![pre_digest(), item]);
			assert!(matches!(check_header(&bad, &expected()), Err(Refusal::ForeignDigest)));
		}
	}
}
