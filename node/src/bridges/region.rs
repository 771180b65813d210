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
	BillKey, Did, Digest, ParticipantId, PayerRef, Region, SceneId,
};
use fiscal_runtime_api::{AuthorizationsApi, BridgesApi, CrossRegionApi, ParticipantsApi};
use fiscal_sm_crypto::Signature;
use fiscal_yangtze_delta::{Party, RegionChain, Subject, SubmitFault};
use sc_transaction_pool_api::error::Error as PoolFault;
use sp_api::ProvideRuntimeApi;
use sp_runtime::transaction_validity::InvalidTransaction;

/// The most bills of one page.
const MAX_BILLS: u32 = 100;

/// [`InvalidTransaction::Custom`] of a message under the number of another, as `NUMBER_TAKEN` of
/// `pallet-cross-region`.
const NUMBER_TAKEN: u8 = 25;

/// [`InvalidTransaction::Custom`] of a start that could not be answered, as `PLATFORM_CLOSED` of
/// `pallet-cross-region`.
const PLATFORM_CLOSED: u8 = 26;

/// Final blocks the index may be behind and still answer: it is a block or two behind in ordinary work.
const MAX_LAG: u32 = 32;

/// A use of an authorization: by whom, under which scene, and how far it has to reach.
#[derive(Clone, Copy)]
struct Use {
	authorization: Digest,
	user: ParticipantId,
	scene: SceneId,
	scope: Scope,
}

impl NodeChain {
	/// What the chain says of the use.
	fn use_of(
		&self,
		at: Digest,
		of: Use,
		subject: Subject,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		match subject {
			Subject::Bill(key) => self.check(at, of, key),
			Subject::Historic(key) => self.check_historic(at, of, key),
			Subject::Payer(payer) => self.check_payer(at, of, payer),
		}
	}

	/// What the chain says of a use of the bill.
	fn check(
		&self,
		at: Digest,
		of: Use,
		key: BillKey,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let Use { authorization, user, scene, scope } = of;
		let api = self.client().runtime_api();
		let answer = api
			.authorization_check(at, Some(authorization), user, key, scope, scene, None)
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
		of: Use,
		key: BillKey,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let checked = self.check(at, of, key)?;
		if checked != Err(CheckFault::BillNotFound) {
			return Ok(checked);
		}
		let api = self.client().runtime_api();
		let found = api.authorization(at, of.authorization).map_err(fault)?;
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
		of: Use,
		payer: PayerRef,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let checked = self.check(at, of, nobodys_bill()?)?;
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
		let Some(found) = api.authorization(at, of.authorization).map_err(fault)? else {
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
		PoolFault::InvalidTransaction(InvalidTransaction::Custom(PLATFORM_CLOSED)) => {
			Some(SubmitFault::Unavailable(fault("messages to the platform are closed on it")))
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
		InvalidTransaction::Custom(NUMBER_TAKEN) => "its number was taken by another message",
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

	async fn received(&self, from: Region, id: &Code) -> Result<Option<Digest>, ChainFault> {
		let api = self.client().runtime_api();
		let taken = api.region_message(self.last()?, from, id.clone()).map_err(fault)?;
		Ok(taken.map(|taken| taken.identity))
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
		let Some(platform) = self.client().runtime_api().region_platform(at).map_err(fault)? else {
			// Nobody takes part for here, so that nothing was granted to whoever does.
			return Ok(Err(CheckFault::WrongGrantee));
		};
		let (user, scene) = (platform.participant, platform.scene);
		self.use_of(at, Use { authorization: *authorization, user, scene, scope }, subject)
	}

	async fn covers_for(
		&self,
		user: ParticipantId,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<Result<(), CheckFault>, ChainFault> {
		let at = self.last()?;
		let found = self.client().runtime_api().authorization(at, *authorization).map_err(fault)?;
		let Some(found) = found else { return Ok(Err(CheckFault::NotFound)) };
		let scene = found.authorization.scene;
		self.use_of(at, Use { authorization: *authorization, user, scene, scope }, subject)
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
			(InvalidTransaction::Custom(NUMBER_TAKEN), "another message"),
		] {
			let Some(SubmitFault::Refused(words)) = invalid(reason) else { panic!("{reason:?}") };
			assert!(words.contains(word), "{words}");
		}
		let busy = invalid(InvalidTransaction::ExhaustsResources);
		assert!(matches!(busy, Some(SubmitFault::Unavailable(_))));
		let closed = invalid(InvalidTransaction::Custom(PLATFORM_CLOSED));
		assert!(matches!(closed, Some(SubmitFault::Unavailable(_))));
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
