//! What blocks say that happened.

use crate::{http, World};
use anyhow::{Context, Result};
use fiscal_client::{
	events::{decode, Event},
	Client, Fault,
};
use fiscal_primitives::BlockNumber;
use sp_crypto_hashing::twox_128;

/// The height of the last final block.
///
/// # Errors
/// Validator 0 does not answer.
pub fn height(world: &World) -> Result<BlockNumber> {
	let client = world.client(0)?;
	Ok(http::wait(client.head())?.number)
}

/// The events `pallet.name` of the blocks from `first` on, in their order.
///
/// # Errors
/// Validator 0 does not answer, or its runtime is of another version.
pub fn since(world: &World, first: BlockNumber, pallet: &str, name: &str) -> Result<Vec<Event>> {
	let client = world.client(0)?;
	let all = http::wait(read(&client, first)).context("the events of blocks")?;
	Ok(all.into_iter().filter(|event| event.is(pallet, name)).collect())
}

async fn read(client: &Client, first: BlockNumber) -> Result<Vec<Event>, Fault> {
	let key = [twox_128(b"System"), twox_128(b"Events")].concat();
	let last = client.head().await?.number;
	let mut events = Vec::new();
	for number in first..=last {
		let Some(hash) = client.block_hash(number).await? else { break };
		let runtime = client.runtime(Some(hash)).await?;
		let bytes = client.storage(&key, hash).await?.unwrap_or_default();
		events.extend(decode(bytes, &runtime)?);
	}
	Ok(events)
}
