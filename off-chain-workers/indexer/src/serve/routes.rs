//! The paths of the API, each with its description.

mod bills;
mod chain;
mod decisions;
mod item;
mod list;
mod nodes;
mod parties;
mod search;
mod server;
mod statistics;

use super::{
	context::Context,
	describe, live, proxy,
	query::{
		bills as bill_lists, bridges, chain as chain_lists, decisions as decision_lists,
		parties as party_lists,
	},
};
use serde_json::Value;
use std::sync::OnceLock;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// What every path of the API begins with.
pub const PREFIX: &str = "/api/v1";

/// All paths of the API.
pub fn api() -> OpenApiRouter<Context> {
	let lists: [[UtoipaMethodRouter<Context>; 2]; 15] = [
		list::routes(&chain_lists::BLOCKS),
		list::routes(&chain_lists::TRANSACTIONS),
		list::routes(&chain_lists::EVENTS),
		list::routes(&chain_lists::ALERTS),
		list::routes(&bill_lists::BILLS),
		list::routes(&bill_lists::LOCKS),
		list::routes(&bill_lists::AUTHORIZATIONS),
		list::routes(&decision_lists::APPROVALS),
		list::routes(&decision_lists::SCENES),
		list::routes(&decision_lists::POLICIES),
		list::routes(&party_lists::PARTICIPANTS),
		list::routes(&party_lists::NODES),
		list::routes(&bridges::OUTBOX),
		list::routes(&bridges::OBSERVATIONS),
		list::routes(&bridges::PROVINCES),
	];
	let items = [
		server::status(),
		chain::block(),
		chain::transaction(),
		bills::bill(),
		bills::board(),
		bills::authorization(),
		decisions::approval(),
		decisions::policy(),
		parties::participant(),
		nodes::node(),
		nodes::graph(),
		nodes::health_series(),
		statistics::bills(),
		statistics::activity(),
		statistics::summary(),
		search::search(),
		live::route(),
		server::health(),
		server::openapi(),
		proxy::route(),
	];
	lists
		.into_iter()
		.flatten()
		.chain(items)
		.fold(OpenApiRouter::with_openapi(describe::document()), OpenApiRouter::routes)
}

/// The OpenAPI document of all paths.
pub fn document() -> &'static Value {
	static DOCUMENT: OnceLock<Value> = OnceLock::new();
	DOCUMENT.get_or_init(|| {
		serde_json::to_value(api().into_openapi()).unwrap_or_else(|fault| {
			log::error!(target: "serve", "the OpenAPI document cannot be written: {fault}");
			Value::Null
		})
	})
}
