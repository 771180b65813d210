//! A client of one chain through one node.

use crate::{
	call::Call,
	config::{FiscalConfig, Runtime, RuntimeClient},
	connection::{Connection, ANSWER_TIME},
	events::{self, Event},
	faults::{Failure, Fault, Refusal},
	signer::Account,
	submission::{deliver, Chain, Patience, Position, Watched},
	transaction::Transaction,
};
use codec::{Decode, Encode};
use fiscal_primitives::{AccountId, BlockNumber, Digest, Moment};
use fiscal_sm_crypto::sm3_256;
use serde::de::DeserializeOwned;
use sp_crypto_hashing::twox_128;
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};
use subxt::{
	config::{substrate::SubstrateHeader, RpcConfigFor},
	Metadata,
};
use subxt_rpcs::{
	client::RpcParams,
	methods::legacy::{Bytes, RuntimeVersion, TransactionStatus},
	rpc_params, LegacyRpcMethods,
};
use tokio::time::timeout;

/// The metadata version this client reads.
const METADATA_VERSION: u32 = 15;
/// While nothing is heard of a watched transaction, the node is asked this often whether it lives.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often a transaction is made anew when another one of the same account got in its way.
const ATTEMPTS: u32 = 5;

/// A client of one chain through one node. Cheap to clone; clones share the connection.
#[derive(Clone)]
pub struct Client {
	inner: Arc<Inner>,
	patience: Patience,
}

struct Inner {
	connection: Connection,
	genesis: Digest,
	runtimes: Mutex<HashMap<u32, Arc<Runtime>>>,
	started: Instant,
}

/// A block of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
}

/// A transaction that stands in a finalized block and succeeded there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
	/// Hash of the transaction.
	pub transaction: Digest,
	/// Where it stands.
	pub position: Position,
	/// Consensus time of the block, Unix ms.
	pub at: Moment,
	/// What it emitted.
	pub events: Vec<Event>,
	/// What was emitted as the block closed, by whatever cause: there disputes are settled.
	pub closing: Vec<Event>,
}

#[derive(serde::Deserialize)]
struct BlockBody {
	block: BlockParts,
}

#[derive(serde::Deserialize)]
struct BlockParts {
	header: SubstrateHeader<Digest>,
	extrinsics: Vec<Bytes>,
}

impl Client {
	/// Connects to the node at `url`, `ws://…` or `wss://…`.
	///
	/// # Errors
	/// [`Fault::Input`] for another kind of address, [`Fault::Connection`] if nobody answers.
	pub async fn connect(url: &str) -> Result<Self, Fault> {
		let connection = Connection::open(url).await?;
		let genesis: Option<Digest> =
			connection.ask("chain_getBlockHash", rpc_params![0u32]).await?;
		let genesis = genesis
			.ok_or_else(|| Fault::Internal("the node does not know its genesis block".into()))?;
		let inner =
			Inner { connection, genesis, runtimes: Mutex::default(), started: Instant::now() };
		Ok(Self { inner: Arc::new(inner), patience: Patience::default() })
	}

	/// The same client with other patience for transactions.
	pub fn with_patience(&self, patience: Patience) -> Self {
		Self { inner: self.inner.clone(), patience }
	}

	/// How long transactions are waited for.
	pub fn patience(&self) -> Patience {
		self.patience
	}

	/// Where the node is.
	pub fn url(&self) -> &str {
		self.inner.connection.url()
	}

	/// Hash of the chain's first block.
	pub fn genesis(&self) -> Digest {
		self.inner.genesis
	}

