//! A store of files by content 文件存储: a file is called by its SM3, so that the same file is kept
//! once and a damaged one shows. R169–R173, R179.

use crate::exclusive;
use fiscal_primitives::Digest;
use fiscal_sm_crypto::sm3_256;
use std::{
	fs::{self, File, OpenOptions},
	io::{self, Read, Write},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::{Path, PathBuf},
	sync::{Arc, Mutex, PoisonError},
};

/// Why a file was not kept or not given.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
	/// It is larger than a file may be.
	#[error("a file of {size} bytes, more than {max}")]
	TooLarge {
		/// Its size in bytes.
		size: u64,
		/// The largest size in bytes.
		max: u64,
	},
	/// There is no room for it.
	#[error("the file store is full: {used} of {max} bytes are taken")]
	Full {
		/// What files take, in bytes.
		used: u64,
		/// What they may take, in bytes.
		max: u64,
	},
	/// It is not the file with that digest.
	#[error("the file has the digest {found:?}, not {expected:?}")]
	Mismatch {
		/// The digest it should have.
		expected: Digest,
		/// The digest it has.
		found: Digest,
	},
	/// What is kept has another digest by now.
	#[error("the kept file {0:?} is damaged")]
	Damaged(Digest),
	/// Another process has the store open.
	#[error("{0} is in use by another process: every node needs a folder of its own")]
	InUse(PathBuf),
	/// The file system refused.
	#[error("{path}: {source}")]
	Io {
		/// The file or folder.
		path: PathBuf,
		/// What the file system said.
		source: io::Error,
	},
}

/// Files below one folder, for the owner's eyes alone. Copies share the store.
#[derive(Clone, Debug)]
pub struct FileStore(Arc<Store>);

#[derive(Debug)]
struct Store {
	folder: PathBuf,
	max_file: u64,
	max_total: Option<u64>,
	/// What the files take, in bytes. Whoever adds or removes holds it.
	used: Mutex<u64>,
	/// Held as long as the store is open.
	_lock: File,
}

impl FileStore {
	/// Opens the store below `folder`, which is made if it is missing. No file may be larger than
	/// `max_file` bytes, nor all of them together than `max_total`. What a crash left half written is
	/// removed.
	///
	/// # Errors
	/// [`FileFault::InUse`] while another process or store has it open, [`FileFault::Io`].
	pub fn open(folder: &Path, max_file: u64, max_total: Option<u64>) -> Result<Self, FileFault> {
		make_folder(folder)?;
		let lock = exclusive::hold(folder)
			.map_err(fault(folder))?
			.ok_or_else(|| FileFault::InUse(folder.into()))?;
		let mut used = 0u64;
		for place in entries(folder)? {
			let place = place?;
			if !place.is_dir() {
				continue;
			}
			for file in entries(&place)? {
				let file = file?;
				if file.extension().is_some_and(|extension| extension == PARTIAL) {
					fs::remove_file(&file).map_err(fault(&file))?;
				} else {
					used = used.saturating_add(fs::metadata(&file).map_err(fault(&file))?.len());
				}
			}
		}
		Ok(Self(Arc::new(Store {
			folder: folder.into(),
			max_file,
			max_total,
			used: Mutex::new(used),
			_lock: lock,
		})))
	}

	/// Keeps a file and gives its digest; one that is kept already is not written again.
	///
	/// # Errors
	/// [`FileFault::TooLarge`], [`FileFault::Full`], [`FileFault::Io`].
	pub async fn put(&self, content: Vec<u8>) -> Result<Digest, FileFault> {
		self.blocking(move |store| {
			let digest = store.measured(&content)?;
			store.put(&digest, &content)?;
			Ok(digest)
		})
		.await
	}

	/// Keeps a file that has to have that digest.
	///
	/// # Errors
	/// As [`FileStore::put`], and [`FileFault::Mismatch`].
	pub async fn put_as(&self, expected: &Digest, content: Vec<u8>) -> Result<(), FileFault> {
		let expected = *expected;
		self.blocking(move |store| {
			let found = store.measured(&content)?;
			if found != expected {
				return Err(FileFault::Mismatch { expected, found });
			}
			store.put(&found, &content)
		})
		.await
	}

	/// A file by its digest; none if it is not kept.
	///
	/// # Errors
	/// [`FileFault::Damaged`] if what is kept has another digest, [`FileFault::Io`].
	pub async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, FileFault> {
		let digest = *digest;
		self.blocking(move |store| store.get(&digest)).await
	}

	/// Is a file of that digest kept?
	///
	/// # Errors
	/// [`FileFault::Io`].
	pub async fn has(&self, digest: &Digest) -> Result<bool, FileFault> {
		let digest = *digest;
		self.blocking(move |store| {
			let path = store.path(&digest);
			path.try_exists().map_err(fault(&path))
		})
		.await
	}

