//! The command line.

use anyhow::{anyhow, bail, ensure, Context, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};
use fiscal_bridge::{
	convert,
	envelope::nontax::{Credentials, Profile},
	Secret,
};
use fiscal_primitives::Digest;
use fiscal_sim::{
	control_document, document, plant, Callers, Db, FaultSettings, GatewayOptions, Keys, Options,
	Seeds, Simulators, System, DEV_APP, DEV_SECRET, MEMORY, PLATFORM_APP, PROVINCES,
};
use fiscal_sm_crypto::{KeyFile, Pair, Public, Signer};
use serde_json::{json, Map, Value};
use std::{
	collections::BTreeMap,
	fs::File,
	io::{Read, Write},
	net::SocketAddr,
	path::{Path, PathBuf},
	sync::Arc,
};
use tokio::sync::oneshot;

/// The longest secret, in bytes.
const MAX_SECRET: u64 = 1024;
/// The largest file of faults, in bytes.
const MAX_FAULTS: u64 = 64 * 1024;
/// The environment variable that may hold the password of the key files.
const KEY_PASSWORD: &str = "FISCAL_SIM_KEY_PASSWORD";

/// Reference simulators of the systems outside of the chain: non-tax bill system, Yangtze-Delta
/// platform, evidence chain, signing chain
#[derive(Parser)]
#[command(name = "fiscal-sim", version)]
pub struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Runs the four systems until Ctrl-C
	Serve(Box<Serve>),
	/// Prints the OpenAPI document of a system
	Openapi(OpenApi),
	/// Fills a database, and prints what it was filled with
	Seed(Seed),
}

#[derive(Args)]
struct OpenApi {
	/// The system
	system: System,
	/// Its control endpoints instead of its services
	#[arg(long)]
	control: bool,
}

#[derive(Args)]
struct SeedNumbers {
	/// Another number makes other data
	#[arg(long = "seed", default_value_t = 0)]
	seed: u64,
	/// Bills of Shanghai from before the chain, in the non-tax system
	#[arg(long, default_value_t = 20)]
	historic: u64,
	/// Bills of each of the three provinces
	#[arg(long, default_value_t = 20)]
	provincial: u64,
}

impl SeedNumbers {
	fn seeds(&self) -> Seeds {
		Seeds { seed: self.seed, historic: self.historic, provincial: self.provincial }
	}
}

#[derive(Args)]
struct Seed {
	/// Database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME
	#[arg(long, env = "FISCAL_SIM_DATABASE", hide_env_values = true)]
	database: String,
	#[command(flatten)]
	numbers: SeedNumbers,
}

#[derive(Clone, Copy, ValueEnum)]
enum Profiles {
	/// HMAC-SM3, which is ours
	Sm3Hmac,
	/// MD5, which is public
	Md5,
	/// Either
	Both,
}

#[derive(Args)]
struct Serve {
	/// Where the non-tax system listens; port 0 takes a free one
	#[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8601")]
	nontax: SocketAddr,
	/// Where the Yangtze-Delta platform listens
	#[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8602")]
	platform: SocketAddr,
	/// Where the evidence chain listens
	#[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8603")]
	evidence: SocketAddr,
	/// Where the signing chain listens
	#[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8604")]
	signing: SocketAddr,
	/// Database: sqlite::memory:, sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME
	#[arg(long, default_value = MEMORY, env = "FISCAL_SIM_DATABASE", hide_env_values = true)]
	database: String,
	/// Gateway of Shanghai, to which the platform sends; it can be set later by a control endpoint
	#[arg(long, value_name = "URL")]
	gateway: Option<String>,
	/// What the platform calls itself there
	#[arg(long, value_name = "NAME", default_value = PLATFORM_APP)]
	gateway_app: String,
	/// Key with which answers from there are signed, 66 hexadecimal digits; without it any is believed
	#[arg(long, value_name = "HEX")]
	gateway_key: Option<String>,
	/// Hash of the first block of the chain there, for which provinces sign, 64 hexadecimal digits; it
	/// can be set later by a control endpoint, and messages of provinces wait until it is
	#[arg(long, value_name = "HEX")]
	gateway_genesis: Option<String>,
	/// Signs with development keys, and takes requests that are signed with development keys
	#[arg(long, conflicts_with = "key_file")]
	keys_from_dev: bool,
	/// Key file of nontax (may be missing), platform, evidence, signing, 32, 33 or 34
	#[arg(long, value_name = "WHO=FILE")]
	key_file: Vec<String>,
	/// Password of the key files; else FISCAL_SIM_KEY_PASSWORD
	#[arg(long, value_name = "FILE")]
	key_password_file: Option<PathBuf>,
	/// Admits an application with a key, 66 hexadecimal digits; may be repeated, also for one name
	#[arg(long, value_name = "NAME=HEX")]
	app: Vec<String>,
	/// What the node calls itself towards the non-tax system
	#[arg(long, default_value = DEV_APP)]
	appid: String,
	/// Key that is shared with the node there, one line; with development keys it may be missing
	#[arg(long, value_name = "FILE")]
	secret_file: Option<PathBuf>,
	/// How envelopes of the non-tax system are signed
	#[arg(long, value_enum, default_value_t = Profiles::Both)]
	nontax_profile: Profiles,
	/// Faults that are on from the beginning: TOML with a section for each system
	#[arg(long, value_name = "FILE")]
	faults: Option<PathBuf>,
	/// One fault, such as nontax.unavailable=100; may be repeated
	#[arg(long, value_name = "SYSTEM.FIELD=NUMBER")]
	fault: Vec<String>,
	/// Token of the control endpoints, one line; needed beyond the loopback
	#[arg(long, value_name = "FILE")]
	control_token_file: Option<PathBuf>,
	/// Writes the addresses there as JSON once every system listens
	#[arg(long, value_name = "FILE")]
	ready_file: Option<PathBuf>,
	/// Ends when standard input ends: with whoever started it, whatever becomes of that
	#[arg(long)]
	stop_on_stdin_end: bool,
	/// Begins without data
	#[arg(long)]
	no_seeds: bool,
	#[command(flatten)]
	numbers: SeedNumbers,
}

