//! The methods, over a client made of tables and a real index.

mod mock;

use fiscal_primitives::rpc::{codes, BillPage};
use fiscal_rpc::{openrpc, INDEX_METHODS};
use mock::*;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::collections::BTreeSet;

/// A call of every method that finds something.
fn calls() -> Vec<(&'static str, Value)> {
	let xml = format!("{:?}", bill(1).xml);
	vec![
		("bill_get", json!(["31060126", "0000000001"])),
		("bill_getWithProof", json!(["31060126", "0000000001", 0])),
		("bill_verify", json!(["31060126", "0000000001", CHECK, "2026-11-20", 12_345])),
		("bill_verifyDigest", json!(["31060126", "0000000001", xml])),
		("bill_listByPayer", json!([payer().to_string(), null, 2])),
		("bill_byTransaction", json!([format!("{:?}", tx())])),
		("bill_history", json!(["31060126", "0000000001"])),
		("lock_get", json!(["31060126", "0000000001"])),
		("lock_getWithProof", json!(["31060126", "0000000001", null])),
		("lock_listByBill", json!(["31060126", "0000000001"])),
		("participant_get", json!(["5"])),
		("node_get", json!([2])),
		("scene_get", json!([3])),
		("consensus_validators", json!([null])),
		("consensus_pace", json!([])),
		("rpc_discover", json!([])),
	]
}

#[tokio::test]
async fn state_is_read_at_the_best_block() {
	let (_dir, module) = full();
	let code = "31060126";
	let one = ask(&module, "bill_get", json!([code, "0000000001"])).await.unwrap();
	assert_eq!(one["key"], "31060126-0000000001");
	assert_eq!(one["bill"]["total"], 12_345);
	assert_eq!(one["bill"]["usage"], "locked");
	assert_eq!(ask(&module, "bill_get", json!([code, "0000000002"])).await, Ok(Value::Null));

	let by_name = json!({
		"code": code, "number": "0000000001", "checkCode": CHECK, "issueDate": "20261120",
		"totalFen": 12_345,
	});
	let genuine = ask(&module, "bill_verify", by_name).await.unwrap();
	assert_eq!(genuine["verdict"], "genuine");
	let params = json!([code, "0000000001", "zzzzzz", "2026-11-20", 12_346]);
	let mismatch = ask(&module, "bill_verify", params).await.unwrap();
	assert_eq!(mismatch, json!({ "verdict": "mismatch", "elements": ["checkCode", "amount"] }));
	let params = json!([code, "0000000009", CHECK, "2026-11-20", 12_345]);
	let unknown = ask(&module, "bill_verify", params).await.unwrap();
	assert_eq!(unknown, json!({ "verdict": "notFound" }));

	let params = json!([code, "0000000001", "01".repeat(32)]);
	let file = ask(&module, "bill_verifyDigest", params).await.unwrap();
	assert_eq!((&file["verdict"], &file["file"]), (&json!("genuine"), &json!("xml")));

	let lock = ask(&module, "lock_get", json!([code, "0000000001"])).await.unwrap();
	assert_eq!((&lock["holder"], &lock["flow"]), (&json!(5), &json!("F-1")));
	assert_eq!(ask(&module, "lock_get", json!([code, "0000000002"])).await, Ok(Value::Null));

	let scene = ask(&module, "scene_get", json!([3])).await.unwrap();
	assert_eq!((&scene["id"], &scene["kind"]), (&json!(3), &json!("medical")));
	assert_eq!(ask(&module, "scene_get", json!([4])).await, Ok(Value::Null));
	let node = ask(&module, "node_get", json!([2])).await.unwrap();
	assert_eq!(node["serves"], json!([{ "participant": 5, "issuer": true, "user": false }]));
	assert_eq!(ask(&module, "node_get", json!([3])).await, Ok(Value::Null));
}

#[tokio::test]
async fn a_participant_is_found_by_each_of_its_names() {
	let (_dir, module) = full();
	let account = pair().account_id();
	let hex: String =
		AsRef::<[u8; 32]>::as_ref(&account).iter().map(|b| format!("{b:02x}")).collect();
	let names =
		["5".to_owned(), participant().did.to_string(), account.to_ss58check(), format!("0x{hex}")];
	for name in names {
		let found = ask(&module, "participant_get", json!([name])).await.unwrap();
		assert_eq!((&found["id"], &found["name"]), (&json!(5), &json!("Hospital")), "{name}");
	}
	let unknown = ask(&module, "participant_get", json!([format!("0x{}", "00".repeat(32))])).await;
	assert_eq!(unknown, Ok(Value::Null));
}

