//! Statements with their proofs, and the files they are kept in.

use crate::common::*;
use fiscal_bft_primitives::BlockHash;
use fiscal_proof::{
	BillProof, HexBytes, LockProof, ProofFault, ProofFile, TrustedSet, ValidatorsAnswer,
};
use serde_json::{json, Value};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
	serde_json::from_value(value)
}

#[test]
fn a_bill_is_proven_with_block_time_and_signers() {
	let statement = bill_proof(1);
	assert_eq!(statement.bill, Some(bill(1)));
	let proven = statement.verify(&trusted()).unwrap();
	assert_eq!(proven.value, Some(bill(1)));
	assert_eq!((proven.number, proven.at, proven.round), (20, AT, 1));
	assert_eq!(proven.set, set("new"));
	let signers: Vec<_> =
		proven.signers.iter().map(|index| proven.set.get(*index).unwrap().public).collect();
	assert_eq!(signers.len(), 3);
	assert!(pairs("new")[..3].iter().all(|pair| signers.contains(&pair.public())));
	assert_eq!(bill_proof(BILLS + 1).verify(&trusted()).unwrap().value, None);
}

#[test]
fn a_lock_counts_until_it_runs_out() {
	assert_eq!(lock_proof(1).verify(&trusted()).unwrap().value, Some(lock(AT + 1)));
	let over = lock_proof(2);
	assert_eq!(over.lock, None, "it stands in the state, and has run out");
	assert_eq!(over.verify(&trusted()).unwrap().value, None);
	let claimed = LockProof { lock: Some(lock(AT)), ..over };
	assert_eq!(claimed.verify(&trusted()), Err(ProofFault::Stated("lock")));
	assert_eq!(lock_proof(3).verify(&trusted()).unwrap().value, None);
}

#[test]
fn a_false_statement_beside_a_true_proof_is_refused() {
	let genuine = bill_proof(1);
	let refused = |alter: fn(&mut BillProof)| {
		let mut statement = genuine.clone();
		alter(&mut statement);
		statement.verify(&trusted()).unwrap_err()
	};
	let bill = ProofFault::Stated("bill");
	assert_eq!(refused(|s| s.bill.as_mut().unwrap().version = 2), bill);
	assert_eq!(refused(|s| s.bill = None), bill);
	assert_eq!(refused(|s| s.key = key(2)), ProofFault::Stated("keys"));
	assert_eq!(refused(|s| s.proof.keys.truncate(1)), ProofFault::Stated("keys"));
	assert_eq!(refused(|s| s.proof.at += 1), ProofFault::Stated("at"));
	assert_eq!(refused(|s| s.proof.genesis = BlockHash::zero()), ProofFault::OtherChain);
	let block = ProofFault::Stated("block");
	assert_eq!(refused(|s| s.proof.block.number += 1), block);
	assert_eq!(refused(|s| s.proof.block.hash = BlockHash::zero()), block);
	assert_eq!(refused(|s| s.proof.block.parent_hash = BlockHash::zero()), block);
	assert_eq!(refused(|s| s.proof.block.state_root = BlockHash::zero()), block);
	assert_eq!(refused(|s| s.proof.block.extrinsics_root = BlockHash::zero()), block);
	assert_eq!(refused(|s| s.proof.block.round += 1), block);
	assert_eq!(refused(|s| s.proof.block.signers.truncate(2)), block);
	let invented = BillProof { bill: Some(super::common::bill(1)), ..bill_proof(BILLS + 1) };
	assert_eq!(invented.verify(&trusted()), Err(bill));
}

