//! `fiscal validators`: the validators that proofs are checked against.

use crate::{
	context::Context,
	output::{table, to_json, Report},
	values::write_json,
};
use clap::Subcommand;
use fiscal_client::Fault;
use fiscal_proof::TrustedSet;
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

const WARNING: &str = "A node says this, and a false node would name validators of its own. Trust \
	the file only after somebody else than the node has confirmed genesis and fingerprint: the \
	consortium publishes them.";

/// What can be done with validators.
#[derive(Subcommand)]
pub enum ValidatorsCommand {
	/// Write the validators in office to a new file, for `fiscal proof verify`
	Export {
		/// The file
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
}

/// Runs a command.
pub async fn run(
	context: &Context,
	ValidatorsCommand::Export { out }: ValidatorsCommand,
) -> Result<Report, Fault> {
	let trusted = context.client().await?.settled_validators().await?;
	write_json(&out, &trusted)?;
	let mut json = to_json(&trusted)?;
	if let Value::Object(members) = &mut json {
		let more = json!({
			"fingerprint": trusted.validators.hash(),
			"file": out.display().to_string(),
			"warning": WARNING,
		});
		members.extend(more.as_object().cloned().unwrap_or_default());
	}
	Ok(Report::new(json, format!("{}\nWARNING: {WARNING}\n", show(&trusted, &out))))
}

fn show(trusted: &TrustedSet, file: &Path) -> String {
	let TrustedSet { genesis, from, validators } = trusted;
	let mut rows = vec![
		("file", file.display().to_string()),
		("genesis", format!("{genesis:?}")),
		("from block", from.to_string()),
		("fingerprint", format!("{:?}", validators.hash())),
	];
	rows.extend(validators.validators().iter().map(|validator| {
		("validator", format!("{}, weight {}", validator.public, validator.weight))
	}));
	table(&rows)
}
