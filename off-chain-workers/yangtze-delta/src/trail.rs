//! Evidence of each call 共享过程存证: every call that the gateway answers is a line of the node's record,
//! and the SM3 of the line goes to the evidence chain 存证链 by itself, from a queue that survives
//! restarts. Authorization files go there whole 原文存证. R175, R179.

use crate::{
	refused::Refused,
	store::{JournalFault, Spool},
};
use async_trait::async_trait;
use fiscal_bridge::{
	files::{FileFault, FileStore},
	ledger::{Direction, Entry, Ledger},
	now,
	protocol::{SignedAnswer, SignedRequest},
	worker::BridgeFault,
};
use fiscal_evidence::Evidence;
use fiscal_primitives::{
	outbox::{Body, DeliveryFault, EvidenceKind, EvidenceNotice},
	Digest, Moment,
};
use fiscal_sm_crypto::sm3_256;
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::watch;

/// Least time between two attempts to hand the same piece over.
const BACKOFF: Duration = Duration::from_secs(1);
/// Longest time between two attempts.
const MAX_BACKOFF: Duration = Duration::from_secs(60);
/// After how many answers in a row that cannot be used a piece is given up: it would hold up all others
/// otherwise.
const MAX_BAD_ANSWERS: u32 = 8;

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Piece {
	/// A digest 哈希存证.
	Digest {
		/// What it is about.
		kind: EvidenceKind,
		/// The digest.
		digest: Digest,
		/// When the call was, Unix ms.
		at: Moment,
	},
	/// A file of the file store 原文存证.
	File {
		/// What it is about.
		kind: EvidenceKind,
		/// What the evidence chain calls it, 1 to 128 characters.
		name: String,
		/// Its SM3.
		hash: Digest,
	},
}

/// The evidence chain, as the queue sees it. The same piece twice is harmless.
#[async_trait]
pub trait Keep: Send + Sync {
	/// Hands a digest over; false when it is refused for good.
	async fn digest(&self, notice: &EvidenceNotice) -> Result<bool, BridgeFault>;
	/// Hands a file over.
	async fn file(&self, kind: EvidenceKind, name: &str, content: &[u8])
		-> Result<(), BridgeFault>;
}

#[async_trait]
impl Keep for Evidence {
	/// The idempotency key is SM3 over `fiscal/call/1` and the digest, which is of one line alone.
	async fn digest(&self, notice: &EvidenceNotice) -> Result<bool, BridgeFault> {
		let key = [b"fiscal/call/1".as_slice(), notice.digest.as_bytes()].concat();
		let key = Digest::from(sm3_256(&key));
		let body = Body::Evidence(*notice).digest();
		Ok(self.keep_digest(&key, &body, notice).await?.receipt.accepted)
	}

	async fn file(
		&self,
		kind: EvidenceKind,
		name: &str,
		content: &[u8],
	) -> Result<(), BridgeFault> {
		match self.keep_file(kind, name, content).await {
			Ok(_) => Ok(()),
			Err(fault) => Err(fault.into_fault(self.client().name())),
		}
	}
}

/// The record of calls, and what still has to go to the evidence chain.
#[derive(Clone)]
pub struct Trail {
	ledger: Arc<Ledger>,
	/// None where no evidence chain is connected.
	queue: Option<Arc<Spool<Piece>>>,
}

impl Trail {
	/// A trail in `ledger`, and in a queue for `capacity` pieces whose journal is at `queue`; without a
	/// queue the record stays here alone.
	///
	/// # Errors
	/// [`JournalFault`].
	pub fn open(
		ledger: Arc<Ledger>,
		queue: Option<&Path>,
		capacity: usize,
	) -> Result<Self, JournalFault> {
		let queue = queue.map(|path| Spool::open(path, capacity)).transpose()?.map(Arc::new);
		Ok(Self { ledger, queue })
	}

	/// Is there no room for further evidence? No call is taken up then: none is to be without.
	pub fn is_full(&self) -> bool {
		self.queue.as_ref().is_some_and(|queue| queue.is_full())
	}

	/// How many pieces wait.
	pub fn waiting(&self) -> usize {
		self.queue.as_ref().map_or(0, |queue| queue.len())
	}

	/// Records a call; with `kind` its line is evidence.
	///
	/// # Errors
	/// The record or the queue does not take it: the answer must not leave then.
	pub async fn record(&self, entry: Entry, kind: Option<EvidenceKind>) -> Result<(), Refused> {
		let (ledger, queue) = (self.ledger.clone(), self.queue.clone());
		blocking(move || {
			let digest =
				ledger.append(&entry).map_err(|fault| Refused::internal("record", &fault))?;
			if let (Some(queue), Some(kind)) = (queue, kind) {
				queue.put(Piece::Digest { kind, digest, at: entry.at })?;
			}
			Ok(())
		})
		.await
	}

	/// Has a file of the file store kept on the evidence chain as it is.
	///
	/// # Errors
	/// The queue does not take it.
	pub async fn keep_file(
		&self,
		kind: EvidenceKind,
		name: String,
		hash: Digest,
	) -> Result<(), Refused> {
		let Some(queue) = self.queue.clone() else { return Ok(()) };
		blocking(move || Ok(queue.put(Piece::File { kind, name, hash })?)).await
	}

