//! Reading one block: what it holds, what its events say, and what the state holds of what they name.

use super::Halt;
use crate::{
	decode::{BillChange, Event, Runtime},
	project::{self, bills, Reads, Wants},
	source::{RawBlock, Source, Versions, REMEDY},
};
use fiscal_primitives::Digest;
use sp_runtime::traits::Header as _;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;

/// The runtime function that says what a block changed of bills.
const CHANGES: &str = "BillsApi_block_changes";
/// Values of the state that are asked for in one request.
const VALUES: usize = 1_000;

/// A block that was read and decoded.
pub(super) struct Fetched {
	pub(super) height: u32,
	pub(super) hash: Digest,
	pub(super) block: RawBlock,
	/// Consensus time, Unix ms; 0 of the first block.
	pub(super) time: u64,
	/// The runtime that executed it: transactions, events and state are in its encoding.
	pub(super) runtime: Arc<Runtime>,
	/// The runtime in whose encoding the records of bills are.
	pub(super) records: u32,
	pub(super) events: Vec<Event>,
	pub(super) changes: Vec<BillChange>,
	pub(super) reads: Reads,
}

/// Reads blocks; remembers the runtimes it met.
pub(crate) struct Reader {
	source: Arc<dyn Source>,
	runtimes: Mutex<HashMap<Versions, Arc<Runtime>>>,
}

impl Reader {
	pub(crate) fn new(source: Arc<dyn Source>) -> Self {
		Self { source, runtimes: Mutex::default() }
	}

	pub(crate) fn source(&self) -> &dyn Source {
		&*self.source
	}

	/// The runtime in force after a block.
	pub(crate) async fn runtime(&self, hash: Digest) -> Result<Arc<Runtime>, Halt> {
		let versions = self.source.versions(hash).await?;
		let mut runtimes = self.runtimes.lock().await;
		if let Some(runtime) = runtimes.get(&versions) {
			return Ok(runtime.clone());
		}
		let metadata = self.source.metadata(hash).await?;
		let runtime = Arc::new(Runtime::new(versions.spec, versions.transaction, metadata)?);
		runtimes.insert(versions, runtime.clone());
		Ok(runtime)
	}

	/// Reads the block at a height, which is final.
	pub(super) async fn block(&self, height: u32) -> Result<Fetched, Halt> {
		let gone = |what: &str| {
			Halt::Final(format!("the node does not have the {what} of block {height}; {REMEDY}"))
		};
		let hash = self.source.hash(height).await?.ok_or_else(|| {
			Halt::Passing(format!("the node does not know block {height} at the moment"))
		})?;
		let Some(block) = self.source.block(hash).await? else {
			return Err(match self.source.hash(height).await? {
				Some(again) if again == hash => gone("transactions"),
				_ => Halt::Passing(format!("block {height} is not there at the moment")),
			});
		};
		if *block.header.number() != height || block.header.hash() != hash {
			return Err(Halt::Final(format!(
				"the node answers another block where block {height} ({hash:?}) was asked for"
			)));
		}
		let parent = if height == 0 { hash } else { *block.header.parent_hash() };
		let runtime = self.runtime(parent).await?;
		let is_upgraded = block
			.header
			.digest()
			.logs()
			.contains(&sp_runtime::generic::DigestItem::RuntimeEnvironmentUpdated);
		let raw = self.value(&runtime, hash, "System", "Events").await?;
		let events = runtime.events(&raw.unwrap_or_default())?;
		let time = self.value(&runtime, hash, "Timestamp", "Now").await?;
		let time = time.and_then(|raw| raw.try_into().ok()).map_or(0, u64::from_le_bytes);
		let mut reads = Reads::default();
		let mut wants = project::wants(&events);
		let (mut changes, mut records) = (Vec::new(), runtime.spec_version());
		if bills::is_changed(&events) {
			if is_upgraded {
				bills::wants(&events, &mut wants);
			} else {
				let after = self.runtime(hash).await?;
				let answer = self.source.call(CHANGES, hash).await?;
				changes = after.bill_changes(&answer)?;
				records = after.spec_version();
			}
		}
		if height == 0 {
			self.all(&runtime, hash, &mut wants).await?;
			wants.add("BftValidators", "Current", Vec::new());
		}
		self.read(&runtime, hash, wants, &mut reads).await?;
		let more = project::more(&reads);
		self.read(&runtime, hash, more, &mut reads).await?;
		if is_upgraded {
			changes = bills::from_state(&events, &reads)?;
		}
		Ok(Fetched { height, hash, block, time, runtime, records, events, changes, reads })
	}

