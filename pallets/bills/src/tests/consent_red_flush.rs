use crate::{mock::*, Error, Event, RedFlushConsents};
use fiscal_primitives::{traits::BillLedger, Operation};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn only_a_fiscal_authority_consents_and_once() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimburse(1, 1);
		let consent = consent_red_flush;
		for who in [ISSUER, OPERATOR, PLATFORM, USER, STRANGER] {
			assert_noop!(consent(who, 1), DispatchError::BadOrigin);
		}
		assert_noop!(consent(AUTHORITY, 2), Error::<Test>::NotFound);
		Frozen::set(vec![DEPUTY.into()]);
		assert_noop!(consent(DEPUTY, 1), DispatchError::BadOrigin);
		HighRisk::set(vec![Operation::ConsentRedFlush]);
		assert_noop!(consent(AUTHORITY, 1), APPROVAL_REQUIRED);
		HighRisk::set(Vec::new());
		assert_ok!(consent(AUTHORITY, 1));
		assert_eq!(RedFlushConsents::<Test>::get(key(1)), Some(actor(AUTHORITY)));
		assert_eq!(last_event(), Event::RedFlushConsented { key: key(1), by: actor(AUTHORITY) });
		assert_noop!(consent(MINISTRY, 1), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn a_consent_is_to_the_version_that_was_seen() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimburse(1, 4_000);
		let seen = bill(1).version;
		reimburse(1, 1_000);
		let consent = |version| BillsPallet::consent_red_flush(signed(AUTHORITY), key(1), version);
		assert_noop!(consent(seen), Error::<Test>::VersionConflict);
		assert_ok!(consent(seen + 1));
	});
}

#[test]
fn a_consent_lapses_when_money_moves_but_not_with_a_mere_lock() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimburse(1, 4_000);
		let consent = || consent_red_flush(AUTHORITY, 1);
		assert_ok!(consent());
		lock(1);
		assert_ok!(BillsPallet::unlock(&key(1), &actor(USER)));
		assert!(RedFlushConsents::<Test>::contains_key(key(1)));
		reimburse(1, 1_000);
		assert!(!RedFlushConsents::<Test>::contains_key(key(1)));
		assert_ok!(consent());
		assert_ok!(BillsPallet::reverse(&key(1), fen(5_000), &actor(AUTHORITY)));
		assert!(!RedFlushConsents::<Test>::contains_key(key(1)));
		assert_ok!(BillsPallet::void_bill(signed(ISSUER), key(1), reason()));
	});
}