/// Does what was asked for.
pub async fn run(cli: Cli) -> Result<()> {
	match cli.command {
		Command::Serve(serve) => self::serve(*serve).await,
		Command::Openapi(OpenApi { system, control }) => {
			let document = if control { control_document(system) } else { document(system) };
			print(&serde_json::to_string_pretty(&document)?)
		}
		Command::Seed(seed) => {
			let db = Db::open(&seed.database).await?;
			let planted = plant(&db, &seed.numbers.seeds()).await?;
			db.close().await;
			print(&serde_json::to_string_pretty(&planted)?)
		}
	}
}

fn print(text: &str) -> Result<()> {
	writeln!(std::io::stdout().lock(), "{text}").context("standard output")
}

async fn serve(serve: Serve) -> Result<()> {
	let (ready_file, on_stdin_end) = (serve.ready_file.clone(), serve.stop_on_stdin_end);
	let running = Simulators::start(options(serve)?).await?;
	let addresses: Map<String, Value> = System::ALL
		.into_iter()
		.map(|system| (system.as_str().to_owned(), json!(running.url(system))))
		.collect();
	let text = Value::Object(addresses).to_string();
	print(&text)?;
	if let Some(path) = ready_file {
		write_whole(&path, &text)?;
	}
	ended(on_stdin_end).await?;
	running.stop().await;
	Ok(())
}

/// Whoever waits for the file never reads half of it.
fn write_whole(path: &Path, text: &str) -> Result<()> {
	let mut name = path.file_name().ok_or_else(|| anyhow!("--ready-file: no file"))?.to_owned();
	name.push(".part");
	let part = path.with_file_name(name);
	std::fs::write(&part, text).with_context(|| part.display().to_string())?;
	std::fs::rename(&part, path).with_context(|| path.display().to_string())
}

async fn ended(on_stdin_end: bool) -> Result<()> {
	use tokio::signal::unix::{signal, SignalKind};
	let mut terminated = signal(SignalKind::terminate())?;
	let (ended, input) = oneshot::channel::<()>();
	if on_stdin_end {
		// A thread of its own: reading cannot be given up, and nothing has to wait for it.
		std::thread::spawn(move || {
			// An error of the input is its end too.
			let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
			let _ = ended.send(());
		});
	}
	tokio::select! {
		interrupted = tokio::signal::ctrl_c() => interrupted?,
		_ = terminated.recv() => {}
		_ = input, if on_stdin_end => {}
	}
	Ok(())
}

