//! The chain as the gateway 长三角网关 sees it: final blocks, and the index of bills by payer.

use super::chain::{fault, NodeChain};
use async_trait::async_trait;
use fiscal_bridge::ChainFault;
use fiscal_primitives::{
	authorization::{CheckFault, Coverage, Scope},
	outbox::Code,
	participant::Status,
	region::{
		FilingAnswer, ForeignOrgAnswer, Inbound, InboundFlow, OrgCode, ProvinceAnswer, RegionFlow,
		RegionOperation,
	},
	rpc::BillPage,
	BillKey, Did, Digest, ParticipantId, PayerRef, Region,
};
use fiscal_runtime_api::{AuthorizationsApi, BridgesApi, CrossRegionApi, ParticipantsApi};
use fiscal_sm_crypto::Signature;
use fiscal_yangtze_delta::{Party, RegionChain, Subject, SubmitFault};
use sc_transaction_pool_api::error::Error as PoolFault;
use sp_api::ProvideRuntimeApi;
use sp_runtime::transaction_validity::InvalidTransaction;

/// The most bills of one page.
const MAX_BILLS: u32 = 100;

/// Final blocks the index may be behind and still answer: it is a block or two behind in ordinary work.
const MAX_LAG: u32 = 32;

impl NodeChain {
	/// What the chain says of a use of the bill by the platform, under the scene of the platform.
	fn check(
		&self,
		at: Digest,
		authorization: &Digest,
		key: BillKey,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let api = self.client().runtime_api();
		let Some(platform) = api.region_platform(at).map_err(fault)? else {
			// Nobody takes part for here, so that nothing was granted to whoever does.
			return Ok(Err(CheckFault::WrongGrantee));
		};
		let (user, scene) = (platform.participant, platform.scene);
		let answer = api
			.authorization_check(at, Some(*authorization), user, key, scope, scene, None)
			.map_err(fault)?;
		Ok(match (answer.permitted, answer.reason) {
			(true, _) => Ok(()),
			(false, reason) => Err(reason.unwrap_or_default()),
		})
	}

	/// As [`NodeChain::check`] of a bill that the chain does not have: everything but the bill holds,
	/// and the authorization names it.
	fn check_historic(
		&self,
		at: Digest,
		authorization: &Digest,
		key: BillKey,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let checked = self.check(at, authorization, key, scope)?;
		if checked != Err(CheckFault::BillNotFound) {
			return Ok(checked);
		}
		let api = self.client().runtime_api();
		let found = api.authorization(at, *authorization).map_err(fault)?;
		let named = found.is_some_and(|found| match found.authorization.coverage {
			Coverage::Bills(bills) => bills.contains(&key),
			Coverage::AllInScene | Coverage::Confirmed(_) => false,
		});
		Ok(named.then_some(()).ok_or(CheckFault::BillNotCovered))
	}

	/// As [`NodeChain::check`] of all bills of a payer: everything but the bills holds, the payer is bound
	/// to whoever granted it, and it is about all bills of the scene.
	fn check_payer(
		&self,
		at: Digest,
		authorization: &Digest,
		payer: PayerRef,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let checked = self.check(at, authorization, nobodys_bill()?, scope)?;
		// What comes after these is about the bill, which is none of the payer's.
		let standing = match checked {
			Ok(())
			| Err(
				CheckFault::BillNotFound | CheckFault::BillNotCovered | CheckFault::BillNotOwned,
			) => true,
			Err(_) => false,
		};
		if !standing {
			return Ok(checked);
		}
		let api = self.client().runtime_api();
		let Some(found) = api.authorization(at, *authorization).map_err(fault)? else {
			return Ok(Err(CheckFault::NotFound));
		};
		if found.authorization.coverage != Coverage::AllInScene {
			return Ok(Err(CheckFault::BillNotCovered));
		}
		let payers = api.payers(at, found.authorization.holder).map_err(fault)?;
		Ok(payers.contains(&payer).then_some(()).ok_or(CheckFault::BillNotOwned))
	}
}

/// A key that no area allocates.
fn nobodys_bill() -> Result<BillKey, ChainFault> {
	"00000000-0000000000".parse().map_err(fault)
}

/// Why the pool does not take a message; nothing of one that waits there already.
fn refusal(refused: PoolFault) -> Option<SubmitFault> {
	match refused {
		PoolFault::AlreadyImported(_) => None,
		// There is no room for what it leads to, or the start it is about is not decided yet.
		PoolFault::InvalidTransaction(InvalidTransaction::ExhaustsResources) => {
			Some(SubmitFault::Unavailable(fault("it has no room for the message just now")))
		}
		PoolFault::InvalidTransaction(invalid) => Some(SubmitFault::Refused(words(invalid).into())),
		other => Some(SubmitFault::Unavailable(fault(other))),
	}
}

