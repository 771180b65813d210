//! Who asks, and how much of something one client has open.

use parking_lot::Mutex;
use std::{
	collections::HashMap,
	net::{IpAddr, Ipv6Addr},
	sync::Arc,
};

/// Who asks: an address, of IPv6 its /64, which is what one customer of a provider has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(IpAddr);

impl From<IpAddr> for ClientId {
	fn from(address: IpAddr) -> Self {
		Self(match address.to_canonical() {
			IpAddr::V4(address) => IpAddr::V4(address),
			IpAddr::V6(address) => {
				let [a, b, c, d, ..] = address.segments();
				IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
			}
		})
	}
}

/// How many of something each client has open; clients that have nothing open are not remembered.
#[derive(Clone)]
pub struct Crowd {
	most: usize,
	open: Arc<Mutex<HashMap<ClientId, usize>>>,
}

impl Crowd {
	/// At most so many of one client.
	pub fn new(most: usize) -> Self {
		Self { most, open: Arc::new(Mutex::new(HashMap::new())) }
	}

	/// One more, until the place is dropped; none if the client has all it may have.
	pub fn enter(&self, client: impl Into<ClientId>) -> Option<Place> {
		let client = client.into();
		let mut open = self.open.lock();
		let count = open.get(&client).copied().unwrap_or(0);
		if count >= self.most {
			return None;
		}
		open.insert(client, count.saturating_add(1));
		Some(Place { client, crowd: self.clone() })
	}
}

/// One of what a client may have open.
pub struct Place {
	client: ClientId,
	crowd: Crowd,
}

impl Drop for Place {
	fn drop(&mut self) {
		let mut open = self.crowd.open.lock();
		match open.get(&self.client).copied() {
			Some(count) if count > 1 => {
				open.insert(self.client, count.saturating_sub(1));
			}
			_ => {
				open.remove(&self.client);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::net::Ipv4Addr;

	fn client(last: u8) -> ClientId {
		IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)).into()
	}

	#[test]
	fn a_place_is_given_back() {
		let crowd = Crowd::new(2);
		let first = crowd.enter(client(1));
		let second = crowd.enter(client(1));
		assert!(first.is_some());
		assert!(crowd.enter(client(1)).is_none());
		assert!(crowd.enter(client(2)).is_some());
		drop(first);
		assert!(crowd.enter(client(1)).is_some());
		drop(second);
		assert!(crowd.open.lock().is_empty());
	}

	#[test]
	fn neighbours_of_ipv6_are_one_client() {
		let id = |text: &str| ClientId::from(text.parse::<IpAddr>().unwrap());
		assert_eq!(id("2001:db8:1:2::1"), id("2001:db8:1:2:ffff::2"));
		assert_ne!(id("2001:db8:1:2::1"), id("2001:db8:1:3::1"));
		assert_eq!(id("::ffff:192.0.2.1"), client(1));
	}
}
