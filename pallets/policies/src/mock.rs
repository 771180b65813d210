//! A runtime for the tests: root is the council, one account is a fiscal authority, others run nodes.

use crate::{self as pallet_policies};
use fiscal_policy::{
	chain::{set_digest, PolicySet},
	json::policy_from_json,
	Expr, Policy, Primitive,
};
use fiscal_primitives::{
	authorization::Scope,
	field::FieldName,
	node::NodeRole,
	participant::{Role, Roles},
	policy::{Facts, Label, PolicyPoint},
	text::{Name, Reason},
	traits::{Gate, NodeRegistry, ParticipantRegistry, SceneRegistry, SceneTerms},
	AccountId, Actor, Approval, BillEntry, Did, Fen, Moment, NodeId, Operation, ParticipantId,
	PayerRef, PolicyId, SceneId,
};
use fiscal_sm_crypto::Public;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU8, Time},
};
use frame_system::{ensure_signed, mocking::MockBlock, RawOrigin};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Policies: pallet_policies,
	}
);

/// 2026-11-20, a Friday, 10:00 in China.
pub const FRIDAY: Moment = 1_795_190_400_000 - 14 * 3_600_000;
pub const DAY: Moment = 86_400_000;

parameter_types! {
	pub static Now: Moment = FRIDAY;
	/// Operations that nobody performs without an approval.
	pub static HighRisk: Vec<Operation> = Vec::new();
	/// The approval under which signed calls run.
	pub static Approved: Option<Approval> = None;
	/// Scenes that are suspended.
	pub static Suspended: Vec<SceneId> = Vec::new();
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
/// Runs nodes 1 to 256.
pub const OPERATOR: ParticipantId = ParticipantId(2);
/// Runs node 300.
pub const OTHER: ParticipantId = ParticipantId(3);
pub const INSURER: ParticipantId = ParticipantId(4);
pub const HOSPITAL: ParticipantId = ParticipantId(5);
pub const SCENE: SceneId = SceneId(1);

/// The participants are a table.
pub struct Table;

impl ParticipantRegistry<AccountId> for Table {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		(1..=5).map(ParticipantId).find(|id| self::account(*id) == *account)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Self::id_of(account)
	}
	fn is_active(id: ParticipantId) -> bool {
		(1..=5).contains(&id.0)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		match id {
			FINANCE => Roles::of(&[Role::FiscalAuthority]),
			OPERATOR | OTHER => Roles::of(&[Role::NodeOperator]),
			INSURER => Roles::of(&[Role::BillUser]),
			HOSPITAL => Roles::of(&[Role::Issuer]),
			_ => Roles::default(),
		}
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account).filter(|id| Self::has_role(*id, role)).ok_or(NOT_AUTHORIZED)
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

impl NodeRegistry for Table {
	fn is_normal(node: NodeId) -> bool {
		Self::operator(node).is_some()
	}
	fn operator(node: NodeId) -> Option<ParticipantId> {
		match node.0 {
			1..=256 => Some(OPERATOR),
			300 => Some(OTHER),
			_ => None,
		}
	}
	fn serves(_: NodeId, _: ParticipantId, _: NodeRole) -> bool {
		true
	}
	fn admits(_: NodeId, _: SceneId, _: Scope) -> bool {
		true
	}
}

impl SceneRegistry for Table {
	type Rules = ();
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		let known = (1..=100).contains(&scene.0) && !Suspended::get().contains(&scene);
		known.then_some(SceneTerms { weight: 1, lock_term: 1 })
	}
	fn rules(_: SceneId) {}
	fn check(_: &(), _: &BillEntry) -> Result<(), FieldName> {
		Ok(())
	}
}

/// Root is the council; [`FINANCE`] acts alone unless the operation is of high risk.
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
		let id = Table::ensure(&ensure_signed(origin)?, role)?;
		let approval = Approved::get();
		if approval.is_none() && HighRisk::get().contains(&operation) {
			return Err(APPROVAL_REQUIRED);
		}
		Ok(Actor::Participant { id, signer: id, approval })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

