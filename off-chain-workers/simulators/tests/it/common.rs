//! What the tests share: running simulators, and clients of them.

use fiscal_bridge::{
	config::{Link, Signed},
	convert,
	envelope::{
		nontax::{Credentials, Profile},
		Refusal,
	},
	protocol::{nontax::AnswerEnvelope, region::OutboundMessage, ReceiptBody},
	BridgeFault, CallFault, Http, Secret, SignedClient,
};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	changes::BillAction,
	outbox::{idempotency_key, Body, StatusNotice},
	BillKey, Digest, Fen,
};
use fiscal_sim::{Options, Running, Simulators, System, DEV_APP, DEV_SECRET};
use fiscal_sm_crypto::Pair;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};
use std::{future::Future, sync::Arc, time::Duration};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(60);

pub async fn start() -> Running {
	Simulators::start(Options::dev()).await.expect("the simulators start")
}

/// Waits until `look` finds something.
pub async fn until<T, F, R>(what: &str, mut look: F) -> T
where
	F: FnMut() -> R,
	R: Future<Output = Option<T>>,
{
	let waiting = async {
		loop {
			if let Some(found) = look().await {
				return found;
			}
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	};
	match tokio::time::timeout(PATIENCE, waiting).await {
		Ok(found) => found,
		Err(_) => panic!("{what} did not come to pass"),
	}
}

/// A client of a system that speaks signed requests, in the name of the node.
pub fn signed(running: &Running, system: System) -> SignedClient {
	signed_by(running, system, DEV_APP, "Validator-1")
}

pub fn signed_by(running: &Running, system: System, app: &str, key: &str) -> SignedClient {
	let (peer, prefix) = match system {
		System::Platform => ("Platform-YD", "api/v2"),
		System::Evidence => ("EvidenceChain", "api/v1/evidence"),
		System::Signing => ("SigningChain", "api/v1/signing"),
		System::Nontax => panic!("has another envelope"),
	};
	let config = Signed {
		link: Link::to("simulator", &running.url(system)).unwrap(),
		app: app.into(),
		signer: Arc::new(Pair::from_dev_name(key)),
		peer_key: Pair::from_dev_name(peer).public(),
	};
	SignedClient::new(&config, prefix).unwrap()
}

/// The code with which a call was refused.
pub fn refused<A: std::fmt::Debug>(answer: Result<A, CallFault>) -> String {
	match answer {
		Err(CallFault::Refused(refusal)) => refusal.code,
		other => panic!("not refused: {other:?}"),
	}
}

/// A client of the non-tax system.
pub struct Nontax {
	http: Http,
	pub credentials: Credentials,
}

impl Nontax {
	pub fn new(running: &Running, profile: Profile) -> Self {
		let link = Link::to("nontax", &running.url(System::Nontax)).unwrap();
		let credentials =
			Credentials { profile, appid: DEV_APP.into(), secret: Secret::new(DEV_SECRET) };
		Self { http: Http::new(&link).unwrap(), credentials }
	}

	pub async fn call<Q: Serialize + Sync, A: DeserializeOwned>(
		&self,
		service: &str,
		request: &Q,
	) -> Result<Result<A, Refusal>, BridgeFault> {
		let sent = self.credentials.seal(request).unwrap();
		let answer: AnswerEnvelope =
			self.http.post(&format!("api/medical/{service}"), &sent).await?;
		self.credentials.read(&sent, &answer).map_err(|fault| fault.fault("nontax"))
	}
}

pub fn nontax(running: &Running) -> Nontax {
	Nontax::new(running, Profile::Sm3Hmac)
}

/// Idempotency key of a message of the chain that the tests stand for.
pub fn key(message: u64) -> Digest {
	idempotency_key(&Digest::repeat_byte(7), message)
}

pub fn fen(value: u64) -> Fen {
	Fen::new(value).unwrap()
}

/// A change of a bill.
pub fn notice(bill: &BillKey, version: u32, usage: Use, reimbursed: u64) -> StatusNotice {
	StatusNotice {
		key: *bill,
		action: BillAction::Settled,
		version,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage,
		circulation: Circulation::Circulable,
		reimbursed: fen(reimbursed),
		at: 1_795_000_000_000,
	}
}

/// Hands a message of the chain to the platform.
pub async fn tell(
	platform: &SignedClient,
	message: u64,
	body: Body,
) -> Result<ReceiptBody, CallFault> {
	let id = convert::hex(&key(message));
	let outbound = OutboundMessage {
		message_id: id.clone(),
		digest: convert::hex(&body.digest()),
		sequence: message,
		body,
	};
	platform.call("message", &id, &outbound).await
}

/// A client without anything around it.
pub fn raw() -> reqwest::Client {
	reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A control endpoint: status and JSON.
pub async fn control(
	running: &Running,
	system: System,
	method: reqwest::Method,
	path: &str,
	body: Option<Value>,
) -> (u16, Value) {
	let url = format!("{}/control/{path}", running.url(system));
	let mut request = raw().request(method, url);
	if let Some(body) = &body {
		request = request.json(body);
	}
	let response = request.send().await.expect("the endpoint answers");
	let status = response.status().as_u16();
	(status, response.json().await.expect("it answers in JSON"))
}

pub async fn shown(running: &Running, system: System, path: &str) -> Value {
	let (status, answer) = control(running, system, reqwest::Method::GET, path, None).await;
	assert_eq!(status, 200, "{answer}");
	answer
}

pub async fn done(running: &Running, system: System, path: &str, body: Value) -> Value {
	let (status, answer) = control(running, system, reqwest::Method::POST, path, Some(body)).await;
	assert_eq!(status, 200, "{answer}");
	answer
}

/// The items of a list.
pub async fn items(running: &Running, system: System, path: &str) -> Vec<Value> {
	shown(running, system, path).await["items"].as_array().expect("a list").clone()
}

pub const CHECK_CODE: &str = "a1B2c3";
pub const TOTAL: u64 = 10_000;
pub const ISSUED_ON: &str = "20260105";

/// Writes a bill.
pub async fn plant(running: &Running, system: System, bill: &BillKey) {
	let seed = json!({
		"code": bill.code.to_string(),
		"number": bill.number.to_string(),
		"checkCode": CHECK_CODE,
		"total": TOTAL,
		"issuedOn": ISSUED_ON,
		"xml": convert::file_text(format!("<EInvoice>{bill}</EInvoice>").as_bytes()),
		"file": convert::file_text(format!("file of {bill}").as_bytes()),
		"mediaType": "text/plain; charset=utf-8",
		"payer": "ab".repeat(32),
	});
	done(running, system, "bills", json!({ "bills": [seed] })).await;
}

pub fn bill(text: &str) -> BillKey {
	text.parse().unwrap()
}
