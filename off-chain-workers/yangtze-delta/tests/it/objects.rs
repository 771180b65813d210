//! A file that the gateway keeps goes with the last record that names it, and nobody else's goes.

use crate::{
	system::value,
	world::{authorization, ours, until, World},
};
use fiscal_bridge::{
	convert,
	envelope::{code, Refusal},
	protocol::{
		evidence::{EvidenceRecord, FileEvidence, HashEvidence, HASH},
		region::{Accepted, AuthorizationRequest, FileBody, AUTHORIZATION, FILE},
	},
	receipt,
};
use fiscal_primitives::{
	outbox::{Code, Receipt},
	Digest,
};
use fiscal_sm_crypto::sm3_256;
use fiscal_yangtze_delta::local::{
	AuthorizationPush, RemoteFileRequest, RemoteFileStatus, AUTHORIZATION_PUSH, REMOTE_FILE,
	REMOTE_FILE_STATUS,
};
use serde_json::Value;
use std::{fmt::Write, fs, path::Path, time::Duration};

const ONE: &[u8] = b"%PDF-1.7 I agree";
const TWO: &[u8] = b"%PDF-1.7 I agree too";
const DAY: u64 = 86_400_000;

fn hash(content: &[u8]) -> Digest {
	sm3_256(content).into()
}

/// The platform takes everything, and the evidence chain everything but the files of these contents.
fn takes_all_but(world: &World, refused: &[&[u8]]) {
	world
		.platform
		.answers(|_, body| value(&Accepted { flow: body["flow"].as_str().unwrap().into() }));
	let refused: Vec<String> = refused.iter().map(|content| convert::hex(&hash(content))).collect();
	let pair = world.evidence.key.clone();
	world.evidence.answers(move |service, body| {
		if service == HASH {
			let hash: HashEvidence = serde_json::from_value(body.clone()).unwrap();
			let key = convert::digest("messageId", &hash.message_id).unwrap();
			let digest = convert::digest("digest", &hash.digest).unwrap();
			let code = Code::new("S0000").unwrap();
			let reference = Some(Code::new("E-1").unwrap());
			let given = Receipt { accepted: true, code, reference };
			return value(&receipt::sign(Some(&pair), &given, &key, &digest).unwrap());
		}
		let file: FileEvidence = serde_json::from_value(body.clone()).unwrap();
		match refused.contains(&file.hash) {
			true => Err(Refusal::new(code::UNAVAILABLE, "not now")),
			false => value(&EvidenceRecord { reference: "E-1".into(), digest: file.hash, at: 1 }),
		}
	});
}

/// An agreement of a holder with the insurer of here is pushed to a province.
async fn push(world: &World, content: &[u8], to: u8, flow: &str) {
	let push = AuthorizationPush {
		to,
		flow: flow.into(),
		authorization: convert::hex(&authorization()),
		media_type: "application/pdf".into(),
		content: convert::file_text(content),
		hash: convert::hex(&hash(content)),
	};
	world.local::<Accepted>(AUTHORIZATION_PUSH, &push).await.unwrap();
}

/// That province fetches it.
fn pull(from: u8, flow: &str) -> AuthorizationRequest {
	AuthorizationRequest {
		to: 31,
		from,
		org: ours().to_string(),
		flow: flow.into(),
		authorization: convert::hex(&authorization()),
	}
}

async fn has(world: &World, content: &[u8]) -> bool {
	world.files.has(&hash(content)).await.unwrap()
}

