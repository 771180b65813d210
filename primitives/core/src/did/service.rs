//! Services of a DID document: where its subject can be reached.

use crate::{text::Text, Invalid};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most services of one participant.
pub const MAX_SERVICES: u32 = 8;

/// Bounded text of which not everything is admitted.
macro_rules! checked_text {
	($(#[$doc:meta])* $name:ident, $bytes:literal, $check:expr, $fault:literal) => {
		$(#[$doc])*
		#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
		pub struct $name(Text<$bytes>);

		impl $name {
			/// From text; refused unless it has the form the type states.
			pub fn new(text: &str) -> Result<Self, Invalid> {
				let check: fn(&str) -> bool = $check;
				if !check(text) {
					return Err(Invalid($fault));
				}
				Text::new(text).map(Self)
			}

			/// The text.
			pub fn as_str(&self) -> &str {
				self.0.as_str()
			}
		}

		impl Decode for $name {
			fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
				let text = Text::<$bytes>::decode(input)?;
				Ok(Self::new(text.as_str())?)
			}
		}
		impl DecodeWithMemTracking for $name {}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				f.write_str(self.as_str())
			}
		}
		impl core::str::FromStr for $name {
			type Err = Invalid;
			fn from_str(text: &str) -> Result<Self, Invalid> {
				Self::new(text)
			}
		}
		crate::serde_as_text!($name);
	};
}

fn is_word(text: &str) -> bool {
	!text.is_empty()
		&& text
			.bytes()
			.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A URI of RFC 3986 with a scheme, and without characters that have to be escaped.
fn is_uri(text: &str) -> bool {
	let Some((scheme, rest)) = text.split_once(':') else { return false };
	let scheme_holds = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
		&& scheme
			.bytes()
			.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
	let rest_holds = rest
		.bytes()
		.all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte));
	scheme_holds && !rest.is_empty() && rest_holds
}

checked_text!(
	/// The name of a service, which stands behind `#` in its id: 1 to 32 letters, digits, `-`, `_`
	/// and `.`; not beginning with `key-`, as the names of keys do.
	ServiceName,
	32,
	|text| is_word(text) && !text.starts_with("key-"),
	"service name: not letters, digits, - _ and . alone, or begins with key-"
);
checked_text!(
	/// The type of a service, such as `AccessNode`: 1 to 64 letters, digits, `-`, `_` and `.`.
	ServiceType,
	64,
	is_word,
	"service type: not letters, digits, - _ and . alone"
);
checked_text!(
	/// Where a service is: an absolute URI (RFC 3986), 1 to 256 bytes.
	ServiceEndpoint,
	256,
	is_uri,
	"service endpoint: not an absolute URI"
);

/// A service of a participant.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
	/// Its name, unique among the services of the participant.
	pub name: ServiceName,
	/// What kind of service it is.
	#[serde(rename = "type")]
	pub kind: ServiceType,
	/// Where it is.
	pub endpoint: ServiceEndpoint,
}

/// The services of a participant: at most [`MAX_SERVICES`], no two of one name.
#[derive(
	Clone, Debug, Default, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo, serde::Serialize,
)]
#[serde(transparent)]
pub struct Services(BoundedVec<Service, ConstU32<MAX_SERVICES>>);

impl Services {
	/// The services given; refused when there are too many or two have one name.
	pub fn new(services: Vec<Service>) -> Result<Self, Invalid> {
		let twice = services
			.iter()
			.enumerate()
			.any(|(at, one)| services.iter().take(at).any(|other| other.name == one.name));
		if twice {
			return Err(Invalid("services: two of one name"));
		}
		BoundedVec::try_from(services).map(Self).map_err(|_| Invalid("services: more than eight"))
	}

	/// How many there are.
	pub fn len(&self) -> u32 {
		u32::try_from(self.0.len()).unwrap_or(MAX_SERVICES)
	}

	/// True when there are none.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// The services, in the order given.
	pub fn iter(&self) -> impl Iterator<Item = &Service> {
		self.0.iter()
	}
}

impl Decode for Services {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let services = BoundedVec::<Service, ConstU32<MAX_SERVICES>>::decode(input)?;
		Ok(Self::new(services.into_inner())?)
	}
}
impl DecodeWithMemTracking for Services {}

impl<'de> serde::Deserialize<'de> for Services {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let services = <Vec<Service> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(services).map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn service(name: &str) -> Service {
		Service {
			name: name.parse().unwrap(),
			kind: "AccessNode".parse().unwrap(),
			endpoint: "https://node.example.cn:8443/v1".parse().unwrap(),
		}
	}

	#[test]
	fn names_of_keys_and_relative_places_are_refused() {
		assert!(ServiceName::new("node-1").is_ok());
		for bad in ["", "key-1", "a b", "a#b", "服务", &"a".repeat(33)] {
			assert!(ServiceName::new(bad).is_err(), "{bad}");
		}
		for good in ["https://a.cn/x?y=1#z", "did:cpl:abc#node", "mailto:a@b.cn", "ws://[::1]:9944"]
		{
			assert!(ServiceEndpoint::new(good).is_ok(), "{good}");
		}
		let long = format!("https://{}", "a".repeat(260));
		for bad in ["", "/path", "https:", "1a:b", "https://a b", "https://例.cn", ":x", &long] {
			assert!(ServiceEndpoint::new(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn a_list_has_no_name_twice_and_at_most_eight_services() {
		assert!(Services::new(vec![service("a"), service("b")]).is_ok());
		assert!(Services::new(vec![service("a"), service("a")]).is_err());
		let nine: Vec<_> = (0..9).map(|n| service(&format!("s{n}"))).collect();
		assert!(Services::new(nine.clone()).is_err());
		assert!(Services::decode(&mut &nine.encode()[..]).is_err());
		assert!(Services::decode(&mut &vec![service("a"), service("a")].encode()[..]).is_err());
		let json = serde_json::to_value(Services::new(vec![service("a")]).unwrap()).unwrap();
		assert_eq!(json[0]["type"], "AccessNode");
		assert_eq!(serde_json::from_value::<Services>(json).unwrap().len(), 1);
	}

	proptest! {
		#[test]
		fn the_decoders_refuse_what_the_constructors_refuse(text in "\\PC{0,40}") {
			let encoded = text.as_bytes().to_vec().encode();
			prop_assert_eq!(
				ServiceEndpoint::decode(&mut &encoded[..]).is_ok(),
				ServiceEndpoint::new(&text).is_ok()
			);
			prop_assert_eq!(
				ServiceName::decode(&mut &encoded[..]).is_ok(),
				ServiceName::new(&text).is_ok()
			);
		}
	}
}
