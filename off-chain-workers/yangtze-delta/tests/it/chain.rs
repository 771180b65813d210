//! A chain in memory.

use async_trait::async_trait;
use fiscal_bridge::worker::{At, Chain, ChainFault};
use fiscal_primitives::{
	authorization::{CheckFault, Scope},
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	observation::{ObservationAnswer, ObservationId, Testimonies},
	outbox::{Code, Destination, DestinationAnswer, DueMessage, MessageId, Reports},
	participant::{Role, Roles},
	region::{
		Filing, FilingAnswer, FilingStatus, ForeignFiling, ForeignOrgAnswer, Inbound, InboundBody,
		InboundFlow, OrgCode, Province, ProvinceAnswer, RegionFlow, RegionOperation, RegionOutcome,
		Service, ServiceStatus,
	},
	rpc::BillPage,
	Bill, BillKey, BillNumber, CheckCode, Date, Did, Digest, Fen, NodeId, ParticipantId, PayerRef,
	Region, SceneId,
};
use fiscal_sm_crypto::{Pair, Public, Signature};
use fiscal_yangtze_delta::{Party, RegionChain, Subject, SubmitFault};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Mutex, MutexGuard},
};
use tokio::sync::watch;

/// What the chain knows. Everything in it may be changed by a test.
#[derive(Default)]
pub struct Known {
	pub bills: BTreeMap<BillKey, Bill>,
	pub provinces: Vec<ProvinceAnswer>,
	pub foreign: BTreeMap<(Region, OrgCode), ForeignOrgAnswer>,
	pub filings: BTreeMap<ParticipantId, FilingAnswer>,
	pub parties: BTreeMap<[u8; 22], Party>,
	/// Authorizations that cover everything.
	pub covering: BTreeSet<Digest>,
	/// What authorizations were asked for.
	pub asked: Vec<(Subject, Scope)>,
	/// To which participants of here authorizations were granted.
	pub granted: BTreeSet<(ParticipantId, Digest)>,
	/// How often somebody asked whose key it is.
	pub looked_up: usize,
	/// What was handed to the pool.
	pub pool: Vec<Inbound>,
	pub refuses: Option<&'static str>,
	pub silent: bool,
	received: BTreeMap<(Region, String), Digest>,
	flows: BTreeMap<Digest, InboundFlow>,
}

/// The chain, by the hash of its first block.
pub const GENESIS: Digest = Digest::repeat_byte(0x31);

pub struct FakeChain {
	known: Mutex<Known>,
	height: watch::Sender<u32>,
}

impl FakeChain {
	pub fn new() -> Self {
		Self { known: Mutex::default(), height: watch::Sender::new(1) }
	}

	pub fn known(&self) -> MutexGuard<'_, Known> {
		self.known.lock().unwrap()
	}

	/// Makes a block with all that waits in the pool. Requests that are new become `outcome`.
	pub fn block(&self, outcome: RegionOutcome) {
		let mut known = self.known();
		for message in std::mem::take(&mut known.pool) {
			known.received.insert((message.from, message.id.to_string()), message.identity());
			if let Some((flow, operation, bill)) = request(&message) {
				let content = message.body.content().unwrap();
				let kept = InboundFlow { bill, content, outcome, expires: None };
				known.flows.entry(flow.key(operation)).or_insert(kept);
			}
		}
		drop(known);
		self.height.send_modify(|height| *height += 1);
	}

	/// Makes a block in which the requests that are pending become `outcome`.
	pub fn decide(&self, outcome: RegionOutcome) {
		for flow in self.known().flows.values_mut() {
			if flow.outcome == RegionOutcome::Pending {
				flow.outcome = outcome;
			}
		}
		self.height.send_modify(|height| *height += 1);
	}

	/// Waits until somebody handed in so many messages that are in no block.
	pub async fn pooled(&self, count: usize) {
		crate::world::until(|| self.known().pool.len() >= count).await;
	}
}

fn request(message: &Inbound) -> Option<(RegionFlow, RegionOperation, BillKey)> {
	let (org, flow, bill, operation) = match &message.body {
		InboundBody::Start { org, flow, bill, .. } => (org, flow, bill, RegionOperation::Start),
		InboundBody::Result { org, flow, bill, .. } => (org, flow, bill, RegionOperation::Result),
		_ => return None,
	};
	let flow = RegionFlow { region: message.from, org: *org, flow: flow.clone() };
	Some((flow, operation, *bill))
}

fn unasked<T>() -> Result<T, ChainFault> {
	Err(ChainFault("nobody should ask this here".into()))
}

