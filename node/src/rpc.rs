//! Which JSON-RPC methods the node offers beside Substrate's.

use crate::{pool::FullPool, service::FullClient};
use fiscal_index::Index;
use fiscal_primitives::AccountId;
use fiscal_runtime::{opaque::Block, Nonce};
use jsonrpsee::RpcModule;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the methods need.
pub struct Deps {
	/// The client.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<FullPool>,
	/// The index, when it is on and offered.
	pub index: Option<Arc<Index>>,
}

/// The methods.
pub fn module(deps: Deps) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let Deps { client, pool, index } = deps;
	let mut module = RpcModule::new(());
	let system: System<_, _, Block> = System::new(client.clone(), pool);
	module.merge(SystemApiServer::<_, AccountId, Nonce>::into_rpc(system))?;
	module.merge(fiscal_rpc::module::<_, Block>(fiscal_rpc::Deps { client, index })?)?;
	Ok(module)
}
