//! What issuers and fiscal authorities do beside the main job, on four real validators, through the
//! command `fiscal` as a user types it: paper, circulation, corrections, reversals, access nodes,
//! scenes and participants. Each with what the chain refuses, and how it says so.
//! Rows R216, R217, R219, R223, R225, R226, R232.

use anyhow::{ensure, Context, Result};
use fiscal_tests::{
	scenario::{
		acquire, authorize, generate, path, register, register_through, settle, RegisteredBill,
	},
	Devnet, Output,
};
use serde_json::{json, Value};
use std::{
	collections::HashMap,
	fs,
	sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// One devnet for every test of this file; each test uses bills of its own series. It ends with
/// this process, whose end closes the pipe it listens to.
static DEVNET: LazyLock<Devnet> = LazyLock::new(|| {
	Devnet::start(env!("CARGO_TARGET_TMPDIR"), "administration").expect("the devnet starts")
});

/// Held by whoever signs as a participant.
type Turn = Arc<Mutex<()>>;

/// The transactions of one signer follow each other, whichever test sends them.
static TURNS: LazyLock<Mutex<HashMap<String, Turn>>> = LazyLock::new(Mutex::default);

/// Exit code of whatever the chain refuses.
const REFUSED: i32 = 5;
/// Exit code of whatever is not on the chain.
const NOT_FOUND: i32 = 3;
/// What the pool says to a signer without a role that may make the call.
const ROLE: &str = "no role of the participant may make this call";
/// What the pool says to a frozen or cancelled participant.
const NOT_ACTIVE: &str = "the participant of the signing account is not active";

const TWO_HOURS_MS: u64 = 7_200_000;

// What a correction may set.
const BLOCKED: &[&str] = &["--set-circulation", "blocked"];
const PAPER: &[&str] = &["--set-medium", "paper"];
const ELECTRONIC: &[&str] = &["--set-medium", "electronic"];

/// Does something while no other test signs as `dev`.
fn in_turn<T>(dev: &str, action: impl FnOnce() -> T) -> T {
	let turn = {
		let mut turns = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
		turns.entry(dev.into()).or_default().clone()
	};
	let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
	action()
}

/// Runs a command as the participant of a development key.
fn run(dev: &str, command: &[&str]) -> Result<Output> {
	let arguments = [command, &["--dev", dev, "--output", "json"]].concat();
	in_turn(dev, || DEVNET.fiscal(&arguments))
}

/// The same; its transaction must emit `event`.
fn done(dev: &str, command: &[&str], event: &str) -> Result<Value> {
	let answer = run(dev, command)?.expect(0)?.json()?;
	let events = answer["events"].as_array().context("a transaction has events")?;
	ensure!(events.iter().any(|emitted| emitted == event), "{event} in {answer}");
	Ok(answer)
}

/// The same; the chain must refuse it for `reason`: `Pallet.Error`, or what the pool says.
fn refused(dev: &str, command: &[&str], reason: &str) -> Result<()> {
	let answer = run(dev, command)?.expect(REFUSED)?.json()?;
	let error = &answer["error"];
	ensure!(error["kind"] == "refused" && error["exitCode"] == REFUSED, "{answer}");
	let message = error["message"].as_str().context("an error has a message")?;
	ensure!(message.contains(reason), "{command:?} as {dev}: {message}, not {reason}");
	Ok(())
}

/// Asks without signing.
fn read(question: &[&str]) -> Result<Value> {
	DEVNET.fiscal(&[question, &["--output", "json"]].concat())?.expect(0)?.json()
}

fn bill(key: &str) -> Result<Value> {
	Ok(read(&["bill", "get", key])?["bill"].clone())
}

/// One bill of the hospital.
fn registered(series: u32) -> Result<RegisteredBill> {
	let bills = in_turn("Hospital", || register(&DEVNET, series, 1))?;
	bills.into_iter().next().context("one was asked for")
}

/// Takes the lock over all of a bill.
fn locked(bill: &RegisteredBill, flow: &str, dev: &str) -> Result<()> {
	in_turn(dev, || acquire(&DEVNET, &bill.key, &bill.total, flow, dev))?.expect(0)?;
	Ok(())
}

/// Asks for that lock under a scene, and does what is given with the command.
fn ask<T>(
	bill: &RegisteredBill,
	scene: &str,
	flow: &str,
	dev: &str,
	with: impl FnOnce(&str, &[&str]) -> Result<T>,
) -> Result<T> {
	let (key, total) = (bill.key.as_str(), bill.total.as_str());
	let authorization = authorize(&DEVNET, key, scene, dev)?;
	let wanted = ["lock", "acquire", key, "--scene", scene, "--claim", total, "--flow", flow];
	with(dev, &[&wanted[..], &["--authorization", &authorization]].concat())
}

/// The chain refuses to lock the bill for `reason`.
fn not_locked(
	bill: &RegisteredBill,
	scene: &str,
	flow: &str,
	dev: &str,
	reason: &str,
) -> Result<()> {
	ask(bill, scene, flow, dev, |dev, command| refused(dev, command, reason))
}

/// The number of what a transaction made.
fn number(answer: &Value) -> Result<String> {
	let id = answer["id"].as_u64().with_context(|| format!("a number: {answer}"))?;
	Ok(id.to_string())
}

#[test]
fn a_bill_on_paper_is_not_used_until_it_is_electronic_again() -> Result<()> {
	let one = registered(1)?;
	let key = one.key.as_str();
	let paper = ["bill", "paper", key, "--paper", "A0012345", "--reason", "the payer asks for it"];
	let electronic = ["bill", "electronic", key, "--reason", "the paper is back"];

	refused("Insurer-01", &paper, ROLE)?;
	refused("School", &paper, "Bills.NotAuthorized")?;
	refused("Hospital", &electronic, "Bills.NotOnPaper")?;
	ensure!(bill(key)?["version"] == 1, "what is refused changes nothing");

	done("Hospital", &paper, "Bills.ExchangedForPaper")?;
	let now = bill(key)?;
	ensure!(now["medium"] == "paper" && now["version"] == 2, "{now}");
	refused("Hospital", &paper, "Bills.OnPaper")?;
	not_locked(&one, "2", "paper-1", "Insurer-01", "Bills.OnPaper")?;

	done("Hospital", &electronic, "Bills.RestoredElectronic")?;
	let now = bill(key)?;
	ensure!(now["medium"] == "electronic" && now["version"] == 3, "{now}");
	locked(&one, "paper-2", "Insurer-01")?;
	refused("Hospital", &paper, "Bills.Locked")
}

#[test]
fn a_bill_in_arrears_is_not_used_until_it_circulates_again() -> Result<()> {
	let one = registered(2)?;
	let key = one.key.as_str();
	let block = ["bill", "circulation", key, "blocked"];
	let allow = ["bill", "circulation", key, "circulable"];

	refused("Finance", &block, ROLE)?;
	refused("School", &block, "Bills.NotAuthorized")?;
	refused("Hospital", &allow, "Bills.NothingChanged")?;

	done("Hospital", &block, "Bills.CirculationChanged")?;
	let now = bill(key)?;
	ensure!(now["circulation"] == "blocked" && now["version"] == 2, "{now}");
	not_locked(&one, "2", "arrears-1", "Insurer-02", "Bills.NotCirculable")?;

	done("Hospital", &allow, "Bills.CirculationChanged")?;
	ensure!(bill(key)?["circulation"] == "circulable");
	locked(&one, "arrears-2", "Insurer-02")?;
	refused("Hospital", &block, "Bills.Locked")
}

#[test]
fn two_administrators_correct_a_bill() -> Result<()> {
	let one = registered(3)?;
	let (key, total) = (one.key.as_str(), one.total.as_str());
	let propose = |amount, set: &'static [&'static str]| {
		let elements = [
			"bill",
			"correction",
			"propose",
			key,
			"--check",
			one.check.as_str(),
			"--date",
			one.date.as_str(),
			"--amount",
			amount,
			"--reason",
			"found by inspection",
		];
		[&elements[..], set].concat()
	};
	let confirm =
		|set: &'static [&'static str]| [&["bill", "correction", "confirm", key][..], set].concat();
	let withdraw = ["bill", "correction", "withdraw", key];

	refused("Hospital", &propose(total, BLOCKED), ROLE)?;
	refused("Finance", &propose("0.01", BLOCKED), "Bills.ElementMismatch")?;
	refused("Finance", &propose(total, ELECTRONIC), "Bills.NothingChanged")?;
	refused("Treasury", &confirm(BLOCKED), "Bills.NotFound")?;
	refused("Treasury", &withdraw, "Bills.NotFound")?;

	done("Finance", &propose(total, BLOCKED), "Bills.CorrectionProposed")?;
	refused("Treasury", &propose(total, PAPER), "Bills.AlreadyExists")?;
	refused("Finance", &confirm(BLOCKED), "Bills.SameAdministrator")?;
	refused("Treasury", &confirm(PAPER), "Bills.CorrectionMismatch")?;
	refused("Hospital", &confirm(BLOCKED), ROLE)?;
	let now = bill(key)?;
	ensure!(now["circulation"] == "circulable" && now["version"] == 1, "one is not enough: {now}");
	done("Treasury", &confirm(BLOCKED), "Bills.Corrected")?;
	let now = bill(key)?;
	ensure!(now["circulation"] == "blocked" && now["version"] == 2, "{now}");

	done("Treasury", &propose(total, PAPER), "Bills.CorrectionProposed")?;
	refused("Hospital", &withdraw, ROLE)?;
	done("Finance", &withdraw, "Bills.CorrectionWithdrawn")?;
	refused("Finance", &confirm(PAPER), "Bills.NotFound")?;
	ensure!(bill(key)? == now, "what was withdrawn changes nothing");
	Ok(())
}

