//! What is written can be read, and nothing else can.

use super::*;
use fiscal_primitives::{changes::BillAction, outbox::Body};
use proptest::prelude::*;

fn states() -> impl Strategy<Value = OutsideState> {
	(
		prop_oneof![Just(Validity::Normal), Just(Validity::RedFlushed), Just(Validity::Voided)],
		prop_oneof![Just(Medium::Electronic), Just(Medium::Paper)],
		prop_oneof![
			Just(Use::Free),
			Just(Use::Locked),
			Just(Use::PartlyReimbursed),
			Just(Use::Reimbursed)
		],
		prop_oneof![Just(Circulation::Circulable), Just(Circulation::Blocked)],
		0..=Fen::MAX.get(),
	)
		.prop_map(|(validity, medium, usage, circulation, fen)| OutsideState {
			validity,
			medium,
			usage,
			circulation,
			reimbursed: Fen::new(fen).unwrap(),
		})
}

fn bills() -> impl Strategy<Value = (BillKey, CheckCode, HistoricBill)> {
	(
		"[0-9]{8}-[0-9]{10}",
		"[0-9A-Za-z]{6}",
		0..=Fen::MAX.get(),
		0u64..253_402_000_000_000,
		any::<([u8; 32], Option<[u8; 32]>, [u8; 32])>(),
		states(),
	)
		.prop_map(|(key, check, total, at, (xml, pdf, summary), state)| {
			let bill = HistoricBill {
				total: Fen::new(total).unwrap(),
				issued_on: Date::at(at),
				xml: xml.into(),
				pdf: pdf.map(Digest::from),
				summary: summary.into(),
				state,
			};
			(key.parse().unwrap(), check.parse().unwrap(), bill)
		})
}

/// The same with a field that nobody knows.
fn with_more(json: &str) -> String {
	json.replacen('{', r#"{"poem":1,"#, 1)
}

proptest! {
	#[test]
	fn bills_survive_the_wire((key, check, bill) in bills()) {
		let sent = serde_json::to_string(&bill_info(&key, &check, &bill)).unwrap();
		let read: BillInfo = serde_json::from_str(&sent).unwrap();
		prop_assert_eq!(historic_bill(&read).unwrap(), (key, check, bill));
		prop_assert!(serde_json::from_str::<BillInfo>(&with_more(&sent)).is_err());
	}

	#[test]
	fn changes_survive_the_wire_with_their_digest(
		(key, _, bill) in bills(), version in any::<u32>(), at in any::<u64>(), number in any::<u64>()
	) {
		let state = bill.state;
		let notice = StatusNotice {
			key,
			action: BillAction::Locked,
			version,
			validity: state.validity,
			medium: state.medium,
			usage: state.usage,
			circulation: state.circulation,
			reimbursed: state.reimbursed,
			at,
		};
		let body = Body::Status(notice).digest();
		let update = status_update(&Digest::repeat_byte(7), number, &body, &notice);
		let sent = serde_json::to_string(&update).unwrap();
		let read: StatusUpdate = serde_json::from_str(&sent).unwrap();
		prop_assert_eq!(&read, &update);
		prop_assert_eq!(status_notice(&read).unwrap(), notice);
		prop_assert_eq!(digest("digest", &read.digest).unwrap(), body);
		prop_assert!(serde_json::from_str::<StatusUpdate>(&with_more(&sent)).is_err());
	}

	#[test]
	fn every_flag_outside_of_its_values_is_named(
		state_flag in any::<u8>(), scarlet in any::<u8>(), paper in any::<u8>(),
		circulable in any::<u8>(), reimbursed in any::<u8>()
	) {
		let text = BillState {
			state: state_flag,
			is_scarlet: scarlet,
			is_paper: paper,
			is_circulable: circulable,
			reimburse_state: reimbursed,
			reimbursed_amt: "0.00".into(),
		};
		let valid = matches!((state_flag, scarlet), (1, 0 | 1) | (2, 0))
			&& paper < 2 && circulable < 2 && reimbursed < 4;
		match state(&text) {
			Ok(read) => {
				prop_assert!(valid);
				prop_assert_eq!(state_of(&read), text);
			}
			Err(_) => prop_assert!(!valid),
		}
	}

	#[test]
	fn files_come_back_whole_or_not_at_all(content in prop::collection::vec(any::<u8>(), 0..600)) {
		let hash = hex(&sm3_256(&content).into());
		prop_assert_eq!(file(&file_text(&content), &hash, 600).unwrap(), content.clone());
		let mut other = content;
		other.push(0);
		prop_assert_eq!(file(&file_text(&other), &hash, 601).unwrap_err().field, "hash");
	}
}

#[test]
fn a_file_above_the_limit_is_refused_at_every_length() {
	for length in 0..40usize {
		let content = vec![1u8; length];
		let hash = hex(&sm3_256(&content).into());
		for max in 0..40usize {
			let read = file(&file_text(&content), &hash, max);
			assert_eq!(read.is_ok(), length <= max, "{length} bytes, at most {max}");
		}
	}
}

#[test]
fn hexadecimal_is_lower_case_without_a_prefix_and_of_one_length() {
	let good = "0a".repeat(32);
	assert_eq!(digest("xmlHash", &good).unwrap(), Digest::repeat_byte(0x0a));
	for bad in ["0A".repeat(32), format!("0x{}", "0a".repeat(31)), "0a".repeat(31), "é".repeat(32)]
	{
		let mistake = digest("xmlHash", &bad).unwrap_err();
		assert!(mistake.to_string().starts_with("xmlHash: "), "{mistake}");
		assert!(!mistake.words.contains(&bad), "{mistake}");
	}
	// Of the right form and no point of the curve.
	assert!(public("signer", &"00".repeat(33)).is_err());
	let pair = fiscal_sm_crypto::Pair::from_dev_name("Alice");
	assert_eq!(public("signer", &public_hex(&pair.public())).unwrap(), pair.public());
}

#[test]
fn keys_are_read_as_the_command_line_prints_them_too() {
	let key = fiscal_sm_crypto::Pair::from_dev_name("Alice").public();
	let digits = public_hex(&key);
	assert_eq!(public("signer", &format!("0x{digits}")).unwrap(), key);
	for bad in [format!("0x0x{digits}"), format!("0X{digits}"), "0x".into()] {
		assert_eq!(public("signer", &bad).unwrap_err().field, "signer", "{bad}");
	}
}

#[test]
fn days_are_written_in_eight_digits() {
	assert_eq!(day(&date("issueDate", "20240229").unwrap()), "20240229");
	for text in ["2024-02-29", "20240230", "2024229", "２０２４０２２９", ""] {
		assert_eq!(date("issueDate", text).unwrap_err().field, "issueDate", "{text:?}");
	}
}

#[test]
fn words_are_those_of_json() {
	assert_eq!(word(&BillAction::ExchangedForPaper), "exchangedForPaper");
	assert_eq!(from_word::<BillAction>("action", "redFlushed").unwrap(), BillAction::RedFlushed);
	assert_eq!(from_word::<BillAction>("action", "RedFlushed").unwrap_err().field, "action");
}
