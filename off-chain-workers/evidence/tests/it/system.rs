//! An evidence chain and a signing chain in memory, behind HTTP.

use axum::{
	extract::{Path, State},
	http::StatusCode,
	response::{IntoResponse, Response},
	routing::post,
	Json, Router,
};
use fiscal_bridge::{
	config::{Link, Signed},
	convert,
	envelope::{code, signed, Guard, Refusal},
	now,
	protocol::{
		evidence::{
			self, EvidenceFound, EvidenceQuery, EvidenceRecord, FileEvidence, HashEvidence,
		},
		signing::{self, Document, Sign, Signing, Start, Step, Template, Templates, Trace, Which},
		SignedAnswer, SignedRequest,
	},
	receipt,
};
use fiscal_evidence::{template::fill, trace::head, Evidence, SigningClient};
use fiscal_primitives::{
	outbox::{Code, Receipt},
	Digest,
};
use fiscal_sm_crypto::{sm3_256, verify, Pair};
use serde_json::{from_value, json, to_value, Value};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex},
	time::Duration,
};

/// How the systems misbehave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
	#[default]
	None,
	/// This HTTP status and no envelope.
	Status(u16),
	/// An answer of so many bytes.
	Large(usize),
	/// No answer for a minute.
	Slow,
	/// Answers signed by somebody else.
	WrongKey,
	/// The very first answer, over and over.
	Stale,
	/// Receipts signed by somebody else.
	ForgedReceipt,
	/// Records of another digest.
	OtherDigest,
	/// Records from the future.
	Future,
	/// References with spaces in them.
	BadReference,
	/// Another document than the one that was started.
	OtherDocument,
	/// Files with another digest than their own.
	BadHash,
	/// A signing that is complete although somebody is missing.
	BadStatus,
	/// Somebody is missing who has nothing to sign.
	Stranger,
	/// A trace of which a step was changed.
	ForgedTrace,
	/// A trace that says that everybody signed.
	HastyTrace,
	/// Templates whose blanks have other names.
	BadTemplate,
}

pub struct Matter {
	pub start: Start,
	pub text: String,
	pub signed: Vec<String>,
	pub steps: Vec<Step>,
}

pub struct System {
	pub key: Pair,
	client: Pair,
	guard: Guard,
	pub records: Mutex<BTreeMap<String, EvidenceRecord>>,
	pub messages: Mutex<Vec<HashEvidence>>,
	pub matters: Mutex<Vec<Matter>>,
	pub asked: Mutex<Vec<String>>,
	pub trouble: Mutex<Trouble>,
	first: Mutex<Option<SignedAnswer>>,
	url: String,
}

pub const APP: &str = "fiscal-chain";

impl System {
	pub async fn start() -> Arc<Self> {
		let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
		let system = Arc::new(Self {
			key: Pair::from_dev_name("Evidence"),
			client: Pair::from_dev_name("Node"),
			guard: Guard::new(1_000),
			records: Mutex::default(),
			messages: Mutex::default(),
			matters: Mutex::default(),
			asked: Mutex::default(),
			trouble: Mutex::default(),
			first: Mutex::default(),
			url: format!("http://{}", listener.local_addr().unwrap()),
		});
		let router = Router::new()
			.route("/api/v1/evidence/{service}", post(serve_evidence))
			.route("/api/v1/signing/{service}", post(serve_signing))
			.with_state(system.clone());
		tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
		system
	}

	pub fn config(&self, name: &'static str) -> Signed {
		let mut link = Link::to(name, &self.url).unwrap();
		link.max_body = 1_000_000;
		let signer = Arc::new(Pair::from_dev_name("Node"));
		Signed { link, app: APP.into(), signer, peer_key: self.key.public() }
	}

	pub fn evidence(&self) -> Evidence {
		Evidence::new(&self.config("evidence")).unwrap()
	}

	pub fn signing(&self) -> SigningClient {
		SigningClient::new(&self.config("signing")).unwrap()
	}

	pub fn set(&self, trouble: Trouble) {
		*self.trouble.lock().unwrap() = trouble;
	}

	pub fn trouble(&self) -> Trouble {
		*self.trouble.lock().unwrap()
	}

	pub fn asked(&self) -> Vec<String> {
		std::mem::take(&mut *self.asked.lock().unwrap())
	}

