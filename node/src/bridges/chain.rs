//! The chain as the workers of the bridges see it: the node's own client at its last final block, and
//! its pool for what validators report.

use crate::{pool::FullPool, service::FullClient};
use async_trait::async_trait;
use codec::Decode;
use fiscal_bft_primitives::BftApi;
use fiscal_bridge::{At, Chain, ChainFault};
use fiscal_index::Index;
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId, Testimonies},
	outbox::{Destination, DestinationAnswer, DueMessage, MessageId, Reports, StatusNotice},
	Bill, BillKey, Digest, Moment,
};
use fiscal_runtime_api::{BillsApi, BridgesApi, ObservationsApi, OutboxApi};
use fiscal_sm_crypto::{Public, Signature};
use futures::{future::Either, StreamExt};
use sc_client_api::{BlockchainEvents, StorageProvider};
use sc_transaction_pool_api::{
	error::{Error as PoolFault, IntoPoolError},
	TransactionPool, TransactionSource,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::storage::StorageKey;
use sp_crypto_hashing::twox_128;
use sp_runtime::{transaction_validity::TransactionValidityError, OpaqueExtrinsic};
use sp_transaction_pool::runtime_api::TaggedTransactionQueue;
use std::{fmt::Display, sync::Arc, time::Duration};

/// The client does not announce every final block (not while it syncs, for instance), so that workers
/// look for themselves this often.
const LOOK: Duration = Duration::from_secs(2);

/// A node whose last final block is older, ms, catches up or is cut off: its bridges rest until it is not.
/// An idle chain makes a block every ten seconds, and once a minute at the slowest pace there is.
const MAX_AGE: Moment = 180_000;

/// The node's client and pool, and its index if it keeps one.
pub struct NodeChain {
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	index: Option<Arc<Index>>,
	time_key: StorageKey,
}

impl NodeChain {
	/// Sees the chain through these.
	pub fn new(client: Arc<FullClient>, pool: Arc<FullPool>, index: Option<Arc<Index>>) -> Self {
		let time_key = [twox_128(b"Timestamp"), twox_128(b"Now")].concat();
		Self { client, pool, index, time_key: StorageKey(time_key) }
	}

	/// Consensus time of a block, Unix ms; 0 of the first one.
	fn time(&self, hash: Digest) -> Result<Moment, ChainFault> {
		let found = self.client.storage(hash, &self.time_key).map_err(fault)?;
		found.map_or(Ok(0), |data| Moment::decode(&mut data.0.as_slice()).map_err(fault))
	}

	/// Hands a transaction without a signer to the pool. One that it has already is no fault.
	async fn hand_in(&self, transaction: OpaqueExtrinsic) -> Result<(), ChainFault> {
		match self.enter(transaction).await? {
			Ok(()) | Err(PoolFault::AlreadyImported(_)) => Ok(()),
			Err(refused) => Err(fault(refused)),
		}
	}

	/// As [`NodeChain::hand_in`], with the pool's own answer.
	pub(super) async fn enter(
		&self,
		transaction: OpaqueExtrinsic,
	) -> Result<Result<(), PoolFault>, ChainFault> {
		let best = self.best();
		// What the pool refuses it shuns for half an hour, and these are the same bytes whenever they come:
		// it is asked only for what holds now.
		if self.pool.ready_transaction(&self.pool.hash_of(&transaction)).is_some() {
			return Ok(Ok(()));
		}
		let judged = self.client.runtime_api().validate_transaction(
			best,
			TransactionSource::Local,
			transaction.clone(),
			best,
		);
		match judged.map_err(fault)? {
			Ok(_) => {}
			Err(TransactionValidityError::Invalid(why)) => {
				return Ok(Err(PoolFault::InvalidTransaction(why)))
			}
			Err(TransactionValidityError::Unknown(why)) => {
				return Ok(Err(PoolFault::UnknownTransaction(why)))
			}
		}
		let submitted = self.pool.submit_one(best, TransactionSource::Local, transaction);
		match submitted.await {
			Ok(_) => Ok(Ok(())),
			Err(refused) => refused.into_pool_error().map(Err).map_err(fault),
		}
	}

	/// The client.
	pub(super) fn client(&self) -> &FullClient {
		&self.client
	}

	/// The index of bills.
	pub(super) fn index(&self) -> Option<&Index> {
		self.index.as_deref()
	}

	/// The last block.
	pub(super) fn best(&self) -> Digest {
		self.client.info().best_hash
	}

	/// The last final block, if it is of now: who is asked about keys and authorizations must not answer
	/// from a state in which they were not revoked yet.
	pub(super) fn last(&self) -> Result<Digest, ChainFault> {
		Ok(self.fresh()?.hash)
	}

	fn fresh(&self) -> Result<At, ChainFault> {
		let (hash, number) = self.head();
		let time = self.time(hash)?;
		let age = fiscal_bridge::now().saturating_sub(time);
		if age > MAX_AGE {
			let seconds = age / 1_000;
			return Err(fault(format!("the last final block here is {seconds} s old")));
		}
		Ok(At { hash, number, time })
	}

	/// The last final block: hash and height.
	pub(super) fn head(&self) -> (Digest, u32) {
		let info = self.client.info();
		(info.finalized_hash, info.finalized_number)
	}
}

/// A fault of client, runtime or pool, in words.
pub(super) fn fault(words: impl Display) -> ChainFault {
	ChainFault(words.to_string())
}

#[async_trait]
impl Chain for NodeChain {
	fn genesis(&self) -> Digest {
		self.client.info().genesis_hash
	}

	fn latest(&self) -> Result<At, ChainFault> {
		self.fresh()
	}

	async fn next(&self, after: u32) -> Option<At> {
		// Before the first look, so that no block is missed between the two.
		let announced = self.client.finality_notification_stream();
		futures::pin_mut!(announced);
		loop {
			match self.latest() {
				Ok(at) if at.number > after => return Some(at),
				Ok(_) => {}
				Err(fault) => log::debug!(target: super::LOG_TARGET, "{fault}"),
			}
			let look = tokio::time::sleep(LOOK);
			futures::pin_mut!(look);
			match futures::future::select(announced.next(), look).await {
				// The node stops.
				Either::Left((None, _)) => return None,
				Either::Left((Some(_), _)) | Either::Right(_) => {}
			}
		}
	}

	fn validators(&self, at: &At) -> Result<Vec<Public>, ChainFault> {
		let schedule = self.client.runtime_api().schedule(at.hash).map_err(fault)?;
		let set = schedule.ok_or_else(|| fault("it has no validators"))?.next;
		Ok(set.validators().iter().map(|validator| validator.public).collect())
	}

	fn due(
		&self,
		at: &At,
		destination: Destination,
		from: MessageId,
		limit: u32,
	) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault> {
		self.client.runtime_api().due(at.hash, destination, from, limit).map_err(fault)
	}

	fn destination(
		&self,
		at: &At,
		destination: Destination,
	) -> Result<DestinationAnswer, ChainFault> {
		self.client.runtime_api().destination(at.hash, destination).map_err(fault)
	}

	fn open_observations(
		&self,
		at: &At,
		from: ObservationId,
		limit: u32,
	) -> Result<Vec<ObservationAnswer>, ChainFault> {
		self.client.runtime_api().open_observations(at.hash, from, limit).map_err(fault)
	}

	fn bill(&self, at: &At, key: &BillKey) -> Result<Option<Bill>, ChainFault> {
		self.client.runtime_api().bill(at.hash, *key).map_err(fault)
	}

	fn bills(
		&self,
		at: &At,
		from: &BillKey,
		to: &BillKey,
		limit: u32,
	) -> Result<Vec<(BillKey, Bill)>, ChainFault> {
		// A comparison asks for a thousand pages in a row: the thread is lent to it.
		let read = || self.client.runtime_api().bills_between(at.hash, *from, *to, limit);
		tokio::task::block_in_place(read).map_err(fault)
	}

	fn on_the_way(&self, at: &At, bills: &[BillKey]) -> Result<Vec<BillKey>, ChainFault> {
		let lanes = bills.iter().map(StatusNotice::lane).collect();
		let api = self.client.runtime_api();
		let waiting = api.lanes_waiting(at.hash, Destination::NonTax, lanes).map_err(fault)?;
		if waiting.len() != bills.len() {
			return Err(fault("it does not say of every bill whether a message is on its way"));
		}
		Ok(bills.iter().zip(waiting).filter_map(|(key, waits)| waits.then_some(*key)).collect())
	}

	async fn report(&self, reports: Reports, signature: Signature) -> Result<(), ChainFault> {
		let transaction = {
			let (api, best) = (self.client.runtime_api(), self.best());
			api.reports_transaction(best, reports, signature).map_err(fault)?
		};
		self.hand_in(transaction).await
	}

	async fn testify(
		&self,
		testimonies: Testimonies,
		signature: Signature,
	) -> Result<(), ChainFault> {
		let transaction = {
			let (api, best) = (self.client.runtime_api(), self.best());
			api.testimonies_transaction(best, testimonies, signature).map_err(fault)?
		};
		self.hand_in(transaction).await
	}
}
