//! Who is on the way, who arrived: every transaction of a run, matched with blocks by its hash.

use crate::{samples::Samples, schedule::Arrival};
use fiscal_primitives::Digest;
use std::{
	collections::{BTreeMap, HashMap},
	ops::Range,
	sync::{Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use tokio::sync::Notify;

/// What is known of one transaction; times are from the start of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
	/// When, what and whether it counts.
	pub arrival: Arrival,
	/// When it left first.
	pub sent: Option<Duration>,
	/// When a pool said that it took it.
	pub accepted: Option<Duration>,
	/// When this client held a finalized block with it.
	pub finalized: Option<Duration>,
	/// How often a pool refused it.
	pub refusals: u32,
	/// It was refused for good.
	pub given_up: bool,
	/// What it occupies of the room for transactions on their way.
	kilobytes: u32,
}

#[derive(Debug, Default)]
struct State {
	entries: Vec<Entry>,
	by_hash: HashMap<Digest, usize>,
	/// Sent, and neither final nor given up.
	open: usize,
	refusals: BTreeMap<String, u64>,
	resent: u64,
	broken: u64,
}

/// All transactions of a run.
#[derive(Debug)]
pub struct Book {
	state: Mutex<State>,
	nothing_open: Notify,
	/// Finality comes from subscriptions and not from blocks.
	watching: bool,
}

/// What a block held of this run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Included {
	/// Transactions of this run.
	pub transactions: u32,
	/// What they occupied of the room for transactions on their way, each.
	pub kilobytes: Vec<u32>,
}

/// The sum of a run. Counts and samples are of what was due after the warm-up unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
	/// Transactions that were due.
	pub offered: u64,
	/// Their bills.
	pub offered_bills: u64,
	/// Transactions that left.
	pub sent: u64,
	/// Transactions a pool took.
	pub accepted: u64,
	/// Transactions that became final.
	pub finalized: u64,
	/// Their bills.
	pub finalized_bills: u64,
	/// Transactions a pool refused, once at least.
	pub refused: u64,
	/// Transactions that were refused for good.
	pub given_up: u64,
	/// Transactions that left, were not refused for good and did not become final.
	pub lost: u64,
	/// Transactions that became final within the window, whenever they were due.
	pub in_window: u64,
	/// Their bills.
	pub bills_in_window: u64,
	/// Transactions that became final since the window began, whenever they were due.
	pub since_window: u64,
	/// Bills of all final transactions, those of the warm-up included.
	pub bills_of_all: u64,
	/// When the last one became final.
	pub last_finalized: Option<Duration>,
	/// From due to final.
	pub finality: Samples,
	/// From due to the pool's answer.
	pub acceptance: Samples,
	/// From due to leaving: what the generator itself or a full pipe took.
	pub lag: Samples,
	/// Refusals by reason, of the whole run.
	pub refusals: BTreeMap<String, u64>,
	/// Transactions that were sent again, of the whole run.
	pub resent: u64,
	/// Submissions whose connection broke or whose answer did not come, of the whole run.
	pub broken: u64,
}

impl Book {
	/// A book of what is due. `watching`: finality is told by [`Book::finalized`] and not found in
	/// blocks.
	pub fn new(arrivals: &[Arrival], watching: bool) -> Self {
		let entries = arrivals
			.iter()
			.map(|arrival| Entry {
				arrival: *arrival,
				sent: None,
				accepted: None,
				finalized: None,
				refusals: 0,
				given_up: false,
				kilobytes: 0,
			})
			.collect();
		let state = Mutex::new(State { entries, ..State::default() });
		Self { state, nothing_open: Notify::new(), watching }
	}

	/// The transaction at `index` leaves as the bytes with this hash. It may leave again as others.
	pub fn sent(&self, index: usize, hash: Digest, kilobytes: u32, at: Duration) {
		let mut state = self.lock();
		let Some(entry) = state.entries.get_mut(index) else { return };
		if entry.sent.is_none() {
			entry.sent = Some(at);
			entry.kilobytes = kilobytes;
			state.open = state.open.saturating_add(1);
		} else {
			state.resent = state.resent.saturating_add(1);
		}
		state.by_hash.insert(hash, index);
	}

	/// A pool took it.
	pub fn accepted(&self, index: usize, at: Duration) {
		if let Some(entry) = self.lock().entries.get_mut(index) {
			entry.accepted.get_or_insert(at);
		}
	}

