//! Secrets from files that nobody but their owner has access to, and from the environment.

use crate::Secret;
use fiscal_sm_crypto::KeyFile;
use std::{fs::File, io::Read, os::unix::fs::PermissionsExt, path::Path};
use zeroize::Zeroizing;

/// Longest secret that is read, in bytes.
const MAX_BYTES: usize = 1024;
/// Largest private key of a client certificate that is read, in bytes.
const MAX_PEM_BYTES: u64 = 64 * 1024;
/// Access that group and others have.
const NOT_THE_OWNER: u32 = 0o077;

/// Opens a file that nobody but its owner has access to.
fn private(path: &Path) -> Result<File, String> {
	let shown = path.display();
	let file = File::open(path).map_err(|fault| format!("{shown} cannot be read: {fault}"))?;
	let mode =
		file.metadata()
			.map_err(|fault| format!("{shown} cannot be read: {fault}"))?
			.permissions()
			.mode() & 0o7777;
	if mode & NOT_THE_OWNER == 0 {
		Ok(file)
	} else {
		Err(format!(
			"{shown} is open to others than its owner (mode {mode:04o}): chmod 600 it, and change \
			 the secret if others may have read it"
		))
	}
}

/// A secret in a file of one line.
pub(super) fn line(path: &Path) -> Result<Secret, String> {
	// Room for a line end and for one byte too many, by which a longer file shows.
	let mut bytes = Zeroizing::new(Vec::<u8>::with_capacity(MAX_BYTES + 3));
	private(path)?
		.take(MAX_BYTES as u64 + 3)
		.read_to_end(&mut bytes)
		.map_err(|fault| format!("{} cannot be read: {fault}", path.display()))?;
	let text = std::str::from_utf8(&bytes).map_err(|_| not_a_secret(path.display()))?;
	let text = text.strip_suffix('\n').unwrap_or(text);
	checked(text.strip_suffix('\r').unwrap_or(text), path.display())
}

/// A secret as it was given.
pub(super) fn checked(text: &str, origin: impl std::fmt::Display) -> Result<Secret, String> {
	if (1..=MAX_BYTES).contains(&text.len()) && !text.contains(['\n', '\r']) {
		Ok(Secret::new(text))
	} else {
		Err(not_a_secret(origin))
	}
}

fn not_a_secret(origin: impl std::fmt::Display) -> String {
	format!("{origin}: a secret is one line of UTF-8 text, 1 to {MAX_BYTES} bytes")
}

/// An SM2 key from its encrypted file.
pub(super) fn key(path: &Path, password: &Secret) -> Result<KeyFile, String> {
	private(path)?;
	KeyFile::open(path, password.expose()).map_err(|fault| format!("{}: {fault}", path.display()))
}

/// A client certificate and its private key, in PEM, one after the other.
pub(super) fn identity(certificate: &[u8], key: &Path) -> Result<Secret, String> {
	let mut pem = Zeroizing::new(Vec::with_capacity(certificate.len() + MAX_PEM_BYTES as usize));
	pem.extend_from_slice(certificate);
	pem.push(b'\n');
	let before = pem.len() as u64;
	private(key)?
		.take(MAX_PEM_BYTES)
		.read_to_end(&mut pem)
		.map_err(|fault| format!("{} cannot be read: {fault}", key.display()))?;
	if pem.len() as u64 - before == MAX_PEM_BYTES {
		return Err(format!("{} is larger than {MAX_PEM_BYTES} bytes", key.display()));
	}
	Ok(Secret::new(pem.as_slice()))
}