/// Waits until the file store has the file no more.
async fn gone(world: &World, content: &[u8]) {
	let removed = async {
		while has(world, content).await {
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(60), removed).await.expect("it stays");
}

/// Makes those records of a journal half a year older of which `chosen` is true.
fn age(journal: &Path, chosen: impl Fn(&Value) -> bool) {
	let mut lines = String::new();
	for line in fs::read_to_string(journal).unwrap().lines() {
		let mut record: Value = serde_json::from_str(line).unwrap();
		if chosen(&record) {
			let at = record["at"].as_u64().unwrap();
			record["at"] = (at - 181 * DAY).into();
		}
		writeln!(lines, "{record}").unwrap();
	}
	fs::write(journal, lines).unwrap();
}

fn age_agreements(folder: &Path) {
	age(&folder.join("agreements.jsonl"), |_| true);
}

#[tokio::test]
async fn the_file_of_an_agreement_goes_with_it_while_the_gateway_runs() {
	let world = World::with(|options| options.agreements = Duration::from_secs(2)).await;
	takes_all_but(&world, &[]);
	push(&world, ONE, 32, "SH-1").await;
	assert!(has(&world, ONE).await);
	gone(&world, ONE).await;
	assert_eq!(world.files.used(), 0);
	// It may be pushed once more.
	push(&world, ONE, 32, "SH-1").await;
	assert!(has(&world, ONE).await);
}

#[tokio::test]
async fn a_file_stays_as_long_as_one_agreement_names_it() {
	let mut world = World::start().await;
	takes_all_but(&world, &[]);
	push(&world, ONE, 32, "SH-1").await;
	push(&world, ONE, 33, "SH-1").await;
	push(&world, TWO, 32, "SH-2").await;
	until(|| world.waiting() == 0).await;
	world
		.restart_after(|folder| age(&folder.join("agreements.jsonl"), |line| line["other"] == 32))
		.await;
	gone(&world, TWO).await;
	assert_eq!(world.refused(AUTHORIZATION, &pull(32, "SH-1")).await, "E0404");
	let fetched: FileBody = world.ask(AUTHORIZATION, &pull(33, "SH-1")).await.unwrap();
	assert_eq!(convert::file(&fetched.content, &fetched.hash, 1 << 20).unwrap(), ONE);
	world.restart_after(age_agreements).await;
	gone(&world, ONE).await;
}

#[tokio::test]
async fn a_file_that_somebody_else_put_there_stays() {
	let mut world = World::start().await;
	takes_all_but(&world, &[]);
	world.files.put(ONE.to_vec()).await.unwrap();
	push(&world, ONE, 32, "SH-1").await;
	push(&world, TWO, 32, "SH-2").await;
	until(|| world.waiting() == 0).await;
	// It is nobody's but theirs however often it is pushed.
	for _ in 0..2 {
		world.restart_after(age_agreements).await;
		gone(&world, TWO).await;
		assert!(has(&world, ONE).await);
		push(&world, ONE, 32, "SH-1").await;
		push(&world, TWO, 32, "SH-2").await;
		until(|| world.waiting() == 0).await;
	}
}

#[tokio::test]
async fn a_file_stays_until_the_evidence_chain_has_it() {
	let mut world = World::start().await;
	takes_all_but(&world, &[ONE]);
	push(&world, ONE, 32, "SH-1").await;
	push(&world, TWO, 32, "SH-2").await;
	until(|| world.waiting() == 1).await;
	world.restart_after(age_agreements).await;
	gone(&world, TWO).await;
	assert!(has(&world, ONE).await);
	let kept = convert::hex(&hash(ONE));
	takes_all_but(&world, &[]);
	until(|| world.waiting() == 0).await;
	assert!(world.evidence.bodies("file").iter().any(|file| file["hash"] == kept.as_str()));
	world.restart().await;
	gone(&world, ONE).await;
}

#[tokio::test]
async fn what_no_record_names_goes_at_the_next_start() {
	let mut world = World::start().await;
	takes_all_but(&world, &[]);
	push(&world, ONE, 32, "SH-1").await;
	until(|| world.waiting() == 0).await;
	world.restart_after(|folder| fs::remove_file(folder.join("agreements.jsonl")).unwrap()).await;
	gone(&world, ONE).await;
}

#[tokio::test]
async fn files_from_before_they_were_remembered_are_those_that_records_name() {
	let mut world = World::start().await;
	takes_all_but(&world, &[]);
	world.files.put(TWO.to_vec()).await.unwrap();
	push(&world, ONE, 32, "SH-1").await;
	until(|| world.waiting() == 0).await;
	world
		.restart_after(|folder| {
			fs::remove_file(folder.join("objects.jsonl")).unwrap();
			age_agreements(folder);
		})
		.await;
	gone(&world, ONE).await;
	assert!(has(&world, TWO).await);
}

#[tokio::test]
async fn a_file_of_another_province_goes_with_the_question_for_it() {
	let mut world = World::start().await;
	takes_all_but(&world, &[]);
	let wanted = RemoteFileRequest {
		to: 32,
		flow: "SH-1".into(),
		code: "32060125".into(),
		number: "0000000007".into(),
		authorization: convert::hex(&authorization()),
		file_hash: None,
	};
	world.local::<Accepted>(REMOTE_FILE, &wanted).await.unwrap();
	let handed = FileBody {
		to: 31,
		from: 32,
		org: ours().to_string(),
		flow: "SH-1".into(),
		subject: "32060125-0000000007".into(),
		media_type: "application/pdf".into(),
		content: convert::file_text(ONE),
		hash: convert::hex(&hash(ONE)),
	};
	world.ask::<Accepted>(FILE, &handed).await.unwrap();
	assert!(has(&world, ONE).await);
	world.restart_after(|folder| age(&folder.join("asked.jsonl"), |_| true)).await;
	gone(&world, ONE).await;
	let which = RemoteFileStatus { flow: "SH-1".into() };
	assert_eq!(world.local_refused(REMOTE_FILE_STATUS, &which).await, "E0404");
}
