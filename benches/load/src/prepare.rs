//! Lifting the quota: a chain bounds what one organisation may ask of it, and two senders would measure
//! that bound instead of the chain.
//!
//! The quota is lifted as in real life, by a motion of the consortium council, here with the council's
//! development keys.

use anyhow::{ensure, Context, Result};
use fiscal_client::{
	calls::quotas::{self, Quota},
	council::{Resolution, DEFAULT_BOUND},
	Account, Client, Fault,
};
use fiscal_primitives::{participant::Tier, Digest};
use fiscal_sm_crypto::sm3_256;
use futures::future::try_join_all;

/// A quota nobody exhausts: 11 days of computing at once and in every second.
pub const LIFTED: Quota = Quota { burst: 1_000_000_000_000, per_second: 1_000_000_000_000 };

/// The tier of those who register bills in the development presets.
const SENDERS: Tier = Tier::Member;

/// The members of the council of the development presets, by their development keys.
const COUNCIL: [&str; 4] = ["Finance", "Medicare", "BigData", "Health"];

/// Lifts the default quota of members on the chain of the node at `url`; true if it was not lifted before.
///
/// # Errors
/// When the council of that chain is another one, or does not agree.
pub async fn prepare(url: &str) -> Result<bool> {
	let client = Client::connect(url).await?;
	if is_lifted(&client).await? {
		return Ok(false);
	}
	let call = quotas::set_default_quota(SENDERS, LIFTED);
	let members = COUNCIL.map(Account::dev);
	let chair = members.first().context("the council has members")?;
	let runtime = client.runtime(None).await?;
	let hash = Digest::from(sm3_256(&call.encode(runtime.metadata_ref())?));
	match client.motion(hash).await {
		Ok(_) => {}
		Err(Fault::NotFound(_)) => {
			client.propose(&call, None, chair).await.context("proposing the quota")?;
		}
		Err(fault) => return Err(fault.into()),
	}
	let motion = client.motion(hash).await?;
	let needed = usize::try_from(motion.threshold)?.saturating_sub(motion.ayes.len());
	let voters = members.iter().filter(|member| !motion.ayes.contains(member.id())).take(needed);
	try_join_all(voters.map(|member| client.vote(hash, true, member)))
		.await
		.context("approving the quota")?;
	let (_, resolution) =
		client.close(hash, DEFAULT_BOUND, chair).await.context("closing the vote")?;
	ensure!(
		resolution == Resolution::Executed,
		"the council did not lift the quota: {resolution:?}"
	);
	ensure!(is_lifted(&client).await?, "the quota is not lifted");
	Ok(true)
}

async fn is_lifted(client: &Client) -> Result<bool> {
	Ok(client.default_quotas().await?.of(SENDERS) == LIFTED)
}
