//! Who asks, and how often.

use super::options::Rate;
use axum::{
	extract::ConnectInfo,
	http::{Extensions, HeaderMap},
};
use fiscal_listen::{ClientId, Peer};
use parking_lot::Mutex;
use schnellru::{ByLength, LruMap};
use std::{
	net::{IpAddr, Ipv4Addr},
	time::Instant,
};

/// The header in which a reverse proxy says for whom it asks.
const FORWARDED: &str = "x-forwarded-for";

/// Who sent a request; `proxies` are believed when they say for whom they ask.
pub(super) fn client_of(
	headers: &HeaderMap,
	extensions: &Extensions,
	proxies: &[IpAddr],
) -> ClientId {
	let peer = extensions
		.get::<ConnectInfo<Peer>>()
		.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(Peer(address))| *address);
	if !proxies.contains(&peer) {
		return peer.into();
	}
	let named = headers
		.get_all(FORWARDED)
		.iter()
		.filter_map(|value| value.to_str().ok())
		.flat_map(|value| value.split(','))
		.filter_map(|entry| entry.trim().parse::<IpAddr>().ok())
		.collect::<Vec<_>>();
	named.into_iter().rev().find(|address| !proxies.contains(address)).unwrap_or(peer).into()
}

/// A bucket that fills by itself.
#[derive(Clone, Copy, Debug)]
struct Bucket {
	tokens: f64,
	at: Instant,
}

/// How often each client may ask. Of clients that have not asked for the longest time nothing is
/// remembered, so that strangers fill no memory.
pub(super) struct RateLimit {
	rate: Rate,
	buckets: Mutex<LruMap<ClientId, Bucket, ByLength>>,
}

impl RateLimit {
	/// Remembers at most `clients`.
	pub(super) fn new(rate: Rate, clients: u32) -> Self {
		Self { rate, buckets: Mutex::new(LruMap::new(ByLength::new(clients))) }
	}

	/// Takes the cost of a request, or says after how many seconds it could be taken. What costs more than
	/// a full bucket holds needs a full one.
	pub(super) fn take(&self, client: ClientId, cost: u32, now: Instant) -> Result<(), u64> {
		let most = f64::from(self.rate.burst);
		let cost = f64::from(cost).min(most);
		let mut buckets = self.buckets.lock();
		let full = Bucket { tokens: most, at: now };
		let Some(bucket) = buckets.get_or_insert(client, || full) else { return Ok(()) };
		let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
		bucket.tokens = (bucket.tokens + passed * f64::from(self.rate.per_second)).min(most);
		bucket.at = now;
		if bucket.tokens >= cost {
			bucket.tokens -= cost;
			return Ok(());
		}
		let wait = (cost - bucket.tokens) / f64::from(self.rate.per_second.max(1));
		// Between 0 and what a full bucket takes to fill.
		Err(wait.ceil() as u64)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::Duration;

	fn client(last: u8) -> ClientId {
		IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)).into()
	}

	#[test]
	fn a_bucket_empties_and_fills() {
		let limit = RateLimit::new(Rate { burst: 3, per_second: 2 }, 10);
		let start = Instant::now();
		for _ in 0..3 {
			assert_eq!(limit.take(client(1), 1, start), Ok(()));
		}
		assert_eq!(limit.take(client(1), 1, start), Err(1));
		assert_eq!(limit.take(client(2), 1, start), Ok(()));
		assert_eq!(limit.take(client(1), 2, start + Duration::from_secs(1)), Ok(()));
		assert_eq!(limit.take(client(1), 1, start + Duration::from_secs(1)), Err(1));
		assert_eq!(limit.take(client(1), 99, start + Duration::from_secs(60)), Ok(()));
		assert_eq!(limit.take(client(1), 99, start + Duration::from_secs(60)), Err(2));
	}

	#[test]
	fn clients_that_are_remembered_are_bounded() {
		let limit = RateLimit::new(Rate { burst: 1, per_second: 1 }, 4);
		let now = Instant::now();
		for last in 0..200 {
			assert_eq!(limit.take(client(last), 1, now), Ok(()));
		}
		assert!(limit.buckets.lock().len() <= 4);
	}

	#[test]
	fn only_proxies_are_believed() {
		let proxy = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
		let mut headers = HeaderMap::new();
		headers.insert(FORWARDED, "203.0.113.7, 192.0.2.9, 10.0.0.1".parse().unwrap());
		let mut extensions = Extensions::new();
		extensions.insert(ConnectInfo(Peer(proxy)));
		assert_eq!(client_of(&headers, &extensions, &[]), proxy.into());
		assert_eq!(client_of(&headers, &extensions, &[proxy]), client(9));
	}
}