	fn answer_evidence(&self, service: &str, body: Value) -> Result<Value, Refusal> {
		match service {
			evidence::PING => Ok(json!({ "system": "evidence chain" })),
			evidence::HASH => {
				let request: HashEvidence = from_value(body).unwrap();
				let (key, digest) = (
					convert::digest("messageId", &request.message_id).unwrap(),
					convert::digest("digest", &request.digest).unwrap(),
				);
				let record = self.keep(&request.evidence);
				let mut messages = self.messages.lock().unwrap();
				if !messages.iter().any(|known| known.message_id == request.message_id) {
					messages.push(request);
				}
				let receipt = Receipt {
					accepted: true,
					code: Code::new("S0000").unwrap(),
					reference: Some(Code::new(&record.reference).unwrap()),
				};
				let other = Pair::from_dev_name("somebody else");
				let forged = self.trouble() == Trouble::ForgedReceipt;
				let signer = if forged { &other } else { &self.key };
				let receipt = receipt::sign(Some(signer), &receipt, &key, &digest).unwrap();
				Ok(to_value(receipt).unwrap())
			}
			evidence::FILE => {
				let request: FileEvidence = from_value(body).unwrap();
				Ok(to_value(self.spoiled(self.keep(&request.hash))).unwrap())
			}
			evidence::QUERY => {
				let request: EvidenceQuery = from_value(body).unwrap();
				let record = self.records.lock().unwrap().get(&request.digest).cloned();
				let record = record.map(|record| self.spoiled(record));
				Ok(to_value(EvidenceFound { record }).unwrap())
			}
			_ => Err(Refusal::new(code::NOT_FOUND, "no such service")),
		}
	}

	fn keep(&self, digest: &str) -> EvidenceRecord {
		let mut records = self.records.lock().unwrap();
		let reference = format!("EVD-{:04}", records.len());
		let new = EvidenceRecord { reference, digest: digest.into(), at: now() };
		records.entry(digest.into()).or_insert(new).clone()
	}

	fn spoiled(&self, mut record: EvidenceRecord) -> EvidenceRecord {
		match self.trouble() {
			Trouble::OtherDigest => record.digest = "0".repeat(64),
			Trouble::Future => record.at += 3_600_000,
			Trouble::BadReference => record.reference = "EVD 1".into(),
			_ => {}
		}
		record
	}

	fn answer_signing(&self, service: &str, body: Value) -> Result<Value, Refusal> {
		let trouble = self.trouble();
		let mut matters = self.matters.lock().unwrap();
		let which = |body: Value| {
			let which: Which = from_value(body).unwrap();
			index(&which.signing)
		};
		let not_found = || Refusal::new(code::NOT_FOUND, "no such signing");
		match service {
			signing::PING => Ok(json!({ "system": "signing chain" })),
			signing::TEMPLATES => {
				let mut template = template();
				if trouble == Trouble::BadTemplate {
					template.fields.push("another".into());
				}
				Ok(to_value(Templates { templates: vec![template] }).unwrap())
			}
			signing::START => {
				let start: Start = from_value(body).unwrap();
				let known = matters.iter().position(|matter| matter.start.matter == start.matter);
				let number = known.unwrap_or_else(|| {
					let text = format!("{}\n{}", fill(&template(), &start).unwrap(), start.matter);
					let mut matter = Matter { start, text, signed: vec![], steps: vec![] };
					matter.step("started", None);
					matters.push(matter);
					matters.len() - 1
				});
				Ok(to_value(matters[number].standing(number, trouble)).unwrap())
			}
			signing::SIGN => {
				let sign: Sign = from_value(body).unwrap();
				let number = index(&sign.signing);
				let matter = matters.get_mut(number).ok_or_else(not_found)?;
				matter.sign(&sign)?;
				Ok(to_value(matter.standing(number, trouble)).unwrap())
			}
			signing::STATUS => {
				let number = which(body);
				let matter = matters.get(number).ok_or_else(not_found)?;
				Ok(to_value(matter.standing(number, trouble)).unwrap())
			}
			signing::FILE => {
				let number = which(body);
				let matter = matters.get(number).ok_or_else(not_found)?;
				if matter.signed.len() < matter.start.signers.len() {
					return Err(Refusal::new(code::CONFLICT, "not everybody has signed"));
				}
				let other = trouble == Trouble::OtherDocument;
				let text = if other { "another text" } else { matter.text.as_str() };
				Ok(document(number, "text/plain; charset=utf-8", text.as_bytes(), trouble))
			}
			signing::REPORT => {
				let number = which(body);
				let matter = matters.get(number).ok_or_else(not_found)?;
				let report = to_value(&matter.steps).unwrap().to_string();
				Ok(document(number, "application/json", report.as_bytes(), trouble))
			}
			signing::TRACE => {
				let matter = matters.get(which(body)).ok_or_else(not_found)?;
				let mut steps = matter.steps.clone();
				match trouble {
					Trouble::ForgedTrace => steps[0].at -= 1,
					Trouble::HastyTrace => {
						let mut hasty = Matter { steps, ..matter.copy() };
						for signer in matter.start.signers.iter().skip(matter.signed.len()) {
							hasty.step("signed", Some(signer.clone()));
						}
						hasty.step("completed", None);
						steps = hasty.steps;
					}
					_ => {}
				}
				Ok(to_value(Trace { steps }).unwrap())
			}
			_ => Err(Refusal::new(code::NOT_FOUND, "no such service")),
		}
	}
}

impl Matter {
	fn copy(&self) -> Self {
		Self {
			start: self.start.clone(),
			text: self.text.clone(),
			signed: self.signed.clone(),
			steps: self.steps.clone(),
		}
	}

