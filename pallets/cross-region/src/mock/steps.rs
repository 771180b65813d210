//! What provinces, insurers and administrators do, dispatched as transactions are.

use super::*;
use crate::{self as pallet_cross_region, Call, Resolution};
use fiscal_primitives::{
	outbox::{Body, Code},
	region::{
		elements_digest, AnswerNotice, Ending, Inbound, InboundBody, OrgCode, OrgName,
		OutboundFlow, Province, RegionFlow, RegionOperation, RegionOutcome, RegionPlatform,
		ServiceChange,
	},
	text::Reason,
	Region,
};
use sp_runtime::traits::Dispatchable;

pub const ZHEJIANG: u8 = 33;
pub const ANHUI: u8 = 34;
/// Takes no part.
pub const HUBEI: u8 = 42;

parameter_types! {
	/// Number of the last message of a province.
	pub static NextMessage: u32 = 0;
}

pub fn region(code: u8) -> Region {
	Region::new(code).unwrap()
}

/// Under which name the key of a province is known.
pub fn key_of(code: u8) -> String {
	format!("Province-{code}")
}

/// The organisation of another province.
pub fn org_of(code: u8) -> OrgCode {
	OrgCode::new(&format!("91{code}0100MA27XXXX0A")).unwrap()
}

/// The organisation of a participant of here.
pub fn org(who: u8) -> OrgCode {
	OrgCode::new(&format!("913100{who:02}MA1FXXXX0A")).unwrap()
}

pub fn name(text: &str) -> OrgName {
	OrgName::new(text).unwrap()
}

pub fn reason() -> Reason {
	Reason::new("长三角报销").unwrap()
}

/// Digest of the five elements of a bill of here.
pub fn elements(number: u64) -> Digest {
	let bill = bill(number);
	elements_digest(&key(number), &bill.check, &bill.issued_on, bill.total)
}

/// A bill of another province.
pub fn foreign(number: u64) -> BillKey {
	BillKey::new("33060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn province(code: u8) -> Province {
	Province { key: pair(&key_of(code)).public(), inbound: true, outbound: true }
}

/// Dispatches a call the way a transaction does: all or nothing.
pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|fault| fault.error)
}

// Administrators.

pub fn set_province(origin: RuntimeOrigin, code: u8, province: Province) -> DispatchResult {
	dispatch(origin, Call::set_province { region: region(code), province })
}

pub fn set_platform(origin: RuntimeOrigin, participant: u8, scene: SceneId) -> DispatchResult {
	dispatch(origin, Call::set_platform { participant: id(participant), scene })
}

pub fn review(origin: RuntimeOrigin, who: u8, approve: bool) -> DispatchResult {
	let filing = pallet_cross_region::Filings::<Test>::get(id(who));
	let filing = filing.map(|filing| Regions::filing_digest(&filing)).unwrap_or_default();
	review_of(origin, who, filing, approve)
}

pub fn review_of(origin: RuntimeOrigin, who: u8, filing: Digest, approve: bool) -> DispatchResult {
	let (participant, reason) = (id(who), reason());
	dispatch(origin, Call::review_filing { participant, filing, approve, reason })
}

pub fn resolve(origin: RuntimeOrigin, flow: RegionFlow, resolution: Resolution) -> DispatchResult {
	dispatch(origin, Call::resolve_dispute { flow, resolution, reason: reason() })
}

/// Zhejiang and Anhui with their organisations, and the platform.
pub fn admit_provinces() {
	assert_ok!(set_platform(RuntimeOrigin::root(), PLATFORM, SCENE));
	for code in [ZHEJIANG, ANHUI] {
		assert_ok!(set_province(RuntimeOrigin::root(), code, province(code)));
		assert_ok!(hear(code, filing_of(code, true)));
		assert_ok!(hear(code, service_of(code, ServiceChange::Open, NOON + 100 * SKEW)));
	}
}

// Insurers of here.

pub fn apply(who: u8) -> DispatchResult {
	apply_as(who, org(who))
}

