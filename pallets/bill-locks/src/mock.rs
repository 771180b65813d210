//! The real bills, with a handful of participants and three scenes.

use crate as pallet_bill_locks;
use fiscal_primitives::{
	bill::{Batch, Circulation, Use},
	node::NodeRole,
	participant::Role,
	text::Reason,
	traits::{LockPermission, NodeRegistry, ParticipantRegistry, SceneRegistry, SceneTerms},
	AccountId, Bill, BillEntry, BillKey, BillNumber, CheckCode, Date, Digest, Fen, FlowNumber,
	Lock, Moment, NodeId, ParticipantId, PayerRef, Region, SceneId,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{Hooks, Time},
};
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
	pub static NextExtrinsic: u32 = 0;
	pub const NoticeBefore: u64 = NOTICE;
	pub const MaxRequests: u32 = 8;
	pub const MaxExpiries: u32 = 4;
}

pub struct Registry;

impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		let bytes: &[u8; 32] = account.as_ref();
		(bytes[0] < STRANGER).then_some(ParticipantId(u32::from(bytes[0])))
	}
	fn is_active(id: ParticipantId) -> bool {
		!Frozen::get().contains(&id.0)
	}
	fn has_role(id: ParticipantId, role: Role) -> bool {
		let roles: &[Role] = match u8::try_from(id.0).unwrap() {
			ISSUER => &[Role::Issuer],
			OPERATOR => &[Role::NodeOperator],
			PLATFORM => &[Role::Platform],
			AUTHORITY | DEPUTY => &[Role::FiscalAuthority],
			ALICE | BOB | CAROL => &[Role::BillUser],
			MINISTRY => &[Role::FiscalAuthority, Role::BillUser],
			_ => &[],
		};
		roles.contains(&role)
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account)
			.filter(|id| Self::is_active(*id) && Self::has_role(*id, role))
			.ok_or(DispatchError::BadOrigin)
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
}

impl SceneRegistry for Registry {
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

/// Denies what rests on [`denied`].
impl LockPermission for Registry {
	fn ensure_may_lock(
		_: ParticipantId,
		_: &BillKey,
		_: SceneId,
		authorization: Option<Digest>,
	) -> DispatchResult {
		if authorization == Some(denied()) {
			return Err(DispatchError::Other("denied"));
		}
		Permitted::mutate(|count| *count += 1);
		Ok(())
	}
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
	type Policy = ();
	type Time = Registry;
	type WeightInfo = ();
}

impl pallet_bill_locks::Config for Test {
	type Bills = BillsPallet;
	type Participants = Registry;
	type Scenes = Registry;
	type Permission = Registry;
	type AdminOrigin = frame_system::EnsureRoot<AccountId>;
	type Time = Registry;
	type NoticeBefore = NoticeBefore;
	type MaxRequestsPerBlock = MaxRequests;
	type MaxExpiriesPerBlock = MaxExpiries;
	type WeightInfo = ();
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
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		sp_io::TestExternalities::new(storage).execute_with(|| {
			System::set_block_number(1);
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

/// A request for a lock.
#[derive(Clone)]
pub struct Ask {
	pub who: u8,
	pub number: u64,
	pub scene: SceneId,
	pub region: Region,
	pub flow: FlowNumber,
	pub claimed: u64,
	pub authorization: Option<Digest>,
}

impl Ask {
	/// For the whole of the bill, in Shanghai, under the light scene.
	pub fn new(who: u8, number: u64, text: &str) -> Self {
		Self {
			who,
			number,
			scene: LIGHT,
			region: Region::SHANGHAI,
			flow: flow(text),
			claimed: TOTAL,
			authorization: None,
		}
	}

	pub fn dispatch(self) -> DispatchResult {
		let call = pallet_bill_locks::Call::acquire {
			key: key(self.number),
			scene: self.scene,
			region: self.region,
			flow: self.flow,
			claimed: fen(self.claimed),
			authorization: self.authorization,
		};
		dispatch(signed(self.who), call)
	}
}

pub fn acquire(who: u8, number: u64, text: &str) -> DispatchResult {
	Ask::new(who, number, text).dispatch()
}

/// Takes the lock of the bill and opens the next block, without time passing.
pub fn hold(who: u8, number: u64, text: &str) {
	assert_ok!(acquire(who, number, text));
	next_block(0);
	assert_eq!(lock_of(number).unwrap().holder, id(who));
}

pub fn settle(who: u8, number: u64, text: &str, amount: u64, close: bool) -> DispatchResult {
	let (region, flow) = (Region::SHANGHAI, flow(text));
	let (key, amount) = (key(number), fen(amount));
	dispatch(signed(who), pallet_bill_locks::Call::settle { key, region, flow, amount, close })
}

pub fn release(who: u8, number: u64, text: &str) -> DispatchResult {
	let (key, region, flow, reason) = (key(number), Region::SHANGHAI, flow(text), reason());
	dispatch(signed(who), pallet_bill_locks::Call::release { key, region, flow, reason })
}

pub fn force_release(origin: RuntimeOrigin, number: u64) -> DispatchResult {
	let (key, reason) = (key(number), reason());
	dispatch(origin, pallet_bill_locks::Call::force_release { key, reason })
}

pub fn request_reversal(who: u8, number: u64, text: &str, amount: u64) -> DispatchResult {
	let (key, region, flow) = (key(number), Region::SHANGHAI, flow(text));
	let (amount, reason) = (fen(amount), reason());
	dispatch(
		signed(who),
		pallet_bill_locks::Call::request_reversal { key, region, flow, amount, reason },
	)
}

pub fn confirm_reversal(who: u8, number: u64, amount: u64) -> DispatchResult {
	let (key, amount) = (key(number), fen(amount));
	dispatch(signed(who), pallet_bill_locks::Call::confirm_reversal { key, amount })
}

pub fn withdraw_reversal(who: u8, number: u64) -> DispatchResult {
	dispatch(signed(who), pallet_bill_locks::Call::withdraw_reversal { key: key(number) })
}

/// Cancels the bill by the red bill `number + 100`.
pub fn red_flush(number: u64, difference: Option<BillEntry>) -> DispatchResult {
	let negative = BillEntry { total: bill(number).total, ..entry(number + 100) };
	let (key, reason) = (key(number), reason());
	let call = pallet_bills::Call::red_flush { key, negative, difference, reason };
	dispatch(signed(ISSUER), call)
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<pallet_bill_locks::Event<Test>> {
	let events = System::read_events_for_pallet::<pallet_bill_locks::Event<Test>>();
	System::reset_events();
	events
}
