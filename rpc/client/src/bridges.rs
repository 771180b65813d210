//! Questions about the outside world: messages to other systems, what validators observed there, and
//! reimbursement across provinces (R076, R086, R089–R091, R105, R166–R174, R180).
//!
//! Every question may fail with [`Fault::Connection`], with [`Fault::Rpc`] and, when the node is of
//! another version, with [`Fault::RuntimeMismatch`].

use crate::{client::Client, faults::Fault};
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId},
	outbox::{Destination, DestinationAnswer, MessageAnswer, MessageId},
	region::{
		FilingAnswer, FilingPage, ForeignOrgAnswer, InboundFlow, OrgCode, OutboundAnswer,
		OutboundPage, ProvinceAnswer, RegionFlow, RegionOperation, RegionPlatform, Service,
	},
	rpc::MessagePage,
	ParticipantId, Region,
};
use subxt_rpcs::rpc_params;

impl Client {
	/// The destinations that ever were opened, and how they stand.
	pub async fn destinations(&self) -> Result<Vec<DestinationAnswer>, Fault> {
		self.request("outbox_destinations", rpc_params![]).await
	}

	/// A message that waits, or a dead letter.
	pub async fn message(&self, id: MessageId) -> Result<Option<MessageAnswer>, Fault> {
		self.request("outbox_message", rpc_params![id]).await
	}

	/// Dead letters to a destination, or to all of them, from number `from` on: at most `limit` of them
	/// (1 to 256).
	pub async fn dead_letters(
		&self,
		destination: Option<Destination>,
		from: MessageId,
		limit: u32,
	) -> Result<MessagePage, Fault> {
		self.request("outbox_deadLetters", rpc_params![destination, from, limit]).await
	}

	/// A request for an observation, with what was said to it.
	pub async fn observation(&self, id: ObservationId) -> Result<Option<ObservationAnswer>, Fault> {
		self.request("observation_get", rpc_params![id]).await
	}

	/// Requests that take testimonies, from number `from` on: at most `limit` of them (1 to 256).
	pub async fn open_observations(
		&self,
		from: ObservationId,
		limit: u32,
	) -> Result<Vec<ObservationAnswer>, Fault> {
		self.request("observation_open", rpc_params![from, limit]).await
	}

	/// Requests that were decided, from number `from` on: at most `limit` of them (1 to 256).
	pub async fn observation_results(
		&self,
		from: ObservationId,
		limit: u32,
	) -> Result<Vec<ObservationAnswer>, Fault> {
		self.request("observation_results", rpc_params![from, limit]).await
	}

	/// The provinces that take part.
	pub async fn provinces(&self) -> Result<Vec<ProvinceAnswer>, Fault> {
		self.request("region_provinces", rpc_params![]).await
	}

	/// Who takes locks for other provinces, and under which scene.
	pub async fn region_platform(&self) -> Result<Option<RegionPlatform>, Fault> {
		self.request("region_platform", rpc_params![]).await
	}

	/// The registration of a participant for cross-province reimbursement, with its service.
	pub async fn filing(&self, participant: ParticipantId) -> Result<Option<FilingAnswer>, Fault> {
		self.request("region_filing", rpc_params![participant]).await
	}

	/// The registration that an organisation of here has in force or applied for, with its service.
	pub async fn filing_of(&self, org: OrgCode) -> Result<Option<FilingAnswer>, Fault> {
		self.request("region_filingOf", rpc_params![org]).await
	}

	/// The service of an organisation of here.
	pub async fn service(&self, org: OrgCode) -> Result<Option<Service>, Fault> {
		self.request("region_service", rpc_params![org]).await
	}

	/// Registrations behind `after`: at most `limit` of them (1 to 100).
	pub async fn filings(&self, after: u32, limit: u32) -> Result<FilingPage, Fault> {
		self.request("region_filings", rpc_params![after, limit]).await
	}

	/// An organisation of another province, as its province told.
	pub async fn foreign_org(
		&self,
		region: Region,
		org: OrgCode,
	) -> Result<Option<ForeignOrgAnswer>, Fault> {
		self.request("region_foreign", rpc_params![region, org]).await
	}

	/// A reimbursement here of a bill of another province.
	pub async fn outbound_flow(&self, flow: &RegionFlow) -> Result<Option<OutboundAnswer>, Fault> {
		let RegionFlow { region, org, flow } = flow;
		self.request("region_flow", rpc_params![region, org, flow]).await
	}

	/// Those of a participant behind `after`: at most `limit` of them (1 to 100).
	pub async fn outbound_flows(
		&self,
		participant: ParticipantId,
		after: u32,
		limit: u32,
	) -> Result<OutboundPage, Fault> {
		self.request("region_flows", rpc_params![participant, after, limit]).await
	}

	/// What became of a request of another province about a bill of here.
	pub async fn inbound_flow(
		&self,
		flow: &RegionFlow,
		operation: RegionOperation,
	) -> Result<Option<InboundFlow>, Fault> {
		let RegionFlow { region, org, flow } = flow;
		self.request("region_inbound", rpc_params![region, org, flow, operation]).await
	}
}
