//! The evidence chain 存证链.

use crate::{
	context::Context,
	db::{int, next, uint},
	describe::About,
	fault::Stop,
	messages::{conclude, take, Arrival, Taken},
	pong::{ping, Pong},
	service::{signed, Call},
	system::System,
};
use fiscal_bridge::{
	convert::{self, MAX_FILE_BYTES},
	protocol::{
		evidence::{
			EvidenceFound, EvidenceQuery, EvidenceRecord, FileEvidence, HashEvidence, FILE, HASH,
			PING, QUERY,
		},
		ReceiptBody,
	},
};
use fiscal_primitives::{outbox::EvidenceKind, Digest};
use serde_json::Value;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;

const SYSTEM: System = System::Evidence;

/// By how much a lie moves a time, ms.
const AN_HOUR: u64 = 3_600_000;

/// Its services.
pub fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(signed(
			SYSTEM,
			HASH,
			About::new::<HashEvidence, ReceiptBody>("Keeps a digest 哈希存证"),
			hash,
		))
		.routes(signed(
			SYSTEM,
			FILE,
			About::new::<FileEvidence, EvidenceRecord>("Keeps a file 原文存证"),
			file,
		))
		.routes(signed(
			SYSTEM,
			QUERY,
			About::new::<EvidenceQuery, EvidenceFound>("Looks a digest up 查询核验"),
			query,
		))
		.routes(signed(SYSTEM, PING, About::new::<Value, Pong>("Who is there"), ping))
}

fn kind_of(text: &str) -> Result<EvidenceKind, Stop> {
	serde_json::from_value(Value::String(text.into()))
		.map_err(|fault| Stop::malformed(format!("kind: {fault}")))
}

async fn hash(call: Call, request: HashEvidence) -> Result<ReceiptBody, Stop> {
	kind_of(&request.kind)?;
	let evidence = convert::digest("evidence", &request.evidence)?;
	let arrival = Arrival {
		message: convert::digest("messageId", &request.message_id)?,
		digest: convert::digest("digest", &request.digest)?,
		lane: None,
		sequence: 0,
		bill: None,
		action: &request.kind,
	};
	let mut transaction = call.context.db.begin().await?;
	let mut receipt = match take(&mut transaction, &call, &arrival).await? {
		Taken::Answered(receipt) => receipt,
		Taken::New => {
			keep(&mut transaction, &call, &evidence, &request.kind, None).await?;
			conclude(&mut transaction, &call, &arrival, Ok(())).await?
		}
	};
	transaction.commit().await?;
	call.fate.spoil_receipt(&mut receipt);
	Ok(receipt)
}

async fn file(call: Call, request: FileEvidence) -> Result<EvidenceRecord, Stop> {
	kind_of(&request.kind)?;
	let characters = request.name.chars().count();
	if !(1..=128).contains(&characters) || request.name.chars().any(char::is_control) {
		return Err(Stop::malformed("name: not 1 to 128 characters without control characters"));
	}
	convert::file(&request.content, &request.hash, MAX_FILE_BYTES)?;
	let digest = convert::digest("hash", &request.hash)?;
	let mut transaction = call.context.db.begin().await?;
	let file = Some((request.name.as_str(), request.content.as_str()));
	let record = keep(&mut transaction, &call, &digest, &request.kind, file).await?;
	transaction.commit().await?;
	Ok(record)
}

async fn query(call: Call, request: EvidenceQuery) -> Result<EvidenceFound, Stop> {
	let digest = convert::digest("digest", &request.digest)?;
	let mut transaction = call.context.db.begin().await?;
	let mut record = find(&mut transaction, &digest).await?;
	transaction.commit().await?;
	if call.fate.stale {
		record = None;
	}
	if let (true, Some(record)) = (call.fate.lying, &mut record) {
		record.at = record.at.saturating_sub(AN_HOUR);
	}
	Ok(EvidenceFound { record })
}

async fn find(
	connection: &mut AnyConnection,
	digest: &Digest,
) -> Result<Option<EvidenceRecord>, sqlx::Error> {
	let digest = convert::hex(digest);
	let row: Option<(String, i64)> =
		sqlx::query_as("SELECT reference, at FROM evidence WHERE digest = $1")
			.bind(&digest)
			.fetch_optional(connection)
			.await?;
	Ok(row.map(|(reference, at)| EvidenceRecord { reference, digest, at: uint(at) }))
}

/// Keeps a digest, and its file where there is one; a digest that is kept stays as it is.
async fn keep(
	connection: &mut AnyConnection,
	call: &Call,
	digest: &Digest,
	kind: &str,
	file: Option<(&str, &str)>,
) -> Result<EvidenceRecord, Stop> {
	let reference = format!("EVD-{:012}", next(connection, "evidence/records").await?);
	let (name, content) = file.unzip();
	sqlx::query(
		"INSERT INTO evidence (digest, reference, kind, name, content, at) \
		 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (digest) DO NOTHING",
	)
	.bind(convert::hex(digest))
	.bind(reference)
	.bind(kind)
	.bind(name)
	.bind(content)
	.bind(int(call.now))
	.execute(&mut *connection)
	.await?;
	find(connection, digest)
		.await?
		.ok_or_else(|| Stop::Fault(crate::fault::Fault::internal("evidence was not kept")))
}
