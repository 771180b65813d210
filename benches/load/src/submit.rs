//! Sending what is due: one lane an account.
//!
//! A lane sends in the order of its nonces over its connections, up to `window` submissions without an
//! answer: a node validates them side by side, and what arrives before its predecessor waits in a part
//! of the pool that is small. A refusal leaves a gap that would hold back everything behind it, so the
//! lane pauses, signs the refused transaction anew with the same nonce, and sends it again.

use crate::{
	book::Book,
	link::Link,
	sign::{Anchor, Forge, Order, Signed},
};
use anyhow::{bail, Context, Result};
use fiscal_client::faults::Refusal;
use fiscal_primitives::Digest;
use futures::{
	future::{BoxFuture, FutureExt},
	stream::{FuturesUnordered, StreamExt},
};
use jsonrpsee::{
	core::{client::Subscription, ClientError},
	rpc_params,
	types::ErrorObjectOwned,
};
use serde_json::Value;
use std::{collections::VecDeque, sync::Arc, time::Duration};
use subxt_rpcs::UserError;
use tokio::{
	sync::{watch, Semaphore},
	time::Instant,
};

/// How long after a refusal the same nonce is tried again, a first time; then twice as long, and so on.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// Room for transactions on their way, below what the pools of the nodes hold: what does not fit waits
/// here, and its latency grows all the same.
#[derive(Debug)]
pub struct Room {
	transactions: Semaphore,
	kilobytes: Semaphore,
	most_kilobytes: u32,
}

impl Room {
	/// Room for as many transactions of as many kilobytes together.
	pub fn new(transactions: usize, kilobytes: u32) -> Self {
		Self {
			transactions: Semaphore::new(transactions.clamp(1, Semaphore::MAX_PERMITS)),
			kilobytes: Semaphore::new(usize::try_from(kilobytes.max(1)).unwrap_or(1)),
			most_kilobytes: kilobytes.max(1),
		}
	}

	/// Waits for room. Takes none when it is not awaited to the end.
	async fn enter(&self, kilobytes: u32) -> Result<()> {
		let one = self.transactions.acquire().await?;
		let bytes = self.kilobytes.acquire_many(self.taken(kilobytes)).await?;
		one.forget();
		bytes.forget();
		Ok(())
	}

	/// Gives back what a transaction took.
	pub fn leave(&self, kilobytes: u32) {
		self.transactions.add_permits(1);
		self.kilobytes.add_permits(usize::try_from(self.taken(kilobytes)).unwrap_or(0));
	}

	fn taken(&self, kilobytes: u32) -> u32 {
		kilobytes.clamp(1, self.most_kilobytes)
	}
}

/// What every lane of a run shares.
pub struct Shared {
	/// When the run starts.
	pub start: Instant,
	/// Where everything is written down.
	pub book: Arc<Book>,
	/// Who signs.
	pub forge: Arc<dyn Forge>,
	/// Room for transactions on their way.
	pub room: Arc<Room>,
	/// A finalized block every node has.
	pub anchors: watch::Receiver<Anchor>,
	/// Submissions of a lane without an answer.
	pub window: usize,
	/// Watch each transaction by a subscription.
	pub watch: bool,
}

/// A transaction that is due.
#[derive(Clone, Debug)]
pub struct Job {
	/// Its place in the book.
	pub index: usize,
	/// When it is due, from the start of the run.
	pub at: Duration,
	/// What is signed.
	pub order: Order,
	/// The transaction, if it is signed already.
	pub signed: Option<Signed>,
	/// How often it was tried before.
	pub attempt: u32,
}

impl Job {
	/// A job that was not tried yet.
	pub fn new(index: usize, at: Duration, order: Order, signed: Option<Signed>) -> Self {
		Self { index, at, order, signed, attempt: 0 }
	}

	/// What it occupies in a pool, rounded up: 170 bytes a bill and 200 around them.
	fn kilobytes(&self) -> u32 {
		self.order.bills.saturating_mul(170).saturating_add(200).div_ceil(1_024)
	}

	fn pause(&self) -> Duration {
		match self.attempt.checked_sub(1) {
			None => Duration::ZERO,
			Some(again) => FIRST_PAUSE.saturating_mul(1 << again.min(8)).min(LONGEST_PAUSE),
		}
	}
}

/// What came of a submission.
enum Answer {
	/// A pool took it.
	Accepted,
	/// A pool took it and tells what becomes of it.
	Watched(Subscription<Value>),
	/// A pool refused it.
	Refused(i32, Refusal),
	/// It is not known whether a pool has it.
	Broken,
	/// The run cannot go on.
	Fatal(anyhow::Error),
}

