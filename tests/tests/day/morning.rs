//! Steps 1 to 4 of the day: whoever is needed comes in, and everything that bills need goes into force.

use crate::chain::{each, is, number, text, Day, DEMANDED, FLOW, REFUSED, ROLE};
use anyhow::{ensure, Context, Result};
use fiscal_tests::{
	scenario::{generate_numbered, path, RegisteredBill, INDEX_KEY},
	Output,
};
use serde_json::{json, Value};
use std::fs;

/// Exit code of a command line with a wrong value, such as a wrong activation code.
const INPUT: i32 = 2;
/// Exit code when a part of the files was not registered.
const PARTLY: i32 = 6;
/// What the pool says to an account that is nobody's.
const STRANGER: &str = "the signing account belongs to no participant of the chain";

/// Minutes of a day.
pub const DAY_MINUTES: u64 = 24 * 60;
/// A quarter of a day: the policies begin and end this long before and after the test, in minutes.
pub const MARGIN: u64 = DAY_MINUTES / 4;
/// China Standard Time, in minutes before UTC.
const CST_MINUTES: u64 = 8 * 60;

/// Code of the outpatient bills of 2025.
pub const CODE: &str = "31060125";
/// The first number that the school gives back, and the hospital's first.
pub const FIRST: u32 = 4_200_000_000;
/// Number of the school, a participant of the genesis.
const SCHOOL: &str = "7";
/// SM3 of papers that stay off the chain.
const PAPERS: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

/// An organisation that comes in.
pub struct Newcomer {
	/// Its name.
	pub name: &'static str,
	/// Its development key.
	pub dev: &'static str,
	/// SM3 of its identity, 64 digits.
	pub identity: String,
	/// Options with its roles.
	pub roles: &'static [&'static str],
}

/// Permits locks in the scene from one minute of the day to another, both odd: midnight is neither.
pub fn hours(scene: &str, from: u64, until: u64) -> Result<Value> {
	let time = |minute: u64| format!("{:02}:{:02}", minute / 60, minute % 60);
	let bounds =
		json!([{ "timeOfDay": { "ge": time(from) } }, { "timeOfDay": { "lt": time(until) } }]);
	Ok(json!({
		"name": "理赔时段",
		"points": ["lock"],
		"scenes": [scene.parse::<u32>()?],
		"actors": "all",
		"priority": 500,
		"effect": "permit",
		"condition": if from < until { json!({ "all": bounds }) } else { json!({ "any": bounds }) },
	}))
}

/// Before step 1. An operation becomes one of high risk by an approval, whose flow is demanded for it
/// from then on.
pub fn demanded(day: &Day, operation: &str) -> Result<()> {
	let set = ["approval", "high-risk", "set", operation, "--flow", "1"];
	day.refused("Finance", &set, "Approvals.ApprovalRequired")?;
	let free = || {
		let listed = day.read(&["approval", "high-risk", "list"])?["operations"].clone();
		ensure!(!each(&listed, "operation")?.iter().any(|found| *found == operation));
		Ok(())
	};
	let events = ["Approvals.HighRiskChanged"];
	day.approved("changeApprovalFlows", &set, DEMANDED, free, &events)?;
	Ok(())
}

/// Before step 1. What is proposed for approval needs a flow, the demanded or a chosen one.
pub fn flowless_is_refused(day: &Day) -> Result<()> {
	let terms = ["--name", "无流程", "--new-dev", "Day-Nobody", "--identity-digest", PAPERS];
	let reason = ["--via-approval", "--approval-reason", "no flow is demanded"];
	let admit = [&["participant", "admit", "--role", "billUser"][..], &terms, &reason].concat();
	day.refused("Finance", &admit, "Approvals.FlowRequired")
}

/// Step 1. An organisation is admitted under an approval and is nobody before.
pub fn admitted(day: &Day, newcomer: &Newcomer) -> Result<String> {
	let Newcomer { name, dev, identity, roles } = newcomer;
	let who = ["participant", "get", "--identity-digest", identity];
	let terms = ["--name", name, "--new-dev", dev, "--identity-digest", identity];
	let admit = [&["participant", "admit"][..], &terms, roles].concat();

	day.refused("Finance", &admit, ROLE)?;
	let nobody = || {
		day.missing(&who)?;
		day.refused(dev, &["approval", "approve", "1"], STRANGER)
	};
	let approval =
		day.approved("admitParticipant", &admit, DEMANDED, nobody, &["Participants.Admitted"])?;

	let found = day.read(&who)?;
	ensure!(found["status"] == "active" && found["tier"] == "member", "{found}");
	ensure!(found["name"] == *name && found["identity"] == format!("0x{identity}"), "{found}");
	ensure!(found["decision"]["operation"] == "admitParticipant", "{found}");
	day.rests_on(&found["decision"]["by"], &approval)?;
	number(&found["id"])
}

