//! Control endpoints of the platform: what it knows, and what it is to do of its own accord.

use super::{bill_key, decide, outgoing, province, SYSTEM};
use crate::{
	bills,
	context::Context,
	control::{list, Nothing, Page, PAGING},
	db::{damaged, int, uint},
	describe::About,
	fault::Stop,
	service::{control, control_get},
};
use fiscal_bridge::{
	convert::{self, MAX_FILE_BYTES},
	now,
};
use fiscal_primitives::{region::RegionOutcome, BillCode, BillNumber, Digest, Fen, FlowNumber};
use fiscal_sm_crypto::sm3_256;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{openapi::HttpMethod, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Where Shanghai is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GatewayView {
	/// Its address, such as `http://127.0.0.1:9955`; nothing is sent while there is none.
	pub url: Option<String>,
	/// Hash of the first block of the chain there, 64 hexadecimal digits: what provinces sign is good for
	/// that chain alone, and their messages wait while it is not known.
	#[serde(default)]
	pub genesis: Option<String>,
}

/// A question of a province to Shanghai.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskSeed {
	/// `summary-list`, `summary`, `authorization`, `file-request` or `ping`.
	pub service: String,
	/// The question, as in the document of the platform.
	pub body: Value,
}

/// What Shanghai answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
	/// Was there an answer that counts?
	pub answered: bool,
	/// Its code.
	pub code: Option<String>,
	/// What went wrong, in words.
	pub message: String,
	/// The answer itself.
	pub body: Value,
}

/// Takes or gives back a lock of a province's bill for an organisation of the province itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LockSeed {
	/// Bill code, 8 digits.
	#[schema(value_type = String)]
	pub code: BillCode,
	/// Bill number, 10 digits.
	#[schema(value_type = String)]
	pub number: BillNumber,
	/// Its flow number, 1 to 64 visible ASCII characters.
	#[schema(value_type = String)]
	pub flow: FlowNumber,
	/// What is to be reimbursed, in fen.
	#[schema(value_type = u64)]
	pub claimed: Fen,
	/// Is the lock given back?
	#[serde(default)]
	pub release: bool,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Outcome {
	/// As `RegionOutcome` is written in JSON.
	pub outcome: String,
	/// When the lock ends by itself, Unix ms.
	pub expires: Option<u64>,
}

/// The agreement behind an authorization, as a province has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgreementSeed {
	/// SM3 of the authorization, 64 hexadecimal digits.
	pub authorization: String,
	/// The province: 32, 33 or 34.
	pub region: u8,
	/// `application/pdf` or the like.
	pub media_type: String,
	/// Base64, at most 8 MiB before.
	pub content: String,
}

/// A reimbursement of a province's bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlowView {
	/// From 1 in the order in which they were asked for.
	pub position: u64,
	/// The province that issued the bill.
	pub issuer: u8,
	/// The province of the organisation.
	pub region: u8,
	/// The organisation.
	pub org: String,
	/// Its flow number.
	pub flow: String,
	/// The bill, `<code>-<number>`.
	pub bill: String,
	/// What the start came to, as `RegionOutcome` is written in JSON.
	pub outcome: String,
	/// When the lock ends by itself, Unix ms.
	pub expires: Option<u64>,
	/// What the result came to.
	pub ended: Option<String>,
	/// When it was asked for, Unix ms.
	pub at: u64,
}

/// A lock on a province's bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LockView {
	/// Grows with every request for a lock.
	pub position: u64,
	/// The bill, `<code>-<number>`.
	pub bill: String,
	/// Idempotency key of the flow, or `domestic/` and a flow number.
	pub flow_key: String,
	/// When it was taken, Unix ms.
	pub taken: u64,
	/// When it ends by itself, Unix ms.
	pub expires: u64,
	/// When it ended, Unix ms.
	pub ended: Option<u64>,
	/// `settled`, `released` or `expired`.
	pub how: Option<String>,
}

/// A file that Shanghai handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReceivedFile {
	/// From 1 in the order in which they came.
	pub position: u64,
	/// `file` or `authorization-push`.
	pub service: String,
	/// The province it is for.
	pub region: u8,
	/// Organisation of the flow.
	pub org: String,
	/// Flow number.
	pub flow: String,
	/// What it belongs to.
	pub subject: String,
	/// Its media type.
	pub media_type: String,
	/// SM3, 64 hexadecimal digits.
	pub hash: String,
	/// Its size.
	pub bytes: u64,
	/// When it came, Unix ms.
	pub at: u64,
}

list!(
	/// Reimbursements of the provinces' bills.
	FlowList of FlowView
);
list!(
	/// Locks on the provinces' bills.
	LockList of LockView
);
list!(
	/// Files that Shanghai handed over.
	ReceivedList of ReceivedFile
);

