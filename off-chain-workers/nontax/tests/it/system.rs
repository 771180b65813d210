//! A non-tax system in memory, behind HTTP.

use crate::chain::{check, key};
use axum::{
	extract::{Path, State},
	http::StatusCode,
	response::{IntoResponse, Response},
	routing::post,
	Json, Router,
};
use fiscal_bridge::{
	config::{Link, NonTax},
	convert,
	envelope::{
		code,
		nontax::{Credentials, Profile},
		Refusal,
	},
	protocol::nontax::{
		AnswerEnvelope, ByCodes, Envelope, FileAnswer, FileRequest, Range, RangeBills,
		RangeDigests, RangePart, StatusUpdate, Verification, VerificationKept, BY_CODES, FILE,
		PUSH_VERIFICATION, RANGE_BILLS, RANGE_DIGEST, STATES, UPDATE_STATUS,
	},
	receipt, Secret,
};
use fiscal_nontax::{range_digest, Client};
use fiscal_primitives::{
	observation::HistoricBill,
	outbox::{Body, Code, Receipt},
	BillKey, CheckCode, Digest,
};
use fiscal_sm_crypto::Pair;
use serde_json::{json, to_value, Value};
use std::{
	collections::{BTreeMap, HashMap},
	sync::{Arc, Mutex},
	time::Duration,
};

/// How the system misbehaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
	#[default]
	None,
	/// This HTTP status and no envelope.
	Status(u16),
	/// An envelope of so many bytes.
	Large(usize),
	/// No answer for a minute.
	Slow,
	/// Answers signed with another key than the shared one.
	WrongKey,
	/// The very first answer, over and over.
	Stale,
	/// Answers about the next bill.
	OtherBill,
	/// A total that is none.
	BadTotal,
	/// A file that is not the one asked for.
	OtherFile,
	/// Receipts that somebody else signed.
	ForgedReceipt,
	/// Refuses every update for good.
	RefusesUpdates,
	/// Says that it kept an older verdict than it was told.
	KeepsOldVerdicts,
}

pub struct System {
	pub credentials: Credentials,
	pub signer: Pair,
	pub bills: Mutex<BTreeMap<BillKey, (CheckCode, HistoricBill)>>,
	pub files: Mutex<HashMap<(BillKey, String), Vec<u8>>>,
	pub updates: Mutex<Vec<StatusUpdate>>,
	/// Verdicts that were told, in order.
	pub verdicts: Mutex<Vec<Verification>>,
	/// Services that were asked for, in order.
	pub asked: Mutex<Vec<String>>,
	pub trouble: Mutex<Trouble>,
	first: Mutex<Option<AnswerEnvelope>>,
	pub url: String,
}

impl System {
	pub async fn start(profile: Profile) -> Arc<Self> {
		let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
		let system = Arc::new(Self {
			credentials: credentials(profile, "a shared key"),
			signer: Pair::from_dev_name("NonTax"),
			bills: Mutex::default(),
			files: Mutex::default(),
			updates: Mutex::default(),
			verdicts: Mutex::default(),
			asked: Mutex::default(),
			trouble: Mutex::default(),
			first: Mutex::default(),
			url: format!("http://{}", listener.local_addr().unwrap()),
		});
		let router =
			Router::new().route("/api/medical/{service}", post(serve)).with_state(system.clone());
		tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
		system
	}

	pub fn config(&self) -> NonTax {
		let mut link = Link::to("nontax", &self.url).unwrap();
		link.max_body = 1_000_000;
		link.request = Duration::from_secs(10);
		NonTax { link, credentials: self.credentials.clone(), peer_key: Some(self.signer.public()) }
	}

	pub fn client(&self) -> Client {
		Client::new(&self.config()).unwrap()
	}

	pub fn put(&self, key: BillKey, bill: HistoricBill) {
		self.bills.lock().unwrap().insert(key, (check(), bill));
	}

