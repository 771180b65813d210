//! The comparison finds exactly what differs, and asks little.

use crate::{
	chain::{at, bill, check, key, outside, MapChain},
	system::{self, ends, System},
};
use async_trait::async_trait;
use fiscal_bridge::{
	convert,
	envelope::nontax::Profile,
	protocol::nontax::{RangeBills, RangeDigests, MAX_RANGE_BILLS},
	worker::{BridgeFault, Observe},
};
use fiscal_nontax::{Comparison, Observer, Ranges, Span, MAX_REQUESTS, MAX_WIDTH};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	observation::{Difference, HistoricBill, Observed, OutsideState, Question, MAX_DIFFERENCES},
	outbox::DeliveryFault,
	BillKey, CheckCode, Digest, Fen,
};
use proptest::prelude::*;
use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicU32, Ordering},
		LazyLock, Mutex,
	},
	time::Duration,
};

type Bills = BTreeMap<BillKey, (CheckCode, HistoricBill)>;

/// How the other side lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lie {
	#[default]
	None,
	/// One part too few.
	Cut,
	/// More bills in a part than it has numbers.
	Count,
	/// Digests of nothing, although both sides agree.
	Digests,
	/// The right digests beside a wrong count.
	CountBesideDigest,
	/// Bills in the wrong order.
	Order,
	/// Bills from outside of the range.
	Elsewhere,
	/// More bills than may be listed.
	Many,
}

#[derive(Default)]
struct Outside {
	bills: Mutex<Bills>,
	lie: Lie,
	requests: AtomicU32,
	/// Becomes the other side's state when bills have been listed for the first time.
	later: Mutex<Option<Bills>>,
}

impl Outside {
	fn with(bills: Bills) -> Self {
		Self { bills: Mutex::new(bills), ..Self::default() }
	}

	fn requests(&self) -> u32 {
		self.requests.load(Ordering::Relaxed)
	}
}

#[async_trait]
impl Ranges for Outside {
	async fn digests(&self, span: &Span) -> Result<RangeDigests, BridgeFault> {
		self.requests.fetch_add(1, Ordering::Relaxed);
		let mut answer = system::digests(&self.bills.lock().unwrap(), &span.wire());
		match self.lie {
			Lie::Cut => drop(answer.parts.pop()),
			Lie::Count => {
				answer.parts[0].count = 1_000_000;
				answer.parts[0].digest = "00".repeat(32);
			}
			Lie::CountBesideDigest => answer.parts[0].count += 1,
			Lie::Digests => {
				for (part, span) in answer.parts.iter_mut().zip(span.parts()) {
					part.digest = "00".repeat(32);
					part.count = span.width();
				}
			}
			_ => {}
		}
		Ok(answer)
	}

	async fn bills(&self, span: &Span) -> Result<RangeBills, BridgeFault> {
		self.requests.fetch_add(1, Ordering::Relaxed);
		let (from, to) = ends(&span.wire());
		let mut bills: Vec<_> = self
			.bills
			.lock()
			.unwrap()
			.range(from..=to)
			.map(|(key, (check, bill))| convert::bill_info(key, check, bill))
			.collect();
		assert!(span.width() <= u64::from(MAX_RANGE_BILLS), "only short lists are asked for");
		if let Some(later) = self.later.lock().unwrap().take() {
			*self.bills.lock().unwrap() = later;
		}
		match self.lie {
			Lie::Order => bills.reverse(),
			Lie::Elsewhere => bills.iter_mut().for_each(|bill| bill.bill_no = "9999999999".into()),
			Lie::Many => {
				let one = bills[0].clone();
				bills.resize(MAX_RANGE_BILLS as usize + 1, one);
			}
			_ => {}
		}
		Ok(RangeBills { bills })
	}
}

fn same(chain: &MapChain) -> Bills {
	let bills = chain.bills.lock().unwrap();
	bills.iter().map(|(key, bill)| (*key, (check(), outside(bill)))).collect()
}

fn chain_of(numbers: impl IntoIterator<Item = u64>) -> MapChain {
	MapChain::with(numbers.into_iter().map(|number| (key(number), bill(&key(number)))))
}

