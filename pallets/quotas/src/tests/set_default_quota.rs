use crate::{mock::*, Error, Event, Quota};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const OTHER: Quota = Quota { burst: 5, per_second: 5 };

#[test]
fn it_is_of_those_without_a_quota_of_their_own() {
	ExtBuilder::default().with_quota(BOB, 7, 7).build_and_execute(|| {
		assert_ok!(Quotas::set_default_quota(RuntimeOrigin::root(), OTHER));
		System::assert_last_event(Event::DefaultQuotaSet { quota: OTHER }.into());
		assert_eq!(Quotas::quota(ALICE), OTHER);
		assert_eq!(Quotas::quota(BOB), Quota { burst: 7, per_second: 7 });
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Quotas::set_default_quota(RuntimeOrigin::root(), DEFAULT),
			Error::<Test>::NothingChanged
		);
		for origin in [signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(Quotas::set_default_quota(origin, OTHER), DispatchError::BadOrigin);
		}
	});
}
