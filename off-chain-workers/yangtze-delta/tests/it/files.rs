//! Files of bills cross the border under the flow number they were asked for.

use crate::{
	chain::{area, bill, check, key, open, Known},
	system::value,
	world::{authorization, guest, ours, until, World},
};
use fiscal_bridge::{
	convert,
	envelope::{code, Refusal},
	protocol::region::{Accepted, FileBody, FileRequest, FILE, FILE_REQUEST},
};
use fiscal_primitives::{
	authorization::Scope,
	observation::{HistoricBill, OutsideState},
	Bill, Digest,
};
use fiscal_sm_crypto::sm3_256;
use fiscal_yangtze_delta::{
	local::{
		RemoteFileAnswer, RemoteFileRequest, RemoteFileStatus, REMOTE_FILE, REMOTE_FILE_STATUS,
	},
	Subject,
};
use std::sync::{
	atomic::{AtomicU32, Ordering},
	Arc,
};

const PDF: &[u8] = b"%PDF-1.7 a bill";

fn hash(content: &[u8]) -> Digest {
	sm3_256(content).into()
}

/// Zhejiang asks for the file of a bill of here.
fn request(number: u64) -> FileRequest {
	FileRequest {
		to: 31,
		from: 33,
		org: guest().to_string(),
		flow: "ZJ-1".into(),
		code: key(number).code.to_string(),
		number: key(number).number.to_string(),
		authorization: convert::hex(&authorization()),
	}
}

/// The platform takes files.
fn takes(world: &World) {
	world
		.platform
		.answers(|_, body| value(&Accepted { flow: body["flow"].as_str().unwrap().into() }));
}

fn with_pdf(number: u64) -> Bill {
	Bill { pdf: Some(hash(PDF)), ..bill(&key(number), 20_261_120) }
}

fn pushed(world: &World) -> Vec<FileBody> {
	let bodies = world.platform.bodies(FILE);
	bodies.into_iter().map(|body| serde_json::from_value(body).unwrap()).collect()
}

#[tokio::test]
async fn a_file_that_is_kept_here_follows_under_the_same_number() {
	let world = World::start().await;
	takes(&world);
	world.chain.known().bills.insert(key(1), with_pdf(1));
	world.files.put(PDF.to_vec()).await.unwrap();
	let accepted: Accepted = world.ask(FILE_REQUEST, &request(1)).await.unwrap();
	assert_eq!(accepted.flow, "ZJ-1");
	until(|| world.platform.count(FILE) == 1).await;
	let file = &pushed(&world)[0];
	assert_eq!((file.to, file.from, file.flow.as_str()), (33, 31, "ZJ-1"));
	assert_eq!(
		(file.org.as_str(), file.subject.as_str()),
		(guest().as_str(), "31060126-0000000001")
	);
	assert_eq!(file.media_type, "application/pdf");
	assert_eq!(convert::file(&file.content, &file.hash, 1 << 20).unwrap(), PDF);
	// Once for the request, and once more when the file leaves.
	assert_eq!(world.chain.known().asked, [(Subject::Bill(key(1)), Scope::Pdf); 2]);
}

#[tokio::test]
async fn a_file_from_before_the_chain_comes_from_the_non_tax_system() {
	let world = World::start().await;
	takes(&world);
	let bill = with_pdf(2);
	let historic = HistoricBill {
		total: bill.total,
		issued_on: bill.issued_on,
		xml: bill.xml,
		pdf: bill.pdf,
		summary: bill.summary,
		state: OutsideState::of(&bill),
	};
	world.nontax.bills.lock().unwrap().insert(key(2), (check(), historic));
	world.nontax.files.lock().unwrap().insert(key(2), PDF.to_vec());
	world.ask::<Accepted>(FILE_REQUEST, &request(2)).await.unwrap();
	until(|| world.platform.count(FILE) == 1).await;
	assert_eq!(pushed(&world)[0].hash, convert::hex(&hash(PDF)));
	assert_eq!(world.chain.known().asked, [(Subject::Historic(key(2)), Scope::Pdf); 2]);
}

