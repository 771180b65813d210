//! Distributed identifiers 分布式标识: `did_*`. R123, R124, R216.

mod document;

pub use document::{
	DidDocument, DidResolution, DocumentMetadata, PublicKeyJwk, ResolutionMetadata,
	VerificationMethod,
};

use crate::{error, source::State};
use fiscal_primitives::Did as DidText;
use fiscal_runtime_api::DidsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Resolution of DIDs, from the state.
#[rpc(server)]
pub trait Did {
	/// Resolves a DID as W3C DID Core 1.0 says: document, metadata of the document and of the
	/// resolution. What is no `did:cpl:…` and what is nobody's is told by `error` in the latter
	/// (`invalidDid`, `notFound`), with a document that is null.
	#[method(name = "did_resolve", blocking)]
	fn resolve(&self, did: String) -> RpcResult<DidResolution>;
}

impl<C, Block> DidServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: DidsApi<Block>,
{
	fn resolve(&self, did: String) -> RpcResult<DidResolution> {
		let Ok(did) = did.parse::<DidText>() else {
			return Ok(DidResolution::failed("invalidDid"));
		};
		let found = self.client.runtime_api().did_record(self.best(), did);
		let found = found.map_err(error::runtime)?;
		Ok(found
			.map_or_else(|| DidResolution::failed("notFound"), |record| DidResolution::of(&record)))
	}
}
