//! A runtime for the tests: root is the council; `target` is a pallet behind the gate.

use crate::{self as pallet_approvals, GenesisFlow, GenesisHighRisk, GenesisRole, OperationOf};
use codec::Encode;
use fiscal_primitives::{
	approval::{Lifetime, Step, StepRole, Steps, Threshold},
	participant::{Role, Roles},
	text::{Name, Reason},
	traits::ParticipantRegistry,
	AccountId, ApprovalRoleId, Did, Digest, FlowId, Moment, Operation, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::Public;
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use frame_system::{mocking::MockBlock, EnsureRoot};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};
use std::collections::BTreeMap;

/// A pallet whose calls go through the gate.
#[frame_support::pallet(dev_mode)]
pub mod target {
	use fiscal_primitives::{
		operation::{Actor, Operation},
		participant::Role,
		traits::Gate,
	};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type Gate: Gate<Self::RuntimeOrigin>;
	}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::storage]
	pub type Done<T> = StorageValue<_, (u32, Actor)>;

	#[pallet::storage]
	pub type Broken<T> = StorageValue<_, bool, ValueQuery>;

	#[pallet::error]
	pub enum Error<T> {
		OutOfOrder,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Covered by [`Operation::RegisterScene`]; fails after it wrote while [`Broken`] is set.
		#[pallet::weight(Weight::from_parts(10_000, 0))]
		pub fn act(origin: OriginFor<T>, value: u32) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::RegisterScene, Role::FiscalAuthority)?;
			Done::<T>::put((value, by));
			ensure!(!Broken::<T>::get(), Error::<T>::OutOfOrder);
			Ok(())
		}

		/// The runtime says it is covered by [`Operation::RegisterScene`], but it asks for another.
		#[pallet::weight(Weight::from_parts(10_000, 0))]
		pub fn mislabelled(origin: OriginFor<T>) -> DispatchResult {
			T::Gate::ensure(origin, Operation::CorrectBill, Role::FiscalAuthority)?;
			Ok(())
		}

		/// Covered by [`Operation::EnactPolicy`], of whatever length.
		#[pallet::weight(Weight::from_parts(10_000, 0))]
		pub fn long(origin: OriginFor<T>, _bytes: alloc::vec::Vec<u8>) -> DispatchResult {
			T::Gate::ensure(origin, Operation::EnactPolicy, Role::FiscalAuthority)?;
			Ok(())
		}

		/// Covered by [`Operation::EnactPolicy`], and too heavy.
		#[pallet::weight(Weight::from_parts(20_000_000_000, 0))]
		pub fn heavy(origin: OriginFor<T>) -> DispatchResult {
			T::Gate::ensure(origin, Operation::EnactPolicy, Role::FiscalAuthority)?;
			Ok(())
		}
	}
	extern crate alloc;
}

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Approvals: pallet_approvals,
		Target: target,
	}
);

parameter_types! {
	pub static Now: Moment = 1_000;
	/// Participants whose state is not active.
	pub static Frozen: Vec<ParticipantId> = Vec::new();
	/// The encoding of calls.
	pub static Encoding: u32 = 1;
	pub const MaxCallWeight: Weight = Weight::from_parts(10_000_000_000, 1_000_000);
	pub static MaxOpen: u32 = 8;
	pub static MaxOpenPerProposer: u32 = 4;
}

impl Time for Now {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

pub struct Version;
impl frame_support::traits::Get<sp_version::RuntimeVersion> for Version {
	fn get() -> sp_version::RuntimeVersion {
		sp_version::RuntimeVersion { transaction_version: Encoding::get(), ..Default::default() }
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type Version = Version;
}

/// 1 to 6 are fiscal authorities, 7 and 8 auditors, 9 an insurer; 11 to 14 are accounts below 1 with
/// the roles of 1; 20 exists not.
pub struct Participants;

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");

impl ParticipantRegistry<AccountId> for Participants {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		let signer = Self::signer_of(account)?;
		Some(if signer.0 > 10 { AUTHORITY } else { signer })
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		(1..20u32).map(ParticipantId).find(|id| self::account(*id) == *account)
	}
	fn is_active(id: ParticipantId) -> bool {
		let frozen = Frozen::get();
		(1..20).contains(&id.0)
			&& !frozen.contains(&id)
			&& !(id.0 > 10 && frozen.contains(&AUTHORITY))
	}
	fn roles_of(id: ParticipantId) -> Roles {
		match id.0 {
			1..=6 | 11..=14 => Roles::of(&[Role::FiscalAuthority]),
			7 | 8 => Roles::of(&[Role::Auditor]),
			9 => Roles::of(&[Role::BillUser]),
			_ => Roles::default(),
		}
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		let signer = Self::signer_of(account).ok_or(NOT_AUTHORIZED)?;
		if Self::is_active(signer) && Self::has_role(signer, role) {
			Self::id_of(account).ok_or(NOT_AUTHORIZED)
		} else {
			Err(NOT_AUTHORIZED)
		}
	}
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		id == ancestor || (id.0 > 10 && ancestor == AUTHORITY)
	}
	fn member_of(id: ParticipantId) -> Option<ParticipantId> {
		(1..20).contains(&id.0).then(|| member(id))
	}
	fn by_did(_: &Did) -> Option<ParticipantId> {
		None
	}
	fn did_of(id: ParticipantId) -> Option<Did> {
		(1..20).contains(&id.0).then(|| did(id))
	}
	fn key_of(_: ParticipantId) -> Option<(Public, u32)> {
		None
	}
	fn holder_of(_: &PayerRef) -> Option<ParticipantId> {
		None
	}
}

