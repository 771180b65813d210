//! Messages of other provinces go to the chain as they are, and the platform learns what became of them.

use crate::{
	chain::{area, key, GENESIS},
	world::{guest, message, zhejiang, World},
};
use fiscal_bridge::{
	convert,
	envelope::Refusal,
	protocol::{
		region::{InboundMessage, MESSAGE},
		ReceiptBody,
	},
	receipt,
};
use fiscal_primitives::{
	region::{Ending, Inbound, InboundBody, RegionOutcome},
	Digest, Fen,
};
use fiscal_sm_crypto::{Pair, Signature};
use serde_json::Value;
use std::time::Duration;

pub fn inbound(message: &Inbound, signature: &Signature) -> InboundMessage {
	InboundMessage { message: message.clone(), signature: convert::signature_hex(signature) }
}

pub fn registration(id: &str) -> (Inbound, Signature) {
	message(id, InboundBody::Filing { org: guest(), name: "保险".parse().unwrap(), active: true })
}

fn start(id: &str, claimed: u64) -> (Inbound, Signature) {
	let body = InboundBody::Start {
		org: guest(),
		flow: "ZJ-1".parse().unwrap(),
		bill: key(1),
		elements: Digest::repeat_byte(1),
		claimed: Fen::new(claimed).unwrap(),
		authorization: Digest::repeat_byte(2),
	};
	message(id, body)
}

async fn tell(world: &World, message: &(Inbound, Signature)) -> Result<ReceiptBody, Refusal> {
	world.ask(MESSAGE, &inbound(&message.0, &message.1)).await
}

#[tokio::test]
async fn a_start_is_pending_and_then_locked_and_the_receipt_is_signed() {
	let world = World::start().await;
	let start = start("M-1", 100);
	let told = tell(&world, &start);
	let chain = async {
		world.chain.pooled(1).await;
		world.chain.block(RegionOutcome::Pending);
		tokio::time::sleep(Duration::from_millis(50)).await;
		world.chain.decide(RegionOutcome::Locked);
	};
	let (receipt, ()) = tokio::join!(told, chain);
	let body = receipt.unwrap();
	assert_eq!((body.accepted, body.code.as_str()), (true, "locked"));
	let digest = start.0.digest();
	let key = world.options.signer.public();
	assert!(receipt::read(&body, Some(&key), &digest, &digest).is_ok());
}

#[tokio::test]
async fn what_is_not_decided_in_time_is_processing_and_is_not_handed_in_twice() {
	let world = World::with(|options| options.request = Duration::from_secs(2)).await;
	let start = start("M-1", 100);
	let waits = tell(&world, &start).await.unwrap_err();
	assert_eq!(waits.code, "P0202");
	world.chain.block(RegionOutcome::Pending);
	assert_eq!(tell(&world, &start).await.unwrap_err().code, "P0202");
	assert!(world.chain.known().pool.is_empty());
	world.chain.decide(RegionOutcome::Taken);
	assert_eq!(tell(&world, &start).await.unwrap().code, "taken");
	assert!(world.chain.known().pool.is_empty());
}

#[tokio::test]
async fn the_same_flow_number_with_other_content_is_a_conflict() {
	let world = World::start().await;
	let (first, second) = (start("M-1", 100), start("M-2", 200));
	for (start, outcome) in [(&first, "locked"), (&second, "conflict")] {
		let chain = async {
			world.chain.pooled(1).await;
			world.chain.block(RegionOutcome::Locked);
		};
		let (receipt, ()) = tokio::join!(tell(&world, start), chain);
		assert_eq!(receipt.unwrap().code, outcome);
	}
}

#[tokio::test]
async fn results_have_their_own_outcome_and_other_messages_none() {
	let world = World::start().await;
	let ending = Ending::Settled { amount: Fen::new(100).unwrap(), close: false };
	let body =
		InboundBody::Result { org: guest(), flow: "ZJ-1".parse().unwrap(), bill: key(1), ending };
	for (told, outcome) in [(message("M-1", body), "settled"), (registration("M-2"), "S0000")] {
		let chain = async {
			world.chain.pooled(1).await;
			world.chain.block(RegionOutcome::Settled);
		};
		let (receipt, ()) = tokio::join!(tell(&world, &told), chain);
		assert_eq!(receipt.unwrap().code, outcome);
	}
}

