//! What a proof proves, and what it does not.

use crate::common::*;
use codec::Encode;
use fiscal_bft_primitives::{
	light::{LightFault, SetTransition},
	BlockHash, CertificateFault, ConsensusLog, SET_CHANGE_DELAY,
};
use fiscal_proof::{
	bill_key, lock_key, time_key, BillProof, ProofFault, StateProof, TrustedSet, MAX_HEADER_BYTES,
	MAX_NODES, MAX_NODE_BYTES, MAX_PROOF_BYTES, MAX_TRANSITIONS,
};
use sp_runtime::DigestItem;

fn bill_keys(number: u64) -> Vec<Vec<u8>> {
	BillProof::keys(&key(number)).to_vec()
}

/// What is proven of a bill and the time.
fn verify(
	proof: &StateProof,
	trusted: &TrustedSet,
	number: u64,
) -> Result<[Option<Vec<u8>>; 2], ProofFault> {
	proof.verify(trusted, [&bill_key(&key(number)), &time_key()])
}

#[test]
fn what_stands_there_is_proven_and_so_is_what_does_not() {
	for number in [1, 17, BILLS] {
		let proven = verify(&proof(&bill_keys(number)), &trusted(), number).unwrap();
		assert_eq!(proven, [Some(bill(number).encode()), Some(AT.encode())]);
	}
	for number in [0, BILLS + 1, 9_999_999_999] {
		let proven = verify(&proof(&bill_keys(number)), &trusted(), number).unwrap();
		assert_eq!(proven, [None, Some(AT.encode())]);
	}
}

#[test]
fn the_portable_form_is_read_back_whole_or_not_at_all() {
	let proof = proof(&bill_keys(1));
	let mut bytes = proof.encode();
	assert_eq!(StateProof::from_bytes(&bytes), Ok(proof));
	bytes.push(0);
	assert_eq!(StateProof::from_bytes(&bytes), Err(ProofFault::Malformed("proof")));
	bytes.truncate(bytes.len() - 2);
	assert_eq!(StateProof::from_bytes(&bytes), Err(ProofFault::Malformed("proof")));
	let endless = vec![0; MAX_PROOF_BYTES + 1];
	assert_eq!(StateProof::from_bytes(&endless), Err(ProofFault::MaxBytesExceeded("proof")));
}

#[test]
fn a_proof_of_one_bill_proves_no_other() {
	let proof = proof(&bill_keys(1));
	for number in [2, BILLS, BILLS + 1] {
		assert!(verify(&proof, &trusted(), number).is_err(), "{number}");
	}
	let lock = [lock_key(&key(1)), time_key()];
	assert!(proof.verify(&trusted(), [&lock[0], &lock[1]]).is_err());
}

#[test]
fn a_block_of_validators_who_are_not_trusted_is_refused() {
	let proof = proof(&bill_keys(1));
	let refused = |trusted: &TrustedSet| verify(&proof, trusted, 1).unwrap_err();
	let signature = ProofFault::Block(LightFault::Certificate(CertificateFault::Signature));
	assert_eq!(refused(&TrustedSet { validators: set("other"), ..trusted() }), signature);
	assert_eq!(refused(&TrustedSet { genesis: BlockHash::zero(), ..trusted() }), signature);
	assert_eq!(
		refused(&TrustedSet { from: 21, validators: set("new"), ..trusted() }),
		ProofFault::Block(LightFault::TooOld)
	);
}

#[test]
fn trust_may_begin_behind_changes_of_the_set() {
	let later = TrustedSet { from: 12, validators: set("new"), ..trusted() };
	let mut proof = proof(&bill_keys(1));
	assert!(verify(&proof, &later, 1).is_ok(), "changes before are left out of account");
	proof.transitions.clear();
	assert!(verify(&proof, &later, 1).is_ok(), "and need not be there");
	let missing = verify(&proof, &trusted(), 1).unwrap_err();
	let signature = ProofFault::Block(LightFault::Certificate(CertificateFault::Signature));
	assert_eq!(missing, signature, "who begins before the change must be shown it");
}

#[test]
fn several_changes_are_followed_in_their_order_alone() {
	let second =
		ConsensusLog::SetChange { hash: set("third").hash(), effective: 15 + SET_CHANGE_DELAY };
	let announced = header(15, BlockHash::repeat_byte(4), vec![second.to_item()]);
	let second = SetTransition { announced: finalized(announced, "new"), set: set("third") };
	let mut proof = proof(&bill_keys(1));
	proof.block = finalized(proof.block.header.clone(), "third");
	assert!(verify(&proof, &trusted(), 1).is_err(), "one change is missing");
	proof.transitions.push(second);
	assert!(verify(&proof, &trusted(), 1).is_ok());
	proof.transitions.reverse();
	assert!(verify(&proof, &trusted(), 1).is_err());
}

#[test]
fn every_node_is_needed_and_none_may_be_added() {
	let whole = proof(&bill_keys(1));
	for index in 0..whole.nodes.len() {
		let mut short = whole.clone();
		short.nodes.remove(index);
		assert_eq!(verify(&short, &trusted(), 1), Err(ProofFault::Nodes), "{index}");
		let mut double = whole.clone();
		double.nodes.push(whole.nodes[index].clone());
		assert_eq!(verify(&double, &trusted(), 1), Err(ProofFault::SurplusNodes), "{index}");
	}
	let mut reversed = whole.clone();
	reversed.nodes.reverse();
	assert!(verify(&reversed, &trusted(), 1).is_ok(), "their order means nothing");
	let wider = [bill_keys(1), bill_keys(BILLS)].concat();
	assert_eq!(verify(&proof(&wider), &trusted(), 1), Err(ProofFault::SurplusNodes));
}

#[test]
fn nodes_of_another_state_prove_nothing() {
	let mut proof = proof(&bill_keys(1));
	let other = header(20, BlockHash::repeat_byte(4), Vec::new());
	proof.block = finalized(other, "new");
	assert_eq!(verify(&proof, &trusted(), 1), Err(ProofFault::Nodes));
}

#[test]
fn what_is_too_large_is_refused_by_its_size() {
	let whole = proof(&bill_keys(1));
	let refused = |alter: fn(&mut StateProof)| {
		let mut proof = whole.clone();
		alter(&mut proof);
		let fault = verify(&proof, &trusted(), 1).unwrap_err();
		assert!(fault.is_malformed(), "{fault}");
		assert_eq!(proof.read([&bill_key(&key(1)), &time_key()]), Err(fault));
		fault
	};
	assert_eq!(
		refused(|proof| proof.nodes.resize(MAX_NODES + 1, Vec::new())),
		ProofFault::MaxNodesExceeded
	);
	assert_eq!(
		refused(|proof| proof.nodes.push(vec![0; MAX_NODE_BYTES])),
		ProofFault::MaxBytesExceeded("nodes")
	);
	assert_eq!(
		refused(|proof| proof.transitions = vec![transition(); MAX_TRANSITIONS + 1]),
		ProofFault::MaxTransitionsExceeded
	);
	let endless = |proof: &mut StateProof| {
		let block = &mut proof.transitions[0].announced;
		block.header.digest.push(DigestItem::Other(vec![0; MAX_HEADER_BYTES]));
	};
	assert_eq!(refused(endless), ProofFault::MaxBytesExceeded("header"));
	let endless = |proof: &mut StateProof| {
		proof.block.header.digest.push(DigestItem::Other(vec![0; MAX_HEADER_BYTES]));
	};
	assert_eq!(refused(endless), ProofFault::MaxBytesExceeded("header"));
}
