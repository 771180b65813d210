//! Days of a small chain: bills are registered, locked, reimbursed, given back, voided and corrected.

use crate::chain::{key, time, Chain, Step};
use codec::Encode;
use fiscal_primitives::{
	authorization::Scopes,
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	changes::BillAction,
	node::{AccessNode, Credential, NodeRole, NodeRoles, NodeScenes, NodeStatus},
	participant::{ParticipantKind, Role, Roles, Status, Tier},
	policy::Obligations,
	scene::{LockTerm, SceneKind, SceneStatus},
	AccountId, Actor, Bill, BillKey, BillNumber, CheckDigest, Date, Did, Digest, Fen, FlowNumber,
	Lock, NodeId, Participant, ParticipantId, PayerRef, Region, Scene, SceneId,
};
use fiscal_runtime::Runtime;
use fiscal_sm_crypto::{sm3_256, Pair};
use std::collections::BTreeMap;

type Bills = pallet_bills::Event<Runtime>;
type Locks = pallet_bill_locks::Event<Runtime>;
type Participants = pallet_participants::Event<Runtime>;

const ISSUERS: [u32; 2] = [6, 7];
const HOLDER: ParticipantId = ParticipantId(2);

/// Numbers that look random and are the same every time.
pub struct Dice(u64);

impl Dice {
	/// From a seed.
	pub const fn new(seed: u64) -> Self {
		Self(seed)
	}

	/// The next one below `below`.
	pub fn roll(&mut self, below: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % below
	}
}

fn participant(number: u32) -> Participant {
	let key = Pair::from_dev_name(&format!("Participant-{number}")).public();
	Participant {
		did: Did::of(&key),
		name: format!("参与方{number}").parse().expect("a name"),
		kind: ParticipantKind::Organisation,
		label: None,
		tier: if number <= 3 { Tier::Member } else { Tier::Organisation },
		parent: (number > 3).then_some(ParticipantId(1)),
		roles: Roles::of(&[Role::Issuer, Role::BillUser]),
		status: Status::Active,
		identity: Digest::from(sm3_256(&number.encode())),
		key,
		account: key.account_id(),
		key_version: 1,
		key_since: 0,
		endorsement: None,
		admitted_at: 0,
		changed_at: 0,
		details_version: 1,
	}
}

fn account(number: u32) -> AccountId {
	participant(number).account
}

fn actor(number: u32) -> Actor {
	Actor::Participant { id: ParticipantId(number), signer: ParticipantId(number), approval: None }
}

fn scene(number: u32) -> Scene {
	Scene {
		name: format!("场景{number}").parse().expect("a name"),
		kind: SceneKind::Medical,
		weight: number,
		lock_term: LockTerm::DEFAULT,
		form: None,
		rules_version: 0,
		rules_digest: None,
		status: SceneStatus::Active,
		registered_at: 0,
		changed_at: 0,
		decided: None,
	}
}

fn node() -> AccessNode {
	AccessNode {
		name: "节点".parse().expect("a name"),
		operator: ParticipantId(ISSUERS[0]),
		capacities: NodeRoles::of(&[NodeRole::Issuer]),
		scenes: NodeScenes::new(vec![SceneId(1)]).expect("scenes"),
		resources: Scopes::default(),
		form: None,
		credential: Credential {
			digest: Digest::zero(),
			version: 1,
			valid_from: 0,
			valid_until: Credential::NO_END,
			revoked_at: None,
		},
		status: NodeStatus::Normal,
		activated_at: Some(0),
		registered_at: 0,
		changed_at: 0,
	}
}

