//! Data to begin with: bills of Shanghai from before the chain, and bills of the three provinces. The
//! same numbers make the same data.

use crate::{
	control::{BillSeed, PlantedBill},
	db::Db,
	fault::Stop,
	options::PROVINCES,
	system::System,
};
use fiscal_bridge::convert;
use fiscal_ebill::{sign, DateTime, EBill, Generator, GeneratorOptions, Summary};
use fiscal_primitives::{Date, Digest};
use fiscal_sm_crypto::{sm3_256, Pair};
use serde::Serialize;

/// The most bills of a kind.
pub const MAX_SEEDS: u64 = 10_000;
/// How many payers the bills of a province are spread over.
pub const PAYERS: u64 = 5;
/// The year of the bills from before the chain.
const YEAR: u16 = 2019;
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// What to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeds {
	/// Another one makes other data.
	pub seed: u64,
	/// Bills of Shanghai in the non-tax system, issued before the chain existed 历史存量票据.
	pub historic: u64,
	/// Bills of each province.
	pub provincial: u64,
}

impl Default for Seeds {
	fn default() -> Self {
		Self { seed: 0, historic: 20, provincial: 20 }
	}
}

/// Why no data was made.
#[derive(Debug, thiserror::Error)]
pub enum SeedFault {
	/// Too much was asked for.
	#[error("{0}: more than {MAX_SEEDS}")]
	TooMany(&'static str),
	/// The database refuses.
	#[error("the database: {0}")]
	Database(#[from] sqlx::Error),
	/// A bill came out wrong.
	#[error("a bill could not be made: {0}")]
	Bill(String),
}

/// A bill that was planted, for whoever wants to try it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Planted {
	/// The system that has it.
	pub system: System,
	/// Bill code.
	pub code: String,
	/// Bill number.
	pub number: String,
	/// Check code.
	pub check_code: String,
	/// Total in fen.
	pub total: u64,
	/// Day of issue, yyyyMMdd.
	pub issued_on: String,
	/// Payer reference, of bills of provinces.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub payer: Option<String>,
}

/// The bills, without writing them.
///
/// # Errors
/// [`SeedFault::TooMany`], [`SeedFault::Bill`].
pub fn bills(seeds: &Seeds) -> Result<Vec<(System, BillSeed)>, SeedFault> {
	for (name, count) in [("historic", seeds.historic), ("provincial", seeds.provincial)] {
		if count > MAX_SEEDS {
			return Err(SeedFault::TooMany(name));
		}
	}
	let mut bills = historic(seeds)?;
	for region in PROVINCES {
		for number in 1..=seeds.provincial {
			bills.push((System::Platform, provincial(seeds.seed, region, number)?));
		}
	}
	Ok(bills)
}

/// Writes the data; bills that are there keep their state.
///
/// # Errors
/// [`SeedFault`].
pub async fn plant(db: &Db, seeds: &Seeds) -> Result<Vec<Planted>, SeedFault> {
	let bills = bills(seeds)?;
	let mut planted = Vec::with_capacity(bills.len());
	let mut transaction = db.begin().await?;
	for (system, seed) in bills {
		let bill = PlantedBill::read(system, &seed).map_err(words)?;
		bill.plant(&mut transaction, system).await?;
		planted.push(Planted {
			system,
			code: seed.code,
			number: seed.number,
			check_code: seed.check_code,
			total: seed.total,
			issued_on: seed.issued_on,
			payer: seed.payer,
		});
	}
	transaction.commit().await?;
	Ok(planted)
}

fn words(stop: Stop) -> SeedFault {
	SeedFault::Bill(match stop {
		Stop::Said(refusal) => refusal.to_string(),
		Stop::Fault(fault) => fault.problem().message.clone(),
	})
}

fn historic(seeds: &Seeds) -> Result<Vec<(System, BillSeed)>, SeedFault> {
	let fault = |fault: &dyn std::fmt::Display| SeedFault::Bill(fault.to_string());
	let year = u32::from(YEAR);
	let not_after = Date::new(year * 10_000 + 1231).map_err(|invalid| fault(&invalid))?;
	let generator = Generator::with(GeneratorOptions {
		seed: seeds.seed,
		year: YEAR,
		not_after,
		..GeneratorOptions::default()
	})
	.map_err(|invalid| fault(&invalid))?;
	let issuer = Pair::from_dev_name("Issuer-Seal");
	let supervisor = Pair::from_dev_name("Supervisor-Seal");
	let time =
		format!("{YEAR}1231120000").parse::<DateTime>().map_err(|invalid| fault(&invalid))?;
	(0..seeds.historic)
		.map(|index| {
			let bill = generator.bill(index);
			let xml = sign(&bill, &issuer, &supervisor, time).map_err(|invalid| fault(&invalid))?;
			let main = &bill.main;
			let seed = BillSeed {
				code: main.code.to_string(),
				number: main.number.to_string(),
				check_code: main.check.to_string(),
				total: main.total.get(),
				issued_on: convert::day(&main.issued_on),
				payer: None,
				xml: Some(convert::file_text(&xml)),
				xml_hash: None,
				file: Some(convert::file_text(rendering(&bill).as_bytes())),
				media_type: Some(PLAIN_TEXT.into()),
				file_hash: None,
				summary_hash: Some(convert::hex(&Summary::of(&bill).digest())),
				state: None,
			};
			Ok((System::Nontax, seed))
		})
		.collect()
}

fn rendering(bill: &EBill) -> String {
	let main = &bill.main;
	format!(
		"{}\n票据代码 {} 票据号码 {} 校验码 {}\n开票日期 {}\n开票方 {}\n总金额 {} 元\n",
		main.name, main.code, main.number, main.check, main.issued_on, main.issuer.name, main.total
	)
}

/// Reference of a made-up payer of a province.
pub fn payer(seed: u64, region: u8, payer: u64) -> Digest {
	sm3_256(format!("fiscal-sim/payer/{seed}/{region}/{payer}").as_bytes()).into()
}

fn provincial(seed: u64, region: u8, number: u64) -> Result<BillSeed, SeedFault> {
	let draw = sm3_256(format!("fiscal-sim/bill/{seed}/{region}/{number}").as_bytes());
	let [a, b, c, d, e, f, g, h, ..] = draw;
	let total = 1_000 + u64::from(u32::from_be_bytes([0, a, b, c])) % 200_000;
	let (month, day) = (1 + d % 12, 1 + e % 28);
	let code = format!("{region}060125");
	let file = format!(
		"财政电子票据（示范）\n票据代码 {code} 票据号码 {number:010}\n总金额 {}.{:02} 元\n",
		total / 100,
		total % 100
	);
	let xml = format!("<EInvoice><Demo>{code}{number:010}</Demo></EInvoice>");
	Ok(BillSeed {
		number: format!("{number:010}"),
		check_code: format!("{f:02x}{g:02x}{h:02x}"),
		total,
		issued_on: format!("2025{month:02}{day:02}"),
		payer: Some(convert::hex(&payer(seed, region, number % PAYERS))),
		xml: Some(convert::file_text(xml.as_bytes())),
		xml_hash: None,
		file: Some(convert::file_text(file.as_bytes())),
		media_type: Some(PLAIN_TEXT.into()),
		file_hash: None,
		summary_hash: None,
		state: None,
		code,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeSet;

	#[test]
	fn seeds_make_valid_bills_that_differ_by_seed_and_are_the_same_for_the_same() {
		let seeds = Seeds { historic: 3, provincial: 12, ..Seeds::default() };
		let made = bills(&seeds).unwrap();
		assert_eq!(made.len(), 3 + 3 * 12);
		let mut keys = BTreeSet::new();
		for (system, seed) in &made {
			assert!(PlantedBill::read(*system, seed).is_ok(), "{seed:?}");
			assert!(keys.insert((seed.code.clone(), seed.number.clone())));
		}
		assert_eq!(bills(&seeds).unwrap(), made);
		assert_ne!(bills(&Seeds { seed: 1, ..seeds.clone() }).unwrap(), made);
		assert!(bills(&Seeds { historic: MAX_SEEDS + 1, ..seeds }).is_err());
	}
}
