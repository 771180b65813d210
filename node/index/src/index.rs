//! Writing blocks and answering questions.

use crate::{
	authorizations::write_authorizations,
	rows::{decode, HistoryRow, Listing, LockRow, Place, TransactionRow},
	store::{Batch, Column, Order, Row, Store},
	IndexFault,
};
use codec::{Decode, Encode};
use fiscal_primitives::{
	bill::TrailItem,
	changes::BlockChanges,
	rpc::{BillPage, HistoryItem, LockItem, TransactionItem},
	BillKey, Digest, PayerRef,
};
use parking_lot::{Mutex, RwLock};
use sp_core::H256;
use std::{collections::HashMap, path::Path, sync::Arc};

/// The most items one answer holds; larger limits are taken for this one.
pub const MAX_LIMIT: u32 = 500;

/// Changes with the layout of columns, keys or values.
const FORMAT: u32 = 2;

const FORMAT_KEY: &[u8] = b"format";
const HEAD_KEY: &[u8] = b"head";

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BlockRef {
	/// Its height.
	pub number: u32,
	/// Its hash.
	pub hash: H256,
}

/// How far the index has come; written in the same batch as the rows of the block.
#[derive(Clone, Copy, Debug, Default, Encode, Decode)]
struct Head {
	cursor: Option<BlockRef>,
	bills: u64,
}

/// The index: which bills a payer has, what a transaction did, how bills, locks and authorizations
/// came to be what they are. R139, R221, R222, R227–R229.
pub struct Index {
	pub(crate) store: Store,
	head: RwLock<Head>,
	applying: Mutex<()>,
	fault: RwLock<Option<String>>,
}

impl Index {
	/// Opens the index in the directory `path`, or makes an empty one there.
	///
	/// Errors: [`IndexFault::Storage`] when the directory cannot be used or another process has it
	/// open, [`IndexFault::Format`] when another version wrote it, [`IndexFault::Damaged`].
	pub fn open(path: &Path) -> Result<Arc<Self>, IndexFault> {
		std::fs::create_dir_all(path)
			.map_err(|fault| IndexFault::Storage(format!("{}: {fault}", path.display())))?;
		let store = Store::open(path)?;
		match store.get(Column::Meta, FORMAT_KEY)? {
			Some(bytes) => {
				let found = decode(Column::Meta, &bytes)?;
				if found != FORMAT {
					return Err(IndexFault::Format { found, expected: FORMAT });
				}
			}
			None => {
				let mut batch = store.batch();
				batch.put(Column::Meta, FORMAT_KEY, &FORMAT.encode())?;
				batch.commit()?;
			}
		}
		let head = match store.get(Column::Meta, HEAD_KEY)? {
			Some(bytes) => decode(Column::Meta, &bytes)?,
			None => Head::default(),
		};
		Ok(Arc::new(Self {
			store,
			head: RwLock::new(head),
			applying: Mutex::new(()),
			fault: RwLock::new(None),
		}))
	}

	/// The last indexed block; none before the first.
	pub fn cursor(&self) -> Option<BlockRef> {
		self.head.read().cursor
	}

	/// How many bills are listed.
	pub fn bills(&self) -> u64 {
		self.head.read().bills
	}

	/// Why the index stopped for good, when it did. Its answers are then out of date.
	pub fn fault(&self) -> Option<String> {
		self.fault.read().clone()
	}

	pub(crate) fn stop(&self, reason: String) {
		*self.fault.write() = Some(reason);
	}

	/// Writes what a decided block changed, together with the cursor, in one atomic batch. The
	/// first block is the genesis block, number 0. Handing in the last indexed block once more
	/// changes nothing. `tx_hash` gives the hash of the extrinsic at an index of the block.
	///
	/// Errors: [`IndexFault::NotNext`], [`IndexFault::Diverged`], [`IndexFault::Storage`],
	/// [`IndexFault::Damaged`]; nothing is written then.
	pub fn apply(
		&self,
		block: BlockRef,
		changes: &BlockChanges,
		tx_hash: impl Fn(u32) -> Option<Digest>,
	) -> Result<(), IndexFault> {
		let _one_at_a_time = self.applying.lock();
		let mut head = *self.head.read();
		match head.cursor {
			Some(cursor) if cursor == block => return Ok(()),
			Some(cursor) if cursor.number == block.number => {
				return Err(IndexFault::Diverged { number: block.number })
			}
			_ => (),
		}
		let expected = head.cursor.map_or(0, |cursor| cursor.number.saturating_add(1));
		if block.number != expected {
			return Err(IndexFault::NotNext { expected, found: block.number });
		}

		let mut batch = self.store.batch();
		let new_bills = self.write_bills(&mut batch, block.number, changes, &tx_hash)?;
		write_locks(&mut batch, block.number, changes, &tx_hash)?;
		write_authorizations(&mut batch, block.number, changes, &tx_hash)?;
		head = Head { cursor: Some(block), bills: head.bills.saturating_add(new_bills) };
		batch.put(Column::Meta, HEAD_KEY, &head.encode())?;
		batch.commit()?;
		*self.head.write() = head;
		Ok(())
	}

