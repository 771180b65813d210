//! Tests the connection to the non-tax system.

use crate::{Client, Ranges, Span};
use async_trait::async_trait;
use fiscal_bridge::{envelope::nontax::Profile, Check};
use fiscal_primitives::{outbox::DeliveryFault, BillCode, BillKey, BillNumber};

/// Asks for the digest of one number of a code that no area has: it changes nothing, and shows whether
/// both sides can read each other's envelopes.
#[async_trait]
impl Check for Client {
	fn name(&self) -> &str {
		"nontax"
	}

	async fn check(&self) -> Result<String, String> {
		let (code, number) = (BillCode::from_packed([0; 4]), BillNumber::from_packed([0; 5]));
		let (Ok(code), Ok(number)) = (code, number) else {
			return Err("no bill has the code 00000000".into());
		};
		let key = BillKey::new(code, number);
		let span = Span::new(&key, &key).map_err(|fault| fault.words)?;
		let answer = self.digests(&span).await;
		let parts = answer.map_err(|fault| format!("{}: {}", fault.words, advice(fault.fault)))?;
		if parts.parts.len() != 1 {
			return Err(format!("it cuts one number into {} parts", parts.parts.len()));
		}
		let receipts = match self.peer_key() {
			Some(_) => "receipts are checked",
			None => "receipts are not checked here: nontax.peer_key is not set",
		};
		Ok(match self.profile() {
			Profile::Sm3Hmac => format!("it answers, and signs its answers; {receipts}"),
			Profile::Md5 => format!(
				"it answers; in the profile md5 nothing but TLS says that the answer is its own; \
				 {receipts}"
			),
		})
	}
}

/// What to look at.
const fn advice(fault: DeliveryFault) -> &'static str {
	match fault {
		DeliveryFault::Unreachable => {
			"look at nontax.url, at the network and at the certificates of both sides"
		}
		DeliveryFault::Unavailable => "the system itself is out of order: ask whoever runs it",
		DeliveryFault::Unauthorized => "look at nontax.appid and at the shared key",
		DeliveryFault::BadAnswer => {
			"look at nontax.profile and at the shared key, and whether this URL is the system's"
		}
		DeliveryFault::Overdue | DeliveryFault::NotConfigured | DeliveryFault::Refused => {
			"look at the section nontax"
		}
	}
}
