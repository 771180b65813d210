//! A chain with a handful of participants, two nodes and two scenes.

mod outbox;

pub use outbox::*;

use crate as pallet_bills;
use fiscal_primitives::{
	authorization::Scope,
	bill::{Batch, Circulation, GenesisRange},
	changes::BillAction,
	field::{FieldName, Fields},
	node::NodeRole,
	participant::{Role, Roles},
	policy::{Facts, Obligations, Policies, PolicyPoint, Verdict},
	text::Reason,
	traits::{
		BillLedger, Gate, NodeRegistry, ParticipantRegistry, SceneRegistry, SceneTerms,
		TransitionRules,
	},
	verification::FiveElements,
	AccountId, Actor, Approval, Bill, BillEntry, BillKey, BillNumber, CheckCode, Date, Did, Digest,
	Fen, Moment, NodeId, Operation, ParticipantId, PayerRef, PolicyId, SceneId,
};
use fiscal_sm_crypto::{Pair, Public};
use frame_support::{assert_ok, derive_impl, parameter_types, traits::Time, weights::Weight};
use frame_system::{ensure_root, ensure_signed};
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
/// An operator's account of the authority.
pub const CLERK: u8 = 20;
/// A citizen.
pub const HOLDER: u8 = 30;
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
	/// How many policy sessions were opened, and how many requests closed ones had judged.
	pub static Sessions: (u32, u32) = (0, 0);
	/// The field that the scenes demand.
	pub static Demanded: Option<&'static str> = None;
	/// How often the field rules were loaded.
	pub static RulesLoaded: u32 = 0;
	/// The scenes the nodes are not admitted for.
	pub static Unadmitted: Vec<u32> = Vec::new();
	/// What the transition rules forbid.
	pub static Forbidden: Vec<BillAction> = Vec::new();
	/// What the transition rules were asked.
	pub static Asked: Vec<(BillAction, Actor)> = Vec::new();
	/// In which roles they were asked last.
	pub static Capacity: Roles = Roles::default();
	/// Operations for which nothing but an approval or a motion serves.
	pub static HighRisk: Vec<Operation> = Vec::new();
	/// The approval under which signed calls run.
	pub static Approved: Option<Approval> = None;
	/// Issuers whom no node serves any more.
	pub static Unserved: Vec<u32> = Vec::new();
	/// Payer references bound to the citizen.
	pub static Bound: Vec<PayerRef> = Vec::new();
}

pub const BY_RULE: DispatchError = DispatchError::Other("forbidden by a rule");
pub const APPROVAL_REQUIRED: DispatchError = DispatchError::Other("approval required");
/// An approval for [`Approved`].
pub const APPROVAL: Approval = Approval { id: 9, head: Digest::repeat_byte(9), mandated: true };

pub struct Registry;

impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Self::signer_of(account)
			.map(|signer| if signer == id(CLERK) { id(AUTHORITY) } else { signer })
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
			ISSUER | OTHER_ISSUER => &[Role::Issuer],
			OPERATOR | OTHER_OPERATOR => &[Role::NodeOperator],
			PLATFORM => &[Role::Platform],
			AUTHORITY | DEPUTY | CLERK => &[Role::FiscalAuthority],
			USER => &[Role::BillUser],
			MINISTRY => &[Role::FiscalAuthority, Role::Issuer],
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
	fn key_of(id: ParticipantId) -> Option<(Public, u32)> {
		(id == self::id(HOLDER)).then(|| (holder_key().public(), 1))
	}
	fn holder_of(payer: &PayerRef) -> Option<ParticipantId> {
		Bound::get().contains(payer).then_some(id(HOLDER))
	}
}

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

impl TransitionRules for Registry {
	fn ensure_as(action: BillAction, _: &Bill, actor: &Actor, capacity: Roles) -> DispatchResult {
		Capacity::set(capacity);
		Asked::mutate(|asked| asked.push((action, *actor)));
		match Forbidden::get().contains(&action) {
			true => Err(BY_RULE),
			false => Ok(()),
		}
	}
	fn ensure_registrable(actor: &Actor) -> DispatchResult {
		Asked::mutate(|asked| asked.push((BillAction::Registered, *actor)));
		match Forbidden::get().contains(&BillAction::Registered) {
			true => Err(BY_RULE),
			false => Ok(()),
		}
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
		role == NodeRole::Issuer
			&& !Unserved::get().contains(&participant.0)
			&& issuers.iter().any(|id| u32::from(*id) == participant.0)
	}
	fn admits(_: NodeId, scene: SceneId, resource: Scope) -> bool {
		resource == Scope::Summary && !Unadmitted::get().contains(&scene.0)
	}
}

impl SceneRegistry for Registry {
	type Rules = Option<&'static str>;
	fn rules(_: SceneId) -> Self::Rules {
		RulesLoaded::mutate(|count| *count += 1);
		Demanded::get()
	}
	fn check(rules: &Self::Rules, entry: &BillEntry) -> Result<(), FieldName> {
		match rules {
			Some(name) if entry.fields.get(name).is_none() => Err(FieldName::new(name).unwrap()),
			_ => Ok(()),
		}
	}
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		([SCENE, OTHER_SCENE].contains(&scene) && !RetiredScenes::get().contains(&scene.0))
			.then_some(SceneTerms { weight: 10, lock_term: 60_000 })
	}
}

