//! Sends what waits to the gateway of Shanghai, again and again until it was answered.

use super::{
	files,
	outgoing::{self, Waiting, ANSWERED, FILE, REFUSED},
};
use crate::{context::Context, faults::spoil};
use fiscal_bridge::{
	convert,
	envelope::{code, Refusal},
	now,
	protocol::region::{self, InboundMessage},
};
use fiscal_primitives::{
	outbox::Code,
	region::{Inbound, InboundBody},
	Moment, Region,
};
use futures::stream::{self, StreamExt};
use serde_json::Value;
use std::time::Duration;

/// How many are sent at the same time.
const AT_ONCE: usize = 8;
/// How many are taken out of the queue at the same time.
const BATCH: u64 = 32;
/// How often the queue is looked at when nobody wakes the sender.
const LOOK: Duration = Duration::from_millis(200);
/// Least time between two attempts, ms; it doubles with every attempt.
const BACKOFF: Moment = 200;
/// Longest time between two attempts, ms.
const MAX_BACKOFF: Moment = 5_000;
/// After so long a message is dated and signed anew, ms: Shanghai takes none that is older than ten
/// minutes.
const STALE: Moment = 240_000;

/// What came of an attempt: an answer, or in words why there is none that counts.
type Attempt = Result<Result<Value, Refusal>, String>;

/// Sends until the task is stopped.
pub async fn run(context: Context) {
	loop {
		let sent = match round(&context).await {
			Ok(sent) => sent,
			Err(fault) => {
				log::error!("the queue of the platform cannot be read: {fault}");
				0
			}
		};
		if sent == 0 {
			let _ = tokio::time::timeout(LOOK, context.gateway.wake.notified()).await;
		}
	}
}

/// Sends what is due: how many.
async fn round(context: &Context) -> Result<usize, sqlx::Error> {
	if context.gateway.url().is_none() || context.gateway.genesis().is_none() {
		return Ok(0);
	}
	let mut transaction = context.db.begin().await?;
	let due = outgoing::due(&mut transaction, now(), BATCH).await?;
	transaction.commit().await?;
	let count = due.len();
	stream::iter(due)
		.for_each_concurrent(AT_ONCE, |waiting| async move {
			if let Err(fault) = send(context, &waiting).await {
				log::error!("{} of the platform's queue: {fault}", waiting.id);
			}
		})
		.await;
	Ok(count)
}

async fn send(context: &Context, waiting: &Waiting) -> Result<(), sqlx::Error> {
	let fate = context.switch.fate("outgoing", waiting.id.as_bytes());
	fate.hold().await;
	let made = if now().saturating_sub(waiting.made) > STALE { now() } else { waiting.made };
	let came: Attempt = if fate.unavailable {
		Err("the fault `unavailable` is switched on".into())
	} else {
		let came = attempt(context, waiting, made, fate.wrong_signature).await?;
		match (fate.wrong_signature, fate.dropped) {
			(true, _) => Err(format!("sent with a wrong signature: {}", words_of(&came))),
			(_, true) => Err("the answer was lost by the fault `dropped`".into()),
			_ => came,
		}
	};
	let verdict = judge(came);
	if fate.duplicate && verdict.is_ok() {
		let again = attempt(context, waiting, made, false).await?;
		log::info!("{} was sent a second time: {}", waiting.id, words_of(&again));
	}
	let mut transaction = context.db.begin().await?;
	match verdict {
		Ok((status, code, words)) => {
			outgoing::conclude(&mut transaction, waiting, status, &code, &words).await?;
		}
		Err(words) => {
			let wait = BACKOFF
				.saturating_mul(1u64.checked_shl(waiting.attempts.min(16)).unwrap_or(1))
				.min(MAX_BACKOFF);
			let due = now().saturating_add(wait);
			outgoing::postpone(&mut transaction, waiting, made, due, &words).await?;
		}
	}
	transaction.commit().await
}

