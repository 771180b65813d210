//! `fiscal participant import` 批量导入 (R025): every line of a CSV file is checked, the faulty ones
//! are reported, and the correct ones are submitted one by one once that is confirmed.

mod csv;

use super::{
	admission::{admitted, child_kind, digest_of},
	keys::Endorsed,
};
use crate::{
	context::Context,
	output::Report,
	values::{digest, read_at_most, IndexKey},
};
use clap::Args;
use fiscal_client::{
	calls::participants::{self, Child},
	faults::Kind,
	Client, Fault,
};
use fiscal_primitives::{
	participant::{admission_payload, Role, Roles},
	Did, Digest, ParticipantId,
};
use fiscal_sm_crypto::verify;
use serde_json::{json, Value};
use std::{collections::HashMap, path::PathBuf};

/// The largest file, in bytes, and the most lines in it.
const MAX_FILE: u64 = 16 * 1024 * 1024;
const MAX_LINES: usize = 10_000;

/// The columns, which the first line of the file names in any order.
const COLUMNS: [&str; 6] = ["name", "kind", "roles", "public", "proof", "identity"];

/// What is imported below which participant. The key that --key or --dev names signs and endorses.
#[derive(Args)]
pub struct Import {
	/// CSV file in UTF-8; its first line names the columns name, kind (organisation, operator,
	/// scene:NUMBER), roles (separated by ;), public, proof (fiscal participant sign admission) and
	/// identity (a code with --index-key, or its keyed digest)
	file: PathBuf,
	/// Number of the participant below which everything is to stand
	#[arg(long, value_name = "ID")]
	parent: ParticipantId,
	/// Key of the digests of identities, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: Option<IndexKey>,
	/// Submit the correct lines; without it they are only checked
	#[arg(long)]
	yes: bool,
}

/// A line of the file: its number, and what it says or what is wrong with it.
type Line = (usize, Result<Child, String>);

/// The lines of the file, checked against each other and for the chain of that genesis.
fn check(
	text: &str,
	parent: ParticipantId,
	genesis: &Digest,
	index_key: Option<&IndexKey>,
) -> Result<Vec<Line>, Fault> {
	let rows = csv::rows(text).map_err(Fault::Input)?;
	let Some(((_, header), rows)) = rows.split_first() else {
		return Err(Fault::Input("file: empty".into()));
	};
	let columns = places(header)?;
	if rows.len() > MAX_LINES {
		return Err(Fault::Input(format!("file: more than {MAX_LINES} lines")));
	}
	let mut seen = HashMap::new();
	let lines = rows.iter().map(|(number, row)| {
		let child = if row.len() == header.len() {
			child_of(|column| field(row, &columns, column), parent, genesis, index_key)
				.and_then(|child| once(&mut seen, *number, child))
		} else {
			Err(format!("{} fields, not {}", row.len(), header.len()))
		};
		(*number, child)
	});
	Ok(lines.collect())
}

/// Where each column stands.
fn places(header: &[String]) -> Result<HashMap<&'static str, usize>, Fault> {
	let place = |column: &'static str| {
		let mut found = header.iter().enumerate().filter(|(_, name)| name.trim() == column);
		match (found.next(), found.next()) {
			(Some((at, _)), None) => Ok((column, at)),
			(None, _) => Err(Fault::Input(format!("file: no column {column}"))),
			_ => Err(Fault::Input(format!("file: two columns {column}"))),
		}
	};
	let columns = COLUMNS.into_iter().map(place).collect::<Result<HashMap<_, _>, _>>()?;
	if header.len() != columns.len() {
		return Err(Fault::Input(format!("file: columns other than {}", COLUMNS.join(", "))));
	}
	Ok(columns)
}

fn field<'a>(row: &'a [String], columns: &HashMap<&str, usize>, column: &str) -> &'a str {
	columns.get(column).and_then(|at| row.get(*at)).map(|text| text.trim()).unwrap_or_default()
}