	/// The value of an item that is no map.
	async fn value(
		&self,
		runtime: &Runtime,
		hash: Digest,
		pallet: &str,
		item: &str,
	) -> Result<Option<Vec<u8>>, Halt> {
		let key = runtime.storage_key(pallet, item, &[])?;
		Ok(self.source.values(vec![key], hash).await?.into_iter().next().flatten())
	}

	/// Reads what is wanted of the state after a block.
	pub(crate) async fn read(
		&self,
		runtime: &Runtime,
		hash: Digest,
		wants: Wants,
		reads: &mut Reads,
	) -> Result<(), Halt> {
		// What a runtime does not have, it has no value of.
		let wants: Vec<_> =
			wants.iter().filter(|want| runtime.has_item(want.pallet, want.item)).collect();
		for chunk in wants.chunks(VALUES) {
			let key =
				|want: &&project::Want| runtime.storage_key(want.pallet, want.item, &want.parts);
			let keys = chunk.iter().map(key).collect::<Result<Vec<_>, _>>()?;
			let values = self.source.values(keys, hash).await?;
			for (want, raw) in chunk.iter().zip(values) {
				let value = match raw {
					Some(raw) => {
						let value = runtime.storage_value(want.pallet, want.item, &raw)?;
						Some((value, raw))
					}
					None => None,
				};
				reads.insert((*want).clone(), value);
			}
		}
		Ok(())
	}

	/// Wants every entry of the maps that are read whole.
	pub(crate) async fn all(
		&self,
		runtime: &Runtime,
		hash: Digest,
		wants: &mut Wants,
	) -> Result<(), Halt> {
		for (pallet, item) in project::MAPS {
			if !runtime.has_item(pallet, item) {
				continue;
			}
			let mut keys = Keys::new(runtime, pallet, item, hash)?;
			while let Some(page) = keys.next(&*self.source).await? {
				for parts in page {
					wants.add(pallet, item, parts);
				}
			}
		}
		Ok(())
	}
}

/// The keys of a map, page by page, in their order.
pub(crate) struct Keys<'a> {
	runtime: &'a Runtime,
	pallet: &'static str,
	item: &'static str,
	hash: Digest,
	prefix: Vec<u8>,
	after: Option<Vec<u8>>,
	is_over: bool,
}

impl<'a> Keys<'a> {
	const PAGE: u32 = 1_000;

	pub(crate) fn new(
		runtime: &'a Runtime,
		pallet: &'static str,
		item: &'static str,
		hash: Digest,
	) -> Result<Self, Halt> {
		let prefix = runtime.storage_key(pallet, item, &[])?;
		Ok(Self { runtime, pallet, item, hash, prefix, after: None, is_over: false })
	}

	/// The parts of the next keys; none at the end.
	pub(crate) async fn next(
		&mut self,
		source: &dyn Source,
	) -> Result<Option<Vec<Vec<Vec<u8>>>>, Halt> {
		if self.is_over {
			return Ok(None);
		}
		let keys = source.keys(&self.prefix, self.after.as_deref(), Self::PAGE, self.hash).await?;
		self.is_over = u32::try_from(keys.len()).map_or(true, |count| count < Self::PAGE);
		let parts = keys.iter().map(|key| self.runtime.key_parts(self.pallet, self.item, key));
		let parts = parts.collect::<Result<Vec<_>, _>>()?;
		self.after = keys.into_iter().next_back();
		Ok(Some(parts))
	}
}