/// What the state of the first block holds.
fn entries(validator: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
	let mut entries = Vec::new();
	for number in 1..=7u32 {
		let id = number.encode();
		let record = participant(number);
		let account = record.account.encode();
		entries.push((key("Participants", "Participants", &[id]), record.encode()));
		entries.push((key("Participants", "Accounts", &[account]), (number, number).encode()));
	}
	for number in 1..=2u32 {
		entries.push((key("Scenes", "Scenes", &[number.encode()]), scene(number).encode()));
	}
	entries.push((key("AccessNodes", "Nodes", &[1u32.encode()]), node().encode()));
	let served = NodeRoles::of(&[NodeRole::Issuer]).encode();
	let relation = [1u32.encode(), ISSUERS[0].encode()];
	entries.push((key("AccessNodes", "Relations", &relation), served));
	let operator = (ParticipantId(1), 1u32, false).encode();
	entries.push((key("BftValidators", "Operators", &[validator.to_vec()]), operator));
	entries
}

/// A chain that grows.
pub struct Scenario {
	/// The chain.
	pub chain: Chain,
	dice: Dice,
	bills: BTreeMap<BillKey, Bill>,
	locks: BTreeMap<BillKey, Lock>,
	/// What was reimbursed with the last lock of a bill.
	settled: BTreeMap<BillKey, Fen>,
	next: u64,
	admitted: u32,
}

impl Scenario {
	/// One whose first block is that of `salt`.
	pub fn new(salt: u8) -> Self {
		let validator = Pair::from_dev_name("Finance").public().as_bytes().to_vec();
		Self {
			chain: Chain::new(salt, entries(&validator)),
			dice: Dice::new(u64::from(salt) + 1),
			bills: BTreeMap::new(),
			locks: BTreeMap::new(),
			settled: BTreeMap::new(),
			next: 1,
			admitted: 7,
		}
	}

	/// One with so many blocks behind the first.
	pub fn grown(salt: u8, blocks: u32) -> Self {
		let mut scenario = Self::new(salt);
		scenario.grow(blocks);
		scenario
	}

	/// So many blocks more.
	pub fn grow(&mut self, blocks: u32) {
		for _ in 0..blocks {
			let steps = self.steps();
			self.chain.push(steps);
		}
	}

	/// A block that brings the second runtime.
	pub fn upgrade(&mut self) {
		let steps = self.steps();
		self.chain.upgrade(steps);
	}

	/// Another block than the one that would come.
	pub fn stray(&mut self) {
		let steps = self.steps();
		self.chain.push_salted(steps, 9);
	}

	fn steps(&mut self) -> Vec<Step> {
		let mut steps = vec![self.register(1)];
		if self.dice.roll(3) == 0 {
			steps.push(self.register(2));
		}
		if self.dice.roll(8) == 0 {
			steps.push(self.admit());
		}
		// Each bill of the days before at most once in a block.
		let of_before: Vec<BillKey> = self
			.bills
			.iter()
			.filter(|(_, bill)| bill.registered.block < self.chain.next())
			.map(|(key, _)| *key)
			.collect();
		let mut touched = Vec::new();
		for _ in 0..self.dice.roll(5) {
			let place = self.dice.roll(of_before.len().max(1) as u64) as usize;
			let Some(bill) = of_before.get(place).copied() else { break };
			if !touched.contains(&bill) {
				touched.push(bill);
				steps.extend(self.touch(bill));
			}
		}
		steps
	}