async fn compare(
	outside: &Outside,
	chain: &MapChain,
	first: u64,
	last: u64,
) -> Result<Vec<Difference>, BridgeFault> {
	let span = Span::new(&key(first), &key(last)).unwrap();
	look(outside, chain, first, last).await?.first(&span)
}

async fn look(
	outside: &Outside,
	chain: &MapChain,
	first: u64,
	last: u64,
) -> Result<Comparison, BridgeFault> {
	let span = Span::new(&key(first), &key(last)).unwrap();
	fiscal_nontax::compare(outside, chain, &span, Duration::ZERO).await
}

/// Every difference, by comparisons that go on where the one before ended.
fn all(outside: &Outside, chain: &MapChain, first: u64, last: u64) -> Vec<Difference> {
	let (mut found, mut from) = (Vec::new(), Some(first));
	while let Some(first) = from {
		let comparison = run(look(outside, chain, first, last)).unwrap();
		found.extend(comparison.differences);
		assert!(comparison.next.is_none_or(|next| next > first), "it comes farther");
		from = comparison.next;
	}
	found
}

/// What the comparison should find, row by row.
fn expected(chain: &MapChain, theirs: &Bills, first: u64, last: u64) -> Vec<Difference> {
	let mut expected = unlike(chain, theirs, first, last);
	expected.truncate(MAX_DIFFERENCES as usize);
	expected
}

/// What differs, row by row.
fn unlike(chain: &MapChain, theirs: &Bills, first: u64, last: u64) -> Vec<Difference> {
	let ours = chain.bills.lock().unwrap();
	(first..=last)
		.map(key)
		.filter_map(|key| {
			let our =
				ours.get(&key).map(|bill| OutsideState::of(bill).leaf(&key, bill.total, &bill.xml));
			let their = theirs.get(&key).map(|(_, bill)| bill);
			let leaf = their.map(|bill| bill.state.leaf(&key, bill.total, &bill.xml));
			(our != leaf).then(|| Difference { key, outside: their.map(|bill| bill.state) })
		})
		.collect()
}

/// Makes the bill of a number differ in one of the ways in which bills differ.
fn alter(bills: &mut Bills, number: u64, how: u8) {
	let key = key(number);
	let entry = bills.get(&key).cloned();
	let Some((check, mut bill)) = entry else {
		bills.insert(key, (check(), outside(&crate::chain::bill(&key))));
		return;
	};
	match how {
		0 => {
			bills.remove(&key);
			return;
		}
		1 => bill.state.usage = Use::Locked,
		2 => bill.state.validity = Validity::Voided,
		3 => bill.state.medium = Medium::Paper,
		4 => bill.state.circulation = Circulation::Blocked,
		5 => bill.state.reimbursed = Fen::new(1).unwrap(),
		6 => bill.total = Fen::new(1).unwrap(),
		_ => bill.xml = Digest::repeat_byte(9),
	}
	bills.insert(key, (check, bill));
}

/// How often a span of that width is cut on the way down to one bill, at most.
fn depth(mut width: u64) -> u32 {
	let mut depth = 1;
	while width.div_ceil(16) > u64::from(MAX_RANGE_BILLS) {
		width = width.div_ceil(16);
		depth += 1;
	}
	depth
}

fn run<T>(work: impl std::future::Future<Output = T>) -> T {
	tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

proptest! {
	#[test]
	fn exactly_what_differs_is_found(
		numbers in prop::collection::btree_set(0u64..6_000, 0..300),
		altered in prop::collection::vec((0u64..6_000, 0u8..8), 0..40),
		touched in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 0..10),
		first in 0u64..2_000,
		width in 1u64..4_000,
	) {
		let chain = chain_of(numbers.iter().copied());
		let mut theirs = same(&chain);
		for (number, how) in altered {
			alter(&mut theirs, number, how);
		}
		if !numbers.is_empty() {
			for (index, how) in touched {
				let all: Vec<u64> = numbers.iter().copied().collect();
				alter(&mut theirs, *index.get(&all), how);
			}
		}
		let last = first + width - 1;
		let expected = expected(&chain, &theirs, first, last);
		let outside = Outside::with(theirs);
		let found = run(compare(&outside, &chain, first, last)).unwrap();
		prop_assert_eq!(&found, &expected);
		let asked = outside.requests();
		let every = unlike(&chain, &outside.bills.lock().unwrap().clone(), first, last);
		prop_assert_eq!(all(&outside, &chain, first, last), every);
		// Each difference is cut down to once, listed once, and looked at once more; up to twice as
		// many are looked for as are reported.
		let sought = u32::try_from(expected.len()).unwrap() * 2;
		let most = 1 + sought * (depth(width) + 2);
		prop_assert!(asked <= most, "{asked} requests, {most} are enough");
	}
}