	/// Returns how many bills were not listed before.
	fn write_bills(
		&self,
		batch: &mut Batch<'_>,
		block: u32,
		changes: &BlockChanges,
		tx_hash: &impl Fn(u32) -> Option<Digest>,
	) -> Result<u64, IndexFault> {
		// Rows of this block are not in the store yet.
		let mut listed = HashMap::<BillKey, Listing>::new();
		let mut new_bills = 0u64;
		for (position, change) in (0u32..).zip(&changes.bills) {
			let place = Place { block, position };
			let transaction = change.extrinsic.and_then(tx_hash);
			if let (Some(extrinsic), Some(hash)) = (change.extrinsic, transaction) {
				let row = TransactionRow { key: change.key, action: change.action, extrinsic };
				batch.put(Column::Transaction, &place.key(hash.as_bytes()), &row.encode())?;
			}
			let row = HistoryRow {
				action: change.action,
				at: changes.at,
				extrinsic: change.extrinsic,
				transaction,
				bill: change.bill.clone(),
			};
			let bill = change.key.packed();
			batch.put(Column::History, &place.key(&bill), &row.encode())?;

			let before = match listed.get(&change.key) {
				Some(listing) => Some(*listing),
				None => self.listing(&change.key)?,
			};
			let payer = change.bill.payer;
			let now = match before {
				Some(before) if before.payer == payer => continue,
				// A bill keeps its place, so that a page is ordered by registration.
				Some(before) => {
					batch.delete(Column::Payer, &before.payer_key())?;
					Listing { payer, place: before.place }
				}
				None => {
					new_bills = new_bills.saturating_add(1);
					Listing { payer, place }
				}
			};
			batch.put(Column::Payer, &now.payer_key(), &change.key.encode())?;
			batch.put(Column::Bill, &bill, &now.encode())?;
			listed.insert(change.key, now);
		}
		Ok(new_bills)
	}

	fn listing(&self, key: &BillKey) -> Result<Option<Listing>, IndexFault> {
		self.store
			.get(Column::Bill, &key.packed())?
			.map(|bytes| decode(Column::Bill, &bytes))
			.transpose()
	}

