//! Verifying blocks that come from others, by their commit certificates.

use crate::{Block, LOG_TARGET};
use async_trait::async_trait;
use codec::{DecodeAll, Encode, MaxEncodedLen};
use fiscal_bft_primitives::{
	light::{FinalHeader, LightChain},
	BftApi, BlockHash, CommitCertificate, Header, ValidatorSet, ENGINE_ID,
};
use fiscal_sm_crypto::Sm3;
use sc_consensus::{BasicQueue, BlockImport, BlockImportParams, ForkChoiceStrategy, Verifier};
use sp_api::ProvideRuntimeApi;
use sp_core::traits::SpawnEssentialNamed;
use sp_runtime::{
	traits::{Hash as _, Header as _},
	Justifications, OpaqueExtrinsic, StateVersion,
};
use std::sync::Arc;
use substrate_prometheus_endpoint::Registry;

/// Knows who decides blocks.
pub trait SetAt: Send + Sync {
	/// The set that decides the children of `parent`; `None` if it cannot be known here.
	fn set_for_child_of(&self, parent: BlockHash) -> Option<ValidatorSet>;
}

/// Reads the sets from the state of a client.
pub struct RuntimeSets<C>(Arc<C>);

impl<C> RuntimeSets<C> {
	/// Reads from `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self(client)
	}
}

impl<C> SetAt for RuntimeSets<C>
where
	C: ProvideRuntimeApi<Block> + Send + Sync,
	C::Api: BftApi<Block>,
{
	fn set_for_child_of(&self, parent: BlockHash) -> Option<ValidatorSet> {
		match self.0.runtime_api().schedule(parent) {
			Ok(schedule) => schedule.map(|schedule| schedule.next),
			Err(fault) => {
				log::debug!(target: LOG_TARGET, "No validator set at {parent:?}: {fault}");
				None
			}
		}
	}
}

/// Accepts a block whose certificate holds against the set that decides its height, and marks it
/// final. Anything else is refused, and synchronisation parts with the peer that sent it.
pub struct BftVerifier<S> {
	genesis: BlockHash,
	sets: S,
}

impl<S: SetAt> BftVerifier<S> {
	/// Verifies blocks of the chain of `genesis`.
	pub fn new(genesis: BlockHash, sets: S) -> Self {
		Self { genesis, sets }
	}

	/// Checks a header with its justifications and gives its certificate.
	fn check(
		&self,
		header: &Header,
		justifications: Option<&Justifications>,
	) -> Result<CommitCertificate, String> {
		let bytes = justifications
			.and_then(|justifications| justifications.get(ENGINE_ID))
			.ok_or("the block has no commit certificate")?;
		if bytes.len() > CommitCertificate::max_encoded_len() {
			return Err(format!("a commit certificate is not {} bytes long", bytes.len()));
		}
		let certificate = CommitCertificate::decode_all(&mut bytes.as_slice())
			.map_err(|fault| format!("the commit certificate cannot be read: {fault}"))?;
		let parent = *header.parent_hash();
		let set = self
			.sets
			.set_for_child_of(parent)
			.ok_or_else(|| format!("the validator set after {parent:?} is not known"))?;
		let block = FinalHeader { header: header.clone(), certificate };
		LightChain::new(self.genesis, *header.number(), set)
			.verify(&block)
			.map_err(|fault| fault.to_string())?;
		Ok(block.certificate)
	}
}

/// Whether the extrinsics are those the header commits to. Neither synchronisation nor the
/// certificate, which speaks of the header, vouches for them.
fn is_body_of(header: &Header, extrinsics: &[OpaqueExtrinsic]) -> bool {
	let root =
		|version| Sm3::ordered_trie_root(extrinsics.iter().map(Encode::encode).collect(), version);
	// Which of the two forms is a matter of the runtime's version; each commits to the same bytes.
	[StateVersion::V0, StateVersion::V1]
		.into_iter()
		.any(|version| root(version) == *header.extrinsics_root())
}

