//! Reimbursement across provinces 跨省报销: `region_*`. R166–R168, R173, R174.

use crate::{error, parse, source::State};
use fiscal_primitives::{
	outbox::Code,
	region::{
		FilingAnswer, FilingPage, ForeignOrgAnswer, InboundFlow, OutboundAnswer, OutboundPage,
		ProvinceAnswer, RegionFlow, RegionOperation, RegionPlatform, Service, TakenMessage,
	},
	ParticipantId, Region as Province,
};
use fiscal_runtime_api::CrossRegionApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// The most items of one page.
pub(crate) const MAX_LIMIT: u32 = 100;

/// Reads about other provinces, from the state. A province is named by the first two digits of its
/// division code, an organisation by its unified social credit code. Pages hold 1 to 100 items, 50 when
/// `limit` is left out.
#[rpc(server)]
pub trait Region {
	/// The provinces that take part, ascending, with their keys and what they may.
	#[method(name = "region_provinces", blocking)]
	fn provinces(&self) -> RpcResult<Vec<ProvinceAnswer>>;

	/// Who takes locks for other provinces, and under which scene. Null when nobody does.
	#[method(name = "region_platform", blocking)]
	fn platform(&self) -> RpcResult<Option<RegionPlatform>>;

	/// The registration of a participant of here, with its service. Null when it never applied.
	#[method(name = "region_filing", blocking)]
	fn filing(&self, participant: u32) -> RpcResult<Option<FilingAnswer>>;

	/// The registration that an organisation of here has in force or applied for. Null when there is
	/// none.
	#[method(name = "region_filingOf", blocking)]
	fn filing_of(&self, org: String) -> RpcResult<Option<FilingAnswer>>;

	/// Registrations of here behind `after` (0 when left out), in the order of first application.
	#[method(name = "region_filings", blocking)]
	fn filings(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<FilingPage>;

	/// The service of an organisation of here. Null when it never opened one.
	#[method(name = "region_service", blocking)]
	fn service(&self, org: String) -> RpcResult<Option<Service>>;

	/// An organisation of another province, as its province told. Null when it told nothing.
	#[method(name = "region_foreign", blocking)]
	fn foreign(&self, region: u8, org: String) -> RpcResult<Option<ForeignOrgAnswer>>;

	/// A reimbursement here of a bill of another province, by what names it: region and organisation
	/// of whoever reimburses, and its flow number. Null when there is none.
	#[method(name = "region_flow", blocking)]
	fn flow(&self, region: u8, org: String, flow: String) -> RpcResult<Option<OutboundAnswer>>;

	/// Those of a participant behind `after` (0 when left out), in the order of their start.
	#[method(name = "region_flows", blocking)]
	fn flows(
		&self,
		participant: u32,
		after: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<OutboundPage>;

	/// What became of a request of another province about a bill of here. Null when none came.
	#[method(name = "region_inbound", blocking)]
	fn inbound(
		&self,
		region: u8,
		org: String,
		flow: String,
		operation: RegionOperation,
	) -> RpcResult<Option<InboundFlow>>;

	/// When the message of a province was taken, and which one it was. Null when none of that number was.
	#[method(name = "region_message", blocking)]
	fn message(&self, region: u8, id: String) -> RpcResult<Option<TakenMessage>>;
}

fn province(code: u8) -> Result<Province, ErrorObjectOwned> {
	Province::new(code).map_err(|fault| error::invalid("region", fault))
}

/// What names a reimbursement across the border.
fn named(region: u8, org: &str, flow: &str) -> Result<RegionFlow, ErrorObjectOwned> {
	Ok(RegionFlow {
		region: province(region)?,
		org: parse::field("org", org)?,
		flow: parse::field("flow", flow)?,
	})
}

impl<C, Block> RegionServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: CrossRegionApi<Block>,
{
	fn provinces(&self) -> RpcResult<Vec<ProvinceAnswer>> {
		self.client.runtime_api().provinces(self.best()).map_err(error::runtime)
	}

	fn platform(&self) -> RpcResult<Option<RegionPlatform>> {
		self.client.runtime_api().region_platform(self.best()).map_err(error::runtime)
	}

	fn filing(&self, participant: u32) -> RpcResult<Option<FilingAnswer>> {
		let api = self.client.runtime_api();
		api.filing(self.best(), ParticipantId(participant)).map_err(error::runtime)
	}

	fn filing_of(&self, org: String) -> RpcResult<Option<FilingAnswer>> {
		let org = parse::field("org", &org)?;
		self.client.runtime_api().filing_of(self.best(), org).map_err(error::runtime)
	}

	fn filings(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<FilingPage> {
		let (after, limit) = (after.unwrap_or_default(), parse::limit_to(limit, MAX_LIMIT)?);
		self.client.runtime_api().filings(self.best(), after, limit).map_err(error::runtime)
	}

	fn service(&self, org: String) -> RpcResult<Option<Service>> {
		let org = parse::field("org", &org)?;
		self.client.runtime_api().service(self.best(), org).map_err(error::runtime)
	}

	fn foreign(&self, region: u8, org: String) -> RpcResult<Option<ForeignOrgAnswer>> {
		let (region, org) = (province(region)?, parse::field("org", &org)?);
		let api = self.client.runtime_api();
		api.foreign_org(self.best(), region, org).map_err(error::runtime)
	}

	fn flow(&self, region: u8, org: String, flow: String) -> RpcResult<Option<OutboundAnswer>> {
		let flow = named(region, &org, &flow)?;
		self.client.runtime_api().outbound_flow(self.best(), flow).map_err(error::runtime)
	}

	fn flows(
		&self,
		participant: u32,
		after: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<OutboundPage> {
		let (after, limit) = (after.unwrap_or_default(), parse::limit_to(limit, MAX_LIMIT)?);
		let api = self.client.runtime_api();
		api.outbound_flows(self.best(), ParticipantId(participant), after, limit)
			.map_err(error::runtime)
	}

	fn inbound(
		&self,
		region: u8,
		org: String,
		flow: String,
		operation: RegionOperation,
	) -> RpcResult<Option<InboundFlow>> {
		let flow = named(region, &org, &flow)?;
		let api = self.client.runtime_api();
		api.inbound_flow(self.best(), flow, operation).map_err(error::runtime)
	}

	fn message(&self, region: u8, id: String) -> RpcResult<Option<TakenMessage>> {
		let (region, id) = (province(region)?, parse::field::<Code>("id", &id)?);
		self.client.runtime_api().region_message(self.best(), region, id).map_err(error::runtime)
	}
}
