//! A runtime for the tests: root is the council, three accounts are of fiscal authorities.

use crate::{self as pallet_scenes, GenesisScene};
use fiscal_primitives::{
	field::{Field, FieldKind, FieldName, FieldValue, Fields},
	participant::{Role, Roles},
	scene::{FieldRule, LockTerm, Presence, RuleSet, SceneKind, SceneStatus, Subject},
	text::{Name, Reason},
	traits::{Gate, ParticipantRegistry},
	AccountId, Actor, Approval, BillEntry, CheckDigest, Date, Did, Digest, Fen, Moment, Operation,
	ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::Public;
use frame_support::{derive_impl, parameter_types, traits::Time};
use frame_system::{ensure_signed, mocking::MockBlock, RawOrigin};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Scenes: pallet_scenes,
	}
);

parameter_types! {
	pub static Now: Moment = 1_000;
	/// Operations that nobody performs without an approval.
	pub static HighRisk: Vec<Operation> = Vec::new();
	/// The approval under which signed calls run.
	pub static Approved: Option<Approval> = None;
	/// Participants whose state is not active.
	pub static Frozen: Vec<ParticipantId> = Vec::new();
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

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");
pub const APPROVAL_REQUIRED: DispatchError = DispatchError::Other("approvals: ApprovalRequired");

pub const FINANCE: ParticipantId = ParticipantId(1);
/// A fiscal authority of its own.
pub const TREASURY: ParticipantId = ParticipantId(2);
pub const STRANGER: ParticipantId = ParticipantId(3);
pub const HOSPITAL: ParticipantId = ParticipantId(4);
pub const SCHOOL: ParticipantId = ParticipantId(5);
/// An administrator below [`FINANCE`].
pub const CLERK: ParticipantId = ParticipantId(6);
pub const SCENE: SceneId = SceneId(1);

/// Root is the council; [`FINANCE`], with [`CLERK`] below it, and [`TREASURY`] are fiscal authorities.
pub struct Door;

impl Gate<RuntimeOrigin> for Door {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		if let Ok(RawOrigin::Root) = origin.clone().into() {
			return Ok(Actor::Council);
		}
		let account = ensure_signed(origin)?;
		let signer =
			[FINANCE, TREASURY, CLERK].into_iter().find(|id| self::account(*id) == account);
		let signer = signer.filter(|_| role == Role::FiscalAuthority).ok_or(NOT_AUTHORIZED)?;
		let approval = Approved::get();
		if approval.is_none() && HighRisk::get().contains(&operation) {
			return Err(APPROVAL_REQUIRED);
		}
		Ok(Actor::Participant { id: member(signer), signer, approval })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

/// [`HOSPITAL`] and [`SCHOOL`] are issuers.
impl ParticipantRegistry<AccountId> for Door {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		[HOSPITAL, SCHOOL].into_iter().find(|id| self::account(*id) == *account)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Self::id_of(account)
	}
	fn is_active(id: ParticipantId) -> bool {
		!Frozen::get().contains(&id)
	}
	fn member_of(id: ParticipantId) -> Option<ParticipantId> {
		Some(member(id))
	}
	fn roles_of(_: ParticipantId) -> Roles {
		Roles::of(&[Role::Issuer])
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account).filter(|_| role == Role::Issuer).ok_or(NOT_AUTHORIZED)
	}
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		id == ancestor
	}
	fn by_did(_: &Did) -> Option<ParticipantId> {
		None
	}
	fn did_of(id: ParticipantId) -> Option<Did> {
		did(id)
	}
	fn key_of(_: ParticipantId) -> Option<(Public, u32)> {
		None
	}
	fn holder_of(_: &PayerRef) -> Option<ParticipantId> {
		None
	}
}

impl crate::Config for Test {
	type Gate = Door;
	type Participants = Door;
	type Time = Now;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Door;
}

fn member(id: ParticipantId) -> ParticipantId {
	if id == CLERK {
		FINANCE
	} else {
		id
	}
}

fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
}

/// The DID of a participant.
pub fn did(id: ParticipantId) -> Option<Did> {
	u8::try_from(id.0).ok().map(|number| Did([number; 22]))
}

/// The actor of a signed call without an approval.
pub fn actor(signer: ParticipantId) -> Actor {
	Actor::Participant { id: member(signer), signer, approval: None }
}

pub fn name() -> Name {
	Name::new("医疗费用报销").unwrap()
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
}

pub fn term(ms: u64) -> LockTerm {
	LockTerm::new(ms).unwrap()
}

pub fn field(text: &str) -> FieldName {
	FieldName::new(text).unwrap()
}

/// Rules that demand a flag of that name.
pub fn rules(required: &str) -> RuleSet {
	let rule = FieldRule::new(field(required), FieldKind::Flag, Presence::Required);
	RuleSet::new(true, vec![rule]).unwrap()
}

/// A bill with a flag of that name.
pub fn entry(flag: Option<&str>) -> BillEntry {
	let fields = flag.map(|name| Field { name: field(name), value: FieldValue::Flag(true) });
	BillEntry {
		key: "31060126-0000000001".parse().unwrap(),
		check: CheckDigest([0; 16]),
		total: Fen::new(500).unwrap(),
		issued_on: Date::new(20260101).unwrap(),
		payer: PayerRef::default(),
		xml: Digest::zero(),
		pdf: None,
		summary: Digest::zero(),
		circulation: Default::default(),
		fields: Fields::new(fields.into_iter().collect()).unwrap(),
	}
}

/// The digest of what waits for its review.
pub fn waiting(scene: SceneId, subject: Subject) -> Digest {
	crate::Proposals::<Test>::get(scene, subject).expect("it waits").change.digest()
}

pub fn status(scene: SceneId) -> SceneStatus {
	crate::Scenes::<Test>::get(scene).unwrap().status
}

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder {
	scenes: Vec<GenesisScene>,
}

impl ExtBuilder {
	/// A medical scene of that weight whose locks last a minute.
	pub fn with_scene(mut self, weight: u32) -> Self {
		let scene = GenesisScene::new(name(), SceneKind::Medical, weight);
		self.scenes.push(GenesisScene { lock_term: LockTerm::MIN, ..scene });
		self
	}

	/// The storage at the beginning.
	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(1_000);
		HighRisk::set(Vec::new());
		Approved::set(None);
		Frozen::set(Vec::new());
		let genesis = RuntimeGenesisConfig {
			scenes: crate::GenesisConfig { scenes: self.scenes, ..Default::default() },
			..Default::default()
		};
		let mut externalities = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		// Events of block 0 are not kept.
		externalities.execute_with(|| System::set_block_number(1));
		externalities
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Scenes::do_try_state().expect("the storage holds together");
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Door {
	fn issuer() -> AccountId {
		account(HOSPITAL)
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().with_scene(1).build()
}
