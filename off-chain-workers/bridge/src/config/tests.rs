//! What stands in the file counts, what is wrong is named, and secrets are shown nowhere.

use super::*;
use fiscal_sm_crypto::keyfile;
use std::{fs, os::unix::fs::PermissionsExt};
use tempfile::TempDir;

const SECRET: &str = "k3y-of-the-non-tax-system";

/// A folder with the files that the configuration below names.
struct Place {
	folder: TempDir,
	key: Pair,
}

impl Place {
	fn new() -> Self {
		let place = Self { folder: TempDir::new().unwrap(), key: Pair::generate() };
		place.write("secret", &format!("{SECRET}\n"));
		place.write("password", "correct horse\n");
		// Few iterations: what is tested here is not the derivation.
		let path = place.path("key.pem");
		keyfile::save_with_iterations(path, &place.key, "correct horse", 16).unwrap();
		place
	}

	fn path(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	fn write(&self, name: &str, text: &str) {
		fs::write(self.path(name), text).unwrap();
		self.chmod(name, 0o600);
	}

	fn chmod(&self, name: &str, mode: u32) {
		fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
	}

	fn with(&self, text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigFault> {
		let variables: Vec<_> = variables
			.iter()
			.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
			.collect();
		Config::parse(text, &variables, self.folder.path(), false)
	}

	fn read(&self, text: &str) -> Result<Config, ConfigFault> {
		self.with(text, &[])
	}

	fn fault(&self, text: &str) -> ConfigFault {
		self.read(text).unwrap_err()
	}
}

fn peer() -> Public {
	Pair::from_dev_name("Peer").public()
}

fn nontax_text() -> String {
	"[nontax]\nurl = \"https://nontax.example/base\"\nappid = \"SH\"\nsecret_file = \"secret\"\n"
		.into()
}

fn evidence_text() -> String {
	format!(
		"[evidence]\nurl = \"https://evidence.example\"\napp = \"SH\"\nkey_file = \"key.pem\"\n\
		 key_password_file = \"password\"\npeer_key = \"{}\"\n",
		peer()
	)
}

fn gateway_text() -> String {
	format!(
		"[gateway]\nlisten = \"127.0.0.1:9955\"\nkey_file = \"key.pem\"\n\
		 key_password_file = \"password\"\npeer_app = \"platform\"\npeer_key = \"{}\"\n",
		peer()
	)
}

#[test]
fn no_file_connects_nothing() {
	let config = Config::parse("", &[], Path::new(""), false).unwrap();
	assert!(config.nontax.is_none() && config.yangtze_delta.is_none());
	assert!(config.evidence.is_none() && config.signing.is_none());
	assert!(config.gateway.is_none() && config.files.is_none());
	assert_eq!(config.outbox, Outbox::default());
	assert_eq!(config.observations, Observations::default());
}

#[test]
fn a_whole_file_is_read() {
	let place = Place::new();
	let text = format!(
		"{}profile = \"md5\"\nrequest_ms = 7000\n\n{}concurrency = 3\n\n{}nonces = 2000\n\n\
		 [files]\nfolder = \"files\"\nmax_total_bytes = 1000000\n\n[outbox]\nenabled = false\n\
		 breaker = 9\n\n[observations]\nbackoff_ms = 50\n",
		nontax_text(),
		evidence_text(),
		gateway_text()
	);
	fs::write(place.path("bridges.toml"), text).unwrap();
	let config = Config::load(Some(&place.path("bridges.toml")), false).unwrap();
	let nontax = config.nontax.unwrap();
	assert_eq!(nontax.link.url.as_str(), "https://nontax.example/base");
	assert_eq!(nontax.link.request, Duration::from_secs(7));
	assert_eq!(nontax.credentials.profile, Profile::Md5);
	assert_eq!(nontax.credentials.secret.expose(), SECRET.as_bytes());
	assert_eq!(nontax.peer_key, None);
	let evidence = config.evidence.unwrap();
	assert_eq!((evidence.app.as_str(), evidence.link.concurrency), ("SH", 3));
	assert_eq!(evidence.signer.public(), place.key.public());
	assert_eq!(evidence.peer_key, peer());
	let gateway = config.gateway.unwrap();
	assert_eq!((gateway.nonces, gateway.concurrency, gateway.share), (2_000, 64, 16));
	let files = config.files.unwrap();
	assert_eq!(files.folder, place.path("files"));
	assert_eq!((files.max_file, files.max_total), (8 * MIB, 1_000_000));
	assert!(!config.outbox.enabled && config.outbox.breaker == 9);
	assert_eq!(config.observations.backoff, Duration::from_millis(50));
}

#[test]
fn what_others_can_fill_is_bounded_unless_set_otherwise() {
	let place = Place::new();
	let text = format!("{}\n[files]\nfolder = \"files\"\n", gateway_text());
	let config = place.read(&text).unwrap();
	assert_eq!(config.files.unwrap().max_total, 16 * 1_024 * MIB);
	let gateway = config.gateway.unwrap();
	let day = Duration::from_secs(86_400);
	assert_eq!((gateway.agreements, gateway.signings), (180 * day, 180 * day));
	let text =
		format!("{}concurrency = 3\nagreement_days = 30\nsigning_days = 7\n", gateway_text());
	let gateway = place.read(&text).unwrap().gateway.unwrap();
	assert_eq!((gateway.share, gateway.agreements, gateway.signings), (1, 30 * day, 7 * day));
	let fault = place.fault(&format!("{}agreement_days = 0\n", gateway_text()));
	assert_eq!(fault.field, "gateway.agreement_days");
}

#[test]
fn the_environment_overrides_fields_and_makes_sections() {
	let place = Place::new();
	let text = nontax_text();
	let config = place
		.with(
			&text,
			&[
				("FISCAL_BRIDGE__NONTAX__APPID", "1234"),
				("FISCAL_BRIDGE__NONTAX__REQUEST_MS", "1500"),
				("FISCAL_BRIDGE__FILES__FOLDER", "elsewhere"),
				("FISCAL_BRIDGE__OUTBOX__ENABLED", "false"),
				("FISCAL_SOMETHING_ELSE", "x"),
			],
		)
		.unwrap();
	let nontax = config.nontax.unwrap();
	assert_eq!(nontax.credentials.appid, "1234");
	assert_eq!(nontax.link.request, Duration::from_millis(1_500));
	assert_eq!(config.files.unwrap().folder, place.path("elsewhere"));
	assert!(!config.outbox.enabled);

	let url = "https://other.example";
	let text = evidence_text().replace("[evidence]", "[yangtze-delta]");
	let config = place.with(&text, &[("FISCAL_BRIDGE__YANGTZE_DELTA__URL", url)]).unwrap();
	assert_eq!(config.yangtze_delta.unwrap().link.url.host_str(), Some("other.example"));

	for (name, field) in [
		("FISCAL_BRIDGE__NONTAX", "FISCAL_BRIDGE__NONTAX"),
		("FISCAL_BRIDGE__NONTAX__URI", "nontax.uri"),
		("FISCAL_BRIDGE__NONTAX__POOL", "nontax.pool"),
		("FISCAL_BRIDGE__TAX__POOL", "tax"),
	] {
		let fault = place.with(&nontax_text(), &[(name, SECRET)]).unwrap_err();
		assert_eq!(fault.field, field);
		assert!(!fault.to_string().contains(SECRET), "{fault}");
	}
}

#[test]
fn secrets_come_from_files_or_from_the_environment() {
	let place = Place::new();
	let text = nontax_text().replace("secret_file = \"secret\"\n", "");
	let fault = place.fault(&text);
	assert_eq!(fault.field, "nontax.secret_file");
	assert!(fault.words.contains(NONTAX_SECRET), "{fault}");
	let config = place.with(&text, &[(NONTAX_SECRET, SECRET)]).unwrap();
	assert_eq!(config.nontax.unwrap().credentials.secret.expose(), SECRET.as_bytes());
	// The file goes first.
	let config = place.with(&nontax_text(), &[(NONTAX_SECRET, "other")]).unwrap();
	assert_eq!(config.nontax.unwrap().credentials.secret.expose(), SECRET.as_bytes());

	let text = evidence_text().replace("key_password_file = \"password\"\n", "");
	let fault = place.fault(&text);
	assert_eq!(fault.field, "evidence.key_password_file");
	assert!(fault.words.contains("FISCAL_EVIDENCE_KEY_PASSWORD"), "{fault}");
	let password = ("FISCAL_EVIDENCE_KEY_PASSWORD", "correct horse");
	assert!(place.with(&text, &[password]).unwrap().evidence.is_some());
	let wrong = ("FISCAL_EVIDENCE_KEY_PASSWORD", "wrong horse");
	let fault = place.with(&text, &[wrong]).unwrap_err();
	assert_eq!(fault.field, "evidence.key_file");
	assert!(!fault.words.contains("horse"), "{fault}");
}

#[test]
fn files_that_others_may_read_are_refused() {
	for (name, text, field) in [
		("secret", nontax_text(), "nontax.secret_file"),
		("key.pem", evidence_text(), "evidence.key_file"),
		("password", evidence_text(), "evidence.key_password_file"),
	] {
		for mode in [0o640, 0o604, 0o660, 0o777] {
			let place = Place::new();
			place.chmod(name, mode);
			let fault = place.fault(&text);
			assert_eq!(fault.field, field, "{mode:o}");
			assert!(fault.words.contains(&format!("{mode:04o}")), "{fault}");
			place.chmod(name, 0o400);
			place.read(&text).unwrap();
		}
	}
}

#[test]
fn what_is_no_secret_is_refused_without_showing_it() {
	for text in ["", "\n", "two\nlines", "x".repeat(1_025).as_str()] {
		let place = Place::new();
		place.write("secret", text);
		let fault = place.fault(&nontax_text());
		assert_eq!(fault.field, "nontax.secret_file", "{text:?}");
		assert!(!fault.words.contains("two") && !fault.words.contains("xx"), "{fault}");
	}
}

#[test]
fn secrets_are_shown_nowhere() {
	let place = Place::new();
	let text = format!("{}\n{}", nontax_text(), evidence_text());
	let shown = format!("{:?}", place.read(&text).unwrap());
	assert!(shown.contains("nontax.example"), "{shown}");
	assert!(!shown.contains(SECRET) && !shown.contains("horse"), "{shown}");
	// Nor where one stands in the wrong place.
	for wrong in [
		format!("[nontax]\nsecret = \"{SECRET}\"\n"),
		format!("[nontax]\nsecret = \"{SECRET}\n"),
		format!("[nontax]\nurl = \"https://user:{SECRET}@nontax.example\"\n"),
		format!("{}secret = \"{SECRET}\"\n", nontax_text()),
		format!("secret = \"{SECRET}\"\n"),
	] {
		let fault = place.fault(&wrong);
		assert!(!fault.to_string().contains(SECRET), "{fault}");
		assert!(!format!("{fault:?}").contains(SECRET), "{fault:?}");
	}
}

#[test]
fn every_fault_names_its_field() {
	let place = Place::new();
	let replaced = |text: String, from: &str, to: &str| {
		assert!(text.contains(from), "{text}");
		text.replace(from, to)
	};
	let long = format!("appid = \"{}\"", "a".repeat(65));
	for (text, field) in [
		("[nontax]\n".to_owned(), "nontax.url"),
		("[other]\n".to_owned(), "other"),
		("url = 1\n".to_owned(), "url"),
		("[files]\n".to_owned(), "files.folder"),
		("[files]\nfolder = \"\"\n".to_owned(), "files.folder"),
		("[outbox]\nconcurrency = 0\n".to_owned(), "outbox.concurrency"),
		("[outbox]\nconcurrency = \"4\"\n".to_owned(), "outbox.concurrency"),
		("[outbox]\nenabled = \"yes\"\n".to_owned(), "outbox.enabled"),
		("[outbox]\nenable = true\n".to_owned(), "outbox.enable"),
		("[observations]\nbackoff_ms = -1\n".to_owned(), "observations.backoff_ms"),
		(replaced(nontax_text(), "https://", "ftp://"), "nontax.url"),
		(replaced(nontax_text(), "https://", ""), "nontax.url"),
		(replaced(nontax_text(), "/base", "/base?key=1"), "nontax.url"),
		(replaced(nontax_text(), "appid = \"SH\"", &long), "nontax.appid"),
		(replaced(nontax_text(), "appid = \"SH\"", "appid = \"S H\""), "nontax.appid"),
		(replaced(nontax_text(), "appid = \"SH\"", ""), "nontax.appid"),
		(replaced(nontax_text(), "\"secret\"", "\"missing\""), "nontax.secret_file"),
		(nontax_text() + "profile = \"sha1\"\n", "nontax.profile"),
		(nontax_text() + "request_ms = 0\n", "nontax.request_ms"),
		(nontax_text() + "max_body_bytes = 99999999999\n", "nontax.max_body_bytes"),
		(nontax_text() + "ca_file = \"missing\"\n", "nontax.ca_file"),
		(nontax_text() + "client_key_file = \"key.pem\"\n", "nontax.client_certificate_file"),
		(nontax_text() + "client_certificate_file = \"key.pem\"\n", "nontax.client_key_file"),
		(nontax_text() + "peer_key = \"02\"\n", "nontax.peer_key"),
		(replaced(evidence_text(), "peer_key", "peer_keys"), "evidence.peer_key"),
		(replaced(evidence_text(), "key_file = \"key.pem\"\n", ""), "evidence.key_file"),
		(replaced(gateway_text(), "127.0.0.1:9955", "localhost"), "gateway.listen"),
		(replaced(gateway_text(), "peer_app = \"platform\"\n", ""), "gateway.peer_app"),
	] {
		let fault = place.fault(&text);
		assert_eq!(fault.field, field, "{fault}");
		assert!(fault.to_string().starts_with(&format!("{field}: ")), "{fault}");
	}
	assert_eq!(place.fault("[nontax]\n\nurl = \n").field, "line 3");
	let fault = Config::load(Some(&place.path("none.toml")), false).unwrap_err();
	assert!(fault.field.ends_with("none.toml"), "{fault}");
}

#[test]
fn development_keys_and_plain_http_are_for_development_chains() {
	let place = Place::new();
	let text = evidence_text()
		.replace("key_file = \"key.pem\"\nkey_password_file = \"password\"", "dev_key = \"SH\"");
	let by_name = text.replace(&format!("peer_key = \"{}\"", peer()), "peer_dev_key = \"Peer\"");
	let development = |text: &str| Config::parse(text, &[], place.folder.path(), true);
	let evidence = development(&by_name).unwrap().evidence.unwrap();
	assert_eq!(evidence.signer.public(), Pair::from_dev_name("SH").public());
	assert_eq!(evidence.peer_key, peer());
	assert_eq!(place.fault(&text).field, "evidence.dev_key");
	let with_file =
		evidence_text().replace(&format!("peer_key = \"{}\"", peer()), "peer_dev_key = \"Peer\"");
	assert_eq!(place.fault(&with_file).field, "evidence.peer_dev_key");

	let plain = nontax_text().replace("https:", "http:");
	assert!(development(&plain).is_ok());
	assert_eq!(place.fault(&plain).field, "nontax.url");
	place.read(&(plain.clone() + "insecure_http = true\n")).unwrap();
	for host in ["127.0.0.1:8080", "localhost", "[::1]:80"] {
		place.read(&plain.replace("nontax.example", host)).unwrap();
	}
	let open = gateway_text().replace("127.0.0.1", "0.0.0.0");
	assert_eq!(place.fault(&open).field, "gateway.listen");
	place.read(&(open + "insecure_http = true\n")).unwrap();
}

#[test]
fn two_keys_are_one_too_many() {
	let place = Place::new();
	let fault = place.fault(&(evidence_text() + "dev_key = \"SH\"\n"));
	assert_eq!(fault.field, "evidence.dev_key");
	let fault = place.fault(&(evidence_text() + "peer_dev_key = \"SH\"\n"));
	assert_eq!(fault.field, "evidence.peer_dev_key");
}
