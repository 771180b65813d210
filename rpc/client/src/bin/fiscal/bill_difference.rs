//! `fiscal bill difference`: what a version of a bill changed 差异摘要, the proof that it changed one
//! field, and its check against the root on the chain (R225).

use crate::{
	bill,
	context::Context,
	output::{table, Report},
	proof,
	values::{digest, read_json, write_json},
};
use clap::{Args, Subcommand};
use codec::DecodeAll;
use fiscal_client::{faults::Kind, Client, Fault};
use fiscal_primitives::{
	bill::{
		difference_proofs, difference_root, verify_difference, BillKind, Circulation,
		DifferenceProof, FieldChange, Medium, TxPosition, Use, Validity,
	},
	rpc::BillAnswer,
	Bill, BillKey, CheckDigest, Date, Digest, Fen, NodeId, ParticipantId, PayerRef, SceneId,
};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// The largest file of a bill or of the proof of a change, in bytes.
const MAX_FILE: u64 = 64 * 1024;

/// What can be done with the differences between versions of bills.
#[derive(Subcommand)]
pub enum DifferenceCommand {
	/// Show what changed between two versions of a bill: the root and its leaves
	Show(Versions),
	/// Write the proof that a version changed one field
	Prove {
		#[command(flatten)]
		versions: Versions,
		/// The field, as JSON names it, such as usage
		#[arg(long)]
		field: String,
		/// Where to write it; an existing file is not overwritten
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
	/// Check the proof of a change against the root of that version: exit code 0 if it holds, 3 if
	/// not
	Verify(Verify),
}

/// Two versions of a bill: from the history of the node, or from files.
#[derive(Args)]
pub struct Versions {
	/// The bill, CODE-NUMBER; the node's history of it is asked
	#[arg(
		value_name = "CODE-NUMBER",
		required_unless_present = "old",
		conflicts_with_all = ["old", "new"]
	)]
	bill: Option<BillKey>,
	/// The version before [default: the one before the other]
	#[arg(long, value_name = "VERSION", conflicts_with_all = ["old", "new"])]
	from: Option<u32>,
	/// The version after [default: the latest]
	#[arg(long, value_name = "VERSION", conflicts_with_all = ["old", "new"])]
	to: Option<u32>,
	/// File of the bill before, as `fiscal bill get --output json` prints it
	#[arg(long, value_name = "FILE", requires = "new")]
	old: Option<PathBuf>,
	/// File of the bill after
	#[arg(long, value_name = "FILE", requires = "old")]
	new: Option<PathBuf>,
}

/// A proof, and where the root comes from.
#[derive(Args)]
pub struct Verify {
	/// The file that `fiscal bill difference prove` wrote
	file: PathBuf,
	/// The root of that version, if it is known; no connection is needed [default: the node's]
	#[arg(long, value_name = "HEX", value_parser = digest, conflicts_with = "bill_proof")]
	root: Option<Digest>,
	/// Proof of the bill in that version, as `fiscal bill get --proof` writes it: the root is taken
	/// from it, without a connection and without trust in a node
	#[arg(long, value_name = "FILE", requires = "validators")]
	bill_proof: Option<PathBuf>,
	/// File of the validators you trust, as `fiscal validators export` writes it
	#[arg(long, value_name = "FILE", requires = "bill_proof")]
	validators: Option<PathBuf>,
}

/// A bill before and after.
#[derive(Debug)]
struct Change {
	key: BillKey,
	old: Bill,
	new: Bill,
}

/// The file of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProofOfChange {
	/// The bill.
	key: BillKey,
	/// The version that changed the field, from 2.
	version: u32,
	/// The leaf, as hexadecimal digits.
	leaf: String,
	/// Which of the leaves it is, from 0.
	position: u32,
	/// How many fields changed.
	leaves: u32,
	/// The nodes beside the way to the root, from below.
	path: Vec<Digest>,
}

impl ProofOfChange {
	fn of(key: BillKey, version: u32, proof: &DifferenceProof) -> Self {
		let DifferenceProof { leaf, position, leaves, path } = proof;
		let (leaf, path) = (hexadecimal(leaf), path.clone());
		Self { key, version, leaf, position: *position, leaves: *leaves, path }
	}

	/// What the proof proves to be under the root.
	fn check(&self, root: &Digest) -> Option<FieldChange> {
		let digits = self.leaf.strip_prefix("0x").unwrap_or(&self.leaf);
		let leaf = hex::decode(digits).ok()?;
		let Self { position, leaves, path, .. } = self.clone();
		verify_difference(root, &DifferenceProof { leaf, position, leaves, path })
	}
}