impl crate::Config for Test {
	type Gate = Door;
	type Participants = Table;
	type Nodes = Table;
	type Scenes = Table;
	type Time = Now;
	type MaxPolicyCost = ConstU32<1_024>;
	type MaxListCost = ConstU32<2_048>;
	type FailureAlarm = ConstU8<10>;
	type LatencyAlarm = ConstU32<1_000>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Table;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Table {
	fn authority() -> AccountId {
		account(FINANCE)
	}
	fn operator() -> AccountId {
		account(OPERATOR)
	}
	fn node(number: u32) -> NodeId {
		NodeId(number)
	}
	fn scene(number: u32) -> SceneId {
		SceneId(number)
	}
	fn set_time(at: Moment) {
		Now::set(at);
	}
}

pub fn account(id: ParticipantId) -> AccountId {
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
pub fn actor(id: ParticipantId) -> Actor {
	Actor::Participant { id, signer: id, approval: None }
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
}

pub fn name(text: &str) -> Name {
	Name::new(text).unwrap()
}

pub fn label(text: &str) -> Label {
	Label::new(text).unwrap()
}

/// A policy of its JSON form.
pub fn policy(json: &str) -> Policy {
	policy_from_json(json).unwrap_or_else(|findings| panic!("{json}\n{findings:?}"))
}

/// A policy for locks in the scenes given (`[1]` or `"all"`), with a priority, an effect and a
/// condition in JSON.
pub fn lock_policy(scenes: &str, priority: u16, effect: &str, condition: &str) -> Policy {
	policy(&format!(
		r#"{{"name":"P","points":["lock"],"scenes":{scenes},"actors":"all","priority":{priority},"effect":"{effect}","condition":{condition}}}"#
	))
}

/// Refuses locks of more than so many yuan.
pub fn at_most(yuan: u32) -> Policy {
	lock_policy("[1]", 500, "deny", &format!(r#"{{"claimed":{{"gt":"{yuan}.00"}}}}"#))
}

/// The condition of a policy.
pub fn condition(json: &str) -> Expr {
	lock_policy("[1]", 1, "deny", json).condition.unwrap()
}

/// A request to lock a bill in [`SCENE`] and claim so many yuan.
pub fn claim(yuan: u64) -> Facts {
	Facts {
		point: PolicyPoint::Lock,
		claimed: Some(Fen::new(yuan * 100).unwrap()),
		..Default::default()
	}
}

/// Judges one request of the insurer in [`SCENE`], in a call of its own.
pub fn judge(facts: Facts) -> fiscal_primitives::policy::Verdict {
	judge_as(INSURER, facts)
}

/// Judges one request of somebody in [`SCENE`], in a call of its own.
pub fn judge_as(who: ParticipantId, facts: Facts) -> fiscal_primitives::policy::Verdict {
	use fiscal_primitives::policy::Policies as _;
	let mut session = Policies::open(facts.point, SCENE, who);
	let verdict = Policies::judge(&mut session, &facts);
	Policies::close(session);
	verdict
}

/// Drafts a policy as the fiscal authority.
pub fn draft(policy: Policy) -> PolicyId {
	Policies::draft(signed(FINANCE), Box::new(policy)).expect("the policy is accepted");
	PolicyId(crate::PolicyCount::<Test>::get())
}

/// Drafts a policy and puts it into force.
pub fn enact(policy: Policy) -> PolicyId {
	let id = draft(policy);
	Policies::enact(signed(FINANCE), id, 1, false, reason()).expect("it enters into force");
	id
}

/// The digest of the policies in force.
pub fn in_force() -> PolicySet {
	let set = crate::InForce::<Test>::get();
	assert_eq!(set.digest, set_digest(&set.members));
	set
}

/// The events of this pallet so far.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Policies(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Asserts that the call is refused with the error and changes nothing.
#[macro_export]
macro_rules! refused {
	($call:expr, $error:expr $(,)?) => {
		frame_support::assert_noop!($call, $error)
	};
}

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder {
	primitives: Vec<Primitive>,
	policies: Vec<Policy>,
}

impl ExtBuilder {
	/// A primitive of the genesis.
	pub fn with_primitive(mut self, condition: Expr) -> Self {
		self.primitives.push(Primitive { name: name("office hours"), version: 1, condition });
		self
	}

	/// A policy in force from the genesis on.
	pub fn with_policy(mut self, policy: Policy) -> Self {
		self.policies.push(policy);
		self
	}

	/// The storage at the beginning.
	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(FRIDAY);
		HighRisk::set(Vec::new());
		Approved::set(None);
		Suspended::set(Vec::new());
		let genesis = RuntimeGenesisConfig {
			policies: crate::GenesisConfig {
				primitives: self.primitives,
				policies: self.policies,
				..Default::default()
			},
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
			Policies::do_try_state().expect("the storage holds together");
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}
