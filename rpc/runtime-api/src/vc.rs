//! Authorizations of holders. R125, R126, R128, R130, R137, R139, R233.
// The macro adds the block and the context to the arguments of a method.
#![allow(clippy::too_many_arguments)]

use fiscal_primitives::{
	authorization::{
		AuthorizationAnswer, AuthorizationPage, Basis, CheckAnswer, Delegate, LogHead, Scope,
		TemplateAnswer, WhiteListEntry,
	},
	BillKey, Digest, Moment, ParticipantId, SceneId,
};

sp_api::decl_runtime_apis! {
	/// Authorizations 授权.
	#[api_version(1)]
	pub trait AuthorizationsApi {
		/// An authorization by the SM3 of its credential, with what it is worth now.
		fn authorization(digest: Digest) -> Option<AuthorizationAnswer>;
		/// Would `user` be permitted, at `at` (Unix ms) or now? Without a digest the white list is
		/// asked. Counts and logs nothing (R130).
		fn authorization_check(
			digest: Option<Digest>,
			user: ParticipantId,
			bill: BillKey,
			scope: Scope,
			scene: SceneId,
			at: Option<Moment>,
		) -> CheckAnswer;
		/// A page of what a holder granted, behind `after`: what grants now, or all of it. Looks at
		/// no more than `limit`, at most 100 (R125).
		fn authorizations_by_holder(
			holder: ParticipantId,
			all: bool,
			after: Option<Digest>,
			limit: u32,
		) -> AuthorizationPage;
		/// A page of what was granted to a participant, as above.
		fn authorizations_by_grantee(
			grantee: ParticipantId,
			all: bool,
			after: Option<Digest>,
			limit: u32,
		) -> AuthorizationPage;
		/// Head of the log of an authorization, or of an entry of the white list of that participant
		/// and scene (R139).
		fn authorization_log(
			basis: Basis,
			participant: ParticipantId,
			scene: SceneId,
		) -> Option<LogHead>;
		/// A version of a template, or its last one (R128).
		fn credential_template(number: u32, version: Option<u32>) -> Option<TemplateAnswer>;
		/// A trusted delegate (R126).
		fn credential_delegate(id: ParticipantId) -> Option<Delegate>;
		/// An entry of the white list.
		fn white_list_entry(participant: ParticipantId, scene: SceneId) -> Option<WhiteListEntry>;
	}
}
