//! Bills from before the chain, and what becomes of those that are locked elsewhere.

use crate::{mock::*, Bills, Correction, Error, Event, Numbers, OutsideLocks, Registered};
use fiscal_primitives::{
	bill::{difference_root, BillKind, Circulation, Medium, TxPosition, Use, Validity},
	changes::BillAction,
	observation::{HistoricBill, OutsideState},
	outbox::StatusNotice,
	traits::BillLedger,
	verification::ElementsVerdict,
	Date, Fen, NodeId, Operation, PayerRef, SceneId,
};
use frame_support::{assert_noop, assert_ok, storage::with_storage_layer};
use proptest::prelude::*;
use sp_runtime::{DispatchError, DispatchResult};

/// A number that is allocated to nobody.
const OLD: u64 = 9_000;

/// In force, electronic, circulable, free.
const USABLE: OutsideState = OutsideState {
	validity: Validity::Normal,
	medium: Medium::Electronic,
	usage: Use::Free,
	circulation: Circulation::Circulable,
	reimbursed: Fen::ZERO,
};

fn used(usage: Use, reimbursed: u64) -> OutsideState {
	OutsideState { usage, reimbursed: fen(reimbursed), ..USABLE }
}

fn historic(state: OutsideState) -> HistoricBill {
	HistoricBill {
		total: fen(TOTAL),
		issued_on: Date::new(20_240_101).unwrap(),
		xml: digest("xml"),
		pdf: Some(digest("pdf")),
		summary: digest("summary"),
		state,
	}
}

fn adopt_by(number: u64, scene: SceneId, historic: &HistoricBill, platform: u8) -> DispatchResult {
	let check = check_code().digest(&key(number));
	let payer = PayerRef(digest("payer"));
	BillsPallet::adopt(key(number), check, scene, payer, historic, id(platform))
}

fn adopt(number: u64, state: OutsideState) -> DispatchResult {
	adopt_by(number, SCENE, &historic(state), PLATFORM)
}

/// How the bill stands.
fn state(number: u64) -> OutsideState {
	OutsideState::of(&bill(number))
}

/// What the last call did, as an index sees it.
fn told() -> Vec<(u64, BillAction)> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	let changes = events.iter().flat_map(BillsPallet::changes_of);
	changes.map(|(key, action)| (key.number.value(), action)).collect()
}

#[test]
fn it_is_registered_as_it_stands_outside() {
	ExtBuilder::default().build_and_execute(|| {
		let circulation = Circulation::Blocked;
		let outside = OutsideState { circulation, ..used(Use::PartlyReimbursed, 4_000) };
		assert_ok!(adopt(OLD, outside));
		let adopted = bill(OLD);
		assert_eq!(state(OLD), outside);
		assert_eq!(
			(adopted.issuer, adopted.node, adopted.scene),
			(id(PLATFORM), NodeId::NONE, SCENE)
		);
		assert_eq!((adopted.version, adopted.history, adopted.related), (1, None, None));
		assert_eq!((adopted.kind, adopted.total), (BillKind::Ordinary, fen(TOTAL)));
		assert_eq!(adopted.registered, TxPosition { block: 7, index: 3 });
		assert_eq!((adopted.xml, adopted.pdf), (digest("xml"), Some(digest("pdf"))));
		assert!(adopted.is_adopted());
		assert_eq!(Registered::<Test>::get(), 1);
		let (issuer, scene) = (id(PLATFORM), SCENE);
		let event = Event::BillAdopted { key: key(OLD), issuer, scene, state: outside };
		assert_eq!(last_event(), event);
		assert_eq!(told(), [(OLD, BillAction::Registered)]);

		let mut elements = elements(OLD);
		elements.issued_on = Date::new(20_240_101).unwrap();
		let verdict = BillsPallet::verify_elements(&elements);
		assert!(matches!(verdict, ElementsVerdict::Genuine { .. }), "{verdict:?}");
	});
}

