//! `fiscal bill`: the commands, and the questions about bills.

use crate::{
	bill_change::{self, ChangeCommand, CorrectionCommand},
	bill_difference::{self, DifferenceCommand},
	bill_files::{self, Generate},
	bill_holder::{self, HolderCommand},
	bill_numbers::{self, NumbersCommand},
	bill_pending,
	bill_register::{self, Register},
	bill_relations::{self, RelationsCommand},
	bill_verify::{self, Verify, VerifyFile},
	context::Context,
	output::{table, to_json, word, Report},
	proof::{self, ProofArgs},
	values::{bill_key, digest, IndexKey},
};
use clap::{Args, Subcommand};
use fiscal_client::{time, Client, Fault};
use fiscal_ebill::payer_ref;
use fiscal_primitives::{rpc::BillAnswer, Bill, BillKey, Digest, PayerRef};
use serde_json::json;
use std::path::PathBuf;

/// What can be done with bills.
#[derive(Subcommand)]
pub enum BillCommand {
	/// Make signed bills for tests and demonstrations, the same for the same seed
	Generate(Generate),
	/// Read a bill's XML file and check its signatures, without the chain
	Inspect {
		/// The file
		file: PathBuf,
	},
	/// Register bills from XML files; a PDF or OFD of the same name beside one belongs to it
	Register(Register),
	/// Show what the chain keeps of a bill, with --proof in a form that proves itself
	Get(Get),
	/// Check the five elements 五要素: exit code 0 if they agree with the chain, 3 if not
	Verify(Verify),
	/// Check a file against the chain: exit code 0 if it is genuine, 3 if not
	VerifyFile(VerifyFile),
	/// Show the life of a bill
	History(KeyWords),
	/// Show what waits for a second signature on a bill 待确认事项, and what was decided
	Pending(KeyWords),
	/// List the bills of a payer
	List(List),
	/// List what a transaction changed
	Transaction {
		/// Hash of the transaction
		#[arg(value_parser = digest)]
		hash: Digest,
	},
	#[command(flatten)]
	Change(ChangeCommand),
	#[command(flatten)]
	Holder(HolderCommand),
	#[command(flatten)]
	Numbers(NumbersCommand),
	/// What belongs to bills outside of the chain 票据关联: places of files, index keys
	#[command(subcommand)]
	Relations(RelationsCommand),
	/// What a version of a bill changed 差异摘要: its root, proofs of single changes and their check
	#[command(subcommand)]
	Difference(DifferenceCommand),
	/// Correct a bill by hand 人工修正: two administrators of the fiscal authority
	#[command(subcommand)]
	Correction(CorrectionCommand),
}

/// A bill, and whether it is to be proven.
#[derive(Args)]
pub struct Get {
	#[command(flatten)]
	bill: KeyWords,
	#[command(flatten)]
	proof: ProofArgs,
}

/// A bill.
#[derive(Args)]
pub struct KeyWords {
	/// The bill: CODE-NUMBER, or CODE and NUMBER
	#[arg(required = true, num_args = 1..=2, value_name = "BILL", value_parser = key_word)]
	words: Vec<String>,
}

impl KeyWords {
	/// The key.
	pub fn key(&self) -> Result<BillKey, Fault> {
		bill_key(&self.words)
	}
}

/// A word of a key: at once the whole key, or the code, or the number.
fn key_word(text: &str) -> Result<String, String> {
	let is_word = text.parse::<BillKey>().is_ok()
		|| text.parse::<fiscal_primitives::BillCode>().is_ok()
		|| text.parse::<fiscal_primitives::BillNumber>().is_ok();
	match is_word {
		true => Ok(text.into()),
		false => Err("neither CODE-NUMBER (8 and 10 digits), nor a code or a number".into()),
	}
}

/// Whose bills, and how many.
#[derive(Args)]
pub struct List {
	/// The payer's reference, 64 hexadecimal digits
	#[arg(long, value_name = "REFERENCE", required_unless_present = "identity")]
	payer: Option<PayerRef>,
	/// The payer's identity number, from which the reference is computed
	#[arg(long, value_name = "NUMBER", conflicts_with = "payer", requires = "index_key")]
	identity: Option<String>,
	/// Key of the payer index, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: Option<IndexKey>,
	/// How many bills at most
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
	limit: u32,
	/// Where to go on: `next` of the answer before
	#[arg(long)]
	cursor: Option<String>,
}

/// Runs a command.
pub async fn run(context: &Context, command: BillCommand) -> Result<Report, Fault> {
	match command {
		BillCommand::Generate(command) => bill_files::generate(context, &command),
		BillCommand::Inspect { file } => bill_files::inspect(&file),
		BillCommand::Register(command) => bill_register::run(context, command).await,
		BillCommand::Get(Get { bill, proof }) => match proof.wanted() {
			Some(wanted) => proof::of_bill(context, bill.key()?, wanted).await,
			None => get(context, bill.key()?).await,
		},
		BillCommand::Verify(command) => bill_verify::elements(context, command).await,
		BillCommand::VerifyFile(command) => bill_verify::file(context, command).await,
		BillCommand::History(words) => history(context, words.key()?).await,
		BillCommand::Pending(words) => bill_pending::run(context, words.key()?).await,
		BillCommand::List(command) => list(context, command).await,
		BillCommand::Transaction { hash } => transaction(context, hash).await,
		BillCommand::Change(command) => bill_change::run(context, command).await,
		BillCommand::Holder(command) => bill_holder::run(context, command).await,
		BillCommand::Numbers(command) => bill_numbers::run(context, command).await,
		BillCommand::Relations(command) => bill_relations::run(context, command).await,
		BillCommand::Difference(command) => bill_difference::run(context, command).await,
		BillCommand::Correction(command) => bill_change::correct(context, command).await,
	}
}

