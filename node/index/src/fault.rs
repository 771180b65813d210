//! What can go wrong with the index.

/// A fault of the index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexFault {
	/// The database could not be opened, read or written; the text is RocksDB's.
	#[error("index database: {0}")]
	Storage(String),
	/// A row does not have the form the index writes: the files were damaged.
	#[error("index database: a row of column {column} is damaged; purge the index and resync")]
	Damaged {
		/// The column the row stands in.
		column: &'static str,
	},
	/// The files were written by another version of the index.
	#[error("index database: format {found}, this node reads format {expected}; purge the index and resync")]
	Format {
		/// The format found.
		found: u32,
		/// The format this version reads and writes.
		expected: u32,
	},
	/// A block was handed in that does not follow the last indexed one.
	#[error("block {found} is not the next one to index, which is {expected}")]
	NotNext {
		/// The height that must come next.
		expected: u32,
		/// The height handed in.
		found: u32,
	},
	/// Another block is indexed at this height: the index belongs to another chain.
	#[error("the index holds another block {number} than the chain; purge the index and resync")]
	Diverged {
		/// The height.
		number: u32,
	},
	/// The page cursor is not one the index handed out.
	#[error("cursor: not 16 hexadecimal digits")]
	BadCursor,
}

impl From<rocksdb::Error> for IndexFault {
	fn from(fault: rocksdb::Error) -> Self {
		Self::Storage(fault.to_string())
	}
}
