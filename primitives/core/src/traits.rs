//! What one pallet may ask of another. The owner of the data implements the trait; the runtime
//! wires them together.

use crate::{
	authorization::Scope,
	changes::BillAction,
	field::FieldName,
	node::NodeRole,
	participant::{Role, Roles, Status},
	Actor, Bill, BillEntry, BillKey, Did, Digest, Fen, NodeId, Operation, ParticipantId, PayerRef,
	SceneId,
};
use fiscal_sm_crypto::Public;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// Who is who, and may they act? Implemented by `pallet-participants`.
///
/// Participants form a tree of three tiers: authorities and members, organisations below them, and
/// below those accounts of scenes and operators. An account acts for its organisation.
pub trait ParticipantRegistry<AccountId> {
	/// The participant for which the account acts: its own, or the organisation of an operator's.
	fn id_of(account: &AccountId) -> Option<ParticipantId>;
	/// The participant whose key in use belongs to the account, whatever its tier.
	fn signer_of(account: &AccountId) -> Option<ParticipantId>;
	/// Does the participant exist, and is it active, with everything above it in the tree?
	fn is_active(id: ParticipantId) -> bool;
	/// The roles of the participant, in whatever state; none if there is no such participant.
	fn roles_of(id: ParticipantId) -> Roles;
	/// The participant of the first tier at whose top it stands: itself, if nothing stands above it.
	/// None if there is no such participant. Members are admitted by the council alone, while they
	/// and what stands below them admit others by themselves: whoever has to be independent of
	/// somebody is of another member. A registry without tiers need not implement it.
	fn member_of(id: ParticipantId) -> Option<ParticipantId> {
		Some(id)
	}
	/// Are both of different members? Not, if one of them does not exist.
	fn are_apart(one: ParticipantId, other: ParticipantId) -> bool {
		match (Self::member_of(one), Self::member_of(other)) {
			(Some(one), Some(other)) => one != other,
			_ => false,
		}
	}
	/// May the participant, in whatever state, act in the role?
	fn has_role(id: ParticipantId, role: Role) -> bool {
		Self::roles_of(id).contains(role)
	}
	/// The participant for which the account acts, if that and the signer are active and the signer
	/// has the role.
	///
	/// Errors: `NotFound`, `NotActive`, `NotAuthorized` of `pallet-participants`.
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError>;
	/// Whether the participant is `ancestor` or stands below it.
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool;
	/// The participant of a DID.
	fn by_did(did: &Did) -> Option<ParticipantId>;
	/// The DID of a participant.
	fn did_of(id: ParticipantId) -> Option<Did>;
	/// The DID of whoever signed; none for the council and the chain itself.
	fn did_of_signer(by: &Actor) -> Option<Did> {
		match by {
			Actor::Participant { signer, .. } => Self::did_of(*signer),
			Actor::System | Actor::Council => None,
		}
	}
	/// The key in use of a participant and its version, from 1: it rises with every rotation.
	fn key_of(id: ParticipantId) -> Option<(Public, u32)>;
	/// The citizen or organisation to whom a payer reference is bound.
	fn holder_of(payer: &PayerRef) -> Option<ParticipantId>;
}

/// Whoever has to know when the state of a participant changes.
pub trait OnParticipantStatus {
	/// The state of `id` changed, and with it that of everything below.
	fn status_changed(id: ParticipantId, from: Status, to: Status);
	/// The key of `id` changed to version `version`.
	fn key_changed(id: ParticipantId, version: u32);
	/// What [`OnParticipantStatus::status_changed`] weighs at most.
	fn status_weight() -> Weight {
		Weight::zero()
	}
	/// What [`OnParticipantStatus::key_changed`] weighs at most.
	fn key_weight() -> Weight {
		Weight::zero()
	}
}

