//! Taking announcements of blocks calmly.
//!
//! Validators announce a decided block to each other, though each of them decides it itself within
//! milliseconds. Synchronisation, told at once, would fetch every block a second time. So the
//! announcement of the next block waits a while for the node's own decision.

use crate::{block_import::Head, Block};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Header};
use futures::FutureExt;
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};
use sp_runtime::traits::Header as _;
use std::{error::Error, future::Future, pin::Pin, sync::Arc, time::Duration};
use tokio::{
	sync::{watch, OwnedSemaphorePermit, Semaphore},
	time::{sleep, timeout},
};

/// How long an announcement waits for the node's own decision.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long an announcement of a block that has just been imported waits for synchronisation to
/// hear of the import, which takes another way. Were the announcement faster, the block would be
/// fetched although it is here; nothing worse happens.
const SETTLE: Duration = Duration::from_millis(50);

/// Most announcements that wait at a time. What comes above is passed on at once.
const MOST_WAITING: usize = 64;

type Answer = Pin<Box<dyn Future<Output = Result<Validation, Box<dyn Error + Send>>> + Send>>;

/// Holds announcements of the next block back while the node decides it itself.
///
/// An announcement of a later block is passed on at once: then the node has fallen behind and has to
/// fetch blocks. So is every announcement on a node that does not take part in consensus.
pub struct AnnounceValidator {
	heads: watch::Receiver<Head>,
	participates: bool,
	places: Arc<Semaphore>,
}

impl AnnounceValidator {
	/// `heads` is the last block, as [`crate::block_import::BftBlockImport::heads`] gives it;
	/// `participates` whether this node decides blocks itself.
	pub fn new(heads: watch::Receiver<Head>, participates: bool) -> Self {
		Self { heads, participates, places: Arc::new(Semaphore::new(MOST_WAITING)) }
	}

	/// A place to wait, if waiting makes sense.
	fn place(&self, number: BlockNumber) -> Option<OwnedSemaphorePermit> {
		let last = self.heads.borrow().number;
		let is_near = number == last || number == last.saturating_add(1);
		(self.participates && is_near)
			.then(|| self.places.clone().try_acquire_owned().ok())
			.flatten()
	}
}

/// Until the block of that number is here, and synchronisation knows.
async fn arrival(heads: &mut watch::Receiver<Head>, number: BlockNumber) {
	while heads.borrow_and_update().number < number {
		if heads.changed().await.is_err() {
			return;
		}
	}
	sleep(SETTLE).await;
}

/// Another block than the final one of that number cannot become part of the chain.
fn verdict(head: Head, number: BlockNumber, hash: BlockHash) -> Validation {
	match head.number == number && head.hash != hash {
		true => Validation::Failure { disconnect: true },
		false => Validation::Success { is_new_best: true },
	}
}

