//! A runtime for the tests: root is the council; participant n has the account of n times 32.

use crate::{self as pallet_access_nodes, GenesisNode};
use fiscal_primitives::{
	participant::{Role, Roles},
	text::{Name, Reason},
	traits::ParticipantRegistry,
	AccountId, Digest, Moment, NodeId, ParticipantId,
};
use frame_support::{derive_impl, parameter_types, traits::Time};
use frame_system::{mocking::MockBlock, EnsureRoot};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};
use std::collections::BTreeMap;

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
		Registry::mutate(|all| all.get_mut(&id).expect("the participant exists").1 = false);
	}
}

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");

impl ParticipantRegistry<AccountId> for Participants {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Registry::get().into_keys().find(|id| self::account(*id) == *account)
	}
	fn is_active(id: ParticipantId) -> bool {
		Registry::get().get(&id).is_some_and(|(_, active)| *active)
	}
	fn has_role(id: ParticipantId, role: Role) -> bool {
		Registry::get().get(&id).is_some_and(|(roles, _)| roles.contains(role))
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account)
			.filter(|id| Self::is_active(*id) && Self::has_role(*id, role))
			.ok_or(NOT_AUTHORIZED)
	}
}

impl crate::Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Participants = Participants;
	type MaxRelations = MaxRelations;
	type Time = Now;
	type WeightInfo = ();
}

pub const FINANCE: ParticipantId = ParticipantId(1);
pub const OPERATOR: ParticipantId = ParticipantId(2);
pub const ISSUER: ParticipantId = ParticipantId(3);
pub const USER: ParticipantId = ParticipantId(4);
pub const BOTH: ParticipantId = ParticipantId(5);
pub const OTHER: ParticipantId = ParticipantId(6);
pub const NOBODY: ParticipantId = ParticipantId(9);
pub const NODE: NodeId = NodeId(1);

pub fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
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

/// Builds the state of a test, with one participant of each role.
#[derive(Default)]
pub struct ExtBuilder {
	nodes: Vec<GenesisNode>,
}

impl ExtBuilder {
	/// A node of the genesis, run by [`OPERATOR`].
	pub fn with_node(self) -> Self {
		self.with(GenesisNode {
			name: name(),
			operator: OPERATOR,
			credential: credential(),
			serves: vec![],
		})
	}

	pub fn with(mut self, node: GenesisNode) -> Self {
		self.nodes.push(node);
		self
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(1_000);
		Registry::set(
			[
				(FINANCE, Role::FiscalAuthority),
				(OPERATOR, Role::NodeOperator),
				(ISSUER, Role::Issuer),
				(USER, Role::BillUser),
				(OTHER, Role::Issuer),
			]
			.map(|(id, role)| (id, (Roles::of(&[role]), true)))
			.into_iter()
			.chain([(BOTH, (Roles::of(&[Role::Issuer, Role::BillUser]), true))])
			.collect(),
		);
		let genesis = RuntimeGenesisConfig {
			access_nodes: crate::GenesisConfig { nodes: self.nodes, ..Default::default() },
			..Default::default()
		};
		sp_io::TestExternalities::new(genesis.build_storage().unwrap()).execute_with(|| {
			// Events of block 0 are not kept.
			System::set_block_number(1);
			test();
			AccessNodes::do_try_state().expect("the storage holds together");
		});
	}
}
