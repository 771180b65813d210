//! Evidence is kept, found again and checked.

use crate::system::{System, Trouble};
use async_trait::async_trait;
use fiscal_bridge::{
	convert,
	envelope::code,
	ledger::Ledger,
	protocol::evidence::{FILE, HASH, QUERY},
	signed::CallFault,
	worker::{At, Chain, ChainFault, Deliver, Observe},
};
use fiscal_evidence::{Evidence, Verdict};
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId, Observed, Question, Testimonies},
	outbox::{
		idempotency_key, Body, DeliveryFault, Destination, DestinationAnswer, DueMessage,
		EvidenceKind, EvidenceNotice, Message, MessageId, Reports,
	},
	Bill, BillKey, Digest, PayerRef, SceneId,
};
use fiscal_sm_crypto::{sm3_256, verify, Public, Signature};
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;

const FILE_CONTENT: &[u8] = "授权文件".as_bytes();

fn notice(digest: Digest) -> EvidenceNotice {
	EvidenceNotice { kind: EvidenceKind::Start, digest, at: 1_795_190_399_999 }
}

fn due(body: Body) -> DueMessage {
	let message = Message {
		body,
		previous: None,
		queued: 1,
		deadline: u64::MAX,
		attempt: 0,
		due: 1,
		revived: 0,
	};
	DueMessage { id: 42, message, turn: 0 }
}

fn file_digest() -> Digest {
	sm3_256(FILE_CONTENT).into()
}

#[tokio::test]
async fn evidence_of_the_chain_is_kept_once_and_receipted() {
	let system = System::start().await;
	let client = system.evidence();
	assert_eq!(client.destination(), Destination::Evidence);
	let body = Body::Evidence(notice(Digest::repeat_byte(3)));
	let message = due(body.clone());
	let key = idempotency_key(&Digest::repeat_byte(1), message.id);
	let delivered = client.deliver(&key, &message).await.unwrap();
	let payload = delivered.receipt.payload(&key, &body.digest());
	assert!(verify(&system.key.public(), &payload, &delivered.signature.unwrap()));
	assert_eq!(client.deliver(&key, &message).await.unwrap().receipt, delivered.receipt);
	let messages = system.messages.lock().unwrap();
	let [message] = messages.as_slice() else { panic!("{} messages", messages.len()) };
	assert_eq!(message.kind, "start");
	assert_eq!(message.evidence, convert::hex(&Digest::repeat_byte(3)));
	assert_eq!(message.at, 1_795_190_399_999);
}

#[tokio::test]
async fn a_file_is_kept_and_found_again_and_the_verdict_stays_here() {
	let system = System::start().await;
	let folder = TempDir::new().unwrap();
	let ledger = Arc::new(Ledger::open(folder.path(), 1_000_000, 0).unwrap());
	let client = system.evidence().with_ledger(ledger.clone());
	assert_eq!(client.verify(&file_digest()).await.unwrap(), Verdict::Unknown);
	let kind = EvidenceKind::Authorization;
	let kept = client.keep_file(kind, "授权书.pdf", FILE_CONTENT).await.unwrap();
	assert_eq!(client.keep_file(kind, "授权书.pdf", FILE_CONTENT).await.unwrap(), kept);
	assert_eq!(client.verify(&file_digest()).await.unwrap(), Verdict::Kept(kept.clone()));
	assert_eq!(client.find(&file_digest()).await.unwrap(), Some(kept.clone()));
	let about = convert::hex(&file_digest());
	let entries = ledger.find(10, |entry| entry.id == about).unwrap();
	let lines: Vec<_> = entries
		.iter()
		.map(|entry| (entry.service.as_str(), entry.outcome.as_str(), entry.reference.as_deref()))
		.collect();
	let reference = Some(kept.reference.as_str());
	assert_eq!(
		lines,
		[
			("verify", "kept", reference),
			("file", "kept", reference),
			("file", "kept", reference),
			("verify", "unknown", None),
		]
	);
	// Every call beside it.
	let calls = ledger.find(100, |entry| entry.outcome == "S0000").unwrap();
	let services: Vec<_> = calls.iter().map(|entry| entry.service.as_str()).collect();
	assert_eq!(services, [QUERY, QUERY, FILE, FILE, QUERY]);
}

