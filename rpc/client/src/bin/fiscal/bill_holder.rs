//! Who holds a bill: `fiscal bill transfer|transfer-consent|trail` (R070, R139).

use crate::{
	bill::require,
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	vc_history,
};
use clap::Subcommand;
use fiscal_client::{calls::bills, time, Fault};
use fiscal_primitives::{
	bill::{holder_payload, TrailItem},
	text::Reason,
	BillKey, PayerRef,
};
use fiscal_sm_crypto::Signature;
use serde_json::json;

/// The uses the trail shows at once; `fiscal vc history --bill` goes on behind them.
const USES: u32 = 100;

/// What can be done about the holder of a bill.
#[derive(Subcommand)]
pub enum HolderCommand {
	/// Pass a bill to another holder 持有方变更: the issuer with the holder's consent, or without one
	/// the fiscal authority under an approval, or the council
	Transfer {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// Payer reference of the new holder, 64 hexadecimal digits
		#[arg(long, value_name = "REFERENCE")]
		to: PayerRef,
		/// The version this changes [default: the present one]
		#[arg(long)]
		version: Option<u32>,
		/// The holder's signature, as `transfer-consent` prints it
		#[arg(long, value_name = "HEX")]
		consent: Option<Signature>,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Agree that a bill passes to another holder: sign with the key of its holder, send nothing
	TransferConsent {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// Payer reference of the new holder, 64 hexadecimal digits
		#[arg(long, value_name = "REFERENCE")]
		to: PayerRef,
	},
	/// Show who held a bill 流转轨迹, and who used it on which authorization
	Trail {
		/// The bill, CODE-NUMBER
		bill: BillKey,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: HolderCommand) -> Result<Report, Fault> {
	match command {
		HolderCommand::Transfer { bill, to, version, consent, reason, via } => {
			let version = match version {
				Some(version) => version,
				None => require(&context.client().await?, bill).await?.bill.version,
			};
			let call = bills::transfer_holder(bill, version, to, consent, &reason);
			let what = format!("Passed {bill} to {to}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "key": bill, "to": to }))).await
		}
		HolderCommand::TransferConsent { bill, to } => consent(context, bill, to).await,
		HolderCommand::Trail { bill } => {
			let client = context.client().await?;
			let items = client.bill_trail(bill).await?;
			if items.is_empty() {
				return Err(Fault::NotFound(format!("bill {bill}")));
			}
			let uses = client.bill_uses(bill, None, USES).await?;
			let mut text = items.iter().map(line).collect::<String>();
			if !uses.items.is_empty() {
				text.push_str("uses, reads and failed checks:\n");
				text.push_str(&vc_history::lines(&uses));
			}
			let json = json!({ "key": bill, "items": to_json(&items)?, "uses": to_json(&uses)? });
			Ok(Report::new(json, text))
		}
	}
}

async fn consent(context: &Context, bill: BillKey, to: PayerRef) -> Result<Report, Fault> {
	let signer = context
		.signer()?
		.ok_or_else(|| Fault::Key("this needs a signer: give --key FILE or --dev NAME".into()))?;
	let client = context.client().await?;
	let answer = require(&client, bill).await?.bill;
	let payload = holder_payload(&client.genesis(), &bill, answer.version, &answer.payer, &to);
	let signature = signer.sign(&payload).map_err(|fault| Fault::Key(fault.to_string()))?;
	let text = format!("0x{}", hex::encode(signature.as_ref()));
	let json = json!({
		"key": bill,
		"version": answer.version,
		"from": answer.payer,
		"to": to,
		"consent": text,
	});
	Ok(Report::new(json, format!("{text}\n")))
}

fn line(item: &TrailItem) -> String {
	format!(
		"{}  {}  version {}, {}  block {}\n",
		time::display(item.at),
		item.to,
		item.version,
		word(&item.action),
		item.block
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{changes::BillAction, Digest};

	#[test]
	fn a_step_of_the_trail_is_one_readable_line() {
		let item = TrailItem {
			from: Some(PayerRef(Digest::repeat_byte(1))),
			to: PayerRef(Digest::repeat_byte(2)),
			action: BillAction::HolderChanged,
			version: 3,
			block: 7,
			at: 1_795_190_400_000,
			transaction: None,
		};
		let line = line(&item);
		for part in ["2026-11-21 00:00:00 CST", "0x0202", "version 3", "holderChanged", "block 7"] {
			assert!(line.contains(part), "{part} in {line}");
		}
	}
}
