//! Importing blocks decided here.

use crate::{executed::Changes, Block};
use async_trait::async_trait;
use codec::Encode;
use fiscal_bft_primitives::{CommitCertificate, ENGINE_ID};
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction};
use sp_consensus::BlockOrigin;
use sp_runtime::{traits::Header as _, Justifications};

/// Why a decided block could not be imported.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fault(String);

impl Fault {
	/// A fault for the given reason.
	pub fn new(reason: impl Into<String>) -> Self {
		Self(reason.into())
	}
}

/// Imports decided blocks.
#[async_trait]
pub trait ImportDecided: Send {
	/// Imports a block as the best and final one, with the certificate that decided it. `changes`
	/// are what it changes in the state of its parent; without them it is executed. A block that is
	/// in the database already is a success.
	///
	/// # Errors
	/// [`Fault`] says why the block is not in the database.
	async fn import(
		&mut self,
		block: Block,
		changes: Option<Changes>,
		certificate: CommitCertificate,
	) -> Result<(), Fault>;
}

/// Imports through the block import that synchronisation uses too,
/// [`crate::block_import::BftBlockImport`].
pub struct Importer<I>(I);

impl<I> Importer<I> {
	/// Imports through `block_import`.
	pub fn new(block_import: I) -> Self {
		Self(block_import)
	}
}

#[async_trait]
impl<I> ImportDecided for Importer<I>
where
	I: BlockImport<Block> + Send + Sync,
{
	async fn import(
		&mut self,
		block: Block,
		changes: Option<Changes>,
		certificate: CommitCertificate,
	) -> Result<(), Fault> {
		let hash = block.header.hash();
		if certificate.block != hash || certificate.height != *block.header.number() {
			return Err(Fault::new("the certificate is for another block"));
		}
		let mut params = BlockImportParams::new(BlockOrigin::ConsensusBroadcast, block.header);
		params.body = Some(block.extrinsics);
		params.justifications = Some(Justifications::from((ENGINE_ID, certificate.encode())));
		params.post_hash = Some(hash);
		params.finalized = true;
		params.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		params.state_action = changes.map_or(StateAction::Execute, StateAction::from);
		match self.0.import_block(params).await {
			Ok(ImportResult::Imported(_) | ImportResult::AlreadyInChain) => Ok(()),
			Ok(ImportResult::KnownBad) => Err(Fault::new("another block stands in its place")),
			Ok(ImportResult::UnknownParent) => Err(Fault::new("its parent is not the last block")),
			Ok(ImportResult::MissingState) => Err(Fault::new("the state of its parent is missing")),
			Err(fault) => Err(Fault::new(fault.to_string())),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_bft_primitives::{BlockHash, Header};
	use parking_lot::Mutex;
	use sc_consensus::BlockCheckParams;
	use std::sync::Arc;

	/// Answers with what it is told and keeps what it was given.
	struct Recorder {
		answer: fn() -> Result<ImportResult, sp_consensus::Error>,
		given: Mutex<Option<BlockImportParams<Block>>>,
	}

	#[async_trait]
	impl BlockImport<Block> for &Recorder {
		type Error = sp_consensus::Error;

		async fn check_block(
			&self,
			_: BlockCheckParams<Block>,
		) -> Result<ImportResult, sp_consensus::Error> {
			Ok(ImportResult::imported(false))
		}

		async fn import_block(
			&self,
			params: BlockImportParams<Block>,
		) -> Result<ImportResult, sp_consensus::Error> {
			*self.given.lock() = Some(params);
			(self.answer)()
		}
	}

	fn recorder(answer: fn() -> Result<ImportResult, sp_consensus::Error>) -> Arc<Recorder> {
		Arc::new(Recorder { answer, given: Mutex::new(None) })
	}

	fn block() -> Block {
		let header = Header::new(
			5,
			BlockHash::zero(),
			BlockHash::zero(),
			BlockHash::repeat_byte(1),
			Default::default(),
		);
		Block { header, extrinsics: Vec::new() }
	}

	fn certificate(block: &Block) -> CommitCertificate {
		CommitCertificate {
			height: *block.header.number(),
			round: 0,
			block: block.header.hash(),
			signatures: Default::default(),
		}
	}

	#[tokio::test]
	async fn a_decided_block_is_final_and_bears_its_certificate() {
		let inner = recorder(|| Ok(ImportResult::imported(true)));
		let certificate = certificate(&block());
		let mut importer = Importer::new(inner.clone());
		importer.import(block(), Some(Changes::default()), certificate.clone()).await.unwrap();
		let params = inner.given.lock().take().unwrap();
		assert!(params.finalized);
		assert_eq!(params.fork_choice, Some(ForkChoiceStrategy::Custom(true)));
		assert_eq!(params.post_hash(), block().header.hash());
		assert_eq!(params.body, Some(Vec::new()));
		assert!(params.state_action.as_storage_changes().is_some());
		let justifications = params.justifications.unwrap();
		assert_eq!(justifications.get(ENGINE_ID), Some(&certificate.encode()));
	}

	#[tokio::test]
	async fn a_block_without_changes_is_executed() {
		let inner = recorder(|| Ok(ImportResult::imported(true)));
		let certificate = certificate(&block());
		Importer::new(inner.clone()).import(block(), None, certificate).await.unwrap();
		let params = inner.given.lock().take().unwrap();
		assert!(matches!(params.state_action, StateAction::Execute));
	}

	#[tokio::test]
	async fn a_block_that_is_there_already_is_a_success() {
		let inner = recorder(|| Ok(ImportResult::AlreadyInChain));
		let certificate = certificate(&block());
		assert!(Importer::new(inner).import(block(), None, certificate).await.is_ok());
	}

	#[tokio::test]
	async fn what_keeps_a_block_out_is_a_fault() {
		let answers: [fn() -> Result<ImportResult, sp_consensus::Error>; 4] = [
			|| Ok(ImportResult::KnownBad),
			|| Ok(ImportResult::UnknownParent),
			|| Ok(ImportResult::MissingState),
			|| Err(sp_consensus::Error::InvalidJustification),
		];
		for answer in answers {
			let mut importer = Importer::new(recorder(answer));
			assert!(importer.import(block(), None, certificate(&block())).await.is_err());
		}
	}

	#[tokio::test]
	async fn a_certificate_of_another_block_imports_nothing() {
		let inner = recorder(|| Ok(ImportResult::imported(true)));
		let mut other = certificate(&block());
		other.block = BlockHash::repeat_byte(9);
		assert!(Importer::new(inner.clone()).import(block(), None, other).await.is_err());
		let mut later = certificate(&block());
		later.height += 1;
		assert!(Importer::new(inner.clone()).import(block(), None, later).await.is_err());
		assert!(inner.given.lock().is_none());
	}
}
