//! Where blocks come from: a node, or in tests a chain that exists nowhere else.

mod node;

pub use node::{NodeSource, Patience};

use async_trait::async_trait;
use fiscal_bft_primitives::Header;
use fiscal_primitives::{BlockNumber, Digest};

/// The metadata version that is read.
pub const METADATA_VERSION: u32 = 15;

/// Why a question was not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
	/// It may be answered later: no connection, no answer in time.
	#[error("{0}")]
	Passing(String),
	/// It will not be answered: the chain is another one, or the node has thrown the state away.
	#[error("{0}")]
	Final(String),
}

/// What a node that was pruned should have been run with.
pub const REMEDY: &str =
	"the index needs every block and every state since the first one: follow a node \
	that runs with --state-pruning archive --blocks-pruning archive";

/// A block by height and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
	/// Its height.
	pub height: BlockNumber,
	/// Its hash.
	pub hash: Digest,
}

/// A block as the node keeps it.
#[derive(Clone, Debug)]
pub struct RawBlock {
	/// Its header.
	pub header: Header,
	/// Its transactions in their SCALE encoding.
	pub extrinsics: Vec<Vec<u8>>,
	/// Its commit certificate in its SCALE encoding; none of the first block.
	pub certificate: Option<Vec<u8>>,
}

/// The versions of a runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Versions {
	/// Of its logic.
	pub spec: u32,
	/// Of its transaction format.
	pub transaction: u32,
}

/// What blocks are read from. Every state is that after the block named.
#[async_trait]
pub trait Source: Send + Sync {
	/// The name of the chain.
	async fn name(&self) -> Result<String, SourceFault>;

	/// Hash of the first block.
	async fn genesis(&self) -> Result<Digest, SourceFault>;

	/// The last finalized block.
	async fn finalized(&self) -> Result<Head, SourceFault>;

	/// Hash of the block at a height; none above the last one.
	async fn hash(&self, height: BlockNumber) -> Result<Option<Digest>, SourceFault>;

	/// A block; none if it is not known.
	async fn block(&self, hash: Digest) -> Result<Option<RawBlock>, SourceFault>;

	/// The runtime in force after a block.
	async fn versions(&self, hash: Digest) -> Result<Versions, SourceFault>;

	/// The metadata of that runtime, version [`METADATA_VERSION`].
	async fn metadata(&self, hash: Digest) -> Result<Vec<u8>, SourceFault>;

	/// What a function of the runtime without arguments answers.
	async fn call(&self, function: &str, hash: Digest) -> Result<Vec<u8>, SourceFault>;

	/// The values of keys of the state, in their order.
	async fn values(
		&self,
		keys: Vec<Vec<u8>>,
		hash: Digest,
	) -> Result<Vec<Option<Vec<u8>>>, SourceFault>;

	/// Keys of the state with a prefix, in order, behind `after`: at most `limit`, less only at the end.
	async fn keys(
		&self,
		prefix: &[u8],
		after: Option<&[u8]>,
		limit: u32,
		hash: Digest,
	) -> Result<Vec<Vec<u8>>, SourceFault>;
}
