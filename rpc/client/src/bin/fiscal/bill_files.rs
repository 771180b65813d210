//! E-bill files: making, reading, and turning them into what is registered.

use crate::{
	context::{open_key, Context},
	output::{table, to_json, Report},
	values,
};
use clap::Args;
use fiscal_client::{faults::Kind, Fault};
use fiscal_ebill::{parse, sign, DateTime, Generator, GeneratorOptions, SignedEBill};
use fiscal_primitives::{BillEntry, Date, Digest};
use fiscal_sm_crypto::{Pair, Signer};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::{
	io::ErrorKind,
	path::{Path, PathBuf},
	sync::{Arc, Mutex, PoisonError},
};

/// Names of renderings that may lie beside an XML file.
const RENDERINGS: [&str; 2] = ["pdf", "ofd"];
/// How deep folders are searched.
const MAX_FOLDER_DEPTH: usize = 8;

/// What to make.
#[derive(Args)]
pub struct Generate {
	/// How many bills
	#[arg(long, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
	count: u64,
	/// Another seed makes other bills
	#[arg(long, default_value_t = 0)]
	seed: u64,
	/// Folder for the files, CODE-NUMBER.xml
	#[arg(long, value_name = "DIR")]
	out: PathBuf,
	/// Number of the first bill
	#[arg(
		long,
		default_value_t = 1,
		value_parser = clap::value_parser!(u64).range(0..10_000_000_000)
	)]
	first_number: u64,
	/// Year of issue
	#[arg(long, default_value_t = 2025, value_parser = clap::value_parser!(u16).range(2000..=2099))]
	year: u16,
	/// Last day of issue, yyyy-mm-dd [default: the end of the year, or today before that]
	#[arg(long, value_name = "DATE")]
	not_after: Option<Date>,
	/// Share of inpatient bills, 0 to 1
	#[arg(long, default_value_t = 0.05, value_name = "SHARE")]
	inpatient: f64,
	/// Key file of the issuer
	#[arg(long, value_name = "FILE")]
	issuer_key: Option<PathBuf>,
	/// Development key of the issuer
	#[arg(long, value_name = "NAME", default_value = "Issuer-Seal", conflicts_with = "issuer_key")]
	issuer_dev: String,
	/// Key file of the fiscal authority
	#[arg(long, value_name = "FILE")]
	supervisor_key: Option<PathBuf>,
	/// Development key of the fiscal authority
	#[arg(
		long,
		value_name = "NAME",
		default_value = "Supervisor-Seal",
		conflicts_with = "supervisor_key"
	)]
	supervisor_dev: String,
}

/// Makes bills.
pub fn generate(context: &Context, command: &Generate) -> Result<Report, Fault> {
	let signer = |file: &Option<PathBuf>, dev: &str| match file {
		Some(file) => open_key(file),
		None => Ok(Arc::new(Pair::from_dev_name(dev)) as Arc<dyn Signer>),
	};
	let issuer = signer(&command.issuer_key, &command.issuer_dev)?;
	let supervisor = signer(&command.supervisor_key, &command.supervisor_dev)?;
	let not_after = match command.not_after {
		Some(date) => date,
		None => Date::new(u32::from(command.year) * 10_000 + 12_31)?.min(today()?),
	};
	let generator = Generator::with(GeneratorOptions {
		seed: command.seed,
		year: command.year,
		first_number: command.first_number,
		inpatient_share: command.inpatient,
		not_after,
		..GeneratorOptions::default()
	})
	.map_err(|fault| Fault::Input(fault.to_string()))?;
	std::fs::create_dir_all(&command.out).map_err(|fault| Fault::file(&command.out, fault))?;
	let progress = progress(context, command.count, "bills made");
	let bytes = Mutex::new(0u64);
	in_parallel(command.count, |index| {
		let bill = generator.bill(index);
		let time = DateTime { date: bill.main.issued_on, time: bill.main.issue_time };
		let file = sign(&bill, &*issuer, &*supervisor, time)
			.map_err(|fault| Fault::Internal(format!("bill {}: {fault}", bill.key())))?;
		write_new(&command.out.join(format!("{}.xml", bill.key())), &file)?;
		*bytes.lock().unwrap_or_else(PoisonError::into_inner) += file.len() as u64;
		progress.inc(1);
		Ok(())
	})?;
	progress.finish_and_clear();
	let bytes = bytes.into_inner().unwrap_or_else(PoisonError::into_inner);
	let folder = command.out.display().to_string();
	Ok(Report::new(
		json!({ "count": command.count, "bytes": bytes, "folder": folder }),
		format!("{} bills, {bytes} bytes, in {folder}", command.count),
	))
}

fn today() -> Result<Date, Fault> {
	let now = std::time::SystemTime::now()
		.duration_since(std::time::UNIX_EPOCH)
		.map_err(|_| Fault::Internal("the clock of this machine is before 1970".into()))?;
	Ok(Date::at(u64::try_from(now.as_millis()).unwrap_or(u64::MAX)))
}

