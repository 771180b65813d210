//! `fiscal validators`: who decides blocks, how that changes, and the validators that proofs are checked
//! against.

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, Report},
	values::write_json,
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::bft_validators, Call, Fault};
use fiscal_primitives::ParticipantId;
use fiscal_proof::{TrustedSet, ValidatorsAnswer};
use fiscal_sm_crypto::{Public, Signature};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

const WARNING: &str = "A node says this, and a false node would name validators of its own. Trust \
	the file only after somebody else than the node has confirmed genesis and fingerprint: the \
	consortium publishes them.";

/// What can be done with validators.
#[derive(Subcommand)]
pub enum ValidatorsCommand {
	/// List the validators that decide the next two blocks
	List,
	/// Propose to the consortium council to add a validator 增加验证节点
	Add {
		/// Number of the participant that runs it
		#[arg(long, value_name = "N")]
		participant: ParticipantId,
		/// Its SM2 key, 66 hexadecimal digits
		#[arg(long, value_name = "HEX")]
		public: Public,
		/// What it signed: see `fiscal-node validator-key prove`
		#[arg(long, value_name = "HEX")]
		proof: Signature,
		/// What its vote weighs
		#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
		weight: u32,
		#[command(flatten)]
		motion: Motion,
	},
	/// Propose to the consortium council to remove a validator 移除验证节点, for ever
	Remove {
		/// Its SM2 key, 66 hexadecimal digits
		public: Public,
		#[command(flatten)]
		motion: Motion,
	},
	/// Propose to the consortium council to change what the vote of a validator weighs
	SetWeight {
		/// Its SM2 key, 66 hexadecimal digits
		public: Public,
		/// What its vote weighs
		#[arg(value_parser = clap::value_parser!(u32).range(1..))]
		weight: u32,
		#[command(flatten)]
		motion: Motion,
	},
	/// Put another key in the place of one's own 轮换密钥: whoever runs the validator
	Rotate {
		/// The key in office, 66 hexadecimal digits
		old: Public,
		/// The new one
		new: Public,
		/// What the new one signed: see `fiscal-node validator-key prove`
		#[arg(long, value_name = "HEX")]
		proof: Signature,
	},
	/// Write the validators in office to a new file, for `fiscal proof verify`
	Export {
		/// The file
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
}

/// A proposal to the council, the only one who may change the validators.
#[derive(Args)]
#[group(skip)]
pub struct Motion {
	/// How many members must approve [default: three quarters]
	#[arg(long, value_name = "MEMBERS")]
	threshold: Option<u32>,
}

impl Motion {
	async fn make(self, context: &Context, call: &Call, what: &str) -> Result<Report, Fault> {
		let via =
			ViaCouncil { via_council: true, threshold: self.threshold, ..ViaCouncil::default() };
		context.make(call, &via, what, |_| Ok(json!({}))).await
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: ValidatorsCommand) -> Result<Report, Fault> {
	match command {
		ValidatorsCommand::List => {
			let answer = context.client().await?.validators(None).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound("a validator set".into()))?;
			let text = list(&answer);
			Ok(Report::new(to_json(&answer)?, text))
		}
		ValidatorsCommand::Add { participant, public, proof, weight, motion } => {
			let call = bft_validators::add_validator(participant, public, weight, proof);
			motion.make(context, &call, &format!("Added {public}.")).await
		}
		ValidatorsCommand::Remove { public, motion } => {
			let call = bft_validators::remove_validator(public);
			motion.make(context, &call, &format!("Removed {public}.")).await
		}
		ValidatorsCommand::SetWeight { public, weight, motion } => {
			let call = bft_validators::set_weight(public, weight);
			motion.make(context, &call, &format!("{public} weighs {weight}.")).await
		}
		ValidatorsCommand::Rotate { old, new, proof } => {
			let account = context.account()?;
			let client = context.client().await?;
			let outcome =
				client.submit(&bft_validators::rotate_key(old, new, proof), &account).await?;
			let from = outcome.position.block.saturating_add(2);
			let what = format!("{new} votes in the place of {old} from block {from} on.");
			let more = json!({ "old": old, "new": new, "from": from });
			Ok(Report::of_transaction(&outcome, &what, more))
		}
		ValidatorsCommand::Export { out } => export(context, &out).await,
	}
}

async fn export(context: &Context, out: &Path) -> Result<Report, Fault> {
	let trusted = context.client().await?.settled_validators().await?;
	write_json(out, &trusted)?;
	let mut json = to_json(&trusted)?;
	if let Value::Object(members) = &mut json {
		let more = json!({
			"fingerprint": trusted.validators.hash(),
			"file": out.display().to_string(),
			"warning": WARNING,
		});
		members.extend(more.as_object().cloned().unwrap_or_default());
	}
	Ok(Report::new(json, format!("{}\nWARNING: {WARNING}\n", show(&trusted, out))))
}

/// Who decides the next block, and who the one after it if that is somebody else.
fn list(answer: &ValidatorsAnswer) -> String {
	let mut rows = vec![("block", answer.height.to_string())];
	rows.extend(answer.next.validators().iter().map(|validator| {
		("validator", format!("{}, weight {}", validator.public, validator.weight))
	}));
	if answer.next != answer.after_next {
		rows.extend(answer.after_next.validators().iter().map(|validator| {
			("then", format!("{}, weight {}", validator.public, validator.weight))
		}));
	}
	table(&rows)
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