impl Shared {
	fn now(&self) -> Duration {
		Instant::now().saturating_duration_since(self.start)
	}

	async fn due(&self, at: Duration, kilobytes: u32) -> Result<()> {
		tokio::time::sleep_until(self.start + at).await;
		self.room.enter(kilobytes).await
	}

	/// Sends a job. Answers the job with its signature where the same bytes may be sent again.
	async fn deliver(&self, link: &Link, mut job: Job) -> (Job, Answer) {
		if job.attempt > 0 {
			tokio::time::sleep(job.pause()).await;
		}
		let anchor = *self.anchors.borrow();
		let signed = match job.signed.take() {
			Some(signed) => signed,
			None => match self.forge.sign(&job.order, anchor, job.attempt) {
				Ok(signed) => signed,
				Err(fault) => return (job, Answer::Fatal(fault)),
			},
		};
		self.book.sent(job.index, signed.hash, job.kilobytes(), self.now());
		let answer = self.submit(link, &signed).await;
		if matches!(answer, Answer::Broken) {
			job.signed = Some(signed);
		}
		(job, answer)
	}

	async fn submit(&self, link: &Link, signed: &Signed) -> Answer {
		let params = rpc_params![format!("0x{}", hex::encode(&signed.bytes))];
		let answer = if self.watch {
			link.subscribe("author_submitAndWatchExtrinsic", params, "author_unwatchExtrinsic")
				.await
				.map(Answer::Watched)
		} else {
			let hash: Result<Digest, _> = link.ask("author_submitExtrinsic", params).await;
			match hash {
				Ok(hash) if hash != signed.hash => {
					let (node, here) = (hash, signed.hash);
					let text = format!("the node calls a transaction {node:?} that is {here:?}");
					return Answer::Fatal(anyhow::Error::msg(text));
				}
				hash => hash.map(|_| Answer::Accepted),
			}
		};
		match answer {
			Ok(answer) => answer,
			Err(ClientError::Call(error)) => {
				Answer::Refused(error.code(), Refusal::of(&user_error(&error)))
			}
			Err(_) => Answer::Broken,
		}
	}
}

/// Sends the jobs of one account, in the order of their nonces, when they are due; ends when each has
/// been taken by a pool and, where it is watched, is final.
///
/// # Errors
/// For a refusal that no other signature changes: the account may not register, or its quota is not
/// lifted.
pub async fn run_lane(shared: Arc<Shared>, links: Vec<Arc<Link>>, jobs: Vec<Job>) -> Result<()> {
	let mut waiting: VecDeque<Job> = jobs.into();
	let mut submissions: FuturesUnordered<BoxFuture<'_, (Job, Answer)>> = FuturesUnordered::new();
	let mut watched: FuturesUnordered<BoxFuture<'_, (usize, bool)>> = FuturesUnordered::new();
	let mut repairs = 0usize;
	let mut turns = links.iter().cycle();
	loop {
		let may_send = repairs == 0 && submissions.len() < shared.window;
		let next = waiting.front().filter(|_| may_send).map(|job| (job.at, job.kilobytes()));
		let (at, kilobytes) = next.unwrap_or_default();
		tokio::select! {
			// A submission that was just made is polled first, so that it leaves before the next one.
			biased;
			Some((job, answer)) = submissions.next(), if !submissions.is_empty() => {
				repairs = repairs.saturating_sub(usize::from(job.attempt > 0));
				match judge(&shared, &job, answer)? {
					Verdict::Done => {}
					Verdict::Watch(subscription) => {
						watched.push(until_final(job.index, subscription).boxed());
					}
					Verdict::Again { anew } => {
						let signed = job.signed.clone().filter(|_| !anew);
						let attempt = job.attempt.saturating_add(1);
						let link = turns.next().context("a lane has a connection")?;
						let job = Job { signed, attempt, ..job };
						submissions.push(shared.deliver(link, job).boxed());
						repairs = repairs.saturating_add(1);
					}
				}
			}
			Some((index, is_final)) = watched.next(), if !watched.is_empty() => {
				if is_final {
					if let Some(kilobytes) = shared.book.finalized(index, shared.now()) {
						shared.room.leave(kilobytes);
					}
				}
			}
			entered = shared.due(at, kilobytes), if next.is_some() => {
				entered?;
				let job = waiting.pop_front().context("there is a next one")?;
				let link = turns.next().context("a lane has a connection")?;
				submissions.push(shared.deliver(link, job).boxed());
			}
			else => return Ok(()),
		}
	}
}

