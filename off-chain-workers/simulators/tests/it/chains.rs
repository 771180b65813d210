//! The evidence chain and the signing chain.

use crate::common::{self, items, key, refused, signed, signed_by};
use fiscal_bridge::{
	convert,
	envelope::code,
	protocol::{
		evidence::{EvidenceFound, EvidenceQuery, EvidenceRecord, FileEvidence, HashEvidence},
		signing::{Document, Sign, Signing, Start, Templates, Trace, Which},
		ReceiptBody,
	},
	receipt, SignedClient,
};
use fiscal_primitives::{outbox::DeliveryFault, Digest};
use fiscal_sim::{FaultSettings, System};
use fiscal_sm_crypto::{sm3_256, Pair};
use futures::future::join_all;
use serde_json::{json, Value};

async fn found(evidence: &SignedClient, digest: &str, id: &str) -> Option<EvidenceRecord> {
	let query = EvidenceQuery { digest: digest.into() };
	evidence.call::<_, EvidenceFound>("query", id, &query).await.unwrap().record
}

#[tokio::test]
async fn a_digest_is_kept_once_and_found_again() {
	let running = common::start().await;
	let evidence = signed(&running, System::Evidence);
	let (message, body) = (key(1), Digest::repeat_byte(2));
	let request = HashEvidence {
		message_id: convert::hex(&message),
		digest: convert::hex(&body),
		kind: "filing".into(),
		evidence: "ab".repeat(32),
		at: 5,
	};
	let asked = (0..10).map(|_| async {
		evidence.call::<_, ReceiptBody>("hash", &request.message_id, &request).await.unwrap()
	});
	let receipts = join_all(asked).await;
	assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
	let peer = Pair::from_dev_name("EvidenceChain").public();
	receipt::read(&receipts[0], Some(&peer), &message, &body).unwrap();
	assert_eq!(items(&running, System::Evidence, "applied").await.len(), 1);
	let record = found(&evidence, &request.evidence, "1").await.expect("it is kept");
	assert_eq!(record.digest, request.evidence);
	assert_eq!(found(&evidence, &"cd".repeat(32), "2").await, None);

	let stale = FaultSettings { stale: 1000, ..FaultSettings::default() };
	running.set_faults(System::Evidence, stale).unwrap();
	assert_eq!(found(&evidence, &request.evidence, "3").await, None);
	let unknown = HashEvidence { kind: "gossip".into(), ..request };
	let answer = evidence.call::<_, ReceiptBody>("hash", "4", &unknown).await;
	assert_eq!(refused(answer), code::MALFORMED);
}

#[tokio::test]
async fn a_file_is_kept_under_its_digest() {
	let running = common::start().await;
	let evidence = signed(&running, System::Evidence);
	let content = "授权书".as_bytes();
	let request = FileEvidence {
		kind: "authorization".into(),
		name: "authorization.txt".into(),
		content: convert::file_text(content),
		hash: convert::hex(&sm3_256(content).into()),
	};
	let first: EvidenceRecord = evidence.call("file", "1", &request).await.unwrap();
	let again: EvidenceRecord = evidence.call("file", "2", &request).await.unwrap();
	assert_eq!(first, again);
	assert_eq!(found(&evidence, &request.hash, "3").await, Some(first));
	let other = FileEvidence { hash: "00".repeat(32), ..request };
	let answer = evidence.call::<_, EvidenceRecord>("file", "4", &other).await;
	assert_eq!(refused(answer), code::MALFORMED);
}

#[tokio::test]
async fn nobody_is_served_whose_signature_or_name_is_another() {
	let running = common::start().await;
	for (app, key) in [("shanghai", "Validator-9"), ("Insurer-01", "Insurer-02")] {
		let stranger = signed_by(&running, System::Evidence, app, key);
		assert_eq!(stranger.ping().await.unwrap_err().fault, DeliveryFault::Unauthorized);
	}
	for (app, key) in [("shanghai", "Validator-3"), ("Insurer-01", "Insurer-01")] {
		let known = signed_by(&running, System::Evidence, app, key);
		let answer: Value = serde_json::from_str(&known.ping().await.unwrap()).unwrap();
		assert_eq!(answer["app"], app);
	}
}

fn start(matter: &str, signers: &[&Pair]) -> Start {
	let fields =
		[("organisation", "示范保险公司"), ("purpose", "报销审核"), ("deleteBefore", "2027-01-01")];
	Start {
		matter: matter.into(),
		template: "data-access-commitment".into(),
		fields: fields.map(|(name, text)| (name.to_string(), text.to_string())).into(),
		signers: signers.iter().map(|pair| convert::public_hex(&pair.public())).collect(),
	}
}

