//! A runtime for the tests: root is the council, remarks are what issuers send, and remarks with an
//! event need no signer. A call of an approval is what root does while [`Approved`] names a proposer.

mod outbox;

pub use outbox::*;

use crate::{self as pallet_participants, CallPolicy, GenesisParticipant};
use fiscal_primitives::{
	participant::{
		admission_payload, endorsement_payload, payer_payload, rotation_payload, AccountLabel,
		ChildKind, EndorsementProof, ParticipantKind, Role, Roles, Status,
	},
	text::{Name, Reason},
	traits::{Gate, OnParticipantStatus, ParticipantRegistry},
	AccountId, Actor, Approval, Did, Digest, Moment, Operation, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::{Pair, Public, Signature};
use frame_support::{derive_impl, ensure, parameter_types, traits::Time};
use frame_system::{ensure_root, ensure_signed, mocking::MockBlock};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};
use std::{cell::RefCell, collections::HashMap};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Participants: pallet_participants,
	}
);

parameter_types! {
	pub static Now: Moment = 1_000;
	/// Operations for which nothing but an approval or a motion serves.
	pub static HighRisk: Vec<Operation> = Vec::new();
	/// Who proposed what root carries out.
	pub static Approved: Option<ParticipantId> = None;
	/// Whether it chose the flow itself, so that its own role counts.
	pub static Advised: bool = false;
	/// What the listener was told.
	pub static Told: Vec<Notice> = Vec::new();
}

impl Time for Now {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

pub struct Policy;
impl CallPolicy<RuntimeCall> for Policy {
	fn roles_for(call: &RuntimeCall) -> Option<Roles> {
		match call {
			RuntimeCall::System(frame_system::Call::remark { .. }) => {
				Some(Roles::of(&[Role::Issuer, Role::BillUser]))
			}
			RuntimeCall::Participants(crate::Call::set_status { .. }) => {
				Some(Roles::of(&[Role::FiscalAuthority]))
			}
			RuntimeCall::Participants(crate::Call::admit_child { .. }) => {
				Some(Roles::of(&[Role::Administrator]))
			}
			_ => None,
		}
	}

	fn admits_bare(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::System(frame_system::Call::remark_with_event { .. }))
	}
}

/// The approval under which root acts for [`Approved`].
pub const APPROVAL: Approval = Approval { id: 9, head: Digest::repeat_byte(9), mandated: true };

pub struct Door;
impl Gate<RuntimeOrigin> for Door {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		if ensure_root(origin.clone()).is_ok() {
			let Some(id) = Approved::get() else { return Ok(Actor::Council) };
			let mandated = !Advised::get();
			ensure!(
				mandated || Participants::has_role(id, role),
				crate::Error::<Test>::NotAuthorized
			);
			let approval = Some(Approval { mandated, ..APPROVAL });
			return Ok(Actor::Participant { id, signer: id, approval });
		}
		let who = ensure_signed(origin)?;
		if HighRisk::get().contains(&operation) {
			return Err(DispatchError::Other("ApprovalRequired"));
		}
		let id = Participants::ensure(&who, role)?;
		let signer = Participants::signer_of(&who).ok_or(DispatchError::BadOrigin)?;
		Ok(Actor::Participant { id, signer, approval: None })
	}

	fn proposer(origin: &RuntimeOrigin) -> Option<ParticipantId> {
		Approved::get().filter(|_| ensure_root(origin.clone()).is_ok())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

/// What a listener is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
	Status(ParticipantId, Status, Status),
	Key(ParticipantId, u32),
}

pub struct Listener;
impl OnParticipantStatus for Listener {
	fn status_changed(id: ParticipantId, from: Status, to: Status) {
		Told::mutate(|told| told.push(Notice::Status(id, from, to)));
	}
	fn key_changed(id: ParticipantId, version: u32) {
		Told::mutate(|told| told.push(Notice::Key(id, version)));
	}
}

impl crate::Config for Test {
	type Gate = Door;
	type CallPolicy = Policy;
	type OnStatus = Listener;
	type Outbox = Notices;
	type Time = Now;
	type WeightInfo = ();
}

/// The development pair of that name; derived once.
pub fn pair(name: &str) -> Pair {
	thread_local! {
		static PAIRS: RefCell<HashMap<String, Pair>> = RefCell::default();
	}
	PAIRS.with_borrow_mut(|pairs| {
		pairs.entry(name.into()).or_insert_with(|| Pair::from_dev_name(name)).clone()
	})
}

/// The development key of that name.
pub fn key(name: &str) -> Public {
	pair(name).public()
}

/// The account of the development key of that name.
pub fn account(name: &str) -> AccountId {
	key(name).account_id()
}

pub fn signed(who: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(who))
}

pub fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

/// An identity of its own for each name.
pub fn identity(name: &str) -> Digest {
	fiscal_sm_crypto::sm3_256(name.as_bytes()).into()
}

/// A payer reference of its own for each name.
pub fn payer(name: &str) -> PayerRef {
	PayerRef(identity(&format!("payer/{name}")))
}

pub fn name(text: &str) -> Name {
	Name::new(text).unwrap()
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
}