	/// The bills of a payer, in the order they were registered, at most `limit` (1 to
	/// [`MAX_LIMIT`]); `cursor` is the `next` of the page before. A bill that has another payer now
	/// is listed under that one alone, at the place of its registration.
	///
	/// Errors: [`IndexFault::BadCursor`], [`IndexFault::Storage`], [`IndexFault::Damaged`].
	pub fn by_payer(
		&self,
		payer: &PayerRef,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<BillPage, IndexFault> {
		let (rows, next) = self.page(Column::Payer, payer.0.as_bytes(), cursor, limit)?;
		let items =
			rows.iter().map(|(_, value)| decode(Column::Payer, value)).collect::<Result<_, _>>()?;
		Ok(BillPage { items, next })
	}

	/// A page of the rows of a column whose keys are `prefix` and a place, and the cursor of the next.
	pub(crate) fn page(
		&self,
		column: Column,
		prefix: &[u8],
		cursor: Option<&str>,
		limit: u32,
	) -> Result<(Vec<Row>, Option<String>), IndexFault> {
		let after = cursor.map(Place::from_cursor).transpose()?.map(|place| place.key(prefix));
		let limit = rows_of(limit);
		// One row more than asked for tells whether there is a next page.
		let more = limit.saturating_add(1);
		let mut rows = self.store.scan(column, prefix, after.as_deref(), Order::Ascending, more)?;
		let has_next = rows.len() > limit;
		rows.truncate(limit);
		let next = match rows.last() {
			Some((key, _)) if has_next => Some(Place::of_key(column, key)?.to_cursor()),
			_ => None,
		};
		Ok((rows, next))
	}

	/// What a transaction did to bills, in order, the first `limit` (1 to [`MAX_LIMIT`]); empty when
	/// no finalized transaction of that hash changed a bill.
	///
	/// Errors: [`IndexFault::Storage`], [`IndexFault::Damaged`].
	pub fn by_transaction(
		&self,
		transaction: &Digest,
		limit: u32,
	) -> Result<Vec<TransactionItem>, IndexFault> {
		self.store
			.scan(
				Column::Transaction,
				transaction.as_bytes(),
				None,
				Order::Ascending,
				rows_of(limit),
			)?
			.iter()
			.map(|(key, value)| {
				let place = Place::of_key(Column::Transaction, key)?;
				let row: TransactionRow = decode(Column::Transaction, value)?;
				Ok(TransactionItem {
					key: row.key,
					action: row.action,
					block: place.block,
					extrinsic: row.extrinsic,
				})
			})
			.collect()
	}

	/// The life of a bill: its newest `limit` (1 to [`MAX_LIMIT`]) steps, oldest first.
	///
	/// Errors: [`IndexFault::Storage`], [`IndexFault::Damaged`].
	pub fn history(&self, bill: &BillKey, limit: u32) -> Result<Vec<HistoryItem>, IndexFault> {
		self.store
			.scan(Column::History, &bill.packed(), None, Order::Descending, rows_of(limit))?
			.iter()
			.rev()
			.map(|(key, value)| {
				let place = Place::of_key(Column::History, key)?;
				let row: HistoryRow = decode(Column::History, value)?;
				Ok(HistoryItem {
					action: row.action,
					block: place.block,
					at: row.at,
					extrinsic: row.extrinsic,
					transaction: row.transaction,
					bill: row.bill,
				})
			})
			.collect()
	}

	/// Who held a bill, oldest first: the steps among the newest `limit` (1 to [`MAX_LIMIT`]) of its
	/// life that gave it another payer reference, and the first of them. R070.
	///
	/// Errors: [`IndexFault::Storage`], [`IndexFault::Damaged`].
	pub fn trail(&self, bill: &BillKey, limit: u32) -> Result<Vec<TrailItem>, IndexFault> {
		let mut trail: Vec<TrailItem> = Vec::new();
		for step in self.history(bill, limit)? {
			let from = trail.last().map(|last| last.to);
			let to = step.bill.payer;
			if from != Some(to) {
				trail.push(TrailItem {
					from,
					to,
					action: step.action,
					version: step.bill.version,
					block: step.block,
					at: step.at,
					transaction: step.transaction,
				});
			}
		}
		Ok(trail)
	}

	/// The life of a bill's locks: its newest `limit` (1 to [`MAX_LIMIT`]) events, oldest first.
	///
	/// Errors: [`IndexFault::Storage`], [`IndexFault::Damaged`].
	pub fn locks(&self, bill: &BillKey, limit: u32) -> Result<Vec<LockItem>, IndexFault> {
		self.store
			.scan(Column::Locks, &bill.packed(), None, Order::Descending, rows_of(limit))?
			.iter()
			.rev()
			.map(|(key, value)| {
				let place = Place::of_key(Column::Locks, key)?;
				let row: LockRow = decode(Column::Locks, value)?;
				Ok(LockItem {
					block: place.block,
					at: row.at,
					extrinsic: row.extrinsic,
					transaction: row.transaction,
					event: row.event,
				})
			})
			.collect()
	}
}

fn write_locks(
	batch: &mut Batch<'_>,
	block: u32,
	changes: &BlockChanges,
	tx_hash: &impl Fn(u32) -> Option<Digest>,
) -> Result<(), IndexFault> {
	for (position, change) in (0u32..).zip(&changes.locks) {
		let row = LockRow {
			at: changes.at,
			extrinsic: change.extrinsic,
			transaction: change.extrinsic.and_then(tx_hash),
			event: change.event.clone(),
		};
		let key = Place { block, position }.key(&change.key.packed());
		batch.put(Column::Locks, &key, &row.encode())?;
	}
	Ok(())
}

fn rows_of(limit: u32) -> usize {
	usize::try_from(limit.clamp(1, MAX_LIMIT)).unwrap_or(1)
}
