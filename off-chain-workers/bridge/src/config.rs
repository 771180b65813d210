//! The node's local configuration 配置 of its connections to systems outside: a TOML file with
//! overrides from the environment. Nothing of it is on the chain.
//!
//! A section that is missing is a system that is not connected. `FISCAL_BRIDGE__SECTION__FIELD`
//! overrides a field (`FISCAL_BRIDGE__YANGTZE_DELTA__REQUEST_MS=5000`). Secrets stand in files of
//! their own, which nobody but their owner may have access to, or in the environment; never in this
//! file. Every error names the section and the field; none shows a secret. The README lists the
//! fields.

mod compare;
mod link;
mod secrets;
mod section;
mod workers;

#[cfg(test)]
mod tests;

pub use compare::Compare;
pub use link::{Link, DEFAULT_MAX_BODY};
pub use workers::{Observations, Outbox};

use crate::{
	envelope::nontax::{Credentials, Profile},
	Secret,
};
use fiscal_sm_crypto::{Pair, Public, Signer};
use section::{Document, Section};
use std::{
	fmt,
	fs::File,
	io::Read,
	net::SocketAddr,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};

/// What the names of environment variables begin with that override fields.
pub const VARIABLES: &str = "FISCAL_BRIDGE__";

/// The environment variable that may hold the key shared with the non-tax system.
pub const NONTAX_SECRET: &str = "FISCAL_NONTAX_SECRET";

/// The largest configuration file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 256 * 1024;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {words}")]
pub struct ConfigFault {
	/// The section and field, as `nontax.secret_file`, or the file or variable as a whole.
	pub field: String,
	/// What is wrong and what to do.
	pub words: String,
}

impl ConfigFault {
	/// A fault of a field.
	pub fn new(field: impl Into<String>, words: impl Into<String>) -> Self {
		Self { field: field.into(), words: words.into() }
	}
}

/// The whole configuration.
#[derive(Clone, Debug, Default)]
pub struct Config {
	/// `[nontax]`: the non-tax bill system 非税系统.
	pub nontax: Option<NonTax>,
	/// `[yangtze-delta]`: the platform 长三角.
	pub yangtze_delta: Option<Signed>,
	/// `[evidence]`: the evidence chain 存证链.
	pub evidence: Option<Signed>,
	/// `[signing]`: the signing chain 签署链.
	pub signing: Option<Signed>,
	/// `[gateway]`: the endpoint for calls from the platform.
	pub gateway: Option<Gateway>,
	/// `[files]`: where files and the record of calls are kept.
	pub files: Option<Files>,
	/// `[outbox]`: how messages are delivered.
	pub outbox: Outbox,
	/// `[observations]`: how requests are answered.
	pub observations: Observations,
	/// `[compare]`: which ranges are compared with the non-tax system.
	pub compare: Compare,
}

/// The non-tax bill system.
#[derive(Clone, Debug)]
pub struct NonTax {
	/// The connection.
	pub link: Link,
	/// Who the node is there.
	pub credentials: Credentials,
	/// The key with which the system signs receipts, if it has one.
	pub peer_key: Option<Public>,
}

/// A system that speaks [`crate::protocol::SignedRequest`].
#[derive(Clone)]
pub struct Signed {
	/// The connection.
	pub link: Link,
	/// Who the node is there: 1 to 64 visible ASCII characters.
	pub app: String,
	/// The key with which the node signs requests.
	pub signer: Arc<dyn Signer>,
	/// The key with which the system signs answers and receipts.
	pub peer_key: Public,
}

impl fmt::Debug for Signed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Signed")
			.field("link", &self.link)
			.field("app", &self.app)
			.field("key", &self.signer.public())
			.field("peer_key", &self.peer_key)
			.finish()
	}
}

/// The endpoint beside the node that the platform calls.
#[derive(Clone)]
pub struct Gateway {
	/// Where it listens.
	pub listen: SocketAddr,
	/// The key with which answers and receipts are signed.
	pub signer: Arc<dyn Signer>,
	/// What the platform calls itself.
	pub peer_app: String,
	/// The key with which the platform signs requests.
	pub peer_key: Public,
	/// Longest time a request may take.
	pub request: Duration,
	/// The most requests at the same time, at each of the two doors: the platform's, and that of
	/// organisations of here.
	pub concurrency: usize,
	/// The most requests of one organisation of here at the same time.
	pub share: usize,
	/// The largest body, in bytes.
	pub max_body: usize,
	/// The most nonces that are remembered at the same time, at each door: more requests than that in
	/// ten minutes are refused as too many. One organisation of here has a quarter of them.
	pub nonces: usize,
	/// How long agreements behind authorizations can be fetched.
	pub agreements: Duration,
	/// How long an organisation sees a signing that it started.
	pub signings: Duration,
}

impl fmt::Debug for Gateway {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Gateway")
			.field("listen", &self.listen)
			.field("key", &self.signer.public())
			.field("peer_app", &self.peer_app)
			.field("peer_key", &self.peer_key)
			.finish_non_exhaustive()
	}
}

