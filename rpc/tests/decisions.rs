//! What waits for a signature and what was decided, as whoever has to sign reads it.

mod mock;

use fiscal_primitives::{
	bill::BillPending,
	rpc::codes,
	transition::{default_rule, TransitionRecord},
	Actor,
};
use mock::*;
use serde_json::{json, Value};

const CODE: &str = "31060126";

#[tokio::test]
async fn what_waits_for_a_bill_is_told_with_who_asked() {
	let (_dir, module) = full();
	let found = ask(&module, "bill_pending", json!([CODE, "0000000001"])).await.unwrap();
	assert_eq!(found["correction"]["correction"], json!({ "setMedium": "paper" }));
	assert_eq!(found["correction"]["proposer"]["signer"], 1);
	assert_eq!(found["lastCorrection"]["by"][1]["signer"], 5);
	assert_eq!(found["consent"], json!({ "by": "council" }));
	assert_eq!(
		(&found["reversal"]["amount"], &found["moreSettlements"]),
		(&json!(100), &json!(false))
	);
	assert_eq!(found["settlements"], json!([{ "participant": 5, "amount": 100 }]));
	assert_eq!(serde_json::from_value::<BillPending>(found).unwrap(), pending());

	let nothing = ask(&module, "bill_pending", json!([CODE, "0000000002"])).await;
	assert_eq!(nothing, Ok(Value::Null));
	let (code, message) = ask(&module, "bill_pending", json!([CODE, "1"])).await.unwrap_err();
	assert_eq!(code, i64::from(codes::INVALID_PARAMETER));
	assert!(message.starts_with("number: "), "{message}");
}

#[tokio::test]
async fn every_version_of_a_rule_is_told_with_who_set_it() {
	let (_dir, module) = full();
	let found = ask(&module, "permission_record", json!(["locked", 1])).await.unwrap();
	let record: TransitionRecord = serde_json::from_value(found).unwrap();
	let action = fiscal_primitives::changes::BillAction::Locked;
	assert_eq!((record.rule, record.by), (Some(default_rule(action)), Actor::Council));
	for (action, version) in [("locked", 0), ("locked", 2), ("voided", 1)] {
		let nothing = ask(&module, "permission_record", json!([action, version])).await;
		assert_eq!(nothing, Ok(Value::Null), "{action} {version}");
	}
	// An action or a version that cannot be is JSON-RPC's own error.
	for params in [json!(["eaten", 1]), json!(["locked", -1]), json!(["locked"])] {
		let (code, _) = ask(&module, "permission_record", params).await.unwrap_err();
		assert_eq!(code, -32_602);
	}
}
