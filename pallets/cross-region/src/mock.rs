//! The real bills and locks, a handful of participants, and two other provinces.

mod outbox;
mod steps;

pub use outbox::*;
pub use steps::*;

use crate as pallet_cross_region;
use fiscal_primitives::{
	authorization::Scope,
	bill::{Batch, Circulation, GenesisRange},
	field::{FieldName, Fields},
	node::NodeRole,
	participant::{Role, Roles},
	policy::{Facts, Obligations, Policies, PolicyPoint, Verdict},
	traits::{Gate, LockPermission, NodeRegistry, ParticipantRegistry, SceneRegistry, SceneTerms},
	AccountId, Actor, Bill, BillEntry, BillKey, BillNumber, CheckCode, Date, Did, Digest, Fen,
	FlowNumber, Lock, Moment, NodeId, Operation, ParticipantId, PayerRef, PolicyId, SceneId,
};
use fiscal_sm_crypto::{Pair, Public, Signature};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU64, Hooks, Time},
};
use frame_system::{ensure_root, ensure_signed};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};
use std::{
	collections::HashMap,
	sync::{LazyLock, Mutex},
};

/// 2026-11-20, noon in Shanghai.
pub const NOON: Moment = 1_795_147_200_000;

pub const ISSUER: u8 = 1;
pub const OPERATOR: u8 = 2;
pub const PLATFORM: u8 = 3;
pub const AUTHORITY: u8 = 4;
/// Insurers of here.
pub const ALICE: u8 = 6;
pub const BOB: u8 = 7;
/// A fiscal authority that is a user of bills too.
pub const MINISTRY: u8 = 9;
/// A second platform.
pub const SUCCESSOR: u8 = 10;
/// An account of Alice.
pub const ALICE_CLERK: u8 = 20;
/// An account without a participant.
pub const STRANGER: u8 = 99;

/// Weight 10, one minute; what the platform locks under.
pub const SCENE: SceneId = SceneId(1);
/// Weight 20, one minute.
pub const HEAVY: SceneId = SceneId(2);
/// How long a lock lasts, ms.
pub const TERM: u64 = 60_000;
/// How far the clock of a province may be off, ms.
pub const SKEW: u64 = 600_000;
/// The total of every bill.
pub const TOTAL: u64 = 10_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		BillsPallet: pallet_bills,
		LocksPallet: pallet_bill_locks,
		Regions: pallet_cross_region,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type Block = frame_system::mocking::MockBlockU32<Test>;
}

parameter_types! {
	pub static Now: Moment = NOON;
	pub static Frozen: Vec<u32> = Vec::new();
	pub static RetiredScenes: Vec<u32> = Vec::new();
	/// The policy denies claims above this.
	pub static Ceiling: u64 = u64::MAX;
	pub const MaxRequests: u32 = 8;
	pub const MaxExpiries: u32 = 64;
}

pub struct Registry;

impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		let organisation = |signer| if signer == id(ALICE_CLERK) { id(ALICE) } else { signer };
		Self::signer_of(account).map(organisation)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		let bytes: &[u8; 32] = account.as_ref();
		(bytes[0] < STRANGER).then_some(id(bytes[0]))
	}
	fn is_active(id: ParticipantId) -> bool {
		!Frozen::get().contains(&id.0)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		let roles: &[Role] = match u8::try_from(id.0).unwrap() {
			ISSUER => &[Role::Issuer],
			OPERATOR => &[Role::NodeOperator],
			PLATFORM | SUCCESSOR => &[Role::Platform],
			AUTHORITY => &[Role::FiscalAuthority],
			ALICE | BOB | ALICE_CLERK => &[Role::BillUser],
			MINISTRY => &[Role::FiscalAuthority, Role::BillUser],
			_ => &[],
		};
		Roles::of(roles)
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::signer_of(account)
			.filter(|signer| Self::is_active(*signer) && Self::has_role(*signer, role))
			.and_then(|_| Self::id_of(account))
			.ok_or(DispatchError::BadOrigin)
	}
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		id == ancestor
	}
	fn by_did(_: &Did) -> Option<ParticipantId> {
		None
	}
	fn did_of(_: ParticipantId) -> Option<Did> {
		None
	}
	fn key_of(_: ParticipantId) -> Option<(Public, u32)> {
		None
	}
	fn holder_of(_: &PayerRef) -> Option<ParticipantId> {
		None
	}
}

