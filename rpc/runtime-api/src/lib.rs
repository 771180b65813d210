//! Runtime APIs of FiscalChain, one versioned trait a domain.
//!
//! These are the only way from outside to read the chain's state: the JSON-RPC layer, the index and
//! off-chain workers call them and hold no rule themselves. A method never changes its meaning; a
//! new one raises the version of its trait. Rows R084, R103, R216, R217, R219, R228, R229, R231.
#![cfg_attr(not(feature = "std"), no_std)]
// `decl_runtime_apis!` expands to items without docs.
#![allow(missing_docs)]

extern crate alloc;

use alloc::vec::Vec;
use fiscal_primitives::{
	changes::BlockChanges,
	node::AccessNode,
	rpc::Served,
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	AccountId, Bill, BillKey, Did, Digest, Lock, NodeId, Participant, ParticipantId, Scene,
	SceneId,
};

sp_api::decl_runtime_apis! {
	/// Bills 票据.
	#[api_version(1)]
	pub trait BillsApi {
		/// The record of a bill (R228).
		fn bill(key: BillKey) -> Option<Bill>;
		/// Checks the five elements against the chain (R103).
		fn verify_elements(elements: FiveElements) -> ElementsVerdict;
		/// Checks the SM3 of a file against the chain (R084, R231).
		fn verify_digest(key: BillKey, digest: Digest) -> DigestVerdict;
		/// What the block at which this is asked changed, for indexes (R221, R229).
		fn block_changes() -> BlockChanges;
	}

	/// Locks 锁定.
	#[api_version(1)]
	pub trait LocksApi {
		/// The live lock of a bill.
		fn lock(key: BillKey) -> Option<Lock>;
	}

	/// Participants 参与方.
	#[api_version(1)]
	pub trait ParticipantsApi {
		/// A participant by number.
		fn participant(id: ParticipantId) -> Option<Participant>;
		/// A participant by the account of its key in use.
		fn participant_by_account(account: AccountId) -> Option<(ParticipantId, Participant)>;
		/// A participant by DID (R216).
		fn participant_by_did(did: Did) -> Option<(ParticipantId, Participant)>;
	}

	/// Access nodes 业务接入节点.
	#[api_version(1)]
	pub trait NodesApi {
		/// A node by number, and at most 100 of the participants it serves.
		fn node(id: NodeId) -> Option<(AccessNode, Vec<Served>)>;
	}

	/// Scenes 场景.
	#[api_version(1)]
	pub trait ScenesApi {
		/// A scene by number.
		fn scene(id: SceneId) -> Option<Scene>;
	}
}
