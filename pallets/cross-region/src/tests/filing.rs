use crate::{mock::*, Error, Event, Filings, Services};
use fiscal_primitives::{
	outbox::{Body, Destination, EvidenceKind, EvidenceNotice},
	region::{FilingStatus, ServiceChange},
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn status(who: u8) -> FilingStatus {
	Filings::<Test>::get(id(who)).unwrap().status
}

#[test]
fn an_organisation_applies_is_approved_and_registered() {
	ExtBuilder::default().build_and_execute(|| {
		// An account of the organisation signs for it.
		assert_ok!(apply_as(ALICE_CLERK, org(ALICE)));
		assert_eq!(status(ALICE), FilingStatus::Applied);
		assert_eq!(written(), []);
		Now::mutate(|now| *now += 1);
		assert_ok!(review(signed(AUTHORITY), ALICE, true));
		assert_eq!(status(ALICE), FilingStatus::Approved);
		let messages = written();
		let [Body::Filing(notice), Body::Evidence(evidence)] = &messages[..] else {
			panic!("{messages:?}")
		};
		assert!(notice.active && notice.at == NOON + 1);
		let (kind, digest, at) = (EvidenceKind::Filing, messages[0].digest(), NOON + 1);
		assert_eq!(*evidence, EvidenceNotice { kind, digest, at });
		events();
		deliver(&messages[0], true);
		assert_eq!(status(ALICE), FilingStatus::Registered);
		assert!(matches!(&events()[..], [Event::FilingAnswered { registered: true, .. }]));
		// A receipt that comes again changes nothing.
		deliver(&messages[0], false);
		assert_eq!(status(ALICE), FilingStatus::Registered);
	});
}

#[test]
fn a_rejected_or_refused_organisation_applies_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(ALICE));
		assert_noop!(apply(ALICE), Error::<Test>::AlreadyExists);
		assert_ok!(review(signed(AUTHORITY), ALICE, false));
		assert_eq!((status(ALICE), written()), (FilingStatus::Rejected, vec![]));
		assert_ok!(apply(ALICE));
		assert_ok!(review(signed(AUTHORITY), ALICE, true));
		let notice = filing_notice(&told());
		assert_noop!(apply(ALICE), Error::<Test>::AlreadyExists);
		deliver(&notice, false);
		assert_eq!(status(ALICE), FilingStatus::Refused);
		assert_ok!(apply(ALICE));
		assert_eq!(Regions::filings(0, 10).items.len(), 1);
	});
}

/// The receipt of an application that was withdrawn says nothing of the one that came after.
#[test]
fn a_receipt_is_of_the_application_it_was_told() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(ALICE));
		assert_ok!(review(signed(AUTHORITY), ALICE, true));
		let first = filing_notice(&told());
		assert_ok!(withdraw(ALICE));
		let withdrawn = filing_notice(&told());
		assert!(matches!(&withdrawn, Body::Filing(notice) if !notice.active));
		Now::mutate(|now| *now += 1);
		assert_ok!(apply(ALICE));
		assert_ok!(review(signed(AUTHORITY), ALICE, true));
		deliver(&first, true);
		deliver(&withdrawn, true);
		assert_eq!(status(ALICE), FilingStatus::Approved);
		deliver(&filing_notice(&told()), true);
		assert_eq!(status(ALICE), FilingStatus::Registered);
	});
}

#[test]
fn a_reviewer_decides_what_it_saw_and_not_of_its_own() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(review(signed(AUTHORITY), ALICE, true), Error::<Test>::NotFound);
		assert_ok!(apply(ALICE));
		let seen = Regions::filing_digest(&Filings::<Test>::get(id(ALICE)).unwrap());
		assert_ok!(withdraw(ALICE));
		assert_eq!(written(), [], "nobody was told of the application");
		assert_noop!(review(signed(AUTHORITY), ALICE, true), Error::<Test>::NotApplied);
		Now::mutate(|now| *now += 1);
		assert_ok!(apply(ALICE));
		let changed = Error::<Test>::FilingChanged;
		assert_noop!(review_of(signed(AUTHORITY), ALICE, seen, true), changed);
		assert_ok!(apply(MINISTRY));
		assert_noop!(review(signed(MINISTRY), MINISTRY, true), Error::<Test>::OwnApplication);
		for who in [ALICE, BOB, PLATFORM] {
			assert_noop!(review(signed(who), ALICE, true), DispatchError::BadOrigin);
		}
		Frozen::set(vec![ALICE.into()]);
		assert_noop!(review(signed(AUTHORITY), ALICE, true), Error::<Test>::NotActive);
		assert_ok!(review(signed(AUTHORITY), ALICE, false));
	});
}

#[test]
fn a_code_belongs_to_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(ALICE));
		assert_noop!(apply_as(BOB, org(ALICE)), Error::<Test>::OrgTaken);
		assert_ok!(review(signed(AUTHORITY), ALICE, false));
		assert_ok!(apply_as(BOB, org(ALICE)));
		assert_noop!(apply(ALICE), Error::<Test>::OrgTaken);
		assert_ok!(apply_as(ALICE, org(BOB)));
	});
}

#[test]
fn the_code_of_who_has_reimbursed_does_not_change() {
	ExtBuilder::default().with_provinces().with_insurers().build_and_execute(|| {
		assert_ok!(start(ALICE, 1, "F1"));
		assert_ok!(withdraw(ALICE));
		assert_noop!(apply_as(ALICE, org(ANHUI)), Error::<Test>::OrgFixed);
		assert_ok!(apply(ALICE));
	});
}

#[test]
fn who_withdraws_has_no_service_any_more() {
	ExtBuilder::default().with_insurers().build_and_execute(|| {
		assert_ok!(withdraw(ALICE));
		assert_eq!(status(ALICE), FilingStatus::Withdrawn);
		assert!(!Services::<Test>::contains_key(org(ALICE)));
		assert_noop!(withdraw(ALICE), Error::<Test>::NotFound);
		let until = Some(NOON + SKEW);
		let reopened = change(ALICE, ServiceChange::Open, until);
		assert_noop!(reopened, Error::<Test>::NotRegistered);
		file(ALICE);
		assert_ok!(change(ALICE, ServiceChange::Open, until));
	});
}

#[test]
fn nobody_applies_but_users_of_bills() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ISSUER, OPERATOR, PLATFORM, AUTHORITY, STRANGER] {
			assert_noop!(apply(who), DispatchError::BadOrigin);
			assert_noop!(withdraw(who), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn what_is_to_be_told_needs_room_and_somebody_who_listens() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(ALICE));
		for full in [Destination::YangtzeDelta, Destination::Evidence] {
			FullAt::set(vec![full]);
			assert_noop!(review(signed(AUTHORITY), ALICE, true), FULL);
		}
		FullAt::set(Vec::new());
		Closed::set(vec![Destination::YangtzeDelta]);
		let nobody = Error::<Test>::DestinationClosed;
		assert_noop!(review(signed(AUTHORITY), ALICE, true), nobody);
		Closed::set(vec![Destination::Evidence]);
		assert_ok!(review(signed(AUTHORITY), ALICE, true));
		// Who leaves, leaves; whoever learns it.
		Closed::set(vec![Destination::YangtzeDelta]);
		assert_ok!(withdraw(ALICE));
	});
}