/// What one line says; every field is required.
fn child_of<'a>(
	field: impl Fn(&str) -> &'a str,
	parent: ParticipantId,
	genesis: &Digest,
	index_key: Option<&IndexKey>,
) -> Result<Child, String> {
	if let Some(missing) = COLUMNS.into_iter().find(|column| field(column).is_empty()) {
		return Err(format!("{missing}: missing"));
	}
	let named = |name: &str, fault: &dyn core::fmt::Display| format!("{name}: {fault}");
	let name =
		field("name").parse().map_err(|fault: fiscal_primitives::Invalid| named("name", &fault))?;
	let kind = child_kind(field("kind")).map_err(|fault| named("kind", &fault))?;
	let roles = roles(field("roles"))?;
	let key = field("public")
		.parse::<fiscal_sm_crypto::Public>()
		.map_err(|fault| named("public", &fault))?;
	let proof = field("proof")
		.parse::<fiscal_sm_crypto::Signature>()
		.map_err(|fault| named("proof", &fault))?;
	if !verify(&key, &admission_payload(genesis, Some(parent), &key), &proof) {
		return Err("proof: not by this key for this parent and chain".into());
	}
	let text = field("identity");
	let identity = match (digest(text), index_key) {
		(Ok(digest), _) => digest,
		(Err(_), Some(key)) => digest_of(text, key),
		(Err(_), None) => return Err("identity: no digest, and no --index-key is given".into()),
	};
	Ok(Child { name, kind, roles, key, identity, proof })
}

fn roles(text: &str) -> Result<Roles, String> {
	let role = |name: &str| {
		serde_json::from_value::<Role>(Value::String(name.trim().into()))
			.map_err(|_| format!("roles: {} is none", name.trim()))
	};
	let roles = text.split(';').map(role).collect::<Result<Vec<_>, _>>()?;
	Ok(Roles::of(&roles))
}

/// No key and no identity stands twice in the file.
fn once(seen: &mut HashMap<Vec<u8>, usize>, number: usize, child: Child) -> Result<Child, String> {
	let values = [
		("public", child.key.as_bytes().to_vec()),
		("identity", child.identity.as_bytes().to_vec()),
	];
	for (column, value) in &values {
		if let Some(first) = seen.get(value) {
			return Err(format!("{column}: stands in line {first} already"));
		}
	}
	seen.extend(values.into_iter().map(|(_, value)| (value, number)));
	Ok(child)
}

/// Checks the file, and submits what is correct if that is confirmed.
pub async fn run(context: &Context, command: Import) -> Result<Report, Fault> {
	let Import { file, parent, index_key, yes } = command;
	let bytes = read_at_most(&file, MAX_FILE)?;
	let text = core::str::from_utf8(&bytes).map_err(|_| Fault::file(&file, "not UTF-8"))?;
	let client = context.client().await?;
	let lines = check(text, parent, &client.genesis(), index_key.as_ref())?;
	let mut done = Vec::new();
	for (number, line) in &lines {
		let state = match line {
			Err(fault) => State::Faulty(fault.clone()),
			Ok(child) if yes => submit(context, &client, parent, child).await?,
			Ok(_) => State::Correct,
		};
		done.push((*number, line.as_ref().ok().map(|child| child.name.to_string()), state));
	}
	Ok(report(&done, yes))
}

/// What became of a line.
#[derive(Debug)]
enum State {
	Faulty(String),
	Correct,
	Refused(String),
	Admitted { id: Option<ParticipantId>, did: Did },
}

/// Submits one line. What the chain refuses is told of the line; when the node is gone or the outcome
/// is not known, the import ends there.
async fn submit(
	context: &Context,
	client: &Client,
	parent: ParticipantId,
	child: &Child,
) -> Result<State, Fault> {
	let endorsement = Endorsed::default();
	let endorsement = endorsement.resolve(context, client, parent, child).await?;
	let call = participants::admit_child(parent, child, endorsement);
	match client.submit(&call, &context.account()?).await {
		Ok(outcome) => {
			Ok(State::Admitted { id: admitted(&outcome, "Admitted")?, did: Did::of(&child.key) })
		}
		Err(fault) if fault.kind() == Kind::Refused => Ok(State::Refused(fault.to_string())),
		Err(fault) => Err(fault),
	}
}

