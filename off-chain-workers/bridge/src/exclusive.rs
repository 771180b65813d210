//! Folders that one process at a time may use.

use std::{
	fs::{File, OpenOptions, TryLockError},
	io,
	os::unix::fs::OpenOptionsExt,
	path::Path,
};

/// The folder's lock, held until the file is closed, also by the end of the process; none while
/// somebody else holds it.
pub(crate) fn hold(folder: &Path) -> io::Result<Option<File>> {
	let file = OpenOptions::new()
		.write(true)
		.create(true)
		.truncate(false)
		.mode(0o600)
		.open(folder.join("lock"))?;
	match file.try_lock() {
		Ok(()) => Ok(Some(file)),
		Err(TryLockError::WouldBlock) => Ok(None),
		Err(TryLockError::Error(fault)) => Err(fault),
	}
}