impl Gate<RuntimeOrigin> for Registry {
	fn ensure(origin: RuntimeOrigin, _: Operation, role: Role) -> Result<Actor, DispatchError> {
		if ensure_root(origin.clone()).is_ok() {
			return Ok(Actor::Council);
		}
		let who = ensure_signed(origin)?;
		let id = <Self as ParticipantRegistry<AccountId>>::ensure(&who, role)?;
		let signer = Self::signer_of(&who).ok_or(DispatchError::BadOrigin)?;
		Ok(Actor::Participant { id, signer, approval: None })
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

/// Denies claims above the ceiling.
impl Policies for Registry {
	type Session = ();
	fn open(_: PolicyPoint, _: SceneId, _: ParticipantId) {}
	fn judge((): &mut (), facts: &Facts) -> Verdict {
		let permitted = facts.claimed.is_none_or(|claimed| claimed.get() <= Ceiling::get());
		Verdict { permitted, policy: Some(PolicyId(1)), obligations: Obligations::NONE }
	}
	fn close((): ()) {}
}

impl NodeRegistry for Registry {
	fn is_normal(_: NodeId) -> bool {
		true
	}
	fn operator(_: NodeId) -> Option<ParticipantId> {
		Some(id(OPERATOR))
	}
	fn serves(_: NodeId, _: ParticipantId, _: NodeRole) -> bool {
		true
	}
	fn admits(_: NodeId, _: SceneId, _: Scope) -> bool {
		true
	}
}

impl SceneRegistry for Registry {
	type Rules = ();
	fn rules(_: SceneId) {}
	fn check((): &(), _: &BillEntry) -> Result<(), FieldName> {
		Ok(())
	}
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		let weight = match scene {
			_ if RetiredScenes::get().contains(&scene.0) => return None,
			SCENE => 10,
			HEAVY => 20,
			_ => return None,
		};
		Some(SceneTerms { weight, lock_term: TERM })
	}
}

/// What rests on [`nothing`] is not permitted.
impl LockPermission for Registry {
	fn ensure_may_lock(
		_: ParticipantId,
		_: &BillKey,
		_: &Bill,
		_: SceneId,
		authorization: Option<Digest>,
	) -> DispatchResult {
		match authorization == Some(nothing()) {
			true => Err(DispatchError::Other("not permitted")),
			false => Ok(()),
		}
	}
	fn used(_: ParticipantId, _: &BillKey, _: SceneId, _: Digest) {}
}

impl Time for Registry {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

impl pallet_bills::Config for Test {
	type Participants = Registry;
	type Nodes = Registry;
	type Scenes = Registry;
	type Policies = ();
	type Rules = ();
	type Gate = Registry;
	type Outbox = Messages;
	type Time = Registry;
	type LowStockPercent = frame_support::traits::ConstU8<10>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

impl pallet_bill_locks::Config for Test {
	type Bills = BillsPallet;
	type Participants = Registry;
	type Scenes = Registry;
	type Permission = Registry;
	type Policies = Registry;
	type OnLockDecided = Regions;
	type Gate = Registry;
	type Time = Registry;
	type NoticeBefore = ConstU64<600_000>;
	type MaxRequestsPerBlock = MaxRequests;
	type MaxExpiriesPerBlock = MaxExpiries;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

impl pallet_cross_region::Config for Test {
	type Bills = BillsPallet;
	type Locks = LocksPallet;
	type Participants = Registry;
	type Scenes = Registry;
	type Gate = Registry;
	type Outbox = Messages;
	type Time = Registry;
	type MaxClockSkew = ConstU64<SKEW>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks {
	use super::*;

	impl pallet_bills::benchmarking::BenchmarkHelper for Registry {
		fn world() -> pallet_bills::benchmarking::World {
			pallet_bills::benchmarking::World {
				issuer: id(ISSUER),
				operator: AccountId::new([OPERATOR; 32]),
				authority: AccountId::new([AUTHORITY; 32]),
				node: NodeId(1),
				scene: SCENE,
				payer: PayerRef(digest("payer")),
			}
		}
		fn sign(payload: &[u8]) -> Signature {
			Pair::from_dev_name("Holder").sign(payload)
		}
	}

	impl pallet_bill_locks::benchmarking::BenchmarkHelper for Registry {
		fn world() -> pallet_bill_locks::benchmarking::World {
			pallet_bill_locks::benchmarking::World {
				user: AccountId::new([ALICE; 32]),
				scene: SCENE,
				authorization: digest("authorization"),
			}
		}
		fn bill(at: u64) -> BillKey {
			register(at);
			key(at)
		}
	}

	impl pallet_cross_region::benchmarking::BenchmarkHelper for Registry {
		fn world(at: Moment) -> pallet_cross_region::benchmarking::World {
			Now::set(at);
			register(1);
			pallet_cross_region::benchmarking::World {
				user: AccountId::new([ALICE; 32]),
				platform: id(PLATFORM),
				scene: SCENE,
				bill: key(1),
			}
		}
	}
}

/// Builds the state of a test: every test ends with the close of its block and `try_state`.
#[derive(Default)]
pub struct ExtBuilder {
	bills: u64,
	provinces: bool,
	insurers: bool,
}

impl ExtBuilder {
	/// Bills 1 to `count`.
	pub fn with_bills(mut self, count: u64) -> Self {
		self.bills = count;
		self
	}

