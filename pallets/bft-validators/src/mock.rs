//! A chain for the tests: root is three quarters of the council; participants 1 to 8 exist, and
//! participant n has the account of n times 32. Keys are named as development keys.

use crate::{self as pallet_bft_validators, GenesisValidator};
use fiscal_bft_primitives::{
	possession_payload, BlockHash, BlockNumber, Equivocation, Header, Pace, Proposal, Statement,
	Vote, VoteKind,
};
use fiscal_primitives::{
	participant::{Role, Roles},
	traits::ParticipantRegistry,
	AccountId, Did, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::{Pair, Public, Signature, Sm3};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, Hooks},
};
use frame_system::{mocking::MockUncheckedExtrinsic, EnsureRoot};
use sp_runtime::{generic, BuildStorage, Digest, DispatchError, DispatchResult};
use std::{
	collections::HashMap,
	sync::{LazyLock, Mutex},
};

/// The hash of block 0 in tests of FRAME.
pub const GENESIS: BlockHash = BlockHash::repeat_byte(69);

/// Blocks before a rotated key may be rotated again.
pub const ROTATION_INTERVAL: BlockNumber = 5;
/// How many blocks old evidence may be.
pub const WINDOW: BlockNumber = 20;
/// Offences kept altogether.
pub const MAX_OFFENCES: u32 = 6;
/// Offences kept of a key.
pub const MAX_OFFENCES_OF_KEY: u32 = 3;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Validators: pallet_bft_validators,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = generic::Block<Header, MockUncheckedExtrinsic<Test>>;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
	type Hashing = Sm3;
}

parameter_types! {
	pub static Frozen: Vec<ParticipantId> = Vec::new();
}

