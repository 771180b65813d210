//! What one pallet may ask of another. The owner of the data implements the trait; the runtime
//! wires them together.

use crate::{
	authorization::Scope,
	changes::BillAction,
	field::FieldName,
	lock::{AcquireOutcome, LockRefusal},
	node::NodeRole,
	observation::{HistoricBill, ObservationId, Observed, OutsideState, Question},
	outbox::{Body, DeathCause, Destination, MessageId, Receipt},
	participant::{Role, Roles, Status},
	Actor, Bill, BillEntry, BillKey, CheckDigest, Did, Digest, Fen, FlowNumber, Moment, NodeId,
	Operation, ParticipantId, PayerRef, Region, SceneId,
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
	/// What the notice to the non-tax system weighs that every change of a bill brings about. A ledger
	/// that tells nobody need not implement it.
	fn notice_weight() -> Weight {
		Weight::zero()
	}
	/// Could a bill of that key be adopted ([`BillLedger::adopt`])? There is none, and no issuer here has
	/// its number to issue. A ledger without ranges of numbers need not implement it.
	fn ensure_adoptable(_key: &BillKey) -> DispatchResult {
		Ok(())
	}
	/// Registers a bill issued before the chain existed 历史存量票据, as the non-tax system has it and
	/// enough validators saw it, in the name of `platform`. Its state there is kept: what is reimbursed
	/// there is reimbursed here. R086, R173.
	fn adopt(
		key: BillKey,
		check: CheckDigest,
		scene: SceneId,
		payer: PayerRef,
		historic: &HistoricBill,
		platform: ParticipantId,
	) -> DispatchResult;
	/// The non-tax system says `outside` of the bill now, nothing where it does not know it. A bill that
	/// was locked there when it was adopted becomes what it is there. True if it is such a bill; false
	/// if the chain decides its state, and nothing changes. R091.
	///
	/// A ledger that adopts nothing which is locked outside need not implement it.
	fn follow(_key: &BillKey, _outside: Option<&OutsideState>) -> Result<bool, DispatchError> {
		Ok(false)
	}
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

/// Writes messages to systems outside of the chain. Implemented by `pallet-outbox`.
pub trait Outbox {
	/// Is there room for `count` more messages to the destination? Nothing is written to a closed one,
	/// so it has.
	///
	/// Errors: `Full` of `pallet-outbox`.
	fn ensure_room(destination: Destination, count: u32) -> DispatchResult;
	/// Are messages to the destination written? An outbox that is closed to nobody need not implement
	/// it.
	fn is_open(_destination: Destination) -> bool {
		true
	}
	/// Writes a message, whether there is room or not: who asks somebody else's leave asked
	/// [`Outbox::ensure_room`] before it changed anything, and what the chain does by itself cannot
	/// wait. None where the destination is closed, and nothing is written.
	fn send(body: Body) -> Option<MessageId>;
	/// Is a message of the lane ([`Body::lane`]) on its way: does one wait, or is one a dead letter that
	/// holds the lane? An outbox that sends nothing need not implement it.
	fn waits(_destination: Destination, _lane: &Digest) -> bool {
		false
	}
	/// What each of them weighs at most.
	fn send_weight() -> Weight;
}

/// Tells nobody: for tests of pallets that tell.
impl Outbox for () {
	fn ensure_room(_: Destination, _: u32) -> DispatchResult {
		Ok(())
	}
	fn is_open(_: Destination) -> bool {
		false
	}
	fn send(_: Body) -> Option<MessageId> {
		None
	}
	fn waits(_: Destination, _: &Digest) -> bool {
		false
	}
	fn send_weight() -> Weight {
		Weight::zero()
	}
}

/// Whoever has to know what became of a message. It cannot refuse.
pub trait OnDelivery {
	/// The destination took or refused it.
	fn delivered(id: MessageId, body: &Body, receipt: &Receipt);
	/// It is a dead letter. Of one that the destination refused both are told, this one after.
	fn dead(id: MessageId, body: &Body, cause: &DeathCause);
	/// What either weighs at most.
	fn delivery_weight() -> Weight;
}

impl OnDelivery for () {
	fn delivered(_: MessageId, _: &Body, _: &Receipt) {}
	fn dead(_: MessageId, _: &Body, _: &DeathCause) {}
	fn delivery_weight() -> Weight {
		Weight::zero()
	}
}

/// Asks validators to observe something. Implemented by `pallet-observations`.
pub trait Observations {
	/// Writes the request.
	///
	/// Errors: `Full`, `RangeEmpty`, `RangeTooWide` of `pallet-observations`; those of
	/// [`OnObserved::ensure_askable`].
	fn ask(
		question: Question,
		requester: Option<ParticipantId>,
	) -> Result<ObservationId, DispatchError>;
}

/// Whoever acts on what validators agreed they observed.
pub trait OnObserved {
	/// Could an answer to the question be of use? Asked before the request is written, so that nobody
	/// looks in vain.
	fn ensure_askable(_question: &Question) -> DispatchResult {
		Ok(())
	}
	/// Enough of them said this; it answers the question. Its changes are taken back when it refuses.
	fn observed(
		id: ObservationId,
		requester: Option<ParticipantId>,
		question: &Question,
		observed: &Observed,
	) -> DispatchResult;
	/// What that weighs at most.
	fn observed_weight() -> Weight;
}

impl OnObserved for () {
	fn observed(
		_: ObservationId,
		_: Option<ParticipantId>,
		_: &Question,
		_: &Observed,
	) -> DispatchResult {
		Ok(())
	}
	fn observed_weight() -> Weight {
		Weight::zero()
	}
}

/// Locks that the platform takes for organisations of other provinces. Implemented by
/// `pallet-bill-locks`: the same rules, disputes and idempotency as those of `acquire`, `settle` and
/// `release` by the platform's own signature. What is refused changes nothing.
pub trait RegionLocks {
	/// Asks for the lock of a bill. `Pending`: it is decided when the block closes, and
	/// [`OnLockDecided`] told. `Refused`: a policy denies it; [`OnLockDecided`] has been told. Anything
	/// else is the outcome that the same request had before.
	fn start(
		platform: ParticipantId,
		key: BillKey,
		scene: SceneId,
		region: Region,
		flow: FlowNumber,
		claimed: Fen,
		authorization: Digest,
	) -> Result<AcquireOutcome, LockRefusal>;
	/// Reimburses and unlocks, if the lock is the one that was taken in that region under that flow
	/// number.
	fn settle(
		platform: ParticipantId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		amount: Fen,
		close: bool,
	) -> Result<(), LockRefusal>;
	/// Unlocks, if the lock is the one that was taken in that region under that flow number.
	fn release(
		platform: ParticipantId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
	) -> Result<(), LockRefusal>;
	/// Can a lock be asked for in this block still? Without room [`RegionLocks::start`] is `Busy`; the
	/// next block has room again.
	fn has_room() -> bool;
	/// What each weighs at most, with its share of the close of the block.
	fn region_weight() -> Weight;
}

/// Whoever has to know what became of requests for locks.
pub trait OnLockDecided {
	/// Are requests under that flow number its concern? Of others it is told nothing. Reads no state.
	fn watches(_flow: &FlowNumber) -> bool {
		true
	}
	/// The request was decided; `expires` (Unix ms) where it holds the lock.
	fn decided(
		key: &BillKey,
		requester: ParticipantId,
		flow: &FlowNumber,
		outcome: AcquireOutcome,
		expires: Option<Moment>,
	);
	/// The lock ended by time or by somebody else than its holder.
	fn ended(key: &BillKey, holder: ParticipantId, flow: &FlowNumber);
	/// What either weighs at most.
	fn decided_weight() -> Weight;
}

impl OnLockDecided for () {
	fn watches(_: &FlowNumber) -> bool {
		false
	}
	fn decided(
		_: &BillKey,
		_: ParticipantId,
		_: &FlowNumber,
		_: AcquireOutcome,
		_: Option<Moment>,
	) {
	}
	fn ended(_: &BillKey, _: ParticipantId, _: &FlowNumber) {}
	fn decided_weight() -> Weight {
		Weight::zero()
	}
}
