//! One participant.

use super::item::{indexed, Item, Question};
use crate::{
	model::{NodeLink, ParticipantRow},
	serve::{
		context::Context,
		fault::ApiFault,
		query::{
			cells::Cells,
			param::{Param, ID},
			parties::{link, LINK, PARTICIPANTS},
			select::Select,
		},
	},
};
use fiscal_primitives::participant::MAX_DEPTH;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// The most nodes that are answered with a participant.
const MAX_NODES: i64 = 1_000;

/// A participant with where it stands and through which nodes it works.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantDetail {
	/// As lists have it.
	row: ParticipantRow,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	record: Value,
	/// Who stands above it, the highest first.
	path: Vec<ParticipantRow>,
	/// How many stand directly below it.
	children: u32,
	/// The access nodes that serve it.
	nodes: Vec<NodeLink>,
}

const NUMBER: [Param; 1] = [Param::new("id", ID, "Its number.")];

/// `GET /participants/{id}`
pub fn participant() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/participants/{id}",
		tag: "items",
		summary: "A participant 参与方 with where it stands and through which nodes it works.",
		parts: &NUMBER,
		params: &[],
		lasts: indexed,
	}
	.route(answer)
}

async fn answer(question: Question) -> Result<ParticipantDetail, ApiFault> {
	let id = question.number("id")?;
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let pool = context.pool();
	let (row, cells) = PARTICIPANTS
		.at(pool, &ask, id)
		.await?
		.ok_or_else(|| ApiFault::not_found("no such participant is indexed"))?;
	let mut path = Vec::new();
	let mut parent = row.parent;
	for _ in 0..MAX_DEPTH {
		let Some(above) = parent else { break };
		let Some((above, _)) = PARTICIPANTS.at(pool, &ask, above.into()).await? else { break };
		parent = above.parent;
		path.push(above);
	}
	path.reverse();
	let mut select = Select::new(LINK, "node_links");
	select.compare("participant", "=", id);
	let limit = select.bind(MAX_NODES);
	select.end(&format!("ORDER BY node LIMIT {limit}"));
	let nodes = select.rows(pool).await?;
	Ok(ParticipantDetail {
		children: row.children,
		row,
		record: Cells(&cells).json("record")?,
		path,
		nodes: nodes.iter().map(|row| link(Cells(row))).collect::<Result<_, _>>()?,
	})
}
