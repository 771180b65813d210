//! Answers: text for people, one JSON document for programs.

use clap::ValueEnum;
use fiscal_client::{client::Outcome, faults::Kind, time, Fault};
use serde_json::{json, Map, Value};
use std::{
	io::{IsTerminal, Write},
	process::ExitCode,
};

/// Form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
	/// Text for people
	Text,
	/// One JSON document
	Json,
}

/// What a command has to say.
pub struct Report {
	json: Value,
	text: String,
	/// Nothing, or the kind of fault the answer amounts to although the command did its work.
	kind: Option<Kind>,
}

impl Report {
	/// An answer in both forms.
	pub fn new(json: Value, text: impl Into<String>) -> Self {
		Self { json, text: text.into(), kind: None }
	}

	/// Text that is the same in every form.
	pub fn verbatim(text: String) -> Self {
		Self { json: Value::Null, text, kind: None }
	}

	/// The same answer, with the exit code of `kind`.
	pub fn ending_as(mut self, kind: Kind) -> Self {
		self.kind = Some(kind);
		self
	}

	/// The exit code.
	pub fn code(&self) -> u8 {
		self.kind.map_or(0, Kind::exit_code)
	}

	/// The JSON form.
	#[cfg(test)]
	pub fn json(&self) -> &Value {
		&self.json
	}

	/// The form for people.
	#[cfg(test)]
	pub fn text(&self) -> &str {
		&self.text
	}

	/// What a transaction did: `what` in a sentence, and members of the JSON besides those every
	/// transaction has.
	pub fn of_transaction(outcome: &Outcome, what: &str, more: Value) -> Self {
		let mut json = transaction(outcome);
		if let Value::Object(more) = more {
			json.extend(more);
		}
		let text = format!(
			"{what}\nblock {} at {}, transaction {:?}",
			outcome.position.block,
			time::display(outcome.at),
			outcome.transaction
		);
		Self::new(Value::Object(json), text)
	}
}

/// The members of the JSON that every transaction has.
fn transaction(outcome: &Outcome) -> Map<String, Value> {
	let events: Vec<String> = outcome.events.iter().map(|event| event.title()).collect();
	let json = json!({
		"transaction": outcome.transaction,
		"block": outcome.position.block,
		"blockHash": outcome.position.block_hash,
		"extrinsic": outcome.position.index,
		"at": outcome.at,
		"events": events,
	});
	match json {
		Value::Object(members) => members,
		_ => Map::new(),
	}
}

impl Output {
	/// Prints the answer and gives the exit code.
	pub fn finish(self, answer: Result<Report, Fault>) -> ExitCode {
		let code = match &answer {
			Ok(report) => report.code(),
			Err(fault) => fault.kind().exit_code(),
		};
		let document = match (self, answer) {
			(Output::Text, Ok(report)) => report.text,
			(Output::Json, Ok(Report { json: Value::Null, text, .. })) => text,
			(Output::Json, Ok(report)) => pretty(&report.json),
			(Output::Json, Err(fault)) => pretty(&json!({ "error": {
				"kind": fault.kind().as_str(),
				"exitCode": code,
				"message": fault.to_string(),
			}})),
			(Output::Text, Err(fault)) => {
				// Nothing is left to do if the terminal is gone.
				let _ = writeln!(std::io::stderr(), "error: {fault}");
				return ExitCode::from(code);
			}
		};
		let end = if document.ends_with('\n') { "" } else { "\n" };
		match write!(std::io::stdout(), "{document}{end}") {
			Ok(()) => ExitCode::from(code),
			Err(_) => ExitCode::from(Kind::Internal.exit_code()),
		}
	}

	/// True if progress may be drawn: text for a person at a terminal.
	pub fn draws_progress(self) -> bool {
		self == Output::Text && std::io::stderr().is_terminal()
	}
}

fn pretty(json: &Value) -> String {
	serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string())
}

/// The JSON of a value of the chain.
pub fn to_json(value: &impl serde::Serialize) -> Result<Value, Fault> {
	serde_json::to_value(value).map_err(|fault| Fault::Internal(fault.to_string()))
}

/// Two columns: names, and what they are. Rows without a value are left out.
pub fn table(rows: &[(&str, String)]) -> String {
	let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
	rows.iter()
		.filter(|(_, value)| !value.is_empty())
		.map(|(name, value)| format!("{name:width$}  {value}\n"))
		.collect()
}

/// The name JSON gives a value such as a state: `partlyReimbursed`.
pub fn word(value: &impl serde::Serialize) -> String {
	match serde_json::to_value(value) {
		Ok(Value::String(text)) => text,
		Ok(other) => other.to_string(),
		Err(_) => String::new(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_client::submission::Position;
	use fiscal_primitives::{bill::Use, Digest};

	#[test]
	fn a_table_has_aligned_columns_and_no_empty_rows() {
		let rows = [("key", "1".to_string()), ("expires", "2".into()), ("pdf", String::new())];
		assert_eq!(table(&rows), "key      1\nexpires  2\n");
	}

	#[test]
	fn states_are_written_as_in_json() {
		assert_eq!(word(&Use::PartlyReimbursed), "partlyReimbursed");
	}

	#[test]
	fn the_report_of_a_transaction_has_its_place_and_what_the_command_adds() {
		let outcome = Outcome {
			transaction: Digest::repeat_byte(1),
			position: Position {
				transaction: Digest::repeat_byte(1),
				block: 7,
				block_hash: Digest::repeat_byte(2),
				index: 3,
			},
			at: 1_795_190_400_000,
			events: Vec::new(),
			closing: Vec::new(),
		};
		let report = Report::of_transaction(&outcome, "Done.", json!({ "id": 5 }));
		assert_eq!(report.json["block"], 7);
		assert_eq!(report.json["extrinsic"], 3);
		assert_eq!(report.json["id"], 5);
		assert_eq!(report.json["transaction"], format!("0x{}", "01".repeat(32)));
		assert!(report.text.starts_with("Done.\nblock 7 at 2026-11-21 00:00:00 CST"));
	}
}
