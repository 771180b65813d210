//! A day of the consortium on four real validators, through the command `fiscal` as a user types it:
//! an insurer and a hospital come in, the hospital's access node goes into service, a scene and a
//! policy go into force, bills are registered, authorized, locked and refused, and at the end of the
//! day everything stands in the trail. Each step with what the chain refuses, and how it says so.
//! Rows R007, R011, R027–R029, R031, R051, R052, R064, R066, R123, R125, R130, R216–R220, R233.

#[path = "day/chain.rs"]
mod chain;
#[path = "day/morning.rs"]
mod morning;

use anyhow::{ensure, Context, Result};
use chain::{each, is, text, Day, DEMANDED, FLOW, REFUSED, ROLE};
use fiscal_tests::scenario::{path, RegisteredBill};
use morning::{
	admitted, bills_registered, demanded, flowless_is_refused, hours, made, node_in_service,
	numbers_allocated, policy_in_force, register, scene_in_force, Newcomer, CODE, DAY_MINUTES,
	FIRST, MARGIN,
};
use serde_json::{json, Value};

/// What the pool says to a frozen or cancelled participant.
const NOT_ACTIVE: &str = "the participant of the signing account is not active";
const THIRTY_DAYS_MS: u64 = 30 * 86_400_000;

/// The bills of one citizen, which all have the same total.
struct Citizen {
	bills: Vec<RegisteredBill>,
	/// Who may use them: the credential's digest.
	authorization: String,
}

#[test]
fn a_day_of_the_consortium() -> Result<()> {
	let day = Day::begin()?;
	let hospital = Newcomer {
		name: "示例康复医院",
		dev: "Day-Hospital",
		identity: "ab".repeat(32),
		roles: &["--role", "issuer", "--role", "nodeOperator"],
	};
	let insurer = Newcomer {
		name: "示例养老保险",
		dev: "Day-Insurer",
		identity: "cd".repeat(32),
		roles: &["--role", "billUser"],
	};
	flowless_is_refused(&day)?;
	for operation in ["admitParticipant", "registerScene", "changeFieldRules"] {
		demanded(&day, operation)?;
	}
	let hospital = admitted(&day, &hospital)?;
	let insurer = admitted(&day, &insurer)?;
	let node = node_in_service(&day, &hospital)?;
	numbers_allocated(&day, &hospital, &node)?;
	let scene = scene_in_force(&day, &hospital, &node)?;
	let (policy, now) = policy_in_force(&day, &scene)?;
	let bills = bills_registered(&day, &hospital, &node, &scene)?;
	let citizen = two_bills_granted(&day, &insurer, &scene, bills)?;
	one_is_locked_and_the_third_refused(&day, &insurer, &scene, &citizen)?;
	denied_outside_the_hours(&day, &insurer, &scene, &policy, now, &citizen)?;
	refused_once_revoked(&day, &insurer, &scene, &citizen)?;
	refused_while_frozen(&day, &hospital, &node, &scene)?;
	everything_is_in_the_trail(&day, &hospital, &insurer, &policy, &citizen)
}

/// Asks for the lock of a bill in full under the citizen's authorization.
fn lock<'a>(
	citizen: &'a Citizen,
	bill: usize,
	scene: &'a str,
	flow: &'a str,
) -> Result<[&'a str; 11]> {
	let bill = citizen.bills.get(bill).context("the citizen has three bills")?;
	let (key, total, authorization) = (&bill.key, &bill.total, &citizen.authorization);
	Ok([
		"lock",
		"acquire",
		key,
		"--scene",
		scene,
		"--claim",
		total,
		"--flow",
		flow,
		"--authorization",
		authorization,
	])
}