#[test]
fn a_number_that_is_allocated_is_its_issuers_to_register() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for number in [2, 2_001, 4_000] {
			let allocated = Error::<Test>::NumberAllocated;
			assert_noop!(BillsPallet::ensure_adoptable(&key(number)), allocated);
			assert_noop!(adopt(number, USABLE), Error::<Test>::NumberAllocated);
		}
		assert_noop!(BillsPallet::ensure_adoptable(&key(1)), Error::<Test>::AlreadyExists);
		assert_ok!(BillsPallet::ensure_adoptable(&key(4_001)));
		let ranges = || Numbers::<Test>::get(key(2).code, id(ISSUER));
		let before = ranges();
		assert_ok!(adopt(4_001, USABLE));
		assert_eq!(ranges(), before);
		assert!(bill(4_001).is_adopted() && !bill(1).is_adopted());
	});
}

#[test]
fn nobody_locks_it_before_the_other_side_took_that_it_is_the_chains() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		notices();
		assert_ok!(adopt(OLD, used(Use::PartlyReimbursed, 4_000)));
		let told = StatusNotice::of(key(OLD), BillAction::Registered, &bill(OLD), Now::get());
		assert_eq!(notices(), [told]);
		HeldLanes::set(vec![lane_of(key(OLD)), lane_of(key(1))]);
		let (key, by) = (key(OLD), actor(USER));
		let pending = Error::<Test>::HandoverPending;
		assert_noop!(BillsPallet::ensure_lockable(&key, fen(1), &by), pending);
		assert_noop!(BillsPallet::lock(&key, fen(1), &by), Error::<Test>::HandoverPending);
		// Bills of the chain wait for nobody.
		lock(1);
		HeldLanes::set(vec![]);
		assert_ok!(BillsPallet::ensure_lockable(&key, fen(1), &by));
		lock(OLD);
	});
}

#[test]
fn nothing_is_taken_over_from_a_system_that_cannot_be_told() {
	ExtBuilder::default().build_and_execute(|| {
		OutboxClosed::set(true);
		assert_noop!(adopt(OLD, USABLE), Error::<Test>::NotTold);
		let closed = used(Use::Reimbursed, TOTAL);
		assert_noop!(adopt(OLD, closed), Error::<Test>::NotTold);
		// What is locked there is not the chain's yet.
		assert_ok!(adopt(OLD, used(Use::Locked, 0)));
		let settled = used(Use::Locked, 4_000);
		assert_eq!(BillsPallet::follow(&key(OLD), Some(&settled)), Ok(true));
		assert_noop!(BillsPallet::follow(&key(OLD), Some(&USABLE)), Error::<Test>::NotTold);
		OutboxClosed::set(false);
		assert_eq!(notices(), []);
		assert_eq!(BillsPallet::follow(&key(OLD), Some(&closed)), Ok(true));
		let told = StatusNotice::of(key(OLD), BillAction::Registered, &bill(OLD), Now::get());
		assert_eq!((told.usage, told.version), (Use::Reimbursed, 3));
		assert_eq!(notices(), [told]);
	});
}

#[test]
fn an_authority_says_what_became_of_a_bill_that_the_other_side_forgot() {
	let end = |who, number, state| {
		BillsPallet::end_outside_lock(signed(who), key(number), state, reason())
	};
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(adopt(OLD, used(Use::Locked, 0)));
		assert_ok!(adopt(OLD + 1, USABLE));
		told();
		notices();
		let settled = used(Use::PartlyReimbursed, 4_000);
		assert_noop!(end(USER, OLD, settled), DispatchError::BadOrigin);
		HighRisk::set(vec![Operation::CorrectBill]);
		assert_noop!(end(AUTHORITY, OLD, settled), APPROVAL_REQUIRED);
		HighRisk::set(vec![]);
		assert_noop!(end(AUTHORITY, OLD + 1, settled), Error::<Test>::NotFound);
		assert_noop!(end(AUTHORITY, OLD + 2, settled), Error::<Test>::NotFound);
		assert_noop!(end(AUTHORITY, OLD, used(Use::Locked, 4_000)), Error::<Test>::Locked);
		assert_noop!(end(AUTHORITY, OLD, used(Use::Free, 1)), Error::<Test>::StateImpossible);

		assert_ok!(end(AUTHORITY, OLD, settled));
		let (by, reason) = (actor(AUTHORITY), reason());
		assert_eq!(last_event(), Event::OutsideLockEnded { key: key(OLD), by, reason });
		assert_eq!(told(), [(OLD, BillAction::Settled)]);
		assert_eq!((state(OLD), bill(OLD).version), (settled, 2));
		let handover = StatusNotice::of(key(OLD), BillAction::Registered, &bill(OLD), Now::get());
		assert_eq!(notices(), [handover]);
		assert_noop!(end(AUTHORITY, OLD, USABLE), Error::<Test>::NotFound);
		lock(OLD);
	});
}

