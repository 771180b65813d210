//! A runtime for the tests: one account stands for three quarters of the council.

use crate as pallet_consortium;
use fiscal_primitives::AccountId;
use frame_support::{derive_impl, traits::SortedMembers};
use frame_system::{mocking::MockBlock, EnsureSignedBy};
use sp_runtime::{traits::IdentityLookup, BuildStorage};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Consortium: pallet_consortium,
	}
);

pub const COUNCIL: AccountId = AccountId::new([1; 32]);

pub struct Council;
impl SortedMembers<AccountId> for Council {
	fn sorted_members() -> Vec<AccountId> {
		vec![COUNCIL]
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

impl crate::Config for Test {
	type ApproveOrigin = EnsureSignedBy<Council, AccountId>;
	type WeightInfo = ();
}

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
	/// The storage at the beginning.
	pub fn build(self) -> sp_io::TestExternalities {
		RuntimeGenesisConfig::default().build_storage().unwrap().into()
	}

	/// Runs the test.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			// Events of block 0 are not kept.
			System::set_block_number(1);
			test();
		});
	}
}