static MANY: LazyLock<MapChain> = LazyLock::new(|| chain_of(0..5_000));

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn one_difference_in_many_bills_takes_few_requests(number in 0u64..5_000, how in 0u8..8) {
		let mut theirs = same(&MANY);
		alter(&mut theirs, number, how);
		let outside = Outside::with(theirs);
		let found = run(compare(&outside, &MANY, 0, 4_999)).unwrap();
		prop_assert_eq!(found.iter().map(|it| it.key).collect::<Vec<_>>(), [key(number)]);
		// Two cuts, one list, one more look.
		prop_assert!(outside.requests() <= 4, "{} requests", outside.requests());
	}
}

#[test]
fn two_equal_sides_cost_one_request() {
	let chain = chain_of(0..5_000);
	let outside = Outside::with(same(&chain));
	assert_eq!(run(compare(&outside, &chain, 0, 99_999)).unwrap(), []);
	assert_eq!(outside.requests(), 1);
}

#[test]
fn a_system_that_knows_nothing_differs_in_the_first_bills() {
	let chain = chain_of(10..3_000);
	let outside = Outside::default();
	let found = run(compare(&outside, &chain, 0, MAX_WIDTH - 1)).unwrap();
	let first: Vec<_> =
		(10..26).map(|number| Difference { key: key(number), outside: None }).collect();
	assert_eq!(found, first);
	assert_eq!(outside.requests(), 2);
}

#[test]
fn bills_that_only_the_other_side_knows_are_found_too() {
	let chain = MapChain::default();
	let outside = Outside::with(same(&chain_of(500_000..505_000)));
	let found = run(compare(&outside, &chain, 0, MAX_WIDTH - 1)).unwrap();
	assert_eq!(found.len(), MAX_DIFFERENCES as usize);
	assert_eq!(found[0].key, key(500_000));
	assert!(found.iter().all(|difference| difference.outside.is_some()));
}

#[test]
fn a_change_that_arrives_between_the_two_looks_is_no_difference() {
	let chain = chain_of(0..100);
	let (arrived, mut before) = (same(&chain), same(&chain));
	alter(&mut before, 7, 1);
	let mut after = arrived;
	alter(&mut before, 40, 1);
	alter(&mut after, 40, 1);
	let outside = Outside { later: Mutex::new(Some(after)), ..Outside::with(before) };
	let found = run(compare(&outside, &chain, 0, 99)).unwrap();
	assert_eq!(found.iter().map(|it| it.key).collect::<Vec<_>>(), [key(40)]);
}

#[test]
fn a_side_that_contradicts_itself_is_no_witness() {
	// Every other number, so that there is room for one bill too many in a part.
	let chain = chain_of((0..40).step_by(2));
	let mut theirs = same(&chain);
	alter(&mut theirs, 3, 1);
	alter(&mut theirs, 5, 1);
	for (lie, words) in [
		(Lie::Cut, "not cut"),
		(Lie::Count, "count"),
		(Lie::CountBesideDigest, "contradicts"),
		(Lie::Order, "out of place"),
		(Lie::Elsewhere, "out of place"),
		(Lie::Many, "more than 64"),
	] {
		let outside = Outside { lie, ..Outside::with(theirs.clone()) };
		let fault = run(compare(&outside, &chain, 0, 39)).unwrap_err();
		assert_eq!(fault.fault, DeliveryFault::BadAnswer, "{lie:?}");
		assert!(fault.words.contains(words), "{lie:?}: {}", fault.words);
	}
}

