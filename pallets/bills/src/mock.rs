//! A chain with a handful of participants, two nodes and two scenes.

use crate as pallet_bills;
use fiscal_primitives::{
	bill::{Batch, Circulation},
	node::NodeRole,
	participant::Role,
	text::Reason,
	traits::{
		BillLedger, NodeRegistry, ParticipantRegistry, RegistrationPolicy, SceneRegistry,
		SceneTerms,
	},
	verification::FiveElements,
	AccountId, Bill, BillEntry, BillKey, BillNumber, CheckCode, Date, Digest, Fen, Moment, NodeId,
	ParticipantId, PayerRef, SceneId,
};
use frame_support::{assert_ok, derive_impl, parameter_types, traits::Time};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};

/// 2026-11-20, noon in Shanghai.
pub const NOON: Moment = 1_795_147_200_000;
pub const TODAY: u32 = 20_261_120;

pub const ISSUER: u8 = 1;
pub const OPERATOR: u8 = 2;
pub const PLATFORM: u8 = 3;
pub const AUTHORITY: u8 = 4;
pub const DEPUTY: u8 = 5;
pub const USER: u8 = 6;
/// Served by the other node.
pub const OTHER_ISSUER: u8 = 7;
/// Runs the other node.
pub const OTHER_OPERATOR: u8 = 8;
/// A fiscal authority that issues bills too.
pub const MINISTRY: u8 = 9;
/// An account without a participant.
pub const STRANGER: u8 = 99;

pub const NODE: NodeId = NodeId(1);
pub const OTHER_NODE: NodeId = NodeId(2);
pub const SCENE: SceneId = SceneId(1);
pub const OTHER_SCENE: SceneId = SceneId(2);

/// The total of every bill, unless a test says otherwise.
pub const TOTAL: u64 = 10_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		BillsPallet: pallet_bills,
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
	pub static SuspendedNodes: Vec<u32> = Vec::new();
	pub static RetiredScenes: Vec<u32> = Vec::new();
	/// The policy permits bills up to this total.
	pub static Ceiling: u64 = u64::MAX;
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
			ISSUER | OTHER_ISSUER => &[Role::Issuer],
			OPERATOR | OTHER_OPERATOR => &[Role::NodeOperator],
			PLATFORM => &[Role::Platform],
			AUTHORITY | DEPUTY => &[Role::FiscalAuthority],
			USER => &[Role::BillUser],
			MINISTRY => &[Role::FiscalAuthority, Role::Issuer],
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
	fn is_normal(node: NodeId) -> bool {
		Self::operator(node).is_some() && !SuspendedNodes::get().contains(&node.0)
	}
	fn operator(node: NodeId) -> Option<ParticipantId> {
		match node {
			NODE => Some(ParticipantId(OPERATOR.into())),
			OTHER_NODE => Some(ParticipantId(OTHER_OPERATOR.into())),
			_ => None,
		}
	}
	fn serves(node: NodeId, participant: ParticipantId, role: NodeRole) -> bool {
		let issuers: &[u8] = if node == NODE { &[ISSUER, MINISTRY] } else { &[OTHER_ISSUER] };
		role == NodeRole::Issuer && issuers.iter().any(|id| u32::from(*id) == participant.0)
	}
}

impl SceneRegistry for Registry {
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		([SCENE, OTHER_SCENE].contains(&scene) && !RetiredScenes::get().contains(&scene.0))
			.then_some(SceneTerms { weight: 10, lock_term: 60_000 })
	}
}

impl RegistrationPolicy for Registry {
	fn permits(_: ParticipantId, _: SceneId, entry: &BillEntry) -> bool {
		entry.total.get() <= Ceiling::get()
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
	type Policy = Registry;
	type Time = Registry;
	type WeightInfo = ();
}

/// Builds the state of a test; every test ends with `try_state`.
#[derive(Default)]
pub struct ExtBuilder {
	bills: u64,
}

impl ExtBuilder {
	/// Bills 1 to `count`, registered by the issuer through its node.
	pub fn with_bills(mut self, count: u64) -> Self {
		self.bills = count;
		self
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(NOON);
		Frozen::set(Vec::new());
		SuspendedNodes::set(Vec::new());
		RetiredScenes::set(Vec::new());
		Ceiling::set(u64::MAX);
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		sp_io::TestExternalities::new(storage).execute_with(|| {
			System::set_block_number(7);
			System::set_extrinsic_index(3);
			for number in 1..=self.bills {
				assert_ok!(register(vec![entry(number)]));
			}
			System::reset_events();
			test();
			BillsPallet::do_try_state().unwrap();
		});
	}
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

pub fn digest(text: &str) -> Digest {
	fiscal_sm_crypto::sm3_256(text.as_bytes()).into()
}

pub fn reason() -> Reason {
	Reason::new("退费").unwrap()
}

pub fn check_code() -> CheckCode {
	"a1B2c3".parse().unwrap()
}

pub fn entry(number: u64) -> BillEntry {
	BillEntry {
		key: key(number),
		check: check_code().digest(&key(number)),
		total: fen(TOTAL),
		issued_on: Date::new(TODAY).unwrap(),
		payer: PayerRef(digest("payer")),
		xml: digest(&format!("xml {number}")),
		pdf: Some(digest(&format!("pdf {number}"))),
		summary: digest(&format!("summary {number}")),
		circulation: Circulation::Circulable,
	}
}

pub fn elements(number: u64) -> FiveElements {
	FiveElements {
		key: key(number),
		check: check_code(),
		issued_on: Date::new(TODAY).unwrap(),
		total: fen(TOTAL),
	}
}

pub fn batch(entries: Vec<BillEntry>) -> Batch {
	Batch::try_from(entries).unwrap()
}

pub fn register(entries: Vec<BillEntry>) -> DispatchResult {
	BillsPallet::register_batch(signed(OPERATOR), NODE, id(ISSUER), SCENE, batch(entries))
}

pub fn bill(number: u64) -> Bill {
	pallet_bills::Bills::<Test>::get(key(number)).unwrap()
}

pub fn lock(number: u64) {
	assert_ok!(BillsPallet::lock(&key(number), fen(1)));
}

/// Locks the bill and reimburses `amount` of it.
pub fn reimburse(number: u64, amount: u64) {
	lock(number);
	assert_ok!(BillsPallet::settle(&key(number), fen(amount), false));
}

/// Cancels the bill by the red bill `number + 100`.
pub fn flush(number: u64) {
	assert_ok!(BillsPallet::red_flush(
		signed(ISSUER),
		key(number),
		entry(number + 100),
		None,
		reason()
	));
}

/// The last event of the pallet.
pub fn last_event() -> pallet_bills::Event<Test> {
	System::read_events_for_pallet::<pallet_bills::Event<Test>>().pop().unwrap()
}
