#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod approval;
pub mod bill;
pub mod consensus;
pub mod did;
pub mod discover;
mod error;
pub mod lock;
pub mod node;
pub mod observation;
mod offer;
pub mod outbox;
mod parse;
pub mod participant;
pub mod permission;
pub mod policy;
pub mod proof;
pub mod region;
pub mod scene;
mod source;
pub mod vc;

pub use discover::openrpc;
pub use offer::{check_offer, OfferFault, INDEX_METHODS};
pub use source::ProofSource;

use approval::ApprovalServer;
use bill::{BillListsServer, BillServer};
use consensus::ConsensusServer;
use did::DidServer;
use fiscal_bft_primitives::{BftApi, BlockHash, Header};
use fiscal_index::Index;
use fiscal_runtime_api::{
	ApprovalsApi, AuthorizationsApi, BillsApi, CrossRegionApi, DidsApi, LocksApi, NodesApi,
	ObservationsApi, OutboxApi, ParticipantsApi, PermissionsApi, PoliciesApi, ScenesApi,
};
use jsonrpsee::{core::RegisterMethodError, RpcModule};
use lock::{LockListsServer, LockServer};
use node::NodeServer;
use observation::ObservationServer;
use outbox::OutboxServer;
use participant::ParticipantServer;
use permission::PermissionServer;
use policy::PolicyServer;
use proof::ProofsServer;
use region::RegionServer;
use scene::SceneServer;
use source::{Lists, State};
use sp_api::ProvideRuntimeApi;
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;
use vc::{VcListsServer, VcServer};

/// What the methods read from.
pub struct Deps<C> {
	/// The node's client.
	pub client: Arc<C>,
	/// The node's index; without it [`INDEX_METHODS`] are not offered.
	pub index: Option<Arc<Index>>,
}

/// All methods of this crate. The client must be a [`ProofSource`], which each of Substrate's is.
///
/// Errors: two methods of one name, which no configuration brings about.
pub fn module<C, Block>(deps: Deps<C>) -> Result<RpcModule<()>, RegisterMethodError>
where
	Block: BlockT<Header = Header, Hash = BlockHash>,
	C: ProvideRuntimeApi<Block> + ProofSource<Block> + 'static,
	C::Api: BillsApi<Block>
		+ LocksApi<Block>
		+ ApprovalsApi<Block>
		+ ParticipantsApi<Block>
		+ DidsApi<Block>
		+ NodesApi<Block>
		+ ScenesApi<Block>
		+ PermissionsApi<Block>
		+ PoliciesApi<Block>
		+ AuthorizationsApi<Block>
		+ OutboxApi<Block>
		+ ObservationsApi<Block>
		+ CrossRegionApi<Block>
		+ BftApi<Block>,
{
	let mut module = RpcModule::new(());
	let state = State::<C, Block>::new(deps.client);
	module.merge(BillServer::into_rpc(state.clone()))?;
	module.merge(LockServer::into_rpc(state.clone()))?;
	module.merge(ParticipantServer::into_rpc(state.clone()))?;
	module.merge(DidServer::into_rpc(state.clone()))?;
	module.merge(NodeServer::into_rpc(state.clone()))?;
	module.merge(SceneServer::into_rpc(state.clone()))?;
	module.merge(PermissionServer::into_rpc(state.clone()))?;
	module.merge(PolicyServer::into_rpc(state.clone()))?;
	module.merge(ApprovalServer::into_rpc(state.clone()))?;
	module.merge(VcServer::into_rpc(state.clone()))?;
	module.merge(OutboxServer::into_rpc(state.clone()))?;
	module.merge(ObservationServer::into_rpc(state.clone()))?;
	module.merge(RegionServer::into_rpc(state.clone()))?;
	module.merge(ConsensusServer::into_rpc(state.clone()))?;
	module.merge(ProofsServer::into_rpc(state.clone()))?;
	let offers_lists = deps.index.is_some();
	if let Some(index) = deps.index {
		let lists = Lists::new(index, state);
		module.merge(BillListsServer::into_rpc(lists.clone()))?;
		module.merge(LockListsServer::into_rpc(lists.clone()))?;
		module.merge(VcListsServer::into_rpc(lists))?;
	}
	discover::merge(&mut module, offers_lists)?;
	Ok(module)
}
