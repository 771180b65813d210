//! The bills of a run: each is a function of the run, the seed and its index.

use anyhow::{anyhow, ensure, Context, Result};
use fiscal_primitives::{
	bill::{Batch, Circulation},
	field::Fields,
	verification::FiveElements,
	BillCode, BillEntry, BillKey, BillNumber, CheckCode, Date, Digest, Fen, PayerRef,
};

/// How many bills a run may have.
pub const MAX_BILLS: u64 = 10_000_000;

/// Places for runs in a code, and in all codes.
const PLACES_PER_CODE: u64 = 1_000;
const PLACES: u64 = 100_000;

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The bills of a run.
///
/// As an issuer's bills do they share one code and are numbered one after the other. Each lane has a
/// hundred codes, `31069900` to `31069999` the first and `31069800` to `31069899` the second, which
/// development chains allocate whole to the issuer of the lane. They have 100,000 places for runs; a
/// run takes one of them by its second and seed, so that runs of one seed come back to a place after a
/// day and runs of different seeds in the same second take different ones.
/// Every field is there that a bill can have: an entry has its full size.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
	code: BillCode,
	year: u64,
	base: u64,
	seed: u64,
	issued_on: Date,
}

impl Workload {
	/// The bills of the run that begins at `now`, Unix ms. Runs that begin in the same second need
	/// seeds that differ modulo 100,000. The bills are dated the day before.
	///
	/// # Errors
	/// Never for a moment of this century.
	pub fn new(now: u64, seed: u64) -> Result<Self> {
		// 7,919 is prime and has no factor in common with the number of places.
		let place = (now / 1_000).wrapping_add(seed.wrapping_mul(7_919)) % PLACES;
		let year = place / PLACES_PER_CODE;
		let issued_on = Date::at(now.saturating_sub(86_400_000));
		Ok(Self {
			code: code_of(0, year)?,
			year,
			base: place % PLACES_PER_CODE * MAX_BILLS,
			seed: now ^ seed.rotate_left(32),
			issued_on,
		})
	}

	/// The bills of a lane: each has an issuer of its own, and numbers are allocated to issuers.
	///
	/// # Errors
	/// For a lane that development chains have no numbers for.
	pub fn of_lane(&self, lane: usize) -> Result<Self> {
		Ok(Self { code: code_of(lane, self.year)?, ..*self })
	}

	/// Code and number of a bill.
	///
	/// # Errors
	/// For an index of [`MAX_BILLS`] or more.
	pub fn key(&self, index: u64) -> Result<BillKey> {
		ensure!(index < MAX_BILLS, "a run has at most {MAX_BILLS} bills");
		Ok(BillKey::new(self.code, BillNumber::from_value(self.base + index)?))
	}

	/// What is printed on a bill.
	///
	/// # Errors
	/// As [`Workload::key`].
	pub fn elements(&self, index: u64) -> Result<FiveElements> {
		let key = self.key(index)?;
		let mut numbers = Numbers::of(self.seed, index);
		let mut check = [0u8; 6];
		for letter in &mut check {
			let place = usize::try_from(numbers.next() % 62)?;
			*letter = LETTERS.get(place).copied().unwrap_or(b'0');
		}
		let total = Fen::new(100 + numbers.next() % 5_000_000)?;
		Ok(FiveElements { key, check: CheckCode::new(check)?, issued_on: self.issued_on, total })
	}

	/// A bill as its access node hands it in.
	///
	/// # Errors
	/// As [`Workload::key`].
	pub fn entry(&self, index: u64) -> Result<BillEntry> {
		let FiveElements { key, check, issued_on, total } = self.elements(index)?;
		let mut numbers = Numbers::of(!self.seed, index);
		Ok(BillEntry {
			key,
			check: check.digest(&key),
			total,
			issued_on,
			payer: PayerRef(numbers.digest()),
			xml: numbers.digest(),
			pdf: Some(numbers.digest()),
			summary: numbers.digest(),
			circulation: Circulation::Circulable,
			fields: Fields::default(),
		})
	}