	/// Asks the node; a broken connection is made again once. Only for questions.
	///
	/// # Errors
	/// [`Fault::Connection`], [`Fault::Rpc`], or [`Fault::RuntimeMismatch`] for an answer that is
	/// not an `R`.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<R, Fault> {
		self.inner.connection.ask(method, params).await
	}

	/// The last finalized block.
	///
	/// # Errors
	/// As [`Client::request`], and [`Fault::OtherChain`] if the node is of another chain by now.
	pub async fn head(&self) -> Result<Head, Fault> {
		let genesis: Option<Digest> = self.request("chain_getBlockHash", rpc_params![0u32]).await?;
		if genesis != Some(self.inner.genesis) {
			return Err(Fault::OtherChain {
				url: self.url().into(),
				expected: self.inner.genesis,
				found: genesis.unwrap_or_default(),
			});
		}
		let hash: Digest = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		let header: Option<SubstrateHeader<Digest>> =
			self.request("chain_getHeader", rpc_params![hash]).await?;
		let header =
			header.ok_or_else(|| Fault::Internal(format!("the node has no header of {hash:?}")))?;
		Ok(Head { number: height(header.number)?, hash })
	}

	/// The runtime after block `at`, or after the best block.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn runtime(&self, at: Option<Digest>) -> Result<RuntimeClient, Fault> {
		let version: RuntimeVersion =
			self.request("state_getRuntimeVersion", rpc_params![at]).await?;
		let known = |client: &Self| {
			let runtimes = client.inner.runtimes.lock().unwrap_or_else(PoisonError::into_inner);
			runtimes.get(&version.spec_version).cloned()
		};
		let runtime = match known(self) {
			Some(runtime) => runtime,
			None => {
				let params = METADATA_VERSION.encode();
				let bytes = self.call_runtime("Metadata_metadata_at_version", &params, at).await?;
				let mismatch = |reason: String| Fault::RuntimeMismatch {
					subject: "its metadata".into(),
					reason,
				};
				let opaque = Option::<Vec<u8>>::decode(&mut bytes.as_slice())
					.map_err(|fault| mismatch(fault.to_string()))?
					.ok_or_else(|| {
						mismatch(format!("it has no metadata of version {METADATA_VERSION}"))
					})?;
				let metadata =
					Metadata::decode_from(&opaque).map_err(|fault| mismatch(fault.to_string()))?;
				let runtime = Arc::new(Runtime {
					spec_version: version.spec_version,
					transaction_version: version.transaction_version,
					metadata: metadata.arc(),
				});
				self.inner
					.runtimes
					.lock()
					.unwrap_or_else(PoisonError::into_inner)
					.insert(version.spec_version, runtime.clone());
				runtime
			}
		};
		FiscalConfig::of(self.inner.genesis, runtime).runtime_client(0)
	}

	/// Calls a function of the runtime after block `at`, or after the best block.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn call_runtime(
		&self,
		function: &str,
		params: &[u8],
		at: Option<Digest>,
	) -> Result<Vec<u8>, Fault> {
		let params = rpc_params![function, format!("0x{}", hex::encode(params)), at];
		let answer: Bytes = self.request("state_call", params).await?;
		Ok(answer.0)
	}

	/// The value under a raw key of the state after block `at`.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn storage(&self, key: &[u8], at: Digest) -> Result<Option<Vec<u8>>, Fault> {
		let params = rpc_params![format!("0x{}", hex::encode(key)), at];
		let value: Option<Bytes> = self.request("state_getStorage", params).await?;
		Ok(value.map(|value| value.0))
	}

	/// Hash of the block at a height, if there is one.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn block_hash(&self, number: BlockNumber) -> Result<Option<Digest>, Fault> {
		self.request("chain_getBlockHash", rpc_params![number]).await
	}

	/// Consensus time of a block, Unix ms; 0 for the first block.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn block_time(&self, block: Digest) -> Result<Moment, Fault> {
		let bytes = self.storage(&item_key("Timestamp", "Now"), block).await?;
		Ok(bytes.and_then(|bytes| Moment::decode(&mut bytes.as_slice()).ok()).unwrap_or_default())
	}

	/// SM3 of the code that the council authorized as the next runtime, if it did.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn authorized_upgrade(&self) -> Result<Option<Digest>, Fault> {
		let head = self.head().await?;
		let bytes = self.storage(&item_key("System", "AuthorizedUpgrade"), head.hash).await?;
		Ok(bytes.and_then(|bytes| Digest::decode(&mut bytes.as_slice()).ok()))
	}

	/// The account's next nonce, transactions waiting in the node's pool included.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn next_nonce(&self, account: &AccountId) -> Result<u64, Fault> {
		let account = subxt::utils::AccountId32(account.clone().into());
		self.request("system_accountNextIndex", rpc_params![account]).await
	}

	/// Signs and sends a call, waits until it is final and reads what it did.
	///
	/// When another transaction of the account gets in its way, the call is signed again: this is
	/// done only when it is certain that the first one is not and will not be included.
	///
	/// # Errors
	/// [`Fault::Failed`] if it failed in its block; otherwise as [`deliver`] and
	/// [`Transaction::signed`].
	pub async fn submit(&self, call: &Call, account: &Account) -> Result<Outcome, Fault> {
		let end = Instant::now() + self.patience.wait;
		let mut attempt = 1;
		loop {
			let nonce = self.next_nonce(account.id()).await?;
			let answer = self.submit_with_nonce(call, account, nonce).await;
			let in_the_way = matches!(
				answer,
				Err(Fault::Refused(Refusal::Stale | Refusal::TooLowPriority | Refusal::BadProof)
					| Fault::Superseded { .. }
					| Fault::Expired { .. })
			);
			if !in_the_way || attempt >= ATTEMPTS || Instant::now() >= end {
				return answer;
			}
			attempt += 1;
			tokio::time::sleep(Duration::from_millis(200)).await;
		}
	}

	/// As [`Client::submit`] with a given nonce.
	///
	/// # Errors
	/// As [`Client::submit`].
	pub async fn submit_with_nonce(
		&self,
		call: &Call,
		account: &Account,
		nonce: u64,
	) -> Result<Outcome, Fault> {
		let transaction = self.sign(call, account, nonce, self.head().await?).await?;
		let errand = Errand { client: self, call, account };
		let position = deliver(&errand, transaction, self.patience).await?;
		self.outcome(position).await
	}

	/// Signs the call for the runtime after the best block; it lives from block `head` on.
	async fn sign(
		&self,
		call: &Call,
		account: &Account,
		nonce: u64,
		head: Head,
	) -> Result<Transaction, Fault> {
		let runtime = self.runtime(None).await?;
		Transaction::signed(call, account, nonce, &runtime, (head.number, head.hash))
	}

	/// What the transaction at `position` did.
	///
	/// # Errors
	/// [`Fault::Failed`] if it failed; otherwise as [`Client::request`].
	pub async fn outcome(&self, position: Position) -> Result<Outcome, Fault> {
		let transaction = position.transaction;
		let runtime = self.runtime_of_block(position).await?;
		let bytes = self
			.storage(&item_key("System", "Events"), position.block_hash)
			.await?
			.unwrap_or_default();
		let all = events::decode(bytes, &runtime)?;
		let at = self.block_time(position.block_hash).await?;
		let mut outcome =
			Outcome { transaction, position, at, events: Vec::new(), closing: Vec::new() };
		for event in all {
			match event.extrinsic {
				Some(index) if index == position.index => outcome.events.push(event),
				Some(_) => {}
				None => outcome.closing.push(event),
			}
		}
		if let Some(failed) =
			outcome.events.iter().find(|event| event.is("System", "ExtrinsicFailed"))
		{
			let bytes = failed.field_bytes("dispatch_error").unwrap_or_default();
			let failure = Failure::decode(bytes, runtime.metadata_ref())?;
			return Err(Fault::Failed { failure, block: position.block, transaction });
		}
		Ok(outcome)
	}

	/// The runtime that executed a block: the one in force after its parent.
	async fn runtime_of_block(&self, position: Position) -> Result<RuntimeClient, Fault> {
		let header: Option<SubstrateHeader<Digest>> =
			self.request("chain_getHeader", rpc_params![position.block_hash]).await?;
		let parent = header.map(|header| header.parent_hash);
		self.runtime(parent.or(Some(position.block_hash))).await
	}

	async fn locate(
		&self,
		block_hash: Digest,
		transactions: &[Digest],
	) -> Result<Option<Position>, Fault> {
		let body: Option<BlockBody> =
			self.request("chain_getBlock", rpc_params![block_hash]).await?;
		let Some(BlockBody { block }) = body else { return Ok(None) };
		let number = height(block.header.number)?;
		let hashes = block.extrinsics.iter().map(|bytes| Digest::from(sm3_256(&bytes.0)));
		Ok(hashes
			.zip(0u32..)
			.find(|(hash, _)| transactions.contains(hash))
			.map(|(transaction, index)| Position { transaction, block: number, block_hash, index }))
	}

	/// Follows the transaction in the pool; the caller sets the time.
	async fn follow(&self, transaction: &Transaction) -> Result<Watched, Fault> {
		const METHOD: &str = "author_submitAndWatchExtrinsic";
		let connection = &self.inner.connection;
		let link = connection.link();
		let methods = LegacyRpcMethods::<RpcConfigFor<FiscalConfig>>::new(link.rpc.clone());
		let submission = methods.author_submit_and_watch_extrinsic(&transaction.bytes);
		let mut statuses = match timeout(ANSWER_TIME, submission).await {
			Ok(Ok(statuses)) => statuses,
			Ok(Err(subxt_rpcs::Error::User(error))) => {
				return Err(Fault::Refused(Refusal::of(&error)))
			}
			Ok(Err(error)) => return Err(connection.fault(METHOD, error)),
			Err(_) => return Err(connection.lost(format!("no answer in {ANSWER_TIME:?}"))),
		};
		loop {
			let status = match timeout(HEARTBEAT, statuses.next()).await {
				Ok(Some(Ok(status))) => status,
				Ok(Some(Err(error))) => return Err(connection.fault(METHOD, error)),
				Ok(None) => return Ok(Watched::Interrupted("the connection ended".into())),
				Err(_) => {
					let _: Digest =
						connection.ask_on(&link, "chain_getFinalizedHead", rpc_params![]).await?;
					continue;
				}
			};
			let ended = match status {
				TransactionStatus::Finalized(hash) => {
					return Ok(match self.locate(hash, &[transaction.hash]).await? {
						Some(position) => Watched::Finalized(position),
						None => Watched::Interrupted(format!(
							"the node names block {hash:?}, which does not hold it"
						)),
					});
				}
				TransactionStatus::Usurped(by) => format!("replaced in the pool by {by:?}"),
				TransactionStatus::Dropped => "dropped from the pool".into(),
				TransactionStatus::Invalid => "no longer valid in the pool".into(),
				TransactionStatus::FinalityTimeout(_) => "finality takes long".into(),
				TransactionStatus::Future
				| TransactionStatus::Ready
				| TransactionStatus::Broadcast(_)
				| TransactionStatus::InBlock(_)
				| TransactionStatus::Retracted(_) => continue,
			};
			return Ok(Watched::Interrupted(ended));
		}
	}
}