impl BlockAnnounceValidator<Block> for AnnounceValidator {
	fn validate(&mut self, header: &Header, data: &[u8]) -> Answer {
		// No node of this chain says anything beside the header.
		if !data.is_empty() {
			return async { Ok(Validation::Failure { disconnect: true }) }.boxed();
		}
		let (number, hash) = (*header.number(), header.hash());
		let mut heads = self.heads.clone();
		let place = self.place(number);
		async move {
			if place.is_some() {
				// Over or not, synchronisation decides what to do.
				let _ = timeout(PATIENCE, arrival(&mut heads, number)).await;
			}
			let head = *heads.borrow();
			Ok(verdict(head, number, hash))
		}
		.boxed()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use tokio::time::Instant;

	const SUCCESS: Validation = Validation::Success { is_new_best: true };
	const FAILURE: Validation = Validation::Failure { disconnect: true };

	fn header(number: BlockNumber) -> Header {
		Header::new(
			number,
			BlockHash::zero(),
			BlockHash::zero(),
			BlockHash::repeat_byte(1),
			Default::default(),
		)
	}

	fn head(number: BlockNumber) -> Head {
		Head { number, hash: header(number).hash() }
	}

	fn at(number: BlockNumber, participates: bool) -> (watch::Sender<Head>, AnnounceValidator) {
		let (sender, heads) = watch::channel(head(number));
		(sender, AnnounceValidator::new(heads, participates))
	}

	async fn answer(answer: Answer) -> Validation {
		answer.await.unwrap()
	}

	#[tokio::test(start_paused = true)]
	async fn the_next_block_waits_for_the_own_decision() {
		let (sender, mut validator) = at(4, true);
		let began = Instant::now();
		let mut waiting = validator.validate(&header(5), &[]);
		assert!(futures::poll!(&mut waiting).is_pending());
		sender.send_replace(head(5));
		assert_eq!(answer(waiting).await, SUCCESS);
		assert!(began.elapsed() < PATIENCE);
	}

	#[tokio::test(start_paused = true)]
	async fn patience_ends() {
		let (_sender, mut validator) = at(4, true);
		let began = Instant::now();
		assert_eq!(answer(validator.validate(&header(5), &[])).await, SUCCESS);
		assert!(began.elapsed() >= PATIENCE);
	}

	#[tokio::test(start_paused = true)]
	async fn nobody_waits_when_the_node_is_behind_or_follows() {
		let (_sender, mut validator) = at(4, true);
		for number in [1, 3, 6, 1_000] {
			let now = validator.validate(&header(number), &[]).now_or_never();
			assert_eq!(now.unwrap().unwrap(), SUCCESS);
		}
		let (_sender, mut follower) = at(4, false);
		let now = follower.validate(&header(5), &[]).now_or_never();
		assert_eq!(now.unwrap().unwrap(), SUCCESS);
	}

	#[tokio::test(start_paused = true)]
	async fn a_block_that_is_here_already_settles() {
		let (_sender, mut validator) = at(4, true);
		let began = Instant::now();
		assert_eq!(answer(validator.validate(&header(4), &[])).await, SUCCESS);
		assert!(began.elapsed() >= SETTLE && began.elapsed() < PATIENCE);
	}

	#[tokio::test(start_paused = true)]
	async fn another_block_in_the_place_of_the_last_one_is_a_failure() {
		let (sender, mut validator) = at(4, true);
		let mut fork = header(5);
		fork.state_root = BlockHash::repeat_byte(9);
		let mut waiting = validator.validate(&fork, &[]);
		assert!(futures::poll!(&mut waiting).is_pending());
		sender.send_replace(head(5));
		assert_eq!(answer(waiting).await, FAILURE);
	}

	#[tokio::test(start_paused = true)]
	async fn data_beside_the_header_is_a_failure() {
		let (_sender, mut validator) = at(4, true);
		let now = validator.validate(&header(5), &[1]).now_or_never();
		assert_eq!(now.unwrap().unwrap(), FAILURE);
	}

	#[tokio::test(start_paused = true)]
	async fn the_number_that_wait_is_bounded() {
		let (_sender, mut validator) = at(4, true);
		let mut waiting: Vec<_> =
			(0..MOST_WAITING).map(|_| validator.validate(&header(5), &[])).collect();
		for future in &mut waiting {
			assert!(futures::poll!(future).is_pending());
		}
		let above = validator.validate(&header(5), &[]).now_or_never();
		assert_eq!(above.unwrap().unwrap(), SUCCESS);
		drop(waiting);
		let mut again = validator.validate(&header(5), &[]);
		assert!(futures::poll!(&mut again).is_pending());
	}

	#[tokio::test(start_paused = true)]
	async fn announcements_are_passed_on_when_imports_have_ended() {
		let (sender, mut validator) = at(4, true);
		let waiting = validator.validate(&header(5), &[]);
		drop(sender);
		let began = Instant::now();
		assert_eq!(answer(waiting).await, SUCCESS);
		assert!(began.elapsed() < PATIENCE);
	}
}