fn hexadecimal(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Runs a command.
pub async fn run(context: &Context, command: DifferenceCommand) -> Result<Report, Fault> {
	match command {
		DifferenceCommand::Show(versions) => show(&change(context, versions).await?),
		DifferenceCommand::Prove { versions, field, out } => {
			prove(&change(context, versions).await?, &field, &out)
		}
		DifferenceCommand::Verify(command) => verify(context, command).await,
	}
}

async fn change(context: &Context, versions: Versions) -> Result<Change, Fault> {
	let Versions { bill, from, to, old, new } = versions;
	match (bill, old, new) {
		(Some(key), ..) => {
			let history = context.client().await?.bill_history(key).await?;
			let bills: Vec<Bill> = history.into_iter().map(|item| item.bill).collect();
			pick(key, &bills, from, to)
		}
		(None, Some(old), Some(new)) => from_files(&old, &new),
		_ => Err(Fault::Input("bill: name it, or give --old and --new".into())),
	}
}

/// The two versions of a history, oldest first. A block may have made several versions, of which the
/// history has the last.
fn pick(
	key: BillKey,
	history: &[Bill],
	from: Option<u32>,
	to: Option<u32>,
) -> Result<Change, Fault> {
	let absent =
		|version: u32| Fault::NotFound(format!("version {version} of bill {key} in the history"));
	let latest = history.iter().map(|bill| bill.version).max();
	let latest = latest.ok_or_else(|| Fault::NotFound(format!("bill {key}")))?;
	let to = to.unwrap_or(latest);
	let from = from.unwrap_or(to.saturating_sub(1));
	if from >= to {
		return Err(Fault::Input(format!("from: version {from} is not before version {to}")));
	}
	let find = |version| history.iter().find(|bill| bill.version == version).cloned();
	let old = find(from).ok_or_else(|| absent(from))?;
	let new = find(to).ok_or_else(|| absent(to))?;
	Ok(Change { key, old, new })
}

fn from_files(old: &Path, new: &Path) -> Result<Change, Fault> {
	let before: BillAnswer = read_json(old, MAX_FILE)?;
	let after: BillAnswer = read_json(new, MAX_FILE)?;
	if before.key != after.key {
		return Err(Fault::file(new, format!("is of bill {}, not {}", after.key, before.key)));
	}
	if before.bill.version >= after.bill.version {
		let fault = format!("is not of a version after {}", before.bill.version);
		return Err(Fault::file(new, fault));
	}
	Ok(Change { key: after.key, old: before.bill, new: after.bill })
}

impl Change {
	fn root(&self) -> Digest {
		difference_root(&self.old, &self.new)
	}

	/// The root that the newer version holds of what it changed; none unless the other is the version
	/// before it.
	fn recorded(&self) -> Option<Digest> {
		let next = self.old.version.checked_add(1) == Some(self.new.version);
		self.new.history.as_ref().filter(|_| next).map(|link| link.difference)
	}

	/// Does the newer version follow the other: are the record before and the changes those it holds?
	fn follows(&self) -> Option<bool> {
		let root = self.recorded()?;
		let link = self.new.history.as_ref()?;
		Some(root == self.root() && link.previous == self.old.version_hash())
	}

	/// What changed, each with its proof.
	fn fields(&self) -> Vec<(DifferenceProof, FieldChange)> {
		let root = self.root();
		let proofs = difference_proofs(&self.old, &self.new).into_iter();
		let read = |proof| verify_difference(&root, &proof).map(|change| (proof, change));
		proofs.filter_map(read).collect()
	}
}

fn show(change: &Change) -> Result<Report, Fault> {
	let Change { key, old, new } = change;
	let (root, recorded, follows) = (change.root(), change.recorded(), change.follows());
	let fields = change.fields();
	let leaves: Vec<Value> = fields
		.iter()
		.map(|(proof, change)| {
			let FieldChange { field, old, new } = change;
			json!({
				"position": proof.position,
				"field": field,
				"old": value(field, old),
				"new": value(field, new),
				"leaf": hexadecimal(&proof.leaf),
			})
		})
		.collect();
	let verdict = match follows {
		None => "has none for these versions: they do not follow each other",
		Some(true) => "has the same root",
		Some(false) => "DIFFERS: these are not what the newer version was made of",
	};
	let mut text = table(&[
		("bill", key.to_string()),
		("versions", format!("{} to {}", old.version, new.version)),
		("root", format!("{root:?}")),
		("record", verdict.to_owned()),
	]);
	for (proof, change) in &fields {
		let FieldChange { field, old, new } = change;
		let (old, new) = (value(field, old), value(field, new));
		let leaf = hexadecimal(&proof.leaf);
		text.push_str(&format!("{:>3}  {field}: {old} -> {new}\n     {leaf}\n", proof.position));
	}
	let json = json!({
		"key": key,
		"from": old.version,
		"to": new.version,
		"root": root,
		"recorded": recorded,
		"follows": follows,
		"leaves": leaves,
	});
	let report = Report::new(json, text);
	Ok(if follows == Some(false) { report.ending_as(Kind::NotFound) } else { report })
}

fn prove(change: &Change, field: &str, out: &Path) -> Result<Report, Fault> {
	let (key, version) = (change.key, change.new.version);
	match change.follows() {
		None => {
			return Err(Fault::Input(format!(
				"from: a root stands on the chain for a version and the one before alone, not for \
				 {} to {version}",
				change.old.version
			)))
		}
		Some(false) => {
			return Err(Fault::Input(format!("bill: version {version} was not made of the other")))
		}
		Some(true) => {}
	}
	let fields = change.fields();
	let found = fields.iter().find(|(_, change)| change.field == field);
	let Some((proof, change)) = found else {
		let names: Vec<&str> = fields.iter().map(|(_, change)| change.field).collect();
		let changed = names.join(", ");
		return Err(Fault::NotFound(format!(
			"a change of {field} by version {version}, which changed: {changed}"
		)));
	};
	write_json(out, &ProofOfChange::of(key, version, proof))?;
	let told = told(change);
	let text = format!("Version {version} of {key}: {told}.\nIts proof is in {}.", out.display());
	let json = json!({
		"key": key,
		"version": version,
		"field": field,
		"old": value(field, &change.old),
		"new": value(field, &change.new),
		"file": out.display().to_string(),
	});
	Ok(Report::new(json, text))
}

fn told(change: &FieldChange) -> String {
	let FieldChange { field, old, new } = change;
	format!("{field} changed from {} to {}", value(field, old), value(field, new))
}

async fn verify(context: &Context, command: Verify) -> Result<Report, Fault> {
	let Verify { file, root, bill_proof, validators } = command;
	let proof: ProofOfChange = read_json(&file, MAX_FILE)?;
	let (root, source) = match (root, bill_proof, validators) {
		(Some(root), ..) => (root, "given"),
		(None, Some(path), Some(validators)) => {
			let proven = proof::bill_of(&path, &validators)?;
			let other = Fault::file(&path, format!("proves no version {}", proof.version));
			let root = proven.filter(|(key, _)| *key == proof.key);
			(root.and_then(|(_, bill)| root_of(&bill, proof.version)).ok_or(other)?, "proven")
		}
		_ => (recorded(&context.client().await?, proof.key, proof.version).await?, "node"),
	};
	Ok(judge(&proof, root, source))
}

fn judge(proof: &ProofOfChange, root: Digest, source: &str) -> Report {
	let ProofOfChange { key, version, .. } = proof;
	let json = json!({ "key": key, "version": version, "root": root, "rootFrom": source });
	let with = |mut json: Value, more: Value| {
		if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
			json.extend(more);
		}
		json
	};
	match proof.check(&root) {
		Some(change) => {
			let FieldChange { field, old, new } = &change;
			let (old, new) = (value(field, old), value(field, new));
			let more = json!({ "verdict": "proven", "field": field, "old": old, "new": new });
			let text = format!(
				"Proven: version {version} of {key}: {}.\nroot {root:?} ({source})",
				told(&change)
			);
			Report::new(with(json, more), text)
		}
		None => {
			let text = format!(
				"NOT PROVEN: no such change is under the root of version {version} of {key}.\n\
				 root {root:?} ({source})"
			);
			Report::new(with(json, json!({ "verdict": "refused" })), text).ending_as(Kind::NotFound)
		}
	}
}

