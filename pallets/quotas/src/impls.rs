//! Costs, charging and refunds.

use crate::{Bucket, Buckets, Config, DefaultQuota, Pallet, Quota, Quotas};
use fiscal_primitives::{participant::Role, traits::ParticipantRegistry, ParticipantId};
use frame_support::{
	traits::{Get, Time},
	weights::Weight,
};

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

	/// The quota in force for a participant.
	pub fn quota(id: ParticipantId) -> Quota {
		Quotas::<T>::get(id).unwrap_or_else(DefaultQuota::<T>::get)
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

	/// A participant has one role at least, so that one without any does not exist.
	pub(crate) fn exists(id: ParticipantId) -> bool {
		Role::ALL.into_iter().any(|role| T::Participants::has_role(id, role))
	}

	fn level(id: ParticipantId, quota: &Quota) -> u64 {
		Buckets::<T>::get(id).map_or(0, |bucket| bucket.level_at(quota, T::Time::now()))
	}
}
