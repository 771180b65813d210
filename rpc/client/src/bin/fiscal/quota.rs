//! `fiscal quota`.

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::choice,
};
use clap::{Args, Subcommand};
use fiscal_client::{
	calls::quotas::{self, Quota, TierQuotas},
	Fault, ParticipantName,
};
use fiscal_primitives::{participant::Tier, ParticipantId};
use serde_json::json;

/// The names JSON gives to the tiers.
const TIERS: &[&str] = &["member", "organisation", "account", "holder"];

/// What can be done with quotas.
#[derive(Subcommand)]
pub enum QuotaCommand {
	/// Show the quota of a participant, or the default of each tier
	Show {
		/// Number of the participant
		id: Option<ParticipantId>,
	},
	/// Give a participant a quota of its own
	Set {
		/// Number of the participant
		id: ParticipantId,
		#[command(flatten)]
		quota: Amount,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a participant the default quota of its tier again
	Clear {
		/// Number of the participant
		id: ParticipantId,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Set the quota of everybody in a tier who has none of their own
	Default {
		/// The tier: members, organisations below them, accounts of operators and scenes, or citizens
		#[arg(long, value_parser = choice::<Tier>(TIERS))]
		tier: Tier,
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
		QuotaCommand::Show { id: None } => {
			return defaults(&context.client().await?.default_quotas().await?);
		}
		QuotaCommand::Show { id: Some(id) } => return show(context, id).await,
		QuotaCommand::Set { id, quota, via } => (
			quotas::set_quota(id, Some(quota.quota())),
			via,
			format!("Set the quota of participant {id}."),
			json!({ "id": id }),
		),
		QuotaCommand::Clear { id, via } => (
			quotas::set_quota(id, None),
			via,
			format!("Participant {id} has the default quota of its tier."),
			json!({ "id": id }),
		),
		QuotaCommand::Default { tier, quota, via } => (
			quotas::set_default_quota(tier, quota.quota()),
			via,
			format!("Set the default quota of tier {}.", word(&tier)),
			json!({ "tier": tier }),
		),
	};
	context.make(&call, &via, &what, |_| Ok(more)).await
}

async fn show(context: &Context, id: ParticipantId) -> Result<Report, Fault> {
	let client = context.client().await?;
	let found = client.participant(&ParticipantName::Id(id)).await?;
	let found = found.ok_or_else(|| Fault::NotFound(format!("participant {id}")))?;
	let own = client.own_quota(id).await?;
	let default = client.default_quotas().await?.of(found.participant.tier);
	Ok(of_participant(id, found.participant.tier, own, default))
}

fn of_participant(id: ParticipantId, tier: Tier, own: Option<Quota>, default: Quota) -> Report {
	let quota = own.unwrap_or(default);
	let source = match own {
		Some(_) => "its own".into(),
		None => format!("the default of tier {}", word(&tier)),
	};
	let json = json!({ "id": id, "tier": tier, "quota": quota, "own": own.is_some() });
	Report::new(json, format!("{}: {source}\n", words(quota)))
}

fn defaults(quotas: &TierQuotas) -> Result<Report, Fault> {
	let rows = [
		("member", words(quotas.member)),
		("organisation", words(quotas.organisation)),
		("account", words(quotas.account)),
		("holder", words(quotas.holder)),
	];
	Ok(Report::new(to_json(quotas)?, table(&rows)))
}

fn words(quota: Quota) -> String {
	format!("{} units at once, {} a second", quota.burst, quota.per_second)
}

#[cfg(test)]
mod tests {
	use super::*;

	const QUOTAS: TierQuotas = TierQuotas {
		member: Quota { burst: 1, per_second: 2 },
		organisation: Quota { burst: 3, per_second: 4 },
		account: Quota { burst: 5, per_second: 6 },
		holder: Quota { burst: 7, per_second: 8 },
	};

	#[test]
	fn every_tier_has_its_name_on_the_command_line() {
		let tiers = [Tier::Member, Tier::Organisation, Tier::Account, Tier::Holder];
		assert_eq!(tiers.map(|tier| word(&tier)).as_slice(), TIERS);
	}

	#[test]
	fn the_defaults_are_shown_by_tier() {
		let report = defaults(&QUOTAS).unwrap();
		assert!(
			report.text().contains("organisation  3 units at once, 4 a second\n"),
			"{}",
			report.text()
		);
		assert_eq!(report.json()["holder"], json!({ "burst": 7, "perSecond": 8 }));
	}

	#[test]
	fn a_quota_says_whether_it_is_the_participants_own() {
		let id = ParticipantId(3);
		let own = Quota { burst: 9, per_second: 9 };
		let report = of_participant(id, Tier::Account, Some(own), QUOTAS.account);
		assert_eq!(report.text(), "9 units at once, 9 a second: its own\n");
		assert_eq!(report.json()["own"], true);
		let report = of_participant(id, Tier::Account, None, QUOTAS.account);
		assert_eq!(report.text(), "5 units at once, 6 a second: the default of tier account\n");
		assert_eq!(report.json()["quota"]["burst"], 5);
	}
}
