//! `fiscal bill verify` and `fiscal bill verify-file`: is this bill genuine? (R084, R103, R231)

use crate::{
	bill_files::load,
	context::Context,
	output::{table, to_json, word, Report},
	values::{digest_of, read},
};
use clap::Args;
use fiscal_client::{faults::Kind, Fault};
use fiscal_primitives::{
	verification::{BillState, DigestVerdict, ElementsVerdict, FiveElements},
	BillCode, BillKey, BillNumber, CheckCode, Date, Fen,
};
use fiscal_sm_crypto::Public;
use serde_json::json;
use std::path::PathBuf;

/// The five elements 五要素 of a bill.
#[derive(Args)]
pub struct Verify {
	/// Bill code, 8 digits
	code: BillCode,
	/// Bill number, 10 digits
	number: BillNumber,
	/// Check code, 6 characters
	check: CheckCode,
	/// Day of issue, yyyy-mm-dd
	date: Date,
	/// Total in yuan
	amount: Fen,
}

/// A file, and what it is to be compared with.
#[derive(Args)]
pub struct VerifyFile {
	/// The XML file, or with --bill its PDF or OFD
	file: PathBuf,
	/// The bill, CODE-NUMBER; an XML file names its own
	#[arg(long, value_name = "CODE-NUMBER")]
	bill: Option<BillKey>,
	/// The issuer's key, 66 hexadecimal digits, if it is known
	#[arg(long, value_name = "HEX")]
	issuer_public: Option<Public>,
	/// The fiscal authority's key, 66 hexadecimal digits, if it is known
	#[arg(long, value_name = "HEX")]
	supervisor_public: Option<Public>,
}

/// Checks the five elements.
pub async fn elements(context: &Context, command: Verify) -> Result<Report, Fault> {
	let Verify { code, number, check, date, amount } = command;
	let key = BillKey::new(code, number);
	let elements = FiveElements { key, check, issued_on: date, total: amount };
	let verdict = context.client().await?.verify_elements(&elements).await?;
	let json = to_json(&verdict)?;
	Ok(match verdict {
		ElementsVerdict::Genuine { state } => {
			Report::new(json, format!("Genuine: {key} agrees with the chain.\n{}", show(&state)))
		}
		ElementsVerdict::Mismatch { elements } => {
			let names: Vec<String> = elements.iter().map(word).collect();
			Report::new(json, format!("NOT GENUINE: {key} has another {}.", names.join(", ")))
				.ending_as(Kind::NotFound)
		}
		ElementsVerdict::NotFound => {
			Report::new(json, format!("NOT FOUND: {key} is not on the chain."))
				.ending_as(Kind::NotFound)
		}
	})
}

/// Checks a file.
pub async fn file(context: &Context, command: VerifyFile) -> Result<Report, Fault> {
	let path = &command.file;
	let is_xml = read(path)?.trim_ascii_start().starts_with(b"<");
	let (key, digest, signatures) = match (is_xml, command.bill) {
		(true, named) => {
			let signed = load(path)?;
			let key = signed.bill.key();
			if named.is_some_and(|named| named != key) {
				return Err(Fault::file(path, format!("is of bill {key}")));
			}
			let verdict = signed
				.verify_with(command.issuer_public.as_ref(), command.supervisor_public.as_ref());
			(key, signed.file_digest, Some(verdict.map_err(|fault| fault.to_string())))
		}
		(false, Some(key)) => (key, digest_of(path)?, None),
		(false, None) => {
			return Err(Fault::Input(
				"file: not XML; name the bill it is of with --bill CODE-NUMBER".into(),
			))
		}
	};
	let verdict = context.client().await?.verify_digest(key, digest).await?;
	let valid = signatures.as_ref().map(Result::is_ok);
	let mut json = to_json(&verdict)?;
	if let Some(members) = json.as_object_mut() {
		let more = json!({ "key": key, "sm3": digest, "signaturesValid": valid });
		members.extend(more.as_object().cloned().unwrap_or_default());
	}
	let signature_line = match &signatures {
		None => String::new(),
		Some(Ok(())) => "both valid".into(),
		Some(Err(reason)) => reason.clone(),
	};
	let rows =
		[("bill", key.to_string()), ("sm3", format!("{digest:?}")), ("signatures", signature_line)];
	let rows = table(&rows);
	let genuine = matches!(verdict, DigestVerdict::Genuine { .. }) && valid != Some(false);
	let text = match &verdict {
		DigestVerdict::Genuine { file, state } if genuine => {
			format!("Genuine: the {} of the chain.\n{rows}{}", word(file), show(state))
		}
		DigestVerdict::Genuine { .. } => {
			format!("NOT GENUINE: the chain has this file, but its signatures do not hold.\n{rows}")
		}
		DigestVerdict::Mismatch => {
			format!("NOT GENUINE: the chain has another file of this bill.\n{rows}")
		}
		DigestVerdict::NotFound => format!("NOT FOUND: the bill is not on the chain.\n{rows}"),
	};
	let report = Report::new(json, text);
	Ok(if genuine { report } else { report.ending_as(Kind::NotFound) })
}

fn show(state: &BillState) -> String {
	table(&[
		("validity", word(&state.validity)),
		("medium", word(&state.medium)),
		("use", word(&state.usage)),
		("circulation", word(&state.circulation)),
	])
}