/// The bill, or a fault that names it.
pub async fn require(client: &Client, key: BillKey) -> Result<BillAnswer, Fault> {
	client.bill(key).await?.ok_or_else(|| Fault::NotFound(format!("bill {key}")))
}

async fn get(context: &Context, key: BillKey) -> Result<Report, Fault> {
	let client = context.client().await?;
	let answer = require(&client, key).await?;
	let issuer = client.participant_title(answer.bill.issuer).await;
	Ok(Report::new(to_json(&answer)?, describe(key, &answer.bill, &issuer)))
}

/// A bill for people.
pub fn describe(key: BillKey, bill: &Bill, issuer: &str) -> String {
	let optional = |digest: &Option<Digest>| digest.map(|d| format!("{d:?}")).unwrap_or_default();
	table(&[
		("bill", key.to_string()),
		("kind", word(&bill.kind)),
		("total", format!("{} yuan", bill.total)),
		("reimbursed", format!("{} yuan, {} remain", bill.reimbursed, bill.remaining())),
		("issued on", bill.issued_on.to_string()),
		("issuer", issuer.into()),
		("node", bill.node.to_string()),
		("scene", bill.scene.to_string()),
		("validity", word(&bill.validity)),
		("medium", word(&bill.medium)),
		("use", word(&bill.usage)),
		("circulation", word(&bill.circulation)),
		("version", bill.version.to_string()),
		("related bill", bill.related.map(|key| key.to_string()).unwrap_or_default()),
		("payer", bill.payer.to_string()),
		("xml", format!("{:?}", bill.xml)),
		("pdf", optional(&bill.pdf)),
		("summary", format!("{:?}", bill.summary)),
		(
			"registered",
			format!("block {}, extrinsic {}", bill.registered.block, bill.registered.index),
		),
	])
}

async fn history(context: &Context, key: BillKey) -> Result<Report, Fault> {
	let client = context.client().await?;
	let items = client.bill_history(key).await?;
	if items.is_empty() {
		return Err(Fault::NotFound(format!("bill {key}")));
	}
	let mut text = String::new();
	for item in &items {
		text.push_str(&format!(
			"{}  {}  version {}, {}, {}, {} yuan reimbursed  block {}{}\n",
			time::display(item.at),
			word(&item.action),
			item.bill.version,
			word(&item.bill.validity),
			word(&item.bill.usage),
			item.bill.reimbursed,
			item.block,
			item.transaction.map(|hash| format!(", transaction {hash:?}")).unwrap_or_default(),
		));
	}
	Ok(Report::new(json!({ "key": key, "items": to_json(&items)? }), text))
}

async fn list(context: &Context, command: List) -> Result<Report, Fault> {
	/// The most items one answer of a node holds.
	const PAGE: u32 = 100;
	let payer = match (command.payer, command.identity, command.index_key) {
		(Some(payer), ..) => payer,
		(None, Some(identity), Some(key)) => {
			payer_ref(&key.0, &identity).map_err(|fault| Fault::Input(fault.to_string()))?
		}
		_ => return Err(Fault::Input("payer: give --payer, or --identity and --index-key".into())),
	};
	let client = context.client().await?;
	let mut bills: Vec<BillKey> = Vec::new();
	let mut cursor = command.cursor;
	loop {
		let missing = command.limit.saturating_sub(u32::try_from(bills.len()).unwrap_or(u32::MAX));
		if missing == 0 {
			break;
		}
		let page = client.bills_of_payer(payer, cursor.as_deref(), missing.min(PAGE)).await?;
		bills.extend(page.items);
		cursor = page.next;
		if cursor.is_none() {
			break;
		}
	}
	let mut text: String = bills.iter().map(|key| format!("{key}\n")).collect();
	if bills.is_empty() {
		text.push_str("no bills\n");
	}
	if let Some(next) = &cursor {
		text.push_str(&format!("more with --cursor {next}\n"));
	}
	Ok(Report::new(json!({ "payer": payer, "items": bills, "next": cursor }), text))
}

async fn transaction(context: &Context, hash: Digest) -> Result<Report, Fault> {
	let items = context.client().await?.bills_of_transaction(hash).await?;
	if items.is_empty() {
		return Err(Fault::NotFound(format!("a change of a bill by transaction {hash:?}")));
	}
	let text = items
		.iter()
		.map(|item| {
			format!(
				"{}  {}  block {}, extrinsic {}\n",
				item.key,
				word(&item.action),
				item.block,
				item.extrinsic
			)
		})
		.collect::<String>();
	Ok(Report::new(json!({ "transaction": hash, "items": to_json(&items)? }), text))
}
