//! A connection to one system.

use super::{secrets, section::Section, ConfigFault, KIB, MIB};
use crate::Secret;
use std::{fs::File, io::Read, path::Path, time::Duration};
use url::{Host, Url};

/// The largest answer that is read unless set otherwise, in bytes: a file of 8 MiB in the envelope
/// of the non-tax system, which wraps base64 three times.
pub const DEFAULT_MAX_BODY: u64 = 24 * MIB;

/// Largest file of certificates that is read, in bytes.
const MAX_PEM_BYTES: u64 = MIB;

/// A connection to one system.
#[derive(Clone, Debug)]
pub struct Link {
	/// What logs and errors call the system: the name of its section.
	pub name: &'static str,
	/// Where it is; paths of services are appended.
	pub url: Url,
	/// Certificates in PEM of the authorities that are trusted instead of the usual ones.
	pub ca: Option<Vec<u8>>,
	/// Client certificate and its private key, in PEM.
	pub identity: Option<Secret>,
	/// Longest time to connect.
	pub connect: Duration,
	/// Longest time of a request with its answer.
	pub request: Duration,
	/// Idle connections that are kept.
	pub pool: usize,
	/// The most requests at the same time.
	pub concurrency: usize,
	/// The largest answer, in bytes.
	pub max_body: usize,
}

impl Link {
	/// A connection with the usual limits, for tests and tools.
	///
	/// # Errors
	/// [`ConfigFault`] unless `url` is one that begins with `http://` or `https://` and names neither
	/// user nor query.
	pub fn to(name: &'static str, url: &str) -> Result<Self, ConfigFault> {
		let url = parse(url).map_err(|words| ConfigFault::new(format!("{name}.url"), words))?;
		Ok(Self {
			name,
			url,
			ca: None,
			identity: None,
			connect: Duration::from_millis(3_000),
			request: Duration::from_millis(10_000),
			pool: 8,
			concurrency: 16,
			max_body: usize::try_from(DEFAULT_MAX_BODY).unwrap_or(usize::MAX),
		})
	}

	pub(super) fn read(section: &mut Section) -> Result<Self, ConfigFault> {
		let text = section.required("url")?;
		let plain = section.flag("insecure_http", false)?;
		let mut link = Self::to(section.name(), &text)?;
		if link.url.scheme() == "http"
			&& !(plain || section.development() || is_loopback(&link.url))
		{
			return Err(section.fault(
				"url",
				"http sends everything in the clear: use https, or set insecure_http = true where \
				 the connection is protected otherwise, such as by a TLCP gateway",
			));
		}
		if let Some(path) = section.path("ca_file")? {
			link.ca = Some(certificates(&path).map_err(|words| section.fault("ca_file", words))?);
		}
		let certificate = section.path("client_certificate_file")?;
		let key = section.path("client_key_file")?;
		link.identity = match (certificate, key) {
			(None, None) => None,
			(Some(certificate), Some(key)) => {
				let certificate = certificates(&certificate)
					.map_err(|words| section.fault("client_certificate_file", words))?;
				let identity = secrets::identity(&certificate, &key)
					.map_err(|words| section.fault("client_key_file", words))?;
				Some(identity)
			}
			(Some(_), None) => {
				return Err(
					section.fault("client_key_file", "missing beside client_certificate_file")
				)
			}
			(None, Some(_)) => {
				return Err(
					section.fault("client_certificate_file", "missing beside client_key_file")
				)
			}
		};
		link.connect = section.duration("connect_ms", 3_000, 1..=60_000)?;
		link.request = section.duration("request_ms", 10_000, 1..=600_000)?;
		link.pool = section.size("pool", 8, 0..=256)?;
		link.concurrency = section.size("concurrency", 16, 1..=256)?;
		link.max_body = section.size("max_body_bytes", DEFAULT_MAX_BODY, KIB..=64 * MIB)?;
		Ok(link)
	}
}

fn parse(text: &str) -> Result<Url, String> {
	let url = Url::parse(text).map_err(|fault| format!("not a URL: {fault}"))?;
	if !matches!(url.scheme(), "http" | "https") {
		return Err("begins with neither http:// nor https://".into());
	}
	if !url.username().is_empty() || url.password().is_some() {
		return Err("names a user or a password: credentials do not stand in a URL".into());
	}
	if url.query().is_some() || url.fragment().is_some() {
		return Err("has a query or a fragment".into());
	}
	Ok(url)
}

fn is_loopback(url: &Url) -> bool {
	match url.host() {
		Some(Host::Domain(name)) => name == "localhost",
		Some(Host::Ipv4(address)) => address.is_loopback(),
		Some(Host::Ipv6(address)) => address.is_loopback(),
		None => false,
	}
}

fn certificates(path: &Path) -> Result<Vec<u8>, String> {
	let shown = path.display();
	let file = File::open(path).map_err(|fault| format!("{shown} cannot be read: {fault}"))?;
	let mut pem = Vec::new();
	file.take(MAX_PEM_BYTES + 1)
		.read_to_end(&mut pem)
		.map_err(|fault| format!("{shown} cannot be read: {fault}"))?;
	if pem.len() as u64 > MAX_PEM_BYTES {
		return Err(format!("{shown} is larger than {MAX_PEM_BYTES} bytes"));
	}
	Ok(pem)
}
