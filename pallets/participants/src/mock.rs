//! A runtime for the tests: root is the council, remarks are what issuers send, and remarks with an
//! event need no signer.

use crate::{self as pallet_participants, CallPolicy, GenesisParticipant};
use fiscal_primitives::{
	participant::{ParticipantKind, Role, Roles},
	text::{Name, Reason},
	AccountId, Digest, Moment,
};
use fiscal_sm_crypto::{Pair, Public};
use frame_support::{derive_impl, parameter_types, traits::Time};
use frame_system::{mocking::MockBlock, EnsureRoot};
use sp_runtime::{traits::IdentityLookup, BuildStorage};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Participants: pallet_participants,
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

pub struct Policy;
impl CallPolicy<RuntimeCall> for Policy {
	fn roles_for(call: &RuntimeCall) -> Option<Roles> {
		match call {
			RuntimeCall::System(frame_system::Call::remark { .. }) => {
				Some(Roles::of(&[Role::Issuer, Role::BillUser]))
			}
			RuntimeCall::Participants(crate::Call::set_status { .. }) => {
				Some(Roles::of(&[Role::FiscalAuthority]))
			}
			_ => None,
		}
	}

	fn admits_bare(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::System(frame_system::Call::remark_with_event { .. }))
	}
}

impl crate::Config for Test {
	type AdmitOrigin = EnsureRoot<AccountId>;
	type StatusOrigin = EnsureRoot<AccountId>;
	type CallPolicy = Policy;
	type Time = Now;
	type WeightInfo = ();
}

/// The development key of that name.
pub fn key(name: &str) -> Public {
	Pair::from_dev_name(name).public()
}

/// The account of the development key of that name.
pub fn account(name: &str) -> AccountId {
	key(name).account_id()
}

/// An identity of its own for each name.
pub fn identity(name: &str) -> Digest {
	fiscal_sm_crypto::sm3_256(name.as_bytes()).into()
}

pub fn name(text: &str) -> Name {
	Name::new(text).unwrap()
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
}

/// A genesis entry: an organisation with the development key of that name.
pub fn entry(who: &str, roles: &[Role]) -> GenesisParticipant {
	GenesisParticipant {
		name: name(who),
		kind: ParticipantKind::Organisation,
		roles: Roles::of(roles),
		key: key(who),
		identity: identity(who),
	}
}

/// Builds the state of a test; participants are numbered in the order given.
#[derive(Default)]
pub struct ExtBuilder {
	participants: Vec<GenesisParticipant>,
}

impl ExtBuilder {
	pub fn with_participant(mut self, who: &str, roles: &[Role]) -> Self {
		self.participants.push(entry(who, roles));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let genesis = RuntimeGenesisConfig {
			participants: crate::GenesisConfig {
				participants: self.participants,
				..Default::default()
			},
			..Default::default()
		};
		let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		ext.execute_with(|| {
			Now::set(1_000);
			// Events of block 0 are not kept.
			System::set_block_number(1);
		});
		ext
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Participants::do_try_state().expect("the storage holds together");
		});
	}
}
