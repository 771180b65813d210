//! Dynamic codes 授权动态码. R137.

use crate::{
	acting::Acting, Attempts, Authorizations, CodeEnd, CodeEnds, CodeOf, Codes, Config, Error,
	Event, FailedAttempts, Pallet, PendingCode, WeightInfo,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	authorization::{Code, CodeFault},
	Digest, Moment, ParticipantId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_issue_code(
		by: Acting,
		code: Digest,
		authorization: Digest,
		until: Moment,
	) -> DispatchResult {
		let now = T::Time::now();
		let stored = Authorizations::<T>::get(authorization).ok_or(Error::<T>::NotFound)?;
		let granted = stored.delegate.is_some_and(|(delegate, _)| delegate == by.id);
		let may = stored.holder == by.id || granted || by.is_platform::<T>();
		ensure!(may, Error::<T>::NotAuthorized);
		let by = by.id;
		Self::judge_standing(&stored, stored.grantee, now)
			.map_err(|fault| DispatchError::from(Error::<T>::from(fault)))?;
		ensure!(now < until, Error::<T>::Expired);
		let term = until.saturating_sub(now);
		ensure!(term <= T::CodeTerm::get(), Error::<T>::MaxCodeTermExceeded);
		ensure!(!Codes::<T>::contains_key(code), Error::<T>::AlreadyExists);
		if let Some(before) = CodeOf::<T>::get(authorization) {
			Self::remove_code(before);
		}
		Codes::<T>::insert(code, PendingCode { authorization, until, attempts: 0, by });
		CodeOf::<T>::insert(authorization, code);
		CodeEnds::<T>::insert(CodeEnd::new(until, code), ());
		Self::deposit_event(Event::CodeIssued { code, authorization, until, by });
		Ok(())
	}

	pub(crate) fn do_redeem_code(by: ParticipantId, code: &Code) -> DispatchResult {
		let now = T::Time::now();
		let window = now.checked_div(T::CodeTerm::get()).unwrap_or_default();
		let mut attempts = FailedAttempts::<T>::get(by);
		if attempts.window != window {
			attempts = Attempts { window, failed: 0 };
		}
		ensure!(attempts.failed < T::MaxCodeAttempts::get(), Error::<T>::MaxAttemptsExceeded);
		let code = code.digest();
		match Self::open(by, code, now) {
			Ok(authorization) => {
				Self::remove_code(code);
				Self::deposit_event(Event::CodeRedeemed { code, authorization, by });
			}
			Err(reason) => {
				attempts.failed = attempts.failed.saturating_add(1);
				FailedAttempts::<T>::insert(by, attempts);
				Self::deposit_event(Event::CodeRefused { code, by, reason });
			}
		}
		Ok(())
	}

	/// The authorization the code opens for `by`. Attempts of others wear the code out.
	fn open(by: ParticipantId, code: Digest, now: Moment) -> Result<Digest, CodeFault> {
		let mut pending = Codes::<T>::get(code).ok_or(CodeFault::Unknown)?;
		if now >= pending.until {
			Self::remove_code(code);
			return Err(CodeFault::Expired);
		}
		let stored =
			Authorizations::<T>::get(pending.authorization).ok_or(CodeFault::NotInForce)?;
		if stored.grantee != by {
			pending.attempts = pending.attempts.saturating_add(1);
			if pending.attempts >= T::MaxCodeAttempts::get() {
				Self::remove_code(code);
			} else {
				Codes::<T>::insert(code, pending);
			}
			return Err(CodeFault::WrongGrantee);
		}
		Self::judge_standing(&stored, by, now).map_err(|_| CodeFault::NotInForce)?;
		Ok(pending.authorization)
	}

	fn remove_code(code: Digest) {
		if let Some(pending) = Codes::<T>::take(code) {
			CodeOf::<T>::remove(pending.authorization);
			CodeEnds::<T>::remove(CodeEnd::new(pending.until, code));
		}
	}

	/// Removes codes that have run out, oldest first: as many as `remaining` pays for, and at most
	/// [`Config::MaxSweep`]. Reads one more than it removes.
	pub(crate) fn sweep(remaining: Weight) -> Weight {
		let look = T::WeightInfo::sweep(0);
		let one = T::WeightInfo::sweep(1).saturating_sub(look);
		let paid = remaining
			.checked_sub(&look)
			.and_then(|rest| rest.checked_div_per_component(&one))
			.unwrap_or_default()
			.min(u64::from(T::MaxSweep::get()));
		if paid == 0 {
			return Weight::zero();
		}
		let now = T::Time::now();
		let most = usize::try_from(paid).unwrap_or(usize::MAX);
		let due: Vec<CodeEnd> =
			CodeEnds::<T>::iter_keys().take(most).take_while(|end| end.until() <= now).collect();
		let mut removed = 0u32;
		for end in due {
			Self::remove_code(end.code);
			removed = removed.saturating_add(1);
		}
		T::WeightInfo::sweep(removed)
	}
}