	fn register(&mut self, extrinsic: u32) -> Step {
		let height = self.chain.next();
		let issuer = ISSUERS[self.dice.roll(2) as usize];
		let mut changed = Vec::new();
		for _ in 0..=self.dice.roll(4) {
			let number = BillNumber::from_value(self.next).expect("a number");
			let code = if self.next.is_multiple_of(3) { "31060226" } else { "31060126" };
			self.next += 1;
			let key = BillKey::new(code.parse().expect("a code"), number);
			let total = Fen::new(100 + self.dice.roll(100_000)).expect("an amount");
			let is_red = self.dice.roll(10) == 0;
			let bill = Bill {
				check: CheckDigest([7; 16]),
				total,
				issued_on: Date::at(time(height) - 86_400_000 * self.dice.roll(40)),
				issuer: ParticipantId(issuer),
				node: NodeId(1),
				scene: SceneId(1 + self.dice.roll(2) as u32),
				payer: PayerRef(Digest::repeat_byte(self.dice.roll(5) as u8)),
				xml: Digest::repeat_byte(1),
				pdf: None,
				summary: Digest::repeat_byte(2),
				version: 1,
				history: None,
				related: None,
				registered: TxPosition { block: height, index: extrinsic },
				kind: if is_red { BillKind::Red } else { BillKind::Ordinary },
				validity: Validity::Normal,
				medium: Medium::Electronic,
				usage: Use::Free,
				circulation: Circulation::Circulable,
				reimbursed: Fen::ZERO,
			};
			self.bills.insert(key, bill.clone());
			changed.push((key, BillAction::Registered, bill));
		}
		let event = Bills::BatchRegistered {
			node: NodeId(1),
			issuer: ParticipantId(issuer),
			scene: SceneId(1),
			by: actor(issuer),
			registered: changed
				.iter()
				.map(|(key, ..)| *key)
				.collect::<Vec<_>>()
				.try_into()
				.expect("few"),
			refused: Vec::new().try_into().expect("none"),
			obligations: Obligations::NONE,
		};
		Step { bills: changed, ..Step::of(Some(extrinsic), event) }
	}

	fn admit(&mut self) -> Step {
		self.admitted += 1;
		let number = self.admitted;
		let mut record = participant(number);
		record.admitted_at = time(self.chain.next());
		record.changed_at = record.admitted_at;
		let (id, account) = (number.encode(), account(number).encode());
		self.chain.put(key("Participants", "Participants", &[id]), record.encode());
		self.chain.put(key("Participants", "Accounts", &[account]), (number, number).encode());
		let event = Participants::Admitted {
			id: ParticipantId(number),
			did: record.did,
			account: record.account,
			tier: record.tier,
			parent: record.parent,
			by: actor(1),
			at: record.admitted_at,
		};
		Step::of(Some(1), event)
	}

	/// Something happens to a bill.
	fn touch(&mut self, bill: BillKey) -> Vec<Step> {
		let record = self.bills.get(&bill).expect("a bill").clone();
		let is_open = record.kind == BillKind::Ordinary && record.validity == Validity::Normal;
		match (record.usage, self.dice.roll(6)) {
			(Use::Free | Use::PartlyReimbursed, 0..=2)
				if is_open && !record.remaining().is_zero() =>
			{
				self.lock(bill, record)
			}
			(Use::Free, 3) if is_open => self.void(bill, record),
			(Use::Free, 4..=5) if is_open => self.correct(bill, record),
			(Use::Locked, 0..=2) => self.settle(bill, record),
			(Use::Locked, 3) => self.release(bill, record),
			(Use::Locked, _) => self.expire(bill, record),
			(Use::PartlyReimbursed | Use::Reimbursed, _) => self.reverse(bill, record),
			_ => Vec::new(),
		}
	}

	/// The step with which a bill changes its use.
	fn used(
		&mut self,
		extrinsic: Option<u32>,
		key: BillKey,
		action: BillAction,
		bill: Bill,
	) -> Step {
		let event = Bills::UsageChanged {
			key,
			action,
			usage: bill.usage,
			reimbursed: bill.reimbursed,
			by: actor(HOLDER.0),
		};
		self.bills.insert(key, bill.clone());
		Step { bills: vec![(key, action, bill)], ..Step::of(extrinsic, event) }
	}

	fn lock(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		let at = time(self.chain.next());
		let flow: FlowNumber =
			format!("F-{}-{bill}", self.chain.next()).parse().expect("a flow number");
		let lock = Lock {
			holder: HOLDER,
			scene: SceneId(2),
			authorization: Digest::repeat_byte(3),
			flow: flow.clone(),
			region: Region::SHANGHAI,
			at,
			expires: at + 86_400_000,
			weight: 2,
			claimed: record.remaining(),
		};
		self.chain.put(key("BillLocks", "Locks", &[bill.encode()]), lock.encode());
		record.usage = Use::Locked;
		let event = Locks::Acquired {
			key: bill,
			holder: lock.holder,
			scene: lock.scene,
			region: lock.region,
			flow,
			at,
			expires: lock.expires,
			claimed: lock.claimed,
			authorization: lock.authorization,
			obligations: Obligations::NONE,
		};
		self.locks.insert(bill, lock);
		vec![self.used(None, bill, BillAction::Locked, record), Step::of(None, event)]
	}