/// A call on its way, and who signs it.
struct Errand<'a> {
	client: &'a Client,
	call: &'a Call,
	account: &'a Account,
}

impl Chain for Errand<'_> {
	fn now(&self) -> Duration {
		self.client.inner.started.elapsed()
	}

	async fn pause(&self, time: Duration) {
		tokio::time::sleep(time).await;
	}

	async fn watch(&self, transaction: &Transaction, until: Duration) -> Result<Watched, Fault> {
		let time = until.saturating_sub(self.now());
		match timeout(time, self.client.follow(transaction)).await {
			Ok(answer) => answer,
			Err(_) => Ok(Watched::Interrupted(format!("not final after {time:.0?}"))),
		}
	}

	async fn finalized(&self) -> Result<BlockNumber, Fault> {
		Ok(self.client.head().await?.number)
	}

	async fn position(
		&self,
		block: BlockNumber,
		transactions: &[Digest],
	) -> Result<Option<Position>, Fault> {
		match self.client.block_hash(block).await? {
			Some(hash) => self.client.locate(hash, transactions).await,
			None => Ok(None),
		}
	}

	async fn renew(&self, transaction: &Transaction) -> Result<Option<Transaction>, Fault> {
		let head = self.client.head().await?;
		if head.number <= transaction.made_at {
			return Ok(None);
		}
		self.client.sign(self.call, self.account, transaction.nonce, head).await.map(Some)
	}

	async fn nonce_after(&self, block: BlockNumber, account: &AccountId) -> Result<u64, Fault> {
		let hash = self.client.block_hash(block).await?;
		let params = account.encode();
		let bytes =
			self.client.call_runtime("AccountNonceApi_account_nonce", &params, hash).await?;
		u32::decode(&mut bytes.as_slice()).map(u64::from).map_err(|fault| Fault::RuntimeMismatch {
			subject: "AccountNonceApi".into(),
			reason: fault.to_string(),
		})
	}
}

/// The key of a storage item that is no map.
pub(crate) fn item_key(pallet: &str, item: &str) -> Vec<u8> {
	[twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat()
}

fn height(number: u64) -> Result<BlockNumber, Fault> {
	BlockNumber::try_from(number)
		.map_err(|_| Fault::Internal(format!("block number {number} is above 2^32")))
}

#[cfg(test)]
mod tests;
