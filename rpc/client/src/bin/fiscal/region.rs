//! `fiscal region` (R166–R168, R171, R173, R174).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	region_flow::{self, FlowCommand},
	values::digest,
	vc_offline::moment,
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::cross_region, time, Fault};
use fiscal_primitives::{
	region::{
		FilingAnswer, FilingPage, FilingStatus, ForeignOrgAnswer, OrgCode, OrgName, Province,
		ProvinceAnswer, Service, ServiceChange,
	},
	text::Reason,
	Digest, Moment, ParticipantId, Region, SceneId,
};
use fiscal_sm_crypto::Public;
use serde_json::json;

/// Reimbursement across provinces 跨省报销.
#[derive(Subcommand)]
pub enum RegionCommand {
	/// The provinces that take part 省市授权
	#[command(subcommand)]
	Province(ProvinceCommand),
	/// Who takes locks for other provinces, and under which scene
	#[command(subcommand)]
	Platform(PlatformCommand),
	/// Registration of organisations 跨省备案
	#[command(subcommand)]
	Filing(FilingCommand),
	/// Opening of the service 服务开通
	#[command(subcommand)]
	Service(ServiceCommand),
	/// Show an organisation of another province, as its province told
	Foreign {
		/// The province, two digits
		region: Region,
		/// Unified social credit code, 18 characters
		org: OrgCode,
	},
	#[command(flatten)]
	Flow(FlowCommand),
}