#[test]
fn a_side_whose_digests_never_agree_is_given_up() {
	let chain = MapChain::default();
	let outside = Outside { lie: Lie::Digests, ..Outside::default() };
	let fault = run(compare(&outside, &chain, 0, MAX_WIDTH - 1)).unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::BadAnswer);
	assert!(fault.words.contains("before the number"), "{}", fault.words);
	assert!(outside.requests() <= MAX_REQUESTS, "{} requests", outside.requests());
	// Who goes on where it ended comes to the end all the same.
	assert_eq!(all(&outside, &chain, 0, 99_999), []);
}

#[test]
fn a_bill_of_which_a_message_is_on_its_way_is_no_difference() {
	let chain = chain_of(0..3_000);
	let mut theirs = same(&chain);
	// More of them than a first look is content with, on the left of what differs for good.
	for number in 0..200 {
		alter(&mut theirs, number, 1);
		chain.on_the_way.lock().unwrap().insert(key(number));
	}
	alter(&mut theirs, 2_500, 1);
	let outside = Outside::with(theirs);
	let found = run(compare(&outside, &chain, 0, 2_999)).unwrap();
	assert_eq!(found.iter().map(|it| it.key).collect::<Vec<_>>(), [key(2_500)]);
	// What the other side does not know at all is told like everything else.
	outside.bills.lock().unwrap().clear();
	let found = run(compare(&outside, &chain, 0, 2_999)).unwrap();
	let first: Vec<_> = (200..216).map(key).collect();
	assert_eq!(found.iter().map(|it| it.key).collect::<Vec<_>>(), first);
	// The messages arrived, and the other side did not heed them.
	chain.on_the_way.lock().unwrap().clear();
	let found = run(compare(&outside, &chain, 0, 2_999)).unwrap();
	assert_eq!(found[0].key, key(0));
}

#[test]
fn a_chain_that_forgets_its_states_is_compared_all_the_same() {
	let chain = MapChain { forgets: true, ..chain_of(0..4_500) };
	let mut theirs = same(&chain);
	alter(&mut theirs, 4_000, 1);
	let found = run(compare(&Outside::with(theirs), &chain, 0, 4_999)).unwrap();
	assert_eq!(found.iter().map(|it| it.key).collect::<Vec<_>>(), [key(4_000)]);
}

#[test]
fn a_bill_that_changes_while_the_chain_is_read_is_no_difference() {
	let chain = chain_of(0..2_500);
	let now = fiscal_primitives::Bill { usage: Use::Locked, ..bill(&key(5)) };
	let mut theirs = same(&chain);
	// The other side has heard of it already when it is asked, the chain had it not when it was read.
	theirs.insert(key(5), (check(), outside(&now)));
	alter(&mut theirs, 2_000, 1);
	*chain.later.lock().unwrap() = Some((key(5), now));
	let found = run(compare(&Outside::with(theirs), &chain, 0, 2_499)).unwrap();
	assert_eq!(found.iter().map(|it| it.key).collect::<Vec<_>>(), [key(2_000)]);
}

#[tokio::test]
async fn validators_observe_the_same_over_the_wire() {
	for profile in [Profile::Sm3Hmac, Profile::Md5] {
		let system = System::start(profile).await;
		let chain = chain_of(0..2_000);
		let mut theirs = same(&chain);
		alter(&mut theirs, 1_234, 2);
		theirs.remove(&key(77));
		let expected = expected(&chain, &theirs, 0, 1_999);
		*system.bills.lock().unwrap() = theirs;
		let observer = Observer::new(system.client(), Duration::ZERO);
		let question = Question::Compare { from: key(0), to: key(1_999) };
		assert!(observer.serves(&question));
		let observed = observer.observe(&chain, &at(1), &question).await.unwrap();
		assert_eq!(observed, Observed::Compare { differences: expected.try_into().unwrap() });
	}
}

#[tokio::test]
async fn a_range_that_is_too_wide_is_refused_without_a_request() {
	let system = System::start(Profile::Sm3Hmac).await;
	let observer = Observer::new(system.client(), Duration::ZERO);
	let question = Question::Compare { from: key(0), to: key(MAX_WIDTH) };
	let chain = MapChain::default();
	let fault = observer.observe(&chain, &at(1), &question).await.unwrap_err();
	assert!(fault.words.contains("more than"), "{}", fault.words);
	assert!(system.asked.lock().unwrap().is_empty());
	assert_eq!(chain.reads.load(Ordering::Relaxed), 0);
}
