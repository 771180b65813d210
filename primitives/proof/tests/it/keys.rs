//! The keys are the runtime's.

use crate::common::key;
use fiscal_proof::{bill_key, lock_key, time_key};
use fiscal_runtime::Runtime;

#[test]
fn bills_locks_and_time_are_looked_for_where_the_runtime_keeps_them() {
	for number in [0, 1, 9_999_999_999] {
		let key = key(number);
		assert_eq!(bill_key(&key), pallet_bills::Bills::<Runtime>::hashed_key_for(key));
		assert_eq!(lock_key(&key), pallet_bill_locks::Locks::<Runtime>::hashed_key_for(key));
	}
	assert_eq!(time_key(), pallet_timestamp::Now::<Runtime>::hashed_key());
}