/// The root of a version, if the bill is in that version.
fn root_of(bill: &Bill, version: u32) -> Option<Digest> {
	let link = bill.history.as_ref().filter(|_| bill.version == version);
	link.map(|link| link.difference)
}

/// The root the chain has of a version: of the latest from its state, of others from the history.
async fn recorded(client: &Client, key: BillKey, version: u32) -> Result<Digest, Fault> {
	let latest = bill::require(client, key).await?.bill;
	if let Some(root) = root_of(&latest, version) {
		return Ok(root);
	}
	let history = client.bill_history(key).await?;
	history
		.iter()
		.find_map(|item| root_of(&item.bill, version))
		.ok_or_else(|| Fault::NotFound(format!("version {version} of bill {key} in the history")))
}

/// The encoding of a field as JSON writes it; as hexadecimal digits where it cannot be read.
fn value(field: &str, bytes: &[u8]) -> Value {
	fn read<T: DecodeAll + Serialize>(mut bytes: &[u8]) -> Option<Value> {
		let decoded = T::decode_all(&mut bytes).ok()?;
		serde_json::to_value(decoded).ok()
	}
	let known = match field {
		"check" => read::<CheckDigest>(bytes),
		"total" | "reimbursed" => read::<Fen>(bytes),
		"issuedOn" => read::<Date>(bytes),
		"issuer" => read::<ParticipantId>(bytes),
		"node" => read::<NodeId>(bytes),
		"scene" => read::<SceneId>(bytes),
		"payer" => read::<PayerRef>(bytes),
		"xml" | "summary" => read::<Digest>(bytes),
		"pdf" => read::<Option<Digest>>(bytes),
		"related" => read::<Option<BillKey>>(bytes),
		"registered" => read::<TxPosition>(bytes),
		"kind" => read::<BillKind>(bytes),
		"validity" => read::<Validity>(bytes),
		"medium" => read::<Medium>(bytes),
		"usage" => read::<Use>(bytes),
		"circulation" => read::<Circulation>(bytes),
		_ => None,
	};
	known.unwrap_or_else(|| hexadecimal(bytes).into())
}

#[cfg(test)]
mod tests;
