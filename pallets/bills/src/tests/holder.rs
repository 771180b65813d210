use crate::{mock::*, Error, Event};
use fiscal_primitives::{
	bill::{difference_root, holder_payload},
	Actor, Approval, BillKey, Digest, Operation, PayerRef,
};
use fiscal_sm_crypto::{Pair, Signature};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn heir() -> PayerRef {
	PayerRef(digest("heir"))
}

fn consent_of(key: &Pair, bill: &BillKey, version: u32, to: &PayerRef) -> Signature {
	let genesis = Digest::from(<[u8; 32]>::from(System::block_hash(0)));
	key.sign(&holder_payload(&genesis, bill, version, &PayerRef(digest("payer")), to))
}

fn consent(number: u64, version: u32) -> Option<Signature> {
	Some(consent_of(&holder_key(), &key(number), version, &heir()))
}

fn transfer(who: u8, number: u64, version: u32, consent: Option<Signature>) -> DispatchResult {
	BillsPallet::transfer_holder(signed(who), key(number), version, heir(), consent, reason())
}

fn by_council(number: u64, version: u32) -> DispatchResult {
	let root = RuntimeOrigin::root();
	BillsPallet::transfer_holder(root, key(number), version, heir(), None, reason())
}

#[test]
fn a_bill_passes_on_with_the_holders_signature() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Bound::set(vec![PayerRef(digest("payer"))]);
		let old = bill(1);
		assert_ok!(transfer(ISSUER, 1, 1, consent(1, 1)));
		let new = bill(1);
		assert_eq!((new.payer, new.version), (heir(), 2));
		let link = new.history.unwrap();
		assert_eq!(link.previous, old.version_hash());
		assert_eq!(link.difference, difference_root(&old, &new));
		assert_eq!(
			last_event(),
			Event::HolderChanged {
				key: key(1),
				from: PayerRef(digest("payer")),
				to: heir(),
				version: 2,
				by: actor(ISSUER),
				reason: reason(),
			}
		);
	});
}

#[test]
fn the_signature_serves_one_transfer_alone() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		Bound::set(vec![PayerRef(digest("payer"))]);
		let stranger = Pair::from_dev_name("Stranger");
		let wrong = [
			consent(2, 1),
			consent(1, 2),
			Some(consent_of(&stranger, &key(1), 1, &heir())),
			Some(consent_of(&holder_key(), &key(1), 1, &PayerRef(digest("other")))),
		];
		for signature in wrong {
			assert_noop!(transfer(ISSUER, 1, 1, signature), Error::<Test>::BadSignature);
		}
		assert_ok!(transfer(OPERATOR, 1, 1, consent(1, 1)));
		// The new holder is known to nobody, so that nobody can agree.
		assert_noop!(transfer(OPERATOR, 1, 2, consent(1, 1)), Error::<Test>::HolderUnknown);
	});
}

#[test]
fn nobody_passes_on_what_is_not_theirs() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(transfer(ISSUER, 1, 1, consent(1, 1)), Error::<Test>::HolderUnknown);
		Bound::set(vec![PayerRef(digest("payer"))]);
		for who in [PLATFORM, AUTHORITY, USER, OTHER_ISSUER, MINISTRY, STRANGER] {
			assert_noop!(transfer(who, 1, 1, consent(1, 1)), Error::<Test>::NotAuthorized);
		}
		for who in [ISSUER, OPERATOR, PLATFORM, USER, STRANGER] {
			assert_noop!(transfer(who, 1, 1, None), DispatchError::BadOrigin);
		}
		Frozen::set(vec![HOLDER.into()]);
		assert_noop!(transfer(ISSUER, 1, 1, consent(1, 1)), Error::<Test>::NotActive);
		assert_noop!(transfer(ISSUER, 2, 1, consent(2, 1)), Error::<Test>::NotFound);
	});
}

#[test]
fn the_fiscal_authority_passes_a_bill_on_without_the_holder_but_not_alone() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		// Whether or not the holder is known, and whatever is of high risk.
		for bound in [Vec::new(), vec![PayerRef(digest("payer"))]] {
			Bound::set(bound);
			assert_noop!(transfer(AUTHORITY, 1, 1, None), Error::<Test>::ApprovalRequired);
		}
		// Nor does a flow of its own choice help.
		Approved::set(Some(Approval { mandated: false, ..APPROVAL }));
		assert_noop!(transfer(AUTHORITY, 1, 1, None), Error::<Test>::ApprovalRequired);
		Approved::set(None);
		HighRisk::set(vec![Operation::CorrectBill]);
		assert_noop!(transfer(AUTHORITY, 1, 1, None), APPROVAL_REQUIRED);
		Approved::set(Some(APPROVAL));
		assert_noop!(transfer(AUTHORITY, 1, 2, None), Error::<Test>::VersionConflict);
		assert_ok!(transfer(AUTHORITY, 1, 1, None));
		assert_noop!(transfer(AUTHORITY, 1, 2, None), Error::<Test>::NothingChanged);
		assert_eq!(bill(1).payer, heir());
		let approval = Some(APPROVAL);
		let by = Actor::Participant { id: id(AUTHORITY), signer: id(AUTHORITY), approval };
		let Event::HolderChanged { by: told, .. } = last_event() else { panic!("no change") };
		assert_eq!(told, by);
	});
}

#[test]
fn the_council_passes_a_bill_on() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(by_council(1, 1));
		assert_eq!(bill(1).payer, heir());
	});
}

#[test]
fn a_locked_or_cancelled_bill_stays_with_its_holder() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		lock(1);
		assert_noop!(by_council(1, 1), Error::<Test>::Locked);
		flush(2);
		assert_noop!(by_council(2, 2), Error::<Test>::Terminal);
	});
}