/// What the runtime's refusal of a message means.
fn words(invalid: InvalidTransaction) -> &'static str {
	match invalid {
		InvalidTransaction::Stale => "its number was taken before, or it is too old",
		InvalidTransaction::Future => "it is from the future",
		InvalidTransaction::BadProof => "the signature is not that of the province",
		InvalidTransaction::Custom(_) => "the province does not take part",
		other => other.into(),
	}
}

#[async_trait]
impl RegionChain for NodeChain {
	async fn submit(&self, message: Inbound, signature: Signature) -> Result<(), SubmitFault> {
		let transaction = {
			let (api, best) = (self.client().runtime_api(), self.best());
			api.inbound_transaction(best, message, signature).map_err(fault)?
		};
		match self.enter(transaction).await? {
			Ok(()) => Ok(()),
			Err(refused) => refusal(refused).map_or(Ok(()), Err),
		}
	}

	async fn received(&self, from: Region, id: &Code) -> Result<bool, ChainFault> {
		let api = self.client().runtime_api();
		let taken = api.region_message(self.last()?, from, id.clone()).map_err(fault)?;
		Ok(taken.is_some())
	}

	async fn inbound(
		&self,
		flow: &RegionFlow,
		operation: RegionOperation,
	) -> Result<Option<InboundFlow>, ChainFault> {
		let api = self.client().runtime_api();
		api.inbound_flow(self.last()?, flow.clone(), operation).map_err(fault)
	}

	async fn provinces(&self) -> Result<Vec<ProvinceAnswer>, ChainFault> {
		self.client().runtime_api().provinces(self.last()?).map_err(fault)
	}

	async fn foreign(
		&self,
		region: Region,
		org: &OrgCode,
	) -> Result<Option<ForeignOrgAnswer>, ChainFault> {
		self.client().runtime_api().foreign_org(self.last()?, region, *org).map_err(fault)
	}

	async fn filing(
		&self,
		organisation: ParticipantId,
	) -> Result<Option<FilingAnswer>, ChainFault> {
		self.client().runtime_api().filing(self.last()?, organisation).map_err(fault)
	}

	async fn bills_of(
		&self,
		payer: &PayerRef,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<BillPage, ChainFault> {
		const NONE: &str = "this node keeps no index of bills by payer (--bill-index on)";
		let index = self.index().ok_or_else(|| fault(NONE))?;
		if let Some(stopped) = index.fault() {
			return Err(fault(stopped));
		}
		let indexed = index.cursor().map_or(0, |cursor| cursor.number);
		if self.head().1.saturating_sub(indexed) > MAX_LAG {
			return Err(fault(format!("the index is at block {indexed} still")));
		}
		index.by_payer(payer, cursor, limit.clamp(1, MAX_BILLS)).map_err(fault)
	}

	async fn covers(
		&self,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let at = self.last()?;
		match subject {
			Subject::Bill(key) => self.check(at, authorization, key, scope),
			Subject::Historic(key) => self.check_historic(at, authorization, key, scope),
			Subject::Payer(payer) => self.check_payer(at, authorization, payer, scope),
		}
	}

	async fn party(&self, did: &Did) -> Result<Option<Party>, ChainFault> {
		let (api, at) = (self.client().runtime_api(), self.last()?);
		let Some((id, participant)) = api.participant_by_did(at, *did).map_err(fault)? else {
			return Ok(None);
		};
		let Some(standing) = api.standing(at, id).map_err(fault)? else { return Ok(None) };
		Ok(Some(Party {
			id,
			organisation: standing.organisation,
			key: participant.key,
			roles: standing.roles,
			active: standing.status == Status::Active,
		}))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn invalid(reason: InvalidTransaction) -> Option<SubmitFault> {
		refusal(PoolFault::InvalidTransaction(reason))
	}

	#[test]
	fn what_the_runtime_refuses_is_told_from_what_may_be_tried_again() {
		for (reason, word) in [
			(InvalidTransaction::Stale, "before"),
			(InvalidTransaction::Future, "future"),
			(InvalidTransaction::BadProof, "signature"),
			(InvalidTransaction::Custom(24), "take part"),
		] {
			let Some(SubmitFault::Refused(words)) = invalid(reason) else { panic!("{reason:?}") };
			assert!(words.contains(word), "{words}");
		}
		let busy = invalid(InvalidTransaction::ExhaustsResources);
		assert!(matches!(busy, Some(SubmitFault::Unavailable(_))));
		let full = refusal(PoolFault::ImmediatelyDropped);
		assert!(matches!(full, Some(SubmitFault::Unavailable(_))));
		let known = refusal(PoolFault::AlreadyImported(Box::new(())));
		assert!(known.is_none());
	}

	#[test]
	fn no_area_has_the_key_that_stands_for_no_bill() {
		assert_eq!(nobodys_bill().unwrap().to_string(), "00000000-0000000000");
	}
}
