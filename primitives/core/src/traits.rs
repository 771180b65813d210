//! What one pallet may ask of another. The owner of the data implements the trait; the runtime
//! wires them together.

use crate::{
	node::NodeRole, participant::Role, Bill, BillKey, Digest, Fen, NodeId, ParticipantId, SceneId,
};
use sp_runtime::{DispatchError, DispatchResult};

/// Who is who, and may they act? Implemented by `pallet-participants`.
pub trait ParticipantRegistry<AccountId> {
	/// The participant whose key in use belongs to the account.
	fn id_of(account: &AccountId) -> Option<ParticipantId>;
	/// Does the participant exist and is it active?
	fn is_active(id: ParticipantId) -> bool;
	/// Has the participant, in whatever state, the role?
	fn has_role(id: ParticipantId, role: Role) -> bool;
	/// The active participant of the account, if it has the role.
	///
	/// Errors: `NotFound`, `NotActive`, `NotAuthorized` of `pallet-participants`.
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError>;
}

/// Access nodes and whom they serve. Implemented by `pallet-access-nodes`.
pub trait NodeRegistry {
	/// Does the node exist and is it in service?
	fn is_normal(node: NodeId) -> bool;
	/// The participant that runs the node.
	fn operator(node: NodeId) -> Option<ParticipantId>;
	/// Does the node serve the participant in that capacity?
	fn serves(node: NodeId, participant: ParticipantId, role: NodeRole) -> bool;
}

/// What a scene in force prescribes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SceneTerms {
	/// Weight in disputes of one block.
	pub weight: u32,
	/// How long a lock lasts, ms.
	pub lock_term: u64,
}

/// Scenes in force. Implemented by `pallet-scenes`.
pub trait SceneRegistry {
	/// The terms of a scene, or nothing when it does not exist or is not active.
	fn terms(scene: SceneId) -> Option<SceneTerms>;
}

/// The only door through which locks change bills. Implemented by `pallet-bills`; every method
/// checks its own guards and changes nothing when it refuses.
pub trait BillLedger {
	/// The bill, if there is one.
	fn bill(key: &BillKey) -> Option<Bill>;
	/// May the bill be locked for `claimed` fen now? In force, electronic, circulable, ordinary,
	/// free or partly reimbursed, and `claimed` within what remains.
	fn ensure_lockable(key: &BillKey, claimed: Fen) -> DispatchResult;
	/// Free or partly reimbursed → locked.
	fn lock(key: &BillKey, claimed: Fen) -> DispatchResult;
	/// Locked → what it was.
	fn unlock(key: &BillKey) -> DispatchResult;
	/// Locked → partly or wholly reimbursed by `amount` fen more; `close` ends reimbursement even
	/// when a part of the total remains.
	fn settle(key: &BillKey, amount: Fen, close: bool) -> DispatchResult;
	/// Partly or wholly reimbursed → `amount` fen less.
	fn reverse(key: &BillKey, amount: Fen) -> DispatchResult;
}

/// May the participant lock the bill? Authorizations of holders and white lists answer this.
pub trait LockPermission {
	/// Checks, and counts the use of, the authorization named by `authorization`.
	fn ensure_may_lock(
		user: ParticipantId,
		key: &BillKey,
		scene: SceneId,
		authorization: Option<Digest>,
	) -> DispatchResult;
}

/// Permits every lock.
impl LockPermission for () {
	fn ensure_may_lock(
		_: ParticipantId,
		_: &BillKey,
		_: SceneId,
		_: Option<Digest>,
	) -> DispatchResult {
		Ok(())
	}
}

/// Do the policies in force permit the registration? Policies answer this.
pub trait RegistrationPolicy {
	/// Judges one bill of a batch.
	fn permits(issuer: ParticipantId, scene: SceneId, entry: &crate::BillEntry) -> bool;
}

/// Permits every registration.
impl RegistrationPolicy for () {
	fn permits(_: ParticipantId, _: SceneId, _: &crate::BillEntry) -> bool {
		true
	}
}