fn report(done: &[(usize, Option<String>, State)], submitted: bool) -> Report {
	let mut text = String::new();
	let (mut bad, mut items) = (0usize, Vec::new());
	for (line, name, state) in done {
		let title = name.clone().unwrap_or_default();
		let mut item = json!({ "line": line, "name": name });
		let (word, more) = match state {
			State::Correct => ("correct", json!({})),
			State::Faulty(reason) => ("faulty", json!({ "reason": reason })),
			State::Refused(reason) => ("refused", json!({ "reason": reason })),
			State::Admitted { id, did } => ("admitted", json!({ "id": id, "did": did })),
		};
		if let State::Faulty(reason) | State::Refused(reason) = state {
			bad = bad.saturating_add(1);
			text.push_str(&format!("line {line}: {word}: {reason}\n"));
		}
		if let State::Admitted { did, .. } = state {
			text.push_str(&format!("line {line}: admitted {title}, {did}\n"));
		}
		if let (Value::Object(item), Value::Object(more)) = (&mut item, more) {
			item.insert("state".into(), json!(word));
			item.extend(more);
		}
		items.push(item);
	}
	let good = done.len().saturating_sub(bad);
	text.push_str(&match submitted {
		true => format!("{good} of {} lines admitted.\n", done.len()),
		false => format!(
			"{good} of {} lines are correct; nothing was submitted. Submit them with --yes.\n",
			done.len()
		),
	});
	let report = Report::new(json!({ "submitted": submitted, "lines": items }), text);
	match bad {
		0 => report,
		_ => report.ending_as(Kind::PartlyRefused),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;

	const PARENT: ParticipantId = ParticipantId(6);
	const GENESIS: Digest = Digest::repeat_byte(1);

	fn line(name: &str, key_of: &str, identity: &str) -> String {
		let pair = Pair::from_dev_name(key_of);
		let proof = pair.sign(&admission_payload(&GENESIS, Some(PARENT), &pair.public()));
		format!("{name},operator,issuer;administrator,{},{proof},{identity}", pair.public())
	}

	fn checked(lines: &[String]) -> Vec<Line> {
		let key: IndexKey = "ab".repeat(16).parse().unwrap();
		let text =
			format!("\u{feff}name,kind,roles,public,proof,identity\r\n{}", lines.join("\r\n"));
		check(&text, PARENT, &GENESIS, Some(&key)).unwrap()
	}

	fn faults(lines: &[Line]) -> Vec<String> {
		let fault =
			|(number, line): &Line| line.as_ref().err().map(|fault| format!("{number}: {fault}"));
		lines.iter().filter_map(fault).collect()
	}

	#[test]
	fn correct_lines_are_read_whole() {
		let lines =
			checked(&[line("\"收费处, 一号窗\"", "a", "1"), line("二号窗", "b", &"cd".repeat(32))]);
		assert!(faults(&lines).is_empty(), "{lines:?}");
		let first = lines[0].1.as_ref().unwrap();
		assert_eq!(first.name.as_str(), "收费处, 一号窗");
		assert_eq!(first.roles, Roles::of(&[Role::Issuer, Role::Administrator]));
		assert_eq!(lines[1].1.as_ref().unwrap().identity, Digest::repeat_byte(0xcd));
	}

	#[test]
	fn every_faulty_line_is_told_with_its_number_and_field() {
		let good = line("A", "a", "1");
		let other_kind = good.replace("operator", "robot");
		let other_role = good.replace("administrator", "king");
		let lines = checked(&[
			good.clone(),
			line("B", "a", "2"),
			line("C", "c", "1"),
			other_kind,
			other_role,
			line("D", "d", ""),
			format!("{},x", line("E", "e", "5")),
			good.replace(&Pair::from_dev_name("a").public().to_string(), "0x00"),
			line("F", "f", "6").replace(
				&Pair::from_dev_name("f").public().to_string(),
				&Pair::from_dev_name("g").public().to_string(),
			),
		]);
		let faults = faults(&lines);
		for (fault, start) in faults.iter().zip([
			"3: public: stands in line 2 already",
			"4: identity: stands in line 2 already",
			"5: kind: ",
			"6: roles: king is none",
			"7: identity: missing",
			"8: 7 fields, not 6",
			"9: public: ",
			"10: proof: not by this key",
		]) {
			assert!(fault.starts_with(start), "{fault}");
		}
		assert_eq!(faults.len(), 8);
	}

	#[test]
	fn columns_are_named_once_and_no_others() {
		let header = |text: &str| check(text, PARENT, &GENESIS, None).is_ok();
		assert!(header("identity,name,kind,roles,public,proof"));
		for bad in [
			"",
			"name,kind,roles,public,proof",
			"name,kind,roles,public,proof,identity,phone",
			"name,name,kind,roles,public,proof,identity",
		] {
			assert!(!header(bad), "{bad}");
		}
	}

	#[test]
	fn the_report_tells_what_is_to_be_done() {
		let done = [
			(2, Some("A".to_string()), State::Correct),
			(3, None, State::Faulty("kind: wrong".into())),
		];
		let report = report(&done, false);
		assert_eq!(report.code(), Kind::PartlyRefused.exit_code());
		assert_eq!(
			report.text(),
			"line 3: faulty: kind: wrong\n\
			 1 of 2 lines are correct; nothing was submitted. Submit them with --yes.\n"
		);
		assert_eq!(report.json()["lines"][1]["state"], "faulty");
	}
}
