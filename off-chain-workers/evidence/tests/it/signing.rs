//! A signing from its template to its trace.

use crate::system::{name, System, Trouble};
use fiscal_bridge::{
	convert,
	envelope::code,
	ledger::Ledger,
	protocol::signing::{Sign, Start, START, TEMPLATES},
	signed::CallFault,
};
use fiscal_evidence::SigningClient;
use fiscal_primitives::{outbox::DeliveryFault, Digest};
use fiscal_sm_crypto::{sm3_256, Pair};
use std::sync::Arc;
use tempfile::TempDir;

fn holder() -> Pair {
	Pair::from_dev_name("Holder")
}

fn insurer() -> Pair {
	Pair::from_dev_name("Insurer")
}

fn start(matter: &str) -> Start {
	Start {
		matter: matter.into(),
		template: "authorization".into(),
		fields: [("holder".into(), "张三".into()), ("grantee".into(), "保险公司".into())].into(),
		signers: [holder(), insurer()].map(|pair| convert::public_hex(&pair.public())).into(),
	}
}

fn refused(fault: CallFault) -> (String, String) {
	match fault {
		CallFault::Refused(refusal) => (refusal.code, refusal.words),
		CallFault::Bridge(fault) => panic!("not refused: {fault}"),
	}
}

fn bad(fault: CallFault) -> String {
	match fault {
		CallFault::Bridge(fault) if fault.fault == DeliveryFault::BadAnswer => fault.words,
		other => panic!("no bad answer: {other}"),
	}
}

async fn signed(client: &SigningClient, matter: &str) -> String {
	let signing = client.start(&start(matter)).await.unwrap().signing;
	client.sign_with(&signing, &holder()).await.unwrap();
	client.sign_with(&signing, &insurer()).await.unwrap();
	signing
}

#[tokio::test]
async fn a_document_is_started_signed_in_order_and_fetched() {
	let system = System::start().await;
	let folder = TempDir::new().unwrap();
	let ledger = Arc::new(Ledger::open(folder.path(), 1_000_000, 0).unwrap());
	let client = system.signing().with_ledger(ledger.clone());
	let started = client.start(&start("M-1")).await.unwrap();
	assert_eq!((started.status.as_str(), started.missing.len()), ("waiting", 2));
	assert_eq!(client.start(&start("M-1")).await.unwrap(), started);
	let signing = started.signing.clone();
	let (code, words) = refused(client.file(&signing).await.unwrap_err());
	assert_eq!(code, code::CONFLICT, "{words}");
	// The insurer signs after the holder.
	let (code, words) = refused(client.sign_with(&signing, &insurer()).await.unwrap_err());
	assert_eq!(code, code::REFUSED, "{words}");
	let half = client.sign_with(&signing, &holder()).await.unwrap();
	assert_eq!(half.missing, [convert::public_hex(&insurer().public())]);
	assert_eq!(client.sign_with(&signing, &holder()).await.unwrap(), half);
	let (_, followed) = client.trace(&signing).await.unwrap();
	assert_eq!((followed.signed.len(), followed.completed), (1, None));
	let whole = client.sign_with(&signing, &insurer()).await.unwrap();
	assert_eq!((whole.status.as_str(), whole.document.as_str()), ("complete", &*started.document));
	let file = client.file(&signing).await.unwrap();
	let text = convert::file(&file.content, &file.hash, 1_000).unwrap();
	let text = String::from_utf8(text).unwrap();
	assert!(text.contains("张三 授权 保险公司 查询票据"), "{text}");
	assert_eq!(file.hash, started.document);
	assert_eq!(client.report(&signing).await.unwrap().media_type, "application/json");
	let (trace, followed) = client.trace(&signing).await.unwrap();
	let signers: Vec<_> = followed.signed.iter().map(|(signer, _)| *signer).collect();
	assert_eq!(signers, [holder().public(), insurer().public()]);
	assert!(followed.completed.is_some());
	assert_eq!(trace.steps.len(), 4);
	let head = convert::hex(&followed.head);
	let kept = ledger.find(1, |entry| entry.id == head).unwrap();
	assert_eq!((kept[0].service.as_str(), kept[0].outcome.as_str()), ("trace", "complete"));
	assert_eq!(kept[0].reference.as_ref(), Some(&signing));
	let document = ledger.find(10, |entry| entry.id == started.document).unwrap();
	let outcomes: Vec<_> =
		document.iter().map(|entry| (entry.service.as_str(), entry.outcome.as_str())).collect();
	assert_eq!(
		outcomes,
		[
			("file", "fetched"),
			("sign", "complete"),
			("sign", "waiting"),
			("sign", "waiting"),
			("start", "waiting"),
			("start", "waiting"),
		]
	);
}

