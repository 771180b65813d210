//! A chain in memory, and bills.

use async_trait::async_trait;
use fiscal_bridge::worker::{At, Chain, ChainFault};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	observation::{HistoricBill, ObservationAnswer, ObservationId, OutsideState, Testimonies},
	outbox::{Destination, DestinationAnswer, DueMessage, MessageId, Reports},
	Bill, BillKey, BillNumber, CheckCode, Date, Digest, Fen, NodeId, ParticipantId, PayerRef,
	SceneId,
};
use fiscal_sm_crypto::{Public, Signature};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{
		atomic::{AtomicU32, Ordering},
		Mutex,
	},
};

/// Bills by key; `next` gives as many blocks as it was told.
#[derive(Default)]
pub struct MapChain {
	pub bills: Mutex<BTreeMap<BillKey, Bill>>,
	pub blocks: u32,
	pub reads: AtomicU32,
	/// Bills of which a message is on its way.
	pub on_the_way: Mutex<BTreeSet<BillKey>>,
	/// Each look at the latest block finds a new one, and the state of no other is kept.
	pub forgets: bool,
	pub head: AtomicU32,
	/// Changes as soon as bills were read for the first time.
	pub later: Mutex<Option<(BillKey, Bill)>>,
}

impl MapChain {
	pub fn with(bills: impl IntoIterator<Item = (BillKey, Bill)>) -> Self {
		Self { bills: Mutex::new(bills.into_iter().collect()), ..Self::default() }
	}

	fn keeps(&self, at: &At) -> Result<(), ChainFault> {
		match self.forgets && at.number != self.head.load(Ordering::Relaxed) {
			true => Err(ChainFault(format!("the state of block {} is pruned", at.number))),
			false => Ok(()),
		}
	}
}

pub fn at(number: u32) -> At {
	At { hash: Digest::from_low_u64_be(number.into()), number, time: u64::from(number) * 10_000 }
}

fn unasked<T>() -> Result<T, ChainFault> {
	Err(ChainFault("nobody should ask this here".into()))
}

#[async_trait]
impl Chain for MapChain {
	fn genesis(&self) -> Digest {
		Digest::zero()
	}
	fn latest(&self) -> Result<At, ChainFault> {
		Ok(if self.forgets { at(self.head.fetch_add(1, Ordering::Relaxed) + 1) } else { at(2) })
	}
	async fn next(&self, after: u32) -> Option<At> {
		(after < self.blocks).then(|| at(after + 1))
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
		Ok(self.bills.lock().unwrap().get(key).cloned())
	}
	fn bills(
		&self,
		at: &At,
		from: &BillKey,
		to: &BillKey,
		limit: u32,
	) -> Result<Vec<(BillKey, Bill)>, ChainFault> {
		self.reads.fetch_add(1, Ordering::Relaxed);
		self.keeps(at)?;
		let limit = usize::try_from(limit.min(1_000)).unwrap();
		let mut bills = self.bills.lock().unwrap();
		let page =
			bills.range(*from..=*to).take(limit).map(|(key, bill)| (*key, bill.clone())).collect();
		bills.extend(self.later.lock().unwrap().take());
		Ok(page)
	}
	fn on_the_way(&self, at: &At, asked: &[BillKey]) -> Result<Vec<BillKey>, ChainFault> {
		self.keeps(at)?;
		let moving = self.on_the_way.lock().unwrap();
		assert!(asked.len() <= 256, "no more are asked for at a time");
		Ok(asked.iter().filter(|key| moving.contains(key)).copied().collect())
	}
	async fn report(&self, _: Reports, _: Signature) -> Result<(), ChainFault> {
		unasked()
	}
	async fn testify(&self, _: Testimonies, _: Signature) -> Result<(), ChainFault> {
		unasked()
	}
}

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn check() -> CheckCode {
	"a1B2c3".parse().unwrap()
}

pub fn bill(key: &BillKey) -> Bill {
	Bill {
		check: check().digest(key),
		total: Fen::new(41_700).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(1),
		scene: SceneId(1),
		payer: PayerRef(Digest::repeat_byte(3)),
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

/// The bill as the other side has it when both agree.
pub fn outside(bill: &Bill) -> HistoricBill {
	HistoricBill {
		total: bill.total,
		issued_on: bill.issued_on,
		xml: bill.xml,
		pdf: bill.pdf,
		summary: bill.summary,
		state: OutsideState::of(bill),
	}
}
