//! A set that survives restarts.

use super::{Journal, JournalFault};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{
	collections::BTreeSet,
	path::Path,
	sync::{Mutex, MutexGuard, PoisonError},
};

/// Lines beyond twice the items at which a journal is rewritten.
const SLACK: usize = 256;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line<T> {
	/// It came.
	Come(T),
	/// It went.
	Gone(T),
}

/// Items, each once.
pub struct Stock<T> {
	inner: Mutex<Inner<T>>,
}

struct Inner<T> {
	journal: Journal<Line<T>>,
	items: BTreeSet<T>,
}

impl<T: Clone + Ord + Serialize + DeserializeOwned> Stock<T> {
	/// Opens the set whose journal is at `path`.
	///
	/// # Errors
	/// [`JournalFault`].
	pub fn open(path: &Path) -> Result<Self, JournalFault> {
		let (journal, lines) = Journal::open(path)?;
		let mut items = BTreeSet::new();
		for line in lines {
			match line {
				Line::Come(item) => items.insert(item),
				Line::Gone(item) => items.remove(&item),
			};
		}
		Ok(Self { inner: Mutex::new(Inner { journal, items }) })
	}

	/// Is the item there?
	pub fn has(&self, item: &T) -> bool {
		self.lock().items.contains(item)
	}

	/// All items, ascending.
	pub fn items(&self) -> Vec<T> {
		self.lock().items.iter().cloned().collect()
	}

	/// Adds an item. When this returns without an error, it is on the disk: call it where that may block.
	///
	/// # Errors
	/// [`JournalFault`]; the item is not there then.
	pub fn add(&self, item: T) -> Result<(), JournalFault> {
		let mut inner = self.lock();
		if inner.items.contains(&item) {
			return Ok(());
		}
		inner.journal.append(&Line::Come(item.clone()))?;
		inner.items.insert(item);
		inner.shorten();
		Ok(())
	}

	/// Adds all of these at once. May block.
	///
	/// # Errors
	/// [`JournalFault`]; none of them is there then that was not before.
	pub fn add_all(&self, items: impl IntoIterator<Item = T>) -> Result<(), JournalFault> {
		let mut inner = self.lock();
		let mut all = inner.items.clone();
		all.extend(items);
		rewrite(&mut inner.journal, &all)?;
		inner.items = all;
		Ok(())
	}

	/// Removes an item. May block.
	///
	/// # Errors
	/// [`JournalFault`]; the item stays then.
	pub fn remove(&self, item: &T) -> Result<(), JournalFault> {
		let mut inner = self.lock();
		if !inner.items.contains(item) {
			return Ok(());
		}
		inner.journal.append(&Line::Gone(item.clone()))?;
		inner.items.remove(item);
		inner.shorten();
		Ok(())
	}

	fn lock(&self) -> MutexGuard<'_, Inner<T>> {
		self.inner.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl<T: Clone + Ord + Serialize + DeserializeOwned> Inner<T> {
	fn shorten(&mut self) {
		let Self { journal, items } = self;
		if journal.lines() <= items.len().saturating_mul(2).saturating_add(SLACK) {
			return;
		}
		if let Err(fault) = rewrite(journal, items) {
			log::warn!(target: "gateway", "not shortened: {fault}");
		}
	}
}

fn rewrite<T: Clone + Serialize + DeserializeOwned>(
	journal: &mut Journal<Line<T>>,
	items: &BTreeSet<T>,
) -> Result<(), JournalFault> {
	let lines: Vec<Line<T>> = items.iter().cloned().map(Line::Come).collect();
	journal.rewrite(lines.iter())
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(24))]

		#[test]
		fn it_is_a_set_before_and_after_a_restart(
			steps in proptest::collection::vec((0u8..8, 0u8..5), 0..80),
		) {
			let folder = tempfile::tempdir().unwrap();
			let path = folder.path().join("stock");
			let mut stock = Stock::<u8>::open(&path).unwrap();
			let mut model = BTreeSet::new();
			for (item, step) in steps {
				match step {
					0 => {
						drop(stock);
						stock = Stock::open(&path).unwrap();
					}
					1 => {
						stock.remove(&item).unwrap();
						model.remove(&item);
					}
					2 => {
						stock.add_all([item, 9]).unwrap();
						model.extend([item, 9]);
					}
					_ => {
						stock.add(item).unwrap();
						model.insert(item);
					}
				}
				prop_assert_eq!(stock.items(), model.iter().copied().collect::<Vec<_>>());
				prop_assert_eq!(stock.has(&item), model.contains(&item));
			}
		}
	}

	#[test]
	fn a_long_journal_is_shortened() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("stock");
		let stock = Stock::<u8>::open(&path).unwrap();
		stock.add(7).unwrap();
		for _ in 0..1_000 {
			stock.add(1).unwrap();
			stock.remove(&1).unwrap();
		}
		let lines = std::fs::read_to_string(&path).unwrap().lines().count();
		assert!(lines <= SLACK + 4, "{lines}");
		assert_eq!(Stock::<u8>::open(&path).unwrap().items(), [7]);
	}
}
