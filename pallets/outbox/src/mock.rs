//! A chain for the tests: root is the council, one account is of a fiscal authority. Four validators
//! deliver; whoever is told remembers it.

use crate::{self as pallet_outbox, GenesisDestination, MessageKey};
use fiscal_bft_primitives::{Validator, ValidatorSet};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	changes::BillAction,
	outbox::{
		idempotency_key, Body, Code, DeathCause, DeliveryFault, DeliveryOutcome, Destination,
		DueMessage, EvidenceKind, EvidenceNotice, Message, MessageId, Receipt, Report, Reports,
		Settings, StatusNotice,
	},
	participant::Role,
	text::Reason,
	traits::{Gate, OnDelivery, Outbox as _},
	AccountId, Actor, Digest, Fen, Moment, Operation, ParticipantId,
};
use fiscal_sm_crypto::{Pair, Public, Signature};
use frame_support::{
	derive_impl, dispatch::DispatchResultWithPostInfo, parameter_types, traits::Time,
	weights::Weight, BoundedVec,
};
use frame_system::{ensure_signed, mocking::MockBlock, RawOrigin};
use sp_runtime::{
	traits::IdentityLookup,
	transaction_validity::{TransactionSource, TransactionValidity},
	BuildStorage, DispatchError,
};
use std::{
	collections::HashMap,
	sync::{LazyLock, Mutex},
};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Outbox: pallet_outbox,
	}
);

/// The hash of block 0 in tests of FRAME.
pub const GENESIS: Digest = Digest::repeat_byte(69);

/// When the tests begin, Unix ms.
pub const START: Moment = 1_795_190_400_000;

/// What the tests deliver by: two attempts, ten seconds for each validator.
pub const SETTINGS: Settings = Settings {
	open: true,
	capacity: 8,
	attempts: 2,
	takeover: 10_000,
	backoff: 1_000,
	max_backoff: 60_000,
	term: 1_000_000,
	receipts: None,
};

/// The same of a destination that signs its receipts.
pub fn signing() -> Settings {
	Settings { receipts: Some(pair("sim").public()), ..SETTINGS }
}

/// What somebody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
	Delivered(MessageId, Receipt),
	Dead(MessageId, DeathCause),
}

parameter_types! {
	pub static Now: Moment = START;
	/// The validators of the moment.
	pub static CurrentSet: Option<ValidatorSet> = None;
	/// What anybody was told.
	pub static Heard: Vec<Told> = Vec::new();
	/// Who hears of a delivery writes this message.
	pub static Answer: Option<Body> = None;
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
	type Hash = Digest;
	type Lookup = IdentityLookup<AccountId>;
}

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");
pub const FINANCE: ParticipantId = ParticipantId(1);

/// Root is the council; [`FINANCE`] is a fiscal authority. It knows the operations of this pallet.
pub struct Door;