fn sign(signing: &Signing, pair: &Pair) -> Sign {
	let document = convert::digest("document", &signing.document).unwrap();
	Sign {
		signing: signing.signing.clone(),
		signer: convert::public_hex(&pair.public()),
		signature: convert::signature_hex(&pair.sign(document.as_bytes())),
	}
}

#[tokio::test]
async fn a_document_is_signed_in_order_and_every_step_is_traced() {
	let running = common::start().await;
	let client = signed(&running, System::Signing);
	let (holder, insurer) = (Pair::from_dev_name("Holder"), Pair::from_dev_name("Insurer"));
	let templates: Templates = client.call("templates", "t", &json!({})).await.unwrap();
	assert!(templates.templates.iter().any(|one| one.id == "data-access-commitment"));

	let request = start("M-1", &[&holder, &insurer]);
	let signing: Signing = client.call("start", "M-1", &request).await.unwrap();
	let again: Signing = client.call("start", "M-1", &request).await.unwrap();
	assert_eq!(signing, again);
	assert_eq!((signing.status.as_str(), signing.missing.len()), ("waiting", 2));
	let other = start("M-1", &[&holder]);
	assert_eq!(refused(client.call::<_, Signing>("start", "M-1", &other).await), code::CONFLICT);

	let which = Which { signing: signing.signing.clone() };
	let early = client.call::<_, Document>("file", "f", &which).await;
	assert_eq!(refused(early), code::CONFLICT);
	let out_of_turn = client.call::<_, Signing>("sign", "s", &sign(&signing, &insurer)).await;
	assert_eq!(refused(out_of_turn), code::REFUSED);
	let mut forged = sign(&signing, &holder);
	forged.signature = sign(&signing, &insurer).signature;
	assert_eq!(refused(client.call::<_, Signing>("sign", "s", &forged).await), code::REFUSED);

	let _: Signing = client.call("sign", "s1", &sign(&signing, &holder)).await.unwrap();
	let _: Signing = client.call("sign", "s1", &sign(&signing, &holder)).await.unwrap();
	let done: Signing = client.call("sign", "s2", &sign(&signing, &insurer)).await.unwrap();
	assert_eq!((done.status.as_str(), done.missing.is_empty()), ("complete", true));

	let file: Document = client.call("file", "f", &which).await.unwrap();
	let text = convert::file(&file.content, &file.hash, convert::MAX_FILE_BYTES).unwrap();
	assert_eq!(file.hash, signing.document);
	assert!(String::from_utf8(text).unwrap().contains("示范保险公司"));
	let report: Document = client.call("report", "r", &which).await.unwrap();
	let text = convert::file(&report.content, &report.hash, convert::MAX_FILE_BYTES).unwrap();
	let report: Value = serde_json::from_slice(&text).unwrap();
	assert_eq!(report["signatures"].as_array().unwrap().len(), 2);

	let trace: Trace = client.call("trace", "t", &which).await.unwrap();
	let actions: Vec<&str> = trace.steps.iter().map(|step| step.action.as_str()).collect();
	assert_eq!(actions, ["started", "signed", "signed", "completed"]);
	let mut head = vec![0u8; 32];
	for step in &trace.steps {
		head.extend_from_slice(&u64::from(step.seq).to_be_bytes());
		head.extend_from_slice(step.action.as_bytes());
		head.extend_from_slice(step.signer.as_deref().unwrap_or_default().as_bytes());
		head.extend_from_slice(&step.at.to_be_bytes());
		head = sm3_256(&head).to_vec();
		assert_eq!(step.head, convert::hex(&Digest::from_slice(&head)));
	}
}

#[tokio::test]
async fn a_signing_is_not_started_with_blanks_left_or_added() {
	let running = common::start().await;
	let client = signed(&running, System::Signing);
	let holder = Pair::from_dev_name("Holder");
	let good = start("M-1", &[&holder]);
	let mut less = good.clone();
	less.fields.remove("purpose");
	let mut more = good.clone();
	more.fields.insert("other".into(), "x".into());
	let nobody = Start { signers: Vec::new(), ..good.clone() };
	let twice = start("M-1", &[&holder, &holder]);
	for (id, request) in [less, more, nobody, twice].iter().enumerate() {
		let answer = client.call::<_, Signing>("start", &id.to_string(), request).await;
		assert_eq!(refused(answer), code::MALFORMED, "{request:?}");
	}
	let elsewhere = Start { template: "none".into(), ..good };
	let answer = client.call::<_, Signing>("start", "5", &elsewhere).await;
	assert_eq!(refused(answer), code::NOT_FOUND);
}
