//! Authorizations 授权: `vc_*`. R125, R126, R128–R130, R137, R139, R233.
// A check names everything it depends on.
#![allow(clippy::too_many_arguments)]

use crate::{
	error, parse,
	source::{Lists, State},
};
use fiscal_primitives::{
	authorization::{
		AuthorizationAnswer, AuthorizationPage, Basis, CheckAnswer, Delegate, LogHead,
		TemplateAnswer, WhiteListEntry,
	},
	rpc::AuthorizationHistory,
	Digest, Moment, ParticipantId, SceneId,
};
use fiscal_runtime_api::{AuthorizationsApi, ParticipantsApi};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// The most authorizations of one page: the runtime looks at no more.
pub(crate) const MAX_LIMIT: u32 = 100;

/// Reads of authorizations, from the state.
#[rpc(server)]
pub trait Vc {
	/// An authorization by the SM3 of its credential, with what it is worth now. Null when there is
	/// none.
	#[method(name = "vc_get", blocking)]
	fn get(&self, digest: String) -> RpcResult<Option<AuthorizationAnswer>>;

	/// Would the participant be permitted, at `at` (Unix ms) or now? Without a digest the white list is
	/// asked. Counts and logs nothing.
	#[method(name = "vc_check", blocking)]
	fn check(
		&self,
		participant: String,
		code: String,
		number: String,
		scope: String,
		scene: u32,
		digest: Option<String>,
		at: Option<Moment>,
	) -> RpcResult<CheckAnswer>;

