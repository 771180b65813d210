//! A runtime for the tests: root is the council; participant n has the account of n times 32.

mod outbox;

pub use outbox::*;

use crate::{self as pallet_access_nodes, types::GenesisNode, Event};
use fiscal_primitives::{
	authorization::{Scope, Scopes},
	field::FieldName,
	node::{
		binding_message, code_digest, CodeText, Credential, CredentialTerms, DeviceRequest,
		NewCode, NodeRequest, NodeRole, NodeRoles, NodeScenes,
	},
	participant::{Role, Roles},
	text::{Name, Reason},
	traits::{Gate, ParticipantRegistry, SceneRegistry, SceneTerms},
	AccountId, Actor, BillEntry, Did, Digest, Moment, NodeId, Operation, ParticipantId, PayerRef,
	SceneId,
};
use fiscal_sm_crypto::{Pair, Public};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, Hooks, Time},
};
use frame_system::{ensure_signed, mocking::MockBlock};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};
use std::collections::{BTreeMap, BTreeSet};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		AccessNodes: pallet_access_nodes,
	}
);

parameter_types! {
	pub static Now: Moment = 1_000;
	pub const MaxRelations: u32 = 3;
	static Registry: BTreeMap<ParticipantId, (Roles, bool)> = BTreeMap::new();
	/// Operations that nobody performs by a role.
	pub static HighRisk: BTreeSet<u8> = BTreeSet::new();
	/// Scenes in force.
	pub static ActiveScenes: BTreeSet<u32> = BTreeSet::new();
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

/// A registry the tests fill by hand.
pub struct Participants;

impl Participants {
	pub fn freeze(id: ParticipantId) {
		Self::set_active(id, false);
	}
	pub fn set_active(id: ParticipantId, active: bool) {
		Registry::mutate(|all| all.get_mut(&id).expect("the participant exists").1 = active);
	}
}

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");
pub const APPROVAL_REQUIRED: DispatchError = DispatchError::Other("approvals: ApprovalRequired");

impl ParticipantRegistry<AccountId> for Participants {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Registry::get().into_keys().find(|id| self::account(*id) == *account)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Self::id_of(account)
	}
	fn is_active(id: ParticipantId) -> bool {
		Registry::get().get(&id).is_some_and(|(_, active)| *active)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		Registry::get().get(&id).map(|(roles, _)| *roles).unwrap_or_default()
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account)
			.filter(|id| Self::is_active(*id) && Self::has_role(*id, role))
			.ok_or(NOT_AUTHORIZED)
	}
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		id == ancestor
	}
	fn member_of(id: ParticipantId) -> Option<ParticipantId> {
		Some(if id == BRANCH { JUDGE } else { id })
	}
	fn by_did(_: &Did) -> Option<ParticipantId> {
		None
	}
	fn did_of(id: ParticipantId) -> Option<Did> {
		Registry::get().contains_key(&id).then_some(Did([id.0 as u8; 22]))
	}
	fn key_of(_: ParticipantId) -> Option<(Public, u32)> {
		None
	}
	fn holder_of(_: &PayerRef) -> Option<ParticipantId> {
		None
	}
}

/// Root is the council; everybody else acts by a role, unless the operation is of high risk.
pub struct MockGate;

impl Gate<RuntimeOrigin> for MockGate {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		if frame_system::ensure_root(origin.clone()).is_ok() {
			return Ok(Actor::Council);
		}
		let id = Participants::ensure(&ensure_signed(origin)?, role)?;
		if HighRisk::get().contains(&(operation as u8)) {
			return Err(APPROVAL_REQUIRED);
		}
		Ok(by(id))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

/// Scenes of [`ActiveScenes`].
pub struct MockScenes;

impl SceneRegistry for MockScenes {
	type Rules = ();
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		ActiveScenes::get()
			.contains(&scene.0)
			.then_some(SceneTerms { weight: 1, lock_term: 60_000 })
	}
	fn rules(_: SceneId) {}
	fn check(_: &(), _: &BillEntry) -> Result<(), FieldName> {
		Ok(())
	}
}

pub const REMINDER: Moment = 100;
pub const RETENTION: Moment = 1_000_000;

impl crate::Config for Test {
	type Gate = MockGate;
	type Participants = Participants;
	type Scenes = MockScenes;
	type Outbox = Notices;
	type MaxRelations = MaxRelations;
	type MaxOpenAdmissions = ConstU32<2>;
	type MaxCodes = ConstU32<200>;
	type ReminderPeriod = ConstU64<REMINDER>;
	type CodeRetention = ConstU64<RETENTION>;
	type MaxDuePerBlock = ConstU32<3>;
	type Time = Now;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockHelper;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct MockHelper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for MockHelper {
	fn operator() -> (ParticipantId, AccountId) {
		(ALL, account(ALL))
	}
	fn scene(number: u32) -> SceneId {
		ActiveScenes::mutate(|scenes| scenes.insert(number));
		SceneId(number)
	}
}

pub const FINANCE: ParticipantId = ParticipantId(1);
pub const OPERATOR: ParticipantId = ParticipantId(2);
pub const ISSUER: ParticipantId = ParticipantId(3);
pub const USER: ParticipantId = ParticipantId(4);
pub const BOTH: ParticipantId = ParticipantId(5);
pub const OTHER: ParticipantId = ParticipantId(6);
/// Issuer and operator of its own node.
pub const HOSPITAL: ParticipantId = ParticipantId(7);
pub const PLATFORM: ParticipantId = ParticipantId(8);
pub const NOBODY: ParticipantId = ParticipantId(9);
/// Operator, issuer and user of bills.
pub const ALL: ParticipantId = ParticipantId(10);
/// A fiscal authority that runs a node.
pub const JUDGE: ParticipantId = ParticipantId(11);
/// An organisation below [`JUDGE`] that issues bills and runs nodes.
pub const BRANCH: ParticipantId = ParticipantId(12);
pub const NODE: NodeId = NodeId(1);

pub fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
}

