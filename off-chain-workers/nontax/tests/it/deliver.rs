//! What the chain decided reaches the non-tax system, once.

use crate::{
	chain::{bill, key},
	system::{System, Trouble},
};
use fiscal_bridge::{envelope::nontax::Profile, worker::Deliver};
use fiscal_primitives::{
	bill::Use,
	changes::BillAction,
	outbox::{
		idempotency_key, Body, DeliveryFault, Destination, DueMessage, EvidenceKind,
		EvidenceNotice, Message, StatusNotice,
	},
	Bill, Digest,
};
use fiscal_sm_crypto::verify;

fn due(id: u64, body: Body) -> DueMessage {
	let message = Message {
		body,
		previous: None,
		queued: 1,
		deadline: u64::MAX,
		attempt: 0,
		due: 1,
		revived: 0,
	};
	DueMessage { id, message, turn: 0 }
}

fn locked() -> Body {
	let bill = Bill { usage: Use::Locked, version: 4, ..bill(&key(7)) };
	Body::Status(StatusNotice::of(key(7), BillAction::Locked, &bill, 1_795_190_399_999))
}

#[tokio::test]
async fn a_change_arrives_with_all_it_says_and_its_receipt_is_signed() {
	for profile in [Profile::Sm3Hmac, Profile::Md5] {
		let system = System::start(profile).await;
		let client = system.client();
		assert_eq!(client.destination(), Destination::NonTax);
		let (genesis, message) = (Digest::repeat_byte(1), due(42, locked()));
		let key = idempotency_key(&genesis, message.id);
		let delivered = client.deliver(&key, &message).await.unwrap();
		assert!(delivered.receipt.accepted);
		let payload = delivered.receipt.payload(&key, &locked().digest());
		assert!(verify(&system.signer.public(), &payload, &delivered.signature.unwrap()));
		// What came after a time-out comes again under the same key, and is taken once.
		assert_eq!(client.deliver(&key, &message).await.unwrap().receipt, delivered.receipt);
		let updates = system.updates.lock().unwrap();
		let [update] = updates.as_slice() else { panic!("{} updates", updates.len()) };
		assert_eq!(update.bill_batch_code, "31060126");
		assert_eq!(update.bill_no, "0000000007");
		assert_eq!((update.sequence, update.bill_version), (42, 4));
		assert_eq!((update.action.as_str(), update.state.reimburse_state), ("locked", 1));
		assert_eq!(update.changed_at, 1_795_190_399_999);
	}
}

#[tokio::test]
async fn a_refusal_for_good_is_a_receipt_too() {
	let system = System::start(Profile::Sm3Hmac).await;
	system.set(Trouble::RefusesUpdates);
	let key = Digest::repeat_byte(2);
	let delivered = system.client().deliver(&key, &due(1, locked())).await.unwrap();
	assert!(!delivered.receipt.accepted);
	assert_eq!(delivered.receipt.code.as_str(), "E0422");
}

#[tokio::test]
async fn a_receipt_that_somebody_else_signed_does_not_count() {
	let system = System::start(Profile::Sm3Hmac).await;
	system.set(Trouble::ForgedReceipt);
	let key = Digest::repeat_byte(2);
	let fault = system.client().deliver(&key, &due(1, locked())).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::BadAnswer);
	assert!(fault.words.contains("nontax") && fault.words.contains("signature"), "{}", fault.words);
}

#[tokio::test]
async fn an_answer_that_does_not_count_is_no_delivery() {
	let system = System::start(Profile::Sm3Hmac).await;
	let client = system.client();
	for (trouble, fault) in [
		(Trouble::Status(503), DeliveryFault::Unavailable),
		(Trouble::WrongKey, DeliveryFault::BadAnswer),
	] {
		system.set(trouble);
		let found = client.deliver(&Digest::zero(), &due(1, locked())).await.unwrap_err();
		assert_eq!(found.fault, fault, "{trouble:?}: {}", found.words);
	}
}

#[tokio::test]
async fn a_message_for_another_system_is_not_sent() {
	let system = System::start(Profile::Sm3Hmac).await;
	let notice = EvidenceNotice { kind: EvidenceKind::Start, digest: Digest::zero(), at: 1 };
	let message = due(1, Body::Evidence(notice));
	let fault = system.client().deliver(&Digest::zero(), &message).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::NotConfigured);
	assert!(system.asked.lock().unwrap().is_empty());
}