#[tokio::test]
async fn keys_with_a_prefix_are_the_same_keys() {
	let system = System::start().await;
	let client = system.signing();
	let plain = start("M-1");
	let prefixed = Start {
		signers: plain.signers.iter().map(|signer| format!("0x{signer}")).collect(),
		..plain.clone()
	};
	let started = client.start(&prefixed).await.unwrap();
	assert_eq!(started.missing, plain.signers);
	assert_eq!(client.start(&plain).await.unwrap(), started);
	let document = convert::digest("document", &started.document).unwrap();
	let sign = Sign {
		signing: started.signing.clone(),
		signer: format!("0x{}", convert::public_hex(&holder().public())),
		signature: convert::signature_hex(&holder().sign(document.as_bytes())),
	};
	assert_eq!(client.sign(&sign).await.unwrap().missing, plain.signers[1..]);
	// Twice the same key is twice the same signer, however it is written.
	let twice = vec![plain.signers[0].clone(), prefixed.signers[0].clone()];
	let (code, words) =
		refused(client.start(&Start { signers: twice, ..start("M-2") }).await.unwrap_err());
	assert_eq!(code, code::MALFORMED, "{words}");
}

#[tokio::test]
async fn a_signing_with_an_empty_blank_is_not_started() {
	let system = System::start().await;
	let client = system.signing();
	let mut missing = start("M-1");
	missing.fields.remove("grantee");
	let (code, words) = refused(client.start(&missing).await.unwrap_err());
	assert_eq!(code, code::MALFORMED);
	assert!(words.contains("grantee is missing"), "{words}");
	let unknown = Start { template: "another".into(), ..start("M-1") };
	assert!(refused(client.start(&unknown).await.unwrap_err()).1.contains("template"));
	assert!(!system.asked().iter().any(|service| service == START));
	assert!(system.matters.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_signature_over_something_else_is_not_handed_in() {
	let system = System::start().await;
	let client = system.signing();
	let signing = client.start(&start("M-1")).await.unwrap().signing;
	let signature = holder().sign(&sm3_256(b"another document"));
	let sign = Sign {
		signing: signing.clone(),
		signer: convert::public_hex(&holder().public()),
		signature: convert::signature_hex(&signature),
	};
	assert!(refused(client.sign(&sign).await.unwrap_err()).1.contains("signature"));
	let stranger = Pair::from_dev_name("stranger");
	let (code, _) = refused(client.sign_with(&signing, &stranger).await.unwrap_err());
	assert_eq!(code, code::REFUSED);
	let (code, _) = refused(client.sign_with(&name(9), &holder()).await.unwrap_err());
	assert_eq!(code, code::NOT_FOUND);
	assert!(refused(client.status("SIG 0").await.unwrap_err()).1.contains("signing"));
	assert!(system.matters.lock().unwrap()[0].signed.is_empty());
}

#[tokio::test]
async fn another_document_than_the_one_signed_is_found_out() {
	let system = System::start().await;
	let client = system.signing();
	let started = client.start(&start("M-1")).await.unwrap().signing;
	system.set(Trouble::OtherDocument);
	let words = bad(client.sign_with(&started, &holder()).await.unwrap_err());
	assert!(words.contains("another document"), "{words}");
	system.set(Trouble::None);
	let signing = signed(&client, "M-2").await;
	system.set(Trouble::OtherDocument);
	let words = bad(client.file(&signing).await.unwrap_err());
	assert!(words.contains("hash"), "{words}");
	system.set(Trouble::BadHash);
	assert!(bad(client.file(&signing).await.unwrap_err()).contains("hash"));
	assert!(bad(client.report(&signing).await.unwrap_err()).contains("hash"));
}

#[tokio::test]
async fn a_standing_that_does_not_follow_is_found_out() {
	let system = System::start().await;
	let client = system.signing();
	for (trouble, words) in [(Trouble::Stranger, "missing"), (Trouble::BadStatus, "status")] {
		system.set(trouble);
		let found = bad(client.start(&start("M-1")).await.unwrap_err());
		assert!(found.contains(words), "{trouble:?}: {found}");
	}
	system.set(Trouble::None);
	let signing = client.start(&start("M-2")).await.unwrap().signing;
	system.set(Trouble::BadStatus);
	assert!(bad(client.status(&signing).await.unwrap_err()).contains("status"));
	system.set(Trouble::BadTemplate);
	assert!(bad(client.templates().await.unwrap_err()).contains("templates[0].fields"));
}

#[tokio::test]
async fn a_trace_that_was_changed_or_runs_ahead_is_found_out() {
	let system = System::start().await;
	let client = system.signing();
	let signing = client.start(&start("M-1")).await.unwrap().signing;
	client.sign_with(&signing, &holder()).await.unwrap();
	system.set(Trouble::ForgedTrace);
	assert!(bad(client.trace(&signing).await.unwrap_err()).contains("head"));
	system.set(Trouble::HastyTrace);
	let words = bad(client.trace(&signing).await.unwrap_err());
	assert!(words.contains("who has not"), "{words}");
	system.set(Trouble::None);
	assert_ne!(client.trace(&signing).await.unwrap().1.head, Digest::zero());
}

#[tokio::test]
async fn a_signing_chain_out_of_order_is_told_from_one_that_lies() {
	let system = System::start().await;
	let client = system.signing();
	client.templates().await.unwrap();
	assert_eq!(system.asked(), [TEMPLATES]);
	for (trouble, fault) in [
		(Trouble::Status(503), DeliveryFault::Unavailable),
		(Trouble::WrongKey, DeliveryFault::BadAnswer),
		(Trouble::Stale, DeliveryFault::BadAnswer),
	] {
		system.set(trouble);
		let found = client.status("SIG-0").await.unwrap_err().into_fault("signing");
		assert_eq!(found.fault, fault, "{trouble:?}: {}", found.words);
	}
}
