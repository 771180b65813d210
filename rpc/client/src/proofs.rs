//! Answers with proofs 证明, and the validators they are checked against.
//!
//! A proof is checked with [`fiscal_proof`], which needs no node. The validators it is checked
//! against must not come from the node that made it.

use crate::{client::Client, faults::Fault};
use fiscal_bft_primitives::Pace;
use fiscal_primitives::{BillKey, BlockNumber, Digest};
use fiscal_proof::{BillProof, LockProof, TrustedSet, ValidatorsAnswer};
use subxt_rpcs::rpc_params;

/// How many blocks are searched for one that leaves the validator set as it is.
const SEARCHED: u32 = 16;

impl Client {
	/// What the chain keeps of a bill, or that it keeps nothing, with the proof from a set that
	/// decides the block after `since`. The proof has yet to be verified.
	///
	/// # Errors
	/// As [`Client::request`], and [`Fault::OtherChain`] if the node is of another chain by now.
	pub async fn bill_with_proof(
		&self,
		key: BillKey,
		since: BlockNumber,
	) -> Result<BillProof, Fault> {
		let params = rpc_params![key.code, key.number, since];
		let answer: BillProof = self.request("bill_getWithProof", params).await?;
		self.expect(key, answer.key, answer.proof.genesis)?;
		Ok(answer)
	}

	/// The live lock of a bill, or that there is none, with the proof from a set that decides the
	/// block after `since`. The proof has yet to be verified.
	///
	/// # Errors
	/// As [`Client::bill_with_proof`].
	pub async fn lock_with_proof(
		&self,
		key: BillKey,
		since: BlockNumber,
	) -> Result<LockProof, Fault> {
		let params = rpc_params![key.code, key.number, since];
		let answer: LockProof = self.request("lock_getWithProof", params).await?;
		self.expect(key, answer.key, answer.proof.genesis)?;
		Ok(answer)
	}

	/// The validators that decide the two blocks after block `height`, or after the last final one.
	/// None if the node does not know the block, or the chain has no validators.
	///
	/// # Errors
	/// As [`Client::bill_with_proof`].
	pub async fn validators(
		&self,
		height: Option<BlockNumber>,
	) -> Result<Option<ValidatorsAnswer>, Fault> {
		let answer: Option<ValidatorsAnswer> =
			self.request("consensus_validators", rpc_params![height]).await?;
		if let Some(answer) = &answer {
			self.expect_chain(answer.genesis)?;
		}
		Ok(answer)
	}

	/// The latest validators that proofs can begin with, as the node names them: not in the middle
	/// of a change. They are to be trusted only once somebody else than the node has confirmed them.
	///
	/// # Errors
	/// As [`Client::bill_with_proof`], [`Fault::NotFound`] if the chain has no validators, and
	/// [`Fault::Internal`] if they changed with each of the last 16 blocks.
	pub async fn settled_validators(&self) -> Result<TrustedSet, Fault> {
		let mut height = None;
		for _ in 0..SEARCHED {
			let answer = self.validators(height).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound("a validator set".into()))?;
			let previous = answer.height.checked_sub(1);
			if let Some(trusted) = answer.settled() {
				return Ok(trusted);
			}
			if previous.is_none() {
				break;
			}
			height = previous;
		}
		Err(Fault::Internal(format!(
			"the validator set changed with each of the last {SEARCHED} blocks"
		)))
	}

	/// The pace of the chain.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn pace(&self) -> Result<Pace, Fault> {
		self.request("consensus_pace", rpc_params![]).await
	}

	fn expect(&self, asked: BillKey, answered: BillKey, genesis: Digest) -> Result<(), Fault> {
		self.expect_chain(genesis)?;
		match asked == answered {
			true => Ok(()),
			false => {
				Err(Fault::Internal(format!("asked for {asked}, the node spoke of {answered}")))
			}
		}
	}

	fn expect_chain(&self, found: Digest) -> Result<(), Fault> {
		let expected = self.genesis();
		match expected == found {
			true => Ok(()),
			false => Err(Fault::OtherChain { url: self.url().into(), expected, found }),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{fake_node::FakeNode, fixture};

	#[tokio::test(flavor = "multi_thread")]
	async fn trust_begins_before_the_changes_that_are_under_way() {
		let node = FakeNode::start(vec![]).await;
		let client = Client::connect(&node.url()).await.unwrap();
		let last = client.validators(None).await.unwrap().unwrap();
		assert_eq!((last.height, last.settled()), (5, None));
		let trusted = client.settled_validators().await.unwrap();
		assert_eq!((trusted.genesis, trusted.from), (client.genesis(), 4));
		assert_eq!(trusted.validators, fixture::validators("first"));
	}

	#[tokio::test(flavor = "multi_thread")]
	async fn validators_of_another_chain_are_refused() {
		let node = FakeNode::start(vec![]).await;
		let client = Client::connect(&node.url()).await.unwrap();
		node.change_chain();
		let mut answer = client.validators(None).await;
		// While the node is down there is no connection; a generous number of looks.
		for _ in 0..100 {
			if !matches!(answer, Ok(_) | Err(Fault::Connection { .. })) {
				break;
			}
			tokio::time::sleep(std::time::Duration::from_millis(100)).await;
			answer = client.validators(None).await;
		}
		assert!(matches!(answer, Err(Fault::OtherChain { .. })), "{answer:?}");
	}
}
