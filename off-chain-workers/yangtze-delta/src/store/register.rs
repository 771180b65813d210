//! A bounded map that survives restarts.

use super::{Journal, JournalFault, StoreFault};
use fiscal_primitives::Moment;
use serde::{de::DeserializeOwned, Serialize};
use std::{
	collections::BTreeMap,
	path::Path,
	sync::{Mutex, MutexGuard, PoisonError},
};

/// Lines beyond twice the live records at which a journal is rewritten.
const SLACK: usize = 256;

/// Something that is remembered under a key.
pub trait Record: Serialize + DeserializeOwned + Clone {
	/// What it is found by.
	type Key: Ord + Clone;
	/// For whom it is remembered.
	type Holder: Ord;
	/// The field of a request that names the holder.
	const HOLDER: &'static str;
	/// The key of this one.
	fn key(&self) -> Self::Key;
	/// The holder of this one.
	fn holder(&self) -> Self::Holder;
	/// Since when it is remembered, Unix ms.
	fn at(&self) -> Moment;
}

/// How much a register holds.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// The most records.
	pub capacity: usize,
	/// The most records of one holder.
	pub share: usize,
	/// How long each is remembered, ms.
	pub term: u64,
}

/// Records by key. It holds at most so many, each for a term, and of one holder at most so many; who comes
/// when there is no room is refused.
pub struct Register<R: Record> {
	inner: Mutex<Inner<R>>,
	limits: Limits,
}

struct Inner<R: Record> {
	journal: Journal<R>,
	records: BTreeMap<R::Key, R>,
	/// How many of them each holder has.
	counts: BTreeMap<R::Holder, usize>,
	/// No record is older: whether one may go shows without looking at all of them.
	oldest: Moment,
}

impl<R: Record> Register<R> {
	/// Opens the register whose journal is at `path`, with these limits.
	///
	/// # Errors
	/// [`JournalFault`].
	pub fn open(path: &Path, limits: Limits) -> Result<Self, JournalFault> {
		let (journal, lines) = Journal::open(path)?;
		let records: BTreeMap<R::Key, R> =
			lines.into_iter().map(|record: R| (record.key(), record)).collect();
		let (counts, oldest) = (counts(&records), oldest(&records));
		Ok(Self { inner: Mutex::new(Inner { journal, records, counts, oldest }), limits })
	}

	/// Is there room for one record more of the holder, or for another of this key, even if `others` come
	/// at the same time? Whoever does something outside that must not be forgotten asks this before.
	///
	/// # Errors
	/// [`StoreFault::Full`], [`StoreFault::Share`].
	pub fn ensure_room(
		&self,
		key: Option<&R::Key>,
		holder: &R::Holder,
		others: usize,
		now: Moment,
	) -> Result<(), StoreFault> {
		let mut inner = self.lock();
		if key.is_some_and(|key| inner.records.contains_key(key)) {
			return Ok(());
		}
		self.make_room(&mut inner, holder, others, now)
	}

	/// The record of a key, unless its term is over at `now` (Unix ms).
	pub fn get(&self, key: &R::Key, now: Moment) -> Option<R> {
		self.lock().records.get(key).filter(|record| self.lives(record, now)).cloned()
	}

	/// Looks at the record of a key, and puts the one that `change` gives in its place; where it gives
	/// none or an error, nothing changes. Nobody else looks meanwhile.
	///
	/// This writes to the disk: call it where that may block.
	///
	/// # Errors
	/// Those of `change`, and [`StoreFault`].
	pub fn change<E: From<StoreFault>>(
		&self,
		key: &R::Key,
		now: Moment,
		change: impl FnOnce(Option<&R>) -> Result<Option<R>, E>,
	) -> Result<(), E> {
		let mut inner = self.lock();
		let current = inner.records.get(key).filter(|record| self.lives(record, now));
		let Some(next) = change(current)? else { return Ok(()) };
		let holder = next.holder();
		if inner.records.get(key).is_none_or(|before| before.holder() != holder) {
			self.make_room(&mut inner, &holder, 0, now)?;
		}
		inner.journal.append(&next).map_err(StoreFault::from)?;
		inner.insert(key.clone(), next);
		if inner.journal.lines() > inner.records.len().saturating_mul(2).saturating_add(SLACK) {
			self.forget(&mut inner, now);
			let Inner { journal, records, .. } = &mut *inner;
			// The record is on the disk already: that the journal stays long harms nobody.
			if let Err(fault) = journal.rewrite(records.values()) {
				log::warn!(target: "gateway", "not shortened: {fault}");
			}
		}
		Ok(())
	}