/// Step 5. The citizen, registered by the platform with a key of its own, grants the insurer two of
/// its bills for thirty days.
fn two_bills_granted(
	day: &Day,
	insurer: &str,
	scene: &str,
	bills: Vec<RegisteredBill>,
) -> Result<Citizen> {
	let payer = day.read(&["bill", "get", &bills[0].key])?["bill"]["payer"].clone();
	let payer = payer.as_str().context("a bill has a payer")?;
	let citizen = ["participant", "register-holder", "--payer", payer, "--new-dev", "Day-Citizen"];
	day.refused("Day-Hospital", &citizen, ROLE)?;
	let registered = day.done("BigData", &citizen, &["Participants.HolderRegistered"])?;

	let grantee = day.read(&["participant", "get", insurer])?;
	let file = day.folder.join("grant.jwt");
	let grant = ["vc", "issue", "--grantee", text(&grantee, "did")?, "--scene", scene];
	let two = ["--bill", &bills[0].key, "--bill", &bills[1].key];
	let terms = ["--scope", "summary", "--scope", "use", "--uses", "5", "--for", "30d"];
	let issue = [&grant[..], &two, &terms, &["--out", path(&file)?]].concat();
	let issued = day.run("Day-Citizen", &issue)?.expect(0)?.json()?;
	let citizen = Citizen { authorization: text(&issued, "digest")?.to_owned(), bills };
	let authorization = citizen.authorization.as_str();

	let early = lock(&citizen, 0, scene, "day-1")?;
	day.refused("Day-Insurer", &early, "VcAuthorization.NotFound")?;
	let register = ["vc", "register", path(&file)?];
	day.done("BigData", &register, &["VcAuthorization.Registered"])?;
	day.refused("BigData", &register, "VcAuthorization.AlreadyExists")?;
	let stored = day.read(&["vc", "get", authorization])?;
	ensure!(stored["status"] == "active" && stored["used"] == 0, "{stored}");
	ensure!(stored["holder"] == registered["id"] && is(&stored["grantee"], insurer));
	let covered = json!([citizen.bills[0].key, citizen.bills[1].key]);
	ensure!(stored["coverage"] == json!({ "bills": covered }), "{stored}");
	let moment = |name: &str| stored[name].as_u64().with_context(|| format!("{name} in {stored}"));
	ensure!(moment("validUntil")? - moment("validFrom")? == THIRTY_DAYS_MS, "{stored}");
	Ok(citizen)
}

/// What the chain says of a use of a bill under the citizen's authorization.
fn check(day: &Day, insurer: &str, scene: &str, citizen: &Citizen, bill: usize) -> Result<Value> {
	let bill = citizen.bills.get(bill).context("the citizen has three bills")?;
	let basis = ["--authorization", &citizen.authorization, "--participant", insurer];
	let what = ["--bill", &bill.key, "--scope", "use", "--scene", scene, "--output", "json"];
	day.devnet.fiscal(&[&["vc", "check"][..], &basis, &what].concat())?.json()
}

/// A read of a bill by the insurer that is not permitted, and recorded with the reason.
fn recorded_failure(
	day: &Day,
	scene: &str,
	citizen: &Citizen,
	bill: usize,
	reason: &str,
) -> Result<()> {
	let bill = citizen.bills.get(bill).context("the citizen has three bills")?;
	let basis = ["--authorization", &citizen.authorization, "--purpose", "claim"];
	let what = ["--bill", &bill.key, "--scope", "summary", "--scene", scene];
	let read = [&["vc", "use"][..], &basis, &what].concat();
	let answer = day.run("Day-Insurer", &read)?.expect(REFUSED)?.json()?;
	ensure!(answer["permitted"] == false && answer["reason"] == reason, "{answer}");
	let log = day.read(&["vc", "log", &citizen.authorization])?;
	ensure!(log["head"] == answer["head"], "{log} ends with {answer}");
	Ok(())
}

/// How a bill may be used.
fn usage(day: &Day, bill: &RegisteredBill) -> Result<Value> {
	Ok(day.read(&["bill", "get", &bill.key])?["bill"]["usage"].clone())
}