/// Where files and the record of calls are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
	/// The folder; it is made when it is missing. Files lie below `objects`, the record below `ledger`.
	pub folder: PathBuf,
	/// The largest file, in bytes.
	pub max_file: u64,
	/// The most that all files may take, in bytes. There is always a limit: what others send must not fill
	/// the disk on which the node keeps its chain.
	pub max_total: u64,
	/// The size at which a file of the record is closed and the next begun, in bytes.
	pub ledger_bytes: u64,
	/// The most closed files of the record that are kept; the oldest goes first. 0 keeps all.
	pub ledger_files: usize,
}

impl Files {
	/// Folder of the file store.
	pub fn objects(&self) -> PathBuf {
		self.folder.join("objects")
	}

	/// Folder of the record of calls.
	pub fn ledger(&self) -> PathBuf {
		self.folder.join("ledger")
	}
}

impl Config {
	/// Reads the file at `path`, or nothing but the environment. `development` says whether the chain
	/// is one on which keys may be used that everybody knows, and connections without TLS.
	///
	/// # Errors
	/// [`ConfigFault`] that names the field.
	pub fn load(path: Option<&Path>, development: bool) -> Result<Self, ConfigFault> {
		let text = path.map(read).transpose()?.unwrap_or_default();
		let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
		Self::parse(&text, &environment()?, folder, development)
	}

	/// As [`Config::load`], of a text and given variables; relative paths are below `folder`.
	///
	/// # Errors
	/// As [`Config::load`].
	pub fn parse(
		text: &str,
		variables: &[(String, String)],
		folder: &Path,
		development: bool,
	) -> Result<Self, ConfigFault> {
		let mut document = Document::parse(text, variables, folder, development)?;
		let config = Self {
			nontax: document.take("nontax").map(nontax).transpose()?,
			yangtze_delta: document.take("yangtze-delta").map(signed).transpose()?,
			evidence: document.take("evidence").map(signed).transpose()?,
			signing: document.take("signing").map(signed).transpose()?,
			gateway: document.take("gateway").map(gateway).transpose()?,
			files: document.take("files").map(files).transpose()?,
			outbox: document.take("outbox").map(Outbox::read).transpose()?.unwrap_or_default(),
			observations: document
				.take("observations")
				.map(Observations::read)
				.transpose()?
				.unwrap_or_default(),
			compare: document.take("compare").map(Compare::read).transpose()?.unwrap_or_default(),
		};
		document.finish()?;
		Ok(config)
	}
}

fn nontax(mut section: Section) -> Result<NonTax, ConfigFault> {
	let link = Link::read(&mut section)?;
	let profile = match section.text("profile")? {
		None => Profile::default(),
		Some(text) => text.parse::<Profile>().map_err(|words| section.fault("profile", words))?,
	};
	let appid = section.required("appid")?;
	if !is_name(&appid) {
		return Err(section.fault("appid", NOT_A_NAME));
	}
	let secret = match section.path("secret_file")? {
		Some(path) => secrets::line(&path).map_err(|words| section.fault("secret_file", words))?,
		None => match section.variable(NONTAX_SECRET) {
			Some(text) => secrets::checked(text, NONTAX_SECRET)
				.map_err(|words| section.fault("secret_file", words))?,
			None => {
				return Err(section.fault(
					"secret_file",
					format!(
						"missing: name a file that holds the shared key, or set {NONTAX_SECRET}"
					),
				))
			}
		},
	};
	let peer_key = peer_key(&mut section)?;
	section.finish()?;
	Ok(NonTax { link, credentials: Credentials { profile, appid, secret }, peer_key })
}

fn signed(mut section: Section) -> Result<Signed, ConfigFault> {
	let link = Link::read(&mut section)?;
	let app = section.required("app")?;
	if !is_name(&app) {
		return Err(section.fault("app", NOT_A_NAME));
	}
	let signer = signer(&mut section)?;
	let peer_key = required_peer_key(&mut section)?;
	section.finish()?;
	Ok(Signed { link, app, signer, peer_key })
}

fn gateway(mut section: Section) -> Result<Gateway, ConfigFault> {
	let listen: SocketAddr = section.required("listen")?.parse().map_err(|_| {
		section.fault("listen", "not an address and a port, such as 127.0.0.1:9955")
	})?;
	let plain = section.flag("insecure_http", false)?;
	if !(plain || section.development() || listen.ip().is_loopback()) {
		return Err(section.fault(
			"listen",
			"the gateway speaks plain HTTP: let it listen on 127.0.0.1 behind what ends TLS, or set \
			 insecure_http = true where the network is protected otherwise",
		));
	}
	let signer = signer(&mut section)?;
	let peer_app = section.required("peer_app")?;
	if !is_name(&peer_app) {
		return Err(section.fault("peer_app", NOT_A_NAME));
	}
	let concurrency = section.size("concurrency", 64, 1..=4_096)?;
	let quarter = (concurrency / 4).max(1) as u64;
	let gateway = Gateway {
		listen,
		signer,
		peer_app,
		peer_key: required_peer_key(&mut section)?,
		request: section.duration("request_ms", 10_000, 1..=600_000)?,
		concurrency,
		share: section.size("share", quarter, 1..=4_096)?,
		max_body: section.size("max_body_bytes", 16 * MIB, KIB..=64 * MIB)?,
		nonces: section.size("nonces", 100_000, 1_000..=10_000_000)?,
		agreements: section.days("agreement_days", 180, 1..=3_650)?,
		signings: section.days("signing_days", 180, 1..=3_650)?,
	};
	section.finish()?;
	Ok(gateway)
}

