//! What authorizations and the white list permit, and the log of it. R130, R139, R233.

use crate::{Authorizations, Config, Delegates, Error, Event, Pallet, WhiteList};
use fiscal_primitives::{
	authorization::{
		Authorization, AuthorizationStatus, Basis, CheckFault, Coverage, CredentialKind, LogEntry,
		LogItem, Scope, WhiteListEntry,
	},
	traits::{BillLedger, LockPermission, ParticipantRegistry},
	Bill, BillKey, Digest, Moment, ParticipantId, SceneId,
};
use frame_support::{defensive, ensure, traits::Time};
use sp_runtime::{DispatchError, DispatchResult};

/// What somebody wants to do with a bill.
#[derive(Clone, Copy)]
pub(crate) struct Request<'b> {
	pub user: ParticipantId,
	pub key: BillKey,
	/// The record, if there is one.
	pub bill: Option<&'b Bill>,
	pub scene: SceneId,
	pub scope: Scope,
	pub at: Moment,
}

impl<T: Config> From<CheckFault> for Error<T> {
	fn from(fault: CheckFault) -> Self {
		match fault {
			CheckFault::NotFound => Self::NotFound,
			CheckFault::WrongGrantee => Self::WrongGrantee,
			CheckFault::GranteeKeyChanged => Self::GranteeKeyChanged,
			CheckFault::GranteeNotActive => Self::GranteeNotActive,
			CheckFault::HolderNotActive => Self::HolderNotActive,
			CheckFault::Frozen => Self::Frozen,
			CheckFault::Revoked => Self::Revoked,
			CheckFault::NotYetValid => Self::NotYetValid,
			CheckFault::Expired => Self::Expired,
			CheckFault::UsedUp => Self::UsedUp,
			CheckFault::NotAGrant => Self::NotAGrant,
			CheckFault::ScopeNotGranted => Self::ScopeNotGranted,
			CheckFault::SceneNotGranted => Self::SceneNotGranted,
			CheckFault::BillNotCovered => Self::BillNotCovered,
			CheckFault::BillNotFound => Self::BillNotFound,
			CheckFault::BillNotOwned => Self::BillNotOwned,
			CheckFault::NotListed => Self::NotListed,
			CheckFault::DelegateNotTrusted => Self::DelegateNotTrusted,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Does the authorization grant anything to `user` at `at`?
	pub(crate) fn judge_standing(
		authorization: &Authorization,
		user: ParticipantId,
		at: Moment,
	) -> Result<(), CheckFault> {
		ensure!(authorization.grantee == user, CheckFault::WrongGrantee);
		ensure!(T::Participants::is_active(user), CheckFault::GranteeNotActive);
		let version = T::Participants::key_of(user).map(|(_, version)| version);
		ensure!(version == Some(authorization.grantee_key_version), CheckFault::GranteeKeyChanged);
		match authorization.status(at) {
			AuthorizationStatus::Active => (),
			AuthorizationStatus::NotYetValid => return Err(CheckFault::NotYetValid),
			AuthorizationStatus::Frozen => return Err(CheckFault::Frozen),
			AuthorizationStatus::Revoked => return Err(CheckFault::Revoked),
			AuthorizationStatus::Expired => return Err(CheckFault::Expired),
			AuthorizationStatus::UsedUp => return Err(CheckFault::UsedUp),
		}
		let active = T::Participants::is_active(authorization.holder);
		ensure!(active, CheckFault::HolderNotActive);
		if let Some((delegate, _)) = authorization.delegate {
			let trusted = Delegates::<T>::contains_key(delegate);
			ensure!(
				trusted && T::Participants::is_active(delegate),
				CheckFault::DelegateNotTrusted
			);
		}
		Ok(())
	}

	/// Does the authorization permit the request?
	pub(crate) fn judge(
		authorization: &Authorization,
		request: &Request<'_>,
	) -> Result<(), CheckFault> {
		Self::judge_standing(authorization, request.user, request.at)?;
		let grants = authorization.kind != CredentialKind::Confirmation;
		ensure!(grants, CheckFault::NotAGrant);
		ensure!(authorization.scopes.contains(request.scope), CheckFault::ScopeNotGranted);
		ensure!(authorization.scene == request.scene, CheckFault::SceneNotGranted);
		let bill = request.bill.ok_or(CheckFault::BillNotFound)?;
		let covered = match &authorization.coverage {
			Coverage::Bills(bills) => bills.contains(&request.key),
			Coverage::AllInScene => true,
			Coverage::Confirmed(_) => false,
		};
		ensure!(covered, CheckFault::BillNotCovered);
		let owned = T::Participants::holder_of(&bill.payer) == Some(authorization.holder);
		ensure!(owned, CheckFault::BillNotOwned);
		Ok(())
	}

	/// Does the entry of the white list permit the request?
	pub(crate) fn judge_listed(
		entry: &WhiteListEntry,
		request: &Request<'_>,
	) -> Result<(), CheckFault> {
		ensure!(request.at < entry.until, CheckFault::Expired);
		ensure!(request.scope != Scope::Use, CheckFault::ScopeNotGranted);
		ensure!(entry.scopes.contains(request.scope), CheckFault::ScopeNotGranted);
		ensure!(T::Participants::is_active(request.user), CheckFault::GranteeNotActive);
		ensure!(request.bill.is_some(), CheckFault::BillNotFound);
		Ok(())
	}

	pub(crate) fn do_record_use(
		user: ParticipantId,
		basis: Basis,
		key: BillKey,
		scope: Scope,
		scene: SceneId,
		purpose: Digest,
	) -> DispatchResult {
		ensure!(scope != Scope::Use, Error::<T>::NotARead);
		let bill = T::Bills::bill(&key);
		let at = T::Time::now();
		let request = Request { user, key, bill: bill.as_ref(), scene, scope, at };
		match basis {
			Basis::Authorization(digest) => Authorizations::<T>::mutate(digest, |slot| {
				let Some(authorization) = slot else {
					Self::unlogged(basis, &request, purpose, CheckFault::NotFound);
					return;
				};
				let judged = Self::judge(authorization, &request);
				if judged.is_ok() {
					authorization.used = authorization.used.saturating_add(1);
				}
				let entry = Self::entry(&request, purpose, judged.err());
				authorization.log.append(&LogItem::Checked(entry));
				Self::announce(basis, entry, authorization.log.head);
			}),
			Basis::WhiteList => WhiteList::<T>::mutate((user, scene), |slot| {
				let Some(listed) = slot else {
					Self::unlogged(basis, &request, purpose, CheckFault::NotListed);
					return;
				};
				let judged = Self::judge_listed(listed, &request);
				let entry = Self::entry(&request, purpose, judged.err());
				listed.log.append(&LogItem::Checked(entry));
				Self::announce(basis, entry, listed.log.head);
			}),
		}
		Ok(())
	}

	fn entry(request: &Request<'_>, purpose: Digest, fault: Option<CheckFault>) -> LogEntry {
		LogEntry {
			at: request.at,
			user: request.user,
			scene: request.scene,
			bill: request.key,
			scope: request.scope,
			purpose,
			fault,
		}
	}

	fn announce(basis: Basis, entry: LogEntry, head: Digest) {
		Self::deposit_event(match entry.fault {
			None => Event::Used { basis, entry, head },
			Some(_) => Event::CheckFailed { basis, entry, head: Some(head) },
		});
	}

	/// A failure for which there is no log to continue: the event is the record.
	fn unlogged(basis: Basis, request: &Request<'_>, purpose: Digest, fault: CheckFault) {
		let entry = Self::entry(request, purpose, Some(fault));
		Self::deposit_event(Event::CheckFailed { basis, entry, head: None });
	}
}

/// Locks rest on the authorization of the holder alone.
impl<T: Config> LockPermission for Pallet<T> {
	fn ensure_may_lock(
		user: ParticipantId,
		key: &BillKey,
		bill: &Bill,
		scene: SceneId,
		authorization: Option<Digest>,
	) -> DispatchResult {
		let digest = authorization.ok_or(Error::<T>::AuthorizationRequired)?;
		let authorization = Authorizations::<T>::get(digest).ok_or(Error::<T>::NotFound)?;
		let at = T::Time::now();
		let request = Request { user, key: *key, bill: Some(bill), scene, scope: Scope::Use, at };
		Self::judge(&authorization, &request)
			.map_err(|fault| DispatchError::from(Error::<T>::from(fault)))
	}

	fn used(user: ParticipantId, key: &BillKey, scene: SceneId, authorization: Digest) {
		Authorizations::<T>::mutate(authorization, |slot| {
			let Some(stored) = slot else {
				defensive!("a lock was won on an authorization that does not exist");
				return;
			};
			// Requests of one block may together ask for more than is left. The ledger of locks asks
			// again before each; whatever it does, the log tells.
			let left = stored.used < stored.uses_max;
			if left {
				stored.used = stored.used.saturating_add(1);
			}
			let entry = LogEntry {
				at: T::Time::now(),
				user,
				scene,
				bill: *key,
				scope: Scope::Use,
				purpose: Digest::zero(),
				fault: (!left).then_some(CheckFault::UsedUp),
			};
			stored.log.append(&LogItem::Checked(entry));
			Self::announce(Basis::Authorization(authorization), entry, stored.log.head);
		});
	}
}
