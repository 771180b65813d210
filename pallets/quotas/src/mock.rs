//! A runtime for the tests: root is the council, or whoever [`Approved`] names under an approval.
//! Participants 1 to 5 exist, and participant n has the account of n times 32. A remark with an event
//! stands for a vote of the council.

use crate::{self as pallet_quotas, Quota, TierOf, TierQuotas};
use fiscal_primitives::{
	participant::{Role, Roles, Tier},
	traits::{Gate, ParticipantRegistry},
	AccountId, Actor, Approval, Did, Digest, Moment, Operation, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::Public;
use frame_support::{
	derive_impl, parameter_types,
	traits::{Contains, Time},
};
use frame_system::{ensure_root, ensure_signed, mocking::MockBlock};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Quotas: pallet_quotas,
	}
);

/// Of members: 1,000 units at once, and 100 a second.
pub const DEFAULT: Quota = Quota { burst: 1_000, per_second: 100 };

/// The defaults the chain starts with.
pub const DEFAULTS: TierQuotas = TierQuotas {
	member: DEFAULT,
	organisation: Quota { burst: 800, per_second: 80 },
	account: Quota { burst: 500, per_second: 50 },
	holder: Quota { burst: 200, per_second: 20 },
};

parameter_types! {
	pub static Now: Moment = 1_000;
	/// Operations for which nothing but an approval or a motion serves.
	pub static HighRisk: Vec<Operation> = Vec::new();
	/// Who proposed what root carries out.
	pub static Approved: Option<ParticipantId> = None;
	pub const InitialQuotas: TierQuotas = DEFAULTS;
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

/// The approval under which root acts for [`Approved`], where its operation demands its flow.
pub const APPROVAL: Approval = Approval { id: 9, head: Digest::repeat_byte(9), mandated: true };

pub struct Door;
impl Gate<RuntimeOrigin> for Door {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		if ensure_root(origin.clone()).is_ok() {
			return Ok(match Approved::get() {
				None => Actor::Council,
				Some(id) => {
					let mandated = HighRisk::get().contains(&operation);
					let approval = Some(Approval { mandated, ..APPROVAL });
					Actor::Participant { id, signer: id, approval }
				}
			});
		}
		let who = ensure_signed(origin)?;
		let id = Participants::ensure(&who, role)?;
		if HighRisk::get().contains(&operation) {
			return Err(APPROVAL_REQUIRED);
		}
		Ok(Actor::Participant { id, signer: id, approval: None })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");
pub const APPROVAL_REQUIRED: DispatchError = DispatchError::Other("approvals: ApprovalRequired");

/// [`ALICE`] is a member of the council. [`CLERK`] is an account of hers.
pub struct Participants;
impl ParticipantRegistry<AccountId> for Participants {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Self::signer_of(account).map(|id| if id == CLERK { ALICE } else { id })
	}
	fn is_active(id: ParticipantId) -> bool {
		Self::tier_of(id).is_some()
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		(1..=5).map(ParticipantId).find(|id| self::account(*id) == *account)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		match id {
			ALICE => Roles::of(&[Role::Council]),
			id if Self::is_active(id) => Roles::of(&[Role::Issuer]),
			_ => Roles::default(),
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
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account).filter(|id| Self::has_role(*id, role)).ok_or(NOT_AUTHORIZED)
	}
}

impl TierOf for Participants {
	fn tier_of(id: ParticipantId) -> Option<Tier> {
		match id {
			ALICE | CAROL => Some(Tier::Member),
			BOB => Some(Tier::Organisation),
			CLERK => Some(Tier::Account),
			CITIZEN => Some(Tier::Holder),
			_ => None,
		}
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for Participants {
	fn organisation_and_operator() -> (AccountId, AccountId) {
		(account(ALICE), account(CLERK))
	}
}

pub struct Votes;
impl Contains<RuntimeCall> for Votes {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::System(frame_system::Call::remark_with_event { .. }))
	}
}

impl crate::Config for Test {
	type Gate = Door;
	type Participants = Participants;
	type Tiers = Participants;
	type DefaultQuotas = InitialQuotas;
	type BytePrice = BytePrice;
	type BaseCost = BaseCost;
	type Exempt = Votes;
	type Time = Now;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Participants;
}

pub const ALICE: ParticipantId = ParticipantId(1);
pub const BOB: ParticipantId = ParticipantId(2);
pub const CAROL: ParticipantId = ParticipantId(3);
pub const CLERK: ParticipantId = ParticipantId(4);
pub const CITIZEN: ParticipantId = ParticipantId(5);
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
	defaults: Option<TierQuotas>,
}

impl ExtBuilder {
	pub fn with_quota(mut self, id: ParticipantId, burst: u64, per_second: u64) -> Self {
		self.quotas.push((id, Quota { burst, per_second }));
		self
	}

	pub fn with_defaults(mut self, defaults: TierQuotas) -> Self {
		self.defaults = Some(defaults);
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(1_000);
		HighRisk::set(Vec::new());
		Approved::set(None);
		let config = RuntimeGenesisConfig {
			quotas: QuotasConfig { defaults: self.defaults, ..Default::default() },
			..Default::default()
		};
		let mut externalities = sp_io::TestExternalities::new(config.build_storage().unwrap());
		externalities.execute_with(|| {
			for (id, quota) in self.quotas {
				Quotas::set_quota(RuntimeOrigin::root(), id, Some(quota)).unwrap();
			}
			// Events of block 0 are not kept.
			System::set_block_number(1);
		});
		externalities
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Quotas::do_try_state().expect("the storage holds together");
		});
	}
}
