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
	/// The key of this one.
	fn key(&self) -> Self::Key;
	/// Since when it is remembered, Unix ms.
	fn at(&self) -> Moment;
}

/// Records by key. It holds at most so many, each for a term; who comes when it is full is refused.
pub struct Register<R: Record> {
	inner: Mutex<Inner<R>>,
	capacity: usize,
	term: u64,
}

struct Inner<R: Record> {
	journal: Journal<R>,
	records: BTreeMap<R::Key, R>,
	/// No record is older: whether one may go shows without looking at all of them.
	oldest: Moment,
}

impl<R: Record> Register<R> {
	/// Opens the register whose journal is at `path`, for at most `capacity` records of which each is
	/// forgotten `term` ms after it came.
	///
	/// # Errors
	/// [`JournalFault`].
	pub fn open(path: &Path, capacity: usize, term: u64) -> Result<Self, JournalFault> {
		let (journal, lines) = Journal::open(path)?;
		let records: BTreeMap<R::Key, R> =
			lines.into_iter().map(|record: R| (record.key(), record)).collect();
		let oldest = oldest(&records);
		Ok(Self { inner: Mutex::new(Inner { journal, records, oldest }), capacity, term })
	}

	/// Is there room for one record more, or for another of this key, even if `others` come at the same
	/// time? Whoever does something outside that must not be forgotten asks this before.
	///
	/// # Errors
	/// [`StoreFault::Full`].
	pub fn ensure_room(
		&self,
		key: Option<&R::Key>,
		others: usize,
		now: Moment,
	) -> Result<(), StoreFault> {
		let mut inner = self.lock();
		if key.is_some_and(|key| inner.records.contains_key(key)) {
			return Ok(());
		}
		// In a register as small as that, one place has to do.
		let others = others.min(self.capacity.saturating_sub(1));
		if inner.records.len().saturating_add(others) >= self.capacity {
			self.forget(&mut inner, now);
		}
		match inner.records.len().saturating_add(others) < self.capacity {
			true => Ok(()),
			false => Err(StoreFault::Full(self.capacity)),
		}
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
		if !inner.records.contains_key(key) && inner.records.len() >= self.capacity {
			self.forget(&mut inner, now);
			if inner.records.len() >= self.capacity {
				return Err(StoreFault::Full(self.capacity).into());
			}
		}
		inner.journal.append(&next).map_err(StoreFault::from)?;
		inner.oldest = inner.oldest.min(next.at());
		inner.records.insert(key.clone(), next);
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

	/// Forgets the records whose term is over.
	fn forget(&self, inner: &mut Inner<R>, now: Moment) {
		if inner.oldest.saturating_add(self.term) <= now {
			inner.records.retain(|_, record| self.lives(record, now));
			inner.oldest = oldest(&inner.records);
		}
	}

	fn lives(&self, record: &R, now: Moment) -> bool {
		record.at().saturating_add(self.term) > now
	}

	fn lock(&self) -> MutexGuard<'_, Inner<R>> {
		self.inner.lock().unwrap_or_else(PoisonError::into_inner)
	}
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
		fn key(&self) -> u8 {
			self.name
		}
		fn at(&self) -> Moment {
			self.at
		}
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
			let mut register = Register::<Note>::open(&path, 8, 1_000).unwrap();
			let mut model = BTreeMap::new();
			for (name, text, restart) in changes {
				let note = Note { name, text, at: 1 };
				set(&register, &note).unwrap();
				model.insert(name, note);
				if restart {
					drop(register);
					register = Register::open(&path, 8, 1_000).unwrap();
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
		let register = Register::<Note>::open(&folder.path().join("register"), 2, 1_000).unwrap();
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
		let register = Register::<Note>::open(&path, 4, 1_000).unwrap();
		let room = |register: &Register<Note>, key: Option<u8>, others, now| {
			register.ensure_room(key.as_ref(), others, now).is_ok()
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
		let register = Register::<Note>::open(&path, 4, 1_000).unwrap();
		assert!(!room(&register, None, 0, 1_004) && room(&register, None, 1, 1_005));
		// A register of one place is not full for want of places for others.
		let one = Register::<Note>::open(&folder.path().join("one"), 1, 1_000).unwrap();
		assert!(room(&one, None, 64, 5));
	}

	#[test]
	fn a_journal_is_shortened_and_nothing_is_lost_by_it() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("register");
		let register = Register::<Note>::open(&path, 4, u64::MAX).unwrap();
		for text in 0..1_000 {
			set(&register, &Note { name: 1, text, at: 1 }).unwrap();
		}
		let lines = std::fs::read_to_string(&path).unwrap().lines().count();
		assert!(lines <= SLACK + 3, "{lines}");
		let register = Register::<Note>::open(&path, 4, u64::MAX).unwrap();
		assert_eq!(register.get(&1, 2).unwrap().text, 999);
	}
}
