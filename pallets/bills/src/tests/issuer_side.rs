//! Voiding, paper and circulation.

use crate::{mock::*, Error, Event};
use fiscal_primitives::bill::{Circulation, Medium, Validity};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

type Attempt = fn(u8, u64) -> DispatchResult;

const CALLS: [Attempt; 4] = [
	|who, number| BillsPallet::void_bill(signed(who), key(number), reason()),
	|who, number| {
		BillsPallet::exchange_for_paper(signed(who), key(number), digest("serial"), reason())
	},
	|who, number| BillsPallet::restore_electronic(signed(who), key(number), reason()),
	|who, number| BillsPallet::set_circulation(signed(who), key(number), Circulation::Blocked),
];

#[test]
fn only_the_issuers_side_may() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for call in CALLS {
			for who in [PLATFORM, AUTHORITY, USER, OTHER_ISSUER, OTHER_OPERATOR, MINISTRY, STRANGER]
			{
				assert_noop!(call(who, 1), Error::<Test>::NotAuthorized);
			}
			assert_noop!(call(ISSUER, 2), Error::<Test>::NotFound);
			Frozen::set(vec![ISSUER.into()]);
			assert_noop!(call(ISSUER, 1), Error::<Test>::NotActive);
			Frozen::set(Vec::new());
		}
	});
}

#[test]
fn a_node_acts_for_whom_it_serves_and_while_that_one_is_active() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for call in CALLS {
			Unserved::set(vec![ISSUER.into()]);
			assert_noop!(call(OPERATOR, 1), Error::<Test>::NotServed);
			Unserved::set(Vec::new());
			Frozen::set(vec![ISSUER.into()]);
			assert_noop!(call(OPERATOR, 1), Error::<Test>::NotActive);
			Frozen::set(Vec::new());
			SuspendedNodes::set(vec![NODE.0]);
			assert_noop!(call(OPERATOR, 1), Error::<Test>::NotActive);
			SuspendedNodes::set(Vec::new());
		}
		// The issuer itself needs no node.
		Unserved::set(vec![ISSUER.into()]);
		assert_ok!(CALLS[3](ISSUER, 1));
	});
}

#[test]
fn a_void_bill_is_void_for_ever() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let old = bill(1);
		assert_ok!(CALLS[0](OPERATOR, 1));
		assert_eq!(bill(1).validity, Validity::Voided);
		assert_eq!(bill(1).version, 2);
		assert_eq!(bill(1).history.unwrap().previous, old.version_hash());
		assert_eq!(
			last_event(),
			Event::Voided { key: key(1), by: actor(OPERATOR), reason: reason() }
		);
		for call in CALLS {
			assert_noop!(call(ISSUER, 1), Error::<Test>::Terminal);
		}
	});
}

#[test]
fn a_bill_goes_to_paper_and_back() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(CALLS[2](ISSUER, 1), Error::<Test>::NotOnPaper);
		assert_ok!(CALLS[1](ISSUER, 1));
		assert_eq!(bill(1).medium, Medium::Paper);
		assert_eq!(
			last_event(),
			Event::ExchangedForPaper {
				key: key(1),
				paper: digest("serial"),
				by: actor(ISSUER),
				reason: reason()
			}
		);
		assert_noop!(CALLS[1](ISSUER, 1), Error::<Test>::OnPaper);
		assert_ok!(CALLS[2](OPERATOR, 1));
		assert_eq!(bill(1).medium, Medium::Electronic);
		assert_eq!(bill(1).version, 3);
		assert_eq!(
			last_event(),
			Event::RestoredElectronic { key: key(1), by: actor(OPERATOR), reason: reason() }
		);
	});
}

#[test]
fn circulation_is_set_when_it_differs() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(CALLS[3](ISSUER, 1));
		assert_eq!(bill(1).circulation, Circulation::Blocked);
		assert_eq!(bill(1).version, 2);
		let circulation = Circulation::Blocked;
		assert_eq!(
			last_event(),
			Event::CirculationChanged { key: key(1), circulation, by: actor(ISSUER) }
		);
		assert_noop!(CALLS[3](ISSUER, 1), Error::<Test>::NothingChanged);
	});
}
