//! Answers with proofs, checked as whoever gets them checks them.

mod mock;

use fiscal_bft_primitives::Pace;
use fiscal_primitives::rpc::codes;
use fiscal_proof::{BillProof, LockProof, TrustedSet, ValidatorsAnswer};
use jsonrpsee::RpcModule;
use mock::*;
use serde_json::{json, Value};

const CODE: &str = "31060126";

fn trusted(prefix: &str, from: u32) -> TrustedSet {
	TrustedSet { genesis: GENESIS, from, validators: set(prefix) }
}

async fn answer<T: serde::de::DeserializeOwned>(
	module: &RpcModule<()>,
	method: &str,
	params: Value,
) -> T {
	serde_json::from_value(ask(module, method, params).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_bill_and_its_absence_are_proven_from_any_set_one_may_trust() {
	let (_dir, module) = full();
	for (number, expected) in [("0000000001", Some(bill(1))), ("0000000002", None)] {
		let whole: BillProof = answer(&module, "bill_getWithProof", json!([CODE, number])).await;
		assert_eq!(whole.bill, expected);
		assert_eq!(whole.proof.transitions.len(), 2);
		for trusted in [trusted("first", 0), trusted("second", 12), trusted("third", 17)] {
			let proven = whole.verify(&trusted).unwrap();
			assert_eq!((&proven.value, proven.number, proven.at), (&expected, 20, 1));
			assert_eq!((proven.hash, proven.signers.len()), (Client::at(20).hash_of_last(), 3));
			assert_eq!(proven.set, set("third"));
		}
		assert!(whole.verify(&trusted("fourth", 0)).is_err());
	}
}

#[tokio::test]
async fn a_lock_and_its_absence_are_proven() {
	let (_dir, module) = full();
	for (number, expected) in [("0000000001", Some(lock())), ("0000000002", None)] {
		let whole: LockProof = answer(&module, "lock_getWithProof", json!([CODE, number])).await;
		assert_eq!(whole.lock, expected);
		assert_eq!(whole.verify(&trusted("first", 0)).unwrap().value, expected);
	}
}

#[tokio::test]
async fn since_leaves_out_what_the_trusted_set_has_behind_it() {
	let (_dir, module) = full();
	for (since, changes) in [(0, 2), (9, 2), (10, 1), (15, 0), (20, 0)] {
		let params = json!({ "code": CODE, "number": "0000000001", "since": since });
		let proof: BillProof = answer(&module, "bill_getWithProof", params).await;
		assert_eq!(proof.proof.transitions.len(), changes, "since {since}");
		assert!(proof.verify(&trusted("third", 17)).is_ok(), "since {since}");
		assert_eq!(proof.verify(&trusted("second", 12)).is_ok(), changes > 0, "since {since}");
	}
}

#[tokio::test]
async fn what_a_node_cannot_prove_it_says() {
	let params = || json!([CODE, "0000000001"]);
	let refused = |client: Client, params: Value| async move {
		ask(&with(client, None), "bill_getWithProof", params).await.unwrap_err()
	};
	let (code, message) = refused(Client::at(0), params()).await;
	assert_eq!(code, i64::from(codes::PROOF_UNAVAILABLE));
	assert!(message.contains("block 0 has no commit certificate"), "{message}");

	let many = Client { changes: (1..=257).collect(), ..Client::at(20) };
	let (code, message) = refused(many, params()).await;
	assert_eq!(code, i64::from(codes::LIMIT_EXCEEDED));
	assert!(message.starts_with("since: "), "{message}");

	// The last state has every set: those before it may be gone.
	let module = with(Client { states_from: 20, ..Client::at(20) }, None);
	let proof: BillProof = answer(&module, "bill_getWithProof", params()).await;
	assert!(proof.verify(&trusted("first", 0)).is_ok());
}

#[tokio::test]
async fn validators_are_told_of_any_final_block() {
	let (_dir, module) = full();
	let sets = [(0, "first", "first"), (9, "first", "first"), (10, "first", "second")];
	for (height, next, after_next) in sets {
		let found: ValidatorsAnswer =
			answer(&module, "consensus_validators", json!([height])).await;
		assert_eq!((found.genesis, found.height), (GENESIS, height));
		assert_eq!((&found.next, &found.after_next), (&set(next), &set(after_next)));
		let settled = found.settled();
		assert_eq!(settled.is_some(), next == after_next, "{height}");
		if let Some(trusted) = settled {
			let proof: BillProof =
				answer(&module, "bill_getWithProof", json!([CODE, "0000000001", height])).await;
			assert!(proof.verify(&trusted).is_ok(), "{height}");
		}
	}
	let last: ValidatorsAnswer = answer(&module, "consensus_validators", json!([])).await;
	assert_eq!((last.height, last.hash), (20, Client::at(20).hash_of_last()));
	let pace = ask(&module, "consensus_pace", json!([])).await.unwrap();
	assert_eq!(serde_json::from_value::<Pace>(pace).unwrap(), Pace::default());
}
