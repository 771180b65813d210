//! What organisations of here ask, and who may.

use crate::{
	chain::{area, bill, check, key, party, payer},
	system::value,
	world::{authorization, insurer, World},
};
use fiscal_bridge::{
	convert,
	envelope::{code, Refusal},
	ledger::Direction,
	now,
	protocol::{
		evidence::{EvidenceFound, EvidenceQuery, EvidenceRecord, FileEvidence},
		region::{Summaries, Summary, SUMMARY, SUMMARY_LIST},
		signing::{Signing, Start, Template, Templates, Which},
	},
	signed::CUT_OFF,
};
use fiscal_primitives::{
	authorization::Scope,
	observation::{HistoricBill, OutsideState},
	participant::Role,
	Bill, Digest, ParticipantId,
};
use fiscal_sm_crypto::{sm3_256, Pair};
use fiscal_yangtze_delta::{
	local::{
		FileContent, Gathered, HistoryFileRequest, HistoryRequest, RemoteListRequest,
		RemoteRequest, EVIDENCE_FILE, EVIDENCE_QUERY, HISTORY, HISTORY_FILE, REMOTE_LIST,
		REMOTE_SUMMARY,
	},
	Subject,
};
use serde_json::{json, Value};
use std::{fmt::Write, fs, path::Path, time::Duration};

fn summary(region: u8, number: u64, day: &str) -> Summary {
	Summary {
		region,
		code: format!("{region}060125"),
		number: format!("{number:010}"),
		issued_on: day.into(),
		total: 41_700,
		reimbursed: 0,
		validity: "normal".into(),
		usage: "free".into(),
		file_hash: None,
		source: "chain".into(),
	}
}

fn list(provinces: &[u8]) -> RemoteListRequest {
	RemoteListRequest {
		provinces: provinces.to_vec(),
		flow: "SH-1".into(),
		payer: convert::hex(&payer().0),
		authorization: convert::hex(&authorization()),
		first_day: "20260101".into(),
		last_day: "20261231".into(),
	}
}

fn codes(number: u64) -> HistoryRequest {
	HistoryRequest {
		code: key(number).code.to_string(),
		number: key(number).number.to_string(),
		check_code: check().to_string(),
		authorization: Some(convert::hex(&authorization())),
	}
}

fn file_of(number: u64, kind: &str) -> HistoryFileRequest {
	let HistoryRequest { code, number, check_code, authorization } = codes(number);
	HistoryFileRequest { code, number, check_code, file_type: kind.into(), authorization }
}

#[tokio::test]
async fn summaries_of_several_provinces_come_together_and_failures_are_named() {
	let world = World::start().await;
	world.platform.answers(|service, body| {
		assert_eq!(service, SUMMARY_LIST);
		match body["to"].as_u64() {
			Some(32) => value(&Summaries {
				summaries: vec![summary(32, 1, "20260301"), summary(32, 2, "20260801")],
			}),
			_ => Err(Refusal::new(code::UNAVAILABLE, "out of order")),
		}
	});
	for provinces in [&[][..], &[32, 33, 32]] {
		let answer: Gathered = world.local(REMOTE_LIST, &list(provinces)).await.unwrap();
		let days: Vec<_> = answer.summaries.iter().map(|one| one.issued_on.as_str()).collect();
		assert_eq!(days, ["20260801", "20260301"]);
		assert_eq!(answer.failures.len(), 1);
		assert_eq!((answer.failures[0].region, answer.failures[0].code.as_str()), (33, "E0503"));
	}
	assert_eq!(world.platform.count(SUMMARY_LIST), 4);
}

#[tokio::test]
async fn a_province_whose_answer_does_not_fit_is_a_failure() {
	let world = World::start().await;
	let wrong = [
		summary(33, 1, "20260301"),
		summary(32, 1, "20270101"),
		Summary { total: u64::MAX, ..summary(32, 1, "20260301") },
	];
	for wrong in wrong {
		world.platform.answers(move |_, _| value(&Summaries { summaries: vec![wrong.clone()] }));
		let answer: Gathered = world.local(REMOTE_LIST, &list(&[32])).await.unwrap();
		assert!(answer.summaries.is_empty());
		assert_eq!(answer.failures[0].code, "E0502");
	}
	let many = vec![summary(32, 1, "20260301"); 201];
	world.platform.answers(move |_, _| value(&Summaries { summaries: many.clone() }));
	let answer: Gathered = world.local(REMOTE_LIST, &list(&[32])).await.unwrap();
	assert_eq!(answer.failures.len(), 1);
}

