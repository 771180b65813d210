//! Bills of other provinces in Shanghai, bills of Shanghai elsewhere, files that cross the border, and
//! bills from before the chain: R076, R086, R105, R166–R178.

use anyhow::{ensure, Context, Result};
use fiscal_bridge::convert;
use fiscal_bridge_tests::{
	bills::{self, content, paper, CODE, HISTORIC},
	holder::Holder,
	office::Office,
	region::{self, outbound_becomes, JIANGSU, ZHEJIANG},
	Plan, World,
};
use fiscal_primitives::{
	bill::Use,
	observation::{ObservationAnswer, ObservationStatus},
	region::{InboundFlow, OutboundStatus, RegionOutcome, ServiceChange},
	verification::FiveElements,
	Digest, Fen, ParticipantId,
};
use fiscal_sim::{
	platform::{FilingSeed, LockSeed, ResultSeed, ServiceSeed, StartSeed},
	System,
};
use fiscal_sm_crypto::sm3_256;
use fiscal_tests::Output;
use serde_json::{json, Value};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// One world for every test of this file; each uses insurers and bills of its own. It ends with this
/// process.
static WORLD: LazyLock<World> = LazyLock::new(|| {
	let world = World::start(env!("CARGO_TARGET_TMPDIR"), "remote", &Plan::default());
	let world = world.expect("the world starts");
	world.open_all().expect("destinations are opened");
	world
});
static TURN: Mutex<()> = Mutex::new(());

/// A code of outpatient bills of Jiangsu.
const OF_JIANGSU: &str = "32060125";
/// What every bill is over, in fen.
const TOTAL: u64 = 60_000;
/// The scene of commercial insurance.
const SCENE: u32 = 2;
/// Exit code of the command: the chain refused it.
const REFUSED: i32 = 5;