fn files(mut section: Section) -> Result<Files, ConfigFault> {
	let files = Files {
		folder: section
			.path("folder")?
			.ok_or_else(|| section.fault("folder", "missing: name a folder"))?,
		max_file: section.number("max_file_bytes", 8 * MIB, 1..=64 * MIB)?,
		max_total: section.number("max_total_bytes", 16 * 1_024 * MIB, 1..=u64::MAX)?,
		ledger_bytes: section.number("ledger_bytes", 16 * MIB, 4 * KIB..=1_024 * MIB)?,
		ledger_files: section.size("ledger_files", 0, 0..=100_000)?,
	};
	section.finish()?;
	Ok(files)
}

/// The key with which the node signs: a key file with its password, or a development key.
fn signer(section: &mut Section) -> Result<Arc<dyn Signer>, ConfigFault> {
	let file = section.path("key_file")?;
	let password = section.path("key_password_file")?;
	let dev = section.text("dev_key")?;
	match (file, dev) {
		(Some(_), Some(_)) => {
			Err(section.fault("dev_key", "stands beside key_file: leave one out"))
		}
		(None, None) => Err(section.fault(
			"key_file",
			"missing: name a file that `fiscal-node validator-key generate` made",
		)),
		(None, Some(name)) => {
			if !section.development() {
				return Err(section.fault("dev_key", DEVELOPMENT_ONLY));
			}
			Ok(Arc::new(Pair::from_dev_name(&name)))
		}
		(Some(file), None) => {
			let variable =
				format!("FISCAL_{}_KEY_PASSWORD", section.name().to_uppercase().replace('-', "_"));
			let password: Secret = match password {
				Some(path) => secrets::line(&path)
					.map_err(|words| section.fault("key_password_file", words))?,
				None => match section.variable(&variable) {
					Some(text) => secrets::checked(text, &variable)
						.map_err(|words| section.fault("key_password_file", words))?,
					None => {
						return Err(section.fault(
							"key_password_file",
							format!(
								"missing: name a file that holds the password, or set {variable}"
							),
						))
					}
				},
			};
			let key =
				secrets::key(&file, &password).map_err(|words| section.fault("key_file", words))?;
			Ok(Arc::new(key))
		}
	}
}

/// The key of the other side, hexadecimal, or the name of a development key.
fn peer_key(section: &mut Section) -> Result<Option<Public>, ConfigFault> {
	let key = section.text("peer_key")?;
	let dev = section.text("peer_dev_key")?;
	match (key, dev) {
		(Some(_), Some(_)) => {
			Err(section.fault("peer_dev_key", "stands beside peer_key: leave one out"))
		}
		(None, None) => Ok(None),
		(Some(key), None) => key.parse::<Public>().map(Some).map_err(|fault| {
			section.fault("peer_key", format!("not a compressed SM2 key in hexadecimal: {fault}"))
		}),
		(None, Some(_)) if !section.development() => {
			Err(section.fault("peer_dev_key", DEVELOPMENT_ONLY))
		}
		(None, Some(name)) => Ok(Some(Pair::from_dev_name(&name).public())),
	}
}

fn required_peer_key(section: &mut Section) -> Result<Public, ConfigFault> {
	peer_key(section)?.ok_or_else(|| {
		section.fault("peer_key", "missing: give the key with which the other side signs")
	})
}

const NOT_A_NAME: &str = "not 1 to 64 visible ASCII characters";
const DEVELOPMENT_ONLY: &str =
	"a development key, which everybody knows, and this chain is not for development";

fn is_name(text: &str) -> bool {
	(1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn read(path: &Path) -> Result<String, ConfigFault> {
	let fault = |words: String| ConfigFault::new(path.display().to_string(), words);
	let file = File::open(path).map_err(|error| fault(format!("cannot be read: {error}")))?;
	let mut text = String::new();
	file.take(MAX_FILE_BYTES + 1)
		.read_to_string(&mut text)
		.map_err(|error| fault(format!("cannot be read: {error}")))?;
	if text.len() as u64 > MAX_FILE_BYTES {
		return Err(fault(format!("larger than {MAX_FILE_BYTES} bytes")));
	}
	Ok(text)
}

fn environment() -> Result<Vec<(String, String)>, ConfigFault> {
	std::env::vars_os()
		.filter_map(|(name, value)| {
			let name = name.into_string().ok().filter(|name| name.starts_with("FISCAL_"))?;
			Some((name, value))
		})
		.map(|(name, value)| match value.into_string() {
			Ok(value) => Ok((name, value)),
			Err(_) => Err(ConfigFault::new(name, "the environment variable is not UTF-8 text")),
		})
		.collect()
}
