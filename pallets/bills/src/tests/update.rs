use crate::{mock::*, Error, Event};
use fiscal_primitives::{
	bill::{difference_root, BillUpdate},
	PayerRef,
};
use frame_support::{assert_noop, assert_ok};

fn xml(text: &str) -> BillUpdate {
	BillUpdate { xml: Some(digest(text)), ..BillUpdate::default() }
}

#[test]
fn each_update_makes_a_version_that_links_to_the_one_before() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let first = bill(1);
		let update = BillUpdate {
			xml: Some(digest("xml'")),
			pdf: Some(digest("pdf'")),
			summary: Some(digest("summary'")),
			payer: Some(PayerRef(digest("payer'"))),
		};
		assert_ok!(BillsPallet::update(signed(ISSUER), key(1), 1, update, reason()));
		let second = bill(1);
		assert_eq!(second.xml, digest("xml'"));
		assert_eq!(second.pdf, Some(digest("pdf'")));
		assert_eq!(second.summary, digest("summary'"));
		assert_eq!(second.payer, PayerRef(digest("payer'")));
		assert_eq!(second.version, 2);
		let link = second.history.unwrap();
		assert_eq!(link.previous, first.version_hash());
		assert_eq!(link.difference, difference_root(&first, &second));
		assert_eq!(
			last_event(),
			Event::BillUpdated { key: key(1), version: 2, by: actor(ISSUER), reason: reason() }
		);

		assert_ok!(BillsPallet::update(signed(OPERATOR), key(1), 2, xml("xml''"), reason()));
		let third = bill(1);
		assert_eq!(third.version, 3);
		assert_eq!(third.pdf, second.pdf);
		assert_eq!(third.history.unwrap().previous, second.version_hash());
	});
}

#[test]
fn an_update_names_the_version_it_saw_and_changes_something() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let attempt = |version, update| {
			BillsPallet::update(signed(ISSUER), key(1), version, update, reason())
		};
		assert_noop!(attempt(0, xml("new")), Error::<Test>::VersionConflict);
		assert_noop!(attempt(2, xml("new")), Error::<Test>::VersionConflict);
		assert_noop!(attempt(1, BillUpdate::default()), Error::<Test>::NothingChanged);
		assert_noop!(attempt(1, xml("xml 1")), Error::<Test>::NothingChanged);
		assert_ok!(attempt(1, xml("new")));
		assert_noop!(attempt(1, xml("newer")), Error::<Test>::VersionConflict);
	});
}

#[test]
fn only_the_issuers_side_updates() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let attempt =
			|who, number| BillsPallet::update(signed(who), key(number), 1, xml("new"), reason());
		for who in [PLATFORM, AUTHORITY, USER, OTHER_ISSUER, OTHER_OPERATOR, MINISTRY, STRANGER] {
			assert_noop!(attempt(who, 1), Error::<Test>::NotAuthorized);
		}
		assert_noop!(attempt(ISSUER, 2), Error::<Test>::NotFound);
		Frozen::set(vec![ISSUER.into()]);
		assert_noop!(attempt(ISSUER, 1), Error::<Test>::NotActive);
		SuspendedNodes::set(vec![NODE.0]);
		assert_noop!(attempt(OPERATOR, 1), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		assert_ok!(attempt(ISSUER, 1));
	});
}

#[test]
fn versions_run_out_rather_than_repeat() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let mut last = bill(1);
		last.version = u32::MAX;
		last.history = Some(fiscal_primitives::bill::VersionLink {
			previous: digest("previous"),
			difference: digest("difference"),
		});
		crate::Bills::<Test>::insert(key(1), last);
		assert_noop!(
			BillsPallet::update(signed(ISSUER), key(1), u32::MAX, xml("new"), reason()),
			Error::<Test>::MaxVersionsExceeded
		);
	});
}

#[test]
fn the_payer_of_a_known_holder_is_not_replaced_by_the_issuer() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Bound::set(vec![PayerRef(digest("payer"))]);
		let to = |text: &str| BillUpdate {
			payer: Some(PayerRef(digest(text))),
			xml: Some(digest(text)),
			..BillUpdate::default()
		};
		let attempt = |update| BillsPallet::update(signed(ISSUER), key(1), 1, update, reason());
		assert_noop!(attempt(to("other")), Error::<Test>::HolderBound);
		assert_ok!(attempt(to("payer")));
	});
}
