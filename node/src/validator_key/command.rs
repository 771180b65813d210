//! `fiscal-node validator-key`: makes keys of validators, shows their public halves, and proves that
//! they are held.

use super::{open, password, ValidatorKeyFault};
use clap::Subcommand;
use fiscal_bft_primitives::{possession_payload, BlockHash};
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::{keyfile, KeyFile, Pair, Public, Signature, Signer};
use std::path::{Path, PathBuf};

/// The shortest password of a new key file, in bytes.
pub const MIN_PASSWORD_BYTES: usize = 8;

const OPTION: &str = "--password-file";

/// What can be done with keys of validators.
#[derive(Clone, Debug, Subcommand)]
pub enum ValidatorKeyCmd {
	/// Makes a new SM2 key in an SM4-encrypted PKCS#8 file that its owner alone may read
	Generate {
		/// The file; an existing one is not overwritten
		#[arg(long, value_name = "FILE")]
		out: PathBuf,

		/// File that holds the password, at least 8 bytes, in one line
		///
		/// Without it, the password is that of the environment variable
		/// FISCAL_VALIDATOR_KEY_PASSWORD, or asked for at the terminal.
		#[arg(long, value_name = "FILE")]
		password_file: Option<PathBuf>,
	},

	/// Shows the public half of a key file and its account
	Inspect {
		/// The file
		file: PathBuf,

		/// File that holds the password, in one line
		///
		/// Without it, the password is that of the environment variable
		/// FISCAL_VALIDATOR_KEY_PASSWORD, or asked for at the terminal.
		#[arg(long, value_name = "FILE")]
		password_file: Option<PathBuf>,
	},

	/// Signs that a participant may enter this key as a validator's, as adding a validator and
	/// rotating a key demand
	Prove {
		/// The file
		file: PathBuf,

		/// Hash of the chain's block 0
		#[arg(long, value_name = "HASH", value_parser = parse_hash)]
		genesis: BlockHash,

		/// Number of the participant that is to run the validator
		#[arg(long, value_name = "N")]
		participant: u32,

		/// File that holds the password, in one line
		///
		/// Without it, the password is that of the environment variable
		/// FISCAL_VALIDATOR_KEY_PASSWORD, or asked for at the terminal.
		#[arg(long, value_name = "FILE")]
		password_file: Option<PathBuf>,
	},
}

impl ValidatorKeyCmd {
	/// Does it and prints what came out.
	///
	/// # Errors
	/// [`ValidatorKeyFault`], when the file or the password cannot be used. Nothing is written then.
	pub fn run(&self) -> Result<(), ValidatorKeyFault> {
		match self {
			Self::Generate { out, password_file } => {
				describe(&generate(out, password_file.as_deref())?);
			}
			Self::Inspect { file, password_file } => {
				describe(&inspect(file, password_file.as_deref())?.public());
			}
			Self::Prove { file, genesis, participant, password_file } => {
				let key = inspect(file, password_file.as_deref())?;
				let proof = prove(&key, genesis, ParticipantId(*participant))?;
				describe(&key.public());
				println!("proof       {proof}");
			}
		}
		Ok(())
	}
}

fn parse_hash(text: &str) -> Result<BlockHash, String> {
	text.parse().map_err(|_| "a block hash has 32 bytes, in hexadecimal".into())
}

/// Makes a key and its file.
pub(super) fn generate(
	out: &Path,
	password_file: Option<&Path>,
) -> Result<Public, ValidatorKeyFault> {
	let password = password::of_new(out, password_file, OPTION)?;
	if password.len() < MIN_PASSWORD_BYTES {
		return Err(ValidatorKeyFault::PasswordTooShort);
	}
	let pair = Pair::generate();
	keyfile::save(out, &pair, password.as_bytes())
		.map_err(|source| ValidatorKeyFault::KeyFile { path: out.into(), source })?;
	Ok(pair.public())
}

/// Opens a key file.
pub(super) fn inspect(
	file: &Path,
	password_file: Option<&Path>,
) -> Result<KeyFile, ValidatorKeyFault> {
	open(file, password_file, OPTION)
}

/// Signs that the participant may enter the key as a validator's on the chain of that genesis.
pub(super) fn prove(
	key: &dyn Signer,
	genesis: &BlockHash,
	participant: ParticipantId,
) -> Result<Signature, ValidatorKeyFault> {
	key.sign(&possession_payload(genesis, participant, &key.public()))
		.map_err(ValidatorKeyFault::NotSigned)
}

/// Prints the public half.
fn describe(public: &Public) {
	println!("public key  {public}\naccount     {}", public.account_id());
}