	/// Zhejiang and Anhui take part, each with an organisation that is registered and whose service is
	/// open; the platform takes their locks.
	pub fn with_provinces(mut self) -> Self {
		self.provinces = true;
		self
	}

	/// Alice and Bob are registered, with open services.
	pub fn with_insurers(mut self) -> Self {
		self.insurers = true;
		self
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(NOON);
		Frozen::set(Vec::new());
		RetiredScenes::set(Vec::new());
		Ceiling::set(u64::MAX);
		Closed::set(Vec::new());
		FullAt::set(Vec::new());
		NextMessage::set(0);
		new_test_ext().execute_with(|| {
			(1..=self.bills).for_each(register);
			if self.provinces {
				admit_provinces();
			}
			if self.insurers {
				[ALICE, BOB].into_iter().for_each(open_insurer);
			}
			System::reset_events();
			written();
			test();
			close_block();
			check_state();
		});
	}
}

/// A chain on which the issuer has every number of the code.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let (first, last) = (key(0), key(9_999_999_999));
	let range = GenesisRange {
		issuer: id(ISSUER),
		code: first.code,
		first: first.number,
		last: last.number,
	};
	pallet_bills::GenesisConfig::<Test> { numbers: vec![range], ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut chain = sp_io::TestExternalities::new(storage);
	chain.execute_with(|| System::set_block_number(1));
	chain
}

/// What holds between blocks, in all pallets and across them.
pub fn check_state() {
	BillsPallet::do_try_state().unwrap();
	LocksPallet::do_try_state().unwrap();
	Regions::do_try_state().unwrap();
}

pub fn close_block() {
	LocksPallet::on_finalize(System::block_number());
}

/// Closes the block and opens the next, `after` ms later.
pub fn next_block(after: u64) {
	close_block();
	check_state();
	System::set_block_number(System::block_number() + 1);
	Now::mutate(|now| *now += after);
	LocksPallet::on_initialize(System::block_number());
}

pub fn register(number: u64) {
	let entry = BillEntry {
		key: key(number),
		check: check_code().digest(&key(number)),
		total: fen(TOTAL),
		issued_on: Date::new(20_261_120).unwrap(),
		payer: PayerRef(digest("payer")),
		xml: digest("xml"),
		pdf: None,
		summary: digest("summary"),
		circulation: Circulation::Circulable,
		fields: Fields::default(),
	};
	let entries = Batch::try_from(vec![entry]).unwrap();
	assert_ok!(BillsPallet::register_batch(
		signed(OPERATOR),
		NodeId(1),
		id(ISSUER),
		SCENE,
		entries
	));
}

pub fn signed(who: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(AccountId::new([who; 32]))
}

pub fn id(who: u8) -> ParticipantId {
	ParticipantId(who.into())
}

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn fen(amount: u64) -> Fen {
	Fen::new(amount).unwrap()
}

pub fn number(text: &str) -> FlowNumber {
	FlowNumber::new(text).unwrap()
}

pub fn digest(text: &str) -> Digest {
	fiscal_sm_crypto::sm3_256(text.as_bytes()).into()
}

/// The authorization that carries no lock.
pub fn nothing() -> Digest {
	digest("nothing")
}

pub fn check_code() -> CheckCode {
	"a1B2c3".parse().unwrap()
}

pub fn bill(number: u64) -> Bill {
	pallet_bills::Bills::<Test>::get(key(number)).unwrap()
}

pub fn lock_of(number: u64) -> Option<Lock> {
	pallet_bill_locks::Locks::<Test>::get(key(number))
}

/// The development key of that name, computed once a run.
pub fn pair(name: &str) -> Pair {
	static PAIRS: LazyLock<Mutex<HashMap<String, Pair>>> = LazyLock::new(Default::default);
	let mut pairs = PAIRS.lock().unwrap_or_else(|broken| broken.into_inner());
	pairs.entry(name.to_string()).or_insert_with(|| Pair::from_dev_name(name)).clone()
}

/// Its signature, computed once a run: curves are slow without optimization.
pub fn sign(name: &str, payload: Vec<u8>) -> Signature {
	type Known = HashMap<(String, Vec<u8>), Signature>;
	static SIGNATURES: LazyLock<Mutex<Known>> = LazyLock::new(Default::default);
	let asked = (name.to_string(), payload);
	let known = SIGNATURES.lock().unwrap_or_else(|broken| broken.into_inner()).get(&asked).copied();
	known.unwrap_or_else(|| {
		let signature = pair(name).sign(&asked.1);
		let mut memory = SIGNATURES.lock().unwrap_or_else(|broken| broken.into_inner());
		memory.insert(asked, signature);
		signature
	})
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<pallet_cross_region::Event<Test>> {
	let events = System::read_events_for_pallet::<pallet_cross_region::Event<Test>>();
	System::reset_events();
	events
}
