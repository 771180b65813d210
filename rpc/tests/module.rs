//! The methods, over a client made of tables and a real index.

mod mock;

use fiscal_primitives::{
	approval::ApprovalAnswer,
	rpc::{codes, BillPage},
	Did,
};
use fiscal_rpc::{openrpc, INDEX_METHODS};
use mock::*;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::collections::BTreeSet;

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
	let rules = ask(&module, "scene_rules", json!([3])).await.unwrap();
	assert_eq!((&rules["version"], &rules["rules"]["closed"]), (&json!(2), &json!(true)));
	assert_eq!(rules["rules"]["rules"][0]["name"], "visitNumber");
	assert_eq!(ask(&module, "scene_rules", json!([4])).await, Ok(Value::Null));
	let scenes = ask(&module, "scene_list", json!([])).await.unwrap();
	assert_eq!((scenes.as_array().unwrap().len(), &scenes[0]["id"]), (50, &json!(1)));
	let scenes = ask(&module, "scene_list", json!({ "after": 58, "limit": 5 })).await.unwrap();
	assert_eq!((scenes.as_array().unwrap().len(), &scenes[1]["id"]), (2, &json!(60)));
	let types = ask(&module, "scene_resourceTypes", json!([2, 1])).await.unwrap();
	assert_eq!((&types[0]["id"], &types[0]["scope"]), (&json!(3), &json!("structured")));
	let resource = ask(&module, "scene_resource", json!([6])).await.unwrap();
	assert_eq!((&resource["owner"], &resource["details"]["access"]), (&json!(5), &json!("pdf")));
	assert_eq!(resource["certificate"].as_str().unwrap().len(), 66);
	assert_eq!(ask(&module, "scene_resource", json!([7])).await, Ok(Value::Null));
	let permissions = ask(&module, "permission_rules", json!([])).await.unwrap();
	let locked = permissions.as_array().unwrap().iter().find(|rule| rule["action"] == "locked");
	assert_eq!(locked.unwrap()["rule"]["roles"], json!(["billUser", "platform"]));
	let node = ask(&module, "node_get", json!([2])).await.unwrap();
	assert_eq!(node["serves"], json!([{ "participant": 5, "issuer": true, "user": false }]));
	assert_eq!(ask(&module, "node_get", json!([3])).await, Ok(Value::Null));
}

#[tokio::test]
async fn approvals_come_with_what_it_takes_to_check_them() {
	let (_dir, module) = full();
	let found = ask(&module, "approval_get", json!([1])).await.unwrap();
	assert_eq!(
		(&found["terms"]["operation"], &found["state"]),
		(&json!("registerScene"), &json!("pending"))
	);
	let answer: ApprovalAnswer = serde_json::from_value(found).unwrap();
	assert_eq!(answer.verify(), Ok(()));
	assert_eq!(ask(&module, "approval_get", json!([2])).await, Ok(Value::Null));
	let page = ask(&module, "approval_list", json!([])).await.unwrap();
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(1), &Value::Null));
	let none = ask(&module, "approval_list", json!([{ "participant": 9 }])).await.unwrap();
	assert_eq!(none["items"], json!([]));
	let waiting = ask(&module, "approval_waitingFor", json!([5])).await.unwrap();
	assert_eq!(waiting, json!([]));
	let flows = ask(&module, "approval_flows", json!([])).await.unwrap();
	assert_eq!(flows[0]["steps"][0]["who"], json!({ "chain": "fiscalAuthority" }));
	let roles = ask(&module, "approval_roles", json!([])).await.unwrap();
	assert_eq!(roles[0]["members"], json!([6]));
	let demanded = ask(&module, "approval_highRisk", json!([])).await.unwrap();
	assert_eq!(demanded, json!([{ "operation": "registerScene", "flow": 1 }]));
	// A filter with an unknown member is no filter.
	let refused = ask(&module, "approval_list", json!([{ "colour": 1 }])).await;
	assert_eq!(refused.unwrap_err().0, -32_602);
}

