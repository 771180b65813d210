//! A bounded queue that survives restarts.

use super::{Journal, JournalFault, StoreFault};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	path::Path,
	sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Lines beyond twice the waiting items at which a journal is rewritten.
const SLACK: usize = 256;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line<T> {
	/// It waits, in the place of one with the same number.
	Put(u64, T),
	/// It does not wait any more.
	Done(u64),
}

/// Items that wait, in the order in which they came.
pub struct Spool<T> {
	inner: Mutex<Inner<T>>,
	capacity: usize,
	came: Notify,
}

struct Inner<T> {
	journal: Journal<Line<T>>,
	waiting: BTreeMap<u64, T>,
	next: u64,
}

impl<T: Clone + Serialize + DeserializeOwned> Spool<T> {
	/// Opens the spool whose journal is at `path`, for at most `capacity` items.
	///
	/// # Errors
	/// [`JournalFault`].
	pub fn open(path: &Path, capacity: usize) -> Result<Self, JournalFault> {
		let (journal, lines) = Journal::open(path)?;
		let mut waiting = BTreeMap::new();
		let mut next = 0u64;
		for line in lines {
			match line {
				Line::Put(number, item) => {
					next = next.max(number.saturating_add(1));
					waiting.insert(number, item);
				}
				Line::Done(number) => {
					next = next.max(number.saturating_add(1));
					waiting.remove(&number);
				}
			}
		}
		Ok(Self {
			inner: Mutex::new(Inner { journal, waiting, next }),
			capacity,
			came: Notify::new(),
		})
	}

	/// How many wait.
	pub fn len(&self) -> usize {
		self.lock().waiting.len()
	}

	/// Does nothing wait?
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// May no more wait?
	pub fn is_full(&self) -> bool {
		self.len() >= self.capacity
	}

	/// Adds an item at the end. When this returns without an error, it is on the disk: call it where
	/// that may block.
	///
	/// # Errors
	/// [`StoreFault`].
	pub fn put(&self, item: T) -> Result<(), StoreFault> {
		self.add(self.lock(), item)
	}

	/// As [`Spool::put`], unless `share` of those wait of which `like` is true: those of the same holder,
	/// which that field of a request names.
	///
	/// # Errors
	/// [`StoreFault`].
	pub fn put_share(
		&self,
		item: T,
		field: &'static str,
		share: usize,
		like: impl Fn(&T) -> bool,
	) -> Result<(), StoreFault> {
		let inner = self.lock();
		if inner.waiting.values().filter(|other| like(other)).count() >= share {
			return Err(StoreFault::Share { field, share });
		}
		self.add(inner, item)
	}

	fn add(&self, mut inner: MutexGuard<'_, Inner<T>>, item: T) -> Result<(), StoreFault> {
		if inner.waiting.len() >= self.capacity {
			return Err(StoreFault::Full(self.capacity));
		}
		let number = inner.next;
		inner.put(number, item)?;
		inner.next = number.saturating_add(1);
		drop(inner);
		self.came.notify_one();
		Ok(())
	}

	/// Puts an item in the place of the one with that number, if that still waits. May block.
	///
	/// # Errors
	/// [`StoreFault::Journal`].
	pub fn update(&self, number: u64, item: T) -> Result<(), StoreFault> {
		let mut inner = self.lock();
		if inner.waiting.contains_key(&number) {
			inner.put(number, item)?;
		}
		Ok(())
	}

	/// The item with that number does not wait any more. May block.
	///
	/// # Errors
	/// [`StoreFault::Journal`]; it waits no more until the next start.
	pub fn done(&self, number: u64) -> Result<(), StoreFault> {
		let mut inner = self.lock();
		if inner.waiting.remove(&number).is_none() {
			return Ok(());
		}
		inner.journal.append(&Line::Done(number))?;
		inner.shorten();
		Ok(())
	}

	/// The first item, with its number, of which `chosen` is true.
	pub fn first(&self, chosen: impl Fn(&T) -> bool) -> Option<(u64, T)> {
		self.find(|_, item| chosen(item))
	}

	/// The first item, with its number, of which, by number and content, `chosen` is true.
	pub fn find(&self, chosen: impl Fn(u64, &T) -> bool) -> Option<(u64, T)> {
		let inner = self.lock();
		let found = inner.waiting.iter().find(|(number, item)| chosen(**number, item));
		found.map(|(number, item)| (*number, item.clone()))
	}

	/// What `of` gives of the items that wait.
	pub fn collect<R>(&self, of: impl Fn(&T) -> Option<R>) -> Vec<R> {
		self.lock().waiting.values().filter_map(of).collect()
	}

	/// The least that `of` gives of any item.
	pub fn least(&self, of: impl Fn(&T) -> u64) -> Option<u64> {
		self.lock().waiting.values().map(of).min()
	}

