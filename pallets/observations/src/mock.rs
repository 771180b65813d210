//! A chain for the tests: validators under development keys, run by the participants 1 to 8; a handful
//! of other participants; a ledger of bills that is a table, and an outbox that is a list.

use crate::{self as pallet_observations, Effects, Speaker};
use fiscal_bft_primitives::{Validator, ValidatorSet};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	observation::{
		EvidenceRecord, HistoricBill, ObservationId, Observed, OutsideState, Question, Testimonies,
		Testimony,
	},
	outbox::{Body, Code, Destination, MessageId},
	participant::{Role, Roles},
	traits::{BillLedger, Observations as _, OnObserved, Outbox, ParticipantRegistry},
	AccountId, Actor, Bill, BillKey, BillNumber, CheckDigest, Date, Did, Digest, Fen, Moment,
	NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::{Pair, Public, Signature};
use frame_support::{
	derive_impl, parameter_types,
	storage::unhashed,
	traits::{Hooks, Time},
	weights::Weight,
	BoundedVec,
};
use sp_runtime::{
	traits::{Dispatchable, IdentityLookup, MaybeConvert},
	transaction_validity::{TransactionSource, TransactionValidity},
	BuildStorage, DispatchError, DispatchResult,
};
use std::{
	collections::{BTreeMap, HashMap},
	sync::{LazyLock, Mutex},
};

/// 2026-11-20, noon in Shanghai.
pub const NOON: Moment = 1_795_147_200_000;
/// The hash of block 0.
pub const GENESIS: Digest = Digest::repeat_byte(69);
/// How long validators have, ms.
pub const TERM: u64 = 60_000;
/// How long requests are kept after that, ms.
pub const RETENTION: u64 = 30_000;
/// Requests that may be open at a time.
pub const MAX_OPEN: u32 = 6;
/// Of one participant.
pub const MAX_OWN: u32 = 4;
/// Deadlines a block handles.
pub const MAX_DUE: u32 = 3;

pub const PLATFORM: u8 = 11;
pub const USER: u8 = 12;
pub const AUTHORITY: u8 = 13;
pub const AUDITOR: u8 = 14;
pub const ISSUER: u8 = 15;
pub const HOLDER: u8 = 16;
/// An account of the user's organisation, with its roles.
pub const CLERK: u8 = 17;
/// An account without a participant.
pub const STRANGER: u8 = 99;

/// The scene of the ledger.
pub const SCENE: SceneId = SceneId(1);

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		ObservationsPallet: pallet_observations,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type Block = frame_system::mocking::MockBlockU32<Test>;
}

parameter_types! {
	pub static Now: Moment = NOON;
	pub static Frozen: Vec<u32> = Vec::new();
	/// The validators that decide the next block.
	pub static Set: Option<ValidatorSet> = None;
	/// The participant that acts as the platform for users of bills.
	pub static Configured: Option<ParticipantId> = None;
	/// The messages that were sent.
	pub static Sent: Vec<Body> = Vec::new();
	/// The lanes in which one waits.
	pub static WaitingLanes: Vec<Digest> = Vec::new();
	pub const Term: u64 = TERM;
	pub const Retention: u64 = RETENTION;
	pub const MaxOpen: u32 = MAX_OPEN;
	pub const MaxOwn: u32 = MAX_OWN;
	pub const MaxDue: u32 = MAX_DUE;
}

pub struct Registry;

impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Self::signer_of(account).map(|signer| if signer == id(CLERK) { id(USER) } else { signer })
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		let bytes: &[u8; 32] = account.as_ref();
		(bytes[0] < STRANGER).then_some(id(bytes[0]))
	}
	fn is_active(id: ParticipantId) -> bool {
		!Frozen::get().contains(&id.0)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		let roles: &[Role] = match u8::try_from(id.0).unwrap() {
			PLATFORM => &[Role::Platform],
			USER | CLERK => &[Role::BillUser],
			AUTHORITY => &[Role::FiscalAuthority],
			AUDITOR => &[Role::Auditor],
			ISSUER => &[Role::Issuer],
			HOLDER => &[Role::Holder],
			_ => &[],
		};
		Roles::of(roles)
	}
	fn ensure(_: &AccountId, _: Role) -> Result<ParticipantId, DispatchError> {
		Err(DispatchError::BadOrigin)
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
}

impl Time for Registry {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

/// Participant n runs `v-n`.
impl MaybeConvert<Public, ParticipantId> for Registry {
	fn maybe_convert(public: Public) -> Option<ParticipantId> {
		(1..=8u8).find(|number| key(&name_of(*number)) == public).map(id)
	}
}

const BILLS: &[u8] = b"bills of the ledger";
const OUTSIDE: &[u8] = b"bills locked outside";

/// A table, in the storage, so that what is taken back is taken back here too.
pub struct Ledger;

impl Ledger {
	fn bills() -> BTreeMap<BillKey, Bill> {
		unhashed::get_or_default(BILLS)
	}

