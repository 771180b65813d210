//! No organisation, and no province, takes the room of all others.

use crate::{
	chain::{area, bill, filing, foreign, key, party},
	system::value,
	world::{authorization, guest, ours, until, World},
};
use fiscal_bridge::{
	convert,
	envelope::Refusal,
	now,
	protocol::region::{Accepted, FileBody, FileRequest, AUTHORIZATION_PUSH, FILE, FILE_REQUEST},
};
use fiscal_primitives::{participant::Role, region::OrgCode, Bill, Digest, ParticipantId};
use fiscal_sm_crypto::{sm3_256, Pair};
use fiscal_yangtze_delta::local::{
	self, AuthorizationPush, RemoteAuthorizationRequest, RemoteFileRequest, REMOTE_AUTHORIZATION,
	REMOTE_FILE,
};
use serde_json::{json, Value};
use std::{fmt::Write, fs, path::Path};

const CONTENT: &[u8] = b"%PDF-1.7 I agree";
const DAY: u64 = 86_400_000;

/// Writes a journal of so many lines.
fn fill(journal: &Path, count: usize, line: impl Fn(usize) -> Value) {
	let mut lines = String::new();
	(0..count).for_each(|number| writeln!(lines, "{}", line(number)).unwrap());
	fs::write(journal, lines).unwrap();
}

fn takes(world: &World) {
	world
		.platform
		.answers(|_, body| value(&Accepted { flow: body["flow"].as_str().unwrap().into() }));
}

/// Another organisation of here, registered with an open service.
fn admit_another(world: &World) -> Pair {
	let other = Pair::from_dev_name("Other insurer");
	let org = OrgCode::new("91310000MA1K2XXX0C").unwrap();
	let (name, record) = party(8, &other, &[Role::BillUser]);
	let mut known = world.chain.known();
	known.parties.insert(name, record);
	known.filings.insert(ParticipantId(8), filing(ParticipantId(8), org));
	drop(known);
	other
}

fn is_for_want_of_room(answer: Result<Value, Refusal>, field: &str) {
	let refusal = answer.unwrap_err();
	assert_eq!(refusal.code, "E0429");
	assert!(refusal.words.contains(&format!("{field}: ")), "{refusal}");
}

#[tokio::test]
async fn one_organisation_leaves_room_for_the_agreements_of_others() {
	let mut world = World::start().await;
	takes(&world);
	// As many of the insurer as one may have.
	let full = |at: u64| {
		move |folder: &Path| {
			fill(&folder.join("agreements.jsonl"), 20_000, |number| {
				json!({
					"authorization": authorization(),
					"org": ours(),
					"flow": format!("F-{number}"),
					"other": 32,
					"outbound": true,
					"hash": Digest::repeat_byte(4),
					"mediaType": "application/pdf",
					"at": at,
				})
			});
		}
	};
	world.restart_after(full(now())).await;
	let hash = convert::hex(&sm3_256(CONTENT).into());
	let push = AuthorizationPush {
		to: 32,
		flow: "SH-1".into(),
		authorization: convert::hex(&authorization()),
		media_type: "application/pdf".into(),
		content: convert::file_text(CONTENT),
		hash: hash.clone(),
	};
	let fetch = RemoteAuthorizationRequest {
		to: 32,
		flow: "SH-1".into(),
		authorization: convert::hex(&authorization()),
		hash: None,
	};
	is_for_want_of_room(world.local(local::AUTHORIZATION_PUSH, &push).await, "org");
	is_for_want_of_room(world.local(REMOTE_AUTHORIZATION, &fetch).await, "org");
	assert!(world.platform.asked.lock().unwrap().is_empty(), "nothing was done outside");
	// Another of here, and one of another province.
	let other = admit_another(&world);
	world.local_as::<Accepted>(&other, local::AUTHORIZATION_PUSH, &push).await.unwrap();
	let handed = FileBody {
		to: 31,
		from: 33,
		org: guest().to_string(),
		flow: "ZJ-1".into(),
		subject: convert::hex(&authorization()),
		media_type: "application/pdf".into(),
		content: convert::file_text(CONTENT),
		hash,
	};
	world.ask::<Accepted>(AUTHORIZATION_PUSH, &handed).await.unwrap();
	// What is over makes room.
	world.restart_after(full(now() - 181 * DAY)).await;
	world.local::<Accepted>(local::AUTHORIZATION_PUSH, &push).await.unwrap();
}

