//! A chain in memory: real events and records of the runtime's types, real certificates, no node.

use async_trait::async_trait;
use codec::{Compact, Encode};
use fiscal_bft_primitives::{
	CommitCertificate, CommitSignature, Header, PreDigest, Validator, ValidatorSet, Vote, VoteKind,
};
use fiscal_indexer::{
	decode::Runtime,
	source::{Head, RawBlock, Source, SourceFault, Versions},
};
use fiscal_primitives::{
	changes::{BillAction, BillChange, BlockChanges},
	Bill, BillKey, Digest, Moment,
};
use fiscal_runtime::{RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use fiscal_sm_crypto::{sm3_256, Pair};
use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use parking_lot::Mutex;
use scale_info::TypeDef;
use sp_runtime::{
	generic::{Digest as Logs, DigestItem},
	traits::Header as _,
};
use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicU32, AtomicU64, Ordering},
		Arc, OnceLock,
	},
};

/// How much the second runtime adds to the numbers of the events of bills and locks: whoever reads them
/// with the metadata of the first one finds none.
const SHIFT: u8 = 100;
const SHIFTED: [&str; 2] = ["pallet_bills", "pallet_bill_locks"];

/// The metadata of the real runtime.
fn metadata() -> Vec<u8> {
	let opaque = fiscal_runtime::Runtime::metadata_at_version(15).expect("metadata 15");
	(*opaque).clone()
}

/// The same with other numbers for the events of bills and locks.
fn shifted_metadata() -> Vec<u8> {
	use codec::Decode;
	let decoded = RuntimeMetadataPrefixed::decode(&mut metadata().as_slice()).expect("metadata");
	let RuntimeMetadata::V15(mut metadata) = decoded.1 else { panic!("metadata of version 15") };
	let mut shifted = 0;
	for entry in &mut metadata.types.types {
		let path = &entry.ty.path.segments;
		let is_of = path.first().is_some_and(|name| SHIFTED.contains(&name.as_str()));
		if is_of && path.last().is_some_and(|name| *name == "Event") {
			if let TypeDef::Variant(variants) = &mut entry.ty.type_def {
				variants.variants.iter_mut().for_each(|variant| variant.index += SHIFT);
				shifted += 1;
			}
		}
	}
	assert_eq!(shifted, SHIFTED.len(), "the events of bills and locks");
	RuntimeMetadataPrefixed::from(metadata).encode()
}

/// The metadata of a version.
fn metadata_of(spec: u32) -> Vec<u8> {
	static BOTH: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
	let both = BOTH.get_or_init(|| [metadata(), shifted_metadata()]);
	both[usize::from(spec > 1)].clone()
}

/// The runtime of the first version, for the keys of the state.
pub fn runtime() -> &'static Runtime {
	static RUNTIME: OnceLock<Runtime> = OnceLock::new();
	RUNTIME.get_or_init(|| Runtime::new(1, 1, metadata_of(1)).expect("the real metadata"))
}

/// The key of an entry of the state.
pub fn key(pallet: &str, item: &str, parts: &[Vec<u8>]) -> Vec<u8> {
	runtime().storage_key(pallet, item, parts).expect("an item of the storage")
}

type State = BTreeMap<Vec<u8>, Vec<u8>>;

struct Block {
	hash: Digest,
	raw: RawBlock,
	state: Arc<State>,
	/// What `BillsApi_block_changes` answers; none in the block that brings a new runtime.
	changes: Option<Vec<u8>>,
	/// The runtime in force after it.
	spec: u32,
}

/// A step of a block that is being made.
pub struct Step {
	/// The number of the transaction; none as the block closes.
	pub extrinsic: Option<u32>,
	/// What happened.
	pub event: RuntimeEvent,
	/// The bills it changed, each with its record.
	pub bills: Vec<(BillKey, BillAction, Bill)>,
}

