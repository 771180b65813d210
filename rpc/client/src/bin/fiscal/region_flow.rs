//! `fiscal region start` and what follows: reimbursements of bills of other provinces, and requests of
//! theirs about bills of here (R171, R173, R174).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, digest, digest_of},
};
use clap::{Args, Subcommand, ValueEnum};
use fiscal_client::{
	calls::cross_region::{self, Resolution, Start},
	time, Fault,
};
use fiscal_primitives::{
	region::{
		elements_digest, Ending, InboundFlow, OrgCode, OutboundAnswer, OutboundPage, RegionFlow,
		RegionOperation,
	},
	text::Reason,
	BillKey, CheckCode, Date, Digest, Fen, FlowNumber, ParticipantId, Region,
};
use serde_json::json;
use std::path::PathBuf;

/// The names JSON gives to operations.
const OPERATIONS: &[&str] = &["start", "result"];

/// Reimbursements across provinces.
#[derive(Subcommand)]
pub enum FlowCommand {
	/// Start to reimburse a bill of another province 发起报销: it is asked to lock the bill
	Start(StartArgs),
	/// Tell how a reimbursement of the signer's organisation ended 报销结果
	Finish {
		/// Flow number of its start
		flow: FlowNumber,
		#[command(flatten)]
		ending: EndingArgs,
	},
	/// Hand over the agreement with the holder 授权凭证推送; only the SM3 of the file reaches the chain
	Agreement {
		/// Flow number of the start
		flow: FlowNumber,
		/// The signed agreement
		file: PathBuf,
	},
	/// Show a reimbursement here of a bill of another province
	Flow(Named),
	/// List the reimbursements of a participant, in the order of their start
	Flows {
		/// Number of the participant
		participant: ParticipantId,
		/// Begin behind this number
		#[arg(long, default_value_t = 0)]
		after: u32,
		/// How many, at most
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
		limit: u32,
	},
	/// Show what became of a request of another province about a bill of here
	Inbound {
		#[command(flatten)]
		named: Named,
		/// What was asked
		#[arg(long, default_value = "start", value_parser = choice::<RegionOperation>(OPERATIONS))]
		operation: RegionOperation,
	},
	/// Decide a case that the chain cannot 人工裁定
	Resolve {
		#[command(flatten)]
		named: Named,
		/// How it is taken to have ended
		#[arg(long = "as", value_enum, value_name = "RESOLUTION")]
		resolution: ResolutionArg,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// A bill of another province, and what is asked of it.
#[derive(Args)]
pub struct StartArgs {
	/// The bill, CODE-NUMBER
	bill: BillKey,
	/// The province that issued it, two digits
	#[arg(long, value_name = "CODE")]
	issuer: Region,
	/// Its check code, 6 characters; only the digest of the five elements reaches the chain
	#[arg(long)]
	check: CheckCode,
	/// Its day of issue, yyyy-mm-dd
	#[arg(long)]
	date: Date,
	/// Its total in yuan
	#[arg(long, value_name = "YUAN")]
	amount: Fen,
	/// What is to be reimbursed, in yuan
	#[arg(long, value_name = "YUAN")]
	claim: Fen,
	/// Flow number of the signer's organisation 业务流水号
	#[arg(long, value_name = "NUMBER")]
	flow: FlowNumber,
	/// SM3 of the holder's authorization
	#[arg(long, value_name = "HEX", value_parser = digest)]
	authorization: Digest,
}

impl StartArgs {
	fn start(self) -> Start {
		let Self { bill, issuer, check, date, amount, claim, flow, authorization } = self;
		let elements = elements_digest(&bill, &check.digest(&bill), &date, amount);
		Start { issuer, bill, elements, claimed: claim, flow, authorization }
	}
}

/// How a reimbursement ended.
#[derive(Args)]
pub struct EndingArgs {
	/// So much was reimbursed, in yuan
	#[arg(long, value_name = "YUAN", required_unless_present = "released")]
	settled: Option<Fen>,
	/// It closes the reimbursement of the bill
	#[arg(long, requires = "settled")]
	close: bool,
	/// Nothing was reimbursed
	#[arg(long, conflicts_with = "settled")]
	released: bool,
}

impl EndingArgs {
	fn ending(&self) -> Ending {
		match self.settled {
			Some(amount) if !self.released => Ending::Settled { amount, close: self.close },
			_ => Ending::Released,
		}
	}
}

/// What names a reimbursement across the border.
#[derive(Args)]
pub struct Named {
	/// Province of the organisation that reimburses, two digits
	region: Region,
	/// Its unified social credit code, 18 characters
	org: OrgCode,
	/// Its flow number
	flow: FlowNumber,
}

impl From<Named> for RegionFlow {
	fn from(Named { region, org, flow }: Named) -> Self {
		Self { region, org, flow }
	}
}

/// How a case is taken to have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResolutionArg {
	/// The other province counted the reimbursement
	Settled,
	/// Nothing was reimbursed, or it was taken back
	Released,
	/// The other province never locked the bill
	Refused,
}

impl From<ResolutionArg> for Resolution {
	fn from(resolution: ResolutionArg) -> Self {
		match resolution {
			ResolutionArg::Settled => Self::Settled,
			ResolutionArg::Released => Self::Released,
			ResolutionArg::Refused => Self::Refused,
		}
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: FlowCommand) -> Result<Report, Fault> {
	let none = ViaCouncil::default();
	match command {
		FlowCommand::Start(start) => {
			let start = start.start();
			let (bill, flow) = (start.bill, start.flow.clone());
			let what = format!(
				"Asked province {} to lock {bill}, flow number {flow}.\nWhat becomes of it shows: \
				 fiscal region flow",
				start.issuer
			);
			let more = json!({ "bill": bill, "flow": flow, "elements": start.elements });
			context.make(&cross_region::start(&start), &none, &what, |_| Ok(more)).await
		}
		FlowCommand::Finish { flow, ending } => {
			let ending = ending.ending();
			let what = format!("Told how {flow} ended: {}.", ended(&ending));
			let more = json!({ "flow": flow, "ending": to_json(&ending)? });
			context.make(&cross_region::finish(&flow, ending), &none, &what, |_| Ok(more)).await
		}
		FlowCommand::Agreement { flow, file } => {
			let digest = digest_of(&file)?;
			let call = cross_region::push_authorization(&flow, digest);
			let what = format!("Handed over the agreement of {flow}: {digest:?}.");
			let more = json!({ "flow": flow, "file": digest });
			context.make(&call, &none, &what, |_| Ok(more)).await
		}
		FlowCommand::Flow(named) => {
			let flow = RegionFlow::from(named);
			let found = context.client().await?.outbound_flow(&flow).await?;
			show(&found.ok_or_else(|| not_found(&flow))?)
		}
		FlowCommand::Flows { participant, after, limit } => {
			list(&context.client().await?.outbound_flows(participant, after, limit).await?)
		}
		FlowCommand::Inbound { named, operation } => {
			let flow = RegionFlow::from(named);
			let found = context.client().await?.inbound_flow(&flow, operation).await?;
			inbound(&found.ok_or_else(|| not_found(&flow))?)
		}
		FlowCommand::Resolve { named, resolution, reason, via } => {
			let flow = RegionFlow::from(named);
			let call = cross_region::resolve_dispute(&flow, resolution.into(), &reason);
			let what = format!("Decided {}: {resolution:?}.", title(&flow));
			let more = json!({ "flow": to_json(&flow)? });
			context.make(&call, &via, &what, |_| Ok(more)).await
		}
	}
}

fn title(flow: &RegionFlow) -> String {
	format!("{} of {}, province {}", flow.flow, flow.org, flow.region)
}

fn not_found(flow: &RegionFlow) -> Fault {
	Fault::NotFound(format!("flow number {}", title(flow)))
}

/// `300.00 yuan reimbursed`.
fn ended(ending: &Ending) -> String {
	match ending {
		Ending::Settled { amount, close: false } => format!("{amount} yuan reimbursed"),
		Ending::Settled { amount, close: true } => {
			format!("{amount} yuan reimbursed, and closed")
		}
		Ending::Released => "nothing reimbursed".into(),
	}
}

fn show(answer: &OutboundAnswer) -> Result<Report, Fault> {
	let flow = &answer.flow;
	let text = table(&[
		("flow number", flow.flow.flow.to_string()),
		("organisation", flow.flow.org.to_string()),
		("participant", flow.participant.to_string()),
		("bill", format!("{} of province {}", flow.bill, flow.issuer)),
		("claimed", format!("{} yuan", flow.claimed)),
		("state", word(&flow.status)),
		("last said", word(&flow.outcome)),
		("ending", flow.ending.as_ref().map(ended).unwrap_or_default()),
		("locked until", flow.expires.map(time::display).unwrap_or_default()),
		("changed", time::display(flow.at)),
		("authorization", format!("{:?}", flow.authorization)),
		("agreement", flow.agreement.map(|digest| format!("{digest:?}")).unwrap_or_default()),
	]);
	Ok(Report::new(to_json(answer)?, text))
}

fn list(page: &OutboundPage) -> Result<Report, Fault> {
	let line = |answer: &OutboundAnswer| {
		let flow = &answer.flow;
		format!(
			"{}  {}  {:9}  {} of province {}, {} yuan\n",
			time::display(flow.at),
			flow.flow.flow,
			word(&flow.status),
			flow.bill,
			flow.issuer,
			flow.claimed
		)
	};
	let mut text: String = page.items.iter().map(line).collect();
	match page.next {
		Some(next) => text.push_str(&format!("more with --after {next}\n")),
		None if page.items.is_empty() => text.push_str("no reimbursements\n"),
		None => {}
	}
	Ok(Report::new(to_json(page)?, text))
}

fn inbound(answer: &InboundFlow) -> Result<Report, Fault> {
	let text = table(&[
		("bill", answer.bill.to_string()),
		("answer", word(&answer.outcome)),
		("locked until", answer.expires.map(time::display).unwrap_or_default()),
	]);
	Ok(Report::new(to_json(answer)?, text))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::region::{OutboundFlow, OutboundStatus, RegionOutcome};

	fn answer() -> OutboundAnswer {
		let flow = RegionFlow {
			region: Region::SHANGHAI,
			org: "91310000MA1FL00000".parse().unwrap(),
			flow: "SH-1".parse().unwrap(),
		};
		OutboundAnswer {
			id: flow.key(RegionOperation::Start),
			flow: OutboundFlow {
				participant: ParticipantId(9),
				flow,
				issuer: Region::new(32).unwrap(),
				bill: "32060123-0000000001".parse().unwrap(),
				elements: Digest::repeat_byte(1),
				claimed: Fen::new(41_700).unwrap(),
				authorization: Digest::repeat_byte(2),
				agreement: None,
				status: OutboundStatus::Locked,
				outcome: RegionOutcome::Locked,
				ending: None,
				expires: Some(1_795_190_400_000),
				at: 1_795_190_400_000,
			},
		}
	}

	#[test]
	fn a_reimbursement_is_shown_with_how_it_stands() {
		let report = show(&answer()).unwrap();
		for part in [
			"flow number    SH-1",
			"bill           32060123-0000000001 of province 32",
			"claimed        417.00 yuan",
			"state          locked",
			"locked until   2026-11-21",
		] {
			assert!(report.text().contains(part), "{part} in {}", report.text());
		}
		assert!(!report.text().contains("ending"), "{}", report.text());
		let page = OutboundPage { items: vec![answer()], next: None };
		let line = list(&page).unwrap();
		assert!(line.text().contains("SH-1  locked     32060123-0000000001 of province 32"));
		let none = OutboundPage { items: Vec::new(), next: None };
		assert_eq!(list(&none).unwrap().text(), "no reimbursements\n");
	}

	#[test]
	fn what_crosses_the_border_is_the_digest_of_the_five_elements() {
		let args = StartArgs {
			bill: "32060123-0000000001".parse().unwrap(),
			issuer: Region::new(32).unwrap(),
			check: "a1B2c3".parse().unwrap(),
			date: "2026-11-20".parse().unwrap(),
			amount: Fen::new(41_700).unwrap(),
			claim: Fen::new(30_000).unwrap(),
			flow: "SH-1".parse().unwrap(),
			authorization: Digest::repeat_byte(2),
		};
		let check = args.check.digest(&args.bill);
		let expected = elements_digest(&args.bill, &check, &args.date, args.amount);
		let start = args.start();
		assert_eq!((start.elements, start.claimed.get()), (expected, 30_000));
	}

	#[test]
	fn an_ending_is_an_amount_or_nothing() {
		let amount = Fen::new(30_000).unwrap();
		let settled = EndingArgs { settled: Some(amount), close: true, released: false };
		assert_eq!(settled.ending(), Ending::Settled { amount, close: true });
		assert_eq!(ended(&settled.ending()), "300.00 yuan reimbursed, and closed");
		let released = EndingArgs { settled: None, close: false, released: true };
		assert_eq!(released.ending(), Ending::Released);
	}

	#[test]
	fn the_command_line_knows_every_operation() {
		let all = [RegionOperation::Start, RegionOperation::Result];
		assert_eq!(all.map(|operation| word(&operation)).as_slice(), OPERATIONS);
	}
}
