//! Messages of other provinces: registrations, openings, starts, results and answers 跨省备案, 服务开通,
//! 发起报销, 报销结果. R167, R168, R173, R174.
//!
//! The gateway looks whether a message has its form and is its province's, hands it to the chain as it
//! is, and waits a while for what the chain makes of it. A message that came before is not handed in
//! again: it gets the same answer.

use super::State;
use crate::{
	chain::SubmitFault,
	read,
	refused::Refused,
	templates::{FORBIDDEN, PROCESSING},
};
use fiscal_bridge::{
	convert,
	envelope::{code, signed},
	protocol::{region::InboundMessage, ReceiptBody},
	receipt,
};
use fiscal_primitives::{
	outbox::{Code, Receipt},
	region::{Inbound, InboundBody, RegionFlow, RegionOperation, RegionOutcome},
	Region,
};
use fiscal_sm_crypto::{verify, Signature};
use tokio::time::{timeout_at, Instant};

/// How the chain stands with a message.
enum Standing {
	/// It did not take it yet, or has not decided.
	Open,
	/// It took it, and this became of it where something became of it by now.
	Taken(Option<RegionOutcome>),
}

impl State {
	/// A message of a province, with the province's signature.
	pub(super) async fn message(&self, body: &str) -> Result<ReceiptBody, Refused> {
		let InboundMessage { message, signature } = signed::body(body)?;
		let signature = convert::signature("signature", &signature)?;
		self.check_province(&message, &signature).await?;
		// Some of the time is left for the record and the way back.
		let patience = self.config.request.mul_f64(0.75);
		let deadline = Instant::now().checked_add(patience).unwrap_or_else(Instant::now);
		let mut at = self.chain.latest()?;
		if !self.is_taken(&message).await? {
			self.submit(&message, signature).await?;
		}
		loop {
			if let Standing::Taken(outcome) = self.standing(&message).await? {
				return self.receipt(&message, outcome);
			}
			at = match timeout_at(deadline, self.chain.next(at.number)).await {
				Ok(Some(next)) => next,
				Ok(None) | Err(_) => {
					let words = "the chain has not decided: send the same message again";
					return Err(Refused::new(PROCESSING, "message", words));
				}
			};
		}
	}

	/// Is the message from a province that takes part, and signed by it?
	async fn check_province(
		&self,
		message: &Inbound,
		signature: &Signature,
	) -> Result<(), Refused> {
		if message.from == Region::SHANGHAI {
			return Err(Refused::new(code::MALFORMED, "message.from", "the province of here"));
		}
		let provinces = self.chain.provinces().await?;
		let province = provinces
			.iter()
			.find(|answer| answer.region == message.from)
			.ok_or_else(|| Refused::new(FORBIDDEN, "message.from", "it does not take part"))?;
		let payload = message.payload(&self.chain.genesis());
		if verify(&province.province.key, &payload, signature) {
			Ok(())
		} else {
			let words = "not that of the province over this message on this chain";
			Err(Refused::new(code::UNAUTHORIZED, "signature", words))
		}
	}

	async fn submit(&self, message: &Inbound, signature: Signature) -> Result<(), Refused> {
		let Err(fault) = self.chain.submit(message.clone(), signature).await else {
			return Ok(());
		};
		// The same message may have come by way of another node meanwhile.
		let refused = matches!(fault, SubmitFault::Refused(_));
		if refused && self.is_taken(message).await? {
			return Ok(());
		}
		Err(fault.into())
	}

	/// Did the chain take the message, at whatever time it was dated? One that is not that which the
	/// chain took under its number is refused: no receipt may say that it was delivered.
	async fn is_taken(&self, message: &Inbound) -> Result<bool, Refused> {
		match self.chain.received(message.from, &message.id).await? {
			None => Ok(false),
			Some(taken) if taken == message.identity() => Ok(true),
			Some(_) => {
				let words = "the number of another message";
				Err(Refused::new(code::CONFLICT, "message.id", words))
			}
		}
	}

	/// How the chain stands with the message in the latest final block.
	async fn standing(&self, message: &Inbound) -> Result<Standing, Refused> {
		if !self.is_taken(message).await? {
			return Ok(Standing::Open);
		}
		let (org, flow, bill, operation) = match &message.body {
			InboundBody::Start { org, flow, bill, .. } => (org, flow, bill, RegionOperation::Start),
			InboundBody::Result { org, flow, bill, .. } => {
				(org, flow, bill, RegionOperation::Result)
			}
			InboundBody::Filing { .. }
			| InboundBody::Service { .. }
			| InboundBody::Answer { .. } => return Ok(Standing::Taken(None)),
		};
		let flow = RegionFlow { region: message.from, org: *org, flow: flow.clone() };
		let Some(kept) = self.chain.inbound(&flow, operation).await? else {
			return match operation {
				// A result that is not final is not kept; its answer follows by the chain.
				RegionOperation::Result => Ok(Standing::Taken(None)),
				// A start is kept together with its message: the next look finds both.
				RegionOperation::Start => Ok(Standing::Open),
			};
		};
		if kept.bill != *bill || message.body.content() != Some(kept.content) {
			return Ok(Standing::Taken(Some(RegionOutcome::Conflict)));
		}
		Ok(match kept.outcome {
			RegionOutcome::Pending => Standing::Open,
			outcome => Standing::Taken(Some(outcome)),
		})
	}

	fn receipt(
		&self,
		message: &Inbound,
		outcome: Option<RegionOutcome>,
	) -> Result<ReceiptBody, Refused> {
		let word = match outcome {
			None => code::SUCCESS.to_owned(),
			Some(outcome) => convert::word(&outcome),
		};
		let receipt =
			Receipt { accepted: true, code: read::parsed::<Code>("code", &word)?, reference: None };
		let digest = message.digest();
		receipt::sign(Some(&*self.config.signer), &receipt, &digest, &digest)
			.map_err(|fault| Refused::internal("signature", &fault))
	}
}