	/// What `of` gives of the records. Those whose term is over at `now` (Unix ms) are forgotten before.
	pub fn collect<T>(&self, now: Moment, of: impl Fn(&R) -> Option<T>) -> Vec<T> {
		let mut inner = self.lock();
		self.forget(&mut inner, now);
		inner.records.values().filter_map(of).collect()
	}

	/// When the next term may be over, also of what comes from `now` on (both Unix ms).
	pub fn next_end(&self, now: Moment) -> Moment {
		self.lock().oldest.min(now).saturating_add(self.limits.term)
	}

	/// Forgets records whose term is over if there is no room for one more of the holder, and for `others`.
	fn make_room(
		&self,
		inner: &mut Inner<R>,
		holder: &R::Holder,
		others: usize,
		now: Moment,
	) -> Result<(), StoreFault> {
		if self.shortage(inner, holder, others).is_some() {
			self.forget(inner, now);
		}
		self.shortage(inner, holder, others).map_or(Ok(()), Err)
	}

	/// What stands in the way of one record more.
	fn shortage(&self, inner: &Inner<R>, holder: &R::Holder, others: usize) -> Option<StoreFault> {
		let Limits { capacity, share, .. } = self.limits;
		// In a register as small as that, one place has to do.
		let is_over = |count: usize, most: usize| {
			count.saturating_add(others.min(most.saturating_sub(1))) >= most
		};
		if is_over(inner.records.len(), capacity) {
			return Some(StoreFault::Full(capacity));
		}
		let held = inner.counts.get(holder).copied().unwrap_or_default();
		is_over(held, share).then_some(StoreFault::Share { field: R::HOLDER, share })
	}

	/// Forgets the records whose term is over.
	fn forget(&self, inner: &mut Inner<R>, now: Moment) {
		if inner.oldest.saturating_add(self.limits.term) <= now {
			inner.records.retain(|_, record| self.lives(record, now));
			inner.counts = counts(&inner.records);
			inner.oldest = oldest(&inner.records);
		}
	}

	fn lives(&self, record: &R, now: Moment) -> bool {
		record.at().saturating_add(self.limits.term) > now
	}

	fn lock(&self) -> MutexGuard<'_, Inner<R>> {
		self.inner.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl<R: Record> Inner<R> {
	fn insert(&mut self, key: R::Key, record: R) {
		self.oldest = self.oldest.min(record.at());
		let count = self.counts.entry(record.holder()).or_default();
		*count = count.saturating_add(1);
		let Some(before) = self.records.insert(key, record) else { return };
		if let Some(count) = self.counts.get_mut(&before.holder()) {
			*count = count.saturating_sub(1);
		}
	}
}

fn counts<R: Record>(records: &BTreeMap<R::Key, R>) -> BTreeMap<R::Holder, usize> {
	let mut counts = BTreeMap::new();
	for record in records.values() {
		let count: &mut usize = counts.entry(record.holder()).or_default();
		*count = count.saturating_add(1);
	}
	counts
}

fn oldest<R: Record>(records: &BTreeMap<R::Key, R>) -> Moment {
	records.values().map(Record::at).min().unwrap_or(Moment::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use serde::Deserialize;

	#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
	struct Note {
		name: u8,
		text: u32,
		at: Moment,
	}

	impl Record for Note {
		type Key = u8;
		type Holder = bool;
		const HOLDER: &'static str = "org";
		fn key(&self) -> u8 {
			self.name
		}
		/// The first four are one holder's.
		fn holder(&self) -> bool {
			self.name < 4
		}
		fn at(&self) -> Moment {
			self.at
		}
	}

	/// So many records of anybody, for that long.
	fn limits(capacity: usize, term: u64) -> Limits {
		Limits { capacity, share: capacity, term }
	}

	fn set(register: &Register<Note>, note: &Note) -> Result<(), StoreFault> {
		register.change(&note.name, note.at, |_| Ok(Some(note.clone())))
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(24))]

		#[test]
		fn it_is_a_map_before_and_after_a_restart(
			changes in proptest::collection::vec((0u8..8, any::<u32>(), any::<bool>()), 0..80),
		) {
			let folder = tempfile::tempdir().unwrap();
			let path = folder.path().join("register");
			let mut register = Register::<Note>::open(&path, limits(8, 1_000)).unwrap();
			let mut model = BTreeMap::new();
			for (name, text, restart) in changes {
				let note = Note { name, text, at: 1 };
				set(&register, &note).unwrap();
				model.insert(name, note);
				if restart {
					drop(register);
					register = Register::open(&path, limits(8, 1_000)).unwrap();
				}
				for name in 0..8 {
					prop_assert_eq!(register.get(&name, 2), model.get(&name).cloned());
				}
			}
		}
	}