	/// Hands over what waits, until the sender of `stop` is gone. What is being written then is written
	/// to its end.
	pub async fn run(self, chain: Arc<dyn Keep>, files: FileStore, mut stop: watch::Receiver<()>) {
		let Some(queue) = self.queue else { return };
		let (mut wait, mut bad) = (BACKOFF, 0u32);
		loop {
			let Some((number, piece)) = queue.first(|_| true) else {
				let came = tokio::select! {
					() = queue.came() => true,
					() = stopped(&mut stop) => false,
				};
				if came {
					continue;
				}
				return;
			};
			let handed = tokio::select! {
				handed = hand_over(&*chain, &files, &piece) => handed,
				() = stopped(&mut stop) => return,
			};
			let outcome = match handed {
				Err(Hitch::Later(fault)) if fault.fault == DeliveryFault::BadAnswer => {
					bad = bad.saturating_add(1);
					if bad >= MAX_BAD_ANSWERS {
						Err(Hitch::Never(fault.words))
					} else {
						Err(Hitch::Later(fault))
					}
				}
				other => other,
			};
			match outcome {
				Ok(()) => {}
				Err(Hitch::Later(fault)) => {
					log::warn!(target: "gateway", "evidence waits: {}", fault.words);
					tokio::select! {
						() = tokio::time::sleep(wait) => {}
						() = stopped(&mut stop) => return,
					}
					wait = wait.saturating_mul(2).min(MAX_BACKOFF);
					continue;
				}
				Err(Hitch::Never(words)) => {
					log::error!(
						target: "gateway",
						"the evidence chain does not take {piece:?}, which stays in the record \
						 alone: {words}"
					);
				}
			}
			(wait, bad) = (BACKOFF, 0);
			let done = queue.clone();
			if let Err(refused) = blocking(move || Ok(done.done(number)?)).await {
				// It is handed over a second time after the next start, which is harmless.
				log::warn!(target: "gateway", "evidence {number}: {}", refused.0);
			}
		}
	}
}

/// Why a piece was not handed over.
enum Hitch {
	/// It may be taken later.
	Later(BridgeFault),
	/// It will not be taken.
	Never(String),
}

async fn hand_over(chain: &dyn Keep, files: &FileStore, piece: &Piece) -> Result<(), Hitch> {
	let taken = match piece {
		Piece::Digest { kind, digest, at } => {
			chain.digest(&EvidenceNotice { kind: *kind, digest: *digest, at: *at }).await
		}
		Piece::File { kind, name, hash } => match files.get(hash).await {
			Ok(Some(content)) => chain.file(*kind, name, &content).await.map(|()| true),
			Ok(None) => return Err(Hitch::Never("the file is gone".into())),
			Err(fault @ FileFault::Damaged(_)) => return Err(Hitch::Never(fault.to_string())),
			Err(fault) => {
				let words = fault.to_string();
				let fault = DeliveryFault::Unavailable;
				return Err(Hitch::Later(BridgeFault { fault, words }));
			}
		},
	};
	match taken {
		Ok(true) => Ok(()),
		Ok(false) => Err(Hitch::Never("refused".into())),
		Err(fault) => Err(Hitch::Later(fault)),
	}
}

/// Waits until the sender is gone.
pub(crate) async fn stopped(stop: &mut watch::Receiver<()>) {
	while stop.changed().await.is_ok() {}
}

/// Does what may block where it may.
pub(crate) async fn blocking<T: Send + 'static>(
	work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
	tokio::task::spawn_blocking(work)
		.await
		.unwrap_or_else(|stopped| Err(Refused::internal("worker", &stopped)))
}

/// The record of one call of the gateway: who asked stands as its reference.
pub(crate) fn entry(service: String, request: &SignedRequest, answer: &SignedAnswer) -> Entry {
	let digest = |text: &str| Digest::from(sm3_256(text.as_bytes()));
	Entry {
		at: now(),
		system: "gateway".into(),
		direction: Direction::In,
		service,
		id: request.id.clone(),
		request: digest(&request.body),
		answer: Some(digest(&answer.body)),
		outcome: answer.code.clone(),
		reference: Some(request.app.clone()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::sync::Mutex;

	/// Fails as often as it is told, refuses what it is told, and remembers what it took.
	#[derive(Default)]
	struct Fake {
		failures: Mutex<u32>,
		refused: Option<Digest>,
		taken: Mutex<Vec<Digest>>,
		files: Mutex<Vec<(String, Vec<u8>)>>,
	}

	#[async_trait]
	impl Keep for Fake {
		async fn digest(&self, notice: &EvidenceNotice) -> Result<bool, BridgeFault> {
			if self.refused == Some(notice.digest) {
				return Ok(false);
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
		async fn file(
			&self,
			_: EvidenceKind,
			name: &str,
			content: &[u8],
		) -> Result<(), BridgeFault> {
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
		spool
			.put(Piece::File { kind: EvidenceKind::File, name: "gone".into(), hash: gone })
			.unwrap();
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
}
