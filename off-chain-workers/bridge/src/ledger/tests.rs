//! The record is whole after crashes, and shows what was done to it.

use super::*;
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

fn entry(number: u64) -> Entry {
	Entry {
		at: 1_795_190_400_000 + number,
		system: "evidence".into(),
		direction: if number.is_multiple_of(2) { Direction::Out } else { Direction::In },
		service: "hash".into(),
		id: format!("request-{number}"),
		request: Digest::from_low_u64_be(number),
		answer: (!number.is_multiple_of(3)).then(|| Digest::repeat_byte(1)),
		outcome: "S0000".into(),
		reference: (number % 3 == 1).then(|| format!("EV-{number}")),
	}
}

fn open(folder: &TempDir, max_bytes: u64, max_files: usize) -> Ledger {
	Ledger::open(&folder.path().join("ledger"), max_bytes, max_files).unwrap()
}

fn paths(folder: &TempDir) -> Vec<PathBuf> {
	files(&folder.path().join("ledger")).unwrap()
}

fn fill(ledger: &Ledger, numbers: std::ops::RangeInclusive<u64>) {
	for number in numbers {
		ledger.append(&entry(number)).unwrap();
	}
}

#[test]
fn what_was_recorded_is_found_again_newest_first_after_a_restart() {
	let folder = TempDir::new().unwrap();
	let ledger = open(&folder, 2_000, 0);
	fill(&ledger, 1..=20);
	drop(ledger);
	let ledger = open(&folder, 2_000, 0);
	fill(&ledger, 21..=30);
	assert_eq!(ledger.verify().unwrap(), 30);
	assert!(paths(&folder).len() > 2, "{:?}", paths(&folder));
	let latest = ledger.latest(12).unwrap();
	assert_eq!(latest, (19..=30).rev().map(entry).collect::<Vec<_>>());
	let one = ledger.find(5, |entry| entry.reference.as_deref() == Some("EV-4")).unwrap();
	assert_eq!(one, [entry(4)]);
}

#[test]
fn the_head_names_the_line_and_everything_before_it() {
	let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
	let (left, right) = (open(&one, 10_000, 0), open(&two, 10_000, 0));
	assert_eq!(left.append(&entry(1)).unwrap(), right.append(&entry(1)).unwrap());
	assert_ne!(left.append(&entry(2)).unwrap(), right.append(&entry(3)).unwrap());
	assert_ne!(left.append(&entry(4)).unwrap(), right.append(&entry(4)).unwrap());
}

#[test]
fn nobody_but_the_owner_reads_the_record() {
	let folder = TempDir::new().unwrap();
	fill(&open(&folder, 10_000, 0), 1..=1);
	let mode = fs::metadata(&paths(&folder)[0]).unwrap().permissions().mode() & 0o777;
	assert_eq!(mode, 0o600);
}

