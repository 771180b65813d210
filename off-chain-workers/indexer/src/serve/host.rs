//! Under which names the server answers.
//!
//! A page of another place can have its own name lead to this server (DNS rebinding), and its browser then
//! takes both for one origin. What such a browser asks for still carries that name.

use std::net::IpAddr;

/// Whether requests for `authority`, a host with or without a port, are answered: addresses, which no page
/// can have lead elsewhere, this machine's own name, and those that are listed.
pub(super) fn is_ours(authority: &str, listed: &[String]) -> bool {
	let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
		Some((address, _)) => address,
		None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
	};
	let host = host.strip_suffix('.').unwrap_or(host);
	host.parse::<IpAddr>().is_ok()
		|| host.eq_ignore_ascii_case("localhost")
		|| listed.iter().any(|name| name.eq_ignore_ascii_case(host))
}

/// Whether that is a name of a host as browsers send it: in ASCII, with neither scheme nor port.
pub(super) fn is_name(text: &str) -> bool {
	let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
	text.bytes().all(is_plain) && url::Host::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_answered_that_are_listed_and_addresses() {
		let listed = ["Board.example.org".to_owned()];
		for ours in [
			"127.0.0.1:8080",
			"[::1]:8080",
			"192.0.2.1",
			"localhost:8080",
			"LOCALHOST",
			"board.example.org",
			"board.example.org.:443",
		] {
			assert!(is_ours(ours, &listed), "{ours}");
		}
		for other in ["", "evil.example", "evil.example:8080", "localhost.evil.example", "a:b:c"] {
			assert!(!is_ours(other, &listed), "{other}");
		}
	}

	#[test]
	fn a_name_has_neither_scheme_nor_port() {
		assert!(is_name("board.example.org"));
		for text in ["", "https://board.example.org", "board.example.org:443", "a/b", "*"] {
			assert!(!is_name(text), "{text}");
		}
	}
}