#[tokio::test]
async fn provinces_are_those_that_take_part() {
	let world = World::start().await;
	assert_eq!(world.local_refused(REMOTE_LIST, &list(&[32, 44])).await, "E0403");
	assert_eq!(world.local_refused(REMOTE_LIST, &list(&[5])).await, "E0400");
	assert_eq!(world.local_refused(REMOTE_LIST, &list(&[32; 9])).await, "E0400");
	world.chain.known().provinces.retain(|province| province.region != area(33));
	world.platform.answers(|_, _| value(&Summaries { summaries: vec![] }));
	let answer: Gathered = world.local(REMOTE_LIST, &list(&[])).await.unwrap();
	assert!(answer.failures.is_empty());
	assert_eq!(world.platform.count(SUMMARY_LIST), 1);
}

#[tokio::test]
async fn a_summary_of_another_province_is_passed_on_if_it_is_the_one() {
	let world = World::start().await;
	let request = RemoteRequest {
		to: 32,
		flow: "SH-1".into(),
		code: "32060125".into(),
		number: "0000000001".into(),
		check_code: "a1B2c3".into(),
		issued_on: "20260301".into(),
		total: 41_700,
		authorization: convert::hex(&authorization()),
	};
	world.platform.answers(|service, _| match service {
		SUMMARY => value(&summary(32, 1, "20260301")),
		_ => Err(Refusal::new(code::NOT_FOUND, "nothing")),
	});
	let answer: Summary = world.local(REMOTE_SUMMARY, &request).await.unwrap();
	assert_eq!(answer, summary(32, 1, "20260301"));
	for wrong in
		[summary(32, 2, "20260301"), summary(32, 1, "20260302"), summary(33, 1, "20260301")]
	{
		world.platform.answers(move |_, _| value(&wrong));
		assert_eq!(world.local_refused(REMOTE_SUMMARY, &request).await, "E0502");
	}
	world.platform.answers(|_, _| Err(Refusal::new(code::NOT_FOUND, "no such bill")));
	assert_eq!(world.local_refused(REMOTE_SUMMARY, &request).await, "E0404");
	// That the platform does not know this node is nothing the organisation can mend.
	world.platform.answers(|_, _| Err(Refusal::new(code::UNAUTHORIZED, "who are you?")));
	assert_eq!(world.local_refused(REMOTE_SUMMARY, &request).await, "E0502");
	world.platform.forges();
	assert_eq!(world.local_refused(REMOTE_SUMMARY, &request).await, "E0502");
}

#[tokio::test]
async fn bills_of_here_are_found_by_three_codes_on_the_chain_and_before_it() {
	let world = World::start().await;
	world.chain.known().bills.insert(key(1), bill(&key(1), 20_261_120));
	let content = b"%PDF-1.7 an old bill".to_vec();
	let old = Bill { pdf: Some(sm3_256(&content).into()), ..bill(&key(2), 20_200_101) };
	let historic = HistoricBill {
		total: old.total,
		issued_on: old.issued_on,
		xml: old.xml,
		pdf: old.pdf,
		summary: old.summary,
		state: OutsideState::of(&old),
	};
	world.nontax.bills.lock().unwrap().insert(key(2), (check(), historic));
	world.nontax.files.lock().unwrap().insert(key(2), content.clone());
	for (number, source) in [(1, "chain"), (2, "nontax")] {
		let answer: Summary = world.local(HISTORY, &codes(number)).await.unwrap();
		assert_eq!(answer.source, source);
	}
	assert_eq!(world.local_refused(HISTORY, &codes(3)).await, "E0404");
	let wrong = HistoryRequest { check_code: "a1B2c4".into(), ..codes(1) };
	assert_eq!(world.local_refused(HISTORY, &wrong).await, "E0404");
	let mut request = file_of(2, "pdf");
	let file: FileContent = world.local(HISTORY_FILE, &request).await.unwrap();
	assert_eq!(convert::file(&file.content, &file.hash, 1 << 20).unwrap(), content);
	request.file_type = "docx".into();
	assert_eq!(world.local_refused(HISTORY_FILE, &request).await, "E0400");
}

