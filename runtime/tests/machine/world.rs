//! The development chain with two citizens and what they sign, and blocks on it.

use fiscal_primitives::{
	authorization::{CredentialKind, GrantedBills, Scope, Scopes, TemplateId},
	bill::{holder_payload, Batch, Circulation},
	field::Fields,
	participant::payer_payload,
	text::Reason,
	traits::ParticipantRegistry,
	verification::{FiveElements, SealedElements},
	AccountId, Bill, BillEntry, BillKey, BillNumber, CheckCode, Date, Did, Digest, Fen, FlowNumber,
	Moment, NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_runtime::{
	BillLocks, BlockNumber, Participants, Runtime, RuntimeCall, RuntimeOrigin, System,
};
use fiscal_sm_crypto::{sm3_256, Pair, Signature};
use fiscal_vc::{issue, Claims, CredentialId, Subject};
use frame_support::{
	assert_ok,
	traits::{Hooks, UnfilteredDispatchable},
};
use pallet_collective::{Instance1, RawOrigin};
use sp_runtime::DispatchResult;
use std::{
	collections::BTreeMap,
	sync::{LazyLock, OnceLock},
};

/// 2026-11-20, noon in Shanghai.
const NOON: Moment = 1_795_147_200_000;
pub const DAY: Moment = 86_400_000;
/// The total of every bill but difference bills, in fen.
pub const TOTAL: u64 = 10_000;
pub const SCENE: SceneId = SceneId(1);

pub const ISSUER: &str = "Hospital";
pub const PLATFORM: &str = "BigData";
/// The administrators of the fiscal authority: who proposes, and who confirms.
pub const FISCAL: [&str; 2] = ["Finance", "Treasury"];
pub const USERS: [&str; 3] = ["Medicare", "Insurer-01", "Veterans"];
pub const CITIZENS: [&str; 2] = ["Citizen-A", "Citizen-B"];
/// Whom the fiscal authority freezes alone.
pub const FREEZABLE: [&str; 5] = ["Insurer-01", "Veterans", "Hospital", "Citizen-A", "Citizen-B"];

/// How many bills are registered as such.
pub const BILLS: u64 = 4;
/// What a red flush adds to the number of the bill, for the red and the difference bill.
pub const RED: u64 = 100;
pub const DIFFERENCE: u64 = 10;
/// Forms of a grant, see [`Credentials::new`].
pub const FORMS: usize = 3;

static PAIRS: LazyLock<BTreeMap<&'static str, Pair>> = LazyLock::new(|| {
	let names = [ISSUER, PLATFORM].into_iter().chain(FISCAL).chain(USERS).chain(CITIZENS);
	names.map(|name| (name, Pair::from_dev_name(name))).collect()
});

pub fn pair(name: &str) -> &'static Pair {
	&PAIRS[name]
}

pub fn account(name: &str) -> AccountId {
	pair(name).public().account_id()
}

pub fn signed(name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(name))
}

/// Three of the four members of the council.
pub fn council() -> RuntimeOrigin {
	RawOrigin::<AccountId, Instance1>::Members(3, 4).into()
}

pub fn id(name: &str) -> ParticipantId {
	Participants::id_of(&account(name)).expect("the participant is admitted")
}

fn did(name: &str) -> Did {
	Did::of(&pair(name).public())
}

/// The payer reference of a citizen; the third is nobody's.
pub fn payer(citizen: usize) -> PayerRef {
	PayerRef(Digest::repeat_byte(0xa0 + u8::try_from(citizen).unwrap()))
}

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn fen(amount: u64) -> Fen {
	Fen::new(amount).unwrap()
}

pub fn flow(number: u32) -> FlowNumber {
	format!("F{number}").parse().unwrap()
}

pub fn reason() -> Reason {
	"for the test".parse().unwrap()
}

fn check_code() -> CheckCode {
	"a1B2c3".parse().unwrap()
}

fn today() -> Date {
	Date::new(20_261_120).unwrap()
}

/// Bills 1 and 3 are the second citizen's, 2 and 4 the first one's.
pub fn entry(number: u64, total: Fen) -> BillEntry {
	let key = key(number);
	BillEntry {
		key,
		check: check_code().digest(&key),
		total,
		issued_on: today(),
		payer: payer(usize::from(number % 2 == 1)),
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		circulation: Circulation::Circulable,
		fields: Fields::default(),
	}
}

/// The five elements of a bill as they stand on it.
pub fn elements(key: BillKey, bill: &Bill) -> SealedElements {
	FiveElements { key, check: check_code(), issued_on: today(), total: bill.total }.sealed()
}

pub fn bill(number: u64) -> Option<Bill> {
	pallet_bills::Bills::<Runtime>::get(key(number))
}

/// Whose bill it is, if it is a citizen's.
pub fn owner(number: u64) -> Option<usize> {
	let payer_of = bill(number)?.payer;
	(0..CITIZENS.len()).find(|citizen| payer(*citizen) == payer_of)
}

pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	let done = call.into().dispatch_bypass_filter(origin);
	done.map(|_| ()).map_err(|failed| failed.error)
}

pub fn register(number: u64) -> DispatchResult {
	let entries = Batch::try_from(vec![entry(number, fen(TOTAL))]).unwrap();
	let (node, issuer, scene) = (NodeId(1), id(ISSUER), SCENE);
	let call = pallet_bills::Call::register_batch { node, issuer, scene, entries };
	dispatch(signed(ISSUER), call)
}

/// The consent of the holder of a bill that it passes to another.
pub fn consent(citizen: usize, key: &BillKey, bill: &Bill, to: &PayerRef) -> Signature {
	let payload = holder_payload(&System::block_hash(0), key, bill.version, &bill.payer, to);
	pair(CITIZENS[citizen]).sign(&payload)
}

/// What the citizens grant the users of bills, signed once for all histories.
pub struct Credentials(BTreeMap<(usize, usize, usize), (Vec<u8>, Digest)>);

impl Credentials {
	/// Of each citizen for each user: every bill, often; every bill, once; two bills, for 40 days.
	fn new(chain: Digest) -> Self {
		let mut all = BTreeMap::new();
		for citizen in 0..CITIZENS.len() {
			for user in 0..USERS.len() {
				for form in 0..FORMS {
					let signed = Self::sign(chain, citizen, user, form);
					let digest = sm3_256(&signed).into();
					all.insert((citizen, user, form), (signed, digest));
				}
			}
		}
		Self(all)
	}

	fn sign(chain: Digest, citizen: usize, user: usize, form: usize) -> Vec<u8> {
		let number = u8::try_from((citizen * USERS.len() + user) * FORMS + form).unwrap();
		let own = (1..=BILLS).filter(|number| usize::from(number % 2 == 1) == citizen);
		let named = GrantedBills::new(own.map(key).collect()).unwrap();
		let (subject, uses, days) = match form {
			0 => (Subject::AllInScene, 20, 300),
			1 => (Subject::AllInScene, 1, 300),
			_ => (Subject::Bills(named), 3, 40),
		};
		let claims = Claims {
			id: CredentialId([number; 16]),
			kind: CredentialKind::Person,
			issuer: did(CITIZENS[citizen]),
			on_behalf: None,
			grantee: did(USERS[user]),
			scene: SCENE,
			scopes: Scopes::of(&[Scope::Summary, Scope::Use]),
			subject,
			uses,
			valid_from: NOON,
			valid_until: NOON + days * DAY,
			template: TemplateId { number: 1, version: 1 },
			chain,
		};
		issue(&claims, 1, pair(CITIZENS[citizen])).unwrap().into_bytes()
	}

	/// The credential and its digest.
	pub fn get(&self, citizen: usize, user: usize, form: usize) -> &(Vec<u8>, Digest) {
		&self.0[&(citizen, user, form)]
	}
}

/// The credentials of the chain of these tests, whose block 0 always has the same hash.
pub fn credentials() -> &'static Credentials {
	static ALL: OnceLock<Credentials> = OnceLock::new();
	ALL.get_or_init(|| Credentials::new(System::block_hash(0)))
}

pub fn grant(citizen: usize, user: usize, form: usize) -> DispatchResult {
	let (text, _) = credentials().get(citizen, user, form);
	let credential = text.clone().try_into().unwrap();
	dispatch(signed(PLATFORM), pallet_vc_authorization::Call::register { credential })
}

/// Where the chain stands.
pub struct World {
	block: BlockNumber,
	pub now: Moment,
	/// How many flow numbers were used.
	pub flows: u32,
}

impl World {
	/// Block 1 of the development chain, where the citizens are registered.
	pub fn begin() -> Self {
		let mut world = Self { block: 0, now: NOON, flows: 0 };
		world.open(0);
		for (citizen, name) in CITIZENS.into_iter().enumerate() {
			let (pair, payer) = (pair(name), payer(citizen));
			let (key, platform) = (pair.public(), id(PLATFORM));
			let payload = payer_payload(&System::block_hash(0), &Did::of(&key), &payer, platform);
			let proof = pair.sign(&payload);
			let call = pallet_participants::Call::register_holder { key, payer, proof };
			assert_ok!(dispatch(signed(PLATFORM), call));
		}
		world
	}

	fn open(&mut self, after: Moment) {
		self.block += 1;
		self.now += after;
		System::set_block_number(self.block);
		BillLocks::on_initialize(self.block);
		pallet_timestamp::Now::<Runtime>::put(self.now);
	}

	/// Closes the block and opens the next one `after` ms later.
	pub fn close(&mut self, after: Moment) {
		BillLocks::on_finalize(self.block);
		self.open(after);
	}

	/// A flow number that was not used, or one that comes again.
	pub fn flow(&mut self, again: Option<u32>) -> FlowNumber {
		again.map_or_else(
			|| {
				self.flows += 1;
				flow(1_000 + self.flows)
			},
			flow,
		)
	}
}