	/// Puts a bill into the table.
	pub fn put(key: BillKey, bill: Bill) {
		let mut bills = Self::bills();
		bills.insert(key, bill);
		unhashed::put(BILLS, &bills);
	}

	/// The bills that were locked outside when they were adopted.
	pub fn locked_outside() -> Vec<BillKey> {
		unhashed::get_or_default(OUTSIDE)
	}
}

// Events keep no text of an error: these differ without one.
/// The scene is not in force.
pub const SCENE_RETIRED: DispatchError = DispatchError::Unavailable;
/// There is such a bill.
pub const EXISTS: DispatchError = DispatchError::Exhausted;
/// An issuer has the number.
pub const NUMBER_ALLOCATED: DispatchError = DispatchError::RootNotAllowed;
/// The number that an issuer has.
pub const ALLOCATED: u64 = 500_000;
/// No bill can be in this state.
pub const IMPOSSIBLE: DispatchError = DispatchError::Corruption;

impl BillLedger for Ledger {
	fn bill(key: &BillKey) -> Option<Bill> {
		Self::bills().remove(key)
	}
	fn ensure_lockable(_: &BillKey, _: Fen, _: &Actor) -> DispatchResult {
		unreachable!("observations lock nothing")
	}
	fn lock(_: &BillKey, _: Fen, _: &Actor) -> DispatchResult {
		unreachable!("observations lock nothing")
	}
	fn unlock(_: &BillKey, _: &Actor) -> DispatchResult {
		unreachable!("observations lock nothing")
	}
	fn force_unlock(_: &BillKey, _: &Actor) -> DispatchResult {
		unreachable!("observations lock nothing")
	}
	fn settle(_: &BillKey, _: Fen, _: bool, _: &Actor) -> DispatchResult {
		unreachable!("observations settle nothing")
	}
	fn reverse(_: &BillKey, _: Fen, _: &Actor) -> DispatchResult {
		unreachable!("observations settle nothing")
	}
	fn ensure_adoptable(key: &BillKey) -> DispatchResult {
		frame_support::ensure!(key.number.value() != ALLOCATED, NUMBER_ALLOCATED);
		Ok(())
	}
	fn adopt(
		key: BillKey,
		check: CheckDigest,
		scene: SceneId,
		payer: PayerRef,
		historic: &HistoricBill,
		platform: ParticipantId,
	) -> DispatchResult {
		frame_support::ensure!(Self::bill(&key).is_none(), EXISTS);
		frame_support::ensure!(scene == SCENE, SCENE_RETIRED);
		let adopted = bill_in(historic.state);
		let HistoricBill { total, issued_on, xml, pdf, summary, .. } = historic.clone();
		let bill = Bill { check, payer, total, issued_on, xml, pdf, summary, ..adopted };
		Self::put(key, Bill { issuer: platform, node: NodeId::NONE, ..bill });
		if historic.state.usage == Use::Locked {
			lock_outside(key);
		}
		Ok(())
	}
	fn follow(key: &BillKey, outside: Option<&OutsideState>) -> Result<bool, DispatchError> {
		let (Some(bill), true) = (Self::bill(key), Self::locked_outside().contains(key)) else {
			return Ok(false);
		};
		if let Some(state) = outside {
			frame_support::ensure!(state.is_possible(bill.total), IMPOSSIBLE);
			let OutsideState { validity, medium, usage, circulation, reimbursed } = *state;
			let followed = Bill { validity, medium, usage, circulation, reimbursed, ..bill };
			Self::put(*key, followed);
		}
		Ok(true)
	}
}

/// Marks a bill as one that was locked outside when it was adopted.
pub fn lock_outside(key: BillKey) {
	let mut locked = Ledger::locked_outside();
	locked.push(key);
	unhashed::put(OUTSIDE, &locked);
}

pub struct Tray;

impl Outbox for Tray {
	fn ensure_room(_: Destination, _: u32) -> DispatchResult {
		Ok(())
	}
	fn send(body: Body) -> Option<MessageId> {
		Sent::mutate(|sent| {
			sent.push(body);
			u64::try_from(sent.len()).ok()
		})
	}
	fn waits(destination: Destination, lane: &Digest) -> bool {
		assert_eq!(destination, Destination::NonTax);
		WaitingLanes::get().contains(lane)
	}
	fn send_weight() -> Weight {
		Weight::from_parts(1_000, 10)
	}
}

const EFFECTS: &[u8] = b"effects of requests";

/// The sink refuses poison.
pub const REFUSED: DispatchError = DispatchError::CannotLookup;

/// How often each request took effect, as far as it was not taken back.
pub fn effects() -> BTreeMap<ObservationId, u32> {
	unhashed::get_or_default(EFFECTS)
}

/// Counts, refuses poison after it has counted, and does what the runtime does.
pub struct Sink;
type Real = Effects<Test, Ledger, Tray, Configured>;

impl OnObserved for Sink {
	fn ensure_askable(question: &Question) -> DispatchResult {
		Real::ensure_askable(question)
	}
	fn observed(
		id: ObservationId,
		requester: Option<ParticipantId>,
		question: &Question,
		observed: &Observed,
	) -> DispatchResult {
		let mut all = effects();
		*all.entry(id).or_default() += 1;
		unhashed::put(EFFECTS, &all);
		Real::observed(id, requester, question, observed)?;
		if *observed == poison() {
			return Err(REFUSED);
		}
		Ok(())
	}
	fn observed_weight() -> Weight {
		Real::observed_weight()
	}
}

impl crate::Config for Test {
	type Participants = Registry;
	type Time = Registry;
	type Validators = Set;
	type Operators = Registry;
	type OnObserved = Sink;
	type MaxOpen = MaxOpen;
	type MaxOpenPerParticipant = MaxOwn;
	type Term = Term;
	type Retention = Retention;
	type MaxDuePerBlock = MaxDue;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Registry {
	fn validators(set: ValidatorSet) {
		Set::set(Some(set));
	}
	fn platform() -> AccountId {
		AccountId::new([PLATFORM; 32])
	}
	fn scene() -> SceneId {
		SCENE
	}
	fn bill(at: u64) -> BillKey {
		Ledger::put(bill_key(at), bill_in(FREE));
		bill_key(at)
	}
}

pub fn id(who: u8) -> ParticipantId {
	ParticipantId(who.into())
}

pub fn signed(who: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(AccountId::new([who; 32]))
}

pub fn fen(amount: u64) -> Fen {
	Fen::new(amount).unwrap()
}

pub fn bill_key(number: u64) -> BillKey {
	BillKey::new("31060123".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

/// In force, electronic, circulable, free.
pub const FREE: OutsideState = OutsideState {
	validity: Validity::Normal,
	medium: Medium::Electronic,
	usage: Use::Free,
	circulation: Circulation::Circulable,
	reimbursed: Fen::ZERO,
};

/// A bill over 100 yuan in that state.
pub fn bill_in(state: OutsideState) -> Bill {
	Bill {
		check: CheckDigest::default(),
		total: fen(10_000),
		issued_on: Date::new(20_230_101).unwrap(),
		issuer: id(ISSUER),
		node: NodeId(1),
		scene: SCENE,
		payer: PayerRef::default(),
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition::default(),
		kind: BillKind::Ordinary,
		validity: state.validity,
		medium: state.medium,
		usage: state.usage,
		circulation: state.circulation,
		reimbursed: state.reimbursed,
	}
}

/// What the evidence chain may be said to keep; each number is another record.
pub fn evidence(number: u8) -> Observed {
	let reference = Code::new(&format!("EV-{number}")).unwrap();
	Observed::Evidence { record: Some(EvidenceRecord { reference, at: number.into() }) }
}

/// A record that the sink refuses.
pub fn poison() -> Observed {
	evidence(u8::MAX)
}

/// A question about evidence.
pub fn about_evidence() -> Question {
	Question::Evidence { digest: Digest::repeat_byte(7) }
}

pub fn about_bill(number: u64) -> Question {
	let (check, payer) = (CheckDigest([3; 16]), PayerRef(Digest::repeat_byte(4)));
	Question::HistoricBill { key: bill_key(number), check, scene: SCENE, payer }
}

pub fn about_range(first: u64, last: u64) -> Question {
	Question::Compare { from: bill_key(first), to: bill_key(last) }
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

fn pair(name: &str) -> Pair {
	static PAIRS: LazyLock<Mutex<HashMap<String, Pair>>> = LazyLock::new(Default::default);
	remembered(&PAIRS, name.to_string(), |name| Pair::from_dev_name(name))
}

/// The key of that name.
pub fn key(name: &str) -> Public {
	static KEYS: LazyLock<Mutex<HashMap<String, Public>>> = LazyLock::new(Default::default);
	remembered(&KEYS, name.to_string(), |name| pair(name).public())
}

/// The name of the key that a participant runs.
pub fn name_of(participant: u8) -> String {
	format!("v-{participant}")
}

/// The key and who runs it.
pub fn speaker(participant: u8) -> Speaker {
	Speaker { validator: key(&name_of(participant)), participant: Some(id(participant)) }
}

/// The speakers, ordered by key.
pub fn speakers(participants: &[u8]) -> crate::Speakers {
	let mut all: Vec<_> = participants.iter().copied().map(speaker).collect();
	all.sort_by_key(|one| one.validator);
	BoundedVec::truncate_from(all)
}

pub fn sign(name: &str, payload: Vec<u8>) -> Signature {
	type Known = HashMap<(String, Vec<u8>), Signature>;
	static SIGNATURES: LazyLock<Mutex<Known>> = LazyLock::new(Default::default);
	remembered(&SIGNATURES, (name.to_string(), payload), |(name, payload)| pair(name).sign(payload))
}

/// The validators with these weights, by the participants that run them; none where there are none.
pub fn set_validators(weights: &[(u8, u32)]) {
	let all = weights
		.iter()
		.map(|(who, weight)| Validator { public: key(&name_of(*who)), weight: *weight });
	Set::set(ValidatorSet::new(all.collect()).ok());
}

/// What the validator of the participant says, under its key.
pub fn testimonies(who: u8, said: &[(ObservationId, Observed)]) -> (Testimonies, Signature) {
	let all = said.iter().map(|(id, observed)| Testimony { id: *id, observed: observed.clone() });
	let validator = key(&name_of(who));
	let testimonies = BoundedVec::try_from(all.collect::<Vec<_>>()).unwrap();
	let said = Testimonies { validator, testimonies };
	let signature = sign(&name_of(who), said.payload(&GENESIS));
	(said, signature)
}

/// What the pool says, from wherever it comes; a block says the same.
#[allow(deprecated)]
pub fn validate(said: &Testimonies, signature: &Signature) -> TransactionValidity {
	use frame_support::pallet_prelude::ValidateUnsigned;
	let call = crate::Call::testify { testimonies: said.clone(), signature: *signature };
	let verdict = ObservationsPallet::validate_unsigned(TransactionSource::External, &call);
	for source in [TransactionSource::Local, TransactionSource::InBlock] {
		assert_eq!(ObservationsPallet::validate_unsigned(source, &call), verdict);
	}
	assert_eq!(ObservationsPallet::pre_dispatch(&call), verdict.clone().map(|_| ()));
	verdict
}

/// Hands it in, and sees to it that pool and block are of one mind.
pub fn hand_in(said: Testimonies, signature: Signature) -> DispatchResult {
	let valid = validate(&said, &signature).is_ok();
	let call = crate::Call::testify { testimonies: said, signature };
	let answer = dispatch(RuntimeOrigin::none(), call);
	assert_eq!(answer.is_ok(), valid);
	answer
}

/// The validator of the participant says one thing to a request.
pub fn testify(who: u8, id: ObservationId, observed: Observed) -> DispatchResult {
	let (said, signature) = testimonies(who, &[(id, observed)]);
	hand_in(said, signature)
}

/// Dispatches a call the way a transaction does: all or nothing.
pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|fault| fault.error)
}

/// Asks, as a transaction.
pub fn request(who: u8, question: Question) -> DispatchResult {
	dispatch(signed(who), crate::Call::request { question })
}

/// The chain itself asks; the number of the request.
pub fn ask(question: Question) -> ObservationId {
	ObservationsPallet::ask(question, None).expect("there is room")
}

/// Closes the block and opens the next, `after` ms later.
pub fn next_block(after: u64) {
	let number = System::block_number();
	ObservationsPallet::on_finalize(number);
	ObservationsPallet::do_try_state().expect("the storage of a closed block holds together");
	System::set_block_number(number + 1);
	Now::mutate(|now| *now += after);
	ObservationsPallet::on_initialize(number + 1);
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::read_events_for_pallet::<crate::Event<Test>>();
	System::reset_events();
	events
}

/// Builds the state of a test.
pub struct ExtBuilder {
	validators: Vec<(u8, u32)>,
}

impl Default for ExtBuilder {
	/// Four validators of weight 1, run by participants 1 to 4: two of them decide.
	fn default() -> Self {
		Self { validators: vec![(1, 1), (2, 1), (3, 1), (4, 1)] }
	}
}

impl ExtBuilder {
	/// Other validators, by the participants that run them, with their weights.
	pub fn with_validators(self, validators: &[(u8, u32)]) -> Self {
		Self { validators: validators.to_vec() }
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut chain = sp_io::TestExternalities::new(storage);
		chain.execute_with(|| {
			System::set_block_number(1);
			frame_system::BlockHash::<Test>::insert(0u32, GENESIS);
			Now::set(NOON);
			Frozen::set(Vec::new());
			Configured::set(None);
			Sent::set(Vec::new());
			WaitingLanes::set(Vec::new());
			set_validators(&self.validators);
		});
		chain
	}

	/// Runs the test, closes its block, and checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			next_block(0);
		});
	}
}