#[test]
fn it_is_used_like_any_other() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(adopt(OLD, USABLE));
		reimburse(OLD, 4_000);
		assert_eq!((bill(OLD).reimbursed, bill(OLD).version), (fen(4_000), 2));
	});
}

#[test]
fn what_was_reimbursed_outside_is_reimbursed_here() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(adopt(OLD, used(Use::PartlyReimbursed, 4_000)));
		let lock = |number, amount| BillsPallet::lock(&key(number), fen(amount), &actor(USER));
		assert_noop!(lock(OLD, 6_001), Error::<Test>::ExceedsTotal);
		assert_ok!(lock(OLD, 6_000));
		for (number, reimbursed) in [(OLD + 1, TOTAL), (OLD + 2, 1), (OLD + 3, 0)] {
			assert_ok!(adopt(number, used(Use::Reimbursed, reimbursed)));
			assert_noop!(lock(number, 1), Error::<Test>::Reimbursed);
		}
	});
}

#[test]
fn what_cannot_be_used_outside_cannot_be_used_here() {
	ExtBuilder::default().build_and_execute(|| {
		let faulty = [
			(OutsideState { validity: Validity::Voided, ..USABLE }, Error::<Test>::Terminal),
			(OutsideState { validity: Validity::RedFlushed, ..USABLE }, Error::<Test>::Terminal),
			(OutsideState { medium: Medium::Paper, ..USABLE }, Error::<Test>::OnPaper),
			(
				OutsideState { circulation: Circulation::Blocked, ..USABLE },
				Error::<Test>::NotCirculable,
			),
			(used(Use::Locked, 0), Error::<Test>::Locked),
		];
		for (number, (outside, error)) in (OLD..).zip(faulty) {
			assert_ok!(adopt(number, outside));
			assert_noop!(BillsPallet::lock(&key(number), fen(1), &actor(USER)), error);
		}
	});
}

#[test]
fn it_is_refused_where_the_chain_knows_better() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(adopt(1, USABLE), Error::<Test>::AlreadyExists);
		assert_ok!(adopt(OLD, USABLE));
		assert_noop!(adopt(OLD, used(Use::Reimbursed, TOTAL)), Error::<Test>::AlreadyExists);

		let by = |scene, historic: &HistoricBill, who| adopt_by(OLD + 1, scene, historic, who);
		let good = historic(USABLE);
		assert_noop!(by(SceneId(9), &good, PLATFORM), Error::<Test>::NotActive);
		assert_noop!(by(SCENE, &good, USER), Error::<Test>::NotAuthorized);
		let free = HistoricBill { total: Fen::ZERO, ..good.clone() };
		assert_noop!(by(SCENE, &free, PLATFORM), Error::<Test>::AmountZero);
		let tomorrow = Date::new(TODAY + 1).unwrap();
		let future = HistoricBill { issued_on: tomorrow, ..good.clone() };
		assert_noop!(by(SCENE, &future, PLATFORM), Error::<Test>::DateInFuture);

		Forbidden::set(vec![BillAction::Registered]);
		assert_noop!(by(SCENE, &good, PLATFORM), BY_RULE);
		Forbidden::set(vec![]);
		Frozen::set(vec![PLATFORM.into()]);
		assert_noop!(by(SCENE, &good, PLATFORM), Error::<Test>::NotActive);
		Frozen::set(vec![]);
		RetiredScenes::set(vec![SCENE.0]);
		assert_noop!(by(SCENE, &good, PLATFORM), Error::<Test>::NotActive);
		RetiredScenes::set(vec![]);
		assert_ok!(by(SCENE, &good, PLATFORM));
	});
}