/// The endpoints.
pub fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(control_get(
			"/control/gateway",
			About::new::<Nothing, GatewayView>("Where Shanghai is"),
			&[],
			gateway,
		))
		.routes(control(
			HttpMethod::Put,
			"/control/gateway",
			About::new::<GatewayView, GatewayView>("Says where Shanghai is"),
			set_gateway,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/ask",
			About::new::<AskSeed, Asked>("Asks Shanghai for a service"),
			ask,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/locks",
			About::new::<LockSeed, Outcome>("Locks or unlocks a bill inside of its province"),
			set_lock,
		))
		.routes(control_get(
			"/control/locks",
			About::new::<Nothing, LockList>("Locks on the provinces' bills"),
			&PAGING,
			locks,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/agreements",
			About::new::<AgreementSeed, Nothing>("Writes the agreement behind an authorization"),
			agreement,
		))
		.routes(control_get(
			"/control/flows",
			About::new::<Nothing, FlowList>("Reimbursements of the provinces' bills"),
			&PAGING,
			flows,
		))
		.routes(control_get(
			"/control/inbound",
			About::new::<Nothing, outgoing::OutgoingList>("What provinces told Shanghai"),
			&PAGING,
			inbound,
		))
		.routes(control_get(
			"/control/received",
			About::new::<Nothing, ReceivedList>("Files that Shanghai handed over"),
			&PAGING,
			received,
		))
}

async fn gateway(context: Context, _: Nothing) -> Result<GatewayView, Stop> {
	let genesis = context.gateway.genesis().as_ref().map(convert::hex);
	Ok(GatewayView { url: context.gateway.url(), genesis })
}

async fn set_gateway(context: Context, view: GatewayView) -> Result<GatewayView, Stop> {
	let digits = |text: &str| convert::digest("genesis", text.strip_prefix("0x").unwrap_or(text));
	let genesis = view.genesis.as_deref().map(digits).transpose()?;
	context.gateway.set(view.url.as_deref(), genesis).map_err(Stop::malformed)?;
	Ok(view)
}

async fn ask(context: Context, seed: AskSeed) -> Result<Asked, Stop> {
	const SERVICES: [&str; 5] =
		["summary-list", "summary", "authorization", "file-request", "ping"];
	if !SERVICES.contains(&seed.service.as_str()) {
		return Err(Stop::malformed(format!("service: none of {}", SERVICES.join(", "))));
	}
	let id = Uuid::new_v4().simple().to_string();
	let platform = &*context.keys.platform;
	let answer = context.gateway.call(platform, &seed.service, &id, &seed.body).await;
	Ok(match answer {
		Ok(Ok(body)) => {
			Asked { answered: true, code: Some("S0000".into()), message: String::new(), body }
		}
		Ok(Err(refusal)) => Asked {
			answered: true,
			code: Some(refusal.code),
			message: refusal.words,
			body: Value::Null,
		},
		Err(message) => Asked { answered: false, code: None, message, body: Value::Null },
	})
}

async fn set_lock(context: Context, seed: LockSeed) -> Result<Outcome, Stop> {
	let key = bill_key(&seed.code.to_string(), &seed.number.to_string())?;
	let flow_key = format!("domestic/{}", seed.flow);
	let now = now();
	let mut transaction = context.db.begin().await?;
	let bill = bills::find_and_hold(&mut transaction, SYSTEM, &key).await?;
	let total = bill.as_ref().and_then(|bill| bill.facts.as_ref()).map(|facts| facts.total);
	let (outcome, expires) = match (bill, total) {
		(Some(_), Some(_)) if seed.release => {
			match decide::unlock(&mut transaction, &key, &flow_key, "released", now).await? {
				true => (RegionOutcome::Released, None),
				false => (RegionOutcome::Late, None),
			}
		}
		(Some(bill), Some(total)) if bill.is_usable(total, seed.claimed) => {
			match decide::lock(&mut transaction, &key, &flow_key, now).await? {
				Some(expires) => (RegionOutcome::Locked, Some(expires)),
				None => (RegionOutcome::Taken, None),
			}
		}
		(Some(_), Some(_)) => (RegionOutcome::NotUsable, None),
		_ => (RegionOutcome::Unknown, None),
	};
	transaction.commit().await?;
	Ok(Outcome { outcome: convert::word(&outcome), expires })
}

