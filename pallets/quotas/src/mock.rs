//! A runtime for the tests: root is the council; participants 1 to 3 exist, and participant n has
//! the account of n times 32. A remark with an event stands for a vote of the council.

use crate::{self as pallet_quotas, Quota};
use fiscal_primitives::{
	participant::{Role, Roles},
	traits::ParticipantRegistry,
	AccountId, Did, Moment, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::Public;
use frame_support::{
	derive_impl, parameter_types,
	traits::{Contains, Time},
};
use frame_system::{mocking::MockBlock, EnsureRoot};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Quotas: pallet_quotas,
	}
);

/// 1,000 units at once, and 100 a second.
pub const DEFAULT: Quota = Quota { burst: 1_000, per_second: 100 };

parameter_types! {
	pub static Now: Moment = 1_000;
	pub const InitialQuota: Quota = DEFAULT;
	pub const BytePrice: u64 = 2;
	pub const BaseCost: u64 = 50;
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

pub struct Participants;
impl ParticipantRegistry<AccountId> for Participants {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		(1..=3).map(ParticipantId).find(|id| self::account(*id) == *account)
	}
	fn is_active(id: ParticipantId) -> bool {
		(1..=3).contains(&id.0)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Self::id_of(account)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		if Self::is_active(id) {
			Roles::of(&[Role::Issuer])
		} else {
			Roles::default()
		}
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
	fn ensure(_: &AccountId, _: Role) -> Result<ParticipantId, DispatchError> {
		Err(DispatchError::BadOrigin)
	}
}

pub struct Votes;
impl Contains<RuntimeCall> for Votes {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::System(frame_system::Call::remark_with_event { .. }))
	}
}

impl crate::Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Participants = Participants;
	type DefaultQuota = InitialQuota;
	type BytePrice = BytePrice;
	type BaseCost = BaseCost;
	type Exempt = Votes;
	type Time = Now;
	type WeightInfo = ();
}

pub const ALICE: ParticipantId = ParticipantId(1);
pub const BOB: ParticipantId = ParticipantId(2);
pub const NOBODY: ParticipantId = ParticipantId(9);

pub fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
}

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder {
	quotas: Vec<(ParticipantId, Quota)>,
}

impl ExtBuilder {
	pub fn with_quota(mut self, id: ParticipantId, burst: u64, per_second: u64) -> Self {
		self.quotas.push((id, Quota { burst, per_second }));
		self
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(1_000);
		let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
		sp_io::TestExternalities::new(storage).execute_with(|| {
			for (id, quota) in self.quotas {
				Quotas::set_quota(RuntimeOrigin::root(), id, Some(quota)).unwrap();
			}
			// Events of block 0 are not kept.
			System::set_block_number(1);
			test();
			Quotas::do_try_state().expect("the storage holds together");
		});
	}
}
