//! Where the password of a key file comes from.

use super::{refuse_open_file, Refusal, ValidatorKeyFault};
use std::{
	ffi::OsString,
	fs::File,
	io::{self, IsTerminal, Read},
	path::Path,
};
use zeroize::Zeroizing;

/// The environment variable that may hold the password.
pub const VARIABLE: &str = "FISCAL_VALIDATOR_KEY_PASSWORD";
/// Longest password that is read, in bytes.
pub const MAX_BYTES: usize = 1024;

/// A password; overwritten in memory when it is dropped.
pub type Password = Zeroizing<String>;

/// The password of a key file that exists: from the password file, else from the environment, else
/// from the terminal. `option` is what names the password file on the command line.
pub fn of_existing(
	key: &Path,
	file: Option<&Path>,
	option: &'static str,
) -> Result<Password, ValidatorKeyFault> {
	given(file, std::env::var_os(VARIABLE))?
		.map_or_else(|| ask(&format!("Password of {}: ", key.display()), key, option), Ok)
}

/// The password of a key file that is about to be made: as [`of_existing`], and asked for twice.
pub fn of_new(
	key: &Path,
	file: Option<&Path>,
	option: &'static str,
) -> Result<Password, ValidatorKeyFault> {
	if let Some(password) = given(file, std::env::var_os(VARIABLE))? {
		return Ok(password);
	}
	let first = ask(&format!("Password of the new key file {}: ", key.display()), key, option)?;
	let second = ask("The same password again: ", key, option)?;
	if first == second {
		Ok(first)
	} else {
		Err(ValidatorKeyFault::PasswordsDiffer)
	}
}

/// The password that stands in a file or in the environment, the file first.
pub(super) fn given(
	file: Option<&Path>,
	environment: Option<OsString>,
) -> Result<Option<Password>, ValidatorKeyFault> {
	if let Some(file) = file {
		return read(file).map(Some);
	}
	let Some(text) = environment else { return Ok(None) };
	text.into_string()
		.ok()
		.map(Zeroizing::new)
		.filter(|password| is_password(password))
		.map(Some)
		.ok_or_else(|| ValidatorKeyFault::NotAPassword { origin: VARIABLE.into() })
}

fn read(path: &Path) -> Result<Password, ValidatorKeyFault> {
	let fault = |source| ValidatorKeyFault::PasswordFile { path: path.into(), source };
	refuse_open_file(path).map_err(|refusal| match refusal {
		Refusal::TooOpen(mode) => ValidatorKeyFault::TooOpen { path: path.into(), mode },
		Refusal::Io(source) => fault(source),
	})?;
	// Room for a line end and for one byte too many, by which a longer file shows.
	let mut bytes = Zeroizing::new(Vec::<u8>::with_capacity(MAX_BYTES + 3));
	File::open(path)
		.and_then(|file| file.take(MAX_BYTES as u64 + 3).read_to_end(&mut bytes))
		.map_err(fault)?;
	std::str::from_utf8(&bytes)
		.ok()
		.map(|text| text.strip_suffix('\n').unwrap_or(text))
		.map(|text| text.strip_suffix('\r').unwrap_or(text))
		.filter(|text| is_password(text))
		.map(|text| Zeroizing::new(text.to_owned()))
		.ok_or_else(|| ValidatorKeyFault::NotAPassword { origin: path.display().to_string() })
}

fn is_password(text: &str) -> bool {
	(1..=MAX_BYTES).contains(&text.len()) && !text.contains(['\n', '\r'])
}

fn ask(prompt: &str, key: &Path, option: &'static str) -> Result<Password, ValidatorKeyFault> {
	if !io::stdin().is_terminal() {
		return Err(ValidatorKeyFault::NoPassword { file: key.into(), option });
	}
	rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(ValidatorKeyFault::Terminal)
}