	/// What a holder granted: what grants now, or with `all` everything. Looks at no more than `limit`
	/// (1 to 100, 50 when left out), so that a page may be short before the last.
	#[method(name = "vc_byHolder", blocking)]
	fn by_holder(
		&self,
		holder: String,
		all: Option<bool>,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<AuthorizationPage>;

	/// What was granted to a participant; as `vc_byHolder`.
	#[method(name = "vc_byGrantee", blocking)]
	fn by_grantee(
		&self,
		grantee: String,
		all: Option<bool>,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<AuthorizationPage>;

	/// Head of the log of an authorization. Null when there is none.
	#[method(name = "vc_log", blocking)]
	fn log(&self, digest: String) -> RpcResult<Option<LogHead>>;

	/// A version of a template, the last one when left out. Null when there is none.
	#[method(name = "vc_template", blocking)]
	fn template(&self, number: u32, version: Option<u32>) -> RpcResult<Option<TemplateAnswer>>;

	/// A trusted delegate. Null when the participant is none.
	#[method(name = "vc_delegate", blocking)]
	fn delegate(&self, participant: String) -> RpcResult<Option<Delegate>>;

	/// An entry of the white list, with the head of its log. Null when there is none.
	#[method(name = "vc_whiteList", blocking)]
	fn white_list(&self, participant: String, scene: u32) -> RpcResult<Option<WhiteListEntry>>;
}

/// Lists of steps of authorizations, from the index.
#[rpc(server)]
pub trait VcLists {
	/// The life of an authorization, by the SM3 of its credential: registration, changes, uses and
	/// failed checks, oldest first; a page of `limit` steps (1 to 500, 50 when left out) behind
	/// `cursor`.
	#[method(name = "vc_history", blocking)]
	fn history(
		&self,
		digest: String,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<AuthorizationHistory>;

	/// The uses of a bill under authorizations, its reads on the white list, and the checks that
	/// failed; as `vc_history`.
	#[method(name = "vc_byBill", blocking)]
	fn by_bill(
		&self,
		code: String,
		number: String,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<AuthorizationHistory>;
}

fn limit(limit: Option<u32>) -> Result<u32, ErrorObjectOwned> {
	match limit {
		Some(limit) if limit > MAX_LIMIT => Err(error::limit_exceeded(limit, MAX_LIMIT)),
		limit => parse::limit(limit),
	}
}

fn optional_digest(name: &str, text: Option<String>) -> Result<Option<Digest>, ErrorObjectOwned> {
	text.map(|text| parse::digest(name, &text)).transpose()
}

impl<C, Block> State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ParticipantsApi<Block>,
{
	/// The number of the participant that a parameter names; none if there is nobody of that name.
	fn named(
		&self,
		at: Block::Hash,
		parameter: &str,
		text: &str,
	) -> Result<Option<ParticipantId>, ErrorObjectOwned> {
		self.number(at, parse::participant(parameter, text)?)
	}
}

impl<C, Block> VcServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: AuthorizationsApi<Block> + ParticipantsApi<Block>,
{
	fn get(&self, digest: String) -> RpcResult<Option<AuthorizationAnswer>> {
		let digest = parse::digest("digest", &digest)?;
		let api = self.client.runtime_api();
		api.authorization(self.best(), digest).map_err(error::runtime)
	}

	fn check(
		&self,
		participant: String,
		code: String,
		number: String,
		scope: String,
		scene: u32,
		digest: Option<String>,
		at: Option<Moment>,
	) -> RpcResult<CheckAnswer> {
		let key = parse::bill_key(&code, &number)?;
		let scope = parse::field("scope", &scope)?;
		let digest = optional_digest("digest", digest)?;
		let best = self.best();
		let user = self.named(best, "participant", &participant)?;
		let user = user.ok_or_else(|| error::invalid("participant", "nobody of that name"))?;
		let api = self.client.runtime_api();
		api.authorization_check(best, digest, user, key, scope, SceneId(scene), at)
			.map_err(error::runtime)
	}

	fn by_holder(
		&self,
		holder: String,
		all: Option<bool>,
		cursor: Option<String>,
		most: Option<u32>,
	) -> RpcResult<AuthorizationPage> {
		let (after, most) = (optional_digest("cursor", cursor)?, limit(most)?);
		let best = self.best();
		let Some(holder) = self.named(best, "holder", &holder)? else {
			return Ok(AuthorizationPage::default());
		};
		let api = self.client.runtime_api();
		api.authorizations_by_holder(best, holder, all.unwrap_or(false), after, most)
			.map_err(error::runtime)
	}

	fn by_grantee(
		&self,
		grantee: String,
		all: Option<bool>,
		cursor: Option<String>,
		most: Option<u32>,
	) -> RpcResult<AuthorizationPage> {
		let (after, most) = (optional_digest("cursor", cursor)?, limit(most)?);
		let best = self.best();
		let Some(grantee) = self.named(best, "grantee", &grantee)? else {
			return Ok(AuthorizationPage::default());
		};
		let api = self.client.runtime_api();
		api.authorizations_by_grantee(best, grantee, all.unwrap_or(false), after, most)
			.map_err(error::runtime)
	}

	fn log(&self, digest: String) -> RpcResult<Option<LogHead>> {
		let basis = Basis::Authorization(parse::digest("digest", &digest)?);
		let api = self.client.runtime_api();
		api.authorization_log(self.best(), basis, ParticipantId::default(), SceneId::default())
			.map_err(error::runtime)
	}

	fn template(&self, number: u32, version: Option<u32>) -> RpcResult<Option<TemplateAnswer>> {
		let api = self.client.runtime_api();
		api.credential_template(self.best(), number, version).map_err(error::runtime)
	}

	fn delegate(&self, participant: String) -> RpcResult<Option<Delegate>> {
		let best = self.best();
		let Some(id) = self.named(best, "participant", &participant)? else { return Ok(None) };
		self.client.runtime_api().credential_delegate(best, id).map_err(error::runtime)
	}

	fn white_list(&self, participant: String, scene: u32) -> RpcResult<Option<WhiteListEntry>> {
		let best = self.best();
		let Some(id) = self.named(best, "participant", &participant)? else { return Ok(None) };
		let api = self.client.runtime_api();
		api.white_list_entry(best, id, SceneId(scene)).map_err(error::runtime)
	}
}

impl<C, Block> VcListsServer for Lists<C, Block>
where
	Block: BlockT,
	C: HeaderBackend<Block> + 'static,
{
	fn history(
		&self,
		digest: String,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<AuthorizationHistory> {
		let digest = parse::digest("digest", &digest)?;
		let limit = parse::limit(limit)?;
		let index = self.ready()?;
		index.authorization_history(&digest, cursor.as_deref(), limit).map_err(error::index)
	}

	fn by_bill(
		&self,
		code: String,
		number: String,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<AuthorizationHistory> {
		let key = parse::bill_key(&code, &number)?;
		let limit = parse::limit(limit)?;
		self.ready()?.uses(&key, cursor.as_deref(), limit).map_err(error::index)
	}
}