#[impl_trait_for_tuples::impl_for_tuples(8)]
impl OnParticipantStatus for Tuple {
	fn status_changed(id: ParticipantId, from: Status, to: Status) {
		for_tuples!( #( Tuple::status_changed(id, from, to); )* );
	}
	fn key_changed(id: ParticipantId, version: u32) {
		for_tuples!( #( Tuple::key_changed(id, version); )* );
	}
	fn status_weight() -> Weight {
		let mut weight = Weight::zero();
		for_tuples!( #( weight = weight.saturating_add(Tuple::status_weight()); )* );
		weight
	}
	fn key_weight() -> Weight {
		let mut weight = Weight::zero();
		for_tuples!( #( weight = weight.saturating_add(Tuple::key_weight()); )* );
		weight
	}
}

/// The door of operations that somebody decides about. Implemented by `pallet-approvals`.
///
/// It admits, in this order: a motion of the council; the call of an approval whose operation this
/// is, after all its steps, through the flow that the operation demands now; an active signer with the role, unless the operation is registered as
/// of high risk 高风险操作, for which nothing but an approval or a motion serves.
pub trait Gate<Origin> {
	/// Who acts. An approval through a flow that the operation does not demand counts as its proposer
	/// alone, which has to hold the role.
	///
	/// Errors: `BadOrigin`; `ApprovalRequired` and `OperationMismatch` of `pallet-approvals`; those
	/// of [`ParticipantRegistry::ensure`].
	fn ensure(origin: Origin, operation: Operation, role: Role) -> Result<Actor, DispatchError>;

	/// The participant whose key proposed, where the origin is that of an approval. A gate without
	/// approvals knows none.
	fn proposer(_origin: &Origin) -> Option<ParticipantId> {
		None
	}

	/// An origin that [`Gate::ensure`] admits, as the council's.
	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> Origin;
}

/// Access nodes and whom they serve. Implemented by `pallet-access-nodes`.
pub trait NodeRegistry {
	/// Does the node exist and is it in service, with a credential that is valid now?
	fn is_normal(node: NodeId) -> bool;
	/// The participant that runs the node.
	fn operator(node: NodeId) -> Option<ParticipantId>;
	/// Does the node serve the participant in that capacity?
	fn serves(node: NodeId, participant: ParticipantId, role: NodeRole) -> bool;
	/// Was the node admitted for the scene and for resources of that kind in it?
	fn admits(node: NodeId, scene: SceneId, resource: Scope) -> bool;
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
	/// Field rules of a scene, ready to use.
	type Rules;
	/// The terms of a scene, or nothing when it does not exist or is not active.
	fn terms(scene: SceneId) -> Option<SceneTerms>;
	/// The field rules of a scene; a scene without rules admits every bill.
	fn rules(scene: SceneId) -> Self::Rules;
	/// Does the entry keep the rules?
	///
	/// Errors: the first field that does not.
	fn check(rules: &Self::Rules, entry: &BillEntry) -> Result<(), FieldName>;
}

/// Which state of a bill may become which, and by whom. Implemented by `pallet-bill-permissions`.
pub trait TransitionRules {
	/// May `actor` perform `action` on the bill as it stands? Of the roles of a participant those
	/// count that are in `capacity`: who ends a lock as an administrator does not do so as a user of
	/// bills, though it may be both.
	///
	/// Errors: those of `pallet-bill-permissions`.
	fn ensure_as(action: BillAction, bill: &Bill, actor: &Actor, capacity: Roles)
		-> DispatchResult;
	/// The same in whatever role the participant has.
	fn ensure(action: BillAction, bill: &Bill, actor: &Actor) -> DispatchResult {
		Self::ensure_as(action, bill, actor, Roles::all())
	}
	/// May `actor` register bills at all? Asked once a batch.
	fn ensure_registrable(actor: &Actor) -> DispatchResult;
}

/// Forbids nothing: for tests of pallets that ask.
impl TransitionRules for () {
	fn ensure_as(_: BillAction, _: &Bill, _: &Actor, _: Roles) -> DispatchResult {
		Ok(())
	}
	fn ensure_registrable(_: &Actor) -> DispatchResult {
		Ok(())
	}
}

/// The only door through which locks change bills. Implemented by `pallet-bills`; every method
/// checks its own guards and changes nothing when it refuses.
pub trait BillLedger {
	/// The bill, if there is one.
	fn bill(key: &BillKey) -> Option<Bill>;
	/// May the bill be locked for `claimed` fen now? In force, electronic, circulable, ordinary,
	/// free or partly reimbursed, and `claimed` within what remains.
	fn ensure_lockable(key: &BillKey, claimed: Fen, by: &Actor) -> DispatchResult;
	/// Free or partly reimbursed → locked.
	fn lock(key: &BillKey, claimed: Fen, by: &Actor) -> DispatchResult;
	/// Locked → what it was, by the holder of the lock or since it ran out.
	fn unlock(key: &BillKey, by: &Actor) -> DispatchResult;
	/// Locked → what it was, by an administrator or the council.
	fn force_unlock(key: &BillKey, by: &Actor) -> DispatchResult;
	/// Locked → partly or wholly reimbursed by `amount` fen more; `close` ends reimbursement even
	/// when a part of the total remains.
	fn settle(key: &BillKey, amount: Fen, close: bool, by: &Actor) -> DispatchResult;
	/// Partly or wholly reimbursed → `amount` fen less.
	fn reverse(key: &BillKey, amount: Fen, by: &Actor) -> DispatchResult;
}

/// May the participant lock the bill? Authorizations of holders answer this. Implemented by
/// `pallet-vc-authorization`.
pub trait LockPermission {
	/// Checks the authorization named by `authorization` and changes nothing.
	fn ensure_may_lock(
		user: ParticipantId,
		key: &BillKey,
		bill: &Bill,
		scene: SceneId,
		authorization: Option<Digest>,
	) -> DispatchResult;
	/// The lock was won: counts and logs one use of the authorization.
	fn used(user: ParticipantId, key: &BillKey, scene: SceneId, authorization: Digest);
}
