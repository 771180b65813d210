use crate::{mock::*, Correction, Event};
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Medium},
	changes::BillAction,
	traits::BillLedger,
	BillEntry, Fen, PayerRef,
};
use frame_support::assert_ok;

/// What the last call did, as an index sees it.
fn told() -> Vec<(u64, BillAction)> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
		.iter()
		.flat_map(BillsPallet::changes_of)
		.map(|(key, action)| (key.number.value(), action))
		.collect()
}

#[test]
fn a_bill_that_passes_on_twice_in_a_block_has_both_holders_in_its_trail() {
	let payer = |name: &str| PayerRef(digest(name));
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
		assert_ok!(BillsPallet::update(signed(ISSUER), key(1), 1, update, reason()));
		let transfer = |to: &str, version| {
			let root = RuntimeOrigin::root();
			BillsPallet::transfer_holder(root, key(1), version, payer(to), None, reason())
		};
		assert_ok!(transfer("first", 2));
		lock(2);
		assert_ok!(transfer("second", 3));
		lock(1);
		let events = System::read_events_for_pallet::<Event<Test>>();
		let changes = BillsPallet::changes_of_block(events.into_iter().map(|one| (Some(7), one)));
		let seen: Vec<_> = changes
			.iter()
			.filter(|change| change.key == key(1))
			.map(|change| (change.action, change.bill.payer, change.bill.version))
			.collect();
		assert_eq!(
			seen,
			[
				(BillAction::Updated, payer("payer"), 2),
				(BillAction::HolderChanged, payer("first"), 3),
				(BillAction::HolderChanged, payer("second"), 4),
				(BillAction::Locked, payer("second"), 4),
			]
		);
		assert!(changes.iter().all(|change| change.extrinsic == Some(7)));
		// What stands at the end is what the last change tells, and another bill has no part in it.
		assert_eq!(changes.last().unwrap().bill, bill(1));
		assert_eq!(changes.iter().find(|change| change.key == key(2)).unwrap().bill, bill(2));
	});
}

#[test]
fn an_index_is_told_of_every_record_that_changed() {
	use BillAction::*;
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		assert_ok!(register(vec![entry(5), BillEntry { total: Fen::ZERO, ..entry(6) }, entry(7)]));
		assert_eq!(told(), [(5, Registered), (7, Registered)]);

		let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
		assert_ok!(BillsPallet::update(signed(ISSUER), key(1), 1, update, reason()));
		assert_eq!(told(), [(1, Updated)]);

		assert_ok!(BillsPallet::exchange_for_paper(
			signed(ISSUER),
			key(1),
			digest("serial"),
			reason()
		));
		assert_ok!(BillsPallet::restore_electronic(signed(ISSUER), key(1), reason()));
		assert_eq!(told(), [(1, ExchangedForPaper), (1, RestoredElectronic)]);

		assert_ok!(BillsPallet::set_circulation(signed(ISSUER), key(1), Circulation::Blocked));
		assert_eq!(told(), [(1, CirculationChanged)]);

		let paper = Correction::SetMedium(Medium::Paper);
		let propose = || {
			BillsPallet::propose_correction(
				signed(AUTHORITY),
				key(1),
				elements(1).sealed(),
				paper,
				reason(),
			)
		};
		assert_ok!(propose());
		assert_ok!(BillsPallet::withdraw_correction(signed(AUTHORITY), key(1)));
		assert_ok!(propose());
		assert_eq!(told(), []);
		assert_ok!(BillsPallet::confirm_correction(signed(DEPUTY), key(1), paper));
		assert_eq!(told(), [(1, Corrected)]);

		lock(2);
		assert_ok!(BillsPallet::unlock(&key(2), &actor(USER)));
		reimburse(2, 1);
		assert_ok!(BillsPallet::reverse(&key(2), fen(1), &actor(AUTHORITY)));
		assert_eq!(told(), [(2, Locked), (2, Unlocked), (2, Locked), (2, Settled), (2, Reversed)]);

		reimburse(2, 1);
		told();
		assert_ok!(consent_red_flush(AUTHORITY, 2));
		assert_eq!(told(), []);
		assert_ok!(BillsPallet::red_flush(
			signed(ISSUER),
			key(2),
			entry(8),
			Some(BillEntry { total: fen(1), ..entry(9) }),
			reason()
		));
		assert_eq!(told(), [(2, RedFlushed), (8, Registered), (9, Registered)]);

		assert_ok!(BillsPallet::void_bill(signed(ISSUER), key(5), reason()));
		assert_eq!(told(), [(5, Voided)]);
	});
}
