use crate::{mock::*, DefaultQuotas, Error, Event, Quota, TierQuotas};
use fiscal_primitives::{participant::Tier, Actor, Operation};
use frame_support::{
	assert_noop, assert_ok,
	traits::{GetStorageVersion, StorageVersion},
};
use sp_runtime::DispatchError;

const OTHER: Quota = Quota { burst: 5, per_second: 5 };

const TIERS: [Tier; 4] = [Tier::Member, Tier::Organisation, Tier::Account, Tier::Holder];

#[test]
fn it_is_of_those_of_the_tier_without_a_quota_of_their_own() {
	ExtBuilder::default().with_quota(CAROL, 7, 7).build_and_execute(|| {
		assert_ok!(Quotas::set_default_quota(RuntimeOrigin::root(), Tier::Member, OTHER));
		let event = Event::<Test>::DefaultQuotaSet {
			tier: Tier::Member,
			quota: OTHER,
			by: Actor::Council,
			at: 1_000,
		};
		System::assert_last_event(event.into());
		assert_eq!(Quotas::quota(ALICE), OTHER);
		assert_eq!(Quotas::quota(CAROL), Quota { burst: 7, per_second: 7 });
		assert_eq!(Quotas::quota(BOB), DEFAULTS.organisation);
		assert_eq!(Quotas::quota(CLERK), DEFAULTS.account);
		assert_eq!(Quotas::quota(CITIZEN), DEFAULTS.holder);
	});
}

#[test]
fn every_tier_has_a_default_of_its_own() {
	for tier in TIERS {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(Quotas::set_default_quota(RuntimeOrigin::root(), tier, OTHER));
			let now = DefaultQuotas::<Test>::get();
			for other in TIERS {
				let expected = if other == tier { OTHER } else { DEFAULTS.of(other) };
				assert_eq!(now.of(other), expected, "{tier:?} {other:?}");
			}
		});
	}
}

#[test]
fn a_default_of_zero_shuts_a_tier_out() {
	ExtBuilder::default().build_and_execute(|| {
		let none = Quota::default();
		assert_ok!(Quotas::set_default_quota(RuntimeOrigin::root(), Tier::Holder, none));
		assert!(Quotas::charge(CITIZEN, 1).is_err());
		assert!(Quotas::charge(BOB, 1).is_ok());
	});
}

#[test]
fn the_chain_starts_with_what_genesis_says_and_otherwise_with_what_the_runtime_says() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(DefaultQuotas::<Test>::exists());
		assert_eq!(DefaultQuotas::<Test>::get(), DEFAULTS);
		assert_eq!(Quotas::on_chain_storage_version(), crate::STORAGE_VERSION);
		assert_ne!(crate::STORAGE_VERSION, StorageVersion::new(0));
	});
	let own = TierQuotas { holder: OTHER, ..DEFAULTS };
	ExtBuilder::default().with_defaults(own).build_and_execute(|| {
		assert_eq!(DefaultQuotas::<Test>::get(), own);
		assert_eq!(Quotas::quota(CITIZEN), OTHER);
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let set = |origin| Quotas::set_default_quota(origin, Tier::Organisation, OTHER);
		assert_noop!(
			Quotas::set_default_quota(RuntimeOrigin::root(), Tier::Member, DEFAULT),
			Error::<Test>::NothingChanged
		);
		assert_noop!(set(signed(ALICE)), Error::<Test>::ApprovalRequired);
		assert_noop!(set(signed(BOB)), NOT_AUTHORIZED);
		assert_noop!(set(RuntimeOrigin::none()), DispatchError::BadOrigin);
		HighRisk::set(vec![Operation::ChangeQuota]);
		assert_noop!(set(signed(ALICE)), APPROVAL_REQUIRED);
		Approved::set(Some(ALICE));
		assert_ok!(set(RuntimeOrigin::root()));
	});
}