fn options(serve: Serve) -> Result<Options> {
	let listen = BTreeMap::from([
		(System::Nontax, serve.nontax),
		(System::Platform, serve.platform),
		(System::Evidence, serve.evidence),
		(System::Signing, serve.signing),
	]);
	let gateway_key = serve
		.gateway_key
		.as_deref()
		.map(str::parse::<Public>)
		.transpose()
		.map_err(|fault| anyhow!("--gateway-key: {fault}"))?;
	let genesis = serve.gateway_genesis.as_deref().map(genesis).transpose()?;
	let faults = faults(serve.faults.as_deref(), &serve.fault)?;
	Ok(Options {
		listen,
		keys: keys(&serve)?,
		callers: callers(&serve)?,
		nontax: credentials(&serve)?,
		faults,
		control_token: serve.control_token_file.as_deref().map(secret).transpose()?,
		seeds: (!serve.no_seeds).then(|| serve.numbers.seeds()),
		database: serve.database,
		gateway: GatewayOptions {
			url: serve.gateway,
			app: serve.gateway_app,
			key: gateway_key,
			genesis,
		},
	})
}

fn genesis(text: &str) -> Result<Digest> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	Ok(convert::digest("--gateway-genesis", digits)?)
}

fn keys(serve: &Serve) -> Result<Keys> {
	if serve.keys_from_dev {
		return Ok(Keys::dev());
	}
	ensure!(!serve.key_file.is_empty(), "either --keys-from-dev or --key-file has to be given");
	let password = match &serve.key_password_file {
		Some(path) => secret(path)?,
		None => Secret::new(
			std::env::var(KEY_PASSWORD)
				.map_err(|_| anyhow!("--key-password-file is missing, and {KEY_PASSWORD} too"))?,
		),
	};
	let mut files: BTreeMap<&str, Arc<dyn Signer>> = BTreeMap::new();
	for text in &serve.key_file {
		let (who, path) =
			text.split_once('=').ok_or_else(|| anyhow!("--key-file {text}: not WHO=FILE"))?;
		let key = KeyFile::open(path, password.expose())
			.map_err(|fault| anyhow!("--key-file {who}: {fault}"))?;
		ensure!(files.insert(who, Arc::new(key)).is_none(), "--key-file {who}: given twice");
	}
	let mut take =
		|who: &str| files.remove(who).ok_or_else(|| anyhow!("--key-file {who}=FILE is missing"));
	let provinces = PROVINCES
		.into_iter()
		.map(|region| Ok((region, take(&region.to_string())?)))
		.collect::<Result<_>>()?;
	let (platform, evidence, signing) = (take("platform")?, take("evidence")?, take("signing")?);
	let nontax = files.remove("nontax");
	if let Some(who) = files.keys().next() {
		bail!("--key-file {who}: nobody of that name");
	}
	Ok(Keys { nontax, platform, evidence, signing, provinces })
}

fn callers(serve: &Serve) -> Result<Callers> {
	let mut callers = if serve.keys_from_dev { Callers::dev() } else { Callers::default() };
	for text in &serve.app {
		let (name, key) =
			text.rsplit_once('=').ok_or_else(|| anyhow!("--app {text}: not NAME=HEX"))?;
		let key = match key.strip_prefix("dev:") {
			Some(dev) if serve.keys_from_dev => Pair::from_dev_name(dev).public(),
			_ => key.parse::<Public>().map_err(|fault| anyhow!("--app {name}: {fault}"))?,
		};
		callers.admit(name, key);
	}
	ensure!(
		serve.keys_from_dev || !serve.app.is_empty(),
		"--app NAME=HEX is missing: nobody could ask anything"
	);
	Ok(callers)
}

fn credentials(serve: &Serve) -> Result<Vec<Credentials>> {
	let secret = match &serve.secret_file {
		Some(path) => secret(path)?,
		None if serve.keys_from_dev => Secret::new(DEV_SECRET),
		None => bail!("--secret-file is missing"),
	};
	let profiles = match serve.nontax_profile {
		Profiles::Sm3Hmac => vec![Profile::Sm3Hmac],
		Profiles::Md5 => vec![Profile::Md5],
		Profiles::Both => vec![Profile::Sm3Hmac, Profile::Md5],
	};
	Ok(profiles
		.into_iter()
		.map(|profile| Credentials { profile, appid: serve.appid.clone(), secret: secret.clone() })
		.collect())
}

/// A secret in a file of one line that nobody but its owner may read.
fn secret(path: &Path) -> Result<Secret> {
	use std::os::unix::fs::PermissionsExt;
	let shown = path.display();
	let file = File::open(path).with_context(|| shown.to_string())?;
	let mode = file.metadata().with_context(|| shown.to_string())?.permissions().mode();
	ensure!(mode & 0o077 == 0, "{shown} is open to others than its owner: chmod 600 it");
	let mut text = String::new();
	file.take(MAX_SECRET + 1).read_to_string(&mut text).with_context(|| shown.to_string())?;
	let line = text.trim_end_matches(['\r', '\n']);
	ensure!(
		!line.is_empty() && line.len() as u64 <= MAX_SECRET && !line.contains('\n'),
		"{shown}: a secret is one line of 1 to {MAX_SECRET} bytes"
	);
	Ok(Secret::new(line))
}

