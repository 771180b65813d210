//! The real bills, with a handful of participants and three scenes.

mod calls;
mod outside;

pub use calls::*;
pub use outside::*;

use crate as pallet_bill_locks;
use fiscal_primitives::{
	authorization::Scope,
	bill::{Batch, Circulation, GenesisRange, Use},
	changes::BillAction,
	field::{FieldName, Fields},
	node::NodeRole,
	participant::{Role, Roles},
	policy::{Facts, Obligations, Policies, PolicyPoint, Verdict},
	text::Reason,
	traits::{
		Gate, LockPermission, NodeRegistry, ParticipantRegistry, SceneRegistry, SceneTerms,
		TransitionRules,
	},
	transition::{default_rule, Forbidden},
	AccountId, Actor, Approval, Bill, BillEntry, BillKey, BillNumber, CheckCode, Date, Did, Digest,
	Fen, FlowNumber, Lock, Moment, NodeId, Operation, ParticipantId, PayerRef, PolicyId, Region,
	SceneId,
};
use fiscal_sm_crypto::Public;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	storage::unhashed,
	traits::{Hooks, Time},
	weights::Weight,
};
use frame_system::{ensure_root, ensure_signed};
use sp_runtime::{
	traits::{Dispatchable, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult,
};

/// 2026-11-20, noon in Shanghai.
pub const NOON: Moment = 1_795_147_200_000;

pub const ISSUER: u8 = 1;
pub const OPERATOR: u8 = 2;
pub const PLATFORM: u8 = 3;
pub const AUTHORITY: u8 = 4;
pub const DEPUTY: u8 = 5;
pub const ALICE: u8 = 6;
pub const BOB: u8 = 7;
pub const CAROL: u8 = 8;
/// A fiscal authority that uses bills too.
pub const MINISTRY: u8 = 9;
/// An operator's account of Alice, and one of the ministry.
pub const ALICE_CLERK: u8 = 20;
pub const MINISTRY_CLERK: u8 = 21;
/// An account without a participant.
pub const STRANGER: u8 = 99;

/// Weight 10, one hour.
pub const LIGHT: SceneId = SceneId(1);
/// Weight 20, two hours.
pub const HEAVY: SceneId = SceneId(2);
/// Weight 10, one minute: too short for a notice.
pub const SHORT: SceneId = SceneId(3);
/// The term of the light scene, ms.
pub const TERM: u64 = 3_600_000;
/// Notice before the end, ms.
pub const NOTICE: u64 = 600_000;

/// The total of every bill.
pub const TOTAL: u64 = 10_000;
/// The version of the policy with the ceiling.
pub const CEILING_VERSION: u32 = 7;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		BillsPallet: pallet_bills,
		LocksPallet: pallet_bill_locks,
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
	/// How often the permission to lock was asked for and given.
	pub static Permitted: u32 = 0;
	/// Whose locks were won, on which bills.
	pub static Won: Vec<(ParticipantId, BillKey, Digest)> = Vec::new();
	/// The policy denies claims above this.
	pub static Ceiling: u64 = u64::MAX;
	/// What the policies were asked.
	pub static Judged: Vec<Facts> = Vec::new();
	/// Operations for which nothing but an approval or a motion serves.
	pub static HighRisk: Vec<Operation> = Vec::new();
	/// The approval under which signed calls run.
	pub static Approved: Option<Approval> = None;
	pub static NextExtrinsic: u32 = 0;
	pub const NoticeBefore: u64 = NOTICE;
	pub const MaxRequests: u32 = 8;
	pub const MaxExpiries: u32 = 4;
}

pub struct Registry;

impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Self::signer_of(account).map(|signer| match u8::try_from(signer.0).unwrap() {
			ALICE_CLERK => id(ALICE),
			MINISTRY_CLERK => id(MINISTRY),
			_ => signer,
		})
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
			PLATFORM => &[Role::Platform],
			AUTHORITY | DEPUTY => &[Role::FiscalAuthority],
			ALICE | BOB | CAROL | ALICE_CLERK => &[Role::BillUser],
			MINISTRY | MINISTRY_CLERK => &[Role::FiscalAuthority, Role::BillUser],
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

pub const APPROVAL_REQUIRED: DispatchError = DispatchError::Other("approval required");
/// An approval for [`Approved`].
pub const APPROVAL: Approval = Approval { id: 9, head: Digest::repeat_byte(9), mandated: true };
/// What the rules say to who needs an approval.
pub const APPROVAL_BY_RULE: DispatchError = DispatchError::Other("approval required by the rules");

impl Gate<RuntimeOrigin> for Registry {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		if ensure_root(origin.clone()).is_ok() {
			return Ok(Actor::Council);
		}
		let who = ensure_signed(origin)?;
		let approval = Approved::get();
		if approval.is_none() && HighRisk::get().contains(&operation) {
			return Err(APPROVAL_REQUIRED);
		}
		let id = <Self as ParticipantRegistry<AccountId>>::ensure(&who, role)?;
		let signer = Self::signer_of(&who).ok_or(DispatchError::BadOrigin)?;
		Ok(Actor::Participant { id, signer, approval })
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

const COUNTED: &[u8] = b"requests the policies counted";

/// How many requests the policies counted.
pub fn counted() -> u32 {
	unhashed::get_or_default(COUNTED)
}

/// Denies claims above the ceiling.
impl Policies for Registry {
	type Session = Vec<Facts>;
	fn open(_: PolicyPoint, _: SceneId, _: ParticipantId) -> Vec<Facts> {
		Vec::new()
	}
	fn judge(session: &mut Vec<Facts>, facts: &Facts) -> Verdict {
		session.push(facts.clone());
		let permitted = facts.claimed.is_none_or(|claimed| claimed.get() <= Ceiling::get());
		let obligations = Obligations::NOTIFY_HOLDER;
		Verdict { permitted, policy: Some(PolicyId(1)), obligations }
	}
	fn version(_: &Vec<Facts>, policy: PolicyId) -> Option<u32> {
		(policy == PolicyId(1)).then_some(CEILING_VERSION)
	}
	fn close(session: Vec<Facts>) {
		// In the storage, as the real counts are: a call that fails takes them back.
		let more = u32::try_from(session.len()).unwrap();
		unhashed::put(COUNTED, &(counted() + more));
		Judged::mutate(|judged| judged.extend(session));
	}
	fn session_weight() -> Weight {
		Weight::from_parts(7_000, 70)
	}
	fn judge_weight() -> Weight {
		Weight::from_parts(300, 3)
	}
	fn unused(_: &Vec<Facts>, judgements: u32) -> Weight {
		Weight::from_parts(40, 0) * u64::from(judgements)
	}
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
		let (weight, lock_term) = match scene {
			_ if RetiredScenes::get().contains(&scene.0) => return None,
			LIGHT => (10, TERM),
			HEAVY => (20, 2 * TERM),
			SHORT => (10, 60_000),
			_ => return None,
		};
		Some(SceneTerms { weight, lock_term })
	}
}

pub const USED_UP: DispatchError = DispatchError::Other("used up");

/// Denies what rests on [`denied`], and more than one lock on [`single_use`].
impl LockPermission for Registry {
	fn ensure_may_lock(
		_: ParticipantId,
		key: &BillKey,
		bill: &Bill,
		_: SceneId,
		authorization: Option<Digest>,
	) -> DispatchResult {
		assert_eq!(pallet_bills::Bills::<Test>::get(key).as_ref(), Some(bill));
		if authorization == Some(denied()) {
			return Err(DispatchError::Other("denied"));
		}
		let used = Won::get().iter().any(|(.., used)| Some(*used) == authorization);
		if used && authorization == Some(single_use()) {
			return Err(USED_UP);
		}
		Permitted::mutate(|count| *count += 1);
		Ok(())
	}
	fn used(user: ParticipantId, key: &BillKey, _: SceneId, authorization: Digest) {
		Won::mutate(|won| won.push((user, *key, authorization)));
	}
}