#[test]
fn every_change_of_a_closed_line_shows() {
	let folder = TempDir::new().unwrap();
	let ledger = open(&folder, 10_000, 0);
	fill(&ledger, 1..=6);
	let path = paths(&folder)[0].clone();
	let whole = fs::read_to_string(&path).unwrap();
	let lines: Vec<_> = whole.lines().collect();
	let broken = |lines: &[String]| {
		fs::write(&path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
		let fault = ledger.verify().unwrap_err();
		assert!(matches!(fault, LedgerFault::Broken { .. }), "{fault}");
	};
	let with = |change: &dyn Fn(&mut Vec<String>)| {
		let mut lines: Vec<_> = lines.iter().map(|line| line.to_string()).collect();
		change(&mut lines);
		lines
	};
	broken(&with(&|lines| lines[2] = lines[2].replace("S0000", "E0422")));
	broken(&with(&|lines| lines[2] = lines[2].replace("\"id\":", "\"id\": ")));
	broken(&with(&|lines| drop(lines.remove(3))));
	broken(&with(&|lines| lines.swap(1, 2)));
	broken(&with(&|lines| lines.insert(1, lines[0].clone())));
	broken(&with(&|lines| lines[4] = "{}".into()));
	broken(&with(&|lines| lines[4] = "x".repeat(MAX_LINE + 1)));
	// The first line has nothing before it, which a later one cannot claim.
	broken(&with(&|lines| {
		lines[0] = lines[0].replace(&"0".repeat(64), &"1".repeat(64));
	}));
	fs::write(&path, whole).unwrap();
	assert_eq!(ledger.verify().unwrap(), 6);
}

#[test]
fn a_half_written_last_line_is_cut_off_and_the_chain_goes_on() {
	for cut in [1, 2, 30, 200] {
		let folder = TempDir::new().unwrap();
		let ledger = open(&folder, 10_000, 0);
		fill(&ledger, 1..=3);
		drop(ledger);
		let path = paths(&folder)[0].clone();
		let length = fs::metadata(&path).unwrap().len();
		OpenOptions::new().write(true).open(&path).unwrap().set_len(length - cut).unwrap();
		let ledger = open(&folder, 10_000, 0);
		ledger.append(&entry(4)).unwrap();
		assert_eq!(ledger.verify().unwrap(), 3, "cut {cut}");
		let found: Vec<_> = ledger.latest(9).unwrap().into_iter().map(|entry| entry.id).collect();
		assert_eq!(found, ["request-4", "request-2", "request-1"], "cut {cut}");
	}
}

#[test]
fn zero_bytes_that_a_crash_left_are_cut_off_however_many_they_are() {
	let zeros = |count: usize| vec![0u8; count];
	let tails: [Vec<u8>; 7] = [
		zeros(1),
		zeros(4_096),
		zeros(200_000),
		[b"{\"number\":4,".to_vec(), zeros(100)].concat(),
		[zeros(5_000), b"\"reference\":null}}\n".to_vec()].concat(),
		[zeros(50_000), b"\"reference\":null}}\n{\"number".to_vec()].concat(),
		[b"{\"number\":4,".to_vec(), zeros(20_000), b"}\n".to_vec(), zeros(9_000)].concat(),
	];
	for (case, tail) in tails.iter().enumerate() {
		let folder = TempDir::new().unwrap();
		fill(&open(&folder, 10_000, 0), 1..=3);
		let path = paths(&folder)[0].clone();
		OpenOptions::new().append(true).open(&path).unwrap().write_all(tail).unwrap();
		let ledger = open(&folder, 10_000, 0);
		assert_eq!(ledger.latest(1).unwrap(), [entry(3)], "case {case}");
		ledger.append(&entry(4)).unwrap();
		assert_eq!(ledger.verify().unwrap(), 4, "case {case}");
	}
}

#[test]
fn a_whole_last_line_that_is_none_of_ours_is_no_crash() {
	let folder = TempDir::new().unwrap();
	fill(&open(&folder, 10_000, 0), 1..=3);
	let path = paths(&folder)[0].clone();
	OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{}\n").unwrap();
	let fault = Ledger::open(&folder.path().join("ledger"), 10_000, 0).unwrap_err();
	assert!(matches!(fault, LedgerFault::Broken { .. }), "{fault}");
}

#[test]
fn what_is_noted_stands_in_the_same_chain() {
	let folder = TempDir::new().unwrap();
	let ledger = open(&folder, 1_000, 0);
	for number in 1..=20 {
		let write = if number % 3 == 0 { Ledger::append } else { Ledger::note };
		write(&ledger, &entry(number)).unwrap();
	}
	assert_eq!(ledger.verify().unwrap(), 20);
	drop(ledger);
	let ledger = open(&folder, 1_000, 0);
	assert_eq!(ledger.latest(30).unwrap(), (1..=20).rev().map(entry).collect::<Vec<_>>());
}

#[test]
fn a_file_that_was_begun_and_not_written_to_changes_nothing() {
	let folder = TempDir::new().unwrap();
	fill(&open(&folder, 10_000, 0), 1..=3);
	fs::write(folder.path().join("ledger").join(name_of(4)), "{\"number\":4,").unwrap();
	let ledger = open(&folder, 10_000, 0);
	fill(&ledger, 4..=5);
	assert_eq!(ledger.verify().unwrap(), 5);
}

#[test]
fn old_files_go_and_the_rest_still_verifies() {
	let folder = TempDir::new().unwrap();
	let ledger = open(&folder, 1_000, 2);
	fill(&ledger, 1..=50);
	assert_eq!(paths(&folder).len(), 3);
	let lines = ledger.verify().unwrap();
	assert!((4..50).contains(&lines), "{lines}");
	assert_eq!(ledger.latest(1).unwrap(), [entry(50)]);
}

#[test]
fn an_entry_with_a_text_that_is_too_long_is_refused_and_named() {
	let folder = TempDir::new().unwrap();
	let ledger = open(&folder, 10_000, 0);
	let long = Entry { outcome: "x".repeat(MAX_TEXT + 1), ..entry(1) };
	assert!(matches!(ledger.append(&long), Err(LedgerFault::TooLong("outcome"))));
	// Of texts within their limits every line can be read again, whatever is in them.
	let widest = "\u{1}".repeat(MAX_TEXT);
	let widest = Entry {
		system: widest.clone(),
		service: widest.clone(),
		id: widest.clone(),
		outcome: widest.clone(),
		reference: Some(widest),
		..entry(1)
	};
	let appended = ledger.append(&widest);
	assert!(matches!(appended, Err(LedgerFault::TooLong("line"))), "{appended:?}");
	ledger.append(&entry(1)).unwrap();
	assert_eq!(ledger.verify().unwrap(), 1);
}

#[test]
fn a_record_that_is_open_is_not_opened_a_second_time() {
	let folder = TempDir::new().unwrap();
	let first = open(&folder, 10_000, 0);
	let fault = Ledger::open(&folder.path().join("ledger"), 1, 0).unwrap_err();
	assert!(matches!(fault, LedgerFault::InUse(_)), "{fault}");
	drop(first);
	open(&folder, 10_000, 0);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]
	#[test]
	fn no_crash_loses_a_whole_line(
		runs in prop::collection::vec((0u64..12, 0u64..400), 1..8), max_bytes in 500u64..3_000
	) {
		let folder = TempDir::new().unwrap();
		let mut kept: Vec<Entry> = Vec::new();
		let mut next = 1;
		for (appends, cut) in runs {
			let ledger = open(&folder, max_bytes, 0);
			for _ in 0..appends {
				ledger.append(&entry(next)).unwrap();
				kept.push(entry(next));
				next += 1;
			}
			drop(ledger);
			// The end of the last file never reached the disk.
			if let Some(path) = paths(&folder).last() {
				let text = fs::read(path).unwrap();
				let left = text.len().saturating_sub(usize::try_from(cut).unwrap());
				let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
				let lost = lines(&text) - lines(&text[..left]);
				kept.truncate(kept.len() - lost);
				fs::write(path, &text[..left]).unwrap();
			}
		}
		let ledger = open(&folder, max_bytes, 0);
		prop_assert_eq!(ledger.verify().unwrap(), kept.len() as u64);
		let mut found = ledger.latest(1_000).unwrap();
		found.reverse();
		prop_assert_eq!(found, kept);
	}
}