pub fn apply_as(who: u8, org: OrgCode) -> DispatchResult {
	dispatch(signed(who), Call::apply_filing { org, name: name("某保险"), purpose: reason() })
}

pub fn withdraw(who: u8) -> DispatchResult {
	dispatch(signed(who), Call::withdraw_filing {})
}

pub fn change(who: u8, change: ServiceChange, until: Option<Moment>) -> DispatchResult {
	dispatch(signed(who), Call::change_service { change, until })
}

/// The only filing notice among the messages.
pub fn filing_notice(messages: &[Body]) -> Body {
	let filing = |body: &&Body| matches!(body, Body::Filing(_));
	let mut found = messages.iter().filter(filing);
	let notice = found.next().expect("the platform was told").clone();
	assert_eq!(found.next(), None);
	notice
}

/// Registers the insurer.
pub fn file(who: u8) {
	assert_ok!(apply(who));
	written();
	assert_ok!(review(RuntimeOrigin::root(), who, true));
	deliver(&filing_notice(&told()), true);
}

pub fn open_insurer(who: u8) {
	file(who);
	assert_ok!(change(who, ServiceChange::Open, Some(NOON + 100 * SKEW)));
}

/// A reimbursement here of a bill of another province.
#[derive(Clone)]
pub struct Outbound {
	pub who: u8,
	pub issuer: u8,
	pub number: u64,
	pub claimed: u64,
	pub flow: String,
	pub authorization: Digest,
}

impl Outbound {
	/// Over a part of a bill of Zhejiang.
	pub fn new(who: u8, number: u64, flow: &str) -> Self {
		Self {
			who,
			issuer: ZHEJIANG,
			number,
			claimed: 5_000,
			flow: flow.into(),
			authorization: digest("authorization"),
		}
	}

	pub fn dispatch(&self) -> DispatchResult {
		let call = Call::start {
			issuer: region(self.issuer),
			bill: foreign(self.number),
			elements: digest("elements"),
			claimed: fen(self.claimed),
			flow: number(&self.flow),
			authorization: self.authorization,
		};
		dispatch(signed(self.who), call)
	}
}

pub fn start(who: u8, number: u64, flow: &str) -> DispatchResult {
	Outbound::new(who, number, flow).dispatch()
}

pub fn finish(who: u8, flow: &str, ending: Ending) -> DispatchResult {
	dispatch(signed(who), Call::finish { flow: number(flow), ending })
}

pub fn push(who: u8, flow: &str, file: &str) -> DispatchResult {
	dispatch(signed(who), Call::push_authorization { flow: number(flow), file: digest(file) })
}

pub fn settled(amount: u64) -> Ending {
	Ending::Settled { amount: fen(amount), close: false }
}

pub fn here(who: u8, flow: &str) -> RegionFlow {
	RegionFlow { region: Region::SHANGHAI, org: org(who), flow: number(flow) }
}

pub fn outbound(who: u8, flow: &str) -> OutboundFlow {
	Regions::outbound_flow(here(who, flow)).expect("it was started").flow
}

/// The lock of a bill of here, by an insurer of here.
pub fn acquire(who: u8, number: u64, flow: &str, scene: SceneId, claimed: u64) -> DispatchResult {
	let call = pallet_bill_locks::Call::acquire {
		key: key(number),
		scene,
		region: Region::SHANGHAI,
		flow: super::number(flow),
		claimed: fen(claimed),
		authorization: Some(digest("authorization")),
	};
	dispatch(signed(who), call)
}

// Other provinces.

/// The next message of a province, sent now.
pub fn message(code: u8, body: InboundBody) -> Inbound {
	NextMessage::mutate(|last| *last += 1);
	let id = Code::new(&format!("M-{}", NextMessage::get())).unwrap();
	Inbound { id, from: region(code), at: Now::get(), body }
}

/// The signature of a key under a message, for the chain of here.
pub fn signature_by(name: &str, message: &Inbound) -> Signature {
	sign(name, message.payload(&Regions::genesis_hash()))
}