#[tokio::test]
async fn one_organisation_leaves_room_for_the_files_that_others_ask_for() {
	let mut world = World::start().await;
	takes(&world);
	world
		.restart_after(|folder| {
			fill(&folder.join("asked.jsonl"), 5_000, |number| {
				json!({
					"org": ours(),
					"flow": format!("F-{number}"),
					"from": 32,
					"bill": key(1),
					"expected": null,
					"at": now(),
					"arrived": null,
				})
			});
		})
		.await;
	let wanted = |flow: &str| RemoteFileRequest {
		to: 32,
		flow: flow.into(),
		code: key(1).code.to_string(),
		number: key(1).number.to_string(),
		authorization: convert::hex(&authorization()),
		file_hash: None,
	};
	is_for_want_of_room(world.local(REMOTE_FILE, &wanted("SH-1")).await, "app");
	assert_eq!(world.platform.count(FILE_REQUEST), 0, "nothing was done outside");
	// The same once more is no other, and another organisation has room.
	world.local::<Accepted>(REMOTE_FILE, &wanted("F-7")).await.unwrap();
	let other = admit_another(&world);
	world.local_as::<Accepted>(&other, REMOTE_FILE, &wanted("SH-1")).await.unwrap();
}

#[tokio::test]
async fn one_organisation_leaves_room_for_the_signings_of_others() {
	let mut world = World::start().await;
	world
		.restart_after(|folder| {
			fill(&folder.join("signings.jsonl"), 20_000, |number| {
				let signing = format!("S{number}");
				json!({ "signing": signing, "organisation": ParticipantId(7), "at": now() })
			});
		})
		.await;
	let start = json!({ "matter": "1", "template": "agreement", "fields": {}, "signers": [] });
	is_for_want_of_room(world.local("signing-start", &start).await, "app");
	assert!(world.signing.asked.lock().unwrap().is_empty(), "nothing was done outside");
	// Another gets as far as the signing chain, which knows no template here.
	let other = admit_another(&world);
	let answer = world.local_as::<Value>(&other, "signing-start", &start).await;
	assert_eq!(answer.unwrap_err().code, "E0404");
	assert_eq!(world.signing.count("templates"), 1);
}

#[tokio::test]
async fn one_province_leaves_room_for_the_files_that_others_wait_for() {
	let mut world = World::start().await;
	takes(&world);
	let pdf = Digest::from(sm3_256(CONTENT));
	{
		let mut known = world.chain.known();
		known.bills.insert(key(1), Bill { pdf: Some(pdf), ..bill(&key(1), 20_261_120) });
		known.foreign.insert((area(32), guest()), foreign());
	}
	world.files.put(CONTENT.to_vec()).await.unwrap();
	let later = now() + DAY;
	world
		.restart_after(|folder| {
			fill(&folder.join("jobs.jsonl"), 250, |number| {
				let job = json!({
					"to": 33,
					"org": guest(),
					"flow": format!("F-{number}"),
					"bill": key(1),
					"authorization": authorization(),
					"at": now(),
					"attempts": 0,
					"due": later,
				});
				json!({ "put": [number, job] })
			});
		})
		.await;
	let request = |from: u8| FileRequest {
		to: 31,
		from,
		org: guest().to_string(),
		flow: "F".into(),
		code: key(1).code.to_string(),
		number: key(1).number.to_string(),
		authorization: convert::hex(&authorization()),
	};
	is_for_want_of_room(world.ask(FILE_REQUEST, &request(33)).await, "from");
	world.ask::<Accepted>(FILE_REQUEST, &request(32)).await.unwrap();
	until(|| world.platform.count(FILE) == 1).await;
	assert_eq!(world.platform.bodies(FILE)[0]["to"], 32);
}