#[test]
fn it_is_refused_in_a_state_that_cannot_be() {
	let voided =
		|usage, reimbursed| OutsideState { validity: Validity::Voided, ..used(usage, reimbursed) };
	ExtBuilder::default().build_and_execute(|| {
		for impossible in [
			used(Use::Free, 1),
			used(Use::Locked, TOTAL),
			used(Use::PartlyReimbursed, 0),
			used(Use::PartlyReimbursed, TOTAL),
			used(Use::Reimbursed, TOTAL + 1),
			voided(Use::Reimbursed, TOTAL),
			voided(Use::Locked, 0),
			OutsideState { validity: Validity::RedFlushed, ..used(Use::Locked, 0) },
		] {
			assert_noop!(adopt(OLD, impossible), Error::<Test>::StateImpossible);
		}
	});
}

#[test]
fn what_is_locked_outside_stays_locked_until_the_other_side_says_otherwise() {
	ExtBuilder::default().build_and_execute(|| {
		let locked = used(Use::Locked, 0);
		assert_ok!(adopt(OLD, locked));
		told();
		let mut elements = elements(OLD);
		elements.issued_on = Date::new(20_240_101).unwrap();
		let (sealed, block) = (elements.sealed(), Correction::SetCirculation(Circulation::Blocked));
		assert_noop!(
			BillsPallet::propose_correction(signed(AUTHORITY), key(OLD), sealed, block, reason()),
			Error::<Test>::Locked
		);
		assert_noop!(BillsPallet::lock(&key(OLD), fen(1), &actor(USER)), Error::<Test>::Locked);
		// Nothing new, or a system that lost it: neither frees it.
		for said in [Some(&locked), None] {
			assert_eq!(BillsPallet::follow(&key(OLD), said), Ok(true));
			assert_eq!((state(OLD), bill(OLD).version), (locked, 1));
			assert_eq!(told(), []);
		}
		assert_eq!(BillsPallet::follow(&key(OLD), Some(&USABLE)), Ok(true));
		assert_eq!((state(OLD), bill(OLD).version), (USABLE, 1));
		let (action, version) = (BillAction::Unlocked, 1);
		let event = Event::OutsideFollowed { key: key(OLD), action, version, state: USABLE };
		assert_eq!(last_event(), event);
		assert_eq!(told(), [(OLD, action)]);

		// From now on the chain decides.
		let closed = used(Use::Reimbursed, TOTAL);
		assert_eq!(BillsPallet::follow(&key(OLD), Some(&closed)), Ok(false));
		assert_eq!(state(OLD), USABLE);
		lock(OLD);
		assert_eq!(BillsPallet::follow(&key(OLD), Some(&closed)), Ok(false));
	});
}