/// What is done after an answer.
enum Verdict {
	Done,
	Watch(Subscription<Value>),
	/// Send it again, signed `anew` or as it was.
	Again {
		anew: bool,
	},
}

fn judge(shared: &Shared, job: &Job, answer: Answer) -> Result<Verdict> {
	let (code, refusal) = match answer {
		Answer::Accepted => {
			shared.book.accepted(job.index, shared.now());
			return Ok(Verdict::Done);
		}
		Answer::Watched(subscription) => {
			shared.book.accepted(job.index, shared.now());
			return Ok(Verdict::Watch(subscription));
		}
		Answer::Broken => {
			shared.book.broke();
			return Ok(Verdict::Again { anew: false });
		}
		Answer::Fatal(fault) => return Err(fault),
		Answer::Refused(code, refusal) => (code, refusal),
	};
	match refusal {
		// An earlier attempt arrived after all.
		Refusal::AlreadyImported | Refusal::TooLowPriority if job.attempt > 0 => {
			shared.book.accepted(job.index, shared.now());
			return Ok(Verdict::Done);
		}
		_ => shared.book.refused(job.index, &format!("{code} {refusal}")),
	}
	match refusal {
		Refusal::UnknownAccount
		| Refusal::NotActive
		| Refusal::RoleForbidden
		| Refusal::ExceedsBurst
		| Refusal::NotExpected
		| Refusal::Custom(_) => bail!("the node refuses transactions of this chain: {refusal}"),
		Refusal::QuotaExhausted => {
			bail!("{refusal}: lift the quota first (--prepare, or fiscal-load prepare)")
		}
		// Another transaction used the nonce, or an earlier attempt that the follower finds.
		Refusal::Stale | Refusal::AlreadyImported | Refusal::TooLowPriority => {
			if job.attempt == 0 {
				if let Some(kilobytes) = shared.book.give_up(job.index) {
					shared.room.leave(kilobytes);
				}
			}
			Ok(Verdict::Done)
		}
		_ => Ok(Verdict::Again { anew: true }),
	}
}

fn user_error(error: &ErrorObjectOwned) -> UserError {
	UserError {
		code: error.code(),
		message: error.message().into(),
		data: error.data().map(ToOwned::to_owned),
	}
}

/// Waits until a watched transaction is final; false when the subscription ends otherwise.
async fn until_final(index: usize, mut subscription: Subscription<Value>) -> (usize, bool) {
	while let Some(status) = subscription.next().await {
		let Ok(status) = status else { continue };
		if status.get("finalized").is_some() {
			return (index, true);
		}
		let ended = ["dropped", "invalid"].iter().any(|end| status == *end);
		if ended || status.get("usurped").is_some() {
			break;
		}
	}
	(index, false)
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::poll;

	fn job(bills: u32, attempt: u32) -> Job {
		let order = Order { lane: 0, first: 0, bills, nonce: 0 };
		Job { attempt, ..Job::new(0, Duration::ZERO, order, None) }
	}

	#[tokio::test]
	async fn a_full_room_lets_the_next_one_in_when_one_leaves() {
		let room = Room::new(2, 100);
		room.enter(80).await.unwrap();
		// There is room for a transaction and not for its bytes.
		let waiting = room.enter(30);
		tokio::pin!(waiting);
		assert!(poll!(waiting.as_mut()).is_pending());
		room.leave(80);
		waiting.await.unwrap();
		room.enter(10).await.unwrap();
		let third = room.enter(1);
		tokio::pin!(third);
		assert!(poll!(third.as_mut()).is_pending(), "two transactions fill it");
	}

	#[tokio::test]
	async fn who_stops_waiting_for_room_takes_none() {
		let room = Room::new(1, 10);
		room.enter(5).await.unwrap();
		{
			let waiting = room.enter(5);
			tokio::pin!(waiting);
			assert!(poll!(waiting.as_mut()).is_pending());
		}
		room.leave(5);
		// One that is larger than everything fits alone.
		room.enter(1_000).await.unwrap();
		room.leave(1_000);
		room.enter(10).await.unwrap();
	}

	#[test]
	fn a_transaction_occupies_its_size() {
		assert_eq!(job(1, 0).kilobytes(), 1);
		assert_eq!(job(500, 0).kilobytes(), 84);
	}

	#[test]
	fn pauses_grow_and_are_capped() {
		let pauses: Vec<u64> =
			[0, 1, 2, 3, 5, 40].map(|tries| job(1, tries).pause().as_millis() as u64).to_vec();
		assert_eq!(pauses, [0, 250, 500, 1_000, 4_000, 4_000]);
	}
}
