//! A client made of tables, with a real trie and real certificates, and a real index.
// Each test uses a part of it.
#![allow(dead_code, unused_imports)]

mod api;
mod approval;
pub mod authorization;
mod bill;
pub mod bridges;
mod calls;
mod chain;
pub mod node;
mod participant;
pub mod policy;
mod scene;
mod types;

pub use approval::approval;
pub use authorization::AUTHORIZATION;
pub use bill::{bill, key, lock, numbers, payer, pending, relations, state, tx};
pub use calls::calls;
pub use chain::{set, Client};
pub use participant::{
	children, details_record, did_record, key_record, pair, participant, standing,
};

use fiscal_bft_primitives::Header;
use fiscal_index::{BlockRef, Index};
use fiscal_primitives::{
	changes::{BillAction, BillChange, BlockChanges, LockChange, LockEvent},
	ParticipantId,
};
use fiscal_rpc::{module, Deps};
use jsonrpsee::RpcModule;
use serde_json::{json, Value};
use sp_core::H256;
use sp_runtime::{generic, OpaqueExtrinsic};
use std::sync::Arc;

pub type Block = generic::Block<Header, OpaqueExtrinsic>;

pub const BEST: H256 = H256::repeat_byte(0xbe);
pub const GENESIS: H256 = H256::repeat_byte(7);
pub const CHECK: &str = "a1B2c3";

/// Block 0 registers bills 1 to 120, takes a lock, and begins the life of an authorization.
pub fn index() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	let registered = |number| BillChange {
		key: key(number),
		action: BillAction::Registered,
		extrinsic: Some(1),
		bill: bill(number),
	};
	let acquired =
		LockEvent::Acquired { holder: ParticipantId(5), flow: "F-1".parse().unwrap(), expires: 2 };
	let changes = BlockChanges {
		at: 1_000,
		bills: (1..=120).map(registered).collect(),
		locks: vec![LockChange { key: key(1), extrinsic: Some(2), event: acquired }],
		authorizations: authorization::steps(),
	};
	let block = BlockRef { number: 0, hash: H256::zero() };
	index.apply(block, &changes, |_| Some(tx())).unwrap();
	(dir, index)
}

pub fn with(client: Client, index: Option<Arc<Index>>) -> RpcModule<()> {
	module::<Client, Block>(Deps { client: Arc::new(client), index }).unwrap()
}

pub fn full() -> (tempfile::TempDir, RpcModule<()>) {
	let (dir, index) = index();
	(dir, with(Client::at(20), Some(index)))
}

/// The result, or the error's code and message.
pub async fn ask(
	module: &RpcModule<()>,
	method: &str,
	params: Value,
) -> Result<Value, (i64, String)> {
	let request = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params });
	let (response, _) = module.raw_json_request(&request.to_string(), 1).await.unwrap();
	let response: Value = serde_json::from_str(&response).unwrap();
	match response.get("error") {
		Some(error) => {
			let message = error["message"].as_str().unwrap().to_owned();
			Err((error["code"].as_i64().unwrap(), message))
		}
		None => Ok(response["result"].clone()),
	}
}