#[test]
fn a_reimbursement_is_taken_back_with_the_consent_of_the_fiscal_authority() -> Result<()> {
	let one = registered(4)?;
	let (key, total) = (one.key.as_str(), one.total.as_str());
	let request = |flow| {
		let what = ["lock", "reverse", "request", key, "--amount", total, "--flow", flow];
		[&what[..], &["--reason", "wrong patient"]].concat()
	};
	let confirm = |amount| ["lock", "reverse", "confirm", key, "--amount", amount];
	// Of the participants, 11 is Insurer-03 and 12 Insurer-04.
	let named =
		|holder, flow| [&confirm(total)[..], &["--holder", holder, "--flow", flow]].concat();
	let withdraw = ["lock", "reverse", "withdraw", key];

	locked(&one, "reimburse", "Insurer-03")?;
	let settled = || settle(&DEVNET, key, total, "reimburse", "Insurer-03");
	in_turn("Insurer-03", settled)?.expect(0)?;
	let reimbursed = bill(key)?;
	ensure!(reimbursed["usage"] == "reimbursed", "{reimbursed}");

	refused("Hospital", &request("back-0"), ROLE)?;
	refused("Insurer-04", &request("back-0"), "BillLocks.ExceedsSettled")?;
	run("Treasury", &confirm(total))?.expect(NOT_FOUND)?;
	refused("Treasury", &named("11", "back-1"), "BillLocks.NotFound")?;

	let first = run("Insurer-03", &request("back-1"))?.expect(0)?.json()?;
	let again = run("Insurer-03", &request("back-1"))?.expect(0)?.json()?;
	ensure!(first["again"] == false && again["again"] == true, "{first} {again}");
	refused("Insurer-03", &request("back-2"), "BillLocks.AlreadyExists")?;
	refused("Insurer-04", &withdraw, "BillLocks.NotAuthorized")?;
	done("Insurer-03", &withdraw, "BillLocks.ReversalWithdrawn")?;
	refused("Insurer-03", &withdraw, "BillLocks.NotFound")?;
	ensure!(bill(key)? == reimbursed, "what was withdrawn changes nothing");

	run("Insurer-03", &request("back-3"))?.expect(0)?;
	refused("Insurer-03", &confirm(total), ROLE)?;
	refused("Treasury", &confirm("0.01"), "BillLocks.AmountMismatch")?;
	refused("Treasury", &named("11", "back-1"), "BillLocks.NotFound")?;
	refused("Treasury", &named("12", "back-3"), "BillLocks.NotFound")?;
	done("Treasury", &confirm(total), "BillLocks.Reversed")?;
	let now = bill(key)?;
	ensure!(now["usage"] == "free" && now["reimbursed"] == 0, "{now}");
	locked(&one, "reimburse", "Insurer-04")
}

