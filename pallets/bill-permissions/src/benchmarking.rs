//! What the calls cost at most.

use crate::{Call, Config, Pallet, Rules};
use fiscal_primitives::{changes::BillAction, traits::Gate, transition::default_rule, Actor};
use frame_benchmarking::v2::*;

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn set_rule() {
		let action = BillAction::Corrected;
		let mut rule = default_rule(action);
		rule.approval_for = rule.roles;
		Pallet::<T>::do_set_rule(action, Some(rule), Actor::Council).expect("within the floor");
		rule.enabled = false;
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, action, Some(rule));
		assert_eq!(Rules::<T>::get(action).and_then(|stored| stored.rule), Some(rule));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