fn faults(path: Option<&Path>, single: &[String]) -> Result<BTreeMap<System, FaultSettings>> {
	let mut sections: BTreeMap<System, Map<String, Value>> = BTreeMap::new();
	if let Some(path) = path {
		let shown = path.display().to_string();
		let mut text = String::new();
		File::open(path)
			.and_then(|file| file.take(MAX_FAULTS).read_to_string(&mut text))
			.with_context(|| shown.clone())?;
		let table: BTreeMap<String, Map<String, Value>> =
			toml::from_str(&text).with_context(|| shown.clone())?;
		for (name, section) in table {
			let system = name.parse::<System>().map_err(|words| anyhow!("{shown}: {words}"))?;
			sections.insert(system, section);
		}
	}
	for text in single {
		let malformed = || anyhow!("--fault {text}: not SYSTEM.FIELD=NUMBER");
		let (name, value) = text.split_once('=').ok_or_else(malformed)?;
		let (system, field) = name.split_once('.').ok_or_else(malformed)?;
		let system = system.parse::<System>().map_err(|words| anyhow!("--fault: {words}"))?;
		let value: u64 = value.parse().map_err(|_| malformed())?;
		sections.entry(system).or_default().insert(field.to_owned(), json!(value));
	}
	sections
		.into_iter()
		.map(|(system, section)| {
			let settings: FaultSettings = serde_json::from_value(Value::Object(section))
				.with_context(|| format!("faults of {system}"))?;
			settings.check().map_err(|words| anyhow!("faults of {system}: {words}"))?;
			Ok((system, settings))
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	fn parsed(arguments: &[&str]) -> Result<Options> {
		let arguments = ["fiscal-sim", "serve"].into_iter().chain(arguments.iter().copied());
		match Cli::try_parse_from(arguments)?.command {
			Command::Serve(serve) => options(*serve),
			_ => bail!("another command"),
		}
	}

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn development_keys_need_nothing_else() {
		let options = parsed(&["--keys-from-dev", "--fault", "nontax.unavailable=100"]).unwrap();
		assert_eq!(options.faults[&System::Nontax].unavailable, 100);
		assert_eq!(options.nontax.len(), 2);
		assert!(!options.callers.keys("Validator-1").is_empty());
	}

	#[test]
	fn without_them_keys_applications_and_secret_are_asked_for() {
		let words = |arguments: &[&str]| parsed(arguments).unwrap_err().to_string();
		assert!(words(&[]).contains("--keys-from-dev"));
		assert!(words(&["--keys-from-dev", "--fault", "nontax=1"]).contains("--fault"));
		assert!(words(&["--keys-from-dev", "--fault", "nontax.lying=1001"]).contains("lying"));
		assert!(words(&["--keys-from-dev", "--fault", "nowhere.lying=1"]).contains("nowhere"));
		assert!(words(&["--keys-from-dev", "--gateway-key", "00"]).contains("--gateway-key"));
		let key = Pair::from_dev_name("Gateway").public();
		let options = parsed(&["--keys-from-dev", "--gateway-key", &key.to_string()]).unwrap();
		assert_eq!((options.gateway.key, options.gateway.genesis), (Some(key), None));
		assert!(words(&["--keys-from-dev", "--gateway-genesis", "00"]).contains("genesis"));
		let digits = "67".repeat(32);
		for text in [digits.clone(), format!("0x{digits}")] {
			let options = parsed(&["--keys-from-dev", "--gateway-genesis", &text]).unwrap();
			assert_eq!(options.gateway.genesis, Some(Digest::repeat_byte(0x67)));
		}
	}

	#[test]
	fn a_secret_that_others_may_read_is_refused() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("secret");
		std::fs::write(&path, "a line\n").unwrap();
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
		assert!(secret(&path).unwrap_err().to_string().contains("chmod 600"));
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
		assert_eq!(secret(&path).unwrap().expose(), b"a line");
	}

	#[test]
	fn faults_are_read_from_a_file() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("faults.toml");
		std::fs::write(&path, "[platform]\nseed = 7\nwrongSignature = 20\n").unwrap();
		let read = faults(Some(&path), &["platform.seed=8".into()]).unwrap();
		assert_eq!(read[&System::Platform].seed, 8);
		assert_eq!(read[&System::Platform].wrong_signature, 20);
	}
}
