//! Status write-back 状态回写: tells the non-tax system what the chain decided. R086, R089, R105.

use crate::Client;
use async_trait::async_trait;
use fiscal_bridge::{
	convert, receipt,
	worker::{BridgeFault, Deliver, Delivered},
};
use fiscal_primitives::{
	outbox::{Body, DeliveryFault, Destination, DueMessage},
	Digest,
};

#[async_trait]
impl Deliver for Client {
	fn destination(&self) -> Destination {
		Destination::NonTax
	}

	/// Under the same idempotency key the system takes a change once; the receipt is checked against
	/// the key of the configuration, where there is one.
	async fn deliver(&self, key: &Digest, message: &DueMessage) -> Result<Delivered, BridgeFault> {
		let body = &message.message.body;
		let Body::Status(notice) = body else {
			let words = format!("message {} is not for this system", message.id);
			return Err(self.fault(DeliveryFault::NotConfigured, words));
		};
		let digest = body.digest();
		let update = convert::status_update(key, message.id, &digest, notice);
		let receipt = self.update_status(&update).await?;
		receipt::read(&receipt, self.peer_key(), key, &digest)
			.map_err(|fault| self.fault(fault.fault, fault.words))
	}
}
