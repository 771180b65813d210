//! The RocksDB underneath: columns, atomic batches, range scans.

use crate::IndexFault;
use rocksdb::{
	BlockBasedOptions, Cache, ColumnFamily, ColumnFamilyDescriptor, IteratorMode, Options,
	ReadOptions, WriteBatch, DB,
};
use std::path::Path;

/// Bytes of rows kept decompressed in memory, for all columns together.
const CACHE_BYTES: usize = 32 * 1024 * 1024;
/// Bytes a column collects in memory before it writes a file.
const WRITE_BUFFER_BYTES: usize = 8 * 1024 * 1024;

/// The columns.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
	/// Format, cursor and counters.
	Meta,
	/// Payer and place → bill key.
	Payer,
	/// Bill key → payer and place under which column `Payer` lists it.
	Bill,
	/// Transaction hash and place → what it did.
	Transaction,
	/// Bill key and place → a step of its life.
	History,
	/// Bill key and place → an event of its locks.
	Locks,
	/// SM3 of a credential and place → a step of the authorization.
	Authorization,
	/// Bill key and place → a use, a read or a failed check.
	Uses,
}

impl Column {
	const ALL: [Column; 8] = [
		Column::Meta,
		Column::Payer,
		Column::Bill,
		Column::Transaction,
		Column::History,
		Column::Locks,
		Column::Authorization,
		Column::Uses,
	];

	/// Its name in the database.
	pub(crate) const fn name(self) -> &'static str {
		match self {
			Column::Meta => "meta",
			Column::Payer => "payer",
			Column::Bill => "bill",
			Column::Transaction => "transaction",
			Column::History => "history",
			Column::Locks => "locks",
			Column::Authorization => "authorization",
			Column::Uses => "uses",
		}
	}
}

/// In which order a scan goes through a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
	/// From the smallest key up.
	Ascending,
	/// From the largest key down.
	Descending,
}

/// A key and its value.
pub(crate) type Row = (Box<[u8]>, Box<[u8]>);

pub(crate) struct Store {
	db: DB,
}

impl Store {
	pub(crate) fn open(path: &Path) -> Result<Self, IndexFault> {
		let mut blocks = BlockBasedOptions::default();
		blocks.set_block_cache(&Cache::new_lru_cache(CACHE_BYTES));
		blocks.set_bloom_filter(10.0, false);
		let mut options = Options::default();
		options.create_if_missing(true);
		options.create_missing_column_families(true);
		options.set_keep_log_file_num(1);
		options.set_max_open_files(256);
		let columns = Column::ALL.map(|column| {
			let mut options = Options::default();
			options.set_block_based_table_factory(&blocks);
			options.set_write_buffer_size(WRITE_BUFFER_BYTES);
			ColumnFamilyDescriptor::new(column.name(), options)
		});
		Ok(Self { db: DB::open_cf_descriptors(&options, path, columns)? })
	}

	fn family(&self, column: Column) -> Result<&ColumnFamily, IndexFault> {
		self.db
			.cf_handle(column.name())
			.ok_or_else(|| IndexFault::Storage(format!("column {} is missing", column.name())))
	}

	pub(crate) fn get(&self, column: Column, key: &[u8]) -> Result<Option<Vec<u8>>, IndexFault> {
		Ok(self.db.get_cf(self.family(column)?, key)?)
	}

	/// At most `limit` rows whose key starts with `prefix` and, when `after` is given, is larger
	/// than it; in the order read.
	pub(crate) fn scan(
		&self,
		column: Column,
		prefix: &[u8],
		after: Option<&[u8]>,
		order: Order,
		limit: usize,
	) -> Result<Vec<Row>, IndexFault> {
		let mut bounds = ReadOptions::default();
		match after {
			// The smallest key larger than `after` is `after` with a zero byte behind it.
			Some(after) => bounds.set_iterate_lower_bound([after, &[0]].concat()),
			None => bounds.set_iterate_lower_bound(prefix),
		}
		if let Some(end) = end_of(prefix) {
			bounds.set_iterate_upper_bound(end);
		}
		let mode = match order {
			Order::Ascending => IteratorMode::Start,
			Order::Descending => IteratorMode::End,
		};
		self.db
			.iterator_cf_opt(self.family(column)?, bounds, mode)
			.take(limit)
			.map(|row| row.map_err(IndexFault::from))
			.collect()
	}

	pub(crate) fn batch(&self) -> Batch<'_> {
		Batch { store: self, writes: WriteBatch::default() }
	}
}

/// Writes that take place together or not at all.
pub(crate) struct Batch<'a> {
	store: &'a Store,
	writes: WriteBatch,
}

impl Batch<'_> {
	pub(crate) fn put(
		&mut self,
		column: Column,
		key: &[u8],
		value: &[u8],
	) -> Result<(), IndexFault> {
		self.writes.put_cf(self.store.family(column)?, key, value);
		Ok(())
	}

	pub(crate) fn delete(&mut self, column: Column, key: &[u8]) -> Result<(), IndexFault> {
		self.writes.delete_cf(self.store.family(column)?, key);
		Ok(())
	}

	pub(crate) fn commit(self) -> Result<(), IndexFault> {
		Ok(self.store.db.write(self.writes)?)
	}
}

/// The smallest key larger than every key that starts with `prefix`; none when there is none.
fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
	let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
	let mut end = prefix.get(..=last)?.to_vec();
	let byte = end.last_mut()?;
	*byte = byte.saturating_add(1);
	Some(end)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn scans_stay_inside_their_prefix_at_every_byte_value() {
		let dir = tempfile::tempdir().unwrap();
		let store = Store::open(dir.path()).unwrap();
		let mut batch = store.batch();
		for key in [&[0xfe, 0xff, 1][..], &[0xff, 0xff, 1], &[0xff, 0xff, 2], &[0xff, 0, 9]] {
			batch.put(Column::Payer, key, b"").unwrap();
		}
		batch.commit().unwrap();
		let keys = |prefix: &[u8], after: Option<&[u8]>, order| {
			let rows = store.scan(Column::Payer, prefix, after, order, 9).unwrap();
			rows.into_iter().map(|(key, _)| key.to_vec()).collect::<Vec<_>>()
		};
		assert_eq!(keys(&[0xff, 0xff], None, Order::Ascending), [[0xff, 0xff, 1], [0xff, 0xff, 2]]);
		assert_eq!(
			keys(&[0xff, 0xff], None, Order::Descending),
			[[0xff, 0xff, 2], [0xff, 0xff, 1]]
		);
		assert_eq!(keys(&[0xfe], None, Order::Descending), [[0xfe, 0xff, 1]]);
		assert_eq!(
			keys(&[0xff, 0xff], Some(&[0xff, 0xff, 1]), Order::Ascending),
			[[0xff, 0xff, 2]]
		);
		assert_eq!(keys(&[0xff, 0], Some(&[0xff, 0, 9]), Order::Ascending), Vec::<Vec<u8>>::new());
	}
}
