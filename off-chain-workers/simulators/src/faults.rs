//! Switched faults, reproducible by their seed.
//!
//! What befalls a request is computed from the seed, the service, the body and how often that body
//! came before, and not from the order in which requests arrive: the third attempt at a message fares
//! the same in every run, whatever else goes on.

use crate::control::MAX_SAFE;
use axum::{
	body::{Body, Bytes},
	response::Response,
};
use fiscal_bridge::protocol::ReceiptBody;
use fiscal_sm_crypto::sm3_256;
use futures::stream;
use serde::{Deserialize, Serialize};
use std::{
	collections::HashMap,
	io,
	sync::{Mutex, PoisonError, RwLock},
	time::Duration,
};
use utoipa::ToSchema;

/// The longest latency, ms.
pub const MAX_LATENCY: u32 = 60_000;
/// How many different requests are told apart; then counting begins again.
const MAX_SEEN: usize = 1 << 20;

/// Which faults are on. Rates are per mille of requests, 0 to 1000.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FaultSettings {
	/// The same seed gives the same faults to the same requests.
	#[schema(maximum = 9007199254740991.0)]
	pub seed: u64,
	/// Latency of every answer, ms.
	#[schema(maximum = 60000)]
	pub latency: u32,
	/// Further latency, at random from 0 to this, ms.
	#[schema(maximum = 60000)]
	pub jitter: u32,
	/// Answers 503, and nothing is applied.
	#[schema(maximum = 1000)]
	pub unavailable: u16,
	/// The connection breaks without an answer, although the request WAS applied.
	#[schema(maximum = 1000)]
	pub dropped: u16,
	/// The signature of the answer does not hold; on the platform, neither does that of the province
	/// under a message to the gateway, which is sent again as it should be.
	#[schema(maximum = 1000)]
	pub wrong_signature: u16,
	/// The signature of the receipt in an answer does not hold.
	#[schema(maximum = 1000)]
	pub wrong_receipt: u16,
	/// The platform sends a message to the gateway a second time after it was answered.
	#[schema(maximum = 1000)]
	pub duplicate: u16,
	/// The answer shows a bill, or an index of evidence, as it was before its last change.
	#[schema(maximum = 1000)]
	pub stale: u16,
	/// The answer states what never was: another total, nothing reimbursed, another time.
	#[schema(maximum = 1000)]
	pub lying: u16,
}

impl FaultSettings {
	/// Refuses values out of range; the text names the field.
	pub fn check(&self) -> Result<(), String> {
		if self.seed > MAX_SAFE {
			return Err(format!("seed: more than {MAX_SAFE}"));
		}
		for (field, value) in [("latency", self.latency), ("jitter", self.jitter)] {
			if value > MAX_LATENCY {
				return Err(format!("{field}: more than {MAX_LATENCY} ms"));
			}
		}
		for (field, rate) in [
			("unavailable", self.unavailable),
			("dropped", self.dropped),
			("wrongSignature", self.wrong_signature),
			("wrongReceipt", self.wrong_receipt),
			("duplicate", self.duplicate),
			("stale", self.stale),
			("lying", self.lying),
		] {
			if rate > 1000 {
				return Err(format!("{field}: more than 1000 per mille"));
			}
		}
		Ok(())
	}
}

/// What befalls one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
	/// How long the answer is held back.
	pub wait: Duration,
	/// 503.
	pub unavailable: bool,
	/// No answer, though it was applied.
	pub dropped: bool,
	/// The envelope's signature is wrong.
	pub wrong_signature: bool,
	/// The receipt's signature is wrong.
	pub wrong_receipt: bool,
	/// It is sent twice.
	pub duplicate: bool,
	/// An older state is shown.
	pub stale: bool,
	/// A false state is shown.
	pub lying: bool,
}

impl Fate {
	/// Holds the request back.
	pub async fn hold(&self) {
		if !self.wait.is_zero() {
			tokio::time::sleep(self.wait).await;
		}
	}

	/// Spoils a signature in hexadecimal, where the signature of the envelope is to be wrong.
	pub fn spoil_envelope(&self, signature: &mut String) {
		if self.wrong_signature {
			spoil(signature);
		}
	}

	/// Spoils the signature of a receipt, where that is to be wrong.
	pub fn spoil_receipt(&self, receipt: &mut ReceiptBody) {
		if let (true, Some(signature)) = (self.wrong_receipt, &mut receipt.signature) {
			spoil(signature);
		}
	}

	/// The answer, or a connection that breaks before its first byte.
	pub fn deliver(&self, response: Response) -> Response {
		if !self.dropped {
			return response;
		}
		let broken = stream::iter([Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into())]);
		Response::new(Body::from_stream(broken))
	}
}

/// Changes the last digit of a signature in hexadecimal.
pub(crate) fn spoil(signature: &mut String) {
	let digit = match signature.pop() {
		Some('0') => '1',
		Some(_) => '0',
		None => return,
	};
	signature.push(digit);
}

/// The faults of one system.
#[derive(Debug, Default)]
pub struct Switch {
	settings: RwLock<FaultSettings>,
	seen: Mutex<HashMap<[u8; 16], u32>>,
}