/// Writes a file; one that is there already must have the same content.
fn write_new(path: &Path, content: &[u8]) -> Result<(), Fault> {
	match std::fs::read(path) {
		Ok(present) if present == content => Ok(()),
		Ok(_) => Err(Fault::file(path, "exists already with other content")),
		Err(fault) if fault.kind() == ErrorKind::NotFound => {
			std::fs::write(path, content).map_err(|fault| Fault::file(path, fault))
		}
		Err(fault) => Err(Fault::file(path, fault)),
	}
}

/// Reads a bill and says what is in it.
pub fn inspect(path: &Path) -> Result<Report, Fault> {
	let signed = load(path)?;
	let main = &signed.bill.main;
	let verdict = signed.verify();
	let signatory = |signature: &fiscal_ebill::PartySignature| {
		format!("{} at {}, number {}", signature.public, signature.time, signature.serial)
	};
	let text = table(&[
		("bill", signed.bill.key().to_string()),
		("name", main.name.clone()),
		("check code", main.check.to_string()),
		("total", format!("{} yuan", main.total)),
		("issued on", format!("{} {}", main.issued_on, main.issue_time)),
		("issuer", format!("{} ({})", main.issuer.name, main.issuer.code)),
		("payer", format!("{} ({})", main.payer.name, main.payer.code)),
		(
			"items",
			format!(
				"{}, itemised in {} lines",
				signed.bill.details.len(),
				signed.bill.aux_details.len()
			),
		),
		("sm3", format!("{:?}", signed.file_digest)),
		("issuer's key", signatory(&signed.issuer_signature)),
		("supervisor's key", signatory(&signed.supervisor_signature)),
		("signatures", verdict.as_ref().map_or_else(ToString::to_string, |()| "both valid".into())),
	]);
	let json = json!({
		"key": signed.bill.key(),
		"bill": to_json(&signed.bill)?,
		"xml": signed.file_digest,
		"issuerKey": signed.issuer_signature.public,
		"supervisorKey": signed.supervisor_signature.public,
		"signaturesValid": verdict.is_ok(),
	});
	let report = Report::new(json, text);
	Ok(if verdict.is_ok() { report } else { report.ending_as(Kind::NotFound) })
}

/// Reads a bill's XML; its signatures are not checked.
pub fn load(path: &Path) -> Result<SignedEBill, Fault> {
	parse(&values::read(path)?).map_err(|fault| Fault::file(path, fault))
}

/// Reads a bill's XML, checks both signatures and makes what is registered of it.
pub fn load_entry(path: &Path, index_key: &[u8]) -> Result<BillEntry, Fault> {
	load_with_fields(path, index_key, false)
}

/// As [`load_entry`], with `fields` together with those a scene may ask for; names and numbers of
/// people stand masked in them.
pub fn load_with_fields(path: &Path, index_key: &[u8], fields: bool) -> Result<BillEntry, Fault> {
	let signed = load(path)?;
	signed.verify().map_err(|fault| Fault::file(path, fault))?;
	let mut entry = fiscal_ebill::entry(&signed, rendering(path)?, index_key)
		.map_err(|fault| Fault::file(path, fault))?;
	if fields {
		entry.fields = fiscal_ebill::fields(&signed.bill, index_key)
			.map_err(|fault| Fault::file(path, fault))?;
	}
	Ok(entry)
}

/// SM3 of the PDF or OFD beside an XML file, if there is one.
fn rendering(path: &Path) -> Result<Option<Digest>, Fault> {
	for extension in RENDERINGS {
		let beside = path.with_extension(extension);
		if beside.is_file() {
			return values::digest_of(&beside).map(Some);
		}
	}
	Ok(None)
}

/// The XML files of the given files and folders, each once, folders in the order of names.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
	let mut files = Vec::new();
	for path in paths {
		let kind = std::fs::metadata(path).map_err(|fault| Fault::file(path, fault))?;
		match kind.is_dir() {
			true => walk(path, 1, &mut files)?,
			false => files.push(path.clone()),
		}
	}
	let mut seen = std::collections::HashSet::new();
	files.retain(|file| seen.insert(file.clone()));
	Ok(files)
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Fault> {
	if depth > MAX_FOLDER_DEPTH {
		let reason = format!("folders nest deeper than {MAX_FOLDER_DEPTH}");
		return Err(Fault::file(folder, reason));
	}
	let fault = |fault: std::io::Error| Fault::file(folder, fault);
	let mut entries = std::fs::read_dir(folder)
		.and_then(Iterator::collect::<Result<Vec<_>, _>>)
		.map_err(fault)?;
	entries.sort_by_key(std::fs::DirEntry::file_name);
	for entry in entries {
		let path = entry.path();
		let kind = entry.file_type().map_err(fault)?;
		if kind.is_dir() {
			walk(&path, depth.saturating_add(1), files)?;
		} else if path.extension().is_some_and(|name| name.eq_ignore_ascii_case("xml")) {
			files.push(path);
		}
	}
	Ok(())
}