#[test]
fn an_access_node_serves_whom_it_is_linked_to_while_it_is_in_service() -> Result<()> {
	let (folder, bills) = generate(&DEVNET, 5, 1)?;
	let credential = "5a".repeat(32);
	let register_for = |operator| {
		let named = ["node", "register", "--name", "东区接入端", "--operator", operator];
		let terms = ["--credential-digest", credential.as_str(), "--valid-until", "2099-12-31"];
		let what = ["--role", "issuer", "--scene", "1", "--resource", "summary"];
		[&named[..], &terms, &what, &["--form-digest", credential.as_str()]].concat()
	};
	// Of the participants, 6 is the hospital, which operates nodes, and 8 a user of bills.
	refused("BigData", &register_for("6"), ROLE)?;
	refused("Finance", &register_for("8"), "AccessNodes.NotAuthorized")?;
	let node = number(&done("Finance", &register_for("6"), "AccessNodes.Registered")?)?;
	let node = node.as_str();
	let stored = || read(&["node", "get", node]);
	let new = stored()?;
	ensure!(new["status"] == "normal" && new["serves"] == json!([]), "{new}");
	ensure!(new["credential"]["digest"] == format!("0x{credential}"), "{new}");

	let through = || in_turn("Hospital", || register_through(&DEVNET, &folder, node, "Hospital"));
	let not_through = |reason: &str| -> Result<()> {
		let answer = through()?.expect(REFUSED)?;
		ensure!(answer.said().contains(reason), "{answer:?}");
		Ok(())
	};
	let change = |action| ["node", action, node, "--reason", "maintenance"];
	let serve = |action, whom| ["node", action, node, whom, "--role", "issuer"];
	let (link, unlink) = (serve("link", "6"), serve("unlink", "6"));

	not_through("Bills.NotActive")?;
	let codes = DEVNET.folder("codes")?.join("codes.txt");
	let generate = [
		"node",
		"codes",
		"generate",
		node,
		"--count",
		"1",
		"--valid-until",
		"2099-12-31",
		"--product",
		"access-node-1.0",
		"--out",
		path(&codes)?,
	];
	done("Finance", &generate, "AccessNodes.CodesIssued")?;
	let code = fs::read_to_string(&codes)?;
	let code = code.split_whitespace().next().context("a code was written")?;
	let activate = [
		"node",
		"activate",
		node,
		"--code",
		code,
		"--name",
		"front",
		"--endpoint",
		"node.example:9443",
		"--info-digest",
		credential.as_str(),
		"--device-dev",
		"Front",
	];
	done("Hospital", &activate, "AccessNodes.DeviceBound")?;

	not_through("Bills.NotServed")?;
	refused("Hospital", &link, ROLE)?;
	refused("Finance", &serve("link", "8"), "AccessNodes.NotAuthorized")?;
	refused("Finance", &unlink, "AccessNodes.NotFound")?;
	done("Finance", &link, "AccessNodes.Linked")?;
	refused("Finance", &link, "AccessNodes.AlreadyExists")?;
	let serves = stored()?["serves"].clone();
	ensure!(serves == json!([{ "participant": 6, "issuer": true, "user": false }]), "{serves}");

	refused("Finance", &change("resume"), "AccessNodes.NothingChanged")?;
	refused("Hospital", &change("suspend"), ROLE)?;
	done("Finance", &change("suspend"), "AccessNodes.StatusChanged")?;
	ensure!(stored()?["status"] == "suspended");
	not_through("Bills.NotActive")?;
	done("Finance", &change("resume"), "AccessNodes.StatusChanged")?;
	through()?.expect(0)?;
	let through = bill(&bills[0].key)?["node"].to_string();
	ensure!(through == node, "registered through this node");

	done("Finance", &unlink, "AccessNodes.Unlinked")?;
	let serves = stored()?["serves"].clone();
	ensure!(serves == json!([]), "{serves}");
	not_through("Bills.NotServed")?;
	done("Finance", &change("disable"), "AccessNodes.StatusChanged")?;
	ensure!(stored()?["status"] == "disabled");
	refused("Finance", &change("resume"), "AccessNodes.Terminal")?;
	refused("Finance", &link, "AccessNodes.Terminal")
}

