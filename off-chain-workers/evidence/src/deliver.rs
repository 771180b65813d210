//! Evidence that the chain wants kept 哈希存证: admission, registration, opening, and each step of a
//! cross-province reimbursement. R175, R178.

use crate::Evidence;
use async_trait::async_trait;
use fiscal_bridge::worker::{BridgeFault, Deliver, Delivered};
use fiscal_primitives::{
	outbox::{Body, DeliveryFault, Destination, DueMessage},
	Digest,
};

#[async_trait]
impl Deliver for Evidence {
	fn destination(&self) -> Destination {
		Destination::Evidence
	}

	async fn deliver(&self, key: &Digest, message: &DueMessage) -> Result<Delivered, BridgeFault> {
		let body = &message.message.body;
		let Body::Evidence(notice) = body else {
			let words = format!("message {} is not for this system", message.id);
			return Err(self.fault(DeliveryFault::NotConfigured, words));
		};
		self.keep_digest(key, &body.digest(), notice).await
	}
}