async fn attempt(
	context: &Context,
	waiting: &Waiting,
	made: Moment,
	forged: bool,
) -> Result<Attempt, sqlx::Error> {
	let platform = &*context.keys.platform;
	if waiting.kind == FILE {
		return Ok(match files::to_hand_over(context, waiting).await? {
			Ok(file) => {
				let service = region::FILE;
				context.gateway.call(platform, service, &waiting.id, &file).await
			}
			Err(refusal) => Ok(Err(refusal)),
		});
	}
	Ok(match sign(context, waiting, made, forged) {
		Ok(message) => {
			let service = region::MESSAGE;
			context.gateway.call(platform, service, &waiting.id, &message).await
		}
		Err(words) => Ok(Err(Refusal::new(code::INTERNAL, words))),
	})
}

/// The message with the signature of its province.
fn sign(
	context: &Context,
	waiting: &Waiting,
	made: Moment,
	forged: bool,
) -> Result<InboundMessage, String> {
	let from = Region::new(waiting.region).map_err(|fault| fault.to_string())?;
	let body: InboundBody =
		serde_json::from_str(&waiting.body).map_err(|fault| fault.to_string())?;
	let id = Code::new(&waiting.id).map_err(|fault| fault.to_string())?;
	let message = Inbound { id, from, at: made, body };
	let signer = context.keys.province(from).ok_or("the province has no key")?;
	let genesis = context.gateway.genesis().ok_or("the chain of Shanghai is not known")?;
	let signature = signer.sign(&message.payload(&genesis)).map_err(|fault| fault.to_string())?;
	let mut signature = convert::signature_hex(&signature);
	if forged {
		spoil(&mut signature);
	}
	Ok(InboundMessage { message, signature })
}

/// Status, code and words of what is over; words alone where it has to be sent again.
fn judge(attempt: Attempt) -> Result<(&'static str, String, String), String> {
	match attempt? {
		Ok(answer) => {
			let code = answer.get("code").and_then(Value::as_str).unwrap_or(code::SUCCESS);
			let refused = answer.get("accepted").and_then(Value::as_bool) == Some(false);
			Ok((if refused { REFUSED } else { ANSWERED }, code.into(), String::new()))
		}
		Err(refusal) if is_passing(&refusal.code) => Err(refusal.to_string()),
		Err(refusal) => Ok((REFUSED, refusal.code, refusal.words)),
	}
}

/// May the same message fare better later? `P....` says that its outcome is not known yet; a gateway
/// that was started again takes nothing that was signed before.
fn is_passing(code: &str) -> bool {
	code.starts_with('P')
		|| code.starts_with("E05")
		|| matches!(code, "E0408" | code::BUSY | code::UNAUTHORIZED)
}

fn words_of(attempt: &Attempt) -> String {
	match attempt {
		Ok(Ok(answer)) => answer.to_string(),
		Ok(Err(refusal)) => refusal.to_string(),
		Err(words) => words.clone(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn refused(code: &str) -> Attempt {
		Ok(Err(Refusal::new(code, "words")))
	}

	#[test]
	fn what_may_fare_better_later_is_sent_again_and_the_rest_is_over() {
		for code in ["P0202", "E0401", "E0408", "E0429", "E0500", "E0502", "E0503"] {
			assert!(judge(refused(code)).is_err(), "{code}");
		}
		for code in ["E0400", "E0403", "E0404", "E0409", "E0422"] {
			assert_eq!(judge(refused(code)).unwrap().0, REFUSED, "{code}");
		}
		assert!(judge(Err("no connection".into())).is_err());
		let receipt =
			|accepted: bool| -> Attempt { Ok(Ok(json!({ "accepted": accepted, "code": "X1" }))) };
		assert_eq!(judge(receipt(true)).unwrap(), (ANSWERED, "X1".into(), String::new()));
		assert_eq!(judge(receipt(false)).unwrap().0, REFUSED);
	}
}