	fn unlock(&mut self, bill: BillKey) -> Lock {
		self.chain.take(&key("BillLocks", "Locks", &[bill.encode()]));
		self.locks.remove(&bill).expect("a lock")
	}

	fn settle(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		let lock = self.unlock(bill);
		let half = Fen::new(lock.claimed.get() / 2).expect("an amount");
		let amount = if self.dice.roll(2) == 0 && !half.is_zero() { half } else { lock.claimed };
		record.reimbursed = record.reimbursed.checked_add(amount).expect("within the total");
		let remaining = record.remaining();
		record.usage = match remaining.is_zero() {
			true => Use::Reimbursed,
			false => Use::PartlyReimbursed,
		};
		record.version += 1;
		self.settled.insert(bill, amount);
		let event = Locks::Settled {
			key: bill,
			holder: lock.holder,
			flow: lock.flow,
			amount,
			close: remaining.is_zero(),
			remaining,
		};
		vec![self.used(Some(1), bill, BillAction::Settled, record), Step::of(Some(1), event)]
	}

	fn after_lock(record: &mut Bill) {
		record.usage = if record.reimbursed.is_zero() { Use::Free } else { Use::PartlyReimbursed };
	}

	fn release(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		let lock = self.unlock(bill);
		Self::after_lock(&mut record);
		let reason = "不再需要".parse().expect("a reason");
		let event = Locks::Released { key: bill, holder: lock.holder, flow: lock.flow, reason };
		vec![self.used(Some(1), bill, BillAction::Unlocked, record), Step::of(Some(1), event)]
	}

	fn expire(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		let lock = self.unlock(bill);
		Self::after_lock(&mut record);
		let event = Locks::Expired { key: bill, holder: lock.holder };
		vec![self.used(None, bill, BillAction::Unlocked, record), Step::of(None, event)]
	}

	fn reverse(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		let Some(amount) = self.settled.remove(&bill) else { return Vec::new() };
		record.reimbursed = record.reimbursed.checked_sub(amount).expect("was reimbursed");
		Self::after_lock(&mut record);
		record.version += 1;
		let event = Locks::Reversed {
			key: bill,
			holder: HOLDER,
			amount,
			by: actor(1),
			reason: "退回".parse().expect("a reason"),
		};
		vec![self.used(Some(1), bill, BillAction::Reversed, record), Step::of(Some(1), event)]
	}

	fn void(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		record.validity = Validity::Voided;
		record.version += 1;
		let reason = "开错".parse().expect("a reason");
		let event = Bills::Voided { key: bill, by: actor(record.issuer.0), reason };
		self.bills.insert(bill, record.clone());
		let bills = vec![(bill, BillAction::Voided, record)];
		vec![Step { bills, ..Step::of(Some(1), event) }]
	}

	/// The total changes: figures of the past have to follow.
	fn correct(&mut self, bill: BillKey, mut record: Bill) -> Vec<Step> {
		record.total = Fen::new(record.total.get() + 1).expect("an amount");
		record.payer = PayerRef(Digest::repeat_byte(99));
		record.version += 1;
		let event = Bills::BillUpdated {
			key: bill,
			version: record.version,
			by: actor(record.issuer.0),
			reason: "更正".parse().expect("a reason"),
		};
		self.bills.insert(bill, record.clone());
		let bills = vec![(bill, BillAction::Updated, record)];
		vec![Step { bills, ..Step::of(Some(1), event) }]
	}
}
