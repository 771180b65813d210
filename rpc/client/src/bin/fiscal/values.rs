//! Values as people type them.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use fiscal_client::Fault;
use fiscal_primitives::{scene::LockTerm, BillKey, Digest};
use fiscal_sm_crypto::sm3_256;
use serde::{de::DeserializeOwned, Serialize};
use std::{io::Write, path::Path};

/// The largest file a command reads whole, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// One of the given names, which JSON gives to the values of `T`.
pub fn choice<T>(names: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
	T: DeserializeOwned + Clone + Send + Sync + 'static,
{
	PossibleValuesParser::new(names)
		.try_map(|name| serde_json::from_value::<T>(serde_json::Value::String(name)))
}

/// `31060125-0000000001`, or code and number as two words.
pub fn bill_key(words: &[String]) -> Result<BillKey, Fault> {
	match words {
		[key] => Ok(key.parse::<BillKey>()?),
		[code, number] => Ok(BillKey::new(code.parse()?, number.parse()?)),
		_ => Err(Fault::Input("bill: not CODE-NUMBER and not CODE NUMBER".into())),
	}
}

/// 64 hexadecimal digits, with or without `0x`.
pub fn digest(text: &str) -> Result<Digest, String> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if digits.len() != 64 {
		return Err("not 64 hexadecimal digits".into());
	}
	digits.parse().map_err(|_| "not 64 hexadecimal digits".into())
}

/// A number with a unit: `90s`, `15m`, `12h`, `30d`.
pub fn lock_term(text: &str) -> Result<LockTerm, String> {
	let fault = || "not a number with one of the units s, m, h and d, such as 30d".to_string();
	let unit = text.chars().last().ok_or_else(fault)?;
	let ms: u64 = match unit {
		's' => 1_000,
		'm' => 60_000,
		'h' => 3_600_000,
		'd' => 86_400_000,
		_ => return Err(fault()),
	};
	let count = text.get(..text.len().saturating_sub(1)).ok_or_else(fault)?;
	if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
		return Err(fault());
	}
	let count: u64 = count.parse().map_err(|_| fault())?;
	LockTerm::new(count.saturating_mul(ms)).map_err(|fault| fault.to_string())
}

/// A number with a unit, in ms: `500ms`, `90s`, `15m`, `12h`, `30d`.
pub fn length_of_time(text: &str) -> Result<u64, String> {
	const UNITS: [(&str, u64); 5] =
		[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
	let fault = || "not a number with one of the units ms, s, m, h and d, such as 30s".to_string();
	let (count, ms) = UNITS
		.iter()
		.find_map(|(unit, ms)| text.strip_suffix(unit).map(|count| (count, ms)))
		.ok_or_else(fault)?;
	if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
		return Err(fault());
	}
	count.parse::<u64>().ok().and_then(|count| count.checked_mul(*ms)).ok_or_else(fault)
}

/// The index key, 32 or more hexadecimal digits.
#[derive(Clone)]
pub struct IndexKey(pub Vec<u8>);

/// The key is never printed.
impl core::fmt::Debug for IndexKey {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("IndexKey(..)")
	}
}

impl core::str::FromStr for IndexKey {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let least = fiscal_ebill::MIN_INDEX_KEY;
		let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text))
			.map_err(|_| "not hexadecimal".to_string())?;
		if bytes.len() < least {
			return Err(format!("shorter than {least} bytes"));
		}
		Ok(Self(bytes))
	}
}

/// Reads a whole file of at most 64 MiB.
pub fn read(path: &Path) -> Result<Vec<u8>, Fault> {
	read_at_most(path, MAX_FILE)
}

/// Reads a whole file of at most `most` bytes.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
	let size = std::fs::metadata(path).map_err(|fault| Fault::file(path, fault))?.len();
	if size > most {
		return Err(Fault::file(path, format!("larger than {most} bytes")));
	}
	std::fs::read(path).map_err(|fault| Fault::file(path, fault))
}

/// Reads a JSON file of at most `most` bytes.
pub fn read_json<T: DeserializeOwned>(path: &Path, most: u64) -> Result<T, Fault> {
	serde_json::from_slice(&read_at_most(path, most)?).map_err(|fault| Fault::file(path, fault))
}

/// Writes a JSON file; an existing one is not overwritten.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Fault> {
	let mut text =
		serde_json::to_vec_pretty(value).map_err(|fault| Fault::Internal(fault.to_string()))?;
	text.push(b'\n');
	std::fs::OpenOptions::new()
		.write(true)
		.create_new(true)
		.open(path)
		.and_then(|mut file| file.write_all(&text))
		.map_err(|fault| Fault::file(path, fault))
}

/// SM3 of a file.
pub fn digest_of(path: &Path) -> Result<Digest, Fault> {
	Ok(sm3_256(&read(path)?).into())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_bill_is_named_in_one_word_or_two() {
		let words = |text: &str| bill_key(&text.split(' ').map(String::from).collect::<Vec<_>>());
		assert_eq!(words("31060125-0000000001"), words("31060125 0000000001"));
		assert!(words("31060125 1").is_err());
		assert!(words("31060125").is_err());
	}

	#[test]
	fn lengths_of_time_have_a_unit_and_bounds() {
		assert_eq!(lock_term("30d").unwrap(), LockTerm::DEFAULT);
		assert_eq!(lock_term("90s").unwrap().get(), 90_000);
		assert_eq!(lock_term("12h").unwrap().get(), 43_200_000);
		for text in ["", "d", "30", "-1d", "1.5h", "59s", "367d", "99999999999999999999d", "1时"] {
			assert!(lock_term(text).is_err(), "{text}");
		}
	}

	#[test]
	fn times_are_read_in_milliseconds() {
		for (text, ms) in [("500ms", 500), ("90s", 90_000), ("5m", 300_000), ("7d", 604_800_000)] {
			assert_eq!(length_of_time(text), Ok(ms), "{text}");
		}
		for text in ["", "ms", "30", "-1s", "1.5h", "99999999999999999999d", "1时"] {
			assert!(length_of_time(text).is_err(), "{text}");
		}
	}

	#[test]
	fn an_index_key_is_long_enough_and_stays_secret() {
		assert!("00".parse::<IndexKey>().is_err());
		assert!("zz".repeat(16).parse::<IndexKey>().is_err());
		let key = "ab".repeat(16).parse::<IndexKey>().unwrap();
		assert!(!format!("{key:?}").contains("ab"));
	}

	#[test]
	fn json_files_are_written_once_and_read_within_bounds() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("list.json");
		write_json(&path, &[1, 2, 3]).unwrap();
		assert!(matches!(write_json(&path, &[4]), Err(Fault::File { .. })));
		assert_eq!(read_json::<Vec<u32>>(&path, 100).unwrap(), [1, 2, 3]);
		assert!(matches!(read_json::<Vec<u32>>(&path, 10), Err(Fault::File { .. })));
		assert!(matches!(read_json::<Vec<String>>(&path, 100), Err(Fault::File { .. })));
		assert!(matches!(
			read_json::<u32>(&folder.path().join("none"), 100),
			Err(Fault::File { .. })
		));
	}

	#[test]
	fn a_digest_has_64_digits() {
		assert!(digest(&"ab".repeat(32)).is_ok());
		assert!(digest(&format!("0x{}", "ab".repeat(32))).is_ok());
		assert!(digest("0xab").is_err());
		assert!(digest(&"zz".repeat(32)).is_err());
	}
}