#[test]
fn a_scene_sets_the_terms_of_locks_while_it_is_in_force() -> Result<()> {
	let one = registered(6)?;
	let key = one.key.as_str();
	let terms = ["--kind", "charity", "--weight", "10", "--lock-term", "1h"];
	let register = [&["scene", "register", "--name", "临时救助"][..], &terms].concat();
	refused("Health", &register, ROLE)?;
	let scene = number(&done("Treasury", &register, "Scenes.Registered")?)?;
	let scene = scene.as_str();
	let stored = || read(&["scene", "get", scene]);
	ensure!(stored()?["status"] == "draft");
	let confirm = |subject| ["scene", "confirm", scene, subject];
	refused("Treasury", &confirm("registration"), "Scenes.SameAdministrator")?;
	done("Finance", &confirm("registration"), "Scenes.StatusChanged")?;
	let new = stored()?;
	ensure!(new["status"] == "active" && new["kind"] == "charity", "{new}");
	ensure!(new["weight"] == 10 && new["lockTerm"] == TWO_HOURS_MS / 2, "{new}");

	let update = ["scene", "update", scene, "--weight", "20", "--lock-term", "2h"];
	let change = |action| ["scene", action, scene, "--reason", "review"];
	refused("Insurer-05", &update, ROLE)?;
	refused("Treasury", &["scene", "update", "9999", "--weight", "1"], "Scenes.NotFound")?;
	done("Treasury", &update, "Scenes.Proposed")?;
	done("Finance", &confirm("terms"), "Scenes.Updated")?;
	refused("Treasury", &update, "Scenes.NothingChanged")?;
	let updated = stored()?;
	ensure!(updated["weight"] == 20 && updated["lockTerm"] == TWO_HOURS_MS, "{updated}");

	refused("Insurer-05", &change("suspend"), ROLE)?;
	authorize(&DEVNET, key, scene, "Insurer-05")?;
	done("Treasury", &change("suspend"), "Scenes.StatusChanged")?;
	ensure!(stored()?["status"] == "suspended");
	refused("Treasury", &change("suspend"), "Scenes.NothingChanged")?;
	not_locked(&one, scene, "scene-1", "Insurer-05", "BillLocks.NotActive")?;
	done("Treasury", &change("activate"), "Scenes.StatusChanged")?;
	ask(&one, scene, "scene-2", "Insurer-05", |dev, command| run(dev, command)?.expect(0))?;
	let lock = read(&["lock", "show", key])?["lock"].clone();
	let moment = |name: &str| lock[name].as_u64().with_context(|| format!("{name} in {lock}"));
	ensure!(moment("expires")? - moment("at")? == TWO_HOURS_MS, "{lock}");
	ensure!(lock["weight"] == 20, "{lock}");

	done("Treasury", &change("retire"), "Scenes.Proposed")?;
	ensure!(stored()?["status"] == "active", "one is not enough");
	refused("Finance", &change("retire"), "Scenes.AlreadyExists")?;
	refused("Treasury", &confirm("retirement"), "Scenes.SameAdministrator")?;
	done("Finance", &confirm("retirement"), "Scenes.StatusChanged")?;
	ensure!(stored()?["status"] == "retired");
	refused("Treasury", &change("activate"), "Scenes.Terminal")?;
	let after = ["scene", "update", scene, "--weight", "30"];
	refused("Treasury", &after, "Scenes.Terminal")
}

