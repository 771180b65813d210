//! Where a device listens. R032, R035.

use crate::{serde_as_text, text::Text, Invalid};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use core::net::{Ipv4Addr, Ipv6Addr};
use scale_info::TypeInfo;

/// `host:port`, at most 128 bytes: a DNS name, an IPv4 address or an IPv6 address in brackets, and a
/// port from 1 to 65535 without leading zeros.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct Endpoint(Text<128>);

fn is_label(label: &str) -> bool {
	(1..=63).contains(&label.len())
		&& label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
		&& !label.starts_with('-')
		&& !label.ends_with('-')
}

fn is_host(host: &str) -> bool {
	if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
		return inner.parse::<Ipv6Addr>().is_ok();
	}
	// What looks like an IPv4 address has to be one.
	if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
		return host.parse::<Ipv4Addr>().is_ok();
	}
	host.split('.').all(is_label)
}

impl Endpoint {
	/// From `host:port`.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("endpoint: not host:port");
		let (host, port) = text.rsplit_once(':').ok_or(FAULT)?;
		let plain = !port.starts_with('0') && port.bytes().all(|byte| byte.is_ascii_digit());
		if !plain || port.parse::<u16>().is_err() || !is_host(host) {
			return Err(FAULT);
		}
		Text::new(text).map(Self).map_err(|_| Invalid("endpoint: longer than 128 bytes"))
	}

	/// The text.
	pub fn as_str(&self) -> &str {
		self.0.as_str()
	}
}

impl Decode for Endpoint {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(Text::<128>::decode(input)?.as_str())?)
	}
}
impl DecodeWithMemTracking for Endpoint {}

impl core::fmt::Display for Endpoint {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl core::fmt::Debug for Endpoint {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl core::str::FromStr for Endpoint {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}
serde_as_text!(Endpoint);

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::string::ToString;
	use proptest::prelude::*;

	#[test]
	fn names_and_addresses_with_a_port_are_endpoints() {
		for text in ["node.example:1", "10.0.0.1:65535", "[2001:db8::1]:9443", "a-1:443"] {
			assert_eq!(Endpoint::new(text).unwrap().to_string(), text);
		}
		for text in [
			"",
			":",
			"node",
			"node:",
			":1",
			"node:0",
			"node:01",
			"node:+1",
			"node:65536",
			"256.0.0.1:1",
			"1.2.3:1",
			"2001:db8::1:1",
			"[::1:1",
			"-a:1",
			"a-:1",
			"a..b:1",
			"a b:1",
			"节点:1",
			"http://a:1",
		] {
			assert!(Endpoint::new(text).is_err(), "{text}");
		}
		let long = ["a"; 64].join(".");
		assert!(Endpoint::new(&(long + ":65")).is_err());
	}

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(text in "[a1.:\\[\\]-]{0,12}") {
			let encoded = text.as_bytes().to_vec().encode();
			prop_assert_eq!(
				Endpoint::decode(&mut &encoded[..]).is_ok(),
				Endpoint::new(&text).is_ok()
			);
		}
	}
}