#[tokio::test]
async fn bills_of_here_are_shown_to_whom_their_holder_authorized() {
	let world = World::start().await;
	let other = Pair::from_dev_name("Other insurer");
	let operator = Pair::from_dev_name("Operator");
	let authority = Pair::from_dev_name("Finance");
	let roles = [
		(8, &other, Role::BillUser),
		(9, &operator, Role::NodeOperator),
		(10, &authority, Role::FiscalAuthority),
	];
	for (id, pair, role) in roles {
		let (name, record) = party(id, pair, &[role]);
		world.chain.known().parties.insert(name, record);
	}
	world.chain.known().bills.insert(key(1), bill(&key(1), 20_261_120));
	let code = |answer: Result<Value, Refusal>| answer.unwrap_err().code;
	// All three codes alone are not enough, nor is what was granted to somebody else.
	let bare = HistoryRequest { authorization: None, ..codes(1) };
	assert_eq!(world.local_refused(HISTORY, &bare).await, "E0403");
	let bare_file = HistoryFileRequest { authorization: None, ..file_of(1, "xml") };
	assert_eq!(world.local_refused(HISTORY_FILE, &bare_file).await, "E0403");
	for pair in [&other, &operator] {
		for body in [&bare, &codes(1)] {
			assert_eq!(code(world.local_as(pair, HISTORY, body).await), "E0403");
		}
	}
	assert_eq!(code(world.local_as(&other, HISTORY_FILE, &file_of(1, "pdf")).await), "E0403");
	world.local::<Summary>(HISTORY, &codes(1)).await.unwrap();
	// A fiscal authority supervises.
	world.local_as::<Summary>(&authority, HISTORY, &bare).await.unwrap();
	// How far it has to reach depends on what is asked for.
	world.chain.known().asked.clear();
	for (number, file) in [(1, "xml"), (1, "pdf"), (2, "xml"), (2, "pdf")] {
		// Nobody has these files; what was granted is looked at before.
		assert_ne!(world.local_refused(HISTORY_FILE, &file_of(number, file)).await, "E0403");
	}
	assert_eq!(
		world.chain.known().asked,
		[
			(Subject::Bill(key(1)), Scope::Structured),
			(Subject::Bill(key(1)), Scope::Pdf),
			(Subject::Historic(key(2)), Scope::Structured),
			(Subject::Historic(key(2)), Scope::Structured),
		]
	);
}

#[tokio::test]
async fn a_province_that_hangs_hides_no_other_and_leaves_a_record() {
	let world = World::with(|options| options.request = Duration::from_secs(4)).await;
	world
		.platform
		.answers(|_, _| value(&Summaries { summaries: vec![summary(32, 1, "20260301")] }));
	world.platform.hangs(|body| body["to"] == 33);
	let answer: Gathered = world.local(REMOTE_LIST, &list(&[32, 33])).await.unwrap();
	assert_eq!(answer.summaries, [summary(32, 1, "20260301")]);
	assert_eq!(answer.failures.len(), 1);
	assert_eq!((answer.failures[0].region, answer.failures[0].code.as_str()), (33, "E0408"));
	// The answer, the call that was answered, and the one that was cut off.
	let entries = world.ledger.latest(10).unwrap();
	let outward = entries.iter().filter(|entry| entry.direction == Direction::Out);
	let mut outcomes: Vec<_> = outward.map(|entry| entry.outcome.as_str()).collect();
	outcomes.sort_unstable();
	assert_eq!(outcomes, ["S0000", CUT_OFF]);
}

#[tokio::test]
async fn services_are_for_those_with_the_role() {
	let world = World::start().await;
	let issuer = Pair::from_dev_name("Issuer");
	let operator = Pair::from_dev_name("Operator");
	{
		let mut known = world.chain.known();
		let (name, record) = party(8, &issuer, &[Role::Issuer]);
		known.parties.insert(name, record);
		let (name, record) = party(9, &operator, &[Role::NodeOperator]);
		known.parties.insert(name, record);
	}
	let code = |answer: Result<Value, Refusal>| answer.unwrap_err().code;
	assert_eq!(code(world.local_as(&issuer, REMOTE_LIST, &list(&[])).await), "E0403");
	assert_eq!(code(world.local_as(&issuer, HISTORY, &codes(1)).await), "E0403");
	assert_eq!(code(world.local_as(&issuer, "signing-templates", &json!({})).await), "E0403");
	world.chain.known().granted.insert((ParticipantId(9), authorization()));
	assert_eq!(code(world.local_as(&operator, HISTORY, &codes(1)).await), "E0404");
	// With the role, but without registration.
	world.chain.known().filings.clear();
	let answer = world.local_as(&insurer(), REMOTE_LIST, &list(&[])).await;
	assert_eq!(code(answer), "E0403");
}

