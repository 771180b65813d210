//! Figures of bills by period and kind, kept up by what each bill was before and is after a change. R202.

use crate::{
	ingest::BillState,
	period, row,
	store::{int, Row},
};
use std::collections::BTreeMap;

/// Of a bill, what figures are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // As in `BillRow`.
pub struct Figures {
	pub area: String,
	pub kind: String,
	pub issuer: i64,
	pub scene: i64,
	/// `yyyymmdd`.
	pub issued_on: i64,
	/// Unix ms.
	pub registered_at: u64,
	pub is_red: bool,
	pub is_voided: bool,
	pub amount_fen: i64,
	pub reimbursed_fen: i64,
}

impl Figures {
	/// Of a bill that was registered then.
	pub fn of(bill: &BillState, registered_at: u64) -> Self {
		Self {
			area: bill.area.clone(),
			kind: bill.kind.clone(),
			issuer: bill.issuer.into(),
			scene: bill.scene.into(),
			issued_on: bill.issued_on,
			registered_at,
			is_red: bill.document == "red",
			is_voided: bill.validity == "voided",
			amount_fen: int(bill.amount_fen),
			reimbursed_fen: int(bill.reimbursed_fen),
		}
	}

	fn sums(&self) -> Sums {
		let (count, red) = if self.is_red { (0, 1) } else { (1, 0) };
		Sums {
			count,
			total_fen: self.amount_fen.saturating_mul(count),
			red_count: red,
			red_fen: self.amount_fen.saturating_mul(red),
			voided_count: i64::from(self.is_voided).saturating_mul(count),
			reimbursed_fen: self.reimbursed_fen,
		}
	}

	/// The periods a bill belongs to: axis, unit, period.
	fn periods(&self) -> [(&'static str, &'static str, i64); 5] {
		let registered = period::day(self.registered_at);
		[
			("issued", "day", self.issued_on),
			("issued", "month", period::month_of(self.issued_on)),
			("registered", "hour", period::hour(self.registered_at)),
			("registered", "day", registered),
			("registered", "month", period::month_of(registered)),
		]
	}
}

/// Sums over bills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
	count: i64,
	total_fen: i64,
	red_count: i64,
	red_fen: i64,
	voided_count: i64,
	reimbursed_fen: i64,
}

impl Sums {
	fn add(&mut self, other: Self, sign: i64) {
		let add = |mine: &mut i64, other: i64| {
			*mine = mine.saturating_add(other.saturating_mul(sign));
		};
		add(&mut self.count, other.count);
		add(&mut self.total_fen, other.total_fen);
		add(&mut self.red_count, other.red_count);
		add(&mut self.red_fen, other.red_fen);
		add(&mut self.voided_count, other.voided_count);
		add(&mut self.reimbursed_fen, other.reimbursed_fen);
	}
}

type Group = (&'static str, &'static str, i64, i64, String, String, i64);

/// How figures change by the bills of a batch.
#[derive(Clone, Debug, Default)]
pub struct Changes {
	groups: BTreeMap<Group, Sums>,
	total: Sums,
}

impl Changes {
	/// A bill is there, that was not.
	pub fn plus(&mut self, bill: &Figures) {
		self.count(bill, 1);
	}

	/// A bill is not as it was.
	pub fn minus(&mut self, bill: &Figures) {
		self.count(bill, -1);
	}

	fn count(&mut self, bill: &Figures, sign: i64) {
		let sums = bill.sums();
		self.total.add(sums, sign);
		for (axis, unit, period) in bill.periods() {
			for issuer in [0, bill.issuer] {
				let group =
					(axis, unit, issuer, period, bill.area.clone(), bill.kind.clone(), bill.scene);
				self.groups.entry(group).or_default().add(sums, sign);
			}
		}
	}