impl Gate<RuntimeOrigin> for Door {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		assert!([Operation::HandleDeadLetter, Operation::ChangeDestination].contains(&operation));
		assert_eq!(role, Role::FiscalAuthority);
		if let Ok(RawOrigin::Root) = origin.clone().into() {
			return Ok(Actor::Council);
		}
		match ensure_signed(origin)? == account(FINANCE) {
			true => Ok(actor()),
			false => Err(NOT_AUTHORIZED),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

pub struct Listener;

impl OnDelivery for Listener {
	fn delivered(id: MessageId, _: &Body, receipt: &Receipt) {
		// Whoever hears of it finds a storage that holds together.
		Outbox::do_try_state().expect("the storage holds together");
		Heard::mutate(|heard| heard.push(Told::Delivered(id, receipt.clone())));
		if let Some(body) = Answer::get() {
			Outbox::send(body);
		}
	}
	fn dead(id: MessageId, _: &Body, cause: &DeathCause) {
		Outbox::do_try_state().expect("the storage holds together");
		Heard::mutate(|heard| heard.push(Told::Dead(id, *cause)));
	}
	fn delivery_weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

impl crate::Config for Test {
	type Validators = CurrentSet;
	type Gate = Door;
	type Time = Now;
	type OnDelivery = Listener;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Door;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Door {
	fn set_validators(set: ValidatorSet) {
		CurrentSet::set(Some(set));
	}
}

fn account(id: ParticipantId) -> AccountId {
	AccountId::new([u8::try_from(id.0).unwrap(); 32])
}

pub fn signed(id: ParticipantId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(id))
}

/// The fiscal authority without an approval.
pub fn actor() -> Actor {
	Actor::Participant { id: FINANCE, signer: FINANCE, approval: None }
}

pub fn reason() -> Reason {
	Reason::new("为测试").unwrap()
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

fn sign(by: &str, payload: Vec<u8>) -> Signature {
	type Known = HashMap<(String, Vec<u8>), Signature>;
	static SIGNATURES: LazyLock<Mutex<Known>> = LazyLock::new(Default::default);
	remembered(&SIGNATURES, (by.to_string(), payload), |(by, payload)| pair(by).sign(payload))
}

/// Validators `v-1` to `v-4`, in the order of their set: their position is their place here.
pub fn names() -> Vec<String> {
	let mut names: Vec<_> = (1..=4).map(|number| format!("v-{number}")).collect();
	names.sort_by_key(|name| pair(name).public());
	names
}

/// The key of the validator at that position.
pub fn key(position: usize) -> Public {
	pair(&names()[position]).public()
}

fn set() -> ValidatorSet {
	let names = names();
	let all = names.iter().map(|name| Validator { public: pair(name).public(), weight: 1 });
	ValidatorSet::new(all.collect()).unwrap()
}

/// A change of that bill: the lane is the bill.
pub fn status(bill: u64, version: u32) -> Body {
	Body::Status(StatusNotice {
		key: format!("31060126-{bill:010}").parse().unwrap(),
		action: BillAction::Locked,
		version,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::default(),
		reimbursed: Fen::ZERO,
		at: START,
	})
}

/// Evidence: of no lane.
pub fn evidence(number: u64) -> Body {
	let digest = Digest::from_low_u64_be(number);
	Body::Evidence(EvidenceNotice { kind: EvidenceKind::Start, digest, at: START })
}

/// Writes a message.
pub fn send(body: Body) -> MessageId {
	Outbox::send(body).expect("the destination is open")
}

pub fn receipt(accepted: bool) -> Receipt {
	let code = Code::new(if accepted { "S0000" } else { "E0001" }).unwrap();
	Receipt { accepted, code, reference: None }
}

/// It was taken or refused, without a signature of the destination.
pub fn answered(id: MessageId, accepted: bool) -> Report {
	let outcome = DeliveryOutcome::Delivered { receipt: receipt(accepted), signature: None };
	Report { id, revived: 0, outcome }
}

/// It was taken, by a receipt that `by` signed.
pub fn signed_by(by: &str, id: MessageId, body: &Body) -> Report {
	proven_by(by, id, body, true)
}

/// It was taken or refused, by a receipt that `by` signed.
pub fn proven_by(by: &str, id: MessageId, body: &Body, accepted: bool) -> Report {
	let receipt = receipt(accepted);
	let payload = receipt.payload(&idempotency_key(&GENESIS, id), &body.digest());
	let signature = Some(sign(by, payload));
	Report { id, revived: 0, outcome: DeliveryOutcome::Delivered { receipt, signature } }
}

/// It could not be reached.
pub fn failed(id: MessageId, attempt: u8) -> Report {
	let outcome = DeliveryOutcome::Failed { attempt, fault: DeliveryFault::Unreachable };
	Report { id, revived: 0, outcome }
}

/// What the named key says of them, signed.
pub fn said_by(name: &str, all: Vec<Report>) -> (Reports, Signature) {
	let reports = BoundedVec::try_from(all).unwrap();
	let reports = Reports { validator: pair(name).public(), reports };
	let signature = sign(name, reports.payload(&GENESIS));
	(reports, signature)
}

/// What the validator at that position says of them, signed.
pub fn said(position: usize, all: Vec<Report>) -> (Reports, Signature) {
	said_by(&names()[position], all)
}

/// Reports as a block does that holds it.
pub fn report((reports, signature): (Reports, Signature)) -> DispatchResultWithPostInfo {
	Outbox::report(RuntimeOrigin::none(), reports, signature)
}

/// What the pool says of the call, from wherever it comes; a block says the same.
#[allow(deprecated)]
pub fn validate_call(call: &crate::Call<Test>) -> TransactionValidity {
	use frame_support::pallet_prelude::ValidateUnsigned as _;
	let verdict = Outbox::validate_unsigned(TransactionSource::External, call);
	for source in [TransactionSource::Local, TransactionSource::InBlock] {
		assert_eq!(Outbox::validate_unsigned(source, call), verdict);
	}
	assert_eq!(Outbox::pre_dispatch(call), verdict.clone().map(|_| ()));
	verdict
}

/// What the pool says of reports.
pub fn validate((reports, signature): &(Reports, Signature)) -> TransactionValidity {
	validate_call(&crate::Call::report { reports: reports.clone(), signature: *signature })
}

/// The message, which waits or is dead.
pub fn message(id: MessageId) -> Message {
	Outbox::message(id).expect("it is there").message
}

pub fn is_dead(id: MessageId) -> bool {
	crate::DeadLetters::<Test>::contains_key(MessageKey::of(id))
}

/// Everything that is due at a destination.
pub fn due(destination: Destination) -> Vec<DueMessage> {
	let (due, next) = Outbox::due(destination, 0, u32::MAX);
	assert_eq!(next, None);
	due
}

/// The numbers of what is due at the non-tax system.
pub fn due_ids() -> Vec<MessageId> {
	due(Destination::NonTax).into_iter().map(|due| due.id).collect()
}

/// Whose turn it is; the message is due.
pub fn turn(id: MessageId) -> usize {
	let destination = message(id).body.destination();
	let due = due(destination).into_iter().find(|due| due.id == id).expect("it is due");
	due.turn.into()
}

pub fn pass(ms: u64) {
	Now::set(Now::get() + ms);
}

/// The validator whose turn it is could not deliver, when it is due.
pub fn fail(id: MessageId) {
	Now::set(Now::get().max(message(id).due));
	let Message { attempt, revived, .. } = message(id);
	let failure = Report { revived, ..failed(id, attempt) };
	report(said(turn(id), vec![failure])).expect("it is its turn");
}

/// Fails as often as a message may.
pub fn kill(id: MessageId) {
	while !is_dead(id) {
		fail(id);
	}
}

/// Events of this pallet so far, which are forgotten.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events();
	System::reset_events();
	events
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Outbox(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Builds the state of a test.
pub struct ExtBuilder {
	destinations: Vec<GenesisDestination>,
}

impl Default for ExtBuilder {
	/// The non-tax system and the evidence chain are open.
	fn default() -> Self {
		let open = [Destination::NonTax, Destination::Evidence];
		open.into_iter().fold(Self { destinations: Vec::new() }, |builder, destination| {
			builder.with_destination(destination, SETTINGS)
		})
	}
}

impl ExtBuilder {
	/// With a destination besides, or with other settings of one.
	pub fn with_destination(mut self, destination: Destination, settings: Settings) -> Self {
		self.destinations.retain(|genesis| genesis.destination != destination);
		self.destinations.push(GenesisDestination { destination, settings });
		self
	}

	/// With a destination that signs its receipts.
	pub fn signing(self, destination: Destination) -> Self {
		self.with_destination(destination, signing())
	}

	/// The storage at the beginning.
	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(START);
		CurrentSet::set(Some(set()));
		Heard::set(Vec::new());
		Answer::set(None);
		let genesis = RuntimeGenesisConfig {
			outbox: crate::GenesisConfig { destinations: self.destinations, ..Default::default() },
			..Default::default()
		};
		let mut externalities = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		// Events of block 0 are not kept.
		externalities.execute_with(|| System::set_block_number(1));
		externalities
	}

	/// Runs the test and then checks the storage.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Outbox::do_try_state().expect("the storage holds together");
		});
	}
}