impl Switch {
	/// With these settings, which were checked.
	pub fn new(settings: FaultSettings) -> Self {
		Self { settings: RwLock::new(settings), seen: Mutex::default() }
	}

	/// Which faults are on.
	pub fn settings(&self) -> FaultSettings {
		self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
	}

	/// Switches faults on and off; attempts are counted anew.
	pub fn set(&self, settings: FaultSettings) {
		*self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
		self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
	}

	/// What befalls a request for `service` with this content.
	pub fn fate(&self, service: &str, content: &[u8]) -> Fate {
		let settings = self.settings();
		if settings == (FaultSettings { seed: settings.seed, ..FaultSettings::default() }) {
			return Fate::default();
		}
		let mut subject = [0u8; 16];
		let digest = sm3_256(&[service.as_bytes(), b"\n", content].concat());
		subject.iter_mut().zip(digest).for_each(|(slot, byte)| *slot = byte);
		let attempt = self.count(subject);
		let draw = |fault: &str| draw(settings.seed, fault, &subject, attempt);
		let happens = |fault: &str, rate: u16| draw(fault) % 1000 < u64::from(rate);
		let jitter = draw("jitter") % u64::from(settings.jitter).saturating_add(1);
		Fate {
			wait: Duration::from_millis(u64::from(settings.latency).saturating_add(jitter)),
			unavailable: happens("unavailable", settings.unavailable),
			dropped: happens("dropped", settings.dropped),
			wrong_signature: happens("wrong-signature", settings.wrong_signature),
			wrong_receipt: happens("wrong-receipt", settings.wrong_receipt),
			duplicate: happens("duplicate", settings.duplicate),
			stale: happens("stale", settings.stale),
			lying: happens("lying", settings.lying),
		}
	}

	/// How often the subject came before.
	fn count(&self, subject: [u8; 16]) -> u32 {
		let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
		if seen.len() >= MAX_SEEN {
			seen.clear();
		}
		let times = seen.entry(subject).or_insert(0);
		let before = *times;
		*times = times.saturating_add(1);
		before
	}
}

fn draw(seed: u64, fault: &str, subject: &[u8; 16], attempt: u32) -> u64 {
	let mut text = Vec::with_capacity(64);
	text.extend_from_slice(&seed.to_be_bytes());
	text.extend_from_slice(subject);
	text.extend_from_slice(&attempt.to_be_bytes());
	text.extend_from_slice(fault.as_bytes());
	let digest = sm3_256(&text);
	digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn half() -> FaultSettings {
		FaultSettings { seed: 7, unavailable: 500, dropped: 500, jitter: 50, ..Default::default() }
	}

	fn fates(switch: &Switch, names: &[&str]) -> Vec<Fate> {
		names.iter().map(|name| switch.fate("service", name.as_bytes())).collect()
	}

	#[test]
	fn the_same_seed_gives_every_attempt_the_same_fate_in_any_order() {
		let (one, two) = (Switch::new(half()), Switch::new(half()));
		let forth = fates(&one, &["a", "b", "a", "c", "a", "b"]);
		let back = fates(&two, &["b", "c", "a", "b", "a", "a"]);
		// First, second and third attempt at a; first and second at b; the only one at c.
		let pairs = [(0, 2), (2, 4), (4, 5), (1, 0), (5, 3), (3, 1)];
		assert!(pairs.into_iter().all(|(left, right)| forth[left] == back[right]));
		one.set(FaultSettings { seed: 8, ..half() });
		let names: Vec<String> = (0..64).map(|number| number.to_string()).collect();
		let names: Vec<&str> = names.iter().map(String::as_str).collect();
		two.set(half());
		assert_ne!(fates(&one, &names), fates(&two, &names), "another seed, the same faults");
	}

	#[test]
	fn rates_are_kept_within_what_chance_allows() {
		let switch = Switch::new(FaultSettings { dropped: 200, ..Default::default() });
		let hits = (0..10_000u32)
			.filter(|number| switch.fate("service", &number.to_be_bytes()).dropped)
			.count();
		assert!((1_800..2_200).contains(&hits), "{hits} of 10,000 at 200 per mille");
		assert!(!(0..1000u32).any(|n| switch.fate("service", &n.to_be_bytes()).unavailable));
	}

	#[test]
	fn values_out_of_range_are_named() {
		let check = |settings: FaultSettings| settings.check().unwrap_err();
		assert!(check(FaultSettings { lying: 1001, ..half() }).starts_with("lying"));
		assert!(check(FaultSettings { jitter: 60_001, ..half() }).starts_with("jitter"));
		assert!(half().check().is_ok());
	}

	proptest! {
		#[test]
		fn a_spoilt_signature_differs_and_keeps_its_length(signature in "[0-9a-f]{128}") {
			let mut spoilt = signature.clone();
			spoil(&mut spoilt);
			prop_assert_ne!(&spoilt, &signature);
			prop_assert_eq!(spoilt.len(), signature.len());
		}
	}
}
