//! Messages of the chain: each takes effect once, in order, and is answered with the same receipt
//! however often it comes.

use crate::{
	context::Context,
	db::{damaged, int, next},
	fault::{Fault, Stop},
	service::Call,
	system::System,
};
use fiscal_bridge::{convert, envelope::code, protocol::ReceiptBody, receipt};
use fiscal_primitives::{
	outbox::{Code, Receipt},
	Digest, Moment,
};
use sqlx::AnyConnection;

/// A message that arrived.
pub struct Arrival<'a> {
	/// Its idempotency key.
	pub message: Digest,
	/// Digest of its content.
	pub digest: Digest,
	/// What has to arrive in order, if anything.
	pub lane: Option<String>,
	/// Its number on the chain; 0 without a lane.
	pub sequence: u64,
	/// The bill it is about.
	pub bill: Option<String>,
	/// What it says.
	pub action: &'a str,
}

/// What is to be done with a message.
pub enum Taken {
	/// It is new: apply it, then [`conclude`] in the same transaction.
	New,
	/// Nothing: this is its receipt. The transaction is to be committed nevertheless.
	Answered(ReceiptBody),
}

/// Why a message was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
	/// A later message of the same lane was applied before.
	OutOfOrder,
	/// The same idempotency key came with another content.
	OtherContent,
	/// It answers what was never asked.
	Unasked,
}

impl Breach {
	/// As the table of violations names it.
	pub const fn as_str(self) -> &'static str {
		match self {
			Self::OutOfOrder => "outOfOrder",
			Self::OtherContent => "otherContent",
			Self::Unasked => "unasked",
		}
	}
}

/// Receipt code of a message that came after a later one of its lane.
pub const OUT_OF_ORDER: &str = "E0425";

/// Writes the message down, unless it came before or breaks the order.
pub async fn take(
	connection: &mut AnyConnection,
	call: &Call,
	arrival: &Arrival<'_>,
) -> Result<Taken, Stop> {
	let context = &call.context;
	let system = context.system;
	let message = convert::hex(&arrival.message);
	let digest = convert::hex(&arrival.digest);
	let is_new = sqlx::query(
		"INSERT INTO messages (system, message_id, digest, receipt) VALUES ($1, $2, $3, '') \
		 ON CONFLICT (system, message_id) DO NOTHING",
	)
	.bind(system.as_str())
	.bind(&message)
	.bind(&digest)
	.execute(&mut *connection)
	.await?
	.rows_affected()
		== 1;
	if !is_new {
		let (known, receipt): (String, String) = sqlx::query_as(
			"SELECT digest, receipt FROM messages WHERE system = $1 AND message_id = $2",
		)
		.bind(system.as_str())
		.bind(&message)
		.fetch_one(&mut *connection)
		.await?;
		if known == digest {
			let receipt = serde_json::from_str(&receipt).map_err(|_| damaged("a receipt"))?;
			return Ok(Taken::Answered(receipt));
		}
		let detail = format!("the digest was {known} before and is {digest}");
		breach(connection, system, Breach::OtherContent, arrival, &detail, call.now).await?;
		return Ok(Taken::Answered(refused(context, arrival, code::CONFLICT)?));
	}
	if let Some(lane) = &arrival.lane {
		let in_order = sqlx::query(
			"INSERT INTO lanes (system, lane, sequence) VALUES ($1, $2, $3) \
			 ON CONFLICT (system, lane) DO UPDATE SET sequence = excluded.sequence \
			 WHERE lanes.sequence < excluded.sequence",
		)
		.bind(system.as_str())
		.bind(lane)
		.bind(int(arrival.sequence))
		.execute(&mut *connection)
		.await?
		.rows_affected()
			== 1;
		if !in_order {
			let detail = "a later message of the same lane was applied before";
			breach(connection, system, Breach::OutOfOrder, arrival, detail, call.now).await?;
			let receipt = refused(context, arrival, OUT_OF_ORDER)?;
			keep(connection, system, &message, &receipt).await?;
			return Ok(Taken::Answered(receipt));
		}
	}
	Ok(Taken::New)
}

/// Gives the receipt of a new message. `verdict` is the code with which it is refused; what was
/// accepted is recorded as applied.
pub async fn conclude(
	connection: &mut AnyConnection,
	call: &Call,
	arrival: &Arrival<'_>,
	verdict: Result<(), &str>,
) -> Result<ReceiptBody, Stop> {
	let context = &call.context;
	let system = context.system;
	let message = convert::hex(&arrival.message);
	let receipt = match verdict {
		Ok(()) => {
			let position = next(connection, &format!("{system}/applied")).await?;
			sqlx::query(
				"INSERT INTO applied (system, position, message_id, sequence, bill, action, at) \
				 VALUES ($1, $2, $3, $4, $5, $6, $7)",
			)
			.bind(system.as_str())
			.bind(position)
			.bind(&message)
			.bind(int(arrival.sequence))
			.bind(arrival.bill.as_deref())
			.bind(arrival.action)
			.bind(int(call.now))
			.execute(&mut *connection)
			.await?;
			let reference = format!("{}-{position:012}", system.letters());
			receipt_of(context, arrival, true, code::SUCCESS, Some(&reference))?
		}
		Err(code) => refused(context, arrival, code)?,
	};
	keep(connection, system, &message, &receipt).await?;
	Ok(receipt)
}

/// Records what a sender should not have done.
pub async fn breach(
	connection: &mut AnyConnection,
	system: System,
	breach: Breach,
	arrival: &Arrival<'_>,
	detail: &str,
	at: Moment,
) -> Result<(), sqlx::Error> {
	let position = next(connection, &format!("{system}/violations")).await?;
	sqlx::query(
		"INSERT INTO violations (system, position, kind, message_id, sequence, bill, detail, at) \
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	)
	.bind(system.as_str())
	.bind(position)
	.bind(breach.as_str())
	.bind(convert::hex(&arrival.message))
	.bind(int(arrival.sequence))
	.bind(arrival.bill.as_deref())
	.bind(detail)
	.bind(int(at))
	.execute(connection)
	.await?;
	Ok(())
}

fn refused(context: &Context, arrival: &Arrival<'_>, code: &str) -> Result<ReceiptBody, Stop> {
	receipt_of(context, arrival, false, code, None)
}

fn receipt_of(
	context: &Context,
	arrival: &Arrival<'_>,
	accepted: bool,
	code: &str,
	reference: Option<&str>,
) -> Result<ReceiptBody, Stop> {
	let receipt = Receipt {
		accepted,
		code: Code::new(code).map_err(Fault::internal)?,
		reference: reference.map(Code::new).transpose().map_err(Fault::internal)?,
	};
	let signer = context.receipt_signer();
	receipt::sign(signer, &receipt, &arrival.message, &arrival.digest)
		.map_err(|fault| Fault::internal(fault).into())
}

async fn keep(
	connection: &mut AnyConnection,
	system: System,
	message: &str,
	receipt: &ReceiptBody,
) -> Result<(), Stop> {
	let text = serde_json::to_string(receipt).map_err(Fault::internal)?;
	sqlx::query("UPDATE messages SET receipt = $1 WHERE system = $2 AND message_id = $3")
		.bind(text)
		.bind(system.as_str())
		.bind(message)
		.execute(connection)
		.await?;
	Ok(())
}
