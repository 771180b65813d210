use super::*;
use codec::MaxEncodedLen;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	field::Fields,
	BillNumber, CheckDigest, Date, Fen, PayerRef,
};
use std::sync::atomic::{AtomicUsize, Ordering};

fn entry(number: u64) -> BillEntry {
	let key = BillKey::new("31060125".parse().unwrap(), BillNumber::from_value(number).unwrap());
	BillEntry {
		key,
		check: CheckDigest::default(),
		total: Fen::new(100).unwrap(),
		issued_on: Date::new(20250102).unwrap(),
		payer: PayerRef::default(),
		xml: Digest::from_low_u64_be(number),
		pdf: None,
		summary: Digest::zero(),
		circulation: Circulation::Circulable,
		fields: Default::default(),
	}
}

fn bill(entry: &BillEntry, xml: Digest) -> Bill {
	Bill {
		check: entry.check,
		total: entry.total,
		issued_on: entry.issued_on,
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer: entry.payer,
		xml,
		pdf: None,
		summary: entry.summary,
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 77, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

/// Answers batch after batch from a script; the last answer is given for ever.
struct Mock {
	script: Vec<Result<Vec<Refused>, Fault>>,
	sent: Mutex<Vec<usize>>,
	flying: AtomicUsize,
	most_flying: AtomicUsize,
	chain: Vec<(BillEntry, Digest)>,
}

impl Mock {
	fn new(script: Vec<Result<Vec<Refused>, Fault>>) -> Self {
		Self {
			script,
			sent: Mutex::default(),
			flying: AtomicUsize::new(0),
			most_flying: AtomicUsize::new(0),
			chain: Vec::new(),
		}
	}
}

impl Registrar for Mock {
	async fn register(&self, batch: Batch) -> Result<RegisteredBatch, Fault> {
		let turn = {
			let mut sent = self.sent.lock().unwrap();
			sent.push(batch.len());
			sent.len() - 1
		};
		let flying = self.flying.fetch_add(1, Ordering::SeqCst) + 1;
		self.most_flying.fetch_max(flying, Ordering::SeqCst);
		tokio::task::yield_now().await;
		self.flying.fetch_sub(1, Ordering::SeqCst);
		let refused = self.script[turn.min(self.script.len() - 1)].clone()?;
		Ok(RegisteredBatch { block: 5, transaction: Digest::repeat_byte(1), refused })
	}

	async fn bill(&self, key: BillKey) -> Result<Option<Bill>, Fault> {
		Ok(self
			.chain
			.iter()
			.find(|(entry, _)| entry.key == key)
			.map(|(entry, xml)| bill(entry, *xml)))
	}
}

fn entries(count: u64) -> Vec<BillEntry> {
	(1..=count).map(entry).collect()
}

const PIPELINE: Pipeline = Pipeline { batch: 2, in_flight: 3 };

async fn run(mock: &Mock, entries: &[BillEntry]) -> Vec<EntryResult> {
	let mut heard = 0;
	let results =
		register_all(mock, entries, PIPELINE, |batch| heard += batch.len()).await.unwrap();
	assert_eq!(heard, entries.len(), "every bill is reported once");
	let keys: Vec<BillKey> = results.iter().map(|result| result.key).collect();
	assert_eq!(keys, entries.iter().map(|entry| entry.key).collect::<Vec<_>>());
	results
}

fn unknown() -> Fault {
	Fault::Unknown { transaction: Digest::zero(), searched: 9, dies: 20, reason: "silence".into() }
}

#[tokio::test]
async fn each_bill_has_the_result_of_its_place_in_its_batch() {
	let refused =
		vec![Refused::new(0, Refusal::AlreadyRegistered), Refused::new(1, Refusal::DateInFuture)];
	let mock = Mock::new(vec![Ok(vec![]), Ok(refused), Ok(vec![])]);
	let results = run(&mock, &entries(5)).await;
	let registered = EntryState::Registered { block: 5, transaction: Some(Digest::repeat_byte(1)) };
	let states: Vec<EntryState> = results.into_iter().map(|result| result.state).collect();
	assert_eq!(
		states,
		[
			registered.clone(),
			registered.clone(),
			EntryState::Already,
			EntryState::Refused(Refusal::DateInFuture, None),
			registered,
		]
	);
	assert_eq!(*mock.sent.lock().unwrap(), [2, 2, 1]);
}

#[tokio::test]
async fn several_batches_fly_and_never_more_than_admitted() {
	let mock = Mock::new(vec![Ok(vec![])]);
	run(&mock, &entries(40)).await;
	assert_eq!(mock.most_flying.load(Ordering::SeqCst), PIPELINE.in_flight);
}

#[tokio::test]
async fn nothing_is_sent_behind_a_refused_batch() {
	let refusal = Fault::Refused(PoolRefusal::NotActive);
	let mock = Mock::new(vec![Ok(vec![]), Err(refusal.clone()), Ok(vec![])]);
	let results = run(&mock, &entries(40)).await;
	assert!(matches!(results[1].state, EntryState::Registered { .. }));
	assert_eq!(results[2].state, EntryState::Faulted(refusal));
	assert!(results[4..]
		.iter()
		.all(|result| matches!(result.state, EntryState::Faulted(Fault::NotSent(_)))));
	assert!(mock.sent.lock().unwrap().len() <= 1 + PIPELINE.in_flight);
}

#[tokio::test]
async fn a_batch_lost_from_sight_is_looked_up_bill_by_bill() {
	let entries = entries(4);
	let mut mock = Mock::new(vec![Err(unknown()), Ok(vec![])]);
	mock.chain.push((entries[0].clone(), entries[0].xml));
	let results = run(&mock, &entries).await;
	assert_eq!(results[0].state, EntryState::Registered { block: 77, transaction: None });
	assert_eq!(results[1].state, EntryState::Faulted(unknown()));
	assert!(matches!(results[2].state, EntryState::Registered { block: 5, .. }));
}

#[tokio::test]
async fn another_bill_under_the_key_is_no_success() {
	let entries = entries(1);
	let mut mock = Mock::new(vec![Err(unknown())]);
	mock.chain.push((entries[0].clone(), Digest::repeat_byte(0xee)));
	let results = run(&mock, &entries).await;
	assert_eq!(results[0].state, EntryState::Refused(Refusal::AlreadyExists, None));
}

#[tokio::test]
async fn a_pipeline_out_of_bounds_is_refused() {
	let mock = Mock::new(vec![Ok(vec![])]);
	for pipeline in [
		Pipeline { batch: 0, in_flight: 1 },
		Pipeline { batch: 501, in_flight: 1 },
		Pipeline { batch: 1, in_flight: 0 },
	] {
		let answer = register_all(&mock, &entries(1), pipeline, |_| {}).await;
		assert!(matches!(answer, Err(Fault::Input(_))), "{pipeline:?}");
	}
	assert!(mock.sent.lock().unwrap().is_empty());
}

/// A pool that has no room left refuses what arrives out of order, and the rest is not sent.
#[test]
fn the_default_fits_into_what_a_pool_keeps_of_waiting_transactions() {
	// What a node keeps unless it is told otherwise: a tenth of 131,072 KiB.
	const WAITING: usize = 131_072 * 1024 / 10;
	// Everything of a transaction that is not the batch: signature, nonce, lifetime.
	const ENVELOPE: usize = 512;
	let Pipeline { batch, in_flight } = Pipeline::default();
	assert_eq!(batch, usize::try_from(MAX_BATCH).unwrap());
	// Bills without further fields, which few scenes demand; whoever has them sends less at once.
	let entry = BillEntry::max_encoded_len() - Fields::max_encoded_len() + 1;
	assert!(in_flight * (batch * entry + ENVELOPE) <= WAITING);
}
