use crate::{mock::*, Correction, CorrectionRecord, Corrections, Error, Event, LastCorrections};
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Medium},
	verification::FiveElements,
	Actor, Date, Operation, PayerRef,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

const PAPER: Correction = Correction::SetMedium(Medium::Paper);

fn propose(who: u8, number: u64, correction: Correction) -> DispatchResult {
	BillsPallet::propose_correction(
		signed(who),
		key(number),
		elements(number).sealed(),
		correction,
		reason(),
	)
}

fn confirm(who: u8, number: u64, correction: Correction) -> DispatchResult {
	BillsPallet::confirm_correction(signed(who), key(number), correction)
}

#[test]
fn two_administrators_correct_a_bill() {
	let digests = Correction::SetDigests { xml: digest("x"), pdf: None, summary: digest("s") };
	let corrections = [
		Correction::SetPayer(PayerRef(digest("p"))),
		digests,
		Correction::SetCirculation(Circulation::Blocked),
		PAPER,
	];
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for (version, correction) in (2..).zip(corrections) {
			let old = bill(1);
			assert_ok!(propose(AUTHORITY, 1, correction));
			assert_eq!(bill(1), old);
			let by = actor(AUTHORITY);
			assert_eq!(last_event(), Event::CorrectionProposed { key: key(1), by, correction });
			assert_ok!(confirm(DEPUTY, 1, correction));
			assert!(!Corrections::<Test>::contains_key(key(1)));
			let by = [actor(AUTHORITY), actor(DEPUTY)];
			let record = CorrectionRecord { correction, version, by, at: NOON };
			assert_eq!(LastCorrections::<Test>::get(key(1)), Some(record));
			assert_eq!(bill(1).version, version);
			assert_eq!(bill(1).history.unwrap().previous, old.version_hash());
			assert_eq!(
				last_event(),
				Event::Corrected {
					key: key(1),
					by: [actor(AUTHORITY), actor(DEPUTY)],
					correction,
					version,
					reason: reason(),
				}
			);
		}
		let corrected = bill(1);
		assert_eq!(corrected.payer, PayerRef(digest("p")));
		assert_eq!(corrected.xml, digest("x"));
		assert_eq!(corrected.pdf, None);
		assert_eq!(corrected.summary, digest("s"));
		assert_eq!(corrected.circulation, Circulation::Blocked);
		assert_eq!(corrected.medium, Medium::Paper);
	});
}

#[test]
fn every_element_has_to_agree() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		let wrong = [
			FiveElements { key: key(2), ..elements(1) },
			FiveElements { check: "a1B2c4".parse().unwrap(), ..elements(1) },
			FiveElements { issued_on: Date::new(TODAY - 1).unwrap(), ..elements(1) },
			FiveElements { total: fen(TOTAL - 1), ..elements(1) },
			elements(2),
		];
		for elements in wrong {
			assert_noop!(
				BillsPallet::propose_correction(
					signed(AUTHORITY),
					key(1),
					elements.sealed(),
					PAPER,
					reason()
				),
				Error::<Test>::ElementMismatch
			);
		}
	});
}

#[test]
fn a_proposal_must_be_possible_and_the_only_one() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		let electronic = Correction::SetMedium(Medium::Electronic);
		assert_noop!(propose(AUTHORITY, 1, electronic), Error::<Test>::NothingChanged);
		assert_noop!(propose(AUTHORITY, 3, PAPER), Error::<Test>::NotFound);
		for who in [ISSUER, OPERATOR, PLATFORM, USER, STRANGER] {
			assert_noop!(propose(who, 1, PAPER), Error::<Test>::NotAuthorized);
		}
		Frozen::set(vec![AUTHORITY.into()]);
		assert_noop!(propose(AUTHORITY, 1, PAPER), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		assert_ok!(propose(AUTHORITY, 1, PAPER));
		assert_noop!(propose(DEPUTY, 1, PAPER), Error::<Test>::AlreadyExists);

		flush(2);
		assert_noop!(
			propose(AUTHORITY, 102, Correction::SetCirculation(Circulation::Circulable)),
			Error::<Test>::RedBill
		);
		assert_ok!(propose(AUTHORITY, 102, Correction::SetPayer(PayerRef(digest("p")))));
	});
}

#[test]
fn the_second_administrator_is_another_and_means_the_same() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(confirm(DEPUTY, 1, PAPER), Error::<Test>::NotFound);
		assert_ok!(propose(AUTHORITY, 1, PAPER));
		assert_noop!(confirm(AUTHORITY, 1, PAPER), Error::<Test>::SameAdministrator);
		for who in [ISSUER, OPERATOR, PLATFORM, USER, STRANGER] {
			assert_noop!(confirm(who, 1, PAPER), DispatchError::BadOrigin);
		}
		let other = Correction::SetCirculation(Circulation::Blocked);
		assert_noop!(confirm(DEPUTY, 1, other), Error::<Test>::CorrectionMismatch);
		lock(1);
		assert_noop!(confirm(DEPUTY, 1, PAPER), Error::<Test>::Locked);
	});
}

#[test]
fn a_correction_is_of_the_version_it_was_proposed_for() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(propose(AUTHORITY, 1, PAPER));
		let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
		assert_ok!(BillsPallet::update(signed(ISSUER), key(1), 1, update, reason()));
		assert_noop!(confirm(DEPUTY, 1, PAPER), Error::<Test>::VersionConflict);
	});
}

#[test]
fn a_proposal_is_withdrawn_by_any_administrator() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let withdraw = |who| BillsPallet::withdraw_correction(signed(who), key(1));
		assert_noop!(withdraw(AUTHORITY), Error::<Test>::NotFound);
		assert_ok!(propose(AUTHORITY, 1, PAPER));
		assert_noop!(withdraw(ISSUER), Error::<Test>::NotAuthorized);
		assert_ok!(withdraw(DEPUTY));
		assert_eq!(last_event(), Event::CorrectionWithdrawn { key: key(1), by: actor(DEPUTY) });
		assert_noop!(confirm(DEPUTY, 1, PAPER), Error::<Test>::NotFound);
		assert_ok!(propose(DEPUTY, 1, PAPER));
	});
}

#[test]
fn four_eyes_are_two_signers_of_one_organisation_or_of_two() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(propose(AUTHORITY, 1, PAPER));
		assert_ok!(confirm(CLERK, 1, PAPER));
		let clerk = Actor::Participant { id: id(AUTHORITY), signer: id(CLERK), approval: None };
		assert_eq!(LastCorrections::<Test>::get(key(1)).unwrap().by, [actor(AUTHORITY), clerk]);
		let back = Correction::SetMedium(Medium::Electronic);
		assert_ok!(propose(CLERK, 1, back));
		assert_noop!(confirm(CLERK, 1, back), Error::<Test>::SameAdministrator);
		assert_ok!(BillsPallet::confirm_correction(RuntimeOrigin::root(), key(1), back));
	});
}

#[test]
fn a_correction_of_high_risk_needs_an_approval() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		HighRisk::set(vec![Operation::CorrectBill]);
		assert_ok!(propose(AUTHORITY, 1, PAPER));
		assert_noop!(confirm(DEPUTY, 1, PAPER), APPROVAL_REQUIRED);
		assert_ok!(BillsPallet::confirm_correction(RuntimeOrigin::root(), key(1), PAPER));
	});
}
