//! One node compares for itself.

use crate::{
	chain::{at, bill, check, key, outside, MapChain},
	system::{System, Trouble},
};
use fiscal_bridge::{
	config::Compare, envelope::nontax::Profile, ledger::Ledger, protocol::nontax::VERIFIED_GENUINE,
};
use fiscal_nontax::{compare_periodically, LocalComparison, Span};
use fiscal_primitives::{bill::Use, outbox::DeliveryFault};
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;

async fn system(folder: &TempDir) -> (Arc<System>, Arc<Ledger>) {
	let ledger = Ledger::open(folder.path(), 1_000_000, 0).unwrap();
	(System::start(Profile::Sm3Hmac).await, Arc::new(ledger))
}

#[tokio::test]
async fn differences_are_recorded_one_by_one() {
	let folder = TempDir::new().unwrap();
	let (system, ledger) = system(&folder).await;
	let mut theirs = outside(&bill(&key(5)));
	theirs.state.usage = Use::Reimbursed;
	system.put(key(5), theirs);
	let chain = MapChain::with([(key(5), bill(&key(5))), (key(6), bill(&key(6)))]);
	let client = system.client().with_ledger(ledger.clone());
	let comparison = LocalComparison::new(client, Duration::ZERO, None);
	let span = Span::new(&key(0), &key(99)).unwrap();
	let found = comparison.compare_locally(&chain, &at(1), &span).await.unwrap();
	assert_eq!(found.next, None);
	assert_eq!(found.differences.iter().map(|it| it.key).collect::<Vec<_>>(), [key(5), key(6)]);
	let entries = ledger.latest(20).unwrap();
	let lines: Vec<_> = entries
		.iter()
		.filter(|entry| matches!(entry.service.as_str(), "difference" | "compare"))
		.map(|entry| (entry.service.as_str(), entry.id.as_str(), entry.outcome.as_str()))
		.collect();
	let said = "it says Normal, Electronic, Reimbursed, Circulable, reimbursed 0.00";
	assert_eq!(
		lines,
		[
			("difference", "31060126-0000000006", "it does not know the bill"),
			("difference", "31060126-0000000005", said),
			("compare", "31060126-0000000000..0000000099", "2 differ"),
		]
	);
	// It is told of the file of the bill that it knows, and of no other.
	let verdicts = system.verdicts.lock().unwrap().clone();
	assert_eq!(verdicts.len(), 1, "{verdicts:?}");
	assert_eq!(verdicts[0].bill_no, "0000000005");
	assert_eq!(verdicts[0].verify_state, VERIFIED_GENUINE);
}

#[tokio::test]
async fn a_comparison_that_fails_is_recorded_too() {
	let folder = TempDir::new().unwrap();
	let (system, ledger) = system(&folder).await;
	system.set(Trouble::Status(500));
	let client = system.client().with_ledger(ledger.clone());
	let comparison = LocalComparison::new(client, Duration::ZERO, None);
	let span = Span::new(&key(0), &key(99)).unwrap();
	let chain = MapChain::default();
	let fault = comparison.compare_locally(&chain, &at(1), &span).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::Unavailable);
	let entries = ledger.latest(1).unwrap();
	assert_eq!(
		(entries[0].service.as_str(), entries[0].outcome.as_str()),
		("compare", "Unavailable")
	);
}

#[tokio::test]
async fn differences_that_stay_do_not_hide_those_behind_them() {
	let folder = TempDir::new().unwrap();
	let (system, ledger) = system(&folder).await;
	let bills = (0..40).map(|number| (key(number), (check(), outside(&bill(&key(number))))));
	system.bills.lock().unwrap().extend(bills);
	let compare = Compare {
		ranges: vec![(key(0), key(99))],
		width: 100,
		interval: Duration::from_secs(10),
		rest: Duration::ZERO,
	};
	// Three comparisons for what differs, and one more that begins anew.
	let chain = Arc::new(MapChain { blocks: 4, ..MapChain::default() });
	let client = system.client().with_ledger(ledger.clone());
	compare_periodically(chain, client, compare, None).await;
	let entries = ledger.latest(200).unwrap();
	let told = |key: String| {
		entries.iter().filter(|entry| entry.service == "difference" && entry.id == key).count()
	};
	for number in 0..40 {
		let times = if number < 16 { 2 } else { 1 };
		assert_eq!(told(key(number).to_string()), times, "{number}");
	}
}

#[tokio::test]
async fn a_node_compares_piece_after_piece_and_ends_with_its_chain() {
	let folder = TempDir::new().unwrap();
	let (system, ledger) = system(&folder).await;
	system.bills.lock().unwrap().insert(key(150), (check(), outside(&bill(&key(150)))));
	let chain = Arc::new(MapChain { blocks: 4, ..MapChain::default() });
	let compare = Compare {
		ranges: vec![(key(0), key(399))],
		width: 100,
		interval: Duration::from_secs(10),
		rest: Duration::ZERO,
	};
	let client = system.client().with_ledger(ledger.clone());
	compare_periodically(chain.clone(), client.clone(), compare.clone(), None).await;
	let entries = ledger.latest(100).unwrap();
	let mut compared: Vec<_> = entries
		.iter()
		.filter(|entry| entry.service == "compare")
		.map(|entry| (entry.id.as_str(), entry.outcome.as_str()))
		.collect();
	compared.sort_unstable();
	assert_eq!(
		compared,
		[
			("31060126-0000000000..0000000099", "0 differ"),
			("31060126-0000000100..0000000199", "1 differ"),
			("31060126-0000000200..0000000299", "0 differ"),
			("31060126-0000000300..0000000399", "0 differ"),
		]
	);
	let nothing = Compare { ranges: Vec::new(), ..compare };
	compare_periodically(chain, client, nothing, None).await;
	assert_eq!(ledger.latest(100).unwrap().len(), entries.len());
}