#[tokio::test]
async fn a_file_follows_even_after_failures_and_a_restart() {
	let mut world = World::start().await;
	let failures = Arc::new(AtomicU32::new(0));
	let count = failures.clone();
	world.platform.answers(move |_, body| {
		if count.fetch_add(1, Ordering::SeqCst) < 2 {
			return Err(Refusal::new(code::UNAVAILABLE, "not now"));
		}
		value(&Accepted { flow: body["flow"].as_str().unwrap().into() })
	});
	world.chain.known().bills.insert(key(1), with_pdf(1));
	world.files.put(PDF.to_vec()).await.unwrap();
	world.ask::<Accepted>(FILE_REQUEST, &request(1)).await.unwrap();
	until(|| failures.load(Ordering::SeqCst) >= 1).await;
	world.restart().await;
	until(|| failures.load(Ordering::SeqCst) >= 3).await;
	// It was taken, and is not sent again.
	let jobs = world.folder.path().join("gateway/jobs.jsonl");
	let is_done = |jobs: String| jobs.lines().last().is_some_and(|line| line.contains("done"));
	until(|| std::fs::read_to_string(&jobs).is_ok_and(is_done)).await;
	world.restart().await;
	world
		.ask::<Accepted>(FILE_REQUEST, &FileRequest { flow: "ZJ-2".into(), ..request(1) })
		.await
		.unwrap();
	until(|| pushed(&world).iter().any(|file| file.flow == "ZJ-2")).await;
	assert_eq!(failures.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_file_does_not_leave_once_it_may_not_any_more() {
	type Change = fn(&mut Known);
	let changes: [(&str, Change); 4] = [
		("the authorization is revoked", |known| known.covering.clear()),
		("the service is suspended", |known| {
			known.foreign.values_mut().for_each(|org| org.service = None);
		}),
		("the organisation is not registered any more", |known| known.foreign.clear()),
		("the province takes part no more", |known| {
			known.provinces.iter_mut().for_each(|answer| answer.province.inbound = false);
		}),
	];
	for (what, change) in changes {
		let world = World::start().await;
		takes(&world);
		world.chain.known().bills.insert(key(1), with_pdf(1));
		// Nobody has the file yet, so that it waits.
		world.ask::<Accepted>(FILE_REQUEST, &request(1)).await.unwrap();
		change(&mut world.chain.known());
		world.files.put(PDF.to_vec()).await.unwrap();
		let jobs = world.folder.path().join("gateway/jobs.jsonl");
		let is_done = |jobs: String| jobs.lines().last().is_some_and(|line| line.contains("done"));
		until(|| std::fs::read_to_string(&jobs).is_ok_and(is_done)).await;
		assert_eq!(world.platform.count(FILE), 0, "{what}");
	}
}

#[tokio::test]
async fn nobody_gets_a_file_without_authorization() {
	let world = World::start().await;
	takes(&world);
	world.chain.known().bills.insert(key(1), with_pdf(1));
	let other = convert::hex(&Digest::repeat_byte(8));
	let request = FileRequest { authorization: other, ..request(1) };
	assert_eq!(world.refused(FILE_REQUEST, &request).await, "E0403");
	assert_eq!(world.platform.count(FILE), 0);
}

/// The insurer of here asks Jiangsu for the file of a bill.
fn wanted(expected: Option<Digest>) -> RemoteFileRequest {
	RemoteFileRequest {
		to: 32,
		flow: "SH-1".into(),
		code: "32060125".into(),
		number: "0000000007".into(),
		authorization: convert::hex(&authorization()),
		file_hash: expected.as_ref().map(convert::hex),
	}
}

/// Jiangsu hands it over.
fn handed() -> FileBody {
	FileBody {
		to: 31,
		from: 32,
		org: ours().to_string(),
		flow: "SH-1".into(),
		subject: "32060125-0000000007".into(),
		media_type: "application/pdf".into(),
		content: convert::file_text(PDF),
		hash: convert::hex(&hash(PDF)),
	}
}

async fn status(world: &World) -> RemoteFileAnswer {
	let which = RemoteFileStatus { flow: "SH-1".into() };
	world.local(REMOTE_FILE_STATUS, &which).await.unwrap()
}

#[tokio::test]
async fn a_file_that_was_asked_for_arrives_and_is_there_after_a_restart() {
	let mut world = World::start().await;
	takes(&world);
	world.local::<Accepted>(REMOTE_FILE, &wanted(Some(hash(PDF)))).await.unwrap();
	let asked = &world.platform.bodies(FILE_REQUEST)[0];
	let asked: FileRequest = serde_json::from_value(asked.clone()).unwrap();
	assert_eq!((asked.to, asked.from, asked.flow.as_str()), (32, 31, "SH-1"));
	assert_eq!(asked.org, ours().to_string());
	assert_eq!(status(&world).await.status, "waiting");
	world.restart().await;
	// Twice, as after a time-out.
	for _ in 0..2 {
		let accepted: Accepted = world.ask(FILE, &handed()).await.unwrap();
		assert_eq!(accepted.flow, "SH-1");
	}
	world.restart().await;
	let answer = status(&world).await;
	let file = answer.file.unwrap();
	assert_eq!(answer.status, "arrived");
	assert_eq!(convert::file(&file.content, &file.hash, 1 << 20).unwrap(), PDF);
}

#[tokio::test]
async fn a_file_counts_for_its_number_organisation_province_and_bill_alone() {
	let world = World::start().await;
	takes(&world);
	assert_eq!(world.refused(FILE, &handed()).await, "E0409");
	world.local::<Accepted>(REMOTE_FILE, &wanted(Some(hash(PDF)))).await.unwrap();
	let other = b"%PDF-1.7 another";
	let wrong = [
		("flow", FileBody { flow: "SH-2".into(), ..handed() }),
		("flow", FileBody { org: guest().to_string(), ..handed() }),
		("from", FileBody { from: 33, ..handed() }),
		("subject", FileBody { subject: "32060125-0000000008".into(), ..handed() }),
		(
			"hash",
			FileBody {
				content: convert::file_text(other),
				hash: convert::hex(&hash(other)),
				..handed()
			},
		),
	];
	for (field, body) in wrong {
		let refusal = world.ask::<Accepted>(FILE, &body).await.unwrap_err();
		assert_eq!(refusal.code, "E0409");
		assert!(refusal.words.contains(&format!("{field}: ")), "{field}: {refusal}");
	}
	let damaged = FileBody { content: convert::file_text(other), ..handed() };
	assert_eq!(world.refused(FILE, &damaged).await, "E0400");
	assert_eq!(status(&world).await.status, "waiting");
	world.ask::<Accepted>(FILE, &handed()).await.unwrap();
}

#[tokio::test]
async fn without_an_announced_hash_the_first_file_counts() {
	let world = World::start().await;
	takes(&world);
	world.local::<Accepted>(REMOTE_FILE, &wanted(None)).await.unwrap();
	world.ask::<Accepted>(FILE, &handed()).await.unwrap();
	let other = b"%PDF-1.7 another";
	let body = FileBody {
		content: convert::file_text(other),
		hash: convert::hex(&hash(other)),
		..handed()
	};
	assert_eq!(world.refused(FILE, &body).await, "E0409");
}

#[tokio::test]
async fn one_number_is_for_one_file() {
	let world = World::start().await;
	takes(&world);
	world.local::<Accepted>(REMOTE_FILE, &wanted(None)).await.unwrap();
	world.local::<Accepted>(REMOTE_FILE, &wanted(None)).await.unwrap();
	let other = RemoteFileRequest { number: "0000000008".into(), ..wanted(None) };
	assert_eq!(world.local_refused(REMOTE_FILE, &other).await, "E0409");
	assert_eq!(world.platform.count(FILE_REQUEST), 2);
}

#[tokio::test]
async fn only_organisations_with_an_open_service_ask_and_only_provinces_that_take_part() {
	let world = World::start().await;
	takes(&world);
	let elsewhere = RemoteFileRequest { to: 44, ..wanted(None) };
	assert_eq!(world.local_refused(REMOTE_FILE, &elsewhere).await, "E0403");
	world.chain.known().provinces[0].province.outbound = false;
	assert_eq!(world.local_refused(REMOTE_FILE, &wanted(None)).await, "E0403");
	{
		let mut known = world.chain.known();
		assert_eq!(known.provinces[0].region, area(32));
		known.provinces[0].province.outbound = true;
		known.filings.values_mut().for_each(|filing| filing.service = None);
	}
	assert_eq!(world.local_refused(REMOTE_FILE, &wanted(None)).await, "E0403");
	world.chain.known().filings.values_mut().for_each(|filing| filing.service = open());
	world.local::<Accepted>(REMOTE_FILE, &wanted(None)).await.unwrap();
}