#[tokio::test]
async fn a_system_in_trouble_is_no_witness_and_the_fault_says_why() {
	let system = System::start().await;
	system.evidence().keep_file(EvidenceKind::File, "a.pdf", FILE_CONTENT).await.unwrap();
	let mut config = system.config("evidence");
	config.link.request = Duration::from_millis(500);
	config.link.max_body = 20_000;
	let client = Evidence::new(&config).unwrap();
	for (trouble, fault, words) in [
		(Trouble::Status(502), DeliveryFault::Unavailable, "502"),
		(Trouble::Status(403), DeliveryFault::Unauthorized, "403"),
		(Trouble::Large(30_000), DeliveryFault::BadAnswer, "larger than 20000 bytes"),
		(Trouble::Large(10), DeliveryFault::BadAnswer, "not as expected"),
		(Trouble::WrongKey, DeliveryFault::BadAnswer, "signature"),
		(Trouble::Stale, DeliveryFault::BadAnswer, ""),
		(Trouble::OtherDigest, DeliveryFault::BadAnswer, "digest"),
		(Trouble::Future, DeliveryFault::BadAnswer, "future"),
		(Trouble::BadReference, DeliveryFault::BadAnswer, "reference"),
		(Trouble::Slow, DeliveryFault::Unreachable, ""),
	] {
		system.set(trouble);
		let found = client.find(&file_digest()).await.unwrap_err().into_fault("evidence");
		assert_eq!(found.fault, fault, "{trouble:?}: {}", found.words);
		assert!(found.words.contains("evidence"), "{trouble:?}: {}", found.words);
		assert!(found.words.contains(words), "{trouble:?}: {}", found.words);
	}
}

#[tokio::test]
async fn a_receipt_that_somebody_else_signed_does_not_count() {
	let system = System::start().await;
	system.set(Trouble::ForgedReceipt);
	let message = due(Body::Evidence(notice(Digest::zero())));
	let fault = system.evidence().deliver(&Digest::zero(), &message).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::BadAnswer);
	assert!(fault.words.contains("receipt"), "{}", fault.words);
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_sent() {
	let system = System::start().await;
	let client = system.evidence();
	let kind = EvidenceKind::File;
	let long = "x".repeat(129);
	for name in ["", "a\nb", long.as_str()] {
		match client.keep_file(kind, name, FILE_CONTENT).await.unwrap_err() {
			CallFault::Refused(refusal) => assert_eq!(refusal.code, code::MALFORMED),
			CallFault::Bridge(fault) => panic!("not refused: {fault}"),
		}
	}
	let large = vec![0; convert::MAX_FILE_BYTES + 1];
	client.keep_file(kind, "large.pdf", &large).await.unwrap_err();
	assert!(system.asked().is_empty());
}

#[tokio::test]
async fn a_validator_sees_what_is_kept_and_what_is_not() {
	let system = System::start().await;
	let client = system.evidence();
	client.keep_digest(&Digest::zero(), &Digest::zero(), &notice(file_digest())).await.unwrap();
	assert_eq!(system.asked(), [HASH]);
	let seen = |digest: Digest| {
		let client = client.clone();
		async move {
			let question = Question::Evidence { digest };
			assert!(client.serves(&question));
			client.observe(&NoChain, &AT, &question).await.unwrap()
		}
	};
	let Observed::Evidence { record: Some(record) } = seen(file_digest()).await else {
		panic!("it is kept")
	};
	assert_eq!(record.reference.as_str(), "EVD-0000");
	assert_eq!(seen(Digest::zero()).await, Observed::Evidence { record: None });
	let key: BillKey = "31060126-0000000001".parse().unwrap();
	let question = Question::HistoricBill {
		key,
		check: Default::default(),
		scene: SceneId(1),
		payer: PayerRef::default(),
	};
	assert!(!client.serves(&question));
	assert!(client.observe(&NoChain, &AT, &question).await.is_err());
}

const AT: At = At { hash: Digest::zero(), number: 1, time: 1 };

/// Nobody asks the chain about evidence.
struct NoChain;

fn unasked<T>() -> Result<T, ChainFault> {
	Err(ChainFault("nobody should ask this here".into()))
}

#[async_trait]
impl Chain for NoChain {
	fn genesis(&self) -> Digest {
		Digest::zero()
	}
	fn latest(&self) -> Result<At, ChainFault> {
		unasked()
	}
	async fn next(&self, _: u32) -> Option<At> {
		None
	}
	fn validators(&self, _: &At) -> Result<Vec<Public>, ChainFault> {
		unasked()
	}
	fn due(
		&self,
		_: &At,
		_: Destination,
		_: MessageId,
		_: u32,
	) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault> {
		unasked()
	}
	fn destination(&self, _: &At, _: Destination) -> Result<DestinationAnswer, ChainFault> {
		unasked()
	}
	fn open_observations(
		&self,
		_: &At,
		_: ObservationId,
		_: u32,
	) -> Result<Vec<ObservationAnswer>, ChainFault> {
		unasked()
	}
	fn bill(&self, _: &At, _: &BillKey) -> Result<Option<Bill>, ChainFault> {
		unasked()
	}
	fn bills(
		&self,
		_: &At,
		_: &BillKey,
		_: &BillKey,
		_: u32,
	) -> Result<Vec<(BillKey, Bill)>, ChainFault> {
		unasked()
	}
	async fn report(&self, _: Reports, _: Signature) -> Result<(), ChainFault> {
		unasked()
	}
	async fn testify(&self, _: Testimonies, _: Signature) -> Result<(), ChainFault> {
		unasked()
	}
}
