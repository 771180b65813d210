//! Blocks that are told, read once for all who follow.

use super::told::{of_block, Told};
use crate::serve::{context::Context, fault::ApiFault};
use parking_lot::Mutex;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::{OnceCell, Semaphore};

/// How many bytes of blocks are kept.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// How many blocks are kept.
const MOST_BLOCKS: usize = 256;
/// How many blocks are read at one time: many who come back after long leave turns for everybody else.
const READS: usize = 4;

/// A block and how many bytes it has.
type Slot = Arc<OnceCell<(Arc<Vec<Told>>, usize)>>;

/// The blocks that somebody is told just now. Of more than fit the oldest are forgotten, and read again
/// for whoever comes back that far.
pub struct Hub {
	blocks: Mutex<BTreeMap<u32, Slot>>,
	reads: Semaphore,
}

impl Default for Hub {
	fn default() -> Self {
		Self { blocks: Mutex::default(), reads: Semaphore::new(READS) }
	}
}

impl Hub {
	/// Everything an indexed block brought.
	///
	/// # Errors
	/// What the database says; whoever asks next reads anew.
	pub async fn block(&self, context: &Context, height: u32) -> Result<Arc<Vec<Told>>, ApiFault> {
		let slot = self.blocks.lock().entry(height).or_default().clone();
		let told = slot
			.get_or_try_init(|| async {
				let closed = |_| ApiFault::busy("the server stops");
				let _read = self.reads.acquire().await.map_err(closed)?;
				let _turn = context.turn().await?;
				let told = of_block(context, height).await?;
				let bytes = told.iter().map(|one| one.data.len()).sum();
				Ok::<_, ApiFault>((Arc::new(told), bytes))
			})
			.await?
			.0
			.clone();
		self.forget();
		Ok(told)
	}

	fn forget(&self) {
		let mut blocks = self.blocks.lock();
		let mut bytes: usize = blocks.values().map(size).sum();
		while blocks.len() > MOST_BLOCKS || (bytes > MOST_BYTES && blocks.len() > 1) {
			let Some((_, oldest)) = blocks.pop_first() else { break };
			bytes = bytes.saturating_sub(size(&oldest));
		}
	}
}

fn size(slot: &Slot) -> usize {
	slot.get().map_or(0, |(_, bytes)| *bytes).saturating_add(256)
}
