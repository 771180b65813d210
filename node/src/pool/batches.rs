//! Whoever wants a transaction validated while others are being validated waits for them, and then
//! goes together with all who came meanwhile.
//!
//! One of those who wait leads: it takes what waits, validates it on its own thread, hands out the
//! verdicts, and gives the lead to the first of those who came since. So the batches grow with the
//! load, there is no timer, and nobody who is alone waits for company: who finds no leader lets the
//! other tasks that are ready to run have one turn, among them the rest of its own batch from a peer,
//! and begins. One leader at a time is enough: what is validated has to be executed, and a block
//! executes on one core, too.

#[cfg(test)]
mod tests;

use codec::Encode;
use fiscal_runtime_api::MAX_VALIDATED;
use futures::channel::oneshot;
use parking_lot::Mutex;
use sc_transaction_pool_api::TransactionSource;
use sp_core::H256;
use sp_runtime::OpaqueExtrinsic;
use std::{
	collections::VecDeque,
	future::poll_fn,
	sync::Arc,
	task::{Context, Poll},
};

/// Bytes of transactions validated in one call, unless a single one is longer.
const MOST_BYTES: usize = 256 * 1024;

/// A transaction to be validated.
#[derive(Clone)]
pub struct Wanted {
	/// At which block.
	pub at: H256,
	/// Where it comes from.
	pub source: TransactionSource,
	/// The transaction.
	pub transaction: Arc<OpaqueExtrinsic>,
}

/// One who waits, and how to reach it.
struct Waiting<V> {
	wanted: Wanted,
	reply: oneshot::Sender<Reply<V>>,
}

enum Reply<V> {
	Verdict(V),
	/// It is its own turn to lead now.
	Lead(Lead<V>),
}

struct Queue<V> {
	/// Whether somebody leads, or was told to.
	led: bool,
	waiting: VecDeque<Waiting<V>>,
}

type Shared<V> = Arc<Mutex<Queue<V>>>;

/// The lead, of which there is one. Whatever becomes of its holder, who may be dropped at any time,
/// it passes on.
struct Lead<V>(Shared<V>);

impl<V> Drop for Lead<V> {
	fn drop(&mut self) {
		loop {
			let next = {
				let mut queue = self.0.lock();
				let next = queue.waiting.pop_front();
				queue.led = next.is_some();
				next
			};
			let Some(next) = next else { return };
			if !next.reply.is_canceled() {
				// One that was dropped since drops this lead, which passes on again.
				let _ = next.reply.send(Reply::Lead(Lead(self.0.clone())));
				return;
			}
		}
	}
}

impl<V> Lead<V> {
	/// Those from the front of the queue that go with `first` in one call.
	fn followers(&self, first: &Wanted) -> Vec<Waiting<V>> {
		let mut queue = self.0.lock();
		let mut bytes = first.transaction.encoded_size();
		let mut followers = Vec::new();
		while let Some(next) = queue.waiting.front() {
			let wanted = &next.wanted;
			let alike = wanted.at == first.at && wanted.source == first.source;
			let size = wanted.transaction.encoded_size();
			let fits = followers.len() + 1 < MAX_VALIDATED && bytes + size <= MOST_BYTES;
			let is_gone = next.reply.is_canceled();
			if !(is_gone || alike && fits) {
				break;
			}
			let next = queue.waiting.pop_front();
			if !is_gone {
				bytes += size;
				followers.extend(next);
			}
		}
		followers
	}
}

/// Lets every other task that is ready on this thread run once.
async fn one_turn() {
	let mut had = false;
	let turn = |context: &mut Context<'_>| {
		if std::mem::replace(&mut had, true) {
			return Poll::Ready(());
		}
		context.waker().wake_by_ref();
		Poll::Pending
	};
	poll_fn(turn).await;
}

/// Those who wait for a verdict `V`.
pub struct Batches<V>(Shared<V>);

impl<V> Default for Batches<V> {
	fn default() -> Self {
		Self(Arc::new(Mutex::new(Queue { led: false, waiting: VecDeque::new() })))
	}
}

impl<V> Batches<V> {
	/// The verdict on `wanted`. `validate` is called for a batch, if it is the turn of this one to
	/// lead: at most [`MAX_VALIDATED`] transactions of one source at one block, `wanted` the first of
	/// them, and at most 256 KiB unless there is only one; it answers with one verdict for each, in
	/// order. `None` if somebody else led and there was no verdict on this one.
	pub async fn verdict(
		&self,
		wanted: Wanted,
		validate: impl FnOnce(H256, TransactionSource, Vec<Arc<OpaqueExtrinsic>>) -> Vec<V>,
	) -> Option<V> {
		let lead = match self.join(&wanted) {
			Ok(lead) => {
				one_turn().await;
				lead
			}
			Err(reply) => match reply.await.ok()? {
				Reply::Verdict(verdict) => return Some(verdict),
				Reply::Lead(lead) => lead,
			},
		};
		let followers = lead.followers(&wanted);
		let all = [&wanted].into_iter().chain(followers.iter().map(|one| &one.wanted));
		let transactions = all.map(|one| one.transaction.clone()).collect();
		let mut verdicts = validate(wanted.at, wanted.source, transactions).into_iter();
		let own = verdicts.next();
		for (follower, verdict) in followers.into_iter().zip(verdicts) {
			// Nobody hears it: who asked was dropped.
			let _ = follower.reply.send(Reply::Verdict(verdict));
		}
		own
	}

	/// The lead, if nobody has it, else a place in the queue.
	fn join(&self, wanted: &Wanted) -> Result<Lead<V>, oneshot::Receiver<Reply<V>>> {
		let mut queue = self.0.lock();
		if !std::mem::replace(&mut queue.led, true) {
			return Ok(Lead(self.0.clone()));
		}
		let (reply, answer) = oneshot::channel();
		queue.waiting.push_back(Waiting { wanted: wanted.clone(), reply });
		Err(answer)
	}
}