/// A message signed with the key of its province.
pub fn receive(message: Inbound) -> DispatchResult {
	let signature = signature_by(&key_of(message.from.get()), &message);
	receive_signed(message, signature)
}

pub fn receive_signed(message: Inbound, signature: Signature) -> DispatchResult {
	dispatch(RuntimeOrigin::none(), Call::receive { message, signature })
}

/// A new message of a province.
pub fn hear(code: u8, body: InboundBody) -> DispatchResult {
	receive(message(code, body))
}

pub fn filing_of(code: u8, active: bool) -> InboundBody {
	InboundBody::Filing { org: org_of(code), name: name("某医保"), active }
}

pub fn service_of(code: u8, change: ServiceChange, until: Moment) -> InboundBody {
	InboundBody::Service { org: org_of(code), change, until }
}

/// A reimbursement elsewhere of a bill of here.
#[derive(Clone)]
pub struct Start {
	pub code: u8,
	pub number: u64,
	pub flow: String,
	pub claimed: u64,
	pub elements: Digest,
	pub authorization: Digest,
}

impl Start {
	/// Over the whole of a bill, which is there.
	pub fn new(code: u8, number: u64, flow: &str) -> Self {
		Self {
			code,
			number,
			flow: flow.into(),
			claimed: TOTAL,
			elements: elements(number),
			authorization: digest("authorization"),
		}
	}

	pub fn body(&self) -> InboundBody {
		InboundBody::Start {
			org: org_of(self.code),
			flow: number(&self.flow),
			bill: key(self.number),
			elements: self.elements,
			claimed: fen(self.claimed),
			authorization: self.authorization,
		}
	}

	pub fn send(&self) -> DispatchResult {
		hear(self.code, self.body())
	}
}

pub fn ask(code: u8, number: u64, flow: &str) -> DispatchResult {
	Start::new(code, number, flow).send()
}

/// Asks for the bill and opens the next block, in which it is locked for the province.
pub fn lock_for(code: u8, number: u64, flow: &str) {
	assert_ok!(ask(code, number, flow));
	next_block(0);
	assert_eq!(outcome(code, flow), Some(RegionOutcome::Locked));
}

pub fn end(code: u8, number: u64, flow: &str, ending: Ending) -> DispatchResult {
	let (org, flow, bill) = (org_of(code), super::number(flow), key(number));
	hear(code, InboundBody::Result { org, flow, bill, ending })
}

/// The province answers what was asked here.
pub fn reply(
	code: u8,
	who: u8,
	flow: &str,
	operation: RegionOperation,
	outcome: RegionOutcome,
	expires: Option<Moment>,
) -> DispatchResult {
	let (org, flow) = (org(who), number(flow));
	hear(code, InboundBody::Answer { org, flow, operation, outcome, expires })
}

pub fn there(code: u8, flow: &str) -> RegionFlow {
	RegionFlow { region: region(code), org: org_of(code), flow: number(flow) }
}

/// How the start of the province stands.
pub fn outcome(code: u8, flow: &str) -> Option<RegionOutcome> {
	let stored = Regions::inbound_flow(there(code, flow), RegionOperation::Start);
	stored.map(|flow| flow.outcome)
}

/// An answer: to whom, under which number, to what, and which.
pub type Given = (u8, String, RegionOperation, RegionOutcome);

/// The answers to provinces since messages were looked at last.
pub fn answers() -> Vec<Given> {
	let given = |body| match body {
		Body::Answer(AnswerNotice { flow, operation, outcome, .. }) => {
			Some((flow.region.get(), flow.flow.as_str().into(), operation, outcome))
		}
		_ => None,
	};
	told().into_iter().filter_map(given).collect()
}

pub fn to_start(code: u8, flow: &str, outcome: RegionOutcome) -> Given {
	(code, flow.into(), RegionOperation::Start, outcome)
}

pub fn to_result(code: u8, flow: &str, outcome: RegionOutcome) -> Given {
	(code, flow.into(), RegionOperation::Result, outcome)
}

/// Who takes locks for provinces.
pub fn platform() -> Option<RegionPlatform> {
	Regions::region_platform()
}