impl Step {
	/// A step that changes no bill.
	pub fn of(extrinsic: Option<u32>, event: impl Into<RuntimeEvent>) -> Self {
		Self { extrinsic, event: event.into(), bills: Vec::new() }
	}
}

/// The chain.
pub struct Chain {
	name: String,
	blocks: Vec<Block>,
	state: State,
	spec: u32,
	validator: Pair,
	/// The last block that is final; the others are not there yet.
	finalized: AtomicU32,
	/// Questions asked so far.
	asked: AtomicU64,
	/// Of so many questions one is not answered, and nobody can tell which; 0 for none.
	fails_one_of: AtomicU64,
	/// The answer to every question, where nothing else is wanted.
	refusal: Mutex<Option<SourceFault>>,
}

/// Consensus time of a block, Unix ms.
pub fn time(height: u32) -> Moment {
	// From some day in November 2026 on, a block every 40 minutes.
	1_795_000_000_000 + u64::from(height) * 2_400_000
}

impl Chain {
	/// A chain with its first block, whose state holds these entries. `salt` makes another first block.
	pub fn new(salt: u8, entries: Vec<(Vec<u8>, Vec<u8>)>) -> Self {
		let validator = Pair::from_dev_name("Finance");
		let mut chain = Self {
			name: "Test".into(),
			blocks: Vec::new(),
			state: entries.into_iter().collect(),
			spec: 1,
			validator,
			finalized: AtomicU32::new(0),
			asked: AtomicU64::new(0),
			fails_one_of: AtomicU64::new(0),
			refusal: Mutex::new(None),
		};
		let set = chain.set();
		chain.put(key("BftValidators", "Current", &[]), set.encode());
		chain.seal(Vec::new(), Vec::new(), false, salt);
		chain
	}

	fn set(&self) -> ValidatorSet {
		let validator = Validator { public: self.validator.public(), weight: 1 };
		ValidatorSet::new(vec![validator]).expect("a set")
	}