#[test]
fn bytes_that_are_no_proof_are_told_from_a_proof_that_does_not_hold() {
	let genuine = bill_proof(1);
	let refused = |alter: fn(&mut BillProof)| {
		let mut statement = genuine.clone();
		alter(&mut statement);
		statement.verify(&trusted()).unwrap_err()
	};
	for malformed in [
		refused(|s| s.proof.block.header.0.push(0)),
		refused(|s| s.proof.block.certificate.0.truncate(10)),
		refused(|s| s.proof.block.header.0.resize(20_000, 0)),
		refused(|s| s.proof.block.certificate.0.resize(20_000, 0)),
		refused(|s| s.proof.transitions[0].header.0.clear()),
		refused(|s| s.proof.nodes.resize(300, HexBytes(Vec::new()))),
		refused(|s| s.proof.nodes[0].0.resize(300_000, 0)),
		refused(|s| s.proof.transitions = vec![s.proof.transitions[0].clone(); 257]),
	] {
		assert!(malformed.is_malformed(), "{malformed}");
	}
	assert!(!refused(|s| s.bill = None).is_malformed());
	assert!(!refused(|s| s.proof.transitions.clear()).is_malformed());
	assert!(!refused(|s| s.proof.nodes[0].0[0] ^= 1).is_malformed());
}

#[test]
fn a_file_says_what_it_proves() {
	for (file, word) in
		[(ProofFile::Bill(bill_proof(1)), "bill"), (ProofFile::Lock(lock_proof(3)), "lock")]
	{
		let json = serde_json::to_value(&file).unwrap();
		assert_eq!(json["proves"], word);
		assert_eq!(json["proof"]["block"]["number"], 20);
		assert_eq!(read::<ProofFile>(json.clone()).unwrap(), file);
		let mut other = json.clone();
		other["proves"] = "scene".into();
		assert!(read::<ProofFile>(other).is_err());
		for at in ["/proof", "/proof/block", "/proof/transitions/0"] {
			let mut more = json.clone();
			more.pointer_mut(at).unwrap()["more"] = 1.into();
			assert!(read::<ProofFile>(more).is_err(), "{at}: an unknown member");
		}
	}
}

#[test]
fn bytes_are_written_with_0x_and_whole() {
	assert_eq!(serde_json::to_value(HexBytes(vec![1, 0xab])).unwrap(), json!("0x01ab"));
	assert_eq!(read::<HexBytes>(json!("0x01ab")).unwrap(), HexBytes(vec![1, 0xab]));
	for bad in [json!("01ab"), json!("0x1ab"), json!("0x01 b"), json!("0xzz"), json!([1])] {
		assert!(read::<HexBytes>(bad.clone()).is_err(), "{bad}");
	}
}

#[test]
fn a_trusted_set_is_strict_json() {
	let json = serde_json::to_value(trusted()).unwrap();
	assert_eq!(json["from"], 0);
	assert_eq!(json["genesis"], format!("{GENESIS:?}"));
	assert_eq!(json["validators"].as_array().unwrap().len(), 4);
	assert_eq!(json["validators"][0]["weight"], 1);
	assert_eq!(read::<TrustedSet>(json.clone()).unwrap(), trusted());
	let mut unknown = json.clone();
	unknown["more"] = 1.into();
	assert!(read::<TrustedSet>(unknown).is_err());
	let mut empty = json.clone();
	empty["validators"] = json!([]);
	assert!(read::<TrustedSet>(empty).is_err());
	let mut weightless = json;
	weightless["validators"][0]["weight"] = 0.into();
	assert!(read::<TrustedSet>(weightless).is_err());
}

#[test]
fn trust_does_not_begin_in_the_middle_of_a_change() {
	let answer = |next: &str, after_next: &str| ValidatorsAnswer {
		genesis: GENESIS,
		height: 11,
		hash: BlockHash::zero(),
		next: set(next),
		after_next: set(after_next),
	};
	assert_eq!(answer("old", "new").settled(), None);
	let settled = answer("new", "new").settled().unwrap();
	assert_eq!(settled, TrustedSet { genesis: GENESIS, from: 12, validators: set("new") });
	assert!(bill_proof(1).verify(&settled).is_ok());
}