	fn document(&self) -> Digest {
		sm3_256(self.text.as_bytes()).into()
	}

	fn step(&mut self, action: &str, signer: Option<String>) {
		let before = self
			.steps
			.last()
			.map_or_else(Digest::zero, |step| convert::digest("head", &step.head).unwrap());
		let seq = u32::try_from(self.steps.len()).unwrap();
		let (action, at) = (action.into(), now());
		let mut step = Step { seq, action, signer, at, head: String::new() };
		step.head = convert::hex(&head(&before, &step));
		self.steps.push(step);
	}

	fn sign(&mut self, sign: &Sign) -> Result<(), Refusal> {
		if self.signed.contains(&sign.signer) {
			return Ok(());
		}
		if self.start.signers.get(self.signed.len()) != Some(&sign.signer) {
			return Err(Refusal::new(code::REFUSED, "signer: has nothing to sign now"));
		}
		let signer = convert::public("signer", &sign.signer).unwrap();
		let signature = convert::signature("signature", &sign.signature).unwrap();
		assert!(verify(&signer, self.document().as_bytes(), &signature), "checked before sending");
		self.signed.push(sign.signer.clone());
		self.step("signed", Some(sign.signer.clone()));
		if self.signed.len() == self.start.signers.len() {
			self.step("completed", None);
		}
		Ok(())
	}

	fn standing(&self, number: usize, trouble: Trouble) -> Signing {
		let mut missing = self.start.signers[self.signed.len()..].to_vec();
		let mut document = self.document();
		let mut status = if missing.is_empty() { "complete" } else { "waiting" };
		match trouble {
			Trouble::Stranger => {
				let stranger = Pair::from_dev_name("stranger").public();
				missing = vec![convert::public_hex(&stranger)];
				status = "waiting";
			}
			Trouble::BadStatus => status = "complete",
			// One that changes with every signature.
			Trouble::OtherDocument if !self.signed.is_empty() => {
				document = Digest::repeat_byte(9);
			}
			_ => {}
		}
		Signing {
			signing: name(number),
			status: status.into(),
			document: convert::hex(&document),
			missing,
		}
	}
}

pub fn name(number: usize) -> String {
	format!("SIG-{number}")
}

fn index(signing: &str) -> usize {
	signing.strip_prefix("SIG-").and_then(|number| number.parse().ok()).unwrap_or(usize::MAX)
}

pub fn template() -> Template {
	Template {
		id: "authorization".into(),
		title: "授权书".into(),
		text: "{{holder}} 授权 {{grantee}} 查询票据".into(),
		fields: vec!["holder".into(), "grantee".into()],
	}
}

fn document(number: usize, media_type: &str, content: &[u8], trouble: Trouble) -> Value {
	let hash = match trouble {
		Trouble::BadHash => "0".repeat(64),
		_ => convert::hex(&sm3_256(content).into()),
	};
	let content = convert::file_text(content);
	to_value(Document { signing: name(number), media_type: media_type.into(), content, hash })
		.unwrap()
}

type Answer = fn(&System, &str, Value) -> Result<Value, Refusal>;

async fn serve_evidence(
	State(system): State<Arc<System>>,
	Path(service): Path<String>,
	Json(request): Json<SignedRequest>,
) -> Response {
	serve(&system, &service, &request, System::answer_evidence).await
}

async fn serve_signing(
	State(system): State<Arc<System>>,
	Path(service): Path<String>,
	Json(request): Json<SignedRequest>,
) -> Response {
	serve(&system, &service, &request, System::answer_signing).await
}

async fn serve(
	system: &System,
	service: &str,
	request: &SignedRequest,
	answer: Answer,
) -> Response {
	system.asked.lock().unwrap().push(service.into());
	match system.trouble() {
		Trouble::Status(status) => {
			return (StatusCode::from_u16(status).unwrap(), "out of order").into_response()
		}
		Trouble::Large(size) => return Json("A".repeat(size)).into_response(),
		Trouble::Slow => tokio::time::sleep(Duration::from_secs(60)).await,
		_ => {}
	}
	let peer = system.client.public();
	let outcome = signed::check_request(request, APP, service, &peer, &system.guard, now())
		.map_err(|fault| fault.refusal())
		.and_then(|()| answer(system, service, signed::body(&request.body).unwrap()));
	let status = outcome.as_ref().err().map_or(200, |refusal| code::http_status(&refusal.code));
	let other = Pair::from_dev_name("somebody else");
	let signer = if system.trouble() == Trouble::WrongKey { &other } else { &system.key };
	let answer = signed::seal_answer(signer, request, outcome.as_ref(), now()).unwrap();
	let first = system.first.lock().unwrap().get_or_insert_with(|| answer.clone()).clone();
	let answer = if system.trouble() == Trouble::Stale { first } else { answer };
	(StatusCode::from_u16(status).unwrap(), Json(answer)).into_response()
}
