//! The methods about systems outside of the chain, over a client made of tables.

mod mock;

use fiscal_primitives::rpc::codes;
use mock::{bridges::ORG, *};
use serde_json::{json, Value};

#[tokio::test]
async fn messages_and_dead_letters_are_told_with_their_cause() {
	let (_dir, module) = full();
	let found = ask(&module, "outbox_message", json!([7])).await.unwrap();
	assert_eq!(found["message"]["body"]["kind"], "evidence");
	assert_eq!(found["dead"], json!({ "attempts": "unreachable" }));
	assert_eq!(ask(&module, "outbox_message", json!([8])).await, Ok(Value::Null));
	let page = ask(&module, "outbox_deadLetters", json!([])).await.unwrap();
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(7), &json!(8)));
	let none = ask(&module, "outbox_deadLetters", json!({ "destination": "nonTax" })).await;
	assert_eq!(none, Ok(json!({ "items": [], "next": null })));
	let known = ask(&module, "outbox_destinations", json!([])).await.unwrap();
	assert_eq!(
		(&known[0]["waiting"], &known[0]["settings"]["maxBackoff"]),
		(&json!(1), &json!(1_000))
	);
}

#[tokio::test]
async fn observations_name_who_said_what() {
	let (_dir, module) = full();
	let found = ask(&module, "observation_get", json!([4])).await.unwrap();
	assert_eq!(
		(&found["request"]["status"], &found["observed"]["kind"]),
		(&json!("applied"), &json!("compare"))
	);
	assert_eq!(found["said"][0][1], found["request"]["agreed"]);
	assert_eq!(ask(&module, "observation_get", json!([5])).await, Ok(Value::Null));
	for method in ["observation_open", "observation_results"] {
		assert_eq!(ask(&module, method, json!([5])).await, Ok(json!([])), "{method}");
	}
}

#[tokio::test]
async fn other_provinces_are_told_by_number_code_and_flow() {
	let (_dir, module) = full();
	let provinces = ask(&module, "region_provinces", json!([])).await.unwrap();
	assert_eq!((&provinces[0]["region"], &provinces[0]["outbound"]), (&json!(33), &json!(false)));
	let filing = ask(&module, "region_filing", json!([5])).await.unwrap();
	assert_eq!(filing, ask(&module, "region_filingOf", json!([ORG])).await.unwrap());
	assert_eq!(filing["filing"]["status"], "registered");
	assert_eq!(filing["service"], ask(&module, "region_service", json!([ORG])).await.unwrap());
	for (method, params) in [
		("region_filing", json!([6])),
		("region_service", json!(["91310000MA1FL00001"])),
		("region_foreign", json!([32, ORG])),
		("region_flow", json!([31, ORG, "SH-2"])),
		("region_inbound", json!([33, ORG, "ZJ-1", "result"])),
		("region_message", json!([32, "M-1"])),
	] {
		assert_eq!(ask(&module, method, params).await, Ok(Value::Null), "{method}");
	}
	let flow = ask(&module, "region_flow", json!([31, ORG, "SH-1"])).await.unwrap();
	assert_eq!((&flow["flow"]["status"], &flow["flow"]["issuer"]), (&json!("asked"), &json!(33)));
	let none = ask(&module, "region_flows", json!([6])).await.unwrap();
	assert_eq!(none, json!({ "items": [], "next": null }));
}

#[tokio::test]
async fn a_bad_parameter_is_refused_by_name() {
	let (_dir, module) = full();
	for (method, params, code, field) in [
		("region_service", json!(["x"]), codes::INVALID_PARAMETER, "org"),
		("region_filingOf", json!(["91310000ma1fl00000"]), codes::INVALID_PARAMETER, "org"),
		("region_foreign", json!([9, ORG]), codes::INVALID_PARAMETER, "region"),
		("region_flow", json!([31, ORG, ""]), codes::INVALID_PARAMETER, "flow"),
		("region_message", json!([33, "号"]), codes::INVALID_PARAMETER, "id"),
		("region_filings", json!([0, 101]), codes::LIMIT_EXCEEDED, "limit"),
		("region_flows", json!([5, 0, 0]), codes::INVALID_PARAMETER, "limit"),
		("outbox_deadLetters", json!([null, 0, 257]), codes::LIMIT_EXCEEDED, "limit"),
		("observation_open", json!([0, 0]), codes::INVALID_PARAMETER, "limit"),
	] {
		let (given, message) = ask(&module, method, params).await.unwrap_err();
		assert_eq!(given, i64::from(code), "{method}: {message}");
		assert!(message.starts_with(&format!("{field}: ")), "{method}: {message}");
	}
	// What is no value of its type is JSON-RPC's own error.
	for (method, params) in [
		("outbox_deadLetters", json!(["moon"])),
		("region_inbound", json!([33, ORG, "ZJ-1", "middle"])),
		("region_foreign", json!([256, ORG])),
	] {
		assert_eq!(ask(&module, method, params).await.unwrap_err().0, -32_602, "{method}");
	}
}