	/// Waits until an item comes. One that came since this was called last counts.
	pub async fn came(&self) {
		self.came.notified().await;
	}

	fn lock(&self) -> MutexGuard<'_, Inner<T>> {
		self.inner.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl<T: Clone + Serialize + DeserializeOwned> Inner<T> {
	fn put(&mut self, number: u64, item: T) -> Result<(), StoreFault> {
		let line = Line::Put(number, item);
		self.journal.append(&line)?;
		if let Line::Put(number, item) = line {
			self.waiting.insert(number, item);
		}
		self.shorten();
		Ok(())
	}

	fn shorten(&mut self) {
		let Self { journal, waiting, next } = self;
		if journal.lines() <= waiting.len().saturating_mul(2).saturating_add(SLACK) {
			return;
		}
		// The last number stays known, so that none is given twice.
		let last = next.checked_sub(1).map(Line::Done);
		let puts: Vec<Line<T>> =
			waiting.iter().map(|(number, item)| Line::Put(*number, item.clone())).collect();
		if let Err(fault) = journal.rewrite(last.iter().chain(&puts)) {
			log::warn!(target: "gateway", "not shortened: {fault}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[derive(Clone, Debug)]
	enum Step {
		Put(u16),
		DoneFirst,
		UpdateFirst(u16),
		Restart,
	}

	fn step() -> impl Strategy<Value = Step> {
		prop_oneof![
			4 => any::<u16>().prop_map(Step::Put),
			3 => Just(Step::DoneFirst),
			1 => any::<u16>().prop_map(Step::UpdateFirst),
			1 => Just(Step::Restart),
		]
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(24))]

		#[test]
		fn it_is_a_queue_before_and_after_a_restart(
			steps in proptest::collection::vec(step(), 0..120),
		) {
			let folder = tempfile::tempdir().unwrap();
			let path = folder.path().join("spool");
			let mut spool = Spool::<u16>::open(&path, 16).unwrap();
			let mut model = Vec::new();
			for step in steps {
				match step {
					Step::Put(item) => {
						let taken = spool.put(item).is_ok();
						prop_assert_eq!(taken, model.len() < 16);
						if taken {
							model.push(item);
						}
					}
					Step::DoneFirst => {
						if let Some((number, item)) = spool.first(|_| true) {
							prop_assert_eq!(item, model.remove(0));
							spool.done(number).unwrap();
						}
					}
					Step::UpdateFirst(item) => {
						if let Some((number, _)) = spool.first(|_| true) {
							spool.update(number, item).unwrap();
							model[0] = item;
						}
					}
					Step::Restart => {
						drop(spool);
						spool = Spool::open(&path, 16).unwrap();
					}
				}
				prop_assert_eq!(spool.len(), model.len());
				prop_assert_eq!(spool.first(|_| true).map(|(_, item)| item), model.first().copied());
			}
		}
	}

	#[test]
	fn a_long_journal_is_shortened() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("spool");
		let spool = Spool::<u32>::open(&path, 4).unwrap();
		for item in 0..1_000 {
			spool.put(item).unwrap();
			let (number, _) = spool.first(|_| true).unwrap();
			spool.done(number).unwrap();
		}
		spool.put(7).unwrap();
		let lines = std::fs::read_to_string(&path).unwrap().lines().count();
		assert!(lines <= SLACK + 4, "{lines}");
		let spool = Spool::<u32>::open(&path, 4).unwrap();
		assert_eq!(spool.first(|_| true).unwrap().1, 7);
	}

	#[test]
	fn one_holder_leaves_room_for_others() {
		let folder = tempfile::tempdir().unwrap();
		let spool = Spool::<u32>::open(&folder.path().join("spool"), 4).unwrap();
		let put = |item: u32| spool.put_share(item, "from", 2, |other| other % 2 == item % 2);
		put(1).unwrap();
		put(3).unwrap();
		assert!(matches!(put(5), Err(StoreFault::Share { field: "from", share: 2 })));
		put(2).unwrap();
		assert_eq!(spool.collect(|item| (item % 2 == 1).then_some(*item)), [1, 3]);
		let (number, _) = spool.first(|item| *item == 1).unwrap();
		spool.done(number).unwrap();
		put(5).unwrap();
		put(4).unwrap();
		assert!(matches!(spool.put(6), Err(StoreFault::Full(4))));
	}

	#[tokio::test]
	async fn whoever_waits_is_told_even_of_what_came_before() {
		let folder = tempfile::tempdir().unwrap();
		let spool = Spool::<u32>::open(&folder.path().join("spool"), 4).unwrap();
		spool.put(1).unwrap();
		spool.came().await;
		assert_eq!(spool.first(|item| *item == 1).unwrap().1, 1);
		assert_eq!(spool.least(|item| u64::from(*item)), Some(1));
	}
}
