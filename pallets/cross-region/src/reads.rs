//! What the runtime API answers. Serves callers outside of consensus. R166–R168, R173, R174.

use crate::{
	arrival::seen_key, Config, FilingOrder, Filings, FilingsByOrg, ForeignFilings, ForeignServices,
	InboundFlows, OutboundFlows, OutboundOf, Pallet, Platform, Provinces, Seen, Services,
	StoredAnswers,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	outbox::Code,
	region::{
		FilingAnswer, FilingPage, ForeignOrgAnswer, InboundFlow, OrgCode, OutboundAnswer,
		OutboundPage, ProvinceAnswer, RegionFlow, RegionOperation, RegionPlatform, Service,
		TakenMessage,
	},
	ParticipantId, Region,
};

/// The most items of one page.
pub const MAX_PAGE: u32 = 100;

/// The items numbered above `after`, at most `limit` and [`MAX_PAGE`], and where the next page goes on.
fn page<I>(after: u32, limit: u32, get: impl Fn(u32) -> Option<I>) -> (Vec<I>, Option<u32>) {
	let most = usize::try_from(limit.min(MAX_PAGE)).unwrap_or_default();
	let numbers = (after..u32::MAX).map(|number| number.saturating_add(1));
	let items: Vec<I> = numbers.take(most).map_while(&get).collect();
	let last = after.saturating_add(u32::try_from(items.len()).unwrap_or(u32::MAX));
	let more = get(last.saturating_add(1)).is_some();
	(items, more.then_some(last))
}

impl<T: Config> Pallet<T> {
	/// The provinces that take part, ascending.
	pub fn provinces() -> Vec<ProvinceAnswer> {
		let all = Provinces::<T>::iter();
		let mut answers: Vec<_> =
			all.map(|(region, province)| ProvinceAnswer { region, province }).collect();
		answers.sort_by_key(|answer| answer.region);
		answers
	}

	/// Who takes locks for other provinces.
	pub fn region_platform() -> Option<RegionPlatform> {
		Platform::<T>::get()
	}

	/// The registration of a participant of here.
	pub fn filing(participant: ParticipantId) -> Option<FilingAnswer> {
		let filing = Filings::<T>::get(participant)?;
		let digest = Self::filing_digest(&filing);
		let own = FilingsByOrg::<T>::get(filing.org) == Some(participant);
		let service = Services::<T>::get(filing.org).filter(|_| own);
		Some(FilingAnswer { participant, filing, digest, service })
	}

	/// The registration that an organisation of here has in force or applied for.
	pub fn filing_of(org: OrgCode) -> Option<FilingAnswer> {
		FilingsByOrg::<T>::get(org).and_then(Self::filing)
	}

	/// Registrations behind `after`, in the order of first application.
	pub fn filings(after: u32, limit: u32) -> FilingPage {
		let get = |number: u32| FilingOrder::<T>::get(number).and_then(Self::filing);
		let (items, next) = page(after, limit, get);
		FilingPage { items, next }
	}

	/// The service of an organisation of here.
	pub fn service(org: OrgCode) -> Option<Service> {
		Services::<T>::get(org)
	}

	/// An organisation of another province.
	pub fn foreign_org(region: Region, org: OrgCode) -> Option<ForeignOrgAnswer> {
		let filing = ForeignFilings::<T>::get(region, org)?;
		Some(ForeignOrgAnswer { filing, service: ForeignServices::<T>::get(region, org) })
	}

	/// When the message of a province was taken, and which one it was, if one of that number was.
	pub fn region_message(from: Region, id: Code) -> Option<TakenMessage> {
		Seen::<T>::get(seen_key(from, &id))
	}

	/// What became of a request of another province. Of a result: the answer that stands.
	pub fn inbound_flow(flow: RegionFlow, operation: RegionOperation) -> Option<InboundFlow> {
		let key = flow.key(operation);
		match operation {
			RegionOperation::Start => InboundFlows::<T>::get(key).map(|entry| entry.state),
			RegionOperation::Result => StoredAnswers::<T>::get(key),
		}
	}

	/// A reimbursement here of a bill of another province.
	pub fn outbound_flow(flow: RegionFlow) -> Option<OutboundAnswer> {
		let id = flow.key(RegionOperation::Start);
		OutboundFlows::<T>::get(id).map(|flow| OutboundAnswer { id, flow })
	}

	/// The reimbursements of a participant behind `after`, in the order of their start.
	pub fn outbound_flows(participant: ParticipantId, after: u32, limit: u32) -> OutboundPage {
		let get = |number: u32| {
			let id = OutboundOf::<T>::get(participant, number)?;
			OutboundFlows::<T>::get(id).map(|flow| OutboundAnswer { id, flow })
		};
		let (items, next) = page(after, limit, get);
		OutboundPage { items, next }
	}
}