#[tokio::test]
async fn lists_come_from_the_index_page_by_page() {
	let (_dir, module) = full();
	let page = |params| {
		let module = &module;
		async move {
			let page = ask(module, "bill_listByPayer", params).await.unwrap();
			serde_json::from_value::<BillPage>(page).unwrap()
		}
	};
	let payer = payer().to_string();
	let first = page(json!([payer])).await;
	assert_eq!(first.items, (1..=50).map(key).collect::<Vec<_>>());
	let rest = page(json!({ "payer": payer, "cursor": first.next.unwrap(), "limit": 500 })).await;
	assert_eq!(rest.items, (51..=120).map(key).collect::<Vec<_>>());
	assert_eq!(rest.next, None);

	let did = ask(&module, "bill_byTransaction", json!([format!("{:?}", tx())])).await.unwrap();
	assert_eq!(did.as_array().unwrap().len(), 120);
	let history = ask(&module, "bill_history", json!(["31060126", "0000000007"])).await.unwrap();
	assert_eq!(history[0]["action"], "registered");
	assert_eq!(history[0]["transaction"], format!("{:?}", tx()));
	let locks = ask(&module, "lock_listByBill", json!(["31060126", "0000000001"])).await.unwrap();
	assert_eq!((&locks[0]["event"], &locks[0]["holder"]), (&json!("acquired"), &json!(5)));
}

#[tokio::test]
async fn bad_parameters_are_refused_by_name() {
	let (_dir, module) = full();
	let good = ["31060126", "0000000001", CHECK, "2026-11-20"];
	for (at, bad, message) in [
		(0, "x", "code: bill code: not 8 ASCII digits"),
		(1, "x", "number: bill number: not 10 ASCII digits"),
		(2, "x", "checkCode: check code: not 6 ASCII letters or digits"),
		(3, "2026-02-30", "issueDate: date: not a day written yyyymmdd between 1970 and 9999"),
	] {
		let mut params: Vec<Value> = good.iter().map(|text| json!(text)).collect();
		params[at] = json!(bad);
		params.push(json!(1));
		let refused = ask(&module, "bill_verify", json!(params)).await;
		let code = i64::from(codes::INVALID_PARAMETER);
		assert_eq!(refused, Err((code, message.to_owned())));
	}
	let payer = payer().to_string();
	for (method, params, code, field) in [
		(
			"bill_verify",
			json!([good[0], good[1], good[2], good[3], 1_000_000_000_000_001u64]),
			codes::INVALID_PARAMETER,
			"totalFen",
		),
		("bill_verifyDigest", json!([good[0], good[1], "0x1"]), codes::INVALID_PARAMETER, "digest"),
		("bill_listByPayer", json!(["0x1"]), codes::INVALID_PARAMETER, "payer"),
		("bill_listByPayer", json!([payer, "zz"]), codes::INVALID_PARAMETER, "cursor"),
		("bill_listByPayer", json!([payer, null, 0]), codes::INVALID_PARAMETER, "limit"),
		("bill_listByPayer", json!([payer, null, 501]), codes::LIMIT_EXCEEDED, "limit"),
		("bill_byTransaction", json!(["0x"]), codes::INVALID_PARAMETER, "hash"),
		("bill_history", json!(["1", good[1]]), codes::INVALID_PARAMETER, "code"),
		("lock_get", json!([good[0], "1"]), codes::INVALID_PARAMETER, "number"),
		("lock_listByBill", json!([good[0], "1"]), codes::INVALID_PARAMETER, "number"),
		("bill_getWithProof", json!(["1", good[1]]), codes::INVALID_PARAMETER, "code"),
		("lock_getWithProof", json!([good[0], good[1], 21]), codes::INVALID_PARAMETER, "since"),
		("consensus_validators", json!([21]), codes::INVALID_PARAMETER, "height"),
		("participant_get", json!(["nobody"]), codes::INVALID_PARAMETER, "id"),
	] {
		let (given, message) = ask(&module, method, params).await.unwrap_err();
		assert_eq!(given, i64::from(code), "{method}: {message}");
		assert!(message.starts_with(&format!("{field}: ")), "{method}: {message}");
	}
	// A missing parameter, and one of another JSON type, are JSON-RPC's own error.
	for params in [json!([]), json!([1, 2])] {
		assert_eq!(ask(&module, "bill_get", params).await.unwrap_err().0, -32_602);
	}
}