	/// Removes a file; false if it was not kept.
	///
	/// # Errors
	/// [`FileFault::Io`].
	pub async fn remove(&self, digest: &Digest) -> Result<bool, FileFault> {
		let digest = *digest;
		self.blocking(move |store| store.remove(&digest)).await
	}

	/// What all files take, in bytes.
	pub fn used(&self) -> u64 {
		*self.0.used.lock().unwrap_or_else(PoisonError::into_inner)
	}

	async fn blocking<T: Send + 'static>(
		&self,
		work: impl FnOnce(&Store) -> Result<T, FileFault> + Send + 'static,
	) -> Result<T, FileFault> {
		let store = self.0.clone();
		let folder = store.folder.clone();
		tokio::task::spawn_blocking(move || work(&store)).await.unwrap_or_else(|stopped| {
			Err(FileFault::Io { path: folder, source: io::Error::other(stopped) })
		})
	}
}

/// What the name of a file that is being written ends with.
const PARTIAL: &str = "partial";

impl Store {
	/// Two digits of the digest name a folder, so that no folder has too many files.
	fn path(&self, digest: &Digest) -> PathBuf {
		let name = hex::encode(digest.as_bytes());
		let (place, _) = name.split_at(2);
		self.folder.join(place).join(&name)
	}

	fn measured(&self, content: &[u8]) -> Result<Digest, FileFault> {
		let size = content.len() as u64;
		if size > self.max_file {
			return Err(FileFault::TooLarge { size, max: self.max_file });
		}
		Ok(sm3_256(content).into())
	}

	fn put(&self, digest: &Digest, content: &[u8]) -> Result<(), FileFault> {
		let path = self.path(digest);
		let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
		let before = match fs::metadata(&path) {
			// A damaged file is written anew.
			Ok(kept) => match self.get(digest) {
				Ok(Some(_)) => return Ok(()),
				_ => kept.len(),
			},
			Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
			Err(source) => return Err(FileFault::Io { path, source }),
		};
		let after = used.saturating_sub(before).saturating_add(content.len() as u64);
		if let Some(max) = self.max_total {
			if after > max {
				return Err(FileFault::Full { used: *used, max });
			}
		}
		write_whole(&path, content)?;
		*used = after;
		Ok(())
	}

	fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, FileFault> {
		let path = self.path(digest);
		let file = match File::open(&path) {
			Ok(file) => file,
			Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
			Err(source) => return Err(FileFault::Io { path, source }),
		};
		let mut content = Vec::new();
		// One that grew is not the file that was kept; the limit may have been lowered since.
		file.take(self.max_file.max(MAX_READ).saturating_add(1))
			.read_to_end(&mut content)
			.map_err(fault(&path))?;
		if Digest::from(sm3_256(&content)) != *digest {
			return Err(FileFault::Damaged(*digest));
		}
		Ok(Some(content))
	}

	fn remove(&self, digest: &Digest) -> Result<bool, FileFault> {
		let path = self.path(digest);
		let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
		let size = match fs::metadata(&path) {
			Ok(kept) => kept.len(),
			Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
			Err(source) => return Err(FileFault::Io { path, source }),
		};
		fs::remove_file(&path).map_err(fault(&path))?;
		*used = used.saturating_sub(size);
		Ok(true)
	}
}

/// The largest file that is read in any case, in bytes.
const MAX_READ: u64 = 64 * 1024 * 1024;

/// Writes beside the place and moves there, so that a crash leaves the whole file or none.
fn write_whole(path: &Path, content: &[u8]) -> Result<(), FileFault> {
	let folder = path.parent().unwrap_or(path);
	make_folder(folder)?;
	let partial = path.with_extension(PARTIAL);
	let written = OpenOptions::new()
		.write(true)
		.create(true)
		.truncate(true)
		.mode(0o600)
		.open(&partial)
		.and_then(|mut file| {
			file.write_all(content)?;
			file.sync_all()
		})
		.and_then(|()| fs::rename(&partial, path))
		.and_then(|()| File::open(folder)?.sync_all());
	written.map_err(|source| {
		// What is left of it takes room that nobody counts; it goes at the next start at the latest.
		let _ = fs::remove_file(&partial);
		FileFault::Io { path: path.into(), source }
	})
}

fn make_folder(folder: &Path) -> Result<(), FileFault> {
	fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault(folder))
}

fn entries(
	folder: &Path,
) -> Result<impl Iterator<Item = Result<PathBuf, FileFault>> + '_, FileFault> {
	let entries = fs::read_dir(folder).map_err(fault(folder))?;
	Ok(entries.map(move |entry| entry.map(|entry| entry.path()).map_err(fault(folder))))
}

fn fault(path: &Path) -> impl Fn(io::Error) -> FileFault + '_ {
	move |source| FileFault::Io { path: path.into(), source }
}

#[cfg(test)]
mod tests;
