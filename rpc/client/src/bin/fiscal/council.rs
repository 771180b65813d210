//! `fiscal council`: what the consortium council votes on. Proposals are made by the commands they
//! are about, with `--via-council`.

use crate::{
	context::Context,
	output::{to_json, Report},
	values::digest,
};
use clap::Subcommand;
use fiscal_client::{
	calls::council::WeightBound,
	council::{Motion, Resolution, DEFAULT_BOUND},
	Fault,
};
use fiscal_primitives::Digest;
use serde_json::json;

/// What can be done in the council.
#[derive(Subcommand)]
pub enum CouncilCommand {
	/// List the members
	Members,
	/// List the proposals that wait for votes
	List,
	/// Approve or reject a proposal
	Vote {
		/// Hash of the proposal
		#[arg(value_parser = digest)]
		proposal: Digest,
		/// Reject it
		#[arg(long)]
		reject: bool,
	},
	/// End the vote on a proposal and execute it if it is approved
	Close {
		/// Hash of the proposal
		#[arg(value_parser = digest)]
		proposal: Digest,
		/// The most its execution may take, in picoseconds
		#[arg(long, default_value_t = DEFAULT_BOUND.ref_time, value_name = "PICOSECONDS")]
		ref_time: u64,
		/// The most it may add to a proof of storage, in bytes
		#[arg(long, default_value_t = DEFAULT_BOUND.proof_size, value_name = "BYTES")]
		proof_size: u64,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: CouncilCommand) -> Result<Report, Fault> {
	match command {
		CouncilCommand::Members => {
			let members = context.client().await?.council_members().await?;
			let text = members.iter().map(|member| format!("{member}\n")).collect::<String>();
			Ok(Report::new(json!({ "members": to_json(&members)? }), text))
		}
		CouncilCommand::List => {
			let motions = context.client().await?.motions().await?;
			let text = match motions.is_empty() {
				true => "no proposals\n".into(),
				false => motions.iter().map(describe).collect::<String>(),
			};
			Ok(Report::new(json!({ "proposals": to_json(&motions)? }), text))
		}
		CouncilCommand::Vote { proposal, reject } => {
			let account = context.account()?;
			let client = context.client().await?;
			let outcome = client.vote(proposal, !reject, &account).await?;
			let verb = if reject { "Rejected" } else { "Approved" };
			let what = format!("{verb} {proposal:?}.");
			let more = json!({ "proposal": proposal, "approved": !reject });
			Ok(Report::of_transaction(&outcome, &what, more))
		}
		CouncilCommand::Close { proposal, ref_time, proof_size } => {
			let account = context.account()?;
			let client = context.client().await?;
			let bound = WeightBound { ref_time, proof_size };
			let (outcome, resolution) = client.close(proposal, bound, &account).await?;
			let what = match resolution {
				Resolution::Executed => "Approved and executed",
				Resolution::Rejected => "Rejected",
				Resolution::Proposed { .. } => "Still waiting",
			};
			let more = json!({ "proposal": proposal, "council": to_json(&resolution)? });
			Ok(Report::of_transaction(&outcome, &format!("{what}: {proposal:?}."), more))
		}
	}
}

fn describe(motion: &Motion) -> String {
	format!(
		"{:?}  number {}, {} of {} approvals, {} rejections, until block {}\n    {}\n",
		motion.hash,
		motion.index,
		motion.ayes.len(),
		motion.threshold,
		motion.nays.len(),
		motion.end,
		motion.call
	)
}
