//! Takes what the chain of Shanghai decided. R167, R168, R173, R174, R176.

use super::{decide, outgoing, registry};
use crate::{
	fault::Stop,
	messages::{breach, conclude, take, Arrival, Breach, Taken},
	service::Call,
};
use fiscal_bridge::{
	convert,
	envelope::code,
	protocol::{region::OutboundMessage, ReceiptBody},
};
use fiscal_primitives::{
	outbox::Body,
	region::{InboundBody, RegionFlow, RegionOperation},
	Moment, Region,
};
use serde::Serialize;
use serde_json::Value;
use sqlx::AnyConnection;
use utoipa::ToSchema;

/// A message of the chain.
///
/// Described here, since the types of the chain describe themselves in SCALE alone.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = OutboundMessage)]
#[allow(dead_code)] // It describes, and is never made.
pub struct MessageDescription {
	/// Idempotency key of the message, 64 hexadecimal digits.
	#[schema(pattern = "^[0-9a-f]{64}$")]
	message_id: String,
	/// Digest of the body, 64 hexadecimal digits: what the receipt is about.
	#[schema(pattern = "^[0-9a-f]{64}$")]
	digest: String,
	/// Number of the message on the chain, from 1.
	sequence: u64,
	/// What it says.
	body: BodyDescription,
}

/// What a message of the chain says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = OutboundBody)]
#[allow(dead_code)] // It describes, and is never made.
pub struct BodyDescription {
	/// `filing`, `service`, `start`, `result`, `answer` or `authorization`.
	kind: String,
	/// `FilingNotice`, `ServiceNotice`, `StartNotice`, `ResultNotice`, `AnswerNotice` or
	/// `AuthorizationNotice` of `fiscal_primitives::region`.
	content: Value,
}

/// Takes a message.
pub async fn message(call: Call, request: OutboundMessage) -> Result<ReceiptBody, Stop> {
	let OutboundMessage { message_id, digest, sequence, body } = &request;
	let digest = convert::digest("digest", digest)?;
	if body.digest() != digest {
		return Err(Stop::malformed("digest: is not that of the body"));
	}
	if *sequence == 0 {
		return Err(Stop::malformed("sequence: messages are numbered from 1"));
	}
	let arrival = Arrival {
		message: convert::digest("messageId", message_id)?,
		digest,
		lane: body.lane().as_ref().map(convert::hex),
		sequence: *sequence,
		bill: bill_of(body),
		action: name_of(body),
	};
	let mut transaction = call.context.db.begin().await?;
	let mut receipt = match take(&mut transaction, &call, &arrival).await? {
		Taken::Answered(receipt) => receipt,
		Taken::New => {
			let verdict = apply(&mut transaction, &call, &arrival, body).await?;
			conclude(&mut transaction, &call, &arrival, verdict).await?
		}
	};
	transaction.commit().await?;
	call.context.gateway.wake.notify_one();
	call.fate.spoil_receipt(&mut receipt);
	Ok(receipt)
}

fn name_of(body: &Body) -> &'static str {
	match body {
		Body::Status(_) => "status",
		Body::Filing(_) => "filing",
		Body::Service(_) => "service",
		Body::Start(_) => "start",
		Body::Result(_) => "result",
		Body::Answer(_) => "answer",
		Body::Authorization(_) => "authorization",
		Body::Evidence(_) => "evidence",
	}
}

fn bill_of(body: &Body) -> Option<String> {
	match body {
		Body::Status(notice) => Some(notice.key.to_string()),
		Body::Start(notice) => Some(notice.bill.to_string()),
		Body::Result(notice) => Some(notice.bill.to_string()),
		Body::Answer(notice) => Some(notice.bill.to_string()),
		Body::Authorization(notice) => Some(notice.bill.to_string()),
		Body::Filing(_) | Body::Service(_) | Body::Evidence(_) => None,
	}
}

/// Does what a new message says; the code with which it is refused for good otherwise.
async fn apply(
	connection: &mut AnyConnection,
	call: &Call,
	arrival: &Arrival<'_>,
	body: &Body,
) -> Result<Result<(), &'static str>, Stop> {
	let here = Region::SHANGHAI;
	match body {
		Body::Filing(notice) => {
			let (org, name) = (&notice.org, &notice.name);
			registry::file(connection, here, org, name, notice.active, notice.at).await?;
		}
		Body::Service(notice) => {
			let (org, change) = (&notice.org, notice.change);
			registry::change(connection, here, org, change, notice.until, notice.at).await?;
		}
		Body::Start(notice) => {
			if !is_ours(call, notice.issuer) || notice.flow.region != here {
				return Ok(Err(code::REFUSED));
			}
			let decision = decide::start(connection, notice, call.now).await?;
			let said = (RegionOperation::Start, decision);
			answer(connection, notice.issuer, &notice.flow, said, call.now).await?;
		}
		Body::Result(notice) => {
			if !is_ours(call, notice.issuer) || notice.flow.region != here {
				return Ok(Err(code::REFUSED));
			}
			let outcome = decide::result(connection, notice, call.now).await?;
			let said = (RegionOperation::Result, (outcome, None));
			answer(connection, notice.issuer, &notice.flow, said, call.now).await?;
		}
		Body::Answer(notice) => {
			if !outgoing::note(connection, notice).await? {
				let flow = &notice.flow;
				let detail = format!("{} of {} never asked", flow.flow, flow.org);
				let system = call.context.system;
				breach(connection, system, Breach::Unasked, arrival, &detail, call.now).await?;
			}
		}
		// The agreement itself follows by another service.
		Body::Authorization(_) => {}
		Body::Status(_) | Body::Evidence(_) => return Ok(Err(code::REFUSED)),
	}
	Ok(Ok(()))
}

fn is_ours(call: &Call, region: Region) -> bool {
	call.context.keys.province(region).is_some()
}

/// The province answers under its own name.
async fn answer(
	connection: &mut AnyConnection,
	issuer: Region,
	flow: &RegionFlow,
	(operation, (outcome, expires)): (RegionOperation, decide::Decision),
	now: Moment,
) -> Result<(), Stop> {
	let body =
		InboundBody::Answer { org: flow.org, flow: flow.flow.clone(), operation, outcome, expires };
	outgoing::say(connection, issuer, &body, now).await?;
	Ok(())
}
