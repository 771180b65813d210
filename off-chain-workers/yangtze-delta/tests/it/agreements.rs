//! Agreements behind authorizations: pushed, fetched and kept, on both sides.

use crate::{
	system::value,
	world::{authorization, guest, ours, until, World},
};
use fiscal_bridge::{
	convert,
	protocol::{
		evidence::{EvidenceRecord, FileEvidence},
		region::{Accepted, AuthorizationRequest, FileBody, AUTHORIZATION, AUTHORIZATION_PUSH},
	},
};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::sm3_256;
use fiscal_yangtze_delta::local::{
	self, AuthorizationPush, FileContent, RemoteAuthorizationRequest, REMOTE_AUTHORIZATION,
};
use serde_json::Value;
use std::time::Duration;

const AGREEMENT: &[u8] = b"%PDF-1.7 I agree";

fn hash(content: &[u8]) -> String {
	convert::hex(&sm3_256(content).into())
}

/// An agreement of a holder with the insurer of here, for Jiangsu.
fn push() -> AuthorizationPush {
	AuthorizationPush {
		to: 32,
		flow: "SH-1".into(),
		authorization: convert::hex(&authorization()),
		media_type: "application/pdf".into(),
		content: convert::file_text(AGREEMENT),
		hash: hash(AGREEMENT),
	}
}

/// The same as the platform hands one over from Zhejiang.
fn handed() -> FileBody {
	FileBody {
		to: 31,
		from: 33,
		org: guest().to_string(),
		flow: "ZJ-1".into(),
		subject: convert::hex(&authorization()),
		media_type: "application/pdf".into(),
		content: convert::file_text(AGREEMENT),
		hash: hash(AGREEMENT),
	}
}

fn pull(from: u8) -> AuthorizationRequest {
	AuthorizationRequest {
		to: 31,
		from,
		org: ours().to_string(),
		flow: "SH-1".into(),
		authorization: convert::hex(&authorization()),
	}
}

fn takes(world: &World) {
	world
		.platform
		.answers(|_, body| value(&Accepted { flow: body["flow"].as_str().unwrap().into() }));
	world.evidence.answers(|service, body| match service {
		"file" => {
			let file: FileEvidence = serde_json::from_value(body.clone()).unwrap();
			value(&EvidenceRecord { reference: "E-1".into(), digest: file.hash, at: 1 })
		}
		_ => Err(fiscal_bridge::envelope::Refusal::new("E0503", "not now")),
	});
}

fn filed(world: &World) -> Vec<Value> {
	world.evidence.bodies("file")
}

#[tokio::test]
async fn an_agreement_of_here_is_pushed_kept_fetched_and_evident() {
	let mut world = World::start().await;
	takes(&world);
	world.local::<Accepted>(local::AUTHORIZATION_PUSH, &push()).await.unwrap();
	let pushed: FileBody =
		serde_json::from_value(world.platform.bodies(AUTHORIZATION_PUSH)[0].clone()).unwrap();
	assert_eq!((pushed.to, pushed.org.as_str()), (32, ours().as_str()));
	assert_eq!((pushed.subject, pushed.hash), (push().authorization, push().hash));
	world.restart().await;
	let fetched: FileBody = world.ask(AUTHORIZATION, &pull(32)).await.unwrap();
	assert_eq!((fetched.from, fetched.to, fetched.flow.as_str()), (31, 32, "SH-1"));
	assert_eq!(convert::file(&fetched.content, &fetched.hash, 1 << 20).unwrap(), AGREEMENT);
	// The other province alone, and nobody who does not know it.
	assert_eq!(world.refused(AUTHORIZATION, &pull(33)).await, "E0404");
	let other = AuthorizationRequest { flow: "SH-2".into(), ..pull(32) };
	assert_eq!(world.refused(AUTHORIZATION, &other).await, "E0404");
	until(|| filed(&world).iter().any(|file| file["hash"] == push().hash.as_str())).await;
	// As long as the province takes part.
	world.chain.known().provinces[0].province.outbound = false;
	assert_eq!(world.refused(AUTHORIZATION, &pull(32)).await, "E0403");
	world.chain.known().provinces.clear();
	assert_eq!(world.refused(AUTHORIZATION, &pull(32)).await, "E0403");
}

#[tokio::test]
async fn an_agreement_is_kept_for_its_term() {
	let term = Duration::from_secs(2);
	let world = World::with(|options| options.agreements = term).await;
	takes(&world);
	world.local::<Accepted>(local::AUTHORIZATION_PUSH, &push()).await.unwrap();
	tokio::time::sleep(term).await;
	assert_eq!(world.refused(AUTHORIZATION, &pull(32)).await, "E0404");
	// It may be pushed once more.
	world.local::<Accepted>(local::AUTHORIZATION_PUSH, &push()).await.unwrap();
}