async fn agreement(context: Context, seed: AgreementSeed) -> Result<Nothing, Stop> {
	use base64::{engine::general_purpose::STANDARD, Engine};
	let region = province(&context, "region", seed.region)?;
	convert::digest("authorization", &seed.authorization)?;
	if seed.media_type.len() > 64 || !seed.media_type.contains('/') {
		return Err(Stop::malformed("mediaType: not a media type of at most 64 characters"));
	}
	let content = STANDARD
		.decode(&seed.content)
		.map_err(|fault| Stop::malformed(format!("content: not base64: {fault}")))?;
	if content.len() > MAX_FILE_BYTES {
		return Err(Stop::malformed(format!("content: more than {MAX_FILE_BYTES} bytes")));
	}
	let mut transaction = context.db.begin().await?;
	sqlx::query(
		"INSERT INTO agreements (authorization_digest, region, media_type, content, hash) \
		 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (authorization_digest) DO UPDATE SET \
		 region = excluded.region, media_type = excluded.media_type, content = excluded.content, \
		 hash = excluded.hash",
	)
	.bind(&seed.authorization)
	.bind(i64::from(region.get()))
	.bind(&seed.media_type)
	.bind(&seed.content)
	.bind(convert::hex(&Digest::from(sm3_256(&content))))
	.execute(&mut *transaction)
	.await?;
	transaction.commit().await?;
	Ok(Nothing {})
}

fn region_code(code: i64) -> Result<u8, sqlx::Error> {
	u8::try_from(code).map_err(damaged)
}

async fn flows(context: Context, page: Page) -> Result<FlowList, Stop> {
	type Row = (i64, i64, i64, String, String, String, String, Option<i64>, Option<String>, i64);
	let mut transaction = context.db.begin().await?;
	let rows: Vec<Row> = sqlx::query_as(
		"SELECT position, issuer, region, org, flow, bill, outcome, expires, ended, at FROM flows \
		 WHERE position > $1 ORDER BY position LIMIT $2",
	)
	.bind(page.after())
	.bind(int(page.limit()))
	.fetch_all(&mut *transaction)
	.await?;
	transaction.commit().await?;
	let items = rows
		.into_iter()
		.map(|(position, issuer, region, org, flow, bill, outcome, expires, ended, at)| {
			Ok(FlowView {
				position: uint(position),
				issuer: region_code(issuer)?,
				region: region_code(region)?,
				org,
				flow,
				bill,
				outcome,
				expires: expires.map(uint),
				ended,
				at: uint(at),
			})
		})
		.collect::<Result<Vec<FlowView>, sqlx::Error>>()?;
	let next = page.next(items.len(), items.last().map(|item| item.position));
	Ok(FlowList { items, next })
}

async fn locks(context: Context, page: Page) -> Result<LockList, Stop> {
	type Row = (i64, String, String, i64, i64, Option<i64>, Option<String>);
	let mut transaction = context.db.begin().await?;
	let rows: Vec<Row> = sqlx::query_as(
		"SELECT position, bill, flow_key, taken, expires, ended, how FROM locks \
		 WHERE position > $1 ORDER BY position LIMIT $2",
	)
	.bind(page.after())
	.bind(int(page.limit()))
	.fetch_all(&mut *transaction)
	.await?;
	transaction.commit().await?;
	let items: Vec<LockView> = rows
		.into_iter()
		.map(|(position, bill, flow_key, taken, expires, ended, how)| LockView {
			position: uint(position),
			bill,
			flow_key,
			taken: uint(taken),
			expires: uint(expires),
			ended: ended.map(uint),
			how,
		})
		.collect();
	let next = page.next(items.len(), items.last().map(|item| item.position));
	Ok(LockList { items, next })
}

async fn inbound(context: Context, page: Page) -> Result<outgoing::OutgoingList, Stop> {
	let mut transaction = context.db.begin().await?;
	let list = outgoing::page(&mut transaction, &page).await?;
	transaction.commit().await?;
	Ok(list)
}

async fn received(context: Context, page: Page) -> Result<ReceivedList, Stop> {
	type Row = (i64, String, i64, String, String, String, String, String, i64, i64);
	let mut transaction = context.db.begin().await?;
	let rows: Vec<Row> = sqlx::query_as(
		"SELECT position, service, region, org, flow, subject, media_type, hash, bytes, at \
		 FROM received WHERE position > $1 ORDER BY position LIMIT $2",
	)
	.bind(page.after())
	.bind(int(page.limit()))
	.fetch_all(&mut *transaction)
	.await?;
	transaction.commit().await?;
	let items = rows
		.into_iter()
		.map(|(position, service, region, org, flow, subject, media_type, hash, bytes, at)| {
			Ok(ReceivedFile {
				position: uint(position),
				service,
				region: region_code(region)?,
				org,
				flow,
				subject,
				media_type,
				hash,
				bytes: uint(bytes),
				at: uint(at),
			})
		})
		.collect::<Result<Vec<ReceivedFile>, sqlx::Error>>()?;
	let next = page.next(items.len(), items.last().map(|item| item.position));
	Ok(ReceivedList { items, next })
}