#[test]
fn what_happened_outside_meanwhile_is_told_by_its_gravest_part() {
	let voided = OutsideState { validity: Validity::Voided, ..USABLE };
	let flushed =
		OutsideState { validity: Validity::RedFlushed, ..used(Use::PartlyReimbursed, 4_000) };
	let paper = OutsideState { medium: Medium::Paper, ..used(Use::PartlyReimbursed, 1_000) };
	let blocked =
		OutsideState { circulation: Circulation::Blocked, ..used(Use::PartlyReimbursed, 1_000) };
	ExtBuilder::default().build_and_execute(|| {
		for (number, (outside, action)) in (OLD..).zip([
			(used(Use::PartlyReimbursed, 1_000), BillAction::Unlocked),
			(used(Use::PartlyReimbursed, 4_000), BillAction::Settled),
			(used(Use::Locked, 4_000), BillAction::Settled),
			(used(Use::Reimbursed, TOTAL), BillAction::Settled),
			(used(Use::Reimbursed, 1_000), BillAction::Settled),
			(USABLE, BillAction::Reversed),
			(voided, BillAction::Voided),
			(flushed, BillAction::RedFlushed),
			(paper, BillAction::ExchangedForPaper),
			(blocked, BillAction::CirculationChanged),
		]) {
			assert_ok!(adopt(number, used(Use::Locked, 1_000)));
			let before = bill(number);
			told();
			assert_eq!(BillsPallet::follow(&key(number), Some(&outside)), Ok(true));
			assert_eq!(told(), [(number, action)]);
			let after = bill(number);
			assert_eq!(state(number), outside);
			if action == BillAction::Unlocked {
				assert_eq!((after.version, after.history), (1, None));
			} else {
				let link = after.history.unwrap();
				assert_eq!((after.version, link.previous), (2, before.version_hash()));
				assert_eq!(link.difference, difference_root(&before, &after));
			}
			let held = outside.usage == Use::Locked;
			assert_eq!(OutsideLocks::<Test>::contains_key(key(number)), held);
		}
	});
}

#[test]
fn an_impossible_state_is_not_followed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(adopt(OLD, used(Use::Locked, 1_000)));
		let beyond = used(Use::Reimbursed, TOTAL + 1);
		assert_noop!(BillsPallet::follow(&key(OLD), Some(&beyond)), Error::<Test>::StateImpossible);
	});
}

#[test]
fn a_bill_of_the_chain_follows_nobody() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		lock(1);
		let before = bill(1);
		for number in [1, 2] {
			assert_eq!(BillsPallet::follow(&key(number), Some(&USABLE)), Ok(false));
		}
		assert_eq!(bill(1), before);
	});
}

fn any_state() -> impl Strategy<Value = OutsideState> {
	use prop::sample::select;
	(
		select(vec![Validity::Normal, Validity::Normal, Validity::RedFlushed, Validity::Voided]),
		select(vec![Medium::Electronic, Medium::Paper]),
		select(vec![Use::Free, Use::Locked, Use::Locked, Use::PartlyReimbursed, Use::Reimbursed]),
		select(vec![Circulation::Circulable, Circulation::Blocked]),
		select(vec![0, 0, 1, 4_000, TOTAL, TOTAL + 1]),
	)
		.prop_map(|(validity, medium, usage, circulation, reimbursed)| OutsideState {
			validity,
			medium,
			usage,
			circulation,
			reimbursed: fen(reimbursed),
		})
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

	/// A model of one line: while the lock stands outside, the state is the last possible one that was
	/// said; after that nothing that is said matters. And what is reimbursed is never beyond the total.
	#[test]
	fn the_other_side_decides_as_long_as_it_holds_the_lock(
		first in any_state(),
		said in prop::collection::vec(prop::option::of(any_state()), 0..12),
	) {
		ExtBuilder::default().build_and_execute(|| {
			let taken = with_storage_layer(|| adopt(OLD, first)).is_ok();
			assert_eq!(taken, first.is_possible(fen(TOTAL)));
			if !taken {
				assert!(!Bills::<Test>::contains_key(key(OLD)));
				return;
			}
			let mut model = first;
			for outside in said {
				let held = model.usage == Use::Locked;
				let followed = BillsPallet::follow(&key(OLD), outside.as_ref());
				if let Some(possible) = outside.filter(|said| held && said.is_possible(fen(TOTAL))) {
					model = possible;
				}
				assert!(followed.is_err() || followed == Ok(held));
				assert_eq!(state(OLD), model);
				assert_eq!(OutsideLocks::<Test>::contains_key(key(OLD)), model.usage == Use::Locked);
				BillsPallet::do_try_state().unwrap();
			}
			let lockable = BillsPallet::ensure_lockable(&key(OLD), fen(1), &actor(USER)).is_ok();
			let open = matches!(model.usage, Use::Free | Use::PartlyReimbursed);
			let usable = OutsideState { usage: Use::Free, reimbursed: Fen::ZERO, ..model } == USABLE;
			assert_eq!(lockable, open && usable);
		});
	}
}