pub struct Registry;
impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		(1..=8).map(ParticipantId).find(|id| account_of(id.0) == *account)
	}
	fn is_active(id: ParticipantId) -> bool {
		(1..=8).contains(&id.0) && !Frozen::get().contains(&id)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Self::id_of(account)
	}
	fn roles_of(_: ParticipantId) -> Roles {
		Roles::default()
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

impl crate::Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Participants = Registry;
	type RotationInterval = ConstU32<ROTATION_INTERVAL>;
	type EvidenceWindow = ConstU32<WINDOW>;
	type MaxEquivocations = ConstU32<MAX_OFFENCES>;
	type MaxEquivocationsPerKey = ConstU32<MAX_OFFENCES_OF_KEY>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Registry {
	fn account() -> AccountId {
		account_of(1)
	}
}

pub fn account_of(participant: u32) -> AccountId {
	AccountId::new([u8::try_from(participant).unwrap(); 32])
}

pub fn signed(participant: u32) -> RuntimeOrigin {
	RuntimeOrigin::signed(account_of(participant))
}

/// What is computed once a run, since curves are slow without optimization.
fn remembered<K, V>(memory: &Mutex<HashMap<K, V>>, key: K, compute: impl FnOnce(&K) -> V) -> V
where
	K: Eq + std::hash::Hash,
	V: Clone,
{
	// A test that failed while it held the lock has broken nothing.
	let known = memory.lock().unwrap_or_else(|broken| broken.into_inner()).get(&key).cloned();
	known.unwrap_or_else(|| {
		let value = compute(&key);
		let mut memory = memory.lock().unwrap_or_else(|broken| broken.into_inner());
		memory.insert(key, value.clone());
		value
	})
}

/// The development key pair of that name.
pub fn pair(name: &str) -> Pair {
	static PAIRS: LazyLock<Mutex<HashMap<String, Pair>>> = LazyLock::new(Default::default);
	remembered(&PAIRS, name.to_string(), |name| Pair::from_dev_name(name))
}

/// Its public half.
pub fn key(name: &str) -> Public {
	pair(name).public()
}

fn sign(name: &str, payload: Vec<u8>) -> Signature {
	type Known = HashMap<(String, Vec<u8>), Signature>;
	static SIGNATURES: LazyLock<Mutex<Known>> = LazyLock::new(Default::default);
	remembered(&SIGNATURES, (name.to_string(), payload), |(name, payload)| pair(name).sign(payload))
}

/// The proof that the participant may use the key.
pub fn proof(participant: u32, name: &str) -> Signature {
	sign(name, possession_payload(&GENESIS, ParticipantId(participant), &key(name)))
}

/// Adds the named key for the participant.
pub fn add(participant: u32, name: &str, weight: u32) -> DispatchResult {
	Validators::add_validator(
		RuntimeOrigin::root(),
		ParticipantId(participant),
		key(name),
		weight,
		proof(participant, name),
	)
}

/// Removes the named key.
pub fn remove(name: &str) -> DispatchResult {
	Validators::remove_validator(RuntimeOrigin::root(), key(name))
}

/// The participant rotates its key.
pub fn rotate(participant: u32, old: &str, new: &str) -> DispatchResult {
	Validators::rotate_key(signed(participant), key(old), key(new), proof(participant, new))
}

/// Two votes of the named key in one round, one for a block and one for none.
pub fn double_vote(name: &str, kind: VoteKind, height: BlockNumber, round: u32) -> Equivocation {
	let vote = |block| Vote { height, round, kind, block };
	let (first, second) = (vote(Some(BlockHash::repeat_byte(1))), vote(None));
	Equivocation {
		offender: key(name),
		first: Statement::Vote(first),
		first_signature: sign(name, first.payload(&GENESIS)),
		second: Statement::Vote(second),
		second_signature: sign(name, second.payload(&GENESIS)),
	}
}

/// Two proposals of the named key in one round.
pub fn double_proposal(name: &str, height: BlockNumber, round: u32) -> Equivocation {
	let proposal =
		|byte| Proposal { height, round, block: BlockHash::repeat_byte(byte), valid_round: None };
	let (first, second) = (proposal(1), proposal(2));
	Equivocation {
		offender: key(name),
		first: Statement::Proposal(first),
		first_signature: sign(name, first.payload(&GENESIS)),
		second: Statement::Proposal(second),
		second_signature: sign(name, second.payload(&GENESIS)),
	}
}

/// Reports it as a block does that holds the report.
pub fn report(evidence: Equivocation) -> DispatchResult {
	Validators::report_equivocation(RuntimeOrigin::none(), Box::new(evidence))
}

fn open_block(number: BlockNumber, parent: BlockHash) {
	System::reset_events();
	System::initialize(&number, &parent, &Digest::default());
	Validators::on_initialize(number);
}

/// Closes the block that is being made and opens the next; returns the header of the closed one.
pub fn next_block() -> Header {
	let number = System::block_number();
	Validators::on_finalize(number);
	Validators::do_try_state().expect("the storage of a closed block holds together");
	let header = System::finalize();
	open_block(number + 1, header.hash());
	header
}

/// Goes on until the block of that number is being made.
pub fn go_to(number: BlockNumber) {
	while System::block_number() < number {
		next_block();
	}
}

/// Events of this pallet in the block that is being made.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Validators(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Builds the state of a test.
#[derive(Default)]
pub struct ExtBuilder {
	validators: Vec<GenesisValidator>,
	pace: Pace,
}

impl ExtBuilder {
	/// Validators `v-1` to `v-4`, run by participants 1 to 4, each of weight 1.
	pub fn four() -> Self {
		(1..=4).fold(Self::default(), |builder, number| {
			builder.with_validator(number, &format!("v-{number}"), 1)
		})
	}

	pub fn with_validator(mut self, participant: u32, name: &str, weight: u32) -> Self {
		let participant = ParticipantId(participant);
		self.validators.push(GenesisValidator { participant, public: key(name), weight });
		self
	}

	pub fn with_pace(mut self, pace: Pace) -> Self {
		self.pace = pace;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let genesis = RuntimeGenesisConfig {
			validators: crate::GenesisConfig {
				validators: self.validators,
				pace: self.pace,
				..Default::default()
			},
			..Default::default()
		};
		sp_io::TestExternalities::new(genesis.build_storage().unwrap())
	}

	/// Runs the test while block 1 is being made, and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			Frozen::set(Vec::new());
			Validators::do_try_state().expect("the genesis holds together");
			open_block(1, GENESIS);
			test();
			Validators::do_try_state().expect("the storage holds together");
		});
	}
}