#[test]
fn a_participant_acts_while_it_is_active_and_never_again_once_cancelled() -> Result<()> {
	let one = registered(7)?;
	let key = one.key.as_str();
	let change = |action, id| ["participant", action, id, "--reason", "inspection"];
	// Of the participants, 2 sits in the council, 5 is the treasury itself and 14 Insurer-06.
	let status = || -> Result<Value> { Ok(read(&["participant", "get", "14"])?["status"].clone()) };

	refused("Medicare", &change("freeze", "14"), "Participants.NotAuthorized")?;
	refused("Treasury", &change("freeze", "2"), "Participants.NotAuthorized")?;
	refused("Treasury", &change("freeze", "5"), "Participants.NotAuthorized")?;
	refused("Treasury", &change("freeze", "9999"), "Participants.NotFound")?;
	refused("Treasury", &change("thaw", "14"), "Participants.NothingChanged")?;
	let roles = ["participant", "roles", "14", "--role", "issuer", "--reason", "inspection"];
	refused("Finance", &roles, "Participants.NotAuthorized")?;
	ensure!(status()? == "active", "what is refused changes nothing");

	authorize(&DEVNET, key, "2", "Insurer-06")?;
	done("Treasury", &change("freeze", "14"), "Participants.StatusChanged")?;
	ensure!(status()? == "frozen");
	refused("Treasury", &change("freeze", "14"), "Participants.NothingChanged")?;
	not_locked(&one, "2", "status-1", "Insurer-06", NOT_ACTIVE)?;
	done("Treasury", &change("thaw", "14"), "Participants.StatusChanged")?;
	ask(&one, "2", "status-2", "Insurer-06", |dev, command| run(dev, command)?.expect(0))?;

	done("Treasury", &change("cancel", "14"), "Participants.StatusChanged")?;
	ensure!(status()? == "cancelled");
	refused("Treasury", &change("thaw", "14"), "Participants.Terminal")?;
	let release = ["lock", "release", key, "--flow", "status-3", "--reason", "inspection"];
	refused("Insurer-06", &release, NOT_ACTIVE)
}

