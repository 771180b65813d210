//! The devnet of the day, and what every step of it does: commands that are served, refused or
//! approved, and questions.

use anyhow::{ensure, Context, Result};
use fiscal_tests::{scenario::path, Devnet, Output, DEADLINE};
use serde_json::Value;
use std::{
	cell::RefCell,
	fs,
	path::PathBuf,
	time::{Duration, Instant},
};

/// Exit code for what is not on the chain.
const NOT_FOUND: i32 = 3;
/// Exit code of whatever the chain refuses.
pub const REFUSED: i32 = 5;
/// What the pool says to a signer without a role that may make the call.
pub const ROLE: &str = "no role of the participant may make this call";
/// The one flow of the genesis: a fiscal authority signs that did not propose.
pub const FLOW: &[&str] = &["--approval-flow", "1"];
/// For operations of high risk, which have a flow of their own.
pub const DEMANDED: &[&str] = &[];

/// The chain and what was decided on it.
pub struct Day {
	/// Four validators.
	pub devnet: Devnet,
	/// Where its files are.
	pub folder: PathBuf,
	/// The approvals of the day with their operations, oldest first.
	pub approvals: RefCell<Vec<(String, &'static str)>>,
}

impl Day {
	/// Starts the devnet.
	pub fn begin() -> Result<Self> {
		let devnet = Devnet::start(env!("CARGO_TARGET_TMPDIR"), "day")?;
		let folder = devnet.folder("papers")?;
		Ok(Self { devnet, folder, approvals: RefCell::default() })
	}

	/// Runs a command as the holder of a development key.
	pub fn run(&self, dev: &str, command: &[&str]) -> Result<Output> {
		self.devnet.fiscal(&[command, &["--dev", dev, "--output", "json"]].concat())
	}

	/// The same; its transaction must emit every one of `events`.
	pub fn done(&self, dev: &str, command: &[&str], events: &[&str]) -> Result<Value> {
		let answer = self.run(dev, command)?.expect(0)?.json()?;
		let emitted = answer["events"].as_array().context("a transaction has events")?;
		for event in events {
			ensure!(emitted.iter().any(|found| found == event), "{event} in {answer}");
		}
		Ok(answer)
	}

	/// The same; the chain must refuse it for `reason`: `Pallet.Error`, or what the pool says.
	pub fn refused(&self, dev: &str, command: &[&str], reason: &str) -> Result<()> {
		let answer = self.run(dev, command)?.expect(REFUSED)?.json()?;
		let error = &answer["error"];
		ensure!(error["kind"] == "refused" && error["exitCode"] == REFUSED, "{answer}");
		let message = error["message"].as_str().context("an error has a message")?;
		let exactly = format!("{reason}: ");
		let pool = format!("refused before it reached a block: {reason}");
		ensure!(
			message.starts_with(&exactly) || message == pool,
			"{command:?} as {dev}: {message}, not {reason}"
		);
		Ok(())
	}

	/// Asks without signing.
	pub fn read(&self, question: &[&str]) -> Result<Value> {
		self.devnet.fiscal(&[question, &["--output", "json"]].concat())?.expect(0)?.json()
	}

	/// What is asked for is not on the chain.
	pub fn missing(&self, question: &[&str]) -> Result<()> {
		self.devnet.fiscal(question)?.expect(NOT_FOUND)?;
		Ok(())
	}