#[tokio::test]
async fn faults_of_runtime_and_index_have_their_codes() {
	let (_dir, index) = index();
	// One more than the index may be behind.
	let module = with(Client { answers: false, ..Client::at(33) }, Some(index.clone()));
	for (method, params) in calls() {
		let expected = match method {
			"rpc_discover" => continue,
			_ if INDEX_METHODS.contains(&method) => codes::INDEX_UNAVAILABLE,
			_ => codes::RUNTIME_UNAVAILABLE,
		};
		let (code, message) = ask(&module, method, params).await.unwrap_err();
		assert_eq!(code, i64::from(expected), "{method}: {message}");
	}
	let module = with(Client::at(32), Some(index));
	for (method, params) in calls() {
		assert!(ask(&module, method, params).await.is_ok(), "{method}");
	}
}

#[tokio::test]
async fn without_an_index_its_methods_are_not_offered() {
	let module = with(Client::at(20), None);
	for (method, params) in calls() {
		let answer = ask(&module, method, params).await;
		match INDEX_METHODS.contains(&method) {
			true => assert_eq!(answer.unwrap_err().0, -32_601, "{method}"),
			false => assert!(answer.is_ok(), "{method}"),
		}
	}
}

fn documented(document: &Value) -> BTreeSet<&str> {
	let methods = document["methods"].as_array().unwrap();
	methods.iter().map(|method| method["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_document_lists_what_is_offered() {
	let (_dir, index) = index();
	for index in [Some(index), None] {
		let document = openrpc(index.is_some());
		let module = with(Client::at(20), index);
		assert_eq!(documented(&document), module.method_names().collect());
		assert_eq!(ask(&module, "rpc_discover", json!([])).await, Ok(document));
	}
}

/// Follows a reference into the schemas of the document.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
	match schema["$ref"].as_str() {
		Some(path) => document.pointer(path.strip_prefix('#').unwrap()).unwrap(),
		None => schema,
	}
}

fn conforms(document: &Value, schema: &Value, answer: &Value, method: &str) {
	let schema = resolve(document, schema);
	if let Some(choices) = schema["oneOf"].as_array() {
		return conforms(document, &choices[0], answer, method);
	}
	if schema["type"] == "array" {
		let items = answer.as_array().unwrap();
		assert!(!items.is_empty(), "{method}");
		return items.iter().for_each(|item| conforms(document, &schema["items"], item, method));
	}
	if schema["type"] == "string" {
		return assert!(answer.is_string(), "{method}: {answer}");
	}
	let properties = schema["properties"].as_object().unwrap();
	let answer = answer.as_object().unwrap();
	for name in schema["required"].as_array().unwrap() {
		assert!(answer.contains_key(name.as_str().unwrap()), "{method}: no {name}");
	}
	for (name, value) in answer {
		let property = properties.get(name);
		assert!(property.is_some(), "{method}: {name} is not in the document");
		if let Some(property) = property.filter(|property| property.is_object()) {
			conforms(document, property, value, method);
		}
	}
}

#[tokio::test]
async fn answers_and_parameters_are_as_the_document_says() {
	let (_dir, module) = full();
	let document = openrpc(true);
	let calls = calls();
	assert_eq!(documented(&document), calls.iter().map(|(method, _)| *method).collect());
	for (method, params) in calls {
		let described = document["methods"].as_array().unwrap();
		let described = described.iter().find(|other| other["name"] == method).unwrap();
		// The same call by the names in the document.
		let names = described["params"].as_array().unwrap();
		let by_name: serde_json::Map<String, Value> = names
			.iter()
			.zip(params.as_array().unwrap())
			.map(|(name, value)| (name["name"].as_str().unwrap().to_owned(), value.clone()))
			.collect();
		assert_eq!(by_name.len(), names.len(), "{method}");
		for name in names {
			assert!(resolve(&document, &name["schema"]).is_object(), "{method}");
		}
		let answer = ask(&module, method, params).await.unwrap();
		assert_eq!(ask(&module, method, json!(by_name)).await.unwrap(), answer, "{method}");
		conforms(&document, &described["result"]["schema"], &answer, method);
	}
}