#[tokio::test]
async fn files_are_kept_on_the_evidence_chain_and_looked_up() {
	let world = World::start().await;
	let content = b"an original";
	let hash = convert::hex(&sm3_256(content).into());
	let kept = EvidenceRecord { reference: "E-7".into(), digest: hash.clone(), at: 5 };
	let answer = kept.clone();
	world.evidence.answers(move |service, body| match service {
		"file" => value(&answer),
		"query" if body["digest"] == answer.digest.as_str() => {
			value(&EvidenceFound { record: Some(answer.clone()) })
		}
		"query" => value(&EvidenceFound { record: None }),
		_ => Err(Refusal::new("E0503", "not now")),
	});
	let file = FileEvidence {
		kind: "authorization".into(),
		name: "agreement.pdf".into(),
		content: convert::file_text(content),
		hash: hash.clone(),
	};
	assert_eq!(world.local::<EvidenceRecord>(EVIDENCE_FILE, &file).await.unwrap(), kept);
	let wrong = FileEvidence { kind: "poem".into(), ..file };
	assert_eq!(world.local_refused(EVIDENCE_FILE, &wrong).await, "E0400");
	let found: EvidenceFound =
		world.local(EVIDENCE_QUERY, &EvidenceQuery { digest: hash }).await.unwrap();
	assert_eq!(found.record, Some(kept));
	let other = EvidenceQuery { digest: convert::hex(&Digest::repeat_byte(1)) };
	let found: EvidenceFound = world.local(EVIDENCE_QUERY, &other).await.unwrap();
	assert_eq!(found.record, None);
}

#[tokio::test]
async fn a_signing_is_seen_by_the_organisation_that_started_it() {
	let world = World::start().await;
	let other = Pair::from_dev_name("Other insurer");
	let (name, record) = party(8, &other, &[Role::BillUser]);
	world.chain.known().parties.insert(name, record);
	let holder = convert::public_hex(&Pair::from_dev_name("Holder").public());
	let signing = Signing {
		signing: "S-1".into(),
		status: "waiting".into(),
		document: convert::hex(&Digest::repeat_byte(4)),
		missing: vec![holder.clone()],
	};
	let answer = signing.clone();
	world.signing.answers(move |service, _| match service {
		"templates" => value(&Templates {
			templates: vec![Template {
				id: "agreement".into(),
				title: "授权书".into(),
				text: "I, {{name}}, agree".into(),
				fields: vec!["name".into()],
			}],
		}),
		"start" | "status" => value(&answer),
		_ => Err(Refusal::new(code::NOT_FOUND, "nothing")),
	});
	let templates: Templates = world.local("signing-templates", &json!({})).await.unwrap();
	assert_eq!(templates.templates.len(), 1);
	let start = Start {
		matter: "2026-001".into(),
		template: "agreement".into(),
		fields: [("name".to_owned(), "张三".to_owned())].into(),
		signers: vec![holder],
	};
	assert_eq!(world.local::<Signing>("signing-start", &start).await.unwrap(), signing);
	// Numbers of matters are each organisation's own.
	assert_ne!(world.signing.bodies("start")[0]["matter"], "2026-001");
	let which = Which { signing: "S-1".into() };
	assert_eq!(world.local::<Signing>("signing-status", &which).await.unwrap(), signing);
	let refusal = world.local_as::<Signing>(&other, "signing-status", &which).await.unwrap_err();
	assert_eq!(refusal.code, "E0404");
	assert_eq!(world.local_refused("signing-poems", &which).await, "E0404");
}

#[tokio::test]
async fn no_signing_is_started_that_could_not_be_remembered_and_old_ones_make_room() {
	let mut world = World::start().await;
	let answer = Signing {
		signing: "S-1".into(),
		status: "complete".into(),
		document: convert::hex(&Digest::repeat_byte(4)),
		missing: vec![],
	};
	world.signing.answers(move |service, _| match service {
		"templates" => value(&Templates {
			templates: vec![Template {
				id: "agreement".into(),
				title: "授权书".into(),
				text: "I agree".into(),
				fields: vec![],
			}],
		}),
		_ => value(&answer),
	});
	let start = Start {
		matter: "2026-001".into(),
		template: "agreement".into(),
		fields: Default::default(),
		signers: vec![convert::public_hex(&Pair::from_dev_name("Holder").public())],
	};
	// As many as may be remembered, from today.
	let full = |at: u64| {
		move |folder: &Path| {
			let mut lines = String::new();
			for number in 0..200_000 {
				let signing = format!("S{number}");
				let owner =
					json!({ "signing": signing, "organisation": ParticipantId(7), "at": at });
				writeln!(lines, "{owner}").unwrap();
			}
			fs::write(folder.join("signings.jsonl"), lines).unwrap();
		}
	};
	world.restart_after(full(now())).await;
	assert_eq!(world.local_refused("signing-start", &start).await, "E0429");
	assert_eq!(world.signing.count("start"), 0, "nothing was begun outside");
	let old = now() - 181 * 86_400_000;
	world.restart_after(full(old)).await;
	assert_eq!(world.local::<Signing>("signing-start", &start).await.unwrap().signing, "S-1");
	let which = Which { signing: "S-1".into() };
	world.local::<Signing>("signing-status", &which).await.unwrap();
}