pub struct Operations;
impl OperationOf<RuntimeCall> for Operations {
	fn operation(call: &RuntimeCall) -> Option<Operation> {
		match call {
			RuntimeCall::Target(target::Call::act { .. } | target::Call::mislabelled {}) => {
				Some(Operation::RegisterScene)
			}
			RuntimeCall::Target(_) => Some(Operation::EnactPolicy),
			// Every call of approvals, to see that the pallet refuses those it has to.
			RuntimeCall::Approvals(_) => Some(Operation::ChangeApprovalFlows),
			RuntimeCall::System(_) => None,
		}
	}
	fn roles(_: &RuntimeCall) -> Roles {
		Roles::of(&[Role::FiscalAuthority])
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for Participants {
	fn participant(number: u32, _: Role) -> AccountId {
		account(ParticipantId(number.checked_rem(6).unwrap_or(0) + 1))
	}
}

impl crate::Config for Test {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeCall = RuntimeCall;
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Operations = Operations;
	type Participants = Participants;
	type Time = Now;
	type MaxCallWeight = MaxCallWeight;
	type MaxOpen = MaxOpen;
	type MaxOpenPerProposer = MaxOpenPerProposer;
	type MaxRoles = frame_support::traits::ConstU32<4>;
	type MaxFlows = frame_support::traits::ConstU32<4>;
	type MaxExpiriesPerBlock = frame_support::traits::ConstU32<2>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Participants;
}

impl target::Config for Test {
	type Gate = Approvals;
}

pub const AUTHORITY: ParticipantId = ParticipantId(1);
pub const SECOND: ParticipantId = ParticipantId(2);
pub const THIRD: ParticipantId = ParticipantId(3);
pub const FOURTH: ParticipantId = ParticipantId(4);
pub const AUDITOR: ParticipantId = ParticipantId(7);
pub const OTHER_AUDITOR: ParticipantId = ParticipantId(8);
pub const INSURER: ParticipantId = ParticipantId(9);
/// An account below [`AUTHORITY`].
pub const CLERK: ParticipantId = ParticipantId(11);
/// Another one.
pub const OTHER_CLERK: ParticipantId = ParticipantId(12);

/// The role of approval of [`ExtBuilder::default`].
pub const REVIEWERS: ApprovalRoleId = ApprovalRoleId(1);
/// Two fiscal authorities.
pub const PAIR: FlowId = FlowId(1);
/// One of [`REVIEWERS`], then one auditor.
pub const CHAIN: FlowId = FlowId(2);

pub fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn did(id: ParticipantId) -> Did {
	Did([u8::try_from(id.0).unwrap(); 22])
}

/// The member of the first tier: [`AUTHORITY`] of the accounts below it.
pub fn member(id: ParticipantId) -> ParticipantId {
	if id.0 > 10 {
		AUTHORITY
	} else {
		id
	}
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
}

pub fn name(text: &str) -> Name {
	Name::new(text).unwrap()
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
}

pub fn step(who: StepRole, threshold: u8) -> Step {
	Step { who, threshold: Threshold::new(threshold).unwrap() }
}

pub fn pair() -> Steps {
	Steps::new(vec![step(StepRole::Chain(Role::FiscalAuthority), 2)]).unwrap()
}

pub fn chain() -> Steps {
	Steps::new(vec![
		step(StepRole::Approval(REVIEWERS), 1),
		step(StepRole::Chain(Role::Auditor), 1),
	])
	.unwrap()
}

pub fn act(value: u32) -> RuntimeCall {
	target::Call::<Test>::act { value }.into()
}

pub fn subject(call: &RuntimeCall) -> Digest {
	fiscal_sm_crypto::sm3_256(&call.encode()).into()
}

/// Events of this pallet since the last time.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::read_events_for_pallet::<crate::Event<Test>>();
	System::reset_events();
	events
}

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder {
	high_risk: BTreeMap<Operation, FlowId>,
}

impl ExtBuilder {
	/// An operation that demands a flow.
	pub fn with_high_risk(mut self, operation: Operation, flow: FlowId) -> Self {
		self.high_risk.insert(operation, flow);
		self
	}

	fn genesis(&self) -> crate::GenesisConfig<Test> {
		let reviewers =
			GenesisRole { name: name("复核"), scope: None, members: vec![SECOND, THIRD, CLERK] };
		let flow = |text: &str, steps: Steps| GenesisFlow {
			name: name(text),
			steps,
			lifetime: Lifetime::MIN,
		};
		let demanded = self.high_risk.iter();
		crate::GenesisConfig {
			roles: vec![reviewers],
			flows: vec![flow("两人", pair()), flow("逐级", chain())],
			high_risk: demanded
				.map(|(operation, flow)| GenesisHighRisk { operation: *operation, flow: *flow })
				.collect(),
			..Default::default()
		}
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		Now::set(1_000);
		Frozen::set(Vec::new());
		Encoding::set(1);
		MaxOpen::set(8);
		MaxOpenPerProposer::set(4);
		let genesis = RuntimeGenesisConfig { approvals: self.genesis(), ..Default::default() };
		let mut state = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		state.execute_with(|| {
			// Events of block 0 are not kept.
			System::set_block_number(1);
			test();
			Approvals::do_try_state().expect("the storage holds together");
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	let genesis =
		RuntimeGenesisConfig { approvals: ExtBuilder::default().genesis(), ..Default::default() };
	let mut state = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
	state.execute_with(|| System::set_block_number(1));
	state
}
