//! Makes decided blocks survive a loss of power before the next height begins.
//!
//! RocksDB writes its log without waiting for the disk. The consensus log of a height is dropped
//! when the next height begins; were the block of that height then lost with the power, the
//! validator would find neither the block nor what it had signed about it, and could sign
//! something else. So the database's log is brought to disk after every decided block: one
//! `fdatasync` of one file.

use crate::{
	executed::Changes,
	importer::{Fault, ImportDecided},
	Block,
};
use fiscal_bft_primitives::CommitCertificate;
use std::{
	fs, io,
	path::{Path, PathBuf},
};

/// Logs that may have been written since the last block: the current one and the one before it.
const LOGS: usize = 2;

/// Brings the newest log files of the RocksDB database in `folder` to disk.
///
/// # Errors
/// What the file system says; a folder without a log is an error too.
pub fn sync_database(folder: &Path) -> io::Result<()> {
	let mut logs: Vec<(u64, PathBuf)> = fs::read_dir(folder)?
		.filter_map(|entry| {
			let path = entry.ok()?.path();
			let number = path.file_stem()?.to_str()?.parse().ok()?;
			(path.extension()? == "log").then_some((number, path))
		})
		.collect();
	logs.sort_unstable();
	if logs.is_empty() {
		return Err(io::Error::new(io::ErrorKind::NotFound, "the database has no log"));
	}
	for (_, path) in logs.iter().rev().take(LOGS) {
		match fs::File::open(path) {
			Ok(file) => file.sync_data()?,
			// The database has just dropped it: what it held is in a table file, which is synced.
			Err(fault) if fault.kind() == io::ErrorKind::NotFound => (),
			Err(fault) => return Err(fault),
		}
	}
	Ok(())
}

/// An importer whose blocks are on disk when it returns.
pub struct DurableImport<I> {
	inner: I,
	database: PathBuf,
}

impl<I> DurableImport<I> {
	/// Imports through `inner` into the RocksDB database in the folder `database`.
	pub fn new(inner: I, database: PathBuf) -> Self {
		Self { inner, database }
	}
}

#[async_trait::async_trait]
impl<I: ImportDecided> ImportDecided for DurableImport<I> {
	async fn import(
		&mut self,
		block: Block,
		changes: Option<Changes>,
		certificate: CommitCertificate,
	) -> Result<(), Fault> {
		self.inner.import(block, changes, certificate).await?;
		let database = self.database.clone();
		tokio::task::spawn_blocking(move || sync_database(&database))
			.await
			.map_err(|fault| Fault::new(fault.to_string()))?
			.map_err(|fault| Fault::new(format!("the database cannot be synced: {fault}")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_folder_with_logs_is_synced_and_one_without_is_not() {
		let folder = tempfile::tempdir().unwrap();
		assert!(sync_database(folder.path()).is_err());
		fs::write(folder.path().join("LOG"), b"").unwrap();
		fs::write(folder.path().join("words.log"), b"").unwrap();
		assert!(sync_database(folder.path()).is_err(), "none of RocksDB's");
		for number in [4, 9, 11] {
			fs::write(folder.path().join(format!("{number:06}.log")), b"x").unwrap();
		}
		assert!(sync_database(folder.path()).is_ok());
		assert!(sync_database(&folder.path().join("missing")).is_err());
	}
}
