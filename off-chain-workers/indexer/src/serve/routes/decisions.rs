//! One approval, one policy.

use super::item::{indexed, Item, Question};
use crate::{
	model::{ApprovalEntry, ApprovalRow, PolicyRow, PolicyVersionRow},
	serve::{
		context::Context,
		fault::ApiFault,
		query::{
			cells::{damaged, Cells},
			decisions::{entry, version, APPROVALS, ENTRY, POLICIES, VERSION},
			param::{Param, ID},
			select::Select,
		},
	},
};
use base64::{engine::general_purpose::STANDARD, Engine};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// The most entries and versions that are answered.
const MOST: i64 = 1_000;

/// An approval with its record and its call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalDetail {
	/// As lists have it.
	row: ApprovalRow,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	record: Value,
	/// Who did what with it, oldest first.
	entries: Vec<ApprovalEntry>,
	/// The call; none where the chain did not keep it.
	#[schema(value_type = Option<Object>)]
	call: Option<Value>,
}

/// A policy with its versions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyDetail {
	/// As lists have it.
	row: PolicyRow,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	record: Value,
	/// Its versions, the latest first.
	versions: Vec<PolicyVersionRow>,
}

const NUMBER: [Param; 1] = [Param::new("id", ID, "Its number.")];

/// `GET /approvals/{id}`
pub fn approval() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/approvals/{id}",
		tag: "items",
		summary: "An approval 审批 with its record and its call.",
		parts: &NUMBER,
		params: &[],
		lasts: indexed,
	}
	.route(answer_approval)
}

async fn answer_approval(question: Question) -> Result<ApprovalDetail, ApiFault> {
	let id = question.number("id")?;
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let (row, cells) = APPROVALS
		.at(context.pool(), &ask, id)
		.await?
		.ok_or_else(|| ApiFault::not_found("no such approval is indexed"))?;
	let cells = Cells(&cells);
	let mut select = Select::new(ENTRY, "approval_entries");
	select.compare("approval", "=", id);
	let limit = select.bind(MOST);
	select.end(&format!("ORDER BY entry LIMIT {limit}"));
	let entries = select.rows(context.pool()).await?;
	let call = cells.text("call")?;
	let call = match call.is_empty() {
		true => None,
		false => Some(read_call(&context, cells.u32("spec_version")?, &call).await?),
	};
	Ok(ApprovalDetail {
		row,
		record: cells.json("record")?,
		entries: entries.iter().map(|row| entry(Cells(row))).collect::<Result<_, _>>()?,
		call,
	})
}

async fn read_call(context: &Context, spec_version: u32, call: &str) -> Result<Value, ApiFault> {
	let bytes = STANDARD.decode(call).map_err(|_| damaged("call"))?;
	context
		.library()
		.runtime(spec_version)
		.await
		.map_err(ApiFault::internal)?
		.ok_or_else(|| ApiFault::internal(format!("no runtime {spec_version} is known")))?
		.call(&bytes)
		.map_err(ApiFault::internal)
}

/// `GET /policies/{id}`
pub fn policy() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/policies/{id}",
		tag: "items",
		summary: "A policy 策略 with its versions.",
		parts: &NUMBER,
		params: &[],
		lasts: indexed,
	}
	.route(answer_policy)
}

async fn answer_policy(question: Question) -> Result<PolicyDetail, ApiFault> {
	let id = question.number("id")?;
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let (row, cells) = POLICIES
		.at(context.pool(), &ask, id)
		.await?
		.ok_or_else(|| ApiFault::not_found("no such policy is indexed"))?;
	let mut select = Select::new(VERSION, "policy_versions");
	select.compare("policy", "=", id);
	let limit = select.bind(MOST);
	select.end(&format!("ORDER BY version DESC LIMIT {limit}"));
	let versions = select.rows(context.pool()).await?;
	Ok(PolicyDetail {
		row,
		record: Cells(&cells).json("record")?,
		versions: versions.iter().map(|row| version(Cells(row))).collect::<Result<_, _>>()?,
	})
}