/// Step 6. The insurer locks one bill, and is refused the third, which nobody granted it; another
/// insurer and another scene are refused too.
fn one_is_locked_and_the_third_refused(
	day: &Day,
	insurer: &str,
	scene: &str,
	citizen: &Citizen,
) -> Result<()> {
	let taken = day.run("Day-Insurer", &lock(citizen, 0, scene, "day-2")?)?.expect(0)?.json()?;
	ensure!(taken["state"] == "locked" && is(&taken["holder"], insurer), "{taken}");
	let held = day.read(&["lock", "show", &citizen.bills[0].key])?["lock"].clone();
	ensure!(held["authorization"] == citizen.authorization && held["flow"] == "day-2", "{held}");
	ensure!(is(&held["scene"], scene) && held["weight"] == 60, "{held}");
	ensure!(usage(day, &citizen.bills[0])? == "locked");
	ensure!(day.read(&["vc", "get", &citizen.authorization])?["used"] == 1, "one use is counted");

	let third = lock(citizen, 2, scene, "day-3")?;
	day.refused("Day-Insurer", &third, "VcAuthorization.BillNotCovered")?;
	ensure!(check(day, insurer, scene, citizen, 2)?["reason"] == "billNotCovered");
	recorded_failure(day, scene, citizen, 2, "billNotCovered")?;
	ensure!(usage(day, &citizen.bills[2])? == "free", "what is refused changes nothing");

	let second = lock(citizen, 1, scene, "day-4")?;
	day.refused("Insurer-01", &second, "VcAuthorization.WrongGrantee")?;
	let elsewhere = lock(citizen, 1, "2", "day-5")?;
	day.refused("Day-Insurer", &elsewhere, "VcAuthorization.SceneNotGranted")?;
	ensure!(check(day, insurer, scene, citizen, 1)?["permitted"] == true);
	ensure!(usage(day, &citizen.bills[1])? == "free", "what is refused changes nothing");
	Ok(())
}

/// Step 7. Another version of the policy has hours that now is outside of: it denies the lock that the
/// holder granted, and says why. Once the first version is back, the same request is served.
fn denied_outside_the_hours(
	day: &Day,
	insurer: &str,
	scene: &str,
	policy: &str,
	now: u64,
	citizen: &Citizen,
) -> Result<()> {
	let (from, until) = ((now + MARGIN) % DAY_MINUTES, (now + DAY_MINUTES - MARGIN) % DAY_MINUTES);
	let other = hours(scene, from, until)?;
	let file = day.paper("other-hours.json", &other)?;
	let revise = ["policy", "revise", policy, &file, "--reason", "another shift"];
	let revised = day.done("Finance", &revise, &["Policies.Drafted"])?;
	ensure!(is(&revised["id"], policy) && revised["version"] == 2, "{revised}");
	let effective =
		|| -> Result<Value> { Ok(day.read(&["policy", "get", policy])?["effective"].clone()) };
	let in_force = |version: u32| -> Result<()> {
		let found = effective()?;
		ensure!(found == version, "version {found} is in force, not {version}");
		Ok(())
	};
	let enact = ["policy", "enact", policy, "2", "--reason", "another shift"];
	let events = ["Policies.Enacted"];
	day.approved("enactPolicy", &enact, DEMANDED, || in_force(1), &events)?;
	in_force(2)?;

	let second = lock(citizen, 1, scene, "day-6")?;
	day.refused("Day-Insurer", &second, "BillLocks.PolicyDenied")?;
	let stats = day.read(&["policy", "stats", policy])?;
	ensure!(stats["items"][0]["chain"]["denied"].as_u64() >= Some(1), "it is counted: {stats}");
	ensure!(usage(day, &citizen.bills[1])? == "free", "what is refused changes nothing");
	ensure!(check(day, insurer, scene, citizen, 1)?["permitted"] == true, "the holder permits it");
	let moment = day.read(&["policy", "get", policy])?["record"]["enacted"]["at"].clone();
	let facts = day.paper(
		"facts.json",
		&json!({
			"point": "lock",
			"at": moment,
			"actor": insurer.parse::<u32>()?,
			"scene": scene.parse::<u32>()?,
			"bill": citizen.bills[1].key,
		}),
	)?;
	let decide = ["policy", "decide", "--facts", &facts];
	let decided = day.read(&decide)?;
	let verdict = &decided["verdict"];
	ensure!(verdict["permitted"] == false && is(&verdict["policy"], policy), "{decided}");
	let explanation = &decided["policies"][0][1];
	ensure!(explanation["applies"] == true && explanation["holds"] == false, "{decided}");
	let steps = explanation["steps"].as_array().context("an explanation has steps")?;
	let reason = steps.iter().find(|step| {
		step["asked"].as_str().is_some_and(|asked| asked.starts_with("timeOfDay "))
			&& step["truth"] == "false"
			&& step["actual"].is_string()
	});
	ensure!(reason.is_some(), "the hour is the reason: {decided}");

	let back = ["policy", "rollback", policy, "1", "--reason", "the office is open"];
	day.approved("rollBackPolicy", &back, FLOW, || in_force(2), &["Policies.RolledBack"])?;
	in_force(1)?;
	ensure!(day.read(&decide)?["verdict"]["permitted"] == true);
	// What a flow number was answered stands: the insurer asks anew.
	day.refused("Day-Insurer", &second, "BillLocks.PolicyDenied")?;
	let anew = lock(citizen, 1, scene, "day-10")?;
	day.run("Day-Insurer", &anew)?.expect(0)?;
	ensure!(usage(day, &citizen.bills[1])? == "locked");
	let release = ["lock", "release", &citizen.bills[1].key, "--flow", "day-7"];
	let release = [&release[..], &["--reason", "no claim today"]].concat();
	day.run("Day-Insurer", &release)?.expect(0)?;
	ensure!(usage(day, &citizen.bills[1])? == "free");
	Ok(())
}