/// What can be done with provinces.
#[derive(Subcommand)]
pub enum ProvinceCommand {
	/// List the provinces that take part
	List,
	/// Admit a province, or change its key or what it may
	Set {
		/// The province, two digits
		region: Region,
		/// The key with which its messages are signed, 66 hexadecimal digits
		#[arg(long, value_name = "HEX")]
		public: Public,
		/// Its organisations may use bills of here
		#[arg(long)]
		inbound: bool,
		/// Organisations of here may use its bills
		#[arg(long)]
		outbound: bool,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// What can be done with the platform.
#[derive(Subcommand)]
pub enum PlatformCommand {
	/// Show who it is
	Show,
	/// Say who it is
	Set {
		/// Number of a participant with the role of platform
		participant: ParticipantId,
		/// The scene whose terms the locks have
		#[arg(long, value_name = "ID")]
		scene: SceneId,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// What can be done with registrations.
#[derive(Subcommand)]
pub enum FilingCommand {
	/// Apply for the signer's organisation
	Apply {
		/// Unified social credit code, 18 characters
		org: OrgCode,
		/// Its name as other provinces are told it, 1 to 128 bytes
		#[arg(long)]
		name: OrgName,
		/// What it needs cross-province reimbursement for
		#[arg(long)]
		purpose: Reason,
	},
	/// Withdraw the registration of the signer's organisation, or its application
	Withdraw,
	/// Decide about an application
	Review {
		/// Number of the participant that applied
		participant: ParticipantId,
		#[command(flatten)]
		decision: Decision,
		/// SM3 of the application that was seen [default: the one that waits now]
		#[arg(long, value_name = "HEX", value_parser = digest)]
		seen: Option<Digest>,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Show the registration of a participant, or of an organisation
	Show {
		/// Number of the participant
		#[arg(required_unless_present = "org", conflicts_with = "org")]
		participant: Option<ParticipantId>,
		/// Unified social credit code, 18 characters
		#[arg(long, value_name = "CODE")]
		org: Option<OrgCode>,
	},
	/// List registrations, in the order of first application
	List {
		/// Begin behind this number
		#[arg(long, default_value_t = 0)]
		after: u32,
		/// How many, at most
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
		limit: u32,
	},
}

/// What is decided.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Decision {
	/// The platform is told, and registers the organisation
	#[arg(long)]
	approve: bool,
	/// It is not registered
	#[arg(long)]
	reject: bool,
}

impl Decision {
	const fn approves(&self) -> bool {
		self.approve && !self.reject
	}
}

/// What can be done with the service of the signer's organisation.
#[derive(Subcommand)]
pub enum ServiceCommand {
	/// Open it 开通
	Open {
		/// Until when, such as 2027-12-31T16:00:00Z
		#[arg(long, value_name = "MOMENT", value_parser = moment)]
		until: Moment,
	},
	/// Suspend it 暂停
	Suspend,
	/// Open it again 重开
	Reopen {
		/// Until when [default: as before]
		#[arg(long, value_name = "MOMENT", value_parser = moment)]
		until: Option<Moment>,
	},
	/// Prolong it 续签
	Renew {
		/// Until when
		#[arg(long, value_name = "MOMENT", value_parser = moment)]
		until: Moment,
	},
	/// Leave it for good 退出
	Leave,
	/// Show the service of an organisation of here
	Show {
		/// Unified social credit code, 18 characters
		org: OrgCode,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: RegionCommand) -> Result<Report, Fault> {
	match command {
		RegionCommand::Province(command) => province(context, command).await,
		RegionCommand::Platform(command) => platform(context, command).await,
		RegionCommand::Filing(command) => filing(context, command).await,
		RegionCommand::Service(command) => service(context, command).await,
		RegionCommand::Foreign { region, org } => {
			let found = context.client().await?.foreign_org(region, org).await?;
			let found = found.ok_or_else(|| {
				Fault::NotFound(format!("organisation {org} of province {region}"))
			})?;
			foreign(region, org, &found)
		}
		RegionCommand::Flow(command) => region_flow::run(context, command).await,
	}
}

async fn province(context: &Context, command: ProvinceCommand) -> Result<Report, Fault> {
	match command {
		ProvinceCommand::List => provinces(&context.client().await?.provinces().await?),
		ProvinceCommand::Set { region, public, inbound, outbound, via } => {
			let province = Province { key: public, inbound, outbound };
			let call = cross_region::set_province(region, &province);
			let what = format!("Province {region} {}.", may(&province));
			let more = json!({ "region": region, "province": to_json(&province)? });
			context.make(&call, &via, &what, |_| Ok(more)).await
		}
	}
}

/// What a province may.
const fn may(province: &Province) -> &'static str {
	match (province.inbound, province.outbound) {
		(true, true) => "uses bills of here, and its bills are used here",
		(true, false) => "uses bills of here",
		(false, true) => "has its bills used here",
		(false, false) => "takes no part for now",
	}
}

fn provinces(known: &[ProvinceAnswer]) -> Result<Report, Fault> {
	let line = |ProvinceAnswer { region, province }: &ProvinceAnswer| {
		format!("{region}  {}  {}\n", province.key, may(province))
	};
	let text: String = match known.is_empty() {
		true => "no province takes part\n".into(),
		false => known.iter().map(line).collect(),
	};
	Ok(Report::new(json!({ "provinces": to_json(&known)? }), text))
}

async fn platform(context: &Context, command: PlatformCommand) -> Result<Report, Fault> {
	match command {
		PlatformCommand::Show => {
			let client = context.client().await?;
			let Some(platform) = client.region_platform().await? else {
				return Err(Fault::NotFound("a platform for other provinces".into()));
			};
			let title = client.participant_title(platform.participant).await;
			let text = table(&[("platform", title), ("scene", platform.scene.to_string())]);
			Ok(Report::new(to_json(&platform)?, text))
		}
		PlatformCommand::Set { participant, scene, via } => {
			let call = cross_region::set_platform(participant, scene);
			let what = format!(
				"Participant {participant} takes the locks for other provinces under scene {scene}."
			);
			let more = json!({ "participant": participant, "scene": scene });
			context.make(&call, &via, &what, |_| Ok(more)).await
		}
	}
}

async fn filing(context: &Context, command: FilingCommand) -> Result<Report, Fault> {
	let none = ViaCouncil::default();
	match command {
		FilingCommand::Apply { org, name, purpose } => {
			let call = cross_region::apply_filing(org, &name, &purpose);
			let what = format!("Applied for {org}; an administrator decides about it.");
			context.make(&call, &none, &what, |_| Ok(json!({ "org": org }))).await
		}
		FilingCommand::Withdraw => {
			let call = cross_region::withdraw_filing();
			context.make(&call, &none, "Withdrew the registration.", |_| Ok(json!({}))).await
		}
		FilingCommand::Review { participant, decision, seen, reason, via } => {
			let seen = match seen {
				Some(seen) => seen,
				None => waiting(context, participant).await?,
			};
			let approve = decision.approves();
			let call = cross_region::review_filing(participant, seen, approve, &reason);
			let done = if approve { "Approved" } else { "Rejected" };
			let what = format!("{done} the application of participant {participant}.");
			let more = json!({ "participant": participant, "filing": seen, "approved": approve });
			context.make(&call, &via, &what, |_| Ok(more)).await
		}
		FilingCommand::Show { participant, org } => {
			let client = context.client().await?;
			let found = match (participant, org) {
				(Some(participant), _) => client.filing(participant).await?,
				(None, Some(org)) => client.filing_of(org).await?,
				(None, None) => None,
			};
			show(&found.ok_or_else(|| Fault::NotFound("such a registration".into()))?)
		}
		FilingCommand::List { after, limit } => {
			list(&context.client().await?.filings(after, limit).await?)
		}
	}
}

/// SM3 of the application of a participant that waits for a decision.
async fn waiting(context: &Context, participant: ParticipantId) -> Result<Digest, Fault> {
	let found = context.client().await?.filing(participant).await?;
	let waits = found.filter(|answer| answer.filing.status == FilingStatus::Applied);
	waits.map(|answer| answer.digest).ok_or_else(|| {
		Fault::NotFound(format!("an application of participant {participant} that waits"))
	})
}

/// `open until …`.
fn state(service: &Service) -> String {
	format!("{} until {}", word(&service.status), time::display(service.until))
}

fn show(answer: &FilingAnswer) -> Result<Report, Fault> {
	let filing = &answer.filing;
	let text = table(&[
		("participant", answer.participant.to_string()),
		("organisation", filing.org.to_string()),
		("name", filing.name.to_string()),
		("purpose", filing.purpose.to_string()),
		("state", word(&filing.status)),
		("since", time::display(filing.at)),
		("service", answer.service.as_ref().map(state).unwrap_or_default()),
		("digest", format!("{:?}", answer.digest)),
	]);
	Ok(Report::new(to_json(answer)?, text))
}

fn list(page: &FilingPage) -> Result<Report, Fault> {
	let line = |answer: &FilingAnswer| {
		format!(
			"{:6}  {}  {:10}  {}\n",
			answer.participant,
			answer.filing.org,
			word(&answer.filing.status),
			answer.filing.name
		)
	};
	let mut text: String = page.items.iter().map(line).collect();
	match page.next {
		Some(next) => text.push_str(&format!("more with --after {next}\n")),
		None if page.items.is_empty() => text.push_str("no registrations\n"),
		None => {}
	}
	Ok(Report::new(to_json(page)?, text))
}

async fn service(context: &Context, command: ServiceCommand) -> Result<Report, Fault> {
	let (change, until) = match command {
		ServiceCommand::Show { org } => {
			let found = context.client().await?.service(org).await?;
			let service = found.ok_or_else(|| Fault::NotFound(format!("a service of {org}")))?;
			let json = json!({ "org": org, "service": to_json(&service)? });
			return Ok(Report::new(json, format!("{org}: {}\n", state(&service))));
		}
		ServiceCommand::Open { until } => (ServiceChange::Open, Some(until)),
		ServiceCommand::Suspend => (ServiceChange::Suspend, None),
		ServiceCommand::Reopen { until } => (ServiceChange::Reopen, until),
		ServiceCommand::Renew { until } => (ServiceChange::Renew, Some(until)),
		ServiceCommand::Leave => (ServiceChange::Leave, None),
	};
	let call = cross_region::change_service(change, until);
	let what = format!("Changed the service: {}.", word(&change));
	let more = json!({ "change": change, "until": until });
	context.make(&call, &ViaCouncil::default(), &what, |_| Ok(more)).await
}

fn foreign(region: Region, org: OrgCode, answer: &ForeignOrgAnswer) -> Result<Report, Fault> {
	let filing = &answer.filing;
	let text = table(&[
		("province", region.to_string()),
		("organisation", org.to_string()),
		("name", filing.name.to_string()),
		("registered", if filing.active { "yes".into() } else { "not any more".into() }),
		("told", time::display(filing.at)),
		("service", answer.service.as_ref().map(state).unwrap_or_default()),
	]);
	Ok(Report::new(to_json(answer)?, text))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::region::{Filing, ServiceStatus};
	use fiscal_sm_crypto::Pair;

	fn org() -> OrgCode {
		"91310000MA1FL00000".parse().unwrap()
	}

	fn registered() -> FilingAnswer {
		let filing = Filing {
			org: org(),
			name: "示例保险".parse().unwrap(),
			purpose: "理赔".parse().unwrap(),
			status: FilingStatus::Registered,
			at: 1_795_190_400_000,
		};
		let service = Service {
			status: ServiceStatus::Open,
			until: 1_795_190_400_000,
			at: 1_795_190_400_000,
		};
		let (participant, digest) = (ParticipantId(9), Digest::repeat_byte(1));
		FilingAnswer { participant, filing, digest, service: Some(service) }
	}

	#[test]
	fn a_registration_is_shown_with_its_service() {
		let report = show(&registered()).unwrap();
		for part in [
			"participant   9",
			"organisation  91310000MA1FL00000",
			"name          示例保险",
			"state         registered",
			"service       open until 2026-11-21",
		] {
			assert!(report.text().contains(part), "{part} in {}", report.text());
		}
		assert_eq!(report.json()["filing"]["org"], "91310000MA1FL00000");
		let page = FilingPage { items: vec![registered()], next: Some(1) };
		let text = list(&page).unwrap();
		assert!(text.text().ends_with("more with --after 1\n"), "{}", text.text());
	}

	#[test]
	fn provinces_are_listed_with_what_they_may() {
		let answer = |region, inbound, outbound| ProvinceAnswer {
			region: Region::new(region).unwrap(),
			province: Province { key: Pair::from_dev_name("p").public(), inbound, outbound },
		};
		let report = provinces(&[answer(32, true, false), answer(33, false, false)]).unwrap();
		let lines: Vec<&str> = report.text().lines().collect();
		assert!(lines[0].starts_with("32  ") && lines[0].ends_with("  uses bills of here"));
		assert!(lines[1].ends_with("takes no part for now"), "{}", lines[1]);
		assert_eq!(report.json()["provinces"][0]["inbound"], true);
		assert_eq!(provinces(&[]).unwrap().text(), "no province takes part\n");
	}
}
