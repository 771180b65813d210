//! A runtime for the tests: root is the council, a registry of people under development keys, and a
//! ledger of bills that is a table.

use crate::{self as pallet_vc_authorization, CompactCredential, Event};
use fiscal_primitives::{
	authorization::{
		Authorization, AuthorizationState, Basis, CredentialKind, DelegateTerms, GrantedBills,
		HolderProof, SceneSet, Scope, Scopes, Template, TemplateId,
	},
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	field::FieldName,
	observation::HistoricBill,
	participant::{Role, Roles},
	traits::{BillLedger, Gate, ParticipantRegistry, SceneRegistry, SceneTerms},
	AccountId, Actor, Bill, BillEntry, BillKey, BillNumber, CheckDigest, Date, Did, Digest, Fen,
	Moment, NodeId, Operation, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Pair, Public};
use fiscal_vc::{issue, sign, Claims, CredentialId, Subject, ALGORITHM, TYPE};
use frame_support::{
	derive_impl, parameter_types,
	traits::{Hooks, Time},
	weights::Weight,
};
use frame_system::mocking::MockBlock;
use sp_runtime::{
	traits::{BadOrigin, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult,
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		VcAuthorization: pallet_vc_authorization,
	}
);

pub const DAY: u64 = 86_400_000;
/// 2026-11-21 00:00 in Shanghai.
pub const START: Moment = 1_795_190_400_000;

parameter_types! {
	pub static Now: Moment = START;
	pub static CodeTerm: u64 = 600_000;
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

impl crate::Config for Test {
	type Gate = Door;
	type Participants = Registry;
	type Bills = Ledger;
	type Scenes = Scenes;
	type Time = Now;
	type CodeTerm = CodeTerm;
	type MaxCodeAttempts = frame_support::traits::ConstU8<3>;
	type MaxSweep = frame_support::traits::ConstU32<4>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Everybody; a participant's number is its place here, from 1.
pub const PEOPLE: [(&str, &[Role]); 10] = [
	("finance", &[Role::FiscalAuthority]),
	("platform", &[Role::Platform]),
	("insurer", &[Role::BillUser]),
	("veterans", &[Role::BillUser]),
	("citizen", &[Role::Holder]),
	("neighbour", &[Role::Holder]),
	("company", &[Role::BillUser]),
	("suishen", &[Role::Platform]),
	("counter", &[Role::Platform]),
	("archivist", &[Role::Auditor]),
];

/// The platform, and the accounts that act for it: the second of them has not its role.
const PLATFORM: ParticipantId = ParticipantId(2);
const ACCOUNTS: [ParticipantId; 2] = [ParticipantId(9), ParticipantId(10)];

#[derive(Clone)]
struct Person {
	did: Did,
	roles: Roles,
	key: Public,
	version: u32,
	active: bool,
}

thread_local! {
	static REGISTRY: RefCell<Vec<Person>> = const { RefCell::new(Vec::new()) };
	static PAYERS: RefCell<BTreeMap<PayerRef, ParticipantId>> = const { RefCell::new(BTreeMap::new()) };
	static BILLS: RefCell<BTreeMap<BillKey, Bill>> = const { RefCell::new(BTreeMap::new()) };
	static HIGH_RISK: RefCell<BTreeSet<Operation>> = const { RefCell::new(BTreeSet::new()) };
}

fn people<R>(read: impl FnOnce(&mut Vec<Person>) -> R) -> R {
	REGISTRY.with_borrow_mut(read)
}

fn person(id: ParticipantId) -> Option<Person> {
	people(|all| all.get((id.0 as usize).checked_sub(1)?).cloned())
}

pub fn key(name: &str) -> Pair {
	Pair::from_dev_name(name)
}

pub fn did(name: &str) -> Did {
	Did::of(&key(name).public())
}

pub fn id(name: &str) -> ParticipantId {
	Registry::by_did(&did(name)).expect("one of PEOPLE")
}

pub fn signed(name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(key(name).account_id())
}

/// Adds a participant with a key that may not belong to a name.
pub fn enrol(key: Public, roles: Roles) -> ParticipantId {
	people(|all| {
		all.push(Person { did: Did::of(&key), roles, key, version: 1, active: true });
		ParticipantId(all.len() as u32)
	})
}

pub fn set_active(name: &str, active: bool) {
	let id = id(name);
	people(|all| all[id.0 as usize - 1].active = active);
}

/// Gives a participant the key of another name; its DID stays.
pub fn rotate(name: &str, to: &str) {
	let id = id(name);
	people(|all| {
		let person = &mut all[id.0 as usize - 1];
		person.key = key(to).public();
		person.version += 1;
	});
}

pub fn set_high_risk(operation: Operation) {
	HIGH_RISK.with_borrow_mut(|all| all.insert(operation));
}

pub struct Registry;
impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		let signer = Self::signer_of(account)?;
		Some(if ACCOUNTS.contains(&signer) { PLATFORM } else { signer })
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		let at = people(|all| all.iter().position(|one| one.key.account_id() == *account))?;
		Some(ParticipantId(at as u32 + 1))
	}
	fn is_active(id: ParticipantId) -> bool {
		person(id).is_some_and(|person| person.active)
	}
	fn roles_of(id: ParticipantId) -> Roles {
		person(id).map(|person| person.roles).unwrap_or_default()
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		let id = Self::id_of(account).ok_or("NotFound")?;
		let signer = Self::signer_of(account).ok_or("NotFound")?;
		match (Self::is_active(id), Self::has_role(signer, role)) {
			(false, _) => Err("NotActive".into()),
			(_, false) => Err("NotAuthorized".into()),
			_ => Ok(id),
		}
	}
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		id == ancestor
	}
	fn by_did(did: &Did) -> Option<ParticipantId> {
		let at = people(|all| all.iter().position(|one| one.did == *did))?;
		Some(ParticipantId(at as u32 + 1))
	}
	fn did_of(id: ParticipantId) -> Option<Did> {
		person(id).map(|person| person.did)
	}
	fn key_of(id: ParticipantId) -> Option<(Public, u32)> {
		person(id).map(|person| (person.key, person.version))
	}
	fn holder_of(payer: &PayerRef) -> Option<ParticipantId> {
		PAYERS.with_borrow(|payers| payers.get(payer).copied())
	}
}

