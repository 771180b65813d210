//! Nonces of one account for transactions that are on their way at the same time.

use crate::{client::Client, faults::Fault};
use fiscal_primitives::AccountId;
use std::collections::BTreeSet;
use tokio::sync::Mutex;

/// Gives out the nonces of one account, each once, in their order.
///
/// The chain includes an account's transactions in the order of their nonces, so one that was
/// refused leaves a gap that holds all later ones back: its nonce is handed back and given out
/// again first.
#[derive(Debug)]
pub struct Nonces {
	account: AccountId,
	state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
	next: Option<u64>,
	returned: BTreeSet<u64>,
}

impl Nonces {
	/// The nonces of `account`; the first is asked of the node.
	pub fn new(account: AccountId) -> Self {
		Self { account, state: Mutex::default() }
	}

	/// The next nonce.
	///
	/// # Errors
	/// [`Fault::Connection`] or [`Fault::Rpc`] when the node must be asked and does not answer.
	pub async fn take(&self, client: &Client) -> Result<u64, Fault> {
		let mut state = self.state.lock().await;
		if let Some(nonce) = state.returned.pop_first() {
			return Ok(nonce);
		}
		let nonce = match state.next {
			Some(nonce) => nonce,
			None => client.next_nonce(&self.account).await?,
		};
		state.next = Some(nonce.saturating_add(1));
		Ok(nonce)
	}

	/// Hands back the nonce of a transaction that was refused.
	pub async fn give_back(&self, nonce: u64) {
		self.state.lock().await.returned.insert(nonce);
	}

	/// Forgets everything: the node is asked again.
	pub async fn reset(&self) {
		*self.state.lock().await = State::default();
	}
}
