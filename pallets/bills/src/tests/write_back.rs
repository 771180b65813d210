//! The notices to the non-tax system 状态回写.

use crate::{mock::*, Call, Correction, WeightInfo};
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Use},
	changes::BillAction,
	outbox::StatusNotice,
	traits::BillLedger,
	Actor, PayerRef,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::DispatchResult;

fn update(number: u64) -> DispatchResult {
	let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
	BillsPallet::update(signed(ISSUER), key(number), bill(number).version, update, reason())
}

fn to_paper(number: u64) -> DispatchResult {
	let serial = digest("serial");
	BillsPallet::exchange_for_paper(signed(ISSUER), key(number), serial, reason())
}

fn from_paper(number: u64) -> DispatchResult {
	BillsPallet::restore_electronic(signed(ISSUER), key(number), reason())
}

fn circulate(number: u64, circulation: Circulation) -> DispatchResult {
	BillsPallet::set_circulation(signed(ISSUER), key(number), circulation)
}

fn correction() -> Correction {
	Correction::SetPayer(PayerRef(digest("corrected")))
}

fn propose(number: u64) -> DispatchResult {
	let (key, elements) = (key(number), elements(number).sealed());
	BillsPallet::propose_correction(signed(AUTHORITY), key, elements, correction(), reason())
}

fn confirm(number: u64) -> DispatchResult {
	BillsPallet::confirm_correction(signed(DEPUTY), key(number), correction())
}

fn pass_on(number: u64) -> DispatchResult {
	let (root, heir) = (RuntimeOrigin::root(), PayerRef(digest("heir")));
	let version = bill(number).version;
	BillsPallet::transfer_holder(root, key(number), version, heir, None, reason())
}

fn red_flush(number: u64) -> DispatchResult {
	let difference = Some(fiscal_primitives::BillEntry { total: fen(1), ..entry(600) });
	BillsPallet::red_flush(signed(ISSUER), key(number), entry(500), difference, reason())
}

fn void(number: u64) -> DispatchResult {
	BillsPallet::void_bill(signed(ISSUER), key(number), reason())
}

fn take(number: u64) -> DispatchResult {
	BillsPallet::lock(&key(number), fen(1), &actor(USER))
}

fn unlock(number: u64) -> DispatchResult {
	BillsPallet::unlock(&key(number), &actor(USER))
}

fn force_unlock(number: u64) -> DispatchResult {
	BillsPallet::force_unlock(&key(number), &actor(AUTHORITY))
}

fn settle(number: u64) -> DispatchResult {
	BillsPallet::settle(&key(number), fen(1), false, &actor(USER))
}

fn reverse(number: u64) -> DispatchResult {
	BillsPallet::reverse(&key(number), fen(1), &actor(AUTHORITY))
}

type Step = (fn(u64) -> DispatchResult, BillAction);

/// Every way in which a bill may change, in an order in which one bill may go all of them.
fn steps() -> [Step; 16] {
	[
		(update, BillAction::Updated),
		(to_paper, BillAction::ExchangedForPaper),
		(from_paper, BillAction::RestoredElectronic),
		(|n| circulate(n, Circulation::Blocked), BillAction::CirculationChanged),
		(|n| circulate(n, Circulation::Circulable), BillAction::CirculationChanged),
		(confirm, BillAction::Corrected),
		(pass_on, BillAction::HolderChanged),
		(take, BillAction::Locked),
		(unlock, BillAction::Unlocked),
		(take, BillAction::Locked),
		(force_unlock, BillAction::Unlocked),
		(take, BillAction::Locked),
		(settle, BillAction::Settled),
		(reverse, BillAction::Reversed),
		(red_flush, BillAction::RedFlushed),
		// Of a second bill: the first one is cancelled.
		(|_| void(2), BillAction::Voided),
	]
}

/// What has to happen before a step and is no change of the bill itself.
fn prepare(action: BillAction) {
	if action == BillAction::Corrected {
		assert_ok!(propose(1));
	}
}

#[test]
fn every_change_is_told_once_and_in_order() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		assert_eq!(notices(), [], "registration is not told");
		let mut expected = Vec::new();
		for (step, action) in steps() {
			Now::mutate(|now| *now += 1);
			prepare(action);
			assert_ok!(step(1));
			let number = if action == BillAction::Voided { 2 } else { 1 };
			let bill = bill(number);
			expected.push(StatusNotice {
				key: key(number),
				action,
				version: bill.version,
				validity: bill.validity,
				medium: bill.medium,
				usage: bill.usage,
				circulation: bill.circulation,
				reimbursed: bill.reimbursed,
				at: Now::get(),
			});
		}
		assert_eq!(notices(), expected);
	});
}

#[test]
fn a_full_outbox_refuses_every_change_but_locks_and_their_ends() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		for (step, action) in steps() {
			prepare(action);
			OutboxFull::set(true);
			if action == BillAction::Locked {
				assert_noop!(BillsPallet::ensure_lockable(&key(1), fen(1), &actor(USER)), FULL);
			}
			let asked_before =
				matches!(action, BillAction::Locked | BillAction::Unlocked | BillAction::Settled);
			if !asked_before {
				assert_noop!(step(1), FULL);
				OutboxFull::set(false);
			}
			assert_ok!(step(1));
			OutboxFull::set(false);
		}
		notices();
		OutboxFull::set(true);
		assert_ok!(register(vec![entry(3)]));
		assert_ok!(BillsPallet::propose_correction(
			signed(AUTHORITY),
			key(3),
			elements(3).sealed(),
			correction(),
			reason()
		));
		assert_eq!(notices(), []);
	});
}

#[test]
fn what_the_chain_does_by_itself_is_told_in_any_case() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		lock(1);
		notices();
		OutboxFull::set(true);
		assert_ok!(BillsPallet::unlock(&key(1), &Actor::System));
		assert_eq!(bill(1).usage, Use::Free);
		let now = Now::get();
		assert_eq!(notices(), [StatusNotice::of(key(1), BillAction::Unlocked, &bill(1), now)]);
	});
}

#[test]
fn a_call_that_is_refused_tells_nothing() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		Forbidden::set(vec![BillAction::Voided]);
		assert_noop!(void(1), BY_RULE);
		assert_noop!(from_paper(1), crate::Error::<Test>::NotOnPaper);
		assert_eq!(notices(), []);
	});
}

#[test]
fn a_call_pays_for_the_notice_it_writes() {
	let of = |call: Call<Test>| call.get_dispatch_info().call_weight;
	let (key, reason) = (key(1), reason());
	let void = of(Call::void_bill { key, reason: reason.clone() });
	assert_eq!(void, <() as WeightInfo>::void_bill() + SEND_WEIGHT);
	let consent = of(Call::consent_red_flush { key, version: 1 });
	assert_eq!(consent, <() as WeightInfo>::consent_red_flush());
	assert_eq!(<BillsPallet as BillLedger>::notice_weight(), SEND_WEIGHT);
}
