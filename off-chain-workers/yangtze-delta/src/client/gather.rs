//! Summaries of several provinces, put together 归集组合. R169.

use super::{Asker, Platform};
use crate::{
	local::{Gathered, ProvinceFailure},
	read,
	templates::{self, TIMEOUT},
};
use fiscal_bridge::{
	convert::{self, Mistake},
	protocol::region::{Summaries, Summary, SummaryListRequest, SUMMARY_LIST},
	signed::CallFault,
};
use fiscal_primitives::{
	bill::{Use, Validity},
	Date, Digest, Fen, PayerRef, Region,
};
use futures::future::join_all;
use std::{
	collections::{btree_map::Entry, BTreeMap},
	time::Duration,
};
use tokio::time::timeout;

/// The most summaries of one province.
pub const MAX_SUMMARIES: usize = 200;

/// What provinces are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuestion {
	/// Who asks.
	pub asker: Asker,
	/// Whose bills.
	pub payer: PayerRef,
	/// SM3 of the holder's authorization.
	pub authorization: Digest,
	/// First day of issue.
	pub first_day: Date,
	/// Last day of issue.
	pub last_day: Date,
}

impl Platform {
	/// Summaries of a holder's bills in several provinces 票据摘要列表, all asked at the same time. A
	/// province that does not answer within `patience`, or not in a way that counts, is named beside the
	/// others. Whoever waits for all of them has to wait longer than that.
	pub async fn summaries(
		&self,
		provinces: &[Region],
		question: &ListQuestion,
		patience: Duration,
	) -> Gathered {
		let answers = join_all(provinces.iter().copied().map(|province| async move {
			let answer = timeout(patience, self.summaries_of(province, question)).await;
			(province, answer.unwrap_or_else(|_| Err(too_late(patience))))
		}));
		gather(answers.await)
	}

	/// Summaries of a holder's bills in one province, at most [`MAX_SUMMARIES`].
	///
	/// # Errors
	/// [`CallFault`]; also when a summary is not of that province, of those days or of its form.
	pub async fn summaries_of(
		&self,
		to: Region,
		question: &ListQuestion,
	) -> Result<Vec<Summary>, CallFault> {
		let request = SummaryListRequest {
			to: to.get(),
			from: Region::SHANGHAI.get(),
			org: question.asker.org.to_string(),
			flow: question.asker.flow.to_string(),
			payer: convert::hex(&question.payer.0),
			authorization: convert::hex(&question.authorization),
			first_day: convert::day(&question.first_day),
			last_day: convert::day(&question.last_day),
		};
		let answer: Summaries = self.ask(SUMMARY_LIST, &request).await?;
		if answer.summaries.len() > MAX_SUMMARIES {
			return Err(self.bad(format!("summaries: more than {MAX_SUMMARIES}")));
		}
		for summary in &answer.summaries {
			let day = checked(summary, to).map_err(|mistake| self.bad(mistake))?;
			if day < question.first_day || day > question.last_day {
				return Err(self.bad("issuedOn: outside of the days that were asked for"));
			}
		}
		Ok(answer.summaries)
	}
}

/// The answer of a province that is not waited for any more.
fn too_late(patience: Duration) -> CallFault {
	let words = format!("no answer within {} ms", patience.as_millis());
	CallFault::Refused(templates::refuse(TIMEOUT, "province", words))
}

/// Reads a summary of the province `from`: its day of issue.
///
/// # Errors
/// [`Mistake`] that names the field.
pub fn checked(summary: &Summary, from: Region) -> Result<Date, Mistake> {
	if summary.region != from.get() {
		return Err(Mistake::new("region", "another province than was asked"));
	}
	read::bill(&summary.code, &summary.number)?;
	let total = Fen::new(summary.total).map_err(|invalid| Mistake::new("total", invalid))?;
	if summary.reimbursed > total.get() {
		return Err(Mistake::new("reimbursed", "more than the total"));
	}
	convert::from_word::<Validity>("validity", &summary.validity)?;
	convert::from_word::<Use>("usage", &summary.usage)?;
	if let Some(hash) = &summary.file_hash {
		convert::digest("fileHash", hash)?;
	}
	if !matches!(summary.source.as_str(), "chain" | "nontax") {
		return Err(Mistake::new("source", "neither chain nor nontax"));
	}
	convert::date("issuedOn", &summary.issued_on)
}

