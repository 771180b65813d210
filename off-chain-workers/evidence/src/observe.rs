//! What a validator sees on the evidence chain 存证核验. R180.

use crate::{Evidence, Verdict};
use async_trait::async_trait;
use fiscal_bridge::worker::{At, BridgeFault, Chain, Observe};
use fiscal_primitives::{
	observation::{Observed, Question},
	outbox::DeliveryFault,
};

#[async_trait]
impl Observe for Evidence {
	fn serves(&self, question: &Question) -> bool {
		matches!(question, Question::Evidence { .. })
	}

	async fn observe(
		&self,
		_: &dyn Chain,
		_: &At,
		question: &Question,
	) -> Result<Observed, BridgeFault> {
		let Question::Evidence { digest } = question else {
			let words = "the question is not for this system";
			return Err(self.fault(DeliveryFault::NotConfigured, words));
		};
		let verdict = self.verify(digest).await;
		let record = match verdict.map_err(|fault| fault.into_fault(self.client().name()))? {
			Verdict::Kept(record) => Some(record),
			Verdict::Unknown => None,
		};
		Ok(Observed::Evidence { record })
	}
}
