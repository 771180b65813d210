//! Systems outside, as small as they can be.

use axum::{
	extract::{DefaultBodyLimit, Path, State},
	routing::post,
	Json, Router,
};
use fiscal_bridge::{
	config::{self, Link},
	convert,
	envelope::{
		code,
		nontax::{Credentials, Profile},
		signed, Guard, Refusal,
	},
	now,
	protocol::{
		nontax::{AnswerEnvelope, ByCodes, Envelope, FileAnswer, FileRequest, BY_CODES, FILE},
		SignedAnswer, SignedRequest,
	},
	Secret,
};
use fiscal_primitives::{observation::HistoricBill, BillKey, CheckCode};
use fiscal_sm_crypto::Pair;
use serde::Serialize;
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// What the node calls itself everywhere.
pub const APP: &str = "shanghai-node";

pub fn node() -> Pair {
	Pair::from_dev_name("Shanghai node")
}

type Hangs = Box<dyn Fn(&Value) -> bool + Send>;
type Answers = Box<dyn FnMut(&str, &Value) -> Result<Value, Refusal> + Send>;

/// A system that speaks signed requests: it checks them, remembers them, and answers what it is told to.
pub struct Signed {
	pub key: Pair,
	pub asked: Mutex<Vec<(SignedRequest, Value)>>,
	answers: Mutex<Answers>,
	/// Requests that it takes and never answers.
	hangs: Mutex<Hangs>,
	seal: Mutex<Pair>,
	guard: Guard,
	url: String,
}

impl Signed {
	pub async fn start(prefix: &str, name: &str) -> Arc<Self> {
		let (listener, url) = listen().await;
		let key = Pair::from_dev_name(name);
		let system = Arc::new(Self {
			seal: Mutex::new(key.clone()),
			key,
			asked: Mutex::default(),
			answers: Mutex::new(Box::new(|_, _| Err(Refusal::new(code::NOT_FOUND, "nothing")))),
			hangs: Mutex::new(Box::new(|_| false)),
			guard: Guard::new(10_000),
			url,
		});
		let router = Router::new()
			.route(&format!("/{prefix}/{{service}}"), post(Self::serve))
			.layer(DefaultBodyLimit::disable())
			.with_state(system.clone());
		tokio::spawn(async move { axum::serve(listener, router).await });
		system
	}

	async fn serve(
		State(system): State<Arc<Self>>,
		Path(service): Path<String>,
		Json(request): Json<SignedRequest>,
	) -> Json<SignedAnswer> {
		let peer = node().public();
		let opened: Result<Value, _> =
			signed::open_request(&request, APP, &service, &peer, &system.guard, now());
		let answer = match opened {
			Ok(body) => {
				system.asked.lock().unwrap().push((request.clone(), body.clone()));
				let hangs = (system.hangs.lock().unwrap())(&body);
				if hangs {
					std::future::pending::<()>().await;
				}
				match service.as_str() {
					"ping" => Ok(json!({ "name": "system" })),
					_ => (system.answers.lock().unwrap())(&service, &body),
				}
			}
			Err(fault) => Err(fault.refusal()),
		};
		let seal = system.seal.lock().unwrap().clone();
		Json(signed::seal_answer(&seal, &request, answer.as_ref(), now()).unwrap())
	}

	/// Answers like this from now on.
	pub fn answers(
		&self,
		answers: impl FnMut(&str, &Value) -> Result<Value, Refusal> + Send + 'static,
	) {
		*self.answers.lock().unwrap() = Box::new(answers);
	}

	/// Never answers such requests from now on.
	pub fn hangs(&self, hangs: impl Fn(&Value) -> bool + Send + 'static) {
		*self.hangs.lock().unwrap() = Box::new(hangs);
	}

	/// Signs its answers with another key from now on.
	pub fn forges(&self) {
		*self.seal.lock().unwrap() = Pair::from_dev_name("Somebody else");
	}

	/// How often a service was asked for.
	pub fn count(&self, service: &str) -> usize {
		self.bodies(service).len()
	}

	/// What a service was asked, oldest first.
	pub fn bodies(&self, service: &str) -> Vec<Value> {
		let asked = self.asked.lock().unwrap();
		let of = asked.iter().filter(|(request, _)| request.service == service);
		of.map(|(_, body)| body.clone()).collect()
	}

	pub fn config(&self, name: &'static str) -> config::Signed {
		config::Signed {
			link: Link::to(name, &self.url).unwrap(),
			app: APP.into(),
			signer: Arc::new(node()),
			peer_key: self.key.public(),
		}
	}
}

/// A non-tax system with some bills and their files.
pub struct NonTax {
	pub bills: Mutex<BTreeMap<BillKey, (CheckCode, HistoricBill)>>,
	pub files: Mutex<BTreeMap<BillKey, Vec<u8>>>,
	url: String,
}

impl NonTax {
	pub async fn start() -> Arc<Self> {
		let (listener, url) = listen().await;
		let system = Arc::new(Self { bills: Mutex::default(), files: Mutex::default(), url });
		let router = Router::new()
			.route("/api/medical/{service}", post(Self::serve))
			.with_state(system.clone());
		tokio::spawn(async move { axum::serve(listener, router).await });
		system
	}

	async fn serve(
		State(system): State<Arc<Self>>,
		Path(service): Path<String>,
		Json(envelope): Json<Envelope>,
	) -> Json<AnswerEnvelope> {
		let answer = match service.as_str() {
			BY_CODES => system.by_codes(&credentials().open(&envelope).unwrap()),
			FILE => system.file(&credentials().open(&envelope).unwrap()),
			_ => Err(Refusal::new(code::NOT_FOUND, "no such service")),
		};
		Json(credentials().answer(&envelope.noise, answer.as_ref()).unwrap())
	}

	fn by_codes(&self, codes: &ByCodes) -> Result<Value, Refusal> {
		let key = convert::bill_key(&codes.bill_batch_code, &codes.bill_no).unwrap();
		match self.bills.lock().unwrap().get(&key) {
			Some((check, bill)) => value(&convert::bill_info(&key, check, bill)),
			None => Err(Refusal::new(code::NOT_FOUND, "no such bill")),
		}
	}

	fn file(&self, request: &FileRequest) -> Result<Value, Refusal> {
		let key = convert::bill_key(&request.bill_batch_code, &request.bill_no).unwrap();
		match self.files.lock().unwrap().get(&key) {
			Some(content) => value(&FileAnswer {
				file_type: request.file_type.clone(),
				content: convert::file_text(content),
				hash: convert::hex(&fiscal_sm_crypto::sm3_256(content).into()),
			}),
			None => Err(Refusal::new(code::NOT_FOUND, "no such file")),
		}
	}

	pub fn client(&self) -> fiscal_nontax::Client {
		let link = Link::to("nontax", &self.url).unwrap();
		let config = config::NonTax { link, credentials: credentials(), peer_key: None };
		fiscal_nontax::Client::new(&config).unwrap()
	}
}

fn credentials() -> Credentials {
	Credentials {
		profile: Profile::Sm3Hmac,
		appid: APP.into(),
		secret: Secret::new("between the two of us"),
	}
}

pub fn value(answer: &impl Serialize) -> Result<Value, Refusal> {
	Ok(serde_json::to_value(answer).unwrap())
}

pub async fn listen() -> (TcpListener, String) {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	(listener, url)
}