#[async_trait]
impl<S: SetAt> Verifier<Block> for BftVerifier<S> {
	async fn verify(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<BlockImportParams<Block>, String> {
		let hash = block.header.hash();
		if block.post_hash.is_some_and(|claimed| claimed != hash) || !block.post_digests.is_empty()
		{
			return Err("the block's hash is not that of its header".into());
		}
		let certificate = self.check(&block.header, block.justifications.as_ref())?;
		if block.body.as_ref().is_some_and(|body| !is_body_of(&block.header, body)) {
			return Err("the extrinsics are not those of the header".into());
		}
		// Nothing is stored beside the block but what was verified.
		block.justifications = Some(Justifications::from((ENGINE_ID, certificate.encode())));
		block.post_hash = Some(hash);
		block.finalized = true;
		block.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		Ok(block)
	}
}

/// The queue through which synchronisation imports blocks, into the import the worker uses too.
/// `genesis` is the hash of the chain's first block.
pub fn import_queue<S, I>(
	genesis: BlockHash,
	sets: S,
	block_import: I,
	spawner: &impl SpawnEssentialNamed,
	registry: Option<&Registry>,
) -> BasicQueue<Block>
where
	S: SetAt + 'static,
	I: BlockImport<Block, Error = sp_consensus::Error> + Send + Sync + 'static,
{
	let verifier = BftVerifier::new(genesis, sets);
	BasicQueue::new(verifier, Box::new(block_import), None, spawner, registry)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_bft_primitives::{BlockNumber, CommitSignature, Validator, Vote, VoteKind};
	use fiscal_sm_crypto::Pair;
	use sp_consensus::BlockOrigin;

	const GENESIS: BlockHash = BlockHash::repeat_byte(7);
	const PARENT: BlockHash = BlockHash::repeat_byte(1);

	fn pairs() -> Vec<Pair> {
		(0..4).map(|index| Pair::from_dev_name(&format!("verifier-{index}"))).collect()
	}

	fn set() -> ValidatorSet {
		let validator = |pair: &Pair| Validator { public: pair.public(), weight: 1 };
		ValidatorSet::new(pairs().iter().map(validator).collect()).unwrap()
	}

	/// Knows the children of one block.
	struct OneSet;

	impl SetAt for OneSet {
		fn set_for_child_of(&self, parent: BlockHash) -> Option<ValidatorSet> {
			(parent == PARENT).then(set)
		}
	}

	fn extrinsics() -> Vec<OpaqueExtrinsic> {
		[vec![1u8; 60], vec![2; 10]].map(OpaqueExtrinsic::from_blob).to_vec()
	}

	fn header(parent: BlockHash, version: StateVersion) -> Header {
		let encoded = extrinsics().iter().map(Encode::encode).collect();
		let root = Sm3::ordered_trie_root(encoded, version);
		Header::new(5, root, BlockHash::zero(), parent, Default::default())
	}

	/// A certificate of `signers` validators for a block of the chain of `genesis`.
	fn certificate(
		genesis: BlockHash,
		height: BlockNumber,
		block: BlockHash,
		signers: usize,
	) -> CommitCertificate {
		let vote = Vote { height, round: 2, kind: VoteKind::Precommit, block: Some(block) };
		let mut signatures: Vec<_> = pairs()
			.iter()
			.take(signers)
			.map(|pair| CommitSignature {
				index: set().position(&pair.public()).unwrap(),
				signature: pair.sign(&vote.payload(&genesis)),
			})
			.collect();
		signatures.sort_by_key(|entry| entry.index);
		CommitCertificate { height, round: 2, block, signatures: signatures.try_into().unwrap() }
	}

	/// As synchronisation hands a block over.
	fn fetched(header: Header, justification: Vec<u8>) -> BlockImportParams<Block> {
		let hash = header.hash();
		let mut params = BlockImportParams::<Block>::new(BlockOrigin::NetworkInitialSync, header);
		params.post_hash = Some(hash);
		params.body = Some(extrinsics());
		params.justifications = Some(Justifications::from((ENGINE_ID, justification)));
		params
	}

	fn good() -> BlockImportParams<Block> {
		let header = header(PARENT, StateVersion::V0);
		let certificate = certificate(GENESIS, 5, header.hash(), 3);
		fetched(header, certificate.encode())
	}

	async fn verify(params: BlockImportParams<Block>) -> Result<BlockImportParams<Block>, String> {
		BftVerifier::new(GENESIS, OneSet).verify(params).await
	}

	#[tokio::test]
	async fn a_block_with_a_quorum_is_final() {
		let params = verify(good()).await.unwrap();
		assert!(params.finalized);
		assert_eq!(params.fork_choice, Some(ForkChoiceStrategy::Custom(true)));
		let header = header(PARENT, StateVersion::V1);
		let certificate = certificate(GENESIS, 5, header.hash(), 4);
		assert!(verify(fetched(header, certificate.encode())).await.is_ok());
	}

	#[tokio::test]
	async fn other_justifications_are_not_stored() {
		let mut params = good();
		let justifications = params.justifications.as_mut().unwrap();
		assert!(justifications.append((*b"FRNK", vec![0; 1_000])));
		let params = verify(params).await.unwrap();
		let justifications = params.justifications.unwrap();
		assert_eq!(justifications.iter().count(), 1);
		assert!(justifications.get(ENGINE_ID).is_some());
	}

	#[tokio::test]
	async fn a_block_without_a_certificate_is_refused() {
		let mut bare = good();
		bare.justifications = None;
		assert!(verify(bare).await.is_err());
		let mut foreign = good();
		foreign.justifications = Some(Justifications::from((*b"FRNK", vec![])));
		assert!(verify(foreign).await.is_err());
	}

	#[tokio::test]
	async fn a_certificate_that_does_not_hold_is_refused() {
		let block = header(PARENT, StateVersion::V0);
		let hash = block.hash();
		let mut longer = certificate(GENESIS, 5, hash, 3).encode();
		longer.push(0);
		let cases = [
			("too few", certificate(GENESIS, 5, hash, 2).encode()),
			("another chain", certificate(BlockHash::zero(), 5, hash, 3).encode()),
			("another height", certificate(GENESIS, 6, hash, 3).encode()),
			("another block", certificate(GENESIS, 5, BlockHash::repeat_byte(3), 3).encode()),
			("bytes behind it", longer),
			("garbage", vec![0xff; 40]),
			("too long", vec![0; CommitCertificate::max_encoded_len() + 1]),
		];
		for (case, justification) in cases {
			assert!(verify(fetched(block.clone(), justification)).await.is_err(), "{case}");
		}
	}

	#[tokio::test]
	async fn a_block_of_an_unknown_set_is_refused() {
		let header = header(BlockHash::repeat_byte(2), StateVersion::V0);
		let certificate = certificate(GENESIS, 5, header.hash(), 3);
		assert!(verify(fetched(header, certificate.encode())).await.is_err());
	}

	#[tokio::test]
	async fn the_body_and_the_hash_must_be_those_of_the_header() {
		let mut garbled = good();
		garbled.body = Some(extrinsics().into_iter().rev().collect());
		assert!(verify(garbled).await.is_err());
		let mut renamed = good();
		renamed.post_hash = Some(BlockHash::zero());
		assert!(verify(renamed).await.is_err());
	}
}
