//! Evidence of each call 共享过程存证: every call that the gateway answers is a line of the node's record,
//! and the SM3 of the line goes to the evidence chain 存证链 by itself, from a queue that survives
//! restarts. Authorization files go there whole 原文存证. R175, R179.

mod pauses;

#[cfg(test)]
mod tests;

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
use pauses::{Pauses, Postponed};
use serde::{Deserialize, Serialize};
use std::{
	path::Path,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Instant,
};
use tokio::sync::watch;

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
	/// Pieces of the queue that others go before. Not kept across a restart: they are tried anew then.
	postponed: Arc<Mutex<Postponed>>,
	pauses: Pauses,
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
		Ok(Self { ledger, queue, postponed: Arc::default(), pauses: Pauses::USUAL })
	}

	/// Is there no room for further evidence? No call is taken up then: none is to be without.
	pub fn is_full(&self) -> bool {
		self.queue.as_ref().is_some_and(|queue| queue.is_full())
	}

	/// How many pieces wait.
	pub fn waiting(&self) -> usize {
		self.queue.as_ref().map_or(0, |queue| queue.len())
	}

	/// How many of them failed at least once, and wait behind the others.
	pub fn postponed(&self) -> usize {
		self.delayed().len()
	}

	/// The files of the file store that wait.
	pub fn files(&self) -> Vec<Digest> {
		let file = |piece: &Piece| match piece {
			Piece::File { hash, .. } => Some(*hash),
			Piece::Digest { .. } => None,
		};
		self.queue.as_ref().map_or_else(Vec::new, |queue| queue.collect(file))
	}

	fn delayed(&self) -> MutexGuard<'_, Postponed> {
		self.postponed.lock().unwrap_or_else(PoisonError::into_inner)
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
	///
	/// A piece that is not taken stays, and is tried again behind the others, after pauses that grow: one
	/// that never is holds up nobody. While nothing is taken at all, the pauses between attempts at any
	/// piece grow as well.
	pub async fn run(self, chain: Arc<dyn Keep>, files: FileStore, mut stop: watch::Receiver<()>) {
		let Some(queue) = self.queue.clone() else { return };
		// Pieces that failed for the first time since anything was taken. One that failed before says
		// nothing about the others.
		let mut row = 0u32;
		loop {
			let now = Instant::now();
			let next = {
				let delayed = self.delayed();
				queue.find(|number, _| delayed.is_due(number, now))
			};
			let Some((number, piece)) = next else {
				let due = self.delayed().next();
				let ripe = async {
					match due {
						Some(due) => tokio::time::sleep_until(due.into()).await,
						None => std::future::pending().await,
					}
				};
				let goes_on = tokio::select! {
					() = queue.came() => true,
					() = ripe => true,
					() = stopped(&mut stop) => false,
				};
				if goes_on {
					continue;
				}
				return;
			};
			let handed = tokio::select! {
				handed = hand_over(&*chain, &files, &piece) => handed,
				() = stopped(&mut stop) => return,
			};
			match handed {
				Ok(()) => row = 0,
				Err(Hitch::Later(fault)) => {
					let failures = self.delayed().postpone(number, Instant::now(), &self.pauses);
					log::warn!(
						target: "gateway",
						"evidence {number} ({piece:?}) was not taken {failures} times, and waits \
						 behind the others: {}",
						fault.words
					);
					row = row.saturating_add(u32::from(failures == 1));
					tokio::select! {
						() = tokio::time::sleep(self.pauses.between(row)) => {}
						() = stopped(&mut stop) => return,
					}
					continue;
				}
				Err(Hitch::Never(words)) => {
					log::error!(
						target: "gateway",
						"the evidence chain does not take {piece:?}, which stays in the record \
						 alone: {words}"
					);
					row = 0;
				}
			}
			self.delayed().forget(number);
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
	/// It may be taken later: also where the answer cannot be used, or the file cannot be read just now.
	Later(BridgeFault),
	/// It will not be taken: a receipt that the evidence chain signed says so, or there is no such file.
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