/// The policy that denies bills above the ceiling.
pub const CEILING_POLICY: PolicyId = PolicyId(7);

impl Policies for Registry {
	type Session = u32;
	fn open(point: PolicyPoint, _: SceneId, _: ParticipantId) -> u32 {
		assert_eq!(point, PolicyPoint::Register);
		Sessions::mutate(|(opened, _)| *opened += 1);
		0
	}
	fn judge(session: &mut u32, facts: &Facts) -> Verdict {
		*session += 1;
		assert_eq!((facts.point, facts.at), (PolicyPoint::Register, Now::get()));
		assert!(facts.actor.is_some() && facts.issuer.is_some() && facts.bill.is_some());
		let permitted = facts.total.unwrap().get() <= Ceiling::get();
		Verdict { permitted, policy: Some(CEILING_POLICY), obligations: Obligations::LOG }
	}
	fn close(session: u32) {
		Sessions::mutate(|(_, judged)| *judged += session);
	}
	fn session_weight() -> Weight {
		Weight::from_parts(7_000, 70)
	}
	fn judge_weight() -> Weight {
		Weight::from_parts(300, 3)
	}
	fn unused(_: &u32, judgements: u32) -> Weight {
		Weight::from_parts(40, 0) * u64::from(judgements)
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
	type Policies = Registry;
	type Rules = Registry;
	type Gate = Registry;
	type Outbox = Notices;
	type Time = Registry;
	type LowStockPercent = frame_support::traits::ConstU8<10>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_bills::benchmarking::BenchmarkHelper for Registry {
	fn world() -> pallet_bills::benchmarking::World {
		Bound::set(vec![PayerRef(digest("payer"))]);
		pallet_bills::benchmarking::World {
			issuer: id(ISSUER),
			operator: AccountId::new([OPERATOR; 32]),
			authority: AccountId::new([AUTHORITY; 32]),
			node: NODE,
			scene: SCENE,
			payer: PayerRef(digest("payer")),
		}
	}
	fn sign(payload: &[u8]) -> fiscal_sm_crypto::Signature {
		holder_key().sign(payload)
	}
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
		Demanded::set(None);
		Unadmitted::set(Vec::new());
		Forbidden::set(Vec::new());
		HighRisk::set(Vec::new());
		Approved::set(None);
		Unserved::set(Vec::new());
		Bound::set(Vec::new());
		OutboxFull::set(false);
		OutboxClosed::set(false);
		HeldLanes::set(Vec::new());
		new_test_ext().execute_with(|| {
			for number in 1..=self.bills {
				assert_ok!(register(vec![entry(number)]));
			}
			System::reset_events();
			Asked::set(Vec::new());
			Sessions::set((0, 0));
			RulesLoaded::set(0);
			test();
			BillsPallet::do_try_state().unwrap();
		});
	}
}

/// A chain on which the issuer has the numbers 1 to 2000, the other issuer the next thousand and the
/// ministry the thousand after that.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let range = |issuer: u8, first: u64, last: u64| GenesisRange {
		issuer: id(issuer),
		code: key(first).code,
		first: key(first).number,
		last: key(last).number,
	};
	let numbers = vec![
		range(ISSUER, 1, 2_000),
		range(OTHER_ISSUER, 2_001, 3_000),
		range(MINISTRY, 3_001, 4_000),
	];
	pallet_bills::GenesisConfig::<Test> { numbers, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut chain = sp_io::TestExternalities::new(storage);
	chain.execute_with(|| {
		System::set_block_number(7);
		System::set_extrinsic_index(3);
	});
	chain
}

/// The key of the citizen.
pub fn holder_key() -> Pair {
	Pair::from_dev_name("Holder")
}

/// A participant that signs for itself.
pub fn actor(who: u8) -> Actor {
	Actor::Participant { id: id(who), signer: id(who), approval: None }
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
		fields: Fields::default(),
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
		.map(|_| ())
		.map_err(|fault| fault.error)
}

pub fn bill(number: u64) -> Bill {
	pallet_bills::Bills::<Test>::get(key(number)).unwrap()
}

pub fn lock(number: u64) {
	assert_ok!(BillsPallet::lock(&key(number), fen(1), &actor(USER)));
}

/// Locks the bill and reimburses `amount` of it.
pub fn reimburse(number: u64, amount: u64) {
	lock(number);
	assert_ok!(BillsPallet::settle(&key(number), fen(amount), false, &actor(USER)));
}

/// A consent to the red flush of the bill as it stands.
pub fn consent_red_flush(who: u8, number: u64) -> DispatchResult {
	let version = pallet_bills::Bills::<Test>::get(key(number)).map_or(1, |bill| bill.version);
	BillsPallet::consent_red_flush(signed(who), key(number), version)
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