#[tokio::test]
async fn nodes_come_in_pages_of_at_most_a_hundred() {
	let (_dir, module) = full();
	let routes = ask(&module, "node_routes", json!([])).await.unwrap();
	assert_eq!((&routes["version"], &routes["next"]), (&json!(7), &json!(2)));
	assert_eq!(routes["items"][0]["devices"][0]["endpoint"], "node.example:9443");
	assert_eq!(ask(&module, "node_byParticipant", json!([5])).await, Ok(json!([2, 4])));
	let none = ask(&module, "node_admissions", json!({ "status": "rejected" })).await.unwrap();
	assert_eq!(none["items"], json!([]));
	let code = ask(&module, "node_code", json!([2, "05".repeat(32)])).await.unwrap();
	assert_eq!(code["state"], "used");
	assert_eq!(ask(&module, "node_code", json!([3, "05".repeat(32)])).await, Ok(Value::Null));
	for (method, params, code) in [
		("node_list", json!([0, 101]), codes::LIMIT_EXCEEDED),
		("node_routes", json!([0, 0]), codes::INVALID_PARAMETER),
		("node_codes", json!([2, "05"]), codes::INVALID_PARAMETER),
		("node_code", json!([2, "xx"]), codes::INVALID_PARAMETER),
		("node_admissions", json!([0, 10, 6, "lost"]), -32_602),
	] {
		assert_eq!(ask(&module, method, params).await.unwrap_err().0, i64::from(code), "{method}");
	}
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
async fn a_participant_is_told_with_what_stands_above_it() {
	let (_dir, module) = full();
	let identity = format!("{:?}", participant().identity);
	let found = ask(&module, "participant_byIdentity", json!([identity])).await.unwrap();
	assert_eq!(found, ask(&module, "participant_get", json!(["5"])).await.unwrap());
	assert_eq!((&found["status"], &found["effectiveStatus"]), (&json!("active"), &json!("frozen")));
	assert_eq!((&found["parent"], &found["organisation"]), (&json!(1), &json!(5)));
	assert_eq!(found["decision"]["by"], json!({ "by": "council" }));
	let nobody = ask(&module, "participant_byIdentity", json!(["ab".repeat(32)])).await;
	assert_eq!(nobody, Ok(Value::Null));
}

#[tokio::test]
async fn the_tree_comes_page_by_page_and_keys_as_a_whole() {
	let (_dir, module) = full();
	let page = ask(&module, "participant_tree", json!([participant().did.to_string()])).await;
	let page = page.unwrap();
	assert_eq!((page["items"].as_array().unwrap().len(), &page["next"]), (50, &json!(50)));
	assert_eq!(page["items"][0]["label"], "operator");
	for (from, limit, count) in [(50, 10, 10), (55, 500, 5), (60, 10, 0)] {
		let page = ask(&module, "participant_tree", json!(["5", from, limit])).await.unwrap();
		assert_eq!((page["items"].as_array().unwrap().len(), &page["next"]), (count, &Value::Null));
	}
	let empty = json!({ "items": [], "next": null });
	let stranger = Did([9; 22]).to_string();
	assert_eq!(ask(&module, "participant_tree", json!([stranger])).await, Ok(empty.clone()));
	assert_eq!(ask(&module, "participant_tree", json!([])).await, Ok(empty));
	let keys = ask(&module, "participant_keys", json!(["5"])).await.unwrap();
	assert_eq!((&keys[0]["version"], &keys[0]["until"]), (&json!(1), &Value::Null));
	assert_eq!(ask(&module, "participant_keys", json!(["6"])).await, Ok(json!([])));
	let details = ask(&module, "participant_details", json!(["5"])).await.unwrap();
	assert_eq!((&details[0]["version"], &details[0]["name"]), (&json!(1), &json!("Hospital")));
}

#[tokio::test]
async fn a_did_is_resolved_and_a_failure_is_told_in_the_metadata() {
	let (_dir, module) = full();
	let did = participant().did.to_string();
	let resolved = ask(&module, "did_resolve", json!([did])).await.unwrap();
	assert_eq!(resolved["didDocument"]["id"], did);
	assert_eq!(resolved["didDocument"]["authentication"][0], format!("{did}#key-1"));
	assert_eq!(resolved["didDocumentMetadata"]["deactivated"], false);
	for (did, error) in [
		(Did([9; 22]).to_string(), "notFound"),
		("did:web:example.cn".into(), "invalidDid"),
		("did:cpl:0".into(), "invalidDid"),
		("x".repeat(10_000), "invalidDid"),
	] {
		let failed = ask(&module, "did_resolve", json!([did])).await.unwrap();
		assert_eq!(failed["didDocument"], Value::Null);
		assert_eq!(failed["didResolutionMetadata"], json!({ "error": error }));
	}
}

#[tokio::test]
async fn authorizations_are_answered_with_what_they_are_worth() {
	let (_dir, module) = full();
	let digest = format!("{AUTHORIZATION:?}");
	let other = "ab".repeat(32);
	let found = ask(&module, "vc_get", json!([digest])).await.unwrap();
	assert_eq!((&found["status"], &found["state"]), (&json!("active"), &json!("active")));
	assert_eq!(found["coverage"]["bills"], json!(["31060126-0000000001", "31060126-0000000002"]));
	assert_eq!((&found["template"], &found["scopes"]), (&json!("1:2"), &json!(["summary", "use"])));
	assert_eq!(ask(&module, "vc_get", json!([other])).await, Ok(Value::Null));
	let check = |number: &'static str, digest: Value, at: Value| {
		let params = json!(["5", "31060126", number, "summary", 3, digest, at]);
		let module = &module;
		async move { ask(module, "vc_check", params).await.unwrap() }
	};
	let one = "0000000001";
	let permitted = json!({ "permitted": true, "reason": null });
	assert_eq!(check(one, json!(digest), Value::Null).await, permitted);
	for (number, digest, at, reason) in [
		("0000000003", json!(digest), Value::Null, "billNotCovered"),
		(one, json!(digest), json!(20), "expired"),
		(one, json!(other), Value::Null, "notFound"),
		(one, Value::Null, Value::Null, "notListed"),
	] {
		let refused = json!({ "permitted": false, "reason": reason });
		assert_eq!(check(number, digest, at).await, refused);
	}
	let did = participant().did.to_string();
	for method in ["vc_byHolder", "vc_byGrantee"] {
		let page = ask(&module, method, json!([did, true])).await.unwrap();
		assert_eq!((&page["items"][0]["digest"], &page["next"]), (&json!(digest), &json!(digest)));
		let page = ask(&module, method, json!(["5", null, digest])).await.unwrap();
		assert_eq!(page, json!({ "items": [], "next": null }));
		let stranger = Did([9; 22]).to_string();
		assert_eq!(ask(&module, method, json!([stranger])).await.unwrap()["items"], json!([]));
	}
	assert_eq!(ask(&module, "vc_log", json!([digest])).await.unwrap()["failures"], 1);
	assert_eq!(ask(&module, "vc_log", json!([other])).await, Ok(Value::Null));
	let template = ask(&module, "vc_template", json!([1])).await.unwrap();
	assert_eq!((&template["id"], &template["inForce"]), (&json!("1:2"), &json!(true)));
	assert_eq!(ask(&module, "vc_template", json!([1, 3])).await, Ok(Value::Null));
	let delegate = ask(&module, "vc_delegate", json!(["5"])).await.unwrap();
	assert_eq!(delegate["terms"]["maxBills"], 2);
	assert_eq!(ask(&module, "vc_delegate", json!(["6"])).await, Ok(Value::Null));
	let entry = ask(&module, "vc_whiteList", json!(["5", 3])).await.unwrap();
	assert_eq!((&entry["until"], &entry["log"]["entries"]), (&json!(30), &json!(3)));
	assert_eq!(ask(&module, "vc_whiteList", json!(["5", 4])).await, Ok(Value::Null));
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
	let trail = ask(&module, "bill_trail", json!(["31060126", "0000000007"])).await.unwrap();
	assert_eq!(trail.as_array().unwrap().len(), 1);
	assert_eq!((&trail[0]["from"], &trail[0]["to"]), (&json!(null), &json!(payer)));
	let locks = ask(&module, "lock_listByBill", json!(["31060126", "0000000001"])).await.unwrap();
	assert_eq!((&locks[0]["event"], &locks[0]["holder"]), (&json!("acquired"), &json!(5)));
}

