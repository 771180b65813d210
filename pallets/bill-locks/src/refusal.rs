//! Why nothing came of a request, for whoever asked by a call and for another province alike.

use crate::{Config, Error};
use fiscal_primitives::lock::LockRefusal;
use sp_runtime::DispatchError;

/// The error of the call, and what it means across the border.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
	/// What the call fails with.
	pub error: DispatchError,
	/// What it means.
	pub means: LockRefusal,
}

impl Refusal {
	/// The authorization does not carry it.
	pub(crate) const fn not_permitted(error: DispatchError) -> Self {
		Self { error, means: LockRefusal::NotPermitted }
	}
}

impl<T: Config> From<Error<T>> for Refusal {
	fn from(error: Error<T>) -> Self {
		let means = match error {
			Error::AlreadyLocked => LockRefusal::Held,
			Error::NotFound | Error::NotHolder | Error::Expired => LockRefusal::Gone,
			Error::FlowConflict => LockRefusal::Conflict,
			Error::NotAuthorized | Error::NotActive => LockRefusal::NotInForce,
			Error::MaxRequestsExceeded => LockRefusal::Busy,
			_ => LockRefusal::NotUsable,
		};
		Self { error: error.into(), means }
	}
}

/// What the ledger of bills does not admit.
impl From<DispatchError> for Refusal {
	fn from(error: DispatchError) -> Self {
		Self { error, means: LockRefusal::NotUsable }
	}
}

impl From<Refusal> for DispatchError {
	fn from(refusal: Refusal) -> Self {
		refusal.error
	}
}
