//! A gateway with all that stands around it.

use crate::{
	chain::{area, filing, foreign, party, province, FakeChain, GENESIS},
	system::{listen, NonTax, Signed},
};
use fiscal_bridge::{
	config,
	envelope::{signed, Refusal},
	files::FileStore,
	ledger::Ledger,
	now,
	protocol::{SignedAnswer, SignedRequest},
};
use fiscal_evidence::{Evidence, SigningClient};
use fiscal_primitives::{
	outbox::Code,
	participant::Role,
	region::{Inbound, InboundBody, OrgCode},
	Did, Digest,
};
use fiscal_sm_crypto::{Pair, Signature};
use fiscal_yangtze_delta::{Gateway, Parts, Platform};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::Value;
use std::{path::Path, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

/// What the platform calls itself.
pub const PLATFORM: &str = "yangtze-delta-platform";

pub fn platform() -> Pair {
	Pair::from_dev_name("Platform")
}
pub fn zhejiang() -> Pair {
	Pair::from_dev_name("Zhejiang")
}
pub fn insurer() -> Pair {
	Pair::from_dev_name("Insurer")
}
/// An organisation of Zhejiang.
pub fn guest() -> OrgCode {
	OrgCode::new("91330100MA27XXXX0A").unwrap()
}
/// The insurer of here.
pub fn ours() -> OrgCode {
	OrgCode::new("91310000MA1K2XXX0B").unwrap()
}
pub fn authorization() -> Digest {
	Digest::repeat_byte(9)
}

/// Waits until something is so.
pub async fn until(so: impl Fn() -> bool) {
	let reached = async {
		while !so() {
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(60), reached).await.expect("it never came so far");
}

pub struct World {
	pub folder: TempDir,
	pub chain: Arc<FakeChain>,
	pub platform: Arc<Signed>,
	pub evidence: Arc<Signed>,
	pub signing: Arc<Signed>,
	pub nontax: Arc<NonTax>,
	pub files: FileStore,
	pub ledger: Arc<Ledger>,
	pub options: config::Gateway,
	pub url: String,
	/// Where the running gateway has its metrics.
	pub registry: Registry,
	gateway: Option<Gateway>,
	running: Option<(oneshot::Sender<()>, JoinHandle<std::io::Result<()>>)>,
}

impl World {
	pub async fn start() -> Self {
		Self::with(|_| ()).await
	}

	/// With other options than usual.
	pub async fn with(change: impl FnOnce(&mut config::Gateway)) -> Self {
		let folder = TempDir::new().unwrap();
		let chain = Arc::new(FakeChain::new());
		{
			let mut known = chain.known();
			known.provinces = vec![
				province(32, Pair::from_dev_name("Jiangsu").public()),
				province(33, zhejiang().public()),
			];
			known.foreign.insert((area(33), guest()), foreign());
			let (did, insurer) = party(7, &insurer(), &[Role::BillUser]);
			known.filings.insert(insurer.organisation, filing(insurer.id, ours()));
			known.granted.insert((insurer.organisation, authorization()));
			known.parties.insert(did, insurer);
			known.covering.insert(authorization());
		}
		let platform = Signed::start("api/v2", "Platform").await;
		let evidence = Signed::start("api/v1/evidence", "Evidence").await;
		let signing = Signed::start("api/v1/signing", "Signing").await;
		let nontax = NonTax::start().await;
		let files = FileStore::open(&folder.path().join("objects"), 8 << 20, None).unwrap();
		let ledger = Arc::new(Ledger::open(&folder.path().join("ledger"), 1 << 20, 0).unwrap());
		let mut options = config::Gateway {
			listen: "127.0.0.1:0".parse().unwrap(),
			signer: Arc::new(Pair::from_dev_name("Gateway")),
			peer_app: PLATFORM.into(),
			peer_key: self::platform().public(),
			request: Duration::from_secs(30),
			concurrency: 16,
			share: 16,
			max_body: 16 << 20,
			nonces: 10_000,
			agreements: Duration::from_secs(180 * 86_400),
			signings: Duration::from_secs(180 * 86_400),
		};
		change(&mut options);
		let mut world = Self {
			folder,
			chain,
			platform,
			evidence,
			signing,
			nontax,
			files,
			ledger,
			options,
			url: String::new(),
			registry: Registry::new(),
			gateway: None,
			running: None,
		};
		world.listen().await;
		world
	}

	async fn listen(&mut self) {
		let (listener, url) = listen().await;
		self.url = url;
		self.registry = Registry::new();
		let gateway = self.build();
		self.gateway = Some(gateway.clone());
		let (stop, stopped) = oneshot::channel::<()>();
		let until = async {
			let _ = stopped.await;
		};
		let served = tokio::spawn(gateway.serve(listener, until));
		self.running = Some((stop, served));
	}

	fn build(&self) -> Gateway {
		let parts = Parts {
			config: self.options.clone(),
			chain: self.chain.clone(),
			platform: Some(
				Platform::new(&self.platform.config("yangtze-delta"))
					.unwrap()
					.with_ledger(self.ledger.clone()),
			),
			nontax: Some(self.nontax.client()),
			evidence: Some(Evidence::new(&self.evidence.config("evidence")).unwrap()),
			signing: Some(SigningClient::new(&self.signing.config("signing")).unwrap()),
			files: self.files.clone(),
			ledger: self.ledger.clone(),
			folder: self.folder.path().join("gateway"),
			registry: Some(self.registry.clone()),
		};
		Gateway::new(parts).unwrap()
	}

	/// Takes the gateway down and brings another up that has nothing but its folder.
	pub async fn restart(&mut self) {
		self.restart_after(|_| ()).await;
	}

	/// The same, and does something to its folder meanwhile.
	pub async fn restart_after(&mut self, change: impl FnOnce(&Path)) {
		let (stop, served) = self.running.take().unwrap();
		stop.send(()).unwrap();
		served.await.unwrap().unwrap();
		self.gateway = None;
		change(&self.folder.path().join("gateway"));
		self.listen().await;
	}

	/// How many pieces of evidence wait.
	pub fn waiting(&self) -> usize {
		self.gateway.as_ref().unwrap().waiting_evidence()
	}

	/// Sends whatever it is, and gives the status and the answer.
	pub async fn post(&self, path: &str, body: &impl Serialize) -> (u16, SignedAnswer) {
		let url = format!("{}/{path}", self.url);
		let client = reqwest::Client::builder().no_proxy().build().unwrap();
		let answer = client.post(url).json(body).send().await.unwrap();
		(answer.status().as_u16(), answer.json().await.unwrap())
	}

	/// What the platform asks.
	pub async fn ask<A: DeserializeOwned>(
		&self,
		service: &str,
		body: &impl Serialize,
	) -> Result<A, Refusal> {
		let request = sealed(&platform(), PLATFORM, service, body);
		self.answer(&format!("api/v2/{service}"), &request).await
	}

	/// What the insurer of here asks.
	pub async fn local<A: DeserializeOwned>(
		&self,
		service: &str,
		body: &impl Serialize,
	) -> Result<A, Refusal> {
		self.local_as(&insurer(), service, body).await
	}

	/// What somebody of here asks.
	pub async fn local_as<A: DeserializeOwned>(
		&self,
		pair: &Pair,
		service: &str,
		body: &impl Serialize,
	) -> Result<A, Refusal> {
		let request = sealed(pair, &did(pair), service, body);
		self.answer(&format!("local/v1/{service}"), &request).await
	}

	async fn answer<A: DeserializeOwned>(
		&self,
		path: &str,
		request: &SignedRequest,
	) -> Result<A, Refusal> {
		let (_, answer) = self.post(path, request).await;
		let key = self.options.signer.public();
		signed::open_answer(&answer, request, &key, now()).expect("every answer is signed")
	}

	/// The code that a refused call of the platform has.
	pub async fn refused(&self, service: &str, body: &impl Serialize) -> String {
		self.ask::<Value>(service, body).await.expect_err("it should be refused").code
	}

	/// The code that a refused call of the insurer of here has.
	pub async fn local_refused(&self, service: &str, body: &impl Serialize) -> String {
		self.local::<Value>(service, body).await.expect_err("it should be refused").code
	}
}

pub fn did(pair: &Pair) -> String {
	Did::of(&pair.public()).to_string()
}

pub fn sealed(pair: &Pair, app: &str, service: &str, body: &impl Serialize) -> SignedRequest {
	signed::seal_request(pair, app, "R-1", service, body, now()).unwrap()
}

/// A message of Zhejiang with its signature.
pub fn message(id: &str, body: InboundBody) -> (Inbound, Signature) {
	let inbound = Inbound { id: Code::new(id).unwrap(), from: area(33), at: now(), body };
	let signature = zhejiang().sign(&inbound.payload(&GENESIS));
	(inbound, signature)
}