#[tokio::test]
async fn ranges_and_relations_come_from_the_state() {
	let (_dir, module) = full();
	let all = ask(&module, "bill_ranges", json!(["31060126"])).await.unwrap();
	assert_eq!((&all[0]["issuer"], &all[0]["remaining"]), (&json!(6), &json!(93)));
	assert_eq!(all[0]["ranges"][0]["first"], "0000000001");
	let none = ask(&module, "bill_ranges", json!(["31060126", 7])).await.unwrap();
	assert_eq!(none, json!([]));
	let layers = ask(&module, "bill_relations", json!(["31060126", "0000000001"])).await.unwrap();
	assert_eq!(layers["subject"]["total"], 12_345);
	assert_eq!(layers["files"]["xml"]["medium"], "ipfs");
	assert_eq!(layers["index"]["version"], 1);
	let nothing = ask(&module, "bill_relations", json!(["31060126", "0000000002"])).await.unwrap();
	assert_eq!(nothing, json!(null));
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
		("scene_list", json!([0, 501]), codes::LIMIT_EXCEEDED, "limit"),
		("vc_get", json!(["0x1"]), codes::INVALID_PARAMETER, "digest"),
		("vc_log", json!(["0x1"]), codes::INVALID_PARAMETER, "digest"),
		("vc_byHolder", json!(["nobody"]), codes::INVALID_PARAMETER, "holder"),
		("vc_byHolder", json!(["5", null, "zz"]), codes::INVALID_PARAMETER, "cursor"),
		("vc_byHolder", json!(["5", null, null, 101]), codes::LIMIT_EXCEEDED, "limit"),
		("vc_byGrantee", json!(["5", null, null, 0]), codes::INVALID_PARAMETER, "limit"),
		("vc_delegate", json!(["nobody"]), codes::INVALID_PARAMETER, "participant"),
		("vc_whiteList", json!(["nobody", 1]), codes::INVALID_PARAMETER, "participant"),
		(
			"vc_check",
			json!(["5", "31060126", "0000000001", "all", 3]),
			codes::INVALID_PARAMETER,
			"scope",
		),
		(
			"vc_check",
			json!([Did([9; 22]).to_string(), "31060126", "0000000001", "use", 3]),
			codes::INVALID_PARAMETER,
			"participant",
		),
		("scene_resourceTypes", json!([0, 0]), codes::INVALID_PARAMETER, "limit"),
		("policy_list", json!([{ "colour": 1 }]), codes::INVALID_PARAMETER, "filter"),
		(
			"policy_list",
			json!([{ "keyword": "k".repeat(129) }]),
			codes::INVALID_PARAMETER,
			"filter",
		),
		("policy_list", json!([null, 0, 51]), codes::LIMIT_EXCEEDED, "limit"),
		("policy_history", json!([{ "policy": "x" }]), codes::INVALID_PARAMETER, "filter"),
		(
			"policy_check",
			json!([{ "policy": { "name": "x" } }]),
			codes::INVALID_PARAMETER,
			"subject",
		),
		("policy_check", json!([{ "rule": 1 }]), codes::INVALID_PARAMETER, "subject"),
		(
			"policy_simulate",
			json!([{ "policy": policy::json() }, [{ "colour": 1 }]]),
			codes::INVALID_PARAMETER,
			"cases",
		),
		(
			"policy_simulate",
			json!([{ "policy": policy::json() }, vec![json!({}); 33]]),
			codes::LIMIT_EXCEEDED,
			"limit",
		),
		("policy_decide", json!([{ "colour": 1 }]), codes::INVALID_PARAMETER, "facts"),
		("policy_members", json!([""]), codes::INVALID_PARAMETER, "label"),
		("policy_labels", json!(["", 1]), codes::INVALID_PARAMETER, "after"),
		("policy_labelsOf", json!([{ "bill": 1 }]), codes::INVALID_PARAMETER, "member"),
		("bill_byTransaction", json!(["0x"]), codes::INVALID_PARAMETER, "hash"),
		("bill_history", json!(["1", good[1]]), codes::INVALID_PARAMETER, "code"),
		("lock_get", json!([good[0], "1"]), codes::INVALID_PARAMETER, "number"),
		("lock_listByBill", json!([good[0], "1"]), codes::INVALID_PARAMETER, "number"),
		("bill_getWithProof", json!(["1", good[1]]), codes::INVALID_PARAMETER, "code"),
		("lock_getWithProof", json!([good[0], good[1], 21]), codes::INVALID_PARAMETER, "since"),
		("consensus_validators", json!([21]), codes::INVALID_PARAMETER, "height"),
		("approval_bySubject", json!(["0x1"]), codes::INVALID_PARAMETER, "subject"),
		("approval_list", json!([null, null, 501]), codes::LIMIT_EXCEEDED, "limit"),
		("participant_get", json!(["nobody"]), codes::INVALID_PARAMETER, "id"),
		("participant_byIdentity", json!(["0x1"]), codes::INVALID_PARAMETER, "identity"),
		("participant_tree", json!(["nobody"]), codes::INVALID_PARAMETER, "parent"),
		("participant_tree", json!([null, null, 0]), codes::INVALID_PARAMETER, "limit"),
		("participant_tree", json!([null, null, 501]), codes::LIMIT_EXCEEDED, "limit"),
		("participant_keys", json!(["nobody"]), codes::INVALID_PARAMETER, "id"),
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
		if let Some(fixed) = schema["prefixItems"].as_array() {
			assert_eq!((items.len(), &schema["items"]), (fixed.len(), &json!(false)), "{method}");
			let pairs = fixed.iter().zip(items);
			return pairs.for_each(|(schema, item)| conforms(document, schema, item, method));
		}
		return items.iter().for_each(|item| conforms(document, &schema["items"], item, method));
	}
	if schema["type"] == "string" {
		return assert!(answer.is_string(), "{method}: {answer}");
	}
	if schema["type"] == "integer" {
		return assert!(answer.is_u64(), "{method}: {answer}");
	}
	let properties = schema["properties"]
		.as_object()
		.unwrap_or_else(|| panic!("{method}: {schema} has no properties for {answer}"));
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
		let mut left_out = names.iter().skip(by_name.len());
		assert!(left_out.all(|name| name["required"] == false), "{method}");
		for name in names {
			assert!(resolve(&document, &name["schema"]).is_object(), "{method}");
		}
		let answer = ask(&module, method, params).await.unwrap();
		assert_eq!(ask(&module, method, json!(by_name)).await.unwrap(), answer, "{method}");
		conforms(&document, &described["result"]["schema"], &answer, method);
	}
}
