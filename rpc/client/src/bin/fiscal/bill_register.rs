//! `fiscal bill register`.

use crate::{
	bill_files::{find, in_parallel, load_with_fields, progress},
	context::Context,
	output::{word, Report},
	values::IndexKey,
};
use clap::Args;
use fiscal_client::{
	faults::Kind,
	register::{register_all, ClientRegistrar, EntryResult, EntryState, Pipeline, IN_FLIGHT},
	Fault, Patience,
};
use fiscal_primitives::{bill::MAX_BATCH, BillEntry, NodeId, ParticipantId, SceneId};
use serde_json::{json, Value};
use std::{
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
	time::{Duration, Instant},
};

/// The least time a batch is waited for: quotas refill while others are on their way.
const LEAST_WAIT: Duration = Duration::from_secs(120);

/// What to register, and as whose.
#[derive(Args)]
pub struct Register {
	/// XML files, and folders that are searched for them
	#[arg(required = true, value_name = "PATH")]
	paths: Vec<PathBuf>,
	/// The scene
	#[arg(long, value_name = "ID")]
	scene: SceneId,
	/// The access node
	#[arg(long, value_name = "ID")]
	node: NodeId,
	/// The issuer [default: the participant of the signing account, or its organisation]
	#[arg(long, value_name = "ID")]
	issuer: Option<ParticipantId>,
	/// Bills in a batch, 1 to 500
	#[arg(
		long,
		default_value_t = 500,
		value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_BATCH))
	)]
	batch: u32,
	/// Batches on their way at the same time
	#[arg(long, default_value_t = IN_FLIGHT, value_parser = clap::value_parser!(u8).range(1..=64))]
	in_flight: u8,
	/// Key of the payer index, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: IndexKey,
	/// Hand in the fields that the rules of a scene may demand; names and numbers of people only masked
	#[arg(long)]
	fields: bool,
}

/// What became of a file.
struct FileResult {
	path: PathBuf,
	/// The bill, unless the file could not be read.
	key: Option<String>,
	state: &'static str,
	detail: Option<String>,
	block: Option<u32>,
	transaction: Option<String>,
}

/// Registers bills.
pub async fn run(context: &Context, command: Register) -> Result<Report, Fault> {
	let account = context.account()?;
	let files = find(&command.paths)?;
	if files.is_empty() {
		return Err(Fault::Input("path: no XML file in it".into()));
	}
	let client = context.client().await?;
	let issuer = match command.issuer {
		Some(issuer) => issuer,
		None => client.participant_of(account.id()).await?.organisation,
	};
	let started = Instant::now();
	let read = read_all(context, &files, &command.index_key.0, command.fields)?;
	let mut entries = Vec::new();
	let mut sources = Vec::new();
	let mut results = Vec::new();
	for (path, entry) in files.into_iter().zip(read) {
		match entry {
			Ok(entry) => {
				entries.push(entry);
				sources.push(path);
			}
			Err(fault) => results.push(FileResult::unreadable(path, &fault)),
		}
	}
	let patience = context.patience();
	let patience = Patience { wait: patience.wait.max(LEAST_WAIT), for_quota: true, ..patience };
	let registrar = ClientRegistrar::new(
		client.with_patience(patience),
		account,
		command.node,
		issuer,
		command.scene,
	);
	let pipeline = Pipeline {
		batch: usize::try_from(command.batch).unwrap_or(usize::MAX),
		in_flight: usize::from(command.in_flight),
	};
	let bar = progress(context, entries.len() as u64, "bills registered");
	let on_batch = |batch: &[EntryResult]| bar.inc(batch.len() as u64);
	let registered = register_all(&registrar, &entries, pipeline, on_batch).await?;
	bar.finish_and_clear();
	let read_results = sources.into_iter().zip(&registered);
	results.extend(read_results.map(|(path, result)| FileResult::of(path, result)));
	results.sort_by(|a, b| a.path.cmp(&b.path));
	Ok(report(&results, &registered, started.elapsed()))
}

fn read_all(
	context: &Context,
	files: &[PathBuf],
	index_key: &[u8],
	fields: bool,
) -> Result<Vec<Result<BillEntry, Fault>>, Fault> {
	let bar = progress(context, files.len() as u64, "files read");
	let slots: Vec<Mutex<Option<Result<BillEntry, Fault>>>> =
		files.iter().map(|_| Mutex::new(None)).collect();
	in_parallel(files.len() as u64, |index| {
		let index = usize::try_from(index).unwrap_or(usize::MAX);
		if let (Some(file), Some(slot)) = (files.get(index), slots.get(index)) {
			let entry = load_with_fields(file, index_key, fields);
			*slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(entry);
			bar.inc(1);
		}
		Ok(())
	})?;
	bar.finish_and_clear();
	slots
		.into_iter()
		.map(|slot| {
			slot.into_inner()
				.unwrap_or_else(PoisonError::into_inner)
				.ok_or_else(|| Fault::Internal("a file was not read".into()))
		})
		.collect()
}

impl FileResult {
	fn unreadable(path: PathBuf, fault: &Fault) -> Self {
		let detail = match fault {
			Fault::File { reason, .. } => reason.clone(),
			fault => fault.to_string(),
		};
		let state = "unreadable";
		Self { path, key: None, state, detail: Some(detail), block: None, transaction: None }
	}

