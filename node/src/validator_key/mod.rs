//! Which SM2 key a validator 验证节点 votes with, and where it comes from.
//!
//! * `--validator-key FILE`: a file that `fiscal-node validator-key generate` made, PKCS#8
//!   encrypted with SM4, which nobody but its owner may read. Its password comes from
//!   `--validator-key-password-file`, from the environment, or from whoever sits at the terminal.
//! * `--dev-validator N`: one of four keys that everybody knows, on development chains alone.
//!
//! What comes out is a [`Signer`]: a hardware module is another implementation of that trait, and
//! consensus sees no difference.

mod command;
mod password;
#[cfg(test)]
mod tests;

pub use command::ValidatorKeyCmd;

use clap::Args;
use fiscal_sm_crypto::{KeyFile, KeyFileFault, Pair, Public, SignFault, Signer};
use sc_service::{ChainType, Role};
use std::{
	fs, io,
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	sync::Arc,
};

/// How many development keys of validators there are.
pub const DEV_VALIDATORS: u8 = 4;

/// Access that group and others have.
const NOT_THE_OWNER: u32 = 0o077;

/// Options that say which key the validator votes with.
#[derive(Clone, Debug, Default, Args)]
pub struct ValidatorKeyArgs {
	/// The validator's SM2 key: a file that `validator-key generate` made
	///
	/// PKCS#8 encrypted with SM4; nobody but its owner may have access to it. Without
	/// --validator-key-password-file the password is that of the environment variable
	/// FISCAL_VALIDATOR_KEY_PASSWORD, or asked for at the terminal.
	#[arg(long, value_name = "FILE")]
	pub validator_key: Option<PathBuf>,

	/// File that holds the password of the validator's key, in one line
	///
	/// Nobody but its owner may have access to it.
	#[arg(long, value_name = "FILE", requires = "validator_key")]
	pub validator_key_password_file: Option<PathBuf>,

	/// Vote with development key N, which everybody knows; on development chains only
	#[arg(
		long,
		value_name = "N",
		conflicts_with = "validator_key",
		value_parser = clap::value_parser!(u8).range(1..=i64::from(DEV_VALIDATORS)),
	)]
	pub dev_validator: Option<u8>,
}

impl ValidatorKeyArgs {
	/// What `--dev` means: the first development key, unless a key is named.
	pub fn imply_dev(&mut self) {
		if self.validator_key.is_none() {
			self.dev_validator.get_or_insert(1);
		}
	}
}

/// Why a validator has no key to vote with.
#[derive(Debug, thiserror::Error)]
pub enum ValidatorKeyFault {
	/// The node is a validator and no key was named.
	#[error(
		"a validator needs a key: give --validator-key FILE (fiscal-node validator-key generate \
		 makes one) or, on a development chain, --dev-validator N"
	)]
	Missing,
	/// A development key was asked for, or stands in the file, on a chain that is not for
	/// development.
	#[error(
		"{key} is a development key, which everybody knows, and this chain is not for development \
		 (its type is {chain_type}): give --validator-key FILE with a key of your own"
	)]
	DevKeyOnLiveChain {
		/// The option or the file.
		key: String,
		/// Type of the chain, as its specification says.
		chain_type: String,
	},
	/// Others than the owner have access to a file that holds a secret.
	#[error(
		"{path} is open to others than its owner (mode {mode:04o}): chmod 600 it, and make a new \
		 key or password if others may have read it"
	)]
	TooOpen {
		/// The file.
		path: PathBuf,
		/// Its permission bits.
		mode: u32,
	},
	/// The key file could not be read or written.
	#[error("validator key {path}: {source}")]
	KeyFile {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		source: KeyFileFault,
	},
	/// The password file could not be read.
	#[error("password file {path}: {source}")]
	PasswordFile {
		/// The file.
		path: PathBuf,
		/// What the file system said.
		source: io::Error,
	},
	/// What should be a password is none.
	#[error(
		"{origin}: a password is one line of UTF-8 text, 1 to {max} bytes",
		max = password::MAX_BYTES
	)]
	NotAPassword {
		/// The file or the environment variable.
		origin: String,
	},
	/// There is neither a password nor anybody to ask.
	#[error(
		"no password for {file}: give {option} FILE, set {variable}, or start at a terminal",
		variable = password::VARIABLE
	)]
	NoPassword {
		/// The key file.
		file: PathBuf,
		/// The option that names a password file.
		option: &'static str,
	},
	/// A new password is too short.
	#[error("the password is shorter than {min} bytes", min = command::MIN_PASSWORD_BYTES)]
	PasswordTooShort,
	/// A new password was typed differently the second time.
	#[error("the two passwords differ")]
	PasswordsDiffer,
	/// The holder of the key did not sign.
	#[error(transparent)]
	NotSigned(SignFault),
	/// The terminal gave no password.
	#[error("no password from the terminal: {0}")]
	Terminal(io::Error),
}