	/// Finance proposes a command for approval, and Treasury approves it: then it emits `events`.
	/// Before that nothing has happened, which `before` makes sure of: Finance cannot approve what it
	/// proposed, and Medicare is no fiscal authority. Returns the number of the approval.
	pub fn approved(
		&self,
		operation: &'static str,
		command: &[&str],
		flow: &[&str],
		before: impl Fn() -> Result<()>,
		events: &[&str],
	) -> Result<String> {
		let proposal = ["--via-approval", "--approval-reason", "business of the day"];
		let proposing = [command, &proposal, flow].concat();
		let proposed = self.done("Finance", &proposing, &["Approvals.Proposed"])?;
		let id = number(&proposed["approval"])?;
		let stored = self.read(&["approval", "get", &id])?;
		ensure!(stored["terms"]["operation"] == operation && stored["terms"]["proposer"] == 1);
		ensure!(stored["stateNow"] == "pending" && stored["entries"] == 1, "{stored}");
		before().with_context(|| format!("{operation} proposed"))?;

		let approve = ["approval", "approve", &id];
		self.refused("Finance", &approve, "Approvals.SameSigner")?;
		self.refused("Medicare", &approve, "Approvals.NotAuthorized")?;
		before().with_context(|| format!("{operation} signed by whoever may not"))?;

		let all = [events, &["Approvals.Approved", "Approvals.Executed"]].concat();
		let answer = self.done("Treasury", &approve, &all)?;
		ensure!(answer["approval"]["result"] == "executed", "{answer}");
		self.approvals.borrow_mut().push((id.clone(), operation));
		Ok(id)
	}

	/// What was decided rests on the approval: its head is one of the approval's record.
	pub fn rests_on(&self, by: &Value, approval: &str) -> Result<()> {
		ensure!(by["id"] == 1 && is(&by["approval"]["id"], approval), "{by}");
		let head = by["approval"]["head"].as_str().context("an approval has a head")?;
		let verdict = self.read(&["approval", "verify", approval, "--head", head])?;
		ensure!(verdict["verdict"] == "proven" && verdict["entries"] == 3, "{verdict}");
		Ok(())
	}

	/// A new file among the papers of the day.
	pub fn paper(&self, name: &str, content: &Value) -> Result<String> {
		let file = self.folder.join(name);
		fs::write(&file, content.to_string())?;
		Ok(path(&file)?.to_owned())
	}

	/// Of what was to be registered, every file is refused for `detail`, and no bill is on the chain.
	pub fn not_registered(&self, answer: Output, code: i32, detail: &str) -> Result<()> {
		let answer = answer.expect(code)?.json()?;
		let files = answer["files"].as_array().context("every file is told of")?;
		ensure!(answer["registered"] == 0 && !files.is_empty(), "{answer}");
		for file in files {
			let found = file["detail"].as_str().context("with the reason")?;
			ensure!(found.starts_with(detail), "{found}, not {detail}");
			self.missing(&["bill", "get", file["key"].as_str().context("with the bill")?])?;
		}
		Ok(())
	}

	/// Does every validator answer this? One may be a block behind the one that was asked before.
	pub fn everywhere(&self, question: &[&str], expected: &Value) -> Result<()> {
		for index in self.devnet.indices() {
			let deadline = Instant::now() + DEADLINE;
			loop {
				let json = [question, &["--output", "json"]].concat();
				let answer = self.devnet.fiscal_at(index, &json)?.expect(0)?.json()?;
				if &answer == expected {
					break;
				}
				ensure!(Instant::now() < deadline, "validator {index}: {answer}");
				std::thread::sleep(Duration::from_millis(500));
			}
		}
		Ok(())
	}
}

/// A number as people type it.
pub fn number(value: &Value) -> Result<String> {
	Ok(value.as_u64().with_context(|| format!("a number: {value}"))?.to_string())
}

/// Is the value this number, as people type it?
pub fn is(value: &Value, id: &str) -> bool {
	value.as_u64().is_some_and(|found| id.parse() == Ok(found))
}

/// A text of an answer.
pub fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
	value[name].as_str().with_context(|| format!("{name} in {value}"))
}

/// The values of a member of every item.
pub fn each<'a>(items: &'a Value, name: &str) -> Result<Vec<&'a Value>> {
	let items = items.as_array().with_context(|| format!("a list: {items}"))?;
	Ok(items.iter().map(|item| &item[name]).collect())
}
