//! Costs, charging and refunds.

use crate::{Bucket, Buckets, Charge, Config, DefaultQuotas, Error, Pallet, Quota, Quotas, TierOf};
use fiscal_primitives::{
	participant::Role,
	traits::{Gate, ParticipantRegistry},
	AccountId, Actor, Operation, ParticipantId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::DispatchError;

/// Ref time of one unit: one microsecond.
const REF_TIME_PER_UNIT: u64 = 1_000_000;

/// Why a bucket does not admit a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
	/// It is too full just now.
	Exhausted,
	/// It would not even when empty.
	ExceedsBurst,
}

impl<T: Config> Pallet<T> {
	/// What a transaction of that weight and of `len` bytes costs, in units.
	pub fn cost(weight: Weight, len: usize) -> u64 {
		let bytes = u64::try_from(len).unwrap_or(u64::MAX);
		weight
			.ref_time()
			.div_ceil(REF_TIME_PER_UNIT)
			.saturating_add(bytes.saturating_mul(T::BytePrice::get()))
			.saturating_add(T::BaseCost::get())
	}

	/// The quota in force for a participant: its own, or the default of its tier. Nobody's is zero.
	pub fn quota(id: ParticipantId) -> Quota {
		Quotas::<T>::get(id).unwrap_or_else(|| {
			T::Tiers::tier_of(id).map(|tier| DefaultQuotas::<T>::get().of(tier)).unwrap_or_default()
		})
	}

	/// Who pays for `units` that the account spends; none if it belongs to no participant.
	pub fn charge_of(account: &AccountId, units: u64) -> Option<Charge> {
		let organisation = T::Participants::id_of(account)?;
		let signer = T::Participants::signer_of(account);
		Some(Charge { organisation, account: signer.filter(|id| *id != organisation), units })
	}

	/// How many units of its quota a participant has in use now, rounded up, and the quota: it may
	/// spend `burst - level` at once.
	pub fn remaining(id: ParticipantId) -> (u64, Quota) {
		let quota = Self::quota(id);
		(Self::level(id, &quota).div_ceil(Bucket::PER_UNIT), quota)
	}

	/// The bucket as it would be after `units` more.
	///
	/// # Errors
	/// [`Full`] if it does not hold them.
	pub fn admit(id: ParticipantId, units: u64) -> Result<Bucket, Full> {
		let quota = Self::quota(id);
		let holds = quota.burst.saturating_mul(Bucket::PER_UNIT);
		let cost = units
			.checked_mul(Bucket::PER_UNIT)
			.filter(|cost| *cost <= holds)
			.ok_or(Full::ExceedsBurst)?;
		let level = Self::level(id, &quota)
			.checked_add(cost)
			.filter(|level| *level <= holds)
			.ok_or(Full::Exhausted)?;
		Ok(Bucket { level, at: T::Time::now() })
	}

	/// Would every bucket that pays hold its units?
	///
	/// # Errors
	/// [`Full`] if one of them does not; an account is asked before its organisation.
	pub fn admit_all(charge: &Charge) -> Result<(), Full> {
		charge.payers().try_for_each(|id| Self::admit(id, charge.units).map(|_| ()))
	}

	/// Charges whoever pays. Changes nothing when it refuses.
	///
	/// # Errors
	/// As [`Self::admit_all`].
	pub(crate) fn charge_all(charge: &Charge) -> Result<(), Full> {
		Self::admit_all(charge)?;
		charge.payers().try_for_each(|id| Self::charge(id, charge.units))
	}

	/// Gives `units` of what was charged by the same transaction back to whoever paid.
	pub(crate) fn refund_all(charge: &Charge, units: u64) {
		charge.payers().for_each(|id| Self::refund(id, units));
	}

	/// Charges `units`. Changes nothing when it refuses.
	///
	/// # Errors
	/// [`Full`] if the bucket does not hold them.
	pub(crate) fn charge(id: ParticipantId, units: u64) -> Result<(), Full> {
		Self::admit(id, units).map(|bucket| Buckets::<T>::insert(id, bucket))
	}

	/// Gives back `units` of what was charged by the same transaction.
	pub(crate) fn refund(id: ParticipantId, units: u64) {
		if units == 0 {
			return;
		}
		Buckets::<T>::mutate(id, |slot| {
			if let Some(bucket) = slot {
				let back = units.saturating_mul(Bucket::PER_UNIT);
				bucket.level = bucket.level.saturating_sub(back);
			}
		});
	}

	/// Lets the bucket leak up to now at the rate in force.
	pub(crate) fn settle(id: ParticipantId) {
		let quota = Self::quota(id);
		let now = T::Time::now();
		Buckets::<T>::mutate(id, |slot| {
			if let Some(bucket) = slot {
				*bucket = Bucket { level: bucket.level_at(&quota, now), at: now };
			}
		});
	}

	/// Who may set quotas: the council, or whoever has an approval through the flow that the operation
	/// demands.
	///
	/// # Errors
	/// Those of the gate, [`Error::ApprovalRequired`].
	pub(crate) fn ensure_decided_together(origin: OriginFor<T>) -> Result<Actor, DispatchError> {
		let by = T::Gate::ensure(origin, Operation::ChangeQuota, Role::Council)?;
		ensure!(by.decided_together(), Error::<T>::ApprovalRequired);
		Ok(by)
	}

	fn level(id: ParticipantId, quota: &Quota) -> u64 {
		Buckets::<T>::get(id).map_or(0, |bucket| bucket.level_at(quota, T::Time::now()))
	}
}
