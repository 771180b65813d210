//! Tests the connections to the evidence chain and to the signing chain.

use crate::{Evidence, SigningClient};
use async_trait::async_trait;
use fiscal_bridge::{worker::BridgeFault, Check};
use fiscal_primitives::outbox::DeliveryFault;

#[async_trait]
impl Check for Evidence {
	fn name(&self) -> &str {
		self.client().name()
	}

	async fn check(&self) -> Result<String, String> {
		let pong = self.client().ping().await;
		pong.map(|pong| format!("it answers and signs: {pong}"))
			.map_err(|fault| explain(self.client().name(), &fault))
	}
}

#[async_trait]
impl Check for SigningClient {
	fn name(&self) -> &str {
		self.client().name()
	}

	async fn check(&self) -> Result<String, String> {
		let name = self.client().name();
		let pong = self.client().ping().await.map_err(|fault| explain(name, &fault))?;
		let templates = self.templates().await;
		let templates = templates.map_err(|fault| explain(name, &fault.into_fault(name)))?;
		let count = templates.len();
		Ok(format!("it answers and signs, and has {count} templates: {pong}"))
	}
}

/// What is wrong, and what to look at.
fn explain(name: &str, fault: &BridgeFault) -> String {
	let advice = match fault.fault {
		DeliveryFault::Unreachable => {
			format!("look at {name}.url, at the network and at the certificates of both sides")
		}
		DeliveryFault::Unavailable => {
			"the system itself is out of order: ask whoever runs it".to_string()
		}
		DeliveryFault::Unauthorized => format!(
			"look at {name}.app, and whether the system knows the public key of {name}.key_file; \
			 look at the clocks of both sides"
		),
		DeliveryFault::BadAnswer => {
			format!("look at {name}.peer_key, at {name}.url and at the clocks of both sides")
		}
		DeliveryFault::NotConfigured | DeliveryFault::Overdue | DeliveryFault::Refused => {
			format!("look at the section {name}")
		}
	};
	format!("{}: {advice}", fault.words)
}