fn world() -> (&'static World, MutexGuard<'static, ()>) {
	(&WORLD, TURN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What authorizes a reimbursement of a bill of another province, which that province judges.
fn elsewhere() -> Digest {
	Digest::repeat_byte(9)
}

fn yuan(fen: u64) -> Result<String> {
	Ok(Fen::new(fen)?.to_string())
}

/// A bill that Jiangsu has.
fn of_jiangsu(world: &World, number: u64) -> Result<FiveElements> {
	let elements = paper(OF_JIANGSU, number, TOTAL)?;
	world.system(System::Platform)?.plant(vec![bills::seed(&elements, None)])?;
	Ok(elements)
}

/// Starts to reimburse a bill of Jiangsu, of which `claim` fen.
fn start(
	world: &World,
	dev: &str,
	elements: &FiveElements,
	claim: u64,
	flow: &str,
) -> Result<Output> {
	let FiveElements { key, check, issued_on, total } = elements;
	let (key, check, date) = (key.to_string(), check.to_string(), issued_on.to_string());
	let (total, claim) = (total.to_string(), yuan(claim)?);
	let authorization = format!("{:?}", elsewhere());
	let bill = ["region", "start", &key, "--issuer", "32", "--check", &check, "--date", &date];
	let words = ["--amount", &total, "--claim", &claim, "--flow", flow];
	let signer = ["--authorization", &authorization, "--dev", dev];
	world.devnet.fiscal(&[&bill[..], &words[..], &signer[..]].concat())
}

fn finish(world: &World, dev: &str, flow: &str, ending: &[&str]) -> Result<Output> {
	world.devnet.fiscal(&[&["region", "finish", flow][..], ending, &["--dev", dev]].concat())
}

/// Requires that the chain refuses it with that error.
fn refused(output: Output, error: &str) -> Result<()> {
	let output = output.expect(REFUSED)?;
	ensure!(output.said().contains(error), "{error} is not named: {output:?}");
	Ok(())
}

#[test]
fn a_bill_of_jiangsu_is_locked_from_shanghai_and_reimbursed() -> Result<()> {
	let (world, _turn) = world();
	let platform = world.system(System::Platform)?;
	let (org, other) = (region::org(1), region::org(2));
	region::admit(world, "Insurer-01", &org)?;
	region::admit(world, "Insurer-02", &other)?;
	let elements = of_jiangsu(world, 1)?;
	let bill = elements.key.to_string();
	let locks = || -> Result<Vec<_>> {
		Ok(platform.locks()?.into_iter().filter(|lock| lock.bill == bill).collect())
	};

	start(world, "Insurer-01", &elements, 40_000, "SH-1")?.expect(0)?;
	let locked = outbound_becomes(world, &org, "SH-1", OutboundStatus::Locked)?;
	ensure!(locked.flow.expires.is_some(), "it is known until when: {locked:?}");
	let there = locks()?;
	ensure!(there.len() == 1 && there[0].ended.is_none(), "Jiangsu locked it: {there:?}");
	ensure!(Some(there[0].expires) == locked.flow.expires, "both say until when: {there:?}");

	// Nobody else gets it, here or there, and the same request has the same answer.
	refused(start(world, "Insurer-02", &elements, 1, "SH-2")?, "AlreadyLocked")?;
	let seed = LockSeed {
		code: elements.key.code,
		number: elements.key.number,
		flow: "JS-1".parse()?,
		claimed: Fen::new(1)?,
		release: false,
	};
	ensure!(platform.lock(&seed)? == "taken", "Jiangsu gives it to nobody of its own");
	start(world, "Insurer-01", &elements, 40_000, "SH-1")?.expect(0)?;
	refused(start(world, "Insurer-01", &elements, 39_999, "SH-1")?, "FlowConflict")?;

	// More than was claimed is not reimbursed; a part of it is, and the lock goes.
	let too_much = finish(world, "Insurer-01", "SH-1", &["--settled", &yuan(40_001)?])?;
	refused(too_much, "ExceedsClaim")?;
	finish(world, "Insurer-01", "SH-1", &["--settled", &yuan(30_000)?])?.expect(0)?;
	outbound_becomes(world, &org, "SH-1", OutboundStatus::Settled)?;
	let there = locks()?;
	ensure!(there.len() == 1 && there[0].how.as_deref() == Some("settled"), "{there:?}");
	let view = platform.bill(&elements.key)?.context("Jiangsu has it")?;
	let expected = (Use::PartlyReimbursed, Fen::new(30_000)?);
	ensure!((view.state.usage, view.state.reimbursed) == expected, "{view:?}");
	finish(world, "Insurer-01", "SH-1", &["--settled", &yuan(30_000)?])?.expect(0)?;
	refused(finish(world, "Insurer-01", "SH-1", &["--released"])?, "FlowConflict")?;

	// What remains is for whoever asks next, and given up leaves no trace.
	start(world, "Insurer-02", &elements, 30_001, "SH-2")?.expect(0)?;
	let answer = outbound_becomes(world, &other, "SH-2", OutboundStatus::Refused)?;
	ensure!(answer.flow.outcome == RegionOutcome::NotUsable, "more than remains: {answer:?}");
	start(world, "Insurer-02", &elements, 30_000, "SH-3")?.expect(0)?;
	outbound_becomes(world, &other, "SH-3", OutboundStatus::Locked)?;
	finish(world, "Insurer-02", "SH-3", &["--released"])?.expect(0)?;
	outbound_becomes(world, &other, "SH-3", OutboundStatus::Released)?;
	let view = platform.bill(&elements.key)?.context("Jiangsu has it")?;
	ensure!((view.state.usage, view.state.reimbursed) == expected, "{view:?}");

	// Each step is on the evidence chain.
	world.drained()?;
	let kept = world.system(System::Evidence)?.applied()?;
	for kind in ["filing", "opening", "start", "result"] {
		ensure!(kept.iter().any(|item| item.action == kind), "evidence of {kind}: {kept:?}");
	}
	let violations = platform.violations()?;
	ensure!(violations.is_empty(), "{violations:?}");
	Ok(())
}

#[test]
fn who_is_not_registered_or_has_no_open_service_does_not_get_through() -> Result<()> {
	let (world, _turn) = world();
	let (dev, org) = ("Insurer-03", region::org(3));
	let elements = of_jiangsu(world, 3)?;
	let office = Office::new(dev, &world.gateway(0))?;
	let ask = |flow: &str| {
		json!({
			"to": JIANGSU,
			"flow": flow,
			"code": elements.key.code,
			"number": elements.key.number,
			"checkCode": elements.check,
			"issuedOn": convert::day(&elements.issued_on),
			"total": TOTAL,
			"authorization": convert::hex(&elsewhere()),
		})
	};
	let try_start = |flow: &str| start(world, dev, &elements, TOTAL, flow);

	refused(try_start("SH-4")?, "NotRegistered")?;
	region::apply(world, dev, &org)?.expect(0)?;
	refused(try_start("SH-4")?, "NotRegistered")?;
	let (code, words) = office.refusal("remote-summary", &ask("SH-4"))?;
	ensure!(code == "E0403" && words.contains("备案"), "{code}: {words}");
	// Withdrawn, applied for anew, approved and taken by the platform.
	let withdraw = ["region", "filing", "withdraw", "--dev", dev];
	world.devnet.fiscal(&withdraw)?.expect(0)?;
	region::register(world, dev, &org)?;
	refused(try_start("SH-4")?, "ServiceNotOpened")?;
	region::open_service(world, dev)?.expect(0)?;
	world.devnet.fiscal(&["region", "service", "suspend", "--dev", dev])?.expect(0)?;
	refused(try_start("SH-4")?, "ServiceSuspended")?;
	let (code, _) = office.refusal("remote-summary", &ask("SH-4"))?;
	ensure!(code == "E0403", "{code}");
	world.devnet.fiscal(&["region", "service", "reopen", "--dev", dev])?.expect(0)?;
	world.drained()?;
	let shown = office.ask("remote-summary", &ask("SH-4"))?;
	ensure!(shown["total"] == TOTAL && shown["usage"] == "free", "{shown}");
	try_start("SH-4")?.expect(0)?;
	outbound_becomes(world, &org, "SH-4", OutboundStatus::Locked)?;
	let shown = office.ask("remote-summary", &ask("SH-4"))?;
	ensure!(shown["usage"] == "locked", "{shown}");
	finish(world, dev, "SH-4", &["--released"])?.expect(0)?;
	outbound_becomes(world, &org, "SH-4", OutboundStatus::Released)?;
	Ok(())
}

#[test]
fn what_jiangsu_refuses_is_refused_here_with_its_reason() -> Result<()> {
	let (world, _turn) = world();
	let platform = world.system(System::Platform)?;
	let (dev, org) = ("Insurer-04", region::org(4));
	region::admit(world, dev, &org)?;
	let elements = of_jiangsu(world, 4)?;
	let is_refused = |flow: &str, outcome: RegionOutcome| -> Result<()> {
		let answer = outbound_becomes(world, &org, flow, OutboundStatus::Refused)?;
		ensure!(answer.flow.outcome == outcome, "{flow}: {answer:?}");
		Ok(())
	};

	let mut lock = LockSeed {
		code: elements.key.code,
		number: elements.key.number,
		flow: "JS-4".parse()?,
		claimed: Fen::new(TOTAL)?,
		release: false,
	};
	ensure!(platform.lock(&lock)? == "locked", "Jiangsu gives it to somebody of its own");
	start(world, dev, &elements, TOTAL, "SH-5")?.expect(0)?;
	is_refused("SH-5", RegionOutcome::Taken)?;
	lock.release = true;
	ensure!(platform.lock(&lock)? == "released", "and gets it back");

	// One of the five elements is another.
	let forged = FiveElements { total: Fen::new(TOTAL + 1)?, ..elements };
	start(world, dev, &forged, TOTAL, "SH-6")?.expect(0)?;
	is_refused("SH-6", RegionOutcome::Unknown)?;
	// No number that was refused comes to anything later.
	refused(finish(world, dev, "SH-6", &["--settled", "1"])?, "Ended")?;

	start(world, dev, &elements, TOTAL, "SH-7")?.expect(0)?;
	outbound_becomes(world, &org, "SH-7", OutboundStatus::Locked)?;
	finish(world, dev, "SH-7", &["--settled", &yuan(TOTAL)?])?.expect(0)?;
	outbound_becomes(world, &org, "SH-7", OutboundStatus::Settled)?;
	start(world, dev, &elements, 1, "SH-8")?.expect(0)?;
	is_refused("SH-8", RegionOutcome::NotUsable)
}

/// A start of a province's organisation.
fn inbound_start(
	elements: &FiveElements,
	org: &str,
	flow: &str,
	authorization: &Digest,
) -> Result<StartSeed> {
	Ok(StartSeed {
		region: ZHEJIANG,
		org: org.parse()?,
		flow: flow.parse()?,
		code: elements.key.code,
		number: elements.key.number,
		claimed: elements.total,
		authorization: convert::hex(authorization),
		elements: None,
		check_code: Some(elements.check),
		issued_on: Some(convert::day(&elements.issued_on)),
		total: Some(elements.total),
	})
}

#[test]
fn a_bill_of_shanghai_is_locked_from_zhejiang_and_reimbursed() -> Result<()> {
	const ORG: &str = "91330000MA27X0005A";
	let (world, _turn) = world();
	let platform = world.system(System::Platform)?;
	let holder = Holder::register(world, "Holder-of-five")?;
	let scene = region::platform_scene(world)?;
	let granted = holder.authorize(world, &[("BigData", scene), ("Insurer-05", SCENE)])?;
	let (theirs, ours) = (granted[0], granted[1]);
	let elements = paper(CODE, 5, TOTAL)?;
	bills::register(world, &[elements], holder.payer)?;
	let decided = |flow: &str, operation: &str| -> Result<InboundFlow> {
		world.wait(&format!("the {operation} of {flow}"), || {
			let answer = region::inbound(world, ZHEJIANG, ORG, flow, operation)?;
			Ok(answer.filter(|answer| answer.outcome != RegionOutcome::Pending))
		})
	};
	let told = |id: &str| {
		world.wait(&format!("Zhejiang learns what became of {id}"), || {
			Ok(platform.told_as(id)?.outcome)
		})
	};

	let heard = |id: &str| {
		world.wait(&format!("{id} is heard"), || {
			Ok((platform.told_as(id)?.status == "answered").then_some(()))
		})
	};

	// Not broadcast, then suspended: not admitted, and it learns so.
	let id = platform.start(&inbound_start(&elements, ORG, "ZJ-1", &theirs)?)?;
	ensure!(told(&id)? == "notAdmitted", "nobody knows it");
	region::broadcast(world, ZHEJIANG, ORG)?;
	let suspend = ServiceSeed {
		region: ZHEJIANG,
		org: ORG.parse()?,
		change: ServiceChange::Suspend,
		until: 4_102_358_400_000,
	};
	heard(&platform.change_service(&suspend)?)?;
	let id = platform.start(&inbound_start(&elements, ORG, "ZJ-2", &theirs)?)?;
	ensure!(told(&id)? == "notAdmitted", "its service is suspended");
	let reopen = ServiceSeed { change: ServiceChange::Reopen, ..suspend };
	heard(&platform.change_service(&reopen)?)?;

	// Another total, or an authorization of somebody else, locks nothing.
	let forged = FiveElements { total: Fen::new(TOTAL - 1)?, ..elements };
	let id = platform.start(&inbound_start(&forged, ORG, "ZJ-3", &theirs)?)?;
	ensure!(told(&id)? == "unknown", "its five elements are others");
	let id = platform.start(&inbound_start(&elements, ORG, "ZJ-4", &ours)?)?;
	ensure!(told(&id)? == "notAuthorized", "the authorization is another's");
	ensure!(free(world, &elements)?, "nothing was locked");

	// Locked for it: an insurer of Shanghai is told so.
	let id = platform.start(&inbound_start(&elements, ORG, "ZJ-5", &theirs)?)?;
	ensure!(told(&id)? == "locked", "it has it");
	let locked = decided("ZJ-5", "start")?;
	ensure!(locked.expires.is_some(), "{locked:?}");
	let (key, claim) = (elements.key.to_string(), elements.total.to_string());
	let digest = format!("{ours:?}");
	let acquire = ["lock", "acquire", &key, "--scene", "2", "--claim", &claim, "--flow", "SH-9"];
	let acquire = [&acquire[..], &["--authorization", &digest, "--dev", "Insurer-05"]].concat();
	let second = world.devnet.fiscal(&acquire)?.expect(4)?;
	ensure!(second.said().contains("#3"), "it is told that the platform has it: {second:?}");

	// The same number means one thing.
	let id = platform.start(&inbound_start(&elements, ORG, "ZJ-5", &ours)?)?;
	ensure!(told(&id)? == "conflict", "other content under the same number");

	// Reimbursed there, and written back to the system that the bill comes from.
	platform.finish(&result(&elements, ORG, "ZJ-5", Some(elements.total))?)?;
	let ended = decided("ZJ-5", "result")?;
	ensure!(ended.outcome == RegionOutcome::Settled, "{ended:?}");
	let bill = world.bill(&elements.key)?.context("it is on the chain")?;
	ensure!(bill.usage == Use::Reimbursed && bill.reimbursed == elements.total, "{bill:?}");
	world.drained()?;
	let outside = world.system(System::Nontax)?.bill(&elements.key)?.context("it was told")?;
	ensure!(outside.state.usage == Use::Reimbursed, "{outside:?}");
	ensure!(outside.state.reimbursed == elements.total, "{outside:?}");
	let again = [&acquire[..7], &["--flow", "SH-10"], &acquire[9..]].concat();
	refused(world.devnet.fiscal(&again)?, "Reimbursed")?;
	ensure!(platform.violations()?.is_empty(), "{:?}", platform.violations()?);
	Ok(())
}

fn free(world: &World, elements: &FiveElements) -> Result<bool> {
	let bill = world.bill(&elements.key)?.context("it is on the chain")?;
	Ok(bill.usage == Use::Free)
}

fn result(
	elements: &FiveElements,
	org: &str,
	flow: &str,
	amount: Option<Fen>,
) -> Result<ResultSeed> {
	Ok(ResultSeed {
		region: ZHEJIANG,
		org: org.parse()?,
		flow: flow.parse()?,
		code: elements.key.code,
		number: elements.key.number,
		amount,
		close: false,
	})
}

#[test]
fn files_follow_under_the_flow_number_they_were_asked_for() -> Result<()> {
	const ORG: &str = "91330000MA27X0006A";
	let (world, _turn) = world();
	let platform = world.system(System::Platform)?;
	region::admit(world, "Insurer-06", &region::org(6))?;
	let office = Office::new("Insurer-06", &world.gateway(0))?;

	// From Jiangsu to Shanghai.
	let (elements, other) = (of_jiangsu(world, 61)?, of_jiangsu(world, 62)?);
	let ask = |elements: &FiveElements, flow: &str| {
		json!({
			"to": JIANGSU,
			"flow": flow,
			"code": elements.key.code,
			"number": elements.key.number,
			"authorization": convert::hex(&elsewhere()),
			"fileHash": convert::hex(&file_hash(elements)),
		})
	};
	let (code, _) = office.refusal("remote-file-status", &json!({ "flow": "F-1" }))?;
	ensure!(code == "E0404", "nothing was asked for yet: {code}");
	let accepted = office.ask("remote-file", &ask(&elements, "F-1"))?;
	ensure!(accepted["flow"] == "F-1", "{accepted}");
	let arrived = world.wait("the file arrives", || {
		let answer = office.ask("remote-file-status", &json!({ "flow": "F-1" }))?;
		Ok((answer["status"] == "arrived").then_some(answer))
	})?;
	let expected = convert::file_text(content(&elements.key, "pdf").as_bytes());
	ensure!(arrived["file"]["content"] == Value::String(expected), "{arrived}");
	ensure!(arrived["file"]["hash"] == convert::hex(&file_hash(&elements)), "{arrived}");
	// Under that number there is one file: asked for again it is the same, and no other.
	office.ask("remote-file", &ask(&elements, "F-1"))?;
	let (code, words) = office.refusal("remote-file", &ask(&other, "F-1"))?;
	ensure!(code == "E0409" && words.contains("flow"), "{code}: {words}");
	// A file that is not the announced one is not taken.
	let mut forged = ask(&other, "F-2");
	forged["fileHash"] = convert::hex(&file_hash(&elements)).into();
	office.ask("remote-file", &forged)?;
	world.wait("the other file is refused", || {
		let told = platform.told()?.into_iter().find(|item| item.flow.as_deref() == Some("F-2"));
		Ok(told.filter(|item| item.status == "refused"))
	})?;
	let answer = office.ask("remote-file-status", &json!({ "flow": "F-2" }))?;
	ensure!(answer["status"] == "waiting", "{answer}");

	// From Shanghai to Zhejiang: what the chain has the digest of, the non-tax system has the file of.
	region::broadcast(world, ZHEJIANG, ORG)?;
	let holder = Holder::register(world, "Holder-of-six")?;
	let scene = region::platform_scene(world)?;
	let granted = holder.authorize(world, &[("BigData", scene), ("Insurer-06", SCENE)])?;
	let ours = paper(CODE, 6, TOTAL)?;
	bills::register(world, &[ours], holder.payer)?;
	world.system(System::Nontax)?.plant(vec![bills::seed(&ours, Some(holder.payer))])?;
	let ask = |authorization: &Digest| {
		json!({
			"to": 31,
			"from": ZHEJIANG,
			"org": ORG,
			"flow": "ZJ-F-1",
			"code": ours.key.code,
			"number": ours.key.number,
			"authorization": convert::hex(authorization),
		})
	};
	let answer = platform.ask("file-request", ask(&granted[1]))?;
	ensure!(answer.code.as_deref() == Some("E0403"), "another's authorization: {answer:?}");
	let answer = platform.ask("file-request", ask(&granted[0]))?;
	ensure!(answer.body["flow"] == "ZJ-F-1", "{answer:?}");
	let received = world.wait("the file crosses the border", || {
		Ok(platform.received()?.into_iter().find(|file| file.flow == "ZJ-F-1"))
	})?;
	ensure!(received.subject == ours.key.to_string(), "{received:?}");
	ensure!(received.hash == convert::hex(&file_hash(&ours)), "{received:?}");
	Ok(())
}

/// SM3 of the file of a bill.
fn file_hash(elements: &FiveElements) -> Digest {
	sm3_256(content(&elements.key, "pdf").as_bytes()).into()
}

#[test]
fn a_bill_from_before_the_chain_is_found_adopted_locked_and_reimbursed() -> Result<()> {
	let (world, _turn) = world();
	let nontax = world.system(System::Nontax)?;
	let holder = Holder::register(world, "Holder-of-seven")?;
	let elements = paper(HISTORIC, 7, TOTAL)?;
	nontax.plant(vec![bills::seed(&elements, Some(holder.payer))])?;
	let key = elements.key.to_string();
	let office = Office::new("Insurer-07", &world.gateway(1))?;
	let shown = convert::hex(&holder.show_one(world, "Insurer-07", SCENE, &key)?);
	let codes = |check: &str| {
		let (code, number) = (elements.key.code, elements.key.number);
		json!({ "code": code, "number": number, "checkCode": check, "authorization": shown })
	};
	let check = elements.check.to_string();

	// Found by its three codes with the holder's authorization, by no two of them, and not without it;
	// marked as not of the chain.
	let mut bare = codes(&check);
	bare["authorization"] = Value::Null;
	let (code, words) = office.refusal("history", &bare)?;
	ensure!(code == "E0403" && words.contains("authorization"), "{code}: {words}");
	let found = office.ask("history", &codes(&check))?;
	ensure!(found["source"] == "nontax" && found["total"] == TOTAL, "{found}");
	let (code, _) = office.refusal("history", &codes("000000"))?;
	ensure!(code == "E0404", "{code}");
	let mut file = codes(&check);
	file["fileType"] = "pdf".into();
	let answer = office.ask("history-file", &file)?;
	ensure!(answer["hash"] == convert::hex(&file_hash(&elements)), "{answer}");

	// Adopted when validators saw it; whoever wants to lock it does not say whose it is.
	let payer = holder.payer.to_string();
	let ask = |bill: &str, check: &str, dev: &str| {
		let words = ["--check", check, "--scene", "2", "--payer", &payer, "--dev", dev];
		let command = [&["observe", "historic", bill][..], &words[..], &["--output", "json"]];
		world.devnet.fiscal(&command.concat())
	};
	refused(ask(&key, &check, "Insurer-07")?, "NotAuthorized")?;
	let wrong = ask(&key, "000000", "BigData")?.expect(0)?.json()?["id"].clone();
	let right = ask(&key, &check, "BigData")?.expect(0)?.json()?["id"].clone();
	for id in [&wrong, &right] {
		world.wait(&format!("request {id} is decided"), || {
			let answer: Option<ObservationAnswer> =
				world.ask("observation_get", std::slice::from_ref(id))?;
			let status = answer.context("it was asked")?.request.status;
			Ok((status == ObservationStatus::Applied).then_some(()))
		})?;
	}
	let bill = world.bill(&elements.key)?.context("it was adopted")?;
	ensure!(bill.issuer == ParticipantId(3) && bill.usage == Use::Free, "{bill:?}");
	ensure!(bill.total == elements.total && bill.payer == holder.payer, "{bill:?}");
	ensure!(bill.check == elements.check.digest(&elements.key), "{bill:?}");
	let found = office.ask("history", &codes(&check))?;
	ensure!(found["source"] == "chain", "{found}");
	refused(ask(&key, &check, "BigData")?, "AlreadyExists")?;

	// From now on it is a bill like others, once the other side took that.
	world.drained()?;
	let authorization = holder.authorize_one(world, "Insurer-07", SCENE, &key)?;
	let (authorization, amount) = (format!("{authorization:?}"), elements.total.to_string());
	let words = ["--scene", "2", "--claim", &amount, "--flow", "SH-11", "--dev", "Insurer-07"];
	let acquire = [&["lock", "acquire", &key][..], &words[..]].concat();
	let acquire = [&acquire[..], &["--authorization", &authorization]].concat();
	world.devnet.fiscal(&acquire)?.expect(0)?;
	let settle = ["lock", "settle", &key, "--amount", &amount, "--flow", "SH-11"];
	let settle = [&settle[..], &["--dev", "Insurer-07"]].concat();
	world.devnet.fiscal(&settle)?.expect(0)?;
	world.drained()?;
	let outside = nontax.bill(&elements.key)?.context("it is there")?;
	ensure!(outside.state.usage == Use::Reimbursed, "it was written back: {outside:?}");
	ensure!(outside.state.reimbursed == elements.total, "{outside:?}");

	// Both sides have the same of it.
	let compare = ["observe", "compare", &key, &key, "--dev", "Finance", "--output", "json"];
	let id = world.devnet.fiscal(&compare)?.expect(0)?.json()?["id"].clone();
	let shown = world.wait("both sides are compared", || {
		let answer: Option<ObservationAnswer> =
			world.ask("observation_get", std::slice::from_ref(&id))?;
		let answer = answer.context("it was asked")?;
		Ok((answer.request.status == ObservationStatus::Applied).then_some(answer))
	})?;
	let shown = serde_json::to_value(shown)?;
	ensure!(shown["observed"]["differences"] == json!([]), "{shown}");
	Ok(())
}

#[test]
fn a_province_speaks_for_its_own_organisations_alone() -> Result<()> {
	const ORG: &str = "91330000MA27X0008A";
	let (world, _turn) = world();
	let platform = world.system(System::Platform)?;
	region::broadcast(world, ZHEJIANG, ORG)?;
	// Jiangsu says that it left: of an organisation of Jiangsu with that code, which there is none of.
	let (org, name) = (ORG.parse()?, "同名机构".parse()?);
	let id = platform.file(&FilingSeed { region: JIANGSU, org, name, active: false })?;
	world.wait("Jiangsu was heard", || {
		Ok((platform.told_as(&id)?.status == "answered").then_some(()))
	})?;
	let foreign = |region: u8| -> Result<Value> {
		let region = region.to_string();
		let command = ["region", "foreign", &region, ORG, "--output", "json"];
		world.devnet.fiscal(&command)?.expect(0)?.json()
	};
	ensure!(foreign(ZHEJIANG)?["filing"]["active"] == true, "that of Zhejiang is in force");
	ensure!(foreign(JIANGSU)?["filing"]["active"] == false, "that of Jiangsu is another");
	Ok(())
}