/// Step 8. The citizen revokes the authorization, for ever, and nobody else can: the lock that was
/// served before is refused. What is locked already stays locked, and is reimbursed.
fn refused_once_revoked(day: &Day, insurer: &str, scene: &str, citizen: &Citizen) -> Result<()> {
	let authorization = citizen.authorization.as_str();
	let revoke = ["vc", "revoke", authorization, "--reason", "the claim is settled"];
	day.refused("Day-Insurer", &revoke, "VcAuthorization.NotAuthorized")?;
	day.refused("BigData", &revoke, "VcAuthorization.NotAuthorized")?;
	ensure!(day.read(&["vc", "get", authorization])?["status"] == "active");
	day.done("Day-Citizen", &revoke, &["VcAuthorization.StatusChanged"])?;
	ensure!(day.read(&["vc", "get", authorization])?["status"] == "revoked");

	let second = lock(citizen, 1, scene, "day-8")?;
	day.refused("Day-Insurer", &second, "VcAuthorization.Revoked")?;
	ensure!(usage(day, &citizen.bills[1])? == "free", "what is refused changes nothing");
	ensure!(check(day, insurer, scene, citizen, 1)?["reason"] == "revoked");
	recorded_failure(day, scene, citizen, 1, "revoked")?;
	let again = ["vc", "activate", authorization, "--reason", "a mistake"];
	day.refused("Day-Citizen", &again, "VcAuthorization.Terminal")?;

	let first = &citizen.bills[0];
	ensure!(usage(day, first)? == "locked");
	let settle = ["lock", "settle", &first.key, "--amount", &first.total, "--flow", "day-9"];
	day.run("Day-Insurer", &settle)?.expect(0)?;
	ensure!(usage(day, first)? == "reimbursed");
	Ok(())
}

/// Step 9. The hospital is frozen: it registers nothing, nor does the platform for it, and its access
/// node is out of service.
fn refused_while_frozen(day: &Day, hospital: &str, node: &str, scene: &str) -> Result<()> {
	let bills = made(day, FIRST + 3..FIRST + 4)?;
	let freeze = ["participant", "freeze", hospital, "--reason", "under inspection"];
	day.refused("Hospital", &freeze, "Participants.NotAuthorized")?;
	day.done("Treasury", &freeze, &["Participants.StatusChanged"])?;
	let found = day.read(&["participant", "get", hospital])?;
	ensure!(found["status"] == "frozen" && found["decision"]["by"]["id"] == 5, "{found}");
	ensure!(found["decision"]["reason"] == "under inspection", "{found}");

	let refused = register(day, &bills, (scene, node), "Day-Hospital", &["--fields"])?;
	let pool = format!("refused before it reached a block: {NOT_ACTIVE}");
	day.not_registered(refused, REFUSED, &pool)?;
	let for_it = ["--fields", "--issuer", hospital];
	let refused = register(day, &bills, (scene, node), "BigData", &for_it)?;
	day.not_registered(refused, REFUSED, "Bills.NotActive: ")?;
	let ranges = day.read(&["bill", "ranges", CODE, "--issuer", hospital])?["items"].clone();
	ensure!(ranges[0]["used"] == 3, "no number is used: {ranges}");

	ensure!(day.read(&["node", "get", node])?["normal"] == false, "out of service");
	let routes = day.read(&["node", "routes"])?;
	ensure!(!each(&routes["routes"], "node")?.iter().any(|found| is(found, node)));
	Ok(())
}

