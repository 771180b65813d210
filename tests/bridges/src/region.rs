//! Provinces and organisations: who takes part in reimbursement across provinces.

use crate::World;
use anyhow::{Context, Result};
use fiscal_primitives::{
	region::{
		FilingAnswer, FilingStatus, ForeignOrgAnswer, InboundFlow, OutboundAnswer, OutboundStatus,
		RegionPlatform,
	},
	Region,
};
use fiscal_sim::{
	platform::{FilingSeed, ServiceSeed},
	System,
};
use fiscal_tests::Output;
use serde_json::json;

/// The number of Zhejiang 浙江.
pub const ZHEJIANG: u8 = 33;
/// The number of Jiangsu 江苏.
pub const JIANGSU: u8 = 32;

/// The end of services that are opened: later than any test runs.
const UNTIL: &str = "2099-12-31T00:00:00Z";
/// The same, Unix ms.
const UNTIL_MS: u64 = 4_102_358_400_000;
/// The code of an organisation of the tests: 18 characters, the same for the same number.
pub fn org(number: u32) -> String {
	format!("91310000MA1F{number:05}A")
}

/// Under which scene the platform takes locks for other provinces.
///
/// # Errors
/// As [`World::ask`]; nobody takes them.
pub fn platform_scene(world: &World) -> Result<u32> {
	let platform: Option<RegionPlatform> = world.ask("region_platform", &[])?;
	Ok(platform.context("somebody takes locks for other provinces")?.scene.0)
}

/// Applies for cross-province reimbursement of an organisation of here, as the participant of a
/// development key.
///
/// # Errors
/// The command cannot be run.
pub fn apply(world: &World, dev: &str, org: &str) -> Result<Output> {
	let name = format!("示例机构 {dev}");
	let words = ["--name", &name, "--purpose", "跨省理赔", "--dev", dev];
	world.devnet.fiscal(&[&["region", "filing", "apply", org][..], &words[..]].concat())
}

/// The registration of an organisation of here.
///
/// # Errors
/// As [`World::ask`]; there is none.
pub fn filing(world: &World, org: &str) -> Result<FilingAnswer> {
	let found: Option<FilingAnswer> = world.ask("region_filingOf", &[json!(org)])?;
	found.with_context(|| format!("organisation {org} applied"))
}

/// Applies, has the fiscal authority approve, and waits until the platform registered it.
///
/// # Errors
/// The chain refuses it, or the platform does.
pub fn register(world: &World, dev: &str, org: &str) -> Result<()> {
	apply(world, dev, org)?.expect(0)?;
	let participant = filing(world, org)?.participant.to_string();
	let words = ["--approve", "--reason", "tests", "--dev", "Finance"];
	let review = [&["region", "filing", "review", &participant][..], &words[..]].concat();
	world.devnet.fiscal(&review)?.expect(0)?;
	world.wait(&format!("the platform registers {org}"), || {
		let status = filing(world, org)?.filing.status;
		Ok((status == FilingStatus::Registered).then_some(()))
	})
}

/// Opens the service of the organisation of a development key, which is registered.
///
/// # Errors
/// The command cannot be run.
pub fn open_service(world: &World, dev: &str) -> Result<Output> {
	world.devnet.fiscal(&["region", "service", "open", "--until", UNTIL, "--dev", dev])
}

/// Registers an organisation of here with an open service, and waits until the platform knows both: what
/// the organisation starts then could overtake them otherwise.
///
/// # Errors
/// As [`register`].
pub fn admit(world: &World, dev: &str, org: &str) -> Result<()> {
	register(world, dev, org)?;
	open_service(world, dev)?.expect(0)?;
	world.drained()?;
	Ok(())
}

/// Lets a province broadcast one of its organisations with an open service, and waits until the chain
/// knows both.
///
/// # Errors
/// The platform does not get through.
pub fn broadcast(world: &World, region: u8, org: &str) -> Result<()> {
	let platform = world.system(System::Platform)?;
	let (code, name) = (org.parse()?, "示例外省市机构".parse()?);
	platform.file(&FilingSeed { region, org: code, name, active: true })?;
	let change = fiscal_primitives::region::ServiceChange::Open;
	platform.change_service(&ServiceSeed { region, org: code, change, until: UNTIL_MS })?;
	world.wait(&format!("the chain knows {org} of {region}"), || {
		let known: Option<ForeignOrgAnswer> =
			world.ask("region_foreign", &[json!(region), json!(org)])?;
		let open = known.is_some_and(|org| org.filing.active && org.service.is_some());
		Ok(open.then_some(()))
	})
}

/// What became of a request of another province about a bill of here; `operation` is `start` or
/// `result`.
///
/// # Errors
/// As [`World::ask`].
pub fn inbound(
	world: &World,
	region: u8,
	org: &str,
	flow: &str,
	operation: &str,
) -> Result<Option<InboundFlow>> {
	world.ask("region_inbound", &[json!(region), json!(org), json!(flow), json!(operation)])
}

/// A reimbursement here of a bill of another province.
///
/// # Errors
/// As [`World::ask`].
pub fn outbound(world: &World, org: &str, flow: &str) -> Result<Option<OutboundAnswer>> {
	let here = Region::SHANGHAI.get();
	world.ask("region_flow", &[json!(here), json!(org), json!(flow)])
}

/// Waits until a reimbursement here of a bill of another province stands like that.
///
/// # Errors
/// Time is up; the message says how it stands instead.
pub fn outbound_becomes(
	world: &World,
	org: &str,
	flow: &str,
	status: OutboundStatus,
) -> Result<OutboundAnswer> {
	let mut last = None;
	let found = world.wait(&format!("{flow} of {org} is {status:?}"), || {
		let answer = outbound(world, org, flow)?;
		last.clone_from(&answer);
		Ok(answer.filter(|answer| answer.flow.status == status))
	});
	found.with_context(|| format!("it stands like this: {last:?}"))
}