/// What the hospital asks for its access node.
fn node_request<'a>(scenes: &[&'a str]) -> Vec<&'a str> {
	let what = ["--name", "示例康复医院接入端", "--role", "issuer", "--resource", "summary"];
	let scenes = scenes.iter().flat_map(|scene| ["--scene", *scene]);
	what.into_iter().chain(["--form-digest", PAPERS]).chain(scenes).collect()
}

/// Step 2. The hospital's access node is admitted with a credential, serves the hospital, and a device
/// is bound to it by a code that opens it once.
pub fn node_in_service(day: &Day, hospital: &str) -> Result<String> {
	let apply = [&["node", "apply"][..], &node_request(&["1"])].concat();
	day.refused("Day-Insurer", &apply, ROLE)?;
	let asked = day.done("Day-Hospital", &apply, &["AccessNodes.AdmissionSubmitted"])?;
	let application = number(&asked["id"])?;
	let begin = ["node", "review", &application, "begin", "--reason", "papers are complete"];
	day.refused("Day-Hospital", &begin, ROLE)?;
	day.done("Finance", &begin, &["AccessNodes.AdmissionReviewed"])?;

	let credential = day.folder.join("credential.jwt");
	let credential = path(&credential)?;
	let until = ["--valid-until", "2099-12-31"];
	let draft = ["node", "credential", "draft", "--application", &application, "--out", credential];
	let drafted = day.run("Finance", &[&draft[..], &until].concat())?.expect(0)?.json()?;
	let approve = ["node", "review", &application, "approve", "--reason", "inspected on site"];
	day.refused("Finance", &approve, "AccessNodes.CredentialMissing")?;
	let of_hospital = ["node", "of", hospital];
	let approval = day.approved(
		"reviewNode",
		&[&approve[..], &["--credential", credential], &until].concat(),
		FLOW,
		|| {
			let (nodes, state) = (
				day.read(&of_hospital)?["nodes"].clone(),
				day.read(&["node", "application", &application])?["status"].clone(),
			);
			ensure!(nodes == json!([]) && state == "inReview", "{nodes} {state}");
			Ok(())
		},
		&["AccessNodes.Registered", "AccessNodes.CredentialIssued", "AccessNodes.Linked"],
	)?;
	let admission = day.read(&["node", "application", &application])?;
	ensure!(admission["status"] == "approved", "{admission}");
	day.rests_on(&admission["reviewedBy"], &approval)?;
	let node = number(&admission["node"])?;
	let stored = || day.read(&["node", "get", &node]);
	let routed = || -> Result<bool> {
		let routes = day.read(&["node", "routes"])?;
		Ok(each(&routes["routes"], "node")?.iter().any(|found| is(found, &node)))
	};
	let new = stored()?;
	ensure!(new["credential"]["digest"] == drafted["digest"], "{new}");
	ensure!(new["credentialStatus"] == "valid" && is(&new["operator"], hospital));
	ensure!(new["normal"] == false && new["activatedAt"] == Value::Null, "not in service: {new}");
	ensure!(!routed()?, "not in service, not in the routing table");
	let served =
		json!([{ "participant": hospital.parse::<u32>()?, "issuer": true, "user": false }]);
	ensure!(new["serves"] == served, "{new}");
	let nodes = day.read(&of_hospital)?["nodes"].clone();
	ensure!(nodes == json!([node.parse::<u32>()?]), "{nodes}");
	let link = ["node", "link", &node, hospital, "--role", "issuer"];
	day.refused("Finance", &link, "AccessNodes.AlreadyExists")?;

	let codes = day.folder.join("codes.txt");
	let what = ["--product", "access-node-1.0", "--out", path(&codes)?];
	let generate = [&["node", "codes", "generate", &node][..], &until, &what].concat();
	day.done("Finance", &generate, &["AccessNodes.CodesIssued"])?;
	let code = fs::read_to_string(&codes)?;
	let code = code.trim();
	let activate = |code, device| {
		let device = ["--name", "front", "--device-dev", device, "--info-digest", PAPERS];
		let place = ["--endpoint", "node.example:9443"];
		[&["node", "activate", &node, "--code", code][..], &device, &place].concat()
	};
	let wrong = |code, device, fault: &str| -> Result<()> {
		let answer = day.run("Day-Hospital", &activate(code, device))?.expect(INPUT)?.json()?;
		let message = text(&answer["error"], "message")?;
		ensure!(message.starts_with(&format!("code: {fault} (1 wrong in a row")), "{message}");
		Ok(())
	};
	day.refused("Hospital", &activate(code, "Day-Front"), "AccessNodes.NotAuthorized")?;
	wrong("AAAAA-BBBBB-CCCCC-DDDDD", "Day-Front", "unknown")?;
	ensure!(stored()?["normal"] == false, "a wrong code opens nothing");
	let bound = ["AccessNodes.CodeUsed", "AccessNodes.DeviceBound"];
	let activated = day.done("Day-Hospital", &activate(code, "Day-Front"), &bound)?;
	wrong(code, "Day-Back", "used")?;
	let device = text(&activated, "device")?;
	let received = ["node", "credential", "acknowledge", &node, device];
	day.done("Day-Hospital", &received, &["AccessNodes.CredentialAcknowledged"])?;

	let devices = day.read(&["node", "device", "list", &node])?["devices"].clone();
	ensure!(each(&devices, "did")? == [device], "one device: {devices}");
	ensure!(devices[0]["status"] == "active" && devices[0]["credentialReceived"] == true);
	let used = day.read(&["node", "codes", "show", &node, code])?;
	ensure!(used["state"] == "used" && used["device"] == device, "{used}");
	ensure!(stored()?["normal"] == true && routed()?, "in service");
	Ok(node)
}