/// A progress bar on a terminal, and nothing elsewhere.
pub fn progress(context: &Context, length: u64, what: &'static str) -> ProgressBar {
	if !context.output().draws_progress() {
		return ProgressBar::hidden();
	}
	let bar = ProgressBar::new(length).with_message(what);
	let style = "{bar:40} {pos}/{len} {msg} {per_sec} {eta}";
	match ProgressStyle::with_template(style) {
		Ok(style) => bar.with_style(style),
		Err(_) => bar,
	}
}

/// Does `work` for 0 to `count` - 1 on all processors; the first fault ends it.
pub fn in_parallel(
	count: u64,
	work: impl Fn(u64) -> Result<(), Fault> + Sync,
) -> Result<(), Fault> {
	use std::sync::atomic::{AtomicU64, Ordering};
	let workers = std::thread::available_parallelism().map_or(1, usize::from);
	let next = AtomicU64::new(0);
	let failed: Mutex<Option<Fault>> = Mutex::new(None);
	std::thread::scope(|scope| {
		for _ in 0..workers {
			scope.spawn(|| loop {
				let index = next.fetch_add(1, Ordering::Relaxed);
				if index >= count {
					break;
				}
				if let Err(fault) = work(index) {
					next.store(count, Ordering::Relaxed);
					failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
				}
			});
		}
	});
	match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
		Some(fault) => Err(fault),
		None => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn make(folder: &Path, name: &str, seed: u64) -> PathBuf {
		let bill = Generator::new(seed).bill(0);
		let time = DateTime { date: bill.main.issued_on, time: bill.main.issue_time };
		let pair = |name| Pair::from_dev_name(name);
		let file = sign(&bill, &pair("Issuer-Seal"), &pair("Supervisor-Seal"), time).unwrap();
		let path = folder.join(name);
		std::fs::write(&path, file).unwrap();
		path
	}

	#[test]
	fn folders_give_their_xml_files_in_order_and_each_file_once() {
		let folder = tempfile::tempdir().unwrap();
		let inner = folder.path().join("b");
		std::fs::create_dir(&inner).unwrap();
		for name in ["c.xml", "a.XML", "a.pdf", "b/x.xml"] {
			std::fs::write(folder.path().join(name), b"").unwrap();
		}
		let paths = [folder.path().to_path_buf(), folder.path().join("c.xml")];
		let names: Vec<String> = find(&paths)
			.unwrap()
			.iter()
			.map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
			.collect();
		assert_eq!(names, ["a.XML", "b/x.xml", "c.xml"]);
		assert!(find(&[folder.path().join("missing")]).is_err());
	}

	#[test]
	fn the_rendering_beside_a_file_is_registered_with_it() {
		let folder = tempfile::tempdir().unwrap();
		let path = make(folder.path(), "bill.xml", 1);
		let key = [7u8; 16];
		assert_eq!(load_entry(&path, &key).unwrap().pdf, None);
		std::fs::write(folder.path().join("bill.ofd"), b"ofd").unwrap();
		let expected = Digest::from(fiscal_sm_crypto::sm3_256(b"ofd"));
		assert_eq!(load_entry(&path, &key).unwrap().pdf, Some(expected));
	}

	#[test]
	fn a_file_altered_by_one_byte_is_not_registered() {
		let folder = tempfile::tempdir().unwrap();
		let path = make(folder.path(), "bill.xml", 1);
		let text = std::fs::read_to_string(&path).unwrap();
		let start = text.find("<PayerPartyName>").unwrap() + "<PayerPartyName>".len();
		let mut altered = text.clone();
		altered.insert(start, 'X');
		std::fs::write(&path, altered).unwrap();
		let fault = load_entry(&path, &[7; 16]).unwrap_err();
		assert_eq!(fault.kind(), Kind::File);
		assert!(fault.to_string().contains("signature of the issuer"), "{fault}");
	}

	#[test]
	fn generated_files_are_never_overwritten_by_others() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("x.xml");
		write_new(&path, b"one").unwrap();
		write_new(&path, b"one").unwrap();
		assert!(write_new(&path, b"two").is_err());
		assert_eq!(std::fs::read(&path).unwrap(), b"one");
	}

	#[test]
	fn work_is_done_once_each_and_stops_at_a_fault() {
		let done = Mutex::new(Vec::new());
		in_parallel(100, |index| {
			done.lock().unwrap().push(index);
			Ok(())
		})
		.unwrap();
		let mut done = done.into_inner().unwrap();
		done.sort_unstable();
		assert_eq!(done, (0..100).collect::<Vec<_>>());
		let fault = in_parallel(u64::MAX / 2, |index| match index {
			50 => Err(Fault::Internal("fifty".into())),
			_ => Ok(()),
		});
		assert_eq!(fault, Err(Fault::Internal("fifty".into())));
	}
}
