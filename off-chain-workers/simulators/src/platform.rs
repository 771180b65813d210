//! The Yangtze-Delta sharing platform 长三角共享平台, with the provinces Jiangsu, Zhejiang and Anhui
//! behind it.
//!
//! Towards Shanghai it plays both sides of a cross-province reimbursement: the province that issued a
//! bill which an organisation of Shanghai wants to reimburse (it decides the lock and answers under its
//! own key), and organisations of the provinces that want to reimburse a bill of Shanghai (control
//! endpoints start them). R166–R177.

mod control;
mod decide;
mod files;
mod message;
mod outgoing;
mod queries;
mod registry;
mod requests;
mod sender;

pub use control::{
	AgreementSeed, AskSeed, Asked, FlowList, FlowView, GatewayView, LockList, LockSeed, LockView,
	Outcome, ReceivedFile, ReceivedList,
};
pub use outgoing::{OutgoingList, OutgoingView};
pub use requests::{FilingSeed, Queued, ResultSeed, ServiceSeed, StartSeed};
pub(crate) use sender::run as send_outgoing;

use crate::{
	context::Context,
	describe::About,
	fault::Stop,
	pong::{ping, Pong},
	service::signed,
	system::System,
};
use fiscal_bridge::protocol::{
	region::{
		Accepted, AuthorizationRequest, FileBody, FileRequest, Summaries, Summary,
		SummaryListRequest, SummaryRequest, AUTHORIZATION, AUTHORIZATION_PUSH, FILE, FILE_REQUEST,
		MESSAGE, PING, SUMMARY, SUMMARY_LIST,
	},
	ReceiptBody,
};
use fiscal_primitives::{BillCode, BillKey, BillNumber, Invalid, Region};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

const SYSTEM: System = System::Platform;

/// Its services.
pub(crate) fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(signed(
			SYSTEM,
			MESSAGE,
			About::new::<message::MessageDescription, ReceiptBody>(
				"Takes what the chain of Shanghai decided",
			),
			message::message,
		))
		.routes(signed(
			SYSTEM,
			SUMMARY_LIST,
			About::new::<SummaryListRequest, Summaries>("Summary list 摘要列表"),
			queries::summary_list,
		))
		.routes(signed(
			SYSTEM,
			SUMMARY,
			About::new::<SummaryRequest, Summary>("Summary by five elements 摘要获取"),
			queries::summary,
		))
		.routes(signed(
			SYSTEM,
			AUTHORIZATION,
			About::new::<AuthorizationRequest, FileBody>("Authorization 授权获取"),
			files::authorization,
		))
		.routes(signed(
			SYSTEM,
			AUTHORIZATION_PUSH,
			About::new::<FileBody, Accepted>("Takes an agreement 授权推送"),
			files::take_authorization,
		))
		.routes(signed(
			SYSTEM,
			FILE_REQUEST,
			About::new::<FileRequest, Accepted>("Asks for a file, which follows 文件获取"),
			files::file_request,
		))
		.routes(signed(
			SYSTEM,
			FILE,
			About::new::<FileBody, Accepted>("Takes a file that was asked for"),
			files::take_file,
		))
		.routes(signed(SYSTEM, PING, About::new::<Value, Pong>("Who is there"), ping))
}

/// Its control endpoints, beside those that every system has.
pub(crate) fn control_routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	control::routes(requests::routes(router))
}

/// One of the provinces behind the platform.
fn province(context: &Context, field: &str, code: u8) -> Result<Region, Stop> {
	Region::new(code)
		.ok()
		.filter(|region| context.keys.province(*region).is_some())
		.ok_or_else(|| Stop::malformed(format!("{field}: none of the provinces of the platform")))
}

/// Shanghai.
fn shanghai(field: &str, code: u8) -> Result<(), Stop> {
	if code == Region::SHANGHAI.get() {
		Ok(())
	} else {
		Err(Stop::malformed(format!("{field}: not 31")))
	}
}

fn bill_key(code: &str, number: &str) -> Result<BillKey, Stop> {
	let code = code.parse::<BillCode>().map_err(|fault| named("code", fault))?;
	let number = number.parse::<BillNumber>().map_err(|fault| named("number", fault))?;
	Ok(BillKey::new(code, number))
}

fn named(field: &str, fault: Invalid) -> Stop {
	Stop::malformed(format!("{field}: {fault}"))
}
