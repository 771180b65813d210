//! What a validator sees of the non-tax system: bills from before the chain 历史存量票据, and where both
//! sides differ. R076, R086, R091.

use crate::{compare, Client, Span};
use async_trait::async_trait;
use fiscal_bridge::{
	convert,
	protocol::nontax::ByCodes,
	worker::{At, BridgeFault, Chain, Observe},
};
use fiscal_primitives::{
	observation::{HistoricBill, Observed, Question},
	outbox::DeliveryFault,
	BillKey, CheckDigest,
};
use std::time::Duration;

/// Observes the non-tax system.
///
/// It says what the system said and judges nothing: a system that is behind, or that lies, is
/// contradicted by what other validators see, or by the chain, and not here.
pub struct Observer {
	client: Client,
	rest: Duration,
}

impl Observer {
	/// An observer; `rest` is the time between the two looks at a difference, long enough for changes
	/// on the way to arrive, and well below the longest time of an observation.
	pub const fn new(client: Client, rest: Duration) -> Self {
		Self { client, rest }
	}

	/// The bill with these codes, or nothing where the system knows none: neither one of that code and
	/// number nor one with that check code.
	async fn historic_bill(
		&self,
		key: &BillKey,
		check: &CheckDigest,
	) -> Result<Option<HistoricBill>, BridgeFault> {
		// Of the check code validators know the digest alone, so they leave it out.
		let codes = ByCodes {
			bill_batch_code: key.code.to_string(),
			bill_no: key.number.to_string(),
			random: None,
		};
		let Some(info) = self.client.by_codes(&codes).await? else { return Ok(None) };
		let (said, code, bill) =
			convert::historic_bill(&info).map_err(|mistake| self.client.bad(mistake))?;
		if said != *key {
			return Err(self.client.bad(format!("asked for {key}, it answers about {said}")));
		}
		Ok((code.digest(key) == *check).then_some(bill))
	}
}

#[async_trait]
impl Observe for Observer {
	fn serves(&self, question: &Question) -> bool {
		matches!(question, Question::HistoricBill { .. } | Question::Compare { .. })
	}

	async fn observe(
		&self,
		chain: &dyn Chain,
		_at: &At,
		question: &Question,
	) -> Result<Observed, BridgeFault> {
		match question {
			Question::HistoricBill { key, check, .. } => {
				let bill = self.historic_bill(key, check).await?;
				Ok(Observed::HistoricBill { bill })
			}
			Question::Compare { from, to } => {
				let span = Span::new(from, to)?;
				let found = compare(&self.client, chain, &span, self.rest).await?.first(&span)?;
				Ok(Observed::Compare {
					differences: found
						.try_into()
						.map_err(|_| self.client.bad("more differences than fit an answer"))?,
				})
			}
			Question::Evidence { .. } => Err(self
				.client
				.fault(DeliveryFault::NotConfigured, "the question is not for this system")),
		}
	}
}