#[tokio::test]
async fn a_number_is_for_one_message() {
	let world = World::start().await;
	let chain = async {
		world.chain.pooled(1).await;
		world.chain.block(RegionOutcome::Pending);
	};
	let registered = registration("M-1");
	let (receipt, ()) = tokio::join!(tell(&world, &registered), chain);
	receipt.unwrap();
	assert_eq!(tell(&world, &start("M-1", 100)).await.unwrap_err().code, "E0409");
	// Of the same kind too: a receipt would say that the organisation is registered no longer.
	let withdrawn =
		InboundBody::Filing { org: guest(), name: "保险".parse().unwrap(), active: false };
	assert_eq!(tell(&world, &message("M-1", withdrawn)).await.unwrap_err().code, "E0409");
	assert!(world.chain.known().pool.is_empty());
	// The same message, dated and signed anew.
	let mut anew = registered.0.clone();
	anew.at += 240_000;
	let signature = zhejiang().sign(&anew.payload(&GENESIS));
	assert_eq!(tell(&world, &(anew, signature)).await.unwrap().code, "S0000");
	assert!(world.chain.known().pool.is_empty());
}

#[tokio::test]
async fn only_the_province_itself_speaks_for_it() {
	let world = World::start().await;
	let (genuine, _) = start("M-1", 100);
	let forged = Pair::from_dev_name("Mallory").sign(&genuine.payload(&GENESIS));
	let refusal = tell(&world, &(genuine.clone(), forged)).await.unwrap_err();
	assert_eq!(refusal.code, "E0401");
	assert!(refusal.words.contains("signature"), "{refusal}");
	// Signed for another chain.
	let strange = zhejiang().sign(&genuine.payload(&Digest::zero()));
	assert_eq!(tell(&world, &(genuine.clone(), strange)).await.unwrap_err().code, "E0401");
	// Signed for another province than it is from.
	let (_, signature) = start("M-1", 100);
	let elsewhere = Inbound { from: area(32), ..genuine.clone() };
	assert_eq!(tell(&world, &(elsewhere, signature)).await.unwrap_err().code, "E0401");
	let unknown = Inbound { from: area(44), ..genuine.clone() };
	assert_eq!(tell(&world, &(unknown, signature)).await.unwrap_err().code, "E0403");
	let here = Inbound { from: area(31), ..genuine };
	assert_eq!(tell(&world, &(here, signature)).await.unwrap_err().code, "E0400");
	assert!(world.chain.known().pool.is_empty());
}

#[tokio::test]
async fn what_the_chain_refuses_is_refused_in_its_words() {
	let world = World::start().await;
	world.chain.known().refuses = Some("Stale");
	let refusal = tell(&world, &start("M-1", 100)).await.unwrap_err();
	assert_eq!(refusal.code, "E0422");
	assert!(refusal.words.contains("Stale"), "{refusal}");
	world.chain.known().silent = true;
	assert_eq!(tell(&world, &start("M-1", 100)).await.unwrap_err().code, "E0503");
}

#[tokio::test]
async fn a_message_outside_of_its_form_reaches_nobody() {
	let world = World::start().await;
	let (start, signature) = start("M-1", 100);
	let mut body = serde_json::to_value(inbound(&start, &signature)).unwrap();
	body["message"]["body"]["colour"] = "red".into();
	assert_eq!(world.refused(MESSAGE, &body).await, "E0400");
	let mut body = serde_json::to_value(inbound(&start, &signature)).unwrap();
	body["signature"] = Value::String("00".into());
	assert_eq!(world.refused(MESSAGE, &body).await, "E0400");
	assert!(world.chain.known().pool.is_empty());
}
