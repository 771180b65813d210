//! What validators say of the chain and of themselves.

use anyhow::{ensure, Context, Result};
use fiscal_tests::Devnet;
use serde_json::json;
use sp_crypto_hashing::{twox_128, twox_64};
use std::{
	io::{Read, Write},
	net::TcpStream,
	time::Duration,
};

/// How long metrics may be waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many offences of a validator key (`0x` and 66 digits) are on chain, as validator `index`
/// knows it.
///
/// # Errors
/// The validator does not answer, or the key is none.
pub fn offences(devnet: &Devnet, index: usize, public_key: &str) -> Result<u32> {
	let public = hex::decode(public_key.trim_start_matches("0x"))?;
	let key = [
		&twox_128(b"BftValidators")[..],
		&twox_128(b"KeyOffences")[..],
		&twox_64(&public)[..],
		&public[..],
	]
	.concat();
	let key = format!("0x{}", hex::encode(key));
	let value = devnet.rpc(index, "state_getStorage", &[json!(key)])?;
	let Some(text) = value.as_str() else { return Ok(0) };
	let bytes = hex::decode(text.trim_start_matches("0x"))?;
	let count = <[u8; 4]>::try_from(bytes).ok().context("a number of four bytes")?;
	Ok(u32::from_le_bytes(count))
}

/// A counter or gauge of a validator.
///
/// # Errors
/// The validator does not answer, or has no metric of this name.
pub fn metric(devnet: &Devnet, index: usize, name: &str) -> Result<f64> {
	let url = &devnet.validator(index)?.metrics;
	let (host, path) = url
		.strip_prefix("http://")
		.and_then(|rest| rest.split_once('/'))
		.with_context(|| format!("{url} names a host and a path"))?;
	let mut stream = TcpStream::connect(host)?;
	stream.set_read_timeout(Some(PATIENCE))?;
	write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
	let mut answer = String::new();
	stream.read_to_string(&mut answer)?;
	ensure!(answer.starts_with("HTTP/1.1 200"), "{url}: {answer}");
	answer
		.lines()
		.find_map(|line| value_of(line, name))
		.with_context(|| format!("validator {index} has no metric {name}"))
}

/// The value in a line `name{labels} value` or `name value`.
fn value_of(line: &str, name: &str) -> Option<f64> {
	let rest = line.strip_prefix(name)?;
	if !rest.starts_with([' ', '{']) {
		return None;
	}
	rest.rsplit_once(' ')?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_metric_is_found_by_its_whole_name() {
		assert_eq!(value_of("bft_round{chain=\"devnet\"} 3", "bft_round"), Some(3.0));
		assert_eq!(value_of("bft_round 0.5", "bft_round"), Some(0.5));
		assert_eq!(value_of("bft_rounds_total{chain=\"devnet\"} 3", "bft_round"), None);
		assert_eq!(value_of("# HELP bft_round Round", "bft_round"), None);
	}
}