/// Makes bills of one citizen with these numbers: the same seed makes the same payer and total.
pub fn made(day: &Day, numbers: std::ops::Range<u32>) -> Result<Vec<RegisteredBill>> {
	let mut bills = Vec::new();
	for number in numbers {
		bills.extend(generate_numbered(&day.devnet, 2026, number, 1)?.1);
	}
	Ok(bills)
}

/// Registers bills; `more` says what is registered with them, or for whom.
pub fn register(
	day: &Day,
	bills: &[RegisteredBill],
	(scene, node): (&str, &str),
	dev: &str,
	more: &[&str],
) -> Result<Output> {
	let files = bills.iter().map(|bill| path(&bill.file)).collect::<Result<Vec<_>>>()?;
	let place = ["--scene", scene, "--node", node, "--index-key", INDEX_KEY];
	day.run(dev, &[&["bill", "register"][..], &files, &place, more].concat())
}

/// Step 2, continued. Numbers that the school gives back are allocated to the hospital, whose bills
/// have none before.
pub fn numbers_allocated(day: &Day, hospital: &str, node: &str) -> Result<()> {
	let bills = made(day, FIRST..FIRST + 1)?;
	let first = FIRST.to_string();
	let back = ["--issuer", SCHOOL, "--code", CODE, "--first", &first, "--last", "9999999999"];
	let back = [&["bill", "return-numbers"][..], &back].concat();
	let last = (FIRST + 99).to_string();
	let range = ["--issuer", hospital, "--code", CODE, "--first", &first, "--last", &last];
	let allocate = [&["bill", "allocate"][..], &range].concat();
	day.refused("Day-Hospital", &allocate, ROLE)?;
	day.refused("Finance", &allocate, "Bills.RangeOverlaps")?;
	day.done("Finance", &back, &["Bills.NumbersReturned"])?;

	let ranges = || -> Result<Value> {
		Ok(day.read(&["bill", "ranges", CODE, "--issuer", hospital])?["items"].clone())
	};
	let none = || {
		ensure!(ranges()? == json!([]));
		let answer = register(day, &bills, ("1", node), "Day-Hospital", &[])?;
		day.not_registered(answer, PARTLY, "numberNotAllocated")
	};
	let events = ["Bills.NumbersAllocated"];
	let approval = day.approved("allocateNumbers", &allocate, FLOW, none, &events)?;
	let stored = ranges()?;
	ensure!(stored[0]["remaining"] == 100 && stored[0]["used"] == 0, "{stored}");
	ensure!(is(&stored[0]["ranges"][0]["approval"]["id"], &approval), "{stored}");
	Ok(())
}