fn genesis() -> Digest {
	Participants::genesis_hash()
}

/// The proof of possession with which the key of that name asks for admission.
pub fn proof(who: &str, parent: Option<ParticipantId>) -> Signature {
	pair(who).sign(&admission_payload(&genesis(), parent, &key(who)))
}

/// The kind of an operator's account.
pub const OPERATOR_ACCOUNT: ChildKind = ChildKind::Account(AccountLabel::Operator);

/// The endorsement of a child of that name and its identity by the key of a name, which belongs to
/// `by`.
pub fn endorsed(
	by: (ParticipantId, &str),
	parent: ParticipantId,
	(kind, child): (ChildKind, &str),
	roles: &[Role],
) -> EndorsementProof {
	endorsed_as(by, parent, (kind, child, identity(child)), roles)
}

/// The same, of any identity.
pub fn endorsed_as(
	(by, signer): (ParticipantId, &str),
	parent: ParticipantId,
	(kind, child, identity): (ChildKind, &str, Digest),
	roles: &[Role],
) -> EndorsementProof {
	let (expires, roles) = (Now::get() + 1_000, Roles::of(roles));
	let payload =
		endorsement_payload(&genesis(), parent, kind, &key(child), roles, &identity, expires);
	EndorsementProof { by, expires, signature: pair(signer).sign(&payload) }
}

/// The consent of a citizen that a platform binds a payer reference to its DID, made of the key
/// `first`, signed by the key `now`.
pub fn consent(first: &str, now: &str, payer: PayerRef, platform: ParticipantId) -> Signature {
	let did = Did::of(&key(first));
	pair(now).sign(&payer_payload(&genesis(), &did, &payer, platform))
}

/// The proof of possession of a new key of the DID made of the key `first`.
pub fn rotation(first: &str, version: u32, new: &str) -> Signature {
	let did = Did::of(&key(first));
	pair(new).sign(&rotation_payload(&genesis(), &did, version, &key(new)))
}

/// Admits an account below `parent`, endorsed by the parent's key of that name.
pub fn admit_account(
	origin: RuntimeOrigin,
	(parent, parent_key): (ParticipantId, &str),
	who: &str,
	roles: &[Role],
) -> DispatchResult {
	Participants::admit_child(
		origin,
		parent,
		name(who),
		OPERATOR_ACCOUNT,
		Roles::of(roles),
		key(who),
		identity(who),
		proof(who, Some(parent)),
		endorsed((parent, parent_key), parent, (OPERATOR_ACCOUNT, who), roles),
	)
}

/// Admits an organisation below `parent`, endorsed by the parent's key of that name.
pub fn admit_organisation(
	origin: RuntimeOrigin,
	(parent, parent_key): (ParticipantId, &str),
	who: &str,
	roles: &[Role],
) -> DispatchResult {
	Participants::admit_child(
		origin,
		parent,
		name(who),
		ChildKind::Organisation,
		Roles::of(roles),
		key(who),
		identity(who),
		proof(who, Some(parent)),
		endorsed((parent, parent_key), parent, (ChildKind::Organisation, who), roles),
	)
}

/// The actor who signs for itself.
pub fn alone(id: u32) -> Actor {
	let id = ParticipantId(id);
	Actor::Participant { id, signer: id, approval: None }
}

/// A genesis entry: an organisation with the development key of that name.
pub fn entry(who: &str, roles: &[Role]) -> GenesisParticipant {
	GenesisParticipant {
		name: name(who),
		kind: ParticipantKind::Organisation,
		roles: Roles::of(roles),
		key: key(who),
		identity: identity(who),
		parent: None,
		label: None,
	}
}

/// Builds the state of a test; participants are numbered in the order given.
#[derive(Default)]
pub struct ExtBuilder {
	participants: Vec<GenesisParticipant>,
}

impl ExtBuilder {
	pub fn with_participant(mut self, who: &str, roles: &[Role]) -> Self {
		self.participants.push(entry(who, roles));
		self
	}

	pub fn with_organisation(mut self, parent: u32, who: &str, roles: &[Role]) -> Self {
		let parent = Some(ParticipantId(parent));
		self.participants.push(GenesisParticipant { parent, ..entry(who, roles) });
		self
	}

	pub fn with_account(mut self, parent: u32, who: &str, roles: &[Role]) -> Self {
		self.participants.push(GenesisParticipant {
			kind: ParticipantKind::Account,
			parent: Some(ParticipantId(parent)),
			label: Some(AccountLabel::Operator),
			..entry(who, roles)
		});
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let genesis = RuntimeGenesisConfig {
			participants: crate::GenesisConfig {
				participants: self.participants,
				..Default::default()
			},
			..Default::default()
		};
		let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		ext.execute_with(|| {
			Now::set(1_000);
			HighRisk::set(Vec::new());
			Approved::set(None);
			Advised::set(false);
			Told::set(Vec::new());
			OutboxFull::set(false);
			// Events of block 0 are not kept.
			System::set_block_number(1);
		});
		ext
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Participants::do_try_state().expect("the storage holds together");
		});
	}
}