	pub fn set(&self, trouble: Trouble) {
		*self.trouble.lock().unwrap() = trouble;
	}

	fn trouble(&self) -> Trouble {
		*self.trouble.lock().unwrap()
	}

	fn answer(&self, service: &str, request: Value) -> Result<Value, Refusal> {
		match service {
			BY_CODES => self.by_codes(&read(request)),
			STATES => {
				let (_, _, bill) = self.find(&read(request))?;
				Ok(to_value(convert::state_of(&bill.state)).unwrap())
			}
			UPDATE_STATUS => self.update(read(request)),
			FILE => self.file(&read(request)),
			PUSH_VERIFICATION => Ok(self.verified(read(request))),
			RANGE_DIGEST => Ok(self.digests(&read(request))),
			RANGE_BILLS => Ok(self.range(&read(request))),
			_ => Err(Refusal::new(code::NOT_FOUND, "no such service")),
		}
	}

	fn find(&self, codes: &ByCodes) -> Result<(BillKey, CheckCode, HistoricBill), Refusal> {
		let mut asked = convert::bill_key(&codes.bill_batch_code, &codes.bill_no).unwrap();
		if self.trouble() == Trouble::OtherBill {
			asked = key(asked.number.value() + 1);
		}
		let bills = self.bills.lock().unwrap();
		bills
			.get(&asked)
			.filter(|(check, _)| codes.random.as_ref().is_none_or(|it| *it == check.to_string()))
			.map(|(check, bill)| (asked, *check, bill.clone()))
			.ok_or_else(|| Refusal::new(code::NOT_FOUND, "no such bill"))
	}

	fn by_codes(&self, codes: &ByCodes) -> Result<Value, Refusal> {
		let (key, check, bill) = self.find(codes)?;
		let mut info = to_value(convert::bill_info(&key, &check, &bill)).unwrap();
		if self.trouble() == Trouble::BadTotal {
			info["totalAmt"] = json!("-1.00");
		}
		Ok(info)
	}

	fn update(&self, update: StatusUpdate) -> Result<Value, Refusal> {
		let notice = convert::status_notice(&update).unwrap();
		let body = Body::Status(notice).digest();
		assert_eq!(convert::hex(&body), update.digest, "the digest is that of the content");
		let key = convert::digest("messageId", &update.message_id).unwrap();
		let trouble = self.trouble();
		let mut updates = self.updates.lock().unwrap();
		if !updates.iter().any(|known| known.message_id == update.message_id) {
			updates.push(update);
		}
		let accepted = trouble != Trouble::RefusesUpdates;
		let receipt = Receipt {
			accepted,
			code: Code::new(if accepted { "S0000" } else { "E0422" }).unwrap(),
			reference: Some(Code::new("NT-1").unwrap()),
		};
		let other = Pair::from_dev_name("somebody else");
		let signer = if trouble == Trouble::ForgedReceipt { &other } else { &self.signer };
		let receipt = receipt::sign(Some(signer), &receipt, &key, &body).unwrap();
		Ok(to_value(receipt).unwrap())
	}

	fn file(&self, request: &FileRequest) -> Result<Value, Refusal> {
		let key = convert::bill_key(&request.bill_batch_code, &request.bill_no).unwrap();
		let files = self.files.lock().unwrap();
		let content: &[u8] = match self.trouble() {
			Trouble::OtherFile => &b"another file"[..],
			_ => files
				.get(&(key, request.file_type.clone()))
				.map(Vec::as_slice)
				.ok_or_else(|| Refusal::new(code::NOT_FOUND, "no such file"))?,
		};
		let answer = FileAnswer {
			file_type: request.file_type.clone(),
			content: convert::file_text(content),
			hash: convert::hex(&Digest::from(fiscal_sm_crypto::sm3_256(content))),
		};
		Ok(to_value(answer).unwrap())
	}