	/// A pool refused it.
	pub fn refused(&self, index: usize, reason: &str) {
		let mut state = self.lock();
		let count = state.refusals.entry(reason.into()).or_default();
		*count = count.saturating_add(1);
		if let Some(entry) = state.entries.get_mut(index) {
			entry.refusals = entry.refusals.saturating_add(1);
		}
	}

	/// The connection broke, or no answer came.
	pub fn broke(&self) {
		let mut state = self.lock();
		state.broken = state.broken.saturating_add(1);
	}

	/// It is not tried any more. Answers what it occupied, unless it is final.
	pub fn give_up(&self, index: usize) -> Option<u32> {
		let mut state = self.lock();
		let entry = state.entries.get_mut(index)?;
		if entry.given_up || entry.finalized.is_some() || entry.sent.is_none() {
			return None;
		}
		entry.given_up = true;
		let kilobytes = entry.kilobytes;
		self.close(&mut state);
		Some(kilobytes)
	}

	/// A finalized block is in hand that holds these transactions.
	pub fn block(&self, hashes: &[Digest], at: Duration) -> Included {
		let mut state = self.lock();
		let mut included = Included::default();
		for hash in hashes {
			let Some(index) = state.by_hash.remove(hash) else { continue };
			included.transactions = included.transactions.saturating_add(1);
			if !self.watching {
				included.kilobytes.extend(self.settle(&mut state, index, at));
			}
		}
		included
	}

	/// A subscription says that the transaction is final. Answers what it occupied, the first time.
	pub fn finalized(&self, index: usize, at: Duration) -> Option<u32> {
		self.settle(&mut self.lock(), index, at)
	}

	/// Waits until nothing that left is open. One at a time may wait.
	pub async fn settled(&self) {
		while self.lock().open > 0 {
			self.nothing_open.notified().await;
		}
	}

	/// Every transaction, in the order they were due.
	pub fn entries(&self) -> Vec<Entry> {
		self.lock().entries.clone()
	}

	/// The sum; `window` is the time that is measured.
	pub fn tally(&self, window: Range<Duration>) -> Tally {
		let state = self.lock();
		let mut tally = Tally {
			refusals: state.refusals.clone(),
			resent: state.resent,
			broken: state.broken,
			..Tally::default()
		};
		state.entries.iter().for_each(|entry| tally.add(entry, &window));
		tally
	}

	fn settle(&self, state: &mut State, index: usize, at: Duration) -> Option<u32> {
		let entry = state.entries.get_mut(index)?;
		if entry.finalized.is_some() {
			return None;
		}
		entry.finalized = Some(at);
		if entry.given_up {
			return None;
		}
		let kilobytes = entry.kilobytes;
		self.close(state);
		Some(kilobytes)
	}

	fn close(&self, state: &mut State) {
		state.open = state.open.saturating_sub(1);
		if state.open == 0 {
			self.nothing_open.notify_one();
		}
	}