	/// The `count` bills from `first` on.
	///
	/// # Errors
	/// As [`Workload::key`], and for more than a batch holds.
	pub fn batch(&self, first: u64, count: u32) -> Result<Batch> {
		let entries: Vec<BillEntry> = (first..first.saturating_add(count.into()))
			.map(|index| self.entry(index))
			.collect::<Result<_>>()?;
		Batch::try_from(entries).map_err(|_| anyhow!("a batch of {count} bills"))
	}
}

fn code_of(lane: usize, year: u64) -> Result<BillCode> {
	let class = ["310699", "310698"].get(lane).context("numbers are allocated for two lanes")?;
	Ok(format!("{class}{year:02}").parse()?)
}

/// SplitMix64: numbers that look random and cost nothing.
struct Numbers(u64);

impl Numbers {
	const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

	fn of(seed: u64, index: u64) -> Self {
		let mut stream = Self(seed);
		let start = stream.next();
		// Far apart: no stream runs into the next one's numbers.
		Self(start ^ index.wrapping_mul(0xd134_2543_de82_ef95))
	}

	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(Self::STEP);
		let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	fn digest(&mut self) -> Digest {
		let mut bytes = [0u8; 32];
		for part in bytes.chunks_exact_mut(8) {
			part.copy_from_slice(&self.next().to_be_bytes());
		}
		bytes.into()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use std::collections::BTreeSet;

	/// 2026-11-21 12:00 in Shanghai.
	const NOW: u64 = 1_795_233_600_000;

	#[test]
	fn bills_are_the_same_again_and_differ_from_each_other() {
		let workload = Workload::new(NOW, 3).unwrap();
		let entries: Vec<BillEntry> =
			(0..1_000).map(|index| workload.entry(index).unwrap()).collect();
		assert_eq!(entries[17], Workload::new(NOW, 3).unwrap().entry(17).unwrap());
		let keys: BTreeSet<BillKey> = entries.iter().map(|entry| entry.key).collect();
		let files: BTreeSet<Digest> = entries.iter().map(|entry| entry.xml).collect();
		assert_eq!((keys.len(), files.len()), (1_000, 1_000));
		assert_eq!(workload.batch(10, 500).unwrap()[7], entries[17]);
	}

	#[test]
	fn runs_and_seeds_have_no_bill_in_common() {
		let key = |now, seed| Workload::new(now, seed).unwrap().key(5).unwrap();
		assert_ne!(key(NOW, 1), key(NOW + 1_000, 1));
		assert_ne!(key(NOW, 1), key(NOW, 2));
		let last = Workload::new(NOW, 999).unwrap();
		assert!(last.key(MAX_BILLS - 1).is_ok() && last.key(MAX_BILLS).is_err());
	}

	#[test]
	fn lanes_have_codes_of_their_own() {
		let run = Workload::new(NOW, 1).unwrap();
		let code = |lane| run.of_lane(lane).unwrap().key(5).unwrap().code.to_string();
		assert_eq!(run.key(5).unwrap().code.to_string(), code(0));
		assert!(code(0).starts_with("310699") && code(1).starts_with("310698"));
		assert!(run.of_lane(2).is_err());
	}

	#[test]
	fn a_bill_is_of_full_size_and_dated_before_the_run() {
		let entry = Workload::new(NOW, 1).unwrap().entry(0).unwrap();
		assert!(entry.pdf.is_some() && entry.encode().len() > 160, "{}", entry.encode().len());
		assert!(entry.issued_on < Date::at(NOW));
	}

	#[test]
	fn the_elements_are_those_of_the_entry() {
		let workload = Workload::new(NOW, 1).unwrap();
		let (elements, entry) = (workload.elements(9).unwrap(), workload.entry(9).unwrap());
		assert_eq!(elements.sealed().check, entry.check);
		assert_eq!((elements.key, elements.total), (entry.key, entry.total));
	}
}