/// Step 10. Bills, holders, locks, the authorization, the policy, the participants and the approvals
/// tell what happened, and every validator tells the same.
fn everything_is_in_the_trail(
	day: &Day,
	hospital: &str,
	insurer: &str,
	policy: &str,
	citizen: &Citizen,
) -> Result<()> {
	let lives: [&[&str]; 3] = [
		&["registered", "locked", "settled"],
		&["registered", "locked", "unlocked"],
		&["registered"],
	];
	let locks: [&[&str]; 3] = [&["acquired", "settled"], &["denied", "acquired", "released"], &[]];
	for ((bill, life), held) in citizen.bills.iter().zip(lives).zip(locks) {
		let history = day.read(&["bill", "history", &bill.key])?;
		ensure!(each(&history["items"], "action")? == life, "{history}");
		let trail = day.read(&["bill", "trail", &bill.key])?;
		let payer = &history["items"][0]["bill"]["payer"];
		ensure!(each(&trail["items"], "to")? == [payer], "one holder: {trail}");
		let shown = day.read(&["lock", "show", &bill.key])?;
		ensure!(shown["lock"] == Value::Null, "{shown}");
		ensure!(each(&shown["history"], "event")? == held, "{shown}");
		let steps = shown["history"].as_array().context("a bill has a history of locks")?;
		for step in steps {
			let who = if step["event"] == "denied" { "requester" } else { "holder" };
			ensure!(is(&step[who], insurer), "{shown}");
		}
		day.everywhere(&["bill", "history", &bill.key], &history)?;
	}

	// Its registration, two locks, two reads that were not permitted, and its revocation.
	let authorization = citizen.authorization.as_str();
	let log = day.read(&["vc", "log", authorization])?;
	ensure!(log["entries"] == 6 && log["failures"] == 2, "{log}");
	let granted = day.read(&["vc", "list", "--grantee", insurer, "--all"])?["items"].clone();
	ensure!(each(&granted, "digest")? == [authorization], "{granted}");
	ensure!(granted[0]["status"] == "revoked" && granted[0]["used"] == 2, "{granted}");
	day.everywhere(&["vc", "log", authorization], &log)?;

	let changes = day.read(&["policy", "history", policy])?;
	let lines = changes["items"].as_array().context("a policy has a history")?;
	let told: Vec<Value> = lines
		.iter()
		.map(|line| json!([line[1]["action"], line[1]["version"], line[1]["reason"]]))
		.collect();
	let expected = json!([
		["drafted", 1, null],
		["enacted", 1, "hours of the office"],
		["revised", 2, "another shift"],
		["enacted", 2, "another shift"],
		["rolledBack", 1, "the office is open"],
	]);
	ensure!(json!(told) == expected, "{changes}");
	day.everywhere(&["policy", "history", policy], &changes)?;

	let members = day.read(&["participant", "tree"])?["items"].clone();
	let state = |id: &str| -> Result<String> {
		let members = members.as_array().context("there are members")?;
		let found = members.iter().find(|member| is(&member["id"], id));
		Ok(text(found.context("a member")?, "effective")?.to_owned())
	};
	ensure!(state(hospital)? == "frozen" && state(insurer)? == "active", "{members}");

	let approvals = day.read(&["approval", "list", "--limit", "50"])?["items"].clone();
	let known = day.approvals.borrow();
	let newest_first: Vec<&str> = known.iter().rev().map(|(_, operation)| *operation).collect();
	ensure!(each(&approvals, "operation")? == newest_first, "{approvals}");
	for (id, operation) in known.iter() {
		let stored = day.read(&["approval", "get", id])?;
		ensure!(stored["stateNow"] == "executed", "{operation}: {stored}");
		let record = &stored["record"];
		let entries: Vec<Value> = record
			.as_array()
			.context("an approval has a record")?
			.iter()
			.map(|line| json!([line["entry"]["action"], line["entry"]["signer"]]))
			.collect();
		// Finance proposed and Treasury signed.
		let expected = json!([["proposed", 1], ["approved", 5], ["executed", 5]]);
		ensure!(json!(entries) == expected, "{operation}: {record}");
		let verdict = day.read(&["approval", "verify", id])?;
		ensure!(verdict["verdict"] == "proven", "{operation}: {verdict}");
	}
	day.everywhere(&["approval", "list"], &day.read(&["approval", "list"])?)
}
