use super::*;
use clap::Parser;
use fiscal_primitives::bill::VersionLink;

fn key() -> BillKey {
	"31060125-0000000001".parse().unwrap()
}

fn first() -> Bill {
	Bill {
		check: CheckDigest::default(),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer: PayerRef(Digest::repeat_byte(3)),
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition::default(),
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

/// The version after, with the link the chain writes.
fn linked(old: &Bill, new: Bill) -> Bill {
	let new = Bill { version: old.version + 1, ..new };
	let (previous, difference) = (old.version_hash(), difference_root(old, &new));
	Bill { history: Some(VersionLink { previous, difference }), ..new }
}

/// Registered, locked, reimbursed in part.
fn versions() -> [Bill; 3] {
	let one = first();
	let two = linked(&one, Bill { usage: Use::Locked, ..one.clone() });
	let reimbursed = Fen::new(5_000).unwrap();
	let usage = Use::PartlyReimbursed;
	let three = linked(&two, Bill { usage, reimbursed, ..two.clone() });
	[one, two, three]
}

fn picked(from: Option<u32>, to: Option<u32>) -> Result<Change, Fault> {
	pick(key(), &versions(), from, to)
}

#[test]
fn the_latest_change_is_shown_with_its_root() {
	let report = show(&picked(None, None).unwrap()).unwrap();
	let json = report.json();
	let root = versions()[2].history.unwrap().difference;
	assert_eq!((&json["root"], &json["recorded"]), (&json!(root), &json!(root)));
	assert_eq!(
		(&json["from"], &json["to"], &json["follows"]),
		(&json!(2), &json!(3), &true.into())
	);
	let leaf = |at: usize, name: &str| json["leaves"][at][name].clone();
	assert_eq!((leaf(0, "field"), leaf(0, "old"), leaf(0, "new")), {
		(json!("usage"), json!("locked"), json!("partlyReimbursed"))
	});
	assert_eq!((leaf(1, "field"), leaf(1, "new")), {
		(json!("reimbursed"), serde_json::to_value(versions()[2].reimbursed).unwrap())
	});
	assert!(
		report.text().contains("usage: \"locked\" -> \"partlyReimbursed\""),
		"{}",
		report.text()
	);
	assert_eq!(report.code(), 0);
}

#[test]
fn versions_apart_have_no_root_on_the_chain() {
	let apart = picked(Some(1), Some(3)).unwrap();
	let report = show(&apart).unwrap();
	assert_eq!(report.json()["recorded"], Value::Null);
	assert_eq!(report.json()["leaves"][0]["old"], "free");
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("proof.json");
	assert!(matches!(prove(&apart, "reimbursed", &path), Err(Fault::Input(_))));
	assert!(!path.exists());
	assert!(matches!(picked(Some(3), Some(3)), Err(Fault::Input(_))));
	assert!(matches!(picked(Some(1), Some(4)), Err(Fault::NotFound(_))));
	assert!(matches!(picked(None, Some(1)), Err(Fault::NotFound(_))));
	assert!(matches!(pick(key(), &[], None, None), Err(Fault::NotFound(_))));
}

#[test]
fn a_forged_version_is_told() {
	let [one, two, _] = versions();
	let other = Bill { total: Fen::new(1).unwrap(), ..one.clone() };
	for (old, new) in [(other, two.clone()), (one, Bill { total: Fen::new(9).unwrap(), ..two })] {
		let change = Change { key: key(), old, new };
		let report = show(&change).unwrap();
		assert_eq!(report.json()["follows"], false);
		assert_eq!(report.code(), Kind::NotFound.exit_code());
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("proof.json");
		assert!(matches!(prove(&change, "usage", &path), Err(Fault::Input(_))));
	}
}

#[test]
fn one_field_is_proven_without_the_others_and_nothing_else_is() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("proof.json");
	let change = picked(None, None).unwrap();
	let report = prove(&change, "reimbursed", &path).unwrap();
	assert_eq!(report.json()["field"], "reimbursed");
	assert!(matches!(prove(&change, "payer", &path), Err(Fault::NotFound(_))));
	let proof: ProofOfChange = read_json(&path, MAX_FILE).unwrap();
	let [_, two, three] = versions();
	let root = root_of(&three, 3).unwrap();
	let held = judge(&proof, root, "given");
	assert_eq!((held.code(), &held.json()["verdict"]), (0, &json!("proven")));
	let new = serde_json::to_value(three.reimbursed).unwrap();
	assert_eq!(held.json()["new"], new);
	let refused = |proof: &ProofOfChange, root| {
		let report = judge(proof, root, "given");
		assert_eq!(report.json()["verdict"], "refused");
		assert_eq!(report.code(), Kind::NotFound.exit_code());
	};
	refused(&proof, root_of(&two, 2).unwrap());
	let mut leaf = hex::decode(proof.leaf.trim_start_matches("0x")).unwrap();
	*leaf.last_mut().unwrap() ^= 1;
	for forged in [
		ProofOfChange { leaf: hexadecimal(&leaf), ..proof.clone() },
		ProofOfChange { leaf: "0xzz".into(), ..proof.clone() },
		ProofOfChange { position: 0, ..proof.clone() },
		ProofOfChange { path: vec![], ..proof.clone() },
	] {
		refused(&forged, root);
	}
	assert_eq!(root_of(&three, 2), None);
}

#[test]
fn files_are_of_one_bill_in_order() {
	let folder = tempfile::tempdir().unwrap();
	let write = |name: &str, key: BillKey, bill: &Bill| {
		let path = folder.path().join(name);
		write_json(&path, &BillAnswer { key, bill: bill.clone() }).unwrap();
		path
	};
	let [one, two, _] = versions();
	let (old, new) = (write("1.json", key(), &one), write("2.json", key(), &two));
	assert_eq!(from_files(&old, &new).unwrap().follows(), Some(true));
	assert!(matches!(from_files(&new, &old), Err(Fault::File { .. })));
	let other = write("3.json", "31060125-0000000002".parse().unwrap(), &two);
	assert!(matches!(from_files(&old, &other), Err(Fault::File { .. })));
}

#[test]
fn every_field_is_read_as_json_writes_it() {
	let old = first();
	let all = Bill {
		check: CheckDigest([7; 16]),
		total: Fen::new(2).unwrap(),
		issued_on: Date::new(20_261_121).unwrap(),
		issuer: ParticipantId(2),
		node: NodeId(2),
		scene: SceneId(2),
		payer: PayerRef(Digest::repeat_byte(4)),
		xml: Digest::repeat_byte(5),
		pdf: Some(Digest::repeat_byte(6)),
		summary: Digest::repeat_byte(7),
		related: Some(key()),
		registered: TxPosition { block: 3, ..TxPosition::default() },
		kind: BillKind::Red,
		validity: Validity::Voided,
		medium: Medium::Paper,
		usage: Use::Locked,
		circulation: Circulation::Blocked,
		reimbursed: Fen::new(1).unwrap(),
		..old.clone()
	};
	let (before, after) =
		(serde_json::to_value(&old).unwrap(), serde_json::to_value(&all).unwrap());
	let change = Change { key: key(), old, new: all };
	let fields = change.fields();
	assert_eq!(fields.len(), 18);
	for (_, FieldChange { field, old, new }) in &fields {
		assert_eq!((value(field, old), value(field, new)), {
			(before[field].clone(), after[field].clone())
		});
	}
	assert_eq!(value("unknown", &[1]), json!("0x01"));
}

#[test]
fn a_bill_or_two_files_are_named() {
	#[derive(Parser)]
	struct Line {
		#[command(subcommand)]
		command: DifferenceCommand,
	}
	let line = |text: &str| Line::try_parse_from(text.split_whitespace());
	for good in [
		"difference show 31060125-0000000001",
		"difference show 31060125-0000000001 --from 1 --to 3",
		"difference show --old a.json --new b.json",
		"difference prove 31060125-0000000001 --field usage --out p.json",
		"difference verify p.json",
		"difference verify p.json --bill-proof b.json --validators v.json",
	] {
		assert!(line(good).is_ok(), "{good}");
	}
	for bad in [
		"difference show",
		"difference show --old a.json",
		"difference show 31060125-0000000001 --old a.json --new b.json",
		"difference show --old a.json --new b.json --to 2",
		"difference prove 31060125-0000000001 --out p.json",
		"difference verify p.json --bill-proof b.json",
	] {
		assert!(line(bad).is_err(), "{bad}");
	}
}