	/// Changes an entry of the state, from the next block on.
	pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
		self.state.insert(key, value);
	}

	/// Removes an entry of the state, from the next block on.
	pub fn take(&mut self, key: &[u8]) {
		self.state.remove(key);
	}

	/// The height of the next block.
	pub fn next(&self) -> u32 {
		u32::try_from(self.blocks.len()).expect("few blocks")
	}

	/// Adds a block with these steps.
	pub fn push(&mut self, steps: Vec<Step>) {
		self.block(steps, false, 0);
	}

	/// Adds a block with these steps and another digest, so that it is another block.
	pub fn push_salted(&mut self, steps: Vec<Step>, salt: u8) {
		self.block(steps, false, salt);
	}

	/// Adds a block with these steps that brings the second runtime.
	pub fn upgrade(&mut self, steps: Vec<Step>) {
		self.block(steps, true, 0);
	}

	fn block(&mut self, steps: Vec<Step>, upgrades: bool, salt: u8) {
		let height = self.next();
		self.put(key("Timestamp", "Now", &[]), time(height).encode());
		for (key, _, bill) in steps.iter().flat_map(|step| &step.bills) {
			self.state.insert(self::key("Bills", "Bills", &[key.encode()]), bill.encode());
		}
		let now = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: time(height) });
		let mut extrinsics = vec![UncheckedExtrinsic::new_bare(now).encode()];
		let others = steps.iter().filter_map(|step| step.extrinsic).max().unwrap_or(0);
		for number in 1..=others {
			let remark = format!("{height}-{number}").into_bytes();
			let call = RuntimeCall::System(frame_system::Call::remark { remark });
			extrinsics.push(UncheckedExtrinsic::new_bare(call).encode());
		}
		self.seal(extrinsics, steps, upgrades, salt);
	}

	fn seal(&mut self, extrinsics: Vec<Vec<u8>>, steps: Vec<Step>, upgrades: bool, salt: u8) {
		let height = self.next();
		let shift = if self.spec > 1 { SHIFT } else { 0 };
		let mut events = Compact(u32::try_from(steps.len()).expect("few")).encode();
		for step in &steps {
			let phase = match step.extrinsic {
				Some(index) => frame_system::Phase::ApplyExtrinsic(index),
				None => frame_system::Phase::Finalization,
			};
			let mut event = step.event.encode();
			if matches!(step.event, RuntimeEvent::Bills(_) | RuntimeEvent::BillLocks(_)) {
				event[1] += shift;
			}
			events.extend(phase.encode());
			events.extend(event);
			events.extend(Vec::<Digest>::new().encode());
		}
		self.state.insert(key("System", "Events", &[]), events);
		let changes = BlockChanges {
			at: time(height),
			bills: steps
				.iter()
				.flat_map(|step| {
					step.bills.iter().map(|(key, action, bill)| BillChange {
						key: *key,
						action: *action,
						extrinsic: step.extrinsic,
						bill: bill.clone(),
					})
				})
				.collect(),
			..BlockChanges::default()
		};
		let mut logs = vec![PreDigest { author: self.validator.public() }.to_item()];
		if salt > 0 {
			logs.push(DigestItem::Other(vec![salt]));
		}
		if upgrades {
			logs.push(DigestItem::RuntimeEnvironmentUpdated);
			self.spec = 2;
		}
		let parent = self.blocks.last().map(|block| block.hash).unwrap_or_default();
		let root = Digest::from(sm3_256(&(height, salt, &extrinsics).encode()));
		let header = Header::new(height, root, root, parent, Logs { logs });
		let hash = header.hash();
		let certificate = (height > 0).then(|| self.certificate(height, hash));
		self.blocks.push(Block {
			hash,
			raw: RawBlock { header, extrinsics, certificate },
			state: Arc::new(self.state.clone()),
			changes: (!upgrades).then(|| changes.encode()),
			spec: self.spec,
		});
		self.finalized.store(height, Ordering::Relaxed);
	}

	fn certificate(&self, height: u32, hash: Digest) -> Vec<u8> {
		let genesis = self.blocks[0].hash;
		let vote = Vote { height, round: 0, kind: VoteKind::Precommit, block: Some(hash) };
		let signature = self.validator.sign(&vote.payload(&genesis));
		let signatures = vec![CommitSignature { index: 0, signature }];
		let signatures = signatures.try_into().expect("one signature");
		CommitCertificate { height, round: 0, block: hash, signatures }.encode()
	}

	/// Takes the last byte of the certificate of a block for another one.
	pub fn forge(&mut self, height: u32) {
		let certificate = &mut self.blocks[height as usize].raw.certificate;
		*certificate.as_mut().and_then(|bytes| bytes.last_mut()).expect("a certificate") ^= 1;
	}

	/// The first blocks of it, as a chain of its own.
	pub fn fork(&self, height: u32) -> Self {
		let mut blocks = Vec::new();
		for block in self.blocks.iter().take(height as usize + 1) {
			blocks.push(Block {
				hash: block.hash,
				raw: block.raw.clone(),
				state: block.state.clone(),
				changes: block.changes.clone(),
				spec: block.spec,
			});
		}
		let last = blocks.last().expect("a block");
		Self {
			name: self.name.clone(),
			state: (*last.state).clone(),
			spec: last.spec,
			blocks,
			validator: self.validator.clone(),
			finalized: AtomicU32::new(height),
			asked: AtomicU64::new(0),
			fails_one_of: AtomicU64::new(0),
			refusal: Mutex::new(None),
		}
	}

	/// The last block that is final.
	pub fn height(&self) -> u32 {
		self.finalized.load(Ordering::Relaxed)
	}

	/// Only blocks up to this one are final.
	pub fn finalize(&self, height: u32) {
		self.finalized.store(height, Ordering::Relaxed);
	}

	/// From now on one of so many questions is not answered: not each one of that number, which might meet
	/// the same question at every attempt, but one that looks random.
	pub fn fail_one_of(&self, questions: u64) {
		self.fails_one_of.store(questions, Ordering::Relaxed);
	}

	/// From now on every question is answered with this; with nothing it is answered again.
	pub fn refuse(&self, fault: Option<SourceFault>) {
		*self.refusal.lock() = fault;
	}

	fn ask(&self) -> Result<(), SourceFault> {
		if let Some(fault) = self.refusal.lock().clone() {
			return Err(fault);
		}
		let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
		let one_of = self.fails_one_of.load(Ordering::Relaxed);
		let dice = asked.wrapping_mul(0x9e37_79b9_7f4a_7c15);
		let dice = (dice ^ (dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33;
		match one_of > 0 && dice.is_multiple_of(one_of) {
			true => Err(SourceFault::Passing("no answer".into())),
			false => Ok(()),
		}
	}

	fn at(&self, hash: Digest) -> Result<&Block, SourceFault> {
		let found = self.blocks.iter().find(|block| block.hash == hash);
		found.ok_or_else(|| SourceFault::Passing(format!("there is no block {hash:?}")))
	}
}

#[async_trait]
impl Source for Chain {
	async fn name(&self) -> Result<String, SourceFault> {
		self.ask()?;
		Ok(self.name.clone())
	}

	async fn genesis(&self) -> Result<Digest, SourceFault> {
		self.ask()?;
		Ok(self.blocks[0].hash)
	}

	async fn finalized(&self) -> Result<Head, SourceFault> {
		self.ask()?;
		tokio::task::yield_now().await;
		let height = self.height();
		Ok(Head { height, hash: self.blocks[height as usize].hash })
	}

	async fn hash(&self, height: u32) -> Result<Option<Digest>, SourceFault> {
		self.ask()?;
		tokio::task::yield_now().await;
		Ok(self.blocks.get(height as usize).map(|block| block.hash))
	}

	async fn block(&self, hash: Digest) -> Result<Option<RawBlock>, SourceFault> {
		self.ask()?;
		tokio::task::yield_now().await;
		Ok(Some(self.at(hash)?.raw.clone()))
	}

	async fn versions(&self, hash: Digest) -> Result<Versions, SourceFault> {
		self.ask()?;
		Ok(Versions { spec: self.at(hash)?.spec, transaction: 1 })
	}

	async fn metadata(&self, hash: Digest) -> Result<Vec<u8>, SourceFault> {
		self.ask()?;
		Ok(metadata_of(self.at(hash)?.spec))
	}

	async fn call(&self, function: &str, hash: Digest) -> Result<Vec<u8>, SourceFault> {
		self.ask()?;
		assert_eq!(function, "BillsApi_block_changes");
		let changes = self.at(hash)?.changes.clone();
		Ok(changes.expect("the new runtime is not asked about the state of the old one"))
	}

	async fn values(
		&self,
		keys: Vec<Vec<u8>>,
		hash: Digest,
	) -> Result<Vec<Option<Vec<u8>>>, SourceFault> {
		self.ask()?;
		tokio::task::yield_now().await;
		let state = &self.at(hash)?.state;
		Ok(keys.iter().map(|key| state.get(key).cloned()).collect())
	}

	async fn keys(
		&self,
		prefix: &[u8],
		after: Option<&[u8]>,
		limit: u32,
		hash: Digest,
	) -> Result<Vec<Vec<u8>>, SourceFault> {
		self.ask()?;
		let state = &self.at(hash)?.state;
		let from = after.unwrap_or(prefix).to_vec();
		Ok(state
			.range(from.clone()..)
			.map(|(key, _)| key)
			.filter(|key| after.is_none() || **key != from)
			.take_while(|key| key.starts_with(prefix))
			// Pages of few keys, so that there are several.
			.take(usize::try_from(limit).expect("small"))
			.cloned()
			.collect())
	}
}