impl From<ValidatorKeyFault> for sc_service::Error {
	fn from(fault: ValidatorKeyFault) -> Self {
		Self::Other(fault.to_string())
	}
}

/// The key that the options name, for a validator; nothing for any other node, which is warned if
/// it names one.
///
/// # Errors
/// [`ValidatorKeyFault::Missing`] for a validator without a key,
/// [`ValidatorKeyFault::DevKeyOnLiveChain`] for a development key on a chain that is of neither type
/// Development nor Local, and the others for a file or password that cannot be used.
pub fn load(
	args: &ValidatorKeyArgs,
	chain_type: &ChainType,
	role: Role,
) -> Result<Option<Arc<dyn Signer>>, ValidatorKeyFault> {
	if let Some(number) = args.dev_validator {
		refuse_dev_key(|| format!("--dev-validator {number}"), chain_type)?;
	}
	if !role.is_authority() {
		if args.validator_key.is_some() || args.dev_validator.is_some() {
			log::warn!("the key of a validator is given, but --validator is not: it is not used");
		}
		return Ok(None);
	}
	let signer: Arc<dyn Signer> = match (&args.validator_key, args.dev_validator) {
		(Some(path), _) => {
			let key = open(path, args.validator_key_password_file.as_deref(), OPTION)?;
			if is_dev_key(&key.public()) {
				refuse_dev_key(|| format!("the key in {}", path.display()), chain_type)?;
			}
			Arc::new(key)
		}
		(None, Some(number)) => Arc::new(dev_pair(number)),
		(None, None) => return Err(ValidatorKeyFault::Missing),
	};
	log::info!("this validator votes with the SM2 key {}", signer.public());
	Ok(Some(signer))
}

const OPTION: &str = "--validator-key-password-file";

/// Name of a validator's development key, for numbers from 1 to [`DEV_VALIDATORS`].
pub fn dev_name(number: u8) -> String {
	format!("Validator-{number}")
}

/// A validator's development key, for numbers from 1 to [`DEV_VALIDATORS`].
pub fn dev_pair(number: u8) -> Pair {
	Pair::from_dev_name(&dev_name(number))
}

fn is_dev_key(public: &Public) -> bool {
	(1..=DEV_VALIDATORS).any(|number| dev_pair(number).public() == *public)
}

/// Whether chains of this type may be run with keys that everybody knows.
pub fn is_for_development(chain_type: &ChainType) -> bool {
	matches!(chain_type, ChainType::Development | ChainType::Local)
}

fn refuse_dev_key(
	key: impl FnOnce() -> String,
	chain_type: &ChainType,
) -> Result<(), ValidatorKeyFault> {
	if is_for_development(chain_type) {
		return Ok(());
	}
	Err(ValidatorKeyFault::DevKeyOnLiveChain { key: key(), chain_type: format!("{chain_type:?}") })
}

/// Opens a key file; `option` is what names its password file on the command line.
fn open(
	path: &Path,
	password_file: Option<&Path>,
	option: &'static str,
) -> Result<KeyFile, ValidatorKeyFault> {
	let fault = |source| ValidatorKeyFault::KeyFile { path: path.into(), source };
	refuse_open_file(path).map_err(|refusal| match refusal {
		Refusal::TooOpen(mode) => ValidatorKeyFault::TooOpen { path: path.into(), mode },
		Refusal::Io(source) if source.kind() == io::ErrorKind::NotFound => {
			fault(KeyFileFault::NotFound(path.into()))
		}
		Refusal::Io(source) => fault(KeyFileFault::Io { path: path.into(), source }),
	})?;
	let password = password::of_existing(path, password_file, option)?;
	KeyFile::open(path, password.as_bytes()).map_err(fault)
}

/// Why a secret file is not read.
enum Refusal {
	TooOpen(u32),
	Io(io::Error),
}

/// Refuses files to which others than the owner have access.
fn refuse_open_file(path: &Path) -> Result<(), Refusal> {
	let mode = fs::metadata(path).map_err(Refusal::Io)?.permissions().mode() & 0o7777;
	if mode & NOT_THE_OWNER == 0 {
		Ok(())
	} else {
		Err(Refusal::TooOpen(mode))
	}
}
