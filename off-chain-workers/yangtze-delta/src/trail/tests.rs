//! Evidence arrives, whatever befalls some of it.

use super::*;
use std::{collections::BTreeMap, time::Duration};

/// Fails as often as it is told, refuses what it is told, and remembers what it took.
#[derive(Default)]
struct Fake {
	failures: Mutex<u32>,
	refused: Option<Digest>,
	/// What is never taken, and why.
	poison: BTreeMap<Digest, DeliveryFault>,
	/// How often something of it was tried.
	tried: Mutex<u32>,
	taken: Mutex<Vec<Digest>>,
	files: Mutex<Vec<(String, Vec<u8>)>>,
}

#[async_trait]
impl Keep for Fake {
	async fn digest(&self, notice: &EvidenceNotice) -> Result<bool, BridgeFault> {
		if self.refused == Some(notice.digest) {
			return Ok(false);
		}
		if let Some(fault) = self.poison.get(&notice.digest) {
			*self.tried.lock().unwrap() += 1;
			return Err(BridgeFault { fault: *fault, words: "not this one".into() });
		}
		let mut failures = self.failures.lock().unwrap();
		if *failures > 0 {
			*failures -= 1;
			let fault = DeliveryFault::Unreachable;
			return Err(BridgeFault { fault, words: "down".into() });
		}
		self.taken.lock().unwrap().push(notice.digest);
		Ok(true)
	}
	async fn file(&self, _: EvidenceKind, name: &str, content: &[u8]) -> Result<(), BridgeFault> {
		self.files.lock().unwrap().push((name.into(), content.into()));
		Ok(())
	}
}

fn call(id: u32) -> Entry {
	Entry {
		at: 1,
		system: "gateway".into(),
		direction: Direction::In,
		service: "api/v2/summary".into(),
		id: id.to_string(),
		request: Digest::zero(),
		answer: None,
		outcome: "S0000".into(),
		reference: None,
	}
}

fn ledger(folder: &Path) -> Arc<Ledger> {
	Arc::new(Ledger::open(&folder.join("ledger"), 1 << 20, 0).unwrap())
}