/// Step 3. A scene with field rules goes into force, and the access node is admitted for it.
pub fn scene_in_force(day: &Day, hospital: &str, node: &str) -> Result<String> {
	let scenes = || day.read(&["scene", "list"]);
	let known = scenes()?;
	let terms = ["--name", "商业养老理赔", "--kind", "medical", "--weight", "60"];
	let new = [&["scene", "register", "--lock-term", "2d"][..], &terms].concat();
	let none = || {
		ensure!(scenes()? == known);
		Ok(())
	};
	let approval = day.approved("registerScene", &new, DEMANDED, none, &["Scenes.Registered"])?;
	let now = scenes()?;
	let scene = each(&now, "id")?.last().map(|id| number(id)).context("there are scenes")??;
	let stored = day.read(&["scene", "get", &scene])?;
	ensure!(stored["name"] == "商业养老理赔" && stored["status"] == "active", "{stored}");
	day.rests_on(&stored["decided"]["proposedBy"], &approval)?;

	let rules = day.paper(
		"rules.json",
		&json!({ "closed": false, "rules": [
			{ "name": "insuranceType", "kind": "text", "presence": "required" },
			{ "name": "ownPayAmount", "kind": "amount", "presence": "required" },
		] }),
	)?;
	let set = ["scene", "rules", "set", &scene, &rules];
	let unruled = || day.missing(&["scene", "rules", "show", &scene]);
	let approval =
		day.approved("changeFieldRules", &set, DEMANDED, unruled, &["Scenes.RulesChanged"])?;
	let ruled = day.read(&["scene", "rules", "show", &scene])?;
	day.rests_on(&ruled["decided"]["proposedBy"], &approval)?;

	let bills = made(day, FIRST..FIRST + 1)?;
	let answer = register(day, &bills, (&scene, node), "Day-Hospital", &["--fields"])?;
	day.not_registered(answer, REFUSED, "Bills.NotAdmitted: ")?;
	let request = node_request(&["1", &scene]);
	let change = [&["node", "apply", "--node", node][..], &request].concat();
	let asked = day.done("Day-Hospital", &change, &["AccessNodes.AdmissionSubmitted"])?;
	let approve = ["node", "review", &number(&asked["id"])?, "approve", "--reason", "same node"];
	day.done("Finance", &approve, &["AccessNodes.NodeChanged"])?;
	let changed = day.read(&["node", "get", node])?;
	ensure!(changed["scenes"] == json!([1, scene.parse::<u32>()?]), "{changed}");
	ensure!(is(&changed["operator"], hospital) && changed["normal"] == true, "{changed}");
	Ok(scene)
}

/// Step 3, continued. A policy goes into force that permits locks in some hours of the day, those
/// around now. To put policies into force has become an operation of high risk before. Returns the
/// number of the policy, and the minute of the day it is made for.
pub fn policy_in_force(day: &Day, scene: &str) -> Result<(String, u64)> {
	demanded(day, "enactPolicy")?;

	let at = day.read(&["scene", "get", scene])?["changedAt"].as_u64().context("a moment")?;
	let now = ((at / 60_000 + CST_MINUTES) % DAY_MINUTES) | 1;
	let (from, until) = ((now + DAY_MINUTES - MARGIN) % DAY_MINUTES, (now + MARGIN) % DAY_MINUTES);
	let file = day.paper("hours.json", &hours(scene, from, until)?)?;
	day.read(&["policy", "lint", &file])?;
	day.refused("Day-Insurer", &["policy", "draft", &file], ROLE)?;
	let drafted = day.done("Finance", &["policy", "draft", &file], &["Policies.Drafted"])?;
	let policy = number(&drafted["id"])?;
	let enact = ["policy", "enact", &policy, "1", "--reason", "hours of the office"];
	day.refused("Finance", &enact, "Approvals.ApprovalRequired")?;
	let draft = || {
		let (stored, set) = (day.read(&["policy", "get", &policy])?, day.read(&["policy", "set"])?);
		ensure!(stored["state"] == "draft" && stored["effective"] == Value::Null, "{stored}");
		ensure!(set["members"] == json!([]), "{set}");
		Ok(())
	};
	let approval = day.approved("enactPolicy", &enact, DEMANDED, draft, &["Policies.Enacted"])?;
	let stored = day.read(&["policy", "get", &policy])?;
	ensure!(stored["state"] == "effective" && stored["effective"] == 1, "{stored}");
	day.rests_on(&stored["record"]["enacted"]["by"], &approval)?;
	Ok((policy, now))
}

/// Step 4. Three bills of one citizen are registered, with the fields that the scene demands.
pub fn bills_registered(
	day: &Day,
	hospital: &str,
	node: &str,
	scene: &str,
) -> Result<Vec<RegisteredBill>> {
	let bills = made(day, FIRST..FIRST + 3)?;
	let bare = register(day, &bills, (scene, node), "Day-Hospital", &[])?;
	day.not_registered(bare, PARTLY, "fieldRefused (field insuranceType)")?;
	let answer = register(day, &bills, (scene, node), "Day-Hospital", &["--fields"])?;
	let answer = answer.expect(0)?.json()?;
	ensure!(answer["registered"] == 3, "{answer}");
	for bill in &bills {
		let stored = day.read(&["bill", "get", &bill.key])?["bill"].clone();
		ensure!(is(&stored["issuer"], hospital) && is(&stored["node"], node));
		ensure!(is(&stored["scene"], scene) && stored["usage"] == "free", "{stored}");
	}
	let ranges = day.read(&["bill", "ranges", CODE, "--issuer", hospital])?["items"].clone();
	ensure!(ranges[0]["used"] == 3 && ranges[0]["remaining"] == 97, "{ranges}");
	Ok(bills)
}