pub fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub fn by(id: ParticipantId) -> Actor {
	Actor::Participant { id, signer: id, approval: None }
}

pub fn name() -> Name {
	Name::new("接入节点").unwrap()
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
}

pub fn credential() -> Digest {
	Digest::repeat_byte(7)
}

/// A credential that ends at `valid_until`.
pub fn terms(valid_until: Moment) -> CredentialTerms {
	CredentialTerms { digest: credential(), valid_until }
}

pub fn scenes(numbers: &[u32]) -> NodeScenes {
	NodeScenes::new(numbers.iter().copied().map(SceneId).collect()).unwrap()
}

/// A request for the capacities in scene 1, for lists and summaries.
pub fn request(capacities: &[NodeRole]) -> NodeRequest {
	NodeRequest {
		name: name(),
		capacities: NodeRoles::of(capacities),
		scenes: scenes(&[1]),
		resources: Scopes::of(&[Scope::List, Scope::Summary]),
		form: Digest::repeat_byte(1),
	}
}

pub fn code(text: &str) -> CodeText {
	text.parse().unwrap()
}

pub fn new_code(node: NodeId, text: &str, valid_until: Moment) -> NewCode {
	NewCode { digest: code_digest(node, &code(text)), valid_until }
}

/// The device of the development key `label`, with its proof for `node`.
pub fn device(node: NodeId, label: &str) -> DeviceRequest {
	let pair = Pair::from_dev_name(label);
	let mut request = DeviceRequest {
		name: label.parse().unwrap(),
		key: pair.public(),
		info: Digest::repeat_byte(2),
		endpoint: "node.example:9443".parse().unwrap(),
		certificate: None,
		proof: pair.sign(b""),
	};
	request.proof = pair.sign(&binding_message(AccessNodes::genesis_hash(), node, &request));
	request
}

pub fn did(label: &str) -> Did {
	Did::of(&Pair::from_dev_name(label).public())
}

/// A node of the genesis, admitted for scene 1, lists and summaries.
pub fn genesis_node(operator: ParticipantId) -> GenesisNode {
	GenesisNode {
		name: name(),
		operator,
		credential: credential(),
		credential_until: Credential::NO_END,
		capacities: NodeRoles::of(&NodeRoles::ALL),
		scenes: scenes(&[1]),
		resources: Scopes::of(&[Scope::List, Scope::Summary]),
		serves: vec![],
	}
}

/// Events of the pallet since the last call.
pub fn events() -> Vec<Event<Test>> {
	let found = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::AccessNodes(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	found
}

/// Begins blocks until nothing is due at `now`.
pub fn pass_to(now: Moment) {
	Now::set(now);
	for _ in 0..100 {
		AccessNodes::on_initialize(System::block_number());
	}
}

/// Builds the state of a test, with one participant of each role.
#[derive(Default)]
pub struct ExtBuilder {
	nodes: Vec<GenesisNode>,
}

impl ExtBuilder {
	/// A node of the genesis, run by [`OPERATOR`].
	pub fn with_node(self) -> Self {
		self.with(genesis_node(OPERATOR))
	}

	pub fn with(mut self, node: GenesisNode) -> Self {
		self.nodes.push(node);
		self
	}

	/// The state alone.
	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(1_000);
		OutboxFull::set(false);
		HighRisk::set(BTreeSet::new());
		ActiveScenes::set(BTreeSet::from([1, 2]));
		Registry::set(
			[
				(FINANCE, [Role::FiscalAuthority].as_slice()),
				(OPERATOR, &[Role::NodeOperator]),
				(ISSUER, &[Role::Issuer]),
				(USER, &[Role::BillUser]),
				(BOTH, &[Role::Issuer, Role::BillUser]),
				(OTHER, &[Role::Issuer]),
				(HOSPITAL, &[Role::Issuer, Role::NodeOperator]),
				(PLATFORM, &[Role::Platform, Role::NodeOperator]),
				(ALL, &[Role::Issuer, Role::BillUser, Role::NodeOperator]),
				(JUDGE, &[Role::FiscalAuthority, Role::Issuer, Role::NodeOperator]),
				(BRANCH, &[Role::Issuer, Role::NodeOperator]),
			]
			.into_iter()
			.map(|(id, roles)| (id, (Roles::of(roles), true)))
			.collect(),
		);
		let genesis = RuntimeGenesisConfig {
			access_nodes: crate::GenesisConfig { nodes: self.nodes, ..Default::default() },
			..Default::default()
		};
		let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		// Events of block 0 are not kept.
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			AccessNodes::do_try_state().expect("the storage holds together");
		});
	}
}
