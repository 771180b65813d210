//! What belongs to bills outside of the chain: `fiscal bill relations set|get` (R093, R094).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::read_json,
};
use cbc::cipher::{block_padding::Pkcs7, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use clap::Subcommand;
use fiscal_client::{calls::bills, Fault};
use fiscal_primitives::{
	bill::{
		BillNetwork, FileLocation, Relations, RelationsBatch, RelationsEntry, SealedPath,
		StorageMedium, MAX_RELATIONS,
	},
	BillKey, Digest, Text,
};
use fiscal_sm_crypto::{hmac_sm3, sm3_256};
use serde::Deserialize;
use serde_json::json;
use sm4::Sm4;
use std::path::PathBuf;

/// The largest list that is read, in bytes.
const MAX_LIST: u64 = 1024 * 1024;
/// Bytes of an SM4 key, and of an initial vector.
const BLOCK: usize = 16;
/// The longest path, in bytes: seven blocks with one byte of padding at least.
const MAX_PATH: usize = 111;

/// What can be done with relations.
#[derive(Subcommand)]
pub enum RelationsCommand {
	/// Set the relations of 1 to 100 bills: the operator of their node, or their issuer
	///
	/// The file is a JSON list of {"bill", "xml", "pdf", "json", "index", "metadata"}; each file is
	/// {"medium": "objectStore" | "ipfs" | "fileSystem" | "archive", "path", "size"}. Paths are
	/// encrypted before they leave this machine, and of `index` only the SM3 reaches the chain.
	Set {
		/// The list
		list: PathBuf,
		/// SM4 key of the paths, 32 hexadecimal digits
		#[arg(long, value_name = "HEX", env = "FISCAL_PATH_KEY", hide_env_values = true)]
		path_key: PathKey,
	},
	/// Show the relations of a bill in four layers
	Get {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// SM4 key of the paths: shows them in the clear
		#[arg(long, value_name = "HEX", env = "FISCAL_PATH_KEY", hide_env_values = true)]
		path_key: Option<PathKey>,
	},
}

/// Key of the paths.
#[derive(Clone)]
pub struct PathKey([u8; BLOCK]);

/// The key is never printed.
impl core::fmt::Debug for PathKey {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("PathKey(..)")
	}
}

impl core::str::FromStr for PathKey {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let mut key = [0u8; BLOCK];
		hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut key)
			.map_err(|_| "not 32 hexadecimal digits".to_string())?;
		Ok(Self(key))
	}
}

impl PathKey {
	fn digest(&self, path: &str) -> Digest {
		hmac_sm3(&self.0, path.as_bytes()).into()
	}

	fn seal(&self, path: &str) -> Result<SealedPath, Fault> {
		if path.len() > MAX_PATH {
			return Err(Fault::Input(format!("path: {path} is longer than {MAX_PATH} bytes")));
		}
		loop {
			let mut iv = [0u8; BLOCK];
			getrandom::fill(&mut iv).map_err(|fault| Fault::Internal(fault.to_string()))?;
			let sealed = self.seal_with(iv, path);
			// By chance it may look like a path in the clear, which the chain refuses.
			if !sealed.is_ascii() {
				return SealedPath::new(&sealed)
					.map_err(|fault| Fault::Internal(fault.to_string()));
			}
		}
	}

	/// Initial vector and ciphertext.
	fn seal_with(&self, iv: [u8; BLOCK], path: &str) -> Vec<u8> {
		let hidden = cbc::Encryptor::<Sm4>::new((&self.0).into(), (&iv).into())
			.encrypt_padded_vec::<Pkcs7>(path.as_bytes());
		[&iv[..], &hidden].concat()
	}