pub struct Door;
impl Gate<RuntimeOrigin> for Door {
	fn ensure(
		origin: RuntimeOrigin,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		use frame_system::RawOrigin;
		match origin.into() {
			Ok(RawOrigin::Root) => Ok(Actor::Council),
			Ok(RawOrigin::Signed(who)) => {
				if HIGH_RISK.with_borrow(|all| all.contains(&operation)) {
					return Err("ApprovalRequired".into());
				}
				let id = Registry::ensure(&who, role)?;
				Ok(Actor::Participant { id, signer: id, approval: None })
			}
			_ => Err(BadOrigin.into()),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

/// Scenes 1 to 3 are in force.
pub struct Scenes;
impl SceneRegistry for Scenes {
	type Rules = ();
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		(1..=3).contains(&scene.0).then_some(SceneTerms { weight: 1, lock_term: DAY })
	}
	fn rules(_: SceneId) {}
	fn check((): &(), _: &BillEntry) -> Result<(), FieldName> {
		Ok(())
	}
}

pub struct Ledger;
impl BillLedger for Ledger {
	fn bill(key: &BillKey) -> Option<Bill> {
		BILLS.with_borrow(|bills| bills.get(key).cloned())
	}
	fn ensure_lockable(_: &BillKey, _: Fen, _: &Actor) -> DispatchResult {
		Ok(())
	}
	fn lock(_: &BillKey, _: Fen, _: &Actor) -> DispatchResult {
		Ok(())
	}
	fn unlock(_: &BillKey, _: &Actor) -> DispatchResult {
		Ok(())
	}
	fn force_unlock(_: &BillKey, _: &Actor) -> DispatchResult {
		Ok(())
	}
	fn settle(_: &BillKey, _: Fen, _: bool, _: &Actor) -> DispatchResult {
		Ok(())
	}
	fn reverse(_: &BillKey, _: Fen, _: &Actor) -> DispatchResult {
		Ok(())
	}
	fn adopt(
		_: BillKey,
		_: CheckDigest,
		_: SceneId,
		_: PayerRef,
		_: &HistoricBill,
		_: ParticipantId,
	) -> DispatchResult {
		Ok(())
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;
#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Helper {
	fn participant(key: Public, roles: Roles) -> ParticipantId {
		enrol(key, roles)
	}
	fn bind_payer(payer: PayerRef, holder: ParticipantId) {
		bind(payer, holder);
	}
	fn bill(key: BillKey, payer: PayerRef) {
		put_bill(key, payer);
	}
	fn scene() -> SceneId {
		SceneId(1)
	}
	fn set_time(at: Moment) {
		Now::set(at);
	}
}

pub fn bill_key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn payer(name: &str) -> PayerRef {
	PayerRef(Digest::from(sm3_256(name.as_bytes())))
}

pub fn bind(payer: PayerRef, holder: ParticipantId) {
	PAYERS.with_borrow_mut(|payers| payers.insert(payer, holder));
}

pub fn put_bill(key: BillKey, payer: PayerRef) -> Bill {
	let bill = Bill {
		check: CheckDigest::default(),
		total: Fen::new(100).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer,
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition::default(),
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	};
	BILLS.with_borrow_mut(|bills| bills.insert(key, bill.clone()));
	bill
}

pub fn bill(number: u64) -> Bill {
	Ledger::bill(&bill_key(number)).expect("a bill of the mock")
}

pub fn reason() -> fiscal_primitives::text::Reason {
	"为测试".parse().unwrap()
}

pub fn template(kind: CredentialKind) -> Template {
	let use_too = kind != CredentialKind::Confirmation;
	Template {
		name: "个人授权".parse().unwrap(),
		kind,
		scopes: Scopes::of(if use_too { &Scope::ALL } else { &Scope::ALL[..4] }),
		max_validity: 30 * DAY,
		max_uses: 100,
		scenes: SceneSet::new(vec![SceneId(1), SceneId(2), SceneId(9)]).unwrap(),
	}
}

pub fn terms() -> DelegateTerms {
	DelegateTerms {
		scopes: Scopes::of(&[Scope::Summary, Scope::Use]),
		max_validity: 7 * DAY,
		max_bills: 2,
		max_uses: 10,
		grants_per_day: 2,
		scenes: SceneSet::new(vec![SceneId(1)]).unwrap(),
	}
}

/// The citizen grants the insurer bills 1 and 2, ten times, for 30 days in scene 1.
pub fn claims() -> Claims {
	Claims {
		id: CredentialId([1; 16]),
		kind: CredentialKind::Person,
		issuer: did("citizen"),
		on_behalf: None,
		grantee: did("insurer"),
		scene: SceneId(1),
		scopes: Scopes::of(&[Scope::Summary, Scope::Use]),
		subject: Subject::Bills(GrantedBills::new(vec![bill_key(1), bill_key(2)]).unwrap()),
		uses: 10,
		valid_from: START,
		valid_until: START + 30 * DAY,
		template: TemplateId { number: 1, version: 1 },
		chain: System::block_hash(0),
	}
}

/// Claims of their own: another id is another credential.
pub fn numbered(number: u8, claims: Claims) -> Claims {
	Claims { id: CredentialId([number; 16]), ..claims }
}

/// What the suishen app grants the insurer for the citizen: bill 1, for seven days.
pub fn delegated() -> Claims {
	Claims {
		issuer: did("suishen"),
		on_behalf: Some((did("citizen"), Digest::repeat_byte(0xcc))),
		subject: Subject::Bills(GrantedBills::new(vec![bill_key(1)]).unwrap()),
		valid_until: START + 7 * DAY,
		..claims()
	}
}

pub fn compact_by(claims: &Claims, version: u32, signer: &str) -> CompactCredential {
	let text = issue(claims, version, &key(signer)).unwrap();
	text.into_bytes().try_into().unwrap()
}

/// A credential whose payload is written as it stands here.
pub fn compact_of(payload: &str, version: u32, signer: &str) -> CompactCredential {
	let kid = format!("{}#key-{version}", did(signer));
	let header = format!(r#"{{"alg":"{ALGORITHM}","typ":"{TYPE}","kid":"{kid}"}}"#);
	let text = sign(&header, payload, &key(signer)).unwrap();
	text.into_bytes().try_into().unwrap()
}

pub fn digest_of(compact: &CompactCredential) -> Digest {
	sm3_256(compact).into()
}

/// Trusts the suishen app within the terms of the tests, and registers what it grants; gives the
/// digest.
pub fn register_delegated(claims: &Claims) -> Digest {
	let _ = VcAuthorization::set_delegate(RuntimeOrigin::root(), id("suishen"), Some(terms()));
	let compact = compact_by(claims, 1, "suishen");
	VcAuthorization::grant_for(signed("suishen"), compact.clone()).unwrap();
	digest_of(&compact)
}

/// Registers claims that the citizen signs; gives the digest.
pub fn register(claims: &Claims) -> Digest {
	let compact = compact_by(claims, 1, "citizen");
	VcAuthorization::register(signed("platform"), compact.clone()).unwrap();
	digest_of(&compact)
}

pub fn stored(digest: Digest) -> Authorization {
	crate::Authorizations::<Test>::get(digest).expect("a registered credential")
}

pub fn set_status(who: &str, digest: Digest, state: AuthorizationState) -> DispatchResult {
	VcAuthorization::set_status(signed(who), digest, state, reason(), None)
}

/// The proof that `name` signs.
pub fn proof(name: &str, digest: Digest, nonce: u32, state: AuthorizationState) -> HolderProof {
	let payload = HolderProof::payload(&System::block_hash(0), &digest, nonce, state);
	HolderProof { nonce, signature: key(name).sign(&payload) }
}

pub fn read(who: &str, basis: Basis, number: u64, scope: Scope, scene: u32) -> DispatchResult {
	let purpose = Digest::repeat_byte(0xee);
	let (bill, scene) = (bill_key(number), SceneId(scene));
	VcAuthorization::record_use(signed(who), basis, bill, scope, scene, purpose)
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}

pub fn idle() {
	VcAuthorization::on_idle(System::block_number(), Weight::MAX);
}

/// Template 1 is for persons, 2 for companies, 3 for confirmations. Bills 1 to 3 are the citizen's, 4
/// the neighbour's, 5 the company's, and 6 nobody's.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let kinds = [CredentialKind::Person, CredentialKind::Company, CredentialKind::Confirmation];
	let genesis = RuntimeGenesisConfig {
		vc_authorization: crate::GenesisConfig {
			templates: kinds.into_iter().map(template).collect(),
			..Default::default()
		},
		..Default::default()
	};
	let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
	ext.execute_with(|| {
		Now::set(START);
		CodeTerm::set(600_000);
		people(Vec::clear);
		PAYERS.with_borrow_mut(BTreeMap::clear);
		BILLS.with_borrow_mut(BTreeMap::clear);
		HIGH_RISK.with_borrow_mut(BTreeSet::clear);
		for (name, roles) in PEOPLE {
			enrol(key(name).public(), Roles::of(roles));
		}
		for (number, owner) in [
			(1, "citizen"),
			(2, "citizen"),
			(3, "citizen"),
			(4, "neighbour"),
			(5, "company"),
			(6, "nobody"),
		] {
			put_bill(bill_key(number), payer(owner));
		}
		for owner in ["citizen", "neighbour", "company"] {
			bind(payer(owner), id(owner));
		}
		// Events of block 0 are not kept.
		System::set_block_number(1);
	});
	ext
}

/// Runs a test and then checks the storage.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		VcAuthorization::do_try_state().expect("the storage holds together");
	});
}
