//! The node's pool, as the gossip sees it and as Substrate's own protocol is let see it.

use sc_transaction_pool_api::{
	error::{Error, IntoPoolError},
	ImportNotificationStream, InPoolTransaction, PoolStatus, ReadyTransactions, TransactionFor,
	TransactionPool, TransactionSource, TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::{
	traits::Block as BlockT, transaction_validity::InvalidTransaction, OpaqueExtrinsic,
};
use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

/// Transactions handed to the pool at once: as many as it validates in one call of the runtime, so
/// that those of clients do not stand behind thousands of a peer's.
const AT_ONCE: usize = 64;

/// What the pool said of a transaction a peer gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
	/// It waits for a block now.
	New,
	/// It waits already, or has been in a block.
	Known,
	/// It can never be in a block of this chain.
	Bad,
	/// The pool cannot say, or has no room.
	Undecided,
}

/// What the gossip asks of the pool.
#[async_trait::async_trait]
pub trait Pool: Send + Sync + 'static {
	/// A transaction that waits for a block and may be told.
	fn waiting(&self, hash: &H256) -> Option<OpaqueExtrinsic>;

	/// Hashes of at most so many of them.
	fn all_waiting(&self, most: usize) -> Vec<H256>;

	/// The hash of a transaction.
	fn hash_of(&self, transaction: &OpaqueExtrinsic) -> H256;

	/// Hands in transactions of peers; one verdict for each, in order.
	async fn submit(&self, transactions: Vec<OpaqueExtrinsic>) -> Vec<Verdict>;
}

/// [`Pool`] of a node.
pub struct NodePool<P, C> {
	pool: Arc<P>,
	client: Arc<C>,
}

impl<P, C> NodePool<P, C> {
	/// Of that pool, on that chain.
	pub fn new(pool: Arc<P>, client: Arc<C>) -> Self {
		Self { pool, client }
	}
}

fn verdict<E: IntoPoolError>(fault: E) -> Verdict {
	match fault.into_pool_error() {
		Ok(Error::AlreadyImported(_)) => Verdict::Known,
		Ok(Error::InvalidTransaction(InvalidTransaction::Stale | InvalidTransaction::Future)) => {
			Verdict::Known
		}
		// An honest peer of another height may see these otherwise.
		Ok(Error::InvalidTransaction(
			InvalidTransaction::Custom(_) | InvalidTransaction::ExhaustsResources,
		)) => Verdict::Undecided,
		Ok(Error::InvalidTransaction(_)) => Verdict::Bad,
		Ok(_) | Err(_) => Verdict::Undecided,
	}
}

#[async_trait::async_trait]
impl<B, P, C> Pool for NodePool<P, C>
where
	B: BlockT<Hash = H256, Extrinsic = OpaqueExtrinsic>,
	P: TransactionPool<Block = B, Hash = H256> + 'static,
	C: HeaderBackend<B> + 'static,
{
	fn waiting(&self, hash: &H256) -> Option<OpaqueExtrinsic> {
		let found = self.pool.ready_transaction(hash)?;
		found.is_propagable().then(|| (**found.data()).clone())
	}

	fn all_waiting(&self, most: usize) -> Vec<H256> {
		let ready = self.pool.ready();
		ready.filter(|one| one.is_propagable()).take(most).map(|one| *one.hash()).collect()
	}

	fn hash_of(&self, transaction: &OpaqueExtrinsic) -> H256 {
		self.pool.hash_of(transaction)
	}

	async fn submit(&self, transactions: Vec<OpaqueExtrinsic>) -> Vec<Verdict> {
		let mut verdicts = Vec::with_capacity(transactions.len());
		let mut transactions = transactions.into_iter();
		while transactions.len() > 0 {
			let part: Vec<_> = transactions.by_ref().take(AT_ONCE).collect();
			let count = part.len();
			let at = self.client.info().best_hash;
			match self.pool.submit_at(at, TransactionSource::External, part).await {
				Ok(results) => verdicts.extend(
					results.into_iter().map(|result| result.map_or_else(verdict, |_| Verdict::New)),
				),
				Err(_) => verdicts.extend(std::iter::repeat_n(Verdict::Undecided, count)),
			}
		}
		verdicts
	}
}

/// A pool that shows nothing to tell: Substrate's own protocol of transactions runs beside, as the
/// network cannot be built without it, and has nothing to say. What it hears still goes into the
/// pool.
pub struct Untold<P>(Arc<P>);

impl<P> Untold<P> {
	/// In front of that pool.
	pub fn new(pool: Arc<P>) -> Self {
		Self(pool)
	}
}

#[async_trait::async_trait]
impl<P: TransactionPool + 'static> TransactionPool for Untold<P> {
	type Block = P::Block;
	type Hash = P::Hash;
	type InPoolTransaction = P::InPoolTransaction;
	type Error = P::Error;

	async fn submit_at(
		&self,
		at: <Self::Block as BlockT>::Hash,
		source: TransactionSource,
		xts: Vec<TransactionFor<Self>>,
	) -> Result<Vec<Result<TxHash<Self>, Self::Error>>, Self::Error> {
		self.0.submit_at(at, source, xts).await
	}

	async fn submit_one(
		&self,
		at: <Self::Block as BlockT>::Hash,
		source: TransactionSource,
		xt: TransactionFor<Self>,
	) -> Result<TxHash<Self>, Self::Error> {
		self.0.submit_one(at, source, xt).await
	}

	async fn submit_and_watch(
		&self,
		at: <Self::Block as BlockT>::Hash,
		source: TransactionSource,
		xt: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
		self.0.submit_and_watch(at, source, xt).await
	}

	async fn ready_at(
		&self,
		_: <Self::Block as BlockT>::Hash,
	) -> Box<dyn ReadyTransactions<Item = Arc<Self::InPoolTransaction>> + Send> {
		Box::new(std::iter::empty())
	}

	fn ready(&self) -> Box<dyn ReadyTransactions<Item = Arc<Self::InPoolTransaction>> + Send> {
		Box::new(std::iter::empty())
	}

	async fn report_invalid(
		&self,
		at: Option<<Self::Block as BlockT>::Hash>,
		invalid_tx_errors: TxInvalidityReportMap<TxHash<Self>>,
	) -> Vec<Arc<Self::InPoolTransaction>> {
		self.0.report_invalid(at, invalid_tx_errors).await
	}

	fn futures(&self) -> Vec<Self::InPoolTransaction> {
		self.0.futures()
	}

	fn status(&self) -> PoolStatus {
		self.0.status()
	}

	fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
		self.0.import_notification_stream()
	}

	fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
		self.0.on_broadcasted(propagations);
	}

	fn hash_of(&self, xt: &TransactionFor<Self>) -> TxHash<Self> {
		self.0.hash_of(xt)
	}

	fn ready_transaction(&self, _: &TxHash<Self>) -> Option<Arc<Self::InPoolTransaction>> {
		None
	}

	async fn ready_at_with_timeout(
		&self,
		_: <Self::Block as BlockT>::Hash,
		_: Duration,
	) -> Box<dyn ReadyTransactions<Item = Arc<Self::InPoolTransaction>> + Send> {
		Box::new(std::iter::empty())
	}
}
