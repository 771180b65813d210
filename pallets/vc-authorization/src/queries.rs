//! What the runtime API answers with. R125, R130, R137, R139, R233.

use crate::{
	usage::Request, Authorizations, ByGrantee, ByHolder, Config, Delegates, Pallet,
	TemplateVersions, Templates, WhiteList,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	authorization::{
		AuthorizationAnswer, AuthorizationPage, AuthorizationStatus, Basis, CheckAnswer,
		CheckFault, Delegate, LogHead, Scope, TemplateAnswer, TemplateId, WhiteListEntry,
	},
	traits::BillLedger,
	BillKey, Digest, Moment, ParticipantId, SceneId,
};
use frame_support::traits::Time;

/// The most authorizations one page looks at.
pub const MAX_PAGE: u32 = 100;

impl<T: Config> Pallet<T> {
	/// An authorization, with what it is worth at the time of the block.
	pub fn authorization(digest: Digest) -> Option<AuthorizationAnswer> {
		let authorization = Authorizations::<T>::get(digest)?;
		let status = authorization.status(T::Time::now());
		Some(AuthorizationAnswer { digest, status, authorization })
	}

	/// Would `user` be permitted at `at` (the time of the block when left out)? Without `digest` the
	/// white list is asked. Counts and logs nothing.
	pub fn check(
		digest: Option<Digest>,
		user: ParticipantId,
		key: BillKey,
		scope: Scope,
		scene: SceneId,
		at: Option<Moment>,
	) -> CheckAnswer {
		let bill = T::Bills::bill(&key);
		let at = at.unwrap_or_else(T::Time::now);
		let request = Request { user, key, bill: bill.as_ref(), scene, scope, at };
		let judged = match digest {
			Some(digest) => Authorizations::<T>::get(digest)
				.ok_or(CheckFault::NotFound)
				.and_then(|authorization| Self::judge(&authorization, &request)),
			None => WhiteList::<T>::get((user, scene))
				.ok_or(CheckFault::NotListed)
				.and_then(|entry| Self::judge_listed(&entry, &request)),
		};
		CheckAnswer { permitted: judged.is_ok(), reason: judged.err() }
	}

	/// A page of what a holder granted, in the order of the digests. Unless `all`, only what grants
	/// now: a page may then be short, or empty, before the end. Looks at no more than `limit`, at most
	/// [`MAX_PAGE`].
	pub fn by_holder(
		holder: ParticipantId,
		all: bool,
		after: Option<Digest>,
		limit: u32,
	) -> AuthorizationPage {
		Self::page(all, limit, |most| match after {
			None => ByHolder::<T>::iter_key_prefix(holder).take(most).collect(),
			Some(after) => {
				let key = ByHolder::<T>::hashed_key_for(holder, after);
				ByHolder::<T>::iter_key_prefix_from(holder, key).take(most).collect()
			}
		})
	}

	/// A page of what was granted to a grantee; as [`Pallet::by_holder`].
	pub fn by_grantee(
		grantee: ParticipantId,
		all: bool,
		after: Option<Digest>,
		limit: u32,
	) -> AuthorizationPage {
		Self::page(all, limit, |most| match after {
			None => ByGrantee::<T>::iter_key_prefix(grantee).take(most).collect(),
			Some(after) => {
				let key = ByGrantee::<T>::hashed_key_for(grantee, after);
				ByGrantee::<T>::iter_key_prefix_from(grantee, key).take(most).collect()
			}
		})
	}

	fn page(all: bool, limit: u32, read: impl FnOnce(usize) -> Vec<Digest>) -> AuthorizationPage {
		let limit = limit.clamp(1, MAX_PAGE);
		let most = usize::try_from(limit).unwrap_or(usize::MAX);
		// One more tells whether there is a next page.
		let mut digests = read(most.saturating_add(1));
		let more = digests.len() > most;
		digests.truncate(most);
		let next = digests.last().copied().filter(|_| more);
		let items = digests
			.into_iter()
			.filter_map(Self::authorization)
			.filter(|answer| all || answer.status == AuthorizationStatus::Active)
			.collect();
		AuthorizationPage { items, next }
	}

	/// Head of the log of an authorization, or of an entry of the white list.
	pub fn log(basis: Basis, user: ParticipantId, scene: SceneId) -> Option<LogHead> {
		match basis {
			Basis::Authorization(digest) => Authorizations::<T>::get(digest).map(|found| found.log),
			Basis::WhiteList => WhiteList::<T>::get((user, scene)).map(|entry| entry.log),
		}
	}

	/// A version of a template, the last one when left out.
	pub fn template(number: u32, version: Option<u32>) -> Option<TemplateAnswer> {
		let (last, standing) = TemplateVersions::<T>::get(number)?;
		let id = TemplateId { number, version: version.unwrap_or(last) };
		let record = Templates::<T>::get(id)?;
		Some(TemplateAnswer { id, in_force: standing && id.version == last, record })
	}

	/// The terms and the day's grants of a trusted delegate.
	pub fn delegate(id: ParticipantId) -> Option<Delegate> {
		Delegates::<T>::get(id)
	}

	/// An entry of the white list.
	pub fn white_list_entry(participant: ParticipantId, scene: SceneId) -> Option<WhiteListEntry> {
		WhiteList::<T>::get((participant, scene))
	}
}
