//! How the simulators are started.

use crate::{db, faults::FaultSettings, seed::Seeds, system::System};
use fiscal_bridge::{
	envelope::nontax::{Credentials, Profile},
	Secret,
};
use fiscal_primitives::{Digest, Region};
use fiscal_sm_crypto::{Pair, Public, Signer};
use std::{
	collections::BTreeMap,
	fmt,
	net::{Ipv4Addr, SocketAddr},
	sync::Arc,
};

/// The provinces behind the platform: Jiangsu 江苏, Zhejiang 浙江, Anhui 安徽.
pub const PROVINCES: [u8; 3] = [32, 33, 34];

/// What a development setup calls the node towards every system.
pub const DEV_APP: &str = "shanghai";
/// What the platform calls itself towards the gateway.
pub const PLATFORM_APP: &str = "yangtze-delta";
/// The key that a development setup shares with the non-tax system: public knowledge.
pub const DEV_SECRET: &str = "fiscalchain-dev-nontax-secret";

/// The keys with which the systems sign.
#[derive(Clone)]
pub struct Keys {
	/// Receipts of the non-tax system; without one they are not signed.
	pub nontax: Option<Arc<dyn Signer>>,
	/// Answers and receipts of the platform.
	pub platform: Arc<dyn Signer>,
	/// Answers and receipts of the evidence chain.
	pub evidence: Arc<dyn Signer>,
	/// Answers of the signing chain.
	pub signing: Arc<dyn Signer>,
	/// Messages of each of [`PROVINCES`].
	pub provinces: BTreeMap<u8, Arc<dyn Signer>>,
}

impl Keys {
	/// The development keys, which everybody knows.
	pub fn dev() -> Self {
		let dev = |name: &str| Arc::new(Pair::from_dev_name(name)) as Arc<dyn Signer>;
		Self {
			nontax: Some(dev("NonTax")),
			platform: dev("Platform-YD"),
			evidence: dev("EvidenceChain"),
			signing: dev("SigningChain"),
			provinces: PROVINCES
				.into_iter()
				.map(|region| (region, dev(&format!("Region-{region}"))))
				.collect(),
		}
	}

	/// The key of a system, if it has one.
	pub fn of(&self, system: System) -> Option<&Arc<dyn Signer>> {
		match system {
			System::Nontax => self.nontax.as_ref(),
			System::Platform => Some(&self.platform),
			System::Evidence => Some(&self.evidence),
			System::Signing => Some(&self.signing),
		}
	}

	/// The key of a province.
	pub fn province(&self, region: Region) -> Option<&Arc<dyn Signer>> {
		self.provinces.get(&region.get())
	}
}

impl fmt::Debug for Keys {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut map = f.debug_map();
		for system in System::ALL {
			map.entry(&system.as_str(), &self.of(system).map(|signer| signer.public()));
		}
		for (region, signer) in &self.provinces {
			map.entry(region, &signer.public());
		}
		map.finish()
	}
}

/// Who may ask the systems that speak signed requests.
#[derive(Clone, Debug, Default)]
pub struct Callers {
	known: BTreeMap<String, Vec<Public>>,
	development: bool,
}

impl Callers {
	/// Whoever signs with the development key that bears its name, and [`DEV_APP`] with the
	/// development key of any of four validators.
	pub fn dev() -> Self {
		let mut callers = Self { known: BTreeMap::new(), development: true };
		for number in 1..=4 {
			callers.admit(DEV_APP, Pair::from_dev_name(&format!("Validator-{number}")).public());
		}
		callers
	}

	/// Admits an application with one more key.
	pub fn admit(&mut self, app: &str, key: Public) {
		let keys = self.known.entry(app.to_owned()).or_default();
		if !keys.contains(&key) {
			keys.push(key);
		}
	}

	/// The keys with which an application may sign.
	pub fn keys(&self, app: &str) -> Vec<Public> {
		let mut keys = self.known.get(app).cloned().unwrap_or_default();
		if self.development && app.len() <= 64 {
			keys.push(Pair::from_dev_name(app).public());
		}
		keys
	}
}

/// Where the platform finds Shanghai.
#[derive(Clone, Debug)]
pub struct GatewayOptions {
	/// Its address, such as `http://127.0.0.1:9955`; none yet: messages wait.
	pub url: Option<String>,
	/// What the platform calls itself there.
	pub app: String,
	/// The key with which answers from there are signed; none: any answer is believed.
	pub key: Option<Public>,
	/// The hash of the first block of the chain there: what provinces sign is good for that chain alone.
	/// None yet: messages wait.
	pub genesis: Option<Digest>,
}

impl Default for GatewayOptions {
	fn default() -> Self {
		Self { url: None, app: PLATFORM_APP.into(), key: None, genesis: None }
	}
}

/// How to start.
#[derive(Clone, Debug)]
pub struct Options {
	/// Where each system listens; port 0 takes a free one.
	pub listen: BTreeMap<System, SocketAddr>,
	/// Database URL, see [`crate::Db::open`].
	pub database: String,
	/// Where Shanghai is.
	pub gateway: GatewayOptions,
	/// Keys.
	pub keys: Keys,
	/// Who may ask.
	pub callers: Callers,
	/// Who may ask the non-tax system: at most one entry a profile.
	pub nontax: Vec<Credentials>,
	/// Faults that are on from the beginning.
	pub faults: BTreeMap<System, FaultSettings>,
	/// What control endpoints ask for. Without one they answer whoever comes, and every address has to
	/// be one of the loopback.
	pub control_token: Option<Secret>,
	/// What is written into the database at the start; bills that are there keep their state.
	pub seeds: Option<Seeds>,
}

impl Options {
	/// A development setup: free ports of the loopback, a database in memory, development keys, both
	/// profiles of the non-tax envelope under [`DEV_APP`] and [`DEV_SECRET`], no data.
	pub fn dev() -> Self {
		let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
		Self {
			listen: System::ALL.into_iter().map(|system| (system, free)).collect(),
			database: db::MEMORY.into(),
			gateway: GatewayOptions::default(),
			keys: Keys::dev(),
			callers: Callers::dev(),
			nontax: [Profile::Sm3Hmac, Profile::Md5].map(credentials).to_vec(),
			faults: BTreeMap::new(),
			control_token: None,
			seeds: None,
		}
	}
}

fn credentials(profile: Profile) -> Credentials {
	Credentials { profile, appid: DEV_APP.into(), secret: Secret::new(DEV_SECRET) }
}
