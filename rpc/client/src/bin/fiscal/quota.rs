//! `fiscal quota`.

use crate::{cli::ViaCouncil, context::Context, output::Report};
use clap::{Args, Subcommand};
use fiscal_client::{
	calls::quotas::{self, Quota},
	Fault,
};
use fiscal_primitives::ParticipantId;
use serde_json::json;

/// What can be done with quotas.
#[derive(Subcommand)]
pub enum QuotaCommand {
	/// Give a participant a quota of its own
	Set {
		/// Number of the participant
		id: ParticipantId,
		#[command(flatten)]
		quota: Amount,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a participant the default quota again
	Clear {
		/// Number of the participant
		id: ParticipantId,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Set the quota of everybody who has none of their own
	Default {
		#[command(flatten)]
		quota: Amount,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// A quota.
#[derive(Args)]
pub struct Amount {
	/// The most units at once
	#[arg(long, value_name = "UNITS")]
	burst: u64,
	/// Units that come back in a second
	#[arg(long, value_name = "UNITS")]
	per_second: u64,
}

impl Amount {
	fn quota(&self) -> Quota {
		Quota { burst: self.burst, per_second: self.per_second }
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: QuotaCommand) -> Result<Report, Fault> {
	let (call, via, what, more) = match command {
		QuotaCommand::Set { id, quota, via } => (
			quotas::set_quota(id, Some(quota.quota())),
			via,
			format!("Set the quota of participant {id}."),
			json!({ "id": id }),
		),
		QuotaCommand::Clear { id, via } => (
			quotas::set_quota(id, None),
			via,
			format!("Participant {id} has the default quota."),
			json!({ "id": id }),
		),
		QuotaCommand::Default { quota, via } => (
			quotas::set_default_quota(quota.quota()),
			via,
			"Set the default quota.".into(),
			json!({}),
		),
	};
	context.make(&call, &via, &what, |_| Ok(more)).await
}