#[test]
fn an_account_locks_for_its_organisation() -> Result<()> {
	let one = registered(8)?;
	let key = one.key.as_str();
	// Of the participants, 15 is Insurer-07.
	let identity = "de5c".repeat(16);
	let desk = ["--name", "理赔柜台", "--kind", "operator", "--role", "billUser"];
	let proven = ["--new-dev", "Claims-Desk", "--identity-digest", &identity];
	let admit = [&["participant", "admit-child", "--parent", "15"][..], &desk, &proven].concat();
	done("Insurer-07", &admit, "Participants.Admitted")?;

	let authorization = authorize(&DEVNET, key, "2", "Insurer-07")?;
	let what = ["lock", "acquire", key, "--scene", "2", "--claim", &one.total];
	let acquire = [&what[..], &["--flow", "desk-1", "--authorization", &authorization]].concat();
	let taken = run("Claims-Desk", &acquire)?.expect(0)?.json()?;
	ensure!(taken["state"] == "locked" && taken["holder"] == 15, "{taken}");
	let again = run("Claims-Desk", &acquire)?.expect(0)?.json()?;
	ensure!(taken["again"] == false && again["again"] == true, "{taken} {again}");
	ensure!(read(&["lock", "show", key])?["lock"]["holder"] == 15);

	let release = ["lock", "release", key, "--flow", "desk-2", "--reason", "no claim today"];
	run("Claims-Desk", &release)?.expect(0)?;
	ensure!(bill(key)?["usage"] == "free");
	Ok(())
}
