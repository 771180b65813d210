//! Reimbursement across provinces. R166–R174.

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

sp_api::decl_runtime_apis! {
	/// Reimbursement across provinces 跨省报销.
	#[api_version(1)]
	pub trait CrossRegionApi {
		/// The provinces that take part, ascending by their numbers, at most 72 (R166).
		fn provinces() -> Vec<ProvinceAnswer>;
		/// Who takes locks for other provinces, and under which scene (R173).
		fn region_platform() -> Option<RegionPlatform>;
		/// The registration of a participant of here (R167).
		fn filing(participant: ParticipantId) -> Option<FilingAnswer>;
		/// The registration that an organisation of here has in force or applied for (R167).
		fn filing_of(org: OrgCode) -> Option<FilingAnswer>;
		/// Registrations of here behind `after`, in the order of first application, at most `limit`
		/// and 100 (R167).
		fn filings(after: u32, limit: u32) -> FilingPage;
		/// The service of an organisation of here (R168).
		fn service(org: OrgCode) -> Option<Service>;
		/// An organisation of another province (R167, R168).
		fn foreign_org(region: Region, org: OrgCode) -> Option<ForeignOrgAnswer>;
		/// When the message of a province was taken, and which one it was, if one of that number was
		/// (R105).
		fn region_message(from: Region, id: Code) -> Option<TakenMessage>;
		/// What became of a request of another province about a bill of here (R173, R174).
		fn inbound_flow(flow: RegionFlow, operation: RegionOperation) -> Option<InboundFlow>;
		/// A reimbursement here of a bill of another province (R173, R174).
		fn outbound_flow(flow: RegionFlow) -> Option<OutboundAnswer>;
		/// Those of a participant behind `after`, in the order of their start, at most `limit` and
		/// 100 (R173, R174).
		fn outbound_flows(participant: ParticipantId, after: u32, limit: u32) -> OutboundPage;
	}
}