	/// The path, if this is its key and it is whole.
	fn open(&self, location: &FileLocation) -> Option<String> {
		let (iv, hidden) = location.path.as_bytes().split_at_checked(BLOCK)?;
		let iv: [u8; BLOCK] = iv.try_into().ok()?;
		let plain = cbc::Decryptor::<Sm4>::new((&self.0).into(), (&iv).into())
			.decrypt_padded_vec::<Pkcs7>(hidden)
			.ok()?;
		let path = String::from_utf8(plain).ok()?;
		(self.digest(&path) == location.path_digest).then_some(path)
	}
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Listed {
	bill: BillKey,
	xml: Option<ListedFile>,
	pdf: Option<ListedFile>,
	json: Option<ListedFile>,
	index: String,
	metadata: Option<Text<64>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListedFile {
	medium: StorageMedium,
	path: String,
	size: u64,
}

impl ListedFile {
	fn locate(&self, key: &PathKey) -> Result<FileLocation, Fault> {
		let (path, path_digest) = (key.seal(&self.path)?, key.digest(&self.path));
		Ok(FileLocation { medium: self.medium, path, path_digest, size: self.size })
	}
}

impl Listed {
	fn relations(&self, key: &PathKey) -> Result<Relations, Fault> {
		let locate = |file: &Option<ListedFile>| -> Result<Option<FileLocation>, Fault> {
			file.as_ref().map(|file| file.locate(key)).transpose()
		};
		Ok(Relations {
			xml: locate(&self.xml)?,
			pdf: locate(&self.pdf)?,
			json: locate(&self.json)?,
			index: sm3_256(self.index.as_bytes()).into(),
			metadata: self.metadata.clone(),
		})
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: RelationsCommand) -> Result<Report, Fault> {
	match command {
		RelationsCommand::Set { list, path_key } => {
			let listed: Vec<Listed> = read_json(&list, MAX_LIST)?;
			let client = context.client().await?;
			let mut entries = Vec::with_capacity(listed.len());
			for one in &listed {
				let known = client.bill_relations(one.bill).await?.and_then(|found| found.index);
				let version = known.map_or(0, |index| index.version);
				let relations = one.relations(&path_key)?;
				entries.push(RelationsEntry { key: one.bill, version, relations });
			}
			let count = entries.len();
			let entries = RelationsBatch::try_from(entries)
				.map_err(|_| Fault::Input(format!("list: more than {MAX_RELATIONS} bills")))?;
			let what = format!("Set the relations of {count} bills.");
			let call = bills::set_relations(&entries);
			let none = ViaCouncil::default();
			context.make(&call, &none, &what, |_| Ok(json!({ "bills": count }))).await
		}
		RelationsCommand::Get { bill, path_key } => {
			let found = context.client().await?.bill_relations(bill).await?;
			let network = found.ok_or_else(|| Fault::NotFound(format!("bill {bill}")))?;
			let mut json = to_json(&network)?;
			let paths = paths(&network, path_key.as_ref());
			if path_key.is_some() {
				let clear = paths.iter().map(|(name, _, path)| ((*name).into(), json!(path)));
				json["paths"] = serde_json::Value::Object(clear.collect());
			}
			Ok(Report::new(json, describe(&network, &paths)))
		}
	}
}

/// Name, place and, with its key, path of each file.
fn paths<'a>(
	network: &'a BillNetwork,
	key: Option<&PathKey>,
) -> Vec<(&'static str, &'a FileLocation, Option<String>)> {
	network
		.files
		.iter()
		.flat_map(|files| [("xml", &files.xml), ("pdf", &files.pdf), ("json", &files.json)])
		.filter_map(|(name, file)| {
			let file = file.as_ref()?;
			Some((name, file, key.and_then(|key| key.open(file))))
		})
		.collect()
}

fn describe(network: &BillNetwork, paths: &[(&str, &FileLocation, Option<String>)]) -> String {
	let mut text = table(&[
		("bill", network.key.to_string()),
		("kind", word(&network.subject.kind)),
		("total", format!("{} yuan", network.subject.total)),
		("issued on", network.subject.issued_on.to_string()),
		("issuer", network.subject.issuer.to_string()),
		("xml", format!("{:?}", network.digests.xml)),
		("summary", format!("{:?}", network.digests.summary)),
		("record", format!("{:?}", network.digests.record)),
	]);
	for (name, file, path) in paths {
		let place = path.clone().unwrap_or_else(|| file.path.to_string());
		text.push_str(&format!("{name}: {} bytes, {} {place}\n", file.size, word(&file.medium)));
	}
	match &network.index {
		Some(index) => {
			text.push_str(&format!("index key: {:?}, version {}\n", index.key, index.version));
		}
		None => text.push_str("no files and no index key are known\n"),
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	fn key(byte: u8) -> PathKey {
		PathKey([byte; BLOCK])
	}

	fn located(path: &str) -> FileLocation {
		let file = ListedFile { medium: StorageMedium::Ipfs, path: path.into(), size: 9 };
		file.locate(&key(1)).unwrap()
	}

	#[test]
	fn a_path_is_read_with_its_key_alone() {
		let file = located("ipfs://bafy/0000000001.xml");
		assert_eq!(key(1).open(&file).as_deref(), Some("ipfs://bafy/0000000001.xml"));
		assert_eq!(key(2).open(&file), None);
		let other = FileLocation { path_digest: Digest::zero(), ..file.clone() };
		assert_eq!(key(1).open(&other), None);
		assert_ne!(located("ipfs://bafy/0000000001.xml").path, file.path, "no two look alike");
	}

	#[test]
	fn paths_have_at_most_111_bytes() {
		assert!(key(1).seal(&"p".repeat(111)).is_ok());
		assert!(key(1).seal(&"p".repeat(112)).is_err());
		assert!(key(1).seal("").is_ok());
	}

	#[test]
	fn a_list_is_read_strictly() {
		let list = r#"[{"bill":"31060125-0000000001","index":"visit/1","xml":
			{"medium":"objectStore","path":"bills/1.xml","size":6000}}]"#;
		let listed: Vec<Listed> = serde_json::from_str(list).unwrap();
		let relations = listed[0].relations(&key(1)).unwrap();
		assert_eq!(relations.index, Digest::from(sm3_256(b"visit/1")));
		assert!(relations.xml.is_some() && relations.pdf.is_none());
		let unknown = r#"[{"bill":"31060125-0000000001","index":"1","colour":"red"}]"#;
		assert!(serde_json::from_str::<Vec<Listed>>(unknown).is_err());
	}

	#[test]
	fn a_key_has_32_digits() {
		assert!("00".repeat(16).parse::<PathKey>().is_ok());
		assert!("00".repeat(15).parse::<PathKey>().is_err());
	}
}