/// Puts answers together: a bill stands once, and what a chain says of it goes before what a non-tax
/// system says; the newest first.
fn gather(answers: Vec<(Region, Result<Vec<Summary>, CallFault>)>) -> Gathered {
	let mut bills: BTreeMap<(String, String), Summary> = BTreeMap::new();
	let mut failures = Vec::new();
	for (province, answer) in answers {
		match answer {
			Ok(summaries) => {
				for summary in summaries {
					match bills.entry((summary.code.clone(), summary.number.clone())) {
						Entry::Vacant(place) => {
							place.insert(summary);
						}
						Entry::Occupied(mut place) => {
							if place.get().source != "chain" && summary.source == "chain" {
								place.insert(summary);
							}
						}
					}
				}
			}
			Err(fault) => {
				let refusal = templates::call(fault);
				log::warn!(target: "gateway", "province {province}: {refusal}");
				failures.push(ProvinceFailure {
					region: province.get(),
					code: refusal.code,
					message: refusal.words,
				});
			}
		}
	}
	let mut summaries: Vec<Summary> = bills.into_values().collect();
	// The sort is stable: within a day by code and number.
	summaries.sort_by(|one, other| other.issued_on.cmp(&one.issued_on));
	Gathered { summaries, failures }
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_bridge::envelope::Refusal;
	use proptest::prelude::*;

	fn summary(region: u8, number: u64, day: &str, source: &str) -> Summary {
		Summary {
			region,
			code: format!("{region}060125"),
			number: format!("{number:010}"),
			issued_on: day.into(),
			total: 41_700,
			reimbursed: 0,
			validity: "normal".into(),
			usage: "free".into(),
			file_hash: None,
			source: source.into(),
		}
	}

	fn area(code: u8) -> Region {
		Region::new(code).unwrap()
	}

	#[test]
	fn a_province_that_fails_hides_no_other_and_is_named() {
		let refused = CallFault::Refused(Refusal::new("E0403", "no service"));
		let gathered = gather(vec![
			(area(32), Ok(vec![summary(32, 1, "20250101", "chain")])),
			(area(33), Err(refused)),
			(area(34), Ok(vec![summary(34, 1, "20250301", "nontax")])),
		]);
		let regions: Vec<u8> = gathered.summaries.iter().map(|one| one.region).collect();
		assert_eq!(regions, [34, 32]);
		assert_eq!(gathered.failures.len(), 1);
		assert_eq!(
			(gathered.failures[0].region, gathered.failures[0].code.as_str()),
			(33, "E0403")
		);
	}

	#[test]
	fn what_a_chain_says_goes_first() {
		for order in [["chain", "nontax"], ["nontax", "chain"]] {
			let both = order.map(|source| summary(32, 7, "20250101", source)).to_vec();
			let gathered = gather(vec![(area(32), Ok(both))]);
			assert_eq!(gathered.summaries.len(), 1);
			assert_eq!(gathered.summaries[0].source, "chain");
		}
	}

	#[test]
	fn a_summary_outside_of_its_form_names_the_field() {
		let good = summary(32, 1, "20250101", "chain");
		assert_eq!(checked(&good, area(32)).unwrap().get(), 20_250_101);
		let field = |summary: Summary| checked(&summary, area(32)).unwrap_err().field;
		assert_eq!(checked(&good, area(33)).unwrap_err().field, "region");
		assert_eq!(field(Summary { code: "1".into(), ..good.clone() }), "code");
		assert_eq!(field(Summary { number: "1".into(), ..good.clone() }), "number");
		assert_eq!(field(Summary { total: u64::MAX, ..good.clone() }), "total");
		assert_eq!(field(Summary { reimbursed: 41_701, ..good.clone() }), "reimbursed");
		assert_eq!(field(Summary { validity: "good".into(), ..good.clone() }), "validity");
		assert_eq!(field(Summary { usage: "used".into(), ..good.clone() }), "usage");
		assert_eq!(field(Summary { file_hash: Some("00".into()), ..good.clone() }), "fileHash");
		assert_eq!(field(Summary { source: "paper".into(), ..good.clone() }), "source");
		assert_eq!(field(Summary { issued_on: "20250230".into(), ..good }), "issuedOn");
	}

	proptest! {
		#[test]
		fn every_bill_stands_once_and_the_newest_first(
			bills in proptest::collection::vec((0u8..3, 0u64..12, 1u32..28, any::<bool>()), 0..60),
		) {
			let mut answers: BTreeMap<u8, Vec<Summary>> = BTreeMap::new();
			for (place, number, day, chain) in &bills {
				let region = 32 + place;
				let day = format!("202501{day:02}");
				let source = if *chain { "chain" } else { "nontax" };
				answers.entry(region).or_default().push(summary(region, *number, &day, source));
			}
			let given = answers.into_iter().map(|(region, list)| (area(region), Ok(list))).collect();
			let gathered = gather(given);
			let keys: std::collections::BTreeSet<_> =
				bills.iter().map(|(place, number, ..)| (place, number)).collect();
			prop_assert_eq!(gathered.summaries.len(), keys.len());
			prop_assert!(gathered
				.summaries
				.windows(2)
				.all(|pair| pair[0].issued_on >= pair[1].issued_on));
			prop_assert!(gathered.failures.is_empty());
		}
	}
}
