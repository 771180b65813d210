//! What the gateway asks of the chain. The node implements it over its own client, from final blocks
//! and the index alone; tests over maps.

use async_trait::async_trait;
use fiscal_bridge::worker::{Chain, ChainFault};
use fiscal_primitives::{
	authorization::{CheckFault, Scope},
	outbox::Code,
	participant::Roles,
	region::{
		FilingAnswer, FilingStatus, ForeignOrgAnswer, Inbound, InboundFlow, OrgCode,
		ProvinceAnswer, RegionFlow, RegionOperation,
	},
	rpc::BillPage,
	BillKey, Did, Digest, Moment, ParticipantId, PayerRef, Region,
};
use fiscal_sm_crypto::{Public, Signature};

/// Why a message was not handed to the pool.
#[derive(Debug, thiserror::Error)]
pub enum SubmitFault {
	/// The runtime refuses it for good: its number was taken before, it is too old or too early, or the
	/// province's signature does not hold for this chain. The words are those of the runtime.
	#[error("the chain refuses the message: {0}")]
	Refused(String),
	/// It may be tried again: the pool, the block or the outbox is full, messages to the platform are
	/// closed, or the start it is about is not decided.
	#[error(transparent)]
	Unavailable(#[from] ChainFault),
}

/// Somebody of here as the gateway knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
	/// Its number.
	pub id: ParticipantId,
	/// For whom it acts: the organisation of an account, itself otherwise.
	pub organisation: ParticipantId,
	/// Its key in use.
	pub key: Public,
	/// Its roles, cut to what is handed down to it.
	pub roles: Roles,
	/// Is it active, with everything that stands above it?
	pub active: bool,
}

/// May an organisation of here ask other provinces at `now` (Unix ms)?
pub fn may_ask(org: &FilingAnswer, now: Moment) -> bool {
	org.filing.status == FilingStatus::Registered
		&& org.service.is_some_and(|service| service.is_open(now))
}

/// May an organisation of another province ask here at `now` (Unix ms)?
pub fn is_admitted(org: &ForeignOrgAnswer, now: Moment) -> bool {
	org.filing.active && org.service.is_some_and(|service| service.is_open(now))
}

/// What an authorization has to cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
	/// A bill on the chain.
	Bill(BillKey),
	/// A bill that the chain does not have: the authorization has to name it.
	Historic(BillKey),
	/// Every bill of a payer: the payer reference has to be bound to the holder who granted it, and the
	/// authorization has to be about all bills of its scene.
	Payer(PayerRef),
}

/// The chain as the gateway sees it: final blocks only. No answer of it is a rule of this crate.
#[async_trait]
pub trait RegionChain: Chain {
	/// Hands a message of a province to the pool as a transaction without a signer. One that waits
	/// there already is no fault.
	///
	/// # Errors
	/// [`SubmitFault`].
	async fn submit(&self, message: Inbound, signature: Signature) -> Result<(), SubmitFault>;
	/// Which message of that number the chain took from the province, by [`Inbound::identity`]; none if
	/// it took none.
	async fn received(&self, from: Region, id: &Code) -> Result<Option<Digest>, ChainFault>;
	/// What became of a request of another province. Of a result: the answer that stands.
	async fn inbound(
		&self,
		flow: &RegionFlow,
		operation: RegionOperation,
	) -> Result<Option<InboundFlow>, ChainFault>;
	/// The provinces that take part, ascending: at most 72.
	async fn provinces(&self) -> Result<Vec<ProvinceAnswer>, ChainFault>;
	/// An organisation of another province.
	async fn foreign(
		&self,
		region: Region,
		org: &OrgCode,
	) -> Result<Option<ForeignOrgAnswer>, ChainFault>;
	/// The registration of an organisation of here.
	async fn filing(&self, organisation: ParticipantId)
		-> Result<Option<FilingAnswer>, ChainFault>;
	/// A page of a payer's bills from the index, at most `limit` and 100, in the order of
	/// registration.
	async fn bills_of(
		&self,
		payer: &PayerRef,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<BillPage, ChainFault>;
	/// Does the authorization let the participant that acts for other provinces
	/// ([`fiscal_primitives::region::RegionPlatform`]) see that much just now? The reason when it does
	/// not. Counts and logs nothing.
	async fn covers(
		&self,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault>;
	/// Does the authorization let this participant of here see that much just now, under the scene it was
	/// granted for? As [`RegionChain::covers`] otherwise.
	async fn covers_for(
		&self,
		user: ParticipantId,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault>;
	/// The participant of a DID.
	async fn party(&self, did: &Did) -> Result<Option<Party>, ChainFault>;
}
