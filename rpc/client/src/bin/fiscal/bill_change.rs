//! Changing bills: `fiscal bill update|red-flush|consent|void|paper|electronic|circulation` and
//! `fiscal bill correction` (R224–R226, R232).

use crate::{
	bill::require,
	bill_files::{load, load_entry},
	cli::ViaCouncil,
	context::Context,
	output::Report,
	values::{choice, digest_of, IndexKey},
};
use clap::{Args, Subcommand};
use fiscal_client::{
	calls::bills::{self, Correction},
	Call, Fault,
};
use fiscal_ebill::Summary;
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Medium},
	text::Reason,
	verification::FiveElements,
	BillKey, CheckCode, Date, Fen, PayerRef,
};
use fiscal_sm_crypto::sm3_256;
use serde_json::json;
use std::path::PathBuf;

const CIRCULATIONS: &[&str] = &["circulable", "blocked"];
const MEDIA: &[&str] = &["electronic", "paper"];

/// Changes of a bill by its issuer.
#[derive(Subcommand)]
pub enum ChangeCommand {
	/// Replace files or the payer reference of a bill
	Update(Update),
	/// Cancel a bill by a red bill 冲红, with a bill over what remains if there is one
	RedFlush(RedFlush),
	/// Consent to the cancellation of a reimbursed bill: the fiscal authority
	Consent {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// The version this consents to [default: the present one]
		#[arg(long)]
		version: Option<u32>,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Void a bill 作废
	Void {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Exchange a bill for paper 换开纸质
	Paper {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// Serial number of the paper bill; its SM3 is what reaches the chain
		#[arg(long, value_name = "NUMBER")]
		paper: String,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Take the paper back: the electronic original is usable again
	Electronic {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Make a bill circulable, or block it while the payer is in arrears
	Circulation {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// What it is from now on
		#[arg(value_parser = choice::<Circulation>(CIRCULATIONS))]
		circulation: Circulation,
	},
}

/// What is to be replaced.
#[derive(Args)]
pub struct Update {
	/// The bill, CODE-NUMBER
	bill: BillKey,
	/// The version this replaces [default: the present one]
	#[arg(long)]
	version: Option<u32>,
	/// New XML file: its digest and the digest of its summary
	#[arg(long, value_name = "FILE", required_unless_present_any = ["pdf", "payer"])]
	xml: Option<PathBuf>,
	/// New PDF or OFD file
	#[arg(long, value_name = "FILE")]
	pdf: Option<PathBuf>,
	/// New payer reference, 64 hexadecimal digits
	#[arg(long, value_name = "REFERENCE")]
	payer: Option<PayerRef>,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
}

/// A bill and what cancels it.
#[derive(Args)]
pub struct RedFlush {
	/// The bill that is cancelled, CODE-NUMBER
	bill: BillKey,
	/// XML file of the red bill
	#[arg(long, value_name = "FILE")]
	negative: PathBuf,
	/// XML file of the bill over what remains
	#[arg(long, value_name = "FILE")]
	difference: Option<PathBuf>,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	/// Key of the payer index, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: IndexKey,
}

/// Corrections by hand.
#[derive(Subcommand)]
pub enum CorrectionCommand {
	/// Propose a correction; only a digest of the check code reaches the chain
	Propose {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// Check code on the bill
		#[arg(long)]
		check: CheckCode,
		/// Day of issue on the bill, yyyy-mm-dd
		#[arg(long)]
		date: Date,
		/// Total on the bill, in yuan
		#[arg(long)]
		amount: Fen,
		#[command(flatten)]
		set: Set,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Confirm the very same correction: another administrator than the proposer
	Confirm {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		#[command(flatten)]
		set: Set,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Withdraw a correction
	Withdraw {
		/// The bill, CODE-NUMBER
		bill: BillKey,
	},
}

/// What a correction sets: one of these.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Set {
	/// The payer reference
	#[arg(long, value_name = "REFERENCE")]
	set_payer: Option<PayerRef>,
	/// The digests, to those of this XML file, its summary and the PDF or OFD beside it
	#[arg(long, value_name = "FILE")]
	set_files: Option<PathBuf>,
	/// The circulation
	#[arg(long, value_parser = choice::<Circulation>(CIRCULATIONS))]
	set_circulation: Option<Circulation>,
	/// The medium
	#[arg(long, value_parser = choice::<Medium>(MEDIA))]
	set_medium: Option<Medium>,
}

impl Set {
	fn correction(&self) -> Result<Correction, Fault> {
		if let Some(payer) = self.set_payer {
			return Ok(Correction::SetPayer(payer));
		}
		if let Some(circulation) = self.set_circulation {
			return Ok(Correction::SetCirculation(circulation));
		}
		if let Some(medium) = self.set_medium {
			return Ok(Correction::SetMedium(medium));
		}
		let path = self
			.set_files
			.as_ref()
			.ok_or_else(|| Fault::Input("correction: nothing to set".into()))?;
		// Of the entry only the digests are used: the index key has no part in them.
		let entry = load_entry(path, &[0; fiscal_ebill::MIN_INDEX_KEY])?;
		Ok(Correction::SetDigests { xml: entry.xml, pdf: entry.pdf, summary: entry.summary })
	}
}

/// Runs a change.
pub async fn run(context: &Context, command: ChangeCommand) -> Result<Report, Fault> {
	match command {
		ChangeCommand::Update(command) => update(context, command).await,
		ChangeCommand::RedFlush(command) => red_flush(context, command).await,
		ChangeCommand::Consent { bill, version, via } => {
			let version = version_of(context, bill, version).await?;
			let call = bills::consent_red_flush(bill, version);
			make_via(context, bill, call, &via, "Consented to cancel").await
		}
		ChangeCommand::Void { bill, reason } => {
			make(context, bill, bills::void_bill(bill, &reason), "Voided").await
		}
		ChangeCommand::Paper { bill, paper, reason } => {
			let digest = sm3_256(paper.as_bytes()).into();
			let call = bills::exchange_for_paper(bill, digest, &reason);
			make(context, bill, call, "Exchanged for paper:").await
		}
		ChangeCommand::Electronic { bill, reason } => {
			let call = bills::restore_electronic(bill, &reason);
			make(context, bill, call, "Electronic again:").await
		}
		ChangeCommand::Circulation { bill, circulation } => {
			let call = bills::set_circulation(bill, circulation);
			make(context, bill, call, "Changed the circulation of").await
		}
	}
}

/// Runs a correction.
pub async fn correct(context: &Context, command: CorrectionCommand) -> Result<Report, Fault> {
	match command {
		CorrectionCommand::Propose { bill, check, date, amount, set, reason } => {
			let elements = FiveElements { key: bill, check, issued_on: date, total: amount };
			let call = bills::propose_correction(bill, &elements, set.correction()?, &reason);
			make(context, bill, call, "Proposed a correction of").await
		}
		CorrectionCommand::Confirm { bill, set, via } => {
			let call = bills::confirm_correction(bill, set.correction()?);
			make_via(context, bill, call, &via, "Corrected").await
		}
		CorrectionCommand::Withdraw { bill } => {
			let call = bills::withdraw_correction(bill);
			make(context, bill, call, "Withdrew the correction of").await
		}
	}
}

async fn make(context: &Context, bill: BillKey, call: Call, what: &str) -> Result<Report, Fault> {
	make_via(context, bill, call, &ViaCouncil::default(), what).await
}

/// Makes the call, or proposes it to the council or for approval.
async fn make_via(
	context: &Context,
	bill: BillKey,
	call: Call,
	via: &ViaCouncil,
	what: &str,
) -> Result<Report, Fault> {
	let what = format!("{what} {bill}.");
	context.make(&call, via, &what, |_| Ok(json!({ "key": bill }))).await
}

/// The version that was given, or the present one.
async fn version_of(context: &Context, bill: BillKey, given: Option<u32>) -> Result<u32, Fault> {
	match given {
		Some(version) => Ok(version),
		None => Ok(require(&context.client().await?, bill).await?.bill.version),
	}
}

async fn update(context: &Context, command: Update) -> Result<Report, Fault> {
	let Update { bill, version, xml, pdf, payer, reason } = command;
	let mut update = BillUpdate { payer, ..BillUpdate::default() };
	if let Some(path) = xml {
		let signed = load(&path)?;
		signed.verify().map_err(|fault| Fault::file(&path, fault))?;
		if signed.bill.key() != bill {
			return Err(Fault::file(&path, format!("is of bill {}", signed.bill.key())));
		}
		update.xml = Some(signed.file_digest);
		update.summary = Some(Summary::of(&signed.bill).digest());
	}
	if let Some(path) = pdf {
		update.pdf = Some(digest_of(&path)?);
	}
	let version = version_of(context, bill, version).await?;
	make(context, bill, bills::update(bill, version, &update, &reason), "Updated").await
}

async fn red_flush(context: &Context, command: RedFlush) -> Result<Report, Fault> {
	let RedFlush { bill, negative, difference, reason, index_key } = command;
	let negative = load_entry(&negative, &index_key.0)?;
	let difference = difference.map(|path| load_entry(&path, &index_key.0)).transpose()?;
	let what = match &difference {
		Some(difference) => {
			format!("Cancelled by {}, {} remains: bill", negative.key, difference.key)
		}
		None => format!("Cancelled by {}: bill", negative.key),
	};
	let call = bills::red_flush(bill, &negative, difference.as_ref(), &reason);
	make(context, bill, call, &what).await
}