	fn of(path: PathBuf, result: &EntryResult) -> Self {
		let mut file = Self {
			path,
			key: Some(result.key.to_string()),
			state: "registered",
			detail: None,
			block: None,
			transaction: None,
		};
		match &result.state {
			EntryState::Registered { block, transaction } => {
				file.block = Some(*block);
				file.transaction = transaction.map(|hash| format!("{hash:?}"));
			}
			EntryState::Already => file.state = "alreadyRegistered",
			EntryState::Refused(reason, culprit) => {
				file.state = "refused";
				let culprit = culprit.as_ref().map(|text| format!(" ({text})"));
				file.detail = Some(word(reason) + &culprit.unwrap_or_default());
			}
			EntryState::Faulted(fault) => {
				file.state = "failed";
				file.detail = Some(fault.to_string());
			}
		}
		file
	}

	fn json(&self) -> Value {
		json!({
			"path": self.path.display().to_string(),
			"key": self.key,
			"state": self.state,
			"detail": self.detail,
			"block": self.block,
			"transaction": self.transaction,
		})
	}

	fn line(&self) -> String {
		let name = Path::new(&self.path).display();
		let detail = self.detail.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
		let block = self.block.map(|block| format!(" in block {block}")).unwrap_or_default();
		format!("{name}  {}{block}{detail}\n", self.state)
	}
}

fn report(results: &[FileResult], registered: &[EntryResult], took: Duration) -> Report {
	let count = |state: &str| results.iter().filter(|result| result.state == state).count();
	let (new, already) = (count("registered"), count("alreadyRegistered"));
	let bad = results.len().saturating_sub(new).saturating_sub(already);
	let text = results.iter().map(FileResult::line).collect::<String>()
		+ &format!(
			"{new} registered, {already} registered before, {bad} not registered, in {:.1} s\n",
			took.as_secs_f64()
		);
	let json = json!({
		"files": results.iter().map(FileResult::json).collect::<Vec<_>>(),
		"registered": new,
		"alreadyRegistered": already,
		"notRegistered": bad,
		"milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
	});
	let report = Report::new(json, text);
	match (bad, worst(registered)) {
		(0, _) => report,
		(_, Some(kind)) if new == 0 && already == 0 => report.ending_as(kind),
		_ => report.ending_as(Kind::PartlyRefused),
	}
}

/// The kind of the first fault that was no consequence of another.
fn worst(results: &[EntryResult]) -> Option<Kind> {
	results.iter().find_map(|result| match &result.state {
		EntryState::Faulted(fault) if !matches!(fault, Fault::NotSent(_)) => Some(fault.kind()),
		_ => None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_client::faults::Refusal as PoolRefusal;
	use fiscal_primitives::bill::Refusal;

	fn result(state: EntryState) -> EntryResult {
		EntryResult { key: "31060125-0000000001".parse().unwrap(), state }
	}

	fn exit(states: Vec<EntryState>, unreadable: usize) -> u8 {
		let registered: Vec<EntryResult> = states.into_iter().map(result).collect();
		let mut results: Vec<FileResult> =
			registered.iter().map(|result| FileResult::of("a.xml".into(), result)).collect();
		for _ in 0..unreadable {
			let fault = Fault::file(Path::new("b.xml"), "not XML");
			results.push(FileResult::unreadable("b.xml".into(), &fault));
		}
		report(&results, &registered, Duration::from_secs(1)).code()
	}

	#[test]
	fn the_exit_code_says_whether_every_bill_is_on_the_chain() {
		let done = || EntryState::Registered { block: 1, transaction: None };
		assert_eq!(exit(vec![done(), EntryState::Already], 0), 0);
		let refused = EntryState::Refused(Refusal::AlreadyExists, None);
		assert_eq!(exit(vec![done(), refused.clone()], 0), Kind::PartlyRefused.exit_code());
		assert_eq!(exit(vec![refused], 0), Kind::PartlyRefused.exit_code());
		assert_eq!(exit(vec![done()], 1), Kind::PartlyRefused.exit_code());
		let frozen = EntryState::Faulted(Fault::Refused(PoolRefusal::NotActive));
		let behind = EntryState::Faulted(Fault::NotSent("x".into()));
		assert_eq!(exit(vec![behind, frozen], 0), Kind::Refused.exit_code());
	}

	#[test]
	fn every_file_has_a_line() {
		let file = FileResult::of(
			"a.xml".into(),
			&result(EntryState::Refused(Refusal::DateInFuture, None)),
		);
		assert_eq!(file.line(), "a.xml  refused: dateInFuture\n");
		let culprit = Some("field hospitalLevel".to_string());
		let blamed = result(EntryState::Refused(Refusal::FieldRefused, culprit));
		let file = FileResult::of("a.xml".into(), &blamed);
		assert_eq!(file.line(), "a.xml  refused: fieldRefused (field hospitalLevel)\n");
		let done = EntryState::Registered { block: 9, transaction: None };
		let file = FileResult::of("b.xml".into(), &result(done));
		assert_eq!(file.line(), "b.xml  registered in block 9\n");
	}
}