#[tokio::test]
async fn a_push_that_failed_may_be_repeated_and_another_agreement_may_not_take_its_place() {
	let world = World::start().await;
	assert_eq!(world.local_refused(local::AUTHORIZATION_PUSH, &push()).await, "E0404");
	takes(&world);
	world.local::<Accepted>(local::AUTHORIZATION_PUSH, &push()).await.unwrap();
	let other = b"%PDF-1.7 I agree to more";
	let changed =
		AuthorizationPush { content: convert::file_text(other), hash: hash(other), ..push() };
	assert_eq!(world.local_refused(local::AUTHORIZATION_PUSH, &changed).await, "E0409");
	let damaged = AuthorizationPush { content: convert::file_text(other), ..push() };
	assert_eq!(world.local_refused(local::AUTHORIZATION_PUSH, &damaged).await, "E0400");
	// To another province it goes under the same number.
	world
		.local::<Accepted>(local::AUTHORIZATION_PUSH, &AuthorizationPush { to: 33, ..push() })
		.await
		.unwrap();
}

#[tokio::test]
async fn an_agreement_of_another_province_is_taken_once_and_evident() {
	let world = World::start().await;
	takes(&world);
	for _ in 0..2 {
		world.ask::<Accepted>(AUTHORIZATION_PUSH, &handed()).await.unwrap();
	}
	let kept = world.files.get(&sm3_256(AGREEMENT).into()).await.unwrap();
	assert_eq!(kept.as_deref(), Some(AGREEMENT));
	let stranger = FileBody { org: "91330100MA27XXXX0B".into(), ..handed() };
	assert_eq!(world.refused(AUTHORIZATION_PUSH, &stranger).await, "E0403");
	let other = b"%PDF-1.7 another";
	let changed = FileBody { content: convert::file_text(other), hash: hash(other), ..handed() };
	assert_eq!(world.refused(AUTHORIZATION_PUSH, &changed).await, "E0409");
	until(|| !filed(&world).is_empty()).await;
	// What came from there is not given back as an agreement of here.
	let request =
		AuthorizationRequest { org: guest().to_string(), flow: "ZJ-1".into(), ..pull(33) };
	assert_eq!(world.refused(AUTHORIZATION, &request).await, "E0404");
}

#[tokio::test]
async fn an_agreement_of_an_authorization_that_the_chain_does_not_have_is_not_taken() {
	let world = World::start().await;
	takes(&world);
	let unknown = FileBody { subject: convert::hex(&Digest::repeat_byte(1)), ..handed() };
	let refusal = world.ask::<Accepted>(AUTHORIZATION_PUSH, &unknown).await.unwrap_err();
	assert_eq!(refusal.code, "E0403");
	assert!(refusal.words.ends_with("subject: notFound"), "{refusal}");
	assert!(!world.files.has(&sm3_256(AGREEMENT).into()).await.unwrap());
	// Of one for a bill of another province that province judges.
	let theirs =
		AuthorizationPush { authorization: convert::hex(&Digest::repeat_byte(1)), ..push() };
	world.local::<Accepted>(local::AUTHORIZATION_PUSH, &theirs).await.unwrap();
}

#[tokio::test]
async fn an_agreement_of_another_province_is_fetched_checked_and_kept() {
	let world = World::start().await;
	let answer =
		FileBody { to: 31, from: 32, org: ours().to_string(), flow: "SH-1".into(), ..handed() };
	let request = RemoteAuthorizationRequest {
		to: 32,
		flow: "SH-1".into(),
		authorization: convert::hex(&authorization()),
		hash: Some(hash(AGREEMENT)),
	};
	let right = answer.clone();
	world.platform.answers(move |_, _| value(&right));
	let file: FileContent = world.local(REMOTE_AUTHORIZATION, &request).await.unwrap();
	assert_eq!(convert::file(&file.content, &file.hash, 1 << 20).unwrap(), AGREEMENT);
	assert!(world.files.has(&sm3_256(AGREEMENT).into()).await.unwrap());
	let other = b"%PDF-1.7 another";
	let wrong = [
		FileBody { flow: "SH-2".into(), ..answer.clone() },
		FileBody { org: guest().to_string(), ..answer.clone() },
		FileBody { from: 33, ..answer.clone() },
		FileBody { subject: convert::hex(&Digest::repeat_byte(1)), ..answer.clone() },
		FileBody { content: convert::file_text(other), hash: hash(other), ..answer.clone() },
		FileBody { content: convert::file_text(other), ..answer.clone() },
	];
	for answer in wrong {
		world.platform.answers(move |_, _| value(&answer));
		assert_eq!(world.local_refused(REMOTE_AUTHORIZATION, &request).await, "E0502");
	}
}
