//! Control endpoints that let organisations of the provinces ask Shanghai. R167, R168, R173, R174.

use super::{outgoing, province};
use crate::{context::Context, describe::About, fault::Stop, service::control};
use fiscal_bridge::{convert, now};
use fiscal_primitives::{
	region::{elements_digest, Ending, InboundBody, OrgCode, OrgName, ServiceChange},
	BillCode, BillKey, BillNumber, CheckCode, Digest, Fen, FlowNumber,
};
use serde::{Deserialize, Serialize};
use utoipa::{openapi::HttpMethod, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// A registration to broadcast 备案广播.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilingSeed {
	/// Its province: 32, 33 or 34.
	pub region: u8,
	/// Its code, 18 characters.
	#[schema(value_type = String)]
	pub org: OrgCode,
	/// Its name, 1 to 128 bytes.
	#[schema(value_type = String)]
	pub name: OrgName,
	/// Is it in force?
	pub active: bool,
}

/// A change of a service to broadcast 服务开通.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceSeed {
	/// The province of the organisation: 32, 33 or 34.
	pub region: u8,
	/// Code of the organisation.
	#[schema(value_type = String)]
	pub org: OrgCode,
	/// `open`, `suspend`, `reopen`, `renew` or `leave`.
	#[schema(value_type = String)]
	pub change: ServiceChange,
	/// Until when it is open, Unix ms.
	#[schema(maximum = 9007199254740991.0)]
	pub until: u64,
}

/// A reimbursement of a bill of Shanghai to start 发起报销. The five elements are told either by
/// themselves (`checkCode`, `issuedOn`, `total`) or by their digest (`elements`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartSeed {
	/// The province of the organisation: 32, 33 or 34.
	pub region: u8,
	/// Code of the organisation.
	#[schema(value_type = String)]
	pub org: OrgCode,
	/// Its flow number, 1 to 64 visible ASCII characters.
	#[schema(value_type = String)]
	pub flow: FlowNumber,
	/// Bill code, 8 digits.
	#[schema(value_type = String)]
	pub code: BillCode,
	/// Bill number, 10 digits.
	#[schema(value_type = String)]
	pub number: BillNumber,
	/// What is to be reimbursed, in fen.
	#[schema(value_type = u64)]
	pub claimed: Fen,
	/// Digest of the authorization of the holder, 64 hexadecimal digits.
	pub authorization: String,
	/// Digest of the five elements, 64 hexadecimal digits.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub elements: Option<String>,
	/// Check code, 6 characters.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<String>)]
	pub check_code: Option<CheckCode>,
	/// Day of issue, yyyyMMdd.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub issued_on: Option<String>,
	/// Total in fen.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<u64>)]
	pub total: Option<Fen>,
}

/// The result of a reimbursement of a bill of Shanghai to tell 报销结果.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResultSeed {
	/// The province of the organisation: 32, 33 or 34.
	pub region: u8,
	/// Code of the organisation.
	#[schema(value_type = String)]
	pub org: OrgCode,
	/// The flow number of the start.
	#[schema(value_type = String)]
	pub flow: FlowNumber,
	/// Bill code, 8 digits.
	#[schema(value_type = String)]
	pub code: BillCode,
	/// Bill number, 10 digits.
	#[schema(value_type = String)]
	pub number: BillNumber,
	/// What was reimbursed, in fen; nothing was where it is missing.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<u64>)]
	pub amount: Option<Fen>,
	/// Does it close the reimbursement of the bill?
	#[serde(default)]
	pub close: bool,
}

/// A message that was queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Queued {
	/// Its number, 32 characters.
	pub id: String,
}

/// The endpoints.
pub fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(control(
			HttpMethod::Post,
			"/control/inbound/filing",
			About::new::<FilingSeed, Queued>("Broadcasts a registration 备案广播"),
			filing,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/inbound/service",
			About::new::<ServiceSeed, Queued>("Broadcasts a change of a service 服务开通"),
			service,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/inbound/start",
			About::new::<StartSeed, Queued>(
				"Starts a reimbursement of a bill of Shanghai 发起报销",
			),
			start,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/inbound/result",
			About::new::<ResultSeed, Queued>("Tells how a reimbursement ended 报销结果"),
			result,
		))
}

async fn queue(context: &Context, region: u8, body: &InboundBody) -> Result<Queued, Stop> {
	let region = province(context, "region", region)?;
	let mut transaction = context.db.begin().await?;
	let id = outgoing::say(&mut transaction, region, body, now()).await?;
	transaction.commit().await?;
	context.gateway.wake.notify_one();
	Ok(Queued { id })
}

async fn filing(context: Context, seed: FilingSeed) -> Result<Queued, Stop> {
	let FilingSeed { region, org, name, active } = seed;
	queue(&context, region, &InboundBody::Filing { org, name, active }).await
}

async fn service(context: Context, seed: ServiceSeed) -> Result<Queued, Stop> {
	let ServiceSeed { region, org, change, until } = seed;
	queue(&context, region, &InboundBody::Service { org, change, until }).await
}

async fn start(context: Context, seed: StartSeed) -> Result<Queued, Stop> {
	let bill = BillKey::new(seed.code, seed.number);
	let elements = elements(&seed, &bill)?;
	let body = InboundBody::Start {
		org: seed.org,
		flow: seed.flow,
		bill,
		elements,
		claimed: seed.claimed,
		authorization: convert::digest("authorization", &seed.authorization)?,
	};
	queue(&context, seed.region, &body).await
}

fn elements(seed: &StartSeed, bill: &BillKey) -> Result<Digest, Stop> {
	match (&seed.elements, &seed.check_code, &seed.issued_on, seed.total) {
		(Some(elements), None, None, None) => Ok(convert::digest("elements", elements)?),
		(None, Some(check), Some(issued_on), Some(total)) => {
			let issued_on = convert::date("issuedOn", issued_on)?;
			Ok(elements_digest(bill, &check.digest(bill), &issued_on, total))
		}
		_ => Err(Stop::malformed(
			"elements: either this, or checkCode, issuedOn and total have to be given",
		)),
	}
}

async fn result(context: Context, seed: ResultSeed) -> Result<Queued, Stop> {
	let ending = match (seed.amount, seed.close) {
		(Some(amount), close) => Ending::Settled { amount, close },
		(None, false) => Ending::Released,
		(None, true) => return Err(Stop::malformed("close: nothing was reimbursed")),
	};
	let bill = BillKey::new(seed.code, seed.number);
	let body = InboundBody::Result { org: seed.org, flow: seed.flow, bill, ending };
	queue(&context, seed.region, &body).await
}
