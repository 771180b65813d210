use crate::{mock::*, CodeEnds, CodeOf, Codes, Error, Event};
use fiscal_primitives::{
	authorization::{AuthorizationState, Code, CodeFault},
	Digest,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use sp_runtime::DispatchResult;

const UNTIL: u64 = START + 600_000;

fn code(number: u32) -> Code {
	Code::new(&format!("0123456789abcdef{number}")).unwrap()
}

fn issue(who: &str, number: u32, digest: Digest, until: u64) -> DispatchResult {
	VcAuthorization::issue_code(signed(who), code(number).digest(), digest, until)
}

/// Redeems; gives the authorization or why not.
fn redeem(who: &str, number: u32) -> Result<Digest, CodeFault> {
	events();
	assert_ok!(VcAuthorization::redeem_code(signed(who), code(number)));
	match <[_; 1]>::try_from(events()).unwrap() {
		[Event::CodeRedeemed { authorization, by, .. }] => {
			assert_eq!(by, id(who));
			Ok(authorization)
		}
		[Event::CodeRefused { code: tried, by, reason }] => {
			assert_eq!((tried, by), (code(number).digest(), id(who)));
			Err(reason)
		}
		other => panic!("{other:?}"),
	}
}

#[test]
fn a_code_opens_its_authorization_once() {
	run(|| {
		let digest = register(&claims());
		assert_ok!(issue("citizen", 1, digest, UNTIL));
		assert_eq!(redeem("insurer", 1), Ok(digest));
		assert_eq!(redeem("insurer", 1), Err(CodeFault::Unknown));
		assert_eq!((Codes::<Test>::iter().count(), CodeEnds::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn the_holder_and_platforms_issue_codes() {
	run(|| {
		let digest = register(&claims());
		for (number, who) in (1..).zip(["citizen", "platform"]) {
			assert_ok!(issue(who, number, digest, UNTIL));
		}
		for who in ["insurer", "neighbour", "finance", "stranger"] {
			assert_noop!(issue(who, 9, digest, UNTIL), Error::<Test>::NotAuthorized);
		}
		assert_noop!(issue("citizen", 9, Digest::zero(), UNTIL), Error::<Test>::NotFound);
	});
}

#[test]
fn a_code_lives_ten_minutes_at_most() {
	run(|| {
		let digest = register(&claims());
		assert_noop!(issue("citizen", 1, digest, START), Error::<Test>::Expired);
		assert_noop!(issue("citizen", 1, digest, UNTIL + 1), Error::<Test>::MaxCodeTermExceeded);
		assert_ok!(issue("citizen", 1, digest, UNTIL));
		Now::set(UNTIL - 1);
		let other = register(&numbered(2, claims()));
		assert_ok!(issue("citizen", 2, other, UNTIL));
		assert_eq!(redeem("insurer", 2), Ok(other));
		Now::set(UNTIL);
		assert_eq!(redeem("insurer", 1), Err(CodeFault::Expired));
		assert_eq!(redeem("insurer", 1), Err(CodeFault::Unknown), "removed on the spot");
	});
}

#[test]
fn a_new_code_replaces_the_one_before() {
	run(|| {
		let digest = register(&claims());
		assert_ok!(issue("citizen", 1, digest, UNTIL));
		assert_noop!(issue("citizen", 1, digest, UNTIL), Error::<Test>::AlreadyExists);
		assert_ok!(issue("citizen", 2, digest, UNTIL));
		assert_eq!(CodeOf::<Test>::get(digest), Some(code(2).digest()));
		assert_eq!(redeem("insurer", 1), Err(CodeFault::Unknown));
		assert_eq!(redeem("insurer", 2), Ok(digest));
	});
}

#[test]
fn others_wear_a_code_out_and_then_themselves() {
	run(|| {
		let digest = register(&claims());
		assert_ok!(issue("citizen", 1, digest, UNTIL));
		assert_eq!(redeem("veterans", 1), Err(CodeFault::WrongGrantee));
		assert_eq!(redeem("veterans", 1), Err(CodeFault::WrongGrantee));
		assert_eq!(redeem("company", 1), Err(CodeFault::WrongGrantee));
		assert_eq!(redeem("insurer", 1), Err(CodeFault::Unknown), "worn out");
		assert_eq!(redeem("veterans", 7), Err(CodeFault::Unknown));
		let again = || VcAuthorization::redeem_code(signed("veterans"), code(8));
		assert_noop!(again(), Error::<Test>::MaxAttemptsExceeded);
		// The next window of ten minutes begins with none.
		Now::set((START / 600_000 + 1) * 600_000);
		assert_ok!(again());
	});
}

#[test]
fn a_code_opens_nothing_that_grants_nothing() {
	run(|| {
		let digest = register(&claims());
		assert_ok!(issue("citizen", 1, digest, UNTIL));
		assert_ok!(set_status("citizen", digest, AuthorizationState::Frozen));
		assert_eq!(redeem("insurer", 1), Err(CodeFault::NotInForce));
		assert_noop!(issue("citizen", 2, digest, UNTIL), Error::<Test>::Frozen);
		assert_ok!(set_status("citizen", digest, AuthorizationState::Active));
		assert_eq!(redeem("insurer", 1), Ok(digest));
	});
}

#[test]
fn codes_that_ran_out_are_swept_some_a_block_oldest_first() {
	run(|| {
		for number in 1..=6u8 {
			let digest = register(&numbered(number, claims()));
			let until = START + 100 * u64::from(7 - number);
			assert_ok!(issue("citizen", number.into(), digest, until));
		}
		idle();
		assert_eq!(Codes::<Test>::iter().count(), 6, "none is due");
		Now::set(START + 200);
		idle();
		assert_eq!(Codes::<Test>::iter().count(), 4);
		assert!(!Codes::<Test>::contains_key(code(6).digest()), "the oldest");
		Now::set(START + 600);
		let spent = VcAuthorization::on_idle(1, Weight::zero());
		assert_eq!((spent, Codes::<Test>::iter().count()), (Weight::zero(), 4), "no weight left");
		let one = <() as crate::WeightInfo>::sweep(1);
		let spent = VcAuthorization::on_idle(1, one);
		assert_eq!((spent, Codes::<Test>::iter().count()), (one, 3));
		idle();
		assert_eq!(Codes::<Test>::iter().count(), 0);
	});
}
