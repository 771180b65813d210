//! What must always hold of the storage. With `std` too, so that tests of other crates can check it.

use crate::{
	Authorizations, ByGrantee, ByHolder, CodeEnd, CodeEnds, CodeOf, Codes, Config, CredentialIds,
	Delegates, Pallet, TemplateCount, TemplateVersions, Templates, WhiteList,
};
use alloc::collections::BTreeSet;
use fiscal_primitives::authorization::{
	AuthorizationState, Coverage, CredentialKind, Scope, TemplateId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * Each authorization stands in both indexes and nothing else does; it was never used more often
	///   than it may be; its log has an item for its registration, each change and each use.
	/// * Each authorization has the `id` of its credential to itself among those of its issuer.
	/// * Templates are numbered without a gap, and so are their versions.
	/// * Each code opens an authorization, which knows it, and stands in the order of ends.
	/// * The white list never reaches as far as use.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_authorizations()?;
		Self::check_templates()?;
		Self::check_codes()?;
		for (_, entry) in WhiteList::<T>::iter() {
			ensure!(!entry.scopes.contains(Scope::Use), "white list: a basis for use");
			ensure!(!entry.scopes.is_empty(), "white list: an entry for nothing");
		}
		for (_, delegate) in Delegates::<T>::iter() {
			ensure!(!delegate.terms.scopes.is_empty(), "delegate: trusted with nothing");
			ensure!((1..=64).contains(&delegate.terms.max_bills), "delegate: number of bills");
			ensure!(delegate.terms.max_uses > 0, "delegate: no use");
		}
		Ok(())
	}

	fn check_authorizations() -> Result<(), TryRuntimeError> {
		let mut count = 0usize;
		for (digest, authorization) in Authorizations::<T>::iter() {
			count = count.saturating_add(1);
			let (holder, grantee) = (authorization.holder, authorization.grantee);
			ensure!(
				ByHolder::<T>::contains_key(holder, digest),
				"authorization: not by its holder"
			);
			ensure!(
				ByGrantee::<T>::contains_key(grantee, digest),
				"authorization: not by its grantee"
			);
			ensure!(authorization.uses_max > 0, "authorization: without use");
			ensure!(authorization.used <= authorization.uses_max, "authorization: used too often");
			ensure!(!authorization.scopes.is_empty(), "authorization: for nothing");
			ensure!(
				authorization.valid_from < authorization.valid_until,
				"authorization: ends before it begins"
			);
			let log = authorization.log;
			let others = log.failures.saturating_add(authorization.nonce).saturating_add(1);
			let uses = log.entries.saturating_sub(others);
			ensure!(uses >= authorization.used, "authorization: uses that are not in the log");
			ensure!(
				log.entries > authorization.nonce && !log.head.is_zero(),
				"authorization: steps that are not in the log"
			);
			let confirms = authorization.kind == CredentialKind::Confirmation;
			ensure!(
				confirms == matches!(authorization.coverage, Coverage::Confirmed(_)),
				"authorization: of another kind than its coverage"
			);
			ensure!(!confirms || authorization.used == 0, "confirmation: used");
			ensure!(
				authorization.nonce > 0 || authorization.state == AuthorizationState::Active,
				"authorization: changed without a change"
			);
			ensure!(
				Templates::<T>::contains_key(authorization.template),
				"authorization: of no template"
			);
		}
		ensure!(ByHolder::<T>::iter_keys().count() == count, "by holder: of no authorization");
		ensure!(ByGrantee::<T>::iter_keys().count() == count, "by grantee: of no authorization");
		Self::check_ids(count)
	}

	/// As many ids as authorizations, each of another one, and of its issuer.
	fn check_ids(count: usize) -> Result<(), TryRuntimeError> {
		let mut named = BTreeSet::new();
		for (issuer, _, digest) in CredentialIds::<T>::iter() {
			let found = Authorizations::<T>::get(digest).ok_or("id: of no authorization")?;
			let by = found.delegate.map_or(found.holder, |(delegate, _)| delegate);
			ensure!(by == issuer, "id: of another issuer");
			named.insert(digest);
		}
		ensure!(named.len() == count, "id: an authorization without one");
		ensure!(CredentialIds::<T>::iter_keys().count() == count, "id: one too many");
		Ok(())
	}

	fn check_templates() -> Result<(), TryRuntimeError> {
		let mut versions = 0usize;
		for number in 1..=TemplateCount::<T>::get() {
			let (last, _) =
				TemplateVersions::<T>::get(number).ok_or("template: without version")?;
			for version in 1..=last {
				let found = Templates::<T>::contains_key(TemplateId { number, version });
				ensure!(found, "template: a version is missing");
				versions = versions.saturating_add(1);
			}
		}
		ensure!(
			Templates::<T>::iter_keys().count() == versions,
			"templates: more than are numbered"
		);
		Ok(())
	}

	fn check_codes() -> Result<(), TryRuntimeError> {
		let mut count = 0usize;
		for (code, pending) in Codes::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(pending.attempts < T::MaxCodeAttempts::get(), "code: tried too often");
			ensure!(CodeOf::<T>::get(pending.authorization) == Some(code), "code: not the latest");
			let end = CodeEnd::new(pending.until, code);
			ensure!(CodeEnds::<T>::contains_key(end), "code: without end");
			ensure!(
				Authorizations::<T>::contains_key(pending.authorization),
				"code: of no authorization"
			);
		}
		ensure!(CodeOf::<T>::iter_keys().count() == count, "code of: no code");
		ensure!(CodeEnds::<T>::iter_keys().count() == count, "ends: of no code");
		Ok(())
	}
}
