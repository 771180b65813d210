//! Who registers bills: the development participants that may.

use anyhow::{ensure, Result};
use fiscal_client::{calls::bills, Account, Call, Client};
use fiscal_primitives::{bill::Batch, NodeId, ParticipantId, SceneId};

/// A participant that registers bills, and for whom.
#[derive(Clone, Debug)]
pub struct Sender {
	/// Its development name.
	pub name: &'static str,
	/// Its account.
	pub account: Account,
	/// Its access node.
	pub node: NodeId,
	/// The issuer the node serves.
	pub issuer: ParticipantId,
	/// The scene of the bills.
	pub scene: SceneId,
}

/// Development name of the sender, of the issuer, number of the access node, number of the scene, as
/// the presets `development` and `devnet` have them: only operators of nodes and the platform may
/// register.
const PRESET: [(&str, &str, u32, u32); 2] =
	[("Hospital", "Hospital", 1, 1), ("BigData", "School", 2, 4)];

/// The most senders there are: nonces of an account are sequential, and a participant has one key.
pub const MAX_SENDERS: usize = PRESET.len();

/// The first `count` senders of a development chain.
///
/// # Errors
/// For more than there are, and when the chain does not know them.
pub async fn senders(client: &Client, count: usize) -> Result<Vec<Sender>> {
	ensure!((1..=MAX_SENDERS).contains(&count), "senders: not between 1 and {MAX_SENDERS}");
	let mut senders = Vec::with_capacity(count);
	for (name, issuer, node, scene) in PRESET.into_iter().take(count) {
		let issuer = client.participant_of(Account::dev(issuer).id()).await?.id;
		senders.push(Sender {
			name,
			account: Account::dev(name),
			node: NodeId(node),
			issuer,
			scene: SceneId(scene),
		});
	}
	Ok(senders)
}

impl Sender {
	/// The call that registers a batch.
	pub fn call(&self, batch: &Batch) -> Call {
		bills::register_batch(self.node, self.issuer, self.scene, batch)
	}
}
