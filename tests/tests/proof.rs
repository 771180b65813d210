//! What a node answers with a proof is checked when no node runs any more. Rows R084, R103, R231.

use anyhow::{ensure, Context, Result};
use fiscal_tests::{
	scenario::{acquire, path, register},
	Devnet, Output,
};
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Files in a folder of the devnet's own.
struct Files(PathBuf);

impl Files {
	fn path(&self, name: &str) -> PathBuf {
		self.0.join(name)
	}

	fn read(&self, name: &str) -> Result<Value> {
		Ok(serde_json::from_slice(&fs::read(self.path(name))?)?)
	}

	/// A copy of a file, altered.
	fn altered(&self, name: &str, alter: impl FnOnce(&mut Value) -> Result<()>) -> Result<PathBuf> {
		let mut value = self.read(name)?;
		let before = value.clone();
		alter(&mut value)?;
		ensure!(value != before, "something is altered");
		let file = self.path("altered.json");
		fs::write(&file, value.to_string())?;
		Ok(file)
	}
}

fn verify(devnet: &Devnet, file: &Path, validators: &Path) -> Result<Output> {
	let command = ["proof", "verify", path(file)?, "--validators", path(validators)?];
	devnet.fiscal(&[&command[..], &["--output", "json"]].concat())
}

/// Changes one hexadecimal digit in the middle of a text.
fn another_digit(value: &mut Value) -> Result<()> {
	let mut text = value.as_str().context("a text")?.to_owned();
	let middle = text.len() / 2;
	let digit = if &text[middle..=middle] == "0" { "1" } else { "0" };
	text.replace_range(middle..=middle, digit);
	*value = text.into();
	Ok(())
}

#[test]
fn proofs_outlive_their_node_and_no_alteration() -> Result<()> {
	let devnet = Devnet::start(env!("CARGO_TARGET_TMPDIR"), "proof")?;
	let files = Files(devnet.folder("proofs")?);
	let validators = files.path("validators.json");
	devnet.fiscal(&["validators", "export", "--out", path(&validators)?])?.expect(0)?;
	let bills = register(&devnet, 1, 2)?;
	let (locked, free) = (&bills[0], &bills[1]);
	acquire(&devnet, &locked.key, &locked.total, "proof-1", "Medicare")?.expect(0)?;
	let code = locked.key.split_once('-').context("CODE-NUMBER")?.0;
	let unknown = format!("{code}-9999999999");

	let write = |command: [&str; 2], key: &str, name: &str, code: i32| -> Result<()> {
		let file = files.path(name);
		let command = [command[0], command[1], key, "--proof", path(&file)?];
		devnet.fiscal(&command)?.expect(code)?;
		devnet.fiscal(&command)?.expect(11).context("an existing file is not overwritten")?;
		Ok(())
	};
	write(["bill", "get"], &locked.key, "bill.json", 0)?;
	write(["bill", "get"], &unknown, "unknown.json", 3)?;
	write(["lock", "show"], &locked.key, "lock.json", 0)?;
	write(["lock", "show"], &free.key, "free.json", 0)?;
	let asked = devnet.fiscal(&["bill", "get", &locked.key, "--output", "json"])?.json()?;
	let key_of = |dev: &str| -> Result<Value> {
		let key = devnet.fiscal(&["key", "inspect", "--dev", dev, "--output", "json"])?.json()?;
		Ok(key["public"].clone())
	};
	let strangers = [key_of("Hospital")?, key_of("Medicare")?];
	devnet.stop()?;
	devnet.fiscal(&["chain", "status"])?.expect(7)?;

	let proven = |name: &str| verify(&devnet, &files.path(name), &validators)?.expect(0)?.json();
	let bill = proven("bill.json")?;
	ensure!(bill["verdict"] == "proven" && bill["proves"] == "bill", "{bill}");
	ensure!(bill["bill"] == asked["bill"], "{bill} is what the node said without proof: {asked}");
	ensure!(bill["bill"]["usage"] == "locked" && bill["at"].as_u64() > Some(0), "{bill}");
	let weights = bill["signers"].as_array().context("a list")?.iter();
	let weight: u64 = weights.filter_map(|signer| signer["weight"].as_u64()).sum();
	ensure!(weight * 3 > bill["totalWeight"].as_u64().context("a weight")? * 2, "{bill}");
	let lock = proven("lock.json")?;
	ensure!(lock["proves"] == "lock" && lock["lock"]["flow"] == "proof-1", "{lock}");
	let unknown = proven("unknown.json")?;
	ensure!(unknown["proves"] == "bill" && unknown["bill"].is_null(), "{unknown}");
	let free = proven("free.json")?;
	ensure!(free["proves"] == "lock" && free["lock"].is_null(), "{free}");

	for pointer in [
		"/proof/nodes/0",
		"/proof/block/stateRoot",
		"/proof/block/header",
		"/proof/block/certificate",
		"/proof/genesis",
	] {
		let file = files.altered("bill.json", |value| {
			another_digit(value.pointer_mut(pointer).context("the member is there")?)
		})?;
		verify(&devnet, &file, &validators)?.expect(3).context(pointer)?;
	}
	type Lie = fn(&mut Value);
	let lies: [(&str, Lie); 4] = [
		("bill.json", |value| value["bill"]["total"] = 1.into()),
		("bill.json", |value| value["proof"]["at"] = 1.into()),
		("lock.json", |value| value["lock"] = Value::Null),
		("unknown.json", |value| value["key"] = "31060125-0000000001".into()),
	];
	for (name, lie) in lies {
		let file = files.altered(name, |value| {
			lie(value);
			Ok(())
		})?;
		let verdict = verify(&devnet, &file, &validators)?.expect(3)?.json()?;
		ensure!(verdict["verdict"] == "refused", "{name}: {verdict}");
	}

	let false_set = files.altered("validators.json", |value| {
		for (index, stranger) in strangers.into_iter().enumerate() {
			value["validators"][index]["public"] = stranger;
		}
		Ok(())
	})?;
	verify(&devnet, &files.path("bill.json"), &false_set)?.expect(3)?;
	let later = files.altered("validators.json", |value| {
		value["from"] = u32::MAX.into();
		Ok(())
	})?;
	verify(&devnet, &files.path("bill.json"), &later)?.expect(3)?;
	fs::write(files.path("cut.json"), &fs::read(files.path("bill.json"))?[..500])?;
	verify(&devnet, &files.path("cut.json"), &validators)?.expect(11)?;
	Ok(())
}
