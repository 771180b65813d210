//! What the call costs at most.

use crate::{Call, Config, Pallet};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use sp_runtime::traits::Hash;

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn authorize_upgrade() -> Result<(), BenchmarkError> {
		let origin =
			T::ApproveOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let code_hash = T::Hashing::hash(b"a runtime");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, code_hash);
		let authorized = frame_system::Pallet::<T>::authorized_upgrade();
		assert!(authorized.is_some_and(|upgrade| *upgrade.code_hash() == code_hash));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
