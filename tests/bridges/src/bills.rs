//! Bills that are made in memory: many of them belong to one holder, whose one authorization covers
//! them all.

use crate::{http, World};
use anyhow::{bail, ensure, Result};
use fiscal_bridge::{convert, now};
use fiscal_client::{
	register::{register_all, ClientRegistrar, EntryState, Pipeline},
	Account, Patience,
};
use fiscal_primitives::{
	bill::Circulation, field::Fields, verification::FiveElements, BillCode, BillEntry, BillKey,
	BillNumber, CheckCode, Date, Digest, Fen, NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_sim::control::BillSeed;
use fiscal_sm_crypto::sm3_256;
use fiscal_tests::DEADLINE;

/// A code of bills of which the devnet allocates all numbers to the hospital.
pub const CODE: &str = "31069900";
/// A code of outpatient bills of Shanghai from before the chain.
pub const HISTORIC: &str = "31060119";

const DAY: u64 = 86_400_000;

/// A bill of that code and number over `total` fen, issued yesterday.
///
/// # Errors
/// The code is none, or the number or the amount is too large.
pub fn paper(code: &str, number: u64, total: u64) -> Result<FiveElements> {
	let key = BillKey::new(code.parse::<BillCode>()?, BillNumber::from_value(number)?);
	let digest = sm3_256(format!("check code of {key}").as_bytes());
	let mut check = [0u8; 6];
	for (slot, byte) in check.iter_mut().zip(digest) {
		*slot = b'A' + byte % 26;
	}
	let issued_on = Date::at(now().saturating_sub(DAY));
	Ok(FiveElements { key, check: CheckCode::new(check)?, issued_on, total: Fen::new(total)? })
}

/// What the access node hands in of a bill, whose files are those that [`seed`] makes.
fn entry(elements: &FiveElements, payer: PayerRef) -> BillEntry {
	let FiveElements { key, check, issued_on, total } = *elements;
	let file = |kind: &str| Digest::from(sm3_256(content(&key, kind).as_bytes()));
	BillEntry {
		key,
		check: check.digest(&key),
		total,
		issued_on,
		payer,
		xml: file("xml"),
		pdf: Some(file("pdf")),
		summary: file("summary"),
		circulation: Circulation::Circulable,
		fields: Fields::default(),
	}
}

/// Registers bills of the hospital that belong to a payer.
///
/// # Errors
/// The chain refuses one of them.
pub fn register(world: &World, papers: &[FiveElements], payer: PayerRef) -> Result<()> {
	let entries: Vec<BillEntry> = papers.iter().map(|paper| entry(paper, payer)).collect();
	let patience = Patience { wait: DEADLINE, for_quota: true, ..Patience::default() };
	let registrar = ClientRegistrar::new(
		world.client(0)?.with_patience(patience),
		Account::dev("Hospital"),
		NodeId(1),
		ParticipantId(6),
		SceneId(1),
	);
	let results = http::wait(register_all(&registrar, &entries, Pipeline::default(), |_| ()))?;
	ensure!(results.len() == entries.len(), "a word on every bill: {}", results.len());
	for result in results {
		match result.state {
			EntryState::Registered { .. } | EntryState::Already => {}
			other => bail!("{} is not registered: {other:?}", result.key),
		}
	}
	Ok(())
}

/// A bill as a system outside has it, with a file of its own.
pub fn seed(elements: &FiveElements, payer: Option<PayerRef>) -> BillSeed {
	let FiveElements { key, check, issued_on, total } = elements;
	let file = |kind: &str| convert::file_text(content(key, kind).as_bytes());
	BillSeed {
		code: key.code.to_string(),
		number: key.number.to_string(),
		check_code: check.to_string(),
		total: total.get(),
		issued_on: convert::day(issued_on),
		payer: payer.map(|payer| convert::hex(&payer.0)),
		xml: Some(file("xml")),
		xml_hash: None,
		file: Some(file("pdf")),
		media_type: Some("application/pdf".into()),
		file_hash: None,
		summary_hash: None,
		state: None,
	}
}

/// What stands in a file of a bill of the tests; `kind` is `xml`, `pdf` or `summary`.
pub fn content(key: &BillKey, kind: &str) -> String {
	format!("{kind} of {key}")
}