	/// The rows of `bill_statistics` that change, each with what is added.
	pub fn rows(&self) -> Vec<Row> {
		let changed = self.groups.iter().filter(|(_, sums)| **sums != Sums::default());
		changed
			.map(|((axis, unit, issuer, period, area, kind, scene), sums)| {
				row![
					*axis,
					*unit,
					*issuer,
					*period,
					area.as_str(),
					kind.as_str(),
					*scene,
					sums.count,
					sums.total_fen,
					sums.red_count,
					sums.red_fen,
					sums.voided_count,
					sums.reimbursed_fen,
				]
			})
			.collect()
	}

	/// The keys of the rows that may have come to nothing: a bill left them.
	pub fn left(&self) -> Vec<Row> {
		let left = self.groups.iter().filter(|(_, sums)| sums.count < 0 || sums.red_count < 0);
		left.map(|((axis, unit, issuer, period, area, kind, scene), _)| {
			row![*axis, *unit, *issuer, *period, area.as_str(), kind.as_str(), *scene]
		})
		.collect()
	}

	/// What is added to the counters.
	pub fn counters(&self) -> [(&'static str, i64); 6] {
		[
			("bills", self.total.count),
			("bill_fen", self.total.total_fen),
			("red_bills", self.total.red_count),
			("red_fen", self.total.red_fen),
			("voided_bills", self.total.voided_count),
			("reimbursed_fen", self.total.reimbursed_fen),
		]
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::store::Cell;
	use proptest::prelude::*;

	fn bill() -> impl Strategy<Value = Figures> {
		(0u64..3, 1i64..3, 0i64..1_000, 0i64..1_000, any::<(bool, bool)>()).prop_map(
			|(hours, issuer, amount_fen, reimbursed_fen, (is_red, is_voided))| Figures {
				area: "31".into(),
				kind: "0601".into(),
				issuer,
				scene: 1,
				issued_on: 20_261_121,
				registered_at: 1_795_190_400_000 + hours * 3_600_000,
				is_red,
				is_voided,
				amount_fen,
				reimbursed_fen,
			},
		)
	}

	/// The rows after changes have been added up.
	fn table(changes: &[&Changes]) -> BTreeMap<Row, Vec<i64>> {
		let mut table = BTreeMap::<Row, Vec<i64>>::new();
		for row in changes.iter().flat_map(|changes| changes.rows()) {
			let (key, values) = row.split_at(7);
			let sums = table.entry(key.to_vec()).or_insert_with(|| vec![0; 6]);
			for (sum, value) in sums.iter_mut().zip(values) {
				let Cell::Int(value) = value else { panic!("{value:?}") };
				*sum += value;
			}
		}
		table.retain(|_, sums| sums.iter().any(|sum| *sum != 0));
		table
	}

	proptest! {
		#[test]
		fn figures_are_those_of_the_bills_as_they_are_now(
			before in proptest::collection::vec(bill(), 1..8),
			after in proptest::collection::vec(bill(), 1..8),
		) {
			let mut first = Changes::default();
			before.iter().for_each(|bill| first.plus(bill));
			let mut second = Changes::default();
			for (old, new) in before.iter().zip(&after) {
				second.minus(old);
				second.plus(new);
			}
			let mut expected = Changes::default();
			let now = after.iter().chain(before.iter().skip(after.len()));
			now.take(before.len()).for_each(|bill| expected.plus(bill));
			prop_assert_eq!(table(&[&first, &second]), table(&[&expected]));
		}
	}

	#[test]
	fn a_bill_counts_with_its_issuer_and_with_all() {
		let mut changes = Changes::default();
		let bill = Figures {
			area: "31".into(),
			kind: "0601".into(),
			issuer: 6,
			scene: 1,
			issued_on: 20_261_120,
			registered_at: 1_795_190_400_000,
			is_red: false,
			is_voided: true,
			amount_fen: 500,
			reimbursed_fen: 0,
		};
		changes.plus(&bill);
		assert_eq!(changes.rows().len(), 10);
		assert_eq!(changes.counters()[0], ("bills", 1));
		assert_eq!(changes.counters()[4], ("voided_bills", 1));
		assert!(changes.left().is_empty());
		changes.minus(&bill);
		assert!(changes.rows().is_empty());
	}
}
