//! What a validator sees of a bill from before the chain, and what it makes of a system in trouble.

use crate::{
	chain::{at, bill, check, key, outside, MapChain},
	system::{System, Trouble},
};
use fiscal_bridge::{
	config::Link,
	envelope::nontax::Profile,
	protocol::nontax::ByCodes,
	worker::{BridgeFault, Observe},
};
use fiscal_nontax::{Client, Observer};
use fiscal_primitives::{
	observation::{HistoricBill, Observed, Question},
	outbox::DeliveryFault,
	BillKey, CheckCode, Digest, PayerRef, SceneId,
};
use std::time::Duration;

fn question(key: BillKey, check: CheckCode) -> Question {
	let payer = PayerRef(Digest::repeat_byte(5));
	Question::HistoricBill { key, check: check.digest(&key), scene: SceneId(1), payer }
}

async fn ask(client: Client, question: &Question) -> Result<Option<HistoricBill>, BridgeFault> {
	let observer = Observer::new(client, Duration::ZERO);
	assert!(observer.serves(question));
	match observer.observe(&MapChain::default(), &at(1), question).await? {
		Observed::HistoricBill { bill } => Ok(bill),
		other => panic!("{other:?} does not answer the question"),
	}
}

#[tokio::test]
async fn a_historic_bill_is_found_by_its_three_codes_alone() {
	for profile in [Profile::Sm3Hmac, Profile::Md5] {
		let system = System::start(profile).await;
		let known = outside(&bill(&key(7)));
		system.put(key(7), known.clone());
		let seen = ask(system.client(), &question(key(7), check())).await.unwrap();
		assert_eq!(seen, Some(known));
		let other: CheckCode = "zzzzzz".parse().unwrap();
		assert_eq!(ask(system.client(), &question(key(7), other)).await.unwrap(), None);
		assert_eq!(ask(system.client(), &question(key(8), check())).await.unwrap(), None);
	}
}

#[tokio::test]
async fn the_state_of_a_bill_is_answered_in_public_words() {
	let system = System::start(Profile::Md5).await;
	system.put(key(7), outside(&bill(&key(7))));
	let codes = |number: &str| ByCodes {
		bill_batch_code: "31060126".into(),
		bill_no: number.into(),
		random: None,
	};
	let state = system.client().states(&codes("0000000007")).await.unwrap().unwrap();
	assert_eq!((state.state, state.is_scarlet, state.reimburse_state), (1, 0, 0));
	assert_eq!(system.client().states(&codes("0000000008")).await.unwrap(), None);
}

#[tokio::test]
async fn a_system_in_trouble_is_no_witness_and_the_fault_says_why() {
	let system = System::start(Profile::Sm3Hmac).await;
	system.put(key(7), outside(&bill(&key(7))));
	system.put(key(8), outside(&bill(&key(8))));
	let question = question(key(7), check());
	// The first answer of all is the stale one later on.
	assert!(ask(system.client(), &question).await.unwrap().is_some());
	let mut config = system.config();
	config.link.request = Duration::from_millis(500);
	config.link.max_body = 20_000;
	let client = Client::new(&config).unwrap();
	for (trouble, fault, words) in [
		(Trouble::Status(500), DeliveryFault::Unavailable, "500"),
		(Trouble::Status(429), DeliveryFault::Unavailable, "429"),
		(Trouble::Status(403), DeliveryFault::Unauthorized, "403"),
		(Trouble::Status(302), DeliveryFault::BadAnswer, "302"),
		(Trouble::Large(30_000), DeliveryFault::BadAnswer, "larger than 20000 bytes"),
		(Trouble::Large(10), DeliveryFault::BadAnswer, "signature"),
		(Trouble::WrongKey, DeliveryFault::BadAnswer, "signature"),
		(Trouble::Stale, DeliveryFault::BadAnswer, "noise"),
		(Trouble::OtherBill, DeliveryFault::BadAnswer, "answers about"),
		(Trouble::BadTotal, DeliveryFault::BadAnswer, "totalAmt"),
		(Trouble::Slow, DeliveryFault::Unreachable, ""),
	] {
		system.set(trouble);
		let found = ask(client.clone(), &question).await.unwrap_err();
		assert_eq!(found.fault, fault, "{trouble:?}: {}", found.words);
		assert!(found.words.contains("nontax"), "{trouble:?}: {}", found.words);
		assert!(found.words.contains(words), "{trouble:?}: {}", found.words);
		assert!(!found.words.contains("a shared key"), "{trouble:?}: {}", found.words);
	}
}

#[tokio::test]
async fn a_node_with_other_credentials_is_not_let_in() {
	let system = System::start(Profile::Sm3Hmac).await;
	let mut config = system.config();
	config.credentials.appid = "somebody".into();
	let client = Client::new(&config).unwrap();
	let fault = ask(client, &question(key(7), check())).await.unwrap_err();
	// The answer is signed with the key that both sides know, and says no.
	assert_eq!(fault.fault, DeliveryFault::Unauthorized, "{}", fault.words);
}

#[tokio::test]
async fn where_nobody_listens_the_system_is_unreachable() {
	let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
	let address = free.local_addr().unwrap();
	drop(free);
	let system = System::start(Profile::Sm3Hmac).await;
	let mut config = system.config();
	config.link = Link::to("nontax", &format!("http://{address}")).unwrap();
	let client = Client::new(&config).unwrap();
	let fault = ask(client, &question(key(7), check())).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::Unreachable, "{}", fault.words);
}

#[tokio::test]
async fn evidence_is_a_question_for_another_system() {
	let system = System::start(Profile::Sm3Hmac).await;
	let observer = Observer::new(system.client(), Duration::ZERO);
	let question = Question::Evidence { digest: Digest::zero() };
	assert!(!observer.serves(&question));
	assert!(observer.observe(&MapChain::default(), &at(1), &question).await.is_err());
	assert!(system.asked.lock().unwrap().is_empty());
}
