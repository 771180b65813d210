//! A runtime for the tests: root is the council, one account the fiscal authority.

use crate::{self as pallet_scenes, GenesisScene};
use fiscal_primitives::{
	participant::Role,
	scene::{LockTerm, SceneKind},
	text::{Name, Reason},
	traits::ParticipantRegistry,
	AccountId, Moment, ParticipantId, SceneId,
};
use frame_support::{derive_impl, parameter_types, traits::Time};
use frame_system::{mocking::MockBlock, EnsureRoot};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Scenes: pallet_scenes,
	}
);

parameter_types! {
	pub static Now: Moment = 1_000;
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

/// [`FINANCE`] is the only participant, an active fiscal authority.
pub struct Participants;

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");

impl ParticipantRegistry<AccountId> for Participants {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		(*account == self::account(FINANCE)).then_some(FINANCE)
	}
	fn is_active(id: ParticipantId) -> bool {
		id == FINANCE
	}
	fn has_role(id: ParticipantId, role: Role) -> bool {
		id == FINANCE && role == Role::FiscalAuthority
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account).filter(|id| Self::has_role(*id, role)).ok_or(NOT_AUTHORIZED)
	}
}

impl crate::Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Participants = Participants;
	type Time = Now;
	type WeightInfo = ();
}

pub const FINANCE: ParticipantId = ParticipantId(1);
pub const STRANGER: ParticipantId = ParticipantId(2);
pub const SCENE: SceneId = SceneId(1);

fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
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

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder {
	scenes: Vec<GenesisScene>,
}

impl ExtBuilder {
	/// A medical scene of that weight whose locks last a minute.
	pub fn with_scene(mut self, weight: u32) -> Self {
		self.scenes.push(GenesisScene {
			name: name(),
			kind: SceneKind::Medical,
			weight,
			lock_term: LockTerm::MIN,
		});
		self
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(1_000);
		let genesis = RuntimeGenesisConfig {
			scenes: crate::GenesisConfig { scenes: self.scenes, ..Default::default() },
			..Default::default()
		};
		sp_io::TestExternalities::new(genesis.build_storage().unwrap()).execute_with(|| {
			// Events of block 0 are not kept.
			System::set_block_number(1);
			test();
			Scenes::do_try_state().expect("the storage holds together");
		});
	}
}
