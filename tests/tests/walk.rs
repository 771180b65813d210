//! The main job on four real validators, through the command `fiscal` as a user types it.
//! Rows R084, R103, R105, R196, R216, R220–R224, R226, R228, R229, R231, R232.

use anyhow::{ensure, Context, Result};
use fiscal_tests::{
	scenario::{
		acquire, authorize, by_council, generate, generate_numbered, path, register,
		register_folder, settle, INDEX_KEY,
	},
	Devnet,
};
use serde_json::Value;
use std::{
	fs,
	sync::{LazyLock, Mutex, MutexGuard},
	thread,
};

/// One devnet for every test of this file; each test uses bills of its own series. It ends with
/// this process, whose end closes the pipe it listens to.
static DEVNET: LazyLock<Devnet> = LazyLock::new(|| {
	Devnet::start(env!("CARGO_TARGET_TMPDIR"), "walk").expect("the devnet starts")
});

/// The council's members propose and vote one motion at a time: their nonces follow each other.
static COUNCIL: Mutex<()> = Mutex::new(());
/// So do the hospital's transactions.
static HOSPITAL: Mutex<()> = Mutex::new(());
/// And those of the insurers.
static INSURERS: Mutex<()> = Mutex::new(());

fn alone(mutex: &'static Mutex<()>) -> MutexGuard<'static, ()> {
	mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn registered(series: u32, count: u32) -> Result<Vec<fiscal_tests::scenario::RegisteredBill>> {
	let _turn = alone(&HOSPITAL);
	register(&DEVNET, series, count)
}

fn bill(key: &str) -> Result<Value> {
	let answer = DEVNET.fiscal(&["bill", "get", key, "--output", "json"])?.expect(0)?.json()?;
	Ok(answer["bill"].clone())
}

#[test]
fn a_bill_lives_from_registration_to_reimbursement() -> Result<()> {
	let bills = registered(1, 3)?;
	let _turn = alone(&INSURERS);
	let one = &bills[0];

	one.verify(&DEVNET, None)?.expect(0)?;
	DEVNET.fiscal(&["bill", "verify-file", path(&one.file)?])?.expect(0)?;

	acquire(&DEVNET, &one.key, &one.total, "walk-1", "Medicare")?.expect(0)?;
	let second = acquire(&DEVNET, &one.key, &one.total, "walk-2", "Insurer-01")?.expect(4)?;
	ensure!(second.said().contains("#2"), "the second is told who holds the lock: {second:?}");
	ensure!(second.said().contains("until"), "and until when: {second:?}");

	settle(&DEVNET, &one.key, &one.total, "walk-1", "Medicare")?.expect(0)?;
	let now = bill(&one.key)?;
	ensure!(now["usage"] == "reimbursed", "{now}");
	ensure!(now["reimbursed"] == now["total"], "{now}");

	let again = acquire(&DEVNET, &one.key, "0.01", "walk-3", "Insurer-01")?.expect(5)?;
	ensure!(again.said().contains("Reimbursed"), "{again:?}");

	let history =
		DEVNET.fiscal(&["bill", "history", &one.key, "--output", "json"])?.expect(0)?.json()?;
	let actions: Vec<&str> = history
		.as_array()
		.or_else(|| history["items"].as_array())
		.context("a list")?
		.iter()
		.filter_map(|item| item["action"].as_str())
		.collect();
	ensure!(actions == ["registered", "locked", "settled"], "{actions:?}");
	Ok(())
}

#[test]
fn a_repeated_request_gets_the_first_answer_and_a_changed_one_is_refused() -> Result<()> {
	let bills = registered(2, 1)?;
	let _turn = alone(&INSURERS);
	let one = &bills[0];
	acquire(&DEVNET, &one.key, &one.total, "repeat-1", "Insurer-02")?.expect(0)?;
	acquire(&DEVNET, &one.key, &one.total, "repeat-1", "Insurer-02")?.expect(0)?;
	let other = acquire(&DEVNET, &one.key, "0.01", "repeat-1", "Insurer-02")?;
	ensure!(other.code != 0 && other.said().contains("FlowConflict"), "{other:?}");
	settle(&DEVNET, &one.key, "0.01", "repeat-1", "Insurer-02")?.expect(0)?;
	settle(&DEVNET, &one.key, "0.01", "repeat-1", "Insurer-02")?.expect(0)?;
	ensure!(bill(&one.key)?["reimbursed"] == 1, "settled once, not twice");
	Ok(())
}

#[test]
fn twenty_clients_race_for_one_bill_and_exactly_one_holds_it() -> Result<()> {
	let bills = registered(3, 1)?;
	let _turn = alone(&INSURERS);
	let one = &bills[0];
	for number in 1..=20 {
		authorize(&DEVNET, &one.key, "2", &format!("Insurer-{number:02}"))?;
	}
	let outcomes: Vec<i32> = thread::scope(|scope| {
		let racers: Vec<_> = (1..=20)
			.map(|number| {
				let (key, total) = (one.key.clone(), one.total.clone());
				scope.spawn(move || {
					let dev = format!("Insurer-{number:02}");
					acquire(&DEVNET, &key, &total, &format!("race-{number}"), &dev).map(|o| o.code)
				})
			})
			.collect();
		racers.into_iter().map(|racer| racer.join().expect("no panic")).collect::<Result<_>>()
	})?;
	ensure!(outcomes.iter().filter(|code| **code == 0).count() == 1, "{outcomes:?}");
	ensure!(outcomes.iter().all(|code| matches!(code, 0 | 4)), "{outcomes:?}");
	ensure!(bill(&one.key)?["usage"] == "locked");

	let locks = DEVNET.fiscal(&["lock", "show", &one.key, "--output", "json"])?.expect(0)?;
	ensure!(locks.stdout.matches("\"acquired\"").count() == 1, "{}", locks.stdout);
	Ok(())
}

#[test]
fn altered_copies_are_caught() -> Result<()> {
	let bills = registered(4, 1)?;
	let one = &bills[0];
	let file = fs::read(&one.file)?;
	let folder = DEVNET.folder("altered")?;
	// The last byte of the payer's name, a digit of the total, and a byte of the signature.
	for marker in ["</PayerPartyName>", "</TotalAmount>", "</SignatureValue>"] {
		let text = String::from_utf8(file.clone())?;
		let at = text.find(marker).context("the element is there")? - 1;
		let mut altered = file.clone();
		altered[at] ^= 1;
		let copy = folder.join(format!("{}.xml", one.key));
		fs::write(&copy, altered)?;
		let verdict = DEVNET.fiscal(&["bill", "verify-file", path(&copy)?])?;
		ensure!(matches!(verdict.code, 3 | 11), "{marker}: {verdict:?}");
		let registered = {
			let _turn = alone(&HOSPITAL);
			register_folder(&DEVNET, &copy, "Hospital")?
		};
		ensure!(registered.code != 0, "{marker}: {registered:?}");
	}
	one.verify(&DEVNET, Some("0.01"))?.expect(3)?;
	one.verify(&DEVNET, None)?.expect(0)?;
	Ok(())
}

#[test]
fn hostile_files_are_refused_with_the_field_named() -> Result<()> {
	let (_, bills) = generate(&DEVNET, 5, 1)?;
	let xml = fs::read_to_string(&bills[0].file)?;
	let folder = DEVNET.folder("hostile")?;
	let bomb = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>"#;
	let without =
		xml.replacen("<IssueDate>", "<IssueDay>", 1).replacen("</IssueDate>", "</IssueDay>", 1);
	let cases = [
		("bomb.xml", bomb.to_owned(), ""),
		("unknown.xml", without, "IssueDa"),
		("truncated.xml", xml[..xml.len() / 2].to_owned(), ""),
		("oversized.xml", format!("{}{}", xml, " ".repeat(5 << 20)), ""),
		("empty.xml", String::new(), ""),
	];
	for (name, content, named) in cases {
		let file = folder.join(name);
		fs::write(&file, content)?;
		let answer = DEVNET.fiscal(&["bill", "verify-file", path(&file)?])?;
		ensure!(answer.code != 0, "{name}: {answer:?}");
		ensure!(answer.stderr.lines().count() <= 2, "one clear error: {name}: {answer:?}");
		ensure!(answer.stderr.contains(named), "{name}: {answer:?}");
		ensure!(!answer.stderr.contains("panicked"), "{name}: {answer:?}");
	}
	DEVNET.fiscal(&["chain", "status"])?.expect(0)?;
	Ok(())
}

#[test]
fn a_frozen_participant_can_do_nothing_until_it_is_active_again() -> Result<()> {
	let bills = registered(6, 1)?;
	let one = &bills[0];
	// The eighth participant: Veterans.
	let admin = |action: &str| {
		DEVNET.fiscal(&["participant", action, "8", "--reason", "inspection", "--dev", "Treasury"])
	};
	authorize(&DEVNET, &one.key, "2", "Veterans")?;
	admin("freeze")?.expect(0)?;
	let refused = acquire(&DEVNET, &one.key, &one.total, "frozen-1", "Veterans")?.expect(5)?;
	ensure!(refused.said().contains("not active"), "{refused:?}");
	ensure!(bill(&one.key)?["usage"] == "free");
	admin("thaw")?.expect(0)?;
	acquire(&DEVNET, &one.key, &one.total, "frozen-2", "Veterans")?.expect(0)?;
	Ok(())
}

#[test]
fn an_exhausted_quota_stops_its_organisation_alone() -> Result<()> {
	let bills = registered(7, 3)?;
	let _turn = alone(&INSURERS);
	let set_quota = |command: &[&str]| -> Result<()> {
		let _turn = alone(&COUNCIL);
		by_council(&DEVNET, command, &["Finance", "Medicare", "BigData"])?.expect(0)?;
		Ok(())
	};
	// The 28th participant is Insurer-20. Of doubled bursts, the first that one request fits into holds
	// few of them, and what they cost comes back in hours. What is declared has to fit, and what was
	// not needed of it is given back: a request repeated is answered as before until nothing is left.
	let request = || acquire(&DEVNET, &bills[0].key, "0.01", "quota-1", "Insurer-20");
	let mut burst = 500_u64;
	loop {
		set_quota(&["quota", "set", "28", "--burst", &burst.to_string(), "--per-second", "1"])?;
		let answer = request()?;
		if answer.code == 0 {
			break;
		}
		ensure!(answer.said().contains("larger than the participant's whole quota"), "{answer:?}");
		burst *= 2;
		ensure!(burst < 1_000_000, "a request costs less than a second of a block: {answer:?}");
	}
	let mut refused = request()?;
	for _ in 0..100 {
		if refused.code != 0 {
			break;
		}
		refused = request()?;
	}
	ensure!(refused.expect(5)?.said().contains("quota"));
	acquire(&DEVNET, &bills[2].key, "0.01", "quota-3", "Insurer-19")?.expect(0)?;
	set_quota(&["quota", "clear", "28"])?;
	acquire(&DEVNET, &bills[1].key, "0.01", "quota-4", "Insurer-20")?.expect(0)?;
	Ok(())
}

#[test]
fn a_batch_is_judged_bill_by_bill() -> Result<()> {
	let _turn = alone(&HOSPITAL);
	let (folder, bills) = generate(&DEVNET, 8, 3)?;
	register_folder(&DEVNET, &bills[1].file, "Hospital")?.expect(0)?;
	let answer = register_folder(&DEVNET, &folder, "Hospital")?.expect(0)?.json()?;
	ensure!(answer["registered"] == 2 && answer["alreadyRegistered"] == 1, "{answer}");
	let stranger = register_folder(&DEVNET, &folder, "Insurer-03")?.expect(5)?;
	ensure!(stranger.said().contains("no role of the participant"), "{stranger:?}");
	Ok(())
}

#[test]
fn a_voided_bill_is_terminal() -> Result<()> {
	let bills = registered(9, 1)?;
	let one = &bills[0];
	let _turn = (alone(&INSURERS), alone(&HOSPITAL));
	authorize(&DEVNET, &one.key, "2", "Insurer-04")?;
	let void = ["bill", "void", &one.key, "--reason", "wrong patient", "--dev", "Hospital"];
	DEVNET.fiscal(&void)?.expect(0)?;
	ensure!(bill(&one.key)?["validity"] == "voided");
	let locked = acquire(&DEVNET, &one.key, &one.total, "void-1", "Insurer-04")?.expect(5)?;
	ensure!(locked.said().contains("Terminal"), "{locked:?}");
	ensure!(DEVNET.fiscal(&void)?.expect(5)?.said().contains("Terminal"));
	Ok(())
}

#[test]
fn a_bill_is_red_flushed_and_lives_on_as_its_difference() -> Result<()> {
	let fen = |bill: &fiscal_tests::scenario::RegisteredBill| {
		bill.total.replace('.', "").parse::<u64>().context("yuan with two decimals")
	};
	let bills = registered(11, 4)?;
	// The same seed makes the same totals: the red bill of a bill has its place in its series.
	let (_, reds) = generate_numbered(&DEVNET, 11, 1_150_000, 4)?;
	let _turn = alone(&HOSPITAL);
	let (mut most, mut least) = (0, 0);
	for index in 1..bills.len() {
		most = if fen(&bills[index])? > fen(&bills[most])? { index } else { most };
		least = if fen(&bills[index])? < fen(&bills[least])? { index } else { least };
	}
	let (one, red, rest) = (&bills[most], &reds[most], &reds[least]);
	ensure!(one.total == red.total && fen(rest)? < fen(one)?);
	let flush = |negative: &str| {
		DEVNET.fiscal(&[
			"bill",
			"red-flush",
			&one.key,
			"--negative",
			negative,
			"--difference",
			path(&rest.file)?,
			"--reason",
			"partial refund",
			"--index-key",
			INDEX_KEY,
			"--dev",
			"Hospital",
		])
	};
	let wrong = flush(path(&reds[least].file)?)?;
	ensure!(wrong.code != 0, "the red bill must be over the same total: {wrong:?}");
	flush(path(&red.file)?)?.expect(0)?;

	let flushed = bill(&one.key)?;
	ensure!(flushed["validity"] == "redFlushed" && flushed["related"] == red.key, "{flushed}");
	let negative = bill(&red.key)?;
	ensure!(negative["kind"] == "red" && negative["related"] == one.key, "{negative}");
	let difference = bill(&rest.key)?;
	ensure!(difference["kind"] == "difference" && difference["usage"] == "free", "{difference}");
	ensure!(flush(path(&red.file)?)?.code != 0, "once is enough");
	Ok(())
}

#[test]
fn every_validator_answers_the_same() -> Result<()> {
	let bills = registered(10, 1)?;
	let one = &bills[0];
	let mut answers = Vec::new();
	for index in 0..4 {
		// A validator may be a block behind the one that was asked to register.
		let deadline = std::time::Instant::now() + fiscal_tests::DEADLINE;
		loop {
			let answer = DEVNET.fiscal_at(index, &["bill", "get", &one.key, "--output", "json"])?;
			if answer.code == 0 {
				answers.push(answer.json()?);
				break;
			}
			ensure!(std::time::Instant::now() < deadline, "validator {index}: {answer:?}");
			thread::sleep(std::time::Duration::from_millis(500));
		}
	}
	ensure!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
	Ok(())
}