async fn drained(trail: &Trail) {
	let emptied = async {
		while trail.waiting() > 0 {
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(60), emptied).await.unwrap();
}

#[tokio::test]
async fn evidence_survives_a_restart_and_failures_and_comes_in_order() {
	let folder = tempfile::tempdir().unwrap();
	let ledger = ledger(folder.path());
	let queue = folder.path().join("evidence");
	let files = FileStore::open(&folder.path().join("objects"), 1 << 20, None).unwrap();
	let hash = files.put(b"agreement".to_vec()).await.unwrap();
	let trail = Trail::open(ledger.clone(), Some(&queue), 100).unwrap();
	for id in 0..5 {
		trail.record(call(id), Some(EvidenceKind::Query)).await.unwrap();
	}
	trail.record(call(5), None).await.unwrap();
	trail.keep_file(EvidenceKind::Authorization, "a.pdf".into(), hash).await.unwrap();
	assert_eq!(trail.waiting(), 6);
	drop(trail);

	let trail = Trail::open(ledger.clone(), Some(&queue), 100).unwrap();
	let chain = Arc::new(Fake { failures: Mutex::new(1), ..Fake::default() });
	let (running, stop) = watch::channel(());
	let handing = tokio::spawn(trail.clone().run(chain.clone(), files, stop));
	drained(&trail).await;
	drop(running);
	handing.await.unwrap();
	assert_eq!(chain.taken.lock().unwrap().len(), 5);
	assert_eq!(chain.files.lock().unwrap()[0], ("a.pdf".into(), b"agreement".to_vec()));
	assert_eq!(ledger.latest(10).unwrap().len(), 6);
}

#[tokio::test]
async fn what_is_refused_for_good_holds_up_nobody() {
	let folder = tempfile::tempdir().unwrap();
	let ledger = ledger(folder.path());
	let queue = folder.path().join("evidence");
	let files = FileStore::open(&folder.path().join("objects"), 1 << 20, None).unwrap();
	let bad = Digest::repeat_byte(1);
	let spool = Spool::open(&queue, 4).unwrap();
	for digest in [bad, Digest::repeat_byte(2)] {
		spool.put(Piece::Digest { kind: EvidenceKind::Query, digest, at: 1 }).unwrap();
	}
	let gone = Digest::repeat_byte(3);
	spool.put(Piece::File { kind: EvidenceKind::File, name: "gone".into(), hash: gone }).unwrap();
	drop(spool);
	let trail = Trail::open(ledger, Some(&queue), 3).unwrap();
	assert!(trail.is_full());
	let chain = Arc::new(Fake { refused: Some(bad), ..Fake::default() });
	let (running, stop) = watch::channel(());
	let handing = tokio::spawn(trail.clone().run(chain.clone(), files, stop));
	drained(&trail).await;
	drop(running);
	handing.await.unwrap();
	assert!(!trail.is_full());
	assert_eq!(*chain.taken.lock().unwrap(), [Digest::repeat_byte(2)]);
}

#[tokio::test]
async fn pieces_that_are_never_taken_wait_behind_the_others_and_are_not_lost() {
	let folder = tempfile::tempdir().unwrap();
	let ledger = ledger(folder.path());
	let queue = folder.path().join("evidence");
	let files = FileStore::open(&folder.path().join("objects"), 1 << 20, None).unwrap();
	let piece = |byte| Piece::Digest {
		kind: EvidenceKind::Query,
		digest: Digest::repeat_byte(byte),
		at: 1,
	};
	let spool = Spool::open(&queue, 8).unwrap();
	(1..=6).for_each(|byte| spool.put(piece(byte)).unwrap());
	drop(spool);
	// An answer that cannot be used, and one that says that it is out of order, for ever.
	let poison = [
		(Digest::repeat_byte(1), DeliveryFault::BadAnswer),
		(Digest::repeat_byte(4), DeliveryFault::Unavailable),
	];
	let chain = Arc::new(Fake { poison: poison.into(), ..Fake::default() });
	let millis = Duration::from_millis;
	let pauses = Pauses { least: millis(1), most: millis(5), most_of_one: millis(20) };
	let trail = Trail { pauses, ..Trail::open(ledger.clone(), Some(&queue), 8).unwrap() };
	let (running, stop) = watch::channel(());
	let handing = tokio::spawn(trail.clone().run(chain.clone(), files.clone(), stop));
	// Far more often than any piece was tried before it was given up.
	let often = async {
		while *chain.tried.lock().unwrap() < 60 || chain.taken.lock().unwrap().len() < 4 {
			tokio::time::sleep(millis(5)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(60), often).await.unwrap();
	let others = [2, 3, 5, 6].map(Digest::repeat_byte);
	assert_eq!(*chain.taken.lock().unwrap(), others);
	assert_eq!((trail.waiting(), trail.postponed()), (2, 2));
	// What comes meanwhile is handed over.
	trail.record(call(7), Some(EvidenceKind::Query)).await.unwrap();
	let came = async {
		while chain.taken.lock().unwrap().len() < 5 {
			tokio::time::sleep(millis(5)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(60), came).await.unwrap();
	drop(running);
	handing.await.unwrap();
	drop(trail);
	// Taken at last, after a restart.
	let trail = Trail::open(ledger, Some(&queue), 8).unwrap();
	assert_eq!(trail.waiting(), 2);
	let chain = Arc::new(Fake::default());
	let (running, stop) = watch::channel(());
	let handing = tokio::spawn(trail.clone().run(chain.clone(), files, stop));
	drained(&trail).await;
	drop(running);
	handing.await.unwrap();
	assert_eq!(*chain.taken.lock().unwrap(), [1, 4].map(Digest::repeat_byte));
}