	fn lock(&self) -> MutexGuard<'_, State> {
		self.state.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl Tally {
	fn add(&mut self, entry: &Entry, window: &Range<Duration>) {
		let Entry { arrival, .. } = entry;
		let bills = u64::from(arrival.bills);
		if let Some(at) = entry.finalized {
			self.bills_of_all += bills;
			self.since_window += u64::from(at >= window.start);
			if window.contains(&at) {
				self.in_window += 1;
				self.bills_in_window += bills;
			}
		}
		if !arrival.measured {
			return;
		}
		self.offered += 1;
		self.offered_bills += bills;
		self.refused += u64::from(entry.refusals > 0);
		let mut since = |samples: fn(&mut Self) -> &mut Samples, at: Option<Duration>| {
			if let Some(at) = at {
				samples(self).record(at.saturating_sub(arrival.at));
			}
		};
		since(|tally| &mut tally.lag, entry.sent);
		since(|tally| &mut tally.acceptance, entry.accepted);
		since(|tally| &mut tally.finality, entry.finalized);
		self.sent += u64::from(entry.sent.is_some());
		self.accepted += u64::from(entry.accepted.is_some());
		match entry.finalized {
			Some(at) => {
				self.finalized += 1;
				self.finalized_bills += bills;
				self.last_finalized = self.last_finalized.max(Some(at));
			}
			None => {
				self.given_up += u64::from(entry.given_up);
				self.lost += u64::from(entry.sent.is_some() && !entry.given_up);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn ms(millis: u64) -> Duration {
		Duration::from_millis(millis)
	}

	fn hash(byte: u8) -> Digest {
		Digest::repeat_byte(byte)
	}

	/// Four transactions a second apart, of which the first is warm-up.
	fn book(watching: bool) -> Book {
		let arrivals: Vec<Arrival> = (0..4u32)
			.map(|place| Arrival {
				at: ms(1_000 * u64::from(place)),
				lane: 0,
				first: 0,
				bills: place + 1,
				measured: place > 0,
			})
			.collect();
		Book::new(&arrivals, watching)
	}

	fn tally(book: &Book) -> Tally {
		book.tally(ms(1_000)..ms(4_000))
	}

	#[test]
	fn latency_counts_from_the_time_it_was_due_and_not_from_the_time_it_left() {
		let book = book(false);
		book.sent(1, hash(1), 1, ms(1_700));
		book.accepted(1, ms(1_750));
		let included = book.block(&[hash(9), hash(1)], ms(2_500));
		assert_eq!(included, Included { transactions: 1, kilobytes: vec![1] });
		let tally = tally(&book);
		assert_eq!(tally.lag.summary().unwrap().max, 700.0);
		assert_eq!(tally.acceptance.summary().unwrap().max, 750.0);
		assert_eq!(tally.finality.summary().unwrap().max, 1_500.0);
		assert_eq!((tally.offered, tally.sent, tally.finalized), (3, 1, 1));
	}

	#[test]
	fn what_is_not_final_is_lost_unless_it_was_refused_for_good_or_never_left() {
		let book = book(false);
		book.sent(1, hash(1), 1, ms(1_000));
		book.accepted(1, ms(1_001));
		book.sent(2, hash(2), 1, ms(2_000));
		book.refused(2, "1016 full");
		assert_eq!(book.give_up(2), Some(1));
		assert_eq!(book.give_up(2), None, "once");
		let tally = tally(&book);
		assert_eq!((tally.offered, tally.lost, tally.given_up, tally.refused), (3, 1, 1, 1));
		assert_eq!(tally.offered - tally.sent, 1);
		assert_eq!(tally.refusals["1016 full"], 1);
	}

	#[test]
	fn a_transaction_signed_anew_is_found_under_either_hash_and_counts_once() {
		let book = book(false);
		book.sent(1, hash(1), 4, ms(1_000));
		book.refused(1, "1016 full");
		book.sent(1, hash(2), 4, ms(1_300));
		assert_eq!(book.block(&[hash(2)], ms(1_900)).kilobytes, [4]);
		assert_eq!(book.block(&[hash(1)], ms(2_900)).kilobytes, [0u32; 0]);
		let tally = tally(&book);
		assert_eq!((tally.finalized, tally.resent, tally.refused), (1, 1, 1));
		assert_eq!(tally.finality.summary().unwrap().max, 900.0);
	}

	#[test]
	fn the_window_counts_what_became_final_in_it_whenever_it_was_due() {
		let book = book(false);
		for index in 0..4u8 {
			book.sent(index.into(), hash(index), 1, ms(1_000 * u64::from(index)));
		}
		book.block(&[hash(0), hash(1)], ms(1_500));
		book.block(&[hash(2)], ms(2_500));
		book.block(&[hash(3)], ms(4_000));
		let tally = tally(&book);
		assert_eq!((tally.in_window, tally.bills_in_window), (3, 6));
		assert_eq!((tally.since_window, tally.bills_of_all), (4, 10));
		assert_eq!((tally.finalized, tally.finalized_bills), (3, 9));
		assert_eq!(tally.last_finalized, Some(ms(4_000)));
	}

	#[test]
	fn with_subscriptions_a_block_is_only_counted() {
		let book = book(true);
		book.sent(1, hash(1), 1, ms(1_000));
		let included = book.block(&[hash(1)], ms(1_500));
		assert_eq!((included.transactions, included.kilobytes.len()), (1, 0));
		assert_eq!(tally(&book).finalized, 0);
		assert_eq!(book.finalized(1, ms(1_600)), Some(1));
		assert_eq!(book.finalized(1, ms(1_700)), None);
		assert_eq!(tally(&book).finality.summary().unwrap().max, 600.0);
	}

	#[tokio::test]
	async fn a_run_is_settled_when_nothing_is_open() {
		let book = book(false);
		book.settled().await;
		book.sent(1, hash(1), 1, ms(1_000));
		book.sent(2, hash(2), 1, ms(1_000));
		let waiting = book.settled();
		tokio::pin!(waiting);
		assert!(futures::poll!(waiting.as_mut()).is_pending());
		book.block(&[hash(1)], ms(1_500));
		assert!(futures::poll!(waiting.as_mut()).is_pending());
		book.give_up(2);
		waiting.await;
	}
}
