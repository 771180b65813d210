//! What the calls and the extension cost at most: the participant has a bucket, and for a charge no
//! quota of its own, so that its tier and the defaults are read too.

use crate::{
	BenchmarkHelper, Bucket, Buckets, Call, Config, DefaultQuotas, Pallet, Quota, Quotas,
	TierQuotas,
};
use fiscal_primitives::{
	participant::Tier,
	traits::{Gate, ParticipantRegistry},
	AccountId, ParticipantId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Time;

/// More than the benchmarks spend.
const AMPLE: Quota = Quota { burst: 1_000_000, per_second: 1_000 };
const OTHER: Quota = Quota { burst: 2_000_000, per_second: 2_000 };
/// What a transaction costs in the benchmarks, and what it did not need of that.
const UNITS: u64 = 1_000;
const UNUSED: u64 = 10;

/// The participant of an account, with a bucket that is not empty and the default of its tier.
fn participant<T: Config>(account: &AccountId) -> Result<ParticipantId, BenchmarkError> {
	let id = T::Participants::signer_of(account).ok_or(BenchmarkError::Stop("no participant"))?;
	let quotas = TierQuotas { member: AMPLE, organisation: AMPLE, account: AMPLE, holder: AMPLE };
	DefaultQuotas::<T>::put(quotas);
	Quotas::<T>::remove(id);
	Buckets::<T>::insert(id, Bucket { level: UNITS, at: T::Time::now() });
	Ok(id)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn set_quota() -> Result<(), BenchmarkError> {
		let (organisation, _) = T::BenchmarkHelper::organisation_and_operator();
		let id = participant::<T>(&organisation)?;
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Some(OTHER));
		assert_eq!(Quotas::<T>::get(id), Some(OTHER));
		Ok(())
	}

	#[benchmark]
	fn set_default_quota() {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Tier::Holder, OTHER);
		assert_eq!(DefaultQuotas::<T>::get().holder, OTHER);
	}

	#[benchmark]
	fn charge_quota() -> Result<(), BenchmarkError> {
		let (organisation, _) = T::BenchmarkHelper::organisation_and_operator();
		let id = participant::<T>(&organisation)?;
		let before = Pallet::<T>::remaining(id).0;
		#[block]
		{
			if let Some(charge) = Pallet::<T>::charge_of(&organisation, UNITS) {
				if Pallet::<T>::charge_all(&charge).is_ok() {
					Pallet::<T>::refund_all(&charge, UNUSED);
				}
			}
		}
		assert_eq!(Pallet::<T>::remaining(id).0, before + UNITS - UNUSED);
		Ok(())
	}

	#[benchmark]
	fn charge_account_quota() -> Result<(), BenchmarkError> {
		let (organisation, operator) = T::BenchmarkHelper::organisation_and_operator();
		let above = participant::<T>(&organisation)?;
		let id = participant::<T>(&operator)?;
		let before = (Pallet::<T>::remaining(id).0, Pallet::<T>::remaining(above).0);
		#[block]
		{
			if let Some(charge) = Pallet::<T>::charge_of(&operator, UNITS) {
				if Pallet::<T>::charge_all(&charge).is_ok() {
					Pallet::<T>::refund_all(&charge, UNUSED);
				}
			}
		}
		let after = (Pallet::<T>::remaining(id).0, Pallet::<T>::remaining(above).0);
		let spent = UNITS - UNUSED;
		assert_eq!(after, (before.0 + spent, before.1 + spent));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test,
	);
}