#[async_trait]
impl Chain for FakeChain {
	fn genesis(&self) -> Digest {
		GENESIS
	}
	fn latest(&self) -> Result<At, ChainFault> {
		if self.known().silent {
			return Err(ChainFault("it is gone".into()));
		}
		let number = *self.height.borrow();
		Ok(At { hash: Digest::zero(), number, time: fiscal_bridge::now() })
	}
	async fn next(&self, after: u32) -> Option<At> {
		let mut height = self.height.subscribe();
		height.wait_for(|height| *height > after).await.ok()?;
		self.latest().ok()
	}
	fn validators(&self, _: &At) -> Result<Vec<Public>, ChainFault> {
		unasked()
	}
	fn due(
		&self,
		_: &At,
		_: Destination,
		_: MessageId,
		_: u32,
	) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault> {
		unasked()
	}
	fn destination(&self, _: &At, _: Destination) -> Result<DestinationAnswer, ChainFault> {
		unasked()
	}
	fn open_observations(
		&self,
		_: &At,
		_: ObservationId,
		_: u32,
	) -> Result<Vec<ObservationAnswer>, ChainFault> {
		unasked()
	}
	fn bill(&self, _: &At, key: &BillKey) -> Result<Option<Bill>, ChainFault> {
		Ok(self.known().bills.get(key).cloned())
	}
	fn bills(
		&self,
		_: &At,
		_: &BillKey,
		_: &BillKey,
		_: u32,
	) -> Result<Vec<(BillKey, Bill)>, ChainFault> {
		unasked()
	}
	async fn report(&self, _: Reports, _: Signature) -> Result<(), ChainFault> {
		unasked()
	}
	async fn testify(&self, _: Testimonies, _: Signature) -> Result<(), ChainFault> {
		unasked()
	}
}

#[async_trait]
impl RegionChain for FakeChain {
	async fn submit(&self, message: Inbound, _: Signature) -> Result<(), SubmitFault> {
		let mut known = self.known();
		if let Some(words) = known.refuses {
			return Err(SubmitFault::Refused(words.into()));
		}
		known.pool.push(message);
		Ok(())
	}
	async fn received(&self, from: Region, id: &Code) -> Result<Option<Digest>, ChainFault> {
		Ok(self.known().received.get(&(from, id.to_string())).copied())
	}
	async fn inbound(
		&self,
		flow: &RegionFlow,
		operation: RegionOperation,
	) -> Result<Option<InboundFlow>, ChainFault> {
		Ok(self.known().flows.get(&flow.key(operation)).cloned())
	}
	async fn provinces(&self) -> Result<Vec<ProvinceAnswer>, ChainFault> {
		Ok(self.known().provinces.clone())
	}
	async fn foreign(
		&self,
		region: Region,
		org: &OrgCode,
	) -> Result<Option<ForeignOrgAnswer>, ChainFault> {
		Ok(self.known().foreign.get(&(region, *org)).cloned())
	}
	async fn filing(
		&self,
		organisation: ParticipantId,
	) -> Result<Option<FilingAnswer>, ChainFault> {
		Ok(self.known().filings.get(&organisation).cloned())
	}
	async fn bills_of(
		&self,
		payer: &PayerRef,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<BillPage, ChainFault> {
		// Small pages, so that their ends are met.
		let limit = limit.min(2) as usize;
		let from: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
		let known = self.known();
		let of = known.bills.iter().filter(|(_, bill)| bill.payer == *payer);
		let all: Vec<BillKey> = of.map(|(key, _)| *key).collect();
		let items: Vec<BillKey> = all.iter().skip(from).take(limit).copied().collect();
		let next = from + items.len();
		Ok(BillPage { items, next: (next < all.len()).then(|| next.to_string()) })
	}
	async fn covers(
		&self,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let mut known = self.known();
		known.asked.push((subject, scope));
		Ok(match known.covering.contains(authorization) {
			true => Ok(()),
			false => Err(CheckFault::NotFound),
		})
	}
	async fn covers_for(
		&self,
		user: ParticipantId,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let mut known = self.known();
		known.asked.push((subject, scope));
		Ok(match known.granted.contains(&(user, *authorization)) {
			true => Ok(()),
			false => Err(CheckFault::WrongGrantee),
		})
	}
	async fn party(&self, did: &Did) -> Result<Option<Party>, ChainFault> {
		let mut known = self.known();
		known.looked_up += 1;
		Ok(known.parties.get(&did.0).cloned())
	}
}

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn check() -> CheckCode {
	"a1B2c3".parse().unwrap()
}

pub fn payer() -> PayerRef {
	PayerRef(Digest::repeat_byte(3))
}

pub fn bill(key: &BillKey, day: u32) -> Bill {
	Bill {
		check: check().digest(key),
		total: Fen::new(41_700).unwrap(),
		issued_on: Date::new(day).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer: payer(),
		xml: Digest::from_low_u64_be(key.number.value()),
		pdf: Some(Digest::repeat_byte(7)),
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
	}
}

pub fn area(code: u8) -> Region {
	Region::new(code).unwrap()
}

pub fn province(code: u8, key: Public) -> ProvinceAnswer {
	ProvinceAnswer { region: area(code), province: Province { key, inbound: true, outbound: true } }
}

pub fn open() -> Option<Service> {
	Some(Service { status: ServiceStatus::Open, until: u64::MAX, at: 1 })
}

pub fn foreign() -> ForeignOrgAnswer {
	let filing = ForeignFiling { name: "保险".parse().unwrap(), active: true, at: 1 };
	ForeignOrgAnswer { filing, service: open() }
}

pub fn filing(participant: ParticipantId, org: OrgCode) -> FilingAnswer {
	let filing = Filing {
		org,
		name: "医院".parse().unwrap(),
		purpose: "报销".parse().unwrap(),
		status: FilingStatus::Registered,
		at: 1,
	};
	FilingAnswer { participant, filing, digest: Digest::zero(), service: open() }
}

pub fn party(id: u32, pair: &Pair, roles: &[Role]) -> ([u8; 22], Party) {
	let id = ParticipantId(id);
	let key = pair.public();
	let party = Party { id, organisation: id, key, roles: Roles::of(roles), active: true };
	(Did::of(&key).0, party)
}
