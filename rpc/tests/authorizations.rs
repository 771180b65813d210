//! The lives of authorizations, page by page.

mod mock;

use fiscal_primitives::{
	authorization::{Basis, LogHead},
	rpc::{codes, AuthorizationHistory},
};
use mock::*;
use serde_json::{json, Value};

async fn page(method: &str, params: Value) -> AuthorizationHistory {
	let (_dir, module) = full();
	serde_json::from_value(ask(&module, method, params).await.unwrap()).unwrap()
}

#[tokio::test]
async fn an_authorization_tells_every_step_and_its_head_can_be_recomputed() {
	let digest = format!("{AUTHORIZATION:?}");
	let first = page("vc_history", json!([digest, null, 3])).await;
	let rest = page("vc_history", json!([digest, first.next, 3])).await;
	assert_eq!((first.items.len(), rest.items.len(), rest.next), (3, 1, None));
	let mut log = LogHead::default();
	for step in first.items.iter().chain(&rest.items) {
		log.append(&step.item);
		assert_eq!((step.head, step.block), (Some(log.head), 0));
		assert_eq!(step.basis, Basis::Authorization(AUTHORIZATION));
		assert_eq!(step.transaction, Some(tx()));
	}
	assert_eq!((log.entries, log.failures), (4, 1));

	let (_dir, module) = full();
	let raw = ask(&module, "vc_history", json!([digest])).await.unwrap();
	let events: Vec<_> = raw["items"].as_array().unwrap().iter().map(|it| &it["event"]).collect();
	assert_eq!(events, ["registered", "checked", "checked", "statusChanged"]);
	assert_eq!(raw["items"][2]["fault"], "scopeNotGranted");
	assert_eq!(raw["items"][3]["to"], "frozen");
}

#[tokio::test]
async fn a_bill_tells_who_used_it() {
	let uses = page("vc_byBill", json!(["31060126", "0000000001"])).await;
	assert_eq!((uses.items.len(), uses.next), (2, None));
	let none = page("vc_byBill", json!(["31060126", "0000000002"])).await;
	assert_eq!(none, AuthorizationHistory::default());
}

#[tokio::test]
async fn what_is_no_parameter_is_named() {
	let (_dir, module) = full();
	let digest = format!("{AUTHORIZATION:?}");
	for (method, params, code) in [
		("vc_history", json!(["xx"]), codes::INVALID_PARAMETER),
		("vc_history", json!([digest, "x"]), codes::INVALID_PARAMETER),
		("vc_history", json!([digest, null, 0]), codes::INVALID_PARAMETER),
		("vc_history", json!([digest, null, 501]), codes::LIMIT_EXCEEDED),
		("vc_byBill", json!(["1", "0000000001"]), codes::INVALID_PARAMETER),
	] {
		let (given, message) = ask(&module, method, params).await.unwrap_err();
		assert_eq!(given, i64::from(code), "{method}: {message}");
	}
}