impl Time for Registry {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

/// The default rules.
impl TransitionRules for Registry {
	fn ensure_as(
		action: BillAction,
		bill: &Bill,
		actor: &Actor,
		capacity: Roles,
	) -> DispatchResult {
		judge(action, Some(bill), actor, capacity)
	}
	fn ensure_registrable(actor: &Actor) -> DispatchResult {
		judge(BillAction::Registered, None, actor, Roles::all())
	}
}

fn judge(
	action: BillAction,
	bill: Option<&Bill>,
	actor: &Actor,
	capacity: Roles,
) -> DispatchResult {
	let roles = || actor.participant().map_or_else(Roles::default, Registry::roles_of);
	default_rule(action).judge(bill, actor, || roles().intersection(capacity)).map_err(|fault| {
		match fault {
			Forbidden::Approval => APPROVAL_BY_RULE,
			Forbidden::Terminal | Forbidden::State | Forbidden::Actor => {
				DispatchError::Other("forbidden by the rules")
			}
		}
	})
}

impl pallet_bills::Config for Test {
	type Participants = Registry;
	type Nodes = Registry;
	type Scenes = Registry;
	type Policies = ();
	type Rules = Registry;
	type Gate = Registry;
	type Outbox = Notices;
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
	type OnLockDecided = Watcher;
	type Gate = Registry;
	type Time = Registry;
	type NoticeBefore = NoticeBefore;
	type MaxRequestsPerBlock = MaxRequests;
	type MaxExpiriesPerBlock = MaxExpiries;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_bills::benchmarking::BenchmarkHelper for Registry {
	fn world() -> pallet_bills::benchmarking::World {
		pallet_bills::benchmarking::World {
			issuer: id(ISSUER),
			operator: AccountId::new([OPERATOR; 32]),
			authority: AccountId::new([AUTHORITY; 32]),
			node: NodeId(1),
			scene: LIGHT,
			payer: PayerRef(digest("payer")),
		}
	}
	fn sign(payload: &[u8]) -> fiscal_sm_crypto::Signature {
		fiscal_sm_crypto::Pair::from_dev_name("Holder").sign(payload)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_bill_locks::benchmarking::BenchmarkHelper for Registry {
	fn world() -> pallet_bill_locks::benchmarking::World {
		pallet_bill_locks::benchmarking::World {
			user: AccountId::new([ALICE; 32]),
			scene: LIGHT,
			authorization: credential(),
		}
	}
	fn bill(at: u64) -> BillKey {
		let entries = Batch::try_from(vec![entry(at)]).unwrap();
		assert_ok!(BillsPallet::register_batch(
			signed(OPERATOR),
			NodeId(1),
			id(ISSUER),
			LIGHT,
			entries
		));
		key(at)
	}
}

/// Builds the state of a test; every test ends with the close of its block and `try_state`.
#[derive(Default)]
pub struct ExtBuilder {
	bills: u64,
}

impl ExtBuilder {
	/// Bills 1 to `count`.
	pub fn with_bills(mut self, count: u64) -> Self {
		self.bills = count;
		self
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(NOON);
		Frozen::set(Vec::new());
		RetiredScenes::set(Vec::new());
		Permitted::set(0);
		NextExtrinsic::set(0);
		Won::set(Vec::new());
		Ceiling::set(u64::MAX);
		Judged::set(Vec::new());
		HighRisk::set(Vec::new());
		Approved::set(None);
		Heard::set(Vec::new());
		new_test_ext().execute_with(|| {
			let entries: Vec<_> = (1..=self.bills).map(entry).collect();
			if !entries.is_empty() {
				assert_ok!(BillsPallet::register_batch(
					signed(OPERATOR),
					NodeId(1),
					id(ISSUER),
					LIGHT,
					Batch::try_from(entries).unwrap()
				));
			}
			System::reset_events();
			test();
			close_block();
			check_state();
		});
	}
}

/// The first number of the code that is allocated to nobody.
pub const UNALLOCATED: u64 = 9_000_000_000;

/// A chain on which the issuer has nine tenths of the numbers of the code.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let (first, last) = (key(0), key(UNALLOCATED - 1));
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

/// The authorization of every request that says nothing else.
pub fn credential() -> Digest {
	digest("a credential")
}

/// A participant that signs for itself.
pub fn actor(who: u8) -> Actor {
	Actor::Participant { id: id(who), signer: id(who), approval: None }
}

/// What holds between blocks, in both pallets and across them.
pub fn check_state() {
	BillsPallet::do_try_state().unwrap();
	LocksPallet::do_try_state().unwrap();
	for (key, bill) in pallet_bills::Bills::<Test>::iter() {
		let locked = pallet_bill_locks::Locks::<Test>::contains_key(key);
		assert_eq!(locked, bill.usage == Use::Locked, "{key:?}");
		let settled: u64 = pallet_bill_locks::Settlements::<Test>::iter_prefix_values(key)
			.map(|settled| settled.get())
			.sum();
		if let Some(inherited) = LocksPallet::inherited(&bill) {
			assert_eq!(settled + inherited.get(), bill.reimbursed.get(), "{key:?}");
		}
	}
}

pub fn close_block() {
	LocksPallet::on_finalize(System::block_number());
}

/// Closes the block and opens the next, `after` ms later.
pub fn next_block(after: u64) {
	close_block();
	System::set_block_number(System::block_number() + 1);
	Now::mutate(|now| *now += after);
	LocksPallet::on_initialize(System::block_number());
}

/// The digest of an authorization that permits nothing.
pub fn denied() -> Digest {
	digest("denied")
}

/// The digest of an authorization that permits one lock.
pub fn single_use() -> Digest {
	digest("single use")
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

pub fn flow(text: &str) -> FlowNumber {
	FlowNumber::new(text).unwrap()
}

pub fn digest(text: &str) -> Digest {
	fiscal_sm_crypto::sm3_256(text.as_bytes()).into()
}

pub fn reason() -> Reason {
	Reason::new("误操作").unwrap()
}

pub fn entry(number: u64) -> BillEntry {
	let check: CheckCode = "a1B2c3".parse().unwrap();
	BillEntry {
		key: key(number),
		check: check.digest(&key(number)),
		total: fen(TOTAL),
		issued_on: Date::new(20_261_120).unwrap(),
		payer: PayerRef(digest("payer")),
		xml: digest("xml"),
		pdf: None,
		summary: digest("summary"),
		circulation: Circulation::Circulable,
		fields: Fields::default(),
	}
}

pub fn bill(number: u64) -> Bill {
	pallet_bills::Bills::<Test>::get(key(number)).unwrap()
}

pub fn lock_of(number: u64) -> Option<Lock> {
	pallet_bill_locks::Locks::<Test>::get(key(number))
}

/// Dispatches a call the way a transaction does: all or nothing.
pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|fault| fault.error)
}

/// Runs `calls` as the transaction whose bytes are given.
pub fn in_transaction<R>(bytes: &[u8], calls: impl FnOnce() -> R) -> R {
	System::set_extrinsic_index(NextExtrinsic::get());
	NextExtrinsic::mutate(|index| *index += 1);
	System::note_extrinsic(bytes.to_vec());
	calls()
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<pallet_bill_locks::Event<Test>> {
	let events = System::read_events_for_pallet::<pallet_bill_locks::Event<Test>>();
	System::reset_events();
	events
}