	fn verified(&self, verdict: Verification) -> Value {
		let mut verdicts = self.verdicts.lock().unwrap();
		verdicts.push(verdict.clone());
		let told = verdicts.iter().filter(|told| told.bill_no == verdict.bill_no);
		let latest = told.max_by_key(|told| told.verified_at).unwrap();
		let mut kept =
			VerificationKept { verify_state: latest.verify_state, verified_at: latest.verified_at };
		if self.trouble() == Trouble::KeepsOldVerdicts {
			kept.verified_at = 0;
		}
		to_value(kept).unwrap()
	}

	fn digests(&self, range: &Range) -> Value {
		let bills = self.bills.lock().unwrap();
		to_value(digests(&bills, range)).unwrap()
	}

	fn range(&self, range: &Range) -> Value {
		let bills = self.bills.lock().unwrap();
		let (from, to) = ends(range);
		let bills = bills
			.range(from..=to)
			.map(|(key, (check, bill))| convert::bill_info(key, check, bill))
			.collect();
		to_value(RangeBills { bills }).unwrap()
	}
}

/// First and last bill of a range.
pub fn ends(range: &Range) -> (BillKey, BillKey) {
	let key = |number| convert::bill_key(&range.bill_batch_code, number).unwrap();
	(key(&range.first), key(&range.last))
}

/// Cuts a range as the protocol says, in the plainest way.
pub fn digests(
	bills: &BTreeMap<BillKey, (CheckCode, HistoricBill)>,
	range: &Range,
) -> RangeDigests {
	let (from, to) = ends(range);
	let (first, last) = (from.number.value(), to.number.value());
	let width = (last - first + 16) / 16;
	let mut parts = Vec::new();
	let mut start = first;
	while start <= last {
		let end = (start + width - 1).min(last);
		let leaves: Vec<Digest> = bills
			.range(key(start)..=key(end))
			.map(|(key, (_, bill))| bill.state.leaf(key, bill.total, &bill.xml))
			.collect();
		parts.push(RangePart {
			first: format!("{start:010}"),
			last: format!("{end:010}"),
			count: u64::try_from(leaves.len()).unwrap(),
			digest: convert::hex(&range_digest(&leaves)),
		});
		start = end + 1;
	}
	RangeDigests { parts }
}

pub fn credentials(profile: Profile, secret: &str) -> Credentials {
	Credentials { profile, appid: "fiscal-chain".into(), secret: Secret::new(secret) }
}

fn read<T: serde::de::DeserializeOwned>(request: Value) -> T {
	serde_json::from_value(request).unwrap()
}

async fn serve(
	State(system): State<Arc<System>>,
	Path(service): Path<String>,
	Json(envelope): Json<Envelope>,
) -> Response {
	system.asked.lock().unwrap().push(service.clone());
	let mut credentials = system.credentials.clone();
	match system.trouble() {
		Trouble::Status(status) => {
			return (StatusCode::from_u16(status).unwrap(), "out of order").into_response()
		}
		Trouble::Slow => tokio::time::sleep(Duration::from_secs(60)).await,
		Trouble::WrongKey => credentials.secret = Secret::new("another key"),
		Trouble::Large(size) => {
			let data = "A".repeat(size);
			let answer = AnswerEnvelope { data, noise: String::new(), sign: String::new() };
			return Json(answer).into_response();
		}
		_ => {}
	}
	let outcome = match system.credentials.open::<Value>(&envelope) {
		Ok(request) => system.answer(&service, request),
		Err(fault) => Err(fault.refusal()),
	};
	let status = outcome.as_ref().err().map_or(200, |refusal| code::http_status(&refusal.code));
	let answer = credentials.answer(&envelope.noise, outcome.as_ref()).unwrap();
	let first = system.first.lock().unwrap().get_or_insert_with(|| answer.clone()).clone();
	let answer = if system.trouble() == Trouble::Stale { first } else { answer };
	(StatusCode::from_u16(status).unwrap(), Json(answer)).into_response()
}