	#[test]
	fn it_is_bounded_and_forgets_when_the_term_is_over() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("register");
		let register = Register::<Note>::open(&path, limits(2, 1_000)).unwrap();
		let note = |name, at| Note { name, text: 0, at };
		set(&register, &note(1, 0)).unwrap();
		set(&register, &note(2, 500)).unwrap();
		assert!(matches!(set(&register, &note(3, 999)), Err(StoreFault::Full(2))));
		assert_eq!(register.get(&1, 999), Some(note(1, 0)));
		assert_eq!(register.get(&1, 1_000), None);
		set(&register, &note(3, 1_000)).unwrap();
		assert_eq!(register.get(&2, 1_000), Some(note(2, 500)));
	}

	#[test]
	fn whether_there_is_room_shows_before_anything_comes() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("register");
		let register = Register::<Note>::open(&path, limits(4, 1_000)).unwrap();
		let room = |register: &Register<Note>, key: Option<u8>, others, now| {
			register.ensure_room(key.as_ref(), &true, others, now).is_ok()
		};
		for name in 1..=2 {
			assert!(room(&register, None, 2, 5), "{name}");
			set(&register, &Note { name, text: 0, at: 5 }).unwrap();
		}
		// Two places are left: for this one and one other, and not for two others.
		assert!(room(&register, None, 1, 5) && !room(&register, None, 2, 5));
		assert!(room(&register, Some(1), 2, 5), "it has its place already");
		for name in 3..=4 {
			set(&register, &Note { name, text: 0, at: 6 }).unwrap();
		}
		assert!(!room(&register, None, 0, 1_004));
		// Two terms are over, also after a restart.
		assert!(room(&register, None, 1, 1_005));
		drop(register);
		let register = Register::<Note>::open(&path, limits(4, 1_000)).unwrap();
		assert!(!room(&register, None, 0, 1_004) && room(&register, None, 1, 1_005));
		// A register of one place is not full for want of places for others.
		let one = Register::<Note>::open(&folder.path().join("one"), limits(1, 1_000)).unwrap();
		assert!(room(&one, None, 64, 5));
	}

	#[test]
	fn one_holder_leaves_room_for_others() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("register");
		let limits = Limits { capacity: 8, share: 2, term: 1_000 };
		let mut register = Register::<Note>::open(&path, limits).unwrap();
		let note = |name, at| Note { name, text: 0, at };
		for name in [0, 1, 4] {
			set(&register, &note(name, 5)).unwrap();
		}
		// Before and after a restart.
		for _ in 0..2 {
			let full = StoreFault::Share { field: "org", share: 2 }.to_string();
			assert_eq!(set(&register, &note(2, 6)).unwrap_err().to_string(), full);
			let asked = register.ensure_room(None, &true, 0, 6).unwrap_err();
			assert_eq!(asked.to_string(), full);
			// Its own it may change, and others come still: one of them, or two at the same time.
			set(&register, &note(1, 6)).unwrap();
			register.ensure_room(Some(&1), &true, 0, 6).unwrap();
			register.ensure_room(None, &false, 0, 6).unwrap();
			assert!(register.ensure_room(None, &false, 1, 6).is_err());
			drop(register);
			register = Register::open(&path, limits).unwrap();
		}
		// One whose term is over makes room for another.
		set(&register, &note(2, 1_005)).unwrap();
		assert!(set(&register, &note(3, 1_005)).is_err());
		assert_eq!(register.get(&0, 1_005), None);
	}

	#[test]
	fn what_is_over_is_forgotten_before_the_others_are_shown() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("register");
		let register = Register::<Note>::open(&path, limits(4, 1_000)).unwrap();
		assert_eq!(register.next_end(7), 1_007, "of whatever may come");
		for (name, at) in [(1, 5), (2, 10)] {
			set(&register, &Note { name, text: 0, at }).unwrap();
		}
		assert_eq!(register.next_end(20), 1_005);
		let names = |now| register.collect(now, |note| Some(note.name));
		assert_eq!(names(1_004), [1, 2]);
		assert_eq!(names(1_005), [2]);
		assert_eq!(register.next_end(1_005), 1_010);
		assert!(register.collect(1_005, |note| (note.name == 1).then_some(())).is_empty());
	}

	#[test]
	fn a_journal_is_shortened_and_nothing_is_lost_by_it() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("register");
		let register = Register::<Note>::open(&path, limits(4, u64::MAX)).unwrap();
		for text in 0..1_000 {
			set(&register, &Note { name: 1, text, at: 1 }).unwrap();
		}
		let lines = std::fs::read_to_string(&path).unwrap().lines().count();
		assert!(lines <= SLACK + 3, "{lines}");
		let register = Register::<Note>::open(&path, limits(4, u64::MAX)).unwrap();
		assert_eq!(register.get(&1, 2).unwrap().text, 999);
	}
}
