//! Ranges of bill numbers 号段: `fiscal bill allocate|return-numbers|ranges` (R220).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, Report},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::bills, Fault};
use fiscal_primitives::{bill::IssuerNumbers, BillCode, BillNumber, ParticipantId};
use serde_json::json;

/// What can be done with ranges of numbers.
#[derive(Subcommand)]
pub enum NumbersCommand {
	/// Allocate a range of numbers to an issuer 号段分配: the fiscal authority
	Allocate(Range),
	/// Take numbers that no bill bears back, from the end of a range: the fiscal authority
	ReturnNumbers(Range),
	/// Show the ranges of a code and what is left of them
	Ranges {
		/// Bill code, 8 digits
		code: BillCode,
		/// Of this issuer alone
		#[arg(long, value_name = "ID")]
		issuer: Option<ParticipantId>,
	},
}

/// A range of an issuer.
#[derive(Args)]
pub struct Range {
	/// The issuer
	#[arg(long, value_name = "ID")]
	issuer: ParticipantId,
	/// Bill code, 8 digits
	#[arg(long)]
	code: BillCode,
	/// The first number, 10 digits
	#[arg(long, value_name = "NUMBER")]
	first: BillNumber,
	/// The last number, 10 digits
	#[arg(long, value_name = "NUMBER")]
	last: BillNumber,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Runs a command.
pub async fn run(context: &Context, command: NumbersCommand) -> Result<Report, Fault> {
	match command {
		NumbersCommand::Allocate(Range { issuer, code, first, last, via }) => {
			let call = bills::allocate_numbers(issuer, code, first, last);
			let what = format!("Allocated {code} {first} to {last} to participant #{issuer}.");
			context.make(&call, &via, &what, |_| members(issuer, code, first, last)).await
		}
		NumbersCommand::ReturnNumbers(Range { issuer, code, first, last, via }) => {
			let call = bills::return_numbers(issuer, code, first, last);
			let what = format!("Took {code} {first} to {last} back from participant #{issuer}.");
			context.make(&call, &via, &what, |_| members(issuer, code, first, last)).await
		}
		NumbersCommand::Ranges { code, issuer } => {
			let found = context.client().await?.number_ranges(code, issuer).await?;
			let text = match found.is_empty() {
				true => format!("no numbers of {code} are allocated\n"),
				false => found.iter().map(describe).collect(),
			};
			Ok(Report::new(json!({ "code": code, "items": to_json(&found)? }), text))
		}
	}
}

fn members(
	issuer: ParticipantId,
	code: BillCode,
	first: BillNumber,
	last: BillNumber,
) -> Result<serde_json::Value, Fault> {
	Ok(json!({ "issuer": issuer, "code": code, "first": first, "last": last }))
}

fn describe(numbers: &IssuerNumbers) -> String {
	let mut text = table(&[
		("issuer", numbers.issuer.to_string()),
		("code", numbers.code.to_string()),
		("allocated", numbers.allocated.to_string()),
		("used", numbers.used.to_string()),
		("remaining", numbers.remaining.to_string()),
	]);
	for range in &numbers.ranges {
		text.push_str(&format!("  {} to {}: {} used\n", range.first, range.last, range.used));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::bill::NumberRange;

	#[test]
	fn ranges_are_shown_with_what_is_left() {
		let number = |value| BillNumber::from_value(value).unwrap();
		let range = NumberRange {
			first: number(1),
			last: number(100),
			used: 7,
			highest: Some(number(9)),
			approval: None,
		};
		let ranges = vec![range].try_into().unwrap();
		let code = "31060125".parse().unwrap();
		let text = describe(&IssuerNumbers::of(ParticipantId(6), code, ranges));
		for part in ["31060125", "93", "0000000001 to 0000000100: 7 used"] {
			assert!(text.contains(part), "{part} in {text}");
		}
	}
}
